// www.tiktok.com: which address answers with what.
import { readFileSync } from 'node:fs';

import { userInfoOf } from './accounts.mjs';
import {
  behaviourApi,
  behaviourDetail,
  behaviourPage,
  behaviourSpoil,
  behaviourStatus,
} from './behaviours.mjs';
import { embedPage, embedProfile, oembed } from './embed.mjs';
import { authorOf, itemOf } from './item.mjs';
import { followLink } from './links.mjs';
import { commentApi, listApi, listScopes } from './lists.mjs';
import { detailScope, loginPage, maintenancePage, pageHeaders, shellPage, sitePage } from './pages.mjs';
import { isPhone, phonePage } from './reflow.mjs';

const POST = /^\/(?:@[^/]*\/|share\/|i18n\/share\/)?(?:video|photo|v)\/(\d{15,20})(?:\.html)?\/?$/;
const EMBED = /^\/(?:embed\/(?:v2\/)?|player\/v1\/)(\d{15,20})\/?$/;
const SHORT = /^\/ZM([0-9a-z]{8,16})\/?$/; // short links of this world: ZM and the post's id in base 36
const number36 = (text) => [...text].reduce((sum, c) => sum * 36n + BigInt(parseInt(c, 36)), 0n);
const here = new URL('./site/', import.meta.url);
const json = (value) => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify(value),
});
const notFound = () => ({
  status: 404,
  headers: { 'content-type': 'text/html' },
  body: '<!DOCTYPE html><title>404</title>',
});
const moved = (location) => ({
  status: 301,
  headers: { location, 'content-type': 'text/html' },
  body: `<a href="${location}">Moved Permanently</a>`,
});

/** A page of the site sets the cookies its links need. */
function page(world, ctx, token, scopes, meta, post) {
  const { signedIn } = world.settings;
  return {
    status: 200,
    headers: pageHeaders(ctx.nonce),
    token,
    post,
    body: sitePage({ ...ctx, user: signedIn && authorOf(world, signedIn) }, scopes, meta),
  };
}

function postPage(world, ctx, id) {
  const post = world.post(id);
  const token = world.tokenFor(ctx.token);
  if (!post) {
    const scope = detailScope(undefined, { statusCode: 10204, statusMsg: "item doesn't exist" });
    return page(world, ctx, token, scope, { title: 'stand-in' }, id);
  }
  const instead = behaviourPage(post, ctx);
  if (instead) return { ...instead, post: id };
  if (post.page) {
    return {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      token,
      post: id,
      body: post.page,
    };
  }
  const status = behaviourStatus(post, ctx);
  const item = status && !status.data ? undefined : itemOf(world, post, token);
  const phone = isPhone(ctx.ua) && post.phone !== 'desktop';
  const answer = phone
    ? phoneAnswer(ctx, token, post, item, status)
    : desktopAnswer(world, ctx, token, post, item, status);
  return behaviourSpoil(post, ctx, { ...answer, post: id });
}

function desktopAnswer(world, ctx, token, post, item, status) {
  const scope = behaviourDetail(post, ctx) ? detailScope(item, status) : {};
  const meta = {
    title: status ? 'stand-in' : `${post.text.slice(0, 60)} | stand-in`,
    text: item?.desc,
  };
  return page(world, ctx, token, scope, meta, post.id);
}

const phoneAnswer = (ctx, token, post, item, status) => ({
  status: 200,
  headers: pageHeaders(ctx.nonce),
  token,
  body: phonePage(ctx, post, item, status),
});

/** @returns {object | undefined} user and numbers of whoever has posts here */
function userOf(world, name) {
  if (world.accounts.has(name)) return userInfoOf(world, world.account(name));
  if (![...world.posts.values()].some((post) => post.author === name)) return undefined;
  const stats = {
    followerCount: 5100,
    followingCount: 20,
    heart: 90000,
    heartCount: 90000,
    videoCount: 44,
  };
  return { user: authorOf(world, name), stats, statsV2: { followerCount: '5099' }, itemList: [] };
}

function profilePage(world, ctx, name) {
  const token = world.tokenFor(ctx.token);
  if (world.accounts.get(name)?.quirks.shell) {
    return { status: 200, headers: pageHeaders(ctx.nonce), token, body: shellPage() };
  }
  const userInfo = userOf(world, name);
  const scope = userInfo
    ? { userInfo, statusCode: 0, statusMsg: '' }
    : { userInfo: {}, statusCode: 10221, statusMsg: 'user banned' };
  return page(world, ctx, token, { 'webapp.user-detail': scope }, { title: `${name} | stand-in` });
}

/** Posts that the site itself can show. */
const shown = (world) => [...world.posts.values()].filter((post) => post.feed);

