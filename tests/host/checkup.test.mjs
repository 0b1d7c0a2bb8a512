// Looking after what is kept: verify, rescan, and what the doctor says of a damaged record. The kept
// posts are made by hand, of sidecars and files beside them; no network is needed.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { environment, makeHome, program } from './native.mjs';

const described = readFileSync(new URL('../../host/face/CHECKUP.md', import.meta.url), 'utf8');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const archiveOf = (home) => join(home, '.local/state/clipkeep/archive.sqlite');
const folderOf = (home) => join(home, 'Videos/TikTok');

function run(home, args) {
  try {
    return { status: 0, stdout: execFileSync(program, args, { env: environment(home), encoding: 'utf8', stdio: 'pipe' }) };
  } catch ({ status, stdout, stderr }) {
    return { status, stdout, stderr };
  }
}

function runJson(home, args) {
  const { status, stdout } = run(home, [...args, '--json']);
  return { status, said: JSON.parse(stdout) };
}

/** Puts a kept post into the folder, as Clipkeep leaves it there. */
function keep(home, number, bytes = Buffer.from(`the video of post ${number}`)) {
  const id = `760205088242989747${number}`;
  const folder = join(folderOf(home), 'catlady');
  const name = `2026-02-02 my cat [${id}]`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.mp4`), bytes);
  writeFileSync(join(folder, `${name}.info.json`), JSON.stringify({
    id, uploader: 'catlady', description: 'my cat', webpage_url: `https://www.tiktok.com/@catlady/video/${id}`,
    timestamp: 1770000000,
    clipkeep: { format: 1, kind: 'video', seen: { how: 'host', at: 1780000000 },
      files: [{ role: 'video', name: `${name}.mp4`, bytes: bytes.length, sha256: sha256(bytes) }] } }));
  return { id, video: join(folder, `${name}.mp4`), name: `catlady/${name}.mp4` };
}

/** A home with so many kept posts in its record. */
function makeKept(t, count) {
  const home = makeHome(t);
  const posts = Array.from({ length: count }, (_, n) => keep(home, n));
  assert.equal(run(home, ['rescan']).status, 0);
  return { home, posts };
}

/** The fields an example in CHECKUP.md has, those of objects in it too: "files.kept". */
function fieldsOf(value, prefix = '') {
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = `${prefix}${key}`;
    const one = Array.isArray(inner) ? inner[0] : inner;
    return one && typeof one === 'object' ? [name, ...fieldsOf(one, `${name}.`)] : [name];
  }).sort();
}
const [verifyExample, rescanExample] = [...described.matchAll(/```json\n([^]*?)```/g)].map(([, text]) => JSON.parse(text));

test('all is good: status 0, and the sentence says so', (t) => {
  const { home } = makeKept(t, 3);
  const { status, stdout } = run(home, ['verify']);
  assert.equal(status, 0);
  assert.match(stdout, /^6 of 6 kept files read, \d\.\d kB: 6 good, 0 damaged, 0 missing, 0 moved, 0 foreign\nAll is as it was kept\.\n$/);
});

test('an empty home has nothing to verify, and says which folder is not there', (t) => {
  const home = makeHome(t);
  const { status, said } = runJson(home, ['verify']);
  assert.deepEqual([status, said.error.code], [5, 'folder-missing']);
  assert.equal(runJson(home, ['rescan']).status, 5);
  assert.ok(!existsSync(folderOf(home)), 'nothing is made');
});

test('damaged, missing, moved and foreign files are named; no file is changed; the next step is told', (t) => {
  const { home, posts } = makeKept(t, 4);
  writeFileSync(posts[0].video, 'the video of post X');
  rmSync(posts[1].video);
  mkdirSync(join(folderOf(home), 'best'));
  renameSync(posts[2].video, join(folderOf(home), 'best', 'cat.mp4'));
  writeFileSync(join(folderOf(home), 'mine.txt'), 'a note');
  const text = run(home, ['verify']);
  assert.equal(text.status, 1);
  assert.ok(text.stdout.includes(`damaged  ${posts[0].name}\n`));
  assert.ok(text.stdout.includes(`missing  ${posts[1].name}\n`));
  assert.ok(text.stdout.includes(`moved    best/cat.mp4  (was ${posts[2].name})\n`));
  assert.ok(text.stdout.includes('foreign  mine.txt\n'));
  assert.match(text.stdout, /`clipkeep verify --fetch-again`/);
  // SHA256SUMS knows the new place, and what is damaged fails there too.
  const sums = spawnSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folderOf(home), encoding: 'utf8' });
  assert.deepEqual(sums.stdout.match(/^.*(?=: FAILED)/gm), [posts[0].name]);
  assert.match(readFileSync(join(folderOf(home), 'SHA256SUMS'), 'utf8'), / {2}best\/cat\.mp4$/m);
  const { status, said } = runJson(home, ['verify']);
  assert.equal(status, 1);
  assert.deepEqual(fieldsOf(said), fieldsOf(verifyExample), 'as CHECKUP.md describes it');
  assert.deepEqual(said.found, { good: 6, damaged: 1, missing: 1, moved: 0, foreign: 1, replaced: 0 }, 'moved is known by now');
  assert.deepEqual([said.ok, said.finished, said.files], [false, true, { kept: 8, read: 8 }]);
  const [damaged] = said.findings.filter(({ finding }) => finding === 'damaged');
  assert.deepEqual(damaged, { finding: 'damaged', post: posts[0].id, page: `https://www.tiktok.com/@catlady/video/${posts[0].id}`,
    name: posts[0].name, was: null, bytes: 19, replaced: false });
  assert.equal(readFileSync(posts[0].video, 'utf8'), 'the video of post X');
  writeFileSync(posts[0].video, 'the video of post 0');
  writeFileSync(posts[1].video, 'the video of post 1');
  assert.equal(run(home, ['verify']).status, 0, 'copied back, all is good');
});

