// The browser's face of the built program: messages, refusals, and how it ends.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CHROMIUM, FIREFOX, Host, environment, frame, makeHome, program } from './native.mjs';

const examples = JSON.parse(readFileSync(
  join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'host', 'face', 'examples.json'), 'utf8'));
const ITEM_ID = '7602050882429897470';
const POST = `https://www.tiktok.com/@catlady/video/${ITEM_ID}`;
const item = {
  id: ITEM_ID, desc: 'my cat opens doors', createTime: '1769990400',
  author: { id: '1', uniqueId: 'catlady', nickname: 'Cat Lady', secUid: 'MS4w' },
  video: { duration: 21, bitrateInfo: [{ GearName: 'normal_720_0', CodecType: 'h264', Bitrate: 600000,
    PlayAddr: { UrlList: ['https://v16-webapp-prime.us.tiktok.com/video/a/?expire=1'],
      DataSize: '1647231', Width: 576, Height: 1024 } }] },
};

function start(t, options = {}) {
  const host = new Host({ home: makeHome(t), ...options });
  t.after(() => host.child.kill('SIGKILL'));
  return host;
}

test('hello is answered with version and settings', async (t) => {
  for (const args of [[CHROMIUM], [CHROMIUM, '--parent-window=0'], FIREFOX]) {
    const host = start(t, { args });
    const { result } = await host.hello();
    assert.equal(result.protocol, 1);
    assert.match(result.version, /^\d+\.\d+\.\d+$/);
    assert.deepEqual(result.settings, { folder: 'TikTok', folderChosen: false, folderOk: true, folderError: null,
      cover: true, parallel: 3, speedLimit: 0, quality: 'best', captions: 'all', savingOff: 'ask',
      watermark: false, sources: false, keepGoing: false,
      names: '{author}/{date} {title} [{id}]' });
    assert.deepEqual((await host.close()).code, 0);
  }
});

test('the log says who said hello and what was handed over', async (t) => {
  const home = makeHome(t);
  const host = start(t, { home });
  await host.hello();
  await host.ask({ verb: 'save', address: POST, item: JSON.stringify(item), cookies: { ttwid: '1%7Csecret' } });
  await host.close();
  const log = readFileSync(join(home, '.local/state/clipkeep/clipkeep.log'), 'utf8');
  assert.match(log, new RegExp(`hello from chromium \\(${CHROMIUM}\\)`));
  assert.match(log, new RegExp(`save ${ITEM_ID} item handed over by chromium`));
  assert.doesNotMatch(log, /secret|expire/);
});

test('counts are told of a home where nothing is kept yet', async (t) => {
  const host = start(t);
  await host.hello();
  const { result } = await host.ask({ verb: 'counts' });
  assert.deepEqual(result, { posts: 0, bytes: 0, savingOff: 0, queued: 0, reading: 0, downloading: 0, checking: 0, done: 0,
    failed: 0, cancelled: 0 });
});

test('every refused example gets its code, and the host goes on', async (t) => {
  for (const { message, before_hello: early, code } of examples.refused) {
    const host = start(t);
    if (!early) await host.hello();
    host.messages.length = 0;
    host.write(frame(message));
    const answer = await host.next(() => true);
    assert.equal(answer.event, 'error', JSON.stringify(message));
    assert.equal(answer.error.code, code, JSON.stringify(message));
    assert.equal(answer.id, Number.isInteger(message.id) && message.id > 0 ? message.id : null);
    assert.equal((await host.hello()).event, 'answer');
    await host.close();
  }
});

test('malformed frames are answered with id null, and the host goes on', async (t) => {
  const host = start(t);
  await host.hello();
  for (const bytes of [Buffer.alloc(4), frame('garbage'), frame('[1]'), frame('7'), frame('{"id":1'),
    frame(`{"id":1,"x":${'['.repeat(70)}${']'.repeat(70)}}`), frame(Buffer.from([0x7b, 0xff]).toString('latin1'))]) {
    host.messages.length = 0;
    host.write(bytes);
    const answer = await host.next(() => true);
    assert.equal(answer.id, null);
    assert.equal(answer.error.code, 'frame-bad');
  }
  assert.equal((await host.ask({ verb: 'settings' })).event, 'answer');
});

