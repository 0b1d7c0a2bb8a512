// Saving anew what verify found damaged or missing. Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { newHome, run, runJson } from './runs.mjs';

const standin = await Standin.connect();
const [one, two] = (await standin.posts()).filter(({ name }) => name === 'ok' || name === 'ok2');
const address = (post) => `https://www.tiktok.com/@${post.author}/video/${post.id}`;
const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

test('what is damaged or missing is saved anew on request; the damaged file is left alone', async (t) => {
  const home = newHome();
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const saved = await run(home, ['save', '--quality', 'compatible', address(one), address(two)]);
  const pathOf = (post) => saved.stdout.split('\n').find((path) => path.includes(post.id));
  const [video, other] = [pathOf(one), pathOf(two)];
  writeFileSync(video, readFileSync(video).fill(0, 1000, 2000));
  const damaged = sha256(video);
  rmSync(other);
  const { status, answer } = await runJson(home, ['verify', '--fetch-again', '--json']);
  assert.deepEqual([status, answer.ok, answer.found.damaged, answer.found.missing], [0, false, 1, 1]);
  assert.deepEqual(answer.saved.map(({ post, state }) => [post, state]).sort(),
    [[one.id, 'done'], [two.id, 'done']].sort());
  assert.equal(sha256(video), damaged, 'a damaged file is never touched');
  assert.ok(answer.saved.every(({ path }) => path !== video));
  const then = await run(home, ['verify']);
  assert.equal(then.status, 0, then.stdout);
  assert.match(then.stdout, /damaged .*saved again since; you may delete it/);
});

test('a post that is gone from TikTok cannot be saved anew: status 1, and the reason', async (t) => {
  const home = newHome();
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const id = await standin.add({ id: '7602050882429891234', author: 'catlady', text: 'soon gone' });
  const saved = await run(home, ['save', `https://www.tiktok.com/@catlady/video/${id}`]);
  rmSync(saved.stdout.trim());
  await standin.set(id, { behaviours: ['gone'] });
  const { status, answer } = await runJson(home, ['verify', '--fetch-again', '--json']);
  assert.equal(status, 1);
  assert.deepEqual(answer.saved.map(({ state, error }) => [state, error.code]), [['failed', 'post-unavailable']]);
});

test('what was to be known of a post when it was kept is told later too', async () => {
  const home = newHome();
  const { id, author } = (await standin.posts()).find((it) => it.name === 'sound-removed');
  const page = `https://www.tiktok.com/@${author}/video/${id}`;
  const notes = async () => (await runJson(home, ['save', '--json', page])).answer.posts.map((it) => [it.already, it.notes]);
  assert.deepEqual(await notes(), [[false, ['sound-removed']]]);
  assert.deepEqual(await notes(), [[true, ['sound-removed']]]);
  assert.deepEqual((await runJson(home, ['list', '--jobs', '--json'])).answer.jobs[0].notes, ['sound-removed']);
});
