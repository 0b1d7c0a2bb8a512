// Backups, joined to the rest of the background: what our pages may ask, what is kept over a restart,
// and who is told.
import { PROFILE, asTold, listsOf } from './backup-lists.js';
import { SITE, api, isSite } from '../lib/browser.js';
import { Backup } from './backup.js';
import { BackupTab } from './backup-tab.js';
import { Fault } from '../lib/protocol.js';
import { anonymousCookies } from './cookies.js';
import { barOf } from '../lib/lists.js';
import { speakChosen } from '../lib/language.js';
import { t } from '../lib/text.js';

export const BACKUP_PORT = 'backup';
/** As many as the host takes at once. */
const MOST_LISTS = 100;

/** A private window leaves nothing behind on the disk. @param {boolean} inPrivate */
const area = (inPrivate) => (inPrivate ? api.storage.session : api.storage.local);

export class Backups {
  /** @param {{link: import('./link.js').Link, reminder: import('./reminder.js').Reminder,
   *   onChange: () => void, onHelp: () => void}} options `onHelp`: a person is needed */
  constructor({ link, reminder, onChange, onHelp }) {
    this.link = link;
    this.reminder = reminder;
    this.onChange = onChange;
    this.onHelp = onHelp;
    /** @type {Backup} */
    this.backup = new Backup({
      ask: (verb, fields) => this.#ask(verb, fields),
      keep: (plan) => this.#keep(plan),
      onChange: () => this.#tell(),
      onCaptcha: () => this.#askHuman(),
    });
    this.backup.tab = new BackupTab({
      onHeard: (heard) => this.backup.hear(heard),
      onSeen: () => this.backup.see(),
      onWants: (what) => this.#want(what),
    });
    /** What was under way when the background, or the browser, ended. */
    this.woken = this.#wake().catch(() => {});
  }

  get busy() {
    return this.backup.busy;
  }

  get shown() {
    return this.backup.shown();
  }

  /** @param {chrome.runtime.Port} port of a page that asks whether it is the one */
  accept(port) {
    this.woken.then(() => this.backup.tab.accept(port));
  }

