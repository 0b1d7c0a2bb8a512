// Pausing from the popup, with the real host.
import assert from 'node:assert/strict';
import { addressOf, inBothBrowsers } from './bed.mjs';
import { untilShown } from './steps.mjs';

inBothBrowsers('a download is paused and gone on with', async (bed) => {
  const id = await bed.standin.id('ok');
  await bed.standin.hold(id, 65536);
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#save');
  await popup.click('#save');
  await bed.standin.waitFor({ kind: 'media', post: id, held: true });
  await untilShown(popup, '#pause');
  await popup.click('#pause');
  await popup.waitState('paused');
  assert.match(await popup.text('#status'), /^Paused\./);
  assert.equal(await popup.shown('#cancel'), true);
  assert.equal(await popup.shown('#pause'), false);
  await bed.standin.release(id);
  await popup.click('#resume');
  await untilShown(popup, '#show');
  assert.equal(await popup.text('#sentence'), 'Saved.');
});
