// A server that does wrong things with parts of files, and what is done about it. Each row is
// served at a path of its own, to each client by its own count.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';

import { ADDRESS } from '../standin/hosts.mjs';

export const HOST = 'v16-unreachable.tiktok.com'; // up, and free for a server of ours
export const SIZE = 3_000_000;
export const HAVE = 1_200_000;

/** Bytes that tell file and place. @param {number} seed @param {number} size */
function bytesOf(seed, size) {
  const bytes = Buffer.alloc(size);
  for (let at = 0, x = seed; at + 4 <= size; at += 4) {
    x = (Math.imul(x, 1103515245) + 12345) >>> 0;
    bytes.writeUInt32LE((x ^ at) >>> 0, at);
  }
  return bytes;
}
const A = bytesOf(1, SIZE);
const B = bytesOf(2, SIZE);
/** What may be right in the end. @type {Record<string, Buffer>} */
export const FILES = { A, B, short: B.subarray(0, HAVE), longer: bytesOf(3, SIZE + 1000), part: A.subarray(0, HAVE) };

const tag = (file) => `"${Object.keys(FILES).find((name) => FILES[name] === file)}"`;
const page = Buffer.from(`<!DOCTYPE html><title>Verify</title>${'<p>you are a person'.repeat(500)}`);

/**
 * @typedef {object} Asked
 * @property {number} n how often this client has asked, from 1
 * @property {number} from start of the range, 0 for none
 * @property {boolean} fits whether If-Range, if any, names file A
 */
/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string | number>} [headers]
 * @property {Buffer} [body]
 * @property {number} [cut] bytes after which the connection breaks
 * @property {boolean} [stall] it does not break then, but says no more
 * @property {boolean} [gone] no answer at all
 */
