// What the toolbar button says: how far the downloads are, or that one needs help.
import { ended } from '../lib/protocol.js';

/** @typedef {import('../lib/protocol.js').Job} Job */

/** The badge for the jobs of this session: a percentage while some run, "!" after a failure that
 * nobody has seen, nothing otherwise.
 * @param {Job[]} jobs @param {Set<number>} unseen numbers of failed jobs not yet seen */
export function badgeOf(jobs, unseen) {
  const running = jobs.filter((job) => !ended(job));
  if (running.length === 0) {
    return unseen.size > 0 ? { text: '!', color: '#b3261e' } : { text: '', color: '#0b6b61' };
  }
  const sized = running.filter((job) => job.total);
  const total = sized.reduce((sum, job) => sum + (job.total ?? 0), 0);
  const bytes = sized.reduce((sum, job) => sum + (job.bytes ?? 0), 0);
  const text = total > 0 ? `${Math.min(99, Math.floor((100 * bytes) / total))}%` : '…';
  return { text, color: '#0b6b61' };
}
