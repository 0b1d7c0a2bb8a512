// What `clipkeep import` says of exports, and takes in: real ones, made ones, broken and hostile ones.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { SECRET, account, asJson, counts, everyForm, writeForms } from '../standin/exports.mjs';
import { zip } from '../standin/zip.mjs';
import { environment, makeHome, program } from './native.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const captures = [join(root, '..', 'shared', 'captures'), join(root, '..', '..', 'shared', 'captures')].find((path) => existsSync(path));

function dryRun(home, path, args = ['--json']) {
  const { status, stdout, stderr, signal } = spawnSync(program, ['import', '--dry-run', ...args, path],
    { env: environment(home), encoding: 'utf8', timeout: 20000 });
  assert.equal(signal, null, stderr);
  return { status, stdout, stderr, said: args.includes('--json') ? JSON.parse(stdout) : null };
}

/** Writes it into the test's folder and looks at it. */
function look(home, name, bytes, args) {
  writeFileSync(join(home, name), bytes);
  return dryRun(home, join(home, name), args);
}

const counted = (said) => Object.fromEntries(said.lists.map(({ name, count }) => [name, count]));
const likes = (count) => JSON.stringify({ Activity: { 'Like List': { ItemFavoriteList: Array(count).fill({ date: 'x', link: 'y' }) } } });

test('real exports have the lists that an independent reader found', { skip: !captures && 'the captures are not here' }, (t) => {
  const home = makeHome(t);
  const known = JSON.parse(readFileSync(join(captures, 'expected.json'), 'utf8')).filter((one) => one.file.startsWith('exports/'));
  assert.ok(known.length > 8);
  for (const { file, expected } of known) {
    const { status, said } = dryRun(home, join(captures, file));
    assert.equal(status, 0, file);
    assert.deepEqual([said.unknown, said.problems], [[], []], file);
    for (const [path, { count }] of Object.entries(expected.lists ?? { [basename(file)]: { count: expected.entries } })) {
      assert.equal(said.lists.find((list) => list.path === path)?.count, count, `${file}: ${path}`);
    }
  }
  const folder = dryRun(home, join(captures, 'exports', '2025-12-txt')).said;
  for (const { file, expected } of known.filter((one) => one.file.endsWith('.txt'))) {
    const path = file.split('/').slice(2).join('/');
    assert.equal(folder.lists.find((list) => list.path === path)?.count, expected.entries, path);
  }
});

test('every layout, packed in every way, has the same lists', (t) => {
  const home = makeHome(t);
  const forms = everyForm(account());
  writeForms(home, forms);
  const layouts = { 'TikTok_Data_1.zip': 'C', 'old.zip': 'A', 'nested.zip': 'B', 'no-ending': 'B', 'A.json': 'A', 'B.json': 'B', 'C.json': 'C' };
  for (const name of Object.keys(forms)) {
    const { status, said, stdout } = dryRun(home, join(home, name));
    assert.deepEqual([counted(said), said.unknown, said.problems, status], [counts(account()), [], [], 0], name);
    assert.equal(said.layout, layouts[name] ?? 'text', name);
    assert.equal(said.skipped.length, 1, `${name}: messages are named as left alone`);
    assert.match(said.skipped[0].what, /direct messages/);
    assert.ok(!stdout.includes(SECRET) && !stdout.includes('millie'), name);
  }
});

test('own posts are told of by their links, live and ended, and no link is repeated', (t) => {
  const home = makeHome(t);
  const soon = Math.floor(Date.now() / 1000) + 3600;
  const lists = account();
  const [first, second] = [`https://v.tiktokv.us/a?x-tos-expires=${soon}&k=s1`, `https://v.tiktokv.us/b?x-tos-expires=${soon + 9}&k=s2`];
  Object.assign(lists.posts[0], { Link: second });
  Object.assign(lists.posts[1], { Link: first });
  Object.assign(lists.posts[2], { Link: 'N/A' });
  for (const layout of /** @type {const} */ (['A', 'B', 'C'])) {
    const { said, stdout } = look(home, 'own.json', JSON.stringify(asJson(lists, layout)));
    assert.deepEqual(said.own, { live: 2, ended: 8, undated: 0, without: 1, photos: 2, next: soon }, layout);
    assert.ok(!stdout.includes('tiktokv.us'), layout);
  }
  const { stdout } = dryRun(home, join(home, 'own.json'), []);
  assert.match(stdout, /2 live, 8 ended/);
  assert.ok(!stdout.includes('tiktokv.us'));
});

