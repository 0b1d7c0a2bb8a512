// The keys and the mouse of the virtual screen: for what is the desktop's or the browser's own
// window's, which no protocol reaches (menus, shortcuts, dialogs).
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setTimeout as turn } from 'node:timers/promises';

const run = promisify(execFile);

/** @param {string[]} args */
export const xdotool = (...args) => run('xdotool', args, { timeout: 20000 });

/** Why there is no screen to press keys on, or false. */
export const noScreen = process.env.DISPLAY ? false : 'no screen (DISPLAY is not set)';

/** @param {string[]} names as X calls them: `alt+shift+s`, `Down` */
export const pressKeys = (...names) => xdotool('key', '--delay', '60', ...names);

/** @param {number} x @param {number} y of the screen @param {1 | 3} button 3 is the right one */
export const clickAt = (x, y, button = 1) =>
  xdotool('mousemove', String(Math.round(x)), String(Math.round(y)), 'click', String(button));

/** How many windows can be seen: a menu or a bubble is one of its own. */
export async function windowCount() {
  const { stdout } = await xdotool('search', '--onlyvisible', '--name', '').catch(() => ({ stdout: '' }));
  return stdout.trim().split('\n').filter(Boolean).length;
}

/** How light the screen is around a place: 0 is black, 1 is white. @param {number} x @param {number} y */
async function lightAt(x, y) {
  const { stdout } = await run('import', ['-window', 'root', '-crop', `8x8+${Math.round(x)}+${Math.round(y)}`,
    '-format', '%[fx:mean]', 'info:-']);
  return Number(stdout);
}

/** @param {string} shortcut as the browsers call it: `Alt+Shift+J` */
export const pressShortcut = (shortcut) => pressKeys(shortcut.replace(/.$/, (letter) => letter.toLowerCase()));

/** Says yes or no to Chromium's question for a permission, which dims its window.
 * @param {number} x of a place that is light without it @param {number} y @param {boolean} yes */
export async function answerDimmed(x, y, yes) {
  const until = async (/** @type {boolean} */ dim) => {
    for (const end = Date.now() + 10000; (await lightAt(x, y)) < 0.8 !== dim; await turn(50)) {
      if (Date.now() > end) throw new Error(dim ? 'no question is seen' : 'the question does not go');
    }
  };
  await until(true);
  await turn(800); // in its first half second it takes no answer, lest one be given unawares
  await pressKeys(...(yes ? ['Tab'] : []), 'Return');
  await until(false);
}
