// TikTok's data export taken in from its page: chosen in the desktop's own dialog, looked at, and saved.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cancelFile, chooseFile, chooseUnpacked } from './dialog.mjs';
import { assertClean } from './axe.mjs';
import { chooseLanguage } from './options-open.mjs';
import { eventually, inBothBrowsers } from './bed.mjs';
import { keptIds } from './lists.mjs';

const screen = process.env.DISPLAY ? false : 'no screen (DISPLAY is not set)';
const share = (/** @type {string} */ id) => `https://www.tiktokv.com/share/video/${id}/`;
const direct = (/** @type {string} */ id, /** @type {number} */ n, /** @type {number} */ ends) =>
  `https://video-sg.tiktokv.us/storage/v1/tos-${n}/o${id}?a=1233&x-tos-expires=${ends}&x-tos-signature=SECRET`;

/** An export with four lists, in the person's folder. @param {import('./bed.mjs').Bed} bed */
async function giveExport({ standin, home }) {
  const [own, liked, chosen] = await Promise.all(['ok', 'ok2', 'ok3'].map((name) => standin.id(name)));
  const soon = Math.floor(Date.now() / 1000) + 7200;
  const rows = [direct(own, 1, soon), direct(own, 2, 1000)].map((Link, n) => ({ Date: `2026-01-0${n + 1} 20:31:07`, Link, Title: `<b>mine</b> ${n}` }));
  const folder = join(home.path, 'TikTok data');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'user_data_tiktok.json'), JSON.stringify({
    Post: { Posts: { VideoList: rows } },
    'Likes and Favorites': { 'Like List': { ItemFavoriteList: [{ date: '2026-02-01 12:00:00', link: share(liked) }] },
      'Favorite Videos': { FavoriteVideoList: [{ Date: '2026-02-01 12:00:00', Link: share(chosen) }] } },
    'Profile And Settings': { Follower: { FansList: [{ Date: '2026-02-01 12:00:00', UserName: 'fan' }] } },
    'Your Activity': { 'Watch History': { VideoList: [{ Date: '2026-02-01 12:00:00', Link: share(chosen) }] }, '<img src=x>': { Odd: [1] } },
    'Direct Message': { 'Direct Messages': { ChatHistory: { 'Chat History with x:': [{ Date: '2026-02-01 12:00:00', Content: 'PRIVATE' }] } } },
  }));
  return { folder, file: join(folder, 'user_data_tiktok.json'), liked, chosen };
}

/** By the way that the options show. @param {any} browser */
async function openImport(browser) {
  const options = await browser.openOptions();
  await options.until('document.querySelector("#takein a")?.checkVisibility()');
  const address = await options.run('document.querySelector("#takein a").href');
  await options.run('document.querySelector("#takein a").click()');
  const page = await browser.waitTab(address);
  await page.until('!document.querySelector("#choose-file")?.disabled && document.body.dataset.state === "none"');
  return { options, page };
}

const FOUND = 'document.querySelector("#found")?.checkVisibility()';

