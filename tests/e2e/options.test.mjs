// The options page: what is changed holds at once, and is what the host keeps.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS, chooseLanguage, forOptions, giveFile } from './options-open.mjs';
import { addressOf, eventually, inBothBrowsers } from './bed.mjs';
import { examplePost } from './gallery.mjs';
import { registerTeller } from './other-host.mjs';

/** @typedef {import('./steps.mjs').View} View */

/** @param {View} options */
const untilReady = (options) =>
  options.until('document.querySelector("#quality-best").disabled === false', { what: 'settings' });

/** @param {View} options @param {string} selector */
const untilChanged = (options, selector) =>
  options.until(`document.querySelector("${selector}").checked &&
    /^Changed\\. .+: ./.test(document.querySelector("#status").innerText)`);

/** What is chosen, read from the page. @param {View} options */
const chosen = (options) =>
  options.run('[...document.querySelectorAll("input:checked")].map((one) => one.id).sort()');

inBothBrowsers('quality, captions and watermark are changed, kept and shown again', async (bed) => {
  const kept = () => JSON.parse(readFileSync(join(bed.home.path, '.config/clipkeep/settings.json'), 'utf8'));
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  assert.deepEqual(await chosen(options), ['captions-all', 'cover', 'names-usual', 'quality-best', 'savingOff-ask']);

  await options.click('label[for="quality-compatible"]');
  await untilChanged(options, '#quality-compatible');
  assert.equal(kept().quality, 'compatible');
  await options.click('#captions-none');
  await untilChanged(options, '#captions-none');
  await options.click('label[for="watermark"]');
  await untilChanged(options, '#watermark');
  assert.deepEqual([kept().captions, kept().watermark, kept().sources], ['none', true, false]);

  // By the keyboard: one stop for the group, arrow keys inside it.
  while ((await options.focused()) !== 'input#quality-compatible') await options.press('Tab');
  await options.press('ArrowDown');
  await untilChanged(options, '#quality-small');
  assert.equal(kept().quality, 'small');
  await options.close();

  const again = await browser.openOptions();
  await untilReady(again);
  assert.deepEqual(await chosen(again), ['captions-none', 'cover', 'names-usual', 'quality-small', 'savingOff-ask', 'watermark']);
});

inBothBrowsers('a change that cannot be kept is not shown as if it were', async (bed) => {
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  // A file where the settings' folder should be.
  const config = join(bed.home.path, '.config/clipkeep');
  rmSync(config, { recursive: true, force: true });
  mkdirSync(join(bed.home.path, '.config'), { recursive: true });
  writeFileSync(config, '');
  chmodSync(config, 0o400);
  await options.click('#quality-small');
  await options.until('/drive/.test(document.querySelector("#status").innerText)', { what: 'a sentence' });
  assert.deepEqual(await chosen(options), ['captions-all', 'cover', 'names-usual', 'quality-best', 'savingOff-ask']);
  // It goes as soon as it can be kept.
  rmSync(config);
  await options.click('#quality-small');
  await untilChanged(options, '#quality-small');
});

inBothBrowsers('names are chosen by a word or by a pattern, and shown before they are used', async (bed) => {
  const kept = () => JSON.parse(readFileSync(join(bed.home.path, '.config/clipkeep/settings.json'), 'utf8')).names;
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  /** @param {string} text */
  const untilExample = (text) => options.until(
    `document.querySelector("#example-video").innerText.includes(${JSON.stringify(text)})`, { what: text });
  await untilExample('catlady/2026-02-02 My cat opens doors [7602050882429897470].mp4');
  await options.click('label[for="names-month"]');
  await untilExample('2026/02/catlady 2026-02-02 My cat opens doors');
  await untilChanged(options, '#names-month');
  assert.equal(kept(), '{year}/{month}/{author} {date} {title} [{id}]');

  // A pattern of one's own: what it makes is shown while it is written, and holds when it is used.
  await options.click('label[for="names-own"]');
  assert.equal(await options.focused(), 'input#pattern');
  /** @param {string} names */
  const write = (names) => options.run(`void Object.assign(document.querySelector("#pattern"),
    { value: ${JSON.stringify(names)} }).dispatchEvent(new Event("input"))`);
  await write('{kind}/{nmae}');
  await options.until('/At character 8.*nmae/.test(document.querySelector("#pattern-fault").innerText)', { what: 'why not' });
  assert.equal(await options.run('document.querySelector("#use-pattern").disabled'), true);
  await write('{kind}/');
  await options.click('#fields button[value="title"]');
  await untilExample('video/My cat opens doors [7602050882429897470].mp4');
  assert.equal(kept(), '{year}/{month}/{author} {date} {title} [{id}]', 'nothing is used by being shown');
  await options.click('#use-pattern');
  await untilChanged(options, '#names-own');
  assert.equal(kept(), '{kind}/{title}');
  await options.close();

  const again = await browser.openOptions();
  await untilReady(again);
  assert.equal(await again.run('document.querySelector("#pattern").value'), '{kind}/{title}');
});

