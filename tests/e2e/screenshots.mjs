// The pictures behind tests/screenshots.sh: screenshots.mjs FOLDER, inside a world. Each as a
// person sees it, in light and dark, at twice the size; every state of the popup and every part of
// the options also in a language that is written from right to left.
import { BACKED_UP, GALLERY, examplePost } from './gallery.mjs';
import { Home, addressOf, extension } from './bed.mjs';
import { chooseLanguage, forOptions, openEverything } from './options-open.mjs';
import { killOtherHosts, registerTeller } from './other-host.mjs';
import { join } from 'node:path';
import { setTimeout as turn } from 'node:timers/promises';
import { mkdirSync } from 'node:fs';
import { takePlaces } from './popup-places.mjs';
import { launch } from './drivers/chromium.mjs';
import { untilShown } from './steps.mjs';
import { Standin } from '../standin/control.mjs';

const [out] = process.argv.slice(2);
const COLUMNS = 3;
/** The options as they are when they open. */
const TOP = { x: 0, y: 0, width: 1000, height: 1100 };

/** @param {Standin} standin @param {boolean} dark */
async function takeAll(standin, dark) {
  const home = new Home();
  const picture = (/** @type {string} */ name) => join(out, `${name}${dark ? '-dark' : ''}.png`);
  home.clipkeep('register', 'chromium');
  const browser = await launch({ home: home.path, extension, scale: 2, dark });
  try {
    await browser.open(await addressOf(standin, 'ok'));
    const popup = await browser.pressToolbarButton();
    await untilShown(popup, '#save');
    await popup.until('[...document.images].every((one) => one.complete || !one.checkVisibility()) && document.querySelector("#total").innerText');
    await popup.screenshot(picture('popup-ready'));
    await popup.click('#save');
    await popup.until('Number(document.querySelector("#bar")?.value) >= 35', { ms: 30000 });
    await popup.screenshot(picture('popup-saving'));
    await untilShown(popup, '#show');
    await popup.until('document.querySelector("#total").innerText.startsWith("1 ")');
    await popup.screenshot(picture('popup-done'));
    await popup.close();
    const photos = (await standin.posts()).find((/** @type {any} */ one) => one.name === 'photo-9');
    await browser.openTab(photos.address);
    const other = await browser.pressToolbarButton();
    await untilShown(other, '#save');
    await other.until('[...document.images].every((one) => one.complete || !one.checkVisibility())');
    await other.screenshot(picture('popup-photos'));
    await other.close();
    const options = await browser.openOptions();
    await options.until('document.querySelector("#example-video")?.innerText.trim()');
    await piece(options, picture('options'), TOP);
    await browser.quit();
  } finally {
    await browser.end();
    await home.remove();
  }
}

/** A person's lists, backed up from their own tab, and the library of what was kept.
 * @param {Standin} standin @param {boolean} dark */
async function takeBackup(standin, dark) {
  const home = new Home();
  const picture = (/** @type {string} */ name) => join(out, `${name}${dark ? '-dark' : ''}.png`);
  home.clipkeep('register', 'chromium');
  await standin.settings({ signedIn: 'mina', sessions: true });
  await standin.account({ name: 'mina', posts: { count: 30, photos: 4, vanished: 1 }, likes: { count: 12 } });
  const browser = await launch({ home: home.path, extension, dark });
  try {
    const profile = await browser.open('https://www.tiktok.com/@mina');
    await profile.until('document.querySelectorAll("[data-e2e=user-post-item]").length >= 30');
    const popup = await browser.pressToolbarButton();
    await untilShown(popup, '#backup');
    const address = await popup.run('chrome.runtime.getURL("backup/backup.html")');
    await popup.click('#backup');
    const backup = await browser.waitTab(address);
    await backup.until('document.querySelectorAll("#lists input").length >= 4');
    await backup.click('#start');
    await backup.until('document.body.dataset.phase === "ended"', { ms: 100000 });
    await backup.run('new Promise((end) => setTimeout(end, 20000))'); // what was found is saved
    await backup.screenshot(picture('backup'));
    home.clipkeep('library');
    const library = await browser.openTab(`file://${home.folder}/index.html`);
    await library.until('document.documentElement.dataset.loaded === "all"');
    await library.until('document.querySelectorAll("canvas[data-drawn]").length > 10');
    await piece(library, picture('library'), { ...TOP, height: 670 }); // what is below is not drawn
    await browser.quit();
  } finally {
    await browser.end();
    await home.remove();
    await standin.settings({ signedIn: '', sessions: false });
  }
}

/** A part of a page, whether it is in view or not. @param {any} view @param {string} path
 * @param {{x: number, y: number, width: number, height: number}} clip in CSS pixels of the page */
const piece = (view, path, clip) => view.page.screenshot({ path, clip, captureBeyondViewport: true });

/** How a set of pictures looks, and the ending of its sheets' names.
 * @typedef {{dark: boolean, language: string, ending: string}} Look */
const LOOKS = [
  { dark: false, language: '', ending: '' }, { dark: true, language: '', ending: '-dark' },
  { dark: false, language: 'ar', ending: '-ar' },
];

/** @param {any} browser @param {string} language */
async function speak(browser, language) {
  const options = await browser.openOptions();
  await chooseLanguage(options, language);
  if (language) await options.until(`document.documentElement.lang === "${language}"`);
  return options;
}