test('a part of an export, and parts of two layouts together, are exports too', (t) => {
  const home = makeHome(t);
  for (const [name, list] of Object.entries(account())) {
    for (const layout of /** @type {const} */ (['A', 'B', 'C'])) {
      const { status, said } = look(home, 'part.json', JSON.stringify(asJson({ [name]: list }, layout)));
      assert.deepEqual([counted(said), status], [{ [name]: list.length }, 0], `${layout}: ${name}`);
    }
  }
  const { said } = look(home, 'both.json', JSON.stringify({
    ...asJson({ likes: account().likes }, 'A'), ...asJson({ likes: account(2).likes }, 'C'), Added: { Later: { Things: [1] } } }));
  assert.equal(said.layout, 'mixed');
  assert.deepEqual(said.lists.map(({ path, count }) => [path, count]), [
    ['Activity > Like List > ItemFavoriteList', 23], ['Likes and Favorites > Like List > ItemFavoriteList', 46]]);
  assert.deepEqual(said.unknown, ['Added > Later > Things']);
});

test('a file that is not whole says where, and what stands before it counts', (t) => {
  const home = makeHome(t);
  const whole = JSON.stringify(asJson(account(), 'C'), null, 1);
  const before = counts(account());
  for (let cut = 0; cut < whole.length; cut += 501) {
    const { status, said } = look(home, 'cut.json', Buffer.from(whole).subarray(0, cut));
    assert.ok(status === 1 || status === 4, `${status}`);
    assert.match(said.problems.map(({ where }) => where).join(), /^cut\.json, line \d+, byte \d+$/);
    for (const { name, count } of said.lists) assert.ok(count <= before[name], name);
  }
  const lines = whole.split('\n');
  lines[40] = lines[40].replace('"', '');
  const [{ where }] = look(home, 'torn.json', lines.join('\n')).said.problems;
  assert.match(where, /line 41,/);
});

test('ZIPs that are broken or lie are refused by name, and nothing else suffers', (t) => {
  const home = makeHome(t);
  const good = { name: 'user_data_tiktok.json', bytes: likes(3) };
  const bomb = Buffer.alloc(64 << 20, ' ');
  const rows = [
    ['another file strays', [{ name: '../../.bashrc.json', bytes: likes(9) }, good], {}, /leads out/],
    ['an absolute path is just a name', [{ ...good, name: '/etc/passwd.json' }], {}, null],
    ['a bomb beside it', [{ name: 'bomb.json', bytes: bomb }, good], {}, /far more than/],
    ['a bomb that says it is small', [{ name: 'bomb.json', bytes: bomb, says: 1000 }, good], {}, /larger than|damaged/],
    ['one that says it is huge', [{ name: 'huge.json', bytes: '{}', says: 0xfffffffe }, good], {}, /far more than/],
    ['a wrong check sum', [{ name: 'a.json', bytes: '{}', crc: 1 }, good], {}, /damaged/],
    ['a password', [{ name: 'a.json', bytes: '{}', flags: 1 }, good], {}, /password/],
    ['another compression', [{ name: 'a.json', bytes: '{}', method: 14 }, good], {}, /does not read/],
    ['a comment', [good], { comment: 'from a phone' }, null],
  ];
  for (const [why, entries, claims, wrong] of rows) {
    const { status, said } = look(home, 'export.zip', zip(entries, claims));
    assert.deepEqual(counted(said), { likes: 3 }, why);
    assert.equal(status, wrong ? 1 : 0, why);
    assert.match(said.problems.map(({ what }) => what).join(), wrong ?? /^$/, why);
  }
  const whole = zip([good]);
  for (const [why, bytes] of [['cut', whole.subarray(0, whole.length - 30)], ['half', whole.subarray(0, 60)],
    ['many files', zip([good], { count: 60000 })], ['empty', zip([])]]) {
    const { status, said } = look(home, 'export.zip', bytes);
    assert.deepEqual([said.lists, status], [[], why === 'empty' ? 3 : 4], why);
    assert.equal(said.problems.length, why === 'empty' ? 0 : 1, why);
    assert.equal(said.problems[0]?.where ?? 'export.zip', 'export.zip');
  }
});

