// Standin: what a test does with the world. As a program it is for shell scripts:
// control.mjs posts | log [JSON] | wait JSON | media ID | others ID | links | mixed [N] | add JSON | set ID JSON | settings JSON | hold ID | release ID
import { request } from 'node:http';
import { pathToFileURL } from 'node:url';

import { complete } from './expect.mjs';
import { mixed } from './mixed.mjs';
import { addressOf } from './posts.mjs';

/**
 * One request as the stand-in saw it.
 * @typedef {object} Entry
 * @property {number} at Unix milliseconds
 * @property {string} host
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} query without signatures
 * @property {number} status 0 = not answered yet
 * @property {number} [answered] Unix milliseconds when the answer began
 * @property {number} bytes of the body, sent so far
 * @property {boolean} done whether the answer has ended, well or not
 * @property {string} [post] id
 * @property {string} kind page, media, cover, music, api, asset, foreign, plain
 * @property {string} ua
 * @property {string} referer
 * @property {boolean} hasToken
 * @property {boolean} [tokenOk] whether it was the one issued with this address
 * @property {string} [refused] why the CDN said 403
 * @property {string} range
 * @property {string[]} cookieNames
 * @property {number} connection by which it came, each having its own number
 * @property {boolean} [player] asked by the page's own player
 * @property {boolean} [held] stopped at a gate now
 */
/** @typedef {Record<string, any> | ((entry: Entry) => boolean)} Filter members equal, in a list, or matching a RegExp */

/** @param {Filter} filter @returns {(entry: any) => boolean} */
function tester(filter = {}) {
  if (typeof filter === 'function') return filter;
  return (entry) =>
    Object.entries(filter).every(([key, want]) => {
      if (want instanceof RegExp) return want.test(String(entry[key] ?? ''));
      return Array.isArray(want) ? want.includes(entry[key]) : entry[key] === want;
    });
}

export class Standin {
  /** @param {string} socket */
  constructor(socket) {
    this.socket = socket;
  }

  /** @param {string} [worldDir] @returns {Promise<Standin>} */
  static async connect(worldDir = process.env.CK_WORLD) {
    if (!worldDir) throw new Error('run this inside tests/standin/world.sh (CK_WORLD is not set)');
    const standin = new Standin(`${worldDir}/control.sock`);
    await standin.posts();
    return standin;
  }

  /** @param {string} verb @param {object} [body] @returns {Promise<any>} */
  ask(verb, body = {}) {
    return new Promise((resolve, reject) => {
      const req = request(
        { socketPath: this.socket, path: `/${verb}`, method: 'POST', agent: false },
        async (res) => {
          let text = '';
          res.setEncoding('utf8');
          for await (const part of res) text += part;
          const { ok, error } = JSON.parse(text);
          if (error === undefined) resolve(ok);
          else reject(new Error(`stand-in: ${error}`));
        },
      );
      req.on('error', reject);
      req.end(JSON.stringify(body));
    });
  }

  /** @param {Filter} [filter] @returns {Promise<Entry[]>} what was asked since the last clear() */
  async log(filter) {
    const { entries } = await this.ask('log');
    return entries.filter(tester(filter));
  }

  /** Forgets what was asked so far; log.jsonl keeps it. */
  async clear() {
    await this.ask('clear');
  }

  /**
   * The first entry that fits, also one from before; an entry fits as soon as it has begun
   * (add `done: true` to wait for its end).
   * @param {Filter} filter
   * @param {number} [timeoutMs]
   * @returns {Promise<Entry>}
   */
  async waitFor(filter, timeoutMs = 15000) {
    const fits = tester(filter);
    const end = Date.now() + timeoutMs;
    let since = 0;
    for (let wait = 0; ; wait = end - Date.now()) {
      const { revision, entries } = await this.ask('log', { since, wait });
      const found = entries.find(fits);
      if (found) return found;
      if (Date.now() >= end) {
        throw new Error(`stand-in: nothing like ${describe(filter)} within ${timeoutMs} ms`);
      }
      since = revision;
    }
  }

  /** @param {object} post see posts.mjs @returns {Promise<string>} its id */
  add(post) {
    return this.ask('add', { post });
  }

