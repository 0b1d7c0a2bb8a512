// The CDN: files on other host names, given only for the token and Referer they were issued for.
import { behaviourMedia } from './behaviours.mjs';
import { HOSTS, fileById } from './item.mjs';
import { runName } from './media.mjs';

const TYPES = {
  aac: 'audio/mp4',
  mp3: 'audio/mpeg',
  nothing: 'audio/mpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heic: 'image/heic',
  avif: 'image/avif',
  webvtt: 'text/vtt',
  srt: 'text/plain',
  creator_caption: 'application/json',
};
const CHUNK = 65536;
const THIRD = 'v16-webapp-prime.eu.tiktok.com'; // where aweme/v1/play sends to

/** @returns {{start: number, end: number} | null | undefined} null = unsatisfiable, undefined = none asked */
export function parseRange(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  if (match[1] === '') {
    const last = Math.min(Number(match[2]), size);
    return last ? { start: size - last, end: size } : null;
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size : Math.min(Number(match[2]) + 1, size);
  return start >= size || end <= start ? null : { start, end };
}

function planFor(media, req) {
  const headers = {
    'content-type': TYPES[media.kind] ?? 'video/mp4',
    'accept-ranges': 'bytes',
    etag: `"${runName(media.seed)}"`,
    'last-modified': 'Mon, 02 Feb 2026 00:00:00 GMT',
  };
  const plan = { status: 200, headers, start: 0, end: media.bytes };
  const condition = req.headers['if-range'];
  const fresh = !condition || condition === headers.etag || condition === headers['last-modified'];
  const range = fresh ? parseRange(req.headers.range, media.bytes) : undefined;
  if (range === null) {
    return {
      ...plan,
      status: 416,
      end: 0,
      headers: { ...headers, 'content-range': `bytes */${media.bytes}` },
    };
  }
  if (range) {
    Object.assign(plan, range, { status: 206 });
    headers['content-range'] = `bytes ${range.start}-${range.end - 1}/${media.bytes}`;
  }
  return plan;
}

/** Page scripts of the site may read the answer, nobody else's. */
function allowSite(req, headers) {
  if (req.headers.origin === 'https://www.tiktok.com') {
    headers['access-control-allow-origin'] = req.headers.origin;
    headers['access-control-allow-credentials'] = 'true';
  }
}

const wait = (ms, gone) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    gone.then(() => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });

/** Writes one piece; waits for room. @returns {Promise<void>} */
function write(res, piece, gone) {
  if (res.write(piece)) return Promise.resolve();
  return Promise.race([new Promise((resolve) => res.once('drain', resolve)), gone]);
}

/** Ends the answer before its promised length: politely, or by breaking the connection. */
function cut(res, reset) {
  if (res.stream) {
    if (reset) res.stream.session?.destroy();
    else res.stream.end();
  } else if (reset) res.socket?.destroy();
  else res.socket?.end();
}

async function holdHere(world, post, sent, entry, gone) {
  const gate = world.gates.get(post?.id);
  if (!gate || sent < gate.after) return;
  entry.update({ held: true });
  await Promise.race([gate.released, gone]);
  entry.update({ held: false });
}

/** Sends what the plan says, piece by piece. */
async function send(world, req, res, plan, media, post, entry) {
  const length = plan.body ? plan.body.length : plan.end - plan.start;
  let here = true;
  const gone = new Promise((resolve) =>
    res.once('close', () => {
      here = false;
      resolve(undefined);
    }),
  );
  allowSite(req, plan.headers);
  plan.headers['content-length'] = String(length);
  res.writeHead(plan.status, plan.headers);
  entry.update({ status: plan.status });
  const size = plan.bytesPerSecond
    ? Math.max(1, Math.min(CHUNK, Math.floor(plan.bytesPerSecond / 10)))
    : CHUNK;
  const stop = Math.min(length, plan.cutAfter ?? length, plan.stallAfter ?? length);
  for (let sent = 0; here && sent < stop && req.method !== 'HEAD';) {
    await holdHere(world, post, sent, entry, gone);
    if (!here) break;
    // A gate stops exactly at its byte, so that tests can count on it.
    const gate = world.gates.get(post?.id);
    const until = Math.min(stop, sent + size, gate && sent < gate.after ? gate.after : Infinity);
    const piece = plan.body
      ? plan.body.subarray(sent, until)
      : media.read(plan.start + sent, plan.start + until);
    await write(res, piece, gone);
    sent += piece.length;
    entry.add(piece.length);
    if (plan.bytesPerSecond) await wait((piece.length / plan.bytesPerSecond) * 1000, gone);
  }
  if (stop === plan.stallAfter && here) {
    entry.update({ stalled: true });
    await gone;
  } else if (stop < length && here) cut(res, plan.reset);
  else res.end();
}

function refuse(res, entry, code, why) {
  res.writeHead(code, { 'content-type': 'text/html', 'content-length': '13' });
  res.end('Access Denied');
  entry.update({ status: code, refused: why });
}

