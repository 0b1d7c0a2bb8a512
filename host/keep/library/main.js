/* Joins the parts of the page. */
'use strict';

Clipkeep.start = (manifest) => {
  const { data, dom, text, grid, feed, post, figures, filters, search, accounts } = Clipkeep;
  const { make } = dom;
  const language = text.choose(navigator.languages ?? [navigator.language]);
  const { t, counted } = text;

  document.documentElement.lang = language;
  document.documentElement.dir = text.RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr';
  document.title = `${t('title')} · Clipkeep`;
  data.begin(manifest);

  const all = () => ({ length: data.total, at: (index) => index });
  let shown = all();
  let mode = 'grid';
  let timer = 0;

  const words = make('input', {
    type: 'search', id: 'words', placeholder: t('searchHint'), 'aria-label': t('search'), autocomplete: 'off',
    spellcheck: 'false', dir: 'auto', oninput: () => later(),
  });
  const order = make('select', { 'aria-label': t('order'), onchange: () => find() }, [
    ['saved', 'orderSaved'], ['newest', 'orderNewest'], ['oldest', 'orderOldest'], ['likes', 'orderLikes'], ['views', 'orderViews'], ['added', 'orderAdded'],
  ].filter(([value]) => value !== 'added' || data.lists.size > 0).map(([value, key]) => make('option', { value, text: t(key) })));
  const said = make('p', { id: 'said', role: 'status' });
  const view = make('main', { tabindex: '-1' });
  const form = filters.begin(() => later());
  form.hidden = true;
  const toggle = make('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'filters', onclick: () => {
    form.hidden = !form.hidden;
    toggle.setAttribute('aria-expanded', String(!form.hidden));
  } }, [dom.drawing(dom.PATHS.filters), make('span', { text: t('filters') })]);
  const MODES = ['grid', 'feed', 'figures', ...(data.profiles.length > 0 ? ['accounts'] : [])];
  const modes = MODES.map((name) =>
    make('button', { type: 'button', 'aria-pressed': String(name === mode), onclick: () => change(name) }, [
      dom.drawing(dom.PATHS[name]), make('span', { text: t(name) }),
    ]));
  const tiles = grid.begin(view, (index) => open(index));
  const reel = feed.begin((index) => open(index));
  const faces = accounts.begin((asked) => ask(asked));
  const dialog = post.begin((asked) => ask(asked), (index) => closed(index), (name) => {
    change('accounts');
    accounts.open(name);
  });
  const help = Clipkeep.help.begin();

  function ask(asked) {
    words.value = asked;
    change('grid');
    find();
    words.focus();
  }

  function open(index) {
    const { id } = data.post(shown.at(index));
    if (mode === 'feed') {
      feed.hide();
    }
    history.replaceState(null, '', `#${id}`);
    post.open(shown, index);
  }

  function closed(index) {
    history.replaceState(null, '', '#');
    if (mode === 'grid') {
      grid.focus(index);
    } else if (mode === 'feed') {
      feed.show(shown, index);
    }
  }

  const asks = () => ({ words: words.value, order: order.value, ...filters.read() });
  const isPlain = () => words.value.trim() === '' && order.value === 'saved' && filters.count() === 0;

  function tell() {
    const none = data.total === 0 ? 'empty' : 'nothing';
    said.textContent = shown.length === 0 ? t(none) : counted('shown', shown.length);
    toggle.lastChild.textContent = filters.count() > 0 ? `${t('filters')} (${text.number(filters.count())})` : t('filters');
  }

  function find({ keep = false } = {}) {
    const found = isPlain() ? null : search.run(data, asks());
    shown = found ? { length: found.length, at: (index) => found[index] } : all();
    tell();
    draw(keep);
  }

  function draw(keep = false) {
    if (mode === 'grid') {
      grid.show(shown, { keep });
    } else if (mode === 'feed' && !keep) {
      feed.show(shown);
    } else if (mode === 'figures') {
      view.replaceChildren(figures.of(shown, ask));
    }
  }

  /** Once for all that was typed meanwhile. */
  function later() {
    const asked = performance.now();
    clearTimeout(timer);
    timer = setTimeout(() => {
      find();
      performance.measure('search', { start: asked });
    });
  }

  function change(name) {
    const from = mode === 'feed' ? feed.at : grid.focused;
    if (mode === 'feed') {
      feed.hide();
    }
    mode = name;
    modes.forEach((button, index) => button.setAttribute('aria-pressed', String(MODES[index] === name)));
    view.replaceChildren(...(name === 'grid' ? [tiles] : name === 'feed' ? [reel] : name === 'accounts' ? [faces] : []));
    view.dataset.mode = name;
    if (name === 'feed') {
      feed.show(shown, from);
      reel.focus();
    } else if (name === 'accounts') {
      accounts.list();
    } else {
      draw();
    }
  }

  document.addEventListener('keydown', (event) => {
    if (event.target.closest('input, select') || help.open) {
      return;
    }
    if (event.key === '/' && !dialog.open) {
      event.preventDefault();
      words.focus();
    } else if (event.key === '?') {
      help.showModal();
    }
  });

  document.body.replaceChildren(
    make('header', {}, [
      make('h1', { text: t('title') }), words, make('div.modes', { role: 'group', 'aria-label': t('view') }, modes),
      make('div.tools', {}, [toggle, order, dom.icon('keys', t('keys'), () => help.showModal())]), form, said,
    ]),
    view, dialog, help
  );
  change('grid');
  tell();
  load();

  /** The post that the address names. */
  function openNamed() {
    const id = location.hash.slice(1);
    for (let place = 0; id && place < data.total; place += 1) {
      if (data.post(place)?.id === id) {
        shown = all();
        open(place);
        return;
      }
    }
  }

  async function load() {
    let due = false;
    const look = () => {
      due = false;
      if (isPlain()) {
        grid.refresh();
      } else {
        find({ keep: true });
      }
    };
    try {
      await data.loadAll((part) => {
        if (part.first === 0) {
          look();
          performance.mark('grid');
        } else if (!due) {
          due = true;
          setTimeout(look, 200);
        }
      });
      offer();
      openNamed();
      await deepen();
    } catch {
      said.textContent = t('missing');
    }
    document.documentElement.dataset.loaded = 'all';
  }

  function offer() {
    const sums = figures.count(data, all());
    filters.offer(sums, new Set(data.parts.flatMap((part) => part.columns.licences).filter(Boolean)));
  }

  const idle = () => new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));

  /** Captions and long texts, when there is nothing else to do. */
  async function deepen() {
    for (const part of data.parts) {
      await idle();
      await data.loadWords(part);
      search.prepare(part);
    }
    if (words.value.trim() !== '') {
      find({ keep: true });
    }
  }
};
