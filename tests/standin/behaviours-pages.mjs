// What a post's page may be instead of the page, and the reasons a page gives for having no post.
import { challenge } from './challenge.mjs';
import { captchaPage, maintenancePage, shellPage } from './pages.mjs';

/** User agents, as patterns for `ua`. */
export const PHONE = 'iPhone|Android|Mobile';
export const DESKTOP = `^(?!.*(?:${PHONE}))`;

const html = (body, code = 200) => ({
  status: code,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
});
/** A wall, which the log names. */
const wall = (name, body) => ({ ...html(body), facts: { wall: name } });
const moved = (location) => ({ status: 302, headers: { location }, body: '' });

/** A status in place of the item; with `data` the item is there all the same. */
const status = (statusCode, statusMsg) => ({
  status: ({ data, itemInfo } = {}) => ({ statusCode, statusMsg, data, itemInfo }),
});

/** The page, spoilt: `change` gets its text. */
const spoilt = (change) => ({ spoil: (p, body) => change(body, p), unreadable: true });

/** @type {Record<string, import('./behaviours.mjs').Behaviour>} */
export const PAGES = {
  gone: status(10204, "item doesn't exist"),
  private: status(10216, 'status_self_see'),
  login: status(10222, 'author_secret'),
  region: status(10231, 'cross_border_violation'),
  status: {
    status: ({ code, message = '', data, itemInfo }) => ({
      statusCode: code,
      statusMsg: message,
      data,
      itemInfo,
    }),
  },
  'login-redirect': {
    page: (p, { url }) => moved(`/login?redirect_url=${encodeURIComponent(url.href)}`),
  },
  'no-service': {
    page: ({ inside = false }) =>
      inside
        ? html('<!DOCTYPE html><title>stand-in</title><script>location="/hk/notfound"</script>')
        : moved('https://www.tiktok.com/hk/notfound'),
  },
  'not-found': { page: () => html('<!DOCTYPE html><title>404</title><p>Not found', 404) },
  'page-status': {
    page: ({ status: code, retryAfter }) => {
      const answer = html('<!DOCTYPE html><title>Error</title>', code);
      if (retryAfter !== undefined) answer.headers['retry-after'] = String(retryAfter);
      return answer;
    },
  },
  'page-too-many': {
    page: ({ retryAfter = 1 }) => ({
      status: 429,
      headers: { 'retry-after': String(retryAfter), 'content-type': 'text/plain' },
      body: '',
    }),
  },
  maintenance: { page: () => wall('maintenance', maintenancePage()) },
  shell: { page: () => wall('shell', shellPage()) },
  captcha: { page: ({ puzzle }) => wall('captcha', captchaPage(puzzle)) },
  'empty-page': { page: () => html('') },
  challenge: {
    page: (p, ctx, post) =>
      challenge(p, ctx, post, {
        403: () => html('<!DOCTYPE html><title>Access Denied</title>', 403),
        shell: () => wall('shell', shellPage()),
        captcha: () => wall('captcha', captchaPage()),
      }),
  },
  // The page is sent, but is not whole or not what its type says.
  'cut-page': spoilt((body, { keep = 0.5 }) => body.slice(0, Math.floor(body.length * keep))),
  'cut-json': spoilt((body) =>
    body.replace(
      /(__UNIVERSAL_DATA_FOR_REHYDRATION__"[^>]*>)([^]*?)(<\/script>)/,
      (all, a, b, c) => `${a}${b.slice(0, b.length - 200)}${c}`,
    ),
  ),
  'html-for-json': spoilt((body) =>
    body.replace(
      /(__UNIVERSAL_DATA_FOR_REHYDRATION__"[^>]*>)[^]*?(<\/script>)/,
      '$1<!DOCTYPE html><p>Oops</p>$2',
    ),
  ),
  // Bytes that are no UTF-8, in the middle of the caption.
  'bad-utf8': {
    spoil: (p, body) => {
      const at = Buffer.byteLength(body.slice(0, body.indexOf('"desc":"') + 8));
      const bytes = Buffer.from(body);
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from('fffec0af', 'hex'),
        bytes.subarray(at),
      ]);
    },
  },
  // How the page travels.
  encoded: { spoil: () => undefined },
  // A photo's page that says nothing of the post: the id is only in its canonical address.
  'no-detail': { detail: () => false },
};

/** Answers of /api/item/detail/ that are none. */
const text = (body, type = 'application/json; charset=utf-8') => ({
  status: 200,
  headers: { 'content-type': type },
  body,
});
/** @type {Record<string, import('./behaviours.mjs').Behaviour>} */
export const ANSWERS = {
  'api-empty': { api: () => text('') },
  'api-cut': { api: () => text('{"itemInfo":{"itemStruct":{"id":"76') },
  'api-html': { api: () => text(captchaPage(), 'text/html') },
  'api-verify': { api: () => text('{"statusCode":10000,"statusMsg":"verify","type":"verify"}') },
};
