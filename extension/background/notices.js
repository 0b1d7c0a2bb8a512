// When the person is told by a notification of the desktop: never, once when all is saved, or of
// each post. Nothing is told of what the person has cancelled, or had already.
import { ended } from '../lib/protocol.js';

/** @typedef {import('../lib/protocol.js').Job} Job */
/** @typedef {{key: 'notice_saved' | 'notice_failed' | 'notice_both', saved: number, failed: number,
 *   job?: Job}} Notice */

export class Notices {
  constructor() {
    this.saved = 0;
    this.failed = 0;
  }

  get any() {
    return this.saved + this.failed > 0;
  }

  /** A job has changed. @param {Job | undefined} before @param {Job} job */
  take(before, job) {
    const news = Boolean(before && !ended(before)) && !job.already;
    this.saved += news && job.state === 'done' ? 1 : 0;
    this.failed += news && job.state === 'failed' ? 1 : 0;
  }

  /** What there is to tell now; it is told once.
   * @param {string} when `never`, `end` or `each` @param {boolean} idle nothing runs any more
   * @returns {Notice | null} */
  tell(when, idle) {
    const { saved, failed } = this;
    if (!this.any || (when === 'end' && !idle)) {
      return null;
    }
    this.saved = 0;
    this.failed = 0;
    if (when !== 'end' && when !== 'each') {
      return null;
    }
    const key = failed === 0 ? 'notice_saved' : saved === 0 ? 'notice_failed' : 'notice_both';
    return { key, saved, failed };
  }
}
