// The judge of the behaviour table finds fault with whatever is not as it must be.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { complete } from '../standin/expect.mjs';
import { judge } from './judge.mjs';
import { kindOf, leftovers } from './kept.mjs';
import { wireRules } from './wire.mjs';

const ID = '7602050882429897470';
const post = { id: ID, text: 'my cat' };
const GEARS = [
  { gear: 'low', codec: 'h264', width: 576, height: 1024, bytes: 100, sha256: 'low', dash: false },
  { gear: 'high', codec: 'h265', width: 1080, height: 1920, bytes: 200, sha256: 'high', dash: true },
  { gear: 'odd', codec: 'h266', width: 2160, height: 3840, bytes: 300, sha256: 'odd', dash: false },
];
const OTHERS = {
  covers: [{ sha256: 'cover' }], images: [], live: [], music: { kind: 'mp3', sha256: 'music' },
  sounds: [{ sha256: 'sound' }], sound: { sha256: 'sound' }, embedded: { sha256: 'marked' },
  captions: [{ kind: 'webvtt', language: 'eng-US', source: 'ASR', sha256: 'caption' }],
};
const WORDS = 'WEBVTT\n\n00:00:00.800 --> 00:00:01.500\nsecond line, with <b>signs</b> & ümlauts 🐈\n';
const file = (name, kind, sha256) => ({ name, kind, sha256, bytes: 10 });
const facts = ({ name, bytes, sha256 }) => ({ name, bytes, sha256 });

/** What has to be kept of this post: picture and sound joined. */
function right() {
  const video = file(`a [${ID}].mp4`, 'mp4', 'joined');
  const cover = file(`a [${ID}].jpg`, 'jpeg', 'cover');
  const caption = file(`a [${ID}].automatic.en.vtt`, 'vtt', 'caption');
  const derived = { ...facts(video), role: 'video', derived_from: [{ sha256: 'high' }, { sha256: 'sound' }] };
  const sidecar = {
    id: ID, description: 'my cat', width: 1080, height: 1920, vcodec: 'h265', acodec: 'aac', duration: 2,
    clipkeep: { files: [derived, facts(cover), facts(caption)], notes: ['smaller'] },
  };
  return {
    result: { state: 'done', post: ID },
    kept: {
      video, cover, sidecar, captions: [{ label: 'automatic.en', file: caption, text: WORDS }],
      pictures: [], films: [], strays: [], files: [video, cover, caption, file(`a [${ID}].info.json`, 'json', '')],
      probe: { width: 1080, height: 1920, vcodec: 'hevc', acodec: 'aac', tracks: 2, duration: 1.5 },
    },
  };
}

const faults = ({ result, kept }, expect = { kept: 'video' }) =>
  judge(result, kept, post, complete(expect, GEARS, OTHERS), OTHERS);

test('what is right is right', () => {
  assert.deepEqual(faults(right()), []);
  assert.deepEqual(faults(right(), { kept: 'video', notes: ['smaller'] }), []);
  const failed = { state: 'failed', error: { code: 'network', sentence: 'It broke.', step: 'Try again.' } };
  assert.deepEqual(faults({ result: failed }, { code: ['network', 'x'] }), []);
  assert.deepEqual(faults({ result: failed }, { kept: 'video', code: 'network' }), []);
});

