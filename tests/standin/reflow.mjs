// The pages that phones get: another scope, less in it, and in 2026 another script.
import { commonScopes, escapeHtml, scriptJson } from './pages.mjs';

/** @param {string} ua @returns {boolean} */
export const isPhone = (ua) => /iPhone|Android|Mobile/.test(ua);

const pick = (from, names) =>
  Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));

const VIDEO =
  'id height width duration cover originCover dynamicCover playAddr downloadAddr shareCover reflowCover subtitleInfos claInfo zoomCover'.split(
    ' ',
  );
const AUTHOR =
  'id uniqueId nickname avatarLarger avatarMedium avatarThumb signature verified secUid relation'.split(
    ' ',
  );
const ITEM =
  'id desc createTime anchors author music challenges stats warnInfo textExtra imagePost locationCreated maskType isContentClassified'.split(
    ' ',
  );

/** Phones are told less: no ladder, no exact counts, no settings of the author. */
function phoneItem(item) {
  const less = pick(item, ITEM);
  if (item.video) less.video = { subtitleInfos: [], ...pick(item.video, VIDEO) };
  if (item.author && typeof item.author === 'object') less.author = pick(item.author, AUTHOR);
  return less;
}

function detail(item, status) {
  if (status && !status.data) {
    return { statusCode: status.statusCode, statusMessage: status.statusMsg };
  }
  return {
    statusCode: status?.statusCode ?? 0,
    statusMessage: status?.statusMsg ?? '',
    itemInfo: { itemStruct: phoneItem(item) },
    shareMeta: { title: 'stand-in', desc: item.desc },
  };
}

const SCRIPTS = {
  reflow: (found) => ({ scopes: { 'webapp.reflow.video.detail': found } }),
  // 2026: the item is in a script of its own, indented, with the first comments.
  'api-data': (found) => ({
    scopes: {},
    more: `<script id="api-data" type="application/json">\n\n        ${scriptJson({
      videoDetail: found,
      commentList: { comments: [], cursor: 0, has_more: 0, status_code: 0, total: 0 },
    })}\n      </script>`,
  }),
  'no-data': () => ({ scopes: {} }),
};

/**
 * @param {any} ctx
 * @param {any} post its `phone` says which page: reflow, api-data or no-data
 * @param {any} item
 * @param {any} status
 */
export function phonePage(ctx, post, item, status) {
  const { scopes, more = '' } = SCRIPTS[post.phone ?? 'reflow'](detail(item, status));
  const canonical = ctx.canonical.replace(/\/photo\/|\/v\//, '/video/');
  const common = { ...commonScopes(ctx), 'seo.abtest': { canonical, vidList: [], parameters: {} } };
  const data = scriptJson({ __DEFAULT_SCOPE__: { ...common, ...scopes } });
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>stand-in</title>
<link rel="canonical" href="${escapeHtml(canonical)}">
<script
          id="api-domains"
          type="application/json"
        >${scriptJson({ rootApi: 'www.tiktok.com' })}</script>
</head>
<body>
<div id="app"></div>
<script id="__UNIVERSAL_DATA_FOR_REHYDRATION__" type="application/json">${data}</script>
${more}
</body>
</html>
`;
}
