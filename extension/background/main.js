// The background: joins the host, the views, the toolbar button, the menus and the shortcuts. It may
// be stopped at any time when nothing runs; an open port keeps it alive while something does.
import { ASKABLE, Actions } from './actions.js';
import { BACKUP_ASKABLE, BACKUP_PORT, Backups } from './backups.js';
import { DONE_BADGE, DUE_BADGE, backupBadge, badgeOf } from './badge.js';
import { NOTICE, Reminder } from './reminder.js';
import { api, fromOurPage, isSite } from '../lib/browser.js';
import { counted, t } from '../lib/text.js';
import { Link } from './link.js';
import { Notices } from './notices.js';
import { State } from './state.js';
import { Views } from './views.js';
import { faultOf } from '../lib/protocol.js';
import { makeMenus } from './menus.js';
import { notifyWhen } from '../lib/notify.js';
import { postOf } from '../lib/links.js';
import { speakChosen, whenChosen } from '../lib/language.js';

const IDLE_MS = 20000;
const DONE_MS = 2000;
const WELCOME = 'welcome/welcome.html';

const state = new State();
const views = new Views();
const notices = new Notices();
const link = new Link({ state, views, onJob, onChange });
const actions = new Actions(link, showBadge);
const reminder = new Reminder(link, showBadge);
const backups = new Backups({ link, reminder, onChange: showBadge, onHelp: () => sayLater('backup', 'wall-captcha') });
/** @type {ReturnType<typeof setTimeout> | undefined} */
let idleTimer;
/** @type {ReturnType<typeof setTimeout> | undefined} set while the button says that all is done */
let doneTimer;
/** What went wrong from a menu or a shortcut, where no view was there to say so.
 * @type {string | null} a code */
let unsaid = null;

/** @param {import('../lib/protocol.js').Job | undefined} before
 * @param {import('../lib/protocol.js').Job} job */
function onJob(before, job) {
  notices.take(before, job);
  const last = state.running.length === 0;
  if (last && job.state === 'done' && before && before.state !== 'done') {
    clearTimeout(doneTimer);
    doneTimer = setTimeout(() => {
      doneTimer = undefined;
      showBadge();
    }, DONE_MS);
  }
  showBadge();
}

function onChange() {
  showBadge();
  restWhenIdle();
  notify();
}

/** The first that has something to say. */
function showBadge() {
  const all = [
    badgeOf([...state.jobs.values()], state.unseen, state.counts),
    badgeOf([], new Set(unsaid ? [0] : [])),
    backupBadge(backups.shown),
    ...(doneTimer === undefined ? [] : [DONE_BADGE]),
    ...(reminder.due ? [DUE_BADGE] : []),
  ];
  const { text, color } = all.find((one) => one.text !== '') ?? all[0];
  api.action.setBadgeText({ text });
  api.action.setBadgeBackgroundColor({ color });
}

/** Lets the host go when nobody looks and nothing runs. */
function restWhenIdle() {
  clearTimeout(idleTimer);
  const busy = state.running.length > 0 || backups.busy || link.importing;
  if (link.host.connected && views.size === 0 && !busy) {
    idleTimer = setTimeout(() => link.host.close(), IDLE_MS);
  }
}

/** Tells what was saved, if the person wants that and has allowed it. */
async function notify() {
  if (!notices.any) {
    return;
  }
  const [when] = await Promise.all([notifyWhen(), speakChosen().catch(() => {})]);
  const busy = (state.counts?.running ?? 0) + state.running.length > 0;
  const notice = notices.tell(when, !busy);
  if (!notice || !api.notifications) {
    return;
  }
  const message = notice.map(({ key, count }) => counted(key, count)).join(' ');
  await api.notifications.create('saved', {
    type: 'basic', iconUrl: api.runtime.getURL('icons/icon-128.png'), title: 'Clipkeep', message,
  });
}

/** Writes anew what the browser shows for us. It keeps that while the background is stopped. */
async function nameThings() {
  await speakChosen().catch(() => {});
  api.action.setTitle({ title: t('actionTitle') });
  await makeMenus().catch(() => {});
}

/** Saves from a menu or by a shortcut: what goes wrong marks the button.
 * @param {() => Promise<any>} action */
