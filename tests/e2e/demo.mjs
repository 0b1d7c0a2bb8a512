// The demonstration behind tests/demo.sh: demo.mjs BROWSER FOLDER [headless], inside a world.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Home, addressOf, callers, extension, sha256 } from './bed.mjs';
import { problemsOf, untilShown } from './steps.mjs';
import { keptOf, wordsFor } from '../host/kept.mjs';
import { Standin } from '../standin/control.mjs';

const [name, out, mode] = process.argv.slice(2);
const say = (/** @type {string} */ text) => console.log(text);

/** The lines of both logs that tell the way of the post. */
async function prove(/** @type {Home} */ home, /** @type {Standin} */ standin, /** @type {string} */ id) {
  const asked = await standin.log((entry) => entry.post === id && !entry.player);
  say('\nWhat the stand-in was asked after Save was pressed:');
  for (const { method, kind, path, status, bytes, tokenOk } of asked) {
    const token = tokenOk ? ', with the token of the browser' : '';
    say(`  ${method} ${kind} ${path.slice(0, 60)} -> ${status}, ${bytes} bytes${token}`);
  }
  assert.ok(!asked.some(({ kind }) => kind === 'page'), 'nobody had to fetch the page again');
  const lines = home.log().split('\n').filter((line) => /hello from|handed over|kept/.test(line));
  say('What the host wrote into its log:');
  for (const line of lines) say(`  ${line}`);
  const caller = callers[/** @type {'chromium' | 'firefox'} */ (name)]();
  assert.ok(lines.some((line) => line.includes(caller)), 'the host was started by this browser');
  assert.ok(lines.some((line) => line.includes(`save ${id} item handed over by ${name}`)),
    'the post came over the port');
}

/** @param {Home} home @param {Standin} standin @param {any} browser */
async function show(home, standin, browser) {
  const id = await standin.id('ok');
  const address = await addressOf(standin, 'ok');
  say(`Opening ${address} in ${name}`);
  await browser.open(address);
  say('Pressing the toolbar button, then Save');
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#save');
  await standin.clear();
  await popup.click('#save');
  await untilShown(popup, '#show');
  await popup.screenshot(join(out, 'popup.png'));
  say(`The popup says: ${(await popup.text('body')).replace(/\s*\n\s*/g, ' | ')}`);
  await prove(home, standin, id);
  const [file] = home.videos();
  const kept = await keptOf(home.folder, id);
  const post = (await standin.posts()).find((/** @type {any} */ one) => one.id === id);
  assert.deepEqual(await problemsOf({ home, standin }, post), []);
  say(`\nKept, from the stand-in's own bytes: ${wordsFor(/** @type {any} */ (kept))}, SHA-256 ${sha256(file)}`);
  say(`A picture of the popup: ${join(out, 'popup.png')}`);
  return file;
}

const standin = await Standin.connect();
const { launch } = await import(`./drivers/${name}.mjs`);
const home = new Home();
home.folder = join(out, 'TikTok');
home.clipkeep('folder', home.folder);
say(home.clipkeep('register', name).trim());
const headless = mode === 'headless';
const browser = await launch({
  home: home.path, extension, headless, ca: join(process.env.CK_WORLD ?? '', 'ca.pem'),
});
let file = '';
try {
  file = await show(home, standin, browser);
  if (headless) {
    await browser.quit();
  } else {
    say('The window is yours now; the demonstration ends when you close it.');
    await browser.closed();
  }
} finally {
  await browser.end();
  await home.remove();
}
console.log(file);
