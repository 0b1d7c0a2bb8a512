// Hand-made stand-ins for what a browser gives to the extension.
import { readFileSync } from 'node:fs';

export const extensionFolder = new URL('../../extension/', import.meta.url);
/** @param {string} file below extension/ */
export const source = (file) => readFileSync(new URL(file, extensionFolder), 'utf8');
/** @param {string} file below extension/ */
export const parsed = (file) => JSON.parse(source(file));

export const messages = parsed('_locales/en/messages.json');

/** What the browsers do with a text and its placeholders.
 * @param {string} key @param {string[]} [values] */
export function getMessage(key, values = []) {
  const own = { '@@ui_locale': 'en_GB', '@@bidi_dir': 'ltr' }[key];
  const { message = '', placeholders = {} } = messages[key] ?? {};
  return own ?? message.replace(/\$(\w+)\$/g, (/** @type {string} */ _, /** @type {string} */ name) => {
    const place = Number(placeholders[name.toLowerCase()].content.slice(1));
    return values[place - 1] ?? '';
  });
}

/** An event of the extension API. */
export class Happening {
  /** @type {((...values: any[]) => any)[]} */
  listeners = [];

  /** @param {(...values: any[]) => any} listener */
  addListener(listener) {
    this.listeners.push(listener);
  }

  /** @param {any[]} values @returns {any[]} what the listeners returned */
  happen(...values) {
    return this.listeners.map((listener) => listener(...values));
  }
}

/** One end of a port: what is posted into it is kept; the test speaks for the other end. */
export class Port {
  onMessage = new Happening();
  onDisconnect = new Happening();
  /** @type {any[]} */
  posted = [];
  ended = false;

  /** @param {object} [more] properties such as `sender` */
  constructor(more = {}) {
    Object.assign(this, more);
  }

  /** @param {any} message */
  postMessage(message) {
    if (this.ended) throw new Error('Attempt to use a disconnected port object');
    this.posted.push(structuredClone(message));
  }

  disconnect() {
    this.ended = true;
  }

  /** The other end speaks. @param {any} message */
  say(message) {
    this.onMessage.happen(structuredClone(message));
  }

  /** The other end is gone. @param {string} [error] as Firefox tells it, in the port */
  end(error) {
    this.ended = true;
    this.error = error === undefined ? null : new Error(error);
    this.onDisconnect.happen(this);
  }

  /** The newest message with this verb. @param {string} verb */
  asked(verb) {
    return this.posted.filter((message) => message.verb === verb).at(-1);
  }

  /** Answers the newest message with this verb. @param {string} verb @param {any} result */
  answer(verb, result) {
    this.say({ id: this.asked(verb).id, event: 'answer', result });
  }
}

/** Lets everything that is ready to go on go on. */
export async function settle() {
  for (let turns = 0; turns < 40; turns += 1) {
    await Promise.resolve();
  }
}

export const EXTENSION_URL = 'chrome-extension://own/';
export const ourPage = { id: 'own', url: `${EXTENSION_URL}popup/popup.html` };

/** The part of the extension API that the background uses, with everything it did written down.
 * @param {{tabs?: any[], found?: any}} [world] */
export function browserStub({ tabs = [], found = null } = {}) {
  const stored = /** @type {{area: string, what: any}[]} */ ([]);
  const asked = /** @type {any[]} */ ([]);
  /** @type {Port[]} */
  const hosts = [];
  /** @param {string} name */
  const area = (name) => ({
    set: async (/** @type {any} */ what) => void stored.push({ area: name, what: structuredClone(what) }),
    get: async () => ({}),
    remove: async () => {},
  });
  const badge = { text: '', color: '', title: '' };
  const notices = /** @type {any[]} */ ([]);
  const menus = /** @type {any[]} */ ([]);
  const opened = /** @type {string[]} */ ([]);
  const local = /** @type {Record<string, any>} */ ({});
  const world = { tabs, found, stored, asked, hosts, badge, notices, menus, opened, local };
  const runtime = {
    id: 'own',
    lastError: /** @type {{message: string} | undefined} */ (undefined),
    getURL: (/** @type {string} */ path) => EXTENSION_URL + path,
    getManifest: () => ({ version: '0.1.0' }),
    connectNative: (/** @type {string} */ name) => {
      const port = new Port({ name });
      hosts.push(port);
      return port;
    },
    onMessage: new Happening(),
    onConnect: new Happening(),
    onStartup: new Happening(),
    onInstalled: new Happening(),
  };
  const api = {
    runtime,
    storage: { session: area('session'), local: { get: async () => local, set: async (/** @type {any} */ what) => void Object.assign(local, what) }, sync: area('sync'), onChanged: new Happening() },
    action: {
      setTitle: ({ title = '' }) => void (badge.title = title),
      setBadgeText: ({ text = '' }) => void (badge.text = text),
      setBadgeBackgroundColor: ({ color = '' }) => void (badge.color = color),
    },
    cookies: {
      get: async (/** @type {any} */ what) => {
        asked.push(what);
        return { value: `${what.name} of ${what.storeId}` };
      },
      getAllCookieStores: async () => [
        { id: '0', tabIds: tabs.filter((tab) => !tab.incognito).map((tab) => tab.id) },
        { id: '1', tabIds: tabs.filter((tab) => tab.incognito).map((tab) => tab.id) },
      ],
    },
    permissions: { contains: async () => true },
    scripting: { executeScript: async () => [{ result: world.found }] },
    tabs: {
      get: async (/** @type {number} */ id) => tabs.find((tab) => tab.id === id),
      query: async () => tabs,
      create: async (/** @type {any} */ what) => void opened.push(what.url),
    },
    i18n: { getMessage },
    contextMenus: {
      removeAll: async () => void menus.splice(0),
      create: (/** @type {any} */ entry) => void menus.push(entry),
      onClicked: new Happening(),
    },
    commands: { onCommand: new Happening() },
    notifications: { create: async (/** @type {string} */ _id, /** @type {any} */ what) => void notices.push(what) },
  };
  return { ...world, world, api };
}

/** A clock that moves only when the test says so. @param {any} t the test
 * @returns {{tick: (ms: number) => void}} */
export function stoppedClock(t) {
  const own = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  /** @type {Map<number, {at: number, run: () => void}>} */
  const waiting = new Map();
  let [now, last] = [0, 0];
  Object.assign(globalThis, {
    setTimeout: (/** @type {() => void} */ run, ms = 0) => {
      last += 1;
      waiting.set(last, { at: now + ms, run });
      return last;
    },
    clearTimeout: (/** @type {number} */ number) => waiting.delete(number),
  });
  t.after(() => Object.assign(globalThis, own));
  return {
    tick(ms) {
      now += ms;
      for (const [number, { at, run }] of waiting) {
        if (at <= now && waiting.delete(number)) run();
      }
    },
  };
}
