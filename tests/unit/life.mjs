// A background against a browser and a host that are only models; each test has one of its own.
import { Port, browserStub, ourPage, settle } from './stubs.mjs';
import { beforeEach } from 'node:test';

export const ID = '7602050882429897470';
export const found = {
  observer: true, id: ID, item: `{"id":"${ID}","desc":"my secret cat"}`,
  address: `https://www.tiktok.com/@catlady/video/${ID}`,
};
export const page = { id: 7, url: `${found.address}?x=1`, incognito: false };
const hidden = { ...page, id: 8, incognito: true };
const container = { ...page, id: 9, cookieStoreId: 'firefox-container-2' };
export const settings = { folder: 'TikTok', folderOk: true, cover: true, parallel: 3 };
export const post = { id: ID, author: { name: 'catlady' }, text: 'my secret cat' };
/** @param {string} state @param {object} [more] */
export const job = (state, more = {}) => ({
  job: 3, post: ID, author: 'catlady', text: 'my secret cat', state, bytes: 1, total: 4,
  changedAt: Date.now() / 1000, ...more,
});

Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Mozilla/5.0 (model)' } });

/** @type {ReturnType<typeof browserStub>} */
export let stub;
let lives = 0;
/** A background of its own for each test, as a browser starts it. */
beforeEach(async () => {
  stub = browserStub({ tabs: [{ ...page }, { ...hidden }, { ...container }, { id: 1, url: 'https://example.com/' }], found });
  // Each module keeps the API it was loaded with; one object that always leads to the newest.
  const scope = /** @type {any} */ (globalThis);
  scope.chrome ??= {};
  Object.assign(scope.chrome, stub.api);
  lives += 1;
  await import(`../../extension/background/main.js?life=${lives}`);
});

export const newest = () => /** @type {Port} */ (stub.hosts.at(-1));

/** What a page of ours is answered. @param {object} message @returns {Promise<any>} */
export const say = (message, sender = ourPage) =>
  new Promise((reply) => {
    const taken = stub.api.runtime.onMessage.happen(message, sender, reply).some(Boolean);
    if (!taken) reply('not taken');
  });

/** Lets the host greet and tell what it knows. @param {any[]} [jobs] newest first */
export async function greet(jobs = []) {
  await settle();
  newest().answer('hello', { version: '0.1.0' });
  await settle();
  newest().answer('subscribe', { jobs, settings });
  await settle();
}

/** @param {any} thing an event of the host's subscription */
export const event = (thing) => newest().say({ id: newest().asked('subscribe').id, event: Object.keys(thing)[0], ...thing });

/** Looks at a tab whose post the host can read. @param {number} tab @param {object} [result] */
export async function look(tab, result = {}) {
  const looked = say({ do: 'look', tab });
  if (stub.hosts.length === 0) await greet();
  await settle();
  newest().answer('read', { post, kept: null, job: null, ...result });
  return (await looked).result;
}

/** Looks and presses Save. @param {number} tab */
export async function save(tab, state = 'queued') {
  await look(tab);
  const saved = say({ do: 'save', tab });
  await settle();
  newest().answer('save', { job: job(state) });
  return (await saved).result;
}

/** What a view knows by all that it was told. @param {Port} view */
export async function seenBy(view) {
  await new Promise((end) => { setTimeout(end, 120); });
  const model = { jobs: new Map(), shared: /** @type {any} */ ({}), lost: /** @type {any} */ (null) };
  for (const news of view.posted) {
    if (news.all) model.jobs.clear();
    (news.jobs ?? []).forEach((/** @type {any} */ one) => model.jobs.set(one.job, one));
    Object.assign(model.shared, news.shared);
    model.lost = news.lost ?? model.lost;
  }
  return model;
}

/** A popup that is open. */
export function openView() {
  const port = new Port({ sender: ourPage });
  stub.api.runtime.onConnect.happen(port);
  return port;
}
