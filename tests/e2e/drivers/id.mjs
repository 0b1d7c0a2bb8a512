// What Chromium calls an extension.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';

/** Chromium's id of an extension: its key's SHA-256, in letters from a to p. @param {string} folder */
export function idOf(folder) {
  const { key } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const hash = createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex');
  return [...hash.slice(0, 32)].map((c) => 'abcdefghijklmnop'[parseInt(c, 16)]).join('');
}
