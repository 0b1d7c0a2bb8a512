// host/fetch against the stand-in, with real TLS: what a person's downloads go through.
// Run in a world of its own: tests/standin/world.sh node --test tests/fetch/fetch.test.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import { Client } from '../standin/client.mjs';
import { Standin } from '../standin/control.mjs';
import { PAGE, REFERER, fetchAll, fetchOne, linksOf, media, skip } from './probe.mjs';

describe('pages', { skip }, () => {
  test('a page comes as a browser would get it', async () => {
    const standin = await Standin.connect();
    await standin.clear();
    const seen = await fetchOne(['page=1', PAGE]);
    const [entry] = await standin.log({ kind: 'page' });
    assert.deepEqual([seen.code, seen.status, seen.started, seen.type, seen.url], ['ok', 200, 200, 'text/html', PAGE]);
    assert.deepEqual([entry.http, entry.fetchMode, entry.cookieNames.length], ['2.0', 'navigate', 0]);
    assert.ok(seen.bytes > 5 * entry.bytes, 'compressed on the way, whole in the end');
    assert.match(seen.token, /^[A-Za-z0-9+/]{22}==$/);
    assert.match(seen.ttwid, /^1%7C/);
  });

  test('a redirected page: cookies go on, the last address is told', async () => {
    const standin = await Standin.connect();
    await standin.clear();
    const seen = await fetchOne(['page=1', 'ttwid=1%7Cmine', 'token=T', 'https://vm.tiktok.com/@x/video/7602050882429897470']);
    assert.equal(seen.url, 'https://www.tiktok.com/@/video/7602050882429897470');
    const [first, second] = await standin.log();
    assert.deepEqual([first.host, second.host], ['vm.tiktok.com', 'www.tiktok.com']);
    assert.deepEqual(second.cookieNames, ['tt_chain_token', 'ttwid']);
    assert.equal(seen.ttwid, '1%7Cmine');
  });

  test('the User-Agent is the one given, or a plain default', async () => {
    const standin = await Standin.connect();
    await standin.clear();
    await fetchOne(['page=1', 'ua=Mozilla/5.0 (Test)', PAGE]);
    await fetchOne(['page=1', 'ua=Mozilla\r\nX-Evil: 1', PAGE]);
    const [given, spoiled] = await standin.log();
    assert.equal(given.ua, 'Mozilla/5.0 (Test)');
    assert.match(spoiled.ua, /^Mozilla\/5\.0 .* Firefox\/\d+/);
  });
});

