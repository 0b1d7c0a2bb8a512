// Accounts with lists: what the endpoints answer to strangers, to their owners and to pages, and
// what they do wrong.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Account } from './accounts.mjs';
import { Client, scopeOf, scriptOf } from './client.mjs';
import { Standin } from './control.mjs';
import { authorOf } from './item.mjs';

const outside = process.env.CK_WORLD ? false : 'not inside tests/standin/world.sh';
const API = 'https://www.tiktok.com/api';
const nobody = { imageUrl: () => '' };
const secUid = (name) => authorOf(nobody, name).secUid;
const PAGE = ['-H', 'Sec-Fetch-Site: same-origin'];

describe('an account', () => {
  const spec = { name: 'a', posts: { count: 5000, vanished: 40, private: 25, silent: 10, photos: 300 } };

  test('is always the same, newest first, each post once, of the kinds asked for', () => {
    const [list] = new Account(spec).truth().lists;
    assert.deepEqual(new Account(spec).truth().lists[0], list);
    assert.equal(new Set(list.posts.map((post) => post.id)).size, 5000);
    assert.ok(list.posts.every((post, n) => n === 0 || post.created < list.posts[n - 1].created));
    assert.ok(list.posts.every((post) => BigInt(post.id) >> 32n === BigInt(post.created)));
    const count = (kind) => list.posts.filter((post) => post.kind === kind).length;
    assert.deepEqual(['vanished', 'private', 'silent', 'photos'].map(count), [40, 25, 10, 300]);
  });

  test('shares posts between its lists, and grows at the head', () => {
    const account = new Account({ ...spec, posts: { count: 9 }, likes: { count: 6 }, favourites: { count: 5, shared: 2, of: 'likes' } });
    const ids = (list) => account.lists.get(list).stubs.map((stub) => stub.id);
    assert.deepEqual(ids('favourites').slice(0, 2), ids('likes').slice(0, 2));
    assert.equal(new Set([...ids('favourites'), ...ids('likes')]).size, 9);
    const made = account.grow('posts', 2);
    assert.deepEqual(ids('posts').slice(0, 2), made.reverse());
  });
});

/** Asks for a list. @returns {Promise<any>} undefined when the answer has no bytes */
async function ask(client, path, query, args = []) {
  const { status, body } = await client.get(`${API}/${path}/?aid=1988&${new URLSearchParams(query)}`, args);
  if (status !== 200) return status;
  return body.length ? JSON.parse(body.toString()) : undefined;
}
const ids = (answer) => answer.itemList.map((item) => item.id);

