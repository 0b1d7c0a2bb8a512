// The built program against the stand-in: what is kept, and that nothing half-done ever is.
// Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { Standin } from '../standin/control.mjs';
import { LISTS } from './kept.mjs';
import { Host, environment, program } from './native.mjs';
import { visit } from './visit.mjs';

const here = (name) => new URL(name, import.meta.url).pathname;
const standin = await Standin.connect();
const posts = await standin.posts();
const post = (name) => posts.find((one) => one.name === name);
const address = (name) => `https://www.tiktok.com/@${post(name).author}/video/${post(name).id}`;
const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
const UA = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

/** A home of its own, whose owner wants files as TikTok sends them: nothing is joined here. */
function makeHome(t) {
  const home = mkdtempSync(join(process.env.CK_WORLD, 'home-'));
  mkdirSync(join(home, '.config', 'clipkeep'), { recursive: true });
  writeFileSync(join(home, '.config', 'clipkeep', 'settings.json'), '{"quality":"compatible"}');
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Runs the program to its end. */
function run(home, args, options = {}) {
  return new Promise((resolve) => {
    execFile(program, args, { env: environment(home), ...options }, (error, stdout, stderr) => {
      resolve({ status: error ? error.code : 0, stdout, stderr });
    });
  });
}

const folderOf = (home) => join(home, 'Videos', 'TikTok');

/** Every file below the save folder, hidden ones too, but for the lists of them. */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !LISTS.includes(one.name) && !/\/\.library$/.test(one.parentPath ?? one.path))
    .map((one) => one.name).sort();
}

/** The same for the first saved MP4. */
function savedVideo(folder) {
  const found = readdirSync(folder, { recursive: true }).filter((one) => one.endsWith('.mp4'));
  return found.map((one) => join(folder, one));
}

async function chosen(id) {
  const media = (await standin.media(id)).filter((one) => one.sound && one.codec === 'h264');
  return media.sort((a, b) => b.width * b.height - a.width * a.height);
}

test('save keeps the best stream, its cover and a sidecar', async (t) => {
  const home = makeHome(t);
  const { status, stdout } = await run(home, ['save', address('ok')]);
  assert.equal(status, 0);
  const file = stdout.trim();
  assert.equal(file, join(folderOf(home), 'catlady', `2026-02-02 my cat opens doors 🐈 [${post('ok').id}].mp4`));
  const [best] = await chosen(post('ok').id);
  assert.deepEqual([statSync(file).size, sha256(file)], [best.bytes, best.sha256]);
  assert.equal(statSync(file).mtimeMs / 1000, 1769990400, 'dated as the post');
  const stem = file.slice(0, -4);
  const cover = await standin.others(post('ok').id);
  assert.equal(sha256(`${stem}.jpg`), cover.cover.sha256);
  const sidecar = readFileSync(`${stem}.info.json`, 'utf8');
  const info = JSON.parse(sidecar);
  assert.equal(info.id, post('ok').id);
  assert.deepEqual(info.clipkeep.files.map((one) => [one.role, one.sha256]),
    [['video', best.sha256], ['cover', cover.cover.sha256]]);
  assert.equal(info.clipkeep.seen.how, 'host');
  assert.doesNotMatch(sidecar, /tk=|expire|signature|token|webapp-prime[^"]*\?/i);
  assert.deepEqual(filesIn(folderOf(home)).length, 3, 'and nothing else');
});

test('the second time it is already kept, without asking anybody', async (t) => {
  const home = makeHome(t);
  const first = await run(home, ['save', address('ok2')]);
  await standin.clear();
  const second = await run(home, ['save', address('ok2')]);
  assert.deepEqual([second.status, second.stdout], [0, `already kept: ${first.stdout}`]);
  assert.deepEqual(await standin.log(), []);
  const third = await run(home, ['save', '--again', address('ok2')]);
  assert.equal(third.stdout, first.stdout.replace('].mp4', '] (2).mp4'));
  rmSync(first.stdout.trim());
  rmSync(third.stdout.trim());
  const fourth = await run(home, ['save', address('ok2')]);
  assert.equal(fourth.status, 0);
  assert.doesNotMatch(fourth.stdout, /already/, 'a file that was removed is fetched anew');
});

test('a run that died before recording leaves no second copy, and all it named is recorded', async (t) => {
  for (const name of ['ok3', 'captions', 'photo']) {
    const home = makeHome(t);
    const folder = folderOf(home);
    const first = await run(home, ['save', address(name)]);
    const files = filesIn(folder);
    rmSync(join(home, '.local/state/clipkeep'), { recursive: true });
    for (const list of LISTS) rmSync(join(folder, list));
    const second = await run(home, ['save', address(name)]);
    assert.deepEqual([second.status, second.stdout], [0, first.stdout]);
    assert.deepEqual(filesIn(folder), files);
    const listed = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n');
    assert.equal(listed.length, files.length, 'every file has its line');
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folder });
  }
});

