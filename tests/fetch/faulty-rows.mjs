// What a server does wrong with a file, and what shall be kept of it: data for faulty.mjs, which
// serves it, and faulty.test.mjs, which asks for it.
import { readFileSync } from 'node:fs';

export const SIZE = 3_000_000;
export const HAVE = 1_200_000;

const tiny = readFileSync(new URL('../data/media/tiny.mp4', import.meta.url));

/** A playable file whose bytes tell file and place. @param {number} seed @param {number} size */
function bytesOf(seed, size) {
  const bytes = Buffer.alloc(size);
  for (let at = 0, x = seed; at + 4 <= size; at += 4) {
    x = (Math.imul(x, 1103515245) + 12345) >>> 0;
    bytes.writeUInt32LE((x ^ at) >>> 0, at);
  }
  tiny.copy(bytes);
  bytes.writeUInt32BE(size - tiny.length, tiny.length);
  bytes.write('free', tiny.length + 4, 'latin1');
  return bytes;
}
const A = bytesOf(1, SIZE);
const B = bytesOf(2, SIZE);
const page = Buffer.from(`<!DOCTYPE html><title>Verify</title>${'<p>you are a person'.repeat(500)}`);
export const secret = Buffer.from('<!DOCTYPE html><title>Your router</title>');
/** By these names the table knows what is kept. @type {Record<string, Buffer>} */
export const FILES = { A, B, short: bytesOf(4, HAVE), longer: bytesOf(3, SIZE + 1000), part: A.subarray(0, HAVE), page, secret,
  empty: Buffer.alloc(0) };

const tag = (file) => `"${Object.keys(FILES).find((name) => FILES[name] === file)}"`;

/**
 * @typedef {object} Asked
 * @property {number} n how often this client has asked, from 1
 * @property {number} from start of the range, 0 for none
 * @property {string} [condition] If-Range
 * @property {boolean} fresh whether it is asked by a new link
 * @property {string} path
 */
/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string | number>} [headers] '' for none
 * @property {Buffer} [body]
 * @property {number} [cut] bytes after which the connection breaks
 * @property {boolean} [stall] it does not break then, but says no more
 * @property {boolean} [reset] it breaks with a reset then
 * @property {number} [drip] bytes a second
 * @property {boolean} [gone] no answer at all
 */
/**
 * `kept`: the file, or the code. `there`: of which file a part is there, if not of A. `twice`: the
 * client is told to go on by a fresh link when it has failed.
 * @typedef {object} Row
 * @property {string} what
 * @property {string} kept
 * @property {number} [total]
 * @property {string} [there]
 * @property {boolean} [twice]
 * @property {(asked: Asked) => Answer} answer
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
const html = (status, body = page) => says(status, { 'Content-Type': 'text/html' }, body);
const leads = (to) => says(302, { Location: to });
const hop = ({ path, n }) => `${path.split('/').slice(0, 3).join('/')}/${n}`;
/** As servers should. */
const right = ({ from, condition }, file = A) =>
  (from > 0 && (condition === undefined || condition === tag(file)) ? rest(file, from) : all(file));
/** The first answer breaks off. */
const broken = (more = {}) => all(A, { cut: HAVE, ...more });
/** A file that breaks off at first; `then` answers the second request, all others are right. */
const breaks = (then) => (asked) => {
  if (asked.n === 1) return broken();
  return asked.n === 2 ? then(asked) : right(asked);
};
/** `first` answers the first request, all others are right. */
const once = (first) => (asked) => (asked.n === 1 ? first(asked) : right(asked));
const time = (seconds) => new Date(Date.now() + seconds * 1000).toUTCString();
const busy = (status) => ({ what: `${status} for a second, then the rest`, kept: 'A', answer: once(() => says(status, { 'Retry-After': 1 })) });

