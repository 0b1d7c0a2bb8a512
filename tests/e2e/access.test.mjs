// The pages by the rules of accessibility (axe-core), in light and dark, from left and from right;
// and with the text at twice its size.
import assert from 'node:assert/strict';
import { GALLERY, RIGHTS, examplePost } from './gallery.mjs';
import { addressOf, inBothBrowsers, root } from './bed.mjs';
import { chooseLanguage, forOptions, openEverything } from './options-open.mjs';
import { readFileSync } from 'node:fs';
import { registerTeller } from './other-host.mjs';
import { sideways } from './steps.mjs';

const AXE = readFileSync(`${root}/tests/node_modules/axe-core/axe.min.js`, 'utf8');
const RUN = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => JSON.stringify(
  violations.map(({ id, nodes }) => [id, nodes.map(({ target, any }) => [target.join(' '), any[0]?.message])])))`;

/** @param {import('./steps.mjs').View} view @param {string} what @param {string[]} dirs */
async function assertClean(view, what, dirs = ['ltr', 'rtl']) {
  await view.run(`void (() => { ${AXE}\n; globalThis.axe ??= window.axe; })()`);
  for (const dir of dirs) {
    await view.run(`document.documentElement.dir = '${dir}'`);
    assert.deepEqual(JSON.parse(await view.run(RUN, 30000)), [], `${what}, ${dir}`);
    assert.equal(await sideways(view), '', `${what}, ${dir}: nothing sticks out`);
  }
  await view.run(`document.documentElement.dir = '${dirs[0]}'`);
  await view.run(`document.documentElement.style.fontSize = '32px'`);
  assert.equal(await sideways(view), '', `${what}, twice the size: nothing sticks out`);
  await view.run(`document.documentElement.style.fontSize = ''`);
}

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

    await browser.openTab(await addressOf(bed.standin, 'ok'));
    const popup = await browser.pressToolbarButton();
    await popup.waitState('ready');
    events.forEach(tell);
    await popup.until('document.querySelectorAll("#rows li").length >= 6 && document.querySelector("#recent li")');
    await popup.run('document.querySelector("#links").open = true');
    await popup.click('#chip');
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
