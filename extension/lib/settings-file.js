// A file with settings, to take them to another computer: what goes into it, and what is believed of
// one that comes back. Its form is written down in extension/README.md. Pure.
import { Fault } from './protocol.js';
import { LANGUAGES } from './language.js';

/** @typedef {Record<string, unknown>} Values settings by their names */
/** What a file says: settings that can be used; names that nobody knows; names whose value is none
 * they can have. @typedef {{values: Values, unknown: string[], wrong: string[]}} Read */

const VERSION = 1;
/** More than ten times what a file of ours has. */
export const MOST_BYTES = 65536;
const MOST_NAMES = 1000;
const MOST_SPEED = 1e9;

/** @param {unknown[]} words @returns {(value: unknown) => boolean} */
const oneOf = (...words) => (value) => words.includes(value);
/** @param {number} least @param {number} most @returns {(value: unknown) => boolean} */
const between = (least, most) => (value) =>
  Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
const onOrOff = oneOf(true, false);

/** Every setting that a file may have, in the order of the page, and what it can be. No folder: the
 * other computer has other ones. The browser keeps `notify`, `remind` and `language`, the program the rest.
 * @type {Readonly<Record<string, (value: unknown) => boolean>>} */
export const RULES = Object.freeze({
  names: (value) => typeof value === 'string' && value.length > 0 && value.length <= MOST_NAMES,
  quality: oneOf('best', 'compatible', 'small', 'sound-only'),
  captions: oneOf('all', 'spoken', 'none'),
  watermark: onOrOff,
  sources: onOrOff,
  cover: onOrOff,
  savingOff: oneOf('ask', 'keep', 'skip'),
  parallel: between(1, 8),
  speedLimit: between(0, MOST_SPEED),
  notify: oneOf('never', 'end', 'each'),
  remind: oneOf('never', 'weekly', 'monthly'),
  keepGoing: onOrOff,
  language: oneOf('', ...LANGUAGES),
});

/** The text of a file. @param {Values} values all that is known; of it only what RULES name */
export function fileOf(values) {
  const names = Object.keys(RULES).filter((name) => RULES[name](values[name]));
  const settings = Object.fromEntries(names.map((name) => [name, values[name]]));
  return `${JSON.stringify({ clipkeepSettings: VERSION, settings }, null, 2)}\n`;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads a file, setting by setting. Throws a Fault when it is none of ours.
 * @param {string} text @returns {Read} */
export function readFile(text) {
  const file = parsed(text);
  if (!isObject(file) || !Number.isSafeInteger(file.clipkeepSettings) || !isObject(file.settings)) {
    throw new Fault('settings-file-foreign');
  }
  if (file.clipkeepSettings !== VERSION) {
    throw new Fault('settings-file-version');
  }
  const { settings } = file;
  const names = Object.keys(settings);
  const known = names.filter((name) => Object.hasOwn(RULES, name));
  const fine = Object.keys(RULES).filter((name) => known.includes(name) && RULES[name](settings[name]));
  return {
    values: Object.fromEntries(fine.map((name) => [name, settings[name]])),
    unknown: names.filter((name) => !known.includes(name)),
    wrong: known.filter((name) => !fine.includes(name)),
  };
}

/** The settings of a file that are not in force already. @param {Values} values @param {Values} now */
export const changesOf = (values, now) =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== now[name]));
