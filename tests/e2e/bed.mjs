// What every end-to-end test stands on: a home of its own in the stand-in's world, the real host
// registered there by `clipkeep register`, a real browser, and a look at the host's processes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LISTS, isLibrary } from '../host/kept.mjs';
import { idOf } from './drivers/id.mjs';
import { Standin } from '../standin/control.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env.CK_HOST ?? join(root, 'build/dev/bin/clipkeep');
export const extension = process.env.CK_EXTENSION ?? join(root, 'extension');
export const browsers = (process.env.CK_BROWSERS ?? 'chromium firefox').split(' ');
const world = process.env.CK_WORLD ?? '';
/** How long a whole save may take on a busy machine. */
export const PATIENCE_MS = 30000;

const manifest = () => JSON.parse(readFileSync(join(extension, 'manifest.json'), 'utf8'));

/** What the extension calls itself in each family, read from its own manifest. */
export const callers = {
  chromium: () => `chrome-extension://${idOf(extension)}/`,
  firefox: () => manifest().browser_specific_settings.gecko.id,
};

/** @param {string} file */
export const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** @param {string} folder @returns {string[]} the files below it but for the lists of them, relative, in order */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => !LISTS.includes(name) && !isLibrary(name) && statSync(join(folder, name), { throwIfNoEntry: false })?.isFile())
    .sort();
}

/**
 * Looks until something is true; for what gives no event of its own, such as a process's end.
 * @template T
 * @param {() => T | Promise<T>} look
 * @param {string} what
 * @param {number} [ms]
 * @returns {Promise<NonNullable<T>>}
 */
export async function eventually(look, what, ms = 10000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not seen in ${ms} ms: ${what}`);
    await turn(10);
  }
}

/** Kills a process, which may end with another before its turn comes. @param {number} pid */
export function killHost(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** A person's computer: a home folder, and the processes that run for it. */
export class Home {
  constructor() {
    this.path = mkdtempSync(join(world, 'person-'));
    this.folder = join(this.path, 'Videos/TikTok');
    cpSync(join(process.env.HOME ?? '', '.pki'), join(this.path, '.pki'), { recursive: true });
    mkdirSync(join(this.path, 'Videos'));
    this.#haveFileManager();
  }

  /** Without one a folder is shown in a whole further browser. */
  #haveFileManager() {
    mkdirSync(join(this.path, '.local/share/applications'), { recursive: true });
    mkdirSync(join(this.path, '.config'));
    writeFileSync(join(this.path, '.local/share/applications/files.desktop'),
      '[Desktop Entry]\nType=Application\nName=Files\nExec=true %u\nMimeType=inode/directory;\n');
    writeFileSync(join(this.path, '.config/mimeapps.list'), '[Default Applications]\ninode/directory=files.desktop\n');
  }

  get environment() {
    return { ...process.env, HOME: this.path };
  }

  /** @param {string[]} args @returns {string} what the command line program printed */
  clipkeep(...args) {
    return execFileSync(program, args, { env: this.environment, encoding: 'utf8' });
  }

  /** The host's manifest for a browser. @param {string} browser */
  manifest(browser) {
    const folder = { chromium: '.config/chromium/NativeMessagingHosts',
      firefox: '.mozilla/native-messaging-hosts' }[browser];
    return join(this.path, /** @type {string} */ (folder), 'app.clipkeep.host.json');
  }

  /** The kept videos, absolute. */
  videos() {
    const names = filesBelow(this.folder).filter((name) => name.endsWith('.mp4'));
    return names.map((name) => join(this.folder, name));
  }

  /** Half-done files, wherever they are. */
  leftovers() {
    return filesBelow(this.folder).filter((name) => /\.part\b|\.tmp\b|^\.clipkeep/.test(name));
  }

  /** What the host wrote into its log. */
  log() {
    const folder = join(this.path, '.local/state/clipkeep');
    return filesBelow(folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  }

  /**
   * Every process of the host that lives for this home, its helpers too.
   * @returns {number[]}
   */
  hosts() {
    return this.#processes((name) => name.startsWith('clipkeep'));
  }

  /** What runs for this home. @param {(name: string) => boolean} wanted by its program's name */
  #processes(wanted) {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
      try {
        // A zombie has no program any more; it is over.
        const name = basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
        return wanted(name) && readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`HOME=${this.path}`);
      } catch {
        return false;
      }
    });
  }

  /**
   * Waits until none of the hosts of now is left, at most `ms`; says how long that took.
   * @param {number} ms
   */
  async hostsGone(ms, pids = this.hosts()) {
    const begin = Date.now();
    const left = () => this.hosts().filter((pid) => pids.includes(pid));
    await eventually(() => left().length === 0, `hosts ${pids} gone`, ms);
    return Date.now() - begin;
  }

  async remove() {
    // The browser's last children may still be writing into its profile; what opens a folder and finds
    // neither it nor a file manager any more would start another browser, which goes on for ever.
    await eventually(() => {
      try {
        this.#processes(() => true).forEach(killHost);
        rmSync(this.path, { recursive: true, force: true });
        return true;
      } catch {
        return false;
      }
    }, `${this.path} removed`);
  }
}

/**
 * @typedef {object} Bed
 * @property {string} name of the browser
 * @property {Home} home
 * @property {Standin} standin
 * @property {string} extension its folder
 * @property {(options?: object) => Promise<any>} start a browser; its end is the bed's business
 */

/**
 * One test for each browser. The bed is made before and cleared away after, whatever happens.
 * @param {string} what
 * @param {(bed: Bed, t: any) => Promise<void>} run
 * @param {{only?: string[], ms?: number}} [options] `ms`: how long it may take
 */
export function inBothBrowsers(what, run, { only = ['chromium', 'firefox'], ms = 120000 } = {}) {
  for (const name of browsers.filter((one) => only.includes(one))) {
    test(`${name}: ${what}`, { timeout: ms }, async (t) => {
      const { launch } = await import(`./drivers/${name}.mjs`);
      const home = new Home();
      const standin = await Standin.connect();
      /** @type {any[]} */
      const started = [];
      t.after(async () => {
        for (const browser of started) await browser.end();
        await home.remove();
      });
      await standin.clear();
      await standin.settings({ signedIn: '', sessions: false }); // whatever the test before did
      await standin.release(await standin.id('ok'));
      home.clipkeep('register', name);
      const start = async (options = {}) => {
        const browser = await launch({ home: home.path, extension, ca: `${world}/ca.pem`, ...options });
        started.push(browser);
        return browser;
      };
      await run({ name, home, standin, extension, start }, t);
    });
  }
}

/** The address of a post by its name in the stand-in. @param {Standin} standin @param {string} name */
export async function addressOf(standin, name) {
  const post = (await standin.posts()).find((/** @type {any} */ one) => one.name === name);
  return `https://www.tiktok.com/@${post.author}/video/${post.id}`;
}
