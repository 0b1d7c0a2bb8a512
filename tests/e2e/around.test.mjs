// What is around the popup: the browser's own menus, shortcuts and notifications, the badge, several
// posts at once, the clipboard. Chromium has a window here: its menus and questions are the desktop's.
import assert from 'node:assert/strict';
import { RIGHTS, examplePost } from './gallery.mjs';
import { PATIENCE_MS, addressOf, eventually, inBothBrowsers } from './bed.mjs';
import { assertKept, openRights, untilShown } from './steps.mjs';
import { noScreen } from './drivers/desk.mjs';
import { registerTeller } from './other-host.mjs';

/** A test that needs the browser's own window. @param {string} what
 * @param {(bed: import('./bed.mjs').Bed, t: any) => Promise<void>} run */
const withWindow = (what, run) =>
  inBothBrowsers(what, async (bed, t) => {
    if (bed.name === 'chromium' && noScreen) return t.skip(noScreen);
    const { start } = bed;
    await run({ ...bed, start: (options = {}) => start({ headless: bed.name !== 'chromium', ...options }) }, t);
  });

/** @param {import('./bed.mjs').Bed} bed @param {number} count */
const untilVideos = (bed, count) =>
  eventually(() => bed.home.videos().length === count, `${count} videos`, PATIENCE_MS);

/** @param {import('./bed.mjs').Bed} bed @param {any} browser */
const untilDone = (bed, browser) => eventually(async () => (await browser.badge()) === '✓', 'the tick', PATIENCE_MS);

withWindow('from the menu of a link, of the page and of the toolbar button posts are kept', async (bed) => {
  const browser = await bed.start();
  const page = await browser.open('https://www.tiktok.com/foryou');
  await page.until('document.querySelector("article a.text")');
  const first = await page.run('/video\\/(\\d+)/.exec(document.querySelector("article a.text").href)[1]');
  await browser.chooseFromMenu('link', 'article a.text');
  await untilDone(bed, browser);
  await assertKept(bed, first);

  await browser.open(await addressOf(bed.standin, 'ok3'));
  await browser.chooseFromMenu('video', 'video');
  await untilVideos(bed, 2);
  await assertKept(bed, await bed.standin.id('ok3'));

  // All open posts of the window; the page that is none does not disturb.
  await browser.openTab(await addressOf(bed.standin, 'ok2'));
  await browser.openTab('https://www.tiktok.com/foryou');
  await browser.chooseFromMenu('tabs');
  await untilVideos(bed, 3);
  await assertKept(bed, await bed.standin.id('ok2'));
  await eventually(async () => (await browser.badge()) === '', 'the tick goes');
});

withWindow('a wish of the menu that cannot be done marks the button, and the popup says why', async (bed) => {
  const browser = await bed.start();
  await browser.open('https://www.tiktok.com/@catlady');
  await browser.chooseFromMenu('page', 'header');
  await eventually(async () => (await browser.badge()) === '!', 'the mark');
  const popup = await browser.pressToolbarButton();
  await popup.until('/\\w{3}.*[.!]/.test(document.querySelector("#outcome").innerText)', { what: 'why' });
  await eventually(async () => (await browser.badge()) === '', 'the mark goes');
});

inBothBrowsers('one shortcut saves what is on screen, the other opens the popup', async (bed, t) => {
  if (noScreen) return t.skip(noScreen);
  // With a window in Firefox too: its menu bar takes some letters with Alt, and with Alt and Shift.
  const browser = await bed.start({ headless: false });
  await browser.open(await addressOf(bed.standin, 'ok'));
  await browser.shortcut('Alt+Shift+J');
  await untilDone(bed, browser);
  await assertKept(bed, await bed.standin.id('ok'));

  // A post whose creator turned saving off: nobody was asked, so nothing is downloaded.
  const id = await bed.standin.id('saving-off');
  await browser.open(await addressOf(bed.standin, 'saving-off'));
  await browser.shortcut('Alt+Shift+J');
  await eventually(async () => (await browser.badge()) === '!', 'the mark');
  await browser.shortcut('Alt+Shift+K');
  const popup = await browser.waitPopup();
  await popup.waitState('off');
  assert.match(await popup.text('#sentence'), /turned saving off/);
  assert.equal(await popup.shown('#consent'), true);
  await eventually(async () => (await browser.badge()) === '', 'the mark goes');
  const fetched = await bed.standin.log((/** @type {any} */ one) => one.kind === 'media' && one.post === id && !one.player);
  assert.deepEqual([fetched.length, bed.home.videos().length], [0, 1]);
});

