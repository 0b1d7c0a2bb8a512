// popup/screen.js: what is shown for everything the popup can know.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errorKey } from '../../extension/lib/text.js';
import { messages } from './stubs.mjs';
import { mustAsk, percentOf, screenOf } from '../../extension/popup/screen.js';

const post = { id: '1', kind: 'video' };
const photos = { id: '1', kind: 'photo' };
const inFolder = { file: 'mina/trip [1]/01.jpg', present: true };
const here = { file: 'catlady/cat.mp4', present: true };
const gone = { file: 'catlady/cat.mp4', present: false };
/** @param {string} state @param {object} [more] */
const job = (state, more = {}) => ({ job: 3, post: '1', state, kind: 'video', file: null, already: false,
  error: null, notes: [], paused: false, joining: false, waits: null, ...more });
const nothing = { where: null, post: null, kept: null, job: null, fault: null };
const seen = { ...nothing, where: 'post', post };

const rows = [
  { why: 'the look is not back yet', known: {}, state: 'looking', buttons: [], say: 'looking' },
  { why: 'another site', known: { where: 'elsewhere' }, state: 'elsewhere', buttons: [], say: 'notTikTok' },
  { why: 'TikTok, but no post', known: { where: 'none' }, state: 'none', buttons: [], say: 'noPost' },
  { why: 'a tab from before', known: { where: 'reload' }, state: 'reload', buttons: ['reload'], say: 'reloadFirst' },
  { why: 'no permission', known: { where: 'permission' }, state: 'permission', buttons: ['allow'], say: 'needPermission' },
  { why: 'a place that a newer background names', known: { where: 'moon' }, state: 'none', buttons: [], say: 'noPost' },
  { why: 'a post', known: seen, state: 'ready', buttons: ['save'] },
  { why: 'kept before', known: { ...seen, kept: here }, state: 'kept', buttons: ['show', 'again'], say: 'alreadyKept', values: ['cat.mp4'] },
  { why: 'kept before, file removed', known: { ...seen, kept: gone }, state: 'ready', buttons: ['save'], say: 'keptButGone' },
  { why: 'waiting', known: { ...seen, job: job('queued') }, state: 'queued', buttons: ['pause', 'cancel'], say: 'queued' },
  { why: 'paused', known: { ...seen, job: job('queued', { paused: true }) }, state: 'paused', buttons: ['resume', 'cancel'], say: 'paused' },
  { why: 'only another browser is shown it', known: { ...seen, job: job('queued', { browser: 'firefox' }) }, state: 'bound', buttons: ['save', 'cancel'], say: 'boundFirefox' },
  { why: 'no room for anything', known: { ...seen, held: 'disk-full', job: job('queued') }, state: 'held', buttons: ['pause', 'cancel'], code: 'disk-full' },
  { why: 'on its way while others find no room', known: { ...seen, held: 'disk-full', job: job('downloading') }, state: 'downloading', buttons: ['pause', 'cancel'], say: 'downloading' },
  { why: 'reading', known: { ...seen, job: job('reading') }, state: 'reading', buttons: ['pause', 'cancel'], say: 'reading' },
  { why: 'on its way', known: { ...seen, job: job('downloading') }, state: 'downloading', buttons: ['pause', 'cancel'], say: 'downloading' },
  { why: 'being checked', known: { ...seen, job: job('checking') }, state: 'checking', buttons: ['pause', 'cancel'], say: 'checking' },
  { why: 'being joined', known: { ...seen, job: job('checking', { joining: true }) }, state: 'joining', buttons: ['pause', 'cancel'], say: 'joining' },
  { why: 'TikTok wants us to wait', known: { ...seen, job: job('downloading', { waits: { code: 'rate-limited', seconds: 18 } }) }, state: 'waiting', buttons: ['pause', 'cancel'], code: 'rate-limited' },
  { why: 'a photo post, kept before', known: { ...seen, post: photos, kept: inFolder }, state: 'kept', buttons: ['show', 'again'], say: 'alreadyKept', values: ['trip [1]'] },
  { why: 'a photo post, saved', known: { ...seen, post: photos, job: job('done', { kind: 'photo', file: inFolder.file }) }, state: 'done', buttons: ['show', 'again'], say: 'done', values: ['trip [1]'], notes: [] },
  { why: 'saved, with something to know', known: { ...seen, job: job('done', { file: 'a/b.mp4', notes: ['watermark'] }) }, state: 'done', buttons: ['show', 'again'], say: 'done', values: ['b.mp4'], notes: ['watermark'] },
  { why: 'saved again while the first copy is there', known: { ...seen, kept: here, job: job('downloading') }, state: 'downloading', buttons: ['pause', 'cancel'], say: 'downloading' },
  { why: 'saved', known: { ...seen, job: job('done', { file: 'a/b.mp4' }) }, state: 'done', buttons: ['show', 'again'], say: 'done', values: ['b.mp4'], notes: [] },
  { why: 'was there already', known: { ...seen, job: job('done', { file: 'a/b.mp4', already: true }) }, state: 'kept', buttons: ['show', 'again'], say: 'alreadyKept', values: ['b.mp4'], notes: [] },
  { why: 'saved a while ago, file removed since', known: { ...seen, kept: gone, job: job('done', { file: 'a/b.mp4' }) }, state: 'ready', buttons: ['save'], say: 'keptButGone' },
  { why: 'waits for the browser that may see it', known: { ...seen, job: job('queued', { error: { code: 'login-needed', detail: '' } }) }, state: 'held',
    buttons: ['save', 'cancel'], code: 'login-needed' },
  { why: 'cancelled', known: { ...seen, job: job('cancelled') }, state: 'ready', buttons: ['save'], say: 'cancelled' },
  { why: 'failed', known: { ...seen, job: job('failed', { error: { code: 'disk-full', detail: 'ENOSPC' } }) }, state: 'failed', buttons: ['retry'], code: 'disk-full', detail: 'disk-full: ENOSPC' },
  { why: 'its creator turned saving off', known: { ...seen, job: job('failed', { error: { code: 'saving-off', detail: '' } }) }, state: 'off', buttons: ['consent'], code: 'saving-off' },
  { why: 'the person is asked', known: { ...seen, kept: here, asks: { again: true } }, state: 'asking', buttons: [] },
  { why: 'failed without a reason', known: { ...seen, job: job('failed') }, state: 'failed', buttons: ['retry'], code: 'internal', detail: 'internal' },
  { why: 'the look failed', known: { fault: { code: 'wall-captcha', detail: '' } }, state: 'failed', buttons: ['retry'], code: 'wall-captcha', detail: 'wall-captcha' },
  ...['host-missing', 'host-broken', 'host-silent', 'host-lost', 'host-too-old', 'extension-too-old'].map((code) => ({
    why: code, known: { ...seen, job: job('downloading'), fault: { code, detail: '' } }, state: 'trouble', buttons: ['retry'], code, detail: code,
  })),
];

