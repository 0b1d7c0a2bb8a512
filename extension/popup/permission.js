// A permission that somebody gave, as the person writes it down. Pure.
import { dateText, isolated, joinedText, t } from '../lib/text.js';

/** @typedef {{number: number, who: string, scope: string[], when: string, note: string,
 *   proof: {name: string} | null, withdrawnAt: number | null}} Permission */
/** What is in the form. @typedef {{who: string, when: string, scope: string[], note: string,
 *   proof: boolean}} Draft */

export const DOINGS = Object.freeze(['keep', 'share', 'change', 'sell']);

/** A day as `<input type="date">` has it, where the person is. @param {Date} [now] */
export function today(now = new Date()) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** What is wrong in the form: the key of a sentence for each field. @param {Draft} draft
 * @param {string} [last] the last day that may be named @returns {Record<string, string>} */
export function faultsIn({ who, when, scope }, last = today()) {
  return {
    ...(who.trim() === '' && { who: 'permit_faultWho' }),
    ...(!(/^\d{4}-\d\d-\d\d$/.test(when) && when <= last) && { when: 'permit_faultWhen' }),
    ...(scope.length === 0 && { scope: 'permit_faultScope' }),
  };
}

/** Those that were not withdrawn. @param {Permission[]} permissions */
export const standing = (permissions) => permissions.filter(({ withdrawnAt }) => withdrawnAt === null);

/** All that is allowed by what stands. @param {Permission[]} permissions */
export const allowedBy = (permissions) =>
  DOINGS.filter((doing) => standing(permissions).some(({ scope }) => scope.includes(doing)));

/** "Mina allowed it on 3 Feb 2026: Keep it for yourself, Share it." @param {Permission} permission */
export function permissionText({ who, when, scope }) {
  const doings = DOINGS.filter((doing) => scope.includes(doing)).map((doing) => t(`do_${doing}`));
  return t('permit_line', isolated(who), dayText(when), joinedText(doings));
}

/** A day is the same day everywhere. @param {string} day YYYY-MM-DD */
const dayText = (day) => dateText(Date.parse(`${day}T12:00:00`) / 1000);
