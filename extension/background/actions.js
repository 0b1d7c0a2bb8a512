// What our own pages may ask of the background.
import { api, family } from '../lib/browser.js';
import { Fault, wish } from '../lib/protocol.js';
import { anonymousCookies } from './cookies.js';
import { lookAt } from './look.js';
import { postOf } from '../lib/links.js';
import { saveEach } from './many.js';

/** @typedef {import('./look.js').Look} Look */
/** What a popup was shown of a tab, how it stood there, and its job then.
 * @typedef {{address: string, shown: any, picture?: object, job?: string}} Shown */

const MOST_SHOWN = 20;

/** @param {chrome.tabs.Tab} tab @param {import('./look.js').Post} found */
const wishOf = async (tab, found) => wish(found, await anonymousCookies(tab), navigator.userAgent);

/** A post of which only the address is known. @param {string} address */
const wishFor = (address) => wish({ address, item: null }, {}, navigator.userAgent);

/** The post as the popup may show it. Chromium shows one popup for ordinary and private windows, and
 * would leave the picture and its address in the ordinary windows' cache on the disk.
 * @param {chrome.tabs.Tab} tab @param {import('../lib/protocol.js').Post} post */
const shown = (tab, post) =>
  tab.incognito && family() === 'chromium' ? { ...post, cover: null } : post;

/** What would make another picture of a job. @param {import('../lib/protocol.js').Job | null} job */
const standOf = (job) => (job ? `${job.job} ${job.state}` : '');

/** One job by its number, or all. @param {number | undefined} job */
const some = (job) => (job ? { job } : { all: true });

export class Actions {
  /** @param {import('./link.js').Link} link @param {() => void} onSeen */
  constructor(link, onSeen) {
    this.link = link;
    this.onSeen = onSeen;
    /** What the popup was last shown of a tab, so that Save saves just that. @type {Map<number, Look>} */
    this.looks = new Map();
    /** For the next first paint, of posts' own pages in ordinary windows. @type {Map<number, Shown>} */
    this.shown = new Map();
    /** Permissions that were filled in and not recorded, by post; nowhere but here.
     * @type {Map<string, import('../popup/permission.js').Permit>} */
    this.drafts = new Map();
  }

  /** The popup is closed: what it showed is forgotten. */
  forgetLooks() {
    this.looks.clear();
  }

  async hello() {
    await this.link.connect();
    return this.link.state.public();
  }

  /** For the first paint, at once: what was shown of this tab last, where that may still hold, and all
   * jobs. @param {{tab: number}} what */
  async known({ tab: tabId }) {
    const known = this.shown.get(tabId);
    const tab = known && (await api.tabs.get(tabId));
    const { state } = this.link;
    const jobs = [...state.jobs.values()];
    if (!known || tab?.url !== known.address) {
      return { shown: {}, jobs };
    }
    const job = state.jobOf(known.shown.post.id);
    const picture = known.job === standOf(job) ? known.picture : undefined;
    return { shown: { ...known.shown, job }, picture, jobs };
  }

  /** How the popup stands on a tab, for the next first paint. @param {{tab: number, picture: object}} what */
  async remember({ tab, picture }) {
    const known = this.shown.get(tab);
    if (known) {
      Object.assign(known, { picture, job: standOf(this.link.state.jobOf(known.shown.post.id)) });
    }
    return {};
  }

  /** @param {{tab: number}} what */
  async look({ tab: tabId }) {
    const tab = await api.tabs.get(tabId);
    const look = await lookAt(tab);
    this.looks.set(tabId, look);
    if (look.where !== 'post') {
      return { where: look.where };
    }
    const { post, kept, job } = await this.link.ask('read', await wishOf(tab, look.found));
    const found = { where: look.where, post: shown(tab, post), kept };
    this.#remember(tab, found);
    return { ...found, job: job ?? this.link.state.jobOf(post.id) };
  }

