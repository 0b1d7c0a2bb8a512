// The answers of TikTok's list endpoints for the accounts of accounts.mjs, with what they do wrong.
import { placeStub, userInfoOf } from './accounts.mjs';
import { authorOf, itemOf } from './item.mjs';

const WEEK_MS = 7 * 86400 * 1000;
const text = (body) => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body,
});
const json = (value) => text(JSON.stringify(value));
const nothing = () => text(''); // how TikTok refuses

const param = (ctx, name) => ctx.url.searchParams.get(name) ?? '';
/** Asked by the page itself, not by a program. */
const fromPage = (ctx) => ctx.req.headers['sec-fetch-site'] === 'same-origin';
/** Signed in as this account. */
const isOwn = (world, ctx, account) =>
  ctx.cookies.has('sessionid') && world.settings.signedIn === account.name;

function bySecUid(world, ctx) {
  const asked = param(ctx, 'secUid');
  return [...world.accounts.values()].find((one) => authorOf(world, one.name).secUid === asked);
}

/** The account that has a list with this key. */
const byKey = (kind, name) => (world, ctx) =>
  [...world.accounts.values()].find((one) => one.lists.has(`${kind}:${param(ctx, name)}`));

/** What stands in the way of an answer, if anything does. */
function wall(account) {
  const { captchaAfter, empty, tooMany } = account.quirks;
  account.answers += 1;
  if (captchaAfter !== undefined && account.answers > captchaAfter) {
    return json({ statusCode: 10000, statusMsg: 'verify', type: 'verify' });
  }
  if (tooMany && account.answers > tooMany.after && tooMany.times > 0) {
    tooMany.times -= 1;
    const headers = { 'retry-after': String(tooMany.retryAfter ?? 1) };
    return { status: 429, headers, body: '' };
  }
  return empty && account.answers % empty === 0 ? nothing() : undefined;
}

/** What it says about there being more. */
function moreOf(account, first, more) {
  const lies = { always: true, never: false, early: first ? more : false };
  return lies[account.quirks.more] ?? more;
}

function itemsOf(world, account, stubs, token, pinned = 0) {
  const items = stubs.map((stub, n) => {
    const item = itemOf(world, placeStub(world, stub, account), token, { list: true });
    if (stub.bare) return { id: stub.id };
    return n < pinned ? { ...item, isPinnedItem: true } : item;
  });
  if (account.quirks.live) {
    items.splice(1, 0, { id: '7600000000000000001', liveRoomInfo: { status: 2 }, author: { uniqueId: account.name } });
  }
  return items;
}

/** Sends a list, or breaks it. */
function send(world, ctx, account, answer, token) {
  const { cut } = account.quirks;
  const whole = json({ ...answer, statusCode: 0, status_code: 0, status_msg: '', log_pb: { impr_id: '0' }, extra: { now: Date.now() } });
  if (cut && account.answers % cut === 0) whole.body = whole.body.slice(0, whole.body.length / 2);
  return { ...whole, token, facts: { list: account.name } };
}

/** Pinned ones first, as long as it is the first page. */
function withPinned(account, shown, first) {
  const count = account.quirks.pinned ?? 0;
  const pinned = count ? shown.slice(-count) : [];
  const rest = count ? shown.slice(0, -count) : shown;
  return { pinned: first ? pinned : [], rest };
}

/**
 * By time, newest first; `cursor` is a moment in milliseconds. creator/item_list looks a little
 * more than a week back, and shows one page again and again to devices that it does not like.
 */
function byTime(world, ctx, account, { most, weekly, more }) {
  const own = isOwn(world, ctx, account);
  account.devices.add(param(ctx, 'device_id'));
  const stuck = weekly && account.devices.size <= (account.quirks.stuck ?? 0);
  const asked = Number(param(ctx, 'cursor')) || Infinity;
  const cursor = stuck ? Infinity : asked;
  const first = cursor > Date.now() - 60000;
  const { pinned, rest } = withPinned(account, account.shown('posts', own), first);
  const older = rest.filter(({ created }) => created * 1000 < cursor);
  const from = weekly && cursor !== Infinity ? Math.min(cursor, Date.now()) - WEEK_MS - 86400000 : 0;
  const page = older.filter(({ created }) => created * 1000 >= from || first).slice(0, Math.min(Number(param(ctx, 'count')) || 15, most));
  const token = world.tokenFor(ctx.token, false);
  const answer = {
    itemList: itemsOf(world, account, [...pinned, ...page], token, pinned.length),
    [more]: moreOf(account, first, older.length > page.length),
    cursor: String((page.at(-1)?.created ?? 0) * 1000),
  };
  return send(world, ctx, account, answer, token);
}

