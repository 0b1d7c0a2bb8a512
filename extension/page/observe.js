// Runs inside TikTok's page, before the page's own scripts. Keeps the last items that TikTok sent
// to its page, as text and in this closure only, and hands one out when our extension asks for it.
// Nothing leaves the page unless the person opens the popup, or backs up lists in this very tab: then
// the answers to its lists are handed on as they come. Reference: tiktok.md §7.
(() => {
  'use strict';

  // Firefox also puts us into tabs that were open before the install. What TikTok sent to those is
  // gone, so we stay silent there; the popup then asks for a reload, as in Chromium.
  if (document.readyState !== 'loading') {
    return;
  }

  const MOST_ITEMS = 200;
  const LARGEST_ANSWER = 16 * 1024 * 1024;
  const LARGEST_HANDED_ON = 2 * 1024 * 1024;
  const LISTED =
    /^\/api\/(?:(?:recommend|preload|post|favorite|related|following|friends|explore|challenge|music|mix|collection|user\/collect|repost|story(?:\/batch)?|creator)\/item_list|item\/detail|search\/(?:general|item)\/full)\/?$/;
  const POST_ID = /^\d{15,20}$/;
  // The page may replace these later; ours stay what they were.
  const { parse, stringify } = JSON;
  /** @type {Map<string, string>} */
  const items = new Map();

  /** @param {any} item */
  function keep(item) {
    const id = item?.id;
    if (typeof id !== 'string' || !POST_ID.test(id) || !(item.video || item.imagePost)) {
      return;
    }
    items.delete(id);
    items.set(id, stringify(item));
    if (items.size > MOST_ITEMS) {
      items.delete(/** @type {string} */ (items.keys().next().value));
    }
  }

  /** @param {string} text */
  function read(text) {
    if (text.length === 0 || text.length > LARGEST_ANSWER) {
      return;
    }
    const answer = parse(text);
    const batch = Array.isArray(answer.batchStoryItemLists) ? answer.batchStoryItemLists : [];
    const stories = batch.map((/** @type {any} */ one) => one?.itemList);
    const lists = [answer.itemList, answer.item_list, answer.data?.itemList, ...stories];
    lists.filter(Array.isArray).flat().forEach(keep);
    keep(answer.itemInfo?.itemStruct);
    if (Array.isArray(answer.data)) {
      answer.data.forEach((/** @type {any} */ row) => keep(row?.item));
    }
  }

  /** Whatever goes wrong while we look must not reach the page; it goes on as if we were not there.
   * @param {() => unknown} look */
  async function quietly(look) {
    try {
      await look();
    } catch {
      // Not for us, or not what we know.
    }
  }

  /** @param {string} address */
  function listed(address) {
    const url = new URL(address, location.href);
    return /(^|\.)tiktok\.com$/.test(url.hostname) && LISTED.test(url.pathname);
  }

  /** True in the tab of a backup that is under way: page/backup.js said so, before the page's first
   * script. In every other tab nothing is handed on. */
  let followed = false;

  /** Hands an answer on as it came: a line with its status, its length and its address, then its text;
   * of one that is too large only the line. @param {number} status @param {string} address
   * @param {string} text */
  function handOn(status, address, text) {
    if (followed) {
      const body = text.length > LARGEST_HANDED_ON ? '' : text;
      const detail = `${status} ${text.length} ${address}\n${body}`;
      document.dispatchEvent(new CustomEvent('clipkeep-list', { detail }));
    }
  }

  const pageFetch = window.fetch;
  window.fetch = function fetch(...request) {
    const answer = Reflect.apply(pageFetch, this, request);
    quietly(() =>
      answer.then(async (/** @type {Response} */ response) => {
        if (listed(response.url) && (response.ok || followed)) {
          const text = await response.clone().text();
          handOn(response.status, response.url, text);
          if (response.ok) {
            read(text);
          }
        }
      }),
    );
    return answer;
  };

  /** @param {XMLHttpRequest} request */
  function textOf(request) {
    const { responseType } = request;
    if (responseType === 'json') {
      return stringify(request.response) ?? '';
    }
    return responseType === '' || responseType === 'text' ? request.responseText : '';
  }

  /** @param {XMLHttpRequest} request */
  function readRequest(request) {
    if (listed(request.responseURL)) {
      const text = textOf(request);
      handOn(request.status, request.responseURL, text);
      read(text);
    }
  }

  const pageSend = XMLHttpRequest.prototype.send;
  /** @param {any[]} body */
  XMLHttpRequest.prototype.send = function send(...body) {
    quietly(() => this.addEventListener('load', () => quietly(() => readRequest(this))));
    return Reflect.apply(pageSend, this, body);
  };

  document.addEventListener('clipkeep-follow', (event) => {
    followed = /** @type {CustomEvent} */ (event).detail === 'on';
  });
  document.dispatchEvent(new CustomEvent('clipkeep-here', { detail: '' })); // whichever of the two scripts came first

  // The question comes from page/find.js, injected when the person opens the popup. Events between
  // the two worlds are synchronous and carry text only.
  document.addEventListener('clipkeep-ask', (event) => {
    const id = String(/** @type {CustomEvent} */ (event).detail);
    const detail = items.get(id) ?? '';
    document.dispatchEvent(new CustomEvent('clipkeep-answer', { detail }));
  });
})();
