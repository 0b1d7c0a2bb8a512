// Runs inside TikTok's page, before the page's own scripts. Keeps the last items that TikTok sent
// to its page, as text and in this closure only, and hands one out when our extension asks for it.
// Nothing leaves the page unless the person opens the popup. Reference: tiktok.md §7.
(() => {
  'use strict';

  // Firefox also puts us into tabs that were open before the install. What TikTok sent to those is
  // gone, so we stay silent there; the popup then asks for a reload, as in Chromium.
  if (document.readyState !== 'loading') {
    return;
  }

  const MOST_ITEMS = 200;
  const LARGEST_ANSWER = 16 * 1024 * 1024;
  const LISTED =
    /^\/api\/(?:(?:recommend|preload|post|favorite|related|following|friends|explore|challenge|music|mix|collection|user\/collect|repost|story|creator)\/item_list|item\/detail|search\/(?:general|item)\/full)\/?$/;
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
    const lists = [answer.itemList, answer.item_list, answer.data?.itemList];
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

  const pageFetch = window.fetch;
  window.fetch = function fetch(...request) {
    const answer = Reflect.apply(pageFetch, this, request);
    quietly(() =>
      answer.then(async (/** @type {Response} */ response) => {
        if (response.ok && listed(response.url)) {
          read(await response.clone().text());
        }
      }),
    );
    return answer;
  };

  /** @param {XMLHttpRequest} request */
  function readRequest(request) {
    if (!listed(request.responseURL)) {
      return;
    }
    if (request.responseType === '' || request.responseType === 'text') {
      read(request.responseText);
    } else if (request.responseType === 'json') {
      read(stringify(request.response) ?? '');
    }
  }

  const pageSend = XMLHttpRequest.prototype.send;
  /** @param {any[]} body */
  XMLHttpRequest.prototype.send = function send(...body) {
    quietly(() => this.addEventListener('load', () => quietly(() => readRequest(this))));
    return Reflect.apply(pageSend, this, body);
  };

  // The question comes from page/find.js, injected when the person opens the popup. Events between
  // the two worlds are synchronous and carry text only.
  document.addEventListener('clipkeep-ask', (event) => {
    const id = String(/** @type {CustomEvent} */ (event).detail);
    const detail = items.get(id) ?? '';
    document.dispatchEvent(new CustomEvent('clipkeep-answer', { detail }));
  });
})();
