// Every text that is named exists, every text that exists is named, and each can be filled.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { extensionFolder, messages, source } from './stubs.mjs';
import { errorKey } from '../../extension/lib/text.js';

const table = readFileSync(new URL('../../host/base/error_codes.inc', import.meta.url), 'utf8');
const hostCodes = [...table.matchAll(/^CK_CODE\(\w+,\s*"([^"]+)"/gm)].map(([, code]) => code);
const noteTable = readFileSync(new URL('../../host/session/notes.inc', import.meta.url), 'utf8');
const notes = [...noteTable.matchAll(/^CK_NOTE\(\w+,\s*"([^"]+)"/gm)].map(([, word]) => word);
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
  ...named(scripts, /'((?:say|state|row|outcome|queue|health|chip|do|may|when|where)_\w+)'/g),
  ...named(pages, /data-i18n(?:-[a-z-]+)?="(\w+)"/g),
  ...named(source('manifest.json'), /__MSG_(\w+)__/g),
]);
for (const code of [...hostCodes, ...ownCodes]) {
  keys.add(errorKey(code)).add(`${errorKey(code)}_step`);
}
notes.forEach((word) => keys.add(`note_${word.replaceAll('-', '_')}`));
for (const key of named(scripts, /\bcounted\(\s*'(\w+)'|'(notice_(?:saved|failed))'/g)) {
  keys.add(`${key}_one`).add(`${key}_other`);
}
/** What screen.js says, by the words it has for it. */
const said = named(source('popup/screen.js'), /'([a-z]\w+)'/g).map((word) => `say_${word}`);
said.filter((key) => messages[key]).forEach((key) => keys.add(key));

test('the tables of the host are read', () => {
  assert.ok(hostCodes.length > 50);
  assert.ok(notes.includes('watermark'));
});

test('every text that is asked for exists', () => {
  const missing = [...keys].filter((key) => !messages[key] && !key.startsWith('@@'));
  assert.deepEqual(missing, []);
});

test('no text lies about unused', () => {
  assert.deepEqual(Object.keys(messages).filter((key) => !keys.has(key)), []);
});

describe('each text', () => {
  for (const [key, { message, description, placeholders = {} }] of Object.entries(messages)) {
    test(key, () => {
      assert.match(message, /\S/);
      assert.match(description ?? '', /\w/, 'words for those who translate it');
      for (const { example } of Object.values(placeholders)) assert.match(example ?? '', /\S/);
      assert.doesNotMatch(message, /[<>{}`]|\$\d/, 'plain words');
      const used = named(message, /\$(\w+)\$/g).map((name) => name.toLowerCase()).sort();
      assert.deepEqual(Object.keys(placeholders).sort(), [...new Set(used)]);
      assert.equal((message.match(/\$/g) ?? []).length, 2 * used.length, 'no stray dollar sign');
      const places = Object.values(placeholders).map((/** @type {any} */ one) => one.content).sort();
      assert.deepEqual(places, places.map((_, n) => `$${n + 1}`));
      if (/^(error|note)_/.test(key)) assert.match(message, /^[A-Z].*\.$/s, 'a sentence');
    });
  }
});
