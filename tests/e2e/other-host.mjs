// Programs that stand in for the host, where a test needs one that says just what it is told.
import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Points the host's manifest at another program.
 * @param {import('./bed.mjs').Bed} bed @param {string} source */
export function registerProgram({ home, name }, source) {
  const path = join(home.path, 'other-host');
  writeFileSync(path, source);
  chmodSync(path, 0o755);
  const manifest = JSON.parse(readFileSync(home.manifest(name), 'utf8'));
  writeFileSync(home.manifest(name), JSON.stringify({ ...manifest, path }));
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

const SETTINGS = {
  folder: 'TikTok', folderChosen: false, folderOk: true, folderError: null, cover: true, parallel: 3,
  quality: 'best', captions: 'all', watermark: false, sources: false,
};

/**
 * Registers a host that knows one post and says of it what the test wants.
 * @param {import('./bed.mjs').Bed} bed
 * @param {object} post what `read` answers
 * @returns {(job: object) => void} says a job event, which PROTOCOL.md describes
 */
export function registerTeller(bed, post) {
  const events = join(bed.home.path, 'events.jsonl');
  writeFileSync(events, '');
  registerProgram(bed, hostThat(tell, `
    const { readFileSync, watch } = require('node:fs');
    const facts = ${JSON.stringify({ events, post, settings: SETTINGS })};
    let told = 0;`));
  return (job) => appendFileSync(events, `${JSON.stringify(job)}\n`);
}

/* global facts, watch, told:writable */
/** The teller's answer; `facts`, `told` and the functions of node:fs are in its program.
 * @param {any} message @param {(message: any) => void} say */
function tell({ id, verb }, say) {
  const { events, post, settings } = facts;
  const results = {
    hello: { protocol: 1, version: '0.1.0', settings },
    subscribe: { jobs: [], settings },
    read: { post, kept: null, job: null },
    'show-in-folder': {},
  };
  say({ id, event: 'answer', result: results[/** @type {'hello'} */ (verb)] ?? {} });
  if (verb === 'subscribe') {
    const tellNew = () => {
      const lines = readFileSync(events, 'utf8').split('\n').slice(0, -1);
      lines.slice(told).forEach((line) => say({ id, event: 'job', job: JSON.parse(line) }));
      told = lines.length;
    };
    watch(events, tellNew);
    tellNew();
  }
}
