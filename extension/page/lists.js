// Injected when the person opens the popup or the page of backups, and into the tab of a backup: which
// lists there are to back up here. The value of this script is its answer. It finds what the page
// shows; of TikTok's own data it reads only who the page is about and how much that account says it
// has. Reference: tiktok.md §1.3, §2.3, §7.
(() => {
  'use strict';

  const PROFILE = /^\/@([\w.]{1,24})\/?$/;
  const TITLED = /^\/@([\w.]{1,24})\/(collection|playlist)\/([^/]*?)-?(\d{15,20})\/?$/;
  const TAG = /^\/tag\/([^/]+)\/?$/;
  const SOUND = /^\/music\/([^/]*?)-?(\d{15,20})\/?$/;
  const MOST_LINKS = 500;
  /** The tabs of a profile, by what they list; names drift, so that any of several will do. */
  const TABS = {
    posts: '[data-e2e="videos-tab"]',
    likes: '[data-e2e="liked-tab"]',
    favourites: '[data-e2e="favorites-tab"], [data-e2e="favorite-tab"]',
    reposts: '[data-e2e="repost-tab"], [data-e2e="reposts-tab"]',
  };
  /** The picture with the ring around it that opens the stories, and what leads to the next of them there.
   * The names are what is known of the site's other pages; of its stories none is on record. */
  const RING = '[data-e2e="user-avatar"] img, [data-e2e="user-avatar"] canvas, img[data-e2e="user-avatar"]';
  const NEXT = '[data-e2e="arrow-right"]';
  /** The tab among the favourites that shows the collections. */
  const COLLECTIONS = '#collections, [data-e2e="collections-tab"], [data-e2e="collection-tab"]';

  /** @param {string} text as an address writes it */
  function words(text) {
    try {
      return decodeURIComponent(text).replaceAll('-', ' ').trim();
    } catch {
      return text; // a lone percent sign
    }
  }

  /** The list that an address names. @param {string} path */
  function listAt(path) {
    const titled = TITLED.exec(path);
    if (titled) {
      const [, handle, kind, title, key] = titled;
      return { kind, handle, key, title: words(title), path };
    }
    const tag = TAG.exec(path);
    if (tag) {
      return { kind: 'tag', handle: '', key: words(tag[1]), title: words(tag[1]), path };
    }
    const sound = SOUND.exec(path);
    return sound
      ? { kind: 'sound', handle: '', key: sound[2], title: words(sound[1]), path }
      : null;
  }

  /** The collections and playlists that the page links to, each once. */
  function linked() {
    /** @type {Map<string, ReturnType<typeof listAt>>} */
    const found = new Map();
    for (const link of document.querySelectorAll('a[href*="/collection/"], a[href*="/playlist/"]')) {
      const { origin, pathname } = new URL(/** @type {HTMLAnchorElement} */ (link).href);
      const list = origin === location.origin ? listAt(pathname) : null;
      if (list && found.size < MOST_LINKS) {
        found.set(`${list.kind} ${list.key}`, list);
      }
    }
    return [...found.values()];
  }

  /** The state that the page was loaded with. @returns {any} */
  function stateOfPage() {
    try {
      const script = document.getElementById('__UNIVERSAL_DATA_FOR_REHYDRATION__');
      return JSON.parse(script?.textContent ?? '{}').__DEFAULT_SCOPE__ ?? {};
    } catch {
      return {};
    }
  }

  /** @param {unknown} number @returns {number} -1: not stated */
  const counted = (number) => (/^\d{1,9}$/.test(String(number)) ? Number(number) : -1);

  /** The account as its posts name it, which page/observe.js has seen. @param {string} handle @returns {any} */
  function authorSeen(handle) {
    const link = document.querySelector(`a[href*="/@${handle}/video/"], a[href*="/@${handle}/photo/"]`);
    const id = /\/(\d{15,20})\/?$/.exec(/** @type {HTMLAnchorElement | null} */ (link)?.href ?? '')?.[1];
    let item = '';
    const listen = (/** @type {Event} */ event) => { item = String(/** @type {CustomEvent} */ (event).detail); };
    document.addEventListener('clipkeep-answer', listen, { once: true });
    document.dispatchEvent(new CustomEvent('clipkeep-ask', { detail: id ?? '' }));
    document.removeEventListener('clipkeep-answer', listen);
    try {
      const { author } = JSON.parse(item || '{}');
      return author?.uniqueId === handle ? author : null;
    } catch {
      return null;
    }
  }

  /** The account of this profile, as the page states it; it goes stale when the page navigates by
   * itself, so that the name decides: then a post of theirs says who they are. @param {string} handle */
  function account(handle) {
    const scope = stateOfPage();
    const info = scope['webapp.user-detail']?.userInfo;
    const same = info?.user?.uniqueId === handle;
    const user = same ? info.user : authorSeen(handle);
    const me = scope['webapp.app-context']?.user?.uniqueId;
    const stats = same ? { ...info.stats, ...info.statsV2 } : {};
    return {
      owner: typeof user?.id === 'string' ? user.id : '',
      mine: typeof me === 'string' && me.toLowerCase() === handle.toLowerCase(),
      story: counted(user?.UserStoryStatus) > 0, // 0: none; which number says what is not known
      // Likes are often stated as 0 where they are not told.
      stated: { posts: counted(stats.videoCount), likes: counted(stats.diggCount) || -1 },
    };
  }

  /** What can be backed up here. */
  function look() {
    const { pathname } = location;
    const handle = PROFILE.exec(pathname)?.[1] ?? '';
    const shown = handle
      ? Object.entries(TABS).filter(([, tab]) => document.querySelector(tab)).map(([kind]) => kind)
      : [];
    const here = listAt(pathname);
    const { story, ...who } = account(handle || (here?.handle ?? ''));
    return { handle, here, shown: story ? ['stories', ...shown] : shown, linked: linked(), ...who };
  }

  // Our own world: the page does not see this.
  /** @type {any} */ (globalThis).clipkeepLists = { look, linked, PRESSED: { ...TABS, stories: RING, collections: COLLECTIONS }, NEXT };
  return look();
})();
