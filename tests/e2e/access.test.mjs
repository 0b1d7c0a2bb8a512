// The pages by the rules of accessibility (axe-core), in light and dark, from left and from right;
// and with the text at twice its size.
import assert from 'node:assert/strict';
import { GALLERY, RIGHTS, examplePost } from './gallery.mjs';
import { addressOf, inBothBrowsers } from './bed.mjs';
import { assertClean } from './axe.mjs';
import { chooseLanguage, forOptions, openEverything } from './options-open.mjs';
import { openRights } from './steps.mjs';
import { registerTeller } from './other-host.mjs';

for (const dark of [false, true]) {
  inBothBrowsers(`no page breaks a rule of accessibility (${dark ? 'dark' : 'light'})`, async (bed) => {
    const id = await bed.standin.id('ok');
    const { results, events = [] } = GALLERY.list;
    const tell = registerTeller(bed, { ...examplePost, id, cover: null, rights: RIGHTS }, forOptions(results));
    const browser = await bed.start({ dark, firstRun: true });
    const welcome = await browser.waitWelcome();
    await welcome.until('document.querySelector("#folder").innerText');
    await assertClean(welcome, 'welcome');
    await welcome.close();

    const without = await browser.pressToolbarButton();
    await without.waitState('elsewhere');
    await assertClean(without, 'popup where there is no post');
    await without.close();

    await browser.openTab(await addressOf(bed.standin, 'ok'));
    const popup = await browser.pressToolbarButton();
    await popup.waitState('ready');
    events.forEach(tell);
    await popup.until('document.querySelectorAll("#rows li").length >= 6 && document.querySelector("#recent li")');
    await popup.run('document.querySelector("#links").open = true');
    await openRights(popup);
    assert.match(await popup.text('#rights'), /CC BY-NC 4\.0, just name me.*Keep it for yourself\s+Yes.*Sell it\s+Not without asking/s);
    await assertClean(popup, 'popup');
    for (const more of [{ state: 'downloading' }, { state: 'failed', error: { code: 'media-refused', detail: 'x' } },
      { state: 'done', file: `catlady/cat [${id}].mp4`, notes: ['smaller'] }]) {
      tell({ ...GALLERY.downloading.events?.[0], post: id, job: 900, ...more });
      await popup.waitState(more.state);
      await assertClean(popup, more.state);
    }
    await popup.close();

    const options = await browser.openOptions();
    await options.until('document.querySelectorAll("#checks li").length >= 3 && document.querySelector("#keys li")');
    await assertClean(options, 'options');
    await openEverything(options);
    await assertClean(options, 'options with everything open');
    await options.run('void (document.querySelector("#missing").hidden = false)');
    await chooseLanguage(options, 'ar');
    await assertClean(options, 'options in Arabic', ['rtl']);
    await browser.openTab(await addressOf(bed.standin, 'ok'));
    const inArabic = await browser.pressToolbarButton();
    await inArabic.until('document.documentElement.lang === "ar"');
    await inArabic.waitState('done');
    await assertClean(inArabic, 'popup in Arabic', ['rtl']);
    await inArabic.close();
    await options.run('document.body.append(document.createElement("button"))');
    await assert.rejects(assertClean(options, 'what is broken is seen'), /button-name/);
  });
}
