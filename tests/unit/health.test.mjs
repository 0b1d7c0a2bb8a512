// lib/health.js: what is said of how things are, and what of it is given to others.
import assert from 'node:assert/strict';
import { browserStub, messages } from './stubs.mjs';
import { describe, test } from 'node:test';
import { readFileSync, readdirSync } from 'node:fs';

/** @type {any} */ (globalThis).chrome = browserStub().api;
const { checkKey, checksOf, healthOf, lightOf, partsOf, remedyOf, reportOf, troubleOf } = await import('../../extension/lib/health.js');

/** @param {object} [more] @returns {any} */
const check = (more) => ({ check: 'folder', subject: 'save folder', state: 'ok', text: 'Fine.', fix: null, ...more });

describe('the light of a check', () => {
  const rows = { ok: 'good', warning: 'care', failed: 'bad', 'from-tomorrow': 'unknown' };
  for (const [state, light] of Object.entries(rows)) {
    test(state, () => assert.equal(lightOf(check({ state })), light));
  }
});

test('each check of the program has a sentence for well and not well; others have their own words', () => {
  const room = new URL('../../host/desktop/', import.meta.url);
  const code = readdirSync(room).filter((file) => file.startsWith('doctor')).map((file) => readFileSync(new URL(file, room), 'utf8')).join('');
  const names = new Set([...code.matchAll(/ck_report_add\(\s*[\w>-]+,\s*"([a-z]+)"/g)].map(([, name]) => name));
  assert.ok(names.size > 10, [...names].join());
  for (const name of names) {
    const [well, not] = ['ok', 'failed'].map((state) => checkKey(check({ check: name, state })));
    assert.ok(messages[well] && messages[not] && well !== not, name);
  }
  for (const odd of [{ check: 'from-tomorrow' }, { check: 'toString' }, { state: 'from-tomorrow' }]) {
    assert.equal(checkKey(check(odd)), '');
  }
});

describe('what the program says by a word is said in our own sentences', () => {
  const text = 'The save folder ~/TikTok is not there.';
  const fix = 'Connect its drive, make it with `mkdir ~/T`, or choose another folder: `clipkeep folder ~/V`.';
  test('with its values and its commands', () => {
    assert.deepEqual(troubleOf(check({ text, trouble: 'gone', about: ['~/TikTok'] })),
      { text: '\u2068~/TikTok\u2069 is not there.', english: false });
    const { text: said, english } = remedyOf(check({ fix, remedy: 'bring-back' }));
    assert.equal(english, false);
    assert.match(said, /drive, make it anew with `mkdir ~\/T`, or .* with `clipkeep folder ~\/V`\.$/);
  });
  for (const word of [undefined, null, 'from-tomorrow']) {
    test(`without a word that is known (${word}) the program's own words stand`, () => {
      assert.deepEqual(troubleOf(check({ text, trouble: word })), { text, english: true });
      assert.deepEqual(remedyOf(check({ fix, remedy: word })), { text: fix, english: true });
    });
  }
  test('where nothing is to be done nothing is said', () => assert.equal(remedyOf(check({})).text, ''));
});

test('commands stand apart from the words around them', () => {
  const parts = (/** @type {string} */ text) => partsOf(text).map((one) => (one.command ? [one.text] : one.text));
  assert.deepEqual(parts('Allow it with `chmod u+w x`, or `y`.'), ['Allow it with ', ['chmod u+w x'], ', or ', ['y']],
    'the button at the end has no full stop behind it');
  assert.deepEqual(parts('Type `x`. It takes a while.'), ['Type ', ['x'], '. It takes a while.']);
  assert.deepEqual(partsOf(''), []);
});

describe('a report names no folder of the person', () => {
  const rows = [
    ['~/Videos/TikTok can be written to.', 'TikTok', '~/… can be written to.'],
    ['Clipkeep may not write to ~/My secret love/All (mine).', 'All (mine)', 'Clipkeep may not write to ~/….'],
    ['/media/anna/My disk/Kept is on a drive that is read-only.', 'Kept', '~/… is on a drive that is read-only.'],
    ['Its manifest /home/anna/.config/x.json leads to this program.', 'TikTok', 'Its manifest ~/.config/x.json leads to this program.'],
    ['The settings can be read.', '', 'The settings can be read.'],
  ];
  for (const [text, folder, told] of rows) {
    test(text, () => {
      const report = reportOf({ versions: 'Clipkeep 0.1.0', browser: 'Firefox', folder, checks: [check({ text })] });
      assert.equal(report, `Clipkeep 0.1.0\nFirefox\n\nok      folder (save folder): ${told}\n`);
    });
  }
});

test('without the program only that is known', () => {
  const fault = { code: 'host-missing', detail: '' };
  assert.deepEqual(checksOf({ fault }), [{ light: 'bad', code: 'host-missing' }]);
  assert.equal(healthOf({ fault }).light, 'bad');
  assert.deepEqual([checksOf({}), healthOf({}).light], [[], 'unknown']);
});
