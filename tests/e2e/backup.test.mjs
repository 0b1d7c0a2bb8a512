// Whole lists are backed up from the person's own tab: what the account's lists hold, past a puzzle and
// a restart of the browser, and the second time only what is new.
import assert from 'node:assert/strict';
import { PATIENCE_MS, eventually, filesBelow, inBothBrowsers } from './bed.mjs';
import { assertClean } from './axe.mjs';

const PROFILE = 'https://www.tiktok.com/@mina';

const POSTS = { count: 45, vanished: 2, private: 3, photos: 2 };
const EVERYTHING = {
  posts: POSTS, likes: { count: 33 }, favourites: { count: 12, shared: 4, of: 'likes' },
  collections: [{ name: 'kitchen', count: 6, shared: 6, of: 'favourites' }], reposts: { count: 5 },
  playlists: [{ name: 'doors', count: 4, shared: 4, of: 'posts' }],
};

/** An account with lists, signed in. @param {import('./bed.mjs').Bed} bed @param {object} lists @param {object} [quirks] */
async function signIn({ standin }, lists, quirks = {}) {
  await standin.settings({ signedIn: 'mina', sessions: true });
  return standin.account({ name: 'mina', ...lists, quirks });
}

/** The page of backups, from the popup's button on the profile. @param {any} browser */
async function openBackup(browser) {
  const page = await browser.open(PROFILE);
  await page.until('document.querySelectorAll("[data-e2e=user-post-item]").length >= 30');
  const popup = await browser.pressToolbarButton();
  await popup.until('document.querySelector("#backup")?.checkVisibility()', { what: 'the button to back up' });
  assert.match(await popup.text('#backup'), /^Back up everything$/);
  const address = await popup.run('(globalThis.browser ?? chrome).runtime.getURL("backup/backup.html")');
  await popup.click('#backup');
  const backup = await browser.waitTab(address);
  await backup.until('document.querySelectorAll("#lists input").length >= 4', { what: 'the lists to choose' });
  return { page, backup };
}

/** Leaves favourites and reposts out, and starts. @param {import('./steps.mjs').View} backup */
async function onlyTwo(backup) {
  await backup.click('#list-2');
  await backup.click('#list-3');
  await backup.click('#start');
}

/** The host's newest receipts, by list. @param {import('./steps.mjs').View} view of the extension
 * @returns {Promise<Record<string, any>>} */
async function receiptsOf(view) {
  const said = await view.run(`(globalThis.browser ?? chrome).runtime.sendMessage({ do: 'backupReceipts', runs: [] })
    .then((answer) => JSON.stringify(answer))`);
  const { result } = JSON.parse(said);
  return Object.fromEntries((result?.receipts ?? []).map((/** @type {any} */ one) => [one.kind, one]));
}

/** The posts that are kept, once each. @param {import('./bed.mjs').Bed} bed */
const keptIds = ({ home }) =>
  new Set(filesBelow(home.folder).flatMap((name) => /\[(\d{15,20})\]/.exec(name)?.[1] ?? []));

/** Our bar at the foot of TikTok's page; what it says is in a tree that pages cannot look into. */
const BAR = `[...document.documentElement.children].some((one) => one.localName === 'div')
  && document.elementFromPoint(innerWidth / 2, innerHeight - 40).parentElement === document.documentElement`;
const over = 'document.body.dataset.phase === "ended"';

