// What the background remembers while it runs, and what its toolbar button says.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { badgeOf } from '../../extension/background/badge.js';
import { State } from '../../extension/background/state.js';

/** @param {number} number @param {string} state @param {object} [more] @returns {any} */
const job = (number, state, more = {}) => ({
  job: number, post: `p${number}`, state, bytes: null, total: null, changedAt: 1000, ...more,
});

describe('jobs', () => {
  test('the newest of a post counts, however it came', () => {
    const state = new State();
    state.takeAll([job(3, 'downloading', { post: 'a' }), job(2, 'failed', { post: 'a' })]);
    assert.equal(state.jobOf('a', 1000)?.job, 3);
    state.takeJob(job(4, 'queued', { post: 'a' }));
    assert.equal(state.jobOf('a', 1000)?.job, 4);
    assert.equal(state.jobOf('b', 1000), null);
  });

  test('what is over is news for ten minutes; what runs is always shown', () => {
    for (const over of ['failed', 'cancelled', 'done']) {
      const state = new State();
      state.takeJob(job(1, over));
      assert.equal(state.jobOf('p1', 1599)?.state, over);
      assert.equal(state.jobOf('p1', 1600), null, over);
    }
    const state = new State();
    state.takeJob(job(1, 'downloading'));
    assert.equal(state.jobOf('p1', 99999)?.job, 1);
  });

  test('a list from the host replaces what was known', () => {
    const state = new State();
    state.takeJob(job(1, 'downloading'));
    state.takeAll([job(2, 'queued')]);
    assert.deepEqual(state.running.map((one) => one.job), [2]);
  });

  test('a hundred stay; running ones are never dropped', () => {
    const state = new State();
    state.takeJob(job(1, 'downloading'));
    for (let number = 2; number <= 150; number += 1) state.takeJob(job(number, 'done'));
    assert.equal(state.jobs.size, 100);
    assert.equal(state.jobs.has(1), true);
    assert.equal(state.jobs.has(2), false);
    assert.equal(state.jobs.has(150), true);
  });

  test('of many that wait, those whose turn comes first stay', () => {
    const state = new State();
    for (let number = 1; number <= 500; number += 1) state.takeJob(job(number, 'queued'));
    assert.equal(state.jobs.size, 100);
    assert.deepEqual([...state.jobs.keys()].sort((a, b) => a - b).slice(0, 2), [1, 2]);
  });

  test('only a failure that happened before our eyes waits to be seen', () => {
    const state = new State();
    state.takeAll([job(1, 'failed'), job(2, 'queued')]);
    state.takeJob(job(1, 'failed'));
    assert.deepEqual([...state.unseen], []);
    state.takeJob(job(2, 'failed'));
    assert.deepEqual([...state.unseen], [2]);
  });
});

describe('the badge', () => {
  const many = Array.from({ length: 50 }, (_, n) => job(n + 1, 'queued'));
  const rows = [
    { why: 'nothing', jobs: [], unseen: [], text: '' },
    { why: 'all over', jobs: [job(1, 'done')], unseen: [], text: '' },
    { why: 'a failure nobody has seen', jobs: [job(1, 'failed')], unseen: [1], text: '!' },
    { why: 'no size known yet', jobs: [job(1, 'reading')], unseen: [], text: '…' },
    { why: 'half', jobs: [job(1, 'downloading', { bytes: 50, total: 100 })], unseen: [], text: '50%' },
    { why: 'two are counted', jobs: [job(1, 'downloading', { bytes: 100, total: 100 }),
      job(2, 'downloading', { bytes: 0, total: 300 })], unseen: [], text: '2' },
    { why: 'of a crowd the host knows more', jobs: many, unseen: [], text: '500', counts: { waiting: 494, running: 6 } },
    { why: 'what has no room is cut', jobs: many, unseen: [], text: '999+', counts: { waiting: 5000, running: 6 } },
    { why: 'counts of before the start of this one', jobs: [job(1, 'downloading', { bytes: 1, total: 2 })], unseen: [], text: '50%',
      counts: { waiting: 1, running: 1 } },
    { why: 'never 100 before the end', jobs: [job(1, 'checking', { bytes: 9, total: 9 })], unseen: [], text: '99%' },
    { why: 'what is over counts no more', jobs: [job(1, 'done', { bytes: 300, total: 300 }),
      job(2, 'downloading', { bytes: 1, total: 10 })], unseen: [], text: '10%' },
    { why: 'one that runs goes before a failure', jobs: [job(1, 'queued')], unseen: [9], text: '…' },
  ];
  for (const { why, jobs, unseen, text, counts } of rows) {
    test(why, () => assert.equal(badgeOf(jobs, new Set(unseen), /** @type {any} */ (counts)).text, text));
  }
});
