// The popup: a view of what the background and the host know. It keeps nothing of its own, so that
// closing and opening it shows the same.
import { $, keepingFocus, nameIt, setText } from '../lib/dom.js';
import {
  NOTHING, drawButtons, drawChoice, drawPost, drawProgress, drawQuestion, drawStatus,
} from './card.js';
import { SITE, api, isSite } from '../lib/browser.js';
import { ask, follow } from '../lib/background.js';
import { bringCard, drawRights, startChip } from './chip.js';
import { bytesText, counted, errorText, localize, t } from '../lib/text.js';
import { drawQueue, drawRecent } from './list.js';
import { ended, faultOf } from '../lib/protocol.js';
import { linksIn, postOf } from '../lib/links.js';
import { followLanguage } from '../lib/language.js';
import { healthOf } from '../lib/health.js';
import { listingOf } from './queue.js';
import { outcomeText } from './words.js';
import { mustAsk, screenOf } from './screen.js';

/** @typedef {import('./screen.js').Known} Known */
/** @typedef {import('../lib/protocol.js').Job} Job */
/** @typedef {import('../background/state.js').Shared} Shared */

const DETACHED_MS = 1000;
const VEILED_MS = 90;
/** Until the first picture is surely painted. */
const LATER_MS = 200;
/** How long the popup is still before it is remembered as it stands. */
const REMEMBER_MS = 150;
const OPTIONS = 'options/options.html';
/** What was asked for while this was fetched. */
const ahead = /** @type {import('./ahead.js').Ahead} */ (/** @type {any} */ (globalThis).ahead);

/** @type {Known} what is known of the post on screen */
const known = { ...NOTHING };
/** @type {Map<number, Job>} all that the host is at, or was lately */
let jobs = new Map();
/** @type {Partial<Shared>} */
let shared = {};
/** @type {number} */
let tab = -1;
/** The other tabs of this window that show posts. @type {number[]} */
let postTabs = [];
/** The action that failed last; Retry does it again. @type {() => Promise<void>} */
let retry = look;
/** True while an action of the person is on its way. */
let acting = false;
/** The look that every popup begins with, until it has ended. @type {Promise<void> | null} */
let looking = null;
/** The failed job that the background was last told the person has seen. */
let seen = 0;
/** When the job was told of; what it waits for gets shorter from then on. */
let toldAt = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let remembering;

/** A failure that is shown needs no mark on the toolbar button any more. */
function markSeen() {
  const { job } = known;
  if (job?.state === 'failed' && job.job !== seen) {
    seen = job.job;
    ask('seen', { job: job.job }).catch(() => {});
  }
}

/** What lies in the folder of the post on screen. */
function inFolder() {
  const { kept, job } = known;
  return kept?.present || job?.state !== 'done' ? kept : { present: true };
}

function drawCard() {
  const screen = screenOf({ ...known, held: shared.held ?? null });
  document.body.dataset.state = screen.state;
  drawPost(known, screen.state);
  drawRights(known.post, inFolder());
  drawProgress(known, toldAt);
  drawStatus(screen);
  drawButtons(screen.buttons, acting); // first: it sees where the keyboard is
  drawQuestion(screen.state === 'asking');
  drawChoice(known, screen.buttons, shared.settings ?? null);
  markSeen();
}

function drawLists() {
  const post = known.post?.id ?? known.job?.post ?? null;
  const listing = listingOf([...jobs.values()], { counts: shared.counts, post });
  const told = document.body.dataset.state === 'held';
  keepingFocus(() => {
    drawQueue(listing, doWith, told ? null : (shared.held ?? null));
    drawRecent(listing, doWith);
  });
}

function drawFooter() {
  const { settings, counts } = shared;
  const folder = /** @type {HTMLButtonElement} */ ($('folder'));
  setText($('folderName'), settings?.folder ?? '');
  folder.disabled = !settings;
  setText($('total'), counts
    ? t('total', counted('posts', counts.posts), bytesText(counts.bytes)) : '');
  const { light, key, code } = healthOf(shared);
  $('doctor').dataset.light = light;
  nameIt($('doctor'), code ? errorText(code).sentence : t(key ?? 'health_unknown'));
}

function draw() {
  drawCard();
  drawLists();
  drawFooter();
  clearTimeout(remembering);
  remembering = setTimeout(remember, REMEMBER_MS);
}

/** For the next time the popup is opened on this tab; what is only of now is not shown then. */
function remember() {
  const opened = !$('rights').hidden || /** @type {HTMLDetailsElement} */ ($('links')).open;
  if (!looking && !acting && !opened && !known.fault && !known.asks) {
    ask('remember', { tab, picture: ahead.take() }).catch(() => {});
  }
}

