// Drives the real Chromium of the system through the pipe of its DevTools protocol.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as turn } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { answerDimmed, clickAt, pressKeys, pressShortcut, windowCount } from './desk.mjs';
import { idOf } from './id.mjs';
import { View } from './view.mjs';

const PROGRAM = '/usr/bin/chromium';
const WELCOME = '/welcome/welcome.html';
/** How our entries of the browser's menus are reached by keys: those on a page stand before the last
 * of its own, those of the button come first. */
const MENU_KEYS = {
  link: ['Up', 'Up'], video: ['Up', 'Up'], page: ['Up', 'Up', 'Up'], tabs: ['Down'], folder: ['Down', 'Down'],
};
/** Where the first pinned button is, from the window's right edge and its top. */
const PINNED = { left: 153, top: 63 };

class ChromiumView extends View {
  /** @param {import('puppeteer-core').Page} page */
  constructor(page) {
    super();
    this.page = page;
  }

  /** @param {string} expression */
  run(expression) {
    return this.page.evaluate(expression);
  }

  /** @param {string} selector */
  async click(selector) {
    await this.page.click(selector);
  }

  /** @param {string} keys */
  async press(keys) {
    const held = keys.split('+');
    const key = held.pop();
    for (const one of held) await this.page.keyboard.down(/** @type {any} */ (one));
    await this.page.keyboard.press(/** @type {any} */ (key));
    for (const one of held) await this.page.keyboard.up(/** @type {any} */ (one));
  }

  /** @param {string} path */
  async screenshot(path) {
    // The whole document: without a window the popup's view does not grow with what it shows.
    const clip = await this.run(`(() => {
      const { offsetWidth: width, scrollHeight: height } = document.body;
      return { x: document.body.getBoundingClientRect().left, y: 0, width, height };
    })()`);
    const file = /** @type {any} */ (path);
    await this.page.screenshot({ path: file, clip, captureBeyondViewport: true });
  }

  async close() {
    await this.page.close();
  }
}

class PopupView extends ChromiumView {
  /** Chromium's trace of what happens meanwhile. @param {() => Promise<unknown>} happens @returns {Promise<any[]>} */
  async traced(happens) {
    await this.page.tracing.start({ categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] });
    await happens();
    const trace = await this.page.tracing.stop();
    return JSON.parse(Buffer.from(trace ?? []).toString()).traceEvents;
  }

  async close() {
    const gone = new Promise((end) => this.page.once('close', end));
    // The popup's own way: what happens when a person clicks elsewhere.
    this.page.evaluate('window.close()').catch(() => {});
    await gone;
  }
}

export class Chromium {
  /** @param {import('puppeteer-core').Browser} browser */
  constructor(browser) {
    this.name = 'chromium';
    this.browser = browser;
    /** @type {ChromiumView | undefined} the tab in front */
    this.current = undefined;
    /** @type {PopupView | undefined} */
    this.popup = undefined;
    /** @type {ChromiumView | undefined} what was in front before a private window */
    this.before = undefined;
  }

  get pid() {
    return /** @type {number} */ (this.browser.process()?.pid);
  }

  /** @param {string} folder the extension's @returns {Promise<void>} */
  async install(folder) {
    await this.browser.installExtension(folder);
    this.#learn(folder);
    await (await this.waitWelcome()).close();
  }

  /** The page that the extension opens after its install. @returns {Promise<View>} */
  async waitWelcome() {
    const target = await this.browser.waitForTarget((one) => one.url().endsWith(WELCOME));
    return new ChromiumView(await target.asPage());
  }

