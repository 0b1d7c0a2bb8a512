// What may be done with a post, in words: popup/rights.js.
import assert from 'node:assert/strict';
import { browserStub } from './stubs.mjs';
import { describe, test } from 'node:test';

/** @type {any} */ (globalThis).chrome = browserStub().api;
const {
  addressOf, chipOf, conditionsOf, creditOf, deedOf, doingsOf, licenceName, placeOf, profileOf, verdictOf,
} = await import('../../extension/popup/rights.js');

const rights = { licence: 'CC-BY-SA-4.0', grade: 'certain', evidence: [], deed: 'https://creativecommons.org/licenses/by-sa/4.0/',
  may: { keep: 'yes', share: 'if', change: 'if', sell: 'if' }, conditions: ['credit', 'same-licence', 'from-tomorrow'], music: null };
const post = /** @type {any} */ ({ id: '7602050882429897470', kind: 'video', author: { name: 'cat.lady_1', nickname: 'Cat Lady' },
  text: 'my cat\nopens doors', saving: 'allowed', rights });

test('licences are called as people write them', () => {
  const rows = [['CC-BY-4.0', 'CC BY 4.0'], ['CC-BY-NC-SA-4.0', 'CC BY-NC-SA 4.0'], ['CC-BY', 'CC BY'], ['CC0-1.0', 'CC0 1.0'],
    ['CC-BY-SA-3.0-DE', 'CC BY-SA 3.0-DE']];
  for (const [given, wanted] of rows) assert.equal(licenceName(given), wanted);
});

describe('the chip', () => {
  const rows = [
    { why: 'a licence goes before what the app allows', given: { saving: 'off', rights }, key: 'chip_licence', licence: 'CC BY-SA 4.0' },
    { why: 'words that name none state none', given: { saving: 'off', rights: { ...rights, licence: null, grade: 'weak' } }, key: 'chip_off' },
    { why: 'a licence of a doubtful grade is none', given: { saving: 'unknown', rights: { ...rights, grade: 'weak' } }, key: 'chip_none' },
    { why: 'saving is allowed', given: { saving: 'allowed' }, key: 'chip_allowed' },
    { why: 'one\'s own goes before all', given: { saving: 'off', rights, mine: true }, standing: 1, key: 'chip_mine' },
    { why: 'a permission goes before what is stated', given: { saving: 'off', rights }, standing: 1, key: 'chip_permitted' },
    { why: 'all rights reserved is no licence', key: 'chip_reserved',
      given: { saving: 'allowed', rights: { ...rights, licence: null, grade: 'reserved' } } },
    { why: 'nothing is known', given: { saving: 'unknown', rights: undefined }, key: 'chip_none' },
  ];
  for (const { why, given, standing, key, licence } of rows) {
    test(why, () => {
      const chip = chipOf(/** @type {any} */ (given), standing);
      assert.deepEqual([chip.key, chip.licence], [key, licence]);
    });
  }
});

test('what the words come to, for every grade', () => {
  const rows = [
    [{ ...rights, grade: 'certain' }, 'grade_certain', 'CC BY-SA 4.0'], [{ ...rights, grade: 'strong', licence: 'CC-BY' }, 'grade_strong', 'CC BY'],
    [{ ...rights, grade: 'reserved', licence: null }, 'grade_reserved'],
    [{ ...rights, grade: 'weak', licence: null }, 'grade_weak'], [{ ...rights, grade: 'words', licence: null }, 'grade_words'],
    [{ ...rights, grade: 'none', licence: null }, 'grade_none'], [{ ...rights, grade: 'from-tomorrow' }, 'grade_none'], [undefined, 'grade_none'],
  ];
  for (const [given, key, licence] of rows) {
    const verdict = verdictOf(/** @type {any} */ ({ rights: given }));
    assert.deepEqual([verdict.key, verdict.licence], [key, licence]);
  }
  assert.equal(verdictOf({ rights, mine: true }).key, 'grade_mine');
});

test('one\'s own may be used in every way; what was permitted as well', () => {
  assert.deepEqual(doingsOf(rights, { mine: true }).map(({ answer }) => answer), Array(4).fill('may_yes'));
  assert.deepEqual(doingsOf(undefined, { permitted: new Set(['keep', 'share', 'fly']) }).map(({ answer }) => answer),
    ['may_yes', 'may_permitted', 'may_no', 'may_no']);
});

test('without a licence: keep, and ask for the rest', () => {
  assert.deepEqual(doingsOf(undefined).map(({ answer }) => answer), ['may_yes', 'may_no', 'may_no', 'may_no']);
  assert.deepEqual(doingsOf(rights).map(({ answer }) => answer), ['may_yes', 'may_if', 'may_if', 'may_if']);
  assert.deepEqual(doingsOf({ ...rights, may: { keep: 'perhaps' } }).map(({ answer }) => answer), Array(4).fill('may_no'));
  assert.deepEqual(conditionsOf(rights), ['when_credit', 'when_sameLicence', 'when_other']);
  assert.deepEqual(placeOf('bio'), { place: 'where_bio', dated: false }, 'a profile has not the date of the post');
  assert.deepEqual(placeOf('hashtag'), { place: 'where_hashtag', dated: true });
});

test('only deeds of Creative Commons are opened', () => {
  assert.equal(deedOf(rights), rights.deed);
  for (const deed of [null, 'javascript:alert(1)', 'https://creativecommons.org.example/licenses/by/4.0/',
    'http://creativecommons.org/licenses/by/4.0/', 'https://creativecommons.org/licenses/by/4.0/?x']) {
    assert.equal(deedOf({ ...rights, deed }), null, String(deed));
  }
});

test('addresses are built from what was checked', () => {
  assert.equal(profileOf(post), 'https://www.tiktok.com/@cat.lady_1');
  assert.equal(addressOf({ ...post, kind: 'photo' }), 'https://www.tiktok.com/@cat.lady_1/photo/7602050882429897470');
  for (const name of ['', '../x', 'a b', 'a/b', 'a?b', 'ä', 'x'.repeat(40)]) {
    assert.equal(profileOf({ ...post, author: { name, nickname: '' } }), null, name);
  }
});

test('a credit has title, author, source and licence', () => {
  assert.deepEqual(creditOf(post), { title: 'my cat', author: 'Cat Lady (@cat.lady_1)', source: addressOf(post),
    licence: 'CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/' });
  assert.equal(creditOf({ ...post, rights: undefined }).licence, null);
  assert.equal(creditOf({ ...post, rights: { ...rights, licence: null, grade: 'reserved' } }).licence, null);
});
