// The lists that can be backed up: where TikTok shows each, and which answers are its own. Pure.
// Reference: tiktok.md §1.3, §6, §7.

/** What a list is, as host/face/PROTOCOL.md names it; `path` of the page that shows it, `press` the tab
 * of a profile that must be pressed there. `stated`: how much TikTok says it has, -1 unknown.
 * @typedef {{kind: string, owner: string, handle: string, key: string, title: string, stated: number,
 *   path: string, press: string}} List */
/** What page/lists.js found. @typedef {{handle: string, here: Found | null, shown: string[],
 *   linked: Found[], owner: string, mine: boolean, stated: {posts: number, likes: number}}} Look */
/** @typedef {{kind: string, handle: string, key: string, title: string, path: string}} Found */

/** By kind: the ends of the addresses that answer with the list, and what in those names it. */
const ANSWERS = Object.freeze({
  posts: { from: ['post', 'creator'], key: '' },
  likes: { from: ['favorite'], key: '' },
  favourites: { from: ['user/collect'], key: '' },
  reposts: { from: ['repost'], key: '' },
  stories: { from: ['story', 'story/batch'], key: '' },
  collection: { from: ['collection'], key: 'collectionId' },
  playlist: { from: ['mix'], key: 'mixId' },
  tag: { from: ['challenge'], key: '' },
  sound: { from: ['music'], key: 'musicID' },
});

/** In this order a profile is gone through: stories end soonest. */
export const PROFILE = Object.freeze(['stories', 'posts', 'likes', 'favourites', 'reposts']);

/** Whose stories are asked for: "authorId=7", or "authorIds=[7]" or "7" for one account alone. A page asks
 * for those of people whom one follows, too. @param {URLSearchParams} params */
const storiesOf = (params) =>
  params.get('authorId') ?? params.get('authorIds')?.replace(/["[\]]/g, '') ?? '';

/** Whether an answer from this address is one of this list: a page asks for others, too.
 * @param {List} list @param {string} address */
export function belongs(list, address) {
  const { from, key } = ANSWERS[/** @type {'posts'} */ (list.kind)];
  try {
    const { pathname, searchParams } = new URL(address);
    const named = key ? searchParams.get(key) : null;
    return (
      from.some((one) => pathname.replace(/\/$/, '') === `/api/${one}/item_list`) &&
      (named === null || named === list.key) &&
      (list.kind !== 'stories' || storiesOf(searchParams) === list.owner)
    );
  } catch {
    return false;
  }
}

/** A list as page/lists.js found it: what a page says is checked before it is believed.
 * @param {any} found @returns {List | null} */
export function listFrom(found) {
  const { kind, handle, key, title, path } = found ?? {};
  const texts = [kind, handle, key, title, path];
  const fits =
    texts.every((one) => typeof one === 'string' && one.length <= 500) &&
    Object.hasOwn(ANSWERS, kind) &&
    /^\/(?:@[\w.]{1,24}\/(?:collection|playlist)|tag|music)\/[^?#]*$/.test(path);
  return fits ? { kind, owner: '', handle, key, title, stated: -1, path, press: '' } : null;
}

/** The lists that can be chosen on a page. @param {Look} look @returns {List[]} */
export function listsOf({ handle, here, shown, linked, owner, stated }) {
  const one = listFrom(here);
  if (one) {
    return [{ ...one, owner }];
  }
  if (!/^[\w.]{1,24}$/.test(handle)) {
    return [];
  }
  const kinds = PROFILE.filter((kind) => kind === 'posts' || shown.includes(kind));
  const own = kinds.map((kind) => ({
    kind, owner, handle, key: '', title: '', path: `/@${handle}`, press: kind === 'posts' ? '' : kind,
    stated: kind === 'posts' || kind === 'likes' ? stated[kind] : -1,
  }));
  return [...own, ...linked.map(listFrom).filter((list) => list !== null)];
}

/** A list as the host is told of it. @param {List} list */
export const asTold = ({ kind, owner, handle, key, title, stated }) =>
  ({ kind, owner, handle, key, title, stated });

/** @param {Pick<List, 'kind' | 'handle' | 'key'>} one */
export const sameAs = (one) => (/** @type {Pick<List, 'kind' | 'handle' | 'key'>} */ other) =>
  one.kind === other.kind && one.key === other.key && one.handle === other.handle;

/** What to add when a page shows more collections or playlists than were known: collections with the
 * favourites, playlists with the posts, and of that account only.
 * @param {List[]} lists that were chosen, or found before @param {unknown[]} linked of the page
 * @returns {List[]} */
export function further(lists, linked) {
  const with_ = { collection: 'favourites', playlist: 'posts' };
  const added = linked.map(listFrom).filter((list) => {
    const by = list && with_[/** @type {'playlist'} */ (list.kind)];
    return list && !lists.some(sameAs(list))
      && lists.some(({ kind, handle }) => kind === by && handle === list.handle);
  });
  return /** @type {List[]} */ (added);
}

/** One answer as page/observe.js hands it on: "STATUS LENGTH ADDRESS", a line's end, the text.
 * @param {unknown} heard @returns {{status: number, length: number, address: string, text: string} | null} */
export function readHeard(heard) {
  const text = String(heard);
  const line = text.slice(0, text.indexOf('\n') + 1);
  const parts = /^(\d{3}) (\d{1,9}) (https:\/\/\S{1,4000})\n$/.exec(line);
  return parts
    ? { status: Number(parts[1]), length: Number(parts[2]), address: parts[3], text: text.slice(line.length) }
    : null;
}

/** As much as the host takes in one message, less what is around it (PROTOCOL.md: 4 MiB). */
const LARGEST_MESSAGE = 4 * 1024 * 1024 - 4096;

/** Whether a text fits into one message to the host. @param {string} text */
export const fits = (text) => new TextEncoder().encode(JSON.stringify(text)).length <= LARGEST_MESSAGE;
