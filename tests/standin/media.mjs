// Media bytes: a small real file, then a top-level `free` box of this run's own filler up to
// the declared size. So every file plays, has exactly the size TikTok's JSON claims, and
// differs in each run. Large files cost no memory: the filler is computed where it is read.
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { samplePath } from './samples.mjs';

const FREE_HEADER = 8;
const runKey = randomBytes(16);
const samples = new Map();

/** @param {string} kind @returns {Buffer} */
function sample(kind) {
  if (!samples.has(kind)) samples.set(kind, readFileSync(samplePath(kind)));
  return samples.get(kind);
}

/** The filler of one file at any place: AES in counter mode is random access. */
function filler(seed, offset, length) {
  const block = Math.floor(offset / 16);
  const iv = Buffer.from(createHash('md5').update(seed).digest());
  iv.writeUInt32BE(0, 12);
  iv.writeUInt32BE(block, 12);
  const skip = offset - block * 16;
  return createCipheriv('aes-128-ctr', runKey, iv).update(Buffer.alloc(skip + length)).subarray(skip);
}

/** One file the stand-in can serve. */
export class Media {
  /**
   * @param {string} seed what makes this file's bytes its own
   * @param {string} kind which sample (samples.mjs)
   * @param {number} bytes whole size; 0 = as small as it can be
   */
  constructor(seed, kind, bytes = 0) {
    this.seed = seed;
    this.kind = kind;
    this.head = kind === 'jpeg' ? stamped(sample(kind), seed) : sample(kind);
    const least = this.head.length + (this.padded ? FREE_HEADER + 16 : 0);
    this.bytes = this.padded ? Math.max(bytes, least) : least;
    if (bytes && bytes < least) throw new Error(`${seed}: ${bytes} bytes are too few for ${kind}`);
  }

  get padded() {
    return this.kind !== 'jpeg';
  }

  /** @param {number} start @param {number} end exclusive @returns {Buffer} */
  read(start, end) {
    const boundary = this.head.length + FREE_HEADER;
    const parts = [this.head.subarray(start, end)];
    if (this.padded && end > this.head.length) {
      const box = Buffer.alloc(FREE_HEADER);
      box.writeUInt32BE(this.bytes - this.head.length, 0);
      box.write('free', 4, 'latin1');
      parts.push(box.subarray(Math.max(0, start - this.head.length),
        Math.max(0, end - this.head.length)));
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

/** A JPEG with a comment of this run's own. */
function stamped(jpeg, seed) {
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 18]), filler(seed, 0, 16)]);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
}

/** Fast-start ids: unguessable and new in each run, as in TikTok's own addresses. */
export function runName(seed) {
  return createHash('sha256').update(runKey).update(seed).digest('base64url').slice(0, 30);
}
