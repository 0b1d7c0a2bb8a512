// Writes ZIP files, honest ones and such as lie about themselves (APPNOTE.TXT 4.3).
import { deflateRawSync } from 'node:zlib';

const table = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** @param {Buffer} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** @param {...[number, number]} fields value and size in bytes of each */
function little(...fields) {
  return Buffer.concat(fields.map(([value, size]) => {
    const bytes = Buffer.alloc(size);
    bytes.writeUIntLE(value, 0, size);
    return bytes;
  }));
}

/**
 * @typedef {object} Entry
 * @property {string} name as it is written, whatever it is
 * @property {string|Buffer} [bytes]
 * @property {boolean} [stored] not compressed
 * @property {number} [says] the unpacked size it claims
 * @property {number} [crc] the check sum it claims
 * @property {number} [method] the compression it claims
 * @property {number} [flags] 1: locked with a password
 *
 * @param {Entry[]} entries
 * @param {{count?: number, comment?: string}} [claims] how many files the end speaks of
 * @returns {Buffer}
 */
export function zip(entries, { count = entries.length, comment = '' } = {}) {
  /** @type {Buffer[]} */
  const files = [];
  /** @type {Buffer[]} */
  const directory = [];
  let offset = 0;
  for (const { name, bytes = '', stored = false, says, crc, method, flags = 0 } of entries) {
    const raw = Buffer.from(bytes);
    const packed = stored ? raw : deflateRawSync(raw);
    const title = Buffer.from(name);
    const common = little([20, 2], [flags | 0x800, 2], [method ?? (stored ? 0 : 8), 2], [0, 2], [0x5a21, 2],
      [crc ?? crc32(raw), 4], [packed.length, 4], [says ?? raw.length, 4], [title.length, 2], [0, 2]);
    const local = Buffer.concat([little([0x04034b50, 4]), common, title, packed]);
    directory.push(little([0x02014b50, 4], [20, 2]), common,
      little([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), title);
    files.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = little([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [central.length, 4], [offset, 4],
    [comment.length, 2]);
  return Buffer.concat([...files, central, end, Buffer.from(comment)]);
}
