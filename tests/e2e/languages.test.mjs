// Whatever language it speaks: nothing sticks out of the popup or is cut in it, in its main states and
// with the card of rights, with text of twice the size, and in a narrow window.
import assert from 'node:assert/strict';
import { GALLERY, RIGHTS, examplePost, otherJob } from './gallery.mjs';
import { addressOf, extension, inBothBrowsers } from './bed.mjs';
import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { openRights } from './steps.mjs';
import { registerTeller } from './other-host.mjs';

const LANGUAGES = readdirSync(join(extension, '_locales'));

/** What is wrong with what is shown: words cut off, or out of the popup. What people have written may
 * be shortened (a name, a caption, the folder); what we say may not. */
const FAULTS = `(() => {
  const faults = [];
  const name = (one) => one.id || one.className || one.closest('[id]')?.id + ' ' + one.localName;
  const body = document.body.getBoundingClientRect();
  const clip = (one) => /hidden|clip/.test(getComputedStyle(one).overflowX);
  for (const one of document.querySelectorAll('body *')) {
    if (!one.checkVisibility() || one.closest('svg, .said')) continue;
    const box = one.getBoundingClientRect();
    if (box.width > 0 && (box.right > body.right + 1 || box.left < body.left - 1)) faults.push('out: ' + name(one));
    const words = ![...one.children].length && one.textContent.trim();
    const theirs = one.closest('#author, #title, .name, #folderName, #pasted');
    if (words && !theirs && one.localName !== 'option' && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0) {
      faults.push('cut: ' + name(one) + ': ' + words);
    }
    if (one.localName === 'button' && one.scrollHeight > one.clientHeight + 2) faults.push('high: ' + name(one) + ': ' + words);
    if (one.localName === 'select') {
      const probe = document.createElement('span');
      probe.style.cssText = 'position: absolute; visibility: hidden; white-space: nowrap';
      probe.style.font = getComputedStyle(one).font;
      document.body.append(probe);
      const style = getComputedStyle(one);
      const room = one.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd) - 16;
      for (const option of one.options) {
        probe.textContent = option.textContent;
        if (probe.getBoundingClientRect().width > room + 1) faults.push('cut: ' + name(one) + ': ' + option.textContent);
      }
      probe.remove();
    }
  }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push('sideways');
  const main = document.querySelector('main');
  if (main.scrollWidth > main.clientWidth) faults.push('main sideways');
  return JSON.stringify(faults);
})()`;

/** @param {string} font @param {string} width of the popup */
const sized = (font, width) => `void (document.documentElement.style.fontSize = '${font}',
  document.body.style.inlineSize = '${width}')`;
const SIZES = [['', ''], ['', '320px'], ['32px', '']];

/** The states that a post goes through, as the host says them. @param {string} id of the post */
const statesOf = (id) => [
  { state: 'downloading', total: 8400000, bytes: 3200000, speed: 640000, left: 8 },
  { state: 'downloading', paused: true },
  { state: 'downloading', waits: { code: 'rate-limited', seconds: 75 } },
  { state: 'checking', joining: true },
  { state: 'failed', error: { code: 'media-refused', detail: 'HTTP 403' } },
  { state: 'done', file: `catlady/2026-02-02 my cat opens doors [${id}].mp4`,
    notes: ['smaller', 'captions-missing', 'sound-missing'] },
].map((more, n) => otherJob(900 + n, { post: id, notes: [], ...more }));

inBothBrowsers('in none of the languages anything sticks out or is cut', async (bed, t) => {
  const id = await bed.standin.id('ok');
  const { results, events = [] } = GALLERY.list;
  const tell = registerTeller(bed, { ...examplePost, id, cover: null, rights: RIGHTS }, results);
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await browser.pressToolbarButton();
  await popup.waitState('ready');
  events.forEach(tell);
  await popup.until('document.querySelectorAll("#rows li").length >= 6');
  await popup.run('document.querySelector("#links").open = true');
  await openRights(popup);
  /** @type {string[]} */
  const faults = [];
  /** @param {string} what */
  const lookInAll = async (what) => {
    for (const language of LANGUAGES) {
      await popup.run(`(globalThis.browser ?? chrome).storage.local.set({ language: '${language}' }).then(() => 1)`);
      await popup.until(`document.documentElement.lang === '${language.replace('_', '-')}'`);
      for (const [font, width] of SIZES) {
        await popup.run(sized(font, width));
        const found = JSON.parse(await popup.run(FAULTS));
        faults.push(...found.map((/** @type {string} */ one) => `${language} ${what} ${font}${width}: ${one}`));
      }
      await popup.run(sized('', ''));
    }
  };
  await lookInAll('ready');
  await popup.click('#chip');
  for (const job of statesOf(id)) {
    tell(job);
    await popup.until(`document.body.dataset.state !== 'ready' && document.body.dataset.state === '${stateOf(job)}'`);
    await lookInAll(stateOf(job));
  }
  faults.forEach((one) => t.diagnostic(one));
  assert.deepEqual(faults, []);
});

/** What the popup calls the state of a job. @param {any} job */
function stateOf(job) {
  if (job.paused) return 'paused';
  if (job.waits) return 'waiting';
  return job.joining ? 'joining' : job.state;
}
