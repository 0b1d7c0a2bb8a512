// The behaviour table: everything the stand-in can serve, and what a person gets who saves it
// with the built program. One row of output for each; build/table.jsonl has them for machines.
// Run inside tests/standin/world.sh. CK_TABLE=PATTERN takes only rows whose name fits.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { inspections } from './inspections.mjs';
import { judge } from './judge.mjs';
import { keptOf, leftovers, wordsFor } from './kept.mjs';
import { folderOf, inParallel, newHome, runJson } from './runs.mjs';
import { wireRules } from './wire.mjs';

const TITLES = {
  1: 'page, cookie and CDN', 2: 'proof of work', 3: 'non-answers', 4: 'streams, mirrors, captions',
  5: 'odd items', 6: 'statuses', 7: 'transfers', 8: 'addresses', 9: 'photo posts and phones', 13: 'embed and oEmbed',
};
/** What people must be able to tell apart (`reference/tiktok.md` §5.7). */
const WALLS = ['wall-challenge', 'wall-shell', 'wall-captcha', 'login-needed', 'post-private', 'post-unavailable',
  'network', 'media-refused', 'not-media'];
const AT_ONCE = 6;
const LONGEST_MS = 200000;
const PATIENCE_MS = 50000; // of a person who gives up: one stall is noticed and gone on after
const CHUNK = 10;
const only = new RegExp(process.env.CK_TABLE ?? '');

const standin = await Standin.connect();
const posts = await standin.posts();
const links = await standin.links();
/** @type {{topic: number, name: string, served: string, got: string, problems: string[]}[]} */
const rows = [];

const namesOf = (post) => post.behaviours.map((one) => one.name ?? one);
const cut = (text, most = 60) => (text.length > most ? `${[...text].slice(0, most).join('')}…` : text);
const visible = (text) => JSON.stringify(text).slice(1, -1);
const served = (post) => [cut(visible(post.text)), ...namesOf(post)].join(' · ');
const gotOf = (result, kept) => {
  if (kept) return wordsFor(kept);
  return result?.error ? `${result.error.code}: ${result.error.sentence}` : result?.state ?? 'no answer';
};

/** Those whose refusals concern more than themselves, or that take their time, run alone. */
const alone = (post) => post.behaviours.some((one) => /too-many|captcha|stall|drip/.test(one.name ?? one)
  || one.status >= 429 || one.code === 10000 || one.then === 'captcha' || one.host?.includes('silent'));

function chunks(list) {
  return Array.from({ length: Math.ceil(list.length / CHUNK) }, (_, n) => list.slice(n * CHUNK, (n + 1) * CHUNK));
}

const groups = (() => {
  const wanted = posts.filter((post) => only.test(post.name));
  const rest = wanted.filter((post) => !alone(post));
  const topics = [...new Set(rest.map((post) => post.topic))];
  return [
    ...wanted.filter(alone).map((post) => [post]),
    ...topics.flatMap((topic) => chunks(rest.filter((post) => post.topic === topic))),
  ];
})();

async function save(addresses, ms = LONGEST_MS) {
  const home = newHome();
  const { answer, stderr } = await runJson(home, ['save', '--json', ...addresses], { ms });
  if (!answer) console.log(`no answer of ${addresses.length} saves: ${stderr}`);
  return { folder: folderOf(home), results: answer?.posts ?? [] };
}

async function savePosts(group) {
  const ms = group.some((post) => post.expect.stopped) ? PATIENCE_MS : LONGEST_MS;
  const { folder, results } = await save(group.map((post) => post.address), ms);
  const left = leftovers(folder);
  for (const [n, post] of group.entries()) {
    const [kept, others] = [await keptOf(folder, post.id), await standin.others(post.id)];
    const problems = judge(results[n], kept, post, await standin.expected(post), others);
    if (!kept) problems.push(...left);
    rows.push({ topic: post.topic, name: post.name, served: served(post), got: gotOf(results[n], kept), problems });
  }
}

/** Links lead to a post that others of the group may have kept already, or to none. */
async function saveLinks(group) {
  const { folder, results } = await save(group.map((link) => link.address));
  for (const [n, link] of group.entries()) {
    const post = posts.find((one) => one.id === link.id);
    const kept = link.expect.post ? await keptOf(folder, link.id) : undefined;
    const want = link.expect.post ? await standin.expected(post) : link.expect;
    const problems = judge(results[n], kept, post, want, await standin.others(link.id));
    const address = cut(link.address.replace(link.id, 'ID'), 70);
    rows.push({ topic: 8, name: link.name, served: address, got: gotOf(results[n], kept), problems });
  }
}

/** Milliseconds that a post asked for with Retry-After. */
const waits = new Map(posts.flatMap((post) => post.behaviours.filter((one) => one.retryAfter)
  .map((one) => [post.id, one.retryAfter * 1000])));
const breaking = posts.filter((post) => ['stall', 'stall-once', 'reset-once', 'reset-thrice', 'truncated-once']
  .includes(post.name)).map((post) => post.id);
const plain = posts.filter((post) => [4, 7].includes(post.topic) && !post.name.startsWith('page-')).map((post) => post.id);
const challengeNames = posts.flatMap((post) => post.behaviours.filter((one) => one.name === 'challenge'))
  .flatMap((one) => one.names ?? ['_wafchallengeid', 'waforiginalreid']);

async function fillTable() {
  await standin.settings({ rotate: true });
  const work = [
    ...groups.map((group) => () => savePosts(group)),
    ...chunks(links.filter((link) => only.test(link.name))).map((group) => () => saveLinks(group)),
  ];
  await inParallel(work, AT_ONCE, (one) => one());
  const log = await standin.log();
  for (const { rule, topic, count, broken } of wireRules(log, { names: challengeNames, waits, broken: breaking, plain })) {
    const got = broken.length ? `${broken.length} of ${count} not` : count;
    rows.push({ topic, name: 'wire', served: rule, got, problems: broken.slice(0, 10) });
  }
  rows.push(...(await inspections(standin)).filter((row) => only.test(row.name)));
}

await fillTable();
const out = new URL('../../build/', import.meta.url).pathname;
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'table.jsonl'), rows.map((row) => `${JSON.stringify({ ...row, ok: !row.problems.length })}\n`).join(''));

for (const [topic, title] of Object.entries(TITLES)) {
  const own = rows.filter((row) => row.topic === Number(topic));
  console.log(`\n${topic} ${title}`);
  for (const { name, served: what, got, problems } of own) {
    console.log(`${topic} | ${name}: ${what} | ${got} | ${problems.length ? 'NOT OK' : 'ok'}`);
    for (const problem of problems) console.log(`    ${problem}`);
  }
  describe(`${topic} ${title}`, { skip: own.length ? false : 'none asked for' }, () => {
    for (const { name, problems } of own) test(name, () => assert.ok(!problems.length, problems.join('\n')));
  });
}

test('nine walls, nine sentences', { skip: process.env.CK_TABLE }, () => {
  const told = rows.map((row) => row.got.split(': ')).filter(([code]) => WALLS.includes(code));
  assert.deepEqual([...new Set(told.map(([code]) => code))].sort(), [...WALLS].sort(), 'each of them is met');
  assert.equal(new Set(told.map(([, sentence]) => sentence)).size, WALLS.length);
});

test('every post and link of the stand-in is in the table', { skip: process.env.CK_TABLE }, () => {
  const there = new Set(rows.map((row) => row.name));
  assert.deepEqual([...posts, ...links].map((one) => one.name).filter((name) => !there.has(name)), []);
});
