// Accounts with lists of posts, as long as a test wants: always the same posts, whose files are
// made only when somebody asks for them. What their lists do wrong: lists.mjs.
import { createHash } from 'node:crypto';

import { authorOf } from './item.mjs';

/**
 * What a list is to hold. Which of its posts are special is drawn, always in the same way.
 * @typedef {object} Spec
 * @property {number} count
 * @property {number} [every] seconds from one post to the next
 * @property {{after: number, days: number}[]} [gaps] no posts for so many days after that many
 * @property {number} [vanished] so many are in the list but gone when asked for
 * @property {number} [private] so many are shown only to who is signed in
 * @property {number} [silent] so many have no sound
 * @property {number} [photos] so many are photo posts
 * @property {number} [bare] of so many the list says nothing but the id
 * @property {number} [shared] the first so many are those of the list `of`
 * @property {string} [of]
 * @property {string} [name] of a collection, playlist, tag or sound
 */
/**
 * @typedef {object} Quirks
 * @property {number} [captchaAfter] after so many answers there is a captcha, until this is taken away
 * @property {number} [empty] each so manieth answer has no bytes
 * @property {number} [cut] each so manieth answer ends in the middle
 * @property {{after: number, times: number, retryAfter?: number}} [tooMany] 429
 * @property {number} [stuck] the first page comes again and again for so many device ids
 * @property {'always'|'never'|'early'} [more] what it says instead of the truth
 * @property {number} [lost] so many at the end are never shown
 * @property {boolean} [live] a live room stands in each page
 * @property {boolean} [shell] its profile's page comes without data
 * @property {number} [pinned] so many of the oldest stand before the first page
 */
/**
 * @typedef {object} AccountSpec
 * @property {string} name the handle
 * @property {Spec} [posts]
 * @property {Spec} [likes]
 * @property {boolean} [openLikes] everybody sees them
 * @property {Spec} [favourites]
 * @property {Spec} [reposts]
 * @property {Spec} [stories]
 * @property {Spec[]} [collections]
 * @property {Spec[]} [playlists]
 * @property {Spec[]} [tags] for want of a better place, an account has them too
 * @property {Spec[]} [sounds]
 * @property {Quirks} [quirks]
 * @property {number} [comments] of each post
 */
/**
 * @typedef {object} Stub one post of a list, of which the world knows nothing yet
 * @property {string} id
 * @property {string} author
 * @property {number} created Unix seconds
 * @property {string} text
 * @property {'plain'|'vanished'|'private'|'silent'|'photos'} kind
 * @property {boolean} [bare]
 */

const NEWEST = 1788000000; // 2026-08-29
const SMALL = [
  { gear: 'normal_720_0', codec: 'h264', width: 720, height: 1280, bytes: 16000, kind: 'h264' },
];
const NAMED = ['collections', 'playlists', 'tags', 'sounds'];
const SINGLE = ['posts', 'likes', 'favourites', 'reposts', 'stories'];

const number = (text) => createHash('sha256').update(text).digest().readUInt32BE(0);
/** An id as TikTok makes them: the upload's Unix time in the upper half. */
const idAt = (seconds, low) => String((BigInt(seconds) << 32n) + BigInt(low));

/** @returns {number[]} the numbers below `count`, mixed up */
function shuffled(seed, count) {
  const order = Array.from({ length: count }, (_, n) => n);
  for (let n = count - 1; n > 0; n -= 1) {
    const other = number(`${seed} ${n}`) % (n + 1);
    [order[n], order[other]] = [order[other], order[n]];
  }
  return order;
}

/** Which post is of which kind. @param {Spec} spec @returns {Map<number, string>} */
function kindsOf(seed, spec) {
  const order = shuffled(seed, spec.count);
  const kinds = new Map();
  for (const kind of ['vanished', 'private', 'silent', 'photos']) {
    for (let n = spec[kind] ?? 0; n > 0; n -= 1) kinds.set(order.pop(), kind);
  }
  for (let n = spec.bare ?? 0; n > 0; n -= 1) kinds.set(`bare ${order.pop()}`, true);
  return kinds;
}

/** @param {Spec} spec @param {string} [author] of all of them; else many people's */
function stubsOf(seed, spec, author) {
  const kinds = kindsOf(seed, spec);
  const gaps = new Map((spec.gaps ?? []).map(({ after, days }) => [after, days * 86400]));
  let created = NEWEST - (number(seed) % 86400);
  return Array.from({ length: spec.count }, (_, n) => {
    created -= (gaps.get(n) ?? 0) + (spec.every ?? 40000);
    const by = author ?? `friend${number(`${seed} by ${n}`) % 60}`;
    return {
      id: idAt(created, number(`${seed} ${n} id`)),
      author: by,
      created,
      text: `${spec.name ?? 'number'} ${spec.count - n} of ${by} #${by}`,
      kind: kinds.get(n) ?? 'plain',
      bare: kinds.has(`bare ${n}`),
    };
  });
}

