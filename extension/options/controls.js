// The settings as the page shows them: what each is called, its values in words, and the controls
// by which it is changed.
import { $ } from '../lib/dom.js';
import { LANGUAGES, nameOf } from '../lib/language.js';
import { bytesText, counted, isolated, t } from '../lib/text.js';

/** @typedef {import('../lib/protocol.js').Settings} Settings */

/** The program's settings that are on or off. */
const SWITCHES = ['cover', 'watermark', 'sources', 'keepGoing'];
/** Those that are one of several words. */
const CHOICES = ['quality', 'captions', 'savingOff'];
/** Those that are a number from a list. */
const NUMBERS = ['parallel', 'speedLimit'];
const MOST_PARALLEL = 8;
const SPEEDS = [0, 250000, 500000, 1e6, 2e6, 5e6, 1e7];

/** @param {string} id @returns {HTMLInputElement} */
const box = (id) => $(id);
/** @param {string} id @returns {HTMLSelectElement} */
const list = (id) => $(id);
/** @param {string} name @returns {HTMLInputElement[]} */
const buttonsOf = (name) => /** @type {any} */ ([...document.getElementsByName(name)]);

/** @param {number} speed bytes a second */
const speedText = (speed) => (speed === 0 ? t('speedNone') : t('perSecond', bytesText(speed)));

/** Puts a list of values with their words into a select, and leaves chosen what was.
 * @param {HTMLSelectElement} select @param {[string, string][]} rows */
function fill(select, rows) {
  const { value } = select;
  select.replaceChildren(...rows.map(([of, words]) => new Option(words, of)));
  select.value = value;
}

/** Writes the words that are not in the page itself. */
export function writeLists() {
  const numbers = Array.from({ length: MOST_PARALLEL }, (_, n) => n + 1);
  fill(list('parallel'), numbers.map((n) => [String(n), counted('downloads', n)]));
  fill(list('speedLimit'), SPEEDS.map((speed) => [String(speed), speedText(speed)]));
  fill(list('language'), [['', t('languageBrowser')], ...LANGUAGES.map((one) => /** @type {[string, string]} */ ([one, nameOf(one)]))]);
  for (const option of list('language').options) {
    option.lang = option.value.replace('_', '-');
    option.dir = 'auto';
  }
}

/** What a setting is called. @param {string} name */
export const settingName = (name) => $(`${name}-name`).textContent ?? '';

/** A value of a setting in the words of its control. @param {string} name @param {unknown} value */
export function settingValue(name, value) {
  if (typeof value === 'boolean') {
    return value ? t('settingOn') : t('settingOff');
  }
  if (name === 'speedLimit') {
    return speedText(Number(value));
  }
  const option = [...(list(name)?.options ?? [])].find((one) => one.value === String(value));
  const label = document.querySelector(`label[for="${CSS.escape(`${name}-${value}`)}"]`);
  return option?.textContent ?? label?.textContent ?? isolated(String(value));
}

/** What is said of a change. @param {string} name @param {unknown} value */
export const changeText = (name, value) => t('say_changedTo', settingName(name), settingValue(name, value));

/** One that the settings file names and the page does not offer is shown all the same.
 * @param {number} speed */
function drawSpeed(speed) {
  const select = list('speedLimit');
  if (![...select.options].some((one) => one.value === String(speed))) {
    select.add(new Option(speedText(speed), String(speed)));
  }
  select.value = String(speed);
}

/** @param {Settings | null} settings null: not known, nothing can be changed */
export function drawControls(settings) {
  const values = /** @type {Record<string, any>} */ (settings ?? {});
  for (const name of [...SWITCHES, ...NUMBERS]) {
    box(name).disabled = values[name] === undefined;
  }
  for (const name of CHOICES) {
    for (const button of buttonsOf(name)) {
      button.disabled = values[name] === undefined; // a program of before does not know it
      button.checked = button.value === values[name];
    }
  }
  for (const name of settings ? SWITCHES : []) {
    box(name).checked = values[name];
  }
  if (settings) {
    list('parallel').value = String(settings.parallel);
    drawSpeed(settings.speedLimit ?? 0);
  }
}

/** @param {(name: string, value: unknown) => void} change puts a setting of the program in force */
export function startControls(change) {
  for (const name of SWITCHES) {
    box(name).addEventListener('change', () => change(name, box(name).checked));
  }
  for (const name of NUMBERS) {
    list(name).addEventListener('change', () => change(name, Number(list(name).value)));
  }
  for (const button of CHOICES.flatMap(buttonsOf)) {
    button.addEventListener('change', () => change(button.name, button.value));
  }
}

