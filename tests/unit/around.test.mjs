// What is around the popup: menus, shortcuts, several posts at once, notifications, the cache of the
// first paint. Against models of browser and host.
import assert from 'node:assert/strict';
import { ID, event, found, greet, job, look, newest, openView, post, save, say, seenBy, stub } from './life.mjs';
import { afterEach, describe, test } from 'node:test';
import { parsed, settle } from './stubs.mjs';

const OTHER = '7602050882429897471';

/** Answers each save of the host in turn; a code for one that is refused. @param {(string | null)[]} codes */
async function answerSaves(codes) {
  let answered = 0;
  for (const code of codes) {
    await settle();
    const asked = newest().posted.filter(({ verb }) => verb === 'save')[answered];
    answered += 1;
    const done = { event: 'answer', result: { job: job('queued', { job: 10 + answered, post: `${answered}` }) } };
    newest().say({ id: asked.id, ...(code ? { event: 'error', error: { code, detail: '' } } : done) });
  }
  await settle();
}

const addresses = () => newest().posted.filter(({ verb }) => verb === 'save').map(({ address }) => address);

describe('several at once', () => {
  test('links go one after the other; one that is refused does not hold up the rest', async () => {
    openView();
    await greet();
    const asked = ['https://www.tiktok.com/@a/video/1', 'https://www.tiktok.com/@a', 'https://vm.tiktok.com/x/'];
    const saved = say({ do: 'saveLinks', addresses: asked });
    await answerSaves([null, 'address-not-post', null]);
    assert.deepEqual((await saved).result, { queued: 2, already: 0, refused: { 'address-not-post': 1 } });
    assert.deepEqual(addresses(), asked);
    const [first] = newest().posted.filter(({ verb }) => verb === 'save');
    assert.deepEqual([first.cookies, first.item], [{}, undefined], 'nothing of a page goes with a link');
  });

  test('a host that is not there ends it, with its own word', async () => {
    const saved = say({ do: 'saveLinks', addresses: ['https://www.tiktok.com/@a/video/1', 'https://vm.tiktok.com/x/'] });
    await settle();
    newest().end('No such native application app.clipkeep.host');
    assert.equal((await saved).error.code, 'host-missing');
  });

  test('tabs are looked at; one that cannot be is saved by its address', async () => {
    openView();
    await greet();
    stub.world.tabs.push({ id: 20, url: `https://www.tiktok.com/@b/video/${OTHER}`, discarded: true });
    const saved = say({ do: 'saveTabs', tabs: [7, 20] });
    await answerSaves([null, null]);
    assert.equal((await saved).result.queued, 2);
    assert.deepEqual(addresses(), [found.address, `https://www.tiktok.com/@b/video/${OTHER}`]);
    const [seen, asleep] = newest().posted.filter(({ verb }) => verb === 'save');
    assert.deepEqual([seen.item, asleep.item], [found.item, undefined]);
  });

  test('all jobs at once are named so, never by a forgotten number', async () => {
    openView();
    await greet();
    for (const verb of ['pause', 'resume', 'retry']) {
      say({ do: verb });
      await settle();
      assert.equal(newest().asked(verb).all, true);
      say({ do: verb, job: 3 });
      await settle();
      assert.deepEqual([newest().asked(verb).job, newest().asked(verb).all], [3, undefined]);
    }
  });

  test('consent is given for one post, never for all that failed', async () => {
    openView();
    await greet();
    say({ do: 'retry', job: 3, consent: true });
    await settle();
    assert.equal(newest().asked('retry').consent, true);
    say({ do: 'retry', consent: true });
    await settle();
    assert.deepEqual([newest().asked('retry').all, newest().asked('retry').consent], [true, undefined]);
  });
});