/** The sections of the options with everything open, and the first steps, each for itself. They are
 * numbered by columns of about the same height, which make one sheet.
 * @param {Look} look */
async function takeSections({ dark, language, ending }) {
  const bed = { home: new Home(), name: 'chromium' };
  const folder = join(out, `options-sections${ending}`);
  mkdirSync(folder, { recursive: true });
  bed.home.clipkeep('register', 'chromium');
  registerTeller(bed, examplePost, forOptions());
  const browser = await launch({ home: bed.home.path, extension, dark, firstRun: true });
  try {
    const welcome = await browser.waitWelcome();
    const options = await speak(browser, language);
    await options.until('!document.querySelector("#quality-best").disabled');
    if (language) await piece(options, join(out, `options${ending}.png`), TOP);
    await openEverything(options);
    await options.run('scrollTo(0, 0)'); // what stays in view lies over nothing then
    // Anew for each piece: what has just been shown may have changed its height.
    const clips = () => options.run(`[...document.querySelectorAll('section')].map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return { x, y, width, height };
    })`);
    const sections = await clips();
    const column = sections.reduce((sum, { height }) => sum + height, 0) / COLUMNS;
    let above = 0;
    for (const [number, { height }] of sections.entries()) {
      const place = Math.min(COLUMNS, Math.floor((above + height / 2) / column) + 1);
      above += height;
      await piece(options, join(folder, `${place}-${String(number).padStart(2, '0')}.png`), (await clips())[number]);
    }
    await takeImport(browser, options, join(out, `import${ending}.png`));
    await welcome.until('document.querySelector("#folder").innerText');
    await /** @type {any} */ (welcome).page.bringToFront();
    await welcome.screenshot(join(out, `welcome${ending}.png`));
    await browser.quit();
  } finally {
    await browser.end();
    killOtherHosts(bed);
    await bed.home.remove();
  }
}

/** What is in a data export, before anything of it is taken in.
 * @param {any} browser @param {any} options @param {string} path */
async function takeImport(browser, options, path) {
  const page = await browser.openTab(await options.run('document.querySelector("#takein a").href'));
  await page.until('!document.querySelector("#choose-file")?.disabled');
  await page.click('#choose-file');
  await page.until('document.querySelector("#found").checkVisibility()');
  await page.run('void (document.querySelector("#others").open = true)');
  await page.screenshot(path);
  await page.close();
}

/** A numbered picture of the popup for each call. @param {string} folder
 * @returns {import('./popup-places.mjs').Shoot} */
function shooter(folder) {
  mkdirSync(folder, { recursive: true });
  let number = 0;
  return async (popup, name) => {
    await popup.run('new Promise((end) => setTimeout(end, 500))');
    await popup.screenshot(join(folder, `${String(number++).padStart(2, '0')}-${name}.png`));
  };
}

/** Every state of the popup. @param {Standin} standin @param {Look} look */
async function takeStates(standin, look) {
  const { dark, language, ending } = look;
  const shoot = shooter(join(out, `states${ending}`));
  await takePlaces(standin, { dark, shoot, speak: (browser) => speak(browser, language) });
  await takeGallery(standin, look, shoot);
}

/** What a host can say of a post, from one that says just that.
 * @param {Standin} standin @param {Look} look @param {import('./popup-places.mjs').Shoot} shoot */
async function takeGallery(standin, { dark, language }, shoot) {
  const bed = { home: new Home(), name: 'chromium' };
  bed.home.clipkeep('register', 'chromium');
  const id = await standin.id('ok');
  const ours = (/** @type {any} */ facts) => JSON.parse(JSON.stringify(facts ?? {}).replaceAll(examplePost.id, id));
  registerTeller(bed, examplePost);
  const browser = await launch({ home: bed.home.path, extension, dark });
  try {
    const options = await speak(browser, language);
    await options.run(`chrome.storage.local.set(${JSON.stringify({ own: BACKED_UP })})`);
    await options.close();
    await browser.open(await addressOf(standin, 'ok'));
    for (const [name, { state, post, results, events = [], click }] of Object.entries(GALLERY)) {
      const tell = registerTeller(bed, { ...examplePost, ...post, id, cover: null }, ours(results));
      killOtherHosts(bed);
      await turn(300); // the browser notices
      const popup = await browser.pressToolbarButton();
      await popup.waitState(['ready', 'kept']);
      Object.values(ours(events)).forEach(tell);
      await popup.waitState(state);
      // What was known before may still be drawn; what the look finds moves what is pressed.
      await popup.run('new Promise((end) => setTimeout(end, 300))');
      for (const one of [click ?? []].flat()) {
        await untilShown(popup, one);
        await popup.click(one);
      }
      await shoot(popup, name);
      await popup.close();
    }
    await browser.quit();
  } finally {
    await browser.end();
    killOtherHosts(bed);
    await bed.home.remove();
  }
}

const standin = await Standin.connect();
// Slow enough to be seen under way.
const drip = { name: 'drip', bytesPerSecond: 300000 };
for (const look of LOOKS) {
  await standin.set(await standin.id('ok'), { behaviours: [drip] });
  await takeSections(look);
  await takeStates(standin, look);
  if (!look.language) {
    await takeAll(standin, look.dark);
    await takeBackup(standin, look.dark);
  }
}
