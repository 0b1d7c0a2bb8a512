// What the extension says when something around it is missing.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { addressOf, inBothBrowsers } from './bed.mjs';
import { hostThat, registerProgram } from './other-host.mjs';
import { noScreen } from './drivers/desk.mjs';
import { assertKept, saveByPopup, untilLoadedAnew, untilShown } from './steps.mjs';

// A host of the past, which has never heard of this extension's protocol.
const OLD_HOST = hostThat(({ id }, say) =>
  say({ id, event: 'error', error: { code: 'host-too-old', detail: '0.0.1' } }));
// A host that takes the port and then says nothing at all. The shell must stay: it holds the end of
// the pipe that the browser reads, and without one the browser takes the host for gone.
const MUTE_HOST = '#!/bin/sh\ncat >/dev/null\nexit 0\n';

const TROUBLE = [
  { what: 'missing', break: (/** @type {any} */ bed) => rmSync(bed.home.manifest(bed.name)),
    says: /install/i },
  { what: 'unable to start', break: (/** @type {any} */ bed) => registerProgram(bed, '#!/bin/sh\nexit 127\n'),
    says: /start|run/i },
  { what: 'too old', break: (/** @type {any} */ bed) => registerProgram(bed, OLD_HOST),
    says: /old|update/i },
  { what: 'mute', break: (/** @type {any} */ bed) => registerProgram(bed, MUTE_HOST),
    says: /answer|update/i },
];

/** @type {Record<string, Map<string, string>>} */
const said = { chromium: new Map(), firefox: new Map() };
for (const trouble of TROUBLE) {
  inBothBrowsers(`a host that is ${trouble.what} is told as such, and found once mended`, async (bed) => {
    const manifest = readFileSync(bed.home.manifest(bed.name));
    trouble.break(bed);
    const browser = await bed.start();
    await browser.open(await addressOf(bed.standin, 'ok'));
    const popup = await browser.pressToolbarButton();
    await popup.until(`${trouble.says}.test(document.querySelector('#status')?.innerText)`, {
      what: `a sentence with ${trouble.says}`,
    });
    assert.equal(await popup.shown('#save'), false);
    const words = await popup.text('#status');
    for (const [other, sentence] of said[bed.name]) {
      assert.notEqual(words, sentence, `not the same words as for a host that is ${other}`);
    }
    said[bed.name].set(trouble.what, words);

    // Mended while the browser runs: the way on is a button, or opening the popup again.
    writeFileSync(bed.home.manifest(bed.name), manifest);
    await popup.close();
    await saveByPopup(browser);
    await assertKept(bed, await bed.standin.id('ok'));
  });
}

inBothBrowsers('a tab from before the install is asked to be reloaded', async (bed) => {
  const browser = await bed.start({ extension: null });
  const page = await browser.open(await addressOf(bed.standin, 'ok'));
  await browser.install(bed.extension);
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#reload');
  assert.match(await popup.text('#status'), /reload/i);
  assert.equal(await popup.shown('#save'), false);
  await page.run('document.documentElement.dataset.old = "yes"');
  await popup.click('#reload');
  await untilLoadedAnew(page);
  await saveByPopup(browser);
  await assertKept(bed, await bed.standin.id('ok'));
});

inBothBrowsers('a page that is not TikTok is told as such', async (bed) => {
  const browser = await bed.start();
  await browser.open('about:blank');
  const popup = await browser.pressToolbarButton();
  await popup.until('/TikTok/.test(document.querySelector("#status")?.innerText)');
  assert.equal(await popup.shown('#save'), false);
});

inBothBrowsers('a private window is remembered nowhere in the extension', async (bed) => {
  const browser = await bed.start();
  await browser.open('about:blank');
  const id = await bed.standin.id('ok3');
  await browser.openPrivate(await addressOf(bed.standin, 'ok3'));
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#save');
  await popup.close();
  const remembered = await browser.background(`(async () => {
    const { local, session, sync } = (globalThis.browser ?? chrome).storage;
    return JSON.stringify([await local.get(null), await session.get(null), await sync.get(null)]);
  })()`);
  for (const trace of [id, 'tidal', 'low tide']) {
    assert.ok(!remembered.includes(trace), `${trace} in ${remembered}`);
  }
  await browser.closePrivate();
});

inBothBrowsers('the permission for the site is asked for when it is missing', async (bed, t) => {
  if (bed.name === 'chromium' && noScreen) return t.skip(noScreen);
  const browser = await bed.start({ headless: bed.name !== 'chromium' });
  await browser.revokeSite();
  const page = await browser.open(await addressOf(bed.standin, 'ok'));
  if (bed.name === 'chromium') await browser.pressAndReload();
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#allow');
  assert.match(await popup.text('#status'), /may not look at TikTok pages yet.*Press the button/s);
  await popup.click('#allow').catch(() => {}); // the browser's question may close the popup at once
  await browser.answerPermission(page, true);
  await browser.open(await addressOf(bed.standin, 'ok'));
  await saveByPopup(browser);
  await assertKept(bed, await bed.standin.id('ok'));
});
