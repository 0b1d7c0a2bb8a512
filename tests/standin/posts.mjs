// The posts of the world, as data. A test changes them or adds its own through control.mjs.
// Run as a program it prints name, id and address of each.
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';

import { EMBEDS, ODD_POSTS, PHOTO_POSTS } from './posts-photos.mjs';
import { STREAMS, TRANSFERS } from './posts-streams.mjs';
import { CHALLENGES, GATES, NON_ANSWERS } from './posts-walls.mjs';

/**
 * @typedef {object} Gear one entry of bitrateInfo
 * @property {string} gear TikTok's name of it
 * @property {'h264'|'h265'|'h266'} codec
 * @property {number} width
 * @property {number} height
 * @property {number} bytes exact size of the file and of its DataSize
 * @property {string} kind which sample it is made of (samples.mjs)
 * @property {boolean} [dash] picture only, as TikTok's 1080 often is
 */
/**
 * @typedef {object} Post
 * @property {string} id
 * @property {string} name how tests call it
 * @property {string} author
 * @property {string} text
 * @property {number} created Unix seconds
 * @property {number} [duration] seconds
 * @property {Gear[]} [gears]
 * @property {number} [images] makes it a photo post
 * @property {boolean} [feed] shown in the For You feed
 * @property {(string|{name: string})[]} [behaviours] names of behaviours.mjs, with parameters
 * @property {object} [item] laid over the item at the end, to bend any field
 * @property {import('./expect.mjs').Expect} expect what must come of a save
 * @property {number} topic which of the behaviours of `reference/tiktok.md` §10 this is about
 * @property {{bitrate: number, kind?: string}[]} [audio] sounds of the silent gears; [] = none
 * @property {'id'|'hash'|'none'|'wrong'} [audioMatch] how a silent gear names its sound
 * @property {'present'|'dead'|'missing'} [download] the copy with TikTok's mark; else ''
 * @property {{language: string, source?: string, format?: string, name?: string}[]} [captions]
 * @property {string[]} [imageKinds] what the pictures are by their bytes, in turn
 * @property {number[]} [live] which pictures move, from 1
 * @property {'mp3'|'m4a'|'empty'|'none'|'missing'} [sound] what the music's address leads to
 * @property {boolean} [trimmed] a photo post's play address is its sound
 * @property {{error?: 'overload', slash?: boolean, layout?: 'images'}} [embed] its embed page
 * @property {'html'|'empty'} [oembed] what oEmbed answers instead
 * @property {'reflow'|'api-data'|'no-data'|'desktop'} [phone] the page that phones get
 */

/** TikTok's usual ladder: 540 for everybody, better pictures in H.265, the best one silent. */
// prettier-ignore
export const LADDER = [
  { gear: 'normal_720_0', codec: 'h264', width: 720, height: 1280, bytes: 1647231, kind: 'h264' },
  { gear: 'adapt_lowest_1080_1', codec: 'h265', width: 1080, height: 1920, bytes: 1774500,
    kind: 'h265-silent', dash: true },
  { gear: 'adapt_lower_720_1', codec: 'h265', width: 720, height: 1280, bytes: 1102114,
    kind: 'h265' },
  { gear: 'lowest_540_0', codec: 'h264', width: 576, height: 1024, bytes: 627834, kind: 'h264' },
];
const small = (codec, kind = codec) => [
  { gear: 'normal_540_0', codec, width: 576, height: 1024, bytes: 200000, kind },
];

const code = (name) => ({ code: name });
/** A patient client gets there bit by bit; one that is not says so. */
const GIVEN_UP = { kept: 'video', code: ['network', 'media-truncated'] };

const EPOCH = 1769990400; // 2026-02-02 00:00:00 UTC
const DAYS = 250;
const numberOf = (name) => createHash('sha256').update(name).digest().readUInt32BE(0);
/** A post's day follows from its name, so that new rows move no others. */
const dayOf = (name) => (name === 'ok' ? 0 : 1 + (numberOf(name) % DAYS));
/** An id as TikTok makes them: the upload's Unix time in the upper half. */
const idAt = (seconds, low) => String((BigInt(seconds) << 32n) + BigInt(low));

