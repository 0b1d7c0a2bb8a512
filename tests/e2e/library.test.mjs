// The library, opened from the folder as by a double click: it shows, finds, plays and tells, by keys
// alone too; what posts say is only ever text, and nothing leaves it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTILE, makeExported, makePosts, makeProfile, postOf } from '../host/library-posts.mjs';
import { assertClean } from './axe.mjs';
import { inBothBrowsers } from './bed.mjs';

const POSTS = 700; // two parts of the data
const ALL = POSTS + 2; // with those that only a data export knows
const said = (/** @type {any} */ view) => view.text('#said');
const shows = (/** @type {any} */ view, /** @type {string} */ text) => view.until(`document.querySelector('#said').innerText === ${JSON.stringify(text)}`);

/** @param {any} bed @param {object} [options] */
async function openLibrary(bed, options = {}) {
  makePosts(bed.home.folder, POSTS);
  makeProfile(bed.home.folder, postOf(699).author);
  makeExported(bed.home.folder, postOf(7));
  bed.home.clipkeep('rescan');
  bed.home.clipkeep('library');
  const browser = await bed.start({ extension: null, ...options });
  const view = await browser.open(`file://${bed.home.folder}/index.html`);
  await view.until(`document.documentElement.dataset.loaded === 'all'`);
  return view;
}

/** Types into the search, by the keyboard. @param {any} view @param {string} words */
async function search(view, words) {
  await view.run(`void (() => {
    const input = document.querySelector('#words');
    input.value = '';
    input.dispatchEvent(new Event('input'));
  })()`);
  await shows(view, `${ALL} posts`); // so that what is seen next is the answer to what is typed
  if ((await view.focused()) !== 'input#words') await view.press('/');
  await view.type(words);
}

inBothBrowsers('the library is gone through by keys, and plays what is kept', async (bed) => {
  const view = await openLibrary(bed);
  assert.equal(await said(view), `${ALL} posts`);
  assert.match(await view.text('li[aria-posinset="1"]'), new RegExp(`@${postOf(0).author.replace(/\d+$/, '')}`));
  await view.until(`document.querySelectorAll('canvas[data-drawn]').length > 10`);
  await search(view, 'whisper699');
  await shows(view, '1 post');
  await view.keyOn('li[aria-posinset="1"] button');
  await view.until(`document.querySelector('dialog[open] video')?.readyState >= 2`);
  assert.equal(await view.run(`document.querySelector('video').textTracks[0].cues.length`), 2);
  const text = await view.text('dialog');
  for (const part of [postOf(699).said, 'and & goes on', `@${postOf(699).author}`, 'SHA256SUMS', 'Band']) assert.ok(text.includes(part), `${part} in ${text}`);
  assert.equal(await view.run(`[...document.querySelectorAll('dialog a[target]')].every((one) => one.href.startsWith('https://www.tiktok.com/@creator') || one.href.startsWith('https://creativecommons.org/'))`), true);
  const { sha256 } = JSON.parse(readFileSync(join(bed.home.folder, postOf(699).author, `post [${postOf(699).id}].info.json`), 'utf8')).clipkeep.files[0];
  assert.ok(text.includes(sha256));
  await view.press('Escape');
  await view.until(`!document.querySelector('dialog[open]')`);
  assert.equal(await view.run(`document.activeElement.parentNode.ariaPosInSet`), '1');
  await search(view, 'number697');
  await shows(view, '1 post');
  await view.keyOn('li[aria-posinset="1"] button');
  await view.until(`document.querySelector('dialog .photos img')?.naturalWidth > 0 && document.querySelector('dialog audio').readyState >= 1`);
  assert.equal(await view.text('dialog .count'), 'Photo 1 of 2');
  await view.press('ArrowRight');
  await view.until(`document.querySelector('dialog .count').innerText === 'Photo 2 of 2'`);
  await view.press('Escape');
  await search(view, 'remark699');
  await shows(view, '1 post');
  await view.keyOn('li[aria-posinset="1"] button');
  await view.until(`document.querySelector('dialog .remarks ul li')`);
  assert.match(await view.text('dialog .remarks'), /@ben[^]*remarkable[^]*<b>[^]*@ana[^]*thank you/);
  await view.click('dialog .links button');
  await view.until(`document.querySelectorAll('.version').length === 3 && document.querySelectorAll('.figure .plot').length === 4`);
  assert.match(await view.text('main'), /90,210 \+89,210[^]*Third name[^]*bio of day 20[^]*<img src=x[^]*First name/);
  await view.press('?');
  await view.until(`document.querySelector('dialog.help[open] kbd')`);
  await view.press('Escape');
  await view.click('.modes button');
  await search(view, 'nothingofthekind');
  await shows(view, 'Nothing here fits. Try fewer filters or other words.');
});

