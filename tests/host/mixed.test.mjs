// A hundred mixed posts saved in one run of the built program: sound where there is one, the
// sidecar as ffprobe says, nothing with a watermark, nothing under a wrong type.
// Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { judge } from './judge.mjs';
import { keptOf, leftovers, pathsIn, sourcesOf, wordsFor } from './kept.mjs';
import { folderOf, newHome, runJson } from './runs.mjs';

const COUNT = 100;
const standin = await Standin.connect();
const posts = await standin.mixed(COUNT);
const home = newHome();
const began = performance.now();
const { answer } = await runJson(home, ['save', '--json', ...posts.map((post) => post.address)]);
const seconds = Math.round((performance.now() - began) / 1000);
const folder = folderOf(home);

const rows = [];
for (const [n, post] of posts.entries()) {
  const result = answer?.posts[n];
  const [kept, others] = [await keptOf(folder, post.id), await standin.others(post.id)];
  const problems = judge(result, kept, post, await standin.expected(post), others);
  rows.push({ post, kept, problems, got: kept ? wordsFor(kept) : result?.error?.code ?? 'no answer' });
}

const of = (test_) => rows.filter(test_).length;
const heard = ({ kept }) => kept?.probe?.acodec;
console.log([
  `${COUNT} posts in ${seconds} s:`,
  `${of(({ kept }) => kept?.video)} videos kept (${of(heard)} with sound,`,
  `${of(({ kept }) => kept && sourcesOf(kept))} joined),`,
  `${of(({ kept }) => kept?.pictures.length)} photo posts,`,
  `${of(({ kept }) => !kept)} not kept;`,
  `${of(({ problems }) => problems.length)} other than expected`,
].join(' '));

describe('a hundred mixed posts', () => {
  for (const { post, problems, got } of rows) {
    const ways = post.behaviours.map((one) => one.name ?? one).join(' ');
    console.log(`${post.name}: ${ways || 'nothing special'} | ${got} | ${problems.length ? 'NOT OK' : 'ok'}`);
    test(post.name, () => assert.ok(!problems.length, problems.join('\n')));
  }
});

test('every one of them has an answer, and there is nothing else in the folder', () => {
  assert.equal(answer?.posts.length, COUNT);
  const own = ['SHA256SUMS', 'journal.jsonl', 'index.html'].map((name) => join(folder, name));
  const strays = pathsIn(folder).filter((path) => !own.includes(path) && !posts.some(({ id }) => path.includes(id)));
  assert.deepEqual([...strays, ...leftovers(folder)], []);
});

const sums = join(folder, 'SHA256SUMS');
test('SHA256SUMS is right, by any computer’s own program', {
  skip: existsSync(sums) ? false : 'no SHA256SUMS is written yet',
}, () => {
  const checked = execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
  assert.equal(checked.trim().split('\n').length, rows.flatMap(({ kept }) => kept?.files ?? []).length);
});
