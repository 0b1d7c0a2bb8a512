// What a person does and sees, in words that several tests share.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { judge } from '../host/judge.mjs';
import { keptOf } from '../host/kept.mjs';
import { PATIENCE_MS, eventually } from './bed.mjs';

/** @typedef {import('./drivers/view.mjs').View} View */

/**
 * Waits until a control can be seen in the popup, or any of several.
 * @param {View} popup
 * @param {string} selector
 */
export const untilShown = (popup, selector, ms = PATIENCE_MS) =>
  popup.until(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].some((one) => one.checkVisibility())`,
    { ms, what: `${selector} on the page` }
  );

/** Opens the card of the rights, which comes a moment after the popup. @param {View} popup */
export async function openRights(popup) {
  await popup.click('#chip');
  await untilShown(popup, '#rights');
}

/** Waits until a page that was marked `data-old` has been loaded anew. @param {View} page */
export async function untilLoadedAnew(page) {
  const fresh = '!document.documentElement.dataset.old && document.querySelector("video")';
  for (;;) {
    try {
      return await page.until(fresh, { what: 'the page loaded anew' });
    } catch (error) {
      // The document that was asked has gone in the meantime: ask its successor.
      if (!/unloaded|destroyed|detached|navigat|Inactive/i.test(String(error))) throw error;
    }
  }
}

/** The host's own request for the media of a post, stopped at the stand-in's gate. */
export const held = (/** @type {string} */ id) => (/** @type {any} */ entry) =>
  entry.kind === 'media' && entry.post === id && entry.held && !entry.player;

/** Presses the toolbar button and Save. @param {any} browser @returns {Promise<View>} the popup */
export async function pressSave(browser) {
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#save');
  await popup.click('#save');
  return popup;
}

/** Presses the toolbar button and Save, and waits for the end. @param {any} browser */
export async function saveByPopup(browser) {
  const popup = await pressSave(browser);
  await untilShown(popup, '#show');
  return popup;
}

/**
 * What is wrong with a kept post, by the bytes that lie in the folder and by the stand-in's word.
 * @param {Pick<import('./bed.mjs').Bed, 'home' | 'standin'>} bed
 * @param {any} post of `standin.posts()`
 * @returns {Promise<string[]>}
 */
export async function problemsOf({ home, standin }, post) {
  const kept = await keptOf(home.folder, post.id);
  const [want, others] = [await standin.expected(post), await standin.others(post.id)];
  return judge({ state: 'done', post: post.id }, kept, post, want, others);
}

/**
 * Checks that a video was kept as it shall be: the stand-in's bytes, playable, well named, dated,
 * with its sidecar, nothing half-done beside it.
 * @param {import('./bed.mjs').Bed} bed
 * @param {string} id
 * @returns {Promise<string>} the file
 */
export async function assertKept(bed, id) {
  const { home, standin } = bed;
  await eventually(() => home.log().includes(` kept ${id} `), `the host says that ${id} is kept`,
    PATIENCE_MS);
  const post = (await standin.posts()).find((/** @type {any} */ one) => one.id === id);
  assert.deepEqual(await problemsOf(bed, post), []);
  const files = home.videos().filter((one) => one.includes(`[${id}]`));
  assert.equal(files.length, 1, `one file of ${id} among ${home.videos()}`);
  const [file] = files;
  const day = new Date(post.created * 1000).toISOString().slice(0, 10);
  assert.ok(file.includes(`/${post.author}/`), file);
  assert.match(basename(file), new RegExp(`^${day} .*\\[${id}\\]\\.mp4$|^${day} \\[${id}\\]\\.mp4$`));
  assert.equal(Math.floor(statSync(file).mtimeMs / 1000), post.created, 'the date is the post\'s');
  assert.deepEqual(home.leftovers(), []);
  return file;
}

/** The id of the post that fills the screen of the feed, as a person sees it. @param {View} page */
export const idOnScreen = (page) => page.run(`(() => {
  const middle = innerHeight / 2;
  const article = [...document.querySelectorAll('article')].find((one) => {
    const box = one.getBoundingClientRect();
    return box.top <= middle && box.bottom > middle;
  });
  return /\\/(?:video|photo)\\/(\\d+)/.exec(article?.querySelector('a.text')?.href)?.[1] ?? '';
})()`);

/** What sticks out at the side, if the page can be moved sideways. @param {View} view */
export const sideways = (view) => view.run(`(() => {
  const boxes = [document.documentElement, document.querySelector('main')];
  if (boxes.every((one) => one.scrollWidth <= one.clientWidth)) return '';
  const out = ({ left, right }) => left < -0.5 || right > innerWidth + 0.5;
  return [...document.querySelectorAll('body *')].filter((one) => out(one.getBoundingClientRect()))
    .map((one) => one.id || one.className || one.localName).join(' ') || 'something';
})()`);
