// The parts of the options that are the browser's: notifications, keyboard shortcuts, the first
// steps once more; and what was looked at to see whether all is well.
import { $, setText } from '../lib/dom.js';
import { chooseNotify, notifyWhen } from '../lib/notify.js';
import { errorText, t } from '../lib/text.js';
import { api } from '../lib/browser.js';
import { checksOf } from '../lib/health.js';

const CHROMIUM_SHORTCUTS = 'chrome://extensions/shortcuts';

/** @param {import('../lib/health.js').Shared} shared */
export function drawChecks(shared) {
  const lines = checksOf(shared).map(({ light, key, code }) => {
    const line = document.createElement('li');
    const { sentence, step } = code ? errorText(code) : { sentence: t(key ?? ''), step: '' };
    line.dataset.light = light;
    line.textContent = `${sentence} ${step}`.trim();
    return line;
  });
  $('checks').replaceChildren(...lines);
}

/** A shortcut that has no keys lost them to another extension, or to the person's own choice.
 * @param {chrome.commands.Command} command */
function keyLine({ description, shortcut }) {
  const line = document.createElement('li');
  const keys = document.createElement(shortcut ? 'kbd' : 'span');
  setText(keys, shortcut || t('keysNone'));
  line.append(`${description || t('actionTitle')}: `, keys);
  return line;
}

async function drawKeys() {
  $('keys').replaceChildren(...(await api.commands.getAll()).map(keyLine));
}

function changeKeys() {
  const { openShortcutSettings } = /** @type {any} */ (api.commands);
  return openShortcutSettings ? openShortcutSettings() : api.tabs.create({ url: CHROMIUM_SHORTCUTS });
}

/** @param {(text: string) => void} say tells what came of a change */
export async function startAround(say) {
  const notify = /** @type {HTMLSelectElement} */ ($('notify'));
  notify.addEventListener('change', async () => {
    const wanted = notify.value;
    notify.value = await chooseNotify(/** @type {any} */ (wanted));
    say(t(notify.value === wanted ? 'say_changed' : 'say_unchanged'));
  });
  $('change-keys').addEventListener('click', changeKeys);
  $('welcome-again').addEventListener('click', () => api.tabs.create({ url: api.runtime.getURL('welcome/welcome.html') }));
  window.addEventListener('focus', drawKeys); // changed in the browser's own page meanwhile
  notify.value = await notifyWhen();
  await drawKeys();
}
