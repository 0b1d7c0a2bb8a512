// What a creator allowed, as the person writes it down: popup/permission.js.
import assert from 'node:assert/strict';
import { dayOf, faultsOf, permittedBy, secondsOf, standingOf } from '../../extension/popup/permission.js';
import { describe, test } from 'node:test';

const now = new Date(2026, 1, 3, 23, 59);
const good = { who: 'Cat Lady', when: '2026-02-03', scope: ['share'], note: '' };

describe('what can be recorded', () => {
  const rows = [
    { why: 'all that is asked for', more: {}, faults: {} },
    { why: 'a day long ago, in a leap year', more: { when: '2024-02-29' }, faults: {} },
    { why: 'as much as the host takes', more: { who: 'é'.repeat(100), note: 'x'.repeat(2000) }, faults: {} },
    { why: 'nobody', more: { who: '  ' }, faults: { who: 'fault_who' } },
    { why: 'a name that is long in bytes, not in signs', more: { who: 'é'.repeat(101) }, faults: { who: 'fault_long' } },
    { why: 'no day', more: { when: '' }, faults: { when: 'fault_when' } },
    { why: 'a day that no calendar has', more: { when: '2025-02-29' }, faults: { when: 'fault_when' } },
    { why: 'a day in other words', more: { when: '3 Feb 2026' }, faults: { when: 'fault_when' } },
    { why: 'tomorrow', more: { when: '2026-02-04' }, faults: { when: 'fault_future' } },
    { why: 'nothing allowed', more: { scope: [] }, faults: { scope: 'fault_scope' } },
    { why: 'a long note, and nobody', more: { who: '', note: '🐈'.repeat(501) }, faults: { who: 'fault_who', note: 'fault_long' } },
  ];
  for (const { why, more, faults } of rows) {
    test(why, () => assert.deepEqual(faultsOf({ ...good, ...more }, now), faults));
  }
});

test('days are those of this computer', () => {
  assert.equal(dayOf(now), '2026-02-03');
  assert.equal(dayOf(new Date(secondsOf('2026-02-03') * 1000)), '2026-02-03');
});

test('what was withdrawn permits nothing', () => {
  const list = /** @type {any[]} */ ([
    { number: 3, scope: ['sell'], withdrawnAt: 1770000000 }, { number: 2, scope: ['share'], withdrawnAt: null },
    { number: 1, scope: ['keep', 'share'], withdrawnAt: null },
  ]);
  assert.deepEqual(standingOf(list).map(({ number }) => number), [2, 1]);
  assert.deepEqual([...permittedBy(list)].sort(), ['keep', 'share']);
});
