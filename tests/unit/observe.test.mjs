// page/observe.js in a page that is only a model: what it keeps, and that the page never notices.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { pageStub } from './page.mjs';
import { settle } from './stubs.mjs';

const ID = '7602050882429897470';
const OTHER = '7602050882429897471';
const LIST = 'https://www.tiktok.com/api/recommend/item_list/?count=6';
/** @param {string} id @param {object} [more] */
const item = (id, more = {}) => ({ id, desc: 'my cat', video: { playAddr: 'x' }, ...more });

/** @type {ReturnType<typeof pageStub>} */
let page;
beforeEach(() => {
  page = pageStub();
});

/** A page whose own fetch answers one address. @param {string} url @param {string} text @param {object} [more] */
function answering(url, text, more = {}) {
  page.answers[url] = () => {
    const answer = { ok: true, url, text: async () => text, clone: () => ({ text: async () => text }), ...more };
    return answer;
  };
  page.run('page/observe.js');
}

/** @param {string} url */
async function fetchInPage(url) {
  const answer = await page.window.fetch(url);
  await settle();
  return answer;
}

/** @param {Partial<{url: string, type: string, text: string, response: any}>} given */
async function requestInPage({ url = LIST, type = '', text = '', response = null }) {
  const request = new page.XMLHttpRequest();
  request.send();
  Object.assign(request, { responseURL: url, responseType: type, response });
  if (type === '' || type === 'text') {
    request.responseText = text;
  } else {
    // A browser throws when the text of such an answer is read.
    Object.defineProperty(request, 'responseText', { get: () => { throw new Error('no text'); } });
  }
  request.dispatchEvent(new Event('load'));
  await settle();
  return request;
}

describe('what is kept of the answers to fetch', () => {
  const shapes = {
    itemList: { itemList: [item(ID)] },
    item_list: { item_list: [item(ID)] },
    'data.itemList': { data: { itemList: [item(ID)] } },
    'data[].item': { data: [{ type: 4 }, { item: item(ID) }] },
    'itemInfo.itemStruct': { itemInfo: { itemStruct: item(ID) } },
    'a photo post': { itemList: [{ id: ID, imagePost: { images: [] } }] },
  };
  for (const [why, answer] of Object.entries(shapes)) {
    test(why, async () => {
      answering(LIST, JSON.stringify(answer));
      await fetchInPage(LIST);
      assert.equal(JSON.parse(page.ask(ID) ?? '').id, ID);
      assert.equal(page.ask(OTHER), '', 'an id that was never seen');
    });
  }

  const addresses = [
    { path: '/api/recommend/item_list/', kept: true },
    { path: '/api/preload/item_list/', kept: true },
    { path: '/api/post/item_list/', kept: true },
    { path: '/api/favorite/item_list', kept: true },
    { path: '/api/user/collect/item_list/', kept: true },
    { path: '/api/item/detail/', kept: true },
    { path: '/api/search/general/full/', kept: true },
    { path: '/api/comment/list/', kept: false },
    { path: '/api/user/detail/', kept: false },
    { path: '/api/message/item_list/', kept: false },
    { path: '/x/api/item/detail/', kept: false },
  ];
  for (const { path, kept } of addresses) {
    test(`${path} is ${kept ? 'read' : 'left alone'}`, async () => {
      const url = `https://www.tiktok.com${path}`;
      let looked = false;
      answering(url, '', {
        clone: () => {
          looked = true;
          return { text: async () => JSON.stringify({ itemList: [item(ID)] }) };
        },
      });
      await fetchInPage(url);
      assert.equal(looked, kept);
      assert.equal(page.ask(ID) !== '', kept);
    });
  }

  test('another site that has the same path is left alone', async () => {
    for (const host of ['tiktok.com.evil.example', 'nottiktok.com']) {
      const url = `https://${host}/api/item/detail/`;
      answering(url, JSON.stringify({ itemList: [item(ID)] }));
      await fetchInPage(url);
      assert.equal(page.ask(ID), '', host);
    }
  });

  test('an answer that says "failed" is left alone', async () => {
    answering(LIST, JSON.stringify({ itemList: [item(ID)] }), { ok: false });
    await fetchInPage(LIST);
    assert.equal(page.ask(ID), '');
  });

  test('the newest item of an id counts, and whatever is no post does not', async () => {
    answering(LIST, JSON.stringify({ itemList: [
      item(ID, { desc: 'old' }), item(ID, { desc: 'new' }), null, 7, item('12'), { id: OTHER }, item(/** @type {any} */ (5)),
    ] }));
    await fetchInPage(LIST);
    assert.equal(JSON.parse(page.ask(ID) ?? '').desc, 'new');
    assert.equal(page.ask('12'), '');
    assert.equal(page.ask(OTHER), '');
  });

  test('only the last 200 items stay', async () => {
    const ids = Array.from({ length: 201 }, (_, n) => String(7602050882429897000n + BigInt(n)));
    answering(LIST, JSON.stringify({ itemList: ids.map((id) => item(id)) }));
    await fetchInPage(LIST);
    assert.equal(page.ask(ids[0]), '', 'the oldest is gone');
    assert.notEqual(page.ask(ids[1]), '');
    assert.notEqual(page.ask(ids[200]), '');
  });
});

