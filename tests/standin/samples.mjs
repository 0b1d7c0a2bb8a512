// Where the small real media files lie.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MADE = `${tmpdir()}/ck-standin-samples`;
const video = (codec, size, extra) => ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=10:duration=2`, ...extra, ...codec];
const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2', '-c:a', 'aac', '-b:a', '48k', '-shortest'];
const h264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-crf', '40', '-preset', 'veryfast'];
const h265 = ['-c:v', 'libx265', '-tag:v', 'hvc1', '-pix_fmt', 'yuv420p', '-crf', '45', '-x265-params', 'log-level=none'];
const RECIPES = {
  'h264': [...video(h264, '144x256', sound.slice(0, 4)), ...sound.slice(4), '-movflags', '+faststart'],
  'h265': [...video(h265, '144x256', sound.slice(0, 4)), ...sound.slice(4), '-movflags', '+faststart'],
  'h264-silent': [...video(h264, '144x256', []), '-movflags', '+faststart'],
  'h265-silent': [...video(h265, '144x256', []), '-movflags', '+faststart'],
  'aac': [...sound],
  'mp3': ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2', '-b:a', '48k'],
  'jpeg': ['-f', 'lavfi', '-i', 'testsrc2=size=144x256', '-frames:v', '1'],
};
const SUFFIX = { aac: 'm4a', mp3: 'mp3', jpeg: 'jpg' };

/** @param {string} kind @returns {string} */
export function samplePath(kind) {
  const path = `${MADE}/${kind}.${SUFFIX[kind] ?? 'mp4'}`;
  if (!existsSync(path)) {
    mkdirSync(MADE, { recursive: true });
    const part = path.replace(/\.(\w+)$/, `.${process.pid}.$1`);
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...RECIPES[kind], part]);
    renameSync(part, path);
  }
  return path;
}