/** What a part of 1.2 MB of file A, that is there, becomes. @type {Row[]} */
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
  { what: 'sends a part whatever it is asked for', kept: 'not-media', answer: () => rest(A, 4096) },
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
  { what: '416, nothing is missing', kept: 'short', there: 'short', total: HAVE, answer: ({ from }) =>
    (from ? says(416, { 'Content-Range': `bytes */${HAVE}` }) : all(FILES.short)) },
  { what: '416, though a lot is missing', kept: 'A', total: SIZE, answer: ({ from }) =>
    (from ? says(416, { 'Content-Range': `bytes */${HAVE}` }) : all(A)) },
  { what: '416 with a page, for ever', kept: 'HTTP 416', answer: () => html(416) },
  { what: '401 with a page', kept: 'HTTP 401', answer: () => html(401) },
  { what: '403 with a page', kept: 'HTTP 403', answer: () => html(403) },
  { what: '404 with a page', kept: 'HTTP 404', answer: () => html(404) },
  { what: '410 with a page', kept: 'HTTP 410', answer: () => html(410) },
  { what: '403, then a fresh link', kept: 'A', twice: true, answer: (asked) => (asked.fresh ? right(asked) : html(403)) },
  { what: '403, then a fresh link to a new version', kept: 'B', twice: true, answer: (asked) =>
    (asked.fresh ? right(asked, B) : html(403)) },
  { what: '403, then a fresh link to a server that knows no If-Range', kept: 'B', twice: true, answer: ({ fresh, from }) =>
    (fresh ? from ? rest(B, from) : all(B) : html(403)) },
  ...[408, 425, 429, 500, 502, 503, 504, 522, 524].map(busy),
  { what: '429 until a time of day, then the rest', kept: 'A', answer: once(() => says(429, { 'Retry-After': time(2) })) },
  { what: 'a captcha with 200', kept: 'not-media', answer: () => html(200) },
  { what: 'words of a machine with 200', kept: 'not-media', answer: () =>
    says(200, { 'Content-Type': 'application/json' }, Buffer.from('{"error":"expired"}')) },
  { what: 'nothing with 200', kept: 'not-media', answer: () => says(200, {}, Buffer.alloc(0)) },
  { what: 'a page that calls itself a video', kept: 'not-media', answer: () => says(200, {}, page) },
];

