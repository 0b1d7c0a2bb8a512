// What a post may do instead of behaving. A post names behaviours in its data; each may take
// part in the page, in the item and in the media. To add one, add a member to a behaviours-*.mjs.
import { ITEMS } from './behaviours-items.mjs';
import { MEDIA } from './behaviours-media.mjs';
import { ANSWERS, PAGES } from './behaviours-pages.mjs';

/**
 * @typedef {object} Plan how a media request will be answered
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {Buffer} [body] bytes in place of the file's
 * @property {number} start first byte of the file to send
 * @property {number} end exclusive
 * @property {number} [cutAfter] bytes after which the answer ends although it promised more
 * @property {number} [stallAfter] bytes after which nothing more comes
 * @property {boolean} [reset] the cut breaks the connection
 * @property {number} [bytesPerSecond]
 */
/**
 * The parameters of a behaviour are the `p` of its hooks. Any behaviour also knows these:
 * @typedef {object} When it takes part
 * @property {string} name
 * @property {number} [times] so often, then no more
 * @property {string} [ua] only for user agents of this pattern
 * @property {boolean} [cold] only for clients without a visitor's id of this world
 * @property {boolean} [stranger] only for who is not signed in
 * @property {string} [mode] only with this Sec-Fetch-Mode
 * @property {string} [path] only at addresses of this pattern
 * @property {number[]} [mirrors] only at these mirrors: 0, 1, and 2 for aweme/v1/play
 * @property {string|string[]} [of] only these kinds of files
 * @property {string[]} [files] only these files: names of gears, image1, image2, eng-US
 */
/**
 * @typedef {object} Behaviour
 * @property {(p: any, ctx: any, post: any) => any} [page] an answer in place of the page
 * @property {(p: any, ctx: any) => any} [api] an answer in place of the item's API answer
 * @property {(p: any, body: string) => string | Buffer | undefined} [spoil] the page's text, changed
 * @property {boolean} [unreadable] whether nobody can read the spoilt page
 * @property {(p: any) => boolean} [detail] whether the page says anything of the post
 * @property {(p: any) => {statusCode: number, statusMsg: string}} [status] no item, this status
 * @property {(p: any, item: any, post: any) => void} [item] bends the item in place
 * @property {(p: any, plan: Plan, ctx: any) => void} [media] bends the answer
 * @property {number[]} [mirrors] when the parameters name none
 * @property {number} [after] bytes, when the parameters name none
 */

/** @type {Record<string, Behaviour>} */
export const BEHAVIOURS = { ...PAGES, ...ANSWERS, ...ITEMS, ...MEDIA };

/** @returns {any[]} the post's behaviours with their parameters */
function named(post) {
  return (post.behaviours ?? []).map((one) => (typeof one === 'string' ? { name: one } : one));
}

function* parts(post, hook) {
  for (const params of named(post)) {
    const behaviour = BEHAVIOURS[params.name];
    if (!behaviour) throw new Error(`post ${post.id}: no behaviour "${params.name}"`);
    if (behaviour[hook]) yield [params, behaviour[hook], behaviour];
  }
}

/** Counts one more time. @returns {boolean} whether it is still one of those wanted */
function oneMore(post, params, hook) {
  const key = `${params.name} ${hook}`;
  const seen = (post.state.times[key] ?? 0) + 1;
  post.state.times[key] = seen;
  return seen <= (params.times ?? Infinity);
}

/** @returns {boolean} whether a request is one that the behaviour wants */
function wants(params, ctx) {
  if (params.ua && !new RegExp(params.ua).test(ctx.ua)) return false;
  if (params.cold && ctx.warm) return false;
  if (params.stranger && ctx.cookies.has('sessionid')) return false;
  if (params.mode && params.mode !== ctx.fetchMode) return false;
  return !params.path || new RegExp(params.path).test(ctx.url.pathname);
}

/** @returns {{status: number, headers: object, body: string, facts?: object} | undefined} */
export function behaviourPage(post, ctx) {
  for (const [params, page] of parts(post, 'page')) {
    if (!wants(params, ctx) || !oneMore(post, params, 'page')) continue;
    const answer = page(params, ctx, post);
    if (answer) return answer;
  }
  return undefined;
}

/** @returns {any} an answer in place of /api/item/detail/'s */
export function behaviourApi(post, ctx) {
  for (const [params, answer] of parts(post, 'api')) {
    if (wants(params, ctx) && oneMore(post, params, 'api')) return answer(params, ctx);
  }
  return undefined;
}

/** @param {any} answer a whole page @returns {any} */
export function behaviourSpoil(post, ctx, answer) {
  let { body, facts } = answer;
  for (const [params, spoil, { unreadable }] of parts(post, 'spoil')) {
    if (!wants(params, ctx) || !oneMore(post, params, 'spoil')) continue;
    body = spoil(params, body) ?? body;
    if (unreadable) facts = { ...facts, wall: params.name };
  }
  const { encoding, chunked } = named(post).find(({ name }) => name === 'encoded') ?? {};
  return { ...answer, body, facts, encoding, chunked };
}

/** @returns {boolean} whether the page at this address tells of the post */
export function behaviourDetail(post, ctx) {
  for (const [params, detail] of parts(post, 'detail')) {
    if (wants(params, ctx)) return detail(params);
  }
  return true;
}

export function behaviourStatus(post, ctx) {
  for (const [params, state] of parts(post, 'status')) {
    if (wants(params, ctx) && oneMore(post, params, 'status')) return state(params);
  }
  return undefined;
}

export function behaviourItem(post, item) {
  for (const [params, bend] of parts(post, 'item')) bend(params, item, post);
  return item;
}

const STREAMS = ['gear', 'sound', 'download'];
const among = (wanted, one) => wanted === undefined || [wanted].flat().includes(one);

/**
 * @param {any} post
 * @param {Plan} plan
 * @param {{mirror: number, media: any, what?: string, file?: string, player?: boolean, range?: any}} ctx
 */
export function behaviourMedia(post, plan, ctx) {
  for (const [params, bend, behaviour] of parts(post, 'media')) {
    if (ctx.player && params.times) continue;
    if (!among(params.of ?? STREAMS, ctx.what ?? 'gear')) continue;
    if (!among(params.mirrors ?? behaviour.mirrors, ctx.mirror)) continue;
    if (!among(params.files, ctx.file)) continue;
    const after = params.after ?? behaviour.after;
    if (after !== undefined && plan.end - plan.start <= after) continue;
    if (oneMore(post, params, 'media')) bend({ ...params, after }, plan, ctx);
  }
}

/** @returns {boolean} whether the links given out now are over already */
export function staleLinks(post) {
  const expired = named(post).find((one) => one.name === 'expired');
  if (!expired) return false;
  const issues = expired.issues ?? 1;
  return post.state.issued < issues && (issues > 1 || post.state.refused === 0);
}