inBothBrowsers('what is kept in another folder is moved when it is asked for, and left without', async (bed) => {
  const target = join(bed.home.path, 'kept here');
  mkdirSync(target);
  bed.home.clipkeep('save', await addressOf(bed.standin, 'ok'));
  bed.home.clipkeep('folder', target);
  const browser = await bed.start();
  const options = await browser.openOptions();
  const question = 'document.querySelector("#elsewhere")';
  await options.until(`${question}.checkVisibility() && /^1 post .*TikTok/.test(${question}.innerText)`, { what: 'a question' });
  assert.ok(!(await options.text('#elsewhere')).includes(bed.home.path), 'the name, never the path');
  await options.click('#move');
  await options.until('/All is moved/.test(document.querySelector("#status").innerText)', { what: 'the end of it' });
  assert.equal(await options.run(`${question}.checkVisibility()`), false);
  assert.deepEqual(bed.home.videos(), [], 'nothing is left in the old folder');
  bed.home.folder = target;
  const videos = bed.home.videos();
  assert.equal(videos.length, 1);

  // Back again: left where it is, and not asked about any more.
  bed.home.clipkeep('folder', join(bed.home.path, 'Videos/TikTok'));
  await options.close();
  const again = await browser.openOptions();
  await again.until(`${question}.checkVisibility()`, { what: 'the question' });
  await again.click('#leave');
  await again.until(`!${question}.checkVisibility()`, { what: 'no question' });
  assert.deepEqual(bed.home.videos(), videos);
});

inBothBrowsers('each change says what it changed; the numbers are as a person says them', async (bed) => {
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  /** @param {string} id @param {string} value @param {string} words */
  const choose = async (id, value, words) => {
    await options.run(`void Object.assign(document.querySelector("#${id}"), { value: "${value}" }).dispatchEvent(new Event("change"))`);
    await options.until(`document.querySelector("#status").innerText.replace(/\\s/g, " ") === ${JSON.stringify(words)}`, { what: words });
  };
  await choose('parallel', '1', 'Changed. How many at a time: 1 download');
  await choose('parallel', '5', 'Changed. How many at a time: 5 downloads');
  await choose('speedLimit', '250000', 'Changed. Speed limit: 250 kB/s');
  await choose('speedLimit', '0', 'Changed. Speed limit: No limit');
  await options.click('#keepGoing');
  await options.until('document.querySelector("#status").innerText === "Changed. Keep going after I close the browser: on"');
  await options.click('label[for="names-flat"]');
  await options.until('document.querySelector("#status").innerText === "Changed. Names: All in one folder"');
  assert.equal(await options.run('document.querySelectorAll("[aria-live]").length'), 1);
});

inBothBrowsers('every section is reached by the keyboard from the links at the top', async (bed) => {
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  const titles = await options.run('[...document.querySelectorAll("section h2")].map((one) => one.innerText)');
  assert.deepEqual(await options.run('[...document.querySelectorAll("nav a")].map((one) => one.innerText)'), titles);
  while ((await options.run('document.activeElement.hash')) !== '#data') await options.press('Tab');
  await options.press('Enter');
  await options.until('document.querySelector("#data").getBoundingClientRect().top < 100', { what: 'the section in view' });
  await options.press('Tab');
  assert.equal(await options.focused(), 'button#delete-history');
});

/** A host that says what it is told, with everything that this page asks for.
 * @param {import('./bed.mjs').Bed} bed @param {object} [results] */
const teller = (bed, results = {}) => registerTeller(bed, examplePost, forOptions(results));

inBothBrowsers('what becomes of posts whose creator turned saving off is chosen, and kept', async (bed) => {
  const kept = () => JSON.parse(readFileSync(join(bed.home.path, '.config/clipkeep/settings.json'), 'utf8'));
  const browser = await bed.start();
  const options = await browser.openOptions();
  await options.until('document.querySelector("#savingOff-ask").checked', { what: 'the usual choice' });
  await options.click('label[for="savingOff-skip"]');
  await untilChanged(options, '#savingOff-skip');
  assert.equal(kept().saving_off ?? kept().savingOff, 'skip');
});

