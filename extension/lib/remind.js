// When the person wants to be reminded to back up once more: kept by the browser.
import { api } from './browser.js';

/** @typedef {'never' | 'weekly' | 'monthly'} When */

/** After so many days. @type {Readonly<Record<string, number>>} */
export const REMIND_DAYS = Object.freeze({ weekly: 7, monthly: 30 });

/** @returns {Promise<When>} */
export async function remindWhen() {
  const { remind = 'weekly' } = await api.storage.local.get('remind');
  return /** @type {When} */ (remind);
}

/** @param {When} remind */
export const chooseRemind = (remind) => api.storage.local.set({ remind });