/** @type {[string, (one: any) => void, RegExp][]} */
const SPOILT = [
  ['nothing kept', (one) => { one.kept = undefined; }, /nothing kept/],
  ['an error after all', (one) => { one.result.state = 'failed'; }, /program says/],
  ['another post', (one) => { one.result.post = '1'; }, /program says/],
  ['no sound', ({ kept }) => { kept.probe.acodec = ''; kept.probe.tracks = 1; }, /no sound/],
  ['other bytes', ({ kept }) => { kept.sidecar.clipkeep.files[0].derived_from[0].sha256 = 'low'; }, /joined of high/],
  ['another sound', ({ kept }) => { kept.sidecar.clipkeep.files[0].derived_from[1].sha256 = '?'; }, /joined of high/],
  ['a lesser picture', ({ kept }) => { kept.probe.width = 576; }, /size in the sidecar/],
  ['the sidecar lies of the codec', ({ kept }) => { kept.sidecar.vcodec = 'h264'; }, /vcodec/],
  ['the sidecar lies of the length', ({ kept }) => { kept.sidecar.duration = 9; }, /plays/],
  ['a page as video', ({ kept }) => { kept.files[0].kind = ''; }, /holds something else/],
  ['a picture as video', ({ kept }) => { kept.files[0].kind = 'jpeg'; }, /holds jpeg/],
  ['a watermark', ({ kept }) => { kept.files[0].sha256 = 'marked'; }, /TikTok's mark/],
  ['no sidecar', ({ kept }) => { kept.sidecar = undefined; }, /no sidecar/],
  ['a file unknown to the sidecar', ({ kept }) => { kept.sidecar.clipkeep.files.pop(); }, /files of the sidecar/],
  ['a signed link', ({ kept }) => { kept.sidecar.x = 'https://v16.tiktok.com/a/?tk=1'; }, /the sidecar tells/],
  ['another caption', ({ kept }) => { kept.captions = []; }, /captions/],
  ['half a caption', ({ kept }) => { kept.captions[0].text = 'WEBVTT\n'; }, /words of automatic/],
  ['another cover', ({ kept }) => { kept.cover.sha256 = '?'; }, /the cover/],
  ['a part left', ({ kept }) => { kept.strays.push(file('.a.part', '', '')); }, /stray/],
  ['a name that hides its end', ({ kept }) => { kept.files[0].name = 'a\u202egpj.mp4'; }, /odd signs/],
  ['another caption text', ({ kept }) => { kept.sidecar.description = 'my dog'; }, /the caption is told/],
];

test('what is wrong is found', () => {
  for (const [why, spoil, fault] of SPOILT) {
    const one = right();
    spoil(one);
    assert.match(faults(one).join('\n'), fault, why);
  }
  assert.match(faults(right(), { kept: 'video', notes: ['watermark'] }).join(), /not told: watermark/);
  assert.match(faults(right(), { kept: 'silent' }).join(), /there is a sound/);
});

test('an error must be the right one, said in words, and leave nothing', () => {
  const error = { code: 'network', sentence: 'It broke.', step: 'Try again.' };
  const row = (changes, kept) => faults({ result: { state: 'failed', error: { ...error, ...changes } }, kept }, { code: 'network' }).join();
  assert.equal(row({}), '');
  assert.match(row({ code: 'internal' }), /internal instead of network/);
  assert.match(row({ step: '' }), /no sentence/);
  assert.match(row({}, right().kept), /something is left/);
  assert.deepEqual(faults({ result: { state: 'cancelled' } }, { stopped: true }), []);
  assert.match(faults({ result: { state: 'failed' } }, { stopped: true }).join(), /"failed" instead of "cancelled"/);
});

test('photos: their order, their bytes, their sound, those that are missing', () => {
  const images = ['one', 'two', 'three'].map((sha256, n) => ({ sha256, kind: n ? 'webp' : 'jpeg' }));
  const others = { ...OTHERS, images, live: [{ name: 'live2', sha256: 'film' }] };
  const found = (spoil = () => {}, expect = { kept: 'photos' }) => {
    const pictures = images.map(({ sha256, kind }, n) => file(`0${n + 1}.${n ? 'webp' : 'jpg'}`, kind, sha256));
    const kept = { pictures, films: [file('02.mp4', 'mp4', 'film')], sound: file('sound.mp3', 'mp3', 'music'), captions: [], strays: [] };
    spoil(kept);
    kept.files = [...kept.pictures, ...kept.films, kept.sound].filter(Boolean);
    kept.sidecar = { id: ID, description: 'my cat', clipkeep: { files: kept.files.map(facts), notes: ['pictures-missing'] } };
    return judge({ state: 'done', post: ID }, kept, post, complete(expect, [], others), others).join('\n');
  };
  assert.equal(found(), '');
  assert.equal(found(({ pictures }) => pictures.splice(1, 1), { kept: 'photos', missing: [2], notes: ['pictures-missing'] }), '');
  assert.match(found(({ pictures }) => pictures.pop()), /pictures/);
  assert.match(found(({ pictures }) => { pictures[0].sha256 = 'two'; }), /pictures/);
  assert.match(found(({ pictures }) => { pictures[1].name = '02.jpg'; }), /02.jpg holds webp/);
  assert.match(found(({ films }) => films.pop()), /films/);
  assert.match(found((kept) => { kept.sound = undefined; }), /sound/);
  assert.match(found((kept) => { kept.sound.sha256 = '?'; }), /bytes of the sound/);
});

test('the wire: each rule can be broken', () => {
  const page = { n: 1, at: 0, kind: 'page', host: 'www.tiktok.com', path: '/', status: 200, post: ID, http: '2.0', cookieNames: [] };
  const media = { ...page, kind: 'media', host: 'v16.tiktok.com', cookieNames: ['tt_chain_token'], referer: 'https://www.tiktok.com/' };
  const broken = (...log) => wireRules(log.map((entry, n) => ({ ...entry, n })), { names: ['_waf'], waits: new Map([[ID, 3000]]), broken: [], plain: [ID] })
    .filter((rule) => rule.broken.length).map(({ rule }) => rule.slice(0, 12));
  assert.deepEqual(broken(page, { ...page, at: 9, cookieNames: ['ttwid', '_waf'] }, media), []);
  assert.deepEqual(broken({ ...page, cookieNames: ['sessionid'] }), ['no cookies b']);
  assert.deepEqual(broken({ ...media, cookieNames: ['_waf'] }), ['no cookies b']);
  assert.deepEqual(broken({ ...media, referer: 'https://example.net/' }), ['a Referer wi']);
  assert.deepEqual(broken({ ...media, refused: 'token' }), ['every file w']);
  assert.deepEqual(broken({ ...page, wall: 'shell' }, { ...page, at: 900 }), ['a pause befo']);
  assert.deepEqual(broken({ ...page, challenge: 'asked' }, { ...page, at: 9, cookieNames: ['_waf'] }), []);
  assert.deepEqual(broken({ ...page, wall: 'captcha' }, { ...page, at: 5000 }), ['nothing more']);
  assert.deepEqual(broken({ ...media, status: 503, answered: 40 }, { ...media, at: 2900 }), ['after 429 an']);
  assert.deepEqual(broken(page, page, page), ['one fresh pa']);
  assert.deepEqual(broken({ ...page, http: '1.1' }), ['pages are as']);
  assert.deepEqual(broken({ ...page, kind: 'foreign' }), ['nobody else ']);
});

test('parts and empty folders are seen, and kinds are told by the first bytes', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ck-judge-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'a'));
  writeFileSync(join(folder, 'a', 'x.mp4'), '');
  assert.deepEqual(leftovers(folder), []);
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, 'a', '.clipkeep-1.part'), '');
  assert.deepEqual(leftovers(folder).sort(), ['a part: a/.clipkeep-1.part', 'an empty folder: b']);
  const kinds = { 'ftypisom': 'mp4', 'ftypavif': 'avif', 'ftypheic': 'heic' };
  for (const [text, kind] of Object.entries(kinds)) assert.equal(kindOf(Buffer.from(`\0\0\0\x18${text}`, 'latin1')), kind);
  assert.equal(kindOf(Buffer.from('<!DOCTYPE html>')), '');
});
