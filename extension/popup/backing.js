// What the popup says of backups, whatever tab it was opened on: that one is under way, with a way to it
// and Stop, or that it is time for the next. Brought after the first picture.
import { $, keepingFocus, setText } from '../lib/dom.js';
import { ask, follow } from '../lib/background.js';
import { dateText, t } from '../lib/text.js';
import { api } from '../lib/browser.js';
import { phaseText } from '../lib/lists.js';

/** @typedef {{backup: import('../background/backup.js').Shown | null, due: import('../background/reminder.js').Due | null}} Known */

/** @type {Known} */
let known = { backup: null, due: null };

/** @param {() => Promise<any>} action that leads away from the popup */
async function leave(action) {
  await action();
  window.close();
}

/** What each button does. @type {Record<string, () => Promise<any>>} */
const PRESSES = Object.freeze({
  backingTab: () => leave(() => ask('backupShow')),
  backingPage: () => leave(() => api.tabs.create({ url: api.runtime.getURL('backup/backup.html') })),
  backingStop: () => ask('backupStop'),
  backingBegin: () => leave(() => ask('backupOwn')),
});

/** The popup stays when that fails; the next press tries again. @param {string} button its id */
export async function press(button) {
  await PRESSES[button]?.().catch(() => {});
}

const isUnderWay = () => Boolean(known.backup && !known.backup.plan.over);

/** What to say, and which buttons to offer with it. @returns {{text: string, buttons: string[]}} */
function toSay() {
  const { backup, due } = known;
  if (backup && isUnderWay()) {
    return { text: phaseText(backup), buttons: ['backingTab', 'backingPage', 'backingStop'] };
  }
  return due ? { text: t('remindDue', dateText(due.at / 1000)), buttons: ['backingBegin'] } : { text: '', buttons: [] };
}

function draw() {
  const { text, buttons } = toSay();
  setText($('backingWords'), text);
  keepingFocus(() => {
    Object.keys(PRESSES).forEach((id) => ($(id).hidden = !buttons.includes(id)));
    $('backing').hidden = !text;
  });
}

/** Shows it, and goes on showing it while a backup is under way.
 * @returns {Promise<boolean>} whether one is */
export async function showBacking() {
  known = await ask('backupNow');
  draw();
  if (isUnderWay()) {
    follow(({ backup }) => {
      known = { ...known, backup: backup ?? known.backup };
      draw();
    });
  }
  return isUnderWay();
}
