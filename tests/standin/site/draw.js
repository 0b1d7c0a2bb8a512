// Elements and the player.

/** @param {string} tag @param {object} [attributes] @param {...(Node|string)} children */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A player wrapper whose id names place and post; the video plays from a blob, never an address. */
export function player(item, place) {
  const wrapper = make('div', {
    id: `xgwrapper-${place}-${item.id}`,
    class: 'player xgplayer-container',
  });
  const video = make('video', { playsinline: '', loop: '', poster: item.video.cover });
  video.muted = true;
  video.autoplay = true;
  wrapper.append(video);
  load(video, item).catch(() => wrapper.classList.add('broken'));
  return wrapper;
}

async function load(video, item) {
  // The beginning holds everything that plays; the rest is filler.
  const answer = await fetch(item.video.playAddr, {
    credentials: 'include',
    headers: { Range: 'bytes=0-262143' },
  });
  if (!answer.ok) throw new Error(`media ${answer.status}`);
  const address = URL.createObjectURL(
    new Blob([await answer.arrayBuffer()], { type: 'video/mp4' }),
  );
  video.src = address;
  if (video.dataset.waits === undefined) await video.play().catch(() => {}); // not every browser lets it
}

/** Stops and frees what a place showed. */
export function drop(element) {
  for (const video of element.querySelectorAll('video')) {
    video.pause();
    if (video.src) URL.revokeObjectURL(video.src);
    video.removeAttribute('src');
  }
  element.replaceChildren();
}

export function pictures(item) {
  const frames = item.imagePost.images.map((image) =>
    make('img', { src: image.imageURL.urlList[0], alt: '' }),
  );
  return make('div', { class: 'pictures' }, ...frames);
}

/** What is seen of a post: player or pictures. */
export function picture(item, place) {
  return item.imagePost ? pictures(item) : player(item, place);
}

function action(name, count) {
  return make(
    'button',
    { type: 'button', class: 'action' },
    make('span', { 'data-e2e': `${name}-icon` }, name),
    make('strong', { 'data-e2e': `${name}-count` }, String(count)),
  );
}

export function actions(item) {
  return make(
    'div',
    { class: 'actions' },
    action('like', item.stats.diggCount),
    action('comment', item.stats.commentCount),
    action('favorite', item.stats.collectCount),
    action('share', item.stats.shareCount),
  );
}

export function authorLink(item, e2e) {
  return make(
    'a',
    { class: 'author', href: `/@${item.author.uniqueId}`, 'data-e2e': e2e, 'data-in-page': '' },
    item.author.uniqueId,
  );
}