inBothBrowsers('own posts that only a data export knows are found, seen and played as any other', async (bed) => {
  const view = await openLibrary(bed);
  await search(view, 'my own');
  await shows(view, '2 posts');
  await view.until(`document.querySelectorAll('canvas[data-drawn]').length === 2`, { what: 'a picture of the video, too' });
  await view.click('li[aria-posinset="2"] button');
  await view.until(`document.querySelector('dialog[open] video')?.readyState >= 2`);
  assert.match(await view.text('dialog'), /^From TikTok’s data export[^]*Yours[^]*my own video[^]*Jan[^]*2026[^]*List\s+Posts/);
  await view.press('Escape');
  await view.click('li[aria-posinset="1"] button');
  await view.until(`document.querySelector('dialog .photos img')?.naturalWidth > 0`);
  assert.equal(await view.text('dialog .count'), 'Photo 1 of 2');
  assert.match(await view.text('dialog'), /=my own trip, "quoted" <b>/);
  assert.equal(await view.run(`document.querySelectorAll('dialog a[target]').length`), 0);
});

/** Ways out of a page. Each is refused by the policy, which says so. */
const WAYS = {
  'connect-src': `void (window.wrappedJSObject ?? window).fetch('https://www.tiktok.com/')`,
  'img-src': `void (new Image().src = 'https://www.tiktok.com/x.png')`,
  'script-src-elem': `void document.head.append(Object.assign(document.createElement('script'), { text: 'globalThis.broken = 1' }))`,
  'form-action': `void (() => { const form = document.body.appendChild(document.createElement('form'));
    form.action = 'https://www.tiktok.com/'; form.submit(); form.remove(); })()`,
  'base-uri': `void document.head.append(Object.assign(document.createElement('base'), { href: 'https://www.tiktok.com/' }))`,
  'frame-src': `void document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://www.tiktok.com/' }))`,
};

inBothBrowsers('what a post says stays text, and nothing leaves the library', async (bed) => {
  const view = await openLibrary(bed);
  await search(view, 'onerror');
  await shows(view, '1 post');
  await view.keyOn('li[aria-posinset="1"] button');
  await view.until(`document.querySelector('dialog .words')`);
  assert.equal(await view.run(`document.querySelector('dialog .words').textContent`), HOSTILE);
  assert.equal(await view.run('globalThis.broken ?? null'), null);
  assert.equal(await view.run(`performance.getEntriesByType('resource').every(({ name }) => name.startsWith('file:'))`), true);
  await view.run(`void document.addEventListener('securitypolicyviolation', (event) => { document.body.dataset.refused += ' ' + event.effectiveDirective; })`);
  for (const [directive, way] of Object.entries(WAYS)) {
    await view.run(`void (() => { try { ${way.replace(/^void /, '')} } catch {} })()`);
    await view.until(`/${directive}${directive.startsWith('script') ? '|require-trusted' : ''}/.test(document.body.dataset.refused)`, { what: `${directive} refused` });
  }
  assert.equal(await view.run('globalThis.broken ?? null'), null);
  assert.deepEqual((await bed.standin.log()).filter(({ kind }) => kind !== 'control'), []);
  execFileSync('sh', ['-c', '! grep -l "<img" "$1"/*', 'sh', join(bed.home.folder, '.library')]);
});

/** A receipt with a post that is gone. @param {any} bed */
async function loseOne(bed) {
  const links = join(bed.home.path, 'links.txt');
  writeFileSync(links, `https://www.tiktok.com/@someone/video/${await bed.standin.id('gone')}\n`);
  bed.home.clipkeep('backup', links);
}

for (const dark of [false, true]) {
  inBothBrowsers(`the library breaks no rule of accessibility (${dark ? 'dark' : 'light'})`, async (bed) => {
    await loseOne(bed);
    const view = await openLibrary(bed, { dark });
    await assertClean(view, 'grid');
    await view.click('[aria-controls="filters"]');
    await assertClean(view, 'filters');
    await view.click('li[aria-posinset="2"] button');
    await view.until(`document.querySelector('dialog .files')`);
    await assertClean(view, 'post');
    await view.press('Escape');
    await view.click('.modes button:nth-child(3)');
    await view.until(`document.querySelector('.bars')`);
    assert.match(await view.text('.reasons'), /^1 TikTok says this post is not available\./);
    await assertClean(view, 'statistics');
    await view.click('.modes button:nth-child(2)');
    await view.until(`document.querySelector('.stage .player')`);
    await assertClean(view, 'feed');
    await view.click('.modes button:nth-child(4)');
    await assertClean(view, 'accounts');
    await view.click('.account');
    await view.until(`document.querySelector('.version')`);
    await assertClean(view, 'account');
    await view.press('?');
    await assertClean(view, 'keys');
  });
}
