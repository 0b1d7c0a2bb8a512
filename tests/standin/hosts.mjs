// The host names of the world and where each leads. Run as a program it prints the hosts
// file (`hosts`) or the names for the certificates (`names`).
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** TEST-NET-3 is nobody's, so a guard against private addresses lets it pass. */
export const ADDRESS = {
  standin: '203.0.113.10',
  refused: '203.0.113.11', // up, but nothing listens
  silent: '203.0.113.13', // swallows every packet
  private: '10.77.0.5', // a public name that leads into the local network
};

/** What a request to a host may be: role decides the handler, cookie whether media needs the token. */
const TABLE = [
  {
    role: 'site',
    names: [
      'www.tiktok.com',
      'tiktok.com',
      'm.tiktok.com',
      'lite.tiktok.com',
      'vm.tiktok.com',
      'vt.tiktok.com',
      'www.tiktokv.com',
      'tiktokv.com',
      'webcast.tiktok.com',
    ],
  },
  {
    role: 'video',
    names: [
      'v16-webapp-prime.us.tiktok.com',
      'v19-webapp-prime.us.tiktok.com',
      'v16-webapp-prime.eu.tiktok.com',
      'v19-webapp-prime.eu.tiktok.com',
      'v16-webapp-prime.tiktok.com',
      'v19-webapp-prime.tiktok.com',
      'v16-webapp.tiktok.com',
      'v19-webapp.tiktok.com',
      'v16m-default.tiktokcdn.com',
      'v16m-default.tiktokcdn-us.com',
      'v16-webapp.tiktokcdn-us.com',
      'video-sg.tiktokv.us',
    ],
  },
  { role: 'caption', names: ['vas-alisg16.tiktokv.com'] },
  {
    role: 'music',
    names: [
      'v16-ies-music.tiktokcdn-us.com',
      'v16-ies-music.tiktokcdn.com',
      'sf16-ies-music-va.tiktokcdn.com',
    ],
  },
  {
    role: 'image',
    names: [
      'p16-common-sign.tiktokcdn-us.com',
      'p19-common-sign.tiktokcdn-us.com',
      'p16-sign-va.tiktokcdn.com',
      'p19-sign-va.tiktokcdn.com',
      'p16-sign-sg.tiktokcdn.com',
      'p9-sign-sg.tiktokcdn.com',
      'p16-pu-sign-useast8.tiktokcdn-us.com',
    ],
  },
  { role: 'authority', names: ['timestamp.sectigo.com'] },
  // Names nobody should talk to; they lead here so that a request is seen in the log.
  { role: 'foreign', names: ['files.example.net', 'tiktok.com.example.net'] },
  { role: 'video', untrusted: true, names: ['v16-bad-certificate.tiktok.com'] },
  { role: 'site', untrusted: true, names: ['bad-certificate.tiktok.com'] },
  { role: 'video', at: 'refused', names: ['v16-unreachable.tiktok.com'] },
  { role: 'site', at: 'refused', names: ['unreachable.tiktok.com'] },
  { role: 'video', at: 'silent', names: ['v16-silent.tiktok.com'] },
  { role: 'video', at: 'private', names: ['v16-private.tiktok.com'] },
];

const OURS = /(^|\.)(tiktok\.com|tiktokv\.com|tiktokv\.us|tiktokcdn(-us|-eu)?\.com)$/;

/** @param {string} text @returns {string[]} the TikTok host names in a captured page */
export function hostsIn(text) {
  const found = new Set();
  for (const [, name] of text.replaceAll('\\u002F', '/').matchAll(/https:\/\/([a-z0-9.-]+)/g)) {
    if (OURS.test(name)) found.add(name);
  }
  return [...found];
}

/** @returns {string[]} files named by CK_STANDIN_CAPTURES, colon-separated */
export function captureFiles() {
  return (process.env.CK_STANDIN_CAPTURES ?? '').split(':').filter(Boolean);
}

function guessRole(name) {
  if (/^v\d+[a-z]?-ies-music|^sf\d+-/.test(name)) return 'music';
  if (/^v\d+[a-z]?-/.test(name)) return 'video';
  return /^p\d+-/.test(name) ? 'image' : 'site';
}

/** @returns {Map<string, {role: string, untrusted?: boolean, at: string}>} by host name */
export function hostTable() {
  const table = new Map();
  for (const row of TABLE) {
    for (const name of row.names) {
      table.set(name, { role: row.role, untrusted: row.untrusted, at: row.at ?? 'standin' });
    }
  }
  for (const file of captureFiles()) {
    for (const name of hostsIn(readFileSync(file, 'latin1'))) {
      if (!table.has(name)) table.set(name, { role: guessRole(name), at: 'standin' });
    }
  }
  return table;
}

function main(what) {
  const rows = [...hostTable()];
  if (what === 'hosts') return rows.map(([name, row]) => `${ADDRESS[row.at]} ${name}`).join('\n');
  return rows.map(([name]) => `DNS:${name}`).join(',');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(main(process.argv[2] ?? 'hosts'));
}
