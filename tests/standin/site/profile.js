// A profile with its tabs, and the pages of collections, playlists, tags and sounds: grids of links,
// filled from the lists as one scrolls.
import { askByFetch, askByXhr, firstUser, learn, pathOf } from './data.js';
import { make } from './draw.js';
import { showPuzzle } from './puzzle.js';

const COUNT = 35;
/** How near its end a grid asks for more, in pixels. */
const NEAR = 400;

function tile(item) {
  const link = make(
    'a',
    { href: new URL(pathOf(item), location.href).href, 'data-in-page': '' },
    make('img', { src: item.video?.cover ?? '', alt: item.desc ?? '', loading: 'lazy' }),
  );
  return make('div', { 'data-e2e': 'user-post-item', class: 'tile' }, link);
}

/** A list that asks for more when one scrolls near its end. */
export class Grid {
  /** @param {string} api @param {Record<string, string>} query */
  constructor(api, query) {
    this.api = api;
    this.query = query;
    this.cursor = '0';
    this.more = true;
    this.busy = false;
    this.pages = 0;
    this.element = make('div', { 'data-e2e': 'user-post-item-list', class: 'grid' });
  }

  /** The room in which it lies says when it is scrolled. @param {HTMLElement} room */
  near(room) {
    return room.scrollTop + room.clientHeight + NEAR >= room.scrollHeight;
  }

  /** Until the room is full. @param {HTMLElement} room */
  async fill(room) {
    while (!this.busy && this.more && this.element.isConnected && this.near(room)) {
      if (!(await this.next())) break;
    }
  }

  /** @returns {Promise<boolean>} whether there was an answer */
  async next() {
    this.busy = true;
    const query = new URLSearchParams({ aid: '1988', count: String(COUNT), cursor: this.cursor, ...this.query });
    const ask = this.pages % 2 ? askByFetch : askByXhr;
    const answer = await ask(`/api/${this.api}/item_list/?${query}`).catch(() => null);
    this.busy = false;
    if (answer?.statusCode === 10000) showPuzzle(() => this.next());
    if (!answer?.itemList) return false;
    this.pages += 1;
    this.element.append(...learn(answer).filter((item) => item.author).map(tile));
    this.more = answer.hasMore;
    this.cursor = answer.cursor;
    return true;
  }
}

/** What the tabs list, by the names they have on the site. */
const TABS = {
  'videos-tab': ['Videos', 'post'],
  'repost-tab': ['Reposts', 'repost'],
  'favorites-tab': ['Favorites', 'user/collect'],
  'liked-tab': ['Liked', 'favorite'],
};

/** Links to the account's collections. @param {string} name @param {string} secUid */
async function collectionLinks(name, secUid) {
  const answer = await askByFetch(`/api/user/collection_list/?aid=1988&secUid=${encodeURIComponent(secUid)}`).catch(() => null);
  return (answer?.collectionList ?? []).map(({ collectionId, name: title }) =>
    make('div', { 'data-e2e': 'collection-list-item' },
      make('a', { href: `/@${name}/collection/${encodeURIComponent(title)}-${collectionId}` }, title)));
}

/** Links to the account's playlists, which the site shows above its videos.
 * @param {string} name @param {string} secUid */
async function playlistLinks(name, secUid) {
  const answer = await askByFetch(`/api/user/playlist/?aid=1988&secUid=${encodeURIComponent(secUid)}`).catch(() => null);
  return (answer?.playList ?? []).map(({ id, name: title }) =>
    make('a', { href: `/@${name}/playlist/${encodeURIComponent(title)}-${id}` }, title));
}

/** Among the favourites the collections have a tab of their own: nothing links to them before it is
 * pressed, and then the posts are gone. @param {() => void} onPress */
function collectionsTab(onPress) {
  const tab = make('button', { type: 'button', role: 'tab', id: 'collections' }, 'Collections');
  tab.addEventListener('click', onPress);
  return tab;
}

/** The ring around the picture of who shows a story; pressing the picture opens them: one after the other,
 * below an address of its own, and the last one leads back. @param {any} user */
function ring(user) {
  const picture = make('img', { src: user.avatarThumb, alt: user.nickname, width: '100', height: '100' });
  const element = make('div', { 'data-e2e': 'user-avatar', class: 'ring' }, picture);
  element.addEventListener('click', () => showStories(user));
  return element;
}

