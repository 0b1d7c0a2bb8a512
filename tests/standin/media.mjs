// Media bytes: a small real file, then a top-level `free` box of this run's own filler up to
// the declared size. So every file plays, has exactly the size TikTok's JSON claims, and
// differs in each run. Large files cost no memory: the filler is computed where it is read.
import { createCipheriv, createHash, randomBytes } from 'node:crypto';

import { sample } from './samples.mjs';

const FREE_HEADER = 8;
const runKey = randomBytes(16);

/** The filler of one file at any place: AES in counter mode is random access. */
function filler(seed, offset, length) {
  const block = Math.floor(offset / 16);
  const iv = Buffer.from(createHash('md5').update(seed).digest());
  iv.writeUInt32BE(0, 12);
  iv.writeUInt32BE(block, 12);
  const skip = offset - block * 16;
  return createCipheriv('aes-128-ctr', runKey, iv)
    .update(Buffer.alloc(skip + length))
    .subarray(skip);
}

/** One file the stand-in can serve. */
export class Media {
  /**
   * @param {string} seed what makes this file's bytes its own
   * @param {string} kind which sample (samples.mjs)
   * @param {number} bytes whole size; 0 = as small as it can be
   * @param {number} seconds how long its header says that it is; 0 = as long as it is
   */
  constructor(seed, kind, bytes = 0, seconds = 0) {
    this.seed = seed;
    this.kind = kind;
    this.head = this.padded ? sample(kind) : stamped(kind, seed);
    if (seconds) this.head = lasting(this.head, seconds);
    const least = this.head.length + (this.padded ? FREE_HEADER + 16 : 0);
    this.bytes = this.padded ? Math.max(bytes, least) : least;
    if (bytes && bytes < least) throw new Error(`${seed}: ${bytes} bytes are too few for ${kind}`);
  }

  get padded() {
    return !STAMPS[this.kind];
  }

  /** @param {number} start @param {number} end exclusive @returns {Buffer} */
  read(start, end) {
    const boundary = this.head.length + FREE_HEADER;
    const parts = [this.head.subarray(start, end)];
    if (this.padded && end > this.head.length) {
      const box = Buffer.alloc(FREE_HEADER);
      box.writeUInt32BE(this.bytes - this.head.length, 0);
      box.write('free', 4, 'latin1');
      parts.push(
        box.subarray(Math.max(0, start - this.head.length), Math.max(0, end - this.head.length)),
      );
      const from = Math.max(start, boundary);
      if (end > from) parts.push(filler(this.seed, from - boundary, end - from));
    }
    return Buffer.concat(parts);
  }

  /** @returns {string} hex; computed once, in pieces */
  get sha256() {
    if (!this.digest) {
      const hash = createHash('sha256');
      for (let at = 0; at < this.bytes; at += 1 << 20) {
        hash.update(this.read(at, Math.min(this.bytes, at + (1 << 20))));
      }
      this.digest = hash.digest('hex');
    }
    return this.digest;
  }
}

/** The same file, but its movie header (version 0) states another length. */
function lasting(file, seconds) {
  const copy = Buffer.from(file);
  const at = copy.indexOf('mvhd') + 4;
  copy.writeUInt32BE(Math.round(copy.readUInt32BE(at + 12) * seconds), at + 16);
  return copy;
}

/** What a file of this kind may have at its end without harm, around 16 bytes of this run's own. */
const box = (mark) => Buffer.concat([Buffer.from('\0\0\0\x18free', 'latin1'), mark]);
const ENDS = { png: (mark) => mark, webp: (mark) => mark, heic: box, avif: box };

/** Kinds that have no padding: a remark of this run's own in them. */
const STAMPS = {
  jpeg: (file, mark) => [
    file.subarray(0, 2),
    Buffer.from([0xff, 0xfe, 0, 18]),
    mark,
    file.subarray(2),
  ],
  mp3: (file, mark) => [
    Buffer.from('ID3\x04\0\0\0\0\0\x1aPRIV\0\0\0\x10\0\0', 'latin1'),
    mark,
    file,
  ],
};

for (const kind of ['png', 'webp', 'heic', 'avif']) {
  STAMPS[kind] = (file, mark) => [file, ENDS[kind](mark)];
}
for (const kind of ['webvtt', 'srt', 'creator_caption']) {
  STAMPS[kind] = (file, mark) => [
    Buffer.from(file.toString().replace('MARK', mark.toString('hex'))),
  ];
}
STAMPS.nothing = () => [];

function stamped(kind, seed) {
  return Buffer.concat(STAMPS[kind](sample(kind), filler(seed, 0, 16)));
}

/** A name in an address: unguessable and new in each run, as TikTok's are. */
export function runName(seed) {
  return createHash('sha256').update(runKey).update(seed).digest('base64url').slice(0, 30);
}
