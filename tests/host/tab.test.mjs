// Lists as a browser's tab hands them over: what it was answered goes to the host, which keeps what is in
// them, private posts from the answer itself, and says how it adds up. Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Client } from '../standin/client.mjs';
import { Standin } from '../standin/control.mjs';
import { authorOf } from '../standin/item.mjs';
import { Host, makeHome } from './native.mjs';

const standin = await Standin.connect();
const UNIQUE = /\[(\d{19})\]/;
const keptIn = (home) =>
  [...new Set(readdirSync(join(home, 'Videos', 'TikTok'), { recursive: true }).map((name) => UNIQUE.exec(name)?.[1]).filter(Boolean))].sort();
const idsOf = (truth, list, kinds) =>
  truth.lists.find(({ id }) => id === list).posts.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id).sort();
const SUMS = ['found', 'saved', 'had', 'gone', 'failed', 'waiting', 'ended'];
const sums = (receipt) => Object.fromEntries(SUMS.map((key) => [key, receipt[key]]));
/** Those that anybody is shown, or their owner. */
const THERE = ['plain', 'silent', 'photos', 'private'];

/** Somebody signed in, with what the extension reads of her cookies. */
class Tab extends Client {
  async cookies() {
    const rows = readFileSync(this.jar, 'utf8').split('\n').map((line) => line.split('\t'));
    return Object.fromEntries(rows.filter((row) => ['tt_chain_token', 'ttwid'].includes(row[5])).map((row) => [row[5], row[6]]));
  }

  /** The answers to her page's own requests, unread. @returns {Promise<string[]>} */
  async answers(path, name, most = 50) {
    const answers = [];
    let cursor = '0';
    for (let more = true; more && answers.length < most;) {
      const query = { aid: 1988, secUid: authorOf({ imageUrl: () => '' }, name).secUid, count: 30, cursor, device_id: '1' };
      const { body } = await this.get(`https://www.tiktok.com/api/${path}/?${new URLSearchParams(query)}`, ['-H', 'Sec-Fetch-Site: same-origin']);
      answers.push(body.toString());
      ({ cursor, hasMore: more } = JSON.parse(answers.at(-1)));
    }
    return answers;
  }
}

/** Goes through one list until the host has enough. @returns {Promise<any>} the receipt at its end */
async function goThrough(host, tab, [path, name], list) {
  const opened = await host.ask({ verb: 'backup-open', lists: [list], mine: true, cookies: await tab.cookies() });
  const [{ run }] = opened.result.lists;
  for (const answer of await tab.answers(path, name)) {
    const { result } = await host.ask({ verb: 'backup-answer', run, answer });
    assert.equal(result.refused, null);
    if (result.enough) break;
  }
  return (await host.ask({ verb: 'backup-end', run, ended: 'complete', stated: list.stated })).result;
}

/** @returns {Promise<any>} the receipt once nothing waits any more */
async function settled(host, run) {
  for (;;) {
    const [receipt] = (await host.ask({ verb: 'backup-receipt', run })).result.receipts;
    if (receipt.waiting === 0) return receipt;
    await new Promise((end) => { setTimeout(end, 200); });
  }
}

test('posts and likes from a tab: private ones too, gone ones named, and next time only what is new', { timeout: 120000 }, async (t) => {
  const name = 'owner.tab';
  const truth = await standin.account({
    name, posts: { count: 34, vanished: 3, private: 5, silent: 1, photos: 2 }, likes: { count: 12, shared: 4, of: 'posts' },
  });
  await standin.settings({ signedIn: name, sessions: true });
  t.after(() => standin.settings({ signedIn: '', sessions: false }));
  const tab = new Tab();
  await tab.get(`https://www.tiktok.com/@${name}`);
  const home = makeHome(t);
  const host = new Host({ home });
  t.after(() => host.close());
  await host.hello();
  const { id: subscribed } = await host.ask({ verb: 'subscribe' });

  const posts = await goThrough(host, tab, ['post/item_list', name], { kind: 'posts', handle: name, stated: 34 });
  assert.deepEqual([posts.found, posts.ended], [34, 'complete']);
  const first = await settled(host, posts.run);
  assert.deepEqual(sums(first), { found: 34, saved: 31, had: 0, gone: 3, failed: 0, waiting: 0, ended: 'complete' });
  assert.deepEqual(first.reasons.map(({ count, gone }) => [count, gone]), [[3, true]]);
  assert.deepEqual(keptIn(home), idsOf(truth, 'posts', THERE));

  const likes = await goThrough(host, tab, ['favorite/item_list', name], { kind: 'likes', handle: name, stated: 12 });
  const liked = await settled(host, likes.run);
  assert.equal(liked.found, liked.saved + liked.had + liked.gone);
  assert.ok(liked.had >= 3, 'posts of both lists are kept once');
  const event = await host.next((one) => one.event === 'backup' && one.id === subscribed
    && one.backup.receipts.some((receipt) => receipt.run === likes.run && receipt.ended && receipt.waiting === 0));
  assert.deepEqual(sums(event.backup.receipts.find(({ run }) => run === likes.run)), sums(liked));

  const fresh = await standin.grow(name, 'posts', 7);
  await standin.clear();
  const again = await goThrough(host, tab, ['post/item_list', name], { kind: 'posts', handle: name });
  const second = await settled(host, again.run);
  assert.deepEqual([second.saved, second.failed], [7, 0]);
  const asked = (await standin.log({ kind: 'page' })).filter(({ post }) => post).map(({ post }) => post);
  assert.deepEqual([...new Set(asked)].sort(), [...fresh].sort(), 'no other post was asked for');
});

test('an answer that is a captcha is told apart, and nothing is marked failed because of it', async (t) => {
  const home = makeHome(t);
  const host = new Host({ home });
  t.after(() => host.close());
  await host.hello();
  const { result } = await host.ask({ verb: 'backup-open', lists: [{ kind: 'likes', handle: 'nobody' }] });
  const [{ run }] = result.lists;
  const said = (await host.ask({ verb: 'backup-answer', run, answer: '{"code":"10000","from":"","type":"verify","region":"sg","subtype":"slide"}' })).result;
  assert.deepEqual([said.refused, said.found], ['wall-captcha', 0]);
  const ended = (await host.ask({ verb: 'backup-end', run, ended: 'captcha' })).result;
  assert.deepEqual([ended.ended, ended.found, ended.failed], ['captcha', 0, 0]);
  const late = await host.ask({ verb: 'backup-answer', run: run + 1, answer: '{}' });
  assert.equal(late.error.code, 'not-found');
});
