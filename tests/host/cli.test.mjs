// The person's face: what commands take, print and return. No network is needed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { environment, makeHome, program } from './native.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function run(home, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(program, args,
    { env: environment(home), encoding: 'utf8', timeout: 20000, ...options });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) };
}

const page = (item) => `<!DOCTYPE html><html><body><script id="__UNIVERSAL_DATA_FOR_REHYDRATION__" type="application/json">${
  JSON.stringify({ __DEFAULT_SCOPE__: { 'webapp.video-detail': item } })}</script></body></html>`;
const POST = page({ statusCode: 0, statusMsg: '', itemInfo: { itemStruct: {
  id: '7602050882429897470', desc: 'my cat \u001b[31mopens doors', createTime: '1769990400', author: { uniqueId: 'catlady' },
  video: { duration: 21, bitrateInfo: [{ CodecType: 'h264', Bitrate: 600000, PlayAddr: {
    UrlList: ['https://v16-webapp-prime.us.tiktok.com/video/a/'], DataSize: '1647231', Width: 576, Height: 1024 } }] } } } });
const GONE = page({ statusCode: 10204, statusMsg: "item doesn't exist" });

test('exit statuses and where things are printed', (t) => {
  const home = makeHome(t);
  writeFileSync(join(home, 'post.html'), POST);
  writeFileSync(join(home, 'gone.html'), GONE);
  writeFileSync(join(home, 'odd.bin'), Buffer.from([0, 1, 2, 3]));
  const rows = [
    [[], 2, 'err', 'nothing asked for'],
    [['--help'], 0, 'out', 'help was asked for'],
    [['help', 'save'], 0, 'out', 'help of a command'],
    [['--version'], 0, 'out', 'the version'],
    [['dance'], 2, 'err', 'no such command'],
    [['help', 'dance'], 2, 'err', 'help of no such command'],
    [['save'], 2, 'err', 'no address'],
    [['save', '--dance', 'x'], 2, 'err', 'no such option'],
    [['save', '--help'], 0, 'out', 'help of save'],
    [['save', '--quality', 'finest', 'x'], 2, 'err', 'no such quality'],
    [['save', '--quality'], 2, 'err', 'no quality at all'],
    [['save', '--captions', 'some', 'x'], 2, 'err', 'no such captions'],
    [['save', '--user-agent', 'a\nCookie: b', 'x'], 2, 'err', 'a header in the User-Agent'],
    [['save', '--user-agent', 'x'.repeat(301), 'x'], 2, 'err', 'a User-Agent that is too long'],
    [['save', 'https://example.com/'], 1, 'err', 'not on TikTok'],
    [['save', 'https://www.tiktok.com/@catlady'], 1, 'err', 'not a post'],
    [['inspect'], 2, 'err', 'nothing to inspect'],
    [['inspect', 'a', 'b'], 2, 'err', 'two things to inspect'],
    [['inspect', join(home, 'post.html')], 0, 'out', 'a post'],
    [['inspect', join(home, 'gone.html')], 3, 'out', 'no post in it'],
    [['inspect', join(home, 'none.html')], 4, 'err', 'no such file'],
    [['inspect', 'https://example.com/a'], 4, 'err', 'not on TikTok'],
    [['list'], 0, 'out', 'an empty list'],
    [['list', '-n', 'x'], 2, 'err', 'no number'],
    [['list', '-n', '0'], 2, 'err', 'no list at all'],
    [['list', 'x'], 2, 'err', 'list takes nothing'],
    [['folder'], 0, 'out', 'the default folder'],
    [['folder', join(home, 'a', 'b', 'c')], 1, 'err', 'a folder in a missing one'],
    [['folder', 'a', 'b'], 2, 'err', 'two folders'],
    [['verify', 'x'], 2, 'err', 'verify takes nothing'],
    [['rescan', 'x'], 2, 'err', 'rescan takes nothing'],
    [['verify'], 5, 'err', 'nothing was ever kept here'],
    [['register', 'dance'], 2, 'err', 'no such browser'],
    [['register', '--family', 'lynx'], 2, 'err', 'no such family'],
    [['register', '--dir', home], 2, 'err', '--dir without --family'],
    [['unregister'], 0, null, 'nothing was registered'],
    [['doctor', 'x'], 2, 'err', 'doctor takes nothing'],
  ];
  for (const [args, status, where, why] of rows) {
    const got = run(home, args);
    assert.equal(got.status, status, `${why}: ${args.join(' ')}\n${got.stdout}${got.stderr}`);
    if (where === 'out') assert.ok(got.stdout && !got.stderr, `${why}: ${got.stderr}`);
    if (where === 'err') assert.ok(got.stderr && !got.stdout, `${why}: ${got.stdout}`);
  }
});

