// The state of one world: posts, tokens, signed addresses, gates and settings.
import { createHash, createHmac, randomBytes } from 'node:crypto';

import { Account, findPost } from './accounts.mjs';
import { placeFiles } from './files.mjs';
import { Media } from './media.mjs';
import { addressOf, defaultPosts } from './posts.mjs';

const DAY = 86400;
const SILENT = /silent|video-only/; // samples without a sound track
const LINK_LIFE = 2 * DAY; // as seen in 2026
export const now = () => Math.floor(Date.now() / 1000);

/**
 * A file of a post at its path.
 * @typedef {object} Target
 * @property {any} post
 * @property {Media} media
 * @property {string} [what] gear, sound, download, music, cover, image, live, caption
 * @property {string} [name] of the file among the post's
 * @property {any} [gear]
 * @property {boolean} [open] needs no token
 * @property {boolean} [capture] of a captured page
 */

export class World {
  constructor() {
    this.secret = randomBytes(32);
    /** @type {Map<string, any>} by id */
    this.posts = new Map();
    /** @type {Map<string, Account>} by handle */
    this.accounts = new Map();
    /** @type {Map<string, Target>} media by path */
    this.targets = new Map();
    /** @type {Set<string>} tokens this world has given out */
    this.tokens = new Set();
    /** @type {Set<string>} visitors' ids it has given out (ttwid) */
    this.visitors = new Set();
    /** @type {Map<string, {after: number, release: () => void, released: Promise<void>}>} */
    this.gates = new Map();
    /** @type {Map<string, {post: any, body: Buffer}>} captured pages by id */
    this.captures = new Map();
    this.picture = new Media('any picture', 'jpeg');
    this.settings = {
      rotate: false,
      maintenance: '',
      down: false,
      untrusted: [],
      signedIn: '',
      sessions: false,
      authority: '',
    };
    /** @type {(settings: any) => unknown} the server listens to what concerns it */
    this.onSettings = () => {};
    for (const post of defaultPosts()) this.add(post);
  }

  /** @param {object} changes @returns {Promise<object>} the settings that hold now */
  async change(changes) {
    const unknown = Object.keys(changes).filter((key) => !(key in this.settings));
    if (unknown.length) throw new Error(`no setting ${unknown}`);
    Object.assign(this.settings, changes);
    await this.onSettings(this.settings);
    return this.settings;
  }

  /** @param {any} post @returns {any} as it was taken in */
  add(post) {
    if (!/^\d{15,20}$/.test(post?.id ?? '')) {
      throw new Error('a post needs an id of 15 to 20 digits');
    }
    const whole = {
      name: post.id,
      author: 'someone',
      text: '',
      created: now(),
      duration: 2,
      ...post,
    };
    whole.state = { issued: 0, refused: 0, times: {} };
    if (this.posts.has(whole.id)) this.unplace(whole.id);
    this.posts.set(whole.id, whole);
    if (!whole.captured) placeFiles(this, whole); // captures.mjs places what its page names
    return whole;
  }

  /** Forgets the files of a post. */
  unplace(id) {
    for (const [path, target] of this.targets) {
      if (target.post.id === id) this.targets.delete(path);
    }
  }

  /** @returns {any} the post, made now if it is one of an account's */
  post(id) {
    return this.posts.get(id) ?? findPost(this, id);
  }

  /** One of the same name before takes its posts along: here they may be of another kind.
   * @param {import('./accounts.mjs').AccountSpec} spec @returns {object} the truth about it */
  addAccount(spec) {
    const account = new Account(spec);
    const before = this.accounts.get(account.name)?.lists.values() ?? [];
    for (const { stubs } of before) stubs.forEach(({ id }) => this.posts.delete(id));
    this.accounts.set(account.name, account);
    return account.truth();
  }

  /** @param {string} name @returns {Account} */
  account(name) {
    const account = this.accounts.get(name);
    if (!account) throw new Error(`no account ${name}`);
    return account;
  }

  /** @param {string} id @param {object} changes */
  set(id, changes) {
    const post = this.post(id);
    if (!post) throw new Error(`no post ${id}`);
    return this.add({ ...post, ...changes });
  }

  /** @param {string} name of a post */
  named(name) {
    const post = [...this.posts.values()].find((one) => one.name === name);
    if (!post) throw new Error(`no post named ${name}`);
    return post;
  }

  target(path, target) {
    this.targets.set(path, target);
    return { path, ...target };
  }

  /**
   * @param {string|undefined} offered the client's token
   * @param {boolean} [page] only pages rotate tokens
   * @returns {string} the one to set
   */
  tokenFor(offered, page = true) {
    if (!(page && this.settings.rotate) && offered && this.tokens.has(offered)) return offered;
    const token = randomBytes(16).toString('base64'); // 22 characters and "=="
    this.tokens.add(token);
    return token;
  }

  /** What ties an address to its token and end; editing either spoils it. */
  sign(path, expire, token) {
    return createHmac('sha256', this.secret)
      .update(`${path} ${expire} ${token}`)
      .digest('hex')
      .slice(0, 32);
  }

