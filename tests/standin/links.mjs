// Addresses that lead to posts, or do not: short links, shares, host variants. As data; each has a
// name, and `standin.link(name)` gives its address.
import { escapeHtml } from './pages.mjs';

const WWW = 'https://www.tiktok.com';

/**
 * @typedef {object} Link
 * @property {string} name
 * @property {string} post name of the post it is about
 * @property {string} address with {id}, {user} and {code}
 * @property {Step[]} [steps] what each of its hops answers; without any, the site's own rules hold
 * @property {{post: string} | {code: string}} expect where it leads, or the error's code
 */
/**
 * @typedef {object} Step
 * @property {number} status
 * @property {string} [to] where it sends on to
 * @property {'anchor'|'page'|'empty'} [body]
 * @property {string} [ua] only user agents of this pattern; others get the next step's answer
 */

const SHARED =
  '?_r=1&_t=ZS-8abc&u_code=dlh21kf9&sec_user_id=MS4wLjABAAAAsharer&share_item_id={id}&checksum=00';
const LONG = `${WWW}/@{user}/video/{id}${SHARED}`;
const moved = (to, status = 301) => ({ status, to, body: 'anchor' });
const short = (name, steps, expect = { post: 'ok' }, host = 'vm.tiktok.com') => ({
  name: `short-${name}`,
  post: 'ok',
  address: `https://${host}/{code}/`,
  steps,
  expect,
});
const refused = { code: 'url-refused' };

// prettier-ignore
const SHORT = [
  short('301', [moved(LONG)]),
  short('302', [moved(LONG, 302)]),
  short('307', [moved(LONG, 307)]),
  short('vt', [moved(LONG)], undefined, 'vt.tiktok.com'),
  short('t', [moved(LONG)], undefined, 'www.tiktok.com/t'),
  short('lite', [moved(`${WWW}/t/{code}/`), moved(LONG, 302)], undefined, 'lite.tiktok.com/t'),
  short('v', [moved(LONG)], undefined, 'www.tiktok.com/v'),
  short('two-hops', [moved('https://m.tiktok.com/v/{id}.html?_r=1', 302)]),
  short('five-hops', [1, 2, 3, 4].map((n) => moved(`https://vt.tiktok.com/{code}/?hop=${n}`)).concat(moved(LONG))),
  short('empty-user', [moved(`${WWW}/@/video/{id}?_r=1`)]),
  short('to-tiktokv', [moved('https://www.tiktokv.com/share/video/{id}/')]),
  short('relative', [moved('/@{user}/video/{id}')], undefined, 'www.tiktok.com/t'),
  short('page', [{ status: 200, to: LONG, body: 'page' }]),
  short('page-for-browsers', [{ status: 200, to: LONG, body: 'page', ua: 'Mozilla' }, moved(LONG)]),
  short('loop', [moved('https://vm.tiktok.com/{code}/')].concat(Array(9).fill(moved('https://vm.tiktok.com/{code}/'))), { code: 'any' }),
  short('dead', [moved(`${WWW}/?_r=1`, 302)], { code: 'post-unavailable' }),
  short('dead-bare', [moved(`${WWW}/`, 302)], { code: 'post-unavailable' }),
  short('404', [{ status: 404, body: 'empty' }], { code: 'post-unavailable' }),
  short('403', [{ status: 403, body: 'empty' }], { code: 'any' }),
  short('to-user', [moved(`${WWW}/@{user}?_r=1`)], { code: 'address-not-post' }),
  short('to-live', [moved(`${WWW}/@{user}/live?_r=1`)], { code: 'address-not-post' }),
  short('to-login', [moved(`${WWW}/login?redirect_url=x`, 302)], { code: 'login-needed' }),
  short('foreign', [moved('https://files.example.net/@{user}/video/{id}')], refused),
  short('foreign-look', [moved('https://tiktok.com.example.net/@{user}/video/{id}')], refused),
  short('foreign-user', [moved('https://www.tiktok.com@files.example.net/video/{id}')], refused),
  short('http', [moved('http://www.tiktok.com/@{user}/video/{id}')], { code: 'any' }),
  short('private', [moved('https://10.77.0.5/@{user}/video/{id}')], refused),
  short('local', [moved('https://localhost/@{user}/video/{id}')], refused),
  short('file', [moved('file:///etc/passwd')], refused),
  short('foreign-page', [{ status: 200, to: 'https://files.example.net/video/{id}', body: 'page' }], { code: 'any' }),
];

