// The only two cookies that ever leave the browser: anonymous ones that TikTok's video servers ask
// for. Sign-in cookies are not even read.
import { api } from '../lib/browser.js';

export const ANONYMOUS = Object.freeze(['tt_chain_token', 'ttwid']);

/** The cookie store of a tab: a private window and a container each have their own.
 * @param {chrome.tabs.Tab} tab */
async function storeOf(tab) {
  const firefox = /** @type {any} */ (tab).cookieStoreId;
  if (firefox) {
    return firefox;
  }
  const stores = await api.cookies.getAllCookieStores();
  return stores.find((store) => store.tabIds.includes(tab.id ?? -1))?.id;
}

/** None where the tab's store is not known: the browser would then take the ordinary one, and a
 * private window would go out under the cookies of the others.
 * @param {chrome.tabs.Tab} tab @returns {Promise<Record<string, string>>} */
export async function anonymousCookies(tab) {
  const storeId = await storeOf(tab);
  /** @type {Record<string, string>} */
  const cookies = {};
  if (!storeId) {
    return cookies;
  }
  for (const name of ANONYMOUS) {
    const cookie = await api.cookies.get({ url: 'https://www.tiktok.com/', name, storeId });
    if (cookie?.value) {
      cookies[name] = cookie.value;
    }
  }
  return cookies;
}