/** @param {any} user */
async function showStories(user) {
  const shown = make('p', {});
  const arrow = make('button', { type: 'button', 'data-e2e': 'arrow-right' }, 'Next');
  const viewer = make('dialog', { class: 'stories' }, shown, arrow);
  const { pathname } = location;
  let items = [];
  let answer = { MaxCursor: '0', HasMoreAfter: true };
  const next = async () => {
    if (items.length === 0 && answer.HasMoreAfter) {
      const query = new URLSearchParams({ aid: '1988', authorId: user.id, loadBackward: 'false', count: '2', cursor: answer.MaxCursor });
      answer = await askByFetch(`/api/story/item_list/?${query}`);
      items = learn(answer);
    }
    const item = items.shift();
    if (item) {
      shown.textContent = item.desc;
      history.replaceState(null, '', pathOf(item));
    } else {
      viewer.remove();
      history.replaceState(null, '', pathname);
    }
  };
  arrow.addEventListener('click', next);
  document.body.append(viewer);
  viewer.show();
  await next();
}

/** @param {string} name @param {any} [author] when the page was opened from a post of theirs */
export function profile(name, author) {
  const user = firstUser?.user?.uniqueId === name ? firstUser.user : author;
  const room = make('main', { id: 'main-content-others_homepage' });
  const tabs = make('div', { role: 'tablist', class: 'tabs' });
  const shelf = make('div', { class: 'shelf' });
  const head = make(
    'header',
    { class: 'profile' },
    ...(user?.UserStoryStatus ? [ring(user)] : []),
    make('h1', { 'data-e2e': 'user-title' }, name),
    make('h2', { 'data-e2e': 'user-subtitle' }, user?.nickname ?? ''),
    make('p', { 'data-e2e': 'user-bio' }, user?.signature ?? ''),
  );
  let grid = new Grid('post', { secUid: user?.secUid ?? '' });
  const showCollections = async () => {
    grid.element.remove();
    shelf.replaceChildren(...(await collectionLinks(name, user.secUid)));
  };
  const shelfOf = async (/** @type {string} */ e2e) => ({
    'videos-tab': () => playlistLinks(name, user.secUid), 'favorites-tab': () => [collectionsTab(showCollections)],
  })[e2e]?.() ?? [];
  const open = async (e2e) => {
    const [, api] = TABS[e2e];
    grid.element.remove();
    grid = new Grid(api, { secUid: user.secUid });
    room.append(grid.element);
    shelf.replaceChildren(...(await shelfOf(e2e)));
    await grid.fill(room);
  };
  for (const [e2e, [title]] of Object.entries(TABS)) {
    const tab = make('button', { type: 'button', role: 'tab', 'data-e2e': e2e }, title);
    tab.addEventListener('click', () => open(e2e));
    tabs.append(tab);
  }
  room.append(head, tabs, shelf, grid.element);
  room.addEventListener('scroll', () => grid.fill(room), { passive: true });
  if (user) {
    queueMicrotask(() => grid.fill(room));
    shelfOf('videos-tab').then((links) => shelf.childElementCount === 0 && shelf.append(...links));
  } else head.append(make('p', {}, "Couldn't find this account"));
  return { element: room, step: () => {} };
}

/** By the first word of the address: what is asked, and by which name. */
const LISTED = {
  collection: ['collection', 'collectionId'],
  playlist: ['mix', 'mixId'],
  tag: ['challenge', 'challengeID'],
  music: ['music', 'musicID'],
};

/** The page of a list, or null. @param {string} path @param {Record<string, any>} scopes */
export function listed(path, scopes) {
  const [, word, title] = /^\/(?:@[^/]+\/)?(collection|playlist|tag|music)\/(.+)$/.exec(path) ?? [];
  if (!word) return null;
  const [api, name] = LISTED[word];
  const key = word === 'tag'
    ? scopes['webapp.challenge-detail']?.challengeInfo.challenge.id
    : /(\d+)\/?$/.exec(title)?.[1];
  const room = make('main', { id: 'main-content-list' });
  const grid = new Grid(api, { [name]: key ?? '' });
  room.append(make('h1', {}, decodeURIComponent(title)), grid.element);
  room.addEventListener('scroll', () => grid.fill(room), { passive: true });
  queueMicrotask(() => grid.fill(room));
  return { element: room, step: () => {} };
}
