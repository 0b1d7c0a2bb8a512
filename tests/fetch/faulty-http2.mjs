// A server that does wrong things with a page over HTTP/2: rows and server. Videos come over
// HTTP/1.1 (host/fetch), so only pages can meet these.
import { constants, createSecureServer } from 'node:http2';

import { ADDRESS } from '../standin/hosts.mjs';
import { pem } from './faulty.mjs';

export const PAGE = Buffer.from(`<!DOCTYPE html><title>Post</title>${'<p>my cat opens doors'.repeat(10_000)}`);
const HALF = PAGE.length >> 1;
const { NGHTTP2_NO_ERROR, NGHTTP2_INTERNAL_ERROR, NGHTTP2_REFUSED_STREAM, NGHTTP2_ENHANCE_YOUR_CALM } = constants;

/**
 * `answer` gets the stream and how often this client has asked.
 * @type {{what: string, kept: string, answer: (stream: import('node:http2').ServerHttp2Stream, n: number) => void}[]}
 */
// prettier-ignore
export const PAGES = [
  { what: 'sends the page', kept: 'page', answer: (stream) => whole(stream) },
  { what: 'GOAWAY with the page', kept: 'page', answer: (stream) => {
    stream.session?.goaway(NGHTTP2_NO_ERROR, stream.id);
    whole(stream);
  } },
  { what: 'GOAWAY in its midst, then the rest', kept: 'page', answer: (stream) => half(stream, () => {
    stream.session?.goaway(NGHTTP2_NO_ERROR, stream.id);
    stream.end(PAGE.subarray(HALF));
  }) },
  { what: 'GOAWAY before it answers and hangs up, once', kept: 'network', answer: (stream, n) => {
    if (n > 1) whole(stream);
    else leave(stream, 0, NGHTTP2_NO_ERROR);
  } },
  { what: 'GOAWAY before it answers and stays, once', kept: 'network-timeout', answer: (stream, n) => {
    if (n > 1) whole(stream);
    else stream.session?.goaway(NGHTTP2_NO_ERROR, 0);
  } },
  { what: 'GOAWAY in its midst and hangs up', kept: 'network', answer: (stream) => half(stream, () => leave(stream, stream.id)) },
  { what: 'breaks the page off', kept: 'network', answer: (stream) => half(stream, () => stream.close(NGHTTP2_INTERNAL_ERROR)) },
  { what: 'does not take the request, once', kept: 'page', answer: (stream, n) => {
    if (n > 1) whole(stream);
    else stream.close(NGHTTP2_REFUSED_STREAM);
  } },
];

const head = { ':status': 200, 'content-type': 'text/html', 'content-length': PAGE.length };

function whole(stream) {
  stream.respond(head);
  stream.end(PAGE);
}

/** Answers with half the page, then does what it is told. */
function half(stream, then) {
  stream.respond(head);
  stream.write(PAGE.subarray(0, HALF), () => setTimeout(then, 50));
}

/** Takes nothing after `last`, and hangs up. */
function leave(stream, last, why = NGHTTP2_ENHANCE_YOUR_CALM) {
  const { session } = stream;
  session.goaway(why, last);
  setTimeout(() => session.destroy(), 50);
}

/** @returns {Promise<() => void>} ends it; serves /ROW/CLIENT of PAGES */
export async function faultyHttp2() {
  const counts = /** @type {Record<string, number>} */ ({});
  const sessions = new Set();
  const server = createSecureServer({ cert: pem('server.pem'), key: pem('server.key') });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    const path = String(headers[':path']);
    const row = PAGES[Number(path.split('/')[1])];
    stream.on('error', () => {});
    counts[path] = (counts[path] ?? 0) + 1;
    if (row) row.answer(stream, counts[path]);
    else stream.close();
  });
  server.on('tlsClientError', () => {});
  await new Promise((resolve) => { server.listen(443, ADDRESS.refused, () => resolve(undefined)); });
  return () => {
    for (const session of sessions) session.destroy();
    server.close();
  };
}