  /** @param {string} folder */
  #learn(folder) {
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    this.popupPage = manifest.action.default_popup;
    this.optionsPage = manifest.options_ui?.page ?? manifest.options_page;
  }

  /** @param {string | null} folder @param {boolean} welcomed whether the first page is looked away */
  async begin(folder, welcomed) {
    if (folder) this.#learn(folder);
    const [page] = await this.browser.pages();
    this.current = new ChromiumView(page);
    if (folder && welcomed) await (await this.waitWelcome()).close();
    return this;
  }

  async #extension() {
    for (const end = Date.now() + 10000; Date.now() < end; await turn(50)) {
      const all = [...(await this.browser.extensions()).values()];
      const ours = all.find((extension) => extension.enabled !== false);
      if (ours) return ours;
    }
    throw new Error('the extension is not there');
  }

  /** Opens an address in the tab that is in front. @param {string} url @returns {Promise<View>} */
  async open(url) {
    const view = /** @type {ChromiumView} */ (this.current);
    await view.page.bringToFront();
    await view.page.goto(url, { waitUntil: 'load' });
    return view;
  }

  /** A new tab in front. @param {string} url @returns {Promise<View>} */
  async openTab(url) {
    this.current = new ChromiumView(await this.browser.newPage());
    return this.open(url);
  }

  /**
   * Presses the toolbar button, as a person does. A popup that is still open closes first: a
   * person has clicked into the page by then.
   * @returns {Promise<View>} the popup
   */
  async pressToolbarButton() {
    if (this.popup && !this.popup.page.isClosed()) await this.popup.close();
    const extension = await this.#extension();
    const url = `chrome-extension://${extension.id}/${this.popupPage}`;
    const opened = this.browser.waitForTarget((target) => target.url().startsWith(url), {
      timeout: 10000,
    });
    await /** @type {ChromiumView} */ (this.current).page.triggerExtensionAction(extension);
    this.popup = new PopupView(await (await opened).asPage());
    return this.popup;
  }

  /** The options page in a tab of its own. @returns {Promise<View>} */
  async openOptions() {
    const page = await this.browser.newPage();
    const url = `chrome-extension://${(await this.#extension()).id}/${this.optionsPage}`;
    const end = Date.now() + 10000;
    for (;;) {
      try {
        await page.goto(url);
        return new ChromiumView(page);
      } catch (error) {
        // While the extension is being loaded anew its pages are blocked.
        if (!String(error).includes('ERR_BLOCKED_BY_CLIENT') || Date.now() > end) throw error;
        await turn(50);
      }
    }
  }

  /** The options page that something else opened. @returns {Promise<View>} */
  async waitOptions() {
    const url = `chrome-extension://${(await this.#extension()).id}/${this.optionsPage}`;
    const target = await this.browser.waitForTarget((one) => one.url().startsWith(url));
    return new ChromiumView(await target.asPage());
  }

  /** A tab that something else opened. @param {string} address without query @returns {Promise<View>} */
  async waitTab(address) {
    const target = await this.browser.waitForTarget((one) => one.url().split(/[?#]/)[0] === address);
    const page = await target.page();
    return new ChromiumView(/** @type {import('puppeteer-core').Page} */ (page));
  }

  /** Runs an expression in the list of extensions. @param {string} expression */
  async #inList(expression) {
    const list = await this.browser.newPage();
    await list.goto('chrome://extensions');
    await list.evaluate(expression);
    await list.close();
  }

  /** Changes what a person can change there. @param {object} changes */
  async #configure(changes) {
    const all = JSON.stringify({ extensionId: (await this.#extension()).id, ...changes });
    await this.#inList(`chrome.developerPrivate.updateExtensionConfiguration(${all})`);
  }

  /** Takes the permission for the site away: access only "on click". */
  revokeSite() {
    return this.#configure({ hostAccess: 'ON_CLICK' });
  }

  /** Presses the toolbar button where the access is "on click": Chromium asks to load the page anew. */
  async pressAndReload() {
    const { page } = /** @type {ChromiumView} */ (this.current);
    let loaded = false;
    const anew = page.waitForNavigation().finally(() => { loaded = true; });
    await page.triggerExtensionAction(await this.#extension());
    while (!loaded) await Promise.all([pressKeys('Return'), turn(500)]);
    await anew;
  }

  /** A private window with one page, in front from now on. @param {string} url */
  async openPrivate(url) {
    await this.#configure({ incognitoAccess: true });
    const options = await this.openOptions();
    const opened = this.browser.waitForTarget((target) => target.url() === url);
    await options.run(
      `chrome.windows.create({ incognito: true, url: ${JSON.stringify(url)} }).then(() => 1)`
    );
    const page = /** @type {import('puppeteer-core').Page} */ (await (await opened).page());
    await options.close();
    // Closing the tab brings the ordinary window to the front again.
    await page.bringToFront();
    // This way of waiting outlives the change from the window's empty page to the one asked for.
    const loaded = `document.readyState === "complete" && location.href === ${JSON.stringify(url)}`;
    await page.waitForFunction(loaded);
    this.before = this.current;
    this.current = new ChromiumView(page);
    return this.current;
  }

  async closePrivate() {
    await this.current?.close();
    this.current = this.before;
  }

  /** Runs an expression in the extension's background. @param {string} expression */
  async background(expression) {
    const { id } = await this.#extension();
    const target = await this.browser.waitForTarget(
      (one) => one.type() === 'service_worker' && one.url().includes(id)
    );
    return (await target.worker())?.evaluate(expression);
  }

  /** What the toolbar button's badge says. @returns {Promise<string>} */
  badge() {
    return this.background(`chrome.tabs.query({ active: true, lastFocusedWindow: true })
      .then(([tab]) => chrome.action.getBadgeText(tab ? { tabId: tab.id } : {}))`);
  }

  /** Presses a shortcut of the browser; only with a window. @param {string} shortcut `Alt+Shift+J` */
  async shortcut(shortcut) {
    await /** @type {ChromiumView} */ (this.current).page.bringToFront();
    await pressShortcut(shortcut);
  }

  /** The popup that the browser has opened. @returns {Promise<View>} */
  async waitPopup() {
    const url = `chrome-extension://${(await this.#extension()).id}/${this.popupPage}`;
    const target = await this.browser.waitForTarget((one) => one.url().startsWith(url), { timeout: 10000 });
    this.popup = new PopupView(await target.asPage());
    return this.popup;
  }

  /**
   * Chooses our entry of a menu; only with a window. What stands in the menus no protocol says, so
   * that they are gone through by keys.
   * @param {'link' | 'video' | 'page' | 'tabs' | 'folder'} entry
   * @param {string} [selector] what on the page is clicked; without it the toolbar button
   */
  async chooseFromMenu(entry, selector) {
    const { page } = /** @type {ChromiumView} */ (this.current);
    await page.bringToFront();
    const windows = await windowCount();
    if (selector) {
      await page.click(selector, { button: 'right' });
    } else {
      const [x, y] = await page.evaluate('[screenX + outerWidth, screenY]');
      await clickAt(x - PINNED.left, y + PINNED.top, 3);
    }
    const end = Date.now() + 10000;
    while ((await windowCount()) <= windows) {
      if (Date.now() > end) throw new Error(`no menu on ${selector ?? 'the toolbar button'}`);
    }
    await pressKeys(...MENU_KEYS[entry], 'Return');
  }

  /** What lies in the clipboard. @returns {Promise<string>} */
  async clipboard() {
    const page = await this.browser.newPage();
    // Pasted, as a person does: reading it by script would need a permission.
    await page.setContent('<textarea autofocus></textarea>');
    await page.bringToFront();
    await page.focus('textarea');
    await page.keyboard.down('Control');
    await page.keyboard.press('v', { commands: ['Paste'] });
    await page.keyboard.up('Control');
    const text = await page.$eval('textarea', (one) => one.value);
    await page.close();
    return text;
  }

  /** Answers the question for a permission, which needs a window. @param {View} view @param {boolean} yes */
  async answerPermission(view, yes) {
    const [x, y] = await view.run('[screenX, screenY]');
    await answerDimmed(x + 60, y + 113, yes); // in the bar that tells of a driver
  }

  /** From now on the notifications are remembered. */
  async watchNotices() {
    await this.background(`void (() => {
      globalThis.told = [];
      const { notifications } = globalThis.browser ?? chrome;
      const create = notifications.create.bind(notifications);
      notifications.create = (id, options) => { told.push(options.message); return create(id, options); };
    })()`);
  }

  /** The notifications that were asked for, and how many the browser shows.
   * @returns {Promise<{told: string[], shown: number}>} */
  notices() {
    return this.background(`chrome.notifications.getAll().then((all) => ({ told, shown: Object.keys(all).length }))`);
  }

  /** Reloads the extension, as the button in the list of extensions does. */
  async reloadExtension() {
    await this.#inList(`chrome.developerPrivate.reload('${(await this.#extension()).id}', { failQuietly: true })`);
  }

  async quit() {
    await this.browser.close();
  }

  /** Waits until a person has closed the browser. @returns {Promise<void>} */
  closed() {
    const child = this.browser.process();
    const gone = !child || child.exitCode !== null || child.signalCode;
    return gone ? Promise.resolve() : new Promise((end) => child.once('exit', () => end()));
  }

  kill() {
    process.kill(this.pid, 'SIGKILL');
  }

  /** Whatever state it is in: no process of it is left. */
  async end() {
    const gone = this.closed();
    this.browser.process()?.kill('SIGKILL');
    await gone;
  }
}

/**
 * @param {{home: string, extension: string | null, headless?: boolean, scale?: number,
 *   dark?: boolean, firstRun?: boolean}} options `firstRun`: the page after an install stays open
 */
export async function launch({ home, extension, headless = true, scale = 1, dark = false, firstRun = false }) {
  const userDataDir = join(home, '.config/chromium');
  const preferences = join(userDataDir, 'Default/Preferences');
  const fresh = !existsSync(preferences);
  if (fresh) {
    mkdirSync(join(userDataDir, 'Default'), { recursive: true });
    // Without developer mode an unpacked extension does not survive its own reload.
    const extensions = { ui: { developer_mode: true }, pinned_extensions: extension ? [idOf(extension)] : [] };
    writeFileSync(preferences, JSON.stringify({ extensions }));
  }
  const browser = await puppeteer.launch({
    executablePath: PROGRAM,
    pipe: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    headless,
    userDataDir,
    defaultViewport: null,
    enableExtensions: extension ? [extension] : true,
    env: { ...process.env, HOME: home, LANGUAGE: 'en_US' },
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(dark ? ['--blink-settings=preferredColorScheme=0'] : []),
      `--force-device-scale-factor=${scale}`,
      '--window-size=1000,760',
    ],
  });
  return new Chromium(browser).begin(extension, fresh && !firstRun);
}
