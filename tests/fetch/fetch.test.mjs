// host/fetch against real TLS servers: the stand-in, and a raw one that answers whatever a test
// wants. Driven through probe_fetch.
// Run in a world of its own: tests/standin/world.sh node --test tests/fetch/fetch.test.mjs
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { Client } from '../standin/client.mjs';
import { Standin } from '../standin/control.mjs';
import { ADDRESS } from '../standin/hosts.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const probe = [process.env.CK_PROBE, ...['asan', 'dev'].map((one) => `${root}build/${one}/tests/probe_fetch`)]
  .find((path) => path && existsSync(path));
const skip = (!process.env.CK_WORLD && 'not inside tests/standin/world.sh') || (!probe && 'probe_fetch is not built');
const PAGE = 'https://www.tiktok.com/@catlady/video/7602050882429897470';
const RAW = 'https://v16-unreachable.tiktok.com/'; // up, and free for a server of ours
const REFERER = 'referer=https://www.tiktok.com/@catlady/video/7602050882429897470';

/** @param {string[]} args @param {object} [env] @returns {Promise<any[]>} what each transfer saw */
function fetchAll(args, env = {}) {
  return new Promise((resolve, reject) => {
    execFile(probe, args, { env: { ...process.env, ...env }, timeout: 60000 }, (error, stdout, stderr) => {
      if (error || stderr) reject(new Error(`${error?.message ?? ''} ${stderr}`));
      else resolve(stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)));
    });
  });
}

const fetchOne = async (args, env) => (await fetchAll(args, env))[0];

/** A profile with its token, and the media links of one post. */
async function linksOf(name) {
  const client = new Client();
  const standin = await Standin.connect();
  const { video } = await client.item(await standin.id(name));
  const token = /tt_chain_token\t(\S+)/.exec(readFileSync(client.jar, 'utf8'))[1];
  return { token: `token=${token}`, url: video.playAddr, play: video.PlayAddrStruct.UrlList[2] };
}

