// When the person wants to be told by a notification: kept by the browser, allowed by the person at
// the moment it is chosen.
import { api } from './browser.js';

/** @typedef {'never' | 'end' | 'each'} When */

/** @returns {Promise<When>} */
export async function notifyWhen() {
  const { notify = 'never' } = await api.storage.local.get('notify');
  return /** @type {When} */ (notify);
}

/** Chooses. Must be called right after a click: the browser may ask for its permission then.
 * @param {When} when @returns {Promise<When>} what holds now */
export async function chooseNotify(when) {
  const allowed = when === 'never' || (await api.permissions.request({ permissions: ['notifications'] }));
  const notify = allowed ? when : 'never';
  await api.storage.local.set({ notify });
  return notify;
}
