// Any number of posts that mix what can be odd, go wrong, or be in the way: always the same ones.
// `expect` of each is what must come of saving it (expect.mjs). Run as a program it prints them.
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';

import { KINDS, TEXTS } from './posts-photos.mjs';
import { GEARS } from './posts-streams.mjs';

/** Numbers from 0 to 1, always the same ones. */
function dice(seed) {
  let count = 0;
  const next = () => {
    const bytes = createHash('sha256').update(`${seed} ${count}`).digest();
    count += 1;
    return bytes.readUInt32BE(0) / 2 ** 32;
  };
  return { chance: (p) => next() < p, pick: (list) => list[Math.floor(next() * list.length)] };
}

const { h264_540, h264_720, h265_540, h265_720, h265_1080, dash_1080, dash_avc, h266_1080 } = GEARS;
const two = [{ bitrate: 48000 }, { bitrate: 96000 }];
const of = (gear, joined = false) => ({
  kept: 'video',
  gear: gear.gear,
  joined,
  sound: true,
  width: gear.width,
  height: gear.height,
});
const video = (gears, gear, more = {}, joined = false) => ({
  gears,
  ...more,
  expect: of(gear, joined),
});
const gone = (gear, status = 404) => [{ name: 'media-status', status, files: [gear.gear ?? gear] }];

// prettier-ignore
const VIDEOS = [
  video([h264_540, h264_720], h264_720),
  video([h264_540, h265_720], h265_720),
  video([h264_720, h265_1080, h264_540], h265_1080),
  video([h265_540, h265_720], h265_720),
  video([h264_540, dash_1080], dash_1080, {}, true),
  video([h264_720, h265_720, dash_1080], dash_1080, { audio: two }, true),
  video([h264_540, dash_1080], dash_1080, { audio: two, audioMatch: 'hash' }, true),
  video([h264_540, dash_1080], dash_1080, { audio: two, audioMatch: 'none' }, true),
  video([h264_540, dash_avc], dash_avc, {}, true),
  video([dash_1080], dash_1080, {}, true),
  video([h264_540, { ...dash_1080, format: null }], dash_1080, {}, true),
  video([h264_540, dash_1080], h264_540, { audio: [] }),
  video([h264_720, dash_1080], h264_720, { behaviours: gone(dash_1080) }),
  video([h264_720, dash_1080], h264_720, { behaviours: gone('sound') }),
  video([h264_540, h266_1080], h264_540),
  video([h264_540, h265_720], h264_540, { behaviours: gone(h265_720, 403) }),
  video([{ ...h264_540, format: null }, { ...h265_720, format: null }], h265_720),
  video([h264_540, { ...dash_1080, gear: 'liar_1080', dash: false, format: 'mp4' }], h264_540),
  video([h264_540], h264_540, { item: { video: { bitrateInfo: [] } } }),
  video([{ ...h264_540, kind: 'moov-last' }], h264_540),
];

const SILENT = {
  gears: [{ ...h264_540, kind: 'h264-silent' }],
  behaviours: ['sound-removed'],
  expect: { kept: 'silent', gear: h264_540.gear, sound: false, width: 576, height: 1024 },
};

const photos = (images, music, more = {}) => ({
  images,
  ...more,
  expect: { kept: 'photos', images, music },
});
// prettier-ignore
const PHOTOS = [
  photos(9, 'mp3', { imageKinds: KINDS }),
  photos(1, 'm4a', { sound: 'm4a' }),
  photos(4, null, { sound: 'none' }),
  photos(3, null, { sound: 'empty' }),
  photos(5, 'mp3', { imageKinds: KINDS, behaviours: [{ name: 'typed', type: 'image/jpeg', of: 'image' }] }),
  photos(2, null, { behaviours: [{ name: 'media-status', status: 404, of: 'music' }] }),
];

const failing = (code, ...behaviours) => ({ gears: [h264_540], behaviours, expect: { code } });
// prettier-ignore
const FAILURES = [
  failing('post-unavailable', 'gone'),
  failing('post-private', 'private'),
  failing('post-region', 'region'),
  failing('login-needed', 'login-redirect'),
  failing('wall-captcha', 'captcha'),
  failing('media-refused', 'media-403'),
  failing('not-media', 'html'),
  failing('not-media', { name: 'html', type: 'application/octet-stream' }),
];