test('a frame that is too large ends the host after one error', async (t) => {
  for (const length of [4 * 1024 * 1024 + 1, 0xffffffff]) {
    const host = start(t);
    await host.hello();
    const head = Buffer.alloc(4);
    head.writeUInt32LE(length);
    host.write(head);
    const answer = await host.next((one) => one.event === 'error');
    assert.deepEqual([answer.id, answer.error.code], [null, 'frame-too-large']);
    await host.exit;
  }
});

test('messages arrive byte by byte, and many at once', async (t) => {
  const host = start(t);
  for (const byte of frame({ id: 1, verb: 'hello', protocol: [1, 1], version: '0.1.0', browser: 'firefox' })) {
    host.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await host.next((one) => one.id === 1);
  host.write(Buffer.concat(Array.from({ length: 200 }, (_, i) => frame({ id: i + 2, verb: 'settings' }))));
  await host.next((one) => one.id === 201);
  assert.equal(host.messages.filter((one) => one.event === 'answer').length, 201);
});

test('an item is read without network, as it was handed over', async (t) => {
  const host = start(t);
  await host.hello();
  const { result } = await host.ask({ verb: 'read', address: POST, item: JSON.stringify(item) });
  assert.deepEqual(result, { kept: null, job: null, post: {
    id: ITEM_ID, kind: 'video', author: { name: 'catlady', nickname: 'Cat Lady' }, text: 'my cat opens doors',
    created: 1769990400, duration: 21, images: 0, sound: true, captions: 0, cover: null, bytes: 1647231, width: 576, height: 1024,
    saving: 'unknown', mine: false, rights: { licence: null, grade: 'none', evidence: [], deed: null, conditions: [],
      may: { keep: 'yes', share: 'no', change: 'no', sell: 'no' }, music: null } } });
});

test('settings are changed, kept and told to subscribers', async (t) => {
  const home = makeHome(t);
  const first = start(t, { home });
  await first.hello();
  const { result } = await first.ask({ verb: 'subscribe', id: 5 });
  assert.deepEqual(result.jobs, []);
  const set = { cover: false, parallel: 8, speedLimit: 250000, quality: 'small', captions: 'none', savingOff: 'skip',
    watermark: true, sources: true, keepGoing: true,
    names: '{year}/{title}' };
  await first.ask({ verb: 'settings', set });
  const { settings } = await first.next((one) => one.id === 5 && one.event === 'settings');
  const { folder, folderChosen, folderOk, folderError, ...told } = settings;
  assert.deepEqual(told, set);
  // One at a time, as the options page does it: the others stay.
  const { result: after } = await first.ask({ verb: 'settings', set: { quality: 'compatible' } });
  assert.deepEqual(after.settings, { ...settings, quality: 'compatible' });
  await first.close();
  const second = start(t, { home });
  assert.deepEqual((await second.hello()).result.settings, after.settings);
});

test('what another program changes holds here too, and is told', async (t) => {
  const home = makeHome(t);
  const host = start(t, { home });
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  execFileSync(program, ['folder', '--names', '{title}'], { env: environment(home) });
  mkdirSync(join(home, 'elsewhere'));
  execFileSync(program, ['folder', join(home, 'elsewhere')], { env: environment(home) });
  assert.equal((await host.ask({ verb: 'settings' })).result.settings.folder, 'elsewhere');
  const told = await host.next((one) => one.id === 5 && one.event === 'settings');
  assert.deepEqual([told.settings.folder, told.settings.names], ['elsewhere', '{title}']);
});

test('a pattern of names is shown before it is used, and a bad one is refused', async (t) => {
  const host = start(t);
  const { result } = await host.hello();
  const answer = await host.ask({ verb: 'names', names: '{kind}/{nickname} {title}' });
  assert.deepEqual(answer.result, { fault: null,
    video: 'video/Cat Lady My cat opens doors [7602050882429897470].mp4',
    photos: 'photo/Cat Lady My cat opens doors [7602050882429897470]/01.jpg' });
  const bad = await host.ask({ verb: 'names', names: '../{id}' });
  assert.deepEqual(bad.result, { video: null, photos: null, fault: { why: 'empty', at: 1, part: '..' } });
  const refused = await host.ask({ verb: 'settings', set: { names: '{author}/{nmae}', cover: false } });
  assert.deepEqual(refused.error, { code: 'names-bad', detail: 'character 10: there is no such field: {nmae}' });
  assert.deepEqual((await host.ask({ verb: 'settings' })).result.settings, result.settings, 'nothing is changed');
});

test('a job can be cancelled, and is listed as cancelled', async (t) => {
  const host = start(t);
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  await host.ask({ verb: 'settings', set: { parallel: 1 } });
  const { result: { job } } = await host.ask({ verb: 'save', address: POST });
  assert.equal(job.post, ITEM_ID);
  const cancelled = await host.ask({ verb: 'cancel', job: job.job });
  if (cancelled.event === 'answer') {
    const event = await host.next((one) => one.event === 'job' && one.job.state === 'cancelled');
    assert.equal(event.job.job, job.job);
    const { result } = await host.ask({ verb: 'list', limit: 5 });
    assert.deepEqual(result.jobs.map((one) => one.state), ['cancelled']);
  } else { // without a network it had failed before
    assert.equal(cancelled.error.code, 'not-found');
  }
});

test('a photo post is read and taken on with its pictures', async (t) => {
  const host = start(t);
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  const photo = JSON.stringify({ ...item, video: {}, imagePost: { images: [1, 2].map((n) => ({
    imageURL: { urlList: [`https://p16-sign.tiktokcdn.com/${n}`] } })) } });
  const { result: { post } } = await host.ask({ verb: 'read', address: POST, item: photo });
  assert.deepEqual([post.kind, post.images, post.sound], ['photo', 2, false]);
  const { result: { job } } = await host.ask({ verb: 'save', address: POST, item: photo });
  assert.equal(job.kind, 'photo');
  const { job: taken } = await host.next((one) => one.event === 'job' && one.job.images > 0);
  assert.equal(taken.images, 2);
});

test('a folder that is missing or read-only is said at once, and nothing is made', async (t) => {
  const home = makeHome(t);
  const gone = join(home, 'drive', 'TikTok');
  mkdirSync(join(home, '.config/clipkeep'), { recursive: true });
  writeFileSync(join(home, '.config/clipkeep/settings.json'), JSON.stringify({ folder: gone }));
  const host = start(t, { home });
  const { result } = await host.hello();
  assert.equal(result.settings.folderOk, false);
  assert.equal(result.settings.folderError, 'folder-missing');
  await host.ask({ verb: 'subscribe', id: 5 });
  const far = { ...item, video: { ...item.video, bitrateInfo: [{ ...item.video.bitrateInfo[0], PlayAddr: {
    ...item.video.bitrateInfo[0].PlayAddr, UrlList: ['https://v16-webapp-prime.us.tiktok.com/video/a/?expire=4000000000'] } }] } };
  await host.ask({ verb: 'save', address: POST, item: JSON.stringify(far) });
  const { job } = await host.next((one) => one.event === 'job' && one.job.state === 'failed');
  assert.equal(job.error.code, 'folder-missing');
  assert.equal(existsSync(join(home, 'drive')), false);
  const show = await host.ask({ verb: 'show-in-folder' });
  assert.equal(show.error.code, 'folder-missing');
});

test('an extension that is not ours is refused', async (t) => {
  for (const args of [['chrome-extension://abcdefghijklmnopabcdefghijklmnop/'], [FIREFOX[0], 'other@example.org']]) {
    const host = start(t, { args });
    const answer = await host.next(() => true);
    assert.deepEqual([answer.id, answer.event, answer.error.code], [null, 'error', 'origin-refused']);
    assert.equal((await host.exit).code, 6);
  }
});

test('it ends within a second of the end of its input', async (t) => {
  const host = start(t);
  await host.hello();
  const { code, ms } = await host.close();
  assert.equal(code, 0);
  assert.ok(ms < 1000, `${ms} ms`);
});

test('it ends within a second of SIGTERM', async (t) => {
  const host = start(t);
  await host.hello();
  const from = performance.now();
  host.child.kill('SIGTERM');
  const { code, at } = await host.exit;
  assert.equal(code, 0);
  assert.ok(at - from < 1000);
});

test('it ends within a second when nobody reads what it says', async (t) => {
  for (const how of ['eof', 'SIGTERM']) {
    const host = start(t);
    await host.hello();
    host.child.stdout.pause();
    host.child.stdout.removeAllListeners('data');
    await host.ask({ verb: 'settings' }, 50).catch(() => {}); // resumes nothing: no listener
    host.write(Buffer.concat(Array.from({ length: 3000 }, (_, i) => frame({ id: i + 1000, verb: 'settings' }))));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const from = performance.now();
    if (how === 'eof') host.child.stdin.end();
    else host.child.kill(how);
    const { at } = await host.exit;
    assert.ok(at - from < 1000, `${how}: ${at - from} ms`);
  }
});

test('a browser that is gone ends it, with SIGPIPE at its default', async (t) => {
  // Started by a shell, it inherits the default action, as from Chromium.
  const host = start(t, { command: ['/bin/sh', '-c', 'trap - PIPE; exec "$0" "$@"', program] });
  await host.hello();
  host.child.stdout.destroy();
  host.write(frame({ id: 2, verb: 'settings' }));
  const { signal } = await host.exit;
  assert.equal(signal, null);
});

test('a stray descriptor 3 does no harm, and no child inherits it', async (t) => {
  const host = start(t, { args: FIREFOX, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  await host.hello();
  const flags = readFileSync(`/proc/${host.child.pid}/fdinfo/3`, 'utf8').match(/flags:\s+(\d+)/)[1];
  assert.ok(parseInt(flags, 8) & 0o2000000, 'close-on-exec');
  for (const fd of readdirSync(`/proc/${host.child.pid}/fdinfo`).filter((n) => Number(n) > 2)) {
    const text = readFileSync(`/proc/${host.child.pid}/fdinfo/${fd}`, 'utf8');
    assert.ok(parseInt(text.match(/flags:\s+(\d+)/)[1], 8) & 0o2000000, `fd ${fd} close-on-exec`);
  }
  assert.equal((await host.close()).code, 0);
});

test('what anything prints on stdout goes to stderr', async (t) => {
  const host = start(t);
  await host.hello();
  const base = `/proc/${host.child.pid}/fd`;
  assert.equal(readlinkSync(`${base}/1`), readlinkSync(`${base}/2`));
  await host.close();
});

test('an idle host sleeps', async (t) => {
  const host = start(t);
  await host.hello();
  await new Promise((resolve) => setTimeout(resolve, 800)); // past taking up unfinished jobs
  const ticks = () => readFileSync(`/proc/${host.child.pid}/status`, 'utf8').match(/^voluntary_ctxt_switches:\s+(\d+)/m)[1];
  const before = Number(ticks());
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.ok(Number(ticks()) - before <= 2, 'woke up without a reason');
});

test('a home in which nothing can be made still gives hello', async (t) => {
  const host = start(t, { home: '/proc' }); // refuses new files even to root
  assert.equal((await host.hello()).event, 'answer');
  assert.equal((await host.ask({ verb: 'list', limit: 5 })).event, 'error');
  assert.equal((await host.ask({ verb: 'settings' })).event, 'answer');
});

test('without arguments it shows help and does not wait', async (t) => {
  const child = spawn(program, [], { env: environment(makeHome(t)), stdio: ['pipe', 'pipe', 'pipe'] });
  const code = await new Promise((resolve) => child.on('exit', resolve));
  assert.equal(code, 2);
});
