// curl as a client of the world, for the tests of the stand-in itself.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A client with a cookie jar of its own, as each browser profile has. */
export class Client {
  constructor() {
    this.dir = mkdtempSync(join(process.env.CK_WORLD, 'client-'));
    this.jar = join(this.dir, 'jar');
  }

  /**
   * @param {string} url
   * @param {string[]} [args] more of curl's
   * @returns {Promise<{code: number, status: number, headers: Record<string, string>, body: Buffer}>}
   */
  get(url, args = []) {
    const [head, body] = [join(this.dir, 'head'), join(this.dir, 'body')];
    rmSync(body, { force: true });
    const all = [
      '-q',
      '-sS',
      '--compressed',
      '-m',
      '20',
      '-b',
      this.jar,
      '-c',
      this.jar,
      '-D',
      head,
      '-o',
      body,
      ...args,
      url,
    ];
    return new Promise((resolve) => {
      execFile('curl', all, (error) => {
        const lines =
          read(head)
            .toString('latin1')
            .trim()
            .split(/\r?\n\r?\n/)
            .at(-1)
            ?.split(/\r?\n/) ?? [];
        const headers = Object.fromEntries(
          lines
            .slice(1)
            .map((line) => [
              line.slice(0, line.indexOf(':')).toLowerCase(),
              line.slice(line.indexOf(':') + 1).trim(),
            ]),
        );
        resolve({
          code: Number(error?.code ?? 0),
          status: Number(lines[0]?.split(' ')[1] ?? 0),
          headers,
          body: read(body),
        });
      });
    });
  }

  /** As the page's player would ask. */
  media(url, args = []) {
    return this.get(url, ['-e', 'https://www.tiktok.com/', ...args]);
  }

  /** @param {string} id @returns {Promise<any>} the item of a post's page */
  async item(id, user = 'anyone') {
    return scopeOf((await this.get(`https://www.tiktok.com/@${user}/video/${id}`)).body).itemInfo
      .itemStruct;
  }
}

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** @param {Buffer} html @param {string} id @returns {string} what is in the script of this id */
export function scriptOf(html, id) {
  const [, text] = new RegExp(`id="${id}"[^>]*>(.*?)</script>`, 's').exec(html.toString()) ?? [];
  if (!text) throw new Error(`no ${id} in this page`);
  return text;
}

/** @param {Buffer} html @returns {any} what the page says of its post */
export function scopeOf(html) {
  const text = scriptOf(html, '__UNIVERSAL_DATA_FOR_REHYDRATION__');
  return JSON.parse(text).__DEFAULT_SCOPE__['webapp.video-detail'];
}