  /** @returns {string} a media address as TikTok writes them */
  mediaUrl(host, path, token, expire, extra = {}) {
    const query = new URLSearchParams({
      a: '1988',
      bti: 'ODszNWYuMDE6',
      ch: '0',
      cr: '3',
      dr: '0',
      lr: 'all',
      cd: '0|0|0|',
      cv: '1',
      br: '1226',
      bt: '613',
      cs: '0',
      ds: '6',
      mime_type: 'video_mp4',
      qs: '0',
      rc: 'c3RhbmQtaW4=',
      btag: 'e00090000',
      expire: String(expire),
      l: '20260202000000211A2B3C',
      ply_type: '2',
      policy: '2',
      signature: this.sign(path, expire, token),
      tk: 'tt_chain_token',
      ...extra,
    });
    return `https://${host}${path}?${query}`;
  }

  /** Pictures nobody placed (avatars, those of a captured page) are all the same one. */
  anyImage(path) {
    return /~tplv-|\.(jpe?g|webp|image)$/.test(path)
      ? { media: this.picture, capture: true }
      : undefined;
  }

  imageUrl(host, path) {
    const expires = now() + LINK_LIFE;
    const query = new URLSearchParams({
      dr: '9636',
      'x-expires': String(expires),
      'x-signature': `${this.sign(path, expires, 'image').slice(0, 27)}=`,
      t: '4d5b0474',
      ps: '13740610',
      shp: '81f88b70',
      shcp: '43f4a2f9',
      idc: 'useast8',
    });
    return `https://${host}${path}?${query}`;
  }

  /** @returns {number} when the links given out now shall end */
  expiry(post, stale) {
    return stale ? now() - 60 : now() + (post.linkLife ?? LINK_LIFE);
  }

  /** @returns {{ok: boolean, why?: string}} whether the CDN would answer this request */
  allows(target, path, query, token, referer) {
    if (!/^https:\/\/([a-z0-9-]+\.)*tiktok\.com(\/|$)/.test(referer ?? '')) {
      return { ok: false, why: 'referer' };
    }
    if (!token) return { ok: false, why: 'no token' };
    if (target.capture) return { ok: this.tokens.has(token), why: 'token' };
    const expire = query.get('expire') ?? '';
    if (query.get('signature') !== this.sign(path, expire, token)) {
      return { ok: false, why: 'token' };
    }
    if (Number(expire) < now()) return { ok: false, why: 'expired' };
    return { ok: true };
  }

  /** Media of a post stop after `after` bytes until released. */
  hold(id, after = 65536) {
    this.release(id);
    let release = () => {};
    const released = new Promise((resolve) => {
      release = () => resolve(undefined);
    });
    this.gates.set(id, { after, release, released });
  }

  release(id) {
    this.gates.get(id)?.release();
    this.gates.delete(id);
  }

  /** @returns {object[]} the files a save may choose from */
  media(id) {
    const post = this.post(id);
    if (!post) throw new Error(`no post ${id}`);
    const line = ({ gear, media }) => ({
      gear: gear.gear,
      codec: gear.codec,
      width: gear.width,
      height: gear.height,
      bytes: media.bytes,
      sha256: media.sha256,
      sound: !gear.dash && !SILENT.test(media.kind),
      dash: Boolean(gear.dash),
    });
    return post.files.map(line);
  }

  /** Other files: cover, images, music; sound (the one that belongs to silent gears), download, … */
  others(id) {
    const post = this.post(id);
    if (!post) throw new Error(`no post ${id}`);
    const line = ({ media, name, caption }) => ({
      name,
      kind: media.kind,
      bytes: media.bytes,
      sha256: media.sha256,
      ...caption,
    });
    return {
      cover: line(post.covers[0]),
      covers: post.covers.map(line),
      images: post.pictures.map(line),
      music: line(post.music),
      sounds: post.sounds.map(line),
      captions: post.subtitles.map(line),
      live: post.moving.map(line),
      ...(post.sounds.length ? { sound: line(soundOf(post)) } : {}),
      ...(post.watermarked ? { download: line(post.watermarked) } : {}),
      ...(post.embedded ? { embedded: line(post.embedded) } : {}),
    };
  }

  /** @returns {object[]} */
  list() {
    return [...this.posts.values()].map((post) => ({
      id: post.id,
      name: post.name,
      address: addressOf(post),
      author: post.author,
      text: post.text,
      created: post.created,
      images: post.images ?? 0,
      feed: Boolean(post.feed),
      behaviours: post.behaviours ?? [],
      topic: post.topic,
      expect: post.expect,
    }));
  }
}

/** The sound of a post's silent gears: the one they name, else the best. */
function soundOf({ sounds, audioMatch }) {
  if (!['none', 'wrong'].includes(audioMatch)) return sounds[0];
  return [...sounds].sort((a, b) => (b.bitrate ?? 0) - (a.bitrate ?? 0))[0];
}

/** A number that is always the same for the same text. @returns {string} digits */
export function numberOf(text, digits = 19) {
  const hash = createHash('sha256').update(text).digest().readBigUInt64BE(0);
  return `6${String(hash)
    .padStart(20, '0')
    .slice(0, digits - 1)}`;
}
