// The one place that knows which browser this is.

/** The extension API: promises in both families. */
export const api = /** @type {typeof chrome} */ (
  /** @type {any} */ (globalThis).browser ?? /** @type {any} */ (globalThis).chrome
);

/** @returns {'chromium' | 'firefox'} */
export function family() {
  return api.runtime.getURL('').startsWith('moz-extension:') ? 'firefox' : 'chromium';
}

/** The only pages the extension works on. */
export const SITE = { origins: ['https://*.tiktok.com/*'] };

/** True for an address whose page our observer is in. @param {string | undefined} address */
export function isSite(address) {
  try {
    return new URL(address ?? '').origin === 'https://www.tiktok.com';
  } catch {
    return false;
  }
}

/** True when a message comes from one of our own pages, not from a page of the web.
 * @param {chrome.runtime.MessageSender | undefined} sender */
export function fromOurPage(sender) {
  return (
    sender?.id === api.runtime.id && Boolean(sender.url?.startsWith(api.runtime.getURL('')))
  );
}