inBothBrowsers('the history is deleted after one question, and the page says how much', async (bed) => {
  teller(bed, { 'history-delete': { count: 12 } });
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  while ((await options.focused()) !== 'button#delete-history') await options.press('Tab');
  await options.press('Enter');
  assert.equal(await options.focused(), 'button#keep-history', 'the careful answer comes first');
  await options.press('Escape');
  assert.equal(await options.focused(), 'button#delete-history');
  await options.press('Enter');
  await options.press('Tab');
  await options.press('Enter');
  await options.until('document.querySelector("#status").innerText === "12 entries of the history were deleted."', { what: 'how many' });
  assert.equal(await options.focused(), 'button#delete-history');
});

inBothBrowsers('the doctor says in words how each thing is, and gives commands to copy', async (bed) => {
  teller(bed, { doctor: { ok: false, checks: CHECKS } });
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  assert.equal(await options.shown('#copy-report'), false);
  await options.click('#check-again');
  await options.until('document.querySelector("#status").innerText === "3 things need you."', { what: 'how many' });
  const lines = await options.run('[...document.querySelectorAll("#checks li")].map((one) => one.innerText.replace(/\\s+/g, " "))');
  assert.match(lines[0], /^All right The program is in order\.$/);
  assert.match(lines[1], /^Broken The save folder cannot be used\. Clipkeep may not write .* with chmod u\+rwx x Copy ?, or/);
  assert.match(lines[2], /^Needs a look Firefox does not know the program\./);
  assert.match(lines[3], /^Needs a look The program cannot be shut in\..* The sandbox is of sand\. Add water/);
  assert.match(lines[4], /^All right Something of tomorrow\.$/);
  // What is copied can be read in Chromium only; Firefox keeps its clipboard from tests.
  const readable = bed.name === 'chromium';
  await options.run(`void (${readable} && (navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }))`);
  const button = '#checks li:nth-child(2) button.copy';
  assert.equal(await options.run(`document.querySelector("${button}").getAttribute("aria-label")`), 'Copy: chmod u+rwx x');
  await options.click(button);
  await options.until(`(!${readable} || globalThis.copied === "chmod u+rwx x") && document.querySelector("#status").innerText === "Copied."`);
  await options.click('#copy-report');
  if (!readable) return;
  await options.until('/^Clipkeep: extension .*folder .save folder.: Clipkeep may not write to ~\\/…\\./s.test(globalThis.copied)', { what: 'a report' });
  assert.doesNotMatch(await options.run('globalThis.copied'), /Secret/);
});

inBothBrowsers('the doctor speaks the person\u2019s language; what it has no words for is marked as English', async (bed) => {
  teller(bed, { doctor: { ok: false, checks: CHECKS } });
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  await chooseLanguage(options, 'de');
  await options.click('#check-again');
  await options.until('document.querySelectorAll("#checks li").length === 5');
  /** @param {number} line @param {string} part */
  const told = async (line, part) => {
    const { words, lang } = await options.run(`(({ innerText, lang }) => ({ words: innerText, lang }))(
      document.querySelector("#checks li:nth-child(${line}) .${part}"))`);
    return `${lang}|${words.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim()}`;
  };
  assert.equal(await told(2, 'detail'), '|Clipkeep darf nicht in ~/Secret/TikTok schreiben.');
  assert.match(await told(2, 'fix'), /^\|Erlaube es mit chmod u\+rwx x Kopieren ?, oder wähle .* oder mit clipkeep folder y Kopieren$/);
  assert.equal(await told(4, 'detail'), 'en|The sandbox is of sand.');
  assert.match(await told(4, 'fix'), /^en\|Add water/);
});

inBothBrowsers('without the program the doctor says how it is installed', async (bed) => {
  bed.home.clipkeep('unregister', bed.name);
  const browser = await bed.start();
  const options = await browser.openOptions();
  await options.until('document.querySelector("#missing").checkVisibility()', { what: 'steps' });
  assert.match(await options.text('#missing'), /manifests\/install\.sh/);
  assert.equal(await options.run('document.querySelector("#missing button.copy").getAttribute("aria-label")'), 'Copy: manifests/install.sh');
  bed.home.clipkeep('register', bed.name);
  await options.click('#retry');
  await options.until('!document.querySelector("#missing").checkVisibility()', { what: 'no steps' });
});

