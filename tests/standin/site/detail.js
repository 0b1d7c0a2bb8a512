// A post by itself, as opened from its address or from within the page.
import { itemById, items, pathOf } from './data.js';
import { actions, authorLink, make, picture } from './draw.js';

async function fill(main, id) {
  const item = await itemById(id);
  if (!item) {
    main.append(make('p', { class: 'unavailable' }, 'Video currently unavailable'));
    return;
  }
  main.append(
    make('section', { 'data-e2e': 'browse-video', class: 'stage' }, picture(item, 0)),
    make(
      'div',
      { class: 'words' },
      authorLink(item, 'browse-username'),
      make('span', { class: 'text', 'data-e2e': 'browse-video-desc' }, item.desc),
      make(
        'p',
        { 'data-e2e': 'browse-video-link', class: 'link' },
        new URL(pathOf(item), location.href).href,
      ),
    ),
    actions(item),
  );
  document.title = `${item.desc.slice(0, 60)} | stand-in`;
}

/** @param {string} id @param {(path: string) => void} go */
export function detail(id, go) {
  const main = make('main', { id: 'main-content-video_detail' });
  fill(main, id);
  const step = (by) => {
    const known = [...items.values()];
    const next = known[known.findIndex((item) => item.id === id) + by];
    if (next) go(pathOf(next));
  };
  return { element: main, step };
}