  /**
   * Adds an account with lists of posts.
   * @param {import('./accounts.mjs').AccountSpec} spec
   * @returns {Promise<any>} the truth about it, as `truth()` tells it
   */
  account(spec) {
    return this.ask('account', { spec });
  }

  /** @param {string} name @returns {Promise<{name: string, lists: {id: string, kind: string, key: string, name: string, posts: {id: string, kind: string, created: number}[]}[]}>} */
  truth(name) {
    return this.ask('truth', { name });
  }

  /** New posts at the head of a list. @returns {Promise<string[]>} their ids */
  grow(name, list, count, kind) {
    return this.ask('grow', { name, list, count, kind });
  }

  /** What the account's lists do wrong from now on: `{}` nothing. */
  quirks(name, quirks) {
    return this.ask('quirks', { name, quirks });
  }

  /** @param {string} id @param {object} changes e.g. {behaviours: ['gone']} */
  async set(id, changes) {
    await this.ask('set', { id, changes });
  }

  /**
   * World-wide: rotate (a new token with each page), maintenance (a pattern of user agents),
   * down (nothing listens on port 443), untrusted (host names with a bad certificate).
   */
  settings(changes) {
    return this.ask('settings', { changes });
  }

  /** Media of the post stop after so many bytes, until released. */
  async hold(id, after) {
    await this.ask('hold', { id, after });
  }

  async release(id) {
    await this.ask('release', { id });
  }

  /** @returns {Promise<{gear: string, codec: string, width: number, height: number, bytes: number, sha256: string, sound: boolean}[]>} */
  media(id) {
    return this.ask('media', { id });
  }

  /** @returns {Promise<any>} cover, images, music, sounds, captions, … with bytes and sha256 */
  others(id) {
    return this.ask('others', { id });
  }

  posts() {
    return this.ask('posts');
  }

  /** @returns {Promise<any>} all that must come of saving a post (expect.mjs), as `posts()` lists it */
  async expected({ id, expect }) {
    return complete(expect, await this.media(id), await this.others(id));
  }

  /** @returns {Promise<{name: string, address: string, post: string, id: string, expect: any}[]>} links.mjs */
  links() {
    return this.ask('links');
  }

  /**
   * Adds a number of posts that mix everything (mixed.mjs), always the same ones.
   * @param {number} [count]
   * @returns {Promise<{name: string, id: string, address: string, expect: import('./expect.mjs').Expect}[]>}
   */
  async mixed(count = 100) {
    const posts = mixed(count);
    for (const post of posts) await this.add(post);
    return posts.map((post) => ({ ...post, address: addressOf(post) }));
  }

  /** @param {string} name as in links.mjs @returns {Promise<string>} its address */
  async link(name) {
    const link = (await this.links()).find((one) => one.name === name);
    if (!link) throw new Error(`stand-in: no link named ${name}`);
    return link.address;
  }

  /** @param {string} name as in posts.mjs @returns {Promise<string>} */
  async id(name) {
    const post = (await this.posts()).find((one) => one.name === name);
    if (!post) throw new Error(`stand-in: no post named ${name}`);
    return post.id;
  }
}

function describe(filter) {
  return typeof filter === 'function'
    ? 'that'
    : JSON.stringify(filter, (k, v) => (v instanceof RegExp ? String(v) : v));
}

async function main([verb, first, second]) {
  const standin = await Standin.connect();
  const commands = {
    posts: () => standin.posts(),
    log: () => standin.log(JSON.parse(first ?? '{}')),
    wait: () => standin.waitFor(JSON.parse(first)),
    media: () => standin.media(first),
    others: () => standin.others(first),
    links: () => standin.links(),
    mixed: () => standin.mixed(first ? Number(first) : undefined),
    add: () => standin.add(JSON.parse(first)),
    set: () => standin.set(first, JSON.parse(second)),
    settings: () => standin.settings(JSON.parse(first)),
    hold: () => standin.hold(first, second ? Number(second) : undefined),
    release: () => standin.release(first),
    clear: () => standin.clear(),
  };
  if (!commands[verb]) throw new Error(`usage: control.mjs ${Object.keys(commands).join(' | ')}`);
  const answer = await commands[verb]();
  for (const line of Array.isArray(answer) ? answer : [answer ?? 'ok']) {
    console.log(JSON.stringify(line));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
