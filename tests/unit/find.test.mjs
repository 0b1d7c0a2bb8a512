// page/find.js: which post is on screen, and what the page knows of it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CustomEvent, article, element, pageStub } from './page.mjs';

const ID = '7602050882429897470';
const OTHER = '7602050882429897471';
const ITEM = { id: ID, desc: 'my cat', video: { playAddr: 'x' } };
const WHOLE = [0, 0, 1000, 800];

/** A player as TikTok wraps it. @param {string} id @param {any} more */
function player(id, { box = WHOLE, paused = true, author = '', wrapper = `xgwrapper-0-${id}` } = {}) {
  const around = article({ links: author ? [`/@${author}`] : [] });
  return element({ box, paused, inside: element({ id: wrapper, inside: around }) });
}

/** @param {object} scope */
const state = (scope) => JSON.stringify({ __DEFAULT_SCOPE__: scope });

/** @param {Parameters<typeof pageStub>[0]} given @param {boolean} [observed] */
function find(given, observed = true) {
  const page = pageStub(given);
  if (observed) page.run('page/observe.js');
  return { ...page.run('page/find.js') };
}

describe('which post is on screen', () => {
  const rows = [
    { why: 'a post page: its address decides',
      given: { address: `https://www.tiktok.com/@catlady/video/${ID}?lang=en`, videos: [player(OTHER)] },
      address: `https://www.tiktok.com/@catlady/video/${ID}` },
    { why: 'a photo post', given: { address: `https://www.tiktok.com/@mina/photo/${ID}` },
      address: `https://www.tiktok.com/@mina/video/${ID}` },
    { why: 'the player in the feed, with its author',
      given: { videos: [player(ID, { author: 'tidal.pool' })] },
      address: `https://www.tiktok.com/@tidal.pool/video/${ID}` },
    { why: 'a player whose author cannot be seen', given: { videos: [player(ID)] },
      address: `https://www.tiktok.com/@/video/${ID}` },
    { why: 'of two players the one that fills more of the screen',
      given: { videos: [player(OTHER, { box: [0, -700, 1000, 100] }), player(ID, { box: [0, 100, 1000, 900] })] },
      address: `https://www.tiktok.com/@/video/${ID}` },
    { why: 'of two halves the one that plays',
      given: { videos: [player(OTHER, { box: [0, -400, 1000, 400] }), player(ID, { box: [0, 400, 1000, 1200], paused: false })] },
      address: `https://www.tiktok.com/@/video/${ID}` },
    { why: 'a player outside of the screen is not on it',
      given: { videos: [player(ID, { box: [0, 900, 1000, 1700], paused: false })] }, address: null },
    { why: 'a video that is no post (an advertisement)',
      given: { videos: [player(ID, { wrapper: 'xgwrapper-ad' })] }, address: null },
    { why: 'an article without a player (photos), by its link',
      given: { articles: [article({ box: [0, -800, 1000, 0], links: [`/@a/video/${OTHER}`] }),
        article({ box: WHOLE, links: ['/tag/cat', `/@mina/photo/${ID}`] })] },
      address: `https://www.tiktok.com/@mina/video/${ID}` },
    { why: 'photos on the screen, and the next player that only peeks in',
      given: { articles: [article({ box: [0, -50, 1000, 650], links: [`/@mina/photo/${ID}`] })],
        videos: [player(OTHER, { box: [0, 650, 1000, 1450], paused: false })] },
      address: `https://www.tiktok.com/@mina/video/${ID}` },
    { why: 'an advertisement on the screen, and the next player that only peeks in',
      given: { videos: [player(ID, { wrapper: 'xgwrapper-ad', box: [0, -50, 1000, 650] }),
        player(OTHER, { box: [0, 650, 1000, 1450] })] },
      address: null },
    { why: 'a player taller than the window',
      given: { videos: [player(ID, { box: [0, -900, 1000, 1700] })] },
      address: `https://www.tiktok.com/@/video/${ID}` },
    { why: 'a profile', given: { address: 'https://www.tiktok.com/@catlady' }, address: null },
    { why: 'a number that is no id', given: { address: 'https://www.tiktok.com/@catlady/video/12' }, address: null },
  ];
  for (const { why, given, address } of rows) {
    test(why, () => {
      const found = find(given);
      assert.equal(found.address, address);
      assert.equal(found.id, address && ID);
      assert.equal(found.observer, true);
    });
  }
});

