// clipkeep-join against FFmpeg's own eyes: the packets are the same as in the inputs, and stay at
// their times. Then damaged inputs, many of them: a clear answer, soon.
// CK_JOIN_SECONDS says how long to damage (default: 5).
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = [process.env.CK_JOIN, ...['dev', 'asan'].map((one) => `${root}build/${one}/libexec/clipkeep/clipkeep-join`)]
  .find((path) => path && existsSync(path));
const skip = !program && 'clipkeep-join is not built';
const data = `${root}tests/data/media/`;
const place = mkdtempSync(join(tmpdir(), 'ck-join-'));
const seconds = Number(process.env.CK_JOIN_SECONDS ?? 5);

after(() => rmSync(place, { recursive: true }));

/** @param {string} picture @param {string} sound @param {string} out */
function run(picture, sound, out) {
  const files = [openSync(picture, 'r'), openSync(sound, 'r'), openSync(out, 'w+')];
  const began = Date.now();
  const { status, signal, stderr } = spawnSync(program, [], {
    argv0: 'clipkeep-join',
    env: {},
    stdio: ['ignore', 'ignore', 'pipe', ...files],
    encoding: 'utf8',
    timeout: 20000,
  });
  files.forEach(closeSync);
  return { status, signal, stderr, ms: Date.now() - began };
}

/** @param {string} file @param {string} stream @returns {string} a hash of each packet's bytes */
const hashes = (file, stream) =>
  execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-map', stream, '-c', 'copy', '-f', 'streamhash', '-'], {
    encoding: 'utf8',
  });

/** @param {string} file @param {string} stream @returns {{pts: number, dts: number, size: number}[]} */
function packets(file, stream) {
  const fields = 'packet=pts_time,dts_time,size';
  const args = ['-v', 'error', '-select_streams', stream, '-show_entries', fields, '-of', 'json', file];
  return JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' })).packets.map((packet) => ({
    pts: Number(packet.pts_time),
    dts: Number(packet.dts_time),
    size: Number(packet.size),
  }));
}

for (const [picture, sound] of [
  ['video-only.mp4', 'sound.m4a'],
  ['video-only.mp4', 'sound.mp3'],
  ['h265-aac.mp4', 'h264-aac.mp4'],
  ['moov-last.mp4', 'fragments.mp4'],
  ['fragments.mp4', 'sound.m4a'],
]) {
  test(`${picture} and ${sound}: every packet, byte for byte, at its time`, { skip }, () => {
    const out = join(place, 'out.mp4');
    const { status, stderr } = run(data + picture, data + sound, out);
    assert.equal(stderr, '');
    assert.equal(status, 0);
    for (const [source, stream] of [[picture, 'v'], [sound, 'a']]) {
      assert.equal(hashes(out, `0:${stream}`), hashes(data + source, `0:${stream}`));
      const want = packets(data + source, stream);
      const got = packets(out, stream);
      assert.equal(got.length, want.length);
      for (const [i, packet] of got.entries()) {
        assert.equal(packet.size, want[i].size);
        // An edit's length is in milliseconds; a tone's first packet may come before zero.
        assert.ok(Math.abs(packet.pts - want[i].pts) < 0.002, `packet ${i}: ${packet.pts} ${want[i].pts}`);
      }
    }
    // Decoding both tracks to the end says nothing.
    const decoded = spawnSync('ffmpeg', ['-v', 'warning', '-xerror', '-i', out, '-f', 'null', '-'], { encoding: 'utf8' });
    assert.equal(decoded.status, 0);
    assert.equal(decoded.stderr, '');
  });
}

for (const sound of ['h264-aac.mp4', 'sound.m4a']) {
  test(`the sound of ${sound} alone: every packet, byte for byte, and no picture`, { skip }, () => {
    const out = join(place, 'out.m4a');
    const { status, stderr } = run('/dev/null', data + sound, out);
    assert.deepEqual([status, stderr], [0, '']);
    assert.equal(hashes(out, '0:a'), hashes(data + sound, '0:a'));
    assert.deepEqual(packets(out, 'v'), []);
  });
}

test('called in the wrong way it does nothing', { skip }, () => {
  const none = spawnSync(program, [], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  assert.equal(none.status, 2);
  assert.match(none.stderr, /^usage: clipkeep-join 3<PICTURE 4<SOUND 5<>EMPTY-FILE\n$/);
  assert.equal(spawnSync(program, ['--help']).status, 2);
  const full = join(place, 'full.mp4');
  writeFileSync(full, 'kept');
  const files = [openSync(`${data}video-only.mp4`, 'r'), openSync(`${data}sound.m4a`, 'r'), openSync(full, 'r+')];
  assert.equal(spawnSync(program, [], { stdio: ['ignore', 'ignore', 'pipe', ...files] }).status, 2);
  files.forEach(closeSync);
  assert.equal(readFileSync(full, 'utf8'), 'kept');
});

/** A small generator of numbers, the same every time. @param {number} seed */
function numbers(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** @param {Buffer} bytes @param {(below: number) => number} next */
function damage(bytes, next) {
  const header = Math.max(bytes.indexOf('moov'), 0);
  const result = Buffer.from(next(6) === 0 ? bytes.subarray(0, next(bytes.length)) : bytes);
  for (let i = next(12); i >= 0 && result.length > 4; i--) {
    // Mostly in the movie's header, where the numbers are.
    const at = next(3) === 0 ? next(result.length) : Math.min(header + next(2000), result.length - 1);
    if (next(2) === 0) result[at] = next(256);
    else result.writeUInt32BE([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, next(2 ** 32)][next(6)], Math.min(at, result.length - 4));
  }
  return result;
}

test('damaged inputs get a clear answer, soon', { skip }, (context) => {
  const samples = ['video-only.mp4', 'moov-last.mp4', 'h265-aac.mp4', 'fragments.mp4', 'tiny.mp4', 'sound.m4a', 'sound.mp3']
    .map((name) => readFileSync(data + name));
  const next = numbers(Number(process.env.CK_JOIN_SEED ?? 1));
  const [picture, sound, out] = ['picture', 'sound', 'out'].map((name) => join(place, name));
  /** @type {Record<string, number>} */
  const seen = {};
  let slowest = 0;
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    writeFileSync(picture, damage(samples[next(5)], next));
    writeFileSync(sound, damage(samples[next(7)], next));
    const { status, signal, stderr, ms } = run(picture, sound, out);
    if (status !== 0 && status !== 1) {
      for (const file of [picture, sound]) writeFileSync(`${tmpdir()}/ck-join-${file.split('/').pop()}`, readFileSync(file));
    }
    assert.ok(status === 0 || status === 1, `status ${status}, signal ${signal}: ${stderr}`);
    assert.match(stderr, status === 0 ? /^$/ : /^the file with the (picture|sound): [ -~]+\n$/);
    seen[`exit ${status}`] = (seen[`exit ${status}`] ?? 0) + 1;
    slowest = Math.max(slowest, ms);
  }
  context.diagnostic(`${JSON.stringify(seen)}, the slowest ${slowest} ms`);
  assert.ok(slowest < 10000);
});
