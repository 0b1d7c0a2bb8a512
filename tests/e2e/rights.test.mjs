// Whose a post is, what its creator wants and allows, and what the person writes down of it: in the
// popup, with the real host.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PATIENCE_MS, addressOf, eventually, inBothBrowsers } from './bed.mjs';
import { cancelFile, chooseFile } from './dialog.mjs';
import { assertKept, openRights, saveByPopup, untilShown } from './steps.mjs';

const screen = process.env.DISPLAY ? false : 'no screen (DISPLAY is not set)';

/** The popup over a post that is open already. @param {any} browser @returns {Promise<import('./steps.mjs').View>} */
async function popupWith(browser, chip = /./) {
  const popup = await browser.pressToolbarButton();
  await popup.until(`${chip}.test(document.querySelector('#chip')?.innerText)`, { what: `a chip with ${chip}`, ms: PATIENCE_MS });
  await popup.until('document.querySelector("#folder:not(:disabled)")', { what: 'settings' });
  return popup;
}

/** What lies beside the kept post. @param {import('./bed.mjs').Bed} bed @param {string} file */
const infoOf = (file) => JSON.parse(readFileSync(file.replace(/\.mp4$/, '.info.json'), 'utf8'));

inBothBrowsers('a post is the person\'s own when its author is signed in on the page, and nobody else', async (bed) => {
  const { standin } = bed;
  const browser = await bed.start();
  const address = await addressOf(standin, 'ok');
  for (const [signedIn, mine] of [['', false], ['tidal', false], ['catlady', true]]) {
    await standin.settings({ signedIn });
    await browser.open(address);
    const popup = await popupWith(browser, mine ? /Yours/ : /Creator allows saving/);
    assert.equal(await popup.run('document.querySelector("#chip").dataset.tone'), mine ? 'own' : 'plain', String(signedIn));
    await openRights(popup);
    assert.equal(await popup.shown('#askThem'), !mine);
    assert.equal(/your own post/.test(await popup.text('#verdict')), mine);
    await popup.close();
  }
  await saveByPopup(browser);
  const file = await assertKept(bed, await standin.id('ok'));
  assert.equal(infoOf(file).clipkeep.mine, true);
  assert.doesNotMatch(bed.home.log(), /uniqueId/);
  await standin.settings({ signedIn: '' });
});

inBothBrowsers('one\'s own post never asks because saving is off', async (bed) => {
  const { standin } = bed;
  const post = (await standin.posts()).find((/** @type {any} */ one) => one.name === 'saving-off');
  await standin.settings({ signedIn: post.author });
  const browser = await bed.start();
  await browser.open(await addressOf(standin, 'saving-off'));
  const popup = await popupWith(browser, /Yours/);
  await popup.click('#save');
  await untilShown(popup, '#show');
  assert.equal(bed.home.videos().length, 1);
  await standin.settings({ signedIn: '' });
});

inBothBrowsers('saving off: asked in the popup first; Escape saves nothing; an answer can be remembered', async (bed) => {
  const { standin } = bed;
  const browser = await bed.start();
  const id = await standin.id('saving-off');
  await browser.open(await addressOf(standin, 'saving-off'));
  const popup = await popupWith(browser, /turned saving off/);
  const asked = async () => {
    while ((await popup.focused()) !== 'button#save') await popup.press('Tab');
    await popup.press('Enter');
    await untilShown(popup, '#question');
    assert.equal(await popup.focused(), 'div#question', 'the keyboard is at the question, not at an answer');
    assert.equal(await popup.shown('#save'), false);
  };
  await asked();
  await popup.press('Escape');
  await untilShown(popup, '#save');
  assert.equal(await popup.shown('#question'), false);
  await popup.until('document.activeElement.id === "save"', { what: 'the keyboard back at Save' });
  assert.equal((await standin.log((/** @type {any} */ one) => one.kind === 'media' && one.post === id && !one.player)).length, 0);

  await asked();
  await popup.press('Tab');
  assert.equal(await popup.focused(), 'button#keepIt');
  await popup.run('document.querySelector("#nextTime").value = "keep"');
  await popup.press('Enter');
  await untilShown(popup, '#show');
  const [file] = bed.home.videos();
  assert.equal(infoOf(file).clipkeep.saving, 'off');

  // The next time nothing is asked.
  await popup.click('#again');
  await eventually(() => bed.home.videos().length === 2, 'a second copy', PATIENCE_MS);
  assert.equal(await popup.shown('#question'), false);
});

inBothBrowsers('saving off: what was skipped says why, and can be kept after all', async (bed) => {
  const { standin } = bed;
  const browser = await bed.start();
  await browser.open(await addressOf(standin, 'saving-off'));
  const popup = await popupWith(browser, /turned saving off/);
  await popup.click('#save');
  await untilShown(popup, '#question');
  await popup.run('document.querySelector("#nextTime").value = "skip"');
  await popup.click('#leaveIt');
  await untilShown(popup, '#save');
  await popup.until('!document.querySelector("#save[aria-disabled=true]")', { what: 'the answer is taken' });
  await popup.click('#save');
  await untilShown(popup, '#consent');
  assert.match(await popup.text('#status'), /turned saving off/);
  assert.deepEqual(bed.home.videos(), []);

  // As a line of the list it has the same button.
  await browser.open(await addressOf(standin, 'ok'));
  const other = await popupWith(browser);
  await untilShown(other, '#rows .consent');
  assert.match(await other.text('#rows .state'), /turned saving off/);
  assert.equal(await other.shown('#rows .retry'), false);
  await other.click('#rows .consent');
  await eventually(() => bed.home.videos().length === 1, 'kept after all', PATIENCE_MS);
});

