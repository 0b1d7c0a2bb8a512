// What may be done with a post, as far as its own words and its creator's settings say. The host
// reads them; here they are put into words. Pure.
import { shortened } from '../lib/text.js';

/** @typedef {import('../lib/protocol.js').Post} Post */
/** @typedef {import('../lib/protocol.js').Rights} Rights */
/** @typedef {{key: string, licence?: string, tone: 'own' | 'free' | 'off' | 'plain'}} Chip */

const HANDLE = /^[\w.]{1,30}$/;
const DEED = /^https:\/\/creativecommons\.org\/(?:licenses|publicdomain)\/[a-z0-9./-]+$/;
const STATED = ['strong', 'certain'];

/** "CC-BY-SA-4.0" as people write it. @param {string} licence an SPDX name */
export const licenceName = (licence) => licence.replaceAll(/-(?=BY|\d)/g, ' ');

/** @param {Rights | null | undefined} rights */
const statedIn = (rights) =>
  rights?.licence && STATED.includes(rights.grade) ? rights.licence : null;

/** One line: whose it is, what was permitted or which licence is stated, or what the creator lets
 * people save. @param {Pick<Post, 'saving' | 'rights' | 'mine'>} post
 * @param {number} [standing] how many permissions stand @returns {Chip} */
export function chipOf({ saving, rights, mine }, standing = 0) {
  const licence = statedIn(rights);
  if (mine) {
    return { key: 'chip_mine', tone: 'own' };
  }
  if (standing > 0) {
    return { key: 'chip_permitted', tone: 'free' };
  }
  if (licence) {
    return { key: 'chip_licence', licence: licenceName(licence), tone: 'free' };
  }
  if (rights?.grade === 'reserved') {
    return { key: 'chip_reserved', tone: 'plain' };
  }
  if (saving === 'off') {
    return { key: 'chip_off', tone: 'off' };
  }
  return { key: saving === 'allowed' ? 'chip_allowed' : 'chip_none', tone: 'plain' };
}

/** The key of a sentence about what the words come to, and the licence that goes into it.
 * @param {Pick<Post, 'rights' | 'mine'>} post @returns {{key: string, licence?: string}} */
export function verdictOf({ rights, mine }) {
  const licence = statedIn(rights);
  if (mine) {
    return { key: 'grade_mine' };
  }
  if (licence) {
    const key = rights?.grade === 'certain' ? 'grade_certain' : 'grade_strong';
    return { key, licence: licenceName(licence) };
  }
  const keys = { weak: 'grade_weak', words: 'grade_words', reserved: 'grade_reserved' };
  return { key: keys[/** @type {'weak'} */ (rights?.grade ?? '')] ?? 'grade_none' };
}

/** What may be done, each with the key of its answer. Without a licence the law leaves to keep it;
 * one's own post is one's own, and what was permitted may be done.
 * @param {Rights | null | undefined} rights @param {{mine?: boolean, permitted?: Set<string>}} [more]
 * @returns {{doing: string, answer: string}[]} */
export function doingsOf(rights, { mine = false, permitted = new Set() } = {}) {
  const answers = { yes: 'may_yes', no: 'may_no', if: 'may_if' };
  const may = rights?.may ?? { keep: 'yes', share: 'no', change: 'no', sell: 'no' };
  const doings = { keep: 'do_keep', share: 'do_share', change: 'do_change', sell: 'do_sell' };
  return Object.entries(doings).map(([name, doing]) => {
    const said = /** @type {Record<string, string>} */ (may)[name];
    const answer = answers[/** @type {'yes'} */ (said)] ?? 'may_no';
    if (mine) {
      return { doing, answer: 'may_yes' };
    }
    return { doing, answer: permitted.has(name) && answer !== 'may_yes' ? 'may_permitted' : answer };
  });
}

/** The keys of the conditions; one that is not known here is told as a condition all the same.
 * @param {Rights | null | undefined} rights */
export function conditionsOf(rights) {
  const keys = {
    credit: 'when_credit', 'not-commercial': 'when_notCommercial', unchanged: 'when_unchanged',
    'same-licence': 'when_sameLicence',
  };
  return (rights?.conditions ?? []).map((word) => keys[/** @type {'credit'} */ (word)] ?? 'when_other');
}

/** Where a sentence stands: the key of who says it, of the place, and whether the place has the date
 * of the post. What an account says of itself may be older or younger. @param {string} where */
export function placeOf(where) {
  const keys = {
    caption: 'where_caption', title: 'where_caption', hashtag: 'where_hashtag',
    sticker: 'where_sticker', nickname: 'where_nickname', bio: 'where_bio',
  };
  const ofPost = !['nickname', 'bio'].includes(where);
  return { place: keys[/** @type {'bio'} */ (where)] ?? 'where_caption', dated: ofPost };
}

/** The deed's address, if it is one of Creative Commons'. @param {Rights | null | undefined} rights */
export const deedOf = (rights) => (DEED.test(rights?.deed ?? '') ? (rights?.deed ?? null) : null);

/** The creator's page, or null for a name that is none. @param {Post} post */
export const profileOf = (post) =>
  HANDLE.test(post.author.name) ? `https://www.tiktok.com/@${post.author.name}` : null;

/** The post's own address, built from what was checked. @param {Post} post */
export const addressOf = (post) =>
  `${profileOf(post) ?? 'https://www.tiktok.com/@'}/${post.kind === 'photo' ? 'photo' : 'video'}/${post.id}`;

/** Title, author, source, licence, as the licences ask for. @param {Post} post */
export function creditOf(post) {
  const licence = statedIn(post.rights);
  const title = shortened(post.text.split('\n')[0].trim(), 80) || post.id;
  const name = post.author.nickname || post.author.name;
  return {
    title,
    author: `${name} (@${post.author.name})`,
    source: addressOf(post),
    licence: licence ? [licenceName(licence), deedOf(post.rights)].filter(Boolean).join(', ') : null,
  };
}
