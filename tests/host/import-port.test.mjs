// TikTok's data export taken in from the browser: the person chooses it in the host's own dialog, a program of
// its own reads it, and the host saves what that has queued. Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { makeDesktop } from './desktop.mjs';
import { Host } from './native.mjs';
import { folderOf, runJson } from './runs.mjs';

const standin = await Standin.connect();
const EXPORT = 'My TikTok data.json';
const direct = (id, at, ends = 3600) =>
  `https://video-sg.tiktokv.us/storage/v1/tos-${at}/o${id}?a=1233&x-tos-expires=${Math.floor(Date.now() / 1000) + ends}&x-tos-signature=SECRET`;

/** A subscribed host whose dialog chooses the export with these lists in it. */
async function begin(t, content, dialog = (home) => `echo '${home}/exports/${EXPORT}'`) {
  const place = makeDesktop(t, dialog);
  mkdirSync(join(place.home, 'exports'));
  writeFileSync(join(place.home, 'exports', EXPORT), typeof content === 'string' ? content : JSON.stringify(content));
  const host = new Host(place);
  t.after(() => host.close());
  await host.hello();
  await host.ask({ verb: 'subscribe' });
  return { ...place, host, folder: folderOf(place.home) };
}

const posted = (rows) => ({ Post: { Posts: { VideoList: rows } } });
const ended = (host) => host.next(({ import: state }) => ['done', 'stopped', 'failed'].includes(state?.state), 60000)
  .then(({ import: state }) => state);

test('what is in it is told, chosen lists are taken in, and the host saves what they name', { timeout: 120000 }, async (t) => {
  const [own, liked, other] = await Promise.all(['ok', 'ok2', 'ok3'].map((name) => standin.id(name)));
  const { host, home, folder } = await begin(t, {
    ...posted([{ Date: '2026-01-05 20:31:07', Link: direct(own, 1), Title: 'mine' }]),
    'Likes and Favorites': { 'Like List': { ItemFavoriteList: [{ date: '2026-02-01 12:00:00', link: `https://www.tiktokv.com/share/video/${liked}/` }] },
      'Favorite Videos': { FavoriteVideoList: [{ Date: '2026-02-01 12:00:00', Link: `https://www.tiktokv.com/share/video/${other}/` }] } },
    'Profile And Settings': { Follower: { FansList: [{ Date: '2026-02-01 12:00:00', UserName: 'fan' }] } },
    'Direct Message': { 'Direct Messages': { ChatHistory: {} } },
  });
  const { result } = await host.ask({ verb: 'import-choose', what: 'file' });
  assert.equal(result.name, EXPORT);
  assert.deepEqual(result.found.lists.map(({ name, count }) => [name, count]), [['posts', 1], ['likes', 1], ['favourites', 1], ['followers', 1]]);
  assert.deepEqual([result.found.own.live, result.found.own.ended, result.found.skipped.length], [1, 0, 1]);
  assert.ok(result.free > 0);
  assert.ok(!existsSync(folder) || !readdirSync(folder).includes('Data export'), 'nothing is taken in yet');

  assert.deepEqual((await host.ask({ verb: 'import-start', lists: ['posts', 'likes', 'followers'] })).result, {});
  const state = await ended(host);
  assert.equal(state.state, 'done', JSON.stringify(state));
  assert.deepEqual([state.name, state.result.fetched.saved, state.result.lists.map(({ name }) => name)], [EXPORT, 1, ['posts', 'likes', 'followers']]);
  assert.deepEqual(state.result.receipts.map(({ kind, found }) => [kind, found]), [['likes', 1]]);
  await host.next(({ job }) => job?.post === liked && job.state === 'done', 30000);
  const files = readdirSync(join(folder, 'Data export'));
  assert.ok(files.some((name) => name.startsWith('2026-01-05 203107')) && files.some((name) => name.endsWith('followers.csv')), files.join());
  const kept = await runJson(home, ['list', '--json']);
  assert.deepEqual(kept.answer.posts.map(({ post, id }) => post ?? id), [liked], 'what was not chosen is not saved');

  const told = JSON.stringify(host.messages);
  assert.ok(!told.includes('SECRET') && !told.includes(home) && !told.includes('exports/'), 'neither links nor paths are told');
  assert.equal((await host.ask({ verb: 'importing' })).result.state, 'done');
});

