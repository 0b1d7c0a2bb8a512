// The whole background against a browser and a host that are only models.
import assert from 'node:assert/strict';
import { EXTENSION_URL, Port, settle, stoppedClock } from './stubs.mjs';
import { ID, event, found, greet, job, look, newest, openView, post, save, say, seenBy, settings, stub } from './life.mjs';
import { describe, test } from 'node:test';

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

  test('that a post is one\'s own goes along, and consent when it was given', async () => {
    await look(7);
    assert.equal('mine' in newest().asked('read'), false);
    stub.world.found = { ...found, mine: true };
    await look(7);
    assert.equal(newest().asked('read').mine, true);
    say({ do: 'save', tab: 7, consent: true });
    await settle();
    assert.deepEqual([newest().asked('save').mine, newest().asked('save').consent], [true, true]);
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
    assert.equal((await seenBy(view)).jobs.get(3).bytes, 2);
    assert.equal(stub.badge.text, '50%');
    event({ job: job('done') });
    assert.equal((await seenBy(view)).jobs.get(3).state, 'done');
    assert.equal(stub.badge.text, '✓', 'for a moment');
  });

  test('a view that comes later learns what runs', async () => {
    await save(7, 'downloading');
    const [told] = openView().posted;
    assert.deepEqual([told.all, told.jobs.length, told.jobs[0].post], [true, 1, ID]);
    assert.equal(told.shared.settings.folder, 'TikTok');
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
    const seen = await seenBy(view);
    assert.equal(seen.jobs.get(3).bytes, 3);
    assert.equal(seen.lost, null, 'no word of an end that was none');
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
    const seen = await seenBy(view);
    assert.equal(seen.lost.code, 'host-lost');
    assert.equal(seen.shared.fault.code, 'host-lost');
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

describe('what a creator allowed', () => {
  const permit = { post: ID, who: 'Cat Lady', scope: ['share'], when: '2026-02-03', note: '', proof: true };

  test('is written down by the host, and what was shown of posts is asked anew', async () => {
    stub.world.tabs[0].url = found.address;
    await look(7);
    const asked = say({ do: 'permit', ...permit, path: '/etc/passwd' });
    await settle();
    const { id, verb, ...fields } = newest().asked('permission');
    assert.deepEqual(fields, permit, 'and no more than that');
    newest().answer('permission', { permissions: [] });
    assert.deepEqual((await asked).result.permissions, []);
    assert.deepEqual((await say({ do: 'known', tab: 7 })).result.shown, {});
  });

  const refusals = [{ code: 'proof-large', badge: '!', later: true }, { code: 'cancelled', badge: '', later: false }];
  for (const { code, badge, later } of refusals) {
    test(`${code}, while its window had closed the popup: ${later ? 'said by the next' : 'needs no word'}`, async () => {
      const view = openView();
      await greet();
      say({ do: 'permit', ...permit });
      await settle();
      view.onDisconnect.happen(view);
      newest().say({ id: newest().asked('permission').id, event: 'error', error: { code, detail: '' } });
      await settle();
      assert.equal(stub.badge.text, badge);
      assert.equal(openView().posted[0].unsaid, later ? code : undefined);
    });
  }
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
        assert.deepEqual(Object.keys(what.shared).sort(), ['counts', 'fault', 'held', 'hostVersion', 'settings']);
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
    assert.equal((await seenBy(view)).shared.settings.cover, false);
  });

  test('hello tells them, however many ask at once', async () => {
    const both = [say({ do: 'hello' }), say({ do: 'hello' })];
    await greet();
    for (const answer of await Promise.all(both)) {
      assert.deepEqual(answer, { result: { settings, hostVersion: '0.1.0', held: null, counts: null, fault: null } });
    }
    assert.equal(stub.hosts.length, 1);
  });
});