test('what is no export says so, and nothing outside is read', (t) => {
  const home = makeHome(t);
  writeFileSync(join(home, 'secret.json'), likes(5));
  mkdirSync(join(home, 'folder'));
  symlinkSync(join(home, 'secret.json'), join(home, 'folder', 'Like List.json'));
  symlinkSync(home, join(home, 'folder', 'up'));
  assert.deepEqual([dryRun(home, join(home, 'folder')).said.lists, dryRun(home, join(home, 'folder')).status], [[], 3]);
  assert.equal(look(home, 'page.html', '<html>').status, 3);
  assert.equal(look(home, 'empty.json', '').status, 4);
  assert.equal(dryRun(home, join(home, 'none.zip')).status, 4);
  assert.equal(dryRun(home, '/dev/null').status, 4);
  assert.equal(dryRun(home, join(home, 'none.zip')).said.error.code, 'not-found');
});

test('what it prints for people is lines, whatever the export holds', (t) => {
  const home = makeHome(t);
  const odd = { Activity: { 'Like\u001b[31m\nList': { ItemFavoriteList: [1, 2] }, 'New\u0007': { a: 1 } }, 'Direct Messages': {} };
  const { stdout, status } = look(home, 'a.json', JSON.stringify(odd), []);
  assert.equal(status, 0);
  assert.deepEqual(stdout.split('\n'), ['layout: A',
    '        2  likes                  Activity > Like [31m List > ItemFavoriteList',
    'left alone:', '  Direct Messages: direct messages are never read', 'not understood:', '  Activity > New ', '']);
});

/** Takes an export in without saving what it queues. */
function takeIn(home, path, lists) {
  const { status, stdout, stderr } = spawnSync(program, ['import', '--later', '--json', '--lists', lists, path],
    { env: environment(home), encoding: 'utf8', timeout: 60000 });
  return { status, stderr, said: stdout ? JSON.parse(stdout) : null };
}

test('what is chosen of every layout is queued once, becomes tables, and adds up', (t) => {
  const home = makeHome(t);
  const truth = counts(account());
  const forms = everyForm(account());
  writeForms(home, forms);
  const tables = ['comments', 'followers', 'following'];
  let known = 0;
  for (const name of Object.keys(forms)) {
    const { status, said, stderr } = takeIn(home, join(home, name), ['likes', 'favourites', 'reposts', ...tables].join());
    assert.equal(status, 0, `${name}: ${stderr}`);
    const entries = Object.fromEntries(said.lists.map((list) => [list.name, list.entries]));
    for (const list of ['likes', 'favourites', 'reposts', ...tables]) {
      assert.equal(entries[list], truth[list], `${name}: ${list}`);
    }
    for (const receipt of said.receipts) {
      assert.equal(receipt.found, truth[receipt.kind], `${name}: ${receipt.kind}`);
      assert.equal(receipt.waiting, receipt.found);
      assert.deepEqual([receipt.mine, receipt.source, receipt.ended], [true, 'export', 'complete']);
      known += 1;
    }
    for (const { table } of said.lists.filter((list) => tables.includes(list.name))) {
      assert.ok(existsSync(join(home, 'Videos', 'TikTok', table)), `${name}: ${table}`);
    }
  }
  assert.equal(known, Object.keys(forms).length * 3);
  const sums = spawnSync('sha256sum', ['--quiet', '-c', 'SHA256SUMS'], { cwd: join(home, 'Videos', 'TikTok'), encoding: 'utf8' });
  assert.equal(sums.status, 0, sums.stderr);
});

