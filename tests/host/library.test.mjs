// `clipkeep library`: killed at any moment, the folder has the old library or the new one, whole.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import vm from 'node:vm';
import { Standin } from '../standin/control.mjs';
import { makeExported, makePosts, makeProfile, postOf } from './library-posts.mjs';
import { Host, environment, makeHome, program } from './native.mjs';
import { folderOf, run, runJson } from './runs.mjs';

const files = (/** @type {string} */ folder) => readdirSync(join(folder, '.library'));

/** The manifest of the library that the folder has now; every file that it names is there and says something. @param {string} folder */
function manifestOf(folder) {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const names = [...page.matchAll(/(?:src|href)="\.library\/([^"]+)"/g)].map(([, name]) => name);
  assert.equal(names.length, 3);
  /** @type {any[]} */
  const said = [];
  const say = (/** @type {string} */ name) => {
    vm.runInNewContext(readFileSync(join(folder, '.library', name), 'utf8'), { Clipkeep: { take: (/** @type {any[]} */ ...all) => said.push(all) } });
    return JSON.parse(said.pop()[2]);
  };
  names.filter((name) => !name.startsWith('m-')).forEach((name) => assert.ok(existsSync(join(folder, '.library', name))));
  const manifest = say(names.find((name) => name.startsWith('m-')) ?? '');
  for (const { count, index, words, details } of manifest.parts) {
    assert.deepEqual([say(index).id.length, say(words).length, details.map(say).flat().length], [count, count, count]);
  }
  for (const { name, file } of manifest.profiles) assert.equal(say(file).length > 0, true, name);
  if (manifest.own) assert.ok(Object.keys(say(manifest.own)).length > 0);
  return manifest;
}

test('a library that is killed while it is made leaves the old one, and the next run makes it whole', async (t) => {
  const home = makeHome(t);
  const folder = folderOf(home);
  makePosts(folder, 60);
  await runJson(home, ['rescan', '--json']);
  const first = await runJson(home, ['library', '--json']);
  assert.deepEqual([first.status, first.answer.posts, first.answer.changed, manifestOf(folder).count], [0, 60, true, 60]);
  makePosts(folder, 1300, 60);
  await runJson(home, ['rescan', '--json']);
  let killed = 0;
  for (let ms = 5; ms < 500 && manifestOf(folder).count === 60; ms *= 1.5) {
    const child = spawn(program, ['library'], { env: environment(home), stdio: 'ignore' });
    const ended = new Promise((end) => child.once('exit', (_, signal) => end(signal)));
    await sleep(ms);
    child.kill('SIGKILL');
    killed += (await ended) === 'SIGKILL' ? 1 : 0;
  }
  assert.ok(killed > 0);
  const { answer } = await runJson(home, ['library', '--json']);
  assert.deepEqual([answer.posts, answer.finished, manifestOf(folder).count], [1300, true, 1300]);
  await runJson(home, ['library', '--json']);
  assert.deepEqual(files(folder).filter((name) => name.startsWith('.')), []);
  assert.deepEqual([(await runJson(home, ['library', '--json'])).answer.read, (await runJson(home, ['verify', '--json'])).answer.found.foreign], [0, 0]);
});

test('own posts of a data export are in it, those that are kept by their ids once', async (t) => {
  const home = makeHome(t);
  const folder = folderOf(home);
  makePosts(folder, 30);
  makeProfile(folder, postOf(1).author);
  const known = makeExported(folder, postOf(7));
  await runJson(home, ['rescan', '--json']);
  const { answer } = await runJson(home, ['library', '--json']);
  const manifest = manifestOf(folder);
  assert.deepEqual([answer.posts, manifest.count, manifest.profiles.length], [32, 32, 1]);
  assert.deepEqual(manifest.parts.find((/** @type {any} */ one) => one.key === -1).count, 2);
  assert.deepEqual(Object.entries(manifest.beside).map(([id, [[role, name]]]) => [id, role, name]), [[postOf(7).id, 'video', known]]);
  assert.deepEqual(manifestOf(folder).own, files(folder).find((name) => name.startsWith('o-')));
  assert.equal((await runJson(home, ['verify', '--json'])).answer.found.foreign, 0);
  await runJson(home, ['rescan', '--json']); // all of it comes from the folder
  assert.equal((await runJson(home, ['library', '--json'])).answer.changed, false);
});

test('an index.html of the person stays, with a word about it', async (t) => {
  const home = makeHome(t);
  const folder = folderOf(home);
  makePosts(folder, 3);
  await runJson(home, ['rescan', '--json']);
  writeFileSync(join(folder, 'index.html'), '<p>mine');
  const { status, answer } = await runJson(home, ['library', '--json']);
  assert.deepEqual([status, answer.error.code], [5, 'library-foreign']);
  assert.match((await run(home, ['library'])).stderr, /index\.html .* did not make/);
  assert.equal(readFileSync(join(folder, 'index.html'), 'utf8'), '<p>mine');
  assert.ok(!existsSync(join(folder, '.library')));
  execFileSync('rm', [join(folder, 'index.html')]);
  assert.equal((await runJson(home, ['library', '--json'])).status, 0);
});

test('a host beside a browser makes the library once a post is kept, and keeps it up to date', async (t) => {
  const home = makeHome(t);
  const posts = await (await Standin.connect()).posts();
  const host = new Host({ home });
  t.after(() => host.child.kill('SIGKILL'));
  await host.hello();
  const has = async (/** @type {number} */ count) => {
    for (const end = Date.now() + 20000; Date.now() < end; await sleep(50)) {
      if (existsSync(join(folderOf(home), 'index.html')) && manifestOf(folderOf(home)).count === count) return true;
    }
    return false;
  };
  for (const [at, name] of ['ok', 'photo'].entries()) {
    const { address } = posts.find((/** @type {any} */ one) => one.name === name);
    await host.ask({ verb: 'save', address });
    assert.ok(await has(at + 1), `${name} is in the library`);
  }
  assert.equal((await runJson(home, ['verify', '--json'])).answer.found.foreign, 0);
});
