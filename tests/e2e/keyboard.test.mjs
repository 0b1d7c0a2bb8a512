// Without a mouse: every job is done by keys alone, and one always sees where the keyboard is.
import assert from 'node:assert/strict';
import { RIGHTS, examplePost } from './gallery.mjs';
import { addressOf, eventually, inBothBrowsers } from './bed.mjs';
import { assertKept, held, untilShown } from './steps.mjs';
import { cancelDialog } from './dialog.mjs';
import { existsSync, readFileSync } from 'node:fs';
import { giveFile } from './options-open.mjs';
import { join } from 'node:path';
import { noScreen } from './drivers/desk.mjs';
import { registerTeller } from './other-host.mjs';

/** @typedef {import('./steps.mjs').View} View */

/** Goes to a control by Tab and presses a key there; the keyboard is to be seen afterwards, too.
 * @param {View} view @param {string} selector @param {string} [key] */
async function use(view, selector, key = 'Enter') {
  await view.keyOn(selector, key);
  await focusIsSeen(view, `after ${key} on ${selector}`);
}

/** @param {View} view @param {string} when */
async function focusIsSeen(view, when) {
  let fault = '';
  await eventually(async () => (fault = await view.focusFault()) === '', when, 5000)
    .catch(() => assert.fail(`${when} the focus is ${fault}`));
}

/** What the host keeps of what was chosen, as text. @param {import('./bed.mjs').Bed} bed */
function settingsOf({ home }) {
  const file = join(home.path, '.config/clipkeep/settings.json');
  return existsSync(file) ? JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))) : '';
}

/** The popup over a post. @param {import('./bed.mjs').Bed} bed @param {any} browser @param {string} name */
async function popupOver(bed, browser, name) {
  await browser.open(await addressOf(bed.standin, name));
  const popup = await browser.pressToolbarButton();
  await popup.waitState('ready');
  return popup;
}

inBothBrowsers('popup: chosen, saved, paused, gone on with, cancelled, saved and shown by keys', async (bed) => {
  const browser = await bed.start();
  const id = await bed.standin.id('ok');
  await bed.standin.hold(id, 65536);
  const popup = await popupOver(bed, browser, 'ok');
  await popup.until('!document.querySelector("#what").disabled');
  await popup.tabTo('#what');
  await popup.press('ArrowDown');
  await eventually(() => /"quality":"compatible"/.test(settingsOf(bed)), 'the choice is kept');
  await focusIsSeen(popup, 'after the choice');
  await popup.press('ArrowUp');
  await eventually(() => /"quality":"best"/.test(settingsOf(bed)), 'the choice is taken back');
  await popup.tabTo('#save', { key: 'Shift+Tab' });
  await popup.press('Enter');
  await bed.standin.waitFor(held(id));
  await focusIsSeen(popup, 'after Save');
  await use(popup, '#pause');
  await popup.waitState('paused');
  await use(popup, '#resume', 'Space');
  await popup.waitState('downloading');
  await use(popup, '#cancel');
  await untilShown(popup, '#save');
  await focusIsSeen(popup, 'after Cancel');
  await bed.standin.release(id);
  await use(popup, '#save');
  await untilShown(popup, '#show');
  await focusIsSeen(popup, 'when it is saved');
  await assertKept(bed, id);
  await use(popup, '#show');
  await popup.until('document.querySelector("#again").getAttribute("aria-disabled") === "false"');
  await use(popup, '#again');
  await eventually(() => bed.home.videos().length === 2, 'a second copy', 30000);
});

inBothBrowsers('popup: what failed is tried again, and links are saved, by keys', async (bed) => {
  const browser = await bed.start();
  const id = await bed.standin.id('ok3');
  const refused = (await bed.standin.posts()).find((/** @type {any} */ one) => one.name === 'media-403');
  await bed.standin.set(id, { behaviours: refused.behaviours });
  const popup = await popupOver(bed, browser, 'ok3');
  await use(popup, '#save');
  await popup.waitState('failed', 60000);
  await focusIsSeen(popup, 'after the failure');
  await use(popup, '#detailsTitle');
  assert.equal(await popup.shown('#detail'), true);
  await bed.standin.set(id, { behaviours: [] });
  await use(popup, '#retry');
  await untilShown(popup, '#show');
  await focusIsSeen(popup, 'when it is saved at last');

  await use(popup, '#linksTitle', 'Space');
  await popup.tabTo('#pasted');
  await popup.type(await addressOf(bed.standin, 'ok2'));
  await use(popup, '#saveLinks');
  await popup.until('/^To be saved: 1$/.test(document.querySelector("#outcome").innerText)', { what: 'what came of it' });
  await assertKept(bed, await bed.standin.id('ok2'));
});

