// The doctor: what was looked at, how it is, and how to mend it. A few things are known without
// looking; the program looks at everything when it is asked to.
import { $, copyOf, setText, within } from '../lib/dom.js';
import { checkKey, checksOf, lightOf, partsOf, remedyOf, reportOf, troubleOf } from '../lib/health.js';
import { counted, errorText, spoken, t } from '../lib/text.js';
import { api } from '../lib/browser.js';
import { ask } from '../lib/background.js';

/** @typedef {import('../lib/health.js').Check} Check */
/** @typedef {import('../lib/health.js').Health['light']} Light */
/** @typedef {{text: string, english: boolean}} Said */
/** @typedef {{light: Light, sentence: string, detail?: Said, fix?: Said}} Line */

/** Without these there is no program to ask. */
const GONE = ['host-missing', 'host-broken'];
const LIGHT_KEYS = { good: 'light_good', care: 'light_care', bad: 'light_bad', unknown: 'light_unknown' };

/** @type {(text: string) => void} */
let say = () => {};
/** @type {(error: unknown) => void} */
let sayFault = () => {};
/** @type {Partial<import('../background/state.js').Shared>} */
let shown = {};
/** What the program found when it looked last. @type {Check[] | null} */
let found = null;
/** The lines that are on the page, as text: what has not changed is left alone, with the keyboard in it. */
let drawn = '';

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(t('copied'));
  } catch (error) {
    sayFault(error);
  }
}

/** The command beside a button. @param {Element} button */
const commandAt = (button) => button.previousElementSibling?.textContent ?? '';

/** @param {Element} button */
const nameCopy = (button) => button.setAttribute('aria-label', t('copyCommand', commandAt(button)));

/** A command, and a button that copies it. @param {string} text */
function commandOf(text) {
  const command = copyOf('command');
  const button = within(command, 'button');
  setText(within(command, 'code'), text);
  setText(button, t('copyThis'));
  return command;
}

const NOTHING = Object.freeze({ text: '', english: false });

/** Hides a paragraph without words, and says where they are not in the person's language.
 * @param {HTMLElement} paragraph @param {Said} said */
function mark(paragraph, { text, english }) {
  paragraph.hidden = !text;
  if (english) {
    Object.assign(paragraph, { lang: 'en', dir: 'ltr' });
  }
}

/** @param {Line} line */
function drawLine({ light, sentence, detail = NOTHING, fix = NOTHING }) {
  const line = copyOf('check');
  line.dataset.light = light;
  setText(within(line, '.light'), t(LIGHT_KEYS[light]));
  setText(within(line, '.sentence'), sentence);
  setText(within(line, '.detail'), detail.text);
  mark(within(line, '.detail'), detail);
  within(line, '.fix').replaceChildren(
    ...partsOf(fix.text).map(({ text, command }) => (command ? commandOf(text) : text)));
  mark(within(line, '.fix'), fix);
  return line;
}

/** @param {Check} check @returns {Line} */
function lineOf(check) {
  const key = checkKey(check);
  const subject = check.subject.charAt(0).toUpperCase() + check.subject.slice(1);
  const light = lightOf(check);
  return {
    light,
    sentence: key ? t(key, subject) : check.text,
    detail: key && light !== 'good' ? troubleOf(check) : NOTHING,
    fix: remedyOf(check),
  };
}

/** @param {import('../lib/health.js').Health} health @returns {Line} */
function knownLine({ light, key, code }) {
  const { sentence, step } = code ? errorText(code) : { sentence: t(key ?? ''), step: '' };
  return { light, sentence: `${sentence} ${step}`.trim() };
}

function versionsText() {
  const { version } = api.runtime.getManifest();
  return shown.hostVersion ? t('versions', version, shown.hostVersion) : t('versionsAlone', version);
}

/** @param {Partial<import('../background/state.js').Shared>} shared */
export function drawHealth(shared) {
  shown = shared;
  const { fault = null, held = null } = shared;
  /** @type {Line[]} */
  const waits = held ? [knownLine({ light: 'care', code: held })] : [];
  const lines = found && !fault ? [...waits, ...found.map(lineOf)] : checksOf(shared).map(knownLine);
  $('missing').hidden = !GONE.includes(fault?.code ?? '');
  $('copy-report').hidden = !found && !fault;
  setText($('host'), versionsText());
  const now = JSON.stringify([spoken(), lines]);
  if (now !== drawn) {
    drawn = now;
    $('checks').replaceChildren(...lines.map(drawLine));
    document.querySelectorAll('button.copy').forEach(nameCopy);
  }
}

async function look() {
  const button = $('check-again');
  if (button.getAttribute('aria-disabled') === 'true') {
    return;
  }
  button.setAttribute('aria-disabled', 'true');
  say(t('say_examining'));
  try {
    const { checks } = await ask('doctor');
    found = checks;
    drawHealth({ ...shown, fault: null });
    const wrong = checks.filter((/** @type {Check} */ check) => lightOf(check) !== 'good').length;
    say(wrong > 0 ? counted('wrongThings', wrong) : t('health_good'));
  } catch (error) {
    found = null;
    drawHealth(shown);
    sayFault(error);
  }
  button.removeAttribute('aria-disabled');
}

/** What was found, or what stands in the way of looking, for those who help: in English. */
function report() {
  const { version } = api.runtime.getManifest();
  const { fault, settings, hostVersion } = shown;
  const versions = `Clipkeep: extension ${version}, program ${hostVersion || 'none'}${fault ? `, ${fault.code}` : ''}`;
  return reportOf({ versions, browser: navigator.userAgent, folder: settings?.folder ?? '', checks: found ?? [] });
}

/** @param {(text: string) => void} tell @param {(error: unknown) => void} tellFault */
export function startDoctor(tell, tellFault) {
  say = tell;
  sayFault = tellFault;
  $('check-again').addEventListener('click', look);
  $('copy-report').addEventListener('click', () => copy(report()));
  document.addEventListener('click', ({ target }) => {
    const button = /** @type {Element} */ (target).closest('button.copy');
    if (button) {
      copy(commandAt(button));
    }
  });
  if (location.hash === '#program') {
    look();
  }
}
