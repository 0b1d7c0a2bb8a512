// What the page of the data export says, as a person reads it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserStub } from './stubs.mjs';

/** @type {any} */ (globalThis).chrome = browserStub().api;
const { choicesOf, endText, estimateOf, fetchedText, leftOf, ownText, percentOf, phaseText, takenTexts, titleOf } =
  await import('../../extension/import/words.js');

const list = (/** @type {string} */ name, /** @type {number} */ count) => ({ name, count, path: name });
const clean = (/** @type {string} */ text) => text.replaceAll(/[\u2068\u2069]/g, '').replaceAll('\u00a0', ' ');

test('each list that can be taken in is there once, in one order; what was watched is asked for', () => {
  const choices = choicesOf([list('watch-history', 9), list('likes', 2), list('searches', 5), list('posts', 0), list('likes', 3)]);
  assert.deepEqual(choices.map(({ name, count, saves, wanted }) => [name, count, saves, wanted]),
    [['posts', 0, true, false], ['likes', 5, true, true], ['watch-history', 9, true, false]]);
  assert.deepEqual(choicesOf([]), []);
  assert.deepEqual([titleOf('followers'), titleOf('tomorrow')], ['Followers', 'tomorrow']);
});

test('links to own posts: that work, that end, that have ended', () => {
  assert.equal(ownText({}), '');
  assert.match(clean(ownText({ live: 3, undated: 1, ended: 2, next: 1796000000 })),
    /^Links to your own posts that still work: 4\. The first of them ends on 30 Nov 2026\. Links that have ended: 2\. Ask TikTok/);
  assert.equal(ownText({ undated: 1 }), 'Links to your own posts that still work: 1.');
});

test('what the chosen lists come to, whether it fits, and that nothing is chosen', () => {
  const chosen = [{ count: 1200, saves: true }, { count: 50, saves: false }];
  assert.match(clean(estimateOf(chosen, { each: 5e6, free: 10e9 }).text), /^1,200 posts at most\. About 6 GB, .* 10 GB are free/);
  assert.equal(estimateOf(chosen, { each: 5e6, free: 1e9 }).fits, false);
  assert.match(clean(estimateOf(chosen, { each: null, free: null }).text), /^1,200 posts at most\. Perhaps 12 GB/);
  assert.deepEqual(estimateOf([chosen[1]], { each: 5e6, free: 1 }), { text: '', fits: true });
  assert.match(estimateOf([], { each: 5e6, free: 1 }).text, /at least one/);
});

/** @param {Partial<import('../../extension/lib/protocol.js').Import>} facts */
const at = (facts) => ({ state: 'reading', name: 'a.zip', entries: 0, of: 0, files: 0, filesOf: 0, bytes: 0, waits: 0,
  error: null, result: null, ...facts });

test('how far it is', () => {
  for (const [facts, text, percent] of /** @type {[any, RegExp, number | null][]} */ ([
    [{}, /^Looking at what is in it/, null],
    [{ entries: 800, of: 12000 }, /^Entries: 800 of 12,000\.$/, 6],
    [{ entries: 9, of: 8 }, /^Entries: 9 of 8\.$/, 100],
    [{ state: 'fetching', entries: 5, of: 5, files: 3, filesOf: 40, bytes: 31e6 }, /^Files of your own posts: 3 of 40, 31 MB\.$/, 7],
    [{ state: 'fetching', filesOf: 40, waits: 40 }, /slow down: it goes on in 40 sec/, 0],
    [{ name: null }, /^Another Clipkeep/, null],
  ])) {
    assert.match(clean(phaseText(at(facts))), text);
    assert.equal(percentOf(at(facts)), percent);
  }
});

test('how it ended, also by a code of tomorrow', () => {
  assert.match(endText(at({ state: 'done' })), /^It was taken in/);
  assert.match(endText(at({ state: 'stopped' })), /What was taken in stays/);
  assert.match(endText(at({ state: 'lost' })), /does not know how this ended/);
  assert.match(endText(at({ state: 'failed', error: { code: 'disk-full', detail: '' } })), /full|room/);
  assert.notEqual(endText(at({ state: 'failed', error: { code: 'of-tomorrow', detail: '' } })), '');
  assert.equal(endText(at({})), '');
});

test('what became of lists and files', () => {
  const taken = { name: 'likes', entries: 60, unnamed: 2, joined: 0, table: null };
  assert.deepEqual(takenTexts(taken), { sum: 'Entries: 60 · Without a post: 2', table: '' });
  const own = takenTexts({ name: 'posts', entries: 9, unnamed: 4, joined: 5, table: 'Data export/x.csv' });
  assert.deepEqual([own.sum, clean(own.table)], ['Entries: 9 · Known already: 5', 'Kept as Data export/x.csv']);
  assert.equal(fetchedText(null), '');
  const fetched = { saved: 40, had: 2, ended: 1, failed: 0, left: 3, bytes: 312e6, code: 'rate-limited' };
  assert.match(clean(fetchedText(fetched)),
    /saved: 40 \(312 MB\) · Already had: 2 · Link ended: 1 · Not fetched: 3\. Take in the file again .* TikTok/);
});

test('what was left out is named as the export names it', () => {
  const named = { lists: [], own: {}, unknown: ['New'], skipped: [{ where: 'Shop', what: 'left alone' }], problems: [{ where: 'a.json', what: 'broken' }] };
  assert.deepEqual(leftOf(named), ['Shop', 'New']);
});
