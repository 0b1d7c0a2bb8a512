// A server that does wrong things with files. Each row of faulty-rows.mjs is served at a path of
// its own, to each client by its own count.
import { readFileSync } from 'node:fs';
import { createServer as createPlain } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';
import { createServer } from 'node:tls';

import { ADDRESS } from '../standin/hosts.mjs';
import { PARTS, WHOLES, secret } from './faulty-rows.mjs';

export const HOST = 'v16-unreachable.tiktok.com'; // up, and free for a server of ours
const ROWS = [...PARTS, ...WHOLES];

/** @typedef {import('./faulty-rows.mjs').Answer} Answer */

/** @param {Answer} answer @returns {Buffer} its header lines */
function headOf({ status, headers = {}, body = Buffer.alloc(0) }) {
  const chunked = headers['Transfer-Encoding'] === 'chunked';
  const lines = { 'Content-Type': 'video/mp4', ...(chunked ? {} : { 'Content-Length': body.length }), Date: new Date().toUTCString(),
    Connection: 'close', ...headers };
  const said = Object.entries(lines).filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status} Said\r\n${said.join('')}\r\n`);
}

/** @param {Answer} answer @returns {Buffer[]} what follows its header lines, up to where it breaks */
function bodyOf({ body = Buffer.alloc(0), headers = {}, cut }) {
  const sent = body.subarray(0, cut);
  if (headers['Transfer-Encoding'] !== 'chunked') return [sent];
  const end = cut === undefined ? '\r\n0\r\n\r\n' : '';
  return [Buffer.from(`${body.length.toString(16)}\r\n`), sent, Buffer.from(end)];
}

/** Sends some bytes ten times a second, as long as they are wanted. @param {import('node:tls').TLSSocket} socket */
function drip(socket, bytes, perSecond) {
  const step = Math.ceil(perSecond / 10);
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= bytes.length) {
      clearInterval(timer);
      socket.end();
      return;
    }
    socket.write(bytes.subarray(at, at + step));
    at += step;
  }, 100);
}

/** @param {import('node:tls').TLSSocket} socket @param {import('node:net').Socket} raw @param {Answer} answer */
function say(socket, raw, answer) {
  const { body = Buffer.alloc(0), cut, stall, reset } = answer;
  if (answer.gone) {
    socket.destroy();
    return;
  }
  if (answer.drip) {
    socket.write(headOf(answer));
    drip(socket, body, answer.drip);
    return;
  }
  socket.write(Buffer.concat([headOf(answer), ...bodyOf(answer)]), () => {
    if (stall) return;
    if (cut !== undefined && cut < body.length) setTimeout(() => (reset ? raw.resetAndDestroy() : socket.destroy()), 50);
    else socket.end();
  });
}

/** @param {string} head of a request @param {Record<string, number>} counts @returns {Answer} */
function answerTo(head, counts) {
  const path = /^GET (\/\S+)/.exec(head)?.[1] ?? '';
  const [, row, client, fresh] = path.split('/');
  const which = ROWS[Number(row)];
  if (!which) return { status: 404 };
  const key = `${row} ${client}`;
  const condition = /^if-range: (.*?)\r$/im.exec(head)?.[1];
  counts[key] = (counts[key] ?? 0) + 1;
  return which.answer({ n: counts[key], from: Number(/^range: bytes=(\d+)-/im.exec(head)?.[1] ?? 0), condition,
    fresh: fresh === 'fresh', path });
}

/** @param {string} name of a file of this world */
export const pem = (name) => readFileSync(`${process.env.CK_WORLD}/${name}`);

/** @returns {Promise<() => void>} ends it; serves /ROW/CLIENT[/fresh] of PARTS and WHOLES, and a page that is nobody's business */
export async function faultyServer() {
  const counts = /** @type {Record<string, number>} */ ({});
  const below = new Map();
  const server = createServer({ cert: pem('server.pem'), key: pem('server.key') }, (socket) => {
    const raw = below.get(socket.remotePort);
    socket.on('error', () => {});
    socket.once('data', (bytes) => say(socket, raw, answerTo(bytes.toString('latin1'), counts)));
  });
  server.on('connection', (raw) => {
    const port = raw.remotePort;
    below.set(port, raw);
    raw.once('close', () => below.delete(port));
  });
  server.on('tlsClientError', () => {});
  const inner = createPlain((req, res) => res.end(secret));
  await new Promise((resolve) => { server.listen(443, ADDRESS.refused, () => resolve(undefined)); });
  await new Promise((resolve) => { inner.listen(8080, '127.0.0.1', () => resolve(undefined)); });
  return () => {
    server.close();
    inner.close();
  };
}
