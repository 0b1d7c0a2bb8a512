// The pictures behind tests/screenshots.sh: screenshots.mjs FOLDER, inside a world. Each as a
// person sees it, in light and dark, at twice the size.
import { join } from 'node:path';
import { Home, addressOf, extension } from './bed.mjs';
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
    await popup.until('[...document.images].every((one) => one.complete)');
    await popup.screenshot(picture('popup-ready'));
    await popup.click('#save');
    await popup.until('Number(document.querySelector("#bar")?.value) >= 35', { ms: 30000 });
    await popup.screenshot(picture('popup-saving'));
    await untilShown(popup, '#show');
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

const standin = await Standin.connect();
// Slow enough to be seen under way.
const drip = { name: 'drip', bytesPerSecond: 300000 };
await standin.set(await standin.id('ok'), { behaviours: [drip] });
for (const dark of [false, true]) await takeAll(standin, dark);
