// A validator of BagIt bags, written from RFC 8493 alone (section numbers are its own). It knows nothing of Clipkeep.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';

/** Every file below, as paths with slashes. */
function walk(folder, prefix = '') {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = prefix + entry.name;
    if (entry.isDirectory()) return walk(join(folder, entry.name), `${path}/`);
    if (!entry.isFile()) throw new Error(`${path}: neither a file nor a directory`);
    return [path];
  });
}

/** Strictly UTF-8, without a byte order mark (2.1.1, 2.2). */
function text(path) {
  const bytes = readFileSync(path);
  if (bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) throw new Error(`${path}: a byte order mark`);
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** Lines may end with LF, CR or CRLF (2.1.1, 2.1.3). */
const lines = (content) => content.split(/\r\n|\r|\n/).filter((line) => line !== '');

/** 2.1.3: LF, CR, CRLF and "%" are percent-encoded; nothing else is. */
function decodePath(path) {
  return path.replace(/%(..)?/g, (whole) => {
    if (/^%0A$/i.test(whole)) return '\n';
    if (/^%0D$/i.test(whole)) return '\r';
    if (whole === '%25') return '%';
    throw new Error(`${path}: ${whole} is no escape of RFC 8493`);
  });
}

/** 2.1.3, 2.4: "checksum filepath", checksum in hexadecimal digits, each path once. */
function manifest(path, digits) {
  const listed = new Map();
  for (const line of lines(text(path))) {
    const found = /^([0-9A-Fa-f]+)[ \t]+(.+)$/s.exec(line);
    if (!found || found[1].length !== digits) throw new Error(`${path}: not a line of a manifest: ${line}`);
    const file = decodePath(found[2].replace(/^\*/, ''));
    if (file.startsWith('/') || file.startsWith('~') || file.split('/').includes('..')) throw new Error(`${file}: leads out of the bag (5.1)`);
    if (listed.has(file)) throw new Error(`${file}: listed twice`);
    listed.set(file, found[1].toLowerCase());
  }
  return listed;
}

const hashOf = (path, algorithm) => createHash(algorithm).update(readFileSync(path)).digest('hex');
const ALGORITHMS = { md5: 32, sha1: 40, sha256: 64, sha512: 128 };

function checkListed(bag, listed, algorithm) {
  for (const [file, hash] of listed) {
    if (hashOf(join(bag, file), algorithm) !== hash) throw new Error(`${file}: has another ${algorithm}`);
  }
}

/** 2.2.2: "Label: value", a value may go on in a line that begins with white space. */
function bagInfo(bag) {
  const folded = text(join(bag, 'bag-info.txt')).replace(/(\r\n|\r|\n)[ \t]+/g, ' ');
  return lines(folded).map((line) => {
    const found = /^([^:\s][^:]*?): (.*)$/.exec(line);
    if (!found) throw new Error(`bag-info.txt: ${line}`);
    return [found[1], found[2]];
  });
}

function checkInfo(bag, payload) {
  const info = bagInfo(bag);
  const oxum = info.filter(([label]) => label.toLowerCase() === 'payload-oxum').map(([, value]) => value);
  const bytes = payload.reduce((sum, file) => sum + statSync(join(bag, file)).size, 0);
  if (oxum.length > 1) throw new Error('Payload-Oxum must not be repeated');
  if (oxum.length === 1 && oxum[0] !== `${bytes}.${payload.length}`) throw new Error(`Payload-Oxum ${oxum[0]}, not ${bytes}.${payload.length}`);
  const date = info.find(([label]) => label.toLowerCase() === 'bagging-date')?.[1];
  if (date && !/^\d{4}-\d\d-\d\d$/.test(date)) throw new Error(`Bagging-Date ${date}`);
  return Object.fromEntries(info);
}

/**
 * Throws unless the bag is complete and valid (section 3).
 * @param {string} bag @returns {{payload: string[], info: Record<string, string>}}
 */
export function validateBag(bag) {
  const files = walk(bag);
  const declaration = lines(text(join(bag, 'bagit.txt')));
  if (declaration.length !== 2 || declaration[0] !== 'BagIt-Version: 1.0' || declaration[1] !== 'Tag-File-Character-Encoding: UTF-8') {
    throw new Error(`bagit.txt: ${declaration.join(' | ')}`);
  }
  const payload = files.filter((file) => file.startsWith('data/'));
  const tags = files.filter((file) => !file.startsWith('data/'));
  if (!statSync(join(bag, 'data')).isDirectory()) throw new Error('no data/');
  let manifests = 0;
  for (const file of tags) {
    const found = /^(tag)?manifest-([a-z0-9]+)\.txt$/.exec(file);
    if (!found) continue;
    const listed = manifest(join(bag, file), ALGORITHMS[found[2]]);
    if (found[1]) {
      // 2.2.1: tag files that are listed, never payload nor a tag manifest.
      for (const tag of listed.keys()) if (tag.startsWith('data/') || tag.startsWith('tagmanifest-')) throw new Error(`${file} lists ${tag}`);
      for (const tag of tags.filter((one) => !one.startsWith('tagmanifest-'))) if (!listed.has(tag)) throw new Error(`${tag} is in no tag manifest`);
    } else {
      manifests += 1;
      const missing = [...listed.keys()].filter((one) => !payload.includes(one));
      const unlisted = payload.filter((one) => !listed.has(one));
      if (missing.length || unlisted.length) throw new Error(`not complete: ${JSON.stringify({ missing, unlisted })}`);
    }
    checkListed(bag, listed, found[2]);
  }
  if (manifests === 0) throw new Error('no payload manifest');
  return { payload, info: checkInfo(bag, payload) };
}
