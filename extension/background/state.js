// What the background knows while it runs. Nothing of a post is ever stored by the extension: the
// host has the truth, and private windows leave no trace. Only what every view shows of the host
// itself is kept for the session, so that the popup's first paint has it.
import { ended, readCounts } from '../lib/protocol.js';

/** @typedef {import('../lib/protocol.js').Job} Job */
/** @typedef {import('../lib/protocol.js').Settings} Settings */
/** What every view shows, whatever post it is about.
 * @typedef {{settings: Settings | null, hostVersion: string, held: string | null,
 *   counts: import('../lib/protocol.js').Counts | null,
 *   fault: import('../lib/protocol.js').HostFault | null}} Shared */

const MOST_JOBS = 100;
/** For how long a job that is over is still news. */
const NEWS_S = 600;

export class State {
  constructor() {
    /** @type {Map<number, Job>} */
    this.jobs = new Map();
    /** @type {Settings | null} */
    this.settings = null;
    this.hostVersion = '';
    /** What all jobs wait for. @type {string | null} */
    this.held = null;
    /** @type {import('../lib/protocol.js').Counts | null} */
    this.counts = null;
    /** Why there is no host, or null. @type {import('../lib/protocol.js').HostFault | null} */
    this.fault = null;
    /** Failed jobs that no view has shown yet. @type {Set<number>} */
    this.unseen = new Set();
  }

  /** @param {Job} job @returns {Job | undefined} what was known of it before */
  takeJob(job) {
    const before = this.jobs.get(job.job);
    if (before && !ended(before) && job.state === 'failed') {
      this.unseen.add(job.job);
    }
    this.jobs.delete(job.job);
    this.jobs.set(job.job, job);
    if (this.jobs.size > MOST_JOBS) {
      this.#forgetOne();
    }
    return before;
  }

  /** The oldest that is over, else the last that waits for its turn: it is told of when that comes. */
  #forgetOne() {
    const jobs = [...this.jobs.values()];
    const waiting = jobs.filter((job) => job.state === 'queued').sort((a, b) => a.job - b.job);
    const one = jobs.find(ended) ?? waiting.pop();
    if (one) {
      this.jobs.delete(one.job);
    }
  }

  /** All that the host says is running; a job that it no longer knows is gone.
   * @param {Job[]} jobs newest first */
  takeAll(jobs) {
    this.jobs = new Map([...jobs].reverse().map((job) => [job.job, job]));
  }

  /** Jobs that are over are not known any more. */
  forgetEnded() {
    this.jobs = new Map([...this.jobs].filter(([, job]) => !ended(job)));
    this.unseen.clear();
  }

  /** @param {unknown} counts as the host says them */
  takeCounts(counts) {
    this.counts = readCounts(counts);
  }

  /** The newest job of a post, while it runs or is news.
   * @param {string} post @param {number} [now] Unix seconds */
  jobOf(post, now = Date.now() / 1000) {
    const job = [...this.jobs.values()].filter((one) => one.post === post).pop();
    return job && (!ended(job) || now - job.changedAt < NEWS_S) ? job : null;
  }

  /** What is worked on, or soon will be: for what is paused, or waits
   * for a browser, no host need stay. */
  get running() {
    return [...this.jobs.values()].filter((job) => !ended(job) && !job.paused && !job.browser);
  }

  /** What every view is shown. @returns {Shared} */
  public() {
    const { settings, hostVersion, held, counts, fault } = this;
    return { settings, hostVersion, held, counts, fault };
  }
}