describe('what the page knows of it', () => {
  const address = `https://www.tiktok.com/@catlady/video/${ID}`;
  const detail = (/** @type {any} */ item) => state({ 'webapp.video-detail': { itemInfo: { itemStruct: item } } });
  const rows = [
    { why: 'the state that the page came with', text: detail(ITEM), item: ITEM },
    { why: 'a stale state, of the post before', text: detail({ ...ITEM, id: OTHER }), item: null },
    { why: 'a list in the state, of the newer kind',
      text: state({ 'webapp.updated-items': [{ ...ITEM, id: OTHER }, ITEM] }), item: ITEM },
    { why: 'a list in the state, wrapped',
      text: state({ 'webapp.updated-items': [{ itemStruct: ITEM }] }), item: ITEM },
    { why: 'an item without a video', text: detail({ id: ID }), item: null },
    { why: 'no state at all', text: null, item: null },
    { why: 'a state that is no JSON', text: '<', item: null },
    { why: 'a state that is null', text: 'null', item: null },
    { why: 'a state of another form', text: state({ 'webapp.updated-items': { 0: ITEM } }), item: null },
  ];
  for (const { why, text, item } of rows) {
    test(why, () => {
      const found = find({ address, state: text });
      assert.deepEqual(found.item && JSON.parse(found.item), item);
      assert.equal(found.id, ID);
    });
  }

  test('what was observed goes before the state', () => {
    const page = pageStub({ address, state: detail(ITEM) });
    page.document.addEventListener('clipkeep-ask', (event) => {
      const { detail: id } = /** @type {CustomEvent} */ (event);
      page.document.dispatchEvent(new CustomEvent('clipkeep-answer', { detail: `seen ${id}` }));
    });
    assert.equal(page.run('page/find.js').item, `seen ${ID}`);
  });

  test('without an observer that is said, with or without a post', () => {
    assert.equal(find({ address, state: detail(ITEM) }, false).observer, false);
    assert.equal(find({}, false).observer, false);
  });
});

describe('whose post it is', () => {
  const address = `https://www.tiktok.com/@catlady/video/${ID}`;
  const me = { uid: '6890000000000000001', uniqueId: 'catlady', nickName: 'Jane Private', secUid: 'MS4w' };
  const author = { id: me.uid, uniqueId: 'catlady' };
  const stateOf = (/** @type {any} */ user, /** @type {any} */ more) => state({
    'webapp.app-context': { wid: '1', ...(user && { user }) },
    'webapp.video-detail': { itemInfo: { itemStruct: { ...ITEM, ...more } } },
  });
  const rows = [
    { why: 'the one who is signed in made it', user: me, more: { author }, mine: true },
    { why: 'made under a name of before: the id is the same', user: me, more: { author: { ...author, uniqueId: 'cat.lady' } }, mine: true },
    { why: 'made by another, whose name is now theirs: the ids differ', user: me, more: { author: { ...author, id: '7' } }, mine: false },
    { why: 'no ids: the names decide', user: { uniqueId: 'catlady' }, more: { author: { uniqueId: 'catlady' } }, mine: true },
    { why: 'an older form of the item', user: me, more: { author: 'catlady', authorId: me.uid }, mine: true },
    { why: 'an older form without an id', user: me, more: { author: 'catlady' }, mine: true },
    { why: 'somebody else is signed in', user: { ...me, uid: '9', uniqueId: 'mina' }, more: { author }, mine: false },
    { why: 'nobody is signed in', user: null, more: { author }, mine: false },
    { why: 'nobody, written as an account without a name', user: { uid: '', uniqueId: '' }, more: { author: { id: '', uniqueId: '' } }, mine: false },
    { why: 'an item without an author, though the address has the name', user: me, more: {}, mine: false },
    { why: 'an item of another post', user: me, more: { id: OTHER, author }, mine: false },
    { why: 'fields of another type', user: { uid: 7, uniqueId: ['catlady'] }, more: { author: { id: 7, uniqueId: ['catlady'] } }, mine: false },
  ];
  for (const { why, user, more, mine } of rows) {
    test(why, () => assert.equal(find({ address, state: stateOf(user, more) }).mine, mine));
  }

  test('nothing of the account leaves the page but that', () => {
    const other = { ...author, id: '7', uniqueId: 'mina' };
    for (const one of [author, other]) {
      const { item, address: _of, ...found } = find({ address, state: stateOf(me, { author: one }) });
      assert.deepEqual(found, { observer: true, id: ID, mine: one === author });
      assert.doesNotMatch(item, /Jane|nickName|MS4w/);
    }
  });

  test('of a post that the page went on to, the observed item says who made it', () => {
    const page = pageStub({ address, state: stateOf(me, { id: OTHER, author }) });
    page.document.addEventListener('clipkeep-ask', () => {
      const detail = JSON.stringify({ ...ITEM, author: { ...author, id: '7' } });
      page.document.dispatchEvent(new CustomEvent('clipkeep-answer', { detail }));
    });
    assert.equal(page.run('page/find.js').mine, false);
  });
});
