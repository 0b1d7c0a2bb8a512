// Looks at a tab: is there a post on screen, and what does the page know of it?
import { SITE, api, isSite } from '../lib/browser.js';

/** @typedef {{observer: boolean, id: string | null, address: string | null,
 *   item: string | null, mine: boolean}} Found */
/** @typedef {{id: string, address: string, item: string | null, mine: boolean}} Post */
/** Where a look led: "post" with what was found, or the reason why there is none.
 * @typedef {{where: 'post', found: Post}
 *   | {where: 'elsewhere' | 'permission' | 'reload' | 'none'}} Look */

/** @param {number} tabId @returns {Promise<Found | undefined>} */
async function askPage(tabId) {
  const [frame] = await api.scripting.executeScript({
    target: { tabId },
    files: ['page/find.js'],
  });
  return /** @type {any} */ (frame)?.result;
}

/** @param {chrome.tabs.Tab} tab @returns {Promise<Look>} */
export async function lookAt(tab) {
  if (!isSite(tab.url)) {
    return { where: 'elsewhere' };
  }
  if (!(await api.permissions.contains(SITE))) {
    return { where: 'permission' };
  }
  const found = await askPage(/** @type {number} */ (tab.id)).catch(() => undefined);
  if (!found?.observer) {
    return { where: 'reload' }; // the tab was opened before we could watch it
  }
  const { id, address, item, mine } = found;
  return id && address ? { where: 'post', found: { id, address, item, mine } } : { where: 'none' };
}