test('what is kept can be checked without Clipkeep, and is written down', async (t) => {
  const home = makeHome(t);
  const folder = folderOf(home);
  assert.equal((await run(home, ['save', address('ok'), address('photo'), address('captions'), address('gone')])).status, 1);
  execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folder });
  const listed = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n');
  assert.equal(listed.length, filesIn(folder).length, 'every file has its line');
  const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').trim().split('\n');
  const hash = (line) => createHash('sha256').update(line).digest('hex');
  const events = lines.map((line) => JSON.parse(line));
  assert.deepEqual(events.map((one) => one.prev), ['0'.repeat(64), ...lines.slice(0, -1).map(hash)]);
  assert.deepEqual(events.filter((one) => one.event === 'kept').map((one) => one.post).sort(),
    ['ok', 'photo', 'captions'].map((name) => post(name).id).sort());
  rmSync(join(folder, 'SHA256SUMS'));
  assert.equal((await run(home, ['save', address('ok2')])).status, 0);
  execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folder });
  const again = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n');
  assert.equal(again.length, filesIn(folder).length, 'a list that was lost is made again');
});

/** Some of what goes wrong, and the code that says so; the behaviour table has all of it. */
const failures = {
  gone: 'post-unavailable', 'login-redirect': 'login-needed', captcha: 'wall-captcha', 'page-500': 'server-busy',
  'media-403': 'media-refused', html: 'not-media', silent: 'media-no-sound', 'redirect-private': 'url-refused',
  unreachable: 'network',
};

test('failures are told through the browser’s port, and the host goes on', async (t) => {
  const home = makeHome(t);
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  const numbers = new Map();
  for (const name of Object.keys(failures)) {
    const { result } = await host.ask({ verb: 'save', address: address(name) });
    numbers.set(result.job.job, name);
  }
  for (const [number, name] of numbers) {
    const { job } = await host.next((one) => one.event === 'job' && one.job.job === number && one.job.state === 'failed', 120000);
    assert.equal(job.error.code, failures[name], name);
  }
  assert.deepEqual(filesIn(folderOf(home)), []);
  const { result } = await host.ask({ verb: 'save', address: address('ok') });
  const { job } = await host.next((one) => one.event === 'job' && one.job.job === result.job.job && one.job.state === 'done');
  assert.ok(existsSync(join(folderOf(home), job.file)));
  const listed = await host.ask({ verb: 'list', limit: 100 });
  assert.equal(listed.result.jobs.length, numbers.size + 1);
  assert.equal((await host.close()).code, 0);
});

test('an item and cookies from the browser are enough: no page is asked for', async (t) => {
  const home = makeHome(t);
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  const seen = await visit(address('ok4'), UA);
  await standin.clear();
  const { result } = await host.ask({ verb: 'save', address: address('ok4'), userAgent: UA, ...seen });
  const { job } = await host.next((one) => one.event === 'job' && one.job.job === result.job.job &&
    ['done', 'failed'].includes(one.job.state));
  assert.equal(job.state, 'done', JSON.stringify(job));
  assert.deepEqual((await standin.log({ kind: 'page' })).length, 0);
  const [media] = await standin.log({ kind: 'media' });
  assert.deepEqual([media.ua, media.tokenOk], [UA, true]);
  const [best] = await chosen(post('ok4').id);
  assert.equal(sha256(join(folderOf(home), job.file)), best.sha256);
  const [video] = savedVideo(folderOf(home));
  assert.equal(JSON.parse(readFileSync(video.replace(/mp4$/, 'info.json'), 'utf8')).clipkeep.seen.how, 'page');
  const kept = await host.ask({ verb: 'read', address: address('ok4'), item: seen.item });
  assert.deepEqual([kept.result.kept.present, kept.result.kept.file], [true, job.file]);
  const again = await host.ask({ verb: 'save', address: address('ok4') });
  assert.deepEqual([again.result.job.state, again.result.job.already, again.result.job.file], ['done', true, job.file]);
});