withWindow('notifications: asked for when they are chosen, one at the end, or each, or none', async (bed) => {
  const browser = await bed.start();
  const options = await browser.openOptions();
  const value = 'document.querySelector("#notify").value';
  await options.until(`document.querySelector("#keys li") && ${value} === 'never'`);
  const has = '(globalThis.browser ?? chrome).permissions.contains({ permissions: ["notifications"] })';
  /** @param {string} when */
  const choose = async (when) => {
    await options.tabTo('#notify');
    for (let presses = 0; presses < 4 && (await options.run(value)) !== 'never'; presses += 1) await options.press('ArrowUp');
    for (let presses = 0; presses < { never: 0, end: 1, each: 2 }[/** @type {'end'} */ (when)]; presses += 1) {
      await options.press('ArrowDown');
    }
  };
  await options.click('h1'); // the keyboard is in the page, not in the address
  assert.equal(await options.run(has), false, 'not before it is wanted');
  await choose('end');
  await browser.answerPermission(options, false);
  await options.until(`${value} === 'never'`, { what: 'what was refused is not shown as chosen' });
  await choose('end');
  await browser.answerPermission(options, true);
  await options.until('/Changed/.test(document.querySelector("#status").innerText)');
  assert.deepEqual([await options.run(has), await options.run(value)], [true, 'end']);

  await browser.watchNotices();
  const names = ['ok', 'ok2', 'ok3', 'photo-9'];
  /** @param {string[]} wanted posts' names @returns {Promise<string[]>} what was told meanwhile */
  const told = async (...wanted) => {
    const before = (await browser.notices()).told.length;
    await browser.openTab('about:blank');
    const popup = await browser.pressToolbarButton();
    await popup.waitState('elsewhere');
    const links = await Promise.all(wanted.map((name) => addressOf(bed.standin, name)));
    await saveLinks(popup, links.join(' '));
    await popup.close();
    const ids = await Promise.all(wanted.map((name) => bed.standin.id(name)));
    for (const id of ids) await eventually(() => bed.home.log().includes(` kept ${id} `), `${id} kept`, PATIENCE_MS);
    await eventually(async () => !/\d|…/.test(await browser.badge()), 'all is done');
    await new Promise((end) => { setTimeout(end, 500); });
    return (await browser.notices()).told.slice(before);
  };
  assert.deepEqual(await told(names[0], names[1]), ['2 posts are saved.'], 'one for both');
  assert.equal((await browser.notices()).shown, 1);
  await choose('each');
  await options.until(`${value} === 'each'`);
  assert.deepEqual(await told(names[2]), ['1 post is saved.']);
  await choose('never');
  await options.until(`${value} === 'never'`);
  assert.deepEqual(await told(names[3]), []);
});

/** Pastes links into the popup and saves them.
 * @param {import('./steps.mjs').View} popup @param {string} text @returns {Promise<string>} what came of it */
async function saveLinks(popup, text) {
  if (!(await popup.run('document.querySelector("#links").open'))) await popup.click('#linksTitle');
  await popup.run(`document.querySelector('#pasted').value = ${JSON.stringify(text)}`);
  await popup.run('document.querySelector("#outcome").textContent = ""');
  await popup.click('#saveLinks');
  return popup.until('document.querySelector("#outcome").innerText', { what: 'what came of it' });
}

const SMALL = [{ gear: 'normal_540_0', codec: 'h264', width: 576, height: 1024, bytes: 200000, kind: 'h264' }];

