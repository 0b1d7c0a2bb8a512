// A byte that was changed anywhere in the save folder is found by verify, whichever it is. The folder
// is made by hand, its journal by the words of JOURNAL.md alone; no network is needed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { environment, makeHome, program } from './native.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const folderOf = (home) => join(home, 'Videos/TikTok');
const verify = (home, ...options) => spawnSync(program, ['verify', ...options], { env: environment(home), encoding: 'utf8' });

/** Adds an event to the journal, as JOURNAL.md says. */
function writeDown(folder, event) {
  const path = join(folder, 'journal.jsonl');
  const lines = readdirSync(folder).includes('journal.jsonl') ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  const prev = lines.length ? sha256(lines.at(-1)) : '0'.repeat(64);
  const open = JSON.stringify({ prev, ...event }).slice(0, -1);
  appendFileSync(path, `${open},"sum":"${sha256(open)}"}\n`);
}

function keep(folder, number) {
  const id = `760205088242989747${number}`;
  const page = `https://www.tiktok.com/@catlady/video/${id}`;
  const name = `2026-02-0${number + 1} my cat [${id}]`;
  const bytes = randomBytes(700);
  const file = (role, ending, content) => {
    writeFileSync(join(folder, 'catlady', name + ending), content);
    return { role, name: `catlady/${name}${ending}`, bytes: content.length, sha256: sha256(content) };
  };
  const video = file('video', '.mp4', bytes);
  const sidecar = file('info', '.info.json', Buffer.from(JSON.stringify({
    id, uploader: 'catlady', description: 'my cat', webpage_url: page, timestamp: 1770000000,
    clipkeep: { format: 1, kind: 'video', seen: { how: 'host', at: 1780000000 },
      files: [{ ...video, name: `${name}.mp4` }] } })));
  writeDown(folder, { at: 1780000000 + number * 86400, event: 'kept', post: id, kind: 'video', author: 'catlady', page,
    text: 'my cat', created: 1770000000, kept: 1780000000, seen: 'host', files: [video, sidecar] });
}

/** A list that was gone through, as JOURNAL.md says. */
function list(folder) {
  const at = 1780000000;
  const run = '0123456789abcdef';
  const about = { kind: 'likes', owner: '', handle: 'anna', key: '', title: '', mine: true, from: '' };
  const went = { at, event: 'run', run, number: 1, list: about, source: 'tab', started: at, full: true, stated: 2 };
  writeDown(folder, { ...went, closed: 0, ended: '' });
  writeDown(folder, { at, event: 'found', run, posts: [
    { post: '7602050882429897470', place: 0, had: false, chosen: true, code: '', author: 'catlady', text: 'my cat',
      kind: 'video', created: 1770000000, added: 1779000000 },
    { post: '7602050882429897999', place: 1, had: false, chosen: true, code: '', author: 'dog', text: 'gone', kind: '',
      created: 0, added: 0 }] });
  writeDown(folder, { at, event: 'failed', post: '7602050882429897999', page: '', code: 'post-deleted' });
  writeDown(folder, { ...went, closed: at + 5, ended: 'complete' });
}

/** Comments of a post and a version of a profile with its picture, as JOURNAL.md and SIDECAR.md say. */
function addVersions(folder) {
  const put = (role, name, content) => {
    writeFileSync(join(folder, name), content);
    return { role, name, bytes: content.length, sha256: sha256(content) };
  };
  const post = '7602050882429897470';
  const comments = put('comments', `catlady/2026-02-01 my cat [${post}].comments 2026-05-28 202640.json`,
    Buffer.from(JSON.stringify({ post, total: 1, complete: true, comments: [{ text: 'nice' }], at: 1780000000 })));
  writeDown(folder, { at: 1780000000, event: 'added', post, files: [comments] });
  mkdirSync(join(folder, 'profiles/anna'), { recursive: true });
  const picture = put('profile', 'profiles/anna/2026-05-28 202640.jpg', randomBytes(300));
  const facts = put('profile', 'profiles/anna/2026-05-28 202640.json', Buffer.from('{"at":1780000000,"facts":{"followerCount":5}}'));
  writeDown(folder, { at: 1780000000, event: 'added', post: '', files: [picture, facts] });
  return [comments.name, picture.name, facts.name];
}

