// Every state of the popup, as a host says it, for pictures and for looking at all of them.
import { readFileSync } from 'node:fs';
import { root } from './bed.mjs';

const { from_host: examples } = JSON.parse(readFileSync(`${root}/host/face/examples.json`, 'utf8'));
export const examplePost = { ...examples[2].result.post, mine: false };
export const exampleJob = { ...examples[3].result.job, notes: [] };
const now = () => Math.floor(Date.now() / 1000);

const WORDS = [
  ['mina', 'a weekend by the sea, with far too much ice cream'], ['sailor.jo', 'how to tie a bowline with one hand'],
  ['bakery_no7', 'sourdough, day three: it lives!'], ['nightbus', 'city lights from the last row'],
  ['grandpa.ali', 'repairing a radio that is older than me'], ['نور', 'قطتي تفتح الأبواب'],
  ['oksana', 'як мій кіт відчиняє двері'], ['tidal', 'low tide at six in the morning'],
];

/** @param {number} number @param {object} [more] @returns {any} a job of another post */
export function otherJob(number, more = {}) {
  const [author, text] = WORDS[number % WORDS.length];
  const post = String(7600000000000000000n + BigInt(number));
  return { ...exampleJob, job: number, post, author, text, page: `https://www.tiktok.com/@${author}/video/${post}`,
    changedAt: now(), ...more };
}

const running = (/** @type {number} */ number, /** @type {number} */ percent) => otherJob(number, {
  state: 'downloading', total: 8400000, bytes: 84000 * percent, speed: 640000 + 90000 * (number % 4), left: 100 - percent,
});
const waiting = (/** @type {number} */ number, more = {}) =>
  otherJob(number, { state: 'queued', bytes: 0, total: null, speed: null, left: null, ...more });
const done = (/** @type {number} */ number) =>
  otherJob(number, { state: 'done', bytes: 8400000, total: 8400000, speed: null, left: null, file: `a/${number}.mp4` });
const counts = (/** @type {object} */ more = {}) => ({ posts: 1204, bytes: 9812345678, queued: 0, reading: 0,
  downloading: 0, checking: 0, done: 0, failed: 0, cancelled: 0, ...more });

/** @param {string} state @param {object} [more] of the post on screen */
const ours = (state, more = {}) => ({ ...exampleJob, state, changedAt: now(), ...more });
const many = [...Array.from({ length: 6 }, (_, n) => running(101 + n, 12 + 13 * n)),
  ...Array.from({ length: 44 }, (_, n) => waiting(107 + n))];
const file = 'catlady/2026-02-02 my cat opens doors [7602050882429897470].mp4';
const kept = { file, folder: 'TikTok', keptAt: 1770000000, bytes: 1647231, present: true };

export const RIGHTS = {
  licence: 'CC-BY-NC-4.0', grade: 'certain', deed: 'https://creativecommons.org/licenses/by-nc/4.0/',
  evidence: [{ text: 'You may use this video under CC BY-NC 4.0, just name me.', where: 'caption' }],
  may: { keep: 'yes', share: 'if', change: 'if', sell: 'no' }, conditions: ['credit', 'not-commercial'],
  music: { title: 'A song', author: 'A band', licence: null },
};

const NOTHING_STATED = { ...RIGHTS, licence: null, grade: 'none', deed: null, evidence: [], conditions: [],
  may: { keep: 'yes', share: 'no', change: 'no', sell: 'no' } };
/** What the texts of posts come to, by grade. */
const GRADES = {
  certain: RIGHTS,
  strong: { ...RIGHTS, grade: 'strong', licence: 'CC-BY-SA', deed: 'https://creativecommons.org/licenses/by-sa/4.0/', conditions: ['credit', 'same-licence'],
    evidence: [{ text: '#CCBYSA', where: 'hashtag' }], music: { title: 'A song', author: 'A band', licence: 'CC-BY-4.0' } },
  weak: { ...NOTHING_STATED, grade: 'weak', evidence: [{ text: 'licensed under Creative Commons', where: 'caption' }] },
  words: { ...NOTHING_STATED, grade: 'words', evidence: [{ text: 'feel free to repost, just tag me!', where: 'bio' }] },
  reserved: { ...NOTHING_STATED, grade: 'reserved', evidence: [{ text: '© Cat Lady, all rights reserved', where: 'caption' }] },
  none: NOTHING_STATED,
};
export const PERMISSIONS = [
  { number: 2, who: 'Cat Lady', scope: ['sell'], when: '2026-02-05', note: '', proof: null, recordedAt: 1770300000, withdrawnAt: 1770400000 },
  { number: 1, who: 'Cat Lady', scope: ['keep', 'share'], when: '2026-02-03', note: 'By message:\n“go ahead”',
    proof: { name: 'my cat opens doors.permission-1.proof.png', bytes: 48213, sha256: 'ab' }, recordedAt: 1770100000, withdrawnAt: null },
];
const OFF = { saving: 'off', rights: NOTHING_STATED };