describe('media', { skip }, () => {
  test('every byte, with token and short referer, as a player asks', async () => {
    const standin = await Standin.connect();
    const [file] = (await standin.media('7602050882429897470'));
    await standin.clear();
    const { token, url } = await linksOf('ok');
    const sizes = (await standin.media('7602050882429897470')).map((one) => one.bytes);
    const seen = await fetchOne(['ttwid=1%7Cw', token, REFERER, url]);
    assert.ok(file && sizes.includes(seen.bytes), `${seen.bytes} bytes`);
    assert.deepEqual([seen.code, seen.status, seen.type, seen.length], ['ok', 200, 'video/mp4', seen.bytes]);
    const [entry] = await standin.log({ kind: 'media' });
    assert.deepEqual([entry.http, entry.referer, entry.fetchMode, entry.origin, entry.range],
      ['1.1', 'https://www.tiktok.com/', '', '', '']);
    assert.equal(entry.tokenOk, true);
  });

  test('the play address leads on to the CDN', async () => {
    const { token, play } = await linksOf('ok');
    const seen = await fetchOne([token, REFERER, play]);
    assert.deepEqual([seen.code, seen.status], ['ok', 200]);
    assert.match(seen.url, /^https:\/\/v16-webapp-prime/);
  });

  test('a CDN host gets the token only when its link asks for it, and never ttwid', async () => {
    const standin = await Standin.connect();
    await standin.clear();
    const host = 'https://v16m-default.tiktokcdn-us.com';
    await fetchAll(['token=T', 'ttwid=W', REFERER, `${host}/a?tk=0`]);
    await fetchAll(['token=T', 'ttwid=W', REFERER, `${host}/b?tk=tt_chain_token`]);
    const [without, withIt] = await standin.log();
    assert.deepEqual(without.cookieNames, []);
    assert.deepEqual(withIt.cookieNames, ['tt_chain_token']);
  });

  test('cookies are decided anew behind a redirect', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('redirect-foreign');
    await standin.set(id, { behaviours: [{ name: 'redirect', to: 'https://v16m-default.tiktokcdn-us.com/x' }] });
    const { token, url } = await linksOf('redirect-foreign');
    await standin.clear();
    await fetchOne([token, 'ttwid=W', REFERER, url]);
    await standin.set(id, { behaviours: [{ name: 'redirect', to: 'https://files.example.net/x.mp4' }] });
    const [first, second] = await standin.log();
    assert.deepEqual(first.cookieNames, ['tt_chain_token', 'ttwid']);
    assert.deepEqual([second.host, second.cookieNames], ['v16m-default.tiktokcdn-us.com', []]);
  });

  for (const name of ['redirect-foreign', 'redirect-http', 'redirect-private']) {
    test(`${name} is not followed`, async () => {
      const standin = await Standin.connect();
      await standin.clear();
      const seen = await media(name);
      assert.deepEqual([seen.code, seen.started], ['url-refused', 0]);
      assert.deepEqual(await standin.log({ kind: ['foreign', 'plain'] }), []);
    });
  }

  test('a circle of redirects ends after five', async () => {
    const standin = await Standin.connect();
    const { token, url } = await linksOf('too-many');
    const id = await standin.id('too-many');
    await standin.set(id, { behaviours: [{ name: 'redirect', to: url }] });
    await standin.clear();
    const seen = await fetchOne([token, REFERER, url]);
    await standin.set(id, { behaviours: [{ name: 'too-many', retryAfter: 1, times: 1 }] });
    assert.deepEqual([seen.code, seen.status], ['http-status', 302]);
    assert.equal((await standin.log({ kind: 'media' })).length, 6);
  });

  test('what the network refuses has its own code', async () => {
    const rows = { 'v16-bad-certificate': 'network-certificate', 'v16-unreachable': 'network',
      'v16-private': 'url-refused', 'v16-nowhere': 'network-name' };
    for (const [name, code] of Object.entries(rows)) {
      const seen = await fetchOne([`https://${name}.tiktok.com/x`]);
      assert.deepEqual([seen.code, seen.status, seen.started], [code, 0, 0], name);
    }
  });

  test('a status is an answer, not an error', async () => {
    const refused = await media('media-403');
    assert.deepEqual([refused.code, refused.started], ['ok', 403]);
    const page = await media('html');
    assert.deepEqual([page.started, page.type], [200, 'text/html']);
  });

  for (const name of ['truncated', 'reset']) {
    test(`${name}: gone on with as long as more comes`, async () => {
      const standin = await Standin.connect();
      const id = await standin.id(name);
      const all = await media(name);
      assert.deepEqual([all.code, all.started, all.bytes, all.restarts], ['ok', 200, all.length, 0]);
      await standin.set(id, { behaviours: [{ name, after: 1000 }] });
      const little = await media(name);
      await standin.set(id, { behaviours: [name] });
      assert.equal(little.code, 'network');
      assert.ok(little.bytes <= 6000, `${little.bytes} bytes in six pieces`);
    });
  }

  test('more than the limit is not taken', async () => {
    const announced = await media('ok', 'max=1000');
    assert.deepEqual([announced.code, announced.bytes], ['too-large', 0]);
    const page = await fetchOne(['page=1', 'max=20000', PAGE]);
    assert.equal(page.code, 'too-large');
    assert.ok(page.bytes <= 20000);
  });

  test('the caller ends a transfer, by its own error or by cancelling', async () => {
    const { token, url } = await linksOf('ok');
    const seen = await fetchOne(['refuse=1', token, REFERER, url]);
    assert.deepEqual([seen.code, seen.detail, seen.bytes], ['http-status', 'refused by the caller', 0]);
    for (const when of ['after-start', 'in-started', 'in-data']) {
      assert.deepEqual(await fetchAll([`cancel=${when}`, 'count=5', token, REFERER, url]), [], when);
    }
    assert.deepEqual(await fetchAll(['cancel=100', 'https://v16-silent.tiktok.com/']), []);
  });

  test('three at once from one host, the others wait and come too', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('big');
    const { token, url } = await linksOf('big');
    await standin.hold(id, 1000);
    await standin.clear();
    const all = fetchAll(['count=5', token, REFERER, url]);
    const held = new Set();
    while (held.size < 3) held.add((await standin.waitFor((entry) => entry.held === true && !held.has(entry.n))).n);
    assert.equal((await standin.log({ kind: 'media' })).length, 3);
    await standin.release(id);
    assert.deepEqual((await all).map((seen) => [seen.code, seen.bytes]), Array(5).fill(['ok', 24 << 20]));
    assert.equal((await standin.log({ kind: 'media' })).length, 5);
  });
});

