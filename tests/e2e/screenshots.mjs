// The pictures behind tests/screenshots.sh: screenshots.mjs FOLDER, inside a world. Each as a
// person sees it, in light and dark, at twice the size.
import { GALLERY, examplePost } from './gallery.mjs';
import { Home, addressOf, extension } from './bed.mjs';
import { killOtherHosts, registerTeller } from './other-host.mjs';
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { launch } from './drivers/chromium.mjs';
import { untilShown } from './steps.mjs';
import { Standin } from '../standin/control.mjs';

const [out] = process.argv.slice(2);

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
    await popup.until('[...document.images].every((one) => one.complete) && document.querySelector("#total").innerText');
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
    await other.until('[...document.images].every((one) => one.complete)');
    await other.screenshot(picture('popup-photos'));
    await other.close();
    const options = await browser.openOptions();
    await options.until('document.querySelector("#folder")?.innerText.trim()');
    await options.screenshot(picture('options'));
    await browser.quit();
  } finally {
    await browser.end();
    await home.remove();
  }
}

/** Every state of the popup, from a host that says just that; one from right to left.
 * @param {Standin} standin @param {boolean} dark */
async function takeGallery(standin, dark) {
  const bed = { home: new Home(), name: 'chromium' };
  const folder = join(out, dark ? 'states-dark' : 'states');
  mkdirSync(folder, { recursive: true });
  bed.home.clipkeep('register', 'chromium');
  const id = await standin.id('ok');
  const ours = (/** @type {any} */ facts) => JSON.parse(JSON.stringify(facts ?? {}).replaceAll(examplePost.id, id));
  registerTeller(bed, examplePost);
  const browser = await launch({ home: bed.home.path, extension, dark, firstRun: true });
  try {
    const welcome = await browser.waitWelcome();
    await welcome.until('document.querySelector("#folder").innerText');
    await welcome.screenshot(join(out, dark ? 'welcome-dark.png' : 'welcome.png'));
    await welcome.close();
    await browser.open(await addressOf(standin, 'ok'));
    const rows = [...Object.entries(GALLERY), ['right-to-left', { ...GALLERY.list, dir: 'rtl' }]];
    for (const [number, [name, { state, post, results, events = [], click, dir }]] of /** @type {any} */ (rows.entries())) {
      const tell = registerTeller(bed, { ...examplePost, ...post, id, cover: null }, ours(results));
      killOtherHosts(bed);
      const popup = await browser.pressToolbarButton();
      await popup.waitState(['ready', 'kept']);
      Object.values(ours(events)).forEach(tell);
      await popup.waitState(state);
      if (click) await popup.click(click);
      if (dir) await popup.run(`document.documentElement.dir = '${dir}'`);
      await popup.run('new Promise((end) => setTimeout(end, 500))');
      await popup.screenshot(join(folder, `${String(number).padStart(2, '0')}-${name}.png`));
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
await standin.set(await standin.id('ok'), { behaviours: [drip] });
for (const dark of [false, true]) {
  await takeGallery(standin, dark);
  await takeAll(standin, dark);
}
