// What was asked and answered. Never holds token values, cookies or signatures.
import { appendFileSync } from 'node:fs';

const SECRET_PARAMETERS = ['signature', 'x-signature', 'signaturev3', 'msToken'];

export class Log {
  /** @param {string} path every finished entry becomes a line of this file */
  constructor(path) {
    this.path = path;
    /** @type {any[]} */
    this.entries = [];
    this.revision = 0;
    this.count = 0;
    /** @type {Set<() => void>} */
    this.waiters = new Set();
  }

  /** @param {object} facts @returns {{update: (facts: object) => void, add: (n: number) => void, end: () => void}} */
  begin(facts) {
    const entry = {
      n: (this.count += 1),
      at: Date.now(),
      ...facts,
      status: 0,
      bytes: 0,
      done: false,
      revision: 0,
    };
    this.entries.push(entry);
    const update = (more) => {
      Object.assign(entry, more);
      if (more.status) entry.answered ??= Date.now();
      entry.revision = this.revision += 1;
      for (const wake of this.waiters) wake();
    };
    update({});
    return {
      update,
      add: (n) => {
        entry.bytes += n;
      },
      end: () => {
        if (entry.done) return;
        update({ done: true });
        this.write(entry);
      },
    };
  }

  write({ revision, ...entry }) {
    appendFileSync(this.path, `${JSON.stringify(entry)}\n`);
  }

  /** Entries that changed after a revision. */
  since(revision) {
    return this.entries.filter((entry) => entry.revision > revision);
  }

  /** @param {number} revision @param {number} ms @returns {Promise<any[]>} as soon as there is something newer */
  async waitSince(revision, ms) {
    const found = this.since(revision);
    if (found.length || ms <= 0) return found;
    await new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiters.delete(wake);
        resolve(undefined);
      };
      const timer = setTimeout(wake, ms);
      this.waiters.add(wake);
    });
    return this.since(revision);
  }

  clear() {
    this.entries = [];
  }

  /** Unfinished entries would be lost when the world ends. */
  close() {
    for (const entry of this.entries) if (!entry.done) this.write(entry);
  }
}

/** @returns {Record<string, string>} the query without what signs it */
export function plainQuery(url) {
  return Object.fromEntries(
    [...url.searchParams].filter(([key]) => !SECRET_PARAMETERS.includes(key)),
  );
}
