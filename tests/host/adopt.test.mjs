// `clipkeep adopt`: folders of other programs are taken in, checked, and never changed. No network is needed.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { environment, makeHome, program } from './native.mjs';
import { clipkeep, sha256 } from './shelf.mjs';

const media = fileURLToPath(new URL('../data/media/', import.meta.url));
const idOf = (n) => `7602050882429${String(n).padStart(6, '0')}`;

/** Each post its own bytes: what comes behind the last box of an MP4 is free space. @param {string} to @param {string} [from] */
function video(to, from = 'h264-aac.mp4') {
  mkdirSync(dirname(to), { recursive: true });
  const tail = Buffer.from(`\0\0\0\0free${to}`);
  tail.writeUInt32BE(tail.length);
  writeFileSync(to, Buffer.concat([readFileSync(join(media, from)), tail]));
}
function picture(to, from = 'picture.jpg') {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(media, from), to);
}
const info = (id, more = {}) => JSON.stringify({ id, extractor_key: 'TikTok', uploader: 'catlady', channel: 'Cat Lady', description: `post ${id} #cats`, timestamp: 1770000000, duration: 1,
  formats: [{ url: 'https://v16.example/signed?secret=1', cookies: 'sessionid=secret' }], http_headers: { Cookie: 'secret' }, ...more });

/** Names, sizes, dates and bytes of all that lies there. */
function snapshot(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const { mtimeMs, size, nlink } = statSync(path);
    return [path, size, mtimeMs, nlink, sha256(readFileSync(path))];
  }).sort();
}

function start(t) {
  const home = makeHome(t);
  const save = join(home, 'kept');
  assert.equal(clipkeep(home, 'folder', save).status, 0);
  return { home, save, from: join(home, 'old') };
}
const sidecarOf = (save, id) => {
  const name = readdirSync(save, { recursive: true }).map(String).find((one) => one.endsWith('.info.json') && readFileSync(join(save, one)).includes(`"id": "${id}"`));
  return JSON.parse(readFileSync(join(save, name), 'utf8'));
};
const adds = (said) => assert.equal(said.found, said.adopted + said.had + said.failed + said.left, JSON.stringify(said));

test('a folder of yt-dlp: every way of naming, once and again', (t) => {
  const { home, save, from } = start(t);
  video(join(from, `my cat [${idOf(1)}].mp4`));
  writeFileSync(join(from, `my cat [${idOf(1)}].info.json`), info(idOf(1)));
  picture(join(from, `my cat [${idOf(1)}].webp`), 'picture.webp');
  video(join(from, 'deep', 'er', 'no id at all.mp4'));
  writeFileSync(join(from, 'deep', 'er', 'no id at all.info.json'), info(idOf(2)));
  video(join(from, `${idOf(3)}.mp4`));
  writeFileSync(join(from, 'notes.txt'), 'mine');
  const before = snapshot(from);
  const dry = clipkeep(home, 'adopt', '--dry-run', '--json', from).said;
  assert.deepEqual([dry.found, dry.adopted, dry.otherFiles], [3, 3, 1]);
  assert.deepEqual(readdirSync(save), [], 'a dry run changes nothing');
  const { status, said } = clipkeep(home, 'adopt', '--json', from);
  assert.equal(status, 0);
  assert.deepEqual([said.found, said.adopted, said.had, said.failed], [3, 3, 0, 0]);
  assert.deepEqual(snapshot(from), before, 'the source is as it was');
  const sidecar = sidecarOf(save, idOf(1));
  assert.deepEqual([sidecar.uploader, sidecar.channel, sidecar.timestamp, sidecar.tags], ['catlady', 'Cat Lady', 1770000000, ['cats']]);
  assert.deepEqual([sidecar.clipkeep.seen.how, sidecar.clipkeep.adopted], ['folder', { program: 'yt-dlp', name: `my cat [${idOf(1)}].mp4` }]);
  assert.deepEqual(sidecar.clipkeep.files.map(({ role }) => role), ['video', 'cover']);
  assert.doesNotMatch(JSON.stringify(sidecar), /secret|signed/);
  assert.deepEqual(sidecarOf(save, idOf(3)).clipkeep.adopted, { name: `${idOf(3)}.mp4` });
  assert.equal(sidecarOf(save, idOf(3)).clipkeep.time_from, 'id');
  assert.equal(clipkeep(home, 'verify').status, 0);
  assert.equal(spawnSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: save }).status, 0);
  const again = clipkeep(home, 'adopt', '--json', from).said;
  assert.deepEqual([again.found, again.adopted, again.had], [3, 0, 3]);
  // The folder is a list from then on.
  assert.equal(clipkeep(home, 'export', '--jsonl', join(home, 'posts.jsonl')).status, 0);
  for (const line of readFileSync(join(home, 'posts.jsonl'), 'utf8').trimEnd().split('\n')) {
    assert.deepEqual(JSON.parse(line).lists, [{ kind: 'folder', handle: '', title: 'old', added: 0 }]);
  }
  // The record can be made anew from what lies there.
  const other = makeHome(t);
  clipkeep(other, 'folder', save);
  assert.deepEqual([clipkeep(other, 'rescan', '--json').said.kept, clipkeep(other, 'verify').status], [3, 0]);
});