/** The start page brings its first items along; /foryou asks for them. */
function feedPage(world, ctx, path) {
  const token = world.tokenFor(ctx.token);
  const first =
    path === '/'
      ? shown(world)
          .slice(0, 2)
          .map((post) => itemOf(world, post, token))
      : undefined;
  return page(world, ctx, token, first ? { 'webapp.updated-items': first } : {}, {
    title: 'For You | stand-in',
  });
}

function listAnswer(world, ctx, posts, extra = {}) {
  const cursor = Number(ctx.url.searchParams.get('cursor') ?? 0);
  const count = Number(ctx.url.searchParams.get('count') ?? 6);
  const token = world.tokenFor(ctx.token, false);
  const itemList = posts
    .slice(cursor, cursor + count)
    .map((post) => itemOf(world, post, token, { list: true }));
  return {
    ...json({
      itemList,
      hasMore: cursor + count < posts.length,
      cursor: String(cursor + count),
      statusCode: 0,
      status_code: 0,
      log_pb: { impr_id: '0' },
      extra: { now: Date.now() },
      ...extra,
    }),
    token,
  };
}

function oneItem(world, ctx) {
  const post = world.post(ctx.url.searchParams.get('itemId') ?? '');
  const token = world.tokenFor(ctx.token, false);
  const instead = post && behaviourApi(post, ctx);
  if (instead) return { ...instead, post: post.id };
  const status = post
    ? behaviourStatus(post, ctx)
    : { statusCode: 10204, statusMsg: "item doesn't exist" };
  if (status && !status.data) return json({ ...status, itemInfo: {} });
  return {
    ...json({
      itemInfo: { itemStruct: itemOf(world, post, token, { list: true }) },
      statusCode: 0,
      statusMsg: '',
    }),
    token,
    post: post.id,
  };
}

const API = {
  '/oembed/': oembed,
  '/api/recommend/item_list/': (world, ctx) => listAnswer(world, ctx, shown(world)),
  '/api/post/item_list/': (world, ctx) => {
    const secUid = ctx.url.searchParams.get('secUid');
    const own = [...world.posts.values()].filter(
      (post) => post.feed && authorOf(world, post.author).secUid === secUid,
    );
    return listAnswer(
      world,
      ctx,
      own.sort((a, b) => b.created - a.created),
    );
  },
  '/api/item/detail/': oneItem,
};

function asset(name) {
  const types = { js: 'text/javascript', css: 'text/css' };
  if (!/^[a-z]+\.(js|css)$/.test(name)) return notFound();
  try {
    return {
      status: 200,
      headers: { 'content-type': types[name.split('.')[1]], 'cache-control': 'no-store' },
      body: readFileSync(new URL(name, here)),
    };
  } catch {
    return notFound();
  }
}

/** @returns {{status: number, headers: object, body: string | Buffer, token?: string, post?: string}} */
export function route(world, ctx) {
  const path = ctx.url.pathname;
  const id = POST.exec(path)?.[1];
  if (path === '/favicon.ico') return { status: 204, headers: {} };
  if (path.startsWith('/standin-site/')) return asset(path.slice('/standin-site/'.length));
  if (world.settings.maintenance && new RegExp(world.settings.maintenance).test(ctx.ua)) {
    return { status: 200, headers: { 'content-type': 'text/html' }, body: maintenancePage() };
  }
  const listed = listApi(world, ctx) ?? commentApi(world, ctx);
  if (listed) return listed;
  const api = API[path.endsWith('/') ? path : `${path}/`];
  if (api) return api(world, ctx);
  const link = followLink(world, ctx);
  if (link) return link;
  const short = ctx.host !== 'www.tiktok.com' && SHORT.exec(path)?.[1];
  if (short) return moved(`https://www.tiktok.com/@/video/${number36(short)}?_r=1&u_code=visitor`);
  const phoneHome = ctx.host === 'm.tiktok.com' && isPhone(ctx.ua); // phones need not move
  if (id && ctx.host !== 'www.tiktok.com' && !phoneHome) {
    return moved(`https://www.tiktok.com/@/video/${id}`);
  }
  if (id) return postPage(world, ctx, id);
  const embed = EMBED.exec(path);
  if (embed) return embedPage(world, ctx, embed[1]);
  const embedded = /^\/embed\/@([\w.]{1,24})\/?$/.exec(path)?.[1];
  if (embedded) return embedProfile(world, ctx, embedded);
  if (ctx.host !== 'www.tiktok.com') return moved(`https://www.tiktok.com${path}`);
  if (path === '/' || path === '/foryou') return feedPage(world, ctx, path);
  if (path === '/login') {
    return { status: 200, headers: { 'content-type': 'text/html' }, body: loginPage() };
  }
  const scopes = listScopes(world, path);
  if (scopes) return page(world, ctx, world.tokenFor(ctx.token), scopes, { title: 'List | stand-in' });
  const name = /^\/@([\w.]{1,24})\/?$/.exec(path)?.[1];
  return name ? profilePage(world, ctx, name) : notFound();
}
