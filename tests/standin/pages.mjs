// The HTML of the stand-in: written by ourselves, shaped like the site's where it matters.
import { randomBytes } from 'node:crypto';

/** JSON as it stands inside a script element: no slash and no angle bracket in clear. */
export function scriptJson(value) {
  return JSON.stringify(value).replace(/\//g, '\\u002F').replace(/</g, '\\u003C');
}

export const escapeHtml = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Real pages weigh 300 to 500 KB, most of it texts and switches. */
function ballast() {
  const entries = Array.from({ length: 2600 }, (_, n) => [
    `standin_text_${n}`,
    `A line of interface text, number ${n}, of which a real page has thousands/${n}.`,
  ]);
  return Object.fromEntries(entries);
}
const BALLAST = ballast();

/** Who is signed in: the page names them, and only then has a `user`. */
const userScope = (user) =>
  user ? { user: { uid: user.id, uniqueId: user.uniqueId, nickName: user.nickname, secUid: user.secUid } } : {};

export function commonScopes(ctx) {
  return {
    'webapp.app-context': {
      language: 'en',
      region: 'US',
      appId: 1988,
      wid: ctx.webId,
      nonce: ctx.nonce,
      csrfToken: ctx.csrf,
      userAgent: ctx.ua,
      env: { type: 'stand-in' },
      ...userScope(ctx.user),
    },
    'webapp.biz-context': { os: 'linux', isMobile: false, webOnelinkAppLink: '' },
    'webapp.i18n-translation': BALLAST,
    'seo.abtest': { canonical: ctx.canonical, vidList: [], parameters: {} },
  };
}

/** @returns {Record<string, string>} headers every page of the site has */
export function pageHeaders(nonce) {
  const policy = [
    "default-src 'self'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' https://*.tiktokcdn.com https://*.tiktokcdn-us.com",
    'media-src blob:',
    "connect-src 'self' https://*.tiktok.com",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'x-frame-options': 'SAMEORIGIN',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'strict-transport-security': 'max-age=300',
    'referrer-policy': 'strict-origin-when-cross-origin',
  };
}

/**
 * A page of the site. The item data lies in the universal-data script; site/ draws the rest.
 * @param {any} ctx nonce, canonical, ua, webId, csrf, user (who is signed in, or none)
 * @param {object} scopes what this page knows
 * @param {{title: string, text?: string, image?: string}} meta
 */
export function sitePage(ctx, scopes, meta) {
  const scope = scriptJson({
    __DEFAULT_SCOPE__: { ...commonScopes(ctx), ...scopes, 'webapp.a-b': { versionName: '' } },
  });
  const { nonce } = ctx;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(meta.title)}</title>
<meta name="description" content="${escapeHtml(meta.text ?? '')}">
<meta property="og:url" content="${escapeHtml(ctx.canonical)}">
<meta property="og:description" content="${escapeHtml(meta.text ?? '')}">
<meta property="og:image" content="${escapeHtml(meta.image ?? '')}">
<link rel="canonical" href="${escapeHtml(ctx.canonical)}">
<link rel="stylesheet" href="/standin-site/site.css">
<script nonce="${nonce}" src="/standin-site/wrap.js"></script>
</head>
<body>
<div id="app"></div>
<script id="api-domains" type="application/json">${scriptJson({ rootApi: 'www.tiktok.com' })}</script>
<script id="__UNIVERSAL_DATA_FOR_REHYDRATION__" type="application/json">${scope}</script>
<script nonce="${nonce}" type="module" src="/standin-site/site.js"></script>
</body>
</html>
`;
}

/** The scope of a post page: an item, or the reason why there is none. */
export function detailScope(item, status) {
  if (status) {
    const { data, itemInfo, ...said } = status;
    const info = data ? { itemStruct: item } : itemInfo === undefined ? {} : itemInfo;
    return { 'webapp.video-detail': { itemInfo: info, shareMeta: {}, ...said } };
  }
  return {
    'webapp.video-detail': {
      itemInfo: { itemStruct: item },
      shareMeta: {
        title: `${item.author?.nickname ?? item.nickname} on stand-in`,
        desc: item.desc,
      },
      statusCode: 0,
      statusMsg: '',
    },
  };
}

/** A page frame without data, as given to clients the site does not like. */
export function shellPage() {
  const chunks = Array.from({ length: 1200 }, (_, n) => `"chunk-${n}-${n * 7919}.js"`).join(',');
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>stand-in</title></head>
<body><div id="app"></div><script id="__LOADABLE_REQUIRED_CHUNKS__" type="application/json">[${chunks}]</script>
<p>${'&nbsp;'.repeat(2500)}</p></body></html>
`;
}

const PUZZLES = {
  slide: 'Drag the slider to fit the puzzle',
  whirl: 'Rotate the shapes',
  shapes: 'Click on the shapes with the same size',
};

/** @param {keyof typeof PUZZLES} [puzzle] */
export function captchaPage(puzzle = 'slide') {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Security Check</title></head>
<body><div class="captcha-verify-container" id="${randomBytes(4).toString('hex')}"><p>Verify to continue:</p>
<p>${PUZZLES[puzzle]}</p></div><p>${'-'.repeat(32000)}</p></body></html>
`;
}

export function maintenancePage() {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Site Under Maintenance</title></head>
<body><h1>Site Under Maintenance</h1><p>Please come back later.</p></body></html>
`;
}

export function loginPage() {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Log in | stand-in</title></head>
<body><h1>Log in</h1></body></html>
`;
}