describe('lists in a world', { skip: outside }, () => {
  test('the open list goes back a week at a time, and its posts can be kept', async () => {
    const standin = await Standin.connect();
    const client = new Client();
    const { lists } = await standin.account({ name: 'weekly', posts: { count: 40, every: 43200, gaps: [{ after: 20, days: 30 }] } });
    const asked = (cursor) =>
      ask(client, 'creator/item_list', { secUid: secUid('weekly'), type: 1, count: 15, cursor, device_id: '7250000000000000001' });
    const first = await asked(Date.now());
    assert.deepEqual(ids(first), lists[0].posts.slice(0, 15).map((post) => post.id));
    assert.equal(first.hasMorePrevious, true);
    const second = await asked(lists[0].posts[14].created * 1000);
    assert.deepEqual(ids(second), lists[0].posts.slice(15, 20).map((post) => post.id));
    const gap = await asked(lists[0].posts[19].created * 1000);
    assert.deepEqual([gap.itemList.length, gap.hasMorePrevious], [0, true]);
    const { video } = first.itemList[0];
    assert.equal((await client.media(video.playAddr)).status, 200);
    assert.equal((await client.media(video.playAddr)).body.length, video.bitrateInfo[0].PlayAddr.DataSize);
  });

  test('private posts, likes and favourites are for who is signed in; some lists for pages', async () => {
    const standin = await Standin.connect();
    await standin.account({ name: 'owner', posts: { count: 6, private: 2 }, likes: { count: 4 }, favourites: { count: 3 }, reposts: { count: 2 }, collections: [{ name: 'kitchen', count: 5 }] });
    const query = { secUid: secUid('owner'), count: 30, cursor: 0, device_id: '1' };
    const stranger = new Client();
    assert.equal((await ask(stranger, 'creator/item_list', query)).itemList.length, 4);
    assert.equal(await ask(stranger, 'favorite/item_list', query), undefined);
    assert.equal(await ask(stranger, 'repost/item_list', query), undefined);
    assert.equal((await ask(stranger, 'repost/item_list', query, PAGE)).itemList.length, 2);
    const [collection] = (await ask(stranger, 'user/collection_list', query, PAGE)).collectionList;
    const kitchen = { collectionId: collection.collectionId, count: 3, cursor: 3 };
    assert.equal((await ask(stranger, 'collection/item_list', kitchen)).itemList.length, 2);

    await standin.settings({ signedIn: 'owner', sessions: true });
    const owner = new Client();
    await owner.get('https://www.tiktok.com/@owner');
    assert.equal((await ask(owner, 'post/item_list', query, PAGE)).itemList.length, 6);
    assert.equal((await ask(owner, 'favorite/item_list', query)).itemList.length, 4);
    assert.equal((await ask(owner, 'user/collect/item_list', query)).itemList.length, 3);
    const secret = (await standin.truth('owner')).lists[0].posts.find((post) => post.kind === 'private');
    assert.equal((await owner.item(secret.id)).id, secret.id);
    await standin.settings({ signedIn: '', sessions: false });
    const page = await stranger.get(`https://www.tiktok.com/@owner/video/${secret.id}`);
    assert.equal(scopeOf(page.body).statusCode, 10216);
  });

  test('stories are for pages, end when they say so, and their profile tells of them', async () => {
    const standin = await Standin.connect();
    await standin.account({ name: 'teller', posts: { count: 1 }, stories: { count: 3 } });
    const client = new Client();
    const query = { authorId: authorOf(nobody, 'teller').id, loadBackward: false, count: 2, cursor: 0 };
    assert.equal(await ask(client, 'story/item_list', query), undefined);
    const first = await ask(client, 'story/item_list', query, PAGE);
    const last = await ask(client, 'story/item_list', { ...query, cursor: first.MaxCursor }, PAGE);
    assert.deepEqual([first, last].map((one) => [one.itemList.length, one.HasMoreAfter]), [[2, true], [1, false]]);
    assert.equal(first.itemList[0].story.ExpiredAt, (first.itemList[0].createTime + 86400) * 1000);
    const { user } = (await ask(client, 'user/detail', { uniqueId: 'teller' }, PAGE)).userInfo;
    assert.equal(user.UserStoryStatus, 1);
  });

  test('what is in a list may be gone', async () => {
    const standin = await Standin.connect();
    const client = new Client();
    const { lists } = await standin.account({ name: 'leaver', posts: { count: 3, vanished: 3 } });
    const page = await client.get(`https://www.tiktok.com/@leaver/video/${lists[0].posts[1].id}`);
    assert.equal(scopeOf(page.body).statusCode, 10204);
  });

  test('it lies, repeats, answers with nothing, and asks for a person', async () => {
    const standin = await Standin.connect();
    const client = new Client();
    const asked = (name, more = {}) =>
      ask(client, 'creator/item_list', { secUid: secUid(name), count: 15, cursor: Date.now(), device_id: '1', ...more });
    await standin.account({ name: 'liar', posts: { count: 30, every: 3600 }, quirks: { more: 'never', empty: 3, live: true, pinned: 1, lost: 5 } });
    const first = await asked('liar');
    assert.equal(first.hasMorePrevious, false);
    assert.equal(first.itemList.filter((item) => item.liveRoomInfo).length, 1);
    assert.ok(first.itemList[0].isPinnedItem && first.itemList[0].createTime < first.itemList[2].createTime);
    await asked('liar');
    assert.equal(await asked('liar'), undefined);

    await standin.account({ name: 'stuck', posts: { count: 30, every: 3600 }, quirks: { stuck: 1 } });
    const cursor = 1000 * (await standin.truth('stuck')).lists[0].posts[14].created;
    assert.deepEqual(ids(await asked('stuck')), ids(await asked('stuck', { cursor })));
    assert.notDeepEqual(ids(await asked('stuck')), ids(await asked('stuck', { cursor, device_id: '2' })));

    await standin.account({ name: 'doubter', posts: { count: 30 }, quirks: { captchaAfter: 1 } });
    await asked('doubter');
    assert.equal((await asked('doubter')).statusCode, 10000);
    await standin.quirks('doubter', { tooMany: { after: 0, times: 1 } });
    assert.equal(await asked('doubter'), 429);
    assert.equal((await asked('doubter')).itemList.length, 15);
  });

  test('an account that is made anew has nothing of the one before', async () => {
    const standin = await Standin.connect();
    const kinds = async (vanished) => {
      const { lists: [{ posts }] } = await standin.account({ name: 'again', posts: { count: 4, vanished } });
      await ask(new Client(), 'creator/item_list', { secUid: secUid('again'), type: 1, count: 15, cursor: 0, device_id: '7250000000000000001' });
      const known = await standin.posts();
      return posts.map(({ id }) => known.find((one) => one.id === id).expect.code ?? 'there');
    };
    assert.deepEqual(await kinds(4), Array(4).fill('post-unavailable'));
    assert.deepEqual(await kinds(0), Array(4).fill('there'));
  });

  test('pages of an account and of its lists say how many there are', async () => {
    const standin = await Standin.connect();
    const client = new Client();
    const { lists } = await standin.account({ name: 'lister', posts: { count: 7 }, collections: [{ name: 'kitchen', count: 5 }], tags: [{ name: 'bread', count: 4 }] });
    const scopes = async (path) =>
      JSON.parse(scriptOf((await client.get(`https://www.tiktok.com${path}`)).body, '__UNIVERSAL_DATA_FOR_REHYDRATION__')).__DEFAULT_SCOPE__;
    assert.equal((await scopes('/@lister'))['webapp.user-detail'].userInfo.statsV2.videoCount, '7');
    const { key } = lists.find((list) => list.kind === 'collections');
    const state = (await scopes(`/@lister/collection/kitchen-${key}`))['sharing.collection.collection_state'];
    assert.deepEqual([state.collectionInfo.collectionId, state.collectionInfo.total], [key, '5']);
    assert.equal((await scopes('/tag/bread'))['webapp.challenge-detail'].challengeInfo.challenge.title, 'bread');
  });

  test('comments answer to the least of queries, page by page, with replies', async () => {
    const standin = await Standin.connect();
    const client = new Client();
    const { lists } = await standin.account({ name: 'talker', posts: { count: 1 }, comments: 25 });
    const aweme_id = lists[0].posts[0].id;
    const first = await ask(client, 'comment/list', { aweme_id, count: 20, cursor: 0 });
    assert.deepEqual([first.comments.length, first.has_more, first.cursor, first.total], [20, 1, 20, 25 + 9 * 4]);
    const rest = await ask(client, 'comment/list', { aweme_id, count: 20, cursor: 20 });
    assert.deepEqual([rest.comments.length, rest.has_more], [5, 0]);
    const [top] = first.comments;
    const replies = await ask(client, 'comment/list/reply', { item_id: aweme_id, comment_id: top.cid, count: 3, cursor: 0 });
    assert.deepEqual(replies.comments.map((one) => one.reply_id), [top.cid, top.cid, top.cid]);
    assert.equal(await ask(client, 'comment/list', { aweme_id, count: 20, cursor: 0, device_id: '1' }), undefined);
  });
});
