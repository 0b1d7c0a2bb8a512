// Posts whose page is behind a wall, spoilt, or says why there is none. `expect` is what must
// come out of a save by a client that has never been here: what is kept, or the error's code.
import { DESKTOP, PHONE } from './behaviours-pages.mjs';

const VIDEO = { kept: 'video' };
/** Phones are told of the play address alone. */
const PHONES = { kept: 'video', gear: 'normal_720_0' };
const code = (name) => ({ code: name });
const challenge = (name, params, expect = VIDEO) => ({
  name: `challenge-${name}`,
  text: `a check before the page: ${name}`,
  behaviours: [{ name: 'challenge', ...params }],
  expect,
});
const UNSOLVED = code('wall-challenge');

// prettier-ignore
export const CHALLENGES = [
  challenge('once', {}),
  challenge('twice', { rounds: 2 }),
  challenge('forever', { rounds: 1e9, always: true }, UNSOLVED),
  challenge('then-403', { then: '403', always: true }, UNSOLVED),
  challenge('then-shell', { then: 'shell', always: true }, UNSOLVED),
  challenge('then-captcha', { then: 'captcha', always: true }, code('wall-captcha')),
  challenge('then-shell-cold', { then: 'shell' }),
  challenge('one-cookie', { second: false }),
  challenge('empty-second', { emptySecond: true }),
  challenge('renamed', { names: ['_wci_next', 'orig.second'] }),
  challenge('reversed', { shape: 'reversed' }),
  challenge('scattered', { shape: 'scattered', names: ['_a', '_b'] }),
  challenge('swapped', { swapped: true }),
  challenge('far', { number: 1000000 }),
  challenge('first', { number: 0 }),
  challenge('unsolvable', { unsolvable: true, always: true }, UNSOLVED),
  challenge('broken', { broken: true, always: true }, UNSOLVED),
  challenge('old', { age: 120, always: true }, UNSOLVED),
  challenge('not-phone', { ua: DESKTOP, rounds: 1e9, always: true }, PHONES),
];

// prettier-ignore
export const NON_ANSWERS = [
  { name: 'shell-cold', text: 'no data until the start page was seen',
    behaviours: [{ name: 'shell', cold: true }], expect: VIDEO },
  { name: 'shell-fetch', text: 'no data for a fetch from within a page',
    behaviours: [{ name: 'shell', mode: 'cors' }], expect: VIDEO },
  { name: 'shell-desktop', text: 'no data but for phones',
    behaviours: [{ name: 'shell', ua: DESKTOP }], expect: PHONES },
  { name: 'captcha-whirl', text: 'another puzzle',
    behaviours: [{ name: 'captcha', puzzle: 'whirl' }], expect: code('wall-captcha') },
  { name: 'captcha-shapes', text: 'one more puzzle',
    behaviours: [{ name: 'captcha', puzzle: 'shapes' }], expect: code('wall-captcha') },
  { name: 'maintenance-140', text: 'not for Chrome 140 to 149',
    behaviours: [{ name: 'maintenance', ua: 'Chrome/14\\d' }], expect: VIDEO },
  { name: 'maintenance-desktop', text: 'for phones only',
    behaviours: [{ name: 'maintenance', ua: DESKTOP }], expect: PHONES },
  { name: 'no-service', text: 'not from this place', behaviours: ['no-service'],
    expect: code('post-region') },
  { name: 'no-service-inside', text: 'the same in a page',
    behaviours: [{ name: 'no-service', inside: true }], expect: code('post-region') },
  { name: 'page-429-once', text: 'too many pages, once', topic: 7,
    behaviours: [{ name: 'page-too-many', retryAfter: 1, times: 1 }], expect: VIDEO },
  { name: 'cut-page', text: 'half a page', behaviours: ['cut-page'], expect: code('page-unreadable') },
  { name: 'cut-page-once', text: 'half a page, once',
    behaviours: [{ name: 'cut-page', times: 1 }], expect: VIDEO },
  { name: 'cut-json', text: 'JSON without its end', behaviours: ['cut-json'],
    expect: code('page-unreadable') },
  { name: 'html-for-json', text: 'HTML where JSON should be', behaviours: ['html-for-json'],
    expect: code('page-unreadable') },
  { name: 'bad-utf8', text: 'no UTF-8 in the caption', behaviours: ['bad-utf8'], expect: VIDEO },
  { name: 'page-br', text: 'by Brotli', topic: 7, behaviours: [{ name: 'encoded', encoding: 'br' }], expect: VIDEO },
  { name: 'page-deflate', text: 'by deflate', topic: 7,
    behaviours: [{ name: 'encoded', encoding: 'deflate' }], expect: VIDEO },
  { name: 'page-chunked', text: 'length unknown', topic: 7,
    behaviours: [{ name: 'encoded', encoding: 'identity', chunked: true }], expect: VIDEO },
  { name: 'api-empty', text: 'API says nothing', behaviours: ['api-empty'], expect: VIDEO },
  { name: 'api-cut', text: 'API stops early', behaviours: ['api-cut'], expect: VIDEO },
  { name: 'api-html', text: 'API answers with a page', behaviours: ['api-html'], expect: VIDEO },
  { name: 'api-verify', text: 'API wants a check', behaviours: ['api-verify'], expect: VIDEO },
  // What phones get. Only phones get any data of these.
  { name: 'phone-reflow', text: 'reflow page', topic: 9, phone: 'reflow',
    behaviours: [{ name: 'shell', ua: DESKTOP }], expect: PHONES },
  { name: 'phone-api-data', text: 'the phone page of 2026', topic: 9, phone: 'api-data',
    behaviours: [{ name: 'shell', ua: DESKTOP }], expect: PHONES },
  { name: 'phone-no-data', text: 'a phone page without data', topic: 9, phone: 'no-data',
    behaviours: [{ name: 'shell', ua: DESKTOP }], expect: code('wall-shell') },
  { name: 'phone-no-data-only', text: 'desktops are served, phones are not', topic: 9, phone: 'no-data',
    expect: VIDEO },
  { name: 'phone-gone', text: 'phones are told why', topic: 9, phone: 'reflow', behaviours: ['gone'],
    expect: code('post-unavailable') },
  { name: 'phone-captcha', text: 'phones are asked', topic: 9, behaviours: [
    { name: 'shell', ua: DESKTOP }, { name: 'captcha', ua: PHONE }], expect: code('wall-captcha') },
];