/** By offset; `cursor` is one. */
function byOffset(world, ctx, account, list) {
  const shown = account.shown(list, isOwn(world, ctx, account));
  const cursor = Number(param(ctx, 'cursor')) || 0;
  const count = Math.min(Number(param(ctx, 'count')) || 30, 35);
  const token = world.tokenFor(ctx.token, false);
  const answer = {
    itemList: itemsOf(world, account, shown.slice(cursor, cursor + count), token),
    hasMore: moreOf(account, cursor === 0, cursor + count < shown.length),
    cursor: String(cursor + count),
  };
  return send(world, ctx, account, answer, token);
}

/** The oldest first; each says when it ends, in milliseconds. */
function stories(world, ctx, account) {
  const shown = account.shown('stories', true).toReversed();
  const cursor = Number(param(ctx, 'cursor')) || 0;
  const page = shown.slice(cursor, cursor + Math.min(Number(param(ctx, 'count')) || 5, 30));
  const token = world.tokenFor(ctx.token, false);
  const itemList = itemsOf(world, account, page, token)
    .map((item, n) => ({ ...item, story: { ExpiredAt: (page[n].created + 86400) * 1000 } }));
  const next = cursor + page.length;
  const answer = { itemList, HasMoreAfter: next < shown.length, MaxCursor: String(next), TotalCount: shown.length };
  return send(world, ctx, account, answer, token);
}

const mayLike = (world, ctx, account) =>
  ctx.cookies.has('sessionid') && (account.spec.openLikes || isOwn(world, ctx, account));

/** Who is asked, who may ask, and how it is answered. */
const LISTS = {
  'creator/item_list': {
    of: bySecUid,
    may: (world, ctx) => param(ctx, 'device_id') !== '',
    answer: (world, ctx, account) =>
      byTime(world, ctx, account, { most: 15, weekly: true, more: 'hasMorePrevious' }),
  },
  'post/item_list': {
    of: bySecUid,
    may: (world, ctx) => fromPage(ctx),
    answer: (world, ctx, account) => byTime(world, ctx, account, { most: 35, more: 'hasMore' }),
  },
  'favorite/item_list': {
    of: bySecUid,
    may: mayLike,
    answer: (world, ctx, account) => byOffset(world, ctx, account, 'likes'),
  },
  'user/collect/item_list': {
    of: bySecUid,
    may: isOwn,
    answer: (world, ctx, account) => byOffset(world, ctx, account, 'favourites'),
  },
  'repost/item_list': {
    of: bySecUid,
    may: (world, ctx) => fromPage(ctx),
    answer: (world, ctx, account) => byOffset(world, ctx, account, 'reposts'),
  },
  'story/item_list': {
    of: (world, ctx) =>
      [...world.accounts.values()].find((one) => authorOf(world, one.name).id === param(ctx, 'authorId')),
    may: (world, ctx) => fromPage(ctx),
    answer: stories,
  },
  ...Object.fromEntries(
    [
      ['collection', 'collections', 'collectionId', () => true],
      ['mix', 'playlists', 'mixId', (world, ctx) => fromPage(ctx)],
      ['challenge', 'tags', 'challengeID', (world, ctx) => fromPage(ctx)],
      ['music', 'sounds', 'musicID', (world, ctx) => fromPage(ctx)],
    ].map(([path, kind, name, may]) => [
      `${path}/item_list`,
      {
        of: byKey(kind, name),
        may,
        answer: (world, ctx, account) => byOffset(world, ctx, account, `${kind}:${param(ctx, name)}`),
      },
    ]),
  ),
};

/** The names of an account's collections or playlists. */
function names(world, ctx, kind, describe) {
  const account = bySecUid(world, ctx);
  if (!account || !fromPage(ctx)) return account && nothing();
  return [...account.lists.values()].filter((list) => list.kind === kind).map(describe);
}

const TABLES = {
  'user/playlist': (world, ctx) => {
    const found = names(world, ctx, 'playlists', ({ key, name, stubs }) => ({ id: key, mixId: key, name, mixName: name, videoCount: stubs.length }));
    return Array.isArray(found) ? json({ playList: found, hasMore: false, cursor: '0', statusCode: 0 }) : found;
  },
  'user/collection_list': (world, ctx) => {
    const found = names(world, ctx, 'collections', ({ key, name, stubs }) => ({ collectionId: key, name, total: stubs.length }));
    return Array.isArray(found) ? json({ collectionList: found, hasMore: false, cursor: '0', statusCode: 0 }) : found;
  },
  'user/detail': (world, ctx) => {
    const account = world.accounts.get(param(ctx, 'uniqueId')) ?? bySecUid(world, ctx);
    if (!account) return undefined;
    return fromPage(ctx) ? json({ userInfo: userInfoOf(world, account), statusCode: 0, statusMsg: '' }) : nothing();
  },
};

/** @returns {any} undefined when it is none of an account's lists */
export function listApi(world, ctx) {
  const path = ctx.url.pathname.replace(/^\/api\/|\/$/g, '');
  if (TABLES[path]) return TABLES[path](world, ctx);
  const list = LISTS[path];
  const account = list?.of(world, ctx);
  if (!account) return undefined;
  if (!list.may(world, ctx, account)) return nothing();
  return wall(account) ?? list.answer(world, ctx, account);
}