/** Does something and shows what came of it; a second press meanwhile does nothing. What is pressed
 * while the first look is under way, on what was known before, is done after it.
 * @param {() => Promise<void>} action */
async function act(action) {
  if (acting) {
    return;
  }
  acting = true;
  retry = action;
  known.fault = null;
  // Started before anything else: the browser asks for a permission only right after the click.
  const done = looking ? looking.then(() => (known.fault = null)).then(action) : action();
  drawCard();
  try {
    await done;
  } catch (error) {
    known.fault = faultOf(error);
  }
  acting = false;
  draw();
}

/** @param {Job | null} job */
function takeJob(job) {
  known.job = job;
  toldAt = Date.now();
}

async function look() {
  const { job = null, ...found } = await ask('look', { tab });
  Object.assign(known, { post: null, kept: null }, found);
  takeJob(job);
  const links = /** @type {HTMLDetailsElement} */ ($('links'));
  links.open ||= ['elsewhere', 'none'].includes(known.where ?? '');
  $('backup').hidden ||= known.where !== 'none';
  setTimeout(bringBackup, known.where === 'none' ? 0 : LATER_MS);
}

/** What there is to say of backups is no part of the first picture. */
async function bringBackup() {
  const { drawBackup } = await import('./backup.js');
  await drawBackup(tab, known.where === 'none'); // a post has buttons of its own
  draw();
}

/** What was known before is checked, and the rest found out. */
async function lookFirst() {
  looking = look()
    .catch((error) => {
      known.fault = faultOf(error);
    })
    .finally(() => (looking = null));
  await looking;
  draw();
}

/** Saves, or first asks whether to. @param {boolean} again */
async function askOrSave(again) {
  if (mustAsk(known, shared.settings)) {
    known.asks = { again };
  } else {
    await save(again);
  }
}

/** Holds from now on: the next press must not find the old settings. @param {object} set */
async function change(set) {
  shared = { ...shared, ...(await ask('change', { set })) };
}

/** What was answered; for the next time too, if the person wants that. @param {boolean} keep */
async function answer(keep) {
  const again = Boolean(known.asks?.again);
  const savingOff = /** @type {HTMLSelectElement} */ ($('nextTime')).value;
  known.asks = null;
  if (savingOff !== 'ask') {
    await change({ savingOff });
  }
  if (keep) {
    await save(again, true);
  }
}

/** @param {KeyboardEvent} event */
function escape(event) {
  if (event.key === 'Escape' && known.asks) {
    event.preventDefault(); // the popup stays
    act(() => answer(false));
  }
}

/** @param {boolean} again @param {boolean} [consent] to keep what its creator turned saving off for */
async function save(again, consent = false) {
  const { job } = await ask('save', { tab, again, ...(consent && { consent }) });
  // An event may have come before this answer, and knows more.
  takeJob(known.job?.job === job.job ? known.job : job);
  known.kept = again ? known.kept : null;
}

/** What failed is tried again: what the person did last, or the saving. */
function nextTry() {
  if (!known.fault && known.job?.state === 'failed') {
    const again = Boolean(known.kept?.present);
    return () => askOrSave(again);
  }
  return retry;
}

async function allow() {
  if (await api.permissions.request(SITE)) {
    await look();
  }
}

/** The button of a line of the lists. @param {string} what @param {Job} job */
function doWith(what, job) {
  if (what === 'consent') {
    return tell(() => ask('retry', { job: job.job, consent: true }));
  }
  return tell(() => ask(what, what === 'show' ? { post: job.post } : { job: job.job }));
}

/** @param {string} code */
function sayFault(code) {
  const { sentence, step } = errorText(code);
  setText($('outcome'), `${sentence} ${step}`);
}

/** Does something that is not about the post on screen; what goes wrong is told below it.
 * @param {() => Promise<any>} action @param {(result: any) => string} [words] */
async function tell(action, words = () => '') {
  try {
    setText($('outcome'), words(await action()));
  } catch (error) {
    sayFault(faultOf(error).code);
  }
}

/** @param {Event} event */
function saveLinks(event) {
  event.preventDefault();
  const pasted = /** @type {HTMLTextAreaElement} */ ($('pasted'));
  const { addresses, ...left } = linksIn(pasted.value);
  return tell(() => ask('saveLinks', { addresses }), (outcome) => {
    pasted.value = Object.keys(outcome.refused).length > 0 ? pasted.value : '';
    return outcomeText(outcome, left);
  });
}

