// Draws the list of what runs, waits and has failed, and of what was saved lately. Each job keeps
// its line, so that what does not change is not touched and the keyboard stays where it is.
import { $, copyOf, nameIt, setBar, setText, within } from '../lib/dom.js';
import { counted, dateText, errorText, isolated, shortened, t } from '../lib/text.js';
import { isSite } from '../lib/browser.js';
import { rowText } from './words.js';

/** @typedef {import('../lib/protocol.js').Job} Job */
/** @typedef {import('./queue.js').Listing} Listing */
/** What a line's button does. @typedef {(what: string, job: Job) => void} Doing */

/** The keys of what a line's buttons are called. @type {Record<string, string>} */
const NAMES = {
  pause: 'row_pause', resume: 'row_resume', retry: 'row_retry', cancel: 'row_cancel',
  consent: 'row_consent',
};

/** @type {Map<number, HTMLElement>} */
const lines = new Map();
/** @type {Map<number, HTMLElement>} */
const keptLines = new Map();

/** @param {HTMLElement} line @param {Job} job */
function drawName(line, job) {
  setText(within(line, '.who'), job.author ? `@${job.author}` : '');
  setText(within(line, '.text'), job.text || (job.author ? '' : job.post));
}

/** How a line is called by who cannot see it. @param {Job} job */
const called = (job) =>
  isolated(shortened([job.author && `@${job.author}`, job.text || job.post].join(' '), 80));

/** Brings the lines of a list into order, with as few moves as can be.
 * @param {HTMLElement} list @param {Map<number, HTMLElement>} known
 * @param {Job[]} jobs @param {(job: Job) => HTMLElement} make */
function arrange(list, known, jobs, make) {
  const wanted = new Set(jobs.map((job) => job.job));
  if (known.size === 0) {
    list.replaceChildren(); // those of the picture before
  }
  for (const [number, line] of known) {
    if (!wanted.has(number)) {
      line.remove();
      known.delete(number);
    }
  }
  jobs.forEach((job, place) => {
    const line = known.get(job.job) ?? make(job);
    known.set(job.job, line);
    if (list.children[place] !== line) {
      list.insertBefore(line, list.children[place] ?? null);
    }
  });
}

/** @param {Job} job @param {Doing} onClick */
function makeLine(job, onClick) {
  const line = copyOf('row');
  for (const what of Object.keys(NAMES)) {
    const button = within(line, `.${what}`);
    button.id = `${what}-${job.job}`;
    button.addEventListener('click', () => onClick(what, job));
  }
  setText(within(line, '.consent'), t('savingKeep'));
  return line;
}

/** @param {import('./queue.js').Row} row */
function drawLine(row) {
  const line = /** @type {HTMLElement} */ (lines.get(row.job.job));
  drawName(line, row.job);
  const bar = /** @type {HTMLProgressElement} */ (within(line, 'progress'));
  bar.hidden = !row.bar;
  setBar(bar, row.percent);
  bar.setAttribute('aria-label', called(row.job));
  line.classList.toggle('bad', row.job.state === 'failed');
  line.classList.toggle('off', row.buttons.includes('consent'));
  setText(within(line, '.state'), rowText(row));
  for (const [what, key] of Object.entries(NAMES)) {
    const button = within(line, `.${what}`);
    button.hidden = !row.buttons.includes(what);
    nameIt(button, t(key, called(row.job)));
  }
}

/** @param {Listing} listing @param {Doing} onClick @param {string | null} held what all wait for */
export function drawQueue({ rows, more, unfinished, failed, off, can }, onClick, held) {
  const anything = rows.length > 0 || more > 0 || can.length > 0;
  $('queue').hidden = !anything;
  arrange($('rows'), lines, rows.map(({ job }) => job), (job) => makeLine(job, onClick));
  rows.forEach(drawLine);
  setText($('queueCount'), [
    unfinished > 0 ? counted('queue_left', unfinished) : '',
    failed > 0 ? counted('queue_failed', failed) : '',
    off > 0 ? counted('queue_off', off) : '',
  ].filter(Boolean).join(' · '));
  $('held').hidden = !held;
  setText($('held'), held ? errorText(held).sentence : '');
  $('rest').hidden = more <= 0;
  setText($('rest'), more > 0 ? counted('queue_more', more) : '');
  for (const id of ['pauseAll', 'resumeAll', 'retryAll']) {
    $(id).hidden = !can.includes(id);
  }
}

/** @param {Job} job @param {Doing} onClick */
function makeKept(job, onClick) {
  const line = copyOf('keptRow');
  const [show, open] = [within(line, '.show'), within(line, '.open')];
  show.id = `show-${job.job}`;
  open.id = `open-${job.job}`;
  show.addEventListener('click', () => onClick('show', job));
  drawName(line, job);
  setText(within(line, '.state'), dateText(job.changedAt));
  nameIt(show, t('row_show', called(job)));
  nameIt(open, t('row_open', called(job)));
  open.hidden = !isSite(job.page);
  if (!open.hidden) {
    open.setAttribute('href', job.page);
  }
  return line;
}

/** @param {Listing} listing @param {Doing} onClick */
export function drawRecent({ recent }, onClick) {
  $('recent').hidden = recent.length === 0;
  arrange($('recentRows'), keptLines, recent, (job) => makeKept(job, onClick));
}
