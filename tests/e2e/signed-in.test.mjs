// What the host hears of the person who is signed in: that a post is theirs, and nothing else. What the
// browser tells the real host is written down on the way.
import assert from 'node:assert/strict';
import { addressOf, inBothBrowsers, program } from './bed.mjs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registerProgram } from './other-host.mjs';
import { saveByPopup } from './steps.mjs';

/** Puts a pipe that writes everything down before the real host.
 * @param {import('./bed.mjs').Bed} bed @returns {() => any[]} the messages so far */
function writeDown(bed) {
  const file = join(bed.home.path, 'told');
  registerProgram(bed, `#!/bin/sh\ntee -a '${file}' | '${program}' "$@"\n`);
  return () => {
    const messages = [];
    let bytes = readFileSync(file);
    while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32LE()) {
      messages.push(JSON.parse(String(bytes.subarray(4, 4 + bytes.readUInt32LE()))));
      bytes = bytes.subarray(4 + bytes.readUInt32LE());
    }
    return messages;
  };
}

const FIELDS = ['id', 'verb', 'address', 'item', 'mine', 'userAgent', 'cookies', 'again', 'consent'];
const COOKIES = ['tt_chain_token', 'ttwid'];
/** @param {object} given @param {string[]} allowed */
const others = (given, allowed) => Object.keys(given).filter((name) => !allowed.includes(name));

for (const [who, mine] of [['catlady', true], ['jane.private', undefined]]) {
  inBothBrowsers(`signed in as ${mine ? 'the author' : 'somebody else'}: no cookie and no name of the account goes to the host`, async (bed) => {
    const told = writeDown(bed);
    await bed.standin.settings({ signedIn: who });
    const browser = await bed.start();
    const page = await browser.open(await addressOf(bed.standin, 'ok'));
    await page.run(`void (document.cookie = 'sessionid=a-secret-session; domain=.tiktok.com; path=/; secure')`);
    assert.match(await page.run('document.cookie'), /a-secret-session/);
    await saveByPopup(browser);
    const wishes = told().filter(({ verb }) => ['read', 'save'].includes(verb));
    assert.deepEqual([...new Set(wishes.map(({ verb }) => verb))].sort(), ['read', 'save']);
    for (const wish of wishes) {
      assert.equal(wish.mine, mine);
      assert.deepEqual([others(wish, FIELDS), others(wish.cookies, COOKIES)], [[], []]);
      assert.equal(JSON.parse(wish.item).author.uniqueId, 'catlady', 'the only name is the author’s');
    }
    assert.equal(/a-secret-session|sessionid|jane|nickName/.exec(JSON.stringify(told())), null);
  });
}