const status = (name, number, message, expect, more = {}) => ({
  name: `status-${name}`,
  text: `${number} ${message}`,
  behaviours: [{ name: 'status', code: number, message, ...more }],
  expect,
});
const [GONE, DELETED, REMOVED, REVIEW, ACCOUNT, PRIVATE, LOGIN, REGION] = [
  'post-unavailable',
  'post-deleted',
  'post-removed',
  'post-in-review',
  'account-gone',
  'post-private',
  'login-needed',
  'post-region',
].map(code);

// prettier-ignore
export const GATES = [
  status('none', 10204, "item doesn't exist", GONE),
  status('deleted', 10204, 'status_deleted', DELETED),
  status('self-see', 10204, 'status_self_see', PRIVATE),
  status('reviewing', 10204, 'status_reviewing', REVIEW),
  status('not-passed', 10204, 'status_audit_not_pass', REMOVED),
  status('classification', 10204, 'content_classification', LOGIN),
  status('copyright', 10204, 'copyright_geo_filter', REGION),
  status('fenced', 10204, 'person_geo_fencing', REGION),
  status('joined', 10204, 'status_reviewing,person_geo_fencing', REGION),
  status('10216', 10216, '', PRIVATE),
  status('10222', 10222, '', PRIVATE),
  status('10222-data', 10222, 'author_secret', VIDEO, { data: true }),
  status('10221', 10221, 'user banned', ACCOUNT),
  status('10231', 10231, 'cross_border_violation', REGION),
  status('10201', 10201, 'bad identifier', GONE),
  status('10202', 10202, 'resource not found', GONE),
  status('10203', 10203, 'not found', GONE),
  status('10229', 10229, '', LOGIN),
  status('10000', 10000, 'verify', code('wall-captcha')),
  status('unknown', 10999, 'something_new', GONE),
  status('null-info', 0, '', code(['wall-shell', 'post-unavailable']), { itemInfo: null }),
  status('message-only', 0, 'status_deleted', DELETED),
  { name: 'gate-classified', text: 'classified, no video', behaviours: ['classified'], expect: LOGIN },
  { name: 'gate-masked', text: 'a warning before it', behaviours: ['masked'], expect: VIDEO },
  { name: 'gate-photosensitive', text: 'flashes',
    behaviours: [{ name: 'masked', type: 4 }], expect: VIDEO },
  { name: 'gate-hollow', text: 'a wall that looks like a post', behaviours: ['hollow'], expect: LOGIN },
];
