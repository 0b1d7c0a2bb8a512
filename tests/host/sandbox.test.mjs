// The host in its sandbox: it works there, and makes way for another one when the save folder changes.
// Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { makeDesktop } from './desktop.mjs';
import { Host } from './native.mjs';
import { folderOf, run, runJson } from './runs.mjs';

const standin = await Standin.connect();
const [one, two] = (await standin.posts()).filter(({ name }) => name === 'ok' || name === 'ok2');
const address = (post) => `https://www.tiktok.com/@${post.author}/video/${post.id}`;
const sandboxed = (home) => runJson(home, ['doctor', '--json'])
  .then(({ answer }) => answer.checks.find(({ check }) => check === 'sandbox').text);

/** A dialog that answers `chosen` and leaves a note outside. */
function makeChooser(t, chosen) {
  return makeDesktop(t, (home) => {
    mkdirSync(chosen(home), { recursive: true });
    return `echo started >'${home}/outside'\necho '${chosen(home)}'`;
  });
}

async function save(host, post) {
  const { result } = await host.ask({ verb: 'save', address: address(post) });
  return host.next(({ job }) => job?.job === result.job.job && ['done', 'failed'].includes(job.state), 30000);
}

test('another folder: the dialog is outside the sandbox, the host ends after its answer, the next one saves there', async (t) => {
  const { home, command } = makeChooser(t, (at) => join(at, 'elsewhere'));
  const closed = !/not available/.test(await sandboxed(home));
  const host = new Host({ home, command });
  await host.hello();
  await host.ask({ verb: 'subscribe' });
  assert.equal((await save(host, one)).job.state, 'done');
  assert.match(readFileSync(`/proc/${host.child.pid}/status`, 'utf8'), /^NoNewPrivs:\t1$/m);
  const { result } = await host.ask({ verb: 'choose-folder' });
  assert.equal(result.settings.folder, 'elsewhere');
  assert.ok(existsSync(join(home, 'outside')), 'what the dialog does is its own affair');
  if (closed) assert.deepEqual([(await host.exit).code, host.stderr], [0, ''], 'it ends by itself');
  else await host.close();
  const next = new Host({ home, command });
  await next.hello();
  await next.ask({ verb: 'subscribe' });
  assert.equal((await save(next, two)).job.state, 'done');
  assert.ok(existsSync(join(home, 'elsewhere', two.author)));
  assert.equal((await next.close()).code, 0);
});

test('the same folder once more: the host stays', async (t) => {
  const { home, command } = makeChooser(t, folderOf);
  const host = new Host({ home, command });
  await host.hello();
  await host.ask({ verb: 'subscribe' });
  assert.equal((await save(host, one)).job.state, 'done');
  await host.ask({ verb: 'choose-folder' });
  assert.equal((await save(host, two)).job.state, 'done');
  assert.equal((await host.close()).code, 0);
});

test('the report after a day of use has no id, handle, address or home in it', async (t) => {
  const { home, command } = makeChooser(t, (at) => join(at, 'elsewhere'));
  const gone = (await standin.posts()).find(({ name }) => name === 'gone');
  const host = new Host({ home, command });
  await host.hello();
  await host.ask({ verb: 'subscribe' });
  assert.equal((await save(host, one)).job.state, 'done');
  assert.equal((await save(host, gone)).job.state, 'failed');
  await host.ask({ verb: 'save', address: 'https://example.com/@catlady' });
  await host.close();
  const log = readFileSync(join(home, '.local/state/clipkeep/clipkeep.log'), 'utf8');
  assert.ok(log.includes(one.id), 'the log itself says which post');
  const { stdout } = await run(home, ['doctor', '--report']);
  assert.match(stdout, /kept \(id\) \d+ bytes\n/);
  assert.match(stdout, /failed \(id\) post-unavailable/);
  for (const secret of [one.id, gone.id, one.author, home, 'https://']) assert.ok(!stdout.includes(secret), secret);
});
