// The popup: a view of what the background and the host know. It keeps nothing of its own, so that
// closing and opening it shows the same.
import { SITE, api } from '../lib/browser.js';
import { ask, follow, remembered } from '../lib/background.js';
import { bytesText, errorText, lengthText, localize, percentText, t, waitText } from '../lib/text.js';
import { ended, faultOf } from '../lib/protocol.js';
import { percentOf, screenOf } from './screen.js';

/** @typedef {import('./screen.js').Known} Known */
/** @typedef {import('../lib/protocol.js').Job} Job */

const BUTTONS = ['save', 'show', 'retry', 'reload', 'allow', 'again', 'cancel'];

/** @template {HTMLElement} T @param {string} id @returns {T} */
const $ = (id) => /** @type {any} */ (document.getElementById(id));

/** @type {Known} */
const known = { where: null, post: null, kept: null, job: null, fault: null };
/** @type {number} */
let tab = -1;
/** The action that failed last; Retry does it again. @type {() => Promise<void>} */
let retry = look;

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
    ? t('photos', String(post.images))
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

function drawProgress() {
  const { job, fault } = known;
  const shown = job !== null && !ended(job) && !fault;
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
  $('figures').textContent = job.state === 'downloading' ? figuresOf(job) : '';
}

/** Sets text only where it changed, so that a screen reader says it once.
 * @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** @param {import('./screen.js').Screen} screen */
function statusOf(screen) {
  if (screen.code) {
    const { sentence, step } = errorText(screen.code);
    return `${sentence}\n${step}`;
  }
  return screen.say ? t(`say_${screen.say}`, ...(screen.values ?? [])) : '';
}

/** Keeps the keyboard where the person was: on the first button of the new state.
 * @param {boolean} focusWasOnAction */
function keepFocus(focusWasOnAction) {
  if (focusWasOnAction && document.activeElement === document.body) {
    /** @type {HTMLElement | null} */ (
      document.querySelector('#actions button:not([hidden])')
    )?.focus();
  }
}

function draw() {
  const screen = screenOf(known);
  const onAction = Boolean(document.activeElement?.closest('#actions'));
  document.body.dataset.state = screen.state;
  drawPost();
  drawProgress();
  setText($('status'), statusOf(screen));
  $('details').hidden = !screen.detail;
  $('detail').textContent = screen.detail ?? '';
  for (const id of BUTTONS) {
    $(id).hidden = !screen.buttons.includes(id);
  }
  keepFocus(onAction);
  if (known.job?.state === 'failed') {
    ask('seen', { job: known.job.job }).catch(() => {});
  }
}

/** @param {{settings: import('../lib/protocol.js').Settings | null}} shared */
function drawFolder({ settings }) {
  const folder = /** @type {HTMLButtonElement} */ ($('folder'));
  folder.textContent = settings?.folder ?? '';
  folder.disabled = !settings;
}

/** Does something and shows what came of it. @param {() => Promise<void>} action */
async function act(action) {
  retry = action;
  known.fault = null;
  try {
    await action();
  } catch (error) {
    known.fault = faultOf(error);
  }
  draw();
}

async function look() {
  const seen = await ask('look', { tab });
  Object.assign(known, { post: null, kept: null, job: null }, seen);
}

/** @param {boolean} again */
async function save(again) {
  known.kept = null;
  known.job = (await ask('save', { tab, again })).job;
}

/** What failed can be tried again: the look, or the saving. */
async function tryAgain() {
  if (known.job?.state === 'failed') {
    await save(false);
    return;
  }
  await retry();
}

async function allow() {
  // Must be the first thing after the click: the browser asks only then.
  if (await api.permissions.request(SITE)) {
    await look();
  }
}

/** @param {any} message from the background */
function receive(message) {
  if (message.shared) {
    drawFolder(message.shared);
  } else if (message.lost) {
    if (known.job && !ended(known.job)) {
      known.fault = message.lost;
      retry = look;
    }
  } else if (message.job && message.job.post === known.post?.id) {
    known.job = message.job;
    known.fault = null;
  }
  draw();
}

const clicks = {
  save: () => act(() => save(false)),
  again: () => act(() => save(true)),
  retry: () => act(tryAgain),
  allow: () => act(allow),
  cancel: () => act(async () => ask('cancel', { job: known.job?.job })),
  show: () => act(async () => {
    await ask('show', { post: known.post?.id });
  }),
  reload: () => api.tabs.reload(tab).then(() => window.close()),
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
  }
}

start();
