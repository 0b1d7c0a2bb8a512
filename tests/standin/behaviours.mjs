// What a post may do instead of behaving. A post names behaviours in its data; each may take
// part in the page, in the item and in the media. To add one, add a member here.
import { captchaPage, maintenancePage, shellPage } from './pages.mjs';

/**
 * @typedef {object} Plan how a media request will be answered
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {Buffer} [body] bytes in place of the file's
 * @property {number} start first byte of the file to send
 * @property {number} end exclusive
 * @property {number} [cutAfter] bytes after which the answer ends although it promised more
 * @property {boolean} [reset] the cut breaks the connection
 * @property {number} [bytesPerSecond]
 */
/**
 * @typedef {object} Behaviour
 * @property {(p: any, ctx: {ua: string, url: URL}) => any} [page] an answer in place of the page
 * @property {(p: any) => {statusCode: number, statusMsg: string}} [status] no item, this status
 * @property {(p: any, item: any, post: any) => void} [item] bends the item in place
 * @property {(p: any, plan: Plan, ctx: {mirror: number, media: any, player?: boolean}) => void} [media] bends the answer
 */

const status = (statusCode, statusMsg) => ({ status: () => ({ statusCode, statusMsg }) });
const html = (body, code = 200) => ({
  status: code,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
});
/** An answer that is not the file. */
function instead(plan, code, type, body = '') {
  plan.status = code;
  plan.body = Buffer.from(body);
  plan.headers = { 'content-type': type };
}

/** Every media address of the item, changed by `change`. */
function eachUrl(item, change) {
  const video = item.video ?? {};
  for (const key of ['playAddr', 'downloadAddr'])
    if (video[key]) video[key] = change(video[key], 0);
  const lists = [video.PlayAddrStruct, ...(video.bitrateInfo ?? []).map((entry) => entry.PlayAddr)];
  for (const list of lists) if (list) list.UrlList = list.UrlList.map(change);
}

/** @type {Record<string, Behaviour>} */
export const BEHAVIOURS = {
  gone: status(10204, "item doesn't exist"),
  private: status(10216, 'status_self_see'),
  login: status(10222, 'author_secret'),
  region: status(10231, 'cross_border_violation'),
  status: { status: ({ code, message = '' }) => ({ statusCode: code, statusMsg: message }) },
  'login-redirect': {
    page: (p, { url }) => ({
      status: 302,
      headers: { location: `/login?redirect_url=${encodeURIComponent(url.href)}` },
      body: '',
    }),
  },
  'not-found': { page: () => html('<!DOCTYPE html><title>404</title><p>Not found', 404) },
  'page-status': { page: ({ status: code }) => html('<!DOCTYPE html><title>Error</title>', code) },
  'page-too-many': {
    page: ({ retryAfter = 1 }) => ({
      status: 429,
      headers: { 'retry-after': String(retryAfter), 'content-type': 'text/plain' },
      body: '',
    }),
  },
  maintenance: {
    page: ({ ua: pattern = '.' }, { ua }) =>
      new RegExp(pattern).test(ua) ? html(maintenancePage()) : undefined,
  },
  shell: { page: () => html(shellPage()) },
  captcha: { page: () => html(captchaPage()) },
  'empty-page': { page: () => html('') },

  // Links of the first `issues` answers are over already; once refused, a fresh page helps.
  expired: {},
  'mirror-403': {
    media: ({ mirrors = [0] }, plan, { mirror }) => {
      if (mirrors.includes(mirror)) instead(plan, 403, 'text/html', 'Access Denied');
    },
  },
  'media-403': { media: (p, plan) => instead(plan, 403, 'text/html', 'Access Denied') },
  'media-status': { media: ({ status: code }, plan) => instead(plan, code, 'text/plain') },
  'too-many': {
    media: ({ retryAfter = 1 }, plan) => {
      instead(plan, 429, 'text/plain');
      plan.headers['retry-after'] = String(retryAfter);
    },
  },
  html: { media: ({ type = 'text/html' }, plan) => instead(plan, 200, type, captchaPage()) },
  empty: { media: (p, plan) => instead(plan, 200, 'video/mp4') },
  truncated: {
    media: ({ after = 100000 }, plan) => {
      plan.cutAfter = after;
    },
  },
  reset: {
    media: ({ after = 100000 }, plan) => {
      plan.cutAfter = after;
      plan.reset = true;
    },
  },
  // The file ends in the middle of its samples; the headers agree with that.
  short: {
    media: (p, plan, { media }) => {
      plan.body = media.read(0, shortLength(media));
    },
    item: ({ honest = true }, item, post) => {
      if (honest) claimSizes(item, post, (file) => shortLength(file.media));
    },
  },
  'wrong-size': {
    item: ({ by = 1000 }, item, post) => claimSizes(item, post, (file) => file.media.bytes + by),
  },
  drip: {
    media: ({ bytesPerSecond = 100000 }, plan) => {
      plan.bytesPerSecond = bytesPerSecond;
    },
  },
  redirect: {
    media: ({ to }, plan) => {
      instead(plan, 302, 'text/plain');
      plan.headers.location = to;
    },
  },
  'no-range': {
    media: (p, plan, { media }) => {
      if (plan.status === 206 || plan.status === 416) {
        Object.assign(plan, {
          status: 200,
          start: 0,
          end: media.bytes,
          headers: { 'content-type': 'video/mp4' },
        });
      }
    },
  },
  // All mirrors lead to another host of hosts.mjs, or only those named.
  host: {
    item: ({ host, mirrors }, item) =>
      eachUrl(item, (url, mirror) => {
        const moved = new URL(url);
        if (!mirrors || mirrors.includes(mirror)) moved.host = host;
        return moved.href;
      }),
  },
};