inBothBrowsers('settings go into a file and out of one, and nothing changes before it is shown', async (bed) => {
  const kept = () => JSON.parse(readFileSync(join(bed.home.path, '.config/clipkeep/settings.json'), 'utf8'));
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  await options.click('#export');
  await options.until('/clipkeep-settings.json/.test(document.querySelector("#status").innerText)');
  const made = join(bed.home.path, 'Downloads/clipkeep-settings.json');
  await eventually(() => existsSync(made) && statSync(made).size > 0, 'a file');
  const file = JSON.parse(readFileSync(made, 'utf8'));
  assert.deepEqual([file.clipkeepSettings, file.settings.quality, file.settings.folder], [1, 'best', undefined]);
  assert.ok(!JSON.stringify(file).includes(bed.home.path));

  await giveFile(options, JSON.stringify(file));
  await options.until('document.querySelector("#import-preview").checkVisibility() && !document.querySelector("#import-use").checkVisibility()',
    { what: 'that nothing would change' });
  const settings = { quality: 'small', captions: 'loud', names: '{author} {date} {title} [{id}]', language: 'de', folder: '/etc' };
  await giveFile(options, JSON.stringify({ clipkeepSettings: 1, settings }));
  await options.until('document.querySelectorAll("#import-changes li").length === 3', { what: 'three changes' });
  const words = await options.text('#import-preview');
  assert.match(words, /Names: All in one folder \(now: Creator, then date and title\)/);
  assert.match(words, /Which version of a video: Small files \(now: Best picture\)/);
  assert.match(words, /Clipkeep’s language: Deutsch \(now: same as the browser\)/);
  assert.match(words, /left out: .?folder.?\n+.*left out: Which captions/s);
  assert.equal(existsSync(join(bed.home.path, '.config/clipkeep/settings.json')) && kept().quality === 'small', false);
  await options.click('#import-use');
  await options.until('document.documentElement.lang === "de" && document.querySelector("#quality-small").checked', { what: 'the file in force' });
  await eventually(() => kept().quality === 'small', 'kept');
  assert.equal(kept().names, settings.names);
});

inBothBrowsers('a file that is none, too large or with a bad pattern changes nothing and says so', async (bed) => {
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  const status = (/** @type {RegExp} */ words) =>
    options.until(`${words}.test(document.querySelector("#status").innerText)`, { what: String(words) });
  await giveFile(options, '<html>');
  await status(/not a settings file/);
  await giveFile(options, JSON.stringify({ clipkeepSettings: 1, settings: { cover: false }, more: 'x'.repeat(70000) }));
  await status(/too large/);
  await giveFile(options, JSON.stringify({ clipkeepSettings: 1, settings: { names: '{nobody}', cover: false } }));
  await options.until('/Names/.test(document.querySelector("#import-wrong").innerText)', { what: 'the bad pattern' });
  assert.equal(await options.run('document.querySelectorAll("#import-changes li").length'), 1);
  await options.click('#import-leave');
  await status(/Nothing was changed/);
  assert.equal(await options.run('document.querySelector("#cover").checked'), true);
});

inBothBrowsers('the real program: all is well by its doctor, and its history goes while the files stay', async (bed) => {
  bed.home.clipkeep('save', await addressOf(bed.standin, 'ok'));
  const videos = bed.home.videos();
  const browser = await bed.start();
  const options = await browser.openOptions();
  await untilReady(options);
  await options.click('#check-again');
  const answers = `${bed.name === 'firefox' ? 'Firefox' : 'Chromium'} can start the program, and it answers`;
  await options.until(`document.querySelector("#checks").innerText.includes("${answers}")`, { what: answers });
  assert.match(await options.text('#checks'), /save folder is in order.*record of what you kept is in order/s);
  assert.doesNotMatch(await options.text('#checks'), /Unknown|Broken/);

  await options.click('#delete-history');
  await options.click('#history-yes');
  await options.until('document.querySelector("#status").innerText === "1 entry of the history was deleted."', { what: 'how many' });
  assert.deepEqual([bed.home.videos(), videos.length], [videos, 1]);
  await browser.openTab(await addressOf(bed.standin, 'ok'));
  const popup = await browser.pressToolbarButton();
  await popup.waitState('kept');
  assert.equal(await popup.run('document.querySelectorAll("#recentRows li").length'), 0, 'nothing saved lately');
});
