// The options page: what is changed holds at once, and is what the host keeps.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inBothBrowsers } from './bed.mjs';

/** @typedef {import('./steps.mjs').View} View */

/** @param {View} options */
const untilReady = (options) =>
  options.until('document.querySelector("#quality-best").disabled === false', { what: 'settings' });

/** @param {View} options @param {string} selector */
const untilChanged = (options, selector) =>
  options.until(`document.querySelector("${selector}").checked &&
    /Changed/.test(document.querySelector("#status").innerText)`);

/** What is chosen, read from the page. @param {View} options */
const chosen = (options) =>
  options.run('[...document.querySelectorAll("input:checked")].map((one) => one.id).sort()');

inBothBrowsers('quality, captions and watermark are changed, kept and shown again', async (bed) => {
  const kept = () => JSON.parse(readFileSync(join(bed.home.path, '.config/clipkeep/settings.json'), 'utf8'));
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  assert.deepEqual(await chosen(options), ['captions-all', 'cover', 'quality-best']);

  await options.click('label[for="quality-compatible"]');
  await untilChanged(options, '#quality-compatible');
  assert.equal(kept().quality, 'compatible');
  await options.click('#captions-none');
  await untilChanged(options, '#captions-none');
  await options.click('label[for="watermark"]');
  await untilChanged(options, '#watermark');
  assert.deepEqual([kept().captions, kept().watermark, kept().sources], ['none', true, false]);

  // By the keyboard: one stop for the group, arrow keys inside it.
  while ((await options.focused()) !== 'input#quality-compatible') await options.press('Tab');
  await options.press('ArrowDown');
  await untilChanged(options, '#quality-small');
  assert.equal(kept().quality, 'small');
  await options.close();

  const again = await browser.openOptions();
  await untilReady(again);
  assert.deepEqual(await chosen(again), ['captions-none', 'cover', 'quality-small', 'watermark']);
});

inBothBrowsers('a change that cannot be kept is not shown as if it were', async (bed) => {
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  // A file where the settings' folder should be.
  const config = join(bed.home.path, '.config/clipkeep');
  rmSync(config, { recursive: true, force: true });
  mkdirSync(join(bed.home.path, '.config'), { recursive: true });
  writeFileSync(config, '');
  chmodSync(config, 0o400);
  await options.click('#quality-small');
  await options.until('/drive/.test(document.querySelector("#status").innerText)', { what: 'a sentence' });
  assert.deepEqual(await chosen(options), ['captions-all', 'cover', 'quality-best']);
  // It goes as soon as it can be kept.
  rmSync(config);
  await options.click('#quality-small');
  await untilChanged(options, '#quality-small');
});
