// Draws the card of a post's rights, and does what its buttons say.
import { $, setText } from '../lib/dom.js';
import {
  addressOf, conditionsOf, creditOf, deedOf, doingsOf, licenceName, placeOf, profileOf,
  verdictOf,
} from './rights.js';
import { dateText, isolated, plain, shortened, spoken, t } from '../lib/text.js';
import { drawPermissions, loadPermissions, startPermissions } from './card-permission.js';
import { permittedBy, standingOf } from './permission.js';
import { api } from '../lib/browser.js';
import { drawChip } from './chip.js';

/** @typedef {import('../lib/protocol.js').Post} Post */
/** @typedef {import('../lib/protocol.js').Permission} Permission */

/** Whose card is drawn: it is made anew only for another post, or in another language.
 * @type {Post | null} */
let drawn = null;
let language = '';
/** Whether it lies in the folder. */
let kept = false;
/** @type {Permission[] | null} null: not asked for yet */
let permissions = null;

/** @param {string} tag @param {string} text @param {object} [more] */
const made = (tag, text, more = {}) =>
  Object.assign(document.createElement(tag), { textContent: text, ...more });

/** The post's own words, as they stand there. @param {Post} post */
function evidenceOf({ rights, created }) {
  return (rights?.evidence ?? []).slice(0, 3).map(({ text, where }) => {
    const { place, dated } = placeOf(where);
    const quote = isolated(shortened(text, 300));
    return made('p', dated && created
      ? t('evidence', quote, t(place), dateText(created))
      : t('evidenceUndated', quote, t(place)));
  });
}

/** @param {Post} post */
function musicText({ rights, mine }) {
  const music = rights?.music;
  if (!music) {
    return mine ? t('musicOwn') : '';
  }
  const sound = [music.title, music.author].filter(Boolean).map((one) => isolated(shortened(one, 100))).join(' · ');
  return music.licence ? t('musicStated', sound, licenceName(music.licence)) : t('musicRights', sound);
}

/** @param {Post} post */
function drawDoings({ rights, mine }) {
  const answers = doingsOf(rights, { mine, permitted: permittedBy(permissions ?? []) });
  $('doings').replaceChildren(...answers.flatMap(({ doing, answer }) => [
    made('dt', t(doing)),
    made('dd', t(answer), { className: answer }),
  ]));
}

/** @param {Post} post */
function drawCard(post) {
  const { rights, mine } = post;
  const { key, licence = '' } = verdictOf(post);
  setText($('verdict'), licence ? t(key, licence) : t(key));
  $('evidence').replaceChildren(...evidenceOf(post));
  drawDoings(post);
  const conditions = mine ? [] : conditionsOf(rights);
  $('conditions').replaceChildren(...conditions.map((one) => made('li', t(one))));
  const deed = /** @type {HTMLAnchorElement} */ ($('deed'));
  deed.hidden = !deedOf(rights);
  deed.href = deedOf(rights) ?? '#';
  setText($('music'), musicText(post));
  $('askThem').hidden = Boolean(mine) || !profileOf(post);
}

/** @param {Post | null} post @param {import('./chip.js').InFolder} inFolder */
export function drawRights(post, inFolder) {
  if (!post) {
    showCard(false);
    return;
  }
  if (post.id !== drawn?.id) {
    showCard(false);
    permissions = null;
  }
  kept = Boolean(inFolder?.present);
  // The card, once opened, knows which permissions stand.
  drawChip(post, permissions ? standingOf(permissions).length : (inFolder?.permissions ?? 0));
  drawPermissions(post, kept);
  if (post !== drawn || language !== spoken()) {
    drawn = post;
    language = spoken();
    drawCard(post);
  }
}

/** What was written down is another now. @param {Permission[]} list */
function takePermissions(list) {
  permissions = list;
  const post = /** @type {Post} */ (drawn);
  drawChip(post, standingOf(list).length);
  drawDoings(post);
}

/** @param {boolean} open */
function showCard(open) {
  $('rights').hidden = !open;
  $('chip').setAttribute('aria-expanded', String(open));
  if (open && kept && !permissions && !drawn?.mine) {
    loadPermissions().catch(() => {}); // an older host knows of none
  }
}

/** @param {string} text @param {string} done what is said then */
async function copy(text, done) {
  await navigator.clipboard.writeText(plain(text));
  setText($('rightsSaid'), done);
}

function copyCredit() {
  const { title, author, source, licence } = creditOf(/** @type {Post} */ (drawn));
  const text = t('credit', title, author, source, licence ?? t('creditNone'));
  return copy(text, t('copied'));
}

/** Copies a polite question and opens the creator's page, where it can be put. */
async function askThem() {
  const post = /** @type {Post} */ (drawn);
  await copy(t('question', post.author.nickname || post.author.name, addressOf(post)), t('copied'));
  await api.tabs.create({ url: profileOf(post) ?? '', active: true });
}

export const toggleCard = () => showCard($('rights').hidden);

export function startRights() {
  startPermissions(takePermissions);
  $('credit').addEventListener('click', copyCredit);
  $('askThem').addEventListener('click', askThem);
}
