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

  /** @param {string | null | undefined} text @returns {any} null: not of the page, or none we know */
  function parsed(text) {
    try {
      return JSON.parse(text ?? 'null');
    } catch {
      return null;
    }
  }

  /** The state that the page was loaded with. */
  function stateOfPage() {
    const script = document.getElementById('__UNIVERSAL_DATA_FOR_REHYDRATION__');
    return parsed(script?.textContent)?.__DEFAULT_SCOPE__ ?? {};
  }

  /** The item of this id in that state; it goes stale when the page navigates by itself, so that the
   * id decides. @param {any} scope @param {string} id */
  function fromState(scope, id) {
    const rows = scope['webapp.updated-items'];
    const items = [
      scope['webapp.video-detail']?.itemInfo?.itemStruct,
      ...(Array.isArray(rows) ? rows.map((row) => row?.itemStruct ?? row) : []),
    ];
    const item = items.find((one) => one?.id === id && (one.video || one.imagePost));
    return item ? JSON.stringify(item) : null;
  }

  /** True for words that are there and the same. @param {unknown[]} words */
  const same = ([one, other]) => typeof one === 'string' && one !== '' && one === other;

  /** Whether the person who is signed in made this post: the ids of both decide, and their names
   * where an id is missing. Who that person is stays here. Reference: tiktok.md §2.1.
   * @param {any} account of the page's state; none when nobody is signed in @param {any} item */
  function isMine(account, item) {
    const author = item?.author;
    const ids = [account?.uid, author?.id ?? item?.authorId];
    const names = [account?.uniqueId, typeof author === 'string' ? author : author?.uniqueId];
    return same(ids.every(Boolean) ? ids : names);
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
  const scope = stateOfPage();
  const item = post && (observed || fromState(scope, post.id));
  return {
    observer: observed !== null,
    id: post?.id ?? null,
    address: post && `https://www.tiktok.com/@${post.user}/video/${post.id}`,
    item,
    mine: isMine(scope['webapp.app-context']?.user, parsed(item)),
  };
})();