test('a name with control characters is shown without them', (t) => {
  const { home } = makeKept(t, 1);
  writeFileSync(join(folderOf(home), 'a\u001b[31m.txt'), '');
  assert.ok(!run(home, ['verify']).stdout.includes('\u001b'));
});

test('a journal that was changed is told, with the line', (t) => {
  const { home } = makeKept(t, 1);
  const line = (prev, what) => `${JSON.stringify({ prev, event: 'failed', at: 1, what })}\n`;
  const first = line('0'.repeat(64), 'a');
  writeFileSync(join(folderOf(home), 'journal.jsonl'), first + line(sha256('something else'), 'b'));
  const { status, said } = runJson(home, ['verify']);
  assert.equal(said.journal.lines, 2);
  assert.deepEqual([status, said.ok, said.journal.broken > 0, said.findings], [1, false, true, []]);
  assert.match(run(home, ['verify']).stdout, /journal was changed at or before its line \d/);
});

test('Ctrl-C ends it cleanly, and the next run goes on', { timeout: 60000 }, async (t) => {
  const home = makeHome(t);
  const big = Buffer.alloc(48 << 20);
  for (let n = 0; n < 6; n++) keep(home, n, Object.assign(big, { 0: n }));
  assert.equal(run(home, ['rescan']).status, 0);
  const child = spawn(program, ['verify', '--json'], { env: environment(home), stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => { out += chunk; });
  await new Promise((resolve) => { setTimeout(resolve, 150); });
  child.kill('SIGINT');
  const [status] = await new Promise((resolve) => { child.on('close', (...how) => resolve(how)); });
  const stopped = JSON.parse(out);
  assert.deepEqual([status, stopped.finished, stopped.ok], [130, false, false]);
  assert.ok(stopped.files.read < 12, `it was in the middle: ${stopped.files.read}`);
  const { status: then, said } = runJson(home, ['verify']);
  assert.deepEqual([then, said.finished, said.found.good], [0, true, 12]);
});

test('rescan enters what the folder has, once, and touches nothing', (t) => {
  const home = makeHome(t);
  keep(home, 1);
  keep(home, 2);
  writeFileSync(join(folderOf(home), 'odd.info.json'), '{"id":');
  const before = readdirSync(folderOf(home), { recursive: true });
  const { status, said } = runJson(home, ['rescan']);
  assert.equal(status, 0);
  assert.deepEqual(fieldsOf(said), fieldsOf(rescanExample), 'as CHECKUP.md describes it');
  assert.deepEqual([said.finished, said.setAside, said.sidecars, said.entered, said.kept], [true, null, 3, 2, 2]);
  assert.deepEqual(readdirSync(folderOf(home), { recursive: true }), before);
  assert.deepEqual([runJson(home, ['rescan']).said.entered, runJson(home, ['list']).said.count], [0, 2]);
});

for (const [what, damage] of [
  ['no database at all', () => Buffer.from('this is no database at all')],
  ['a database whose middle is gone', (bytes) => bytes.fill(0xaa, 4096, 16384)],
  ['a database cut short', (bytes) => bytes.subarray(0, 8192)],
]) {
  test(`a damaged record (${what}): the doctor names rescan, which sets it aside and makes a new one`, (t) => {
    const { home } = makeKept(t, 3);
    const damaged = damage(readFileSync(archiveOf(home)));
    writeFileSync(archiveOf(home), damaged);
    const { status, said: health } = runJson(home, ['doctor']);
    const [archive] = health.checks.filter(({ check }) => check === 'archive');
    assert.deepEqual([status, archive.state], [5, 'failed']);
    assert.match(archive.fix, / rescan`/);
    const { stdout, said } = { ...run(home, ['rescan']), said: runJson(home, ['list']).said };
    assert.match(stdout, /3 posts entered; the record has 3 now/);
    assert.equal(said.count, 3);
    assert.deepEqual(readFileSync(`${archiveOf(home)}.damaged-1`), damaged, 'set aside, not lost');
    assert.equal(runJson(home, ['doctor']).said.checks.find(({ check }) => check === 'archive').state, 'ok');
    assert.equal(run(home, ['verify']).status, 0);
  });
}

/** Rewrites a kept post's caption, as if it had been kept by a Clipkeep that read no licences. */
function keepOld(home, number, description) {
  const post = keep(home, number);
  const sidecar = post.video.replace(/mp4$/, 'info.json');
  const said = JSON.parse(readFileSync(sidecar, 'utf8'));
  writeFileSync(sidecar, JSON.stringify({ ...said, description, clipkeep: { ...said.clipkeep, saving: 'off', mine: true } }));
  return { ...post, sidecar };
}

test('rescan reads sidecars of older rules once more, and does not touch them', (t) => {
  const home = makeHome(t);
  const licensed = keepOld(home, 0, 'my cat CC BY 4.0');
  const other = keepOld(home, 1, 'my cat');
  const before = readFileSync(licensed.sidecar, 'utf8');
  assert.equal(run(home, ['rescan']).status, 0);
  const { said } = runJson(home, ['list']);
  const rights = Object.fromEntries(said.posts.map(({ post, licence, grade, saving, mine }) => [post, [licence, grade, saving, mine]]));
  assert.deepEqual(rights, {
    [licensed.id]: ['CC-BY-4.0', 'strong', 'off', true], [other.id]: [null, 'none', 'off', true],
  });
  assert.equal(readFileSync(licensed.sidecar, 'utf8'), before);
});
