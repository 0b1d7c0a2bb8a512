// What a creator permitted is written down beside the post, by the extension and on the command line.
// Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { makeDesktop } from './desktop.mjs';
import { Host } from './native.mjs';
import { folderOf, run, runJson } from './runs.mjs';

const standin = await Standin.connect();
const posts = await standin.posts();
const video = posts.find(({ name }) => name === 'ok');
const gone = posts.find(({ name }) => name === 'gone');
const address = (post) => `https://www.tiktok.com/@${post.author}/video/${post.id}`;
const said = { who: 'Cat Lady', scope: ['keep', 'share'], when: '2026-02-03', note: 'By message:\n"go ahead"' };

const sumsHold = (folder) => execFileSync('sha256sum', ['--quiet', '-c', 'SHA256SUMS'], { cwd: folder });
const listed = (folder) => readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n').length;
const events = (folder) => readFileSync(join(folder, 'journal.jsonl'), 'utf8').trim().split('\n')
  .map((line) => JSON.parse(line).event);

/** A sandboxed host that has saved a post, and a dialog that chooses a picture in Downloads. */
async function begin(t) {
  const place = makeDesktop(t, (home) => `echo '${home}/proof of it.PNG'`);
  const folder = folderOf(place.home);
  const host = new Host(place);
  writeFileSync(join(place.home, 'proof of it.PNG'), 'a picture');
  await host.hello();
  await host.ask({ verb: 'subscribe' });
  const { result } = await host.ask({ verb: 'save', address: address(video) });
  await host.next(({ job }) => job?.job === result.job.job && job.state === 'done', 30000);
  return { ...place, host, folder };
}

test('written down with a proof, withdrawn, found again by a rescan; every line of SHA256SUMS stays true', async (t) => {
  const { home, host, folder } = await begin(t);
  const before = listed(folder);
  const none = await host.ask({ verb: 'permissions', post: video.id });
  assert.deepEqual(none.result, { permissions: [] });
  const { result } = await host.ask({ verb: 'permission', post: video.id, ...said, proof: true });
  const [one] = result.permissions;
  assert.deepEqual({ ...one, recordedAt: 0, proof: null },
    { number: 1, ...said, proof: null, recordedAt: 0, withdrawnAt: null });
  const proof = join(folder, video.author, one.proof.name);
  assert.match(one.proof.name, /\.permission-1\.proof\.png$/);
  assert.equal(readFileSync(proof, 'utf8'), 'a picture');
  assert.deepEqual([one.proof.bytes, one.proof.sha256], [9, createHash('sha256').update('a picture').digest('hex')]);

  await host.ask({ verb: 'permission', post: video.id, ...said, note: '', proof: false });
  const kept = await host.ask({ verb: 'read', address: address(video) });
  assert.equal(kept.result.kept.permissions, 2);
  const withdrawn = await host.ask({ verb: 'permission-withdraw', post: video.id, number: 2 });
  assert.deepEqual(withdrawn.result.permissions.map(({ number, withdrawnAt }) => [number, withdrawnAt > 0]),
    [[2, true], [1, false]]);
  assert.equal((await host.ask({ verb: 'read', address: address(video) })).result.kept.permissions, 1);
  assert.equal((await host.close()).code, 0);

  sumsHold(folder);
  assert.equal(listed(folder), before + 4);
  assert.deepEqual(events(folder).slice(-3), ['permitted', 'permitted', 'withdrawn']);
  const { answer: known } = await runJson(home, ['permissions', video.id, '--json']);
  rmSync(join(home, '.local/state/clipkeep/archive.sqlite'));
  assert.equal((await runJson(home, ['rescan', '--json'])).answer.permissions, 2);
  assert.deepEqual((await runJson(home, ['permissions', video.id, '--json'])).answer, known);
  assert.equal((await run(home, ['verify'])).status, 0);
});