test('progress comes at most four times a second, and cancelling leaves nothing', async (t) => {
  const home = makeHome(t);
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  const { result } = await host.ask({ verb: 'save', address: address('slow') });
  const ours = (one) => one.event === 'job' && one.job.job === result.job.job;
  await host.next((one) => ours(one) && one.job.bytes > 250000);
  const running = host.messages.filter((one) => ours(one) && one.job.state === 'downloading');
  assert.ok(running.length >= 5 && running.length <= 20, `${running.length} events in about 2.5 s`);
  assert.ok(running.at(-1).job.speed > 20000 && running.at(-1).job.speed < 500000, JSON.stringify(running.at(-1)));
  assert.equal(running.at(-1).job.total, 1647231);
  assert.equal((await host.ask({ verb: 'cancel', job: result.job.job })).event, 'answer');
  await host.next((one) => ours(one) && one.job.state === 'cancelled');
  assert.deepEqual(filesIn(folderOf(home)), []);
  assert.equal((await host.ask({ verb: 'cancel', job: result.job.job })).error.code, 'not-found');
});

test('no more downloads at once than the settings say', async (t) => {
  const home = makeHome(t);
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  await host.ask({ verb: 'settings', set: { parallel: 2 } });
  const names = ['ok', 'ok2', 'ok3', 'ok5'];
  await standin.clear();
  for (const name of names) await standin.hold(post(name).id, 65536);
  for (const name of names) await host.ask({ verb: 'save', address: address(name) });
  const states = async () => (await host.ask({ verb: 'list', limit: 10 })).result.jobs.map((one) => one.state).sort();
  for (let i = 0; i < 100 && (await states()).join() !== 'downloading,downloading,reading,reading'; i += 1) {
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  // The pages of the next two are read meanwhile, their videos are not.
  assert.deepEqual(await states(), ['downloading', 'downloading', 'reading', 'reading']);
  await new Promise((resolve) => { setTimeout(resolve, 1000); });
  assert.equal((await standin.log({ kind: 'media', what: 'gear' })).length, 2);
  for (const name of names) await standin.release(post(name).id);
  for (const name of names) {
    await host.next((one) => one.event === 'job' && one.job.post === post(name).id && one.job.state === 'done');
  }
});

test('the host ends within a second in the middle of a download, and the next one goes on', async (t) => {
  const home = makeHome(t);
  const id = post('ok').id;
  await standin.clear();
  await standin.hold(id, 65536);
  for (const how of ['eof', 'SIGTERM', 'SIGKILL']) {
    const host = new Host({ home });
    await host.hello();
    await host.ask({ verb: 'save', address: address('ok') });
    await standin.waitFor({ kind: 'media', post: id, held: true });
    const from = performance.now();
    if (how === 'eof') host.child.stdin.end();
    else host.child.kill(how);
    const { at } = await host.exit;
    assert.ok(at - from < 1000, `${how}: ${at - from} ms`);
    assert.deepEqual(filesIn(folderOf(home)).filter((one) => !one.startsWith('.')), [], how);
    await standin.clear();
  }
  await standin.release(id);
  const next = new Host({ home });
  t.after(() => next.child.kill('SIGKILL'));
  await next.hello();
  await next.ask({ verb: 'subscribe', id: 5 });
  const { job } = await next.next((one) => one.event === 'job' && one.job.post === id && one.job.state === 'done');
  assert.ok(existsSync(join(folderOf(home), job.file)));
  assert.equal(filesIn(folderOf(home)).length, 3, 'no part is left');
});

test('two hosts do not save the same post at the same time', async (t) => {
  const home = makeHome(t);
  const id = post('ok').id;
  await standin.clear();
  await standin.hold(id, 65536);
  const first = new Host({ home });
  const second = new Host({ home, args: ['/m/app.clipkeep.host.json', 'clipkeep@clipkeep.app'] });
  t.after(() => [first, second].forEach((one) => one.child.kill('SIGKILL')));
  await first.hello();
  await second.hello();
  await first.ask({ verb: 'subscribe', id: 5 });
  await first.ask({ verb: 'save', address: address('ok') });
  await standin.waitFor({ kind: 'media', post: id, held: true });
  await second.ask({ verb: 'subscribe', id: 5 });
  assert.equal((await second.ask({ verb: 'save', address: address('ok') })).result.job.post, id);
  await standin.release(id);
  for (const host of [first, second]) await host.next((one) => one.event === 'job' && one.job.state === 'done');
  assert.equal((await standin.log({ kind: 'media', post: id, what: 'gear' })).length, 1);
  assert.equal((await second.ask({ verb: 'save', address: address('ok') })).result.job.already, true);
});

test('Ctrl-C cancels: status 130, nothing left, nothing goes on later', async (t) => {
  const home = makeHome(t);
  const id = post('ok').id;
  await standin.clear();
  await standin.hold(id, 65536);
  const child = spawn(program, ['save', address('ok')], { env: environment(home), stdio: 'ignore' });
  await standin.waitFor({ kind: 'media', post: id, held: true });
  child.kill('SIGINT');
  assert.equal(await new Promise((resolve) => child.on('exit', resolve)), 130);
  assert.deepEqual(filesIn(folderOf(home)), []);
  await standin.release(id);
  const { stdout } = await run(home, ['list', '--jobs', '--json']);
  assert.deepEqual(JSON.parse(stdout).jobs.map((one) => one.state), ['cancelled']);
});

test('a short link is followed to its post, and known the next time', async (t) => {
  const home = makeHome(t);
  const short = (name) => `https://vm.tiktok.com/ZM${BigInt(post(name).id).toString(36)}/`;
  const link = short('ok');
  const first = await run(home, ['save', link]);
  assert.equal(first.status, 0, first.stderr);
  assert.ok(first.stdout.includes(post('ok').id));
  await standin.clear();
  assert.equal((await run(home, ['save', link])).stdout, `already kept: ${first.stdout}`);
  assert.deepEqual(await standin.log({ kind: 'media' }), []);
  const gone = await run(home, ['save', '--json', short('gone')]);
  assert.equal(JSON.parse(gone.stdout).posts[0].error.code, 'post-unavailable');
});

test('a folder that cannot be written to', async (t) => {
  const home = makeHome(t);
  const folder = mkdtempSync(join(process.env.CK_WORLD, 'mount-'));
  assert.equal((await run(home, ['folder', folder])).status, 0);
  const save = async () => JSON.parse((await run(home, ['save', '--json', address('ok')])).stdout).posts[0].error.code;
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'none', folder]);
  t.after(() => execFileSync('umount', [folder]));
  assert.equal(await save(), 'folder-read-only');
});

