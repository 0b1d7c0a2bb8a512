// The state of one world: posts, tokens, signed addresses, gates and settings.
import { createHash, createHmac, randomBytes } from 'node:crypto';

import { Media, runName } from './media.mjs';
import { addressOf, defaultPosts, LADDER } from './posts.mjs';

const DAY = 86400;
const LINK_LIFE = 2 * DAY; // as seen in 2026
export const now = () => Math.floor(Date.now() / 1000);

/** @typedef {{post: any, gear?: any, media: Media, capture?: boolean}} Target */

export class World {
  constructor() {
    this.secret = randomBytes(32);
    /** @type {Map<string, any>} by id */
    this.posts = new Map();
    /** @type {Map<string, Target>} media by path */
    this.targets = new Map();
    /** @type {Set<string>} tokens this world has given out */
    this.tokens = new Set();
    /** @type {Map<string, {after: number, release: () => void, released: Promise<void>}>} */
    this.gates = new Map();
    /** @type {Map<string, {post: any, body: Buffer}>} captured pages by id */
    this.captures = new Map();
    this.picture = new Media('any picture', 'jpeg');
    this.settings = { rotate: false, maintenance: '', down: false, untrusted: [] };
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
    if (!/^\d{15,20}$/.test(post?.id ?? ''))
      throw new Error('a post needs an id of 15 to 20 digits');
    const whole = {
      name: post.id,
      author: 'someone',
      text: '',
      created: now(),
      duration: 2,
      ...post,
    };
    whole.state = { issued: 0, refused: 0, times: {} };
    this.posts.set(whole.id, whole);
    this.place(whole);
    return whole;
  }

  /** @param {string} id @param {object} changes */
  set(id, changes) {
    const post = this.posts.get(id);
    if (!post) throw new Error(`no post ${id}`);
    return this.add({ ...post, ...changes });
  }

  /** Gives every file of the post its path. */
  place(post) {
    if (post.captured) return; // captures.mjs places what the page names
    for (const [path, target] of this.targets)
      if (target.post.id === post.id) this.targets.delete(path);
    post.gears = post.images ? [] : (post.gears ?? LADDER);
    post.files = post.gears.map((gear) => this.placeGear(post, gear));
    if (post.gears.some((gear) => gear.dash)) post.audio = this.placeAudio(post);
    post.music = this.placeOther(post, 'music', post.images ? 'mp3' : 'aac', 'obj/music');
    post.covers = ['cover', 'originCover', 'dynamicCover'].map((what) =>
      this.placeImage(post, what),
    );
    post.pictures = Array.from({ length: post.images ?? 0 }, (_, n) =>
      this.placeImage(post, `image${n + 1}`),
    );
  }

  placeGear(post, gear) {
    const name = `o${runName(`${post.id} ${gear.gear}`)}`;
    const tail = gear.dash ? 'media-video-hvc1/' : '';
    const path = `/video/tos/useast8/tos-useast8-ve-0068c003-tx2/${name}/${tail}`;
    const media = new Media(`${post.id} ${gear.gear}`, gear.kind ?? gear.codec, gear.bytes);
    return this.target(path, { post, gear, media });
  }

  placeAudio(post) {
    return this.placeOther(
      post,
      'sound',
      'aac',
      'video/tos/useast8/tos-useast8-ve-0068c003-tx2',
      '/media-audio-und-mp4a/',
    );
  }

  placeOther(post, what, kind, folder, tail = '') {
    const media = new Media(`${post.id} ${what}`, kind);
    return this.target(`/${folder}/${runName(`${post.id} ${what}`)}${tail}`, { post, media });
  }

  placeImage(post, what) {
    const media = new Media(`${post.id} ${what}`, 'jpeg');
    const shape = what.startsWith('image') ? 'photomode-image.jpeg' : 'tiktokx-origin.image';
    return this.target(`/tos-useast8-p-0068-tx2/${runName(`${post.id} ${what}`)}~tplv-${shape}`, {
      post,
      media,
    });
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
    if (!/^https:\/\/([a-z0-9-]+\.)*tiktok\.com(\/|$)/.test(referer ?? ''))
      return { ok: false, why: 'referer' };
    if (!token) return { ok: false, why: 'no token' };
    if (target.capture) return { ok: this.tokens.has(token), why: 'token' };
    const expire = query.get('expire') ?? '';
    if (query.get('signature') !== this.sign(path, expire, token))
      return { ok: false, why: 'token' };
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
    const post = this.posts.get(id);
    if (!post) throw new Error(`no post ${id}`);
    const line = ({ gear, media }) => ({
      gear: gear.gear,
      codec: gear.codec,
      width: gear.width,
      height: gear.height,
      bytes: media.bytes,
      sha256: media.sha256,
      sound: !gear.dash && !/silent/.test(media.kind),
    });
    return post.files.map(line);
  }

  /** Other files: cover, images, music. */
  others(id) {
    const post = this.posts.get(id);
    if (!post) throw new Error(`no post ${id}`);
    const line = ({ media }) => ({ bytes: media.bytes, sha256: media.sha256 });
    return {
      cover: line(post.covers[0]),
      images: post.pictures.map(line),
      music: line(post.music),
      ...(post.audio ? { sound: line(post.audio) } : {}),
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
    }));
  }
}

/** A number that is always the same for the same text. @returns {string} digits */
export function numberOf(text, digits = 19) {
  const hash = createHash('sha256').update(text).digest().readBigUInt64BE(0);
  return `6${String(hash)
    .padStart(20, '0')
    .slice(0, digits - 1)}`;
}
