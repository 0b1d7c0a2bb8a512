// The queue: as long as one likes, in fair order, and there whatever becomes of the process.
// Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Standin } from '../standin/control.mjs';
import { FIREFOX, Host, environment, program } from './native.mjs';
import { newHome, run, runJson } from './runs.mjs';
import { visit } from './visit.mjs';

const UA = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

const standin = await Standin.connect();
const posts = await standin.posts();
const post = (name) => posts.find((one) => one.name === name);
const address = (name) => `https://www.tiktok.com/@${post(name).author}/video/${post(name).id}`;
/** Posts that nobody has ever made. */
const unknown = (count) => Array.from({ length: count }, (_, n) =>
  `https://www.tiktok.com/@catlady/video/76000000000${String(n).padStart(8, '0')}`);
const jobsOf = async (home) => (await runJson(home, ['list', '--jobs', '-n', '1000', '--json'])).answer.jobs;
const ended = (one) => ['done', 'failed', 'cancelled'].includes(one.state);

/** A host whose messages are followed. */
async function followed(t, home) {
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  return host;
}

/** A host whose download of the post `ok` stands still after its first bytes. */
async function halfWay(t, home) {
  await standin.clear();
  await standin.hold(post('ok').id, 65536);
  const host = await followed(t, home);
  const { result: { job: { job: number } } } = await host.ask({ verb: 'save', address: address('ok') });
  await standin.waitFor({ kind: 'media', post: post('ok').id, held: true });
  return { host, number, id: post('ok').id };
}

/** Looks every 100 ms until it is so. */
async function until(what, isSo, ms = 60000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(100)) {
    if (await isSo()) return;
  }
  assert.fail(`never: ${what}`);
}

test('a queue whose process was killed goes on in a browser, and a click goes before it', async (t) => {
  const home = newHome();
  const bulk = await standin.mixed(24);
  const first = spawn(program, ['save', ...bulk.map((one) => one.address)], { env: environment(home), stdio: 'ignore' });
  t.after(() => first.kill('SIGKILL'));
  await until('the queue is recorded', async () => (await jobsOf(home)).length === bulk.length);
  first.kill('SIGKILL');
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  const { result } = await host.ask({ verb: 'save', address: address('ok4') });
  await host.next((one) => one.job?.job === result.job.job && one.job.state === 'done', 60000);
  const before = (await jobsOf(home)).filter(ended).length;
  assert.ok(before < 16, `${before} others were done before what was clicked on`);
  await until('all is done', async () => (await jobsOf(home)).every(ended), 120000);
  const jobs = await jobsOf(home);
  assert.deepEqual(jobs.map((one) => one.post).sort(), [...bulk.map((one) => one.id), post('ok4').id].sort());
});

