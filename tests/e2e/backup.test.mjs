// Lists are backed up from the person's own tab: those that are chosen, with a puzzle on the way, and what
// the pages say of it. Large lists, restarts and what is new: everything.test.mjs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { PATIENCE_MS, eventually, inBothBrowsers } from './bed.mjs';
import { assertClean } from './axe.mjs';
import { untilShown } from './steps.mjs';
import { setTimeout as turn } from 'node:timers/promises';
import { keptIds, openBackup, over, signIn } from './lists.mjs';

const EVERYTHING = {
  posts: { count: 45, vanished: 2, private: 3, photos: 2 },
  likes: { count: 33 }, favourites: { count: 12, shared: 4, of: 'likes' },
  collections: [{ name: 'kitchen', count: 6, shared: 6, of: 'favourites' }], reposts: { count: 5 },
  playlists: [{ name: 'doors', count: 4, shared: 4, of: 'posts' }],
};

/** The host's newest receipts, by list. @param {import('./steps.mjs').View} view of the extension
 * @returns {Promise<Record<string, any>>} */
async function receiptsOf(view) {
  const said = await view.run(`(globalThis.browser ?? chrome).runtime.sendMessage({ do: 'backupReceipts', runs: [] })
    .then((answer) => JSON.stringify(answer))`);
  const { result } = JSON.parse(said);
  return Object.fromEntries((result?.receipts ?? []).map((/** @type {any} */ one) => [one.kind, one]));
}

/** Our bar at the foot of TikTok's page; what it says is in a tree that pages cannot look into. */
const BAR = `[...document.documentElement.children].some((one) => one.localName === 'div')
  && document.elementFromPoint(innerWidth / 2, innerHeight - 40).parentElement === document.documentElement`;

/** The posts once more, but of these kinds only. @param {import('./steps.mjs').View} backup @param {string} only */
async function again(backup, only) {
  await backup.run(`void (() => {
    const choice = document.querySelector('#only');
    choice.value = '${only}';
    choice.dispatchEvent(new Event('change', { bubbles: true }));
    document.querySelector('#start').click(); // TikTok's tab may be in front
  })()`);
  await backup.until(`!(${over})`, { what: 'it begins' });
  await backup.until(over, { ms: 60000, what: 'the list gone through' });
}

/** The two posts that are gone are made out to have failed: tried again, they are gone.
 * @param {import('./bed.mjs').Bed} bed @param {import('./steps.mjs').View} backup */
async function retryByKeyboard({ home }, backup) {
  const said = (/** @type {string} */ text) => `document.querySelector('#receipts').innerText.includes('${text}')`;
  await backup.until(said('Gone from TikTok: 2'), { ms: 60000 });
  execFileSync('python3', ['-c', `import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=10)
c.execute("UPDATE jobs SET code = 'network-timeout' WHERE state = 'failed'"); c.commit()`, `${home.path}/.local/state/clipkeep/archive.sqlite`]);
  await backup.until(said('Failed: 2'), { what: 'the reason, and that it can be tried again' });
  await assertClean(backup, 'a receipt with what failed');
  await backup.run(`document.querySelector('#receipt-title').focus()`);
  await backup.press('Tab');
  assert.match(await backup.run('document.activeElement.getAttribute("aria-label")'), /^Try again: /);
  await backup.press('Enter');
  await backup.until(said('Gone from TikTok: 2'), { ms: 60000, what: 'that they are gone' });
  assert.equal(await backup.run('document.activeElement.id'), 'receipt-title', 'the keyboard is where it was');
  assert.match(await backup.text('#status'), /^Trying again: 2 posts/);
}

/** The popup says what the backup waits for, leads to its tab, and says the same there, however often it is opened.
 * @param {any} browser @param {import('./steps.mjs').View} page of the tab */
async function leadToTab(browser, page) {
  const says = '/solve the puzzle in its tab/.test(document.querySelector("#backing")?.innerText)';
  const popup = await browser.pressToolbarButton();
  await popup.until(says, { what: 'what it waits for' });
  await assertClean(popup, 'the popup during a backup');
  await popup.run('void document.querySelector("#backingTab").click()');
  await page.until('document.visibilityState === "visible"', { what: 'its tab in front' });
  for (let times = 0; times < 3; times++) {
    const there = await browser.pressToolbarButton();
    await there.until(says, { what: 'the same here' });
    await untilShown(there, '#folder:enabled');
    assert.equal(await there.shown('#backup'), false, 'no second one is offered');
    await turn(500); // it remembers how it looks
    await there.close();
  }
}

