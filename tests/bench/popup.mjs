// How soon the popup, opened again from the toolbar, paints what was known: popup.mjs RUNS, inside a
// world. Real Chromium and Firefox, the real host. The median of the first picture is to be under 100 ms.
import { Home, addressOf, extension } from '../e2e/bed.mjs';
import { glance } from './glance.mjs';
import { Standin } from '../standin/control.mjs';

const MOST_MS = 100;
/** How long a popup stays open before it is asked. */
const SEEN_MS = 700;
/** When what was known and painted (ms). */
const TIMES = `JSON.stringify(Object.fromEntries(
  ['paint', 'mark'].flatMap((type) => performance.getEntriesByType(type)).map((one) => [one.name, one.startTime])))`;
const runs = Number(process.argv[2] ?? 11);
const standin = await Standin.connect();
let bad = false;

/** @param {string} name @returns {Promise<any[]>} the times of each run */
async function measure(name) {
  const { launch } = await import(`../e2e/drivers/${name}.mjs`);
  const home = new Home();
  home.clipkeep('register', name);
  const browser = await launch({ home: home.path, extension, ca: `${process.env.CK_WORLD}/ca.pem` });
  try {
    await browser.open(await addressOf(standin, 'ok'));
    const first = await browser.pressToolbarButton();
    await first.waitState('ready');
    await first.until('document.querySelector("#total").innerText');
    await first.close();
    const times = [];
    for (let run = 0; run < runs; run += 1) {
      times.push(JSON.parse(await glance(browser, TIMES, SEEN_MS)));
    }
    return times;
  } finally {
    await browser.end();
    await home.remove();
  }
}

for (const name of ['chromium', 'firefox']) {
  const times = await measure(name);
  const middle = (/** @type {string} */ what, instead = what) =>
    times.map((one) => one[what] ?? one[instead]).sort((a, b) => a - b)[Math.floor(times.length / 2)];
  const [known, painted] = [middle('shown', 'post'), middle('first-contentful-paint')];
  bad ||= !(painted < MOST_MS);
  console.log(`popup, ${name}: the post known after ${known.toFixed(0)} ms, painted after ${painted.toFixed(0)} ms ` +
    `(median of ${runs}; at most ${MOST_MS}) ${painted < MOST_MS ? 'ok' : 'TOO LATE'}`);
}
process.exitCode = bad ? 1 : 0;
