// A save folder that was renamed, copied or brought to another computer is known again when it is chosen. No network is needed.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Host, makeHome } from './native.mjs';
import { clipkeep } from './shelf.mjs';

const bytes = readFileSync(fileURLToPath(new URL('../data/media/h264-aac.mp4', import.meta.url)));
const COUNT = 12;

/** A home with a save folder of some posts, and the folder that they came from. */
function filled(t) {
  const home = makeHome(t);
  const [save, from] = [join(home, 'kept'), join(home, 'old')];
  mkdirSync(from);
  for (let n = 0; n < COUNT; n += 1) writeFileSync(join(from, `76020508824290000${String(n).padStart(2, '0')}.mp4`), Buffer.concat([bytes, Buffer.from([0, 0, 0, 9, 102, 114, 101, 101, n])]));
  assert.equal(clipkeep(home, 'folder', save).status, 0);
  assert.equal(clipkeep(home, 'adopt', '--json', from).said.adopted, COUNT);
  return { home, save, from };
}

/** All posts are there, whole, and none is taken in again. */
function isWhole(home, from, folder) {
  const { said } = clipkeep(home, 'list', '-n', '100', '--json');
  assert.deepEqual([said.count, new Set(said.posts.map((post) => post.folder)), said.posts.every((post) => post.present)], [COUNT, new Set([folder]), true]);
  const verified = clipkeep(home, 'verify', '--json').said;
  assert.deepEqual([verified.ok, verified.files.kept, verified.found.foreign], [true, 2 * COUNT, 0]);
  assert.equal(clipkeep(home, 'adopt', '--json', from).said.had, COUNT);
}

test('renamed: its posts are where it is now', (t) => {
  const { home, save, from } = filled(t);
  const moved = join(home, 'elsewhere', 'kept');
  mkdirSync(join(home, 'elsewhere'));
  renameSync(save, moved);
  const chosen = clipkeep(home, 'folder', moved);
  assert.deepEqual([chosen.status, chosen.stderr], [0, ''], 'nothing is said to be elsewhere');
  isWhole(home, from, moved);
});

test('renamed, and a video of it lost on the way: the others are there, and that one is missed', (t) => {
  const { home, save } = filled(t);
  const moved = join(home, 'moved');
  renameSync(save, moved);
  rmSync(join(moved, clipkeep(home, 'list', '-n', '1', '--json').said.posts[0].files[0].name));
  clipkeep(home, 'folder', moved);
  const { posts } = clipkeep(home, 'list', '-n', '100', '--json').said;
  assert.equal(posts.filter((post) => post.present).length, COUNT - 1);
});

test('copied: the copy is known, and so is the old one until it is deleted', (t) => {
  const { home, save, from } = filled(t);
  const copy = join(home, 'copy');
  cpSync(save, copy, { recursive: true, preserveTimestamps: true });
  assert.match(clipkeep(home, 'folder', copy).stderr, new RegExp(`^${COUNT} posts that lie there are in the record now`));
  isWhole(home, from, copy);
  rmSync(save, { recursive: true });
  assert.equal(clipkeep(home, 'folder', copy).stderr, '');
  isWhole(home, from, copy);
});

test('on another computer: choosing it is enough', (t) => {
  const { save, from } = filled(t);
  const other = makeHome(t);
  assert.equal(clipkeep(other, 'folder', save).status, 0);
  isWhole(other, from, save);
});

test('another folder of the person is none of ours: nothing is entered', (t) => {
  const { home } = filled(t);
  const plain = join(home, 'plain');
  mkdirSync(plain);
  writeFileSync(join(plain, 'journal.jsonl'), 'dear diary\n');
  const { stderr } = clipkeep(home, 'folder', plain);
  assert.match(stderr, /12 posts stay in another folder/);
  assert.equal(readFileSync(join(plain, 'journal.jsonl'), 'utf8'), 'dear diary\n');
});

/** The folder `now` is where the settings say, and the record knows nothing of it: as when it was chosen in the browser. */
async function meets(home, now, from) {
  const host = new Host({ home });
  await host.hello();
  await host.ask({ verb: 'list', limit: 10 });
  const known = () => clipkeep(home, 'list', '-n', '100', '--json').said.posts.filter((post) => post.folder === now).length;
  for (let n = 0; n < 50 && known() < COUNT; n += 1) await new Promise((resolve) => { setTimeout(resolve, 100); });
  await host.close();
  isWhole(home, from, now);
}

test('a browser\'s host meets a folder from another computer: it enters it by itself', async (t) => {
  const { save, from } = filled(t);
  const other = makeHome(t);
  const now = join(other, 'kept');
  clipkeep(other, 'folder', now);
  rmdirSync(now);
  renameSync(save, now);
  await meets(other, now, from);
});

test('a browser\'s host meets a folder that was renamed: its posts are there', async (t) => {
  const { home, save, from } = filled(t);
  const now = join(home, 'now');
  clipkeep(home, 'folder', now);
  rmdirSync(now);
  renameSync(save, now);
  await meets(home, now, from);
});
