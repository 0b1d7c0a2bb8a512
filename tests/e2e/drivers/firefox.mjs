// Drives the real Firefox of the system through Marionette, all from its own window code:
// that reaches the toolbar and the popup, which no page-level protocol does.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync } from 'node:fs';
import { readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marionette } from './marionette.mjs';
import { pressShortcut } from './desk.mjs';
import { View } from './view.mjs';

const PROGRAM = '/usr/bin/firefox-esr';
const INSIDE = readFileSync(new URL('firefox-inside.js', import.meta.url), 'utf8');

const PREFERENCES = {
  // An add-on that is installed for a test keeps its storage and its address when the same profile starts again.
  'extensions.webextensions.keepStorageOnUninstall': true,
  'extensions.webextensions.keepUuidOnUninstall': true,
  'extensions.webextensions.uuids': '{"clipkeep@clipkeep.app":"6f1c6f9e-3c1f-4a53-9a4e-6d4a4f0c9f11"}',
  'alerts.useSystemBackend': false,
  'marionette.port': 0,
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'browser.tabs.closeWindowWithLastTab': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'intl.locale.requested': 'en-GB',
  'security.notification_enable_delay': 0,
  'security.sandbox.warn_unprivileged_namespaces': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'ui.prefersReducedMotion': 1,
};

class FirefoxView extends View {
  /** @param {Firefox} browser @param {number} context */
  constructor(browser, context) {
    super();
    this.browser = browser;
    this.context = context;
  }

  /** @param {string} expression */
  run(expression, ms = 10000) {
    return this.browser.inside('run', this.context, expression, ms);
  }

  /** @param {string} selector */
  click(selector) {
    return this.browser.inside('click', this.context, selector);
  }

  /** @param {string} keys */
  press(keys) {
    return this.browser.inside('press', this.context, keys);
  }

  /** @param {string} path */
  async screenshot(path) {
    const png = await this.browser.inside('picture', this.context, this.browser.scale);
    writeFileSync(path, Buffer.from(png, 'base64'));
  }

  close() {
    return this.browser.inside('closeTab', this.context);
  }
}

class PopupView extends FirefoxView {
  close() {
    return this.browser.inside('closePopup', this.context);
  }
}

export class Firefox {
  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {Marionette} marionette
   * @param {number} scale
   */
  constructor(child, marionette, scale) {
    this.name = 'firefox';
    this.child = child;
    this.marionette = marionette;
    this.scale = scale;
    /** Where its profile lies. */
    this.profile = '';
  }

  get pid() {
    return /** @type {number} */ (this.child.pid);
  }

  /** @param {string} name @param {any[]} args @returns {Promise<any>} */
  inside(name, ...args) {
    return this.marionette.send('WebDriver:ExecuteScript', {
      script: `return (async (args) => {
        if (!globalThis.clipkeepDriver) { ${INSIDE} }
        return clipkeepDriver[${JSON.stringify(name)}](...args);
      })([...arguments])`,
      args,
      newSandbox: false,
      sandbox: 'system',
    });
  }

  /** @param {string} folder the extension's @param {boolean} [firstRun] the page that it opens stays
   * @returns {Promise<void>} */
  async install(folder, firstRun = false) {
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    this.popupPage = manifest.action.default_popup;
    this.optionsPage = manifest.options_ui?.page ?? manifest.options_page;
    this.origins = manifest.host_permissions;
    // Marionette's own way to allow private windows starts the extension twice, and the first page
    // that it opens is lost in between.
    await this.inside('allowPrivate', manifest.browser_specific_settings.gecko.id);
    this.id = await this.marionette.send('Addon:Install', { path: folder, temporary: true });
    await this.inside('pin', this.id);
    if (!firstRun) await (await this.waitWelcome()).close();
  }

