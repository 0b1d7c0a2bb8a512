// Two browsers and a terminal save 300 posts at once, most of them in two or three of them.
// Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Standin } from '../standin/control.mjs';
import { ENDS, assertKeptOnce, assertToldOnce, smallPosts } from './crowd.mjs';
import { CHROMIUM, FIREFOX, Host } from './native.mjs';
import { folderOf, newHome, run, runJson } from './runs.mjs';

const standin = await Standin.connect();

/** Has a host save all of them, and waits until each has ended. */
async function saveAll(t, home, args, posts) {
  const host = new Host({ home, args });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  await host.ask({ verb: 'subscribe', id: 5 });
  const told = { answers: {}, ends: {} };
  const took = await Promise.all(posts.map(async ({ id, address }) => {
    const { result, error } = await host.ask({ verb: 'save', address }, 100000);
    told.answers[id] = error ? { error: error.code } : { job: result.job.job, state: result.job.state };
    return told.answers[id];
  }));
  const events = () => host.messages.filter((one) => one.event === 'job' && ENDS.includes(one.job.state));
  const hasEnded = ({ job, state, error }) => error || ENDS.includes(state) || events().some((one) => one.job.job === job);
  await host.next(() => took.every(hasEnded), 100000).catch(() => {}); // told by assertToldOnce()
  return {
    close: () => host.close(),
    told: () => {
      for (const { job } of events()) told.ends[job.job] = (told.ends[job.job] ?? 0) + 1;
      return told;
    },
  };
}

/** Somebody looks at the list of jobs again and again. */
function lookOn(home) {
  const failed = [];
  const ms = [];
  let over = false;
  const looking = (async () => {
    for (; !over; await sleep(200)) {
      const began = Date.now();
      const { status, stderr } = await run(home, ['list', '--jobs']);
      if (status === 0) ms.push(Date.now() - began);
      else failed.push(stderr);
    }
    return { failed, ms: ms.sort((a, b) => a - b) };
  })();
  return {
    end: () => {
      over = true;
      return looking;
    },
  };
}

test('two browsers and a terminal save 300 overlapping posts at once', { timeout: 180000 }, async (t) => {
  const home = newHome();
  const posts = await smallPosts(standin, 300);
  const parts = [posts.slice(0, 200), posts.slice(50, 250), posts.slice(100, 300)];
  const began = Date.now();
  const looks = lookOn(home);
  const [one, other, terminal] = await Promise.all([
    saveAll(t, home, [CHROMIUM], parts[0]),
    saveAll(t, home, FIREFOX, parts[1]),
    runJson(home, ['save', '--json', ...parts[2].map(({ address }) => address)]),
  ]);
  t.diagnostic(`${Date.now() - began} ms`);
  const { failed, ms } = await looks.end();
  assert.deepEqual(failed, []);
  t.diagnostic(`${ms.length} looks at the list: ${ms[ms.length >> 1]} ms as a rule, ${ms.at(-1)} ms at most`);
  assert.ok(ms[ms.length >> 1] < 300, 'the list comes at once');
  await Promise.all([one.close(), other.close()]); // whatever they still have to say
  assertToldOnce(one.told(), parts[0]);
  assertToldOnce(other.told(), parts[1]);
  const answers = Object.fromEntries(terminal.answer.posts.map((post) =>
    [post.post, { ...post, error: post.error?.code }]));
  assertToldOnce({ answers, ends: {} }, parts[2]);
  await assertKeptOnce(home, folderOf(home), posts);
});