const LONG_TEXT = `كلام من اليمين 👨‍👩‍👧‍👦🏳️‍🌈 ${'a very long caption, line after line.\n'.repeat(90)}#end`;

/** The feed and catlady's profile. Of each: name, text and what is special; id and date follow. */
// prettier-ignore
const FEED = [
  { name: 'ok', id: '7602050882429897470', author: 'catlady', feed: true,
    text: 'my cat opens doors 🐈 #cat @someone' },
  { name: 'ok2', author: 'catlady', text: 'she closes them too', feed: true },
  { name: 'ok3', author: 'tidal.pool', text: 'low tide at six in the morning', feed: true },
  { name: 'ok4', author: 'breadhead', text: 'sourdough, day 3 #bread', feed: true },
  { name: 'photo', author: 'mina', text: 'trip', images: 3, feed: true },
  { name: 'ok5', author: 'catlady', text: 'asleep at last', feed: true },
  { name: 'long-text', author: 'catlady', text: LONG_TEXT, feed: true },
  { name: 'big', author: 'tidal.pool', text: 'the whole tide, uncut', feed: true,
    gears: [{ ...LADDER[0], bytes: 24 << 20 }] },
  { name: 'no-text', author: 'breadhead', text: '', feed: true },
  { name: 'twin', author: 'breadhead', text: '', sameDayAs: 'no-text', feed: true },
  { name: 'ok6', author: 'catlady', text: 'CON. aux<>:"/\\|?* trailing dots...', feed: true },
  { name: 'ad', author: 'some.shop', text: 'buy this', feed: true, item: { isAd: true } },
];

/** Pages that hold no post. */
// prettier-ignore
const HOLLOW = [
  { name: 'gone', text: 'deleted', behaviours: ['gone'], expect: code('post-unavailable') },
  { name: 'private', text: 'for friends', behaviours: ['private'], expect: code('post-private') },
  { name: 'login', text: 'private account', behaviours: ['login'], expect: code('post-private') },
  { name: 'login-redirect', text: 'sent to the sign-in page', behaviours: ['login-redirect'],
    expect: code('login-needed') },
  { name: 'region', text: 'not here', behaviours: ['region'], expect: code('post-region') },
  { name: 'not-found', text: '404', behaviours: ['not-found'], expect: code('post-unavailable') },
  { name: 'maintenance', text: 'under maintenance', behaviours: ['maintenance'], topic: 3,
    expect: code('server-busy') },
  { name: 'shell', text: 'page without data', behaviours: ['shell'], topic: 3, expect: code('wall-shell') },
  { name: 'captcha', text: 'are you human', behaviours: ['captcha'], topic: 3, expect: code('wall-captcha') },
  { name: 'empty-page', text: 'nothing at all', behaviours: ['empty-page'], topic: 3,
    expect: code('wall-shell') },
  { name: 'page-500', text: 'page fails', topic: 7,
    behaviours: [{ name: 'page-status', status: 500, retryAfter: 1 }], expect: code('server-busy') },
];

