// Another language than the browser's: every page speaks it, at once and the next time, from right
// to left where it is written so.
import assert from 'node:assert/strict';
import { addressOf, eventually, inBothBrowsers, root } from './bed.mjs';
import { chooseLanguage, forOptions } from './options-open.mjs';
import { examplePost } from './gallery.mjs';
import { readFileSync } from 'node:fs';
import { registerTeller } from './other-host.mjs';
import { saveByPopup } from './steps.mjs';

/** @param {string} language @param {string} key */
const text = (language, key) =>
  JSON.parse(readFileSync(`${root}/extension/_locales/${language}/messages.json`, 'utf8'))[key].message;

const page = `(({ lang, dir }) => lang + " " + dir)(document.documentElement)`;

inBothBrowsers('a chosen language is that of every page, at once and from the first paint on', async (bed) => {
  const browser = await bed.start({ firstRun: true });
  const welcome = await browser.waitWelcome();
  const options = await browser.openOptions();
  await options.until('document.querySelector("#quality-best").disabled === false');
  assert.match(await options.run(page), /^en(-GB|-US)? ltr$/);
  await chooseLanguage(options, 'ar');
  await options.until(`document.querySelector("#status").innerText.includes("العربية")`, { what: 'what was changed' });
  assert.equal(await options.run(page), 'ar rtl');
  assert.equal(await options.text('#folder-state + *, #choose'), text('ar', 'choose'));
  await welcome.until(`document.querySelector("h1").innerText === ${JSON.stringify(text('ar', 'welcomeTitle'))}`, { what: 'the other page' });
  assert.equal(await welcome.run(page), 'ar rtl');
  await welcome.close();

  await browser.openTab(await addressOf(bed.standin, 'ok'));
  const popup = await saveByPopup(browser);
  assert.equal(await popup.run(page), 'ar rtl');
  assert.equal(await popup.text('#show'), text('ar', 'showInFolder'));
  await popup.close();
  await options.close();

  // Back to the browser's own.
  const again = await browser.openOptions();
  assert.equal(await again.run(page), 'ar rtl', 'without waiting');
  await again.until('document.querySelector("#language").value === "ar"');
  await chooseLanguage(again, '');
  await again.until('/^Changed. Clipkeep’s language: same as the browser/.test(document.querySelector("#status").innerText)', { what: 'English again' });
  assert.match(await again.run(page), /^en(-GB|-US)? ltr$/);
  assert.equal(await again.text('#choose'), text('en', 'choose'));
});

inBothBrowsers('what the options page made of words and numbers follows too', async (bed) => {
  registerTeller(bed, examplePost, forOptions());
  const browser = await bed.start();
  const options = await browser.openOptions();
  await options.until('document.querySelector("#elsewhere").checkVisibility()', { what: 'a question' });
  await chooseLanguage(options, 'ar');
  const end = text('ar', 'elsewhereWords').split('.').at(-1).trim();
  await options.until(`document.querySelector("#elsewhere-words").innerText.includes(${JSON.stringify(end)})`, { what: 'it in Arabic' });
  assert.equal(await options.text('#keys kbd'), 'Alt+Shift+K');
  assert.match(await options.text('#keys'), new RegExp(text('ar', 'commandSave')));
});

inBothBrowsers('the toolbar button is called so too', async (bed) => {
  const browser = await bed.start();
  const options = await browser.openOptions();
  await options.until('document.querySelector("#quality-best").disabled === false');
  await chooseLanguage(options, 'ja');
  const title = () => options.run('(globalThis.browser ?? chrome).action.getTitle({})');
  await eventually(async () => (await title()) === text('ja', 'actionTitle'), 'the title');
});
