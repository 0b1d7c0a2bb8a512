// What is believed of a page's lists, and whose an answer is; and that page/observe.js hands answers on
// only where it is asked to.
import assert from 'node:assert/strict';
import { belongs, fits, further, listFrom, listsOf, readHeard } from '../../extension/background/backup-lists.js';
import { CustomEvent, pageStub } from './page.mjs';
import { describe, test } from 'node:test';
import { settle } from './stubs.mjs';

const KEY = '7600000000000000001';
const found = { kind: 'collection', handle: 'me', key: KEY, title: 'Cats', path: `/@me/collection/Cats-${KEY}` };
/** @param {string} kind @param {string} [key] @returns {any} */
const list = (kind, key = '') => ({ kind, key, handle: 'me' });
const stories = { ...list('stories'), owner: '7' };

describe('an answer belongs to a list', () => {
  for (const [why, one, address, yes] of /** @type {[string, any, string, boolean][]} */ ([
    ['its own', list('posts'), 'https://www.tiktok.com/api/post/item_list/?secUid=x', true],
    ['without the last slash', list('likes'), 'https://www.tiktok.com/api/favorite/item_list?x', true],
    ['another list', list('posts'), 'https://www.tiktok.com/api/favorite/item_list/', false],
    ['what is suggested', list('posts'), 'https://www.tiktok.com/api/recommend/item_list/', false],
    ['this collection', list('collection', KEY), `https://www.tiktok.com/api/collection/item_list/?collectionId=${KEY}`, true],
    ['another collection', list('collection', KEY), 'https://www.tiktok.com/api/collection/item_list/?collectionId=1', false],
    ['no address', list('posts'), 'x', false],
    ['the stories of this account', stories, 'https://www.tiktok.com/api/story/item_list/?authorId=7&count=5&cursor=0', true],
    ['somebody else’s stories', stories, 'https://www.tiktok.com/api/story/item_list/?authorId=8', false],
    ['the stories of this account alone, asked for as of many', stories, 'https://www.tiktok.com/api/story/batch/item_list/?authorIds=%5B%227%22%5D', true],
    ['the stories of those whom one follows', stories, 'https://www.tiktok.com/api/story/batch/item_list/?authorIds=7,8', false],
    ['nobody’s stories', stories, 'https://www.tiktok.com/api/story/item_list/', false],
  ])) {
    test(`${why}: ${yes}`, () => assert.equal(belongs(one, address), yes));
  }
});

describe('what a page says of its lists', () => {
  test('is taken when it is one', () => {
    assert.deepEqual(listFrom(found), { ...found, owner: '', stated: -1, press: '' });
  });
  for (const [why, more] of Object.entries({
    'another kind': { kind: 'toString' }, 'a foreign path': { path: '//evil.example/@me/collection/x' },
    'a query': { path: `/@me/collection/x?${KEY}` }, 'no text': { title: 7 }, 'too long': { title: 'x'.repeat(501) },
    'a post': { path: '/@me/video/1' },
  })) {
    test(`is not taken: ${why}`, () => assert.equal(listFrom({ ...found, ...more }), null));
  }
  test('nothing is nothing', () => assert.equal(listFrom(null), null));

  test('of a profile: its posts always, else what is shown, with its collections', () => {
    const look = { handle: 'me', here: null, shown: ['likes'], linked: [found, /** @type {any} */ ({ kind: 'x' })], owner: '7', mine: true, stated: { posts: 40, likes: -1 } };
    assert.deepEqual(listsOf(look).map(({ kind, stated, press }) => [kind, stated, press]),
      [['posts', 40, ''], ['likes', -1, 'likes'], ['collection', -1, '']]);
    assert.deepEqual(listsOf({ ...look, shown: ['likes', 'stories'] }).map(({ kind }) => kind)[0], 'stories', 'which end soonest');
    assert.deepEqual(listsOf({ ...look, handle: '../x' }), []);
  });

  test('of a collection: only that', () => {
    const look = { handle: '', here: found, shown: [], linked: [found], owner: '', mine: false, stated: { posts: -1, likes: -1 } };
    assert.deepEqual(listsOf(look).map(({ kind }) => kind), ['collection']);
  });

  test('collections come with the favourites of the same account, playlists with its posts, each once', () => {
    const playlist = { ...found, kind: 'playlist', path: `/@me/playlist/Cats-${KEY}` };
    assert.deepEqual(further([list('favourites')], [found, playlist]).map(({ kind }) => kind), ['collection']);
    assert.deepEqual(further([list('posts')], [found, playlist]).map(({ kind }) => kind), ['playlist']);
    assert.deepEqual(further([list('favourites'), { ...list('collection', KEY) }], [found]), []);
    assert.deepEqual(further([{ ...list('favourites'), handle: 'other' }], [found]), []);
  });
});

