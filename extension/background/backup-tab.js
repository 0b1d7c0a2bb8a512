// The tab of a backup: opened or led to a list's page, and spoken with through page/backup.js, which
// runs only while a backup is under way and stays only in this tab.
import { api, isSite } from '../lib/browser.js';

const SCRIPT = 'backup';
const ORIGIN = 'https://www.tiktok.com';

/** @typedef {{visible: boolean, captcha: boolean, path: string, linked: unknown[]}} Seen */

export class BackupTab {
  /** @param {{onHeard: (heard: unknown) => void, onSeen: () => void, onWants: (what: string) => void}} options */
  constructor(options) {
    this.options = options;
    /** @type {number | null} */
    this.id = null;
    /** @type {chrome.runtime.Port | null} */
    this.port = null;
    /** What the page says of itself. @type {Seen | null} */
    this.seen = null;
    /** The tabs of a profile are closed again with each load. */
    this.pressed = false;
    /** @type {object | null} what the bar says */
    this.bar = null;
    /** Only while a backup is under way: else each closed tab would wake the background.
     * @type {(id: number) => void} */
    this.onRemoved = (id) => {
      if (id === this.id) {
        this.#leave();
        this.id = null;
        options.onSeen();
      }
    };
  }

  /** From now on the pages of TikTok that are loaded ask us whether they are the one. */
  async begin() {
    api.tabs.onRemoved.addListener(this.onRemoved);
    await this.#unregister();
    await api.scripting.registerContentScripts([{
      id: SCRIPT, matches: [`${ORIGIN}/*`], js: ['page/lists.js', 'page/backup.js'],
      runAt: 'document_start', persistAcrossSessions: false,
    }]);
  }

  async end() {
    api.tabs.onRemoved.removeListener(this.onRemoved);
    this.port?.postMessage({ leave: true });
    this.port?.disconnect();
    this.#leave();
    await this.#unregister();
  }

  /** Shows a page of the site in our tab, in front, loaded anew. @param {string} path
   * @param {boolean} [inPrivate] */
  async load(path, inPrivate = false) {
    const url = ORIGIN + path;
    this.#leave();
    const known = this.id === null ? null : await api.tabs.get(this.id).catch(() => null);
    if (!known) {
      this.id = (await this.#open(url, inPrivate)) ?? null;
    } else if (known.url === url) {
      await api.tabs.reload(/** @type {number} */ (this.id));
    } else {
      await api.tabs.update(/** @type {number} */ (this.id), { url });
    }
    await this.show();
    await api.storage.session.set({ backupTab: this.id });
  }

  /** @param {string} url @param {boolean} inPrivate */
  async #open(url, inPrivate) {
    if (!inPrivate) {
      return (await api.tabs.create({ url })).id;
    }
    return (await api.windows.create({ url, incognito: true }))?.tabs?.[0]?.id;
  }

  /** Brings it to the front. */
  async show() {
    if (this.id !== null) {
      const tab = await api.tabs.update(this.id, { active: true }).catch(() => null);
      await (tab && api.windows.update(tab.windowId, { focused: true }).catch(() => {}));
    }
  }

  /** A page asks whether it is the one. @param {chrome.runtime.Port} port */
  accept(port) {
    const { sender } = port;
    const ours = sender?.id === api.runtime.id && sender.frameId === 0 && isSite(sender.url);
    if (!ours || this.id === null || sender.tab?.id !== this.id) {
      port.disconnect();
      return;
    }
    this.#leave();
    this.port = port;
    port.onMessage.addListener((message) => this.port === port && this.#take(message));
    port.onDisconnect.addListener(() => {
      if (this.port === port) {
        this.#leave();
        this.options.onSeen();
      }
    });
    port.postMessage({ taken: true });
    this.say(this.bar);
  }

  /** @param {any} message of a page: believed as little as can be */
  #take(message) {
    if (message?.heard !== undefined) {
      this.options.onHeard(message.heard);
    } else if (message?.seen) {
      const { visible, captcha, path, linked } = message.seen;
      this.seen = {
        visible: visible === true, captcha: captcha === true, path: String(path),
        linked: Array.isArray(linked) ? linked.slice(0, 500) : [],
      };
      this.options.onSeen();
    } else if (typeof message?.pressed === 'boolean') {
      this.pressed = message.pressed;
    } else if (typeof message?.wants === 'string') {
      this.options.onWants(message.wants);
    }
  }

  /** @param {object | null} bar what it shall say */
  say(bar) {
    this.bar = bar;
    if (bar) {
      this.port?.postMessage({ bar });
    }
  }

  /** @param {string} kind the tab of a profile */
  press(kind) {
    this.port?.postMessage({ press: kind });
  }

  /** On to the next story. */
  next() {
    this.port?.postMessage({ next: true });
  }

  /** @param {boolean} afresh */
  scroll(afresh) {
    this.port?.postMessage({ scroll: afresh ? 'afresh' : 'on' });
  }

  #leave() {
    this.port = null;
    this.seen = null;
    this.pressed = false;
  }

  async #unregister() {
    await api.scripting.unregisterContentScripts({ ids: [SCRIPT] }).catch(() => {}); // it was not there
  }
}
