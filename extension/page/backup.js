// In the tab of a backup, and only while it is under way: hands the page's own list answers to our
// background as they come, scrolls when it is told to, shows the bar that says what goes on, and tells
// whether the page can be seen and whether TikTok asks for a human. Everything in the page is hostile:
// what is handed on is sized text. Reference: tiktok.md §5.3, §7.
(() => {
  'use strict';

  const api = /** @type {any} */ (globalThis).browser ?? /** @type {any} */ (globalThis).chrome;
  const lists = /** @type {any} */ (globalThis).clipkeepLists;
  const CAPTCHA = '.captcha-verify-container, #captcha-verify-container, [class*="captcha-verify"], [class*="captcha_verify"]';
  const MOST_WAITING = 40;
  const LOOK_MS = 1000;
  const LARGEST = 2 * 1024 * 1024 + 4096;

  /** Answers that came before the background took us on. @type {string[]} */
  const waiting = [];
  /** @type {chrome.runtime.Port | null} */
  let port = null;
  let taken = false;
  /** What was told last of what the page shows. */
  let told = '';

  /** @param {object} message */
  function tell(message) {
    port?.postMessage(message);
  }

  /** @param {string} detail */
  function hear(detail) {
    if (detail.length > LARGEST || (!taken && waiting.length >= MOST_WAITING)) {
      return;
    }
    if (taken) {
      tell({ heard: detail });
    } else {
      waiting.push(detail);
    }
  }

  const onList = (/** @type {Event} */ event) =>
    hear(String(/** @type {CustomEvent} */ (event).detail));

  /** Tells page/observe.js to hand its lists on, or to stop. @param {'on' | 'off'} detail */
  const follow = (detail) =>
    document.dispatchEvent(new CustomEvent('clipkeep-follow', { detail }));
  const onHere = () => follow('on');

  /** The element that scrolls what is listed. @returns {Element} */
  function scroller() {
    const last = [...document.querySelectorAll('a[href*="/video/"], a[href*="/photo/"]')].at(-1);
    for (let one = last?.parentElement; one; one = one.parentElement) {
      const { overflowY } = getComputedStyle(one);
      if (one.scrollHeight > one.clientHeight + 1 && (overflowY === 'auto' || overflowY === 'scroll')) {
        return one;
      }
    }
    return document.scrollingElement ?? document.documentElement;
  }

  /** To the end, where the page asks for more. @param {boolean} afresh up a little before, for a page
   * that has not noticed */
  function scroll(afresh) {
    const one = scroller();
    if (afresh) {
      one.scrollTo({ top: Math.max(0, one.scrollTop - 2 * innerHeight), behavior: 'instant' });
    }
    requestAnimationFrame(() => one.scrollTo({ top: one.scrollHeight, behavior: 'instant' }));
  }

  /** @param {string} kind */
  function press(kind) {
    const tab = document.querySelector(lists.PRESSED[kind] ?? 'x-none');
    if (tab) {
      /** @type {HTMLElement} */ (tab).click();
    }
    tell({ pressed: Boolean(tab) });
  }

  /** On to the next story; without a way that we know, the page goes on by itself. */
  function next() {
    /** @type {HTMLElement | null} */ (document.querySelector(lists.NEXT))?.click();
  }

  function look() {
    const captcha = document.title === 'Security Check' ||
      Boolean(document.querySelector(CAPTCHA)?.checkVisibility());
    const visible = document.visibilityState === 'visible';
    const seen = { visible, captcha, path: location.pathname, linked: lists.linked() };
    const now = JSON.stringify(seen);
    if (taken && now !== told) {
      told = now;
      tell({ seen });
    }
  }

  /** @type {{host: HTMLElement, bar: HTMLElement, words: HTMLElement, buttons: HTMLElement} | null} */
  let drawn = null;
  const BAR = 'position:fixed;inset-block-end:16px;inset-inline:16px;z-index:2147483647;display:flex;flex-wrap:wrap;'
    + 'gap:8px 16px;align-items:center;justify-content:space-between;max-inline-size:720px;margin-inline:auto;'
    + 'padding:12px 16px;border-radius:10px;border:2px solid #5fd3c4;background:#131a18;color:#e9f2ef;'
    + 'font:15px/1.45 system-ui,sans-serif;box-shadow:0 4px 24px rgb(0 0 0 / 40%)';
  const BUTTON = 'font:inherit;color:#04231f;background:#5fd3c4;border:0;border-radius:10px;min-height:40px;'
    + 'padding:8px 16px;cursor:pointer;font-weight:600;outline-offset:2px';

  /** The bar is in a tree of its own, which the page cannot look into. */
  function makeBar() {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'closed' });
    const bar = document.createElement('div');
    const words = document.createElement('div');
    const buttons = document.createElement('div');
    bar.style.cssText = BAR;
    buttons.style.cssText = 'display:flex;gap:8px';
    bar.setAttribute('role', 'region');
    bar.append(words, buttons);
    root.append(bar);
    document.documentElement.append(host);
    return { host, bar, words, buttons };
  }

  /** @param {{what: string, name: string}} given @returns {HTMLButtonElement} */
  function makeButton({ what, name }) {
    const button = document.createElement('button');
    button.type = 'button';
    button.style.cssText = BUTTON;
    button.textContent = name;
    button.dataset.what = what;
    button.addEventListener('click', (event) => {
      if (event.isTrusted) {
        tell({ wants: what });
      }
    });
    return button;
  }

  /** @param {{name: string, text: string, asks: boolean, lang: string, dir: string,
   *   buttons: {what: string, name: string}[]}} given */
  function drawBar({ name, text, asks, lang, dir, buttons }) {
    drawn ??= makeBar();
    Object.assign(drawn.bar, { lang, dir });
    drawn.bar.setAttribute('aria-label', name);
    drawn.words.role = asks ? 'alert' : null; // a number that grows is not read out
    drawn.words.textContent = text;
    const before = [...drawn.buttons.children].map((one) => /** @type {any} */ (one).dataset.what).join();
    if (before !== buttons.map(({ what }) => what).join()) {
      drawn.buttons.replaceChildren(...buttons.map(makeButton));
    }
  }

  function leave() {
    taken = false;
    port = null;
    follow('off');
    document.removeEventListener('clipkeep-list', onList);
    document.removeEventListener('clipkeep-here', onHere);
    document.removeEventListener('visibilitychange', look);
    clearInterval(timer);
    drawn?.host.remove();
    drawn = null;
  }

  /** @param {any} message */
  function take(message) {
    if (message.taken) {
      taken = true;
      look();
      waiting.splice(0).forEach(hear);
    } else if (message.bar) {
      drawBar(message.bar);
    } else if (message.scroll) {
      scroll(message.scroll === 'afresh');
    } else if (message.next) {
      next();
    } else if (message.press) {
      press(message.press);
    } else if (message.leave) {
      leave();
    }
  }

  /** The background may be stopped and started again while we stay. */
  function connect() {
    try {
      port = api.runtime.connect({ name: 'backup' });
    } catch {
      leave(); // the extension was taken away
      return;
    }
    port?.onMessage.addListener(take);
    port?.onDisconnect.addListener(() => {
      const again = taken;
      taken = false;
      told = '';
      if (again) {
        setTimeout(connect, LOOK_MS);
      } else {
        leave();
      }
    });
  }

  document.addEventListener('clipkeep-list', onList);
  document.addEventListener('clipkeep-here', onHere);
  document.addEventListener('visibilitychange', look);
  const timer = setInterval(look, LOOK_MS);
  follow('on');
  connect();
})();
