// A transfer goes on where it ended, also in a later process, and never with bytes of another
// version. Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Standin } from '../standin/control.mjs';
import { Host, environment, program } from './native.mjs';
import { folderOf, newHome, run } from './runs.mjs';
import { isLibrary } from './kept.mjs';

const SIZE = 20e6;
const HELD = 12e6;
const NOTED = 8 * 2 ** 20;
const BLOCK = 131072; // the last bytes may not be on the disk yet

const standin = await Standin.connect();
const gear = (more = {}) => ({ gear: 'normal_720_0', codec: 'h264', width: 720, height: 1280, bytes: SIZE, kind: 'h264', ...more });
let added = 0;

/** A new post whose file is large, stopping after so many bytes; its address. */
async function addPost(more = {}, held = HELD) {
  const id = String(7620000000000000000n + BigInt(added += 1));
  await standin.add({ id, author: 'large', text: 'a long one', gears: [gear()], ...more });
  await standin.clear();
  await standin.hold(id, held);
  return { id, held, address: `https://www.tiktok.com/@large/video/${id}` };
}

const filesOf = (home) => (existsSync(folderOf(home)) ? readdirSync(folderOf(home), { recursive: true }) : []);
const partsOf = (home) => filesOf(home).filter((name) => name.endsWith('.part') && !isLibrary(name)).map((name) => join(folderOf(home), name));
const stateOf = (home) => join(home, '.local', 'state', 'clipkeep');
const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
/** Where each transfer of the video began, in order. */
const begins = async (id) => (await standin.log({ kind: 'media', post: id, what: 'gear' }))
  .map((one) => Number(/^bytes=(\d+)-$/.exec(one.range)?.[1] ?? 0));

async function assertBegins(id, wanted) {
  const all = await begins(id);
  const fits = (from, n) => from <= wanted[n] && from >= Math.max(wanted[n] && 1, wanted[n] - (n + 1) * BLOCK);
  assert.ok(all.length === wanted.length && all.every(fits), `${all} instead of ${wanted}`);
}

/** Looks every 50 ms until it is so. */
async function until(what, isSo, ms = 20000) {
  for (const limit = Date.now() + ms; Date.now() < limit; await sleep(50)) {
    if (await isSo()) return;
  }
  assert.fail(`never: ${what}`);
}

/** Waits until so much of the file has come. */
const arrived = (home, bytes) =>
  until(`${bytes} bytes are there`, () => partsOf(home).some((path) => statSync(path).size >= bytes - BLOCK));

/** The program, saving the post up to where its file is held. */
async function savingHalf(t, home, { address, held }) {
  const child = spawn(program, ['save', address], { env: environment(home), stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  await arrived(home, held);
  return child;
}

async function signalled(child, signal) {
  child.kill(signal);
  await new Promise((resolve) => child.on('exit', resolve));
}

/** What has come is recorded, and the archive is at rest. */
const isRecorded = (home) =>
  readFileSync(join(stateOf(home), 'archive.sqlite')).includes('stream h264 normal_720_0') &&
  !existsSync(join(stateOf(home), 'archive.sqlite-journal'));

/** Kills it once the archive knows of what has come. */
async function killHalf(t, home, post) {
  const child = await savingHalf(t, home, post);
  await until('it is recorded', () => isRecorded(home));
  await signalled(child, 'SIGKILL');
  await standin.release(post.id);
}

/** The post is kept whole, and nothing else lies there. */
async function assertKept(home, { id }) {
  const [file] = await standin.media(id);
  const video = filesOf(home).find((name) => name.includes(id) && name.endsWith('.mp4'));
  assert.ok(video, filesOf(home).join('\n'));
  assert.equal(sha256(join(folderOf(home), video)), file.sha256);
  assert.deepEqual(partsOf(home), []);
}

test('killed in the middle: the next save goes on from what was surely on the drive', async (t) => {
  const home = newHome();
  const post = await addPost();
  await killHalf(t, home, post);
  assert.equal((await run(home, ['save', post.address])).status, 0);
  const [first, second, ...more] = await begins(post.id);
  assert.deepEqual([first, more], [0, []]);
  assert.ok(second >= NOTED && second <= HELD, `from ${second}`);
  await assertKept(home, post);
});

test('whatever ends in order puts by what has come: signals, Ctrl-C of resume, the browser', async (t) => {
  const home = newHome();
  const post = await addPost({}, 3e6);
  await signalled(await savingHalf(t, home, post), 'SIGTERM');
  await standin.hold(post.id, 5e6);
  const resuming = spawn(program, ['resume'], { env: environment(home), stdio: 'ignore' });
  t.after(() => resuming.kill('SIGKILL'));
  await arrived(home, 8e6);
  await signalled(resuming, 'SIGINT');
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'save', address: post.address });
  await arrived(home, 13e6);
  const { ms } = await host.close();
  assert.ok(ms < 1000, `${ms} ms`);
  await standin.release(post.id);
  assert.equal((await run(home, ['resume'])).status, 0);
  await assertBegins(post.id, [0, 3e6, 8e6, 13e6]);
  await assertKept(home, post);
});

