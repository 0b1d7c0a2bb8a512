// The popup: a view of what the background and the host know. It keeps nothing of its own, so that
// closing and opening it shows the same.
import { SITE, api } from '../lib/browser.js';
import { ask, follow, remembered } from '../lib/background.js';
import {
  bytesText, counted, errorText, isolated, lengthText, localize, noteText, percentText, t, waitText,
} from '../lib/text.js';
import { ended, faultOf } from '../lib/protocol.js';
import { percentOf, screenOf } from './screen.js';

/** @typedef {import('./screen.js').Known} Known */
/** @typedef {import('../lib/protocol.js').Job} Job */

const DETACHED_MS = 1000;
const BUTTONS = ['save', 'show', 'retry', 'reload', 'allow', 'again', 'pause', 'resume', 'cancel'];

/** @template {HTMLElement} T @param {string} id @returns {T} */
const $ = (id) => /** @type {any} */ (document.getElementById(id));

/** @type {Known} */
const known = { where: null, post: null, kept: null, job: null, fault: null, held: null };
/** @type {number} */
let tab = -1;
/** The action that failed last; Retry does it again. @type {() => Promise<void>} */
let retry = look;
/** True while an action of the person is on its way. */
let acting = false;
/** True when the keyboard was on a button that went away, until there is one to go to. */
let focusWaits = false;
/** The failed job that the background was last told the person has seen. */
let seen = 0;
/** When the job was told of; what it waits for gets shorter from then on. */
let toldAt = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let tick;
/** The posts that are being saved, of whatever tab. @type {string[]} */
let runningPosts = [];

function drawPost() {
  const { post, job } = known;
  const author = post?.author.name || job?.author;
  $('post').hidden = !author;
  if (!author) {
    return;
  }
  $('author').textContent = `@${author}`;
  $('title').textContent = (post?.text ?? job?.text) || t('noWords');
  drawCover(post?.cover ?? null);
  $('length').hidden = !post?.duration && !post?.images;
  $('length').textContent = post?.images
    ? counted('photos', post.images)
    : lengthText(post?.duration ?? 0);
}

/** @param {string | null} address */
function drawCover(address) {
  const image = /** @type {HTMLImageElement} */ ($('cover'));
  if (address && image.src !== address) {
    image.onload = () => (image.hidden = false);
    image.onerror = () => (image.hidden = true);
    image.src = address;
  }
}

