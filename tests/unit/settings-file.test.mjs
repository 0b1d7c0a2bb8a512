// lib/settings-file.js: what goes into a file with settings, and what is believed of one.
import assert from 'node:assert/strict';
import { browserStub, source } from './stubs.mjs';
import { describe, test } from 'node:test';

/** @type {any} */ (globalThis).chrome = browserStub().api;
const { MOST_BYTES, RULES, changesOf, fileOf, readFile } = await import('../../extension/lib/settings-file.js');

const all = {
  names: '{author}/{date} {title} [{id}]', quality: 'small', captions: 'none', watermark: true, sources: false,
  cover: true, savingOff: 'skip', parallel: 8, speedLimit: 250000, notify: 'end', remind: 'monthly', keepGoing: true, language: 'pt_BR',
};
const now = { ...all, folder: 'TikTok', folderChosen: true, folderOk: true, folderError: null };
/** @param {object} settings @param {object} [more] */
const file = (settings, more = {}) => JSON.stringify({ clipkeepSettings: 1, settings, ...more });

test('a file holds every setting, and neither folder nor anything else', () => {
  assert.deepEqual(Object.keys(all), Object.keys(RULES));
  assert.deepEqual(JSON.parse(fileOf(now)), { clipkeepSettings: 1, settings: all });
  assert.deepEqual(readFile(fileOf(now)), { values: all, unknown: [], wrong: [] });
  assert.ok(fileOf(now).length < MOST_BYTES / 10);
});

test('a program of before has fewer settings, and so has its file', () => {
  const { savingOff, names, ...fewer } = all;
  assert.deepEqual(readFile(fileOf(fewer)).values, fewer);
});

test('the form is written down', () => {
  const words = source('README.md');
  for (const name of ['clipkeepSettings', ...Object.keys(RULES)]) assert.ok(words.includes(`\`${name}\``), name);
});

describe('what is no file of ours', () => {
  const rows = {
    'settings-file-foreign': ['', 'x', 'null', '[]', '3', '"text"', '{}', '{"clipkeepSettings":1}', '{"clipkeepSettings":1,"settings":[]}',
      '{"clipkeepSettings":1,"settings":null}', '{"clipkeepSettings":"1","settings":{}}', '['.repeat(60000), '\u0000'],
    'settings-file-version': ['{"clipkeepSettings":2,"settings":{"quality":"best"}}', '{"clipkeepSettings":0,"settings":{}}'],
  };
  for (const [code, texts] of Object.entries(rows)) {
    for (const text of texts) {
      test(`${code}: ${text.slice(0, 60)}`, () => assert.throws(() => readFile(text), { code }));
    }
  }
});

describe('a value that a setting cannot have is named and left out', () => {
  const rows = /** @type {[string, unknown[]][]} */ ([
    ['names', ['', 7, null, 'x'.repeat(1001)]], ['quality', ['BEST', '', 0, ['best'], null]],
    ['captions', [true, 'some']], ['watermark', ['true', 1, null]], ['sources', [0]], ['cover', [{}]],
    ['savingOff', ['off', true]], ['parallel', [0, 9, 2.5, '3', null]], ['speedLimit', [-1, 1e9 + 1, 0.5, '0', 2 ** 53]],
    ['notify', ['always', '']], ['remind', ['daily', 7]], ['keepGoing', ['no']], ['language', ['xx', '../en', null, 'pt-BR']],
  ]);
  for (const [name, values] of rows) {
    test(name, () => {
      for (const value of values) {
        assert.deepEqual(readFile(file({ [name]: value, cover: name === 'cover' ? value : false })), {
          values: name === 'cover' ? {} : { cover: false }, unknown: [], wrong: [name],
        }, String(value));
      }
    });
  }
  test('all have a row', () => assert.deepEqual(rows.map(([name]) => name), Object.keys(RULES)));
});

test('what nobody knows is named and left out, whatever it is called', () => {
  const odd = '{"clipkeepSettings":1,"settings":{"folder":"/etc","__proto__":{"cover":true},"constructor":1,"toString":2,"cover":false}}';
  const { values, unknown, wrong } = readFile(odd);
  assert.deepEqual([values, unknown, wrong], [{ cover: false }, ['folder', '__proto__', 'constructor', 'toString'], []]);
  assert.equal(/** @type {any} */ ({}).cover, undefined);
});

test('only what differs would change', () => {
  assert.deepEqual(changesOf({ quality: 'best', cover: true, parallel: 8 }, now), { quality: 'best' });
  assert.deepEqual(changesOf(all, now), {});
});
