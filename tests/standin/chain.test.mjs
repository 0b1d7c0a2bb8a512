// The page → token → CDN chain, seen from outside: curl is the client.
// Run as: tests/standin/world.sh node --test tests/standin/
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';

import { Client, scopeOf } from './client.mjs';
import { Standin } from './control.mjs';

const OK = '7602050882429897470';
const outside = process.env.CK_WORLD ? false : 'not inside tests/standin/world.sh';
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

describe('page, token, CDN', { skip: outside }, () => {
  test('any user name in the address gives the post of the id', async () => {
    for (const user of ['catlady', 'someone.else', '', '_']) {
      const item = await new Client().item(OK, user);
      assert.deepEqual([item.id, item.author.uniqueId], [OK, 'catlady']);
    }
  });

  test('the page sets the three cookies with the real attributes', async () => {
    const client = new Client();
    const { body } = await client.get(`https://www.tiktok.com/@a/video/${OK}`, ['-i', '--http1.1']);
    const text = body.toString('latin1');
    assert.match(
      text,
      /set-cookie: tt_chain_token=[A-Za-z0-9+/]{22}==; Domain=\.tiktok\.com; Path=\/; Max-Age=15552000; HttpOnly; Secure/i,
    );
    assert.match(text, /set-cookie: ttwid=1%7C\S+; Domain=\.tiktok\.com/i);
    assert.match(text, /set-cookie: tt_csrf_token=\S+; .*HttpOnly.*SameSite=Lax/i);
  });

  test('with its token and a TikTok referer every mirror gives the declared bytes', async () => {
    const client = new Client();
    const standin = await Standin.connect();
    const files = await standin.media(OK);
    const { video } = await client.item(OK);
    assert.equal(video.bitrateInfo.length, files.length);
    for (const [n, entry] of video.bitrateInfo.entries()) {
      assert.equal(entry.PlayAddr.UrlList.length, 3);
      for (const url of entry.PlayAddr.UrlList) {
        const answer = await client.media(url, ['-L']);
        assert.equal(answer.status, 200, url);
        assert.equal(answer.body.length, entry.PlayAddr.DataSize);
        assert.equal(sha256(answer.body), files[n].sha256);
      }
    }
  });

  test('403 without referer, token, or with the token of another profile', async () => {
    const [client, other] = [new Client(), new Client()];
    const { video } = await client.item(OK);
    await other.item(OK);
    const rows = [
      ['no referer', await client.get(video.playAddr)],
      [
        'foreign referer',
        await client.get(video.playAddr, ['-e', 'https://tiktok.com.example.net/']),
      ],
      ['no token', await new Client().media(video.playAddr)],
      ['token of another profile', await other.media(video.playAddr)],
      ['edited expiry', await client.media(video.playAddr.replace(/expire=\d/, 'expire=9'))],
      ['play address without a token', await new Client().media(video.PlayAddrStruct.UrlList[2])],
    ];
    for (const [why, answer] of rows) assert.equal(answer.status, 403, why);
    assert.equal((await client.media(video.playAddr)).status, 200);
  });

  test('a profile keeps its token, unless the world rotates them', async () => {
    const client = new Client();
    const standin = await Standin.connect();
    const first = await client.item(OK);
    await client.item(OK);
    assert.equal((await client.media(first.video.playAddr)).status, 200);
    await standin.settings({ rotate: true });
    const second = await client.item(OK);
    await standin.settings({ rotate: false });
    assert.equal((await client.media(first.video.playAddr)).status, 403);
    assert.equal((await client.media(second.video.playAddr)).status, 200);
  });

  test('an expired link is refused until a fresh page', async () => {
    const client = new Client();
    const id = await (await Standin.connect()).id('expired');
    const old = await client.item(id);
    assert.equal((await client.media(old.video.playAddr)).status, 403);
    const fresh = await client.item(id);
    assert.equal((await client.media(fresh.video.playAddr)).status, 200);
  });

  test('covers need neither token nor referer', async () => {
    const { video } = await new Client().item(OK);
    const { status, body } = await new Client().get(video.cover);
    assert.equal(status, 200);
    assert.equal(body.subarray(0, 3).toString('hex'), 'ffd8ff');
    assert.equal(sha256(body), (await (await Standin.connect()).others(OK)).cover.sha256);
  });

  test('status codes come with HTTP 200 and no item', async () => {
    const standin = await Standin.connect();
    for (const [name, code] of [
      ['gone', 10204],
      ['private', 10216],
      ['login', 10222],
      ['region', 10231],
    ]) {
      const { status, body } = await new Client().get(
        `https://www.tiktok.com/@x/video/${await standin.id(name)}`,
      );
      const scope = scopeOf(body);
      assert.deepEqual(
        [status, scope.statusCode, scope.itemInfo.itemStruct],
        [200, code, undefined],
      );
    }
  });
});
