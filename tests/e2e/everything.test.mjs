// Everything of an account, as large as a person's: 1,200 posts in five lists, of which some vanished, some
// are private and some have no sound, with a puzzle and two restarts of the browser on the way. What the
// receipts say is what the stand-in knows, and what lies in the folder too; the second time only what is new.
import assert from 'node:assert/strict';
import { assertClean } from './axe.mjs';
import { PATIENCE_MS, eventually, inBothBrowsers } from './bed.mjs';
import { PROFILE, keptIds, openBackup, over, signIn } from './lists.mjs';
import { problemsOf } from './steps.mjs';

const EVERYTHING = {
  posts: { count: 420, vanished: 20, private: 25, silent: 5, photos: 10 },
  likes: { count: 400, vanished: 12, silent: 5 },
  favourites: { count: 290, shared: 30, of: 'likes', vanished: 8, photos: 5 },
  reposts: { count: 150, shared: 30, of: 'posts' },
  collections: [{ name: 'kitchen', count: 60, shared: 60, of: 'favourites' }],
};
const CALLED = { collections: 'collection' };
const MINUTES = 60000;

/** The newest receipt of each list. @param {import('./bed.mjs').Bed} bed @returns {Record<string, any>} */
function receiptsOf({ home }) {
  const { receipts } = JSON.parse(home.clipkeep('receipt', '--json'));
  return Object.fromEntries(receipts.map((/** @type {any} */ one) => [one.kind, one]));
}

/** How many posts all runs have found so far. @param {import('./bed.mjs').Bed} bed @param {string} kind */
const found = (bed, kind) => receiptsOf(bed)[kind]?.found ?? 0;

/** How each list must add up: what is not gone is kept now, or was before.
 * @param {any} truth @returns {Record<string, object>} */
function sumsOf(truth) {
  return Object.fromEntries(truth.lists.map((/** @type {any} */ { kind, posts }) => {
    const gone = posts.filter((/** @type {any} */ one) => one.kind === 'vanished').length;
    return [CALLED[/** @type {'collections'} */ (kind)] ?? kind,
      { found: posts.length, kept: posts.length - gone, gone, failed: 0, waiting: 0, passedOver: 0, ended: 'complete' }];
  }));
}

/** The same of what the host says. @param {Record<string, any>} receipts */
const saidOf = (receipts) => Object.fromEntries(Object.entries(receipts).map(
  ([kind, { found: all, saved, had, gone, failed, waiting, passedOver, ended }]) =>
    [kind, { found: all, kept: saved + had, gone, failed, waiting, passedOver, ended }]));

/** Which posts there are, once each, by what is the matter with them. @param {any} truth */
function postsOf(truth) {
  const kinds = new Map(truth.lists.flatMap(({ posts }) => posts.map(({ id, kind }) => [id, kind])));
  return (/** @type {string[]} */ ...wanted) => [...kinds].filter(([, kind]) => wanted.includes(kind)).map(([id]) => id).sort();
}

/** What is private for others is there for its owner. @param {any} post of the stand-in */
const asSeen = (post) => (post.expect.code === 'post-private' ? { ...post, expect: { kept: 'video' } } : post);

/** Nothing waits any more. @param {import('./bed.mjs').Bed} bed @param {number} ms */
const settled = (bed, ms) => eventually(
  () => Object.values(receiptsOf(bed)).every(({ waiting, ended }) => waiting === 0 && ended !== ''), 'nothing waits', ms);

/** The posts that were asked for by the host. @param {import('./bed.mjs').Bed} bed */
async function askedFor({ standin }) {
  const log = [...await standin.log({ kind: 'media' }), ...await standin.log({ kind: 'page' })];
  return new Set(log.filter((one) => one.post && !one.player).map(({ post }) => post));
}

/** The first time, until all is kept. @param {import('./bed.mjs').Bed} bed @param {any} t */
async function backUp(bed, t) {
  const began = Date.now();
  const tell = (/** @type {string} */ what) => t.diagnostic(`${what}: ${Math.round((Date.now() - began) / 1000)} s, ${keptIds(bed).size} kept`);
  const first = await bed.start({ dark: true });
  const { backup } = await openBackup(first);
  await assertClean(backup, 'choosing, dark');
  await backup.click('#start');
  await eventually(() => found(bed, 'posts') >= 100, 'a part of the posts', PATIENCE_MS);
  tell('killed');
  assert.equal(receiptsOf(bed).posts.ended, '', 'in the middle of the posts');
  first.kill();
  await first.end();

  const second = await bed.start({ profile: first.profile });
  const page = await second.waitTab(PROFILE);
  await eventually(() => page.run('!!document.querySelector("#puzzle-done")').catch(() => false), 'a puzzle', MINUTES);
  tell('puzzle');
  assert.ok(found(bed, 'likes') > 0, 'in the middle of the likes');
  await bed.standin.quirks('mina', {});
  await page.run('document.querySelector("#puzzle-done").click()');
  await eventually(() => found(bed, 'favourites') >= 60, 'a part of the favourites', MINUTES);
  tell('closed');
  assert.equal(receiptsOf(bed).favourites.ended, '', 'in the middle of the favourites');
  await second.quit();
  await second.end();

  const third = await bed.start({ profile: first.profile });
  await third.waitTab(PROFILE);
  await eventually(() => receiptsOf(bed).collection?.ended, 'all lists, by itself', MINUTES);
  tell('all found');
  await settled(bed, 2 * MINUTES);
  tell('all kept');
  return third;
}

inBothBrowsers('1,200 posts in five lists, past a puzzle and two restarts, add up; then only the new ones', async (bed, t) => {
  const truth = await signIn(bed, EVERYTHING, { captchaAfter: 24 });
  const ids = postsOf(truth);
  const there = ids('plain', 'private', 'silent', 'photos');
  assert.deepEqual([there.length, ids('vanished').length, ids('private').length, ids('silent').length], [1160, 40, 25, 10]);

  const browser = await backUp(bed, t);
  assert.deepEqual(saidOf(receiptsOf(bed)), sumsOf(truth));
  assert.deepEqual([...keptIds(bed)].sort(), there, 'each of them and no other');
  assert.deepEqual(bed.home.leftovers(), []);
  bed.home.clipkeep('verify');
  const known = await bed.standin.posts();
  const looked = [...ids('silent'), ...ids('private').slice(0, 5), ...ids('photos').slice(0, 5), ...ids('plain').filter((_, n) => n % 60 === 0)];
  for (const id of looked) {
    assert.deepEqual(await problemsOf(bed, asSeen(known.find((/** @type {any} */ one) => one.id === id))), [], `${id} is sound`);
  }

  const fresh = [await bed.standin.grow('mina', 'posts', 3), await bed.standin.grow('mina', 'likes', 2),
    await bed.standin.grow('mina', 'favourites', 1), await bed.standin.grow('mina', 'reposts', 1)].flat();
  await bed.standin.clear();
  const { backup } = await openBackup(browser);
  await backup.click('#start');
  await backup.until(`!(${over})`, { what: 'it begins' });
  await backup.until(over, { ms: MINUTES, what: 'all lists gone through' });
  await settled(bed, MINUTES);
  const saved = Object.entries(receiptsOf(bed)).map(([kind, one]) => [kind, one.saved]);
  assert.deepEqual(Object.fromEntries(saved), { posts: 3, likes: 2, favourites: 1, reposts: 1, collection: 0 });
  assert.deepEqual([...await askedFor(bed)].sort(), fresh.sort(), 'and nothing else');
}, { ms: 10 * MINUTES });
