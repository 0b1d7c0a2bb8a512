// When the person is told by a notification of the desktop: never, once when all is saved, or of
// each post. Nothing is told of what the person has cancelled, or had already.
import { ended } from '../lib/protocol.js';

/** @typedef {import('../lib/protocol.js').Job} Job */
/** What is told, in this order: a sentence with its number each.
 * @typedef {{key: 'notice_saved' | 'notice_off' | 'notice_failed', count: number}[]} Notice */

export class Notices {
  constructor() {
    this.saved = 0;
    this.failed = 0;
    /** Those whose creators turned saving off. */
    this.off = 0;
  }

  get any() {
    return this.saved + this.failed + this.off > 0;
  }

  /** A job has changed. @param {Job | undefined} before @param {Job} job */
  take(before, job) {
    const news = Boolean(before && !ended(before)) && !job.already;
    this.saved += news && job.state === 'done' ? 1 : 0;
    const off = job.error?.code === 'saving-off';
    this.off += news && job.state === 'failed' && off ? 1 : 0;
    this.failed += news && job.state === 'failed' && !off ? 1 : 0;
  }

  /** What there is to tell now; it is told once.
   * @param {string} when `never`, `end` or `each` @param {boolean} idle nothing runs any more
   * @returns {Notice | null} */
  tell(when, idle) {
    const { saved, off, failed } = this;
    if (!this.any || (when === 'end' && !idle)) {
      return null;
    }
    this.saved = 0;
    this.off = 0;
    this.failed = 0;
    if (when !== 'end' && when !== 'each') {
      return null;
    }
    const notice = /** @type {Notice} */ ([
      { key: 'notice_saved', count: saved },
      { key: 'notice_off', count: off },
      { key: 'notice_failed', count: failed },
    ]);
    return notice.filter(({ count }) => count > 0);
  }
}
