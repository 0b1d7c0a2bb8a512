// The tests' side door: JSON over HTTP on a socket file in the world's folder.
import { createServer } from 'node:http';
import { rmSync } from 'node:fs';

import { listLinks } from './links.mjs';

const LONGEST_WAIT_MS = 60000;

/** What can be asked; each gets the request's JSON and answers with JSON. */
function verbs(world, log) {
  return {
    log: async ({ since = 0, wait = 0 }) => {
      const entries = await log.waitSince(since, Math.min(wait, LONGEST_WAIT_MS));
      return { revision: log.revision, entries };
    },
    clear: () => log.clear(),
    posts: () => world.list(),
    media: ({ id }) => world.media(id),
    others: ({ id }) => world.others(id),
    links: () => listLinks(world),
    account: ({ spec }) => world.addAccount(spec),
    truth: ({ name }) => world.account(name).truth(),
    grow: ({ name, list, count, kind }) => world.account(name).grow(list, count, kind),
    quirks: ({ name, quirks }) => {
      world.account(name).quirks = quirks;
    },
    add: ({ post }) => world.add(post).id,
    set: ({ id, changes }) => world.set(id, changes).id,
    settings: ({ changes }) => world.change(changes),
    hold: ({ id, after }) => world.hold(id, after),
    release: ({ id }) => world.release(id),
  };
}

async function bodyOf(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString() || '{}');
}

/** @param {string} path of the socket */
export function startControl(path, world, log) {
  const table = verbs(world, log);
  const server = createServer(async (req, res) => {
    let code = 200;
    let answer;
    try {
      const verb = table[req.url.slice(1)];
      if (!verb) throw new Error(`no verb ${req.url}`);
      answer = { ok: (await verb(await bodyOf(req))) ?? null };
    } catch (error) {
      code = 400;
      answer = { error: error.message };
    }
    res.writeHead(code, { 'content-type': 'application/json' });
    res.end(JSON.stringify(answer));
  });
  rmSync(path, { force: true });
  return new Promise((resolve) => {
    server.listen(path, () => resolve(server));
  });
}
