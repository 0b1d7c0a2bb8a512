// Moving what is kept into another folder: nothing is lost, nothing is there twice, whatever comes in
// between. The kept posts are made by hand; no network is needed.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';

import { Host, environment, makeHome, program } from './native.mjs';
import { isLibrary } from './kept.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const oldFolder = (home) => join(home, 'Videos/TikTok');

function run(home, args) {
  try {
    return { status: 0, stderr: '', stdout: execFileSync(program, args, { env: environment(home), encoding: 'utf8', stdio: 'pipe' }) };
  } catch ({ status, stdout, stderr }) {
    return { status, stdout, stderr };
  }
}
const runJson = (home, args) => JSON.parse(run(home, [...args, '--json']).stdout);

function start(t, options) {
  const host = new Host(options);
  t.after(() => host.child.kill('SIGKILL'));
  return host;
}

/** Puts a kept post into a folder, as Clipkeep leaves it there: a video, or a photo post. */
function keep(folder, number, { photo = false, bytes = Buffer.from(`post ${number}`) } = {}) {
  const id = `76020508824298${String(10000 + number)}`;
  const stem = `2026-02-02 my cat [${id}]`;
  const place = join(folder, photo ? `mina/${stem}` : 'catlady');
  const files = photo ? ['01.jpg', '02.jpg', 'sound.m4a'] : [`${stem}.mp4`, `${stem}.en.vtt`];
  mkdirSync(place, { recursive: true });
  const listed = files.map((name, n) => {
    const content = n ? Buffer.from(`${name} of ${number}`) : bytes;
    writeFileSync(join(place, name), content);
    utimesSync(join(place, name), 1770000000, 1770000000);
    return { role: ['video', 'captions'][n] ?? 'sound', name, bytes: content.length, sha256: sha256(content) };
  });
  writeFileSync(join(place, photo ? 'post.info.json' : `${stem}.info.json`), JSON.stringify({
    id, uploader: 'catlady', description: 'my cat', webpage_url: `https://www.tiktok.com/@catlady/video/${id}`,
    timestamp: 1770000000,
    clipkeep: { format: 1, kind: photo ? 'photo' : 'video', seen: { how: 'host', at: 1780000000 }, files: listed } }));
  return { id, main: relative(folder, join(place, files[0])) };
}

/** What lies in a folder, by name: its hash. Without the lists. */
function contentOf(folder) {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !['SHA256SUMS', 'journal.jsonl'].includes(one.name))
    .map((one) => join(one.parentPath ?? one.path, one.name)).filter((path) => !isLibrary(path)).sort()
    .map((path) => [relative(folder, path), sha256(readFileSync(path))]));
}

/** `sha256sum -c` passes, and lists all that is kept there and nothing else. */
function assertSums(folder, names) {
  const list = join(folder, 'SHA256SUMS');
  if (!names.length) {
    assert.ok(!existsSync(list), 'sha256sum refuses an empty list, so there is none');
    return;
  }
  execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folder, stdio: 'pipe' });
  const listed = readFileSync(list, 'utf8').trimEnd().split('\n').map((line) => line.slice(66));
  assert.deepEqual([...new Set(listed)].sort(), [...names].sort());
}

/** @returns {string[]} events of a journal whose chain is sound */
function eventsOf(folder) {
  const path = join(folder, 'journal.jsonl');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  let prev = '0'.repeat(64);
  return lines.map((line) => {
    const event = JSON.parse(line);
    assert.equal(event.prev, prev, 'the chain');
    prev = sha256(line);
    return `${event.event} ${event.post}`;
  });
}

/** A home with kept posts in its first folder, and a new folder: on the same drive, or on another. */
function makeKept(t, count, { other = false, bytes } = {}) {
  const home = makeHome(t);
  const from = oldFolder(home);
  const posts = Array.from({ length: count }, (_, n) => keep(from, n, { photo: n % 3 === 2, bytes: bytes?.(n) }));
  assert.equal(run(home, ['rescan']).status, 0);
  assert.equal(run(home, ['verify']).status, 0);
  const to = mkdtempSync(join(other ? '/dev/shm' : home, 'new-'));
  t.after(() => rmSync(to, { recursive: true, force: true }));
  return { home, from, to, posts, content: contentOf(from) };
}

