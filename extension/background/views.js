// The popups and pages that are open, and what they are told: each news at once, but at most ten
// messages a second, however much happens meanwhile. Newer news of a job replaces older.

/** @typedef {import('../lib/protocol.js').Job} Job */
/** @typedef {import('../lib/protocol.js').HostFault} HostFault */
/** What a view is told. `all`: these are all jobs there are; others are gone. `unsaid`: the code of
 * what went wrong while no view was there.
 * @typedef {{jobs?: Job[], all?: boolean, shared?: import('./state.js').Shared,
 *   lost?: HostFault, unsaid?: string, backup?: import('./backup.js').Shown,
 *   receipts?: import('../lib/protocol.js').Receipt[], import?: import('../lib/protocol.js').Import}} News */

const GAP_MS = 100;

export class Views {
  constructor() {
    /** @type {Set<chrome.runtime.Port>} */
    this.ports = new Set();
    /** @type {News | null} */
    this.waiting = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} set while it is too early to tell more */
    this.pause = undefined;
  }

  get size() {
    return this.ports.size;
  }

  /** @param {chrome.runtime.Port} port @param {News} news all that is known */
  add(port, news) {
    this.ports.add(port);
    port.postMessage(news);
  }

  /** @param {chrome.runtime.Port} port */
  remove(port) {
    this.ports.delete(port);
  }

  /** @param {News} news */
  tell(news) {
    this.waiting = this.waiting ? joined(this.waiting, news) : news;
    if (this.pause === undefined) {
      this.#flush();
    }
  }

  #flush() {
    const news = this.waiting;
    this.waiting = null;
    this.pause = undefined;
    if (!news) {
      return;
    }
    this.pause = setTimeout(() => this.#flush(), GAP_MS);
    this.ports.forEach((port) => port.postMessage(news));
  }
}

/** @param {News} older @param {News} newer @returns {News} */
export function joined(older, newer) {
  const before = newer.all ? [] : (older.jobs ?? []);
  const jobs = new Map([...before, ...(newer.jobs ?? [])].map((job) => [job.job, job]));
  return { ...older, ...newer, ...(jobs.size > 0 && { jobs: [...jobs.values()] }) };
}
