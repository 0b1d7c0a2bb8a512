// host/fetch against a server that answers whatever a test wants, with real TLS.
// Run in a world of its own: tests/standin/world.sh node --test tests/fetch/odd.test.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';

import { ADDRESS } from '../standin/hosts.mjs';
import { PAGE, REFERER, fetchOne, skip } from './probe.mjs';

const RAW = 'https://v16-unreachable.tiktok.com/'; // up, and free for a server of ours

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
