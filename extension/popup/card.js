// Draws the post on screen: its picture and words, how far it is, what happened, what can be done.
import { $, setBar, setText } from '../lib/dom.js';
import { bytesText, counted, dateText, lengthText, noteText, t } from '../lib/text.js';
import { numbersOf, statusOf } from './words.js';
import { ended } from '../lib/protocol.js';
import { percentOf } from './screen.js';

/** @typedef {import('./screen.js').Known} Known */

const BUTTONS = ['save', 'show', 'retry', 'consent', 'reload', 'allow', 'again', 'pause', 'resume', 'cancel'];

/** @type {ReturnType<typeof setTimeout> | undefined} */
let tick;
/** True when the keyboard was on a button that went away, until there is one to go to. */
let focusWaits = false;

/** @param {Known} known @param {string} state */
export function drawPost({ post, job }, state) {
  const author = post?.author.name || job?.author;
  const known = Boolean(post || author); // of whom is not always
  $('post').hidden = !known && state !== 'looking';
  setText($('author'), author ? `@${author}` : '');
  setText($('title'), known ? (post?.text ?? job?.text) || t('noWords') : '');
  setText($('facts'), factsOf(post));
  drawCover(post?.cover ?? null);
  $('length').hidden = !post?.duration && !post?.images;
  setText($('length'), post?.images ? counted('photos', post.images) : lengthText(post?.duration ?? 0));
  setText($('save'), post?.images ? counted('savePhotos', post.images) : t('save'));
}

/** When it was posted, and how large it is. @param {import('../lib/protocol.js').Post | null} post */
const factsOf = (post) =>
  [post?.created ? dateText(post.created) : '', post?.bytes ? bytesText(post.bytes) : '']
    .filter(Boolean)
    .join(' · ');

/** @param {string | null} address */
function drawCover(address) {
  const image = /** @type {HTMLImageElement} */ ($('cover'));
  // As it was given, not as the browser writes it; one that comes again is loaded again.
  if (!address) {
    image.hidden = true;
    image.removeAttribute('src');
  } else if (image.getAttribute('src') !== address) {
    image.hidden = true;
    image.onload = () => (image.hidden = false);
    image.onerror = () => (image.hidden = true);
    image.src = address;
  }
}

/** @param {Known} known @param {number} toldAt when the job was told of, in ms */
export function drawProgress({ job, fault }, toldAt) {
  const shown = job !== null && !ended(job) && !fault;
  clearTimeout(tick);
  $('progress').hidden = !shown;
  if (!shown) {
    return;
  }
  setBar(/** @type {HTMLProgressElement} */ ($('bar')), percentOf(job));
  setText($('figures'), numbersOf(job, toldAt));
  if (job.waits) {
    tick = setTimeout(() => drawProgress({ ...NOTHING, job }, toldAt), 1000);
  }
}

/** What to do with a post whose creator turned saving off. The keyboard goes to the question, not to
 * an answer: a key that is still held down shall not give one.
 * @param {boolean} asked */
export function drawQuestion(asked) {
  const question = $('question');
  if (question.hidden !== asked) {
    return;
  }
  question.hidden = !asked;
  if (asked) {
    /** @type {HTMLSelectElement} */ ($('nextTime')).value = 'ask';
    question.focus();
  }
}

/** @type {Known} */
export const NOTHING = Object.freeze({
  where: null, post: null, kept: null, job: null, fault: null, held: null, asks: null,
});

/** @param {import('./screen.js').Screen} screen */
export function drawStatus(screen) {
  const { sentence, step } = statusOf(screen);
  setText($('sentence'), sentence);
  setText($('step'), step);
  drawNotes(screen.notes ?? []);
  $('details').hidden = !screen.detail;
  setText($('detail'), screen.detail ?? '');
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

/** Shows the buttons of a state. The keyboard stays where the person was: a button that goes away
 * hands it to the first one that comes. @param {string[]} wanted @param {boolean} acting */
export function drawButtons(wanted, acting) {
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

/** What to save of a video, beside Save. @param {Known} known @param {string[]} wanted buttons
 * @param {import('../lib/protocol.js').Settings | null} settings */
export function drawChoice({ post }, wanted, settings) {
  const select = /** @type {HTMLSelectElement} */ ($('what'));
  const fits = post?.kind === 'video' && wanted.includes('save');
  // Its place is kept until the settings are known: Save must not move under the mouse.
  select.hidden = !fits;
  select.disabled = !settings;
  if (settings && document.activeElement !== select) {
    select.value = settings.quality;
  }
}
