// The history of jobs is taken away; what is kept and what is to do are not. Run inside
// tests/standin/world.sh.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { Host } from './native.mjs';
import { folderOf, newHome, run, runJson } from './runs.mjs';
import { isLibrary } from './kept.mjs';

const standin = await Standin.connect();
const posts = await standin.posts();
const post = (name) => posts.find((one) => one.name === name);
const [ok, gone, waiting] = [post('ok'), post('gone'), post('ok2')];
const stateOf = (home) => join(home, '.local/state/clipkeep');

/** Every file below the save folder, lists and journal too, by its bytes. */
function filesOf(home) {
  const all = readdirSync(folderOf(home), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(all.map((one) => join(one.parentPath ?? one.path, one.name)).filter((path) => !isLibrary(path)).sort()
    .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]));
}

/** A home where one post was kept, one failed, and one waits, paused. */
async function lived(t) {
  const home = newHome();
  await run(home, ['save', ok.address, gone.address]);
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  await standin.hold(waiting.id, 16384);
  const { result } = await host.ask({ verb: 'save', address: waiting.address });
  await host.ask({ verb: 'pause', job: result.job.job });
  await standin.release(waiting.id);
  return { home, host, job: result.job.job };
}

const list = async (home, ...more) => (await runJson(home, ['list', '--json', ...more])).answer;

test('the history goes; files, what is kept and what waits stay', async (t) => {
  const { home, host, job } = await lived(t);
  const [before, kept] = [filesOf(home), (await list(home)).posts];
  const failed = await host.ask({ verb: 'save', address: gone.address });
  await host.next((one) => one.job?.job === failed.result.job.job && one.job.state === 'failed', 30000);
  const sums = filesOf(home);
  writeFileSync(join(stateOf(home), 'clipkeep.log.1'), `an older log of ${gone.id}`);
  const { result } = await host.ask({ verb: 'history-delete' });
  assert.equal(result.count, 3);
  const { result: left } = await host.ask({ verb: 'list', limit: 100 });
  assert.deepEqual(left.jobs.map((one) => [one.job, one.paused]), [[job, true]]);
  assert.deepEqual((await list(home, '--jobs')).jobs.map((one) => one.post), [waiting.id]);
  assert.deepEqual(filesOf(home), sums, 'not a byte in the save folder is another one');
  assert.ok(Object.keys(before).every((path) => path in sums));
  assert.deepEqual((await list(home)).posts, kept);
  assert.ok(!readFileSync(join(stateOf(home), 'archive.sqlite')).includes(gone.id), 'what failed is overwritten');
  assert.ok(!existsSync(join(stateOf(home), 'clipkeep.log.1')));
  assert.ok(!readFileSync(join(stateOf(home), 'clipkeep.log'), 'utf8').includes(gone.id));
  const again = await host.ask({ verb: 'save', address: ok.address });
  assert.equal(again.result.job.already, true, 'it is still known as kept');
  await host.ask({ verb: 'resume', job });
  await host.next((one) => one.job?.job === job && one.job.state === 'done', 60000);
});

test('on the command line too, beside hosts that go on', async (t) => {
  const { home, host } = await lived(t);
  const sums = filesOf(home);
  const { status, answer } = await runJson(home, ['forget-history', '--json']);
  assert.deepEqual([status, answer], [0, { count: 2 }]);
  assert.deepEqual(filesOf(home), sums);
  assert.equal((await runJson(home, ['forget-history', '--json'])).answer.count, 0);
  assert.equal((await runJson(home, ['save', '--json', ok.address])).answer.posts[0].already, true);
  const last = await host.ask({ verb: 'save', address: post('ok3').address });
  await host.next((one) => one.job?.job === last.result.job.job && one.job.state === 'done', 60000);
  assert.match(readFileSync(join(stateOf(home), 'clipkeep.log'), 'utf8'), /^\S+Z \[\d+\] /, 'the host writes on, from the beginning');
});
