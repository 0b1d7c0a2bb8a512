// Before a backup: which posts are wanted, and what that comes to, counted anew with each choice.
import { $, setText } from '../lib/dom.js';
import { GUESSED_BYTES, estimateOf } from './estimate.js';
import { bytesText, counted, t, waitText } from '../lib/text.js';
import { ask } from '../lib/background.js';

/** @typedef {import('../background/backup-lists.js').List} List */
/** @typedef {import('../background/backup.js').Wanted} Wanted */
/** @typedef {import('./estimate.js').Estimate} Estimate */

/** What is counted now; an answer to an older question is no news. */
let asking = 0;

/** @returns {Wanted} what the person wants of the lists */
export function wantedNow() {
  const day = /** @type {HTMLInputElement} */ ($('since')).value; // '' until it is one
  const only = /** @type {HTMLSelectElement} */ ($('only')).value;
  const since = Math.max(0, Math.floor(new Date(`${day}T00:00`).getTime() / 1000)); // as the day began here
  return { ...(day && { since }), ...(only && { only }) };
}

/** @param {Estimate} estimate @param {number} lists */
function countTexts({ posts, left, most, silent }, lists) {
  if (silent === lists && posts === 0) {
    return [t('backupUnknown')];
  }
  return [
    t('backupCount', counted('postCount', posts)), leftText(left, most),
    ...(silent > 0 ? [t('backupMore')] : []),
  ];
}

/** @param {number} left @param {boolean} most */
function leftText(left, most) {
  if (left === 0) {
    return t('backupLeftNone');
  }
  return most ? t('backupLeftMost', counted('postCount', left)) : t('backupLeft', counted('postCount', left));
}

/** @param {Estimate} estimate */
function sizeTexts({ left, bytes, guessed, seconds }) {
  const size = guessed
    ? t('backupSizeGuess', bytesText(bytes), bytesText(GUESSED_BYTES))
    : t('backupSize', bytesText(bytes));
  return [...(left > 0 ? [size] : []), ...(seconds > 0 ? [t('backupTime', waitText(seconds))] : [])];
}

/** @param {Estimate} estimate */
function spaceText({ free, fits, bytes }) {
  if (free === null) {
    return '';
  }
  return fits ? t('backupFree', bytesText(free)) : t('backupTooLarge', bytesText(bytes), bytesText(free));
}

/** @param {Estimate | null} estimate null: no list is chosen @param {number} lists */
function draw(estimate, lists) {
  setText($('estimate'), estimate ? [...countTexts(estimate, lists), ...sizeTexts(estimate)].join(' ') : t('backupNothing'));
  setText($('space'), estimate ? spaceText(estimate) : '');
  $('space').classList.toggle('bad', estimate?.fits === false);
}

/** Says what these lists come to. Without the program only what TikTok states is known.
 * @param {List[]} lists @param {{full: boolean, mine: boolean}} how
 * @returns {Promise<import('./estimate.js').Ahead>} what the program knows of them */
export async function drawAhead(lists, { full, mine }) {
  asking += 1;
  const question = asking;
  const wanted = wantedNow();
  const nothing = { free: null, each: null, lists: [] };
  const ahead = lists.length > 0 ? await ask('backupAhead', { lists, mine, wanted }).catch(() => nothing) : nothing;
  if (question === asking) {
    const filtered = Object.keys(wanted).length > 0;
    draw(lists.length > 0 ? estimateOf(lists, ahead, { full, filtered }) : null, lists.length);
  }
  return ahead;
}