inBothBrowsers('a data export is looked at, chosen from, and taken in', async (bed, t) => {
  if (screen) return t.skip(screen);
  const { file, liked, chosen } = await giveExport(bed);
  const browser = await bed.start();
  await browser.open('about:blank');
  const { options, page } = await openImport(browser);
  await assertClean(page, 'the guide');
  assert.match(await page.text('#guide'), /Download your data.*JSON.*four days/s);
  await page.click('#choose-file');
  await chooseFile(file);
  await page.until(FOUND, { what: 'what is in it' });
  assert.match(await page.text('#found-title'), /What is in .?user_data_tiktok\.json/);
  assert.match(await page.text('#lists'), /Your own posts\s+2\s.*Likes\s+1\s.*Favourites\s+1\s.*Followers\s+1\s.*What you watched\s+1/s);
  assert.equal(await page.run('[...document.querySelectorAll("#lists input")].map((box) => box.checked).join()'), 'true,true,true,true,false');
  assert.match(await page.text('#own'), /still work: 1\. The first of them ends on .*have ended: 1\. Ask TikTok for a new copy/);
  assert.match(await page.text('#estimate'), /^4 posts at most\. .*are free where Clipkeep saves\./);
  await page.run('document.querySelector("#others").open = true');
  assert.match(await page.text('#left'), /Direct Message\n.*<img src=x>/s, 'hostile names are text');
  await assertClean(page, 'what is in it');
  assert.ok(!existsSync(join(bed.home.folder, 'Data export')), 'nothing is taken in yet');

  // By the keyboard alone: without the favourites, then begin.
  await page.run('document.querySelector("#lists input[value=favourites]").focus()');
  await page.press('Space');
  await page.until('/^3 posts at most/.test(document.querySelector("#estimate").innerText)', { what: 'counted anew' });
  await page.run('document.querySelector("#start").focus()');
  await page.press('Enter');
  await page.until('document.body.dataset.state === "done"', { ms: 60000, what: 'taken in' });
  assert.equal(await page.run('document.activeElement.id'), 'receipt-title', 'a screen reader is told');
  assert.match(await page.text('#over'), /^It was taken in\./);
  assert.match(await page.text('#taken'), /Your own posts\s+Entries: 2.*posts\.csv.*Likes\s+Entries: 1.*Followers\s+Entries: 1.*followers\.csv/s);
  assert.match(await page.text('#fetched'), /^Files of your own posts saved: 1 \(/);
  await assertClean(page, 'the receipt');
  await eventually(() => keptIds(bed).has(liked), 'the liked post is saved', 30000);
  const exported = readdirSync(join(bed.home.folder, 'Data export'));
  assert.ok(exported.some((name) => /^2026-01-01 203107 [0-9a-f]{16}\.mp4$/.test(name)), exported.join());
  assert.ok(!keptIds(bed).has(chosen), 'not what was left out');
  assert.ok(!(await page.run('document.documentElement.outerHTML')).includes(bed.home.path), 'the page knows the name, never the path');

  await chooseLanguage(options, 'ar');
  await page.until('document.documentElement.lang === "ar"');
  await assertClean(page, 'the receipt in Arabic', ['rtl']);
}, { ms: 180000 });

inBothBrowsers('a dialog that was closed and a folder that is no export change nothing; then the right one is taken', async (bed, t) => {
  if (screen) return t.skip(screen);
  const { folder } = await giveExport(bed);
  writeFileSync(join(folder, 'more.json'), '{"Post": [');
  const empty = join(bed.home.path, 'holidays');
  mkdirSync(empty);
  const browser = await bed.start({ dark: true });
  await browser.open('about:blank');
  const { page } = await openImport(browser);
  await page.click('#choose-file');
  await page.until('/window that opens/.test(document.querySelector("#status").innerText)');
  await cancelFile();
  await page.until('!document.querySelector("#choose-file").disabled', { what: 'ready again' });
  assert.equal(await page.text('#status'), '', 'that is no fault');
  await page.click('#choose-folder');
  await chooseUnpacked(empty);
  await page.until('/There is nothing of TikTok.s data export in it\\. Choose the ZIP/.test(document.querySelector("#status").innerText)');
  await assertClean(page, 'what is no export, dark');
  await page.click('#choose-folder');
  await chooseUnpacked(folder);
  await page.until(FOUND, { what: 'what is in it' });
  assert.equal(await page.text('#status'), '');
  assert.match(await page.text('#wrong'), /Some of it could not be read\. .*more\.json, line 1.*: it ends in the middle/s);
  await assertClean(page, 'what is in it, dark');
  assert.ok(!existsSync(join(bed.home.folder, 'Data export')));

  // TikTok asks to slow down; the page is opened once more meanwhile, and it is stopped there by the keyboard.
  await bed.standin.set(await bed.standin.id('ok'), { behaviours: [{ name: 'too-many', of: ['exported'], times: 1, retryAfter: 90 }] });
  await page.click('#start');
  await page.until('/slow down: it goes on in/.test(document.querySelector("#phase").innerText)', { ms: 30000 });
  await assertClean(page, 'under way, dark');
  const again = await browser.openTab(await page.run('location.href'));
  await again.until('document.body?.dataset.state === "fetching" && /0 of 1/.test(document.querySelector("#phase").innerText)');
  await again.run('document.querySelector("#stop").focus()');
  await again.press('Enter');
  await again.until('/^It was stopped\\. What was taken in stays/.test(document.querySelector("#over").innerText)');
  assert.equal(await again.run('document.activeElement.id'), 'receipt-title');
  await bed.standin.set(await bed.standin.id('ok'), { behaviours: [] });
}, { ms: 120000 });