for (const packed of [false, true]) {
  test(`an archive of myfaveTT, with what its ${packed ? 'packed ' : ''}lists say`, (t) => {
    const { home, save, from } = start(t);
    const author = '6800000000000000000';
    video(join(from, 'data', 'Likes', 'videos', `${idOf(1)}.mp4`));
    picture(join(from, 'data', 'Likes', 'covers', `${idOf(1)}.jpg`));
    video(join(from, 'data', 'Following', author, 'videos', `${idOf(2)}.mp4`));
    picture(join(from, 'data', 'Following', 'Avatars', `large_${author}.jpg`));
    const write = (name, variable, json) => {
      mkdirSync(join(from, 'data', '.appdata'), { recursive: true });
      writeFileSync(join(from, 'data', '.appdata', name), packed
        ? `window.${variable}_base64="${gzipSync(JSON.stringify(json)).toString('base64')}";`
        : `window.${variable}=String.raw\`${JSON.stringify(json)}\`;`);
    };
    write('db_videos.js', 'dbv', { [idOf(1)]: { authorId: author, createTime: 1769999999, diggCount: 12 } });
    write('db_authors.js', 'dba', { [author]: { uniqueIds: ['was', 'catlady'], nicknames: ['Cat Lady'] } });
    write('db_texts.js', 'dbvd', { [idOf(1)]: 'doors #cats `$(id)` \\', [idOf(3)]: 'gone now' });
    write('db_likes.js', 'db', { user: { uniqueId: 'anna', id: '6801234567890123456' },
      likes: { officialList: [idOf(3), idOf(1), 7, 'x'], downloaded: [idOf(1)] } });
    write('db_bookmarked.js', 'dbb', { officialList: [], downloaded: [idOf(2)] });
    const { said } = clipkeep(home, 'adopt', '--json', from);
    assert.deepEqual([said.found, said.adopted, said.failed], [2, 2, 0]);
    const sidecar = sidecarOf(save, idOf(1));
    assert.deepEqual([sidecar.uploader, sidecar.timestamp, sidecar.like_count, sidecar.description],
      ['catlady', 1769999999, 12, 'doors #cats `$(id)` \\']);
    assert.deepEqual(sidecar.clipkeep.adopted, { program: 'myfaveTT', name: `${idOf(1)}.mp4` });
    assert.deepEqual(sidecar.clipkeep.files.map(({ role }) => role), ['video', 'cover']);
    const receipts = clipkeep(home, 'receipt', '--json').said.receipts.filter(({ kind }) => kind !== 'folder');
    const sums = receipts.map(({ kind, handle, mine, source, found, had, passedOver }) => [kind, handle, mine, source, found, had, passedOver]);
    assert.deepEqual(sums.sort(), [['favourites', 'anna', true, 'folder', 1, 1, 0], ['likes', 'anna', true, 'folder', 2, 1, 1]]);
    const list = readFileSync(join(save, 'journal.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
    const gone = list.filter(({ event }) => event === 'found').flatMap(({ posts }) => posts).find(({ post }) => post === idOf(3));
    assert.deepEqual([gone.text, gone.had, gone.chosen], ['gone now', false, false], 'what was known of it stays');
  });
}

test('a library that is there follows at once: what is adopted, permitted, withdrawn and moved', (t) => {
  const { home, save, from } = start(t);
  const shown = (folder, words) => readdirSync(join(folder, '.library'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).some((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name)).includes(words));
  video(join(from, `${idOf(1)}.mp4`));
  clipkeep(home, 'adopt', from);
  assert.ok(!existsSync(join(save, 'index.html')), 'whoever works in a terminal makes it there');
  assert.equal(clipkeep(home, 'library').status, 0);
  video(join(from, `${idOf(2)}.mp4`));
  clipkeep(home, 'adopt', from);
  assert.ok(shown(save, idOf(2)));
  assert.equal(clipkeep(home, 'permissions', idOf(2), '--who', 'Anna of the cats', '--scope', 'share', '--when', '2026-05-01').status, 0);
  assert.ok(shown(save, 'Anna of the cats'));
  const before = JSON.stringify(snapshot(join(save, '.library')));
  assert.equal(clipkeep(home, 'permissions', idOf(2), '--withdraw', '1').status, 0);
  assert.notEqual(JSON.stringify(snapshot(join(save, '.library'))), before);
  const next = join(home, 'next');
  clipkeep(home, 'folder', next);
  video(join(from, `${idOf(3)}.mp4`));
  clipkeep(home, 'adopt', from);
  clipkeep(home, 'library');
  assert.deepEqual([shown(next, idOf(3)), shown(next, idOf(2))], [true, false]);
  assert.equal(clipkeep(home, 'folder', '--move').status, 0);
  assert.ok(shown(next, idOf(2)));
});

test('captions come along, under their languages', (t) => {
  const { home, save, from } = start(t);
  const vtt = (name, text = 'WEBVTT\n\n00:00.000 --> 00:01.000\nmeow\n') => writeFileSync(join(from, name), text);
  video(join(from, `my cat [${idOf(1)}].mp4`));
  vtt(`my cat [${idOf(1)}].eng-US.vtt`);
  vtt(`my cat [${idOf(1)}].deu-DE.vtt`, '\ufeffWEBVTT\n\n00:00.000 --> 00:01.000\nmiau\n');
  vtt(`my cat [${idOf(1)}].fra-FR.vtt`, '<html>no captions</html>');
  video(join(from, 'no id.mp4'));
  writeFileSync(join(from, 'no id.info.json'), info(idOf(2)));
  vtt('no id.vtt');
  vtt(`my cat [${idOf(1)}].ita-IT.srt`, '1\r\n00:00:00,000 --> 00:00:01,000\r\nmiao\r\n');
  vtt(`my cat [${idOf(1)}].spa-ES.srt`, '<html>no captions</html>');
  const { said } = clipkeep(home, 'adopt', '--json', from);
  assert.deepEqual([said.adopted, said.failed], [2, 0]);
  const captions = (n) => sidecarOf(save, idOf(n)).clipkeep.files.filter(({ role }) => role === 'captions').map(({ name, language }) => [/[^.]*\.(?:vtt|srt)$/.exec(name)[0], language]).sort();
  assert.deepEqual(captions(1), [['de.vtt', 'de'], ['en.vtt', 'en'], ['it.srt', 'it']]);
  assert.deepEqual(captions(2), [['und.vtt', 'und']]);
  assert.equal(clipkeep(home, 'verify').status, 0);
  assert.deepEqual([clipkeep(home, 'adopt', '--json', from).said.had, readdirSync(join(save, 'catlady')).length], [2, 3]);
});

test('pictures of photo posts, with their sound', (t) => {
  const { home, save, from } = start(t);
  picture(join(from, 'images', `${idOf(1)}_02.jpg`), 'picture.png');
  picture(join(from, 'images', `${idOf(1)}_01.jpg`));
  copyFileSync(join(media, 'sound.mp3'), join(from, `${idOf(1)}.mp3`));
  picture(join(from, 'images', `${idOf(2)}.jpg`), 'picture.webp');
  picture(join(from, `${idOf(3)}.jpg`)); // a cover whose video is gone
  const { status, said } = clipkeep(home, 'adopt', '--json', from);
  assert.deepEqual([status, said.found, said.adopted, said.failed], [1, 3, 2, 1]);
  assert.deepEqual(said.failures.map(({ post, code }) => [post, code]), [[idOf(3), 'not-found']]);
  const { clipkeep: own } = sidecarOf(save, idOf(1));
  assert.deepEqual([own.kind, own.images, own.files.map(({ name }) => name)], ['photo', 2, ['01.jpg', '02.png', 'sound.mp3']]);
  assert.deepEqual(sidecarOf(save, idOf(2)).clipkeep.notes, ['sound-missing']);
  assert.deepEqual([clipkeep(home, 'verify').status, clipkeep(home, 'adopt', '--json', from).said.had], [0, 2]);
});

test('what is broken is listed with its reason, and the rest is taken in', (t) => {
  const { home, save, from } = start(t);
  mkdirSync(from);
  const whole = readFileSync(join(media, 'h264-aac.mp4'));
  writeFileSync(join(from, `${idOf(1)}.mp4`), whole.subarray(0, 20000));
  writeFileSync(join(from, `${idOf(2)}.mp4`), '<html>a captcha</html>'.repeat(100));
  writeFileSync(join(from, `${idOf(3)}.mp4`), '');
  video(join(from, `${idOf(4)}.mp4`), 'video-only.mp4');
  writeFileSync(join(from, `${idOf(5)}.info.json`), info(idOf(5)));
  video(join(from, `${idOf(6)}.mp4`));
  writeFileSync(join(from, `${idOf(6)}.info.json`), '{"id": [[[');
  const { status, said } = clipkeep(home, 'adopt', '--json', from);
  assert.equal(status, 1);
  adds(said);
  assert.deepEqual(said.failures.map(({ post, code }) => [post, code]),
    [[idOf(1), 'media-truncated'], [idOf(2), 'not-media'], [idOf(3), 'not-media'], [idOf(5), 'not-found']]);
  assert.deepEqual(sidecarOf(save, idOf(4)).clipkeep.notes, ['sound-missing']);
  assert.deepEqual(readdirSync(save, { recursive: true }).filter((name) => String(name).includes('.part')), []);
  assert.equal(clipkeep(home, 'verify').status, 0);
  const plain = clipkeep(home, 'adopt', from);
  assert.match(plain.stdout, /6 posts found: 0 adopted \(0 B\), 2 kept already, 4 failed/);
});

test('a hostile folder: links, loops, pipes, odd names, wrong types', (t) => {
  const { home, save, from } = start(t);
  mkdirSync(from);
  const secret = join(home, 'secret.mp4');
  video(secret);
  symlinkSync(secret, join(from, `${idOf(1)}.mp4`));
  symlinkSync('..', join(from, 'loop'));
  symlinkSync('/', join(from, 'root'));
  assert.equal(spawnSync('mkfifo', [join(from, `${idOf(2)}.mp4`)]).status, 0);
  video(join(from, `a\nb\u001b[31m [${idOf(3)}].mp4`));
  writeFileSync(join(from, `a\nb\u001b[31m [${idOf(3)}].info.json`), info(idOf(3), { uploader: '../../../etc', description: { a: 1 }, timestamp: 'soon', duration: [], artists: 5 }));
  video(join(from, 'x.mp4'));
  writeFileSync(join(from, 'x.info.json'), info('../../../tmp/x'));
  video(join(from, 'y.mp4'));
  writeFileSync(join(from, 'y.info.json'), info(idOf(4), { extractor_key: 'Youtube' }));
  video(join(from, 'z.mp4'));
  writeFileSync(join(from, 'z.info.json'), `{"id":"${idOf(5)}","extractor_key":"TikTok","x":"${'x'.repeat(17 * 1024 * 1024)}"}`);
  writeFileSync(join(from, `${idOf(6)}.mp4`), '');
  mkdirSync(join(from, `${idOf(7)}.mp4`));
  let deep = from;
  for (let n = 0; n < 20; n += 1) deep = join(deep, 'd');
  mkdirSync(deep, { recursive: true });
  video(join(deep, `${idOf(8)}.mp4`));
  const { said, status } = clipkeep(home, 'adopt', '--json', from);
  assert.equal(status, 1);
  adds(said);
  assert.deepEqual([said.adopted, said.cut, said.failures.map(({ post }) => post)], [1, true, [idOf(6)]]);
  const sidecar = sidecarOf(save, idOf(3));
  assert.deepEqual([sidecar.uploader, sidecar.description], [undefined, '']);
  assert.deepEqual(readdirSync(save).sort(), ['SHA256SUMS', 'journal.jsonl', 'unknown']);
  assert.ok(!clipkeep(home, 'adopt', from).stdout.includes('\u001b'));
});

test('the save folder and folders in it are refused; one around it is not read twice', (t) => {
  const { home, save, from } = start(t);
  for (const wrong of [save, join(home, 'nowhere')]) {
    const { status, said } = clipkeep(home, 'adopt', '--json', wrong);
    assert.deepEqual([status, said.error.code], [1, 'source-unreadable']);
  }
  video(join(from, `${idOf(1)}.mp4`));
  assert.equal(clipkeep(home, 'adopt', '--json', home).said.found, 1);
  assert.equal(clipkeep(home, 'adopt', '--json', home).said.found, 1);
  const empty = join(home, 'empty');
  mkdirSync(empty);
  assert.equal(clipkeep(home, 'adopt', empty).status, 3);
  assert.equal(clipkeep(home, 'adopt').status, 2);
});

for (const signal of ['SIGINT', 'SIGKILL']) {
  test(`${signal} in the midst: the next run goes on, and nothing is there twice`, async (t) => {
    const { home, save, from } = start(t);
    const count = 60;
    for (let n = 0; n < count; n += 1) video(join(from, `${idOf(n)}.mp4`));
    const child = spawn(program, ['adopt', from], { env: environment(home) });
    const ended = new Promise((resolve) => { child.on('exit', (code) => resolve(code)); });
    const kept = () => (existsSync(join(save, 'unknown')) ? readdirSync(join(save, 'unknown')).filter((name) => name.endsWith('.mp4')).length : 0);
    for (let n = 0; n < 4000 && kept() < 10 && child.exitCode === null; n += 1) await new Promise((resolve) => { setTimeout(resolve, 1); });
    child.kill(signal);
    assert.equal(await ended, signal === 'SIGINT' ? 130 : null);
    const { said } = clipkeep(home, 'adopt', '--json', from);
    assert.equal(said.adopted + said.had, count);
    assert.equal(kept(), count);
    const verified = clipkeep(home, 'verify', '--json').said;
    assert.deepEqual([verified.ok, verified.found.foreign, verified.files.kept], [true, 0, 2 * count]);
    const events = readFileSync(join(save, 'journal.jsonl'), 'utf8').trimEnd().split('\n')
      .map((line) => JSON.parse(line)).filter(({ event }) => event === 'kept').map(({ post }) => post);
    assert.equal(new Set(events).size, count);
  });
}

test('what another program changes in its own file later does not reach ours', (t) => {
  const { home, save, from } = start(t);
  video(join(from, `${idOf(1)}.mp4`));
  linkSync(join(from, `${idOf(1)}.mp4`), join(from, 'twin.bin'));
  clipkeep(home, 'adopt', from);
  writeFileSync(join(from, `${idOf(1)}.mp4`), 'spoilt');
  assert.equal(clipkeep(home, 'verify').status, 0);
  assert.ok(readdirSync(join(save, 'unknown')).length > 0);
});
