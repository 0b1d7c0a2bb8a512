// Runs probe_fetch, which tells what the callbacks of host/fetch/client.h saw.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Client } from '../standin/client.mjs';
import { Standin } from '../standin/control.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
export const probe = [process.env.CK_PROBE, ...['asan', 'dev'].map((one) => `${root}build/${one}/tests/probe_fetch`)]
  .find((path) => path && existsSync(path));
export const skip = (!process.env.CK_WORLD && 'not inside tests/standin/world.sh') || (!probe && 'probe_fetch is not built');
export const PAGE = 'https://www.tiktok.com/@catlady/video/7602050882429897470';
export const REFERER = 'referer=https://www.tiktok.com/@catlady/video/7602050882429897470';

/** @param {string[]} args @param {object} [env] @returns {Promise<any[]>} what each transfer saw */
export function fetchAll(args, env = {}) {
  return new Promise((resolve, reject) => {
    execFile(probe, args, { env: { ...process.env, ...env }, timeout: 60000 }, (error, stdout, stderr) => {
      if (error || stderr) reject(new Error(`${error?.message ?? ''} ${stderr}`));
      else resolve(stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)));
    });
  });
}

export const fetchOne = async (args, env) => (await fetchAll(args, env))[0];

/** A profile with its token, and the media links of one post. */
export async function linksOf(name) {
  const client = new Client();
  const standin = await Standin.connect();
  const { video } = await client.item(await standin.id(name));
  const token = /tt_chain_token\t(\S+)/.exec(readFileSync(client.jar, 'utf8'))[1];
  return { token: `token=${token}`, url: video.playAddr, play: video.PlayAddrStruct.UrlList[2] };
}

export const media = async (name, ...more) => {
  const { token, url } = await linksOf(name);
  return fetchOne([...more, token, REFERER, url]);
};
