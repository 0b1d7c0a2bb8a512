// Saves several posts at once: of pasted links, of open tabs.
import { faultOf } from '../lib/protocol.js';

/** What came of it: how many are in the queue now, how many were kept before, and what was refused,
 * by code. @typedef {{queued: number, already: number, refused: Record<string, number>}} Outcome */

/** Saves one after the other; what fails does not hold up the rest. What fails because there is no
 * host would fail each time, and ends it.
 * @template T @param {T[]} things @param {(thing: T) => Promise<{job: import('../lib/protocol.js').Job}>} save
 * @returns {Promise<Outcome>} */
export async function saveEach(things, save) {
  /** @type {Outcome} */
  const outcome = { queued: 0, already: 0, refused: {} };
  for (const thing of things) {
    try {
      const { job } = await save(thing);
      outcome[job.already ? 'already' : 'queued'] += 1;
    } catch (error) {
      const { code } = faultOf(error);
      if (code.startsWith('host-')) {
        throw error;
      }
      outcome.refused[code] = (outcome.refused[code] ?? 0) + 1;
    }
  }
  return outcome;
}
