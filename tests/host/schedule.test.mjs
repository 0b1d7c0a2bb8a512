// clipkeep schedule, with stand-ins of systemctl and crontab that write down what they are asked.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { environment, makeHome, program } from './native.mjs';

const MARK = '# written by clipkeep schedule';

/** A home whose PATH has these programs, and nothing else. */
function makePlace(t, programs) {
  const home = makeHome(t);
  const bin = join(home, 'bin');
  mkdirSync(bin);
  for (const name of ['sh', 'cat', 'echo']) symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { ...environment(home), PATH: bin, XDG_CONFIG_HOME: join(home, 'config') };
  const schedule = (...words) => spawnSync(program, ['schedule', ...words], { env, cwd: home, encoding: 'utf8' });
  const json = (...words) => JSON.parse(schedule('--json', ...words).stdout);
  const asked = () => (existsSync(join(home, 'asked')) ? readFileSync(join(home, 'asked'), 'utf8').trim().split('\n') : []);
  return { home, schedule, json, asked, units: join(home, 'config/systemd/user') };
}

const SYSTEMCTL = 'echo "$*" >>"$HOME/asked"; case "$*" in *NextElapse*) echo @1795924800;; esac';
const NO_MANAGER = 'echo "Failed to connect to bus" >&2; exit 1';
const CRONTAB = `tab="$HOME/tab"
case "$1" in
  -l) if [ -e "$tab" ]; then cat "$tab"; else echo "no crontab for me" >&2; exit 1; fi;;
  -) cat >"$tab"; echo written >>"$HOME/asked";;
esac`;

test('systemd: a timer is written and enabled, shown, changed and taken away; a neighbour stays', (t) => {
  const { schedule, json, asked, units, home } = makePlace(t, { systemctl: SYSTEMCTL, crontab: 'echo never >>"$HOME/asked"' });
  assert.match(schedule().stdout, /^Nothing is scheduled/);
  mkdirSync(units, { recursive: true });
  writeFileSync(join(units, 'other.timer'), 'mine');
  writeFileSync(join(home, 'links.txt'), '');
  const { status, stdout } = schedule('weekly', '@catlady', 'links.txt');
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^weekly, by systemd \(.*clipkeep-backup\.timer\):\n {2}".*clipkeep" backup --due "@catlady" ".*\/links\.txt"\nnext: 2026-1\d-/);
  assert.ok(asked().includes('--user enable --now clipkeep-backup.timer'));
  if (existsSync('/usr/bin/systemd-analyze')) {
    const { status: sound, stderr } = spawnSync('/usr/bin/systemd-analyze', ['verify', '--user', join(units, 'clipkeep-backup.timer')],
      { encoding: 'utf8' });
    assert.doesNotMatch(stderr, /clipkeep-backup\.(timer|service):/, `${sound}: ${stderr}`);
  }
  const before = readFileSync(join(units, 'clipkeep-backup.service'), 'utf8');
  assert.equal(schedule('weekly', '@catlady', 'links.txt').status, 0);
  assert.equal(readFileSync(join(units, 'clipkeep-backup.service'), 'utf8'), before, 'the same once more');
  const daily = json('daily');
  assert.deepEqual([daily.every, daily.by, daily.next], ['daily', 'systemd', 1795924800]);
  assert.match(daily.command, /" backup --due$/);
  assert.deepEqual(json('off').every, 'off');
  assert.ok(asked().includes('--user disable --now clipkeep-backup.timer'));
  assert.deepEqual(readdirSync(units), ['other.timer']);
  assert.equal(schedule('off').status, 0, 'twice is no fault');
  assert.ok(!asked().includes('never'), 'the crontab is left alone');
});

test('a file of ours by name, but not by content, is left as it is', (t) => {
  const { schedule, json, units } = makePlace(t, { systemctl: SYSTEMCTL });
  mkdirSync(units, { recursive: true });
  writeFileSync(join(units, 'clipkeep-backup.service'), '[Service]\nExecStart=/bin/true\n');
  assert.deepEqual([schedule('weekly').status, json('weekly').error.code], [5, 'name-taken']);
  assert.equal(json('off').error.code, 'name-taken');
  assert.equal(readFileSync(join(units, 'clipkeep-backup.service'), 'utf8'), '[Service]\nExecStart=/bin/true\n');
});

test('no systemd: one line in the crontab, and all others stay as they are', (t) => {
  const { schedule, json, home, asked } = makePlace(t, { systemctl: NO_MANAGER, crontab: CRONTAB });
  const tab = join(home, 'tab');
  assert.equal(json('weekly', '@catlady').by, 'cron');
  assert.match(readFileSync(tab, 'utf8'), new RegExp(`^\\d+ \\d+ \\* \\* 0 XDG_CONFIG_HOME='.*/config' '.*clipkeep' backup --due '@catlady' ${MARK}\n$`));
  const mine = '# mine\n*/5 * * * * true\n\n';
  writeFileSync(tab, mine);
  assert.ok(json('daily', '@catlady').next > Date.now() / 1000);
  assert.ok(readFileSync(tab, 'utf8').startsWith(mine));
  assert.equal(readFileSync(tab, 'utf8').split('\n').length, 5);
  const times = asked().length;
  assert.equal(schedule('daily', '@catlady').status, 0);
  assert.equal(asked().length, times, 'the same once more writes nothing');
  assert.equal(schedule('off').status, 0);
  assert.equal(readFileSync(tab, 'utf8'), mine);
  // What cron would run is what was asked for: the shell reads it so.
  json('weekly', "@catlady", 'https://www.tiktok.com/tag/100%25cats');
  const [, command] = /^\S+ \S+ \* \* 0 (.*)$/m.exec(readFileSync(tab, 'utf8'));
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command.replaceAll('\\%', '%')}`], { encoding: 'utf8' }).trim().split('\n');
  assert.deepEqual(words.slice(2), ['backup', '--due', '@catlady', 'https://www.tiktok.com/tag/100%25cats']);
});

test('a crontab that cannot be read is not written over', (t) => {
  const { schedule, json, home, asked } = makePlace(t, {
    systemctl: NO_MANAGER, crontab: '[ "$1" = -l ] && { echo "you are not allowed" >&2; exit 1; }; echo written >>"$HOME/asked"' });
  assert.deepEqual([schedule('weekly').status, json('weekly').error.code, asked()], [5, 'schedule-failed', []]);
  rmSync(join(home, 'bin/crontab'));
  assert.deepEqual([json('weekly').error.code, json('show').error.code], ['schedule-failed', 'schedule-failed']);
});

test('a timer that cannot be enabled is told', (t) => {
  const { json } = makePlace(t, { systemctl: 'case "$*" in *enable*) exit 1;; esac' });
  assert.equal(json('weekly').error.code, 'schedule-failed');
});

test('words that mean nothing are refused, and nothing is written', (t) => {
  const { schedule, units } = makePlace(t, { systemctl: SYSTEMCTL });
  for (const words of [['monthly'], ['off', '@catlady'], ['show', 'x'], ['weekly', 'https://example.com/'], ['weekly', '@'], ['weekly', '-']]) {
    assert.equal(schedule(...words).status, 2, words.join(' '));
  }
  assert.ok(!existsSync(units));
});
