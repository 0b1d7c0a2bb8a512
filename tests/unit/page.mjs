// A page of the web as the scripts of extension/page/ see it: only what they touch.
import { createContext, runInContext } from 'node:vm';
import { source } from './stubs.mjs';

/** Not every Node that runs the tests has one. */
export class CustomEvent extends Event {
  /** @param {string} type @param {{detail: any}} given */
  constructor(type, { detail }) {
    super(type);
    this.detail = detail;
  }
}

/** An element with a box on a screen of 1000 × 800. @param {any} given */
export function element({ id = '', box = [0, 0, 0, 0], links = [], paused = true, inside = null, text = '' } = {}) {
  const [left, top, right, bottom] = box;
  return {
    id,
    paused,
    textContent: text,
    getBoundingClientRect: () => ({ left, top, right, bottom, width: right - left, height: bottom - top }),
    closest(/** @type {string} */ selector) {
      const fits = (/** @type {any} */ one) =>
        selector.includes('xgwrapper-')
          ? one.id.startsWith('xgwrapper-')
          : one.isArticle || one.id.startsWith('one-column-item-');
      for (let one = /** @type {any} */ (this); one; one = one.inside) {
        if (fits(one)) return one;
      }
      return null;
    },
    inside,
    isArticle: false,
    querySelectorAll: () => links.map((/** @type {string} */ href) => linkTo(href)),
    querySelector() {
      return this.querySelectorAll().find((link) => link.getAttribute().startsWith('/@')) ?? null;
    },
  };
}

/** @param {any} given */
export const article = (given) => Object.assign(element(given), { isArticle: true });

/** @param {string} href */
const linkTo = (href) => ({
  href: new URL(href, 'https://www.tiktok.com/').href,
  getAttribute: () => href,
});

/** @param {{address?: string, videos?: any[], articles?: any[], state?: string | null}} [given] */
export function pageStub({ address = 'https://www.tiktok.com/foryou', videos = [], articles = [], state = null } = {}) {
  class XMLHttpRequest extends EventTarget {
    responseURL = '';
    responseType = '';
    responseText = '';
    /** @type {any} */
    response = null;
    send() {
      this.sent = true;
      return undefined;
    }
  }
  const { pathname } = new URL(address);
  const document = Object.assign(new EventTarget(), {
    readyState: 'loading',
    querySelectorAll: (/** @type {string} */ selector) => (selector === 'video' ? videos : articles),
    getElementById: (/** @type {string} */ id) =>
      id === '__UNIVERSAL_DATA_FOR_REHYDRATION__' && state !== null
        ? element({ text: state })
        : null,
  });
  /** @type {Record<string, () => any>} what the page's own fetch answers, by address */
  const answers = {};
  const window = {
    fetch: async (/** @type {string} */ url) => answers[url](),
  };
  const context = createContext({
    window, document, XMLHttpRequest, CustomEvent, URL, Promise,
    location: { href: address, pathname }, innerWidth: 1000, innerHeight: 800,
  });
  return {
    window, document, XMLHttpRequest, answers,
    /** @param {string} file */
    run: (file) => runInContext(source(file), context),
    /** What the observer hands out for an id. @param {string} id */
    ask(id) {
      /** @type {string | null} */
      let answer = null;
      document.addEventListener('clipkeep-answer', (event) => {
        answer = /** @type {CustomEvent} */ (event).detail;
      }, { once: true });
      document.dispatchEvent(new CustomEvent('clipkeep-ask', { detail: id }));
      return answer;
    },
  };
}
