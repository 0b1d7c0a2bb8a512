// Posts whose creators turned saving off: nobody gets them without being asked, and who wants one
// keeps it. Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { keptOf } from './kept.mjs';
import { Host, environment, frame, program } from './native.mjs';
import { folderOf, newHome, run, runJson } from './runs.mjs';
import { visit } from './visit.mjs';

const UA = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

const standin = await Standin.connect();
const posts = await standin.posts();
const post = (name) => posts.find((one) => one.name === name);
const off = post('saving-off');

const mediaAsked = async () => (await standin.log({ kind: 'media', post: off.id })).length;

/** A home whose settings file says so. */
function homeWith(settings) {
  const home = newHome();
  mkdirSync(join(home, '.config', 'clipkeep'), { recursive: true });
  writeFileSync(join(home, '.config', 'clipkeep', 'settings.json'), JSON.stringify(settings));
  return home;
}

async function hostIn(t, home) {
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  return host;
}

/** Saves by the host, and waits for how it ends. */
async function ending(host, message) {
  const { result } = await host.ask({ verb: 'save', address: off.address, ...message });
  const { job } = await host.next((one) => one.job?.job === result.job.job
    && ['done', 'failed'].includes(one.job.state), 30000);
  return job;
}

/** What the record says. */
function ask(home, sql) {
  const script = `import json, sqlite3, sys
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
print(json.dumps(db.execute(sys.argv[2]).fetchall()))`;
  return JSON.parse(execFileSync('python3', ['-c', script, join(home, '.local/state/clipkeep/archive.sqlite'), sql]));
}

/** A run on a terminal of its own, at which somebody types. */
function onTerminal(home, args, typed) {
  const child = spawn('script', ['-qec', [program, ...args].map((word) => `'${word}'`).join(' '), '/dev/null'],
    { env: { ...environment(home), TERM: 'dumb' } });
  let told = '';
  return new Promise((resolve) => {
    child.stdout.on('data', (bytes) => {
      const before = told.split('? [y/N').length;
      told += bytes;
      if (told.split('? [y/N').length > before) child.stdin.write(`${typed}\n`);
    });
    child.on('exit', (status) => resolve({ status, told }));
  });
}

test('it fails before anything of it is downloaded, and is counted on its own', async () => {
  const home = newHome();
  await standin.clear();
  const ok = post('ok').address;
  const { status, answer } = await runJson(home, ['save', '--json', off.address, ok, post('gone').address]);
  assert.equal(status, 1);
  assert.equal(answer.posts[0].state, 'failed');
  assert.equal(answer.posts[0].error.code, 'saving-off');
  assert.equal(answer.posts[0].author, off.author, 'it was read, so that it can be named');
  assert.deepEqual(answer.counts, { saved: 1, already: 0, savingOff: 1, failed: 1 });
  assert.equal(await mediaAsked(), 0);
  assert.equal(await keptOf(folderOf(home), off.id), undefined);
  const again = await run(home, ['save', off.address, ok]);
  assert.match(again.stderr, /1 of 2 posts left out, because their creators have turned saving off/);
});

test('who says so in advance keeps it, and the sidecar says that saving was off', async () => {
  const home = newHome();
  const { status } = await run(home, ['save', '--privately', off.address]);
  assert.equal(status, 0);
  const { sidecar } = await keptOf(folderOf(home), off.id);
  assert.equal(sidecar.clipkeep.saving, 'off');
  assert.ok(!('mine' in sidecar.clipkeep));
  const already = await runJson(home, ['save', '--json', off.address]);
  assert.equal(already.answer.posts[0].already, true, 'what is kept already is not asked about');
});

test('a failed one is tried again with consent only', async () => {
  const home = newHome();
  await run(home, ['save', off.address]);
  const without = await runJson(home, ['retry', '--json']);
  assert.deepEqual([without.status, without.answer], [1, { count: 1, saved: 0, failed: 0, savingOff: 1 }]);
  assert.equal(await keptOf(folderOf(home), off.id), undefined);
  const given = await runJson(home, ['retry', '--json', '--privately']);
  assert.deepEqual([given.status, given.answer.saved], [0, 1]);
  assert.ok((await keptOf(folderOf(home), off.id)).video);
});

