// Words and numbers for people, in their language.
import { api } from './browser.js';

/** A language that was chosen in place of the browser's ('': none), and its texts by their keys.
 * @type {{language: string, texts: Record<string, string>}} */
let chosen = { language: '', texts: {} };

/** Speaks another language than the browser (lib/language.js), or, by '', again the browser's.
 * @param {string} language @param {Record<string, string>} texts with $1 to $9 where values go */
export function speak(language, texts) {
  chosen = { language, texts };
}

/** The language that was chosen; '': the browser's. */
export const spoken = () => chosen.language;

/** Fills a text as the browsers do: $1 is the first value, $$ a dollar sign.
 * @param {string} text @param {string[]} values */
const filled = (text, values) =>
  text.replace(/\$(?:(\d)|(\$+))/g, (_, place, dollars) => dollars ?? values[place - 1] ?? '');

/** The text of a key in the language that is spoken, '' where it has none.
 * @param {string} key @param {string[]} values */
const own = (key, values) =>
  chosen.language ? filled(chosen.texts[key] ?? '', values) : api.i18n.getMessage(key, values);

/** The text of a key, with its placeholders filled. @param {string} key @param {...string} values */
export function t(key, ...values) {
  return own(key, values) || api.i18n.getMessage(key, values);
}

/** The text of a key for a number of things: `KEY_one`, `KEY_few`, … as the language has them, and
 * `KEY_other`. @param {string} key @param {number} count */
export function counted(key, count) {
  const form = new Intl.PluralRules(locale()).select(count);
  return own(`${key}_${form}`, [numberText(count)]) || t(`${key}_other`, numberText(count));
}

/** Fills every element that names its text: data-i18n for content, data-i18n-ATTR for an attribute.
 * @param {Document} document */
export function localize(document) {
  Object.assign(document.documentElement, language());
  for (const element of document.querySelectorAll('[data-i18n]')) {
    element.textContent = t(/** @type {HTMLElement} */ (element).dataset.i18n ?? '');
  }
  for (const attribute of ['aria-label', 'title', 'placeholder']) {
    for (const element of document.querySelectorAll(`[data-i18n-${attribute}]`)) {
      element.setAttribute(attribute, t(element.getAttribute(`data-i18n-${attribute}`) ?? ''));
    }
  }
}

/** Signs that turn the direction of all that follows, and such as would end an isolation early. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** A name inside a sentence: whatever direction it is written in, the sentence keeps its own.
 * @param {string} name */
export const isolated = (name) => `\u2068${name.replaceAll(TURNING, '')}\u2069`;

/** A text that goes to other programs: no marks that cannot be seen. @param {string} text */
export const plain = (text) => text.replaceAll(TURNING, '');

/** The first characters of a text, none of them cut in two. @param {string} text @param {number} most */
export function shortened(text, most) {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}

/** 1204 as "1,204". @param {number} number */
export const numberText = (number) => formatted(number);

const locale = () => (chosen.language || t('@@ui_locale')).replace('_', '-') || 'en';
const RIGHT_TO_LEFT = new Set(['ar']);
const direction = () =>
  chosen.language ? (RIGHT_TO_LEFT.has(chosen.language) ? 'rtl' : 'ltr') : t('@@bidi_dir');

/** How a page says which language it speaks, and in which direction. */
export const language = () => ({ lang: locale(), dir: direction() });

/** Making one takes longer than using it a hundred times. @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @param {number} number @param {Intl.NumberFormatOptions} [options] */
function formatted(number, options = {}) {
  const key = `${locale()} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale(), options);
  formats.set(key, format);
  // A number and its unit stay on one line.
  return format.format(number).replaceAll(' ', '\u00a0');
}

/** 1647231 as "1.6 MB". @param {number} bytes */
export function bytesText(bytes) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return formatted(value, {
    style: 'unit',
    unit: units[unit],
    unitDisplay: unit === 0 ? 'long' : 'short', // which of few bytes has no plural
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  });
}

/** 75 as "1:15". @param {number} seconds */
export function lengthText(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/** 40 as "40 sec". @param {number} seconds */
export function waitText(seconds) {
  const minutes = seconds >= 90;
  return formatted(minutes ? seconds / 60 : seconds, {
    style: 'unit',
    unit: minutes ? 'minute' : 'second',
    maximumFractionDigits: 0,
  });
}

/** @param {number} fraction 0 to 1 */
export function percentText(fraction) {
  return formatted(fraction, { style: 'percent' });
}

/** @param {number} unixSeconds */
export function dateText(unixSeconds) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(unixSeconds * 1000);
}

/** The key of a code's sentence; with "_step", of what to do next. @param {string} code */
export const errorKey = (code) => `error_${code.replaceAll('-', '_')}`;

/** What happened and what to do, for a stable code. @param {string} code */
export function errorText(code) {
  const known = t(errorKey(code)) ? code : 'internal';
  return { sentence: t(errorKey(known)), step: t(`${errorKey(known)}_step`) };
}

/** What there is to know of a kept post, for a word of the host; '' for one of a newer host.
 * @param {string} word */
export const noteText = (word) => t(`note_${word.replaceAll('-', '_')}`);