  /** @param {chrome.tabs.Tab} tab @param {{post: import('../lib/protocol.js').Post}} found */
  #remember(tab, found) {
    this.shown.delete(tab.id ?? -1);
    // In a feed the next post has the same address; a private window leaves nothing behind.
    if (tab.incognito || postOf(tab.url) !== found.post.id) {
      return;
    }
    this.shown.set(tab.id ?? -1, { address: tab.url ?? '', shown: found });
    const [oldest] = this.shown.keys();
    if (this.shown.size > MOST_SHOWN) {
      this.shown.delete(oldest);
    }
  }

  /** `consent`: to keep a post although its creator turned saving off.
   * @param {{tab: number, again?: boolean, consent?: boolean}} what */
  async save({ tab: tabId, again, consent }) {
    const tab = await api.tabs.get(tabId);
    const look = this.looks.get(tabId) ?? (await lookAt(tab));
    if (look.where !== 'post') {
      throw new Fault('not-found', look.where);
    }
    this.shown.delete(tabId); // whether it is kept will be asked anew
    return this.#save({ ...(await wishOf(tab, look.found)), again, consent });
  }

  /** @param {object} fields @returns {Promise<{job: import('../lib/protocol.js').Job}>} */
  async #save(fields) {
    const { job } = await this.link.ask('save', fields);
    this.link.reconnects = 0;
    this.link.takeJob(job);
    return { job };
  }

  /** Posts of which only the addresses are known. @param {{addresses: string[]}} what */
  async saveLinks({ addresses }) {
    return saveEach(addresses, (address) => this.#save(wishFor(address)));
  }

  /** The posts of several tabs. @param {{tabs: number[]}} what */
  async saveTabs({ tabs }) {
    return saveEach(tabs, async (tabId) => this.#save(await this.#wishOfTab(tabId)));
  }

  /** A tab that cannot be looked at, as one that sleeps, still has an address.
   * @param {number} tabId */
  async #wishOfTab(tabId) {
    const tab = await api.tabs.get(tabId);
    const look = tab.discarded ? null : await lookAt(tab);
    return look?.where === 'post' ? wishOf(tab, look.found) : wishFor(tab.url ?? '');
  }

  /** @param {{job: number}} what */
  async cancel({ job }) {
    return this.link.ask('cancel', { job });
  }

  /** @param {{job?: number}} what */
  async pause({ job }) {
    return this.link.ask('pause', some(job));
  }

  /** @param {{job?: number}} what */
  async resume({ job }) {
    return this.link.ask('resume', some(job));
  }

  /** @param {{job?: number, consent?: boolean}} what */
  async retry({ job, consent }) {
    return this.link.ask('retry', { ...some(job), ...(job && consent && { consent }) });
  }

  /** What was permitted for a kept post, as the person wrote it down. @param {{post: string}} what */
  async permissions({ post }) {
    const answer = await this.link.ask('permissions', { post });
    const draft = this.drafts.get(post) ?? null;
    this.drafts.delete(post); // only once it is handed out
    return { ...answer, draft };
  }

  /** With `proof` the host asks for a file in a window of its own, which closes the popup: what was
   * filled in and could not be recorded is there when it opens again.
   * @param {import('../popup/permission.js').Permit & {post: string, proof: boolean}} what */
  async permit({ post, who, scope, when, note, proof }) {
    this.shown.clear(); // whether a permission stands is shown of a post, too
    this.drafts.set(post, { who, scope, when, note });
    const answer = await this.link.ask('permission', { post, who, scope, when, note, proof });
    this.drafts.delete(post);
    return answer;
  }

  /** @param {{post: string, number: number}} what */
  async withdraw({ post, number }) {
    this.shown.clear();
    return this.link.ask('permission-withdraw', { post, number });
  }

  async detached() {
    return this.link.ask('detached');
  }

  async stop() {
    return this.link.ask('detached-stop');
  }

  /** @param {{job?: number, post?: string}} what */
  async show({ job, post }) {
    return this.link.ask('show-in-folder', { ...(job && { job }), ...(post && { post }) });
  }

  async choose() {
    this.link.takeSettings((await this.link.ask('choose-folder')).settings);
    this.link.mayEnd = true;
    return this.link.state.public();
  }

  /** @param {{set: object}} what */
  async change({ set }) {
    this.link.takeSettings((await this.link.ask('settings', { set })).settings);
    this.shown.forEach((one) => (one.picture = undefined)); // its language, for one
    return this.link.state.public();
  }

  async moving() {
    return this.link.ask('moving');
  }

  /** @param {{what: string}} wish */
  async move({ what }) {
    return this.link.ask('move', { what });
  }

  /** @param {{names: string}} what */
  async names({ names }) {
    return this.link.ask('names', { names });
  }

  /** In a window of the computer's own, which may stay open for long. @param {{what: string}} wish */
  async importChoose({ what }) {
    return this.link.ask('import-choose', { what });
  }

  /** @param {{lists: string[]}} what */
  async importStart({ lists }) {
    return this.link.ask('import-start', { lists });
  }

  async importStop() {
    return this.link.ask('import-stop');
  }

  async importing() {
    return this.link.ask('importing');
  }

  async doctor() {
    return this.link.ask('doctor');
  }

  /** Takes the history away. */
  async forget() {
    const answer = await this.link.ask('history-delete');
    this.link.forgetEnded();
    return answer;
  }

  /** @param {{job: number}} what */
  async seen({ job }) {
    this.link.state.unseen.delete(job);
    this.onSeen();
    return {};
  }
}

/** What may be asked by a message; no more than that. */
export const ASKABLE = Object.freeze([
  'hello', 'known', 'remember', 'look', 'save', 'saveLinks', 'saveTabs', 'cancel', 'pause', 'resume', 'retry',
  'detached', 'stop', 'show', 'choose', 'change', 'names', 'moving', 'move',
  'importChoose', 'importStart', 'importStop', 'importing',
  'seen', 'doctor', 'forget', 'permissions', 'permit', 'withdraw',
]);
