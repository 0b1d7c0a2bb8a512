// What a backup comes to before it begins.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GUESSED_BYTES, estimateOf } from '../../extension/backup/estimate.js';

/** @param {...number} stated */
const lists = (...stated) => /** @type {any[]} */ (stated.map((one) => ({ kind: 'posts', stated: one })));
/** @param {[number, number][]} known @param {object} [more] */
const ahead = (known, more = {}) =>
  ({ free: 1e12, each: 1e6, lists: known.map(([all, left]) => ({ known: all, left })), ...more });
const NEW = { full: false, filtered: false };

describe('an estimate', () => {
  for (const [why, [stated, known, how], want] of /** @type {[string, any, any][]} */ ([
    ['nothing is known', [[1200], [[0, 0]], NEW], { posts: 1200, left: 1200, most: false, silent: 0, seconds: 80 }],
    ['most is kept', [[1200], [[1190, 3]], NEW], { posts: 1200, left: 13, most: false, silent: 0, seconds: 4 }],
    ['a full check goes to the end', [[1200], [[1190, 3]], { ...NEW, full: true }], { posts: 1200, left: 13, most: false, silent: 0, seconds: 80 }],
    ['more is known than stated', [[10], [[12, 2]], NEW], { posts: 12, left: 2, most: false, silent: 0, seconds: 2 }],
    ['TikTok is silent', [[-1], [[0, 0]], NEW], { posts: 0, left: 0, most: false, silent: 1, seconds: 0 }],
    ['TikTok is silent, the last run was not', [[-1, 30], [[120, 7], [0, 0]], NEW], { posts: 150, left: 37, most: false, silent: 1, seconds: 4 }],
    ['what is not listed yet cannot be told apart', [[100], [[40, 5]], { ...NEW, filtered: true }], { posts: 100, left: 65, most: true, silent: 0, seconds: 6 }],
    ['all is listed', [[40], [[40, 5]], { ...NEW, filtered: true }], { posts: 40, left: 5, most: false, silent: 0, seconds: 2 }],
    ['the program is away', [[50], [], NEW], { posts: 50, left: 50, most: false, silent: 0, seconds: 4 }],
  ])) {
    test(why, () => {
      const { bytes, guessed, free, fits, ...counts } = estimateOf(lists(...stated), ahead(known), how);
      assert.deepEqual([counts, bytes, guessed, free, fits], [want, want.left * 1e6, false, 1e12, true]);
    });
  }

  test('what does not fit is told, and where nobody knows it is not', () => {
    const fits = (/** @type {number | null} */ free) => estimateOf(lists(10), ahead([[0, 0]], { free }), NEW).fits;
    assert.deepEqual([9e6, 10e6, null].map(fits), [false, true, true]);
  });

  test('a size is guessed where nothing is kept', () => {
    const { bytes, guessed } = estimateOf(lists(10), ahead([[0, 0]], { each: null }), NEW);
    assert.deepEqual([bytes, guessed], [10 * GUESSED_BYTES, true]);
  });
});