describe('limits', { skip }, () => {
  test('so many at once in all, whatever their hosts', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('big');
    const client = new Client();
    const { video } = await client.item(id);
    const token = /tt_chain_token\t(\S+)/.exec(readFileSync(client.jar, 'utf8'))[1];
    const urls = video.PlayAddrStruct.UrlList.slice(0, 2); // two hosts
    for (const [option, places] of [[[], 6], [['parallel=2'], 2]]) {
      await standin.hold(id, 1000);
      await standin.clear();
      const all = fetchAll([...option, 'count=4', `token=${token}`, REFERER, ...urls]);
      const held = new Set();
      while (held.size < places) held.add((await standin.waitFor((entry) => entry.held === true && !held.has(entry.n))).n);
      const pages = await fetchAll([...option, 'page=1', PAGE]);
      assert.equal(pages[0].code, 'ok');
      assert.equal((await standin.log({ kind: 'media' })).length, places);
      await standin.release(id);
      assert.deepEqual((await all).map((seen) => [seen.code, seen.bytes]), Array(8).fill(['ok', 24 << 20]));
    }
  });

  test('a speed for all together, of many small files and of a large one', async () => {
    for (const [name, count, speed] of [['ok', 12, 2_000_000], ['big', 1, 6_000_000]]) {
      const { token, url } = await linksOf(name);
      const began = Date.now();
      const seen = await fetchAll([`speed=${speed}`, `count=${count}`, token, REFERER, url]);
      const seconds = (Date.now() - began) / 1000;
      const wanted = seen.reduce((sum, one) => sum + one.bytes, 0) / speed;
      assert.ok(seen.every((one) => one.code === 'ok'));
      assert.ok(seconds > wanted * 0.4, `${name}: ${seconds} s instead of ${wanted} s`);
      assert.ok(seconds < wanted * 2 + 2, `${name}: ${seconds} s instead of ${wanted} s`);
    }
  });

  test('connections are used again', async () => {
    const standin = await Standin.connect();
    await standin.clear();
    const { token, url } = await linksOf('ok');
    await standin.clear();
    const seen = await fetchAll(['count=20', token, REFERER, url]);
    assert.deepEqual(seen.map((one) => one.code), Array(20).fill('ok'));
    const log = await standin.log({ kind: 'media' });
    assert.equal(log.length, 20);
    assert.equal(new Set(log.map((entry) => entry.connection)).size, 3);
  });

  test('a refusal does not cost the connection', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('media-503');
    const { token, url } = await linksOf('media-503');
    await standin.set(id, { behaviours: [{ name: 'media-status', status: 503, retryAfter: 1, times: 1 }] });
    await standin.clear();
    assert.equal((await fetchOne([token, REFERER, url])).started, 200);
    await standin.set(id, { behaviours: [{ name: 'media-status', status: 503, retryAfter: 1 }] });
    const log = await standin.log({ kind: 'media' });
    assert.deepEqual([log.length, new Set(log.map((entry) => entry.connection)).size], [2, 1]);
  });
});

describe('servers that ask for patience', { skip }, () => {
  /** Asks for a post's file `count` times at once. @returns what was seen, and what the server saw */
  async function patient(name, behaviours, ...args) {
    const standin = await Standin.connect();
    const id = await standin.id(name);
    if (behaviours) await standin.set(id, { behaviours });
    const { token, url } = await linksOf(name);
    await standin.clear();
    const seen = await fetchAll([...args, token, REFERER, url]);
    return { seen, log: await standin.log({ kind: 'media', post: id }) };
  }

  test('429 with a time: asked again after that time, and the caller knows nothing of it', async () => {
    const { seen, log } = await patient('too-many', [{ name: 'too-many', retryAfter: 2, times: 1 }]);
    assert.deepEqual([seen[0].code, seen[0].started, seen[0].bytes], ['ok', 200, seen[0].length]);
    assert.deepEqual(log.map((entry) => entry.status), [429, 200]);
    assert.ok(log[1].at - log[0].at >= 2000, `after ${log[1].at - log[0].at} ms`);
  });

  for (const [name, status] of [['too-many-forever', 429], ['media-503', 503]]) {
    test(`${name}: asked four times, then it is the answer`, async () => {
      const { seen, log } = await patient(name);
      assert.deepEqual([seen[0].code, seen[0].started, seen[0].retryAfter], ['ok', status, 1]);
      assert.deepEqual(log.map((entry) => entry.status), Array(4).fill(status));
    });
  }

  test('the others wait, then one goes ahead', async () => {
    const { seen, log } = await patient('too-many', [{ name: 'too-many', retryAfter: 1, times: 4 }], 'count=6');
    assert.deepEqual(seen.map((one) => [one.code, one.started]), Array(6).fill(['ok', 200]));
    assert.deepEqual(log.map((entry) => entry.status), [...Array(4).fill(429), ...Array(6).fill(200)]);
    const [first, second] = [log[3].at - log[2].at, log[4].at - log[3].at];
    assert.ok(first >= 900 && second >= 1000, `the fourth alone after ${first} ms, the next after ${second} ms`);
    assert.ok(log[5].at - log[4].at < 900);
  });

  test('a page is asked for again too', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('page-429-once');
    await standin.set(id, {});
    await standin.clear();
    const seen = await fetchOne(['page=1', `https://www.tiktok.com/@catlady/video/${id}`]);
    assert.deepEqual([seen.code, seen.started], ['ok', 200]);
    assert.deepEqual((await standin.log({ kind: 'page' })).map((entry) => entry.status), [429, 200]);
  });
});
