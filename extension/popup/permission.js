// What a creator allowed, as the person writes it down: what is asked for, and what is wrong with what
// was written. Pure. The host checks the same again (host/face/PROTOCOL.md, `permission`).

/** @typedef {import('../lib/protocol.js').Permission} Permission */
/** @typedef {{who: string, when: string, scope: string[], note: string}} Permit */

export const SCOPES = Object.freeze(['keep', 'share', 'change', 'sell']);
const MOST_WHO = 200;
const MOST_NOTE = 2000;

/** @param {string} text in UTF-8, as the host counts */
const bytesIn = (text) => new TextEncoder().encode(text).length;

/** "2026-02-03" of a day on this computer's calendar. @param {Date} date */
export function dayOf(date) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  const year = String(date.getFullYear()).padStart(4, '0');
  return `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The day of "2026-02-03" in Unix seconds, as this computer's calendar has it. @param {string} day */
export function secondsOf(day) {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year, month - 1, date).getTime() / 1000;
}

/** @param {string} when @param {Date} now */
function dayFault(when, now) {
  const known = /^\d{4}-\d{2}-\d{2}$/.test(when) && dayOf(new Date(secondsOf(when) * 1000)) === when;
  if (!known) {
    return 'fault_when';
  }
  return when > dayOf(now) ? 'fault_future' : null;
}

/** What is wrong, by field: the keys of sentences. Nothing: it can be recorded.
 * @param {Permit} permit @param {Date} [now] @returns {Record<string, string>} */
export function faultsOf({ who, when, scope, note }, now = new Date()) {
  const whoFault = bytesIn(who) > MOST_WHO ? 'fault_long' : 'fault_who';
  const faults = {
    who: who.trim() && bytesIn(who) <= MOST_WHO ? null : whoFault,
    when: dayFault(when, now),
    scope: scope.length > 0 ? null : 'fault_scope',
    note: bytesIn(note) <= MOST_NOTE ? null : 'fault_long',
  };
  return Object.fromEntries(
    Object.entries(faults).flatMap(([field, key]) => (key ? [[field, key]] : [])),
  );
}

/** Those that were not withdrawn. @param {Permission[]} permissions */
export const standingOf = (permissions) =>
  permissions.filter(({ withdrawnAt }) => withdrawnAt === null);

/** All that is permitted by those that stand. @param {Permission[]} permissions */
export const permittedBy = (permissions) =>
  new Set(standingOf(permissions).flatMap(({ scope }) => scope));
