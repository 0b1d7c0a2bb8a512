// The first thing of the popup that runs, and all that its first picture needs: it asks for what is
// known, and shows the tab's last picture again when that still holds. The modules, which fetch one
// another, come after that. No module itself, because those wait for the whole page.

/** One element of a picture. @typedef {{hidden: boolean, disabled?: boolean, className: string,
 *   data: DOMStringMap, text: string | null, value?: any}} Part */
/** The popup as it stood; of each line of its lists, the parts.
 * @typedef {{state: string, lang: string, dir: string, cover: string | null, height: number,
 *   parts: Record<string, Part>, lines: Record<string, Part[][]>}} Picture */
/** What every view shows; the tabs of this window and the one in front; what was shown of that one
 * last, with all jobs. `take`: the popup as it stands, to be shown ahead the next time. `pressed`: the
 * button that was pressed before there was someone to hear it, who is there now.
 * @typedef {{shared: Promise<Partial<import('../background/state.js').Shared>>,
 *   tabs: Promise<{all: chrome.tabs.Tab[], tab: number}>, known: Promise<any>,
 *   take: () => Picture, pressed: () => string}} Ahead */
(() => {
  const api = /** @type {typeof chrome} */ (
    /** @type {any} */ (globalThis).browser ?? /** @type {any} */ (globalThis).chrome
  );
  /** The card of rights is not open yet. */
  const PARTS = ':is(main, footer) :is([id], option):not(#rights *, li *)';
  /** The lists, and the templates of their lines. @type {Record<string, string | null>} */
  const LISTS = { rows: 'row', recentRows: 'keptRow', notes: null };
  /** The longest wait for what is known, and for the first picture: who sleeps is slow, and a page that
   * nobody sees paints none. */
  const KNOWN_MS = 30;
  const PAINT_MS = 100;

  const $ = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
  const partsOf = (/** @type {ParentNode} */ place, /** @type {string} */ which) =>
    /** @type {any[]} */ ([...place.querySelectorAll(which)]);
  /** What a part is known by: options have no id. @param {any} part */
  const nameOf = (part) => part.id || `${part.parentElement.id} ${part.value}`;
  const partsOfLine = (/** @type {Element} */ line) => [line, ...partsOf(line, ':not(svg, svg *)')];

  /** @param {any} part @returns {Part} */
  const taken = (part) => ({
    hidden: part.hidden,
    disabled: part.disabled,
    className: part.className,
    data: { ...part.dataset },
    text: part.childElementCount === 0 ? part.textContent : null,
    value: part.matches('select, progress[value]') ? part.value : undefined,
  });

  /** @returns {Picture} */
  const take = () => ({
    state: document.body.dataset.state ?? '',
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    cover: $('cover').hidden ? null : $('cover').getAttribute('src'),
    height: document.body.getBoundingClientRect().height,
    parts: Object.fromEntries(partsOf(document, PARTS).map((part) => [nameOf(part), taken(part)])),
    lines: Object.fromEntries(Object.keys(LISTS).map((id) =>
      [id, [...$(id).children].map((line) => partsOfLine(line).map(taken))])),
  });

  /** @param {any} part @param {Part | undefined} kept */
  function fill(part, kept) {
    if (!kept) {
      return;
    }
    const { data, text, value, hidden, disabled, className } = kept;
    Object.assign(part.dataset, data);
    Object.assign(part, { hidden, className, ...(text !== null && { textContent: text }) });
    Object.assign(part, disabled !== undefined && { disabled }, value !== undefined && { value });
  }

  /** @param {string | null} template @param {Part[]} kept */
  function lineOf(template, kept) {
    const line = template ? $(template).content.firstElementChild.cloneNode(true) : document.createElement('li');
    partsOfLine(line).forEach((part, at) => fill(part, kept[at]));
    return line;
  }

  /** @param {Picture} picture */
  function show({ lang, dir, state, height, parts, lines, cover }) {
    const { body, documentElement } = document;
    Object.assign(documentElement, { lang, dir });
    body.dataset.state = state;
    body.style.minBlockSize = `${height}px`;
    partsOf(document, PARTS).forEach((part) => fill(part, parts[nameOf(part)]));
    for (const [id, template] of Object.entries(LISTS)) {
      $(id).replaceChildren(...lines[id].map((kept) => lineOf(template, kept)));
    }
    if (cover) {
      $('cover').src = cover;
    }
    body.classList.remove('veiled');
    performance.mark('shown');
  }

  let press = '';
  const keepPress = (/** @type {any} */ { target }) => (press = target.closest('button[id]')?.id ?? press);
  function pressed() {
    document.removeEventListener('click', keepPress);
    return press;
  }

  const parsed = new Promise((end) => document.addEventListener('DOMContentLoaded', end));
  const after = (/** @type {number} */ ms) => new Promise((end) => setTimeout(end, ms));
  const painted = () => new Promise((end) => {
    new PerformanceObserver(end).observe({ type: 'paint' });
    setTimeout(end, PAINT_MS);
  });

  const shared = api.storage.session.get('shared').then((stored) => stored.shared ?? {});
  const tabs = api.tabs.query({ currentWindow: true });
  const tabOf = (/** @type {chrome.tabs.Tab[]} */ all) => all.find((one) => one.active)?.id ?? -1;
  const known = tabs
    .then((all) => api.runtime.sendMessage({ do: 'known', tab: tabOf(all) }))
    .then((answer) => answer?.result)
    .catch(() => null);
  /** @type {Ahead} */
  const ahead = {
    shared: shared.catch(() => ({})),
    tabs: tabs.then((all) => ({ all, tab: tabOf(all) })),
    known,
    take,
    pressed,
  };
  Object.assign(globalThis, { ahead });
  document.addEventListener('click', keepPress);

  async function start() {
    await parsed;
    const picture = await Promise.race([known.then((answer) => answer?.picture), after(KNOWN_MS)]);
    try {
      if (picture) {
        show(picture);
        await painted();
      }
    } finally {
      document.head.append($('modules').content); // whatever became of the picture
    }
  }
  start();
})();