/** @param {Buffer} file @returns {Answer} */
const all = (file, more = {}) => ({ status: 200, body: file, ...more, headers: { ETag: tag(file), ...more.headers } });
/** @param {Buffer} file @param {number} from @returns {Answer} */
const rest = (file, from, more = {}) => ({
  status: 206,
  body: file.subarray(from),
  ...more,
  headers: { ETag: tag(file), 'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}`, ...more.headers },
});
const says = (status, headers = {}, body = Buffer.from('no')) => ({ status, headers, body });
/** As servers should. */
const right = ({ from, fits }, file = A) => (from > 0 && fits ? rest(file, from) : all(file));
/** The first answer breaks off. */
const broken = (more = {}) => all(A, { cut: HAVE, ...more });
/** A file that breaks off at first; `then` answers the second request, all others are right. */
const breaks = (then) => (asked) => {
  if (asked.n === 1) return broken();
  return asked.n === 2 ? then(asked) : right(asked);
};

/**
 * What a part of 1.2 MB of file A, that is there, becomes. `kept`: the file, or the code.
 * @type {{what: string, kept: string, total?: number, answer: (asked: Asked) => Answer}[]}
 */
// prettier-ignore
export const PARTS = [
  { what: 'sends the rest', kept: 'A', answer: right },
  { what: 'knows no ranges', kept: 'A', answer: () => all(A) },
  { what: 'has a new version', kept: 'B', answer: () => all(B) },
  { what: 'has a new version just as long as the part', kept: 'short', answer: () => all(FILES.short) },
  { what: 'sends the first bytes again as the rest', kept: 'A', answer: ({ from }) =>
    (from ? { ...rest(A, 0), body: A.subarray(0, HAVE),
      headers: { ETag: tag(A), 'Content-Range': `bytes 0-${HAVE - 1}/${SIZE}` } } : all(A)) },
  { what: 'sends the rest from 4 KiB too early', kept: 'A', answer: ({ from }) => (from ? rest(A, from - 4096) : all(A)) },
  { what: 'sends the rest of a new version, under its ETag', kept: 'B', answer: ({ from }) => (from ? rest(B, from) : all(B)) },
  { what: 'sends the rest of a longer version, without ETag', kept: 'longer', total: SIZE, answer: ({ from }) =>
    (from ? rest(FILES.longer, from, { headers: { ETag: '' } }) : all(FILES.longer)) },
  { what: 'does not say which part it sends', kept: 'A', answer: ({ from }) =>
    (from ? rest(A, from, { headers: { 'Content-Range': '' } }) : all(A)) },
  { what: 'says that the rest is compressed', kept: 'A', answer: ({ from }) =>
    (from ? rest(A, from, { headers: { 'Content-Encoding': 'gzip' } }) : all(A)) },
  { what: 'sends the rest in two pieces', kept: 'A', answer: ({ from }) => {
    const end = Math.min(SIZE, from + 1_000_000);
    return { status: 206, body: A.subarray(from, end),
      headers: { ETag: tag(A), 'Content-Range': `bytes ${from}-${end - 1}/${SIZE}` } };
  } },
  { what: 'sends more than it says', kept: 'A', answer: ({ from }) => (from
    ? { ...rest(A, from), body: Buffer.concat([A.subarray(from), page]) } : all(A)) },
  { what: 'breaks off in the rest too', kept: 'A', answer: (asked) =>
    (asked.n === 1 ? { ...rest(A, asked.from), cut: 500_000 } : right(asked)) },
  { what: '416, nothing is missing', kept: 'part', total: HAVE, answer: ({ from }) =>
    (from ? says(416, { 'Content-Range': `bytes */${HAVE}` }) : all(FILES.part)) },
  { what: '416, though a lot is missing', kept: 'A', total: SIZE, answer: ({ from }) =>
    (from ? says(416, { 'Content-Range': `bytes */${HAVE}` }) : all(A)) },
  { what: '416 with a page, for ever', kept: 'HTTP 416', answer: () => says(416, { 'Content-Type': 'text/html' }, page) },
  { what: '403 with a page', kept: 'HTTP 403', answer: () => says(403, { 'Content-Type': 'text/html' }, page) },
  { what: '404 with a page', kept: 'HTTP 404', answer: () => says(404, { 'Content-Type': 'text/html' }, page) },
  { what: '429 for a second, then the rest', kept: 'A', answer: (asked) =>
    (asked.n === 1 ? says(429, { 'Retry-After': 1 }) : right(asked)) },
  { what: '503 for a second, then the rest', kept: 'A', answer: (asked) =>
    (asked.n === 1 ? says(503, { 'Retry-After': 1 }) : right(asked)) },
  { what: 'a captcha with 200', kept: 'not-media', answer: () => says(200, { 'Content-Type': 'text/html' }, page) },
];

/** What a download becomes that begins well, or not even that. @type {typeof PARTS} */
// prettier-ignore
export const WHOLES = [
  { what: 'breaks off once', kept: 'A', answer: breaks(right) },
  { what: 'breaks off every 600 KB', kept: 'A', answer: (asked) => ({ ...right(asked), cut: 600_000 }) },
  { what: 'breaks off, and says no more after 100 KB, ever', kept: 'network', answer: (asked) =>
    (asked.n === 1 ? broken() : { ...right(asked), cut: 1 }) },
  { what: 'stops without hanging up', kept: 'A', answer: (asked) => (asked.n === 1 ? broken({ stall: true }) : right(asked)) },
  { what: 'breaks off, then knows no ranges', kept: 'A', answer: breaks(() => all(A)) },
  { what: 'breaks off, then has a new version', kept: 'B', answer: (asked) => (asked.n === 1 ? broken() : right(asked, B)) },
  { what: 'breaks off, then has a new version and sends its rest', kept: 'B', answer: ({ n, from }) =>
    (n === 1 ? broken() : from ? rest(B, from) : all(B)) },
  { what: 'breaks off, then sends another part', kept: 'A', answer: breaks(({ from }) => rest(A, from - 4096)) },
  { what: 'breaks off, names no version', kept: 'A', answer: ({ n, from }) => (n === 1 ? broken({ headers: { ETag: '' } })
    : { ...(from ? rest(B, from) : all(A)), headers: {} }) },
  { what: 'breaks off, names its version weakly', kept: 'A', answer: ({ n, from }) =>
    (n === 1 ? broken({ headers: { ETag: 'W/"A"' } }) : from ? rest(B, from) : all(A)) },
  { what: 'breaks off, then 403', kept: 'media-refused', answer: breaks(() => says(403)) },
  { what: 'breaks off, then 404', kept: 'http-status', answer: breaks(() => says(404)) },
  { what: 'breaks off, then a captcha with 200', kept: 'not-media', answer: breaks(() =>
    says(200, { 'Content-Type': 'text/html' }, page)) },
  { what: 'breaks off, then an empty 204', kept: 'http-status', answer: breaks(() => says(204, {}, Buffer.alloc(0))) },
  { what: 'breaks off, then 429 for a second', kept: 'A', answer: breaks(() => says(429, { 'Retry-After': 1 })) },
  { what: 'breaks off, then 502 for a second', kept: 'A', answer: breaks(() => says(502, { 'Retry-After': 1 })) },
  { what: 'breaks off, then 429 for an hour', kept: 'rate-limited', answer: ({ n }) =>
    (n === 1 ? broken() : says(429, { 'Retry-After': 3600 })) },
  { what: 'breaks off, then sends the rest in chunks', kept: 'A', answer: breaks(({ from }) =>
    rest(A, from, { headers: { 'Transfer-Encoding': 'chunked' } })) },
  { what: 'hangs up twice before it answers', kept: 'A', answer: (asked) =>
    (asked.n <= 2 ? { status: 0, gone: true } : right(asked)) },
  { what: 'hangs up always', kept: 'network', answer: () => ({ status: 0, gone: true }) },
  { what: 'ends before its Content-Length, always at once', kept: 'network', answer: () => broken({ cut: 0 }) },
  { what: 'says that it is compressed', kept: 'not-media', answer: () => all(A, { headers: { 'Content-Encoding': 'gzip' } }) },
  // Nothing tells this from a whole file but the file itself, which is looked into afterwards.
  { what: 'names no length and hangs up early', kept: 'part', answer: () =>
    ({ status: 200, body: FILES.part, headers: { 'Content-Length': '' } }) },
];

/** @param {Answer} answer @returns {Buffer} its header lines */
function headOf({ status, headers = {}, body = Buffer.alloc(0) }) {
  const chunked = headers['Transfer-Encoding'] === 'chunked';
  const lines = { 'Content-Type': 'video/mp4', ...(chunked ? {} : { 'Content-Length': body.length }), Date: new Date().toUTCString(),
    Connection: 'close', ...headers };
  const said = Object.entries(lines).filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status} Said\r\n${said.join('')}\r\n`);
}

/** @param {import('node:tls').TLSSocket} socket @param {Answer} answer */
function say(socket, answer) {
  if (answer.gone) {
    socket.destroy();
    return;
  }
  const { body = Buffer.alloc(0), headers = {}, cut, stall } = answer;
  const sent = body.subarray(0, cut);
  const bytes = headers['Transfer-Encoding'] === 'chunked'
    ? [Buffer.from(`${sent.length.toString(16)}\r\n`), sent, Buffer.from('\r\n0\r\n\r\n')] : [sent];
  socket.write(Buffer.concat([headOf(answer), ...bytes]), () => {
    if (stall) return;
    if (cut !== undefined && cut < body.length) setTimeout(() => socket.destroy(), 50);
    else socket.end();
  });
}

/** @returns {Promise<import('node:tls').Server>} serves /ROW/CLIENT of PARTS and WHOLES */
export function faultyServer() {
  const counts = /** @type {Record<string, number>} */ ({});
  const pem = (name) => readFileSync(`${process.env.CK_WORLD}/${name}`);
  const server = createServer({ cert: pem('server.pem'), key: pem('server.key') }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      const head = bytes.toString('latin1');
      const path = /^GET (\/\S+)/.exec(head)?.[1] ?? '';
      const row = [...PARTS, ...WHOLES][Number(path.split('/')[1])];
      if (!row) {
        socket.end('HTTP/1.1 404 No\r\n\r\n');
        return;
      }
      const condition = /^if-range: (.*?)\r$/im.exec(head)?.[1];
      counts[path] = (counts[path] ?? 0) + 1;
      say(socket, row.answer({ n: counts[path], from: Number(/^range: bytes=(\d+)-/im.exec(head)?.[1] ?? 0),
        fits: condition === undefined || condition === tag(A) }));
    });
  });
  server.on('tlsClientError', () => {});
  return new Promise((resolve) => { server.listen(443, ADDRESS.refused, () => resolve(server)); });
}
