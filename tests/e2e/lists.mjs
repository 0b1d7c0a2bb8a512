// What a person does to back up whole lists, and how it is looked at afterwards.
import assert from 'node:assert/strict';
import { PATIENCE_MS, filesBelow } from './bed.mjs';

export const PROFILE = 'https://www.tiktok.com/@mina';

/** An account with lists, signed in. @param {import('./bed.mjs').Bed} bed @param {object} lists @param {object} [quirks] */
export async function signIn({ standin }, lists, quirks = {}) {
  await standin.settings({ signedIn: 'mina', sessions: true });
  return standin.account({ name: 'mina', ...lists, quirks });
}

/** The popup on the person's own profile, which offers a backup. @param {any} browser */
export async function openOnProfile(browser) {
  const page = await browser.open(PROFILE);
  await page.until('document.querySelectorAll("[data-e2e=user-post-item]").length >= 30');
  const popup = await browser.pressToolbarButton();
  await popup.until('document.querySelector("#backup")?.checkVisibility()', { what: 'the button to back up' });
  return { page, popup };
}

/** The page of backups, from the button in the popup.
 * @param {any} browser @param {import('./steps.mjs').View} popup @returns {Promise<import('./steps.mjs').View>} */
export async function pressBackup(browser, popup) {
  const address = await popup.run('(globalThis.browser ?? chrome).runtime.getURL("backup/backup.html")');
  await popup.click('#backup');
  const backup = await browser.waitTab(address);
  await backup.until('document.querySelectorAll("#lists input").length >= 4', { ms: PATIENCE_MS, what: 'the lists to choose' });
  return backup;
}

/** @param {any} browser */
export async function openBackup(browser) {
  const { page, popup } = await openOnProfile(browser);
  assert.match(await popup.text('#backup'), /^Back up everything$/);
  return { page, backup: await pressBackup(browser, popup) };
}

/** The posts that are kept, once each. @param {import('./bed.mjs').Bed} bed */
export const keptIds = ({ home }) =>
  new Set(filesBelow(home.folder).flatMap((name) => /\[(\d{15,20})\]/.exec(name)?.[1] ?? []));

/** The page of backups says that all lists are gone through. */
export const over = 'document.body.dataset.phase === "ended"';
