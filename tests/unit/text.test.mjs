// lib/text.js: numbers and sentences as a person reads them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserStub } from './stubs.mjs';

/** @type {any} */ (globalThis).chrome = browserStub().api;
const {
  bytesText, counted, dateText, errorText, isolated, lengthText, noteText, percentText, plain, shortened, t, waitText,
} = await import('../../extension/lib/text.js');

/** @param {(value: number) => string} write @param {[number, string][]} rows */
function assertRows(write, rows) {
  for (const [value, text] of rows) {
    assert.equal(write(value).replace(/\s/g, ' '), text, String(value));
  }
}

test('sizes', () => {
  assertRows(bytesText, [
    [0, '0 bytes'], [1, '1 byte'], [999, '999 bytes'], [1000, '1 kB'], [999499, '999 kB'], [999500, '1 MB'], [1647231, '1.6 MB'], [16472310, '16 MB'],
    [5e9, '5 GB'], [5e12, '5 TB'], [5e15, '5,000 TB'],
  ]);
});

test('a number and its unit stay on one line', () => {
  for (const text of [bytesText(1647231), waitText(40)]) assert.doesNotMatch(text, / /);
});

test('what is copied has no marks that cannot be seen', () => {
  assert.equal(plain(`\u202e${isolated('Cat')} (\u2066@cat\u2069)`), 'Cat (@cat)');
});

test('lengths', () => {
  assertRows(lengthText, [[0, '0:00'], [7.4, '0:07'], [75, '1:15'], [59.6, '1:00'], [3600, '1:00:00'], [3725, '1:02:05']]);
});

test('waiting', () => {
  assertRows(waitText, [[1, '1 sec'], [40, '40 secs'], [89, '89 secs'], [90, '2 mins'], [600, '10 mins']]);
});

test('parts and days', () => {
  assertRows(percentText, [[0, '0%'], [0.456, '46%'], [1, '100%']]);
  assert.match(dateText(1769990400), /2 Feb 2026/);
});

test('placeholders are filled in their order', () => {
  assert.equal(t('bytesOf', '1 MB', '3 MB'), '1 MB of 3 MB');
  assert.equal(t('say_done', isolated('قطة.mp4')), 'Saved.\n\u2068قطة.mp4\u2069');
});

test('a name cannot turn the sentence around it, nor end its own isolation', () => {
  assert.equal(isolated('a\u202eb\u2069\u2066c\u202c'), '\u2068abc\u2069');
  assert.equal(isolated('שלום\u200f'), '\u2068שלום\u200f\u2069', 'marks of one letter stay');
});

test('a text is shortened between characters', () => {
  assert.deepEqual([shortened('🐈🐈🐈', 2), shortened('🐈🐈', 2), shortened('', 2)], ['🐈🐈…', '🐈🐈', '']);
});

test('things are counted as the language does', () => {
  assertRows((count) => counted('photos', count), [
    [1, '1 photo'], [9, '9 photos'], [0, '0 photos'], [1200, '1,200 photos'],
  ]);
});

test('a note has a sentence; one of tomorrow has none', () => {
  assert.match(noteText('sound-removed'), /no sound/);
  assert.equal(noteText('from-tomorrow'), '');
});

test('a code has a sentence and a step; one of tomorrow has the general ones', () => {
  const { sentence, step } = errorText('disk-full');
  assert.match(sentence, /no room/);
  assert.match(step, /space/);
  assert.deepEqual(errorText('from-tomorrow'), errorText('internal'));
});