test('every command has a help that names its options', (t) => {
  const home = makeHome(t);
  const man = readFileSync(join(root, 'host', 'clipkeep.1'), 'utf8').replaceAll('\\-', '-');
  const { stdout: overview } = run(home, ['--help']);
  for (const name of ['save', 'inspect', 'list', 'folder', 'verify', 'rescan', 'permissions', 'register', 'unregister', 'doctor']) {
    assert.match(overview, new RegExp(`^  ${name}\\b`, 'm'));
    const { stdout } = run(home, [name, '--help']);
    assert.match(stdout, new RegExp(`^usage: clipkeep ${name}`));
    assert.match(stdout, /--json/);
    for (const [, option] of stdout.matchAll(/(--[a-z-]+)/g)) {
      assert.ok(man.includes(option.slice(2)), `${option} of ${name} in the man page`);
    }
  }
});

test('--version --json', (t) => {
  const { json } = run(makeHome(t), ['--version', '--json']);
  assert.match(json().version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(json().protocol, [1, 1]);
});

test('inspect shows a post, and no control characters of its text', (t) => {
  const home = makeHome(t);
  const { stdout } = run(home, ['inspect', '-'], { input: POST });
  assert.match(stdout, /7602050882429897470 {2}2026-02-02 {2}video by catlady/);
  assert.match(stdout, /\* h264 {2}576x1024 {2}1\.6 MB/);
  assert.ok(!stdout.includes('\u001b'));
  const { json } = run(home, ['inspect', '--json', '-'], { input: POST });
  const [post] = json().posts;
  assert.deepEqual([json().page, post.id, post.author.name, post.chosen, post.streams[0].bytes],
    ['video', '7602050882429897470', 'catlady', 0, 1647231]);
  assert.equal(run(home, ['inspect', '--json', '-'], { input: GONE }).status, 3);
});

test('errors as JSON carry code, sentence and the next step', (t) => {
  const home = makeHome(t);
  const { status, json } = run(home, ['save', '--json', 'https://example.com/', 'https://www.tiktok.com/@catlady']);
  assert.equal(status, 1);
  assert.deepEqual(json().posts.map((one) => [one.address, one.state, one.error.code]), [
    ['https://example.com/', 'failed', 'address-not-tiktok'],
    ['https://www.tiktok.com/@catlady', 'failed', 'address-not-post']]);
  assert.ok(json().posts.every((one) => one.error.sentence && one.error.step));
  assert.equal(run(home, ['inspect', '--json', '/nonexistent']).json().error.code, 'not-found');
});

test('what a run of save chooses holds for that run only', (t) => {
  const home = makeHome(t);
  const { status } = run(home, ['save', '--quality', 'small', '--captions', 'none', '--watermark',
    '--user-agent', 'Mozilla/5.0', 'https://example.com/']);
  assert.equal(status, 1);
  assert.ok(!existsSync(join(home, '.config/clipkeep/settings.json')), 'nothing is written');
});

test('list is empty at first', (t) => {
  const home = makeHome(t);
  assert.deepEqual(run(home, ['list', '--json']).json(), { count: 0, bytes: 0, posts: [] });
  assert.deepEqual(run(home, ['list', '--jobs', '--json']).json(), { jobs: [] });
});

const USUAL = { names: '{author}/{date} {title} [{id}]', example: { fault: null,
  video: 'catlady/2026-02-02 My cat opens doors [7602050882429897470].mp4',
  photos: 'catlady/2026-02-02 My cat opens doors [7602050882429897470]/01.jpg' } };

test('a pattern of names is chosen, shown and forgotten; a bad one is refused with the place', (t) => {
  const home = makeHome(t);
  assert.match(run(home, ['folder', '--names', '{year}/{author} {title}']).stdout,
    /\nposts are named like 2026\/catlady My cat opens doors \[7602050882429897470\]\.mp4\n$/);
  assert.equal(run(home, ['folder', '--json']).json().names, '{year}/{author} {title}');
  const bad = run(home, ['folder', '--names', '{author}/../{id}']);
  assert.equal(bad.status, 1);
  assert.match(bad.stderr, /This pattern for names cannot be used\. \(names-bad: character 10: .*\.\.\)/);
  assert.equal(run(home, ['folder', '--json']).json().names, '{year}/{author} {title}');
  assert.equal(run(home, ['folder', '--names', '', '--json']).json().names, USUAL.names);
});

test('folder is shown, chosen and remembered', (t) => {
  const home = makeHome(t);
  assert.deepEqual(run(home, ['folder', '--json']).json(),
    { folder: join(home, 'Videos/TikTok'), chosen: false, ok: true, error: null, ...USUAL });
  assert.ok(!existsSync(join(home, 'Videos')), 'asking makes nothing');
  mkdirSync(join(home, 'drive'));
  assert.equal(run(home, ['folder', 'drive/../drive/Tik Tok'], { cwd: home }).stdout, `${join(home, 'drive/Tik Tok')}\n`);
  assert.deepEqual(run(home, ['folder', '--json']).json(),
    { folder: join(home, 'drive/Tik Tok'), chosen: true, ok: true, error: null, ...USUAL });
  writeFileSync(join(home, 'file'), '');
  assert.equal(run(home, ['folder', '--json', join(home, 'file')]).json().error.code, 'folder-missing');
  if (process.getuid() !== 0) {
    chmodSync(join(home, 'drive/Tik Tok'), 0o500);
    assert.equal(run(home, ['folder', '--json']).json().error.code, 'folder-read-only');
  }
});

test('register, doctor and unregister work together', (t) => {
  const home = makeHome(t);
  assert.equal(run(home, ['doctor', '--json']).status, 5);
  const written = run(home, ['register', '--json', 'chromium']).json();
  assert.deepEqual(written.browsers.map((one) => one.action), ['written']);
  const manifest = JSON.parse(readFileSync(written.browsers[0].manifest, 'utf8'));
  assert.equal(manifest.path, program);
  const checks = run(home, ['doctor', '--json']);
  assert.equal(checks.status, checks.json().ok ? 0 : 5);
  for (const check of checks.json().checks) {
    assert.deepEqual(Object.keys(check), ['check', 'subject', 'state', 'text', 'trouble', 'about', 'fix', 'remedy']);
    assert.deepEqual([check.state === 'ok', check.fix === null], [!check.trouble, !check.remedy], check.text);
  }
  assert.ok(!checks.stdout.includes(home), 'the report names no home');
  assert.deepEqual(run(home, ['unregister', '--json']).json().browsers.filter((one) => one.action === 'removed').length, 1);
});

test('the report is one text: version, system, checks, the end of the log; it names nobody', (t) => {
  const home = makeHome(t);
  const state = join(home, '.local/state/clipkeep');
  mkdirSync(state, { recursive: true });
  const lines = Array.from({ length: 500 }, (_, n) => `2026-01-01T00:00:00Z [7] line ${n} of ${home}/x`);
  writeFileSync(join(state, 'clipkeep.log'), `${[...lines,
    'failed 7602050882429897470 post-private: https://www.tiktok.com/@catlady/video/7602050882429897470 of @catlady'].join('\n')}\n`);
  const { status, stdout } = run(home, ['doctor', '--report']);
  assert.equal(status, 5);
  assert.match(stdout, /^clipkeep \d+\.\d+\.\d+\nLinux .*\nlibcurl\//);
  assert.match(stdout, /^FAILED {3}browsers any: /m);
  assert.match(stdout, /line 499 of ~\/x\nfailed \(id\) post-private: \(address\) of @\(name\)\n$/);
  assert.ok(!stdout.includes('line 450 '), 'the end only');
  for (const secret of [home, '7602050882429897470', 'catlady', 'tiktok.com/']) assert.ok(!stdout.includes(secret), secret);
  const free = (text) => text.replace(/\d+ MB are free/, ''); // others use the drive too
  assert.equal(free(run(home, ['doctor', '--report', '--json']).json().report), free(stdout));
});