  /** The page that the extension opens after its install. @returns {Promise<View>} */
  async waitWelcome() {
    // Firefox starts the background late when nothing asks for it; a look at it does.
    await this.background('1');
    const url = `${await this.inside('baseUrl', this.id)}welcome/welcome.html`;
    return new FirefoxView(this, await this.inside('waitTab', url));
  }

  /** Opens an address in the tab that is in front. @param {string} url @returns {Promise<View>} */
  async open(url) {
    return new FirefoxView(this, await this.inside('open', url));
  }

  /** A new tab in front. @param {string} url @returns {Promise<View>} */
  async openTab(url) {
    return new FirefoxView(this, await this.inside('openTab', url));
  }

  /**
   * Presses the toolbar button, as a person does. A popup that is still open closes first: a
   * person has clicked into the page by then.
   * @returns {Promise<View>} the popup
   */
  async pressToolbarButton() {
    return new PopupView(this, await this.inside('pressToolbarButton', this.id, this.popupPage));
  }

  /** The options page in a tab of its own. @returns {Promise<View>} */
  async openOptions() {
    return this.openTab((await this.inside('baseUrl', this.id)) + this.optionsPage);
  }

  /** The options page that something else opened. @returns {Promise<View>} */
  async waitOptions() {
    const url = (await this.inside('baseUrl', this.id)) + this.optionsPage;
    return new FirefoxView(this, await this.inside('waitTab', url));
  }

  /** A tab that something else opened. @param {string} address without query @returns {Promise<View>} */
  async waitTab(address) {
    return new FirefoxView(this, await this.inside('waitTab', address));
  }

  /** A private window with one page, in front from now on. @param {string} url */
  async openPrivate(url) {
    return new FirefoxView(this, await this.inside('openPrivate', url));
  }

  async closePrivate() {
    await this.inside('closePrivate');
  }

  /** Runs an expression in the extension's background. @param {string} expression */
  background(expression) {
    return this.inside('background', this.id, expression);
  }

  /** What the toolbar button's badge says. @returns {Promise<string>} */
  badge() {
    return this.inside('badge', this.id);
  }

  /** Presses a shortcut of the browser; only with a window: made from within, a key does not go the
   * way by which the menu bar may take it away. @param {string} shortcut `Alt+Shift+J` */
  shortcut(shortcut) {
    return pressShortcut(shortcut);
  }

  /** The popup that the browser has opened. @returns {Promise<View>} */
  async waitPopup() {
    return new PopupView(this, await this.inside('waitPopup', this.popupPage));
  }

  /** Chooses our entry of a menu. @param {'link' | 'video' | 'page' | 'tabs' | 'folder'} entry
   * @param {string} [selector] what on the page is clicked; without it the toolbar button */
  chooseFromMenu(entry, selector) {
    return this.inside('chooseFromMenu', this.id, entry === 'video' ? 'page' : entry, selector ?? null);
  }

  /** What lies in the clipboard. @returns {Promise<string>} */
  clipboard() {
    return this.inside('clipboard');
  }

  /** Says yes or no to the question for a permission. @param {View} _view @param {boolean} yes */
  answerPermission(_view, yes) {
    return this.inside('answerQuestion', yes);
  }

  /** From now on the notifications are remembered. */
  watchNotices() {
    return this.inside('watchNotices');
  }

  /** The notifications that were shown. @returns {Promise<{told: string[], shown: number}>} */
  async notices() {
    const told = await this.inside('notices');
    return { told, shown: told.length };
  }

  reloadExtension() {
    return this.inside('reloadExtension', this.id);
  }

  /** Takes the permission for the site away. */
  revokeSite() {
    return this.inside('revoke', this.id, this.origins);
  }

  /** Says yes to the question that Firefox shows. */
  answerQuestion() {
    return this.inside('answerQuestion', true);
  }

  async quit() {
    const gone = this.closed();
    await this.marionette.send('Marionette:Quit', { flags: ['eAttemptQuit'] });
    await gone;
  }

  kill() {
    this.child.kill('SIGKILL');
  }