/** What a download becomes that begins well, or not even that. @type {Row[]} */
// prettier-ignore
export const WHOLES = [
  { what: 'breaks off once', kept: 'A', answer: breaks(right) },
  { what: 'breaks off with a reset', kept: 'A', answer: once(() => broken({ reset: true })) },
  { what: 'breaks off every 600 KB', kept: 'A', answer: (asked) => ({ ...right(asked), cut: 600_000 }) },
  { what: 'breaks off, and says no more after 100 KB, ever', kept: 'network', answer: (asked) =>
    (asked.n === 1 ? broken() : { ...right(asked), cut: 1 }) },
  { what: 'stops without hanging up', kept: 'A', answer: once(() => broken({ stall: true })) },
  { what: 'drips 10 bytes a second, but not again', kept: 'A', answer: once(() => all(A, { drip: 10 })) },
  { what: 'drips 10 bytes a second, always', kept: 'network-timeout', answer: (asked) => ({ ...right(asked), drip: 10 }) },
  { what: 'is slow: 300 KB a second', kept: 'A', answer: (asked) => ({ ...right(asked), drip: 300_000 }) },
  { what: 'breaks off, then knows no ranges', kept: 'A', answer: breaks(() => all(A)) },
  { what: 'breaks off, then has a new version', kept: 'B', answer: (asked) => (asked.n === 1 ? broken() : right(asked, B)) },
  { what: 'breaks off, then has a new version and sends its rest', kept: 'B', answer: ({ n, from }) =>
    (n === 1 ? broken() : from ? rest(B, from) : all(B)) },
  { what: 'breaks off, then sends another part', kept: 'A', answer: breaks(({ from }) => rest(A, from - 4096)) },
  { what: 'breaks off, names no version', kept: 'A', answer: ({ n, from }) => (n === 1 ? broken({ headers: { ETag: '' } })
    : { ...(from ? rest(B, from) : all(A)), headers: {} }) },
  { what: 'breaks off, names its version weakly', kept: 'A', answer: ({ n, from }) =>
    (n === 1 ? broken({ headers: { ETag: 'W/"A"' } }) : from ? rest(B, from) : all(A)) },
  { what: 'breaks off, its version is of this very second', kept: 'A', answer: ({ n, from }) =>
    (n === 1 ? broken({ headers: { ETag: '', 'Last-Modified': time(0) } })
      : from ? rest(B, from, { headers: { ETag: '', 'Last-Modified': time(0) } }) : all(A)) },
  { what: 'breaks off, its version is of yesterday', kept: 'A', answer: ({ n, from, condition }) => {
    const yesterday = { headers: { ETag: '', 'Last-Modified': 'Sat, 21 Nov 2026 10:00:00 GMT' } };
    if (n === 1) return broken(yesterday);
    return from && condition === yesterday.headers['Last-Modified'] ? rest(A, from, yesterday) : all(A, yesterday);
  } },
  { what: 'breaks off, then 403', kept: 'media-refused', answer: breaks(() => says(403)) },
  { what: 'breaks off, then 404', kept: 'http-status', answer: breaks(() => says(404)) },
  { what: 'breaks off, then a captcha with 200', kept: 'not-media', answer: breaks(() => html(200)) },
  { what: 'breaks off, then an empty 204', kept: 'http-status', answer: breaks(() => says(204, {}, Buffer.alloc(0))) },
  { what: 'breaks off, then 429 for a second', kept: 'A', answer: breaks(() => says(429, { 'Retry-After': 1 })) },
  { what: 'breaks off, then 429 until a time of day', kept: 'A', answer: breaks(() => says(429, { 'Retry-After': time(2) })) },
  { what: 'breaks off, then 502 for a second', kept: 'A', answer: breaks(() => says(502, { 'Retry-After': 1 })) },
  { what: 'breaks off, then 429 for an hour', kept: 'rate-limited', answer: ({ n }) =>
    (n === 1 ? broken() : says(429, { 'Retry-After': 3600 })) },
  { what: 'breaks off, then sends the rest in chunks', kept: 'A', answer: breaks(({ from }) =>
    rest(A, from, { headers: { 'Transfer-Encoding': 'chunked' } })) },
  { what: 'ends in the midst of a chunk', kept: 'A', answer: once(() =>
    broken({ headers: { 'Transfer-Encoding': 'chunked' } })) },
  { what: 'hangs up twice before it answers', kept: 'A', answer: (asked) =>
    (asked.n <= 2 ? { status: 0, gone: true } : right(asked)) },
  { what: 'hangs up always', kept: 'network', answer: () => ({ status: 0, gone: true }) },
  { what: 'ends before its Content-Length, always at once', kept: 'network', answer: () => broken({ cut: 0 }) },
  { what: 'says that it is compressed', kept: 'not-media', answer: () => all(A, { headers: { 'Content-Encoding': 'gzip' } }) },
  // Nothing tells these from a whole file but the file itself.
  { what: 'names no length and hangs up early', kept: 'media-truncated', answer: () =>
    ({ status: 200, body: FILES.part, headers: { 'Content-Length': '' } }) },
  { what: 'names too short a length', kept: 'media-truncated', answer: () => all(A, { headers: { 'Content-Length': HAVE } }) },
  { what: 'names a length of 8 PB', kept: 'too-large', answer: () => all(A, { headers: { 'Content-Length': 8e15 } }) },
  // What libcurl 7.88 calls a header line that is too long for it.
  { what: 'sends a header line of 200 KB', kept: 'no-memory', answer: () => all(A, { headers: { 'X-Long': 'x'.repeat(200_000) } }) },
  { what: 'leads on three times', kept: 'A', answer: (asked) => (asked.n <= 3 ? leads(hop(asked)) : right(asked)) },
  { what: 'leads in a circle', kept: 'http-status', answer: ({ path }) => leads(path) },
  { what: 'leads to a page within this computer', kept: 'url-refused', answer: () => leads('http://127.0.0.1:8080/') },
  { what: 'leads to a private address', kept: 'url-refused', answer: () => leads('https://10.77.0.5/') },
  { what: 'leads to a server without encryption', kept: 'url-refused', answer: () => leads('http://files.example.net/x.mp4') },
];