/** Obstacles that a patient client gets over. */
const OBSTACLES = {
  wall: [
    { name: 'challenge' },
    { name: 'challenge', rounds: 2 },
    { name: 'challenge', second: false, shape: 'scattered', names: ['_x', '_y'] },
    { name: 'challenge', shape: 'reversed', names: ['_first', '_second'] },
    { name: 'shell', cold: true },
    { name: 'encoded', encoding: 'br' },
    { name: 'encoded', encoding: 'identity', chunked: true },
    { name: 'cut-page', times: 1 },
  ],
  transfer: [
    { name: 'expired' },
    { name: 'mirror-403' },
    { name: 'media-status', status: 404, mirrors: [0] },
    { name: 'host', host: 'v16-unreachable.tiktok.com', mirrors: [0] },
    { name: 'reset', times: 1, after: 90000 },
    { name: 'reset', times: 2, after: 60000 },
    { name: 'truncated', times: 1, after: 80000 },
    { name: 'too-many', times: 1, retryAfter: 1 },
    { name: 'typed' },
  ],
  picture: [
    { name: 'media-status', status: 404, mirrors: [0], of: 'image' },
    { name: 'truncated', after: 2000, times: 1, of: 'image' },
    { name: 'typed', of: 'image' },
  ],
  item: [
    { name: 'numbers', as: 'text' },
    { name: 'numbers', as: 'number' },
    { name: 'flat-author' },
    { name: 'drop', paths: ['stats', 'statsV2'] },
    { name: 'null', paths: ['challenges', 'textExtra', 'contents'] },
    { name: 'masked' },
  ],
};
// prettier-ignore
const CAPTIONS = [
  [{ language: 'eng-US', source: 'ASR' }],
  [{ language: 'eng-US', source: 'LC', format: 'creator_caption' }, { language: 'spa-ES', source: 'MT' }],
  [{ language: 'vie-VN', source: 'ASR', format: 'srt' }],
];

/** What one post is at heart: so many of a hundred. */
function core(n) {
  const place = (n * 37) % 100; // mixed up, so that the first few are of all kinds
  if (place < 12) return FAILURES[place % FAILURES.length];
  if (place < 16) return SILENT;
  if (place < 36) return PHOTOS[place % PHOTOS.length];
  return VIDEOS[place % VIDEOS.length];
}

/** Behaviours that break into each other's order or files may not meet. */
function obstacles(roll, base) {
  const found = [];
  const busy = (base.behaviours ?? []).length > 0;
  const transfer = base.images ? OBSTACLES.picture : OBSTACLES.transfer;
  if (roll.chance(0.4)) found.push(roll.pick(OBSTACLES.wall));
  if (!busy && roll.chance(0.5)) found.push(roll.pick(transfer));
  if (roll.chance(0.3)) found.push(roll.pick(OBSTACLES.item));
  return found;
}

function mixture(n) {
  const roll = dice(`mixed ${n}`);
  const base = core(n);
  const lost = Boolean(base.expect.code);
  const created = 1770000000 + n * 86400;
  const captions = !lost && !base.images && roll.chance(0.3) ? roll.pick(CAPTIONS) : undefined;
  return {
    ...base,
    id: String((BigInt(created) << 32n) + BigInt(1000 + n)),
    name: `mixed-${String(n).padStart(3, '0')}`,
    author: roll.pick(['catlady', 'mina', 'tidal.pool', 'a_b.c', 'user7602050882429']),
    text: roll.pick(['', ...Object.values(TEXTS).map((text) => text.slice(0, 400))]),
    created,
    behaviours: [...(lost ? [] : obstacles(roll, base)), ...(base.behaviours ?? [])],
    ...(captions ? { captions } : {}),
    ...(roll.chance(0.5) && !base.images ? { download: 'present' } : {}),
    expect: lost
      ? base.expect
      : { ...base.expect, captions: (captions ?? []).map((one) => one.language) },
  };
}

/** @param {number} [count] @returns {import('./posts.mjs').Post[]} */
export function mixed(count = 100) {
  return Array.from({ length: count }, (_, n) => mixture(n));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const { name, id, behaviours, expect } of mixed(Number(process.argv[2] ?? 100))) {
    const ways = behaviours.map((one) => one.name ?? one).join(' ');
    console.log(`${name}  ${id}  ${JSON.stringify(expect)}  ${ways}`);
  }
}
