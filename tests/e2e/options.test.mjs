// The options page: what is changed holds at once, and is what the host keeps.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, inBothBrowsers } from './bed.mjs';

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
  assert.deepEqual(await chosen(options), ['captions-all', 'cover', 'names-usual', 'quality-best']);

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
  assert.deepEqual(await chosen(again), ['captions-none', 'cover', 'names-usual', 'quality-small', 'watermark']);
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
  assert.deepEqual(await chosen(options), ['captions-all', 'cover', 'names-usual', 'quality-best']);
  // It goes as soon as it can be kept.
  rmSync(config);
  await options.click('#quality-small');
  await untilChanged(options, '#quality-small');
});

inBothBrowsers('names are chosen by a word or by a pattern, and shown before they are used', async (bed) => {
  const kept = () => JSON.parse(readFileSync(join(bed.home.path, '.config/clipkeep/settings.json'), 'utf8')).names;
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  /** @param {string} text */
  const untilExample = (text) => options.until(
    `document.querySelector("#example-video").innerText.includes(${JSON.stringify(text)})`, { what: text });
  await untilExample('catlady/2026-02-02 My cat opens doors [7602050882429897470].mp4');
  await options.click('label[for="names-month"]');
  await untilExample('2026/02/catlady 2026-02-02 My cat opens doors');
  await untilChanged(options, '#names-month');
  assert.equal(kept(), '{year}/{month}/{author} {date} {title} [{id}]');

  // A pattern of one's own: what it makes is shown while it is written, and holds when it is used.
  await options.click('label[for="names-own"]');
  assert.equal(await options.focused(), 'input#pattern');
  /** @param {string} names */
  const write = (names) => options.run(`void Object.assign(document.querySelector("#pattern"),
    { value: ${JSON.stringify(names)} }).dispatchEvent(new Event("input"))`);
  await write('{kind}/{nmae}');
  await options.until('/At character 8.*nmae/.test(document.querySelector("#pattern-fault").innerText)', { what: 'why not' });
  assert.equal(await options.run('document.querySelector("#use-pattern").disabled'), true);
  await write('{kind}/');
  await options.click('#fields button[value="title"]');
  await untilExample('video/My cat opens doors [7602050882429897470].mp4');
  assert.equal(kept(), '{year}/{month}/{author} {date} {title} [{id}]', 'nothing is used by being shown');
  await options.click('#use-pattern');
  await untilChanged(options, '#names-own');
  assert.equal(kept(), '{kind}/{title}');
  await options.close();

  const again = await browser.openOptions();
  await untilReady(again);
  assert.equal(await again.run('document.querySelector("#pattern").value'), '{kind}/{title}');
});

inBothBrowsers('what is kept in another folder is moved when it is asked for, and left without', async (bed) => {
  const target = join(bed.home.path, 'kept here');
  mkdirSync(target);
  bed.home.clipkeep('save', await addressOf(bed.standin, 'ok'));
  bed.home.clipkeep('folder', target);
  const browser = await bed.start();
  const options = await browser.openOptions();
  const question = 'document.querySelector("#elsewhere")';
  await options.until(`${question}.checkVisibility() && /^1 post .*TikTok/.test(${question}.innerText)`, { what: 'a question' });
  assert.ok(!(await options.text('#elsewhere')).includes(bed.home.path), 'the name, never the path');
  await options.click('#move');
  await options.until('/All is moved/.test(document.querySelector("#status").innerText)', { what: 'the end of it' });
  assert.equal(await options.run(`${question}.checkVisibility()`), false);
  assert.deepEqual(bed.home.videos(), [], 'nothing is left in the old folder');
  bed.home.folder = target;
  const videos = bed.home.videos();
  assert.equal(videos.length, 1);

  // Back again: left where it is, and not asked about any more.
  bed.home.clipkeep('folder', join(bed.home.path, 'Videos/TikTok'));
  await options.close();
  const again = await browser.openOptions();
  await again.until(`${question}.checkVisibility()`, { what: 'the question' });
  await again.click('#leave');
  await again.until(`!${question}.checkVisibility()`, { what: 'no question' });
  assert.deepEqual(bed.home.videos(), videos);
});