/** Behaviours and files of a kind, and what must come of saving it. */
const KINDS = {
  plain: () => ({ gears: SMALL, expect: { kept: 'video' } }),
  vanished: () => ({
    gears: SMALL,
    behaviours: ['gone', 'media-403'],
    expect: { code: 'post-unavailable' },
  }),
  private: () => ({
    gears: SMALL,
    behaviours: [{ name: 'status', code: 10216, message: 'status_self_see', stranger: true }],
    item: { privateItem: true },
    expect: { code: 'post-private' },
  }),
  silent: () => ({
    gears: [{ ...SMALL[0], kind: 'h264-silent' }],
    behaviours: ['sound-removed'],
    expect: { kept: 'silent' },
  }),
  photos: () => ({ images: 2, expect: { kept: 'photos' } }),
};

export class Account {
  /** @param {AccountSpec} spec */
  constructor(spec) {
    this.spec = { posts: { count: 0 }, ...spec };
    this.name = spec.name;
    this.quirks = spec.quirks ?? {};
    this.answers = 0; // list answers so far
    this.devices = new Set();
    this.grown = 0;
    /** @type {Map<string, {kind: string, key: string, name: string, stubs: Stub[]}>} */
    this.lists = new Map();
    for (const kind of SINGLE) if (this.spec[kind]) this.addList(kind, this.spec[kind], '');
    for (const kind of NAMED) {
      for (const list of this.spec[kind] ?? []) {
        this.addList(kind, list, `7${String(number(`${this.name} ${kind} ${list.name}`)).padStart(17, '0')}`);
      }
    }
  }

  addList(kind, spec, key) {
    const seed = `${this.name} ${kind} ${spec.name ?? ''}`;
    const stubs = stubsOf(seed, spec, ['posts', 'playlists', 'stories'].includes(kind) ? this.name : undefined);
    const from = this.lists.get(spec.of ?? 'posts')?.stubs ?? [];
    stubs.splice(0, Math.min(spec.shared ?? 0, from.length), ...from.slice(0, spec.shared ?? 0));
    const id = key ? `${kind}:${key}` : kind;
    this.lists.set(id, { kind, key, name: spec.name ?? '', stubs });
  }

  /** So many new posts, at the head of a list. @returns {string[]} their ids */
  grow(list, count, kind = 'plain') {
    const { stubs } = this.lists.get(list);
    const made = Array.from({ length: count }, () => {
      this.grown += 1;
      const created = Math.max(NEWEST, stubs[0]?.created ?? 0) + 3600;
      const author = list === 'posts' ? this.name : 'friend0';
      const id = idAt(created, number(`${this.name} grown ${this.grown}`));
      stubs.unshift({ id, author, created, text: `new, number ${this.grown}`, kind });
      return id;
    });
    return made;
  }

  /** @returns {Stub | undefined} */
  find(id) {
    for (const { stubs } of this.lists.values()) {
      const stub = stubs.find((one) => one.id === id);
      if (stub) return stub;
    }
    return undefined;
  }

  /** What a stranger sees; with `own` all of it. @returns {Stub[]} */
  shown(list, own) {
    const stubs = this.lists.get(list)?.stubs ?? [];
    const seen = own ? stubs : stubs.filter(({ kind }) => kind !== 'private');
    return seen.slice(0, seen.length - (this.quirks.lost ?? 0));
  }

  /** The truth, for tests. */
  truth() {
    const lists = [...this.lists].map(([id, { kind, key, name, stubs }]) => ({
      id,
      kind,
      key,
      name,
      posts: stubs.map((stub) => ({ id: stub.id, kind: stub.kind, created: stub.created })),
    }));
    return { name: this.name, lists };
  }
}

/** The post of a stub, with all its files, from now on in the world. @param {Stub} stub */
export function placeStub(world, stub, account) {
  if (world.posts.has(stub.id)) return world.posts.get(stub.id);
  const { id, author, created, text, kind } = stub;
  return world.add({ id, author, created, text, comments: account.spec.comments ?? 0, ...KINDS[kind]() });
}

/** The post of an account that nobody has asked for yet. */
export function findPost(world, id) {
  for (const account of world.accounts.values()) {
    const stub = account.find(id);
    if (stub) return placeStub(world, stub, account);
  }
  return undefined;
}

/** `user` and numbers as TikTok's pages have them. */
export function userInfoOf(world, account) {
  const posts = account.shown('posts', false);
  const videoCount = posts.length + (account.quirks.lost ?? 0);
  const stats = { followerCount: 5100, followingCount: 20, heart: 90000, heartCount: 90000, videoCount };
  const created = (account.lists.get('posts')?.stubs.at(-1)?.created ?? NEWEST) - 86400;
  return {
    user: {
      ...authorOf(world, account.name), createTime: created, openFavorite: Boolean(account.spec.openLikes),
      UserStoryStatus: account.shown('stories', true).length > 0 ? 1 : 0,
    },
    stats,
    statsV2: Object.fromEntries(Object.entries(stats).map(([key, value]) => [key, String(value)])),
    itemList: [],
  };
}
