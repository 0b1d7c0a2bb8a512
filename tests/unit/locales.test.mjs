// Every text that is named exists, every text that exists is named, and each can be filled.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { extensionFolder, messages, parsed, source } from './stubs.mjs';
import { errorKey } from '../../extension/lib/text.js';

const table = readFileSync(new URL('../../host/base/error_codes.inc', import.meta.url), 'utf8');
const hostCodes = [...table.matchAll(/^CK_CODE\(\w+,\s*"([^"]+)"/gm)].map(([, code]) => code);
const noteTable = readFileSync(new URL('../../host/session/notes.inc', import.meta.url), 'utf8');
const notes = [...noteTable.matchAll(/^CK_NOTE\(\w+,\s*"([^"]+)"/gm)].map(([, word]) => word);
const doctorTable = readFileSync(new URL('../../host/desktop/doctor_words.inc', import.meta.url), 'utf8');
/** What the doctor says by a word, and for which key of ours it is. */
const doctorWords = [...doctorTable.matchAll(/^CK_(TROUBLE|REMEDY)\(\w+, "([^"]+)", "(.*)"\)$/gm)].map(
  ([, kind, word, sentence]) => ({ key: `${kind.toLowerCase()}_${word.replaceAll('-', '_')}`, sentence }));
const files = readdirSync(extensionFolder, { recursive: true }).map(String);
const scripts = files.filter((file) => file.endsWith('.js')).map(source).join('\n');
const pages = files.filter((file) => file.endsWith('.html')).map(source).join('\n');
const ownCodes = [...scripts.matchAll(/new Fault\('([a-z-]+)'/g)].map(([, code]) => code);
ownCodes.push('host-lost', 'host-broken'); // chosen by a condition

/** @param {string} text @param {RegExp} pattern */
const named = (text, pattern) =>
  [...text.matchAll(pattern)].map(([, ...names]) => names.find(Boolean) ?? '');
const keys = new Set([
  ...named(scripts, /\bt\(\s*'(\w+)'/g),
  ...named(scripts, /'((?:say|state|row|outcome|health|light|check|chip|grade|do|may|when|where|fault)_\w+)'/g),
  ...named(pages, /data-i18n(?:-[a-z-]+)?="(\w+)"/g),
  ...named(source('manifest.json'), /__MSG_(\w+)__/g),
]);
for (const code of [...hostCodes, ...ownCodes]) {
  keys.add(errorKey(code)).add(`${errorKey(code)}_step`);
}
notes.forEach((word) => keys.add(`note_${word.replaceAll('-', '_')}`));
doctorWords.forEach(({ key }) => keys.add(key));
for (const key of named(scripts, /\bcounted\(\s*'(\w+)'|'(notice_(?:saved|off|failed))'/g)) {
  keys.add(`${key}_one`).add(`${key}_other`);
}
keys.delete('saveTabs_one'); // the button is there for two or more
/** What screen.js says, by the words it has for it. */
const said = named(source('popup/screen.js'), /'([a-z]\w+)'/g).map((word) => `say_${word}`);
said.filter((key) => messages[key]).forEach((key) => keys.add(key));

test('the tables of the host are read', () => {
  assert.ok(hostCodes.length > 50);
  assert.ok(notes.includes('watermark'));
  assert.equal(doctorWords.length, (doctorTable.match(/^CK_(?:TROUBLE|REMEDY)/gm) ?? []).length);
});

test('what the doctor says has as many values as its text in every language has places', () => {
  for (const { key, sentence } of doctorWords) {
    const places = Object.keys(messages[key].placeholders ?? {}).length;
    const commands = (sentence.match(/`/g) ?? []).length / 2;
    const values = (sentence.match(/%[psw]/g) ?? []).length;
    assert.ok(key.startsWith('remedy') ? places === commands : places <= values, `${key}: ${sentence}`);
  }
});

test('every text that is asked for exists', () => {
  const missing = [...keys].filter((key) => !messages[key] && !key.startsWith('@@'));
  assert.deepEqual(missing, []);
});

test('no text lies about unused', () => {
  assert.deepEqual(Object.keys(messages).filter((key) => !keys.has(key)), []);
});

/** Plain words, and each placeholder is used. @param {any} text @param {string} key */
function canBeFilled({ message, placeholders = {} }, key) {
  assert.match(message, /\S/, key);
  assert.doesNotMatch(message, /[<>{}`]|\$\d/, key);
  const used = named(message, /\$(\w+)\$/g).map((name) => name.toLowerCase());
  assert.deepEqual(Object.keys(placeholders).sort(), [...new Set(used)].sort(), key);
  assert.equal((message.match(/\$/g) ?? []).length, 2 * used.length, `${key}: no stray dollar sign`);
}

describe('each text', () => {
  for (const [key, text] of Object.entries(messages)) {
    const { message, description, placeholders = {} } = text;
    test(key, () => {
      canBeFilled(text, key);
      assert.match(description ?? '', /\w/, 'words for those who translate it');
      for (const { example } of Object.values(placeholders)) assert.match(example ?? '', /\S/);
      const places = Object.values(placeholders).map((/** @type {any} */ one) => one.content).sort();
      assert.deepEqual(places, places.map((_, n) => `$${n + 1}`));
      if (/^(error|note)_/.test(key)) assert.match(message, /^[A-Z].*\.$/s, 'a sentence');
    });
  }
});

/** Names, and words that are the same in other languages: only these may stay as they are. */
const shared = [
  'Clipkeep', 'https://www.tiktok.com/@…', '$SPEED$/s', '$POSTS$ · $SIZE$', 'Creator', 'Date',
  'Downloads', 'Options', 'Stories', '$COUNT$ photo', '$COUNT$ photos', '$COUNT$ post', '$COUNT$ posts',
];
const english = /(?<!\p{L})(?:the|and|with|your)(?!\p{L})/iu;
const languages = readdirSync(new URL('_locales/', extensionFolder)).filter((one) => one !== 'en');
/** The English of a key; for a form of number that English has not ("posts_few"), of its `_other`.
 * @param {string} key */
const originalOf = (key) => messages[key] ?? messages[key.replace(/_(zero|two|few|many)$/, '_other')];
/** @param {any} text */
const placesOf = ({ placeholders = {} }) =>
  Object.fromEntries(Object.entries(placeholders).map(([name, { content }]) => [name, content]));

for (const language of languages) {
  describe(`in ${language}`, () => {
    /** @type {Record<string, any>} */
    const texts = parsed(`_locales/${language}/messages.json`);
    const known = Object.entries(texts).filter(([key]) => originalOf(key));

    test('every text is there, in the order of English, and none more', () => {
      const rules = new Intl.PluralRules(language.replace('_', '-')).resolvedOptions();
      const own = Object.keys(texts).filter((key) => !messages[key]);
      /** @param {string} key */
      const isForm = (key) => rules.pluralCategories.some((form) => key.endsWith(`_${form}`));
      assert.deepEqual(own.filter((key) => !originalOf(key) || !isForm(key)), []);
      const theirs = Object.keys(texts).filter((key) => messages[key]);
      assert.deepEqual(theirs, Object.keys(messages));
    });

    test('each can be filled as in English', () => {
      for (const [key, text] of known) {
        canBeFilled(text, key);
        // A form that English has not may say its number in words: "two photos".
        if (messages[key] || text.placeholders) {
          assert.deepEqual(placesOf(text), placesOf(originalOf(key)), key);
        }
      }
    });

    test('none is too long, and each has the lines of English', () => {
      for (const [key, { message }] of known) {
        const original = originalOf(key).message;
        assert.ok(message.length <= 2 * original.length + 20, `${key}: ${message}`);
        assert.equal(message.split('\n').length, original.split('\n').length, key);
      }
      assert.ok(texts.extensionDescription.message.length <= 132, 'as much as a browser takes');
    });

    if (language === 'ar') {
      test('dates, times and sizes keep their own direction', () => {
        const bare = /(?<!\u2068)\$(?:DATE|TIME|SIZE)\$|\$(?:DATE|TIME|SIZE)\$(?!\u2069)/;
        assert.deepEqual(known.filter(([, { message }]) => bare.test(message)).map(([key]) => key), []);
      });
    }

    test('nothing was left in English', () => {
      const left = known.filter(([key, { message }]) =>
        english.test(message) || (message === originalOf(key).message && !shared.includes(message)));
      assert.deepEqual(left.map(([key, { message }]) => `${key}: ${message}`), []);
    });
  });
}