test('what cannot be: no kept post, no such number, a file that is too large, Cancel, two dialogs', async (t) => {
  const { home, host, folder, setDialog } = await begin(t);
  const files = () => readdirSync(join(folder, video.author)).sort();
  const before = files();
  const code = async (message) => (await host.ask(message)).error?.code;
  assert.equal(await code({ verb: 'permission', post: gone.id, ...said, proof: false }), 'not-found');
  assert.equal(await code({ verb: 'permission', post: gone.id, ...said, proof: true }), 'not-found');
  assert.equal(await code({ verb: 'permissions', post: gone.id }), 'not-found');
  assert.equal(await code({ verb: 'permission-withdraw', post: video.id, number: 1 }), 'not-found');
  writeFileSync(join(home, 'large'), '');
  truncateSync(join(home, 'large'), 25 * 1024 * 1024 + 1);
  setDialog(`echo '${home}/large'`);
  assert.equal(await code({ verb: 'permission', post: video.id, ...said, proof: true }), 'proof-large');
  setDialog('exit 1');
  assert.equal(await code({ verb: 'permission', post: video.id, ...said, proof: true }), 'cancelled');
  setDialog('sleep 3; exit 1');
  const first = host.ask({ verb: 'permission', post: video.id, ...said, proof: true });
  assert.equal(await code({ verb: 'choose-folder' }), 'dialog-busy');
  assert.equal((await host.ask({ verb: 'permissions', post: video.id })).result.permissions.length, 0, 'others go on');
  assert.equal((await first).error.code, 'cancelled');
  assert.deepEqual(files(), before, 'nothing was left');
  truncateSync(join(home, 'large'), 25 * 1024 * 1024);
  setDialog(`echo '${home}/large'`);
  const { result } = await host.ask({ verb: 'permission', post: video.id, ...said, proof: true });
  assert.equal(result.permissions[0].proof.bytes, 25 * 1024 * 1024, 'the largest is taken');
  assert.match(result.permissions[0].proof.name, /\.permission-1\.proof\.bin$/);
  assert.equal((await host.close()).code, 0);
  sumsHold(folder);
});

test('the browser goes while the dialog is open: the host ends at once and nothing is written', async (t) => {
  const { host, folder, setDialog } = await begin(t);
  setDialog('sleep 30');
  void host.ask({ verb: 'permission', post: video.id, ...said, proof: true }).catch(() => {});
  await host.ask({ verb: 'counts' });
  const began = Date.now();
  assert.equal((await host.close()).code, 0);
  assert.ok(Date.now() - began < 3000);
  assert.ok(!readdirSync(join(folder, video.author)).some((name) => name.includes('permission')));
});

test('on the command line', async (t) => {
  const { home, host, folder } = await begin(t);
  await host.close();
  const wish = [address(video), '--who', 'Cat Lady', '--scope', 'keep,sell', '--when', '2026-02-03'];
  const { answer } = await runJson(home, ['permissions', ...wish, '--proof', join(home, 'proof of it.PNG'), '--json']);
  assert.deepEqual(answer.permissions[0].scope, ['keep', 'sell']);
  assert.ok(existsSync(join(folder, video.author, answer.permissions[0].proof.name)));
  const { stdout } = await run(home, ['permissions', video.id, '--withdraw', '1']);
  assert.match(stdout, /^1 {2}2026-02-03 {2}Cat Lady: keep, sell {2}\(withdrawn \d{4}-\d\d-\d\d\)\n {3}proof: /);
  sumsHold(folder);
  for (const [args, status] of [
    [[], 2], [[video.id, video.id], 2], [[video.id, '--who', 'A'], 2], [[video.id, '--scope', 'keep'], 2],
    [[video.id, '--who', 'A', '--scope', 'keep', '--when', '2026-02-30'], 2], [[video.id, '--withdraw', 'x'], 2],
    [['https://www.tiktok.com/@a'], 1], [[gone.id], 1], [[video.id, '--withdraw', '7'], 1],
    [[...wish, '--proof', '/nonexistent'], 1],
  ]) assert.equal((await run(home, ['permissions', ...args])).status, status, args.join(' '));
  assert.match((await run(home, ['permissions', '--help'])).stdout, /--withdraw NUMBER/);
});

test('a proof that was lost is told of, and does not make the post come anew', async (t) => {
  const { home, host, folder } = await begin(t);
  const { result } = await host.ask({ verb: 'permission', post: video.id, ...said, proof: true });
  await host.close();
  const proof = join(folder, video.author, result.permissions[0].proof.name);
  appendFileSync(proof, 'changed');
  const { status, answer } = await runJson(home, ['verify', '--fetch-again', '--json']);
  assert.equal(status, 1);
  assert.deepEqual(answer.findings.map(({ finding }) => finding), ['damaged']);
  assert.equal(readdirSync(join(folder, video.author)).filter((name) => name.endsWith('.mp4')).length, 1);
  assert.ok(statSync(proof).size > 9, 'what lies there is left alone');
});
