// Several programs save many posts of one home at once: the posts, and what must come of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

import { runJson } from './runs.mjs';

export const ENDS = ['done', 'failed', 'cancelled'];
const ASK = `import json, sqlite3, sys
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
print(json.dumps([db.execute(one).fetchall() for one in (
  'SELECT id FROM posts', "SELECT post, code FROM jobs WHERE state <> 'done'", 'SELECT post FROM jobs')]))`;

/** Adds so many small posts of a few authors. @returns {Promise<{id: string, address: string}[]>} */
export async function smallPosts(standin, count) {
  const posts = Array.from({ length: count }, (_, n) => ({
    id: `76440000000${String(n).padStart(8, '0')}`,
    author: `crowd${n % 7}`,
    text: `one of many ${n}`,
    gears: [{ gear: 'normal_540_0', codec: 'h264', width: 576, height: 1024, bytes: 120000, kind: 'h264' }],
  }));
  for (const post of posts) await standin.add(post);
  return posts.map(({ id, author }) => ({ id, address: `https://www.tiktok.com/@${author}/video/${id}` }));
}

/**
 * What a program that was asked for posts was answered, and told of each job until its end.
 * @typedef {{answers: Record<string, {job?: number, state?: string, error?: string}>, ends: Record<string, number>}} Told
 */

/** Each post was taken on, and its end was told by one event, or by the answer. @param {Told} told */
export function assertToldOnce({ answers, ends }, posts) {
  const wrong = posts.map(({ id }) => {
    const { job, state, error } = answers[id] ?? { error: 'no answer' };
    const count = Math.max(ENDS.includes(state) ? 1 : 0, ends[job] ?? 0);
    return error || count !== 1 ? `${id}: ${error ?? `${job} ended ${count} times`}` : null;
  }).filter(Boolean);
  assert.deepEqual(wrong, []);
}

/** All is kept once: in the folder, in the record and in SHA256SUMS, and no job has failed. */
export async function assertKeptOnce(home, folder, posts) {
  const ids = posts.map((one) => one.id).sort();
  const names = execFileSync('find', [folder, '-name', '*.mp4', '-printf', '%f\n'], { encoding: 'utf8' });
  assert.deepEqual(names.match(/(?<=\[)\d+(?=\])/g).sort(), ids, 'one file each');
  const archive = `${home}/.local/state/clipkeep/archive.sqlite`;
  const [kept, others, jobs] = JSON.parse(execFileSync('python3', ['-c', ASK, archive], { encoding: 'utf8' }));
  assert.deepEqual(kept.flat().sort(), ids, 'one record each');
  assert.deepEqual(others, [], 'every job is done');
  assert.ok(jobs.length >= ids.length);
  const sums = execFileSync('sha256sum', ['-c', '--strict', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
  assert.equal(sums.split('\n').filter((line) => /\.mp4: OK$/.test(line)).length, ids.length);
  const { answer } = await runJson(home, ['verify', '--json']);
  assert.deepEqual([answer.ok, answer.found.good > 0, answer.found.foreign], [true, true, 0]);
}
