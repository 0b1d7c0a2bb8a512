// Runs of the built program in homes of their own, several at once.
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

import { environment, program } from './native.mjs';

/** A home folder inside the world, which is removed with it. */
export const newHome = () => mkdtempSync(join(process.env.CK_WORLD, 'home-'));
export const folderOf = (home) => join(home, 'Videos', 'TikTok');

/**
 * Runs the program to its end; after `ms` it is asked to end, as by Ctrl-C.
 * @param {string} home
 * @param {string[]} args
 * @param {{input?: Buffer | string, ms?: number}} [options]
 * @returns {Promise<{status: number | string, stdout: string, stderr: string}>}
 */
export function run(home, args, { input, ms = 0 } = {}) {
  return new Promise((resolve) => {
    const options = { env: environment(home), maxBuffer: 64 << 20 };
    let timer;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      clearTimeout(timer);
      resolve({ status: error ? error.code ?? error.signal : 0, stdout, stderr });
    });
    if (ms) timer = setTimeout(() => child.kill('SIGINT'), ms); // execFile's own would drop the output
    child.stdin.on('error', () => {}); // it may end before it has read everything
    child.stdin.end(input);
  });
}

/** @returns {Promise<{status: number | string, answer: any}>} what a command says as JSON; null = no JSON */
export async function runJson(home, args, options) {
  const { status, stdout, stderr } = await run(home, args, options);
  try {
    return { status, answer: JSON.parse(stdout) };
  } catch {
    return { status, answer: null, stderr };
  }
}

/**
 * Works through a list, so many at once.
 * @template T
 * @param {T[]} list
 * @param {number} count
 * @param {(one: T) => Promise<unknown>} work
 */
export async function inParallel(list, count, work) {
  const waiting = [...list];
  await Promise.all(Array.from({ length: count }, async () => {
    while (waiting.length) await work(waiting.shift());
  }));
}