/** Media that go wrong. */
// prettier-ignore
const SPOILT = [
  { name: 'expired', text: 'old links', behaviours: ['expired'] },
  { name: 'always-expired', text: 'links always old', expect: { kept: 'video', gear: LADDER[0].gear },
    behaviours: [{ name: 'expired', issues: 1e9 }] },
  { name: 'mirror-403', text: 'first mirror refuses', behaviours: ['mirror-403'] },
  { name: 'media-403', text: 'all refuse', behaviours: ['media-403'], expect: code('media-refused') },
  { name: 'html', text: 'a page instead of a video', behaviours: ['html'], expect: code('not-media') },
  { name: 'empty', text: '200 and no bytes', behaviours: ['empty'], expect: code('not-media') },
  { name: 'truncated', text: 'stops early', behaviours: ['truncated'], expect: GIVEN_UP },
  { name: 'short', text: 'cut, and says so', behaviours: ['short'], expect: code('media-truncated') },
  { name: 'silent', text: 'claims a sound track', gears: small('h264', 'h264-silent'),
    expect: code('media-no-sound') },
  { name: 'wrong-size', text: 'size is a lie', behaviours: ['wrong-size'], expect: code('media-size') },
  { name: 'slow', text: 'drips',
    behaviours: [{ name: 'drip', bytesPerSecond: 100000 }] },
  { name: 'reset', text: 'connection breaks', behaviours: ['reset'], expect: GIVEN_UP },
  { name: 'reset-once', text: 'connection breaks once',
    behaviours: [{ name: 'reset', times: 1 }] },
  { name: 'redirect-foreign', text: 'sends you away', expect: code('url-refused'),
    behaviours: [{ name: 'redirect', to: 'https://files.example.net/x.mp4' }] },
  { name: 'redirect-http', text: 'no TLS', expect: code('url-refused'),
    behaviours: [{ name: 'redirect', to: 'http://v16-webapp-prime.us.tiktok.com/x.mp4' }] },
  { name: 'redirect-private', text: 'into your network', expect: code('url-refused'),
    behaviours: [{ name: 'redirect', to: 'https://10.77.0.5/x.mp4' }] },
  { name: 'redirect-private-name', text: 'by a name', expect: code('url-refused'),
    behaviours: [{ name: 'host', host: 'v16-private.tiktok.com' }] },
  { name: 'too-many', text: '429',
    behaviours: [{ name: 'too-many', retryAfter: 1, times: 1 }] },
  { name: 'media-500', text: '500', expect: code('server-busy'),
    behaviours: [{ name: 'media-status', status: 500, retryAfter: 1 }] },
  { name: 'bad-certificate', text: 'untrusted', expect: code('network-certificate'),
    behaviours: [{ name: 'host', host: 'v16-bad-certificate.tiktok.com' }] },
  { name: 'unreachable', text: 'nobody there', expect: code('network'),
    behaviours: [{ name: 'host', host: 'v16-unreachable.tiktok.com' }] },
  { name: 'no-range', text: 'ignores Range', behaviours: ['no-range'] },
];

// prettier-ignore
const FEW = [
  { name: 'hevc-only', text: 'H.265 only', gears: [{ ...LADDER[2], gear: 'adapt_540_1' }] },
  { name: 'dash-only',
    text: 'best is silent, play address is not', gears: [LADDER[3], LADDER[1]] },
  { name: 'no-bitrate-info', text: 'play address alone',
    gears: small('h264'), item: { video: { bitrateInfo: [] } } },
  { name: 'saving-off', text: 'author switched saving off',
    item: { author: { downloadSetting: 3 } }, expect: code('saving-off') },
];

/** All of them, by the behaviour of `reference/tiktok.md` §10 that they are about. */
// prettier-ignore
const TOPICS = [
  [1, FEED], [6, HOLLOW], [7, SPOILT], [4, FEW],
  [2, CHALLENGES], [3, NON_ANSWERS], [6, GATES],
  [4, STREAMS], [7, TRANSFERS], [9, PHOTO_POSTS], [13, EMBEDS], [5, ODD_POSTS],
];

/** @returns {Post[]} */
export function defaultPosts() {
  return TOPICS.flatMap(([topic, rows]) =>
    rows.map(({ sameDayAs, ...row }) => {
      const created = EPOCH + dayOf(sameDayAs ?? row.name) * 86400;
      const id = row.id ?? idAt(created, numberOf(row.name));
      const expect = { kept: row.images ? 'photos' : 'video' };
      return { author: 'someone', duration: 2, topic, expect, ...row, created, id };
    }),
  );
}

/** @param {Post} post @returns {string} its canonical address */
export function addressOf(post) {
  return `https://www.tiktok.com/@${post.author}/${post.images ? 'photo' : 'video'}/${post.id}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const post of defaultPosts()) {
    console.log(`${post.name.padEnd(22)} ${post.id}  ${addressOf(post)}`);
  }
}
