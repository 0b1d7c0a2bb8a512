// A post is saved from wherever a person sees it, by the toolbar button.
import assert from 'node:assert/strict';
import { addressOf, callers, inBothBrowsers } from './bed.mjs';
import { assertKept, idOnScreen, saveByPopup, untilShown } from './steps.mjs';

inBothBrowsers('a post is saved from its own page', async (bed) => {
  const browser = await bed.start();
  const id = await bed.standin.id('ok');
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await browser.pressToolbarButton();
  await popup.until('document.querySelector("#save")?.checkVisibility()');
  assert.match(await popup.text('#title'), /my cat opens doors/);
  assert.match(await popup.text('#author'), /catlady/);
  await bed.standin.clear();
  await popup.click('#save');
  await untilShown(popup, '#show');
  await assertKept(bed, id);

  // The item came over the port from this browser: the host asked for the media, not the page.
  assert.deepEqual(await bed.standin.log({ kind: 'page' }), []);
  assert.ok(bed.home.log().includes(callers[bed.name]()), 'the host was started by this browser');
  assert.match(bed.home.log(), new RegExp(`save ${id} item handed over by ${bed.name}`));
});

inBothBrowsers('the post on screen in the feed is saved, not the first one', async (bed) => {
  const browser = await bed.start();
  const page = await browser.open('https://www.tiktok.com/foryou');
  await page.until('document.querySelectorAll("article a.text").length >= 2');
  const first = await idOnScreen(page);
  await page.press('ArrowDown');
  await page.until(`document.querySelector('article[data-scroll-index="1"]')
    ?.getBoundingClientRect().top < 50`);
  const second = await idOnScreen(page);
  assert.notEqual(second, first);
  assert.equal(await page.run('location.pathname'), '/foryou');

  const popup = await saveByPopup(browser);
  await assertKept(bed, second);
  assert.equal(bed.home.videos().length, 1);

  // The popup opened again further down speaks of the post that is on screen then.
  await popup.close();
  await page.press('ArrowDown');
  await page.until(`document.querySelector('article[data-scroll-index="2"]')
    ?.getBoundingClientRect().top < 50`);
  const third = await idOnScreen(page);
  await saveByPopup(browser);
  await assertKept(bed, third);
});

inBothBrowsers('a post reached without a new page is saved, not the one before', async (bed) => {
  const browser = await bed.start();
  const page = await browser.open('https://www.tiktok.com/@catlady');
  const id = await bed.standin.id('ok2');
  const link = `[data-e2e="user-post-item"] a[href*="${id}"]`;
  await page.until(`document.querySelector(${JSON.stringify(link)})`);
  await page.click(link);
  await page.until(`location.pathname.includes('${id}') && document.querySelector('video')`);
  await saveByPopup(browser);
  await assertKept(bed, id);

  // Now the page's script speaks of a post that was never on screen by itself.
  const other = await bed.standin.id('ok5');
  await page.run('history.back()');
  await page.until(`document.querySelector('[data-e2e="user-post-item"] a[href*="${other}"]')`);
  await page.click(`[data-e2e="user-post-item"] a[href*="${other}"]`);
  await page.until(`location.pathname.includes('${other}') && document.querySelector('video')`);
  await saveByPopup(browser);
  await assertKept(bed, other);
});
