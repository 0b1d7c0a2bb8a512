// When the person is reminded to back up once more, and what the button says of backups.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { greet, newest, say, stub } from './life.mjs';
import { settle } from './stubs.mjs';

/** @type {any} */ (globalThis).chrome ??= {};
const { backupBadge } = await import('../../extension/background/badge.js');
const { isLongAgo } = await import('../../extension/background/reminder.js');

const DAY = 86400000;
const due = { count: 1, lists: [{ kind: 'likes', handle: 'mina', title: '', last: 1 }] };

describe('long ago', () => {
  for (const [when, days, is] of /** @type {[string, number, boolean][]} */ ([
    ['weekly', 6, false], ['weekly', 7, true], ['monthly', 29, false], ['monthly', 30, true],
    ['never', 400, false], ['weekly', -0.5, false], ['weekly', -2, true],
  ])) {
    test(`${when}, ${days} days: ${is}`, () => assert.equal(isLongAgo(100 * DAY - days * DAY, when, 100 * DAY), is));
  }
});

/** The popup is opened. @param {object | null} answer of the host; null: it is not asked */
async function openPopup(answer) {
  const said = say({ do: 'backupNow' });
  await settle();
  if (answer) {
    await greet();
    await settle();
    newest().answer('backup-due', answer);
  }
  return (await said).result.due;
}

/** @param {number} days since the last own backup */
const backedUp = (days) => { stub.world.local.own = { handle: 'mina', at: Date.now() - days * DAY, told: false }; };

describe('a reminder', () => {
  test('is not for those who never backed up their own lists', async () => {
    assert.equal(await openPopup(null), null);
    assert.equal(stub.hosts.length, 0);
  });

  test('comes after a week: the button has a mark, and the popup knows since when', async () => {
    backedUp(8);
    assert.equal((await openPopup(due))?.handle, 'mina');
    assert.deepEqual(newest().asked('backup-due').days, 7);
    assert.equal(stub.badge.text, '↻');
    stub.api.tabs.create = async (/** @type {any} */ what) => { stub.opened.push(what.url); return { id: 12 }; };
    Object.assign(/** @type {any} */ (globalThis).chrome, stub.api);
    await say({ do: 'backupOwn' });
    assert.deepEqual(stub.opened.slice(-2).map((url) => url.replace(/\?.*/, '')),
      ['https://www.tiktok.com/@mina', 'chrome-extension://own/backup/backup.html']);
  });

  test('does not come sooner, nor when it is not wanted', async () => {
    backedUp(5);
    assert.equal(await openPopup(null), null);
    [stub.world.local.remind] = ['never'];
    backedUp(500);
    assert.equal(await openPopup(null), null);
    assert.equal(stub.badge.text, '');
  });

  test('does not come when the program knows of a newer backup', async () => {
    backedUp(8);
    assert.equal(await openPopup({ count: 1, lists: [{ ...due.lists[0], handle: 'catlady' }] }), null);
  });

  test('is told by one notification, when the browser starts', async () => {
    backedUp(8);
    for (let starts = 0; starts < 2; starts += 1) {
      stub.api.runtime.onStartup.happen();
      if (starts === 0) await greet();
      await settle();
      newest().answer('backup-due', due);
      await settle();
    }
    assert.deepEqual(stub.notices.map(({ message }) => message), ['It is time to back up your TikToks again. Press here to begin.']);
  });
});

describe('the button while a backup is under way', () => {
  for (const [phase, text] of [['running', '…'], ['hidden', '…'], ['captcha', '!'], ['trouble', '!']]) {
    test(`${phase}: ${text}`, () => assert.equal(backupBadge(/** @type {any} */ ({ phase, plan: { over: '' } })).text, text));
  }
  test('and when it is over', () => {
    assert.equal(backupBadge(/** @type {any} */ ({ phase: 'ended', plan: { over: 'ended' } })).text, '');
    assert.equal(backupBadge(null).text, '');
  });
});