function makeKept(t, count, { listed = false } = {}) {
  const home = makeHome(t);
  const folder = folderOf(home);
  mkdirSync(join(folder, 'catlady'), { recursive: true });
  for (let n = 0; n < count; n++) keep(folder, n);
  const versions = listed ? addVersions(folder) : [];
  if (listed) list(folder);
  assert.equal(spawnSync(program, ['rescan'], { env: environment(home) }).status, 0);
  assert.equal(verify(home).status, 0); // which writes SHA256SUMS
  assert.equal(spawnSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folder }).status, 0);
  return { home, folder, versions };
}

const escaped = (name) => name.replace(/[[\].]/g, '\\$&');

/** What verify says of a folder in which this file is not as it was. */
function words(name) {
  if (name === 'SHA256SUMS') return /^SHA256SUMS was changed: 1 of its \d+ lines|^SHA256SUMS was changed: 2 of its/m;
  if (name === 'journal.jsonl') return /^The journal was changed at or before its line \d+ of \d+/m;
  return new RegExp(`^damaged {2}${escaped(name)}$`, 'm');
}

test('a byte changed anywhere is found: 200 random places', (t) => {
  const { home, folder, versions } = makeKept(t, 4, { listed: true });
  const posts = readdirSync(join(folder, 'catlady')).map((name) => `catlady/${name}`);
  const names = [...new Set(['SHA256SUMS', 'journal.jsonl', ...posts, ...versions])];
  assert.equal(names.length, 2 + 8 + 3);
  const sound = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
  for (let n = 0; n < 200; n++) {
    const name = names[n % names.length];
    const at = randomInt(sound[name].length);
    const changed = Buffer.from(sound[name]);
    changed[at] ^= randomInt(1, 256);
    writeFileSync(join(folder, name), changed);
    const { status, stdout } = verify(home);
    const what = `byte ${at} of ${name}: ${sound[name][at]} is ${changed[at]}`;
    assert.equal(status, 1, `${what}\n${stdout}`);
    assert.match(stdout, words(name), what);
    assert.doesNotMatch(stdout, /All is as it was kept/);
    writeFileSync(join(folder, name), sound[name]);
  }
  const { status, stdout } = verify(home);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /All is as it was kept/);
});

test('a version of comments or of a profile that was taken away is missed, and one changed is found by a new record', (t) => {
  const { home, folder, versions } = makeKept(t, 1, { listed: true });
  const state = join(home, '.local/state/clipkeep/archive.sqlite');
  for (const name of versions) {
    const sound = readFileSync(join(folder, name));
    rmSync(join(folder, name));
    assert.match(verify(home).stdout, new RegExp(`^missing {2}${escaped(name)}$`, 'm'));
    rmSync(state);
    assert.equal(spawnSync(program, ['rescan'], { env: environment(home) }).status, 0);
    assert.match(verify(home).stdout, new RegExp(`^missing {2}${escaped(name)}$`, 'm'), 'the new record misses it too');
    writeFileSync(join(folder, name), Buffer.from(sound).fill('x', 3, 4));
    assert.match(verify(home).stdout, new RegExp(`^damaged {2}${escaped(name)}$`, 'm'));
    writeFileSync(join(folder, name), sound);
    assert.equal(verify(home).status, 0);
  }
});

test('lists and their receipts outlive the record', (t) => {
  const { home } = makeKept(t, 1, { listed: true });
  const receipt = () => JSON.parse(spawnSync(program, ['receipt', '--json'], { env: environment(home), encoding: 'utf8' }).stdout);
  const before = receipt();
  assert.equal(before.receipts.length, 1);
  const { kind, handle, found, saved, gone, stated } = before.receipts[0];
  assert.deepEqual([kind, handle, found, saved, gone, stated], ['likes', 'anna', 2, 1, 1, 2]);
  rmSync(join(home, '.local/state/clipkeep/archive.sqlite'));
  const again = spawnSync(program, ['rescan'], { env: environment(home), encoding: 'utf8' });
  assert.match(again.stdout, /^1 runs? through lists entered/m);
  assert.deepEqual(receipt(), before);
});

