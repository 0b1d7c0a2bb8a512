// What the background knows while it runs. Nothing of a post is ever stored by the extension: the
// host has the truth, and private windows leave no trace. Only the settings' public part is kept
// for the session, so that the popup's first paint has the folder's name.
import { ended } from '../lib/protocol.js';

/** @typedef {import('../lib/protocol.js').Job} Job */
/** @typedef {import('../lib/protocol.js').Settings} Settings */

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
    /** @type {import('../lib/protocol.js').Queue} */
    this.queue = { held: null };
    /** Failed jobs that no view has shown yet. @type {Set<number>} */
    this.unseen = new Set();
  }

  /** @param {Job} job */
  takeJob(job) {
    const before = this.jobs.get(job.job);
    if (before && !ended(before) && job.state === 'failed') {
      this.unseen.add(job.job);
    }
    this.jobs.delete(job.job);
    this.jobs.set(job.job, job);
    for (const [number, old] of this.jobs) {
      if (this.jobs.size <= MOST_JOBS) {
        break;
      }
      if (ended(old)) {
        this.jobs.delete(number);
      }
    }
  }

  /** All that the host says is running; a job that it no longer knows is gone.
   * @param {Job[]} jobs newest first */
  takeAll(jobs) {
    this.jobs = new Map([...jobs].reverse().map((job) => [job.job, job]));
  }

  /** @param {Settings} settings */
  takeSettings(settings) {
    this.settings = settings;
  }

  /** The newest job of a post, while it runs or is news.
   * @param {string} post @param {number} [now] Unix seconds */
  jobOf(post, now = Date.now() / 1000) {
    const job = [...this.jobs.values()].filter((one) => one.post === post).pop();
    return job && (!ended(job) || now - job.changedAt < NEWS_S) ? job : null;
  }

  /** What is worked on, or soon will be: for what is paused no host need stay. */
  get running() {
    return [...this.jobs.values()].filter((job) => !ended(job) && !job.paused);
  }

  /** What every view is shown. */
  public() {
    return { settings: this.settings, hostVersion: this.hostVersion };
  }
}