describe('whose profile it is, and whether there is a story', () => {
  const id = '7602050882429897470';
  const user = { id: '7', uniqueId: 'me', UserStoryStatus: 1 };
  /** @param {object} told @param {any} seen the author of a post that the page shows */
  function look(told, seen) {
    const page = pageStub({
      address: 'https://www.tiktok.com/@me', state: JSON.stringify({ __DEFAULT_SCOPE__: { 'webapp.user-detail': { userInfo: { user: told } } } }),
    });
    const link = { href: `https://www.tiktok.com/@me/video/${id}` };
    Object.assign(page.document, { querySelector: (/** @type {string} */ one) => (one.includes('/@me/video/') ? link : null) });
    page.document.addEventListener('clipkeep-ask', ({ detail }) => page.document.dispatchEvent(
      new CustomEvent('clipkeep-answer', { detail: detail === id && seen ? JSON.stringify({ author: seen }) : '' })));
    const { owner, shown } = page.run('page/lists.js');
    return [owner, ...shown];
  }

  test('by the page as it was loaded', () => {
    assert.deepEqual(look(user, null), ['7', 'stories']);
    assert.deepEqual(look({ ...user, UserStoryStatus: 0 }, user), ['7']);
    assert.deepEqual(look({ ...user, UserStoryStatus: 'x' }, null), ['7']);
  });
  test('by a post of theirs, when the page has gone there by itself', () => {
    const other = { ...user, id: '8', uniqueId: 'other' };
    assert.deepEqual(look(other, user), ['7', 'stories']);
    assert.deepEqual(look(other, other), [''], 'not by a repost');
    assert.deepEqual(look(other, null), ['']);
  });
});

test('a line, and the text after it; anything else is none', () => {
  assert.deepEqual(readHeard('200 3 https://www.tiktok.com/api/x\n{}\n'), { status: 200, length: 3, address: 'https://www.tiktok.com/api/x', text: '{}\n' });
  for (const heard of ['', 'x', '200 https://x\n', '20 1 https://x\n{}', '200 1 http://x\n{}', null, {}]) assert.equal(readHeard(heard), null);
});

test('what the host would refuse to read is not sent', () => {
  assert.equal(fits('x'.repeat(2 * 1024 * 1024)), true);
  assert.equal(fits('"'.repeat(2 * 1024 * 1024)), false, 'each sign takes two');
});

describe('page/observe.js hands answers on', () => {
  const LIST = 'https://www.tiktok.com/api/favorite/item_list/?count=30';
  /** @param {string[]} follows what page/backup.js says @param {string} text @param {object} [more] */
  async function heard(follows, text, more = {}) {
    const page = pageStub();
    const told = /** @type {string[]} */ ([]);
    page.answers[LIST] = () => ({ ok: true, status: 200, url: LIST, clone: () => ({ text: async () => text }), ...more });
    page.document.addEventListener('clipkeep-list', (/** @type {any} */ event) => told.push(event.detail));
    page.run('page/observe.js');
    for (const detail of follows) page.document.dispatchEvent(new CustomEvent('clipkeep-follow', { detail }));
    await page.window.fetch(LIST);
    await settle();
    return told;
  }

  test('to nobody, unless it is asked to', async () => {
    assert.deepEqual(await heard([], '{}'), []);
    assert.deepEqual(await heard(['on', 'off'], '{}'), []);
  });
  test('as they came', async () => assert.deepEqual(await heard(['on'], 'not { json'), [`200 10 ${LIST}\nnot { json`]));
  test('refusals, too', async () => assert.deepEqual(await heard(['on'], '', { ok: false, status: 429 }), [`429 0 ${LIST}\n`]));
  test('of what is too large only that it was there', async () => {
    const size = 2 * 1024 * 1024 + 1;
    assert.deepEqual(await heard(['on'], 'x'.repeat(size)), [`200 ${size} ${LIST}\n`]);
  });
});
