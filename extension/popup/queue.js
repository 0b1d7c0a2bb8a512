// What the popup lists beside the post on screen: what runs, waits and has failed, and what was
// saved lately. Pure, so that every case has a test.
import { ended, unfinishedOf } from '../lib/protocol.js';
import { percentOf } from './screen.js';

/** @typedef {import('../lib/protocol.js').Job} Job */
/** @typedef {import('../lib/protocol.js').Counts} Counts */
/** A line of the list: the key of its state's word or the code of its error, how far it is (null
 * where no bar belongs), and what can be done.
 * @typedef {{job: Job, state: string, code?: string, percent: number | null, bar: boolean,
 *   figures: boolean, buttons: string[]}} Row */
/** @typedef {{rows: Row[], more: number, unfinished: number, running: number, failed: number, off: number,
 *   can: string[], recent: Job[]}} Listing */

const MOST_ROWS = 12;
const MOST_RECENT = 6;
/** A failure of yesterday is no news; `clipkeep list` has it still. */
const FAILED_S = 24 * 3600;

/** @param {Job} job */
function stateOf(job) {
  if (job.paused) {
    return 'state_paused';
  }
  if (job.joining) {
    return 'state_joining';
  }
  const states = {
    queued: 'state_queued', reading: 'state_starting', downloading: 'state_downloading',
    checking: 'state_checking', failed: 'state_failed',
  };
  return states[/** @type {'queued'} */ (job.state)] ?? 'state_done';
}

/** What its creator turned saving off for fails again, unless the person consents. @param {Job} job */
const canRetry = (job) => job.error?.code !== 'saving-off';

/** @param {Job} job @returns {Row} */
export function rowOf(job) {
  const over = ended(job);
  const waits = job.waits?.code ?? (job.state === 'queued' ? job.error?.code : undefined);
  const code = over ? (job.error?.code ?? 'internal') : waits;
  return {
    job,
    state: stateOf(job),
    ...(code && { code }),
    percent: percentOf(job),
    bar: !over && (job.state !== 'queued' || (job.bytes ?? 0) > 0),
    figures: job.state === 'downloading' && !job.paused && !job.joining,
    buttons: over ? [canRetry(job) ? 'retry' : 'consent'] : [job.paused ? 'resume' : 'pause', 'cancel'],
  };
}

/** Those that move first, then what failed, then what waits in its order.
 * @param {Job} job */
function rank(job) {
  if (job.state === 'failed') {
    return 1;
  }
  return job.state === 'queued' || job.paused ? 2 : 0;
}

/** Failures of now, which no newer job of the same post has made good.
 * @param {Job[]} jobs @param {number} now Unix seconds */
function failuresOf(jobs, now) {
  const newest = new Map(jobs.map((job) => [job.post, 0]));
  jobs.forEach((job) => newest.set(job.post, Math.max(newest.get(job.post) ?? 0, job.job)));
  return jobs.filter(
    (job) =>
      job.state === 'failed' && newest.get(job.post) === job.job && now - job.changedAt < FAILED_S,
  );
}

/** @param {Job[]} jobs of newest number last, of each post the newest kept one only */
function recentOf(jobs) {
  const done = jobs.filter((job) => job.state === 'done').sort((a, b) => b.changedAt - a.changedAt);
  return [...new Map([...done].reverse().map((job) => [job.post, job])).values()]
    .reverse()
    .slice(0, MOST_RECENT);
}

/** @param {Job[]} unfinished @param {Job[]} failures @returns {string[]} what can be done with all */
function doingsOf(unfinished, failures) {
  const many = unfinished.length + failures.length > 1;
  return [
    ...(many && unfinished.some((job) => !job.paused) ? ['pauseAll'] : []),
    ...(many && unfinished.some((job) => job.paused) ? ['resumeAll'] : []),
    ...(failures.filter(canRetry).length > 1 ? ['retryAll'] : []),
  ];
}

/** @param {Job[]} jobs all that are known @param {{counts?: Counts | null, post?: string | null,
 *   now?: number}} [around] `post`: the one that is shown above the list
 * @returns {Listing} */
export function listingOf(jobs, around = {}) {
  const { counts = null, post = null, now = Date.now() / 1000 } = around;
  const unfinished = jobs.filter((job) => !ended(job));
  const failures = failuresOf(jobs, now);
  const others = [...unfinished, ...failures].filter((job) => job.post !== post);
  others.sort((a, b) => rank(a) - rank(b) || a.job - b.job);
  const rows = others.slice(0, MOST_ROWS).map(rowOf);
  const known = unfinished.length;
  const all = unfinishedOf(known, counts);
  return {
    rows,
    more: others.length - rows.length + (all - known),
    unfinished: all,
    running: unfinished.filter((job) => rank(job) === 0).length,
    failed: failures.filter(canRetry).length,
    off: failures.filter((job) => !canRetry(job)).length,
    can: doingsOf(unfinished, failures),
    recent: recentOf(jobs).filter((job) => job.post !== post),
  };
}
