// The stand-in TikTok: one TLS server for every host name of the world. Started by world.sh;
// says "ready" on standard output, ends when standard input does.
import { createSocket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:http';
import { createSecureContext } from 'node:tls';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';

import { stampTime } from './authority.mjs';
import { addCaptures } from './captures.mjs';
import { serveOpen, servePlay, serveVideo } from './cdn.mjs';
import { startControl } from './control-server.mjs';
import { cookiesOf, setCookies } from './cookies.mjs';
import { ADDRESS, hostTable } from './hosts.mjs';
import { Log, plainQuery } from './log.mjs';
import { route } from './site.mjs';
import { World, numberOf } from './world.mjs';

const dir = process.env.CK_WORLD ?? '.';
const table = hostTable();
const world = new World();
const log = new Log(`${dir}/log.jsonl`);

function contextOf(req) {
  const host = req.authority ?? req.headers[':authority'] ?? req.headers.host ?? '';
  const cookies = cookiesOf(req.headers.cookie);
  const url = new URL(req.url, `https://${host}`);
  const ua = req.headers['user-agent'] ?? '';
  const token = cookies.get('tt_chain_token');
  return {
    req,
    url,
    host: url.hostname,
    cookies,
    ua,
    token,
    known: world.tokens.has(token), // this world gave it a token before
    warm: world.visitors.has(cookies.get('ttwid')), // … and a visitor's id
    fetchMode: req.headers['sec-fetch-mode'] ?? '',
    nonce: randomBytes(12).toString('base64'),
    csrf: randomBytes(8).toString('hex'),
    webId: numberOf(ua),
    canonical: `https://www.tiktok.com${url.pathname}`,
  };
}

function kindOf(role, path) {
  if (role === 'video' || path.startsWith('/aweme/v1/play')) return 'media';
  if (role === 'image') return 'cover';
  if (role !== 'site') return role;
  if (path.startsWith('/api/')) return 'api';
  return path.startsWith('/standin-site/') || path === '/favicon.ico' ? 'asset' : 'page';
}

const connections = new WeakMap();
let connectionCount = 0;

/** @returns {number} which connection a request came by */
function connectionOf(req) {
  const key = req.stream?.session ?? req.socket;
  if (!connections.has(key)) connections.set(key, (connectionCount += 1));
  return connections.get(key);
}

function beginEntry(ctx, role) {
  const { req, url, cookies } = ctx;
  return log.begin({
    host: ctx.host,
    method: req.method,
    path: url.pathname,
    query: plainQuery(url),
    kind: kindOf(role, url.pathname),
    ua: ctx.ua,
    referer: req.headers.referer ?? '',
    http: req.httpVersion,
    connection: connectionOf(req),
    range: req.headers.range ?? '',
    cookieNames: [...cookies.keys()],
    hasToken: cookies.has('tt_chain_token'),
    fetchMode: ctx.fetchMode,
    origin: req.headers.origin ?? '',
  });
}

const ENCODERS = {
  gzip: (body) => gzipSync(body, { level: 1 }),
  br: (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  deflate: deflateSync,
};

/** Compresses what is worth it: as the answer wants it, else with gzip, if the client can read it. */
function compress(ctx, answer, headers) {
  const body = Buffer.from(answer.body ?? '');
  const encoding = answer.encoding ?? 'gzip';
  const readable = new RegExp(`\\b${encoding}\\b`).test(ctx.req.headers['accept-encoding'] ?? '');
  if (body.length <= 1400 || !readable || !ENCODERS[encoding]) return body;
  headers['content-encoding'] = encoding;
  return ENCODERS[encoding](body);
}

/** Sends a whole answer, compressed if the client can read that. */
function reply(ctx, res, entry, answer) {
  const headers = { ...answer.headers };
  if (answer.token) {
    headers['set-cookie'] = setCookies(world, answer.token, ctx.cookies);
    headers['x-ms-token'] = randomBytes(24).toString('base64url');
  }
  const body = compress(ctx, answer, headers);
  if (!answer.chunked) headers['content-length'] = String(body.length);
  entry.update({
    status: answer.status,
    ...(answer.post ? { post: answer.post } : {}),
    ...answer.facts,
  });
  res.writeHead(answer.status, headers);
  res.end(ctx.req.method === 'HEAD' ? '' : body);
  entry.add(body.length);
}

async function handle(req, res) {
  const ctx = contextOf(req);
  const role = table.get(ctx.host)?.role ?? 'foreign';
  const entry = beginEntry(ctx, role);
  res.once('close', entry.end);
  try {
    if (role === 'video') await serveVideo(world, ctx, res, entry);
    else if (['music', 'image', 'caption'].includes(role)) await serveOpen(world, ctx, res, entry);
    else if (role === 'site' && ctx.url.pathname.startsWith('/aweme/v1/play')) {
      await servePlay(world, ctx, res, entry);
    } else if (role === 'authority') reply(ctx, res, entry, await stampTime(world, dir, req));
    else if (role === 'site') reply(ctx, res, entry, route(world, ctx));
    else {
      reply(ctx, res, entry, {
        status: 200,
        headers: { 'content-type': 'video/mp4' },
        body: 'nobody should ask here',
      });
    }
  } catch (error) {
    console.error(`stand-in: ${ctx.req.method} ${ctx.host}${ctx.url.pathname}: ${error.stack}`);
    if (!res.headersSent) res.writeHead(500);
    res.end();
  }
}

const distrusted = (name) => table.get(name)?.untrusted || world.settings.untrusted.includes(name);

/** Refuses connections while `down`; those that are there break. */
function obeySettings(server) {
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  world.onSettings = (settings) =>
    new Promise((resolve) => {
      if (settings.down === !server.listening) return resolve(undefined);
      if (!settings.down) return server.listen(443, ADDRESS.standin, () => resolve(undefined));
      server.close();
      for (const socket of sockets) socket.destroy();
      return resolve(undefined);
    });
}

function startTls() {
  const pair = (name) => ({
    cert: readFileSync(`${dir}/${name}.pem`),
    key: readFileSync(`${dir}/${name}.key`),
  });
  const untrusted = createSecureContext(pair('untrusted'));
  const trusted = createSecureContext(pair('server'));
  const server = createSecureServer(
    {
      ...pair('server'),
      allowHTTP1: true,
      SNICallback: (name, done) => done(null, distrusted(name) ? untrusted : trusted),
    },
    handle,
  );
  server.on('tlsClientError', () => {}); // a client that does not trust us hangs up
  server.on('sessionError', () => {});
  obeySettings(server);
  return new Promise((resolve) => {
    server.listen(443, ADDRESS.standin, () => resolve(server));
  });
}

/** Port 80: whoever comes here took https for http. */
function startPlain() {
  const server = createServer((req, res) => {
    const entry = log.begin({
      host: req.headers.host ?? '',
      method: req.method,
      path: req.url,
      kind: 'plain',
    });
    res.writeHead(301, { location: `https://${req.headers.host}${req.url}` });
    res.end();
    entry.update({ status: 301 });
    entry.end();
  });
  return new Promise((resolve) => {
    server.listen(80, ADDRESS.standin, () => resolve(server));
  });
}

/** Names of no table do not exist, and that is said at once. */
function startDns() {
  const socket = createSocket('udp4', (query, from) => {
    if (query.length < 12) return;
    const answer = Buffer.from(query);
    answer.writeUInt16BE(0x8183, 2); // answer, recursion available, no such name
    answer.writeUInt16BE(0, 10); // a client's extra record is not repeated
    let end = 12;
    while (end < query.length && query[end] !== 0) end += query[end] + 1;
    socket.send(answer.subarray(0, end + 5), from.port, from.address);
  });
  return new Promise((resolve) => {
    socket.bind(53, '127.0.0.1', () => resolve(socket));
  });
}

function stop() {
  log.close();
  process.exit(0);
}

process.on('SIGTERM', stop);
process.on('SIGINT', () => {}); // world.sh ends us after its command, also on Ctrl-C
process.stdin.on('end', stop).resume();
addCaptures(world);
await Promise.all([
  startTls(),
  startPlain(),
  startDns(),
  startControl(`${dir}/control.sock`, world, log),
]);
console.log('ready');