describe('what is kept of the answers to XMLHttpRequest', () => {
  const answer = { itemList: [item(ID)] };
  const kinds = [
    { type: '', text: JSON.stringify(answer), kept: true },
    { type: 'text', text: JSON.stringify(answer), kept: true },
    { type: 'json', response: answer, kept: true },
    { type: 'json', response: null, kept: false },
    { type: 'arraybuffer', response: new ArrayBuffer(8), kept: false },
    { type: 'blob', response: {}, kept: false },
    { type: '', text: JSON.stringify(answer), url: 'https://www.tiktok.com/api/comment/list/', kept: false },
    { type: '', text: JSON.stringify(answer), url: '', kept: false },
  ];
  for (const { kept, ...given } of kinds) {
    test(`${given.type || 'no type'} ${given.url ?? ''} ${given.response === null}: ${kept}`, async () => {
      page.run('page/observe.js');
      const request = await requestInPage(given);
      assert.equal(page.ask(ID) !== '', kept);
      assert.equal(/** @type {any} */ (request).sent, true, 'the request itself was sent');
    });
  }
});

test('in a page that was there before us it stays silent and touches nothing', () => {
  page.document.readyState = 'interactive';
  const { fetch } = page.window;
  page.run('page/observe.js');
  assert.equal(page.window.fetch, fetch);
  assert.equal(page.ask(ID), null);
});

describe('the page goes on as if nobody looked', () => {
  const garbage = ['', '<html>', 'null', '7', '"x"', '[]', '{"itemList":{"length":3}}', '{"data":[null,7]}'];
  for (const text of garbage) {
    test(`an answer that is ${text || 'empty'}`, async () => {
      answering(LIST, text);
      const answer = await fetchInPage(LIST);
      assert.equal(await answer.text(), text);
      await requestInPage({ text });
      assert.equal(page.ask(ID), '');
    });
  }

  test('an answer that cannot be read twice', async () => {
    answering(LIST, 'x', { clone: () => { throw new TypeError('already read'); } });
    assert.equal(await (await fetchInPage(LIST)).text(), 'x');
  });

  test('a request that fails, fails for the page as it did', async () => {
    page.answers[LIST] = () => { throw new TypeError('Failed to fetch'); };
    page.run('page/observe.js');
    await assert.rejects(fetchInPage(LIST), /Failed to fetch/);
  });

  test('a fetch of the page\'s own that returns no promise', () => {
    page.window.fetch = /** @type {any} */ (() => 7);
    page.run('page/observe.js');
    assert.equal(page.window.fetch(LIST), 7);
  });

  test('the page gets the very answer, with its own words and this', async () => {
    /** @type {any[]} */
    const calls = [];
    const answer = { ok: true, url: 'https://www.tiktok.com/x' };
    page.window.fetch = /** @type {any} */ (function own(/** @type {any[]} */ ...words) {
      calls.push([this, ...words]);
      return Promise.resolve(answer);
    });
    page.run('page/observe.js');
    assert.equal(await page.window.fetch('/x', /** @type {any} */ ({ method: 'POST' })), answer);
    assert.deepEqual(calls, [[page.window, '/x', { method: 'POST' }]]);
  });
});