/** Presses a key on a button of a line, and waits for the line's next one. @param {View} view @param {string} button
 * @param {string} key @param {string} next */
async function useLine(view, button, key, next) {
  await use(view, `#rows ${button}:not([hidden])`, key);
  await untilShown(view, `#rows ${next}`);
  await focusIsSeen(view, `after ${button} of a line`);
}

inBothBrowsers('popup: lines of the list, and what goes on without the browser, are operated by keys', async (bed) => {
  const { standin } = bed;
  const [first, refused] = [await standin.id('ok'), await standin.id('ok3')];
  await standin.hold(first, 65536);
  await standin.set(refused, { behaviours: ['media-403'] });
  const browser = await bed.start();
  const options = await browser.openOptions();
  await options.until('!document.querySelector("#keepGoing").disabled', { what: 'settings' });
  await use(options, '#keepGoing', 'Space');
  await eventually(() => /"keep_going":true/.test(settingsOf(bed)), 'it is to go on');

  const links = await Promise.all(['ok', 'ok3', 'saving-off'].map((name) => addressOf(standin, name)));
  const popup = await browser.pressToolbarButton();
  await popup.waitState('elsewhere');
  await popup.run(`document.querySelector('#pasted').value = ${JSON.stringify(links.join(' '))}`);
  await use(popup, '#saveLinks');
  await standin.waitFor(held(first));
  for (const button of ['.pause', '.retry', '.consent']) await untilShown(popup, `#rows ${button}`);
  await useLine(popup, '.pause', 'Enter', '.resume');
  await useLine(popup, '.resume', 'Space', '.pause');
  await standin.set(refused, { behaviours: [] });
  await use(popup, '#rows .retry:not([hidden])');
  await eventually(() => bed.home.videos().length === 1, 'kept at the second try', 30000);
  await focusIsSeen(popup, 'after a second try of a line');
  await use(popup, '#rows .consent:not([hidden])', 'Space');
  await eventually(() => bed.home.videos().length === 2, 'kept privately', 30000);
  await focusIsSeen(popup, 'after Keep it privately of a line');

  const before = bed.home.hosts();
  await browser.quit();
  await bed.home.hostsGone(5000, before);
  const next = await bed.start();
  await next.open('about:blank');
  const later = await next.pressToolbarButton();
  await untilShown(later, '#stop');
  await use(later, '#stop');
  await later.until('!document.querySelector("#stop").checkVisibility()', { what: 'it has stopped' });
  await focusIsSeen(later, 'after Stop');
  await use(later, '#rows .cancel:not([hidden])');
  await eventually(() => bed.home.leftovers().length === 0, 'nothing of it is left');
  await focusIsSeen(later, 'after Cancel of the last line');
});

inBothBrowsers('popup: the rights are opened, copied and asked for, and the footer leads on, by keys', async (bed) => {
  registerTeller(bed, { ...examplePost, id: await bed.standin.id('ok'), cover: null, rights: RIGHTS });
  const browser = await bed.start();
  const popup = await popupOver(bed, browser, 'ok');
  await use(popup, '#chip');
  await untilShown(popup, '#rights');
  await popup.tabTo('#deed');
  await use(popup, '#credit');
  await popup.until('document.querySelector("#rightsSaid").innerText === "Copied."');
  assert.match(await browser.clipboard(), /CC BY-NC 4\.0/);
  const again = await popupOver(bed, browser, 'ok');
  await use(again, '#chip', 'Space');
  await untilShown(again, '#rights');
  await use(again, '#chip', 'Space');
  assert.equal(await again.shown('#rights'), false, 'closed by the same key');
  await again.keyOn('#chip');
  await untilShown(again, '#rights');
  await again.keyOn('#askThem').catch(gone);
  await browser.waitTab(`https://www.tiktok.com/@${examplePost.author.name}`);
  const last = await popupOver(bed, browser, 'ok');
  await last.tabTo('#folder');
  await last.keyOn('#options').catch(gone);
  await browser.waitOptions();
});

/** A page that closes itself answers no more. @param {unknown} error */
function gone(error) {
  if (!/closed|destroyed|detached|Inactive|unloaded/i.test(String(error))) throw error;
}

/** What can be operated on the options page, by kind; what asks the browser or the desktop has tests of
 * its own. */
