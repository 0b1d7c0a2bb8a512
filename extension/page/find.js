// Injected when the person opens the popup: which post is on screen, and what the page knows of it.
// The value of this script is its answer. It finds and forwards; it does not interpret.
// Reference: tiktok.md §7 ("Which video is on screen").
(() => {
  'use strict';

  const POST_PATH = /^\/@([^/]*)\/(video|photo)\/(\d{15,20})/;
  const WRAPPER = /^xgwrapper-\d+-(\d{15,20})$/;

  /** How much of an element can be seen. @param {Element} element */
  function visibleArea(element) {
    const box = element.getBoundingClientRect();
    const width = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
    const height = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
    return Math.max(width, 0) * Math.max(height, 0);
  }

  /** True for what a person looks at: at least half of it, or half of the window. The next post,
   * that only peeks in, is not it. @param {Element} element */
  function onView(element) {
    const { width, height } = element.getBoundingClientRect();
    return 2 * visibleArea(element) >= Math.min(width * height, innerWidth * innerHeight);
  }

  /** @template {Element} T @param {T[]} elements @param {(element: T) => number} score */
  function best(elements, score) {
    let found = null;
    let most = 0;
    for (const element of elements) {
      const points = score(element);
      if (points > most) {
        [found, most] = [element, points];
      }
    }
    return found;
  }

  /** @param {Element | null} root */
  function linkedPost(root) {
    for (const link of root?.querySelectorAll('a[href]') ?? []) {
      const path = POST_PATH.exec(new URL(/** @type {HTMLAnchorElement} */ (link).href).pathname);
      if (path) {
        return { user: path[1], id: path[3] };
      }
    }
    return null;
  }

  /** @param {Element} article */
  function userIn(article) {
    const link = article.querySelector('a[href^="/@"], a[href^="https://www.tiktok.com/@"]');
    return /\/@([\w.-]+)/.exec(link?.getAttribute('href') ?? '')?.[1] ?? '';
  }

  function playerOnScreen() {
    const videos = [...document.querySelectorAll('video')].filter(
      (video) => onView(video) && WRAPPER.test(video.closest('[id^="xgwrapper-"]')?.id ?? ''),
    );
    const video = best(videos, (one) => visibleArea(one) * (one.paused ? 1 : 2));
    const wrapper = video?.closest('[id^="xgwrapper-"]');
    const id = WRAPPER.exec(wrapper?.id ?? '')?.[1];
    const article = video?.closest('article, [id^="one-column-item-"]');
    return id ? { user: article ? userIn(article) : '', id } : null;
  }

  function articleOnScreen() {
    const articles = [...document.querySelectorAll('article, [id^="one-column-item-"]')];
    return linkedPost(best(articles.filter(onView), visibleArea));
  }

  function onScreen() {
    const path = POST_PATH.exec(location.pathname);
    return path ? { user: path[1], id: path[3] } : (playerOnScreen() ?? articleOnScreen());
  }

  /** The state that the page was loaded with. @returns {any} */
  function pageState() {
    const script = document.getElementById('__UNIVERSAL_DATA_FOR_REHYDRATION__');
    try {
      return JSON.parse(script?.textContent ?? '').__DEFAULT_SCOPE__ ?? {};
    } catch {
      return {}; // not the page's state, or none we know
    }
  }

  /** The item of this id in the page's state; that goes stale when the page navigates by itself, so
   * that the id decides. @param {any} scope @param {string} id */
  function fromState(scope, id) {
    const rows = scope['webapp.updated-items'];
    const items = [
      scope['webapp.video-detail']?.itemInfo?.itemStruct,
      ...(Array.isArray(rows) ? rows.map((row) => row?.itemStruct ?? row) : []),
    ];
    const item = items.find((one) => one?.id === id && (one.video || one.imagePost));
    return item ? JSON.stringify(item) : null;
  }

  /** Whether the person who is signed in made the post: TikTok's item says who did, and only its page
   * says who is signed in. The names stay here; nothing but the answer goes out.
   * Reference: tiktok.md §2.1 (`webapp.app-context`). @param {any} scope @param {string | null} item */
  function isMine(scope, item) {
    const me = scope['webapp.app-context']?.user?.uniqueId;
    try {
      const author = JSON.parse(item ?? '').author;
      const name = typeof author === 'string' ? author : author?.uniqueId;
      return typeof me === 'string' && me !== '' && me === name;
    } catch {
      return false; // no item, or none we know
    }
  }

  /** Asks page/observe.js. @param {string} id @returns {string | null} null: nobody answers */
  function fromObserver(id) {
    /** @type {string | null} */
    let answer = null;
    const listen = (/** @type {Event} */ event) => {
      answer = String(/** @type {CustomEvent} */ (event).detail);
    };
    document.addEventListener('clipkeep-answer', listen, { once: true });
    document.dispatchEvent(new CustomEvent('clipkeep-ask', { detail: id }));
    document.removeEventListener('clipkeep-answer', listen);
    return answer;
  }

  const post = onScreen();
  const observed = fromObserver(post?.id ?? '');
  const scope = pageState();
  const item = post && (observed || fromState(scope, post.id));
  return {
    observer: observed !== null,
    id: post?.id ?? null,
    address: post && `https://www.tiktok.com/@${post.user}/video/${post.id}`,
    item,
    mine: isMine(scope, item),
  };
})();
