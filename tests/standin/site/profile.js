// A profile: a grid of links, filled from the list as one scrolls.
import { askByXhr, firstUser, learn, pathOf } from './data.js';
import { make } from './draw.js';

const COUNT = 6;

function tile(item) {
  const link = make(
    'a',
    { href: new URL(pathOf(item), location.href).href, 'data-in-page': '' },
    make('img', { src: item.video.cover, alt: item.desc }),
  );
  return make('div', { 'data-e2e': 'user-post-item', class: 'tile' }, link);
}

async function fill(grid, secUid) {
  let cursor = 0;
  for (let more = true; more;) {
    const query = `aid=1988&count=${COUNT}&cursor=${cursor}&secUid=${encodeURIComponent(secUid)}`;
    const answer = await askByXhr(`/api/post/item_list/?${query}`);
    grid.append(...learn(answer).map(tile));
    more = answer.hasMore;
    cursor = Number(answer.cursor);
  }
}

/** @param {string} name @param {any} [author] when the page was opened from a post of theirs */
export function profile(name, author) {
  const user = firstUser?.user?.uniqueId === name ? firstUser.user : author;
  const grid = make('div', { 'data-e2e': 'user-post-item-list', class: 'grid' });
  const head = make(
    'header',
    { class: 'profile' },
    make('h1', { 'data-e2e': 'user-title' }, name),
    make('h2', { 'data-e2e': 'user-subtitle' }, user?.nickname ?? ''),
    make('p', { 'data-e2e': 'user-bio' }, user?.signature ?? ''),
  );
  if (user) fill(grid, user.secUid);
  else head.append(make('p', {}, "Couldn't find this account"));
  return {
    element: make('main', { id: 'main-content-others_homepage' }, head, grid),
    step: () => {},
  };
}