/** A backup of one's own lists of so long ago that the next is due, as the extension remembers it. */
export const BACKED_UP = { handle: 'catlady', at: Date.now() - 30 * 86400000, told: true };

/** What a host answers, and then says, for each state; `state` is what the popup then calls it. `click`: what is
 * pressed then, one after the other. */
export const GALLERY = /** @type {Record<string, {state: string, results?: any, events?: any[], post?: any, click?: string | string[]}>} */ ({
  ready: { state: 'ready' },
  kept: { state: 'kept', results: { read: { kept } } },
  gone: { state: 'ready', results: { read: { kept: { ...kept, present: false } } } },
  queued: { state: 'queued', events: [ours('queued', { bytes: 0, total: null })] },
  starting: { state: 'reading', events: [ours('reading', { bytes: 0, total: null })] },
  downloading: { state: 'downloading', events: [ours('downloading')] },
  waiting: { state: 'waiting', events: [ours('downloading', { waits: { code: 'rate-limited', seconds: 75 } })] },
  joining: { state: 'joining', events: [ours('checking', { joining: true })] },
  checking: { state: 'checking', events: [ours('checking')] },
  paused: { state: 'paused', events: [ours('downloading', { paused: true })] },
  cancelled: { state: 'ready', events: [ours('downloading'), ours('cancelled')] },
  bound: { state: 'bound', events: [ours('queued', { browser: 'firefox' })] },
  done: { state: 'done', events: [ours('reading'), ours('done', { file })] },
  notes: { state: 'done', events: [ours('reading'), ours('done', { file, notes: ['smaller', 'captions-missing'] })] },
  failed: { state: 'failed', events: [ours('reading'), ours('failed', { error: { code: 'media-refused', detail: 'HTTP 403' } })] },
  full: { state: 'held', results: { subscribe: { queue: { held: 'disk-full' } } },
    events: [ours('queued', { bytes: 0, total: null }), waiting(30), waiting(31)] },
  list: { state: 'ready', results: { subscribe: { jobs: [done(12), done(11), done(10), done(9)] },
    counts: counts({ queued: 2, downloading: 3, failed: 2 }) },
    events: [running(21, 64), running(22, 31), otherJob(23, { state: 'checking', joining: true, bytes: 8400000, total: 8400000 }),
      waiting(24), waiting(25, { paused: true }),
      otherJob(26, { state: 'failed', error: { code: 'post-private', detail: '' } }),
      otherJob(27, { state: 'failed', error: { code: 'network-timeout', detail: '' } })] },
  many: { state: 'ready', results: { subscribe: { jobs: [...many].reverse() }, counts: counts({ queued: 494, downloading: 6 }) } },
  ...Object.fromEntries(Object.entries(GRADES).map(([grade, rights]) =>
    [`rights-${grade}`, { state: 'ready', post: { rights }, click: '#chip' }])),
  mine: { state: 'ready', post: { mine: true, rights: NOTHING_STATED }, click: '#chip' },
  permission: { state: 'kept', post: { rights: NOTHING_STATED }, click: ['#chip', '#permit', '#record'],
    results: { read: { kept }, permissions: { permissions: [] } } },
  permissions: { state: 'kept', post: { rights: NOTHING_STATED }, click: '#chip',
    results: { read: { kept: { ...kept, permissions: 1 } }, permissions: { permissions: PERMISSIONS } } },
  asking: { state: 'ready', post: OFF, click: '#save' },
  off: { state: 'off', post: OFF, events: [ours('reading'), ours('failed', { error: { code: 'saving-off', detail: '' } }),
    otherJob(28, { state: 'failed', error: { code: 'saving-off', detail: '' } })] },
  detached: { state: 'downloading', results: { detached: { running: true } }, events: [ours('downloading')] },
  due: { state: 'ready', results: { 'backup-due': { count: 1, lists: [{ kind: 'likes', handle: BACKED_UP.handle, title: '', last: 1 }] } } },
  recent: { state: 'kept', results: { subscribe: { jobs: [7, 6, 5, 4, 3].map(done) }, read: { kept } } },
});
for (const one of Object.values(GALLERY)) one.results = { counts: counts(), ...one.results };
