// What a server does wrong with a file, and what is kept of it: by Clipkeep, which is tested, and
// by other programs where they are installed, for comparison. One line a row is printed, and
// written to build/faulty-server.txt.
// Run in a world of its own: tests/standin/world.sh node --test tests/fetch/faulty.test.mjs
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { OTHERS, clipkeep, installed, other, pageOf } from './faulty-clients.mjs';
import { PAGE, PAGES, faultyHttp2 } from './faulty-http2.mjs';
import { FILES, PARTS, WHOLES } from './faulty-rows.mjs';
import { HOST, faultyServer } from './faulty.mjs';
import { skip } from './probe.mjs';

const AT_ONCE = 16; // most of the time they wait
const TABLE = fileURLToPath(new URL('../../build/faulty-server.txt', import.meta.url));

/** Calls `each` for all of `list`, a few at a time. */
async function several(list, each) {
  const left = [...list];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let one = left.shift(); one; one = left.shift()) await each(one);
  }));
}

/** All that was kept, by row and client. @type {Record<string, string>[]} */
const seen = [];
const lines = /** @type {string[]} */ ([]);
const say = (line) => {
  lines.push(line);
  console.log(line);
};
const inColumns = (cells) => cells.map((cell, n) => cell.padEnd(n ? 22 : 58)).join(' ').trimEnd();

/** @param {string} title @param {string[]} clients @param {{what: string}[]} rows @param {Record<string, string>[]} kept */
function print(title, clients, rows, kept) {
  say('');
  say(inColumns([title, ...clients]));
  for (const [n, { what }] of rows.entries()) say(inColumns([what, ...clients.map((client) => kept[n][client] ?? '')]));
  seen.push(...kept);
}

/** What each client has kept of all rows. */
function printCounts() {
  say('');
  say(`${seen.length} rows`);
  for (const client of ['Clipkeep', ...Object.keys(OTHERS)]) {
    const kept = seen.map((row) => row[client]).filter(Boolean);
    const of = (start) => kept.filter((one) => one.startsWith(start)).length;
    if (kept.length) say(`${client}: right bytes ${of('right')}, a clear failure ${of('fails')}, wrong bytes kept as right ${of('WRONG')}`);
    else say(`${client}: not installed`);
  }
}

describe('a faulty server', { skip }, () => {
  /** @type {() => void} */
  let close;
  const folder = mkdtempSync(path.join(tmpdir(), 'ck-faulty.'));
  const tools = Object.keys(OTHERS).filter((name) => installed(name.split(' ')[0]));
  after(() => {
    printCounts();
    mkdirSync(path.dirname(TABLE), { recursive: true });
    writeFileSync(TABLE, lines.slice(1).map((line) => `${line}\n`).join(''));
    rmSync(folder, { recursive: true });
  });

  /** A file of its own, with the part in it. */
  const fileFor = (row, part) => {
    const own = mkdtempSync(path.join(folder, 'row-'));
    if (part) writeFileSync(path.join(own, 'file'), FILES[row.there ?? 'part']);
    return path.join(own, 'file');
  };

  /** Asks with each client for each row, prints what came, and tests our column. */
  async function table(title, rows, clients, ask) {
    const kept = rows.map(() => /** @type {Record<string, string>} */ ({}));
    const pairs = clients.flatMap((client) => rows.map((row, n) => ({ client, row, n })));
    await several(pairs, async ({ client, row, n }) => { kept[n][client] = await ask(client, row, n); });
    print(title, clients, rows, kept);
    const wanted = rows.map((row) => [row.what, Object.hasOwn(FILES, row.kept) ? 'right bytes' : `fails: ${row.kept}`]);
    assert.deepEqual(rows.map(({ what }, n) => [what, kept[n].Clipkeep]), wanted);
  }

  describe('over HTTP/1.1', () => {
    before(async () => { close = await faultyServer(); });
    after(() => close());

    const ask = (part, first) => (client, row, n) => {
      const file = fileFor(row, part);
      const url = `https://${HOST}/${first + n}/${client.replaceAll(/\W/g, '')}`;
      return client === 'Clipkeep' ? clipkeep(file, url, row, part) : other(OTHERS[client], file, url, row);
    };
    test('a part of 1.2 MB is there', () => table('a part of 1.2 MB is there', PARTS, ['Clipkeep', ...tools], ask(true, 0)));
    test('a download of 3 MB', () => table('a download of 3 MB', WHOLES, ['Clipkeep', ...tools], ask(false, PARTS.length)));
  });

  test('a page over HTTP/2', async () => {
    const end = await faultyHttp2();
    try {
      await table('a page over HTTP/2', PAGES, ['Clipkeep', ...tools.filter((name) => /curl|wget2/.test(name))], (client, row, n) =>
        pageOf(client, fileFor(row, false), `https://${HOST}/${n}/${client.replaceAll(/\W/g, '')}`, PAGE));
    } finally {
      end();
    }
  });
});