  /** Whatever state it is in: no process of it is left. */
  async end() {
    const gone = this.closed();
    this.kill();
    await gone;
    this.marionette.close();
  }

  /** Waits until the browser has ended. @returns {Promise<void>} */
  closed() {
    if (this.child.exitCode !== null || this.child.signalCode) return Promise.resolve();
    return new Promise((end) => this.child.once('exit', () => end()));
  }
}

/** @param {string} profile @param {object} preferences */
function writePreferences(profile, preferences) {
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`
  );
  writeFileSync(join(profile, 'user.js'), lines.join(''));
}

/**
 * @param {string} folder
 * @param {string} file
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>} the file's text, once Firefox has written it
 */
function written(folder, file, child) {
  return new Promise((resolve, reject) => {
    const look = () => {
      const path = join(folder, file);
      const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
      if (text) end(() => resolve(text));
    };
    const watcher = watch(folder, look);
    const limit = setTimeout(() => end(() => reject(new Error('Firefox did not start'))), 60000);
    /** @param {number | null} code @param {string | null} signal */
    const died = (code, signal) => {
      const said = readFileSync(join(folder, 'output.txt'), 'utf8');
      end(() => reject(new Error(`Firefox ended at once (${code ?? signal}): ${said}`)));
    };
    child.once('exit', died);
    /** @param {() => void} then */
    function end(then) {
      watcher.close();
      clearTimeout(limit);
      child.off('exit', died);
      then();
    }
    look();
  });
}

/**
 * @typedef {{home: string, extension: string | null, headless?: boolean, scale?: number,
 *   dark?: boolean, ca?: string, firstRun?: boolean, profile?: string}} Options `profile`: of a browser
 *   before, which goes on with it; the first page does not open again there
 */

/** @param {Options} options @returns {string} a new profile's folder */
function makeProfile({ home, dark = false, ca }) {
  mkdirSync(join(home, '.mozilla/firefox'), { recursive: true });
  const profile = mkdtempSync(join(home, '.mozilla/firefox/test-'));
  const scheme = { 'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1 };
  writePreferences(profile, { ...PREFERENCES, ...scheme });
  if (ca) {
    const database = `sql:${profile}`;
    execFileSync('certutil', ['-d', database, '-N', '--empty-password']);
    execFileSync('certutil', ['-d', database, '-A', '-t', 'C,,', '-n', 'test', '-i', ca]);
  }
  return profile;
}

/** Starts Firefox and waits until it can be driven. @param {string} profile @param {Options} options */
async function begin(profile, { home, headless = true }) {
  const look = headless ? ['--headless'] : ['--width', '1000', '--height', '760'];
  const drive = ['--marionette', '-remote-allow-system-access'];
  rmSync(join(profile, 'MarionetteActivePort'), { force: true }); // of a browser before
  const output = openSync(join(profile, 'output.txt'), 'w');
  const child = spawn(PROGRAM, ['--no-remote', '--profile', profile, ...drive, ...look], {
    env: { ...process.env, HOME: home },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  try {
    return { child, port: Number(await written(profile, 'MarionetteActivePort', child)) };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** @param {Options} options */
export async function launch(options) {
  const profile = options.profile ?? makeProfile(options);
  const { child, port } = await begin(profile, options).catch((error) => {
    // Seen once in about a hundred starts, before anything of ours takes part.
    console.error(`${error.message}; starting it once more`);
    return begin(profile, options);
  });
  try {
    const browser = new Firefox(child, await Marionette.open(port), options.scale ?? 1);
    await browser.marionette.send('WebDriver:NewSession', {});
    await browser.marionette.send('Marionette:SetContext', { value: 'chrome' });
    await browser.marionette.send('WebDriver:SetTimeouts', { script: 300000 });
    await browser.inside('started');
    browser.profile = profile;
    if (options.extension) await browser.install(options.extension, options.firstRun || Boolean(options.profile));
    return browser;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}
