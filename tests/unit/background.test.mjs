// The whole background against a browser and a host that are only models.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { EXTENSION_URL, Port, browserStub, ourPage, settle, stoppedClock } from './stubs.mjs';

const ID = '7602050882429897470';
const found = {
  observer: true, id: ID, item: `{"id":"${ID}","desc":"my secret cat"}`,
  address: `https://www.tiktok.com/@catlady/video/${ID}`,
};
const page = { id: 7, url: `${found.address}?x=1`, incognito: false };
const hidden = { ...page, id: 8, incognito: true };
const container = { ...page, id: 9, cookieStoreId: 'firefox-container-2' };
const settings = { folder: 'TikTok', folderOk: true, cover: true, parallel: 3 };
const post = { id: ID, author: { name: 'catlady' }, text: 'my secret cat' };
/** @param {string} state @param {object} [more] */
const job = (state, more = {}) => ({
  job: 3, post: ID, author: 'catlady', text: 'my secret cat', state, bytes: 1, total: 4,
  changedAt: Date.now() / 1000, ...more,
});

Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Mozilla/5.0 (model)' } });

/** @type {ReturnType<typeof browserStub>} */
let stub;
let lives = 0;
/** A background of its own for each test, as a browser starts it. */
beforeEach(async () => {
  stub = browserStub({ tabs: [page, hidden, container, { id: 1, url: 'https://example.com/' }], found });
  // Each module keeps the API it was loaded with; one object that always leads to the newest.
  const scope = /** @type {any} */ (globalThis);
  scope.chrome ??= {};
  Object.assign(scope.chrome, stub.api);
  lives += 1;
  await import(`../../extension/background/main.js?life=${lives}`);
});

const newest = () => /** @type {Port} */ (stub.hosts.at(-1));

/** What a page of ours is answered. @param {object} message @returns {Promise<any>} */
const say = (message, sender = ourPage) =>
  new Promise((reply) => {
    const taken = stub.api.runtime.onMessage.happen(message, sender, reply).some(Boolean);
    if (!taken) reply('not taken');
  });

/** Lets the host greet and tell what it knows. @param {any[]} [jobs] newest first */
async function greet(jobs = []) {
  await settle();
  newest().answer('hello', { version: '0.1.0' });
  await settle();
  newest().answer('subscribe', { jobs, settings });
  await settle();
}

/** @param {any} thing an event of the host's subscription */
const event = (thing) => newest().say({ id: newest().asked('subscribe').id, event: thing.job ? 'job' : 'settings', ...thing });

/** Looks at a tab whose post the host can read. @param {number} tab @param {object} [result] */
async function look(tab, result = {}) {
  const looked = say({ do: 'look', tab });
  if (stub.hosts.length === 0) await greet();
  await settle();
  newest().answer('read', { post, kept: null, job: null, ...result });
  return (await looked).result;
}

/** Looks and presses Save. @param {number} tab */
async function save(tab, state = 'queued') {
  await look(tab);
  const saved = say({ do: 'save', tab });
  await settle();
  newest().answer('save', { job: job(state) });
  return (await saved).result;
}

/** A popup that is open. */
function openView() {
  const port = new Port({ sender: ourPage });
  stub.api.runtime.onConnect.happen(port);
  return port;
}

describe('who is listened to', () => {
  const strangers = [
    { why: 'another extension', sender: { id: 'other', url: `${EXTENSION_URL}popup/popup.html` } },
    { why: 'a page of the web', sender: { id: 'own', url: 'https://www.tiktok.com/' } },
    { why: 'a sender without an address', sender: { id: 'own' } },
  ];
  for (const { why, sender } of strangers) {
    test(`${why} is not`, async () => {
      assert.equal(await say({ do: 'hello' }, /** @type {any} */ (sender)), 'not taken');
      const port = new Port({ sender });
      stub.api.runtime.onConnect.happen(port);
      assert.equal(port.ended, true);
      assert.equal(stub.hosts.length, 0);
    });
  }

  test('what is no action is not taken', async () => {
    for (const what of ['toString', '__proto__', 'format', undefined]) {
      assert.equal(await say({ do: what }), 'not taken');
    }
  });
});

