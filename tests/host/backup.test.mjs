// clipkeep backup against the stand-in's accounts: lists with gaps, repeats, empty answers, pinned
// and vanished posts; what the receipt says is what the stand-in knows. Run inside world.sh.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { folderOf, newHome, run, runJson } from './runs.mjs';

const standin = await Standin.connect();
const UNIQUE = /\[(\d{19})\]/;
/** @returns {string[]} the posts of which something is in the folder */
const keptIn = (home) =>
  [...new Set(readdirSync(folderOf(home), { recursive: true }).map((name) => UNIQUE.exec(name)?.[1]).filter(Boolean))].sort();
/** @returns {[any, Buffer]} the one version of an account's profile: facts and picture */
function profileOf(home, name) {
  const folder = join(folderOf(home), 'profiles', name);
  const [file, other] = readdirSync(folder).filter((one) => one.endsWith('.json'));
  assert.equal(other, undefined);
  const facts = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return [facts, readFileSync(join(folder, facts.picture.file))];
}
const postsOf = (truth, id = 'posts') => truth.lists.find((list) => list.id === id).posts;
const idsOf = (posts, kinds = ['plain', 'silent', 'photos']) =>
  posts.filter((post) => kinds.includes(post.kind)).map((post) => post.id).sort();
const sums = ({ found, saved, had, gone, failed, waiting, ended }) => ({ found, saved, had, gone, failed, waiting, ended });

test('an account is kept whole, past all that its list does wrong; the next run asks for what is new', async () => {
  const home = newHome();
  const truth = await standin.account({
    name: 'mina.lists',
    posts: { count: 60, every: 20000, vanished: 4, private: 3, silent: 2, photos: 5, bare: 3, gaps: [{ after: 25, days: 12 }] },
    quirks: { empty: 5, pinned: 2, live: true, stuck: 1 },
  });
  const first = await runJson(home, ['backup', '--json', '@mina.lists']);
  assert.deepEqual(first.answer?.problems, [], first.stderr);
  assert.deepEqual(sums(first.answer.receipts[0]), { found: 57, saved: 53, had: 0, gone: 4, failed: 0, waiting: 0, ended: 'complete' });
  assert.equal(first.status, 0);
  assert.deepEqual(keptIn(home), idsOf(postsOf(truth)));
  const [facts, picture] = profileOf(home, 'mina.lists');
  assert.deepEqual([facts.facts.uniqueId, facts.facts.videoCount, facts.facts.followerCount], ['mina.lists', 57, 5100]);
  assert.equal(createHash('sha256').update(picture).digest('hex'), facts.picture.sha256);
  const verified = await runJson(home, ['verify', '--json']);
  assert.deepEqual([verified.status, verified.answer?.found.foreign], [0, 0]);

  const fresh = await standin.grow('mina.lists', 'posts', 7);
  await standin.quirks('mina.lists', { pinned: 2 });
  await standin.clear();
  const second = await runJson(home, ['backup', '--json', '@mina.lists']);
  const [receipt] = second.answer.receipts;
  assert.deepEqual([receipt.saved, receipt.failed, receipt.ended], [7, 0, 'enough']);
  assert.equal(receipt.found, receipt.saved + receipt.had + receipt.gone);
  assert.deepEqual(keptIn(home), [...idsOf(postsOf(truth)), ...fresh].sort());
  const asked = (await standin.log({ kind: 'page' })).filter((entry) => entry.post).map((entry) => entry.post);
  assert.deepEqual([...new Set(asked)].sort(), [...fresh].sort(), 'no other post was asked for');
});

test('a collection in words; a captcha ends it politely, and nothing is called failed for it', async () => {
  const home = newHome();
  const truth = await standin.account({ name: 'cook', collections: [{ name: 'kitchen', count: 40, vanished: 1 }], quirks: { captchaAfter: 1 } });
  const { key, id } = truth.lists.find((list) => list.kind === 'collections');
  const address = `https://www.tiktok.com/@cook/collection/kitchen-${key}`;
  const stopped = await run(home, ['backup', address]);
  assert.equal(stopped.status, 1);
  assert.match(stopped.stdout, /collection kitchen of @cook: 30 found/);
  assert.match(stopped.stdout, /0 {2}could not be saved/);
  assert.match(stopped.stdout, /you are a person/);

  await standin.quirks('cook', { tooMany: { after: 0, times: 1, retryAfter: 1 }, cut: 4 });
  const whole = await run(home, ['backup', '--full', address]);
  assert.equal(whole.status, 0, whole.stderr);
  assert.match(whole.stdout, /40 found/);
  assert.match(whole.stdout, /1 {2}gone from TikTok\n +1: TikTok says this post is not available/);
  assert.deepEqual(keptIn(home), idsOf(postsOf(truth, id)));
});

