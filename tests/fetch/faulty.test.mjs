// What a server does wrong with a file, and what is kept of it: by Clipkeep, which is tested, and
// by other programs where they are installed, for comparison. One line a row is printed.
// Run in a world of its own: tests/standin/world.sh node --test tests/fetch/faulty.test.mjs
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { FILES, HAVE, HOST, PARTS, WHOLES, faultyServer } from './faulty.mjs';
import { probe, skip } from './probe.mjs';

const AT_ONCE = 12; // most of the time they wait;

/** How each is told to go on with FILE. @type {Record<string, (file: string, url: string) => string[]>} */
const OTHERS = {
  'curl -C -': (file, url) => ['curl', '-sS', '-f', '--retry', '3', '--retry-all-errors', '--retry-delay', '1', '--retry-max-time', '15', '-Y', '1000',
    '-y', '5', '-C', '-', '-o', file, url],
  'wget -c': (file, url) => ['wget', '-q', '-c', '-t', '4', '-w', '1', '-T', '5', '-O', file, url],
  'aria2c -c': (file, url) => ['aria2c', '-q', '-c', '-x', '1', '-m', '4', '--retry-wait=1', '-t', '5',
    '--allow-overwrite=false', '--auto-file-renaming=false', '-d', path.dirname(file), '-o', path.basename(file), url],
};

/** @param {string[]} command @returns {Promise<{status: number, stdout: string}>} */
const run = ([name, ...args]) => new Promise((resolve) => {
  execFile(name, args, { timeout: 60000 }, (error, stdout) => {
    const status = error ? Number(error.code ?? 1) : 0;
    resolve({ status: Number.isNaN(status) ? 1 : status, stdout });
  });
});

/** @param {string} file @returns {string} whose bytes a file has */
function nameOf(file) {
  if (!existsSync(file)) return 'nothing';
  const bytes = readFileSync(file);
  return Object.keys(FILES).find((name) => FILES[name].equals(bytes)) ?? 'WRONG BYTES';
}

/** @param {string} name @returns {boolean} */
function installed(name) {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`]);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} file @param {string} url @param {any} row @param {boolean} part @returns {Promise<string>} */
async function clipkeep(file, url, row, part) {
  const there = part ? [`from=${HAVE}`, 'validator="A"', `total=${row.total ?? 0}`] : [];
  const { stdout } = await run([String(probe), 'refuse=text', `into=${file}`, ...there, url]);
  const seen = JSON.parse(stdout);
  if (seen.code !== 'ok') return seen.code;
  return seen.started < 300 ? nameOf(file) : `HTTP ${seen.started}`;
}

/** @param {string[]} command @returns {Promise<string>} in capitals where a wrong end is called a good one */
async function other(command, file, row) {
  const { status } = await run(command);
  if (status !== 0) return `error ${status}`;
  const kept = nameOf(file);
  return kept === row.kept || kept.length === 1 ? kept : `KEPT ${kept.toUpperCase()}`;
}

/** Calls `each` for all of `list`, a few at a time. */
async function several(list, each) {
  const left = [...list];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let one = left.shift(); one; one = left.shift()) await each(one);
  }));
}

describe('a faulty server', { skip }, () => {
  /** @type {import('node:tls').Server} */
  let server;
  const folder = mkdtempSync(path.join(tmpdir(), 'ck-faulty.'));
  before(async () => { server = await faultyServer(); });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  /** A file of its own, with the part in it. */
  const fileFor = (row, client, part) => {
    const own = mkdtempSync(path.join(folder, `${row}-${client}-`));
    if (part) writeFileSync(path.join(own, 'file'), FILES.part);
    return path.join(own, 'file');
  };

  const table = (title, rows, first, part) => test(title, async () => {
    const results = rows.map((row, n) => ({ row, at: first + n, kept: /** @type {Record<string, string>} */ ({}) }));
    const tools = Object.entries(OTHERS).filter(([name]) => installed(name.split(' ')[0]));
    const clients = ['Clipkeep', ...tools.map(([name]) => name)];
    await several(clients.flatMap((client) => results.map((result) => ({ client, result }))), async ({ client, result }) => {
      const slug = client.replaceAll(/\W/g, '');
      const file = fileFor(result.at, slug, part);
      const url = `https://${HOST}/${result.at}/${slug}`;
      result.kept[client] = client === 'Clipkeep'
        ? await clipkeep(file, url, result.row, part) : await other(OTHERS[client](file, url), file, result.row);
    });
    for (const name of Object.keys(OTHERS)) if (!clients.includes(name)) console.log(`${name}: not installed`);
    for (const { row, kept } of results) {
      console.log(`${row.what}: ${clients.map((name) => `${name}: ${kept[name]}`).join(', ')}`);
    }
    assert.deepEqual(results.map(({ row, kept }) => [row.what, kept.Clipkeep]), rows.map((row) => [row.what, row.kept]));
  });

  table('a part of 1.2 MB is there', PARTS, 0, true);
  table('a download of 3 MB', WHOLES, PARTS.length, false);
});
