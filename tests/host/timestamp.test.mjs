// An outside timestamp of what is kept, from an authority that is honest, and from ones that are not.
// Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { folderOf, newHome, run, runJson } from './runs.mjs';

const standin = await Standin.connect();
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Adds a kept post; rescan finds it. */
async function keep(home, number) {
  const id = `760205088242989747${number}`;
  const folder = join(folderOf(home), 'catlady');
  const bytes = Buffer.from(`the video of post ${number}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `my cat [${id}].mp4`), bytes);
  writeFileSync(join(folder, `my cat [${id}].info.json`), JSON.stringify({
    id, uploader: 'catlady', description: 'my cat', webpage_url: `https://www.tiktok.com/@catlady/video/${id}`, timestamp: 1770000000,
    clipkeep: { format: 1, kind: 'video', seen: { how: 'host', at: 1780000000 },
      files: [{ role: 'video', name: `my cat [${id}].mp4`, bytes: bytes.length, sha256: sha256(bytes) }] } }));
  assert.equal((await run(home, ['rescan'])).status, 0);
}

async function newFolder(t) {
  const home = newHome();
  t.after(() => rmSync(home, { recursive: true, force: true }));
  t.after(() => standin.settings({ authority: '' }));
  await keep(home, 1);
  return { home, folder: folderOf(home), stamps: join(folderOf(home), 'timestamps') };
}

test('a timestamp is kept with its chain and what it is of; anybody can check it; only the hash was sent', async (t) => {
  const { home, folder, stamps } = await newFolder(t);
  const begun = Date.now();
  const { status, answer } = await runJson(home, ['timestamp', '--json']);
  assert.equal(status, 0, JSON.stringify(answer));
  const sums = readFileSync(join(folder, 'SHA256SUMS'));
  assert.deepEqual([answer.sha256, answer.lines, answer.authority, answer.policy],
    [sha256(sums), 2, 'Stand-in Time Stamping', '1.3.6.1.4.1.6449.2.1.1']);
  assert.ok(Math.abs(answer.at * 1000 - begun) < 60000);
  const date = answer.name.slice('timestamps/'.length, -'.tsr'.length);
  assert.deepEqual(readdirSync(stamps).sort(), [`${date}.SHA256SUMS`, `${date}.pem`, `${date}.tsr`]);
  assert.deepEqual(readFileSync(join(stamps, `${date}.SHA256SUMS`)), sums);
  // The command of the documentation.
  execFileSync('openssl', ['ts', '-verify', '-data', `${date}.SHA256SUMS`, '-in', `${date}.tsr`, '-CAfile', `${date}.pem`],
    { cwd: stamps, stdio: 'pipe' });
  const [asked, ...more] = await standin.log({ host: 'timestamp.sectigo.com' });
  assert.deepEqual([asked.method, asked.ua, asked.cookieNames, asked.referer, more.length], ['POST', 'Clipkeep', [], '', 0]);
  assert.ok(asked.body.includes(answer.sha256) && asked.body.length < 300, 'a hash and a nonce');
  const { stdout, status: verified } = await run(home, ['verify']);
  assert.equal(verified, 0, stdout);
  assert.match(stdout, /^The first 2 files in SHA256SUMS existed at 20\d\d-.* UTC,\naccording to Stand-in Time Stamping\.$/m);
  assert.match(stdout, / 0 foreign\n/);
});

test('SHA256SUMS grows, and the timestamp goes on proving its beginning; nothing is overwritten', async (t) => {
  const { home, folder, stamps } = await newFolder(t);
  assert.equal((await run(home, ['timestamp'])).status, 0);
  const before = readdirSync(stamps).map((name) => [name, sha256(readFileSync(join(stamps, name)))]);
  await keep(home, 2);
  assert.match((await run(home, ['verify'])).stdout, /^The first 2 files in SHA256SUMS existed/m);
  await new Promise((resolve) => { setTimeout(resolve, 1100); });
  assert.equal((await run(home, ['timestamp'])).status, 0);
  for (const [name, hash] of before) assert.equal(sha256(readFileSync(join(stamps, name))), hash);
  const { answer } = await runJson(home, ['verify', '--json']);
  assert.deepEqual(answer.timestamps.map(({ verdict, lines, growing }) => [verdict, lines, growing]), [['good', 2, true], ['good', 4, true]]);
  const sums = join(folder, 'SHA256SUMS');
  writeFileSync(sums, readFileSync(sums, 'utf8').trimEnd().split('\n').reverse().join('\n') + '\n');
  const { stdout, status } = await run(home, ['verify']);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^2 files, which the list beside timestamps\/.*\.tsr names, existed at /m);
});

test('a timestamp that was changed, or whose list was, is told', async (t) => {
  const { home, stamps } = await newFolder(t);
  assert.equal((await run(home, ['timestamp'])).status, 0);
  for (const name of readdirSync(stamps)) {
    const path = join(stamps, name);
    const sound = readFileSync(path);
    const at = name.endsWith('.tsr') ? 60 + randomInt(60) : randomInt(sound.length);
    writeFileSync(path, Object.assign(Buffer.from(sound), { [at]: sound[at] ^ 1 }));
    const { status, stdout } = await run(home, ['verify']);
    if (!name.endsWith('.pem')) { // the system's own certificates do without that one
      assert.equal(status, 1, `byte ${at} of ${name}: ${stdout}`);
      assert.match(stdout, /^timestamps\/.*\.tsr proves nothing any more/m);
    }
    writeFileSync(path, sound);
  }
  writeFileSync(join(stamps, '2026-01-01T000000Z.tsr'), 'none');
  assert.equal((await run(home, ['verify'])).status, 1);
  rmSync(join(stamps, '2026-01-01T000000Z.tsr'));
  assert.equal((await run(home, ['verify'])).status, 0);
});

for (const [authority, words] of Object.entries({
  page: /no timestamp/, busy: /HTTP 503/, moved: /redirects/, refuses: /timestamp/, replays: /nonce|message imprint/i,
  other: /message imprint/i, stranger: /certificate verify/, huge: /too-large|no timestamp/, cut: /no timestamp/,
})) {
  test(`an authority that is none (${authority}): nothing is kept, and why is said`, async (t) => {
    const { home, folder, stamps } = await newFolder(t);
    await keep(home, 3);
    assert.equal((await run(home, ['timestamp'])).status, 0); // so that there is something to replay
    const before = readdirSync(stamps);
    await keep(home, 4);
    await standin.settings({ authority });
    const { status, answer } = await runJson(home, ['timestamp', '--json']);
    assert.deepEqual([status, answer.error.code], [1, 'timestamp-failed'], answer.error.detail);
    assert.match(answer.error.detail, words);
    assert.deepEqual(readdirSync(stamps), before);
    assert.ok(existsSync(join(folder, 'SHA256SUMS')));
    assert.equal((await standin.log({ host: 'files.example.net' })).length, 0);
  });
}

test('where nothing is kept there is nothing to stamp, and nobody is asked', async (t) => {
  const home = newHome();
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const asked = (await standin.log({ host: 'timestamp.sectigo.com' })).length;
  const { status, answer } = await runJson(home, ['timestamp', '--json']);
  assert.deepEqual([status, answer.error.code], [1, 'timestamp-failed']);
  assert.equal((await standin.log({ host: 'timestamp.sectigo.com' })).length, asked);
  assert.ok(!existsSync(join(folderOf(home), 'timestamps')));
});