test('nothing is taken in that was not chosen, and of an export that is cut what can be read is', (t) => {
  const home = makeHome(t);
  const text = JSON.stringify(asJson(account(), 'C'));
  writeFileSync(join(home, 'a.json'), text);
  const unasked = spawnSync(program, ['import', '--later', join(home, 'a.json')],
    { env: environment(home), encoding: 'utf8', input: 'y\n', timeout: 20000 });
  assert.equal(unasked.status, 2, 'without a terminal nobody is asked');
  assert.ok(!existsSync(join(home, 'Videos', 'TikTok', 'Data export')));
  writeFileSync(join(home, 'bad.json'), '{"Activity": [');
  const unread = takeIn(home, join(home, 'bad.json'), 'likes');
  assert.deepEqual([unread.status, unread.said.error.code], [4, 'export-unreadable']);
  assert.match(unread.said.error.detail, /^bad\.json, line 1/, 'what is wrong, and where');
  writeFileSync(join(home, 'shop.json'), '{"shopping": [1]}');
  const nothing = takeIn(home, join(home, 'shop.json'), 'likes');
  assert.deepEqual([nothing.status, nothing.said.error.code], [3, 'export-nothing']);
  const cut = text.indexOf('FavoriteVideoList');
  writeFileSync(join(home, 'cut.json'), text.slice(0, cut + 300));
  const { status, said } = takeIn(home, join(home, 'cut.json'), 'likes,favourites');
  assert.equal(status, 1);
  assert.equal(said.problems.length, 1);
  for (const receipt of said.receipts) {
    assert.equal(receipt.ended, 'stopped', 'a list that is cut is not complete');
  }
});

test('what is in the export and stays there is named', (t) => {
  const home = makeHome(t);
  writeFileSync(join(home, 'a.json'), JSON.stringify(asJson(account(), 'B')));
  const { status, stderr } = spawnSync(program, ['import', '--later', '--lists', 'followers', join(home, 'a.json')],
    { env: environment(home), encoding: 'utf8', timeout: 20000 });
  assert.equal(status, 0, stderr);
  const [line] = stderr.split('\n').filter((one) => one.startsWith('not taken in: '));
  assert.ok(line, stderr);
  for (const [name, count] of Object.entries(counts(account()))) {
    assert.equal(line.includes(` ${name} (${count})`), name !== 'followers', name);
  }
});

test('asked to end in the middle, it ends at once and leaves no half table; the next one is whole', { timeout: 60000 }, async (t) => {
  const home = makeHome(t);
  const fans = Array.from({ length: 200000 }, (_, n) => ({ Date: '2026-02-01 12:00:00', UserName: `fan${n}` }));
  writeFileSync(join(home, 'fans.json'), JSON.stringify({ 'Profile And Settings': { Follower: { FansList: fans } } }));
  const start = () => spawn(program, ['import', '--json', '--queue', '--progress', '--lists', 'followers', join(home, 'fans.json')],
    { env: environment(home), stdio: ['ignore', 'pipe', 'inherit'] });
  const tables = join(home, 'Videos', 'TikTok', 'Data export');
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
    const stopped = start();
    stopped.stdout.resume();
    while (!existsSync(tables) || readdirSync(tables).length === 0) await new Promise((on) => setTimeout(on, 5));
    assert.deepEqual(readdirSync(tables), ['.followers.part'], 'it is in the middle');
    const began = Date.now();
    stopped.kill(signal);
    const [code] = await once(stopped, 'close');
    assert.equal(code, signal === 'SIGTERM' ? 143 : 130);
    assert.ok(Date.now() - began < 2000, `${Date.now() - began} ms`);
    assert.deepEqual(readdirSync(tables), []);
  }
  const whole = start();
  whole.stdout.resume();
  assert.deepEqual(await once(whole, 'close'), [0, null]);
  const [table] = readdirSync(tables);
  assert.equal(readFileSync(join(tables, table), 'utf8').trim().split('\r\n').length, 200001);
});
