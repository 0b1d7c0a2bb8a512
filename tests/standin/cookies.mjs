// The cookies of the site: what a page sets, and whose they are.
import { randomBytes } from 'node:crypto';

/** @returns {Map<string, string>} */
export function cookiesOf(header = '') {
  const pairs = header
    .split(';')
    .map((pair) => pair.trim())
    .filter(Boolean);
  return new Map(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

/** The visitor's id: the one it has, or a new one that this world will know again. */
function visitor(world, cookies) {
  if (cookies.has('ttwid')) return cookies.get('ttwid');
  const id = `1%7C${randomBytes(32).toString('base64url')}%7C${randomBytes(16).toString('hex')}`;
  world.visitors.add(id);
  return id;
}

/** Of somebody signed in, where the world is set to have sessions. */
function session(world, cookies, site) {
  const { signedIn, sessions } = world.settings;
  if (!signedIn || !sessions || cookies.has('sessionid')) return [];
  const id = randomBytes(16).toString('hex');
  return [`sessionid=${id}; ${site}; Max-Age=15552000; HttpOnly; Secure; SameSite=None`];
}

/** The cookies of a page, with the attributes the real ones have. */
export function setCookies(world, token, cookies) {
  const site = 'Domain=.tiktok.com; Path=/';
  return [
    `tt_chain_token=${token}; ${site}; Max-Age=15552000; HttpOnly; Secure; SameSite=None`,
    `ttwid=${visitor(world, cookies)}; ${site}; Max-Age=31536000; HttpOnly; Secure; SameSite=None`,
    `tt_csrf_token=${randomBytes(12).toString('base64url')}; ${site}; HttpOnly; Secure; SameSite=Lax`,
    ...session(world, cookies, site),
    `msToken=${randomBytes(48).toString('base64url')}; ${site}; Max-Age=864000; Secure; SameSite=None`,
  ];
}