const shortLength = (media) => Math.floor(media.head.length * 0.6);

function claimSizes(item, post, sizeOf) {
  item.video.bitrateInfo.forEach((entry, n) => {
    entry.PlayAddr.DataSize = sizeOf(post.files[n]);
  });
  const main =
    item.video.bitrateInfo.find((entry) => entry.Format !== 'dash') ?? item.video.bitrateInfo[0];
  item.video.size = String(main.PlayAddr.DataSize);
  item.video.PlayAddrStruct.DataSize = item.video.size;
}

/** @returns {{name: string, [key: string]: any}[]} the post's behaviours with their parameters */
function named(post) {
  return (post.behaviours ?? []).map((one) => (typeof one === 'string' ? { name: one } : one));
}

function* parts(post, hook) {
  for (const params of named(post)) {
    const behaviour = BEHAVIOURS[params.name];
    if (!behaviour) throw new Error(`post ${post.id}: no behaviour "${params.name}"`);
    if (behaviour[hook]) yield [params, behaviour[hook]];
  }
}

/** @returns {{status: number, headers: object, body: string} | undefined} */
export function behaviourPage(post, ctx) {
  for (const [params, page] of parts(post, 'page')) {
    const answer = page(params, ctx);
    if (answer) return answer;
  }
  return undefined;
}

export function behaviourStatus(post) {
  for (const [params, state] of parts(post, 'status')) return state(params);
  return undefined;
}

export function behaviourItem(post, item) {
  for (const [params, bend] of parts(post, 'item')) bend(params, item, post);
  return item;
}

/** @param {Plan} plan */
export function behaviourMedia(post, plan, ctx) {
  for (const [params, bend] of parts(post, 'media')) {
    if (ctx.player && params.times) continue;
    const seen = (post.state.times[params.name] ?? 0) + 1;
    post.state.times[params.name] = seen;
    if (seen <= (params.times ?? Infinity)) bend(params, plan, ctx);
  }
}

/** @returns {boolean} whether the links given out now are over already */
export function staleLinks(post) {
  const expired = named(post).find((one) => one.name === 'expired');
  if (!expired) return false;
  const issues = expired.issues ?? 1;
  return post.state.issued < issues && (issues > 1 || post.state.refused === 0);
}