async function quickly(action) {
  unsaid = null;
  try {
    const outcome = await action();
    unsaid = Object.keys(outcome?.refused ?? {})[0] ?? null;
  } catch (error) {
    unsaid = faultOf(error).code;
  }
  onChange();
}

/** The window that asks for a proof closes the popup: what went wrong then is said when it is opened
 * again. @param {string} what @param {string} code */
function sayLater(what, code) {
  if (['permit', 'backup'].includes(what) && views.size === 0 && code !== 'cancelled') {
    unsaid = code;
    showBadge();
  }
}

/** @param {chrome.tabs.Tab | undefined} tab */
async function saveOnScreen(tab) {
  actions.looks.delete(tab?.id ?? -1); // what a popup has shown before is not what is on screen now
  return actions.save({ tab: tab?.id ?? -1 });
}

/** The posts that are open in the window of a tab. @param {chrome.tabs.Tab | undefined} tab */
async function saveWindow(tab) {
  const tabs = await api.tabs.query({ windowId: tab?.windowId });
  const posts = tabs.filter((one) => isSite(one.url) && postOf(one.url));
  return actions.saveTabs({ tabs: posts.map((one) => one.id ?? -1) });
}

/** @param {chrome.contextMenus.OnClickData} info @param {chrome.tabs.Tab | undefined} tab */
function onMenu({ menuItemId, linkUrl }, tab) {
  const doings = {
    link: () => actions.saveLinks({ addresses: [linkUrl ?? ''] }),
    page: () => saveOnScreen(tab),
    tabs: () => saveWindow(tab),
    folder: () => actions.show({}),
  };
  return quickly(doings[/** @type {'link'} */ (menuItemId)]);
}

/** Once, and never again unless it is asked for in the options. Looked at whenever the background
 * starts: Firefox does not always tell of an install. */
async function welcome() {
  const { welcomed } = await api.storage.local.get('welcomed');
  if (!welcomed) {
    await api.tabs.create({ url: api.runtime.getURL(WELCOME) });
    await api.storage.local.set({ welcomed: true });
  }
}

api.runtime.onMessage.addListener((message, sender, reply) => {
  const asked = String(message?.do);
  const doer = ASKABLE.includes(asked) ? actions : BACKUP_ASKABLE.includes(asked) ? backups : null;
  if (!fromOurPage(sender) || !doer) {
    return false;
  }
  /** @type {Actions} */ (doer)[/** @type {'look'} */ (asked)](message).then(
    (result) => reply({ result }),
    (error) => {
      reply({ error: faultOf(error) });
      sayLater(asked, faultOf(error).code);
    },
  );
  return true;
});

api.runtime.onConnect.addListener((port) => {
  if (port.name === BACKUP_PORT) {
    backups.accept(port);
    return;
  }
  if (!fromOurPage(port.sender)) {
    port.disconnect();
    return;
  }
  clearTimeout(idleTimer);
  views.add(port, {
    jobs: [...state.jobs.values()],
    all: true,
    ...(state.settings && { shared: state.public() }),
    ...(unsaid && { unsaid }),
    ...(backups.shown && { backup: backups.shown }),
  });
  unsaid = null;
  showBadge();
  // A view that comes back after the background was stopped asks nothing, and still follows.
  link.connect().catch(() => {});
  port.onDisconnect.addListener(() => {
    views.remove(port);
    if (views.size === 0) {
      actions.forgetLooks();
    }
    restWhenIdle();
  });
});

// What a browser that ended left unfinished goes on when it starts.
api.runtime.onStartup.addListener(() => {
  link.connect().catch(() => {});
  nameThings();
  reminder.look().then(() => reminder.tell()).catch(() => {}); // without a host the next start reminds
});

api.notifications?.onClicked?.addListener((id) => {
  if (id === NOTICE) {
    backups.backupOwn().catch(() => {});
  }
});

api.runtime.onInstalled.addListener(nameThings);
whenChosen(nameThings);

api.contextMenus.onClicked.addListener(onMenu);
api.commands.onCommand.addListener((name, tab) => {
  if (name === 'save') {
    quickly(() => saveOnScreen(tab));
  }
});

welcome().catch(() => {});