const CONTROLS = `(() => {
  const all = [...document.querySelectorAll('input, select')].filter((one) => one.checkVisibility() && !one.disabled);
  const known = all.map((one) => one.type === 'radio' ? { group: one.name }
    : one.localName === 'select' ? { select: one.id } : one.type === 'checkbox' ? { box: one.id } : {});
  return JSON.stringify([...new Set(known.map(JSON.stringify))].map(JSON.parse)
    .filter(({ group, select, box }) => !['notify', 'remind', 'language', 'keepGoing', undefined].includes(group ?? select ?? box)));
})()`;

inBothBrowsers('options: every choice is changed by keys, and one’s own pattern written', async (bed) => {
  const browser = await bed.start();
  const options = await browser.openOptions();
  await options.until('document.querySelector("#quality-best").disabled === false', { what: 'settings' });
  /** @type {{group?: string, select?: string, box?: string}[]} */
  const controls = JSON.parse(await options.run(CONTROLS));
  assert.ok(controls.length >= 8, 'there are controls');
  const before = settingsOf(bed);
  let known = before;
  /** @param {string} what */
  const changed = async (what) => {
    await eventually(() => settingsOf(bed) !== known, `${what} is kept`);
    known = settingsOf(bed);
    await focusIsSeen(options, `after ${what}`);
  };
  for (const { group, select, box } of controls) {
    if (group) {
      await options.tabTo(`input[name="${group}"]:checked`);
      await options.press('ArrowDown');
      await changed(group);
      assert.equal(await options.run('document.activeElement.name'), group, 'the keyboard stays in the group');
      await options.press('ArrowUp');
      await changed(group);
    } else {
      await use(options, `#${select ?? box}`, select ? 'ArrowDown' : 'Space');
      await changed(select ?? box ?? '');
    }
  }
  assert.notEqual(known, before);
  await use(options, '#remind', 'ArrowDown'); // which the browser keeps
  const reminds = '(globalThis.browser ?? chrome).storage.local.get("remind").then(({ remind }) => remind)';
  await eventually(async () => (await options.run(reminds)) === 'monthly', 'the reminder is kept');
  await focusIsSeen(options, 'after the reminder');
  // Up from the first choice is the last one: a pattern of one's own, written by letters and a button.
  await options.tabTo('input[name="names"]:checked', { key: 'Shift+Tab' });
  await options.press('ArrowUp');
  await focusIsSeen(options, 'after the own pattern was chosen');
  await options.tabTo('#pattern', { key: 'Tab' });
  await options.press('Control+a');
  await options.type('{kind}/');
  await use(options, '#fields button[value="title"]', 'Space');
  await options.until('!document.querySelector("#use-pattern").disabled', { what: 'the pattern is fine' });
  await use(options, '#use-pattern');
  await changed('the pattern');
  assert.match(settingsOf(bed), /\{kind\}\/\{title\}/);

  // A file of settings, which the browser's own window gives; and the language back.
  await options.tabTo('#import');
  await giveFile(options, JSON.stringify({ clipkeepSettings: 1, settings: { quality: 'small', language: 'ar' } }));
  await untilShown(options, '#import-use');
  await focusIsSeen(options, 'at what the file would change');
  await use(options, '#import-use');
  await options.until('document.documentElement.dir === "rtl" && document.activeElement.id === "import"', { what: 'the file in force' });
  await changed('the file');
  await options.tabTo('#language', { key: 'Shift+Tab' });
  await options.press('ArrowUp');
  await options.until('document.documentElement.dir === "ltr"', { what: 'the browser’s language' });
  await focusIsSeen(options, 'after the language');
});

inBothBrowsers('options and first run: the folder’s dialog and the ways on, by keys', async (bed, t) => {
  if (noScreen) return t.skip(noScreen);
  const browser = await bed.start({ firstRun: true });
  const first = await browser.waitWelcome();
  await first.until('document.querySelector("#folder").innerText === "TikTok"');
  await first.keyOn('#choose', 'Enter');
  await cancelDialog();
  await first.until('!document.querySelector("#choose").disabled', { what: 'ready again' });
  await focusIsSeen(first, 'after the dialog');
  assert.equal(await first.focused(), 'button#choose');
  await first.keyOn('#done', 'Enter').catch(gone);

  const options = await browser.openOptions();
  await options.until('!document.querySelector("#choose").disabled');
  await options.keyOn('#choose', 'Space');
  await cancelDialog();
  await options.until('!document.querySelector("#choose").disabled', { what: 'ready again' });
  await focusIsSeen(options, 'after the dialog');
  assert.equal(await options.focused(), 'button#choose');
  await options.keyOn('#welcome-again', 'Enter');
  await browser.waitWelcome();
});