const isOther = statSync('/dev/shm').dev !== statSync('/tmp').dev;
const DRIVES = [{ other: false, where: 'on the same drive' }, { other: true, where: 'on another drive' }];

/** All is in the new folder, once, and is known to be there. */
function assertMoved({ home, from, to, content, posts }, { stay = {} } = {}) {
  const moved = Object.fromEntries(Object.entries(content).filter(([name]) => !(name in stay)));
  assert.deepEqual(contentOf(to), moved);
  assert.deepEqual(contentOf(from), stay);
  assertSums(to, Object.keys(moved));
  assertSums(from, Object.keys(stay).filter((name) => !name.includes('mine')));
  assert.ok(eventsOf(to).length >= posts.length);
  eventsOf(from);
  const verified = runJson(home, ['verify']);
  assert.deepEqual([verified.ok, verified.findings], [true, []]);
}

for (const { other, where } of DRIVES) {
  const skip = other && !isOther && 'no second drive here';

  test(`all posts are moved ${where}; what is not ours stays`, { skip }, (t) => {
    const kept = makeKept(t, 6, { other });
    const { home, from, to, posts } = kept;
    writeFileSync(join(from, 'catlady', 'mine.txt'), 'a note');
    const got = run(home, ['folder', to, '--move']);
    assert.deepEqual([got.status, got.stderr], [0, '']);
    assert.match(got.stdout, /^6 posts moved, 0 stay$/m);
    assertMoved(kept, { stay: { 'catlady/mine.txt': sha256('a note') } });
    assert.equal(statSync(join(to, posts[0].main)).mtimeMs / 1000, 1770000000, 'with its date');
    assert.ok(!existsSync(join(from, 'mina')), 'folders that are empty go');
    const listed = () => runJson(home, ['list']).posts;
    assert.deepEqual(listed().map((one) => [one.folder, one.present]), posts.map(() => [to, true]));
    // Neither folder's journal brings back what is not there.
    rmSync(join(home, '.local/state/clipkeep/archive.sqlite'));
    assert.equal(run(home, ['rescan']).status, 0);
    assert.equal(runJson(home, ['list']).count, 6);
    assert.equal(run(home, ['folder', from, '--leave']).status, 0);
    assert.equal(run(home, ['rescan']).status, 0);
    assert.deepEqual(listed().map((one) => [one.folder, one.present]), posts.map(() => [to, true]));
  });

  test(`what is changed, gone or in the way stays ${where}`, { skip }, (t) => {
    const kept = makeKept(t, 5, { other });
    const { home, from, to, posts } = kept;
    writeFileSync(join(from, posts[0].main), 'post X, longer');
    rmSync(join(from, posts[1].main));
    mkdirSync(join(to, 'catlady'), { recursive: true });
    writeFileSync(join(to, posts[3].main), 'post Y');
    const before = contentOf(from);
    const said = runJson(home, ['folder', to, '--move']);
    assert.deepEqual(said.stayed.map((one) => [one.post, one.why]).sort(),
      [[posts[0].id, 'changed'], [posts[1].id, 'missing'], [posts[3].id, 'taken']]);
    assert.deepEqual([said.moved, said.left, said.error], [2, 0, null]);
    const after = contentOf(from);
    const stayed = Object.entries(before).filter(([name]) => [0, 1, 3].some((n) => name.includes(posts[n].id)));
    assert.deepEqual(after, Object.fromEntries(stayed), 'as it was');
    assert.equal(readFileSync(join(to, posts[3].main), 'utf8'), 'post Y', 'nothing is replaced');
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: to });
  });

  test(`a copy that lies there ${where} is taken for what it is`, { skip }, (t) => {
    const kept = makeKept(t, 3, { other });
    execFileSync('cp', ['-a', '--', join(kept.from, 'catlady'), kept.to]);
    assert.equal(run(kept.home, ['folder', kept.to, '--move']).status, 0);
    assertMoved(kept);
  });

  test(`killed at any time ${where}, a move goes on and ends well`, { skip, timeout: 120000 }, async (t) => {
    const big = randomBytes(3 << 20);
    for (let ms = 4; ms < 300; ms = Math.ceil(ms * 1.9)) {
      const kept = makeKept(t, 8, { other, bytes: (n) => Buffer.concat([big, Buffer.from(`post ${n}`)]) });
      assert.equal(run(kept.home, ['folder', kept.to]).status, 0);
      const child = spawn(program, ['folder', '--move', '--json'], { env: environment(kept.home), stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await Promise.race([sleep(ms), ended]);
      child.kill('SIGKILL');
      await ended;
      const union = new Set([...Object.values(contentOf(kept.from)), ...Object.values(contentOf(kept.to))]);
      for (const hash of Object.values(kept.content)) assert.ok(union.has(hash), `${ms} ms: nothing is lost`);
      assert.equal(run(kept.home, ['folder', '--move']).status, 0, `${ms} ms`);
      assertMoved(kept);
      rmSync(kept.to, { recursive: true });
      rmSync(kept.home, { recursive: true });
    }
  });
}

test('two names of one folder: nothing is lost', (t) => {
  const { home, from, content } = makeKept(t, 4);
  const link = join(home, 'link');
  execFileSync('ln', ['-s', from, link]);
  // As if it had been chosen under this name, which the command line would not do.
  mkdirSync(join(home, '.config/clipkeep'), { recursive: true });
  writeFileSync(join(home, '.config/clipkeep/settings.json'), JSON.stringify({ folder: link }));
  assert.equal(run(home, ['folder', '--move']).status, 0);
  assert.deepEqual(contentOf(from), content);
  assert.equal(run(home, ['verify']).status, 0);
});

test('without a terminal posts stay, and it is said how they are moved; left ones are not told of again', (t) => {
  const kept = makeKept(t, 2);
  const { home, from, to, content } = kept;
  const got = run(home, ['folder', to]);
  assert.deepEqual([got.status, got.stdout], [0, `${to}\n`]);
  assert.deepEqual(contentOf(from), content);
  const leave = run(home, ['folder', '--leave']);
  assert.equal(leave.status, 0);
  const again = mkdtempSync(join(home, 'third-'));
  assert.equal(run(home, ['folder', again, '--leave']).status, 0);
  assert.deepEqual(contentOf(from), content);
  assert.equal(run(home, ['folder', to, '--move']).status, 0, 'asked for, they are moved all the same');
  assertMoved(kept);
});

test('two moves at once: one of them does it', async (t) => {
  const big = randomBytes(8 << 20);
  const kept = makeKept(t, 6, { other: isOther, bytes: (n) => Buffer.concat([big, Buffer.from(`post ${n}`)]) });
  run(kept.home, ['folder', kept.to]);
  const both = [1, 2].map(() => new Promise((resolve) => {
    const child = spawn(program, ['folder', '--move', '--json'], { env: environment(kept.home) });
    let text = '';
    child.stdout.on('data', (data) => (text += data));
    child.once('close', (code) => resolve([code, JSON.parse(text)]));
  }));
  for (const [code, said] of await Promise.all(both)) {
    if (code !== 0) assert.equal(said.error.code, 'moving-already');
  }
  assert.equal(run(kept.home, ['folder', '--move']).status, 0);
  assertMoved(kept);
});

test('asked for by the browser: told, moved without the host, and told again', async (t) => {
  const kept = makeKept(t, 5, { other: isOther });
  const { home, to } = kept;
  run(home, ['folder', to]);
  const host = start(t, { home });
  await host.hello();
  const moving = async () => (await host.ask({ verb: 'moving' })).result;
  const bytes = Object.keys(kept.content).reduce((sum, name) => sum + statSync(join(kept.from, name)).size, 0);
  assert.deepEqual(await moving(), { folder: 'TikTok', posts: 5, bytes, running: false, error: null });
  assert.deepEqual((await host.ask({ verb: 'move', what: 'start' })).result, {});
  for (let at = await moving(); at.running || at.posts; at = await moving()) await sleep(50);
  assert.deepEqual(await moving(), { folder: null, posts: 0, bytes: 0, running: false, error: null });
  assert.equal((await host.ask({ verb: 'move', what: 'stop' })).error.code, 'not-found');
  await host.close();
  assertMoved(kept);
});

test('left where it is: not told of again', async (t) => {
  const { home, to, from, content } = makeKept(t, 2);
  run(home, ['folder', to]);
  const host = start(t, { home });
  await host.hello();
  assert.equal((await host.ask({ verb: 'moving' })).result.posts, 2);
  await host.ask({ verb: 'move', what: 'leave' });
  assert.equal((await host.ask({ verb: 'moving' })).result.posts, 0);
  await host.close();
  assert.deepEqual(contentOf(from), content);
});
