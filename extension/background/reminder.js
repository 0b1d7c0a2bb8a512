// Reminds the person to back up once more: whoever has backed up their own lists in this browser, and
// nobody else. No alarm wakes us for it: it is looked at when the browser starts and when the popup is
// opened, which is when somebody is there to be told.
import { REMIND_DAYS, remindWhen } from '../lib/remind.js';
import { api } from '../lib/browser.js';
import { t } from '../lib/text.js';

/** The backup of one's own lists that went to its end last, kept in `storage.local`: whose, when, and whether
 * a notification has told since that it is long ago.
 * @typedef {{handle: string, at: number, told: boolean}} Own */
/** What is due. @typedef {{handle: string, at: number}} Due */

const DAY_MS = 86400000;
export const NOTICE = 'remind';

/** Whether so long ago a backup is due; one in the future is a clock that was wrong. Pure.
 * @param {number} at @param {string} when @param {number} now milliseconds */
export function isLongAgo(at, when, now) {
  const days = REMIND_DAYS[when];
  return days !== undefined && (at > now + DAY_MS || now - at >= days * DAY_MS);
}

export class Reminder {
  /** @param {import('./link.js').Link} link @param {() => void} onChange */
  constructor(link, onChange) {
    this.link = link;
    this.onChange = onChange;
    /** @type {Due | null} */
    this.due = null;
    // The button keeps its mark while the background is stopped: so do we.
    this.woken = api.storage.session.get('due').then(({ due }) => {
      this.due = /** @type {Due | undefined} */ (due) ?? null;
    }).catch(() => {});
  }

  /** A backup has come to its end. @param {import('./backup.js').Plan} plan */
  async noteEnd({ mine, over, inPrivate, lists }) {
    const [{ handle = '' } = {}] = lists;
    if (mine && over === 'ended' && !inPrivate && handle) {
      await api.storage.local.set({ own: { handle, at: Date.now(), told: false } });
      await this.#set(null);
    }
  }

  /** Finds out what is due. The host, which knows of backups by other ways, must agree. */
  async look() {
    const [{ own }, when] = await Promise.all([api.storage.local.get('own'), remindWhen()]);
    const { handle, at } = /** @type {Own} */ (own ?? { handle: '', at: 0 });
    const due = handle !== '' && isLongAgo(at, when, Date.now()) && (await this.#hostAgrees(handle, when));
    await this.#set(due ? { handle, at } : null);
    return this.due;
  }

  /** @param {string} handle @param {string} when */
  async #hostAgrees(handle, when) {
    const { lists } = await this.link.ask('backup-due', { days: REMIND_DAYS[when] });
    return lists.some((/** @type {{handle: string}} */ one) => one.handle === handle);
  }

  /** @param {Due | null} due */
  async #set(due) {
    this.due = due;
    await api.storage.session.set({ due });
    this.onChange();
  }

  /** Tells by a notification, once for each time that it is due. */
  async tell() {
    const { own } = await api.storage.local.get('own');
    const known = /** @type {Own | undefined} */ (own);
    if (!this.due || !known || known.told || !api.notifications) {
      return;
    }
    await api.storage.local.set({ own: { ...known, told: true } });
    await api.notifications.create(NOTICE, {
      type: 'basic', iconUrl: api.runtime.getURL('icons/icon-128.png'), title: 'Clipkeep', message: t('remindNotice'),
    });
  }
}