test('a run that nobody watches gives no consent', async (t) => {
  const home = newHome();
  const host = await hostIn(t, home);
  host.write(Buffer.concat([frame({ id: 7, verb: 'save', address: off.address }), frame({ id: 8, verb: 'pause', all: true })]));
  assert.equal((await host.next((one) => one.id === 8)).result.count, 1);
  await host.close();
  const { status, answer } = await runJson(home, ['resume', '--json']);
  assert.deepEqual([status, answer], [1, { count: 1, saved: 0, failed: 0, savingOff: 1 }]);
  assert.equal(await keptOf(folderOf(home), off.id), undefined);
});

test('on a terminal it is asked about, and the answer is heeded', async () => {
  const home = newHome();
  const no = await onTerminal(home, ['save', off.address], 'n');
  assert.equal(no.status, 1);
  assert.match(no.told, /turned saving off for this post\.\s+Keep it privately, for yourself alone\? \[y\/N\]/);
  assert.equal(await keptOf(folderOf(home), off.id), undefined);
  const yes = await onTerminal(home, ['save', off.address, post('ok').address], 'y');
  assert.equal(yes.status, 0, yes.told);
  assert.ok((await keptOf(folderOf(home), off.id)).video);
});

test('the setting answers for all: keep keeps, skip is not asked about', async () => {
  const keep = homeWith({ saving_off: 'keep' });
  assert.equal((await run(keep, ['save', off.address])).status, 0);
  const skip = await onTerminal(homeWith({ saving_off: 'skip' }), ['save', off.address], 'y');
  assert.equal(skip.status, 1);
  assert.doesNotMatch(skip.told, /Keep it privately/);
});

test('in a browser: without consent it fails, with it, or when it is one\'s own, it is kept', async (t) => {
  const home = newHome();
  const host = await hostIn(t, home);
  const { item, cookies } = await visit(off.address, UA);
  await standin.clear();
  const handed = { item, cookies, userAgent: UA };
  const read = await host.ask({ verb: 'read', address: off.address, mine: true, ...handed });
  assert.deepEqual([read.result.post.saving, read.result.post.mine], ['off', true]);
  const failed = await ending(host, handed);
  assert.deepEqual([failed.state, failed.error.code], ['failed', 'saving-off']);
  assert.equal(await mediaAsked(), 0);
  const { result: counts } = await host.ask({ verb: 'counts' });
  assert.deepEqual([counts.failed, counts.savingOff], [1, 1]);
  const retried = await host.ask({ verb: 'retry', job: failed.job, consent: true });
  assert.equal(retried.result.count, 1);
  await host.next((one) => one.job?.post === off.id && one.job.state === 'done', 30000);
  const own = await ending(await hostIn(t, newHome()), { ...handed, mine: true });
  assert.equal(own.state, 'done', JSON.stringify(own.error));
});

test('that a post is one\'s own is in its sidecar and in the record', async (t) => {
  const home = newHome();
  const host = await hostIn(t, home);
  assert.equal((await ending(host, { mine: true })).state, 'done');
  const { sidecar } = await keptOf(folderOf(home), off.id);
  assert.equal(sidecar.clipkeep.mine, true);
  assert.deepEqual(ask(home, 'SELECT mine, saving FROM posts'), [[1, 'off']]);
});

test('consent outlives the process it was given to', async (t) => {
  const home = newHome();
  const host = await hostIn(t, home);
  await standin.clear();
  await standin.hold(off.id, 16384);
  await host.ask({ verb: 'save', address: off.address, consent: true });
  await standin.waitFor({ kind: 'media', post: off.id, held: true });
  host.child.kill('SIGKILL');
  await host.exit;
  await standin.release(off.id);
  assert.equal((await run(home, ['resume'])).status, 0);
  assert.ok((await keptOf(folderOf(home), off.id)).video);
});

test('consent given while it waits is enough', async (t) => {
  const host = await hostIn(t, newHome());
  const wish = { verb: 'save', address: off.address };
  host.write(Buffer.concat([frame({ id: 7, ...wish }), frame({ id: 8, ...wish, consent: true })]));
  const { result } = await host.next((one) => one.id === 8);
  const { job } = await host.next((one) => one.job?.job === result.job.job
    && ['done', 'failed'].includes(one.job.state), 30000);
  assert.equal(job.state, 'done');
});

test('a setting that is changed holds from then on', async (t) => {
  const host = await hostIn(t, newHome());
  const changed = await host.ask({ verb: 'settings', set: { savingOff: 'keep' } });
  assert.equal(changed.result.settings.savingOff, 'keep');
  assert.equal((await ending(host, {})).state, 'done');
});