/** A page of a collection, playlist, tag or sound. @returns {object | undefined} its scopes */
export function listScopes(world, path) {
  const parts = /^\/(?:@([\w.]+)\/)?(collection|playlist|tag|music)\/(.+?)\/?$/.exec(path);
  if (!parts) return undefined;
  const [, , word, tail] = parts;
  const kind = { collection: 'collections', playlist: 'playlists', tag: 'tags', music: 'sounds' }[word];
  const key = /(\d+)$/.exec(tail)?.[1];
  for (const account of world.accounts.values()) {
    for (const list of account.lists.values()) {
      if (list.kind === kind && (word === 'tag' ? list.name === decodeURIComponent(tail) : list.key === key)) {
        return SCOPES[word](list, account);
      }
    }
  }
  return undefined;
}

const SCOPES = {
  collection: ({ key, name, stubs }, account) => ({
    'sharing.collection.collection_state': {
      statusCode: 0,
      collectionInfo: { collectionId: key, name, total: String(stubs.length), userName: account.name },
    },
  }),
  playlist: ({ key, name, stubs }) => ({
    'webapp.playlist-detail': { playlist: { id: key, name, videoCount: stubs.length, itemList: [] } },
  }),
  tag: ({ key, name, stubs }) => ({
    'webapp.challenge-detail': {
      challengeInfo: { challenge: { id: key, title: name, desc: '' }, stats: { videoCount: stubs.length, viewCount: 1 } },
      statusCode: 0,
    },
  }),
  music: ({ key, name, stubs }) => ({
    'webapp.music-detail': { musicInfo: { music: { id: key, title: name }, stats: { videoCount: stubs.length } }, statusCode: 0 },
  }),
};

/* --- comments --------------------------------------------------------------------- */

// prettier-ignore
const WORDS = ['so good 🐈', '<script>alert(1)</script>', 'شكرا جزيلا', 'first\nsecond line', '', '@someone look'];
const cidOf = (post, n, reply = 0) =>
  String((BigInt(post.created + 60 * n + reply) << 32n) + BigInt(n * 1000 + reply));
const repliesOf = (n) => (n % 3 === 0 ? 4 : 0);

function comment(post, n, reply = 0) {
  const of = reply ? cidOf(post, n) : '0';
  return {
    cid: cidOf(post, n, reply),
    aweme_id: post.id,
    text: `${WORDS[(n + reply) % WORDS.length]}${n % 7 ? ` ${n}.${reply}` : ''}`,
    create_time: post.created + 60 * n + reply,
    digg_count: n * 3,
    reply_id: of,
    reply_comment_total: reply ? 0 : repliesOf(n),
    comment_language: 'en',
    author_pin: n === 0 && !reply,
    user: {
      uid: `69000000000000${1000 + n}`,
      unique_id: `reader${n % 9}`,
      nickname: `Reader ${n % 9}`,
      sec_uid: `MS4wLjABAAAAreader${n % 9}`,
    },
    image_list: null,
    label_list: null,
  };
}

/** Only the least of queries is answered: any other word in it, and nothing comes. */
function minimal(ctx, allowed) {
  return [...ctx.url.searchParams.keys()].every((key) => allowed.includes(key));
}

function commentPage(all, ctx, total) {
  const cursor = Number(param(ctx, 'cursor')) || 0;
  const count = Math.min(Number(param(ctx, 'count')) || 20, 50);
  const page = all.slice(cursor, cursor + count);
  const more = cursor + count < all.length ? 1 : 0;
  return json({ comments: page.length ? page : null, cursor: cursor + page.length, has_more: more, total, status_code: 0 });
}

/** @returns {any} comments of a post, and replies to one */
export function commentApi(world, ctx) {
  const path = ctx.url.pathname.replace(/\/$/, '');
  if (path !== '/api/comment/list' && path !== '/api/comment/list/reply') return undefined;
  const replies = path.endsWith('/reply');
  const keys = replies ? ['comment_id', 'item_id'] : ['aweme_id'];
  const post = world.post(param(ctx, replies ? 'item_id' : 'aweme_id'));
  if (!post || !minimal(ctx, ['aid', 'count', 'cursor', ...keys])) return nothing();
  const count = post.comments ?? 0;
  if (!replies) {
    const all = Array.from({ length: count }, (_, n) => comment(post, n));
    return { ...commentPage(all, ctx, all.reduce((sum, one) => sum + 1 + one.reply_comment_total, 0)), post: post.id };
  }
  const n = Array.from({ length: count }, (_, k) => k).find((k) => cidOf(post, k) === param(ctx, 'comment_id'));
  const all = n === undefined ? [] : Array.from({ length: repliesOf(n) }, (_, k) => comment(post, n, k + 1));
  return { ...commentPage(all, ctx, all.length), post: post.id };
}