test('a file of links, of any kind; an account behind a wall, and none at all', async () => {
  const home = newHome();
  const truth = await standin.account({ name: 'linked', posts: { count: 3 } });
  const [one, two, three] = postsOf(truth).map((post) => post.id);
  const input = `# mine\nhttps://www.tiktok.com/@linked/video/${one}\ntiktok ${two}\ntiktok ${two}\nyoutube abc\n\nhello\n${await standin.link('short-301')} www.tiktok.com/@x/photo/${three}\n`;
  const { answer, status, stderr } = await runJson(home, ['backup', '--json', '-'], { input });
  assert.equal(status, 0, stderr);
  assert.deepEqual(sums(answer.receipts[0]), { found: 4, saved: 4, had: 0, gone: 0, failed: 0, waiting: 0, ended: 'complete' });
  await standin.account({ name: 'walled', posts: { count: 2 }, quirks: { shell: true } });
  const walled = await runJson(home, ['backup', '--json', '@walled']);
  assert.deepEqual([walled.status, walled.answer.receipts[0].saved], [0, 2], 'by way of its embed');
  const nobody = await runJson(home, ['backup', '--json', '@nobody.here']);
  assert.deepEqual([nobody.status, nobody.answer.problems[0].error.code], [1, 'account-gone']);
});

test('Ctrl-C stops it, and says how to go on', async () => {
  const home = newHome();
  await standin.account({ name: 'long', posts: { count: 100, every: 3600 } });
  const { status, stderr, stdout } = await run(home, ['backup', '@long'], { ms: 3000 });
  assert.equal(status, 130);
  assert.match(stderr, /clipkeep resume/);
  assert.match(stdout, /Stopped before the end/);
});

test('what is due: public lists of before, but for those of the last hours', async () => {
  const home = newHome();
  await standin.account({ name: 'again.and.again', posts: { count: 5 } });
  assert.match((await run(home, ['backup', '--due'])).stdout, /^No list is due\.$/m, 'nothing was backed up yet');
  assert.equal((await run(home, ['backup', '@again.and.again'])).status, 0);
  assert.match((await run(home, ['backup', '--due'])).stdout, /^No list is due\.$/m);
  execFileSync('python3', ['-c', 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("UPDATE runs SET ended_at = ended_at - 80000"); c.commit()',
    join(home, '.local/state/clipkeep/archive.sqlite')]);
  await standin.grow('again.and.again', 'posts', 1);
  const { status, answer } = await runJson(home, ['backup', '--due', '--json']);
  assert.deepEqual([status, answer.receipts.map(({ handle, saved }) => [handle, saved])], [0, [['again.and.again', 1]]]);
});

test('comments on request: with replies, to a limit, and a further version only when they have changed', async () => {
  const home = newHome();
  const { lists } = await standin.account({ name: 'talkative', posts: { count: 1, photos: 1 }, comments: 3 });
  const first = await runJson(home, ['backup', '--json', '--comments', '100', '@talkative']);
  assert.deepEqual(first.answer?.comments, { posts: 1, comments: 3 + 4, error: null }, first.stderr);
  const files = () => readdirSync(folderOf(home), { recursive: true }).filter((name) => /comments \d{4}-\d\d-\d\d \d{6}\.json$/.test(name)).sort();
  assert.equal(files().length, 1);
  const said = JSON.parse(readFileSync(join(folderOf(home), files()[0]), 'utf8'));
  assert.ok(lists[0].posts.some((post) => post.id === said.post) && said.complete && said.total === 7);
  assert.deepEqual(said.comments.filter((one) => one.parent !== 'root').length, 4);
  assert.ok(said.comments.some((one) => one.text.includes('<script>alert(1)</script>')), 'as it was written');
  const verified = await runJson(home, ['verify', '--json']);
  assert.deepEqual([verified.status, verified.answer?.found.foreign], [0, 0]);

  await run(home, ['backup', '--comments', '100', '@talkative']);
  assert.equal(files().length, 1, 'nothing has changed');
});
