// A permission is written down in the card of a post's rights, with and without a proof.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, filesBelow, inBothBrowsers } from './bed.mjs';
import { cancelProof, chooseProof } from './dialog.mjs';
import { saveByPopup, untilShown } from './steps.mjs';

const screen = process.env.DISPLAY ? false : 'no screen (DISPLAY is not set)';
const records = (/** @type {import('./bed.mjs').Home} */ home) =>
  filesBelow(home.folder).filter((name) => name.includes('.permission-'));
const checkSums = (/** @type {import('./bed.mjs').Home} */ home) =>
  execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: home.folder });

/** The post's popup with its card open. @param {any} browser @returns {Promise<any>} */
async function openCard(browser) {
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#show');
  await popup.click('#chip');
  await untilShown(popup, '#permitOpen, #permit');
  return popup;
}

/** @param {any} popup @param {string} words */
const says = (popup, words) =>
  popup.until(`document.querySelector('#rightsSaid').innerText.includes(${JSON.stringify(words)})`);

inBothBrowsers('a permission is written down, goes before what the app allows, and can be withdrawn', async (bed) => {
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));
  const first = await browser.pressToolbarButton();
  await untilShown(first, '#save');
  await first.click('#chip');
  assert.match(await first.text('#permitFirst'), /Save it/);
  assert.equal(await first.shown('#permitOpen'), false);
  await first.close();
  await (await saveByPopup(browser)).close();

  const popup = await openCard(browser);
  assert.match(await popup.text('#doings'), /Share it\s+Not without asking/);
  await popup.click('#permitOpen');
  assert.equal(await popup.run('document.activeElement.id'), 'permit-who');
  await popup.click('#permit-keep');
  await popup.click('#permitSend');
  await popup.until('document.querySelector("#permit-scope-fault").innerText.includes("at least one")');
  assert.equal(await popup.run('document.activeElement.id'), 'permit-keep', 'the keyboard is where the fault is');
  assert.deepEqual(records(bed.home), []);
  await popup.click('#permit-share');
  await popup.run('document.querySelector("#permit-note").value = "By message:\\n<b>go ahead</b>"');
  await popup.click('#permitSend');
  await says(popup, 'Recorded');
  assert.match(await popup.text('#permits'), /permitted on .*: Share it\s+By message:\s+<b>go ahead<\/b>/);
  assert.equal(await popup.text('#chip'), 'Permission recorded');
  assert.match(await popup.text('#doings'), /Share it\s+Yes\s+Change it\s+Not without asking/);
  const [record] = records(bed.home);
  assert.deepEqual(JSON.parse(readFileSync(join(bed.home.folder, record), 'utf8')).scope, ['share']);
  checkSums(bed.home);
  await popup.close();

  const again = await openCard(browser);
  await again.until('document.querySelector("#chip").innerText === "Permission recorded"');
  await untilShown(again, '#permits .withdraw');
  await again.click('#permits .withdraw');
  await again.click('#permits .yes');
  await says(again, 'withdrawn');
  assert.match(await again.text('#permits'), /Withdrawn on/);
  assert.equal(await again.text('#chip'), 'Creator allows saving');
  assert.equal(records(bed.home).length, 2, 'the record stays, and says that it was withdrawn');
  checkSums(bed.home);
});

inBothBrowsers('a proof is chosen in the dialog; without one nothing is recorded, and nothing typed is lost', async (bed, t) => {
  if (screen) return t.skip(screen);
  const message = join(bed.home.path, 'message.png');
  writeFileSync(message, 'a picture');
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));
  await (await saveByPopup(browser)).close();
  const popup = await openCard(browser);
  await popup.click('#permitOpen');
  await popup.run('document.querySelector("#permit-note").value = "she wrote to me"');
  await popup.click('#permit-proof');
  await popup.click('#permitSend');
  await cancelProof();
  await says(popup, 'nothing was recorded');
  assert.deepEqual(records(bed.home), []);
  await popup.close();

  const again = await openCard(browser);
  await untilShown(again, '#permit');
  assert.equal(await again.run('document.querySelector("#permit-note").value'), 'she wrote to me');
  await again.click('#permitSend');
  await chooseProof(message);
  await says(again, 'Recorded');
  assert.match(await again.text('#permits'), /Proof: .*permission-1\.proof\.png/);
  const proof = records(bed.home).find((name) => name.endsWith('.png'));
  assert.equal(readFileSync(join(bed.home.folder, proof ?? ''), 'utf8'), 'a picture');
  checkSums(bed.home);
});
