/* The grid: only what is in sight exists, however many posts there are. */
'use strict';

Clipkeep.grid = (() => {
  const { make, handle } = Clipkeep.dom;
  const { t, number } = Clipkeep.text;
  const { FLAGS } = Clipkeep.data;
  const LEAST_PX = 150; // of a column
  const AHEAD = 2; // rows beyond what is in sight

  let view; // scrolls
  let list;
  let shown = { length: 0, at: () => 0 };
  let columns = 1;
  let row = 1; // height in px, with its gap
  let focused = 0; // where in `shown` the keys are
  let opened = () => {};
  const tiles = new Map(); // by where in `shown` they are

  function badges(post) {
    return [
      post.photo && post.images > 1 ? make('span.badge', { text: `▦ ${number(post.images)}` }) : null,
      !post.photo && post.seconds > 0 ? make('span.badge', { text: Clipkeep.text.clock(post.seconds) }) : null,
      post.flags & FLAGS.GONE ? make('span.badge.gone', { text: t('goneShort') }) : null,
    ];
  }

  /** A canvas with the cover; see cover.js for why. @param {any} post */
  function picture(post) {
    const source = Clipkeep.text.fileAddress(post.cover);
    const width = list.clientWidth / columns;
    return source ? Clipkeep.cover.of(source, width, row) : null;
  }

  function fill(tile, post) {
    const [button] = tile.children;
    tile.classList.toggle('waits', !post);
    if (!post) {
      button.setAttribute('aria-label', t('loading'));
      return;
    }
    button.removeAttribute('aria-label');
    button.replaceChildren(...[
      picture(post),
      make('span.badges', {}, badges(post)),
      make('span.tag', {}, [handle(post.author, 'bdi.by'), make('bdi.text', { text: post.text })]),
    ].filter(Boolean));
  }

  function place(tile, at) {
    tile.style.setProperty('--row', String(Math.floor(at / columns)));
    tile.style.setProperty('--column', String(at % columns));
  }

  function tileAt(at) {
    const button = make('button.tile', { type: 'button', tabindex: at === focused ? '0' : '-1' });
    const tile = make('li', { 'aria-posinset': String(at + 1), 'aria-setsize': String(shown.length) }, [button]);
    tile.at = at;
    place(tile, at);
    fill(tile, Clipkeep.data.post(shown.at(at)));
    return tile;
  }

  /** The first and the one behind the last that are to exist. */
  function range() {
    const top = view.scrollTop - list.offsetTop;
    const first = Math.max(0, Math.floor(top / row) - AHEAD) * columns;
    const rows = Math.ceil(view.clientHeight / row) + 2 * AHEAD;
    return [first, Math.min(shown.length, first + rows * columns)];
  }

  function draw() {
    const [first, end] = range();
    for (const [at, tile] of tiles) {
      if ((at < first || at >= end) && at !== focused) {
        tile.remove();
        tiles.delete(at);
      }
    }
    const fresh = [];
    for (let at = first; at < end; at += 1) {
      if (!tiles.has(at)) {
        tiles.set(at, tileAt(at));
        fresh.push(tiles.get(at));
      }
    }
    if (focused < shown.length && !tiles.has(focused)) {
      tiles.set(focused, tileAt(focused)); // the one stop of the Tab key
      fresh.push(tiles.get(focused));
    }
    for (const tile of fresh) {
      const behind = [...list.children].find((one) => one.at > tile.at);
      list.insertBefore(tile, behind ?? null);
    }
  }

  /** Posts that came meanwhile are filled in. */
  function refresh() {
    for (const [at, tile] of tiles) {
      const post = tile.classList.contains('waits') ? Clipkeep.data.post(shown.at(at)) : null;
      if (post) {
        fill(tile, post);
      }
    }
  }

  function measure() {
    const width = list.clientWidth;
    columns = Math.max(2, Math.floor(width / LEAST_PX));
    row = Math.round((width / columns) * 4 / 3);
    list.style.setProperty('--columns', String(columns));
    list.style.setProperty('--height', `${row}px`);
    list.style.blockSize = `${Math.ceil(shown.length / columns) * row}px`;
    for (const [at, tile] of tiles) {
      place(tile, at);
    }
    draw();
  }

  /** @param {{length: number, at: (index: number) => number}} places */
  function show(places, { keep = false } = {}) {
    shown = places;
    focused = keep ? Math.min(focused, Math.max(0, shown.length - 1)) : 0;
    tiles.clear();
    list.replaceChildren();
    if (!keep) {
      view.scrollTop = 0;
    }
    measure();
  }

  function focus(at, { visibly = true } = {}) {
    const next = Math.min(Math.max(at, 0), shown.length - 1);
    tiles.get(focused)?.firstChild.setAttribute('tabindex', '-1');
    focused = next;
    const top = Math.floor(next / columns) * row + list.offsetTop;
    if (top < view.scrollTop || top + row > view.scrollTop + view.clientHeight) {
      view.scrollTop = top < view.scrollTop ? top : top + row - view.clientHeight;
    }
    draw();
    const button = tiles.get(next)?.firstChild;
    button?.setAttribute('tabindex', '0');
    if (visibly) {
      button?.focus({ preventScroll: true });
    }
  }

  function onKey(event) {
    const page = Math.max(1, Math.floor(view.clientHeight / row)) * columns;
    const side = document.documentElement.dir === 'rtl' ? -1 : 1;
    const steps = {
      ArrowLeft: -side, ArrowRight: side, ArrowUp: -columns, ArrowDown: columns, PageUp: -page, PageDown: page,
      Home: -shown.length, End: shown.length,
    };
    const step = steps[event.key];
    if (step && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      focus(focused + step);
    }
  }

  /** @param {HTMLElement} scrolls @param {(index: number) => void} open */
  function begin(scrolls, open) {
    view = scrolls;
    opened = open;
    list = make('ul.grid', { 'aria-label': t('results'), onkeydown: onKey });
    list.addEventListener('click', (event) => {
      const tile = event.target.closest('li');
      if (tile && !tile.classList.contains('waits')) {
        focus(tile.at, { visibly: false });
        opened(tile.at);
      }
    });
    view.addEventListener('scroll', draw, { passive: true });
    new ResizeObserver(measure).observe(view);
    return list;
  }

  return { begin, show, refresh, focus, get focused() { return focused; } };
})();