test('a long queue is taken whole, and memory does not grow with it', async (t) => {
  const home = newHome();
  const child = spawn(program, ['save', ...unknown(6000)], { env: environment(home), stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let told = '';
  child.stderr.on('data', (bytes) => { told += bytes; });
  await until('the queue is worked on', () => told.split('\n').length > 100);
  const peak = Number(readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]);
  assert.ok(peak < 24 * 1024, `${peak} KiB at its peak`);
  child.kill('SIGTERM');
  await new Promise((resolve) => child.on('exit', resolve));
  assert.ok((await jobsOf(home)).filter((one) => one.state === 'queued').length > 900, 'nothing is lost of it');
});

test('each of many links has its answer, those that another process saves too', async (t) => {
  const home = newHome();
  const { id } = await halfWay(t, home);
  const links = [address('ok2'), address('ok3'), address('gone'), address('ok'), address('ok2'),
    'https://vm.tiktok.com/ZMnowhere1/', 'https://example.org/'];
  const saving = runJson(home, ['save', '--json', ...links]);
  await sleep(1500);
  await standin.release(id);
  const { status, answer } = await saving;
  assert.equal(status, 1);
  assert.deepEqual(answer.posts.map((one) => one.error?.code ?? one.state).slice(0, 5),
    ['done', 'done', 'post-unavailable', 'done', 'done']);
  assert.equal(answer.posts[6].error.code, 'address-not-tiktok');
  assert.equal(answer.posts[5].state, 'failed');
  assert.equal((await run(home, ['save', address('ok')])).status, 0);
});

test('what is paused stays so, whatever dies, until somebody goes on with it', async (t) => {
  const home = newHome();
  const { host, number, id } = await halfWay(t, home);
  assert.deepEqual((await host.ask({ verb: 'pause', job: number })).result, { count: 1 });
  await standin.release(id);
  await host.next((one) => one.job?.job === number && one.job.paused && one.job.state === 'queued');
  assert.deepEqual((await host.ask({ verb: 'pause', job: number })).result, { count: 0 });
  host.child.kill('SIGKILL');
  await host.exit;
  const second = new Host({ home });
  t.after(() => second.child.kill('SIGKILL'));
  await second.hello();
  await sleep(2000);
  assert.deepEqual((await jobsOf(home)).map((one) => [one.state, one.paused]), [['queued', true]]);
  await second.close();
  const { status, stdout } = await run(home, ['resume', String(number)]);
  assert.equal(status, 0);
  assert.ok(stdout.includes(id), stdout);
  assert.deepEqual((await jobsOf(home)).map((one) => [one.state, one.paused]), [['done', false]]);
});

test('a terminal pauses and resumes what a browser’s host does', async (t) => {
  const home = newHome();
  const id = post('slow').id;
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  await host.ask({ verb: 'save', address: address('slow') });
  await host.next((one) => one.job?.post === id && one.job.bytes > 0);
  assert.equal((await run(home, ['pause'])).stdout, '1 paused\n');
  await host.next((one) => one.job?.post === id && one.job.paused);
  const goesOn = async (args) => {
    const resumed = host.messages.length;
    const child = spawn(program, args, { env: environment(home), stdio: 'ignore' });
    const exit = new Promise((resolve) => child.on('exit', resolve));
    await until('it goes on', () => host.messages.slice(resumed).some((one) => one.job?.state === 'downloading'));
    child.kill('SIGINT');
    assert.ok([0, 130].includes(await exit));
    assert.ok(!host.messages.some((one) => one.job && ended(one.job)), 'it is the host’s');
  };
  await goesOn(['save', address('slow')]);
  assert.equal((await run(home, ['pause'])).stdout, '1 paused\n');
  await goesOn(['resume']);
  await host.ask({ verb: 'cancel', job: (await jobsOf(home))[0].job });
});

test('a terminal cancels what anybody does, and what nobody has taken up', async (t) => {
  const home = newHome();
  const host = await followed(t, home);
  await host.ask({ verb: 'save', address: address('slow') });
  await host.next((one) => one.job?.post === post('slow').id && one.job.bytes > 0);
  assert.equal((await run(home, ['cancel'])).status, 2, 'that all are meant must be said');
  const number = (await jobsOf(home))[0].job;
  assert.deepEqual(await run(home, ['cancel', String(number)]), { status: 0, stdout: '1 cancelled\n', stderr: '' });
  await host.next((one) => one.job?.job === number && one.job.state === 'cancelled', 3000);
  assert.deepEqual(await runJson(home, ['cancel', '--json', String(number)]), { status: 1, answer: { count: 0 } });
  await host.ask({ verb: 'save', address: address('slow') });
  const left = (await host.ask({ verb: 'save', address: address('ok') })).result.job.job;
  await host.ask({ verb: 'pause', job: left });
  host.child.kill('SIGKILL');
  await host.exit;
  const other = await followed(t, home);
  await other.next((one) => one.job?.post === post('slow').id && one.job.bytes > 0);
  assert.deepEqual((await other.ask({ verb: 'cancel', all: true })).result, { count: 2 });
  await other.next((one) => one.job?.job === left && one.job.state === 'cancelled');
  assert.deepEqual((await jobsOf(home)).map((one) => one.state), ['cancelled', 'cancelled', 'cancelled']);
  assert.deepEqual((await runJson(home, ['cancel', '--json', '--all'])), { status: 0, answer: { count: 0 } });
  for (const one of [number, left]) {
    const ends = [...host.messages, ...other.messages].filter((m) => m.event === 'job' && m.job.job === one && ended(m.job));
    assert.equal(ends.length, 1, 'told once');
  }
});

test('a limit of speed holds on the average, and its end at once', async (t) => {
  const home = newHome();
  const host = await followed(t, home);
  const id = post('big').id;
  await host.ask({ verb: 'settings', set: { speedLimit: 1000000 } });
  const began = Date.now();
  await host.ask({ verb: 'save', address: address('big') });
  const { job: { total } } = await host.next((one) => one.job?.post === id && one.job.bytes > 0);
  await sleep(5000);
  const { bytes } = host.messages.filter((one) => one.job).at(-1).job;
  const most = 1500 * (Date.now() - began) + 4000000; // the first moment is not held back
  assert.ok(bytes < most && bytes < total / 2, `${bytes} of ${total} bytes, at most ${most} were due`);
  await host.ask({ verb: 'settings', set: { speedLimit: 0, parallel: 8 } });
  await host.next((one) => one.job?.post === id && one.job.state === 'done', 10000);
  const { status, stderr } = await run(home, ['save', '--speed-limit', '2M', '--parallel', '1', address('ok4')]);
  assert.equal(status, 0, stderr);
  assert.equal((await run(home, ['save', '--speed-limit', 'fast', address('ok4')])).status, 2);
});

/** A post that is handed over by a browser and then hidden from strangers; its media are held. */
async function hidden(id, more) {
  await standin.add({ id, author: 'catlady', text: 'for friends', name: id });
  const page = `https://www.tiktok.com/@catlady/video/${id}`;
  const seen = await visit(page, UA);
  await standin.set(id, { behaviours: ['private'] });
  await standin.hold(id, 65536);
  return { verb: 'save', address: page, userAgent: UA, ...seen, item: JSON.stringify({ ...JSON.parse(seen.item), ...more }) };
}

test('what strangers are not shown waits for its browser, and goes on when it is saved there again', async (t) => {
  const home = newHome();
  const first = await followed(t, home);
  const ids = ['7655000000000000001', '7655000000000000002'];
  const wishes = [await hidden(ids[0], { privateItem: true }), await hidden(ids[1], {})];
  for (const wish of wishes) await first.ask(wish);
  for (const id of ids) await standin.waitFor({ kind: 'media', post: id, held: true });
  first.child.kill('SIGKILL');
  await first.exit;
  for (const id of ids) await standin.release(id);
  const firefox = new Host({ home, args: FIREFOX });
  t.after(() => firefox.child.kill('SIGKILL'));
  await firefox.hello();
  await until('both wait', async () => (await jobsOf(home)).every((one) => one.browser === 'chromium'));
  assert.deepEqual((await jobsOf(home)).map((one) => [one.state, one.error?.code]),
    [['queued', 'post-private'], ['queued', undefined]]);
  assert.match((await run(home, ['list', '--jobs'])).stdout, /Waits for Chromium: open it in Chromium and save it there\./);
  assert.deepEqual((await runJson(home, ['resume', '--json'])).answer, { count: 0, saved: 0, failed: 0, savingOff: 0 });
  const { status, stderr } = await run(home, ['save', wishes[0].address]);
  assert.deepEqual([status, /waits for Chromium; open it in Chromium/.test(stderr)], [1, true], stderr);
  const second = await followed(t, home);
  for (const wish of wishes) await second.ask(wish);
  await until('both are kept', async () => (await jobsOf(home)).every((one) => one.state === 'done'));
});

test('a damaged record is set aside and made anew from the folder, and work goes on', async () => {
  const home = newHome();
  const state = join(home, '.local/state/clipkeep');
  const archive = join(state, 'archive.sqlite');
  assert.equal((await run(home, ['save', address('ok'), address('ok2')])).status, 0);
  writeFileSync(archive, 'this was a record once '.repeat(1000));
  const runs = await Promise.all(['ok3', 'ok4'].map((name) => run(home, ['save', address(name)])));
  assert.deepEqual(runs.map((one) => one.status), [0, 0], JSON.stringify(runs));
  assert.match((await run(home, ['save', address('ok')])).stdout, /^already kept: /);
  const told = runs.filter((one) => /damaged\. It is kept as archive\.sqlite\.damaged-1/.test(one.stderr));
  assert.equal(told.length, 1, 'said once');
  assert.match(readFileSync(join(state, 'archive.sqlite.damaged-1'), 'utf8'), /^this was a record once/);
  assert.equal((await runJson(home, ['list', '--json'])).answer.count, 4);
});

test('a computer that sleeps in the middle of a download goes on when it wakes, its connections dead', async (t) => {
  const home = newHome();
  const host = await followed(t, home);
  const id = post('big').id;
  await standin.clear();
  await standin.hold(id, 1 << 20);
  await host.ask({ verb: 'save', address: address('big') });
  await standin.waitFor({ kind: 'media', post: id, held: true });
  host.child.kill('SIGSTOP');
  await standin.settings({ down: true }); // closes what is open
  await sleep(3000);
  await standin.settings({ down: false });
  await standin.release(id);
  host.child.kill('SIGCONT');
  const { job } = await host.next((one) => one.job?.post === id && ended(one.job), 60000);
  assert.equal(job.state, 'done', JSON.stringify(job));
  assert.equal(host.messages.filter((one) => one.job?.post === id && ended(one.job)).length, 1, 'told once');
});

test('what failed is tried again, and only what was not kept since', async () => {
  const home = newHome();
  const id = post('page-500').id;
  assert.equal((await run(home, ['save', address('page-500'), address('ok3')])).status, 1);
  await standin.set(id, { behaviours: [] });
  const { status, answer } = await runJson(home, ['retry', '--json']);
  assert.deepEqual([status, answer], [0, { count: 1, saved: 1, failed: 0, savingOff: 0 }]);
  assert.deepEqual((await runJson(home, ['retry', '--json'])).answer, { count: 0, saved: 0, failed: 0, savingOff: 0 });
  await standin.set(id, { behaviours: post('page-500').behaviours });
});

test('a full drive holds up the whole queue, says so once, and all goes on when there is room', async (t) => {
  const home = newHome();
  const folder = mkdtempSync(join(process.env.CK_WORLD, 'mount-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder]);
  t.after(() => execFileSync('umount', [folder]));
  await run(home, ['folder', folder]);
  const host = await followed(t, home);
  const names = ['ok', 'ok2', 'ok3', 'ok4'];
  for (const name of names) await host.ask({ verb: 'save', address: address(name) });
  await host.next((one) => one.queue?.held === 'disk-full');
  await sleep(3000);
  assert.equal(host.messages.filter((one) => one.queue).length, 1, 'once, not for each job');
  assert.deepEqual((await jobsOf(home)).map((one) => one.state), names.map(() => 'queued'));
  execFileSync('mount', ['-o', 'remount,size=64m', folder]);
  await until('all are kept', async () => (await jobsOf(home)).every((one) => one.state === 'done'));
  assert.deepEqual(host.messages.filter((one) => one.queue).map((one) => one.queue.held), ['disk-full', null]);
});

test('a save folder whose drive is unplugged holds up the queue until it is back', async (t) => {
  const home = newHome();
  const drive = join(home, 'drive');
  mkdirSync(join(drive, 'TikTok'), { recursive: true });
  await run(home, ['folder', join(drive, 'TikTok')]);
  const host = await followed(t, home);
  const save = async (name) => (await host.ask({ verb: 'save', address: address(name) })).result.job.job;
  const first = await save('ok');
  await host.next((one) => one.job?.job === first && one.job.state === 'done');
  renameSync(drive, join(home, 'unplugged'));
  const second = await save('ok2');
  await host.next((one) => one.queue?.held === 'folder-missing');
  assert.equal((await jobsOf(home))[0].state, 'queued');
  renameSync(join(home, 'unplugged'), drive);
  await host.next((one) => one.job?.job === second && one.job.state === 'done', 30000);
});

test('a drive that is mounted anew lies outside the sandbox: the host ends for the next one', async (t) => {
  const home = newHome();
  const drive = join(home, 'drive');
  const plug = () => {
    execFileSync('mount', ['-t', 'tmpfs', 'none', drive]);
    mkdirSync(join(drive, 'a', 'TikTok'), { recursive: true });
  };
  mkdirSync(drive);
  plug();
  t.after(() => execFileSync('umount', ['-l', drive]));
  await run(home, ['folder', join(drive, 'a', 'TikTok')]);
  const host = await followed(t, home);
  const save = async (name) => (await host.ask({ verb: 'save', address: address(name) })).result.job.job;
  const first = await save('ok');
  await host.next((one) => one.job?.job === first && one.job.state === 'done');
  execFileSync('umount', ['-l', drive]);
  await save('ok2');
  await host.next((one) => one.queue?.held === 'folder-missing');
  plug();
  const sandboxed = !(await Promise.race([host.exit, host.next((one) => one.queue?.held === null, 15000)])).event;
  if (sandboxed) await followed(t, home);
  await until('it is kept', async () => (await jobsOf(home)).every((one) => one.state === 'done'), 30000);
});

test('without a network jobs wait, and go on when it is back', async (t) => {
  const home = newHome();
  const host = await followed(t, home);
  const names = readFileSync('/etc/hosts', 'utf8');
  execFileSync('mount', ['--bind', '/dev/null', '/etc/hosts']);
  const { result: { job: { job: number } } } = await host.ask({ verb: 'save', address: address('ok') });
  try {
    const { job } = await host.next((one) => one.job?.job === number && one.job.waits?.code === 'network', 30000);
    assert.equal(job.state, 'queued');
    await sleep(5000);
    assert.ok(!host.messages.some((one) => one.job && ended(one.job)), 'it does not fail');
  } finally {
    execFileSync('umount', ['/etc/hosts']);
  }
  assert.equal(readFileSync('/etc/hosts', 'utf8'), names);
  await host.next((one) => one.job?.job === number && one.job.state === 'done', 60000);
});

/** How a browser ends a host: Chromium closes both pipes, and a word of the host may meet that first. */
const ENDS = {
  'stdin is closed': async (host) => assert.ok((await host.close()).ms < 1000),
  'nobody listens any more': async (host) => {
    host.child.stdout.destroy();
    await host.exit;
  },
};
for (const [how, end] of Object.entries(ENDS)) {
  test(`with keepGoing the queue goes on after the browser (${how}), once for all, until it is stopped`, async (t) => {
    const home = newHome();
    const id = post('slow').id;
    const host = await followed(t, home);
    const other = await followed(t, home);
    assert.deepEqual((await host.ask({ verb: 'detached' })).result, { running: false });
    assert.equal((await host.ask({ verb: 'detached-stop' })).error.code, 'not-found');
    assert.equal((await host.ask({ verb: 'settings', set: { keepGoing: true } })).result.settings.keepGoing, true);
    await host.ask({ verb: 'save', address: address('slow') });
    await host.next((one) => one.job?.post === id && one.job.bytes > 0);
    await host.ask({ verb: 'save', address: address('ok') });
    await end(host);
    await until('another goes on', async () => (await other.ask({ verb: 'detached' })).result.running);
    assert.equal((await run(home, ['resume', '--quiet'])).status, 0, 'a second one ends at once');
    assert.deepEqual((await other.ask({ verb: 'detached-stop' })).result, {});
    await until('it ends', async () => !(await other.ask({ verb: 'detached' })).result.running, 3000);
    await other.close();
  });
}

test('what goes on without a browser ends with the queue, and leaves what is paused', async (t) => {
  const home = newHome();
  const { host, id } = await halfWay(t, home);
  await host.ask({ verb: 'settings', set: { keepGoing: true } });
  const { result: { job: { job: paused } } } = await host.ask({ verb: 'save', address: address('ok2') });
  await host.ask({ verb: 'pause', job: paused });
  await host.close();
  await standin.release(id);
  await until('the other is kept', async () => (await jobsOf(home)).some((one) => one.state === 'done'));
  const next = await followed(t, home);
  await until('it has ended', async () => !(await next.ask({ verb: 'detached' })).result.running);
  assert.deepEqual((await jobsOf(home)).map((one) => [one.state, one.paused]), [['queued', true], ['done', false]]);
  await next.close();
  await sleep(500);
  const { result } = await (await followed(t, home)).ask({ verb: 'detached' });
  assert.equal(result.running, false, 'nothing is left for it');
});