inBothBrowsers('one’s own lists are backed up, and add up; a puzzle in between loses nothing', async (bed) => {
  const truth = await signIn(bed, EVERYTHING, { captchaAfter: 2 });
  const browser = await bed.start();
  const { page, backup } = await openBackup(browser);
  await assertClean(backup, 'choosing');
  assert.match(await backup.text('#lists'), /Posts\s+\d+\s+Likes\s+Favourites\s+Reposts/);
  await backup.until('/To download: about [0-9]+ posts/.test(document.querySelector("#estimate").innerText)', { what: 'what it comes to' });
  assert.match(await backup.text('#estimate'), /nothing is saved yet to judge by/);
  assert.match(await backup.text('#space'), /are free where Clipkeep saves|This may not fit/);
  await backup.click('#start');

  await backup.until('document.body.dataset.phase === "captcha"', { ms: PATIENCE_MS, what: 'the puzzle is told' });
  assert.match(await backup.text('#phase'), /solve the puzzle in its tab/);
  await assertClean(backup, 'under way');
  assert.equal(await page.run(BAR), true, 'the tab is labelled');
  await bed.standin.quirks('mina', {});
  await page.run('document.querySelector("#puzzle-done").click()');

  await backup.until(over, { ms: 100000, what: 'all lists gone through' });
  assert.equal(await page.run(BAR), false, 'and left alone again');
  const { posts, likes, favourites, collection, reposts, playlist } = await receiptsOf(backup);
  assert.deepEqual([posts, likes, favourites, collection, reposts, playlist].map((one) => [one?.found, one?.ended]),
    [45, 33, 12, 6, 5, 4].map((count) => [count, 'complete']));
  await eventually(async () => Object.values(await receiptsOf(backup)).every(({ waiting }) => waiting === 0), 'all is saved', 60000);
  const { saved, gone, failed } = (await receiptsOf(backup)).posts;
  assert.deepEqual([saved, gone, failed], [43, 2, 0], 'private ones too; those that vanished are gone');
  const whole = new Set(truth.lists.flatMap((/** @type {any} */ list) => list.posts.filter((/** @type {any} */ one) => one.kind !== 'vanished').map((/** @type {any} */ one) => one.id)));
  await eventually(() => keptIds(bed).size === whole.size, 'each post once', 60000);
  await backup.until('/Gone from TikTok: 2/.test(document.querySelector("#receipts").innerText)', { ms: 30000 });
  await assertClean(backup, 'the receipt');
});

inBothBrowsers('it goes on after the browser was killed; the next run has only what is new', async (bed) => {
  await signIn(bed, { posts: POSTS, likes: { count: 12 } });
  const first = await bed.start({ dark: true });
  const { backup } = await openBackup(first);
  await assertClean(backup, 'choosing, dark');
  await onlyTwo(backup);
  await backup.until('/Found: [1-9]/.test(document.querySelector("#progress").innerText)', { ms: PATIENCE_MS });
  first.kill();
  await first.end();

  const second = await bed.start({ profile: first.profile });
  await second.waitTab(PROFILE);
  const complete = () => bed.home.log().match(/backup run \d+: complete/g)?.length ?? 0;
  await eventually(() => complete() >= 2, 'both lists, by itself', 60000);
  const options = await second.openOptions();
  const { posts, likes, ...others } = await receiptsOf(options);
  assert.deepEqual([posts.found, posts.ended, likes.found, others], [45, 'complete', 12, {}]);
  await options.close();

  const fresh = await bed.standin.grow('mina', 'posts', 7);
  await bed.standin.clear();
  const again = await openBackup(second);
  await again.backup.run(`document.querySelector('#only').value = 'photo';
    document.querySelector('#only').dispatchEvent(new Event('change', { bubbles: true }))`);
  await onlyTwo(again.backup);
  await again.backup.until(`!(${over})`, { what: 'it begins' });
  await again.backup.until(over, { ms: 60000, what: 'all lists gone through' });
  const { saved, passedOver } = (await receiptsOf(again.backup)).posts;
  assert.deepEqual([saved, passedOver], [0, 9], 'videos are not wanted: seven new ones, and two that are gone');
  await again.backup.run(`document.querySelector('#only').value = '';
    document.querySelector('#start').click()`); // TikTok's tab is in front
  await again.backup.until(`!(${over})`, { what: 'it begins' });
  await again.backup.until(over, { ms: 60000, what: 'all lists gone through' });
  await eventually(async () => (await receiptsOf(again.backup)).posts.saved === 7, 'the new ones are saved', 60000);
  const asked = (await bed.standin.log({ kind: 'media' })).filter((/** @type {any} */ one) => !one.player);
  assert.deepEqual([...new Set(asked.map((/** @type {any} */ one) => one.post))].sort(), fresh.sort(), 'and nothing else');
});