inBothBrowsers('links are pasted: good, twice, bad, foreign, and sixty of them', async (bed) => {
  const browser = await bed.start();
  await browser.open('about:blank');
  const popup = await browser.pressToolbarButton();
  await popup.waitState('elsewhere');
  const [good, id] = [await addressOf(bed.standin, 'ok'), await bed.standin.id('ok')];
  const said = await saveLinks(popup, `look: ${good}?lang=en\n(${good}), https://example.com/video/1 https://www.tiktok.com/explore`);
  assert.match(said, /^To be saved: 1\nNot possible: 1\. [A-Z].+\nNot on TikTok: 1$/);
  assert.notEqual(await popup.run('document.querySelector("#pasted").value'), '', 'what was refused can be mended');
  await assertKept(bed, id);
  assert.equal(await saveLinks(popup, 'nothing to see'), 'There is no link to a post in that.');
  assert.equal(await saveLinks(popup, good), 'Saved before: 1');

  const ids = Array.from({ length: 60 }, (_, n) => String(7611000000000000000n + BigInt(n)));
  for (const one of ids) await bed.standin.add({ id: one, author: 'sixty', text: 'one of sixty', gears: SMALL });
  const two = [ids[0], ids[59]];
  for (const one of two) await bed.standin.hold(one, 65536);
  assert.equal(await saveLinks(popup, ids.map((one) => `https://www.tiktok.com/@sixty/video/${one}`).join('\n')), 'To be saved: 60');
  assert.equal(await popup.run('document.querySelector("#pasted").value'), '');
  await eventually(() => bed.home.videos().length === 59, 'all but two', 90000);
  await eventually(async () => (await browser.badge()) === '2', 'how many are left');
  for (const one of two) await bed.standin.release(one);
  await untilVideos(bed, 61);
  await eventually(async () => /^✓?$/.test(await browser.badge()), 'nothing is left');
});

inBothBrowsers('all open posts of the window are saved by one button of the popup', async (bed) => {
  const browser = await bed.start();
  const names = ['ok', 'ok2', 'ok3'];
  for (const name of names) await browser.openTab(await addressOf(bed.standin, name));
  await bed.standin.hold(await bed.standin.id('ok2'), 65536);
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#tabs');
  assert.match(await popup.text('#tabs'), /3/);
  await popup.click('#tabs');
  await popup.until('document.querySelector("#outcome").innerText === "To be saved: 3"');
  // While one is left its percents are told, and a tick at the end.
  await untilVideos(bed, 2);
  await eventually(async () => /^\d{1,2}%$/.test(await browser.badge()), 'percents of the last one');
  await bed.standin.release(await bed.standin.id('ok2'));
  await untilDone(bed, browser);
  for (const name of names) await assertKept(bed, await bed.standin.id(name));
});

inBothBrowsers('the credit and the question reach the clipboard, and the creator’s page opens', async (bed) => {
  const post = { ...examplePost, id: await bed.standin.id('ok'), cover: null, rights: RIGHTS };
  registerTeller(bed, post);
  const browser = await bed.start();
  const address = await addressOf(bed.standin, 'ok');
  await browser.open(address);
  const popup = await browser.pressToolbarButton();
  await popup.waitState('ready');
  await openRights(popup);
  await popup.click('#credit');
  await popup.until('document.querySelector("#rightsSaid").innerText === "Copied."');
  const credit = await browser.clipboard();
  assert.doesNotMatch(credit, /[\u2066-\u2069]/, 'no marks that other programs show as boxes');
  for (const part of ['my cat opens doors', `(@${post.author.name})`, address, 'CC BY-NC 4.0',
    'https://creativecommons.org/licenses/by-nc/4.0/']) {
    assert.ok(credit.includes(part), `${part} in ${credit}`);
  }
  const again = await browser.pressToolbarButton();
  await again.waitState('ready');
  await openRights(again);
  await again.click('#askThem');
  await browser.waitTab(`https://www.tiktok.com/@${post.author.name}`);
  let question = credit;
  await eventually(async () => (question = await browser.clipboard()) !== credit, 'the question in the clipboard', PATIENCE_MS);
  assert.ok(question.includes(address) && question.includes(post.author.nickname), question);
});
