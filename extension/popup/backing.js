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

const showPage = () => api.tabs.create({ url: api.runtime.getURL('backup/backup.html') });

/** By what stands on them. */
const BUTTONS = Object.freeze({
  tab: { name: () => t('backupShow'), press: () => leave(() => ask('backupShow')) },
  page: { name: () => t('backupProgress'), press: () => leave(showPage) },
  stop: { name: () => t('backup_stop'), press: () => ask('backupStop') },
  begin: { name: () => t('backupMine'), press: () => leave(() => ask('backupOwn')) },
});

/** @param {string} what */
function makeButton(what) {
  const { name, press } = BUTTONS[/** @type {'tab'} */ (what)];
  const button = document.createElement('button');
  button.className = 'plain';
  button.dataset.what = what;
  button.addEventListener('click', () => press().catch(() => {})); // it stays; the next press tries again
  setText(button, name());
  return button;
}

/** What to say, and which buttons to offer with it. @returns {{text: string, buttons: string[]}} */
function toSay() {
  const { backup, due } = known;
  if (backup && !backup.plan.over) {
    return { text: phaseText(backup), buttons: ['tab', 'page', 'stop'] };
  }
  return due ? { text: t('remindDue', dateText(due.at / 1000)), buttons: ['begin'] } : { text: '', buttons: [] };
}

/** The place for it is made once. */
function place() {
  const made = document.createElement('section');
  made.id = 'backing';
  made.setAttribute('aria-label', t('backupTitle'));
  made.append(document.createElement('p'), Object.assign(document.createElement('div'), { className: 'buttons' }));
  $('more').prepend(made);
  return made;
}

function draw() {
  const { text, buttons } = toSay();
  const there = $('backing');
  if (!there && !text) {
    return;
  }
  const section = there ?? place();
  const [words, row] = section.children;
  setText(words, text);
  keepingFocus(() => {
    const now = [...row.children].map((one) => /** @type {HTMLElement} */ (one).dataset.what).join();
    if (now !== buttons.join()) {
      row.replaceChildren(...buttons.map(makeButton));
    }
    section.hidden = !text;
  });
}

/** Shows it, and goes on showing it while a backup is under way.
 * @returns {Promise<boolean>} whether one is */
export async function showBacking() {
  known = await ask('backupNow');
  draw();
  const underWay = Boolean(known.backup && !known.backup.plan.over);
  if (underWay) {
    follow(({ backup }) => {
      known = { ...known, backup: backup ?? known.backup };
      draw();
    });
  }
  return underWay;
}