inBothBrowsers('saving off: pasted links do not get around the question', async (bed) => {
  const browser = await bed.start();
  await browser.open('about:blank');
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#pasted');
  await popup.run(`document.querySelector('#pasted').value = ${JSON.stringify(await addressOf(bed.standin, 'saving-off'))}`);
  await popup.click('#saveLinks');
  await untilShown(popup, '#rows .consent');
  assert.match(await popup.text('#rows .state'), /turned saving off/);
  assert.deepEqual(bed.home.videos(), []);
});

inBothBrowsers('what a creator allowed is recorded beside a kept post, and withdrawn', async (bed) => {
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await popupWith(browser);
  await popup.click('#chip');
  await untilShown(popup, '#saveFirst');
  assert.equal(await popup.shown('#permit'), false, 'not before it is kept');
  await popup.click('#save');
  await untilShown(popup, '#permit');
  await popup.click('#permit');
  await popup.until('document.activeElement.id === "who"', { what: 'the keyboard in the form' });
  assert.match(/** @type {string} */ (await popup.run('document.querySelector("#who").value')), /^Catlady/);

  // Escape closes the form, not the popup.
  await popup.press('Escape');
  await popup.until('document.activeElement.id === "permit"', { what: 'the keyboard back at the button' });
  assert.equal(await popup.shown('#permitForm'), false);
  await popup.press('Enter');
  await popup.until('document.activeElement.id === "who"', { what: 'the form again' });

  // What is wrong stands beside its field, where the keyboard goes.
  await popup.run('document.querySelector("#who").value = " "');
  await popup.press('Enter');
  await popup.until('document.querySelector("#whoFault").innerText && document.querySelector("#scopeFault").innerText');
  assert.equal(await popup.focused(), 'input#who');
  assert.equal(await popup.run('document.querySelector("#who").getAttribute("aria-invalid")'), 'true');

  const said = `<b>yes</b> \u202e${'A'.repeat(1500)} 🐈`;
  await popup.run('document.querySelector("#who").value = "Cat <i>Lady</i>"');
  await popup.run(`document.querySelector('#note').value = ${JSON.stringify(said)}`);
  await popup.click('#scope-share');
  await popup.click('#record');
  await untilShown(popup, '#permissionRows li');
  assert.equal(await popup.text('#rightsSaid'), 'The permission is recorded.');
  assert.equal(await popup.text('#chip'), 'Permission recorded');
  await popup.until('document.activeElement.id === "permit"', { what: 'the keyboard back at the button' });
  assert.match(await popup.text('#permissionRows .by'), /Cat <i>Lady<\/i>/);
  assert.equal(await popup.run('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0);
  await popup.close();

  // Known again at once, by the chip and in the card.
  const again = await popupWith(browser, /Permission recorded/);
  await again.click('#chip');
  await untilShown(again, '#permissionRows button');
  assert.match(await again.text('#doings'), /it was permitted/);
  await again.click('#permissionRows button');
  await again.until('/Withdrawn/.test(document.querySelector("#permissionRows .ended").innerText)', { what: 'withdrawn' });
  assert.match(await again.text('#chip'), /Creator allows saving/);
  assert.equal(await again.shown('#permissionRows button'), false);
});

inBothBrowsers('a proof is chosen in the program\'s own window and copied beside the post', async (bed, t) => {
  if (screen) return t.skip(screen);
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await saveByPopup(browser);
  const file = await assertKept(bed, await bed.standin.id('ok'));
  const proof = join(bed.home.path, 'message.txt');
  writeFileSync(proof, 'go ahead');
  await popup.click('#chip');
  await untilShown(popup, '#permit');
  await popup.click('#permit');
  await untilShown(popup, '#permitForm');
  await popup.click('#scope-keep');
  await popup.run('document.querySelector("#note").value = "by message"');
  await popup.click('#recordProof');
  await cancelFile();
  await popup.until('document.querySelector("#rightsSaid").innerText', { what: 'that nothing was chosen' });
  await popup.close();

  // What was filled in is there again.
  const filled = await popupWith(browser);
  await filled.click('#chip');
  await untilShown(filled, '#permitForm');
  assert.equal(await filled.run('document.querySelector("#note").value'), 'by message');
  await filled.click('#recordProof');
  await chooseFile(proof);
  const folder = dirname(file);
  const copies = () => readdirSync(folder).filter((name) => /^[^.].*\.proof\.txt$/.test(name));
  await eventually(() => copies().length > 0, 'the proof beside the post');
  const [copy] = copies();
  assert.equal(readFileSync(join(folder, String(copy)), 'utf8'), 'go ahead');
  const again = await popupWith(browser, /Permission recorded/);
  await again.click('#chip');
  await untilShown(again, '#permissionRows .proof');
  const shown = await again.run('document.documentElement.outerHTML');
  assert.ok(!shown.includes(bed.home.path), 'the page knows the name, never the path');
});