const media = async (name, ...more) => {
  const { token, url } = await linksOf(name);
  return fetchOne([...more, token, REFERER, url]);
};

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
    test(`${name}: fewer bytes than promised is a broken connection`, async () => {
      const seen = await media(name);
      assert.deepEqual([seen.code, seen.started], ['network', 200]);
      assert.ok(seen.bytes < seen.length);
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

  test('a speed for all together', async () => {
    const { token, url } = await linksOf('ok');
    const began = Date.now();
    const seen = await fetchAll(['speed=1000000', 'count=3', token, REFERER, url]);
    const seconds = (Date.now() - began) / 1000;
    const bytes = seen.reduce((sum, one) => sum + one.bytes, 0);
    assert.ok(seen.every((one) => one.code === 'ok'));
    assert.ok(bytes / seconds < 1_400_000, `${bytes} bytes in ${seconds} s`);
    assert.ok(bytes / seconds > 500_000, `${bytes} bytes in ${seconds} s`);
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

describe('odd answers', { skip }, () => {
  /** @type {import('node:tls').Server} */
  let server;
  let answer = /** @type {string | Buffer} */ ('');
  let heads = /** @type {string[]} */ ([]);

  before(() => new Promise((resolve) => {
    const pem = (name) => readFileSync(`${process.env.CK_WORLD}/${name}`);
    server = createTlsServer({ cert: pem('server.pem'), key: pem('server.key') }, (socket) => {
      socket.on('error', () => {});
      socket.once('data', (head) => {
        heads.push(head.toString('latin1'));
        socket.end(answer);
      });
    });
    server.on('tlsClientError', () => {});
    server.listen(443, ADDRESS.refused, () => resolve(undefined));
  }));
  beforeEach(() => { heads = []; });
  after(() => server.close());

  const ask = (head, body = '', ...args) => {
    answer = Buffer.concat([Buffer.from(head.replaceAll('\n', '\r\n') + '\r\n\r\n'), Buffer.from(body)]);
    return fetchOne([...args, RAW]);
  };

  test('what is sent for media', async () => {
    await ask('HTTP/1.1 200 OK\nContent-Length: 1', 'x', 'token=T', 'ttwid=W', REFERER);
    assert.deepEqual(heads[0].trim().split('\r\n').slice(1).sort(), ['Accept-Encoding: identity', 'Accept: */*',
      'Cookie: tt_chain_token=T; ttwid=W', 'Host: v16-unreachable.tiktok.com', 'Referer: https://www.tiktok.com/',
      'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0']);
  });

  test('what is sent for a page', async () => {
    const seen = await ask('HTTP/1.1 200 OK\nContent-Length: 1', 'x', 'page=1',
      'ua=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36');
    assert.equal(seen.code, 'ok');
    for (const line of ['Sec-Fetch-Dest: document', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Site: none', 'Sec-Fetch-User: ?1',
      'Upgrade-Insecure-Requests: 1', 'Accept-Language: en-US,en;q=0.9', 'sec-ch-ua-platform: "Linux"',
      'sec-ch-ua: "Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"']) {
      assert.ok(heads[0].includes(`\r\n${line}\r\n`), line);
    }
    assert.match(heads[0], /\r\nAccept-Encoding: gzip, deflate/);
    assert.doesNotMatch(heads[0], /Cookie|Referer|Origin/);
  });

  test('media that come compressed are refused, an error page may', async () => {
    const file = await ask('HTTP/1.1 200 OK\nContent-Encoding: gzip', gzipSync('x'));
    assert.deepEqual([file.code, file.started, file.bytes], ['not-media', 0, 0]);
    const error = await ask('HTTP/1.1 403 No\nContent-Encoding: gzip', gzipSync('x'));
    assert.deepEqual([error.code, error.started, error.length], ['ok', 403, -1]);
    assert.equal((await ask('HTTP/1.1 200 OK\nContent-Encoding: identity', 'x')).code, 'ok');
  });

  test('a small page that unpacks without end stops at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    const seen = await ask('HTTP/1.1 200 OK\nContent-Encoding: gzip', bomb, 'page=1', 'max=1000000');
    assert.equal(seen.code, 'too-large');
    assert.ok(seen.bytes <= 1000000);
  });

  test('a body without a stated length', async () => {
    const seen = await ask('HTTP/1.1 200 OK\nContent-Type: Video/MP4; codecs="x"', 'four');
    assert.deepEqual([seen.code, seen.type, seen.length, seen.bytes], ['ok', 'video/mp4', -1, 4]);
    const chunked = await ask('HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nTrailer: X', '4\r\nfour\r\n0\r\nX: y\r\n\r\n');
    assert.deepEqual([chunked.code, chunked.length, chunked.bytes], ['ok', -1, 4]);
    const cut = await ask('HTTP/1.1 200 OK\nTransfer-Encoding: chunked', '4\r\nfo');
    assert.equal(cut.code, 'network');
  });

  test('an answer before the answer', async () => {
    const seen = await ask('HTTP/1.1 103 Early Hints\nLink: </x>\n\nHTTP/1.1 200 OK\nContent-Length: 1', 'x');
    assert.deepEqual([seen.code, seen.started, seen.bytes], ['ok', 200, 1]);
  });

  test('an empty answer is announced too', async () => {
    const seen = await ask('HTTP/1.1 200 OK\nContent-Length: 0');
    assert.deepEqual([seen.code, seen.started, seen.bytes], ['ok', 200, 0]);
  });

  test('answers that are none', async () => {
    for (const head of ['', 'hello', 'HTTP/1.1 200 OK\nContent-Length: -5', `HTTP/1.1 200 OK\nX: ${'x'.repeat(200000)}`]) {
      const seen = await ask(head);
      assert.notEqual(seen.code, 'ok', head.slice(0, 20));
      assert.equal(seen.bytes, 0);
    }
  });

  test('how long is waited, and why', async () => {
    const rows = [['429 Slow', '\nRetry-After: 5', 5, 6], ['503 Busy', '\nRetry-After: 5', 5, 6],
      ['429 Slow', '\nRetry-After: Wed, 21 Oct 2015 07:28:00 GMT', 1, 2], ['429 Slow', '\nRetry-After: soon', 1, 2],
      ['429 Slow', '', 16, 24], ['502 Busy', '', 2, 3], ['408 Slow', '', 2, 3]];
    for (const [status, more, least, most] of rows) {
      const seen = await ask(`HTTP/1.1 ${status}\nContent-Length: 0${more}`, '', 'cancel=waits');
      assert.equal(seen.why, status.startsWith('429') ? 'rate-limited' : 'server-busy');
      assert.ok(seen.waits >= least && seen.waits <= most, `${status}${more}: ${seen.waits} s`);
    }
    const hours = await ask('HTTP/1.1 429 Slow\nContent-Length: 0\nRetry-After: 999999', '', 'cancel=waits');
    assert.deepEqual([hours.code, hours.started, hours.retryAfter], ['ok', 429, 900], 'too long to wait for');
  });

  test('a redirect without a place is an answer, one with a huge body none', async () => {
    const none = await ask('HTTP/1.1 302 Found\nContent-Length: 0');
    assert.deepEqual([none.code, none.started], ['ok', 302]);
    const huge = await ask('HTTP/1.1 302 Found\nLocation: /x', Buffer.alloc(100000));
    assert.deepEqual([huge.code, huge.started], ['too-large', 0]);
    for (const to of ['//files.example.net/x', 'http://www.tiktok.com/', 'file:///etc/passwd', 'https://www.tiktok.com:444/',
      'https://u:p@www.tiktok.com/', 'javascript:1', 'https://203.0.113.10/']) {
      const seen = await ask(`HTTP/1.1 302 Found\nLocation: ${to}\nContent-Length: 0`);
      assert.deepEqual([seen.code, seen.started], ['url-refused', 0], to);
    }
  });

  test('cookies of others are not taken', async () => {
    const seen = await ask('HTTP/1.1 200 OK\nContent-Length: 0\nSet-Cookie: sessionid=1\nSet-Cookie: tt_chain_token=A==; Path=/\n'
      + 'set-cookie: ttwid="bad"');
    assert.deepEqual([seen.token, seen.ttwid], ['A==', '']);
  });

  test('a proxy in the local network is fine, and only used where it shall be', async () => {
    const asked = /** @type {string[]} */ ([]);
    const proxy = createServer().on('connect', (req, socket, head) => {
      asked.push(`${req.url} ${req.headers.cookie ?? ''}${req.headers.referer ?? ''}`);
      const to = connect(443, ADDRESS.standin, () => {
        socket.write('HTTP/1.1 200 Connected\r\nSet-Cookie: ttwid=proxy\r\n\r\n');
        to.write(head);
        to.pipe(socket).pipe(to);
      });
      socket.on('error', () => to.destroy());
      to.on('error', () => socket.destroy());
    });
    await new Promise((resolve) => { proxy.listen(0, '127.0.0.1', () => resolve(undefined)); });
    const env = { https_proxy: `http://127.0.0.1:${proxy.address().port}` };
    try {
      const seen = await fetchOne(['page=1', 'token=T', PAGE], env);
      assert.deepEqual([seen.code, seen.status], ['ok', 200]);
      assert.notEqual(seen.ttwid, 'proxy');
      assert.deepEqual(asked, ['www.tiktok.com:443 '], 'cookies are not the proxy\'s business');
      assert.equal((await fetchOne(['page=1', PAGE], { ...env, no_proxy: '.tiktok.com' })).code, 'ok');
      assert.equal(asked.length, 1);
      const inside = await fetchOne(['https://v16-private.tiktok.com/x'], { ...env, no_proxy: 'tiktok.com' });
      assert.equal(inside.code, 'url-refused');
      assert.equal((await fetchOne(['https://files.example.net/x'], env)).code, 'url-refused');
      const gone = await fetchOne([PAGE], { https_proxy: 'http://proxy.nowhere:3128' });
      assert.equal(gone.code, 'network-name');
    } finally {
      proxy.closeAllConnections?.();
      proxy.close();
    }
  });
});