function saveTabs() {
  return tell(() => ask('saveTabs', { tabs: postTabs }), (outcome) => outcomeText(outcome));
}

/** @param {import('../background/views.js').News} message from the background */
function receive(message) {
  jobs = message.all ? new Map() : jobs;
  message.jobs?.forEach((job) => jobs.set(job.job, job));
  shared = { ...shared, ...message.shared };
  if (message.unsaid) {
    sayFault(message.unsaid);
  }
  const ours = message.jobs?.filter((job) => job.post === known.post?.id).at(-1);
  if (message.lost && known.job && !ended(known.job)) {
    known.fault = message.lost;
    retry = look;
  } else if (ours && ours.job >= (known.job?.job ?? 0) && (!message.all || !ended(ours))) {
    takeJob(ours);
    known.fault = null;
  }
  draw();
}

/** Shows whether a Clipkeep without a browser is at work, as long as it is. */
async function lookDetached() {
  const { running } = await ask('detached').catch(() => ({ running: false }));
  keepingFocus(() => ($('detached').hidden = !running));
  if (running) {
    setTimeout(lookDetached, DETACHED_MS);
  }
}

/** @param {string} [part] of the page */
async function openOptions(part = '') {
  await (part
    ? api.tabs.create({ url: api.runtime.getURL(`${OPTIONS}#${part}`) })
    : api.runtime.openOptionsPage());
  window.close();
}

/** @param {string} what @returns {() => Promise<void>} */
const forPost = (what) => () => act(async () => ask(what, { job: known.job?.job }));

const clicks = {
  save: () => act(() => askOrSave(false)),
  again: () => act(() => askOrSave(true)),
  consent: () => act(() => save(Boolean(known.kept?.present), true)),
  keepIt: () => act(() => answer(true)),
  leaveIt: () => act(() => answer(false)),
  retry: () => act(nextTry()),
  allow: () => act(allow),
  pause: forPost('pause'),
  resume: forPost('resume'),
  cancel: forPost('cancel'),
  show: () => act(async () => ask('show', { post: known.post?.id })),
  reload: () => api.tabs.reload(tab).then(() => window.close()),
  stop: () => ask('stop').catch(() => {}),
  folder: () => tell(() => ask('show')),
  options: () => openOptions(),
  doctor: () => openOptions('program'),
  pauseAll: () => tell(() => ask('pause')),
  resumeAll: () => tell(() => ask('resume')),
  retryAll: () => tell(() => ask('retry')),
  tabs: saveTabs,
  backing: (/** @type {any} */ { target }) => import('./backing.js').then(({ press }) => press(target.id)),
};

/** @param {Event} event */
function changeQuality({ target }) {
  const quality = /** @type {HTMLSelectElement} */ (target).value;
  return tell(() => change({ quality }));
}

/** The tabs of this window, and what is known of the one in front already. */
async function lookAround() {
  const { all, tab: front } = await ahead.tabs;
  tab = front;
  const posts = all.filter((one) => isSite(one.url) && postOf(one.url));
  postTabs = posts.map((one) => one.id ?? -1);
  $('tabs').hidden = postTabs.length < 2;
  setText($('tabs'), counted('saveTabs', postTabs.length));
  const before = (await ahead.known) ?? { jobs: [], shown: {} };
  const { job = null, ...found } = before.shown;
  Object.assign(known, found);
  takeJob(job);
  jobs = new Map(before.jobs.map((/** @type {Job} */ one) => [one.job, one]));
  draw();
}

/** The first picture shows what was known before; what takes longer is not waited for. */
function unveil() {
  document.body.classList.remove('veiled');
  document.body.style.minBlockSize = '';
}

async function start() {
  followLanguage(() => {
    localize(document);
    draw();
  });
  localize(document);
  for (const [id, onClick] of Object.entries(clicks)) {
    $(id).addEventListener('click', onClick);
  }
  startChip();
  document.addEventListener('keydown', escape);
  $('linksForm').addEventListener('submit', saveLinks);
  $('what').addEventListener('change', changeQuality);
  const pressed = ahead.pressed();
  setTimeout(unveil, VEILED_MS);
  shared = await ahead.shared;
  draw();
  performance.mark('known');
  await lookAround();
  unveil();
  performance.mark('post');
  $(pressed)?.click();
  setTimeout(bringCard, LATER_MS);
  follow(receive);
  await lookFirst();
  if (!known.fault) {
    lookDetached();
  }
}

start();