  /** @param {import('./backup.js').Plan} plan */
  async #keep(plan) {
    await area(plan.inPrivate).set({ backup: plan });
    await this.reminder.noteEnd(plan);
  }

  /** Posts that only some people are shown are saved from the answer itself, with the anonymous cookies
   * that it came with; what else is not wanted the host passes over, each time anew. @param {string} verb @param {object} fields
   * @returns {Promise<any>} */
  async #ask(verb, fields) {
    if (verb === 'backup-end') {
      return this.link.ask(verb, fields);
    }
    const { tab: { id }, plan } = this.backup;
    const tab = id === null ? null : await api.tabs.get(id).catch(() => null);
    const browser = tab ? { userAgent: navigator.userAgent, cookies: await anonymousCookies(tab) } : {};
    return this.link.ask(verb, { ...fields, ...plan?.wanted, ...browser });
  }

  async #wake() {
    const local = (await api.storage.local.get('backup')).backup;
    const session = await api.storage.session.get(['backup', 'backupTab']);
    const plan = /** @type {import('./backup.js').Plan | undefined} */ (session.backup ?? local);
    if (plan) {
      await speakChosen();
      await this.backup.wake(plan, /** @type {number | undefined} */ (session.backupTab) ?? null);
    }
  }

  #tell() {
    const shown = this.backup.shown();
    if (shown) {
      this.backup.tab.say(barOf(shown));
      this.link.views.tell({ backup: shown });
      this.onChange();
    }
  }

  async #askHuman() {
    this.onHelp();
    if (api.notifications) {
      await api.notifications.create('backup', {
        type: 'basic', iconUrl: api.runtime.getURL('icons/icon-128.png'), title: 'Clipkeep', message: t('backup_captcha'),
      });
    }
  }

  /** A button of the bar was pressed. @param {string} what */
  #want(what) {
    const wants = { stop: () => this.backup.stop(), pause: () => this.backup.pause(), goOn: () => this.backup.goOn() };
    if (Object.hasOwn(wants, what)) {
      wants[/** @type {'stop'} */ (what)]().catch(() => {});
    }
  }

  /** Which lists there are to back up in a tab. @param {{tab: number}} what */
  async backupLook({ tab: id }) {
    const tab = await api.tabs.get(id);
    if (!isSite(tab.url) || !(await api.permissions.contains(SITE))) {
      return { lists: [], mine: false, handle: '' };
    }
    const [frame] = await api.scripting.executeScript({ target: { tabId: id }, files: ['page/lists.js'] });
    const look = /** @type {any} */ (frame)?.result;
    return look
      ? { lists: listsOf(look), mine: look.mine === true, handle: String(look.handle || look.here?.handle || '') }
      : { lists: [], mine: false, handle: '' };
  }

  /** What lists come to, before anything is fetched.
   * @param {{lists: import('./backup-lists.js').List[], mine: boolean, wanted: import('./backup.js').Wanted}} what */
  async backupAhead({ lists, mine, wanted }) {
    const told = [];
    let answer = { free: null, each: null };
    for (let at = 0; at < lists.length; at += MOST_LISTS) {
      const some = lists.slice(at, at + MOST_LISTS).map(asTold);
      answer = await this.link.ask('backup-ahead', { lists: some, mine, ...wanted });
      told.push(.../** @type {any} */ (answer).lists);
    }
    return { free: answer.free, each: answer.each, lists: told };
  }

  /** @param {{tab: number, lists: import('./backup-lists.js').List[], full: boolean, mine: boolean,
   *   wanted: import('./backup.js').Wanted}} what */
  async backupStart({ tab: id, lists, full, mine, wanted }) {
    if (this.backup.busy && !this.backup.plan?.over) {
      throw new Fault('busy');
    }
    const tab = await api.tabs.get(id).catch(() => null);
    this.backup.tab.id = tab?.id ?? null;
    await speakChosen(); // for the bar
    await this.link.connect(); // without a host nothing is begun
    const inOrder = [...lists].sort((a, b) => placeOf(a) - placeOf(b));
    await this.backup.start({ lists: inOrder, full, mine, wanted, inPrivate: tab?.incognito === true });
    return this.backup.shown();
  }

  async backupState() {
    await this.woken;
    return this.backup.shown();
  }

  /** For the popup on any page: what is under way, or due. */
  async backupNow() {
    await this.woken;
    const due = await this.reminder.look().catch(() => null);
    return { backup: this.backup.shown(), due };
  }

  /** Leads to the page of backups, with the profile that was backed up last beside it. */
  async backupOwn() {
    const { own } = await api.storage.local.get('own');
    const { handle } = /** @type {import('./reminder.js').Own} */ (own);
    const { id } = await api.tabs.create({ url: `https://www.tiktok.com/@${handle}`, active: false });
    await api.tabs.create({ url: api.runtime.getURL(`backup/backup.html?tab=${id}&loading=1`) });
    return {};
  }

  async backupPause() {
    await this.backup.pause();
    return this.backup.shown();
  }

  async backupGoOn() {
    await this.backup.goOn();
    return this.backup.shown();
  }

  async backupStop() {
    await this.backup.stop();
    return this.backup.shown();
  }

  async backupShow() {
    await this.backup.tab.show();
    return {};
  }

  /** How runs add up, by the host's own count; without any named, the newest of each list.
   * @param {{runs: number[]}} what */
  async backupReceipts({ runs }) {
    const asked = runs.length > 0 ? runs.map((run) => ({ run })) : [{}];
    const answers = [];
    for (const one of asked) {
      answers.push(...(await this.link.ask('backup-receipt', one)).receipts);
    }
    return { receipts: answers };
  }

  /** What failed for a reason is tried again. @param {{run: number, code: string, consent?: boolean}} what */
  async backupRetry({ run, code, consent }) {
    return this.link.ask('backup-retry', { run, code, ...(consent && { consent }) });
  }
}

/** @param {import('./backup-lists.js').List} list */
const placeOf = ({ kind }) => {
  const place = PROFILE.indexOf(kind);
  return place < 0 ? PROFILE.length : place;
};

/** What may be asked by a message; no more than that. */
export const BACKUP_ASKABLE = Object.freeze([
  'backupNow', 'backupOwn', 'backupLook', 'backupAhead', 'backupStart', 'backupState', 'backupPause', 'backupGoOn', 'backupStop', 'backupShow',
  'backupReceipts', 'backupRetry',
]);
