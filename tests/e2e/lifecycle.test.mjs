// What the browser's doings mean for the host: when it ends, when it must not, and what is left.
// The browsers' own error texts are written into the log of the test, never relied on.
import assert from 'node:assert/strict';
import { addressOf, eventually, inBothBrowsers, killHost } from './bed.mjs';
import { assertKept, held, pressSave, untilShown } from './steps.mjs';

/** A browser with a download that has come half of the way. @param {import('./bed.mjs').Bed} bed */
async function halfWay(bed) {
  const browser = await bed.start();
  const id = await bed.standin.id('ok');
  await bed.standin.hold(id, 262144);
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await pressSave(browser);
  await bed.standin.waitFor(held(id));
  assert.ok(bed.home.hosts().length >= 1);
  return { browser, id, popup };
}

/** The host is gone within a second, and left nothing under a final name. */
async function assertHostGone(/** @type {import('./bed.mjs').Bed} */ bed, /** @type {any} */ t) {
  t.diagnostic(`${bed.name}: the host was gone after ${await bed.home.hostsGone(1000)} ms`);
  assert.deepEqual(bed.home.videos(), [], 'nothing half-done under a final name');
}

/** The browser starts again, and the unfinished post is kept without anything being pressed anew. */
async function assertGoesOn(/** @type {import('./bed.mjs').Bed} */ bed, /** @type {string} */ id) {
  await bed.standin.release(id);
  const browser = await bed.start();
  await browser.open('https://www.tiktok.com/foryou');
  await browser.pressToolbarButton();
  await eventually(() => bed.home.videos().length === 1, 'the unfinished post is kept', 30000);
  await assertKept(bed, id);
}

inBothBrowsers('closing the popup does not end the download', async (bed) => {
  const { browser, id, popup } = await halfWay(bed);
  const [pid] = bed.home.hosts();
  await popup.close();
  await browser.open('about:blank');
  await bed.standin.release(id);
  await eventually(() => bed.home.videos().length === 1, 'the file', 30000);
  await assertKept(bed, id);
  assert.ok(bed.home.hosts().includes(pid), 'it was the same host all the time');
});

inBothBrowsers('reloading the extension ends the host; its work goes on with the next', async (bed, t) => {
  const { browser, id, popup } = await halfWay(bed);
  await popup.close();
  const old = bed.home.hosts();
  await browser.reloadExtension();
  t.diagnostic(`${bed.name}: the host was gone after ${await bed.home.hostsGone(1000, old)} ms`);
  assert.deepEqual(bed.home.videos(), []);
  await bed.standin.release(id);
  await browser.open('https://www.tiktok.com/foryou');
  await browser.pressToolbarButton();
  await eventually(() => bed.home.videos().length === 1, 'the file', 30000);
  await assertKept(bed, id);
});

inBothBrowsers('quitting the browser ends the host; its work goes on at the next start', async (bed, t) => {
  const { browser, id } = await halfWay(bed);
  const begin = Date.now();
  await browser.quit();
  t.diagnostic(`${bed.name}: quit took ${Date.now() - begin} ms`);
  await assertHostGone(bed, t);
  await assertGoesOn(bed, id);
});

inBothBrowsers('a killed browser leaves no host behind; its work goes on at the next start', async (bed, t) => {
  const { browser, id } = await halfWay(bed);
  browser.kill();
  await assertHostGone(bed, t);
  await browser.end();
  await assertGoesOn(bed, id);
});

inBothBrowsers('a host that is killed is started again when it is needed', async (bed, t) => {
  const { browser, id, popup } = await halfWay(bed);
  const killed = bed.home.hosts();
  killed.forEach(killHost);
  await bed.home.hostsGone(1000, killed);
  t.diagnostic(`${bed.name} says after the host's death: ${await popup.text('body')}`);
  await popup.close().catch(() => {});
  await bed.standin.release(id);
  const again = await browser.pressToolbarButton();
  await untilShown(again, '#save, #cancel, #retry, #show');
  if (await again.shown('#save')) await again.click('#save');
  await untilShown(again, '#show');
  await assertKept(bed, id);
});

inBothBrowsers('a closed port ends the host within a second', async (bed, t) => {
  const browser = await bed.start();
  await browser.open('about:blank');
  const options = await browser.openOptions();
  await options.until('document.querySelector("#folder")?.innerText.trim()', { what: 'folder' });
  const known = bed.home.hosts();
  // A second port from a page of the extension: closing it must not touch the first one's host.
  await options.run(`void (window.port = (globalThis.browser ?? chrome).runtime
    .connectNative('app.clipkeep.host'))`);
  const [second] = await eventually(() => {
    const fresh = bed.home.hosts().filter((pid) => !known.includes(pid));
    return fresh.length > 0 && fresh;
  }, 'a second host');
  await options.run('window.port.disconnect()');
  t.diagnostic(`${bed.name}: gone after ${await bed.home.hostsGone(1000, [second])} ms`);
  for (const pid of known) assert.ok(bed.home.hosts().includes(pid), 'the first host lives on');
});
