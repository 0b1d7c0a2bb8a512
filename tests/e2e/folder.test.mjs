// The save folder is chosen in the desktop's own dialog, asked for from the options page.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, inBothBrowsers } from './bed.mjs';
import { cancelDialog, chooseFolder } from './dialog.mjs';
import { assertKept, saveByPopup } from './steps.mjs';

const screen = process.env.DISPLAY ? false : 'no screen (DISPLAY is not set)';

inBothBrowsers('a folder chosen in the dialog is used from then on', async (bed, t) => {
  if (screen) return t.skip(screen);
  const chosen = join(bed.home.path, 'Videos/kept here');
  mkdirSync(chosen);
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));

  // The popup's own button leads to the options.
  const popup = await browser.pressToolbarButton();
  await popup.until('document.querySelector("#options")?.checkVisibility()');
  await popup.click('#options');
  const options = await browser.waitOptions();
  await options.until('document.querySelector("#folder")?.innerText.includes("TikTok")');
  await options.click('#choose');
  await chooseFolder(chosen);
  await options.until('document.querySelector("#folder").innerText.includes("kept here")', {
    what: 'the name of the chosen folder',
  });
  const shown = await options.run('document.documentElement.outerHTML');
  assert.ok(!shown.includes(bed.home.path), 'the page knows the name, never the path');

  bed.home.folder = chosen;
  await browser.openTab(await addressOf(bed.standin, 'ok'));
  await saveByPopup(browser);
  await assertKept(bed, await bed.standin.id('ok'));
});

inBothBrowsers('a cancelled dialog changes nothing and can be opened again', async (bed, t) => {
  if (screen) return t.skip(screen);
  const chosen = join(bed.home.path, 'second try');
  mkdirSync(chosen);
  const browser = await bed.start();
  await browser.open('about:blank');
  const options = await browser.openOptions();
  await options.until('document.querySelector("#folder")?.innerText.includes("TikTok")');
  await options.click('#choose');
  await cancelDialog();
  await options.until('!document.querySelector("#choose").disabled', { what: 'ready again' });
  assert.match(await options.text('#folder'), /TikTok/);
  await options.click('#choose');
  await chooseFolder(chosen);
  await options.until('document.querySelector("#folder").innerText.includes("second try")');
});

inBothBrowsers('a dialog that is open ends with the browser', async (bed, t) => {
  if (screen) return t.skip(screen);
  const browser = await bed.start();
  await browser.open('about:blank');
  const options = await browser.openOptions();
  await options.until('document.querySelector("#folder")?.innerText.includes("TikTok")');
  await options.click('#choose');
  const { waitDialog } = await import('./dialog.mjs');
  await waitDialog();
  await browser.quit();
  await bed.home.hostsGone(1000);
});