test('stopped in the middle, it says so, and goes on with the next try', { timeout: 120000 }, async (t) => {
  const id = await standin.id('ok');
  await standin.set(id, { behaviours: [{ name: 'too-many', of: ['exported'], times: 1, retryAfter: 60 }] });
  const { host } = await begin(t, posted([1, 2, 3].map((n) => ({ Date: `2026-01-0${n} 20:31:07`, Link: direct(id, n) }))));
  await host.ask({ verb: 'import-choose', what: 'file' });
  await host.ask({ verb: 'import-start', lists: ['posts'] });
  const waiting = await host.next(({ import: state }) => state?.waits > 0, 20000);
  assert.deepEqual([waiting.import.state, waiting.import.filesOf], ['fetching', 3]);
  const twice = await Promise.all([host.ask({ verb: 'import-start', lists: ['posts'] }), host.ask({ verb: 'import-choose', what: 'file' })]);
  assert.deepEqual(twice.map(({ error }) => error.code), ['importing-already', 'importing-already']);
  await host.ask({ verb: 'import-stop' });
  assert.equal((await ended(host)).state, 'stopped');
  assert.equal((await host.ask({ verb: 'import-stop' })).error.code, 'not-found');
  await standin.set(id, { behaviours: [] });
  await host.ask({ verb: 'import-start', lists: ['posts'] });
  const { import: again } = await host.next(({ import: state }) => state?.state === 'done', 30000);
  assert.equal(again.result.fetched.saved + again.result.fetched.had, 3);
});

test('it goes on when the browser ends, and another Clipkeep sees that', { timeout: 60000 }, async (t) => {
  const id = await standin.id('ok2');
  await standin.set(id, { behaviours: [{ name: 'too-many', of: ['exported'], times: 1, retryAfter: 2 }] });
  const { host, home, command, folder } = await begin(t, posted([{ Date: '2026-01-05 20:31:07', Link: direct(id, 9) }]));
  await host.ask({ verb: 'import-choose', what: 'file' });
  await host.ask({ verb: 'import-start', lists: ['posts'] });
  await host.next(({ import: state }) => state?.state === 'fetching', 20000);
  const letGo = once(host.child, 'close');
  await host.close();
  await letGo; // the browser's pipes, before it is done: a browser may wait for their end
  const next = new Host({ home, command });
  t.after(() => next.close());
  await next.hello();
  const { result } = await next.ask({ verb: 'importing' });
  assert.deepEqual([result.state, result.name], ['reading', null]);
  while ((await next.ask({ verb: 'importing' })).result.state !== 'none') await new Promise((end) => setTimeout(end, 200));
  assert.ok(readdirSync(join(folder, 'Data export')).some((name) => name.endsWith('.mp4')));
});

test('what is no export, cannot be read or was not chosen is said, and changes nothing', { timeout: 60000 }, async (t) => {
  const { host, home, folder, setDialog } = await begin(t, '{"shopping": [1]}');
  assert.equal((await host.ask({ verb: 'import-start', lists: ['likes'] })).error.code, 'not-found');
  assert.equal((await host.ask({ verb: 'import-choose', what: 'file' })).error.code, 'export-nothing');
  writeFileSync(join(home, 'exports', EXPORT), '{"Likes');
  assert.equal((await host.ask({ verb: 'import-choose', what: 'file' })).error.code, 'export-unreadable');
  setDialog(`echo '${home}/nowhere.zip'`);
  const gone = await host.ask({ verb: 'import-choose', what: 'file' });
  assert.deepEqual([gone.error.code, gone.error.detail.includes(home)], ['export-unreadable', false]);
  setDialog('exit 1');
  assert.equal((await host.ask({ verb: 'import-choose', what: 'folder' })).error.code, 'cancelled');
  for (const wrong of [{ lists: [] }, { lists: ['messages'] }, { lists: ['likes,posts'] }, { lists: 'likes' }, {}]) {
    assert.equal((await host.ask({ verb: 'import-start', ...wrong })).error.code, 'message-bad');
  }
  assert.equal((await host.ask({ verb: 'importing' })).result.state, 'none');
  assert.ok(!existsSync(folder) || readFileSync(join(folder, 'journal.jsonl'), 'utf8') === '', 'nothing was written');
});
