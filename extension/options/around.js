// The settings that the browser keeps: the language, notifications, reminders; its keyboard shortcuts, and the
// first steps once more.
import { $, setText } from '../lib/dom.js';
import { chooseLanguage, languageChosen } from '../lib/language.js';
import { chooseNotify, notifyWhen } from '../lib/notify.js';
import { chooseRemind, remindWhen } from '../lib/remind.js';
import { api } from '../lib/browser.js';
import { changeText } from './controls.js';
import { t } from '../lib/text.js';

const CHROMIUM_SHORTCUTS = 'chrome://extensions/shortcuts';
const WELCOME = 'welcome/welcome.html';

/** A list that the browser's own words would otherwise tell in its own language.
 * @type {Record<string, () => string>} */
const COMMANDS = { _execute_action: () => t('actionTitle'), save: () => t('commandSave') };

const notify = /** @type {HTMLSelectElement} */ ($('notify'));
const remind = /** @type {HTMLSelectElement} */ ($('remind'));
const language = /** @type {HTMLSelectElement} */ ($('language'));
/** @type {(text: string) => void} */
let say = () => {};
/** What is told once the page speaks the language that was chosen. */
let chosenNow = false;

/** A shortcut that has no keys lost them to another extension, or to the person's own choice.
 * @param {chrome.commands.Command} command */
function keyLine({ name = '', description = '', shortcut }) {
  const line = document.createElement('li');
  const keys = document.createElement(shortcut ? 'kbd' : 'span');
  setText(keys, shortcut || t('keysNone'));
  line.append(`${COMMANDS[name]?.() ?? description}: `, keys);
  return line;
}

async function drawKeys() {
  $('keys').replaceChildren(...(await api.commands.getAll()).map(keyLine));
}

function changeKeys() {
  const { openShortcutSettings } = /** @type {any} */ (api.commands);
  return openShortcutSettings ? openShortcutSettings() : api.tabs.create({ url: CHROMIUM_SHORTCUTS });
}

/** Shows what holds, and says what the language is now, in that language. */
export async function drawAround() {
  [notify.value, remind.value, language.value] = await Promise.all([notifyWhen(), remindWhen(), languageChosen()]);
  await drawKeys();
  if (chosenNow) {
    chosenNow = false;
    say(changeText('language', language.value));
  }
}

async function changeNotify() {
  const wanted = notify.value;
  notify.value = await chooseNotify(/** @type {any} */ (wanted));
  say(notify.value === wanted ? changeText('notify', wanted) : t('say_unchanged'));
}

async function changeRemind() {
  await chooseRemind(/** @type {any} */ (remind.value));
  say(changeText('remind', remind.value));
}

async function changeLanguage() {
  say('');
  chosenNow = true; // followed by this page as by every other
  await chooseLanguage(language.value);
}

/** @param {(text: string) => void} tell says what came of a change */
export function startAround(tell) {
  say = tell;
  notify.addEventListener('change', changeNotify);
  remind.addEventListener('change', changeRemind);
  language.addEventListener('change', changeLanguage);
  $('change-keys').addEventListener('click', changeKeys);
  $('welcome-again').addEventListener('click', () => api.tabs.create({ url: api.runtime.getURL(WELCOME) }));
  window.addEventListener('focus', drawKeys); // changed in the browser's own page meanwhile
}
