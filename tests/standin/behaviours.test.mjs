// What goes wrong on purpose, and what a test can steer: seen from outside, curl is the client.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';

import { Client, scopeOf, scriptOf } from './client.mjs';
import { Standin } from './control.mjs';

const outside = process.env.CK_WORLD ? false : 'not inside tests/standin/world.sh';
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A page as a new client sees it. */
const page = async (standin, name) =>
  new Client().get(`https://www.tiktok.com/@x/video/${await standin.id(name)}`);

/** The play address of a post, asked for as the player would. */
async function play(standin, name, args = []) {
  const client = new Client();
  const item = await client.item(await standin.id(name));
  return { client, item, answer: await client.media(item.video.playAddr, args) };
}

describe('pages', { skip: outside }, () => {
  const rows = [
    ['not-found', 404, /Not found/],
    ['page-500', 500, /Error/],
    ['login-redirect', 302, /^$/],
    ['maintenance', 200, /<title>Site Under Maintenance/],
    ['shell', 200, /__LOADABLE_REQUIRED_CHUNKS__/],
    ['captcha', 200, /captcha-verify-container/],
    ['empty-page', 200, /^$/],
  ];
  for (const [name, status, text] of rows) {
    test(name, async () => {
      const answer = await page(await Standin.connect(), name);
      assert.equal(answer.status, status);
      assert.match(answer.body.toString(), text);
      assert.throws(() => scopeOf(answer.body), 'there is no item to be found');
    });
  }

  test('a photo post has its pictures and no play address', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('photo');
    const item = await new Client().item(id);
    const { images } = await standin.others(id);
    assert.deepEqual([item.imagePost.images.length, item.video.playAddr], [3, '']);
    for (const [n, image] of item.imagePost.images.entries()) {
      const { body } = await new Client().get(image.imageURL.urlList[1]);
      assert.equal(sha256(body), images[n].sha256);
    }
  });

  test('hosts and forms of an address lead to the same post', async () => {
    const id = '7602050882429897470';
    for (const url of [
      `https://m.tiktok.com/v/${id}.html`,
      `https://www.tiktokv.com/share/video/${id}/`,
      `https://www.tiktok.com/@catlady/photo/${id}`,
      `https://www.tiktok.com/video/${id}`,
    ]) {
      assert.equal(
        scopeOf((await new Client().get(url, ['-L'])).body).itemInfo.itemStruct.id,
        id,
        url,
      );
    }
  });
});

