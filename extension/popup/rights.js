// What may be done with a post, as far as its own words and its creator's settings say. The host
// reads them; here they are put into words. Pure.

import { DOINGS } from './permission.js';
import { isolated } from '../lib/text.js';

/** @typedef {import('../lib/protocol.js').Post} Post */
/** @typedef {import('../lib/protocol.js').Rights} Rights */
/** @typedef {{key: string, licence?: string, tone: 'free' | 'off' | 'plain'}} Chip */

const HANDLE = /^[\w.]{1,30}$/;
const DEED = /^https:\/\/creativecommons\.org\/(?:licenses|publicdomain)\/[a-z0-9./-]+$/;
const STATED = ['strong', 'certain'];

/** "CC-BY-SA-4.0" as people write it. @param {string} licence an SPDX name */
export const licenceName = (licence) => licence.replaceAll(/-(?=BY|\d)/g, ' ');

/** @param {Rights | null | undefined} rights */
const statedIn = (rights) =>
  rights?.licence && STATED.includes(rights.grade) ? rights.licence : null;

/** One line: the licence that is stated, what the person was permitted, or what the creator lets
 * people save. @param {Pick<Post, 'saving' | 'rights'>} post
 * @param {boolean} [permitted] the person has written down a permission @returns {Chip} */
export function chipOf({ saving, rights }, permitted = false) {
  const licence = statedIn(rights);
  if (licence) {
    return { key: 'chip_licence', licence: licenceName(licence), tone: 'free' };
  }
  if (permitted) {
    return { key: 'chip_permission', tone: 'free' };
  }
  if (saving === 'off') {
    return { key: 'chip_off', tone: 'off' };
  }
  return { key: saving === 'allowed' ? 'chip_allowed' : 'chip_none', tone: 'plain' };
}

/** The key of what stands above the evidence. @param {Rights | null | undefined} rights
 * @param {boolean} permitted */
export function saysOf(rights, permitted) {
  if (statedIn(rights)) {
    return 'says_stated';
  }
  const says = { weak: 'says_weak', words: 'says_words', none: 'says_none' };
  return rights?.evidence?.length
    ? (says[/** @type {'weak'} */ (rights.grade)] ?? 'says_stated')
    : permitted ? 'says_permitted' : 'says_nothing';
}

/** What may be done, each with the key of its answer. Without a licence the law leaves to keep it,
 * and what somebody permitted goes further. @param {Rights | null | undefined} rights
 * @param {string[]} [allowed] what was permitted @returns {{doing: string, answer: string}[]} */
export function doingsOf(rights, allowed = []) {
  const answers = { yes: 'may_yes', no: 'may_no', if: 'may_if' };
  const may = rights?.may ?? { keep: 'yes', share: 'no', change: 'no', sell: 'no' };
  return DOINGS.map((name) => {
    const said = allowed.includes(name) ? 'yes' : /** @type {Record<string, string>} */ (may)[name];
    return { doing: `do_${name}`, answer: answers[/** @type {'yes'} */ (said)] ?? 'may_no' };
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

/** The key of where a sentence stands. @param {string} where */
export function placeOf(where) {
  const keys = {
    caption: 'where_caption', title: 'where_caption', hashtag: 'where_hashtag',
    sticker: 'where_sticker', nickname: 'where_nickname', bio: 'where_bio',
  };
  return keys[/** @type {'bio'} */ (where)] ?? 'where_caption';
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
  const title = post.text.split('\n')[0].slice(0, 80).trim() || post.id;
  const name = post.author.nickname || post.author.name;
  return {
    title,
    author: `${isolated(name)} (${isolated(`@${post.author.name}`)})`,
    source: addressOf(post),
    licence: licence ? [licenceName(licence), deedOf(post.rights)].filter(Boolean).join(', ') : null,
  };
}
