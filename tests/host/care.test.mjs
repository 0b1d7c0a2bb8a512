// The verbs that look after Clipkeep itself, over the pipes of a browser.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Host, environment, makeHome, program } from './native.mjs';

const POST = 'https://www.tiktok.com/@catlady/video/7602050882429897470';

async function start(t, home) {
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  return host;
}

/** What the same checks say in a terminal. */
function inTerminal(home) {
  const { stdout } = spawnSync(program, ['doctor', '--json'], { env: environment(home) });
  const { ok, checks } = JSON.parse(String(stdout));
  return { ok, checks: checks.map((one) => (one.check === 'space' ? { ...one, text: '' } : one)) };
}

test('doctor says what it says in a terminal, though the host\'s sandbox is closed', async (t) => {
  const home = makeHome(t);
  execFileSync(program, ['register', 'chromium'], { env: environment(home) });
  const host = await start(t, home);
  await host.ask({ verb: 'read', address: POST }, 60000); // needs the network, and so closes it
  const { result } = await host.ask({ verb: 'doctor' }, 60000);
  const checks = result.checks.map((one) => (one.check === 'space' ? { ...one, text: '' } : one));
  assert.deepEqual({ ok: result.ok, checks }, inTerminal(home));
  assert.ok(checks.some((one) => one.check === 'hello' && one.subject === 'chromium' && one.state === 'ok'));
  assert.ok(checks.every((one) => ['ok', 'warning', 'failed'].includes(one.state)));
  assert.ok(!JSON.stringify(checks).includes(home), 'the home folder is not named');
});

test('other requests go on meanwhile, and who asks anew gets the new answer', async (t) => {
  const host = await start(t, makeHome(t));
  const first = host.ask({ verb: 'doctor' }, 60000);
  const begun = performance.now();
  await host.ask({ verb: 'settings' });
  assert.ok(performance.now() - begun < 500, 'the loop was not held up');
  const second = host.ask({ verb: 'doctor' }, 60000);
  assert.equal((await first).error.code, 'cancelled');
  assert.ok((await second).result.checks.length > 5);
});

test('the host ends at once while the doctor is at it', async (t) => {
  const host = await start(t, makeHome(t));
  void host.ask({ verb: 'doctor' }, 60000).catch(() => {});
  await host.ask({ verb: 'settings' });
  const { code, ms } = await host.close();
  assert.equal(code, 0);
  assert.ok(ms < 1000, `${ms} ms`);
});

test('a joining program that hangs is told of after a while, and ended', (t) => {
  const home = makeHome(t);
  const place = join(home, 'elsewhere');
  mkdirSync(join(place, 'bin'), { recursive: true });
  mkdirSync(join(place, 'libexec/clipkeep'), { recursive: true });
  copyFileSync(program, join(place, 'bin/clipkeep'));
  writeFileSync(join(place, 'libexec/clipkeep/clipkeep-join'), '#!/bin/sh\nexec sleep 600\n', { mode: 0o700 });
  const { stdout } = spawnSync(join(place, 'bin/clipkeep'), ['doctor', '--json'], { env: environment(home), timeout: 30000 });
  const found = JSON.parse(String(stdout)).checks.find(({ check }) => check === 'join');
  assert.equal(found.state, 'warning');
  assert.match(found.text, /does not start/);
});

test('what is due for a reminder: what was backed up before, and not for so many days', async (t) => {
  const home = makeHome(t);
  const host = await start(t, home);
  const due = async (days) => (await host.ask({ verb: 'backup-due', days })).result;
  assert.deepEqual(await due(7), { count: 0, lists: [] });
  const { result } = await host.ask({ verb: 'backup-open', mine: true, lists: [
    { kind: 'likes', handle: 'catlady', title: 'Likes' }, { kind: 'posts', handle: 'catlady' }] });
  await host.ask({ verb: 'backup-end', run: result.lists[0].run, ended: 'complete' });
  await host.ask({ verb: 'backup-end', run: result.lists[1].run, ended: 'stopped' });
  assert.deepEqual(await due(7), { count: 0, lists: [] }, 'just now');
  const archive = `${home}/.local/state/clipkeep/archive.sqlite`;
  execFileSync('python3', ['-c', 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("UPDATE runs SET ended_at = 1780000000"); c.commit()', archive]);
  assert.deepEqual(await due(7), { count: 1, lists: [{ kind: 'likes', handle: 'catlady', title: 'Likes', last: 1780000000 }] });
});