describe('media', { skip: outside }, () => {
  test('Range: a part, the end, beyond the end', async () => {
    const standin = await Standin.connect();
    const { client, item, answer: whole } = await play(standin, 'ok');
    const size = whole.body.length;
    const url = item.video.playAddr;
    const part = await client.media(url, ['-r', '100000-199999']);
    assert.deepEqual(
      [part.status, part.headers['content-range']],
      [206, `bytes 100000-199999/${size}`],
    );
    assert.ok(part.body.equals(whole.body.subarray(100000, 200000)));
    const rest = await client.media(url, [
      '-r',
      `${size - 5}-`,
      '-H',
      `If-Range: ${whole.headers.etag}`,
    ]);
    assert.deepEqual([rest.status, rest.body.length], [206, 5]);
    const other = await client.media(url, ['-r', '5-', '-H', 'If-Range: "another file"']);
    assert.deepEqual([other.status, other.body.length], [200, size]);
    assert.equal((await client.media(url, ['-r', `${size}-`])).status, 416);
    assert.equal((await client.media(url, ['-I'])).status, 405);
  });

  const rows = [
    ['mirror-403', 403, 0],
    ['media-403', 403, 0],
    ['media-500', 500, 0],
    ['html', 200, 0],
    ['empty', 200, 0],
    ['truncated', 200, 92], // HTTP/2: the stream did not end as it should
    ['redirect-foreign', 302, 0],
    ['too-many', 429, 0],
    ['bad-certificate', 0, 60],
    ['unreachable', 0, 7],
  ];
  for (const [name, status, code] of rows) {
    test(name, async () => {
      const { answer } = await play(await Standin.connect(), name);
      assert.deepEqual([answer.status, answer.code], [status, code]);
    });
  }

  test('the second mirror answers when only the first refuses', async () => {
    const { client, item } = await play(await Standin.connect(), 'mirror-403');
    const { status, body } = await client.media(item.video.PlayAddrStruct.UrlList[1]);
    assert.deepEqual([status, body.length], [200, Number(item.video.size)]);
  });

  test('429 names the time, and is over after it was said once', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('too-many');
    await standin.set(id, { behaviours: [{ name: 'too-many', retryAfter: 7, times: 1 }] });
    const { client, item, answer } = await play(standin, 'too-many');
    assert.equal(answer.headers['retry-after'], '7');
    assert.equal((await client.media(item.video.playAddr)).status, 200);
  });

  for (const [http, code] of [
    ['--http1.1', 18],
    ['--http2', 92],
  ]) {
    test(`truncated over ${http}: fewer bytes than promised`, async () => {
      const { answer } = await play(await Standin.connect(), 'truncated', [http]);
      assert.deepEqual(
        [answer.code, answer.headers['content-length'], answer.body.length],
        [code, '1647231', 100000],
      );
    });
    test(`reset over ${http}: the connection breaks`, async () => {
      const { answer } = await play(await Standin.connect(), 'reset', [http]);
      assert.ok([16, 18, 56, 92].includes(answer.code), `curl says ${answer.code}`);
      assert.ok(answer.body.length <= 100000);
    });
  }

  test('a short file claims the length it has; a wrong size claims another', async () => {
    const standin = await Standin.connect();
    const short = await play(standin, 'short');
    assert.equal(short.answer.body.length, Number(short.item.video.size));
    const wrong = await play(standin, 'wrong-size');
    assert.equal(wrong.answer.body.length + 1000, Number(wrong.item.video.size));
  });

  test('a silent file under a sound claim has no sound handler', async () => {
    const { answer, item } = await play(await Standin.connect(), 'silent');
    assert.equal(item.video.bitrateInfo[0].Format, 'mp4');
    const text = answer.body.toString('latin1');
    assert.ok(text.includes('moov') && text.includes('vide'));
    assert.ok(!/moov[^]*trak[^]*soun/.test(text.replace(/free[^]*/, '')));
  });

  test('no-range ignores Range', async () => {
    const { answer } = await play(await Standin.connect(), 'no-range', ['-r', '1000-']);
    assert.deepEqual([answer.status, answer.body.length], [200, 1647231]);
  });
});