/** @param {Job} job */
function figuresOf(job) {
  const percent = percentOf(job);
  return [
    percent === null ? '' : percentText(percent / 100),
    job.total
      ? t('bytesOf', bytesText(job.bytes ?? 0), bytesText(job.total))
      : bytesText(job.bytes ?? 0),
    job.speed ? t('perSecond', bytesText(job.speed)) : '',
    job.left ? t('timeLeft', waitText(job.left)) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The numbers of a job, which change too often to be read aloud. @param {Job} job */
function numbersOf(job) {
  if (job.waits) {
    const left = Math.max(0, job.waits.seconds - Math.floor((Date.now() - toldAt) / 1000));
    return t('goesOn', waitText(left));
  }
  return job.state === 'downloading' && !job.joining ? figuresOf(job) : '';
}

function drawProgress() {
  const { job, fault } = known;
  const shown = job !== null && !ended(job) && !fault;
  clearTimeout(tick);
  $('progress').hidden = !shown;
  if (!shown) {
    return;
  }
  const percent = percentOf(job);
  const bar = /** @type {HTMLProgressElement} */ ($('bar'));
  if (percent === null) {
    bar.removeAttribute('value');
  } else {
    bar.value = percent;
  }
  $('figures').textContent = numbersOf(job);
  if (job.waits) {
    tick = setTimeout(drawProgress, 1000);
  }
}

/** Sets text only where it changed, so that a screen reader says it once.
 * @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** What happened, and what comes next. @param {import('./screen.js').Screen} screen */
function statusOf({ state, code, say, values = [] }) {
  if (code) {
    // What a job waits for is over by itself: there is no next step.
    return state === 'waiting' ? { ...errorText(code), step: '' } : errorText(code);
  }
  const [sentence, step = ''] = say ? t(`say_${say}`, ...values.map(isolated)).split('\n') : [''];
  return { sentence, step };
}

/** Shows the buttons of a state. The keyboard stays where the person was: a button that goes away
 * hands it to the first one that comes. @param {string[]} wanted */
function drawButtons(wanted) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const onAction = Boolean(focused?.closest('#actions'));
  for (const id of BUTTONS) {
    $(id).hidden = !wanted.includes(id);
    $(id).setAttribute('aria-disabled', String(acting));
  }
  focusWaits ||= onAction && Boolean(focused?.hidden);
  if (focusWaits && wanted.length > 0) {
    $(wanted[0]).focus();
    focusWaits = false;
  }
}

/** @param {string[]} words of the host; one that is not known here is left out */
function drawNotes(words) {
  const notes = words.map(noteText).filter(Boolean);
  if (notes.join() !== [...$('notes').children].map((one) => one.textContent).join()) {
    $('notes').replaceChildren(
      ...notes.map((note) => Object.assign(document.createElement('li'), { textContent: note })),
    );
  }
  $('notes').hidden = notes.length === 0;
}

function drawOthers() {
  const others = runningPosts.filter((post) => post !== (known.post?.id ?? known.job?.post)).length;
  $('others').hidden = others === 0;
  setText($('others'), others === 0 ? '' : t('others', String(others)));
}

/** A failure that is shown needs no mark on the toolbar button any more. */
function markSeen() {
  const { job } = known;
  if (job?.state === 'failed' && job.job !== seen) {
    seen = job.job;
    ask('seen', { job: job.job }).catch(() => {});
  }
}

function draw() {
  const screen = screenOf(known);
  document.body.dataset.state = screen.state;
  drawPost();
  drawProgress();
  const { sentence, step } = statusOf(screen);
  setText($('sentence'), sentence);
  setText($('step'), step);
  drawNotes(screen.notes ?? []);
  $('details').hidden = !screen.detail;
  setText($('detail'), screen.detail ?? '');
  drawButtons(screen.buttons);
  drawOthers();
  markSeen();
}

/** @param {{settings: import('../lib/protocol.js').Settings | null}} shared */
function drawFolder({ settings }) {
  const folder = /** @type {HTMLButtonElement} */ ($('folder'));
  folder.textContent = settings?.folder ?? '';
  folder.disabled = !settings;
}

/** Does something and shows what came of it; a second press meanwhile does nothing.
 * @param {() => Promise<void>} action */
async function act(action) {
  if (acting) {
    return;
  }
  acting = true;
  retry = action;
  known.fault = null;
  // Started before anything else: the browser asks for a permission only right after the click.
  const done = action();
  draw();
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
}

/** @param {boolean} again */
async function save(again) {
  const { job } = await ask('save', { tab, again });
  // An event may have come before this answer, and knows more.
  takeJob(known.job?.job === job.job ? known.job : job);
  known.kept = again ? known.kept : null;
}

/** What failed is tried again: what the person did last, or the saving. */
function nextTry() {
  if (!known.fault && known.job?.state === 'failed') {
    const again = Boolean(known.kept?.present);
    return () => save(again);
  }
  return retry;
}

async function allow() {
  if (await api.permissions.request(SITE)) {
    await look();
  }
}

/** @param {any} message from the background */
function receive(message) {
  runningPosts = message.running ?? runningPosts;
  known.held = message.queue ? message.queue.held : known.held;
  if (message.shared) {
    drawFolder(message.shared);
  } else if (message.lost && known.job && !ended(known.job)) {
    known.fault = message.lost;
    retry = look;
  } else if (message.job && message.job.post === known.post?.id) {
    takeJob(message.job);
    known.fault = null;
  }
  draw();
}

/** Shows whether a Clipkeep without a browser is at work, as long as it is. */
async function lookDetached() {
  const { running } = await ask('detached').catch(() => ({ running: false }));
  $('detached').hidden = !running;
  if (running) {
    setTimeout(lookDetached, DETACHED_MS);
  }
}

const clicks = {
  save: () => act(() => save(false)),
  again: () => act(() => save(true)),
  retry: () => act(nextTry()),
  allow: () => act(allow),
  pause: () => act(async () => ask('pause', { job: known.job?.job })),
  resume: () => act(async () => ask('resume', { job: known.job?.job })),
  cancel: () => act(async () => ask('cancel', { job: known.job?.job })),
  show: () => act(async () => {
    await ask('show', { post: known.post?.id });
  }),
  reload: () => api.tabs.reload(tab).then(() => window.close()),
  stop: () => ask('stop').catch(() => {}),
  folder: () => act(async () => {
    await ask('show');
  }),
  options: () => api.runtime.openOptionsPage().then(() => window.close()),
};

async function start() {
  localize(document);
  for (const [id, onClick] of Object.entries(clicks)) {
    $(id).addEventListener('click', onClick);
  }
  draw();
  remembered().then(drawFolder, () => {});
  const [active] = await api.tabs.query({ active: true, currentWindow: true });
  tab = active?.id ?? -1;
  follow(receive);
  await act(look);
  if (!known.fault) {
    ask('hello').then(drawFolder, () => {});
    lookDetached();
  }
}

start();