const form = (name, address, post = 'ok') => ({
  name: `form-${name}`,
  post,
  address,
  expect: { post },
});
// prettier-ignore
const FORMS = [
  form('canonical', `${WWW}/@{user}/video/{id}`),
  form('shared', LONG),
  form('photo', `${WWW}/@{user}/photo/{id}`, 'photo'),
  form('photo-as-video', `${WWW}/@{user}/video/{id}`, 'photo'),
  form('video-as-photo', `${WWW}/@{user}/photo/{id}`),
  form('no-user', `${WWW}/@/video/{id}`),
  form('any-user', `${WWW}/@_/video/{id}`),
  form('sec-uid', `${WWW}/@MS4wLjABAAAA0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV/video/{id}`),
  form('id-only', `${WWW}/video/{id}`),
  form('share', `${WWW}/share/video/{id}/`),
  form('share-photo', `${WWW}/share/photo/{id}/`, 'photo'),
  form('i18n', `${WWW}/i18n/share/video/{id}/`),
  form('tiktokv', 'https://www.tiktokv.com/share/video/{id}/'),
  form('tiktokv-bare', 'https://tiktokv.com/share/video/{id}'),
  form('mobile', 'https://m.tiktok.com/v/{id}.html'),
  form('mobile-bare', 'https://m.tiktok.com/v/{id}'),
  form('v', `${WWW}/v/{id}`),
  form('mobile-user', 'https://m.tiktok.com/@{user}/video/{id}'),
  form('lite-user', 'https://lite.tiktok.com/@{user}/video/{id}'),
  form('bare-host', 'https://tiktok.com/@{user}/video/{id}'),
  form('embed', `${WWW}/embed/{id}`),
  form('embed-v2', `${WWW}/embed/v2/{id}`),
  form('player', `${WWW}/player/v1/{id}`),
  form('item-id', `${WWW}/?item_id={id}`),
  form('share-item-id', `${WWW}/?share_item_id={id}`),
];

/** @type {Link[]} */
export const LINKS = [...SHORT, ...FORMS];

const fill = (text, post, code) =>
  text.replaceAll('{id}', post.id).replaceAll('{user}', post.author).replaceAll('{code}', code);

/** A short link's code says which row it is: ZS, its number, and filler to the usual length. */
const codeOf = (link) => `ZS${String(LINKS.indexOf(link)).padStart(3, '0')}stand`;

/** @param {any} world @returns {object[]} name, address, post and what must come of it */
export function listLinks(world) {
  return LINKS.map((link) => {
    const post = world.named(link.post);
    const address = fill(link.address, post, codeOf(link));
    return { name: link.name, address, post: link.post, id: post.id, expect: link.expect };
  });
}

const PAGES = {
  anchor: (to) => `<a href="${escapeHtml(to)}">Moved Permanently</a>.\n\n`,
  empty: () => '',
  page: (to) =>
    `<!DOCTYPE html><html><head><title>stand-in</title><meta property="og:url" content="${escapeHtml(to)}">\n<meta property="og:type" content="video"></head><body>Opening the app…</body></html>\n`,
};

function answer(step, to) {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  if (to && step.status !== 200) headers.location = to;
  return { status: step.status, headers, body: PAGES[step.body](to ?? '') };
}

/** The hop that was asked for: each of a link's has an address of its own. */
function hop(world, link, ctx) {
  const steps = link.steps.filter((step) => !step.ua || new RegExp(step.ua).test(ctx.ua));
  const from = `${ctx.host}${ctx.url.pathname}${ctx.url.search}`;
  const post = world.named(link.post);
  const code = codeOf(link);
  const first = fill(link.address, post, code).replace('https://', '');
  const way = [
    first,
    ...steps.map((step) => step.to && fill(step.to, post, code).replace(/^https?:\/\//, '')),
  ];
  const at = way.findIndex((place) => place?.replace(/\/$/, '') === from.replace(/\/$/, ''));
  return steps[at] && answer(steps[at], steps[at].to && fill(steps[at].to, post, code));
}

/** @returns {any} what a link of this table answers; undefined = it is none */
export function followLink(world, ctx) {
  const number = /\/ZS(\d{3})stand(\/|$)/.exec(ctx.url.pathname)?.[1];
  if (number && LINKS[Number(number)]?.steps) return hop(world, LINKS[Number(number)], ctx);
  return undefined;
}