describe('menus and shortcuts', () => {
  /** @param {string} menuItemId @param {object} [more] */
  const choose = (menuItemId, more = {}) =>
    stub.api.contextMenus.onClicked.happen({ menuItemId, ...more }, stub.world.tabs[0]);

  test('the entries are made once for each install', async () => {
    stub.api.runtime.onInstalled.happen({ reason: 'update' });
    stub.api.runtime.onInstalled.happen({ reason: 'update' });
    await settle();
    const ids = stub.menus.map(({ id }) => id);
    assert.deepEqual([...new Set(ids)].sort(), ['folder', 'link', 'page', 'tabs']);
    const link = stub.menus.find(({ id }) => id === 'link');
    assert.ok(link.title && link.targetUrlPatterns.every((/** @type {string} */ one) => one.includes('tiktok.com')));
  });

  test('a link to a post is saved', async () => {
    choose('link', { linkUrl: 'https://vm.tiktok.com/x/' });
    await greet();
    await answerSaves([null]);
    assert.deepEqual(addresses(), ['https://vm.tiktok.com/x/']);
  });

  test('what goes wrong marks the button until somebody looks', async () => {
    choose('link', { linkUrl: 'https://www.tiktok.com/@a' });
    await greet();
    await answerSaves(['address-not-post']);
    assert.equal(stub.badge.text, '!');
    assert.equal(openView().posted[0].unsaid, 'address-not-post');
    assert.notEqual(stub.badge.text, '!');
    assert.equal(openView().posted[0].unsaid, undefined, 'said once');
  });

  test('the shortcut saves what is on screen now, not what a popup showed before', async () => {
    await look(7);
    stub.world.found = { ...found, id: OTHER, address: `https://www.tiktok.com/@b/video/${OTHER}` };
    stub.api.commands.onCommand.happen('save', stub.world.tabs[0]);
    await answerSaves([null]);
    assert.deepEqual(addresses(), [`https://www.tiktok.com/@b/video/${OTHER}`]);
  });

  test('the button saves all open posts of its window', async () => {
    stub.world.tabs.push({ id: 21, url: `https://www.tiktok.com/@b/photo/${OTHER}`, discarded: true },
      { id: 22, url: 'https://www.tiktok.com/foryou' });
    choose('tabs');
    await greet();
    await answerSaves(stub.world.tabs.filter((tab) => /(video|photo)\//.test(tab.url)).map(() => null));
    assert.ok(!addresses().some((address) => /foryou|example/.test(address)));
    assert.ok(addresses().includes(`https://www.tiktok.com/@b/photo/${OTHER}`));
  });
});

test('the first steps are shown once', async () => {
  await settle();
  assert.equal(stub.opened.length, 1);
  assert.match(stub.opened[0], /welcome\.html$/);
  await import(`../../extension/background/main.js?life=${ID}`);
  await settle();
  assert.equal(stub.opened.length, 1, 'not at the next start');
});

describe('a language that was chosen', () => {
  const scope = /** @type {any} */ (globalThis);
  const german = parsed('_locales/de/messages.json');
  /** @param {string} language */
  async function choose(language) {
    stub.world.local.language = language;
    stub.api.storage.onChanged.happen({ language: { newValue: language } }, 'local');
    await settle();
  }
  let read = 0;
  scope.fetch = async () => {
    read += 1;
    return { json: async () => german };
  };
  const linkTitle = () => stub.menus.find(({ id }) => id === 'link')?.title;
  afterEach(() => choose(''));

  test('is that of menus, button and notifications, at once', async () => {
    stub.api.runtime.onInstalled.happen();
    await settle();
    await choose('de');
    assert.deepEqual(stub.menus.map(({ id }) => id).sort(), ['folder', 'link', 'page', 'tabs'], 'each once');
    assert.equal(linkTitle(), german.menuLink.message);
    assert.equal(stub.badge.title, german.actionTitle.message);
    stub.world.local.notify = 'end';
    openView();
    await greet([job('downloading')]);
    event({ job: job('done') });
    await settle();
    assert.deepEqual(stub.notices.map(({ message }) => message), [german.notice_saved_one.message.replace('$COUNT$', '1')]);
  });

  test('goes again when it is given up', async () => {
    await choose('de');
    await choose('');
    assert.equal(linkTitle(), 'Keep this TikTok');
  });

  for (const [happening, made] of [['onInstalled', 4], ['onStartup', 4], [null, 0]]) {
    test(`is loaded ${made ? `and named at ${happening}` : 'by no mere wake, and nothing is named anew'}`, async () => {
      [stub.world.local.language, read] = ['de', 0];
      await import(`../../extension/background/main.js?life=wake ${happening}`);
      if (happening) stub.api.runtime[/** @type {'onStartup'} */ (happening)].happen({});
      await settle();
      assert.equal(stub.menus.length, made);
      assert.equal(stub.badge.title, made ? german.actionTitle.message : '');
      assert.equal(read > 0, made > 0);
    });
  }
});

test('a history that is deleted is gone from every view; what runs stays', async () => {
  const view = openView();
  await greet([job('failed', { job: 5 }), job('downloading', { job: 4 })]);
  const asked = say({ do: 'forget' });
  await settle();
  newest().answer('history-delete', { count: 7 });
  assert.deepEqual((await asked).result, { count: 7 });
  assert.deepEqual([...(await seenBy(view)).jobs.keys()], [4]);
});

describe('notifications', () => {
  const rows = [
    { when: undefined, ends: ['done', 'done'], told: [] },
    { when: 'never', ends: ['done', 'done'], told: [] },
    { when: 'end', ends: ['done', 'done'], told: ['2 posts are saved.'] },
    { when: 'end', ends: ['done', 'failed'], told: ['1 post is saved. 1 post could not be saved. Open Clipkeep to see why.'] },
    { when: 'end', ends: ['done', 'off', 'off'], told: ['1 post is saved. 2 posts were left out: their creators turned saving off. Open Clipkeep to decide.'] },
    { when: 'end', ends: ['cancelled', 'cancelled'], told: [] },
    { when: 'each', ends: ['done', 'done'], told: ['1 post is saved.', '1 post is saved.'] },
  ];
  for (const { when, ends, told } of rows) {
    test(`${when}: ${ends}`, async () => {
      stub.world.local.notify = when;
      openView();
      await greet(ends.map((_, n) => job('downloading', { job: n + 1, post: `${n}` })));
      for (const [n, state] of ends.entries()) {
        const error = state === 'off' ? { code: 'saving-off', detail: '' } : null;
        event({ job: job(error ? 'failed' : state, { job: n + 1, post: `${n}`, error }) });
        await settle();
      }
      assert.deepEqual(stub.notices.map(({ message }) => message), told);
    });
  }

  test('a browser that was not allowed them goes on without', async () => {
    stub.world.local.notify = 'end';
    const scope = /** @type {any} */ (globalThis);
    delete scope.chrome.notifications;
    openView();
    await greet([job('downloading')]);
    event({ job: job('done') });
    await settle();
    assert.equal(stub.badge.text, '✓');
  });
});

describe('what the next first paint has', () => {
  test('the post of a page of its own, with the download that goes on', async () => {
    await look(7);
    stub.world.tabs[0].url = found.address;
    await look(7);
    const { result } = await say({ do: 'known', tab: 7 });
    assert.equal(result.shown.post.id, ID);
    await save(7, 'downloading');
    const { result: later } = await say({ do: 'known', tab: 7 });
    assert.deepEqual(later.shown, {}, 'whether it is kept is asked anew');
    assert.deepEqual(later.jobs.map((/** @type {any} */ one) => one.state), ['downloading']);
  });

  test('the popup as it stood, as long as the download stands the same', async () => {
    const picture = { state: 'kept' };
    const pictureNow = async () => (await say({ do: 'known', tab: 7 })).result.picture;
    stub.world.tabs[0].url = found.address;
    openView();
    await greet();
    await look(7);
    assert.equal(await pictureNow(), undefined);
    await say({ do: 'remember', tab: 7, picture });
    assert.deepEqual(await pictureNow(), picture);
    event({ job: job('downloading') });
    assert.equal(await pictureNow(), undefined, 'what runs has another picture');
    await say({ do: 'remember', tab: 7, picture });
    event({ job: job('downloading', { bytes: 9 }) });
    assert.deepEqual(await pictureNow(), picture, 'a bar that is a little further is no other');
    const changed = say({ do: 'change', set: { language: 'de' } });
    await settle();
    newest().answer('settings', { settings: {} });
    await changed;
    assert.equal(await pictureNow(), undefined, 'another language has another picture');
    await say({ do: 'remember', tab: 8, picture });
    assert.equal((await say({ do: 'known', tab: 8 })).result.picture, undefined, 'only of what was shown');
  });

  const forgotten = [
    { why: 'a private window', tab: 8, arrange: () => {} },
    { why: 'a feed, where the next post has the same address', tab: 7,
      arrange: () => { stub.world.tabs[0].url = 'https://www.tiktok.com/foryou'; } },
  ];
  for (const { why, tab, arrange } of forgotten) {
    test(`nothing of ${why}`, async () => {
      arrange();
      await look(tab);
      assert.deepEqual((await say({ do: 'known', tab })).result.shown, {});
    });
  }

  test('nothing of a page that was left', async () => {
    await look(7);
    stub.world.tabs[0].url = `https://www.tiktok.com/@b/video/${OTHER}`;
    assert.deepEqual((await say({ do: 'known', tab: 7 })).result.shown, {});
  });
});

describe('how often views are told', () => {
  test('at most ten times a second, with the newest of each', async () => {
    const view = openView();
    await greet();
    const before = view.posted.length;
    for (let bytes = 1; bytes <= 200; bytes += 1) {
      for (const number of [1, 2, 3]) event({ job: job('downloading', { job: number, post: `${number}`, bytes, total: 200 }) });
    }
    const seen = await seenBy(view);
    assert.ok(view.posted.length - before <= 3, `${view.posted.length - before} messages`);
    assert.deepEqual([1, 2, 3].map((number) => seen.jobs.get(number).bytes), [200, 200, 200]);
  });

  test('a queue that is held is told, and that it goes on', async () => {
    const view = openView();
    await greet();
    event({ queue: { held: 'disk-full' } });
    assert.equal((await seenBy(view)).shared.held, 'disk-full');
    event({ queue: { held: null } });
    assert.equal((await seenBy(view)).shared.held, null);
  });

  test('what is kept is counted by the host', async () => {
    const view = openView();
    await greet();
    await new Promise((end) => { setTimeout(end, 320); });
    newest().answer('counts', { posts: 3, bytes: 12, queued: 1, reading: 0, downloading: 2, checking: 0,
      done: 3, failed: 1, cancelled: 0 });
    assert.deepEqual((await seenBy(view)).shared.counts, { posts: 3, bytes: 12, waiting: 1, running: 2, failed: 1 });
    assert.ok(post);
  });
});
