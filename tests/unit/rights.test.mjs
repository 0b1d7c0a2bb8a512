// What may be done with a post, in words: popup/rights.js.
import assert from 'node:assert/strict';
import { addressOf, chipOf, conditionsOf, creditOf, deedOf, doingsOf, licenceName, placeOf, profileOf, saysOf } from '../../extension/popup/rights.js';
import { describe, test } from 'node:test';

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
    { why: 'a permission goes before what the app says', given: { saving: 'off' }, permitted: true, key: 'chip_permission' },
    { why: 'and a licence before that', given: { saving: 'off', rights }, permitted: true, key: 'chip_licence', licence: 'CC BY-SA 4.0' },
    { why: 'saving is allowed', given: { saving: 'allowed' }, key: 'chip_allowed' },
    { why: 'nothing is known', given: { saving: 'unknown', rights: undefined }, key: 'chip_none' },
  ];
  for (const { why, given, permitted, key, licence } of rows) {
    test(why, () => {
      const chip = chipOf(/** @type {any} */ (given), permitted);
      assert.deepEqual([chip.key, chip.licence], [key, licence]);
    });
  }
});

test('without a licence: keep, and ask for the rest', () => {
  assert.deepEqual(doingsOf(undefined).map(({ answer }) => answer), ['may_yes', 'may_no', 'may_no', 'may_no']);
  assert.deepEqual(doingsOf(rights).map(({ answer }) => answer), ['may_yes', 'may_if', 'may_if', 'may_if']);
  assert.deepEqual(doingsOf({ ...rights, may: { keep: 'perhaps' } }).map(({ answer }) => answer), Array(4).fill('may_no'));
  assert.deepEqual(conditionsOf(rights), ['when_credit', 'when_sameLicence', 'when_other']);
  assert.equal(placeOf('bio'), 'where_bio');
});

test('what stands above the evidence follows the grade', () => {
  const evidence = [{ text: 'x', where: 'caption' }];
  for (const [grade, key] of [['weak', 'says_weak'], ['words', 'says_words'], ['none', 'says_none']]) {
    assert.equal(saysOf({ ...rights, licence: null, grade, evidence }, false), key);
  }
  assert.equal(saysOf(rights, true), 'says_stated');
  assert.equal(saysOf(undefined, false), 'says_nothing');
  assert.equal(saysOf(undefined, true), 'says_permitted');
});

test('what was permitted goes further than the law', () => {
  assert.deepEqual(doingsOf(undefined, ['share', 'sell']).map(({ answer }) => answer), ['may_yes', 'may_yes', 'may_no', 'may_yes']);
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
  assert.deepEqual(creditOf(post), { title: 'my cat', author: '\u2068Cat Lady\u2069 (\u2068@cat.lady_1\u2069)', source: addressOf(post),
    licence: 'CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/' });
  assert.equal(creditOf({ ...post, rights: undefined }).licence, null);
});
