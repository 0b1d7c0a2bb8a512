// Programs that stand in for the host, where a test needs one that says just what it is told.
import { appendFileSync, chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { killHost } from './bed.mjs';
import { join } from 'node:path';

/** Points the host's manifest at another program.
 * @param {Pick<import('./bed.mjs').Bed, 'home' | 'name'>} bed @param {string} source */
export function registerProgram({ home, name }, source) {
  const path = join(home.path, 'other-host');
  writeFileSync(path, source);
  chmodSync(path, 0o755);
  const manifest = JSON.parse(readFileSync(home.manifest(name), 'utf8'));
  writeFileSync(home.manifest(name), JSON.stringify({ ...manifest, path }));
}

/** Ends what stands in for the host. @param {Pick<import('./bed.mjs').Bed, 'home'>} bed @returns {number} how many */
export function killOtherHosts({ home }) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join(home.path, 'other-host'));
    } catch {
      return false; // it has ended meanwhile
    }
  });
  pids.map(Number).forEach(killHost);
  return pids.length;
}

/** A program that answers each message by a function, which goes into it as text.
 * @param {(message: any, say: (message: any) => void) => void} answer @param {string} [before] */
export const hostThat = (answer, before = '') => `#!${process.execPath}
${before}
let bytes = Buffer.alloc(0);
function say(message) {
  const text = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(text.length);
  process.stdout.write(Buffer.concat([head, text]));
}
process.stdin.on('end', () => process.exit(0));
process.stdin.on('data', (chunk) => {
  bytes = Buffer.concat([bytes, chunk]);
  while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32LE()) {
    const message = JSON.parse(bytes.subarray(4, 4 + bytes.readUInt32LE()));
    bytes = bytes.subarray(4 + bytes.readUInt32LE());
    (${answer})(message, say);
  }
});
`;

export const SETTINGS = {
  folder: 'TikTok', folderChosen: false, folderOk: true, folderError: null, cover: true, parallel: 3, speedLimit: 0,
  quality: 'best', captions: 'all', watermark: false, sources: false, keepGoing: false,
};

/**
 * Registers a host that knows one post and says of it what the test wants.
 * @param {Pick<import('./bed.mjs').Bed, 'home' | 'name'>} bed
 * @param {object} post what `read` answers
 * @param {Record<string, object>} [results] what else it answers, by verb
 * @returns {(thing: any) => void} says a job event, or `{queue}`, `{settings}`, which PROTOCOL.md describes
 */
export function registerTeller(bed, post, results = {}) {
  const events = join(bed.home.path, 'events.jsonl');
  writeFileSync(events, '');
  const known = {
    hello: { protocol: 1, version: '0.1.0', settings: SETTINGS },
    subscribe: { jobs: [], settings: SETTINGS, queue: { held: null } },
    read: { post, kept: null, job: null },
    settings: { settings: SETTINGS },
  };
  for (const [verb, result] of Object.entries(results)) {
    Object.assign(known, { [verb]: { .../** @type {any} */ (known)[verb], ...result } });
  }
  registerProgram(bed, hostThat(tell, `
    const { readFileSync, watch } = require('node:fs');
    const facts = ${JSON.stringify({ events, known })};
    let told = 0;`));
  return (thing) => appendFileSync(events, `${JSON.stringify(thing)}\n`);
}

/* global facts, watch, told:writable */
/** The teller's answer; `facts`, `told` and the functions of node:fs are in its program.
 * @param {any} message @param {(message: any) => void} say */
function tell({ id, verb }, say) {
  const { events, known } = facts;
  say({ id, event: 'answer', result: known[verb] ?? {} });
  if (verb === 'subscribe') {
    const tellNew = () => {
      const lines = readFileSync(events, 'utf8').split('\n').slice(0, -1);
      for (const thing of lines.slice(told).map((line) => JSON.parse(line))) {
        const event = thing.queue ? 'queue' : thing.settings ? 'settings' : 'job';
        say({ id, event, ...(event === 'job' ? { job: thing } : thing) });
      }
      told = lines.length;
    };
    watch(events, tellNew);
    tellNew();
  }
}
