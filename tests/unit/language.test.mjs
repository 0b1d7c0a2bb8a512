// lib/language.js: another language than the browser's, from the files that the browser reads.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { browserStub, extensionFolder, parsed, settle } from './stubs.mjs';
import { readdirSync } from 'node:fs';

const scope = /** @type {any} */ (globalThis);
const stub = browserStub();
scope.chrome = stub.api;
const { LANGUAGES, chooseLanguage, followLanguage, nameOf, textsOf } = await import('../../extension/lib/language.js');
const { bytesText, counted, isolated, localize, speak, spoken, t } = await import('../../extension/lib/text.js');

/** What was read, in order; the answers wait until the test lets them go. */
const read = /** @type {{url: string, go: () => void}[]} */ ([]);
scope.fetch = (/** @type {string} */ url) => new Promise((resolve) => {
  const file = url.slice(stub.api.runtime.getURL('').length);
  read.push({ url: file, go: () => resolve({ json: async () => parsed(file) }) });
});
const kept = new Map();
const ownStore = {
  getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
  removeItem: (/** @type {string} */ key) => void kept.delete(key),
};
scope.localStorage = ownStore;

async function letAllGo() {
  await settle();
  for (const { go } of read.splice(0)) {
    go();
    await settle();
  }
}

/** @param {string} language */
async function choose(language) {
  await chooseLanguage(language);
  stub.api.storage.onChanged.happen({ language: { newValue: language } }, 'local');
}

afterEach(async () => {
  delete stub.local.language;
  stub.api.storage.onChanged.listeners.length = 0;
  kept.clear();
  read.splice(0);
  speak('', {});
});

test('every folder of words can be chosen, and is called by its own name', () => {
  assert.deepEqual([...LANGUAGES], readdirSync(new URL('_locales/', extensionFolder)).sort());
  assert.deepEqual(['ar', 'de', 'pt_BR'].map(nameOf), ['العربية', 'Deutsch', 'português (Brasil)']);
});

describe('texts are filled as the browsers fill them', () => {
  const texts = textsOf({
    plain: { message: 'no places' },
    two: { message: '$B$ before $a$', placeholders: { a: { content: '$1' }, b: { content: '$2' } } },
    dollars: { message: 'for $$5, or $$$ and $1' },
    unknown: { message: 'of $NOBODY$' },
  });
  const rows = [['plain', 'no places'], ['two', 'y before x'], ['dollars', 'for $5, or $$ and x'], ['unknown', 'of $NOBODY$']];
  for (const [key, text] of rows) {
    test(key, () => {
      speak('de', texts);
      assert.equal(t(key, 'x', 'y'), text);
    });
  }

  test('a value is never read as a place', () => {
    speak('de', texts);
    assert.equal(t('two', '$2 $$ $B$', isolated('قطة')), '\u2068قطة\u2069 before $2 $$ $B$');
  });
});

test('a text that a language has not is the browser’s; a form of number is never another language’s', () => {
  speak('ar', { photos_other: 'x $1' });
  assert.equal(t('save'), 'Save');
  assert.match(counted('photos', 1), /^x/);
});

test('without a choice nothing is loaded and nothing is drawn anew', async () => {
  let drawn = 0;
  await followLanguage(() => { drawn += 1; });
  assert.deepEqual([read.length, drawn, spoken(), kept.size], [0, 0, '', 0]);
  assert.equal(t('save'), 'Save');
});

test('a choice is followed by numbers, forms and direction, and taken back', async () => {
  let drawn = 0;
  await followLanguage(() => { drawn += 1; });
  await choose('ar');
  await letAllGo();
  const page = { documentElement: { lang: '', dir: '' }, querySelectorAll: () => [] };
  localize(/** @type {any} */ (page));
  assert.deepEqual(page.documentElement, { lang: 'ar', dir: 'rtl' });
  assert.equal(t('save'), parsed('_locales/ar/messages.json').save.message);
  assert.notEqual(counted('photos', 2), counted('photos', 3), 'two is a form of its own');
  assert.doesNotMatch(bytesText(2e6), /MB/);
  await choose('');
  await letAllGo();
  localize(/** @type {any} */ (page));
  assert.deepEqual([page.documentElement, t('save'), drawn], [{ lang: 'en-GB', dir: 'ltr' }, 'Save', 2]);
  assert.equal(kept.size, 0, 'no copy is left');
});

test('the next page has the texts at once; those of an older version it waits for', async () => {
  await followLanguage(() => {});
  await choose('de');
  await letAllGo();
  speak('', {}); // a new page
  followLanguage(() => {});
  assert.equal(t('cancel'), 'Abbrechen');
  await settle();
  assert.equal(read.length, 0);

  kept.set('texts', kept.get('texts').replace('0.1.0', '0.0.9'));
  speak('', {});
  followLanguage(() => {});
  assert.equal(t('cancel'), 'Cancel');
  await letAllGo();
  assert.equal(t('cancel'), 'Abbrechen');
});

test('of two choices that overtake one another the last holds', async () => {
  await followLanguage(() => {});
  await choose('de');
  await settle();
  await choose('fr');
  await settle();
  const [first, second] = read.splice(0);
  second.go();
  await settle();
  first.go();
  await settle();
  assert.equal(spoken(), 'fr');
});

test('what is no language, no copy or no store of ours does no harm', async () => {
  kept.set('texts', '{"version":');
  stub.local.language = '../../../etc';
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: () => { throw new Error('refused'); } });
  await followLanguage(() => {});
  assert.deepEqual([spoken(), read.length], ['', 0]);
  await choose('de');
  await letAllGo();
  assert.equal(t('cancel'), 'Abbrechen');
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, writable: true, value: ownStore });
});
