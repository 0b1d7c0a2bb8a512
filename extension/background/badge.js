// What the toolbar button says: how far the downloads are, that all is saved, or that one needs
// help.
import { ended, unfinishedOf } from '../lib/protocol.js';

/** @typedef {import('../lib/protocol.js').Job} Job */

const CALM = '#0b6b61';
const BAD = '#b3261e';
/** Chromium cuts what is longer than four characters. */
const MOST = 999;

/** The badge for the jobs of this session: how far the one is that runs, or how many there are; "!"
 * after a failure that nobody has seen, nothing otherwise.
 * @param {Job[]} jobs @param {Set<number>} unseen numbers of failed jobs not yet seen
 * @param {import('../lib/protocol.js').Counts | null} [counts] of the host, which knows of more */
export function badgeOf(jobs, unseen, counts = null) {
  const running = jobs.filter((job) => !ended(job));
  if (running.length === 0) {
    return unseen.size > 0 ? { text: '!', color: BAD } : { text: '', color: CALM };
  }
  const unfinished = unfinishedOf(running.length, counts);
  if (unfinished > 1) {
    return { text: unfinished > MOST ? `${MOST}+` : String(unfinished), color: CALM };
  }
  const [{ bytes, total }] = running;
  const text = total ? `${Math.min(99, Math.floor((100 * (bytes ?? 0)) / total))}%` : '…';
  return { text, color: CALM };
}

/** All is saved: for a moment. */
export const DONE_BADGE = Object.freeze({ text: '✓', color: CALM });

/** What a backup has to say where no download does: that it is under way, or that it asks for a person.
 * @param {import('./backup.js').Shown | null} shown */
export function backupBadge(shown) {
  if (!shown || shown.plan.over) {
    return { text: '', color: CALM };
  }
  return ['captcha', 'trouble'].includes(shown.phase) ? { text: '!', color: BAD } : { text: '…', color: CALM };
}

/** It is time to back up once more. */
export const DUE_BADGE = Object.freeze({ text: '↻', color: CALM });