describe('what is shown when', () => {
  for (const { why, known, ...wanted } of rows) {
    test(why, () => {
      const screen = screenOf(/** @type {any} */ ({ ...nothing, ...known }));
      assert.deepEqual(JSON.parse(JSON.stringify(screen)), wanted);
    });
  }

  test('each has its words', () => {
    for (const { why, say, code } of rows) {
      if (say) assert.ok(messages[`say_${say}`], why);
      if (code) assert.ok(messages[errorKey(code)], why);
    }
  });
});

test('the states of the host that is not there have words of their own', () => {
  const codes = ['host-missing', 'host-broken', 'host-silent', 'host-lost', 'host-too-old'];
  const words = codes.map((code) => messages[errorKey(code)].message);
  assert.equal(new Set(words).size, codes.length);
});

test('who is asked before a post is saved', () => {
  const off = { ...post, saving: 'off' };
  const rowsOf = [
    [off, undefined, true], [off, {}, true], [off, { savingOff: 'ask' }, true], [off, { savingOff: 'keep' }, false],
    [off, { savingOff: 'skip' }, false], [{ ...off, mine: true }, {}, false], [{ ...post, saving: 'allowed' }, {}, false],
    [{ ...post, saving: 'unknown' }, {}, false], [null, {}, false],
  ];
  for (const [given, settings, wanted] of rowsOf) {
    assert.equal(mustAsk(/** @type {any} */ ({ post: given }), /** @type {any} */ (settings)), wanted, JSON.stringify([given, settings]));
  }
});

test('how far a job is', () => {
  const rowsOf = [
    [null, null],
    [{ bytes: 5, total: null }, null],
    [{ bytes: 5, total: 0 }, null],
    [{ bytes: null, total: 10 }, 0],
    [{ bytes: 5, total: 10 }, 50],
    [{ bytes: 12, total: 10 }, 100],
    [{ bytes: 10, total: 10, joining: true }, null],
  ];
  for (const [given, percent] of rowsOf) {
    assert.equal(percentOf(/** @type {any} */ (given)), percent, JSON.stringify(given));
  }
});