/** Some browsers ask before they send a Range. */
function preflight(req, res, entry) {
  const headers = {
    'access-control-allow-headers': 'range',
    'access-control-allow-methods': 'GET',
  };
  allowSite(req, headers);
  res.writeHead(204, headers);
  res.end();
  entry.update({ status: 204 });
}

/** Which of the mirrors this is: they differ by host. */
function mirrorOf(host) {
  if (/^v19|^p(19|9|77)-/.test(host)) return 1;
  return host === HOSTS[0] || /^(v16-webapp\.|p16)/.test(host) ? 0 : 2;
}

/** What the post's behaviours are told of a request. */
const about = (ctx, target) => ({
  mirror: mirrorOf(ctx.url.host),
  media: target.media,
  what: target.what,
  file: target.name,
  range: { asked: ctx.req.headers.range, condition: ctx.req.headers['if-range'] },
});

/** A direct link of a data export: it asks for no cookie, and ends ten days after it was made. */
function serveExported(world, ctx, res, entry, id) {
  const post = world.posts.get(id);
  entry.update({ post: post?.id, what: 'exported' });
  if (!post) return refuse(res, entry, 404, 'no such file');
  if (!(Number(ctx.url.searchParams.get('x-tos-expires')) > Date.now() / 1000)) return refuse(res, entry, 403, 'expired');
  const [{ media }] = post.files;
  const plan = planFor(media, ctx.req);
  behaviourMedia(post, plan, { mirror: 0, media, what: 'exported', file: id, range: {} });
  return send(world, ctx.req, res, plan, media, post, entry);
}

/** Video and sound: the token chain, then the post's behaviours. */
export async function serveVideo(world, ctx, res, entry) {
  const { req, url, token } = ctx;
  const [, exported] = /^\/storage\/v1\/[\w-]+\/o(\d+)$/.exec(url.pathname) ?? [];
  if (exported) return serveExported(world, ctx, res, entry, exported);
  const target = world.targets.get(url.pathname);
  if (!target) return refuse(res, entry, 404, 'no such file');
  if (target.open) return serveOpen(world, ctx, res, entry);
  const { media } = target;
  const post = world.posts.get(target.post.id); // as changed since
  entry.update({ post: post.id, gear: target.gear?.gear, what: target.what, file: target.name });
  if (req.method === 'OPTIONS') return preflight(req, res, entry);
  if (req.method !== 'GET') return refuse(res, entry, 405, 'method');
  const verdict = world.allows(target, url.pathname, url.searchParams, token, req.headers.referer);
  entry.update({ tokenOk: verdict.ok || verdict.why === 'expired' });
  if (!verdict.ok) {
    if (verdict.why === 'expired') post.state.refused += 1;
    return refuse(res, entry, 403, verdict.why);
  }
  const plan = planFor(media, req);
  // The page's own player shall not use up what a test has set up for the download.
  const player = Boolean(req.headers.origin);
  entry.update({ player });
  behaviourMedia(post, plan, { ...about(ctx, target), player });
  return send(world, req, res, plan, media, player ? undefined : post, entry);
}

/** Music, images and captions ask for no cookie. */
export async function serveOpen(world, ctx, res, entry) {
  const { pathname, searchParams } = ctx.url;
  const target =
    world.targets.get(searchParams.get('path') ?? pathname) ?? world.anyImage(pathname);
  if (!target) return refuse(res, entry, 404, 'no such file');
  const post = world.posts.get(target.post?.id);
  entry.update({ post: post?.id, what: target.what, file: target.name });
  const expires = Number(searchParams.get('x-expires') ?? searchParams.get('expire') ?? Infinity);
  if (!target.capture && expires < Date.now() / 1000) return refuse(res, entry, 403, 'expired');
  const plan = planFor(target.media, ctx.req);
  if (post) behaviourMedia(post, plan, about(ctx, target));
  return send(world, ctx.req, res, plan, target.media, post, entry);
}

/** The third mirror: sends on to a CDN address, for the same token. */
export function servePlay(world, ctx, res, entry) {
  const { url, token, req } = ctx;
  const post = world.posts.get(url.searchParams.get('item_id') ?? '');
  entry.update({ post: post?.id, tokenOk: Boolean(token && world.tokens.has(token)) });
  const file = post && fileById(post, url.searchParams.get('file_id'));
  if (!file || !token || !world.tokens.has(token)) return refuse(res, entry, 403, 'token');
  const plan = { status: 302, headers: {}, start: 0, end: 0, body: Buffer.alloc(0) };
  const behaves = { status: 302, headers: {}, start: 0, end: file.media.bytes };
  behaviourMedia(post, behaves, { mirror: 2, media: file.media, what: 'gear', file: file.name });
  if (behaves.body) Object.assign(plan, behaves);
  else plan.headers.location = world.mediaUrl(THIRD, file.path, token, world.expiry(post));
  return send(world, req, res, plan, file.media, undefined, entry);
}
