// A save folder made by hand and entered into the record by `clipkeep rescan`: no network is needed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { environment, program } from './native.mjs';

/** Runs a command to its end. @param {string} home @param {string[]} args */
export function clipkeep(home, ...args) {
  const { status, stdout, stderr, signal } = spawnSync(program, args, { env: environment(home), encoding: 'utf8', timeout: 60000 });
  assert.equal(signal, null, stderr);
  return { status, stdout, stderr, said: args.includes('--json') && stdout ? JSON.parse(stdout) : null };
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * Puts a post into the folder, as Clipkeep would have kept it.
 * @param {string} folder
 * @param {{id: string, author?: string, stem?: string, text?: string, tags?: string[], created?: number, duration?: number,
 *   photo?: number, extra?: object}} post
 */
export function shelve(folder, { id, author = 'catlady', stem = `2026-02-02 post [${id}]`, text = '', tags, created = 1770000000, duration, photo = 0, extra = {} }) {
  const at = join(folder, author, photo ? stem : '');
  const names = photo ? Array.from({ length: photo }, (_, n) => `0${n + 1}.jpg`) : [`${stem}.mp4`, `${stem}.jpg`];
  mkdirSync(at, { recursive: true });
  const files = names.map((name, n) => {
    const bytes = Buffer.from(`${id} ${name} ${'x'.repeat(2000 * (n + 1))}`);
    writeFileSync(join(at, name), bytes);
    utimesSync(join(at, name), created, created);
    const role = photo ? 'image' : n === 0 ? 'video' : 'cover';
    return { role, name, bytes: bytes.length, sha256: sha256(bytes), ...(photo ? { number: n + 1 } : {}) };
  });
  writeFileSync(join(at, photo ? 'post.info.json' : `${stem}.info.json`), JSON.stringify({
    id, title: text.split('\n')[0].slice(0, 72) || `TikTok video #${id}`, description: text, uploader: author, timestamp: created, tags, duration,
    webpage_url: `https://www.tiktok.com/@${author}/${photo ? 'photo' : 'video'}/${id}`,
    clipkeep: { format: 1, kind: photo ? 'photo' : 'video', seen: { how: 'page', at: 1780000000 }, files }, ...extra,
  }));
  return join(at, names[0]).slice(folder.length + 1);
}

/** Chooses the folder and has its posts entered; how many there are. */
export function enter(home, folder) {
  mkdirSync(dirname(folder), { recursive: true });
  assert.equal(clipkeep(home, 'folder', folder).status, 0);
  const { said } = clipkeep(home, 'rescan', '--json');
  return said.kept;
}