inBothBrowsers('one’s own lists are backed up, and add up; a puzzle in between loses nothing', async (bed) => {
  const truth = await signIn(bed, EVERYTHING, { captchaAfter: 2 });
  const browser = await bed.start();
  const { page, backup } = await openBackup(browser);
  await assertClean(backup, 'choosing');
  assert.match(await backup.text('#lists'), /Posts\s+\d+\s+Likes\s+Favourites\s+Reposts/);
  await backup.until('/To download: about [0-9]+ posts/.test(document.querySelector("#estimate").innerText)', { what: 'what it comes to' });
  assert.match(await backup.text('#estimate'), /nothing is saved yet to judge by/);
  assert.match(await backup.text('#space'), /are free where Clipkeep saves|This may not fit/);
  await backup.click('#list-3');
  await backup.click('#start');

  await backup.until('document.body.dataset.phase === "captcha"', { ms: PATIENCE_MS, what: 'the puzzle is told' });
  assert.match(await backup.text('#phase'), /solve the puzzle in its tab/);
  await assertClean(backup, 'under way');
  assert.equal(await page.run(BAR), true, 'the tab is labelled');
  await leadToTab(browser, page);
  await bed.standin.quirks('mina', {});
  await page.run('document.querySelector("#puzzle-done").click()');

  await backup.until(over, { ms: 100000, what: 'all lists gone through' });
  assert.equal(await page.run(BAR), false, 'and left alone again');
  const { posts, likes, favourites, collection, playlist, ...others } = await receiptsOf(backup);
  assert.deepEqual([posts, likes, favourites, collection, playlist].map((one) => [one?.found, one?.ended]),
    [45, 33, 12, 6, 4].map((count) => [count, 'complete']));
  assert.deepEqual(others, {}, 'not what was left out');
  await eventually(async () => Object.values(await receiptsOf(backup)).every(({ waiting }) => waiting === 0), 'all is saved', 60000);
  const { saved, gone, failed } = (await receiptsOf(backup)).posts;
  assert.deepEqual([saved, gone, failed], [43, 2, 0], 'private ones too; those that vanished are gone');
  /** @type {any[]} */
  const listed = truth.lists.filter((/** @type {any} */ one) => one.id !== 'reposts').flatMap((/** @type {any} */ one) => one.posts);
  const whole = new Set(listed.filter(({ kind }) => kind !== 'vanished').map(({ id }) => id));
  await eventually(() => keptIds(bed).size === whole.size, 'each post once', 60000);
  await backup.until('/Gone from TikTok: 2/.test(document.querySelector("#receipts").innerText)', { ms: 30000 });
  await assertClean(backup, 'the receipt');

  await backup.close();
  await bed.standin.grow('mina', 'posts', 2);
  const anew = (await openBackup(browser)).backup;
  if (bed.name === 'chromium') await retryByKeyboard(bed, anew); // once is enough
  await anew.run('void [...document.querySelectorAll("#lists input")].slice(1).forEach((one) => one.click())');
  await again(anew, 'photo');
  const unwanted = (await receiptsOf(anew)).posts;
  assert.deepEqual([unwanted.saved, unwanted.passedOver], [0, 4], 'videos are not wanted: two new ones, and two that are gone');
  await again(anew, '');
  await eventually(async () => (await receiptsOf(anew)).posts.saved === 2, 'the new ones are saved', 60000);
}, { ms: 300000 });

/** The stories alone: they are the first of the lists. @param {import('./steps.mjs').View} backup */
async function onlyStories(backup) {
  await backup.until('/^Stories\\s+Whoever made them may see.*\\s+Posts/.test(document.querySelector("#lists").innerText)', { ms: PATIENCE_MS, what: 'the stories to choose' });
  await backup.until('document.querySelectorAll("#lists input").length >= 5', { ms: PATIENCE_MS, what: 'the other lists' });
  await assertClean(backup, 'choosing stories');
  await backup.run('void [...document.querySelectorAll("#lists input")].slice(1).forEach((one) => one.click())');
  await backup.click('#start');
  await backup.until(over, { ms: 60000, what: 'the stories gone through' });
}

inBothBrowsers('stories are opened at the ring and kept', async (bed) => {
  const truth = await bed.standin.account({ name: 'teller', posts: { count: 1 }, stories: { count: 3 } });
  const browser = await bed.start();
  const page = await browser.open('https://www.tiktok.com/@teller');
  await page.until('document.querySelector("[data-e2e=user-avatar] img")');
  const popup = await browser.pressToolbarButton();
  await popup.until('document.querySelector("#backup")?.checkVisibility()', { what: 'the button to back up' });
  const address = await popup.run('(globalThis.browser ?? chrome).runtime.getURL("backup/backup.html")');
  await popup.click('#backup');
  const backup = await browser.waitTab(address);
  await onlyStories(backup);
  const { stories } = await receiptsOf(backup);
  assert.deepEqual([stories.found, stories.ended, stories.gone], [3, 'complete', 0]);
  const ids = truth.lists.find((/** @type {any} */ one) => one.id === 'stories').posts.map((/** @type {any} */ one) => one.id);
  await eventually(() => ids.every((/** @type {string} */ id) => keptIds(bed).has(id)), 'they are saved', 60000);
  await backup.until('/Stories/.test(document.querySelector("#receipts").innerText)', { what: 'their receipt' });
}, { ms: 120000 });