test('every byte of the last event counts, and so do those between the lines', (t) => {
  const { home, folder } = makeKept(t, 1);
  const path = join(folder, 'journal.jsonl');
  const sound = readFileSync(path);
  for (const at of [0, 4, 10, 80, sound.length - 70, sound.length - 3, sound.length - 2, sound.length - 1]) {
    for (const byte of [0x00, 0x0a, 0x20, 0x41]) {
      writeFileSync(path, Object.assign(Buffer.from(sound), { [at]: byte }));
      if (sound[at] !== byte) assert.equal(verify(home).status, 1, `byte ${at}: ${sound[at]} is ${byte}`);
    }
  }
});

test('so does the last byte of SHA256SUMS', (t) => {
  const { home, folder } = makeKept(t, 1);
  const path = join(folder, 'SHA256SUMS');
  const sound = readFileSync(path);
  for (const byte of [0x00, 0x09, 0x0d, 0x20, 0x41, 0xff]) {
    writeFileSync(path, Object.assign(Buffer.from(sound), { [sound.length - 1]: byte }));
    assert.equal(verify(home).status, 1, `the last byte is ${byte}`);
    writeFileSync(path, sound);
  }
  for (const cut of [1, 10, 80, 100]) {
    truncateSync(path, sound.length - cut);
    assert.equal(verify(home).status, 0, 'what a power cut leaves is no fault');
    writeFileSync(path, sound);
  }
});

test('what is found is said in plain words: how many events, from when to when, what it proves', (t) => {
  const { home, folder } = makeKept(t, 3);
  const { stdout } = verify(home);
  const text = stdout.replaceAll('\n', ' ');
  assert.match(text, /The journal tells of 3 events from 2026-05-2\d to 2026-05-3\d\. Its chain is unbroken: none was changed/);
  assert.match(text, /The chain alone does not show when that was/);
  const said = JSON.parse(verify(home, '--json').stdout);
  assert.deepEqual(said.journal, { lines: 3, torn: 0, broken: 0, firstBroken: 0, firstAt: 1780000000, lastAt: 1780172800 });
  assert.deepEqual(said.sums, { lines: 6, wrong: 0, firstWrong: 0 });
  const journal = join(folder, 'journal.jsonl');
  truncateSync(journal, readFileSync(journal).length - 40);
  const cut = verify(home);
  assert.equal(cut.status, 0, 'what a power cut leaves is no fault');
  assert.match(cut.stdout, /^Lines cut short .*: 1\.$/m);
});

test('lines of others in SHA256SUMS pass, and lines that lead nowhere do not', (t) => {
  const { home, folder } = makeKept(t, 1);
  const sums = join(folder, 'SHA256SUMS');
  const own = readFileSync(sums, 'utf8');
  writeFileSync(join(folder, 'mine.txt'), 'hello');
  writeFileSync(sums, `# mine\n\n${own}${sha256('hello')} *mine.txt\n`);
  assert.equal(verify(home).status, 0);
  writeFileSync(sums, `${own}${sha256('hello')}  nothing.txt\n`);
  const { status, stdout } = verify(home);
  assert.equal(status, 1);
  assert.match(stdout, /^SHA256SUMS was changed: 1 of its 3 lines/m);
  writeFileSync(sums, own.replace(/ {2}/, ' *'));
  assert.equal(verify(home).status, 1, 'another form of the same line is a change too');
  writeFileSync(sums, own.replace(/^[^]/, (digit) => (digit === '0' ? '1' : '0')));
  assert.equal(verify(home).status, 1);
  writeFileSync(join(folder, 'SHA256SUMS.old'), readFileSync(sums));
  spawnSync('rm', [sums]);
  assert.equal(verify(home).status, 0, 'renamed, as it says');
  assert.equal(readFileSync(sums, 'utf8'), own, 'it is written anew');
});