describe('looking and saving', () => {
  test('the post on screen is read by the host, with the two anonymous cookies', async () => {
    const result = await look(7);
    assert.deepEqual(result, { where: 'post', post, kept: null, job: null });
    const { id, ...asked } = newest().asked('read');
    assert.ok(id);
    assert.deepEqual(asked, {
      verb: 'read', address: found.address, item: found.item, userAgent: 'Mozilla/5.0 (model)',
      cookies: { tt_chain_token: 'tt_chain_token of 0', ttwid: 'ttwid of 0' },
    });
    assert.deepEqual([...new Set(stub.asked.map(({ name }) => name))].sort(), ['tt_chain_token', 'ttwid']);
  });

  const stores = [[7, '0'], [8, '1'], [9, 'firefox-container-2']];
  for (const [tab, store] of stores) {
    test(`the cookies of tab ${tab} are those of its own store`, async () => {
      await look(Number(tab));
      assert.equal(newest().asked('read').cookies.ttwid, `ttwid of ${store}`);
    });
  }

  const places = [
    { why: 'another site', where: 'elsewhere', arrange: () => {}, tab: 1 },
    { why: 'no permission', where: 'permission', tab: 7,
      arrange: () => { stub.api.permissions.contains = async () => false; Object.assign(/** @type {any} */ (globalThis).chrome, stub.api); } },
    { why: 'a tab from before', where: 'reload', tab: 7, arrange: () => { stub.world.found = { ...found, observer: false }; } },
    { why: 'a page that cannot be looked at', where: 'reload', tab: 7, arrange: () => { stub.world.found = undefined; } },
    { why: 'no post', where: 'none', tab: 7, arrange: () => { stub.world.found = { ...found, id: null, address: null, item: null }; } },
  ];
  for (const { why, where, arrange, tab } of places) {
    test(`${why}: told without a host`, async () => {
      arrange();
      assert.deepEqual(await say({ do: 'look', tab }), { result: { where } });
      assert.equal(stub.hosts.length, 0);
    });
  }

  test('Save saves what was shown, even when the feed has moved on', async () => {
    await look(7);
    stub.world.found = { ...found, id: '1', address: 'https://www.tiktok.com/@/video/1' };
    const saved = say({ do: 'save', tab: 7, again: true });
    await settle();
    const asked = newest().asked('save');
    assert.equal(asked.address, found.address);
    assert.equal(asked.again, true);
    newest().answer('save', { job: job('queued') });
    assert.equal((await saved).result.job.state, 'queued');
  });

  test('a look finds the download of this post that this session knows', async () => {
    await save(7, 'downloading');
    event({ job: job('failed') });
    assert.equal((await look(7)).job.state, 'failed');
  });

  test('the picture of a private window is not loaded into the cache of the others', async () => {
    const pictured = { ...post, cover: 'https://p16-sign.tiktokcdn-us.com/a.image' };
    assert.equal((await look(7, { post: pictured })).post.cover, pictured.cover);
    assert.deepEqual((await look(8, { post: pictured })).post, { ...pictured, cover: null });
  });

  test('an error of the host arrives with its code', async () => {
    const looked = say({ do: 'look', tab: 7 });
    await greet();
    newest().say({ id: newest().asked('read').id, event: 'error', error: { code: 'post-private', detail: 'x' } });
    assert.deepEqual(await looked, { error: { code: 'post-private', detail: 'x' } });
  });
});

