// A permission that the person writes down: popup/permission.js.
import assert from 'node:assert/strict';
import { getMessage } from './stubs.mjs';
import { test } from 'node:test';

/** @type {any} */ (globalThis).chrome = { i18n: { getMessage }, runtime: { getURL: () => 'chrome-extension://x/' }, storage: {} };
const { allowedBy, faultsIn, permissionText, standing, today } = await import('../../extension/popup/permission.js');

const draft = { who: 'Mina', when: '2026-02-03', scope: ['share'], note: '', proof: false };
const one = { number: 1, who: 'Mina', when: '2026-02-03', scope: ['share', 'keep'], note: '', proof: null, withdrawnAt: null };

test('a form is sent when somebody, a day that is over and a doing are named', () => {
  const rows = [
    { more: {}, wanted: {} },
    { more: { who: '  ' }, wanted: { who: 'permit_faultWho' } },
    { more: { when: '' }, wanted: { when: 'permit_faultWhen' } },
    { more: { when: '2026-02-05' }, wanted: { when: 'permit_faultWhen' } },
    { more: { when: '2026-02-04' }, wanted: {} },
    { more: { when: '12026-02-04' }, wanted: { when: 'permit_faultWhen' } },
    { more: { scope: [] }, wanted: { scope: 'permit_faultScope' } },
    { more: { who: '', when: 'x', scope: [] },
      wanted: { who: 'permit_faultWho', when: 'permit_faultWhen', scope: 'permit_faultScope' } },
  ];
  for (const { more, wanted } of rows) assert.deepEqual(faultsIn({ ...draft, ...more }, '2026-02-04'), wanted);
});

test('today is the day where the person is', () => {
  assert.equal(today(new Date(2026, 1, 3, 23, 59)), '2026-02-03');
  assert.equal(today(new Date(2026, 10, 30, 0, 1)), '2026-11-30');
});

test('what was withdrawn allows nothing', () => {
  const withdrawn = { ...one, number: 2, scope: ['sell'], withdrawnAt: 1780000000 };
  assert.deepEqual(allowedBy([withdrawn, one]), ['keep', 'share']);
  assert.deepEqual(standing([withdrawn]), []);
  assert.deepEqual(allowedBy([]), []);
});

test('a permission in a sentence, on its own day everywhere', () => {
  assert.equal(permissionText(one), '\u2068Mina\u2069 permitted on 3 Feb 2026: Keep it for yourself, Share it');
});
