// Draws the chip and the card of a post's rights, and does what its buttons say.
import { $, setText } from '../lib/dom.js';
import {
  addressOf, chipOf, conditionsOf, creditOf, deedOf, doingsOf, placeOf, profileOf, saysOf,
} from './rights.js';
import { allowedBy, standing } from './permission.js';
import { api } from '../lib/browser.js';
import { dateText, isolated, t } from '../lib/text.js';
import { drawPermission, lookForPermissions, startPermission } from './card-permission.js';

/** @typedef {import('../lib/protocol.js').Post} Post */

/** Whose card is drawn: it is made anew only for another post. @type {Post | null} */
let drawn = null;
/** What was permitted of that post, once it is known. @type {import('./permission.js').Permission[]} */
let permissions = [];
/** Whether something was, as long as only that is known. */
let permitted = false;

/** @param {string} tag @param {string} text @param {object} [more] */
const made = (tag, text, more = {}) =>
  Object.assign(document.createElement(tag), { textContent: text, ...more });

/** @param {Post} post */
function evidenceOf({ rights, created }) {
  return (rights?.evidence ?? []).slice(0, 3).map(({ text, where }) => {
    const place = t(placeOf(where));
    const quote = document.createElement('figure');
    quote.append(
      made('blockquote', text.slice(0, 300), { dir: 'auto' }),
      made('figcaption', created ? t('evidence', place, dateText(created)) : place),
    );
    return quote;
  });
}

/** @param {Post} post */
function drawCard(post) {
  const { rights } = post;
  setText($('says'), t(saysOf(rights, permitted)));
  $('evidence').replaceChildren(...evidenceOf(post));
  drawDoings(rights);
  const deed = /** @type {HTMLAnchorElement} */ ($('deed'));
  deed.hidden = !deedOf(rights);
  deed.href = deedOf(rights) ?? '#';
  const music = rights?.music;
  setText($('music'), music
    ? t('musicRights', [music.title, music.author].filter(Boolean).map(isolated).join(' · ')) : '');
  $('askThem').hidden = !profileOf(post);
}

/** @param {Post['rights']} rights */
function drawDoings(rights) {
  $('doings').replaceChildren(...doingsOf(rights, allowedBy(permissions)).flatMap(({ doing, answer }) => [
    made('dt', t(doing)),
    made('dd', t(answer), { className: answer }),
  ]));
  $('conditions').replaceChildren(...conditionsOf(rights).map((key) => made('li', t(key))));
}

/** @param {Post} post */
function drawChip(post) {
  const { key, licence = '', tone } = chipOf(post, permitted);
  $('chip').dataset.tone = tone;
  setText($('chip'), licence ? t('chip_licence', licence) : t(key));
}

/** @param {import('./screen.js').Known} known */
export function drawRights({ post, kept, job }) {
  $('chip').hidden = !post;
  if (!post) {
    return;
  }
  if (post.id !== drawn?.id) {
    showCard(false);
    permissions = [];
  }
  if (post !== drawn) {
    drawn = post;
    permitted = permissions.length > 0 ? standing(permissions).length > 0 : Boolean(kept?.permissions);
    setText($('rightsSaid'), '');
    drawChip(post);
    drawCard(post);
  }
  drawPermission({
    id: post.id, creator: post.author.nickname || post.author.name,
    kept: Boolean(kept?.present) || job?.state === 'done',
  });
}

/** @param {import('./permission.js').Permission[]} now */
function takePermissions(now) {
  permissions = now;
  permitted = standing(now).length > 0;
  const post = /** @type {Post} */ (drawn);
  drawChip(post);
  drawCard(post);
}

/** @param {boolean} open */
function showCard(open) {
  $('rights').hidden = !open;
  $('chip').setAttribute('aria-expanded', String(open));
}

/** @param {string} text @param {string} done what is said then */
async function copy(text, done) {
  await navigator.clipboard.writeText(text);
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

export function startRights() {
  startPermission(takePermissions);
  $('chip').addEventListener('click', () => {
    showCard($('rights').hidden);
    if (!$('rights').hidden) {
      lookForPermissions();
    }
  });
  $('credit').addEventListener('click', copyCredit);
  $('askThem').addEventListener('click', askThem);
}