test('paused and gone on with: progress begins where it ended', async (t) => {
  const home = newHome();
  const post = await addPost();
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  const { result: { job: { job } } } = await host.ask({ verb: 'save', address: post.address });
  await arrived(home, HELD);
  await host.ask({ verb: 'pause', job });
  await standin.hold(post.id, 1e6);
  const before = host.messages.length;
  await host.ask({ verb: 'resume', job });
  await until('progress is told', () => host.messages.slice(before).some((one) => one.job?.bytes > 0));
  await standin.release(post.id);
  await until('it is done', () => host.messages.some((one) => one.job?.state === 'done'));
  await assertBegins(post.id, [0, HELD]);
  const seen = host.messages.slice(before).filter((one) => one.job?.state === 'downloading');
  assert.ok(seen.length > 0 && seen.every((one) => one.job.bytes >= HELD - BLOCK), JSON.stringify(seen));
  await assertKept(home, post);
});

test('a small one that was killed begins anew, without a record', async (t) => {
  const home = newHome();
  const post = await addPost({ gears: [gear({ bytes: 5e6 })] }, 4e6);
  const child = await savingHalf(t, home, post);
  await sleep(1000);
  await signalled(child, 'SIGKILL');
  await standin.release(post.id);
  assert.equal((await run(home, ['save', post.address])).status, 0);
  await assertBegins(post.id, [0, 0]);
  await assertKept(home, post);
});

test('the file was replaced meanwhile: all of the new one', async (t) => {
  const home = newHome();
  const post = await addPost();
  await killHalf(t, home, post);
  await standin.set(post.id, { gears: [gear({ edition: 'second' })] });
  assert.equal((await run(home, ['save', post.address])).status, 0);
  const asked = (await standin.log({ kind: 'media', post: post.id, what: 'gear' })).slice(1);
  assert.deepEqual(asked.map((one) => [one.range !== '', one.status]), [[true, 200]]);
  await assertKept(home, post);
});

test('the page states another size now: nothing of the old file is asked for', async (t) => {
  const home = newHome();
  const post = await addPost();
  await killHalf(t, home, post);
  await standin.set(post.id, { gears: [gear({ edition: 'shorter', bytes: 10e6 })] });
  assert.equal((await run(home, ['save', post.address])).status, 0);
  await assertBegins(post.id, [0, 0]);
  await assertKept(home, post);
});

test('servers that know no parts, or have none: all of it, once', async (t) => {
  for (const name of ['no-range', 'range-416', 'wrong-range', 'new-etag']) {
    const home = newHome();
    const post = await addPost();
    await killHalf(t, home, post);
    await standin.set(post.id, { behaviours: [name] });
    assert.equal((await run(home, ['save', post.address])).status, 0, name);
    await assertKept(home, post);
  }
});

test('a part that somebody has changed is not gone on with', async (t) => {
  const changes = [
    (path) => writeFileSync(path, readFileSync(path).fill(0, 5e6, 5e6 + 1)),
    (path) => truncateSync(path, 1e6),
    (path) => rmSync(path),
  ];
  for (const change of changes) {
    const home = newHome();
    const post = await addPost();
    await killHalf(t, home, post);
    change(partsOf(home)[0]);
    assert.equal((await run(home, ['save', post.address])).status, 0);
    await assertBegins(post.id, [0, 0]);
    await assertKept(home, post);
  }
});

test('what stands behind the trusted bytes is cut off', async (t) => {
  const home = newHome();
  const post = await addPost();
  await killHalf(t, home, post);
  appendFileSync(partsOf(home)[0], Buffer.alloc(SIZE));
  assert.equal((await run(home, ['save', post.address])).status, 0);
  assert.ok((await begins(post.id))[1] >= NOTED);
  await assertKept(home, post);
});

