// One page for the whole site: links of its own change the address without loading anything, so
// the universal-data script keeps speaking of the post the page was opened with.
import { items, scopes } from './data.js';
import { detail } from './detail.js';
import { drop, make } from './draw.js';
import { feed } from './feed.js';
import { listed, profile } from './profile.js';

const app = document.getElementById('app');
const view = make('div', { id: 'view' });
app.append(
  make(
    'nav',
    {},
    make('a', { href: '/foryou', 'data-in-page': '' }, 'stand-in'),
    make('span', {}, 'a test site, not TikTok'),
  ),
  view,
);
let current = { element: view, step: () => {} };

function viewOf(path) {
  const [, id] = /\/(?:video|photo)\/(\d+)/.exec(path) ?? [];
  if (id) return detail(id, go);
  const list = listed(path, scopes);
  if (list) return list;
  const [, name] = /^\/@([\w.]+)/.exec(path) ?? [];
  if (!name) return feed();
  return profile(name, [...items.values()].find((item) => item.author.uniqueId === name)?.author);
}

function render() {
  drop(view);
  current = viewOf(location.pathname);
  view.append(current.element);
}

function go(path) {
  history.pushState({}, '', path);
  render();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-in-page]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  go(new URL(link.href).pathname);
});
document.addEventListener('keydown', (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  current.step(by);
});
window.addEventListener('popstate', render);
render();
