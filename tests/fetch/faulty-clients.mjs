// How Clipkeep and other programs are told to fetch a file or to go on with it, and what is said
// of the outcome: 'right bytes', 'fails: why', or 'WRONG: what' where something else is called a
// good end.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { FILES, HAVE } from './faulty-rows.mjs';
import { probe } from './probe.mjs';

const CA = '/etc/ssl/certs/ca-certificates.crt';
const PATIENCE = 40_000; // ms, with others

/** How each is told to go on with FILE. @type {Record<string, (file: string, url: string) => string[]>} */
export const OTHERS = {
  'curl -C -': (file, url) => ['curl', '-sS', '-f', '-L', '--max-redirs', '5', '--retry', '3', '--retry-all-errors', '--retry-delay', '1',
    '--retry-max-time', '15', '-Y', '1000', '-y', '5', '-C', '-', '-o', file, url],
  'wget -c': (file, url) => ['wget', '-q', '-c', '-t', '4', '-w', '1', '-T', '5', '-O', file, url],
  'wget2 -c': (file, url) => ['wget2', '-q', '--no-config', '--no-hsts', '-c', '-t', '4', '-w', '1', '-T', '5', '-O', file, url],
  'aria2c -c': (file, url) => ['aria2c', '-q', '-c', '-x', '1', '-m', '4', '--retry-wait=1', '-t', '5', '--lowest-speed-limit=1000',
    `--ca-certificate=${CA}`, '--allow-overwrite=false', '--auto-file-renaming=false', '-d', path.dirname(file), '-o', path.basename(file), url],
};

/** @param {string} name @returns {boolean} */
export function installed(name) {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`]);
    return true;
  } catch {
    return false;
  }
}

/** @param {string[]} command @returns {Promise<{status: number | string, stdout: string}>} */
const run = ([name, ...args], timeout = PATIENCE) => new Promise((resolve) => {
  execFile(name, args, { timeout }, (error, stdout) => {
    resolve({ status: error ? error.code ?? 'no end' : 0, stdout });
  });
});

/** @param {string} file @returns {string} whose bytes a file has */
function nameOf(file) {
  if (!existsSync(file)) return 'nothing';
  const bytes = readFileSync(file);
  return Object.keys(FILES).find((name) => FILES[name].equals(bytes)) ?? 'mixed';
}

/** A whole version is right too, where we give up earlier. @param {string} kept @param {string} wanted */
const judged = (kept, wanted) => (kept === wanted || kept === 'A' || kept === 'B' ? 'right bytes' : `WRONG: ${NAMES[kept] ?? kept}`);
const NAMES = { part: 'a part of it', page: 'a page', secret: 'the router\'s page',
  empty: 'an empty file', nothing: 'no file', mixed: 'broken bytes' };

/** @param {string[]} args @returns {Promise<any>} what the probe saw, which ends by itself */
const probed = async (...args) => JSON.parse((await run([String(probe), ...args], 4 * PATIENCE)).stdout || '{"code":"no end"}');

/** @param {string} file @param {string} url @param {import('./faulty-rows.mjs').Row} row @param {boolean} part */
export async function clipkeep(file, url, row, part) {
  const there = part ? [`from=${HAVE}`, 'validator="A"', `total=${row.total ?? 0}`] : [];
  const ask = (to) => probed('refuse=text', `into=${file}`, ...there, to);
  let seen = await ask(url);
  if (row.twice && seen.started >= 400) seen = await ask(`${url}/fresh`);
  if (seen.code !== 'ok') return `fails: ${seen.code}`;
  return seen.started < 300 ? judged(nameOf(file), row.kept) : `fails: HTTP ${seen.started}`;
}

/** @param {(file: string, url: string) => string[]} command @param {string} file @param {string} url @param {import('./faulty-rows.mjs').Row} row */
export async function other(command, file, url, row) {
  let { status } = await run(command(file, url));
  if (row.twice && status !== 0) ({ status } = await run(command(file, `${url}/fresh`)));
  return status === 0 ? judged(nameOf(file), row.kept) : `fails: ${status}`;
}

/** Fetches a page. @param {string} client @param {string} file @param {string} url @param {Buffer} page */
export async function pageOf(client, file, url, page) {
  let failure = 0;
  if (client === 'Clipkeep') {
    const { code } = await probed('page=1', `into=${file}`, url);
    failure = code === 'ok' ? 0 : code;
  } else failure = (await run(OTHERS[client](file, url))).status;
  if (failure !== 0) return `fails: ${failure}`;
  return existsSync(file) && readFileSync(file).equals(page) ? 'right bytes' : 'WRONG: other bytes';
}
