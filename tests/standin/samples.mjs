// The small real files that all media are made of (tests/data/media).
import { readFileSync } from 'node:fs';

const folder = new URL('../data/media/', import.meta.url);
const FILES = {
  h264: 'h264-aac.mp4',
  h265: 'h265-aac.mp4',
  'h264-720': 'h264-720.mp4',
  'h264-1080': 'h264-1080.mp4',
  'h265-720': 'h265-720.mp4',
  'h265-1080': 'h265-1080.mp4',
  'moov-last': 'moov-last.mp4',
  aac: 'sound.m4a',
  mp3: 'sound.mp3',
  jpeg: 'picture.jpg',
  png: 'picture.png',
  webp: 'picture.webp',
  heic: 'picture.heic',
  avif: 'picture.avif',
  'video-only': 'video-only.mp4',
  fragments: 'fragments.mp4',
};
const CUES = [
  [0, 800, 'MARK hello from the stand-in'],
  [800, 1500, 'second line, with <b>signs</b> & ümlauts 🐈'],
];
const time = (ms, dot) =>
  `00:00:${String(Math.floor(ms / 1000)).padStart(2, '0')}${dot}${String(ms % 1000).padStart(3, '0')}`;
const TEXTS = {
  webvtt: () =>
    `WEBVTT\n\n${CUES.map(([from, to, text]) => `${time(from, '.')} --> ${time(to, '.')}\n${text}\n`).join('\n')}`,
  srt: () =>
    CUES.map(
      ([from, to, text], n) => `${n + 1}\r\n${time(from, ',')} --> ${time(to, ',')}\r\n${text}\r\n`,
    ).join('\r\n'),
  creator_caption: () =>
    JSON.stringify({
      utterances: CUES.map(([start_time, end_time, text]) => ({ start_time, end_time, text })),
    }),
  nothing: () => '',
};
const kept = new Map();

/** @param {Buffer} bytes @returns {{type: string, start: number, end: number}[]} the boxes within [start, end) */
export function boxes(bytes, start = 0, end = bytes.length) {
  const found = [];
  for (let at = start, size; at + 8 <= end; at += size) {
    size = bytes.readUInt32BE(at);
    if (size < 8) break;
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at, end: at + size });
  }
  return found;
}

/** The same file without its sound track: that `trak` becomes a `free` box, nothing moves. */
function silenced(bytes) {
  const copy = Buffer.from(bytes);
  const moov = boxes(copy).find((box) => box.type === 'moov');
  for (const track of boxes(copy, moov.start + 8, moov.end).filter((box) => box.type === 'trak')) {
    if (copy.subarray(track.start, track.end).includes('soun')) {
      copy.write('free', track.start + 4, 'latin1');
    }
  }
  return copy;
}

/** @param {string} kind @param {number} width @returns {string} the kind that has this width, if any */
export function sized(kind, width) {
  const [base, silent] = kind.split('-silent');
  const other = `${base}-${width}`;
  return FILES[other] ? `${other}${silent === undefined ? '' : '-silent'}` : kind;
}

/**
 * @param {string} kind h264, h265, each with -silent; one of FILES or of TEXTS
 * @returns {Buffer}
 */
export function sample(kind) {
  if (TEXTS[kind]) return Buffer.from(TEXTS[kind]());
  if (!kept.has(kind)) {
    const [base, silent] = kind.split('-silent');
    if (!FILES[base]) throw new Error(`no sample of kind ${kind}`);
    const bytes = readFileSync(new URL(FILES[base], folder));
    kept.set(kind, silent === undefined ? bytes : silenced(bytes));
  }
  return kept.get(kind);
}
