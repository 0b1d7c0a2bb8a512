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

test('own posts are fetched by their direct links, those that end first in front', { timeout: 120000 }, async () => {
  const home = newHome();
  const [one, other] = await Promise.all(['ok', 'ok2'].map((name) => standin.id(name)));
  const soon = Math.floor(Date.now() / 1000) + 3600;
  const direct = (id, ends) =>
    `https://video-sg.tiktokv.us/storage/v1/tos-alisg-pv-0037/o${id}?a=1233&x-tos-expires=${ends}&x-tos-signature=SECRET`;
  const picture = (n, ends) => `https://p16-sign-va.tiktokcdn.com/tos-maliva-i-photomode-us/h${n}~tplv-noop.jpeg?x-expires=${ends}`;
  const file = join(home, 'user_data_tiktok.json');
  const rows = [
    { Date: '2026-01-05 20:31:07', Link: direct(one, soon + 9000), Title: 'the later one' },
    { Date: '2026-01-06 20:31:07', Link: direct(other, soon), Title: 'the first to end' },
    { Date: '2026-01-07 20:31:07', Link: direct(one, 1), Title: 'too late' },
    { Date: '2026-01-08 20:31:07', Link: direct('7000000000000000001', soon + 100), Title: 'not there' },
    { Date: '2026-01-09 20:31:07', Link: [1, 2].map((n) => picture(n, soon + 200)).join('\n'), Title: 'two pictures' },
  ];
  writeFileSync(file, JSON.stringify({ Post: { Posts: { VideoList: rows } } }));
  await standin.clear();
  const first = await runJson(home, ['import', '--json', '--lists', 'posts', file]);
  const { saved, had, ended, failed, left, code } = first.answer.fetched;
  assert.deepEqual({ saved, had, ended, failed, left, code }, { saved: 4, had: 0, ended: 0, failed: 1, left: 0, code: 'http-status' }, first.stderr);
  const asked = (await standin.log({ kind: 'media' })).filter(({ what }) => what === 'exported');
  const order = asked.map(({ post }) => post); // three at once
  assert.ok(order.indexOf(other) < order.indexOf(one), order.join());
  const names = readdirSync(join(folderOf(home), 'Data export')).sort();
  assert.equal(names.filter((name) => /^2026-01-0[56] 203107 [0-9a-f]{16}\.mp4$/.test(name)).length, 2, names.join());
  assert.equal(names.filter((name) => /^2026-01-09 203107 [0-9a-f]{16}\.(jpg|webp|png)$/.test(name)).length, 2, names.join());
  assert.equal(names.length, 5, 'the files and their table');
  const table = readFileSync(join(folderOf(home), 'Data export', names.at(-1)), 'utf8');
  assert.ok(table.includes('"the first to end"') && table.includes(names[1].slice(0, -4)), table);
  assert.ok(!readdirSync(home, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile() && entry.name !== 'user_data_tiktok.json'
    && readFileSync(join(entry.parentPath ?? entry.path, entry.name)).includes('x-tos-signature')), 'no link is kept');
  const verified = await runJson(home, ['verify', '--json']);
  assert.deepEqual([verified.answer.ok, verified.answer.found.foreign], [true, 0]);

  await standin.clear();
  const again = await runJson(home, ['import', '--json', '--lists', 'posts', file]);
  assert.deepEqual([again.answer.fetched.saved, again.answer.fetched.had], [0, 4]);
  assert.deepEqual((await standin.log({ kind: 'media' })).filter(({ post }) => post), []);
});

test('asked to slow down, own posts wait and come all the same', { timeout: 60000 }, async () => {
  const home = newHome();
  const id = await standin.id('ok3');
  await standin.set(id, { behaviours: [{ name: 'too-many', of: ['exported'], times: 1, retryAfter: 2 }] });
  const ends = Math.floor(Date.now() / 1000) + 3600;
  const rows = [5, 6].map((n) => ({ Date: `2026-01-0${n} 20:31:07`,
    Link: `https://video-sg.tiktokv.us/storage/v1/tos-${n}/o${id}?x-tos-expires=${ends}` }));
  const file = join(home, 'user_data_tiktok.json');
  writeFileSync(file, JSON.stringify({ Post: { Posts: { VideoList: rows } } }));
  const { answer, status } = await runJson(home, ['import', '--json', '--lists', 'posts', file]);
  assert.deepEqual([answer.fetched.saved, answer.fetched.left, answer.fetched.code, status], [2, 0, null, 0]);
});
