// What the popup lists, and in what order: popup/queue.js. And the doctor's light.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listingOf, rowOf } from '../../extension/popup/queue.js';
import { checksOf, healthOf } from '../../extension/lib/health.js';
import { joined } from '../../extension/background/views.js';

const NOW = 100000;
/** @param {number} number @param {string} state @param {object} [more] @returns {any} */
const job = (number, state, more = {}) => ({
  job: number, post: `p${number}`, state, bytes: null, total: null, paused: false, joining: false, waits: null,
  error: null, changedAt: NOW, ...more,
});
/** @param {any[]} jobs @param {object} [around] */
const list = (jobs, around = {}) => listingOf(jobs, { now: NOW, ...around });
/** @param {any} listing */
const numbers = ({ rows }) => rows.map((/** @type {any} */ row) => row.job.job);

describe('a line', () => {
  const rows = [
    { why: 'waits for its turn', given: job(1, 'queued'), state: 'state_queued', bar: false, buttons: ['pause', 'cancel'] },
    { why: 'has begun before', given: job(1, 'queued', { bytes: 5, total: 10 }), state: 'state_queued', bar: true, buttons: ['pause', 'cancel'] },
    { why: 'its page is read', given: job(1, 'reading'), state: 'state_starting', bar: true, buttons: ['pause', 'cancel'] },
    { why: 'downloads', given: job(1, 'downloading'), state: 'state_downloading', bar: true, figures: true, buttons: ['pause', 'cancel'] },
    { why: 'is joined', given: job(1, 'checking', { joining: true }), state: 'state_joining', bar: true, buttons: ['pause', 'cancel'] },
    { why: 'is checked', given: job(1, 'checking'), state: 'state_checking', bar: true, buttons: ['pause', 'cancel'] },
    { why: 'is paused', given: job(1, 'downloading', { paused: true }), state: 'state_paused', bar: true, buttons: ['resume', 'cancel'] },
    { why: 'is slowed down', given: job(1, 'downloading', { waits: { code: 'rate-limited', seconds: 9 } }), state: 'state_downloading',
      code: 'rate-limited', bar: true, figures: true, buttons: ['pause', 'cancel'] },
    { why: 'has failed', given: job(1, 'failed', { error: { code: 'media-refused', detail: '' } }), state: 'state_failed',
      code: 'media-refused', bar: false, buttons: ['retry'] },
    { why: 'has failed, nobody knows why', given: job(1, 'failed'), state: 'state_failed', code: 'internal', bar: false, buttons: ['retry'] },
  ];
  for (const { why, given, figures = false, ...wanted } of rows) {
    test(why, () => {
      const { job: _job, percent: _percent, ...row } = rowOf(given);
      assert.deepEqual(row, { ...wanted, figures });
    });
  }
});

describe('the list', () => {
  test('what moves comes first, then what failed, then what waits in its order', () => {
    const jobs = [job(9, 'queued'), job(2, 'queued'), job(5, 'failed'), job(7, 'downloading'), job(8, 'reading'), job(1, 'done')];
    assert.deepEqual(numbers(list(jobs)), [7, 8, 5, 2, 9]);
  });

  test('of five hundred a dozen are shown, and the rest is counted', () => {
    const jobs = Array.from({ length: 50 }, (_, n) => job(n + 1, n < 6 ? 'downloading' : 'queued'));
    const listing = list(jobs, { counts: { posts: 0, bytes: 0, waiting: 494, running: 6, failed: 0 } });
    assert.equal(listing.rows.length, 12);
    assert.equal(listing.more, 488);
    assert.equal(listing.unfinished, 500);
  });

  test('counts that are older than what was told do not count', () => {
    const counts = { posts: 0, bytes: 0, waiting: 0, running: 1, failed: 0 };
    assert.deepEqual([list([job(1, 'done')], { counts }).unfinished, list([job(1, 'done')], { counts }).more], [0, 0]);
  });

  test('the post on screen is not told twice', () => {
    assert.deepEqual(numbers(list([job(1, 'downloading'), job(2, 'downloading')], { post: 'p1' })), [2]);
  });

  test('a failure that was made good, or is of yesterday, is no news', () => {
    const jobs = [job(1, 'failed', { post: 'a' }), job(2, 'done', { post: 'a' }),
      job(3, 'failed', { changedAt: NOW - 86400 }), job(4, 'failed')];
    const listing = list(jobs);
    assert.deepEqual(numbers(listing), [4]);
    assert.equal(listing.failed, 1);
  });

  test('what can be done with all is offered where there are several', () => {
    assert.deepEqual(list([job(1, 'downloading')]).can, []);
    assert.deepEqual(list([job(1, 'downloading'), job(2, 'queued')]).can, ['pauseAll']);
    assert.deepEqual(list([job(1, 'downloading'), job(2, 'queued', { paused: true })]).can, ['pauseAll', 'resumeAll']);
    assert.deepEqual(list([job(1, 'failed'), job(2, 'failed')]).can, ['retryAll']);
  });

  test('what its creator turned saving off for is kept by consent, not tried again', () => {
    const off = (/** @type {number} */ number) => job(number, 'failed', { error: { code: 'saving-off', detail: '' } });
    const listing = list([off(1), off(2), job(3, 'failed', { error: { code: 'network', detail: '' } })]);
    assert.deepEqual(listing.rows.map(({ buttons }) => buttons), [['consent'], ['consent'], ['retry']]);
    assert.deepEqual([listing.can, listing.failed, listing.off], [[], 1, 2]);
  });

  test('what was saved lately: the newest first, each post once, six at most', () => {
    const jobs = Array.from({ length: 9 }, (_, n) => job(n + 1, 'done', { changedAt: NOW + n }));
    jobs.push(job(20, 'done', { post: 'p9', changedAt: NOW + 20 }));
    assert.deepEqual(list(jobs).recent.map(({ job: number }) => number), [20, 8, 7, 6, 5, 4]);
  });
});

test('what views are told meanwhile is joined: the newest of each, and all replaces all', () => {
  const older = { jobs: [job(1, 'queued'), job(2, 'queued')], lost: { code: 'x', detail: '' } };
  assert.deepEqual(joined(older, { jobs: [job(1, 'done')] }).jobs?.map(({ job: number, state }) => [number, state]),
    [[1, 'done'], [2, 'queued']]);
  const all = joined(older, { jobs: [job(3, 'queued')], all: true });
  assert.deepEqual([all.all, all.jobs?.map(({ job: number }) => number), all.lost?.code], [true, [3], 'x']);
});

describe('the light', () => {
  const settings = /** @type {any} */ ({ folderError: null });
  const rows = [
    { given: {}, light: 'unknown' },
    { given: { settings }, light: 'good' },
    { given: { settings, held: 'network' }, light: 'care', code: 'network' },
    { given: { settings: { folderError: 'folder-missing' } }, light: 'bad', code: 'folder-missing' },
    { given: { settings, held: 'network', fault: { code: 'host-missing', detail: '' } }, light: 'bad', code: 'host-missing' },
  ];
  for (const { given, light, code } of rows) {
    test(`${light} ${code ?? ''}`, () => {
      const health = healthOf(/** @type {any} */ (given));
      assert.deepEqual([health.light, health.code], [light, code]);
      assert.equal(checksOf(/** @type {any} */ (given)).every((one) => one.light === 'good'), !code);
    });
  }
});