describe('control', { skip: outside }, () => {
  test('a held transfer stops at its byte and goes on when released', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('ok2');
    await standin.clear();
    await standin.hold(id, 70000);
    const running = play(standin, 'ok2');
    const seen = await standin.waitFor({ kind: 'media', post: id, held: true });
    assert.deepEqual([seen.bytes, seen.done, seen.tokenOk], [70000, false, true]);
    await standin.release(id);
    const { answer, item } = await running;
    assert.equal(answer.body.length, Number(item.video.size));
    const end = await standin.waitFor({ kind: 'media', post: id, done: true });
    assert.equal(end.bytes, answer.body.length);
  });

  test('waitFor gives up with what it waited for', async () => {
    const standin = await Standin.connect();
    await assert.rejects(
      standin.waitFor({ kind: 'media', path: /^\/never/ }, 50),
      /never.*within 50 ms/,
    );
  });

  test('an added post is served and listed; a changed one changes', async () => {
    const standin = await Standin.connect();
    const id = '7700000000000000001';
    await standin.add({ id, author: 'newcomer', text: 'just added', feed: true });
    assert.equal((await new Client().item(id)).desc, 'just added');
    const feed = await new Client().get('https://www.tiktok.com/api/recommend/item_list/?count=50');
    assert.ok(JSON.parse(feed.body.toString()).itemList.some((item) => item.id === id));
    await standin.set(id, { behaviours: ['gone'] });
    await assert.rejects(standin.set('1', {}), /no post 1/);
    await assert.rejects(standin.add({ id: 'x' }), /15 to 20 digits/);
    const { body } = await new Client().get(`https://www.tiktok.com/@newcomer/video/${id}`);
    assert.equal(scopeOf(body).statusCode, 10204);
  });

  test('the log holds neither tokens nor signatures', async () => {
    const standin = await Standin.connect();
    await standin.clear();
    const { client, item } = await play(standin, 'ok3');
    const token = /tt_chain_token\t(\S+)/.exec(
      (await import('node:fs')).readFileSync(client.jar, 'latin1'),
    )[1];
    const text = JSON.stringify(await standin.log());
    assert.ok(
      !text.includes(token) &&
        !text.includes(new URL(item.video.playAddr).searchParams.get('signature')),
    );
    assert.ok(text.includes('"tokenOk":true'));
  });

  test('files differ from world to world', async () => {
    const standin = await Standin.connect();
    const [file] = await standin.media(await standin.id('ok'));
    const { execFileSync } = await import('node:child_process');
    const world = new URL('./world.sh', import.meta.url).pathname;
    const env = { ...process.env, CK_WORLD: '' };
    const text = execFileSync(
      world,
      ['node', new URL('./control.mjs', import.meta.url).pathname, 'media', await standin.id('ok')],
      { env },
    );
    const [other] = text
      .toString()
      .split('\n')
      .map((line) => JSON.parse(line || 'null'));
    assert.equal(other.bytes, file.bytes);
    assert.notEqual(other.sha256, file.sha256);
  });
});

describe('settings', { skip: outside }, () => {
  test('a page names who is signed in, and nobody otherwise', async () => {
    const standin = await Standin.connect();
    const userOf = async () => {
      const text = scriptOf((await page(standin, 'ok')).body, '__UNIVERSAL_DATA_FOR_REHYDRATION__');
      return JSON.parse(text).__DEFAULT_SCOPE__['webapp.app-context'].user;
    };
    assert.equal(await userOf(), undefined);
    await standin.settings({ signedIn: 'catlady' });
    const user = await userOf();
    await standin.settings({ signedIn: '' });
    assert.deepEqual([user.uniqueId, typeof user.uid, typeof user.secUid], ['catlady', 'string', 'string']);
    assert.equal(await userOf(), undefined);
  });

  test('down: connections are refused until it is up again', async () => {
    const standin = await Standin.connect();
    const client = new Client();
    await standin.settings({ down: true });
    assert.equal((await client.get('https://www.tiktok.com/foryou')).code, 7);
    await standin.settings({ down: false });
    assert.equal((await client.get('https://www.tiktok.com/foryou')).status, 200);
  });

  test('untrusted: a named host shows a bad certificate', async () => {
    const standin = await Standin.connect();
    await standin.settings({ untrusted: ['www.tiktok.com'] });
    assert.equal((await new Client().get('https://www.tiktok.com/foryou')).code, 60);
    await standin.settings({ untrusted: [] });
    assert.equal((await new Client().get('https://www.tiktok.com/foryou')).code, 0);
  });

  test('maintenance by user agent', async () => {
    const standin = await Standin.connect();
    await standin.settings({ maintenance: 'Chrome/14\\d' });
    const asked = async (ua) =>
      (
        await new Client().get('https://www.tiktok.com/@a/video/7602050882429897470', ['-A', ua])
      ).body.toString();
    assert.match(await asked('Chrome/145.0'), /Under Maintenance/);
    assert.doesNotMatch(await asked('Chrome/156.0'), /Under Maintenance/);
    await standin.settings({ maintenance: '' });
    await assert.rejects(standin.settings({ weather: 'rain' }), /no setting weather/);
  });
});