test('another quality is another file; nothing is left of the first', async (t) => {
  const home = newHome();
  const small = gear({ gear: 'lowest_540_0', width: 540, height: 960, bytes: 9e6 });
  const post = await addPost({ gears: [gear(), small] });
  await killHalf(t, home, post);
  assert.equal((await run(home, ['save', '--quality', 'small', post.address])).status, 0);
  await assertBegins(post.id, [0, 0]);
  const [, file] = await standin.media(post.id);
  const video = filesOf(home).find((name) => name.endsWith('.mp4'));
  assert.equal(sha256(join(folderOf(home), video)), file.sha256);
  assert.deepEqual(partsOf(home), []);
});

test('picture and sound to be joined: the picture goes on, also where both are kept', async (t) => {
  for (const settings of ['', '{"sources": true}']) {
    const home = newHome();
    mkdirSync(join(home, '.config', 'clipkeep'), { recursive: true });
    if (settings) writeFileSync(join(home, '.config', 'clipkeep', 'settings.json'), settings);
    const post = await addPost({ gears: [gear({ dash: true })] });
    await signalled(await savingHalf(t, home, post), 'SIGTERM');
    assert.ok(partsOf(home).every((path) => path.includes('/.sources/') === Boolean(settings)));
    await standin.release(post.id);
    assert.equal((await run(home, ['save', post.address])).status, 0);
    await assertBegins(post.id, [0, HELD]);
    assert.deepEqual(partsOf(home), []);
    assert.ok(filesOf(home).some((name) => name.endsWith('.mp4')));
  }
});

test('links that have run out: the fresh ones go on', async (t) => {
  const home = newHome();
  const post = await addPost();
  await killHalf(t, home, post);
  await standin.set(post.id, { behaviours: [{ name: 'media-403', times: 3 }] });
  assert.equal((await run(home, ['save', post.address])).status, 0);
  const all = await begins(post.id);
  assert.ok(all.slice(1).every((from) => from >= NOTED), all.join(' '));
  await assertKept(home, post);
});

test('what failed half-way goes on when it is tried again', async () => {
  const home = newHome();
  const post = await addPost();
  const saving = run(home, ['save', post.address]);
  await arrived(home, HELD);
  await standin.settings({ down: true });
  await standin.release(post.id);
  assert.equal((await saving).status, 1);
  await standin.settings({ down: false });
  await standin.clear();
  assert.equal((await run(home, ['retry'])).status, 0);
  await assertBegins(post.id, [HELD]);
  await assertKept(home, post);
});

test('called off: nothing of it is left, be it paused or nobody’s', async (t) => {
  const home = newHome();
  const one = await addPost();
  const two = await addPost();
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  const { result: { job: { job } } } = await host.ask({ verb: 'save', address: one.address });
  await arrived(home, HELD);
  await host.ask({ verb: 'pause', job });
  await until('it is put by', () => partsOf(home).length === 1);
  await host.ask({ verb: 'cancel', job });
  assert.deepEqual(partsOf(home), []);
  await host.close();
  await signalled(await savingHalf(t, home, two), 'SIGTERM');
  assert.equal(partsOf(home).length, 1);
  assert.equal((await run(home, ['cancel', '--all'])).status, 0);
  assert.deepEqual(partsOf(home), []);
});

test('another save folder: nothing is left in the old one, and all of it comes into the new', async (t) => {
  const home = newHome();
  const post = await addPost();
  await signalled(await savingHalf(t, home, post), 'SIGTERM');
  await standin.release(post.id);
  assert.equal(partsOf(home).length, 1);
  const folder = mkdtempSync(join(home, 'other-'));
  assert.equal((await run(home, ['folder', folder])).status, 0);
  assert.deepEqual(filesOf(home), []);
  const { status, stdout } = await run(home, ['resume']);
  assert.equal(status, 0);
  await assertBegins(post.id, [0, 0]);
  assert.equal(sha256(join(folder, 'large', stdout.match(/[^/]*\.mp4/)[0])), (await standin.media(post.id))[0].sha256);
});

test('without its archive a part is nobody’s, and the post is fetched whole', async (t) => {
  const home = newHome();
  const post = await addPost();
  await killHalf(t, home, post);
  renameSync(join(stateOf(home), 'archive.sqlite'), join(stateOf(home), 'gone'));
  assert.equal((await run(home, ['save', post.address])).status, 0);
  await assertBegins(post.id, [0, 0]);
  await assertKept(home, post);
});