test('a folder whose drive is not there', async (t) => {
  const home = makeHome(t);
  const drive = join(home, 'drive');
  mkdirSync(join(drive, 'TikTok'), { recursive: true });
  await run(home, ['folder', join(drive, 'TikTok')]);
  rmSync(drive, { recursive: true });
  const { stdout } = await run(home, ['save', '--json', address('ok')]);
  assert.equal(JSON.parse(stdout).posts[0].error.code, 'folder-missing');
  assert.equal(existsSync(drive), false);
});

test('a full disk: said so, nothing left, and it works once there is room', async (t) => {
  const home = makeHome(t);
  const folder = mkdtempSync(join(process.env.CK_WORLD, 'mount-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder]);
  t.after(() => execFileSync('umount', [folder]));
  await run(home, ['folder', folder]);
  const { stdout } = await run(home, ['save', '--json', address('ok')]);
  assert.equal(JSON.parse(stdout).posts[0].error.code, 'disk-full');
  assert.deepEqual(filesIn(folder), []);
  execFileSync('mount', ['-o', 'remount,size=8m', folder]);
  assert.equal((await run(home, ['save', address('ok')])).status, 0);
});

test('a proxy environment or odd OpenSSL variables change nothing of what is trusted', async (t) => {
  const home = makeHome(t);
  const keys = join(home, 'keys.log');
  const env = { ...environment(home), SSLKEYLOGFILE: keys, OPENSSL_CONF: '/nonexistent', SSL_CERT_FILE: '/dev/null' };
  const { status } = await run(home, ['save', address('ok')], { env });
  assert.equal(status, 0);
  assert.equal(existsSync(keys), false);
});

const capture = here('../../../shared/captures/pages/2026-03-desktop-video.html');

test('a captured page served byte for byte: the chosen stream is kept', {
  skip: existsSync(capture) ? false : 'the captured pages are not here',
}, async (t) => {
  if (!process.env.CK_CAPTURE_WORLD) { // a world of its own, once
    const env = { ...process.env, CK_WORLD: '', CK_STANDIN_CAPTURES: capture, CK_CAPTURE_WORLD: 'yes' };
    delete env.NODE_TEST_CONTEXT;
    await promisify(execFile)(here('../standin/world.sh'),
      ['node', '--test', '--test-name-pattern=a captured page', here('save.test.mjs')], { env });
    return;
  }
  const home = makeHome(t);
  const url = 'https://www.tiktok.com/@its.caroline.7/video/7600069225889221918';
  const { stdout: seen } = await run(home, ['inspect', '--json', url]);
  const [{ streams, chosen: index }] = JSON.parse(seen).posts;
  const { status, stdout, stderr } = await run(home, ['save', '--json', '--privately', url]); // its creator turned saving off
  assert.equal(status, 0, stderr + stdout);
  const [{ path, bytes }] = JSON.parse(stdout).posts;
  assert.deepEqual([bytes, statSync(path).size], [streams[index].bytes, streams[index].bytes]);
  assert.match(path, /its\.caroline\.7\/2026-01-27 .*\[7600069225889221918\]\.mp4$/);
});
