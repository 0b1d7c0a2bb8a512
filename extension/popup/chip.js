// The chip of a post's rights. The card behind it is no part of the first picture: it is brought
// after that, with its styles, or when the chip is pressed.
import { $, setText } from '../lib/dom.js';
import { chipOf } from './rights.js';
import { t } from '../lib/text.js';

/** @typedef {import('../lib/protocol.js').Post} Post */
/** @typedef {{present: boolean, permissions?: number} | null} InFolder */
/** @typedef {typeof import('./card-rights.js')} Card */

/** What is shown. @type {{post: Post | null, inFolder: InFolder}} */
let shown = { post: null, inFolder: null };
/** @type {Card | null} */
let card = null;
/** @type {Promise<Card> | null} */
let coming = null;

/** @param {Post} post @param {number} standing how many permissions stand */
export function drawChip(post, standing) {
  const { key, licence = '', tone } = chipOf(post, standing);
  $('chip').dataset.tone = tone;
  setText($('chip'), licence ? t(key, licence) : t(key));
}

/** @param {Post | null} post @param {InFolder} inFolder what lies there of it */
export function drawRights(post, inFolder) {
  shown = { post, inFolder };
  $('chip').hidden = !post;
  if (card) {
    card.drawRights(post, inFolder);
  } else if (post) {
    drawChip(post, inFolder?.permissions ?? 0);
  }
}

/** @returns {Promise<void>} */
function bringStyles() {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'rights.css' });
  return new Promise((end, fail) => {
    link.onload = () => end();
    link.onerror = fail;
    document.head.append(link);
  });
}

async function fetchCard() {
  const [brought] = await Promise.all([import('./card-rights.js'), bringStyles()]);
  brought.startRights();
  brought.drawRights(shown.post, shown.inFolder);
  card = brought;
  return brought;
}

/** Brings what is behind the chip, once. */
export const bringCard = () => (coming ??= fetchCard());

/** A press that comes before the card opens it all the same. */
export function startChip() {
  $('chip').addEventListener('click', async () => (await bringCard()).toggleCard());
}
