// A data export is taken in and what is in it saved, with the dates of the export; a second one asks for
// nothing that is kept. Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { folderOf, newHome, run, runJson } from './runs.mjs';

const standin = await Standin.connect();
const link = ({ id }) => `https://www.tiktokv.com/share/video/${id}/`;

test('an export is saved, adds up, and is not saved again', { timeout: 120000 }, async () => {
  const home = newHome();
  const truth = await standin.account({ name: 'liked.export', posts: { count: 12, vanished: 2, private: 1 } });
  const { posts } = truth.lists[0];
  const file = join(home, 'user_data_tiktok.json');
  const rows = posts.map((post, n) => ({ date: `2026-02-${String(n + 1).padStart(2, '0')} 12:00:00`, link: link(post) }));
  writeFileSync(file, JSON.stringify({
    'Likes and Favorites': { 'Like List': { ItemFavoriteList: rows }, 'Favorite Videos': { FavoriteVideoList: rows.slice(0, 4) } },
    'Profile And Settings': { Follower: { FansList: [{ Date: '2026-02-01 12:00:00', UserName: 'fan' }] } },
  }));
  const lists = 'likes,favourites,followers';
  const first = await runJson(home, ['import', '--json', '--lists', lists, file]);
  assert.ok(first.answer, first.stderr);
  const likes = first.answer.receipts.find(({ kind }) => kind === 'likes');
  const kept = posts.filter(({ kind }) => kind !== 'vanished' && kind !== 'private').length;
  assert.deepEqual([likes.found, likes.saved, likes.gone, likes.failed, likes.waiting], [12, kept, 2, 1, 0]);
  const sidecars = readdirSync(folderOf(home), { recursive: true }).filter((name) => name.endsWith('.info.json'));
  assert.equal(sidecars.length, kept);
  const [table] = first.answer.lists.filter(({ name }) => name === 'followers').map((list) => list.table);
  assert.match(readFileSync(join(folderOf(home), table), 'utf8'), /"fan"\r\n$/);

  await standin.clear();
  const second = await runJson(home, ['import', '--json', '--lists', lists, file]);
  const again = second.answer.receipts.find(({ kind }) => kind === 'likes');
  assert.deepEqual([again.found, again.had, again.gone, again.saved], [12, kept, 2, 0]);
  const asked = (await standin.log({ kind: 'page' })).filter(({ post }) => post).map(({ post }) => post);
  const hidden = posts.filter(({ kind }) => kind === 'private').map(({ id }) => id);
  assert.deepEqual([...new Set(asked)], hidden, 'only what failed is tried once more');
  const verified = await runJson(home, ['verify', '--json']);
  assert.deepEqual([verified.answer.ok, verified.answer.found.foreign], [true, 0], 'tables are ours');
  const told = await run(home, ['receipt']);
  assert.match(told.stdout, /likes: 12 found/);
  assert.match(told.stdout, /2 {2}gone from TikTok/);
});