describe('while something is saved', () => {
  test('every view follows, and the button shows how far it is', async () => {
    const view = openView();
    await greet();
    await save(7, 'downloading');
    event({ job: job('downloading', { bytes: 2 }) });
    const told = view.posted.at(-1);
    assert.equal(told.job.bytes, 2);
    assert.deepEqual(told.running, [ID]);
    assert.equal(stub.badge.text, '50%');
    event({ job: job('done') });
    assert.deepEqual(view.posted.at(-1).running, []);
    assert.equal(stub.badge.text, '');
  });

  test('a view that comes later learns what runs', async () => {
    await save(7, 'downloading');
    assert.deepEqual(openView().posted[0], { running: [ID] });
  });

  test('a failure marks the button until it has been seen', async () => {
    await save(7, 'downloading');
    event({ job: job('failed') });
    assert.equal(stub.badge.text, '!');
    await say({ do: 'seen', job: 3 });
    assert.equal(stub.badge.text, '');
  });

  test('a host that dies is started again, and the view sees the download go on', async () => {
    const view = openView();
    await greet();
    await save(7, 'downloading');
    newest().end();
    await greet([job('downloading', { bytes: 3 })]);
    assert.equal(stub.hosts.length, 2);
    assert.equal(view.posted.at(-1).job?.bytes ?? view.posted.at(-2).job?.bytes, 3);
    assert.equal(view.posted.some(({ lost }) => lost), false, 'no word of an end that was none');
  });

  test('a host that dies again and again is left alone at last', async () => {
    const view = openView();
    await greet();
    await save(7, 'downloading');
    for (let deaths = 0; deaths < 6; deaths += 1) {
      newest().end();
      await settle();
      if (newest().ended) break;
      await greet([job('downloading')]);
    }
    assert.equal(stub.hosts.length, 4);
    assert.equal(view.posted.at(-1).lost.code, 'host-lost');
  });

  test('a host that dies at rest is not started for nothing', async () => {
    openView();
    await greet();
    newest().end();
    await settle();
    assert.equal(stub.hosts.length, 1);
  });

  test('a host that makes way for one with the new folder is followed by that, without a word', async () => {
    const view = openView();
    await greet();
    const chosen = say({ do: 'choose' });
    await settle();
    newest().answer('choose-folder', { settings: { folder: 'elsewhere' } });
    await chosen;
    newest().end();
    await greet();
    assert.equal(stub.hosts.length, 2);
    assert.equal(view.posted.some(({ lost }) => lost), false);
    newest().end();
    await settle();
    assert.equal(stub.hosts.length, 2, 'only that once');
  });

  test('a browser that starts takes up what was left', async () => {
    stub.api.runtime.onStartup.happen();
    await greet([job('downloading', { bytes: 3 })]);
    assert.equal(stub.badge.text, '75%');
  });
});

describe('rest', () => {
  test('the host goes 20 s after nobody looks and nothing runs', async (t) => {
    const clock = stoppedClock(t);
    const view = openView();
    await greet();
    await save(7, 'downloading');
    view.onDisconnect.happen(view);
    clock.tick(60000);
    assert.equal(newest().ended, false, 'something runs');
    event({ job: job('done') });
    clock.tick(19999);
    assert.equal(newest().ended, false);
    clock.tick(1);
    assert.equal(newest().ended, true);
  });

  test('not while a view is open', async (t) => {
    const clock = stoppedClock(t);
    openView();
    await greet();
    clock.tick(600000);
    assert.equal(newest().ended, false);
  });
});

describe('what is stored', () => {
  for (const tab of [7, 8]) {
    test(`nothing of a post, not even for the session (tab ${tab})`, async () => {
      const view = openView();
      await greet();
      await save(tab, 'downloading');
      event({ job: job('done', { file: 'catlady/cat.mp4' }) });
      event({ settings: { ...settings, cover: false } });
      view.onDisconnect.happen(view);
      await settle();
      assert.ok(stub.stored.length > 0, 'the settings are');
      for (const { area, what } of stub.stored) {
        assert.equal(area, 'session');
        assert.deepEqual(Object.keys(what), ['shared']);
        assert.deepEqual(Object.keys(what.shared).sort(), ['hostVersion', 'settings']);
      }
      assert.doesNotMatch(JSON.stringify(stub.stored), /cat|7602|token/);
    });
  }
});

describe('settings', () => {
  test('are changed at the host, and every view is told', async () => {
    const view = openView();
    await greet();
    const changed = say({ do: 'change', set: { cover: false } });
    await settle();
    assert.deepEqual(newest().asked('settings').set, { cover: false });
    newest().answer('settings', { settings: { ...settings, cover: false } });
    assert.equal((await changed).result.settings.cover, false);
    assert.equal(view.posted.at(-1).shared.settings.cover, false);
  });

  test('hello tells them, however many ask at once', async () => {
    const both = [say({ do: 'hello' }), say({ do: 'hello' })];
    await greet();
    for (const answer of await Promise.all(both)) {
      assert.deepEqual(answer, { result: { settings, hostVersion: '0.1.0' } });
    }
    assert.equal(stub.hosts.length, 1);
  });
});
