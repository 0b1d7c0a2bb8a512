// The runner of a backup against a tab, a host and a clock that are only models.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

/** @type {any} */ (globalThis).chrome ??= { runtime: { getURL: (/** @type {string} */ path) => path } };
const { Backup } = await import('../../extension/background/backup.js');
const { Fault } = await import('../../extension/lib/protocol.js');

/** @param {string} kind @param {object} [more] */
const list = (kind, more = {}) => ({
  kind, owner: '7', handle: 'me', key: '', title: '', stated: -1, path: '/@me', press: kind === 'posts' ? '' : kind, ...more,
});
const PATHS = { posts: 'post', likes: 'favorite', favourites: 'user/collect', reposts: 'repost', stories: 'story', collection: 'collection' };
/** @param {string} kind @param {string} text @param {{status?: number, secUid?: string}} [more] */
const answer = (kind, text, { status = 200, secUid = 'MS4me' } = {}) =>
  `${status} ${text.length} https://www.tiktok.com/api/${PATHS[/** @type {'posts'} */ (kind)]}/item_list/?secUid=${secUid}&authorId=7\n${text}`;
const MORE = { found: 30, new: 20, had: 10, more: true, enough: false, refused: null };
const LAST = { ...MORE, more: false };

/** A world with one backup in it; what the page answers is the test's business.
 * @param {{answers?: (text: string) => any, onScroll?: (world: any) => void, onPress?: (world: any, kind: string) => void,
 *   onLoad?: (world: any, path: string) => void, ask?: (verb: string) => void}} [given] */
function worldOf({ answers = () => LAST, onScroll = () => {}, onPress = () => {}, onLoad = () => {}, ask = () => {} } = {}) {
  const world = {
    /** @type {any[]} */ asked: [], /** @type {any[]} */ loaded: [], /** @type {string[]} */ pressed: [],
    /** @type {any[]} */ kept: [], scrolls: 0, nexts: 0, slept: 0, captchas: 0, now: 1e9, begun: false, runs: 0,
    /** @type {any} */ tab: null,
    /** @param {string} verb @param {any} fields */
    async ask(verb, fields) {
      world.asked.push({ verb, ...fields });
      ask(verb);
      if (verb === 'backup-open') return { lists: [{ run: (world.runs += 1), known: 0 }] };
      return verb === 'backup-answer' ? answers(fields.answer) : {};
    },
    /** @param {string} verb */
    of: (verb) => world.asked.filter((/** @type {any} */ one) => one.verb === verb),
    /** Until it is over, or nothing happens any more for so many turns. */
    async run(turns = 9000) {
      for (let n = 0; n < turns && !world.backup.plan?.over && world.backup.going; n += 1) await turn();
    },
    /** @type {any} */ backup: null,
  };
  world.tab = {
    id: 5, seen: null, pressed: false,
    begin: async () => { world.begun = true; },
    end: async () => { world.begun = false; world.tab.seen = null; },
    load: async (/** @type {string} */ path) => {
      world.loaded.push(path);
      world.tab.seen = { visible: true, captcha: false, path, linked: [] };
      world.tab.pressed = false;
      onLoad(world, path);
    },
    show: async () => {},
    press: (/** @type {string} */ kind) => { world.pressed.push(kind); world.tab.pressed = true; onPress(world, kind); },
    scroll: () => { world.scrolls += 1; onScroll(world); },
    next: () => { world.nexts += 1; },
    say: () => {},
  };
  world.backup = new Backup({
    ask: world.ask,
    keep: async (/** @type {any} */ plan) => void world.kept.push(structuredClone(plan)),
    onChange: () => {},
    onCaptcha: () => { world.captchas += 1; },
    clock: {
      now: () => world.now,
      sleep: async (/** @type {number} */ ms) => { world.now += ms; world.slept = ms; await turn(undefined, { ref: false }); },
      random: () => 0.5,
    },
  });
  world.backup.tab = world.tab;
  return world;
}

/** @param {any} world @param {any[]} lists */
async function run(world, lists, full = false) {
  await world.backup.start({ lists, full, mine: true, inPrivate: false });
  await world.run();
  return world.backup.plan;
}

describe('lists that come to their end', () => {
  test('each is opened, shown, scrolled, handed over and ended', async () => {
    let left = 3;
    const world = worldOf({
      answers: () => ((left -= 1) > 0 ? MORE : LAST),
      onLoad: (one) => one.backup.hear(answer('posts', 'first')),
      onScroll: (one) => left > 0 && one.backup.hear(answer('posts', 'next')),
    });
    const plan = await run(world, [list('posts', { stated: 90 })]);
    assert.equal(plan.over, 'ended');
    assert.deepEqual(world.of('backup-open').map(({ lists, full, mine }) => [lists, full, mine]), [[[{
      kind: 'posts', owner: '7', handle: 'me', key: '', title: '', stated: 90 }], false, true]]);
    assert.deepEqual(world.of('backup-answer').map((/** @type {any} */ one) => one.answer), ['first', 'next', 'next']);
    assert.deepEqual(world.of('backup-end'), [{ verb: 'backup-end', run: 1, ended: 'complete' }]);
    assert.deepEqual(world.loaded, ['/@me']);
    const [{ found, had, new: fresh, state }] = plan.lists;
    assert.deepEqual([found, had, fresh, state], [90, 30, 60, 'ended']);
    assert.equal(world.begun, false, 'the page is left alone again');
    assert.ok(world.slept >= 800 && world.slept <= 2500);
  });

  test('the next one may be started the moment the last is over', async () => {
    const world = worldOf({ onLoad: (one) => one.backup.hear(answer('posts', 'x')) });
    world.tab.end = async () => { await turn(); await turn(); };
    await world.backup.start({ lists: [list('posts')], full: false, mine: true, inPrivate: false });
    while (!world.backup.plan.over) await turn();
    assert.equal(world.backup.going, true, 'it is still tidying up');
    await run(world, [list('posts')]);
    await turn();
    assert.equal(world.of('backup-end').length, 2);
  });

  test('the collections among the favourites are shown, found, and gone through', async () => {
    const path = '/@me/collection/Cats-7600000000000000001';
    const cats = { kind: 'collection', handle: 'me', key: '7600000000000000001', title: 'Cats', path };
    const world = worldOf({
      onLoad: (one, shown) => shown === path && one.backup.hear(answer('collection', 'z')),
      onPress: (one, kind) => {
        if (kind !== 'collections') return one.backup.hear(answer(kind, 'y'));
        one.tab.seen.linked = [cats];
        return one.backup.see();
      },
    });
    const plan = await run(world, [list('favourites')]);
    assert.deepEqual(world.pressed, ['favourites', 'collections']);
    assert.deepEqual(plan.lists.map((/** @type {any} */ one) => [one.kind, one.title, one.state]), [['favourites', '', 'ended'], ['collection', 'Cats', 'ended']]);
  });

  test('likes are reached by their tab, which is pressed once for each load', async () => {
    const world = worldOf({ onPress: (one) => one.backup.hear(answer('likes', 'x')) });
    await run(world, [list('posts'), list('likes')]);
    assert.deepEqual(world.pressed, ['likes']);
  });

  test('stories are opened at the ring, gone on through, and end where the answers end', async () => {
    const said = [{ ...MORE, more: true }, { ...LAST, more: null }];
    const world = worldOf({
      answers: () => said.shift() ?? { ...LAST, more: null },
      onPress: (one) => { // opened, they have an address below the profile's
        one.tab.seen.path = '/@me/video/7600000000000000001';
        one.backup.hear(answer('stories', 'x'));
      },
    });
    world.tab.next = () => { world.nexts += 1; world.backup.hear(answer('stories', 'y')); };
    await run(world, [list('stories')]);
    assert.deepEqual([world.pressed, world.nexts > 0, world.scrolls, world.loaded.length], [['stories'], true, 0, 1]);
    assert.deepEqual(world.of('backup-end'), [{ verb: 'backup-end', run: 1, ended: 'complete' }]);
  });

  test('stories that no ring opens, or that stop before their end, are not told as whole', async () => {
    const mute = worldOf();
    await run(mute, [list('stories'), list('posts')]);
    assert.deepEqual(mute.of('backup-end').map(({ ended }) => ended), ['refused', 'refused'], 'nor any list that was never shown');
    const short = worldOf({ answers: () => MORE, onPress: (one) => one.backup.hear(answer('stories', 'x')) });
    await run(short, [list('stories')]);
    assert.equal(short.of('backup-end')[0].ended, 'refused');
  });

  test('the host had enough: the next list', async () => {
    const world = worldOf({
      answers: () => ({ ...MORE, enough: true }),
      onLoad: (one) => one.backup.hear(answer('posts', 'x')),
      onPress: (one) => one.backup.hear(answer('likes', 'y')),
    });
    await run(world, [list('posts'), list('likes')]);
    assert.equal(world.of('backup-end').length, 2);
    assert.equal(world.scrolls, 0);
  });

  test('a page that gives no more although there is more is loaded anew, and not for ever', async () => {
    const world = worldOf({ answers: () => MORE, onLoad: (one) => one.backup.hear(answer('posts', 'x')) });
    await run(world, [list('posts')]);
    assert.equal(world.loaded.length, 3);
    assert.equal(world.of('backup-end')[0].ended, 'complete');
  });

  test('a list that repeats for ever ends', async () => {
    const world = worldOf({ answers: () => ({ ...MORE, found: 0 }), onScroll: (one) => one.backup.hear(answer('posts', 'x')) });
    const plan = await run(world, [list('posts')]);
    assert.equal(plan.over, 'ended');
    assert.equal(world.of('backup-answer').length, 20);
  });

  test('answers of other lists, and of another account, are not handed over', async () => {
    const world = worldOf({ onLoad: (one) => {
      one.backup.hear(answer('likes', 'not asked for'));
      one.backup.hear(answer('posts', 'mine'));
      one.backup.hear(answer('posts', 'theirs', { secUid: 'MS4other' }));
      one.backup.hear('rubbish');
      one.backup.hear({ toString: () => 'x' });
    } });
    await run(world, [list('posts')]);
    assert.deepEqual(world.of('backup-answer').map((/** @type {any} */ one) => one.answer), ['mine']);
  });

  test('collections that the page shows are backed up after the favourites', async () => {
    const found = { kind: 'collection', handle: 'me', key: '7600000000000000001', title: 'Cats', path: '/@me/collection/Cats-7600000000000000001' };
    const world = worldOf({
      onPress: (one) => {
        one.tab.seen.linked = [found, { ...found, handle: 'other', path: '/@other/collection/Cats-7600000000000000002' }];
        one.backup.see();
        one.backup.hear(answer('favourites', 'x'));
      },
      onLoad: (one, path) => path.includes('collection') && one.backup.hear(answer('collection', 'y')),
    });
    await run(world, [list('favourites')]);
    assert.deepEqual(world.of('backup-open').map(({ lists: [{ kind, title }] }) => [kind, title]), [['favourites', ''], ['collection', 'Cats']]);
  });
});

describe('what is in the way', () => {
  test('a 429 makes all wait, each time longer; then it goes on', async () => {
    let bad = 2;
    const waits = /** @type {number[]} */ ([]);
    const world = worldOf({
      onLoad: (one) => one.backup.hear(answer('posts', '', { status: 429 })),
      onScroll: (one) => {
        waits.push(one.backup.answers.until - one.now);
        bad -= 1;
        one.backup.hear(answer('posts', 'x', { status: bad > 0 ? 429 : 200 }));
      },
    });
    const plan = await run(world, [list('posts')]);
    assert.equal(plan.lists[0].refused, null);
    assert.equal(world.of('backup-answer').length, 2, 'a second that says that it is the last is believed');
    assert.ok(world.now > 1e9 + 30000 + 60000, `${world.now}`);
  });

  test('answers that are none: a wait, and in the end the list is left, not the others', async () => {
    const world = worldOf({
      answers: (text) => (text === 'good' ? LAST : { refused: 'wall-shell' }),
      onLoad: (one) => one.backup.hear(answer('posts', '')),
      onScroll: (one) => one.backup.task.kind === 'posts' && one.backup.hear(answer('posts', '')),
      onPress: (one) => one.backup.hear(answer('likes', 'good')),
    });
    const plan = await run(world, [list('posts'), list('likes')]);
    assert.deepEqual(plan.lists.map((/** @type {any} */ one) => [one.ended, one.refused]), [['refused', 'wall-shell'], ['complete', null]]);
  });

  test('a captcha asks the person once, nothing is pushed, and it goes on when it is solved', async () => {
    const world = worldOf({ onLoad: (one) => {
      one.tab.seen.captcha = true;
      one.backup.see();
      one.backup.see();
    } });
    await world.backup.start({ lists: [list('posts')], full: false, mine: true, inPrivate: false });
    await world.run(20);
    assert.equal(world.backup.phase, 'captcha');
    assert.equal(world.captchas, 1);
    assert.equal(world.scrolls, 0);
    world.tab.seen.captcha = false;
    world.backup.see();
    world.backup.hear(answer('posts', 'x'));
    await world.run();
    assert.equal(world.backup.plan.over, 'ended');
  });

  test('the answer that came with a captcha that is solved asks nobody again', async () => {
    const world = worldOf({
      answers: (text) => (text === 'puzzle' ? { refused: 'wall-captcha' } : LAST),
      onLoad: (one) => {
        one.tab.seen.captcha = true;
        one.backup.see();
        one.backup.hear(answer('posts', 'puzzle'));
      },
    });
    await world.backup.start({ lists: [list('posts')], full: false, mine: true, inPrivate: false });
    await world.run(20);
    world.tab.seen.captcha = false;
    world.backup.see();
    world.backup.hear(answer('posts', 'x'));
    await world.run();
    assert.deepEqual([world.backup.plan.over, world.captchas], ['ended', 1]);
  });

  test('a captcha that an answer asks for waits for the person, and then begins the page anew', async () => {
    let solved = false;
    const world = worldOf({
      answers: () => (solved ? LAST : { refused: 'wall-captcha' }),
      onLoad: (one) => one.backup.hear(answer('posts', 'x')),
    });
    await world.backup.start({ lists: [list('posts')], full: false, mine: true, inPrivate: false });
    await world.run(20);
    assert.equal(world.backup.phase, 'captcha');
    world.backup.see(); // the page has nothing to say of it
    assert.equal(world.backup.phase, 'captcha');
    solved = true;
    await world.backup.goOn();
    await world.run();
    assert.equal(world.backup.plan.over, 'ended');
    assert.equal(world.loaded.length, 2);
  });

  test('a captcha that was solved before it was seen: the next answer says so', async () => {
    const world = worldOf({
      answers: (text) => (text === 'puzzle' ? { refused: 'wall-captcha' } : LAST),
      onLoad: (one) => one.backup.hear(answer('posts', 'puzzle')),
    });
    await world.backup.start({ lists: [list('posts')], full: false, mine: true, inPrivate: false });
    await world.run(20);
    assert.equal(world.backup.phase, 'captcha');
    world.backup.hear(answer('posts', 'x'));
    await world.run();
    assert.equal(world.backup.plan.over, 'ended');
  });

  for (const [why, hinder, phase] of /** @type {const} */ ([
    ['a hidden tab', (/** @type {any} */ tab) => { tab.seen.visible = false; }, 'hidden'],
    ['a tab that shows something else', (/** @type {any} */ tab) => { tab.seen.path = '/@other'; }, 'away'],
    ['a tab that is closed', (/** @type {any} */ tab) => { tab.seen = null; }, 'away'],
  ])) {
    test(`${why} pauses it`, async () => {
      const world = worldOf({ onLoad: (one) => hinder(one.tab) });
      await world.backup.start({ lists: [list('posts')], full: false, mine: true, inPrivate: false });
      await world.run(20);
      assert.equal(world.backup.phase, phase);
      assert.equal(world.scrolls, 0);
      world.tab.seen = { visible: true, captcha: false, path: '/@me/', linked: [] };
      world.backup.hear(answer('posts', 'x'));
      await world.run();
      assert.equal(world.backup.plan.over, 'ended');
    });
  }

  test('pause and go on, and stop', async () => {
    const world = worldOf({ answers: () => MORE, onScroll: (one) => one.backup.hear(answer('posts', 'x')) });
    await world.backup.start({ lists: [list('posts')], full: false, mine: true, inPrivate: false });
    await world.run(10);
    await world.backup.pause();
    await world.run(10);
    const { scrolls } = world;
    await world.run(10);
    assert.equal(world.scrolls, scrolls);
    assert.equal(world.kept.at(-1).paused, true);
    await world.backup.goOn();
    await world.run(10);
    assert.ok(world.scrolls > scrolls);
    await world.backup.stop();
    await world.run();
    assert.equal(world.backup.plan.over, 'stopped');
    assert.equal(world.of('backup-end')[0].ended, 'stopped');
    assert.equal(world.begun, false);
  });

  test('a host that goes away is asked again; the list is then read whole', async () => {
    let falls = 1;
    const world = worldOf({
      onLoad: (one) => one.backup.hear(answer('posts', 'x')),
      ask: (verb) => {
        if (verb === 'backup-answer' && falls > 0) {
          falls -= 1;
          throw new Fault('host-lost');
        }
      },
    });
    const plan = await run(world, [list('posts')]);
    assert.equal(plan.over, 'ended');
    assert.deepEqual(world.of('backup-open').map(({ full }) => full), [false, true]);
  });

  test('one that is not there is told', async () => {
    const world = worldOf({ ask: () => { throw new Fault('host-missing'); } });
    await run(world, [list('posts')]);
    assert.deepEqual([world.backup.phase, world.backup.shown().code, world.backup.busy], ['trouble', 'host-missing', false]);
  });
});

describe('after a restart', () => {
  const plan = { full: false, mine: true, inPrivate: false, paused: false, over: '', lists: [
    { ...list('posts'), state: 'ended', run: 1, known: 0, found: 30, new: 30, had: 0, ended: 'complete', refused: null },
    { ...list('likes'), state: 'open', run: 2, known: 0, found: 30, new: 30, had: 0, ended: '', refused: null },
    { ...list('reposts'), state: 'todo', run: null, known: 0, found: 0, new: 0, had: 0, ended: '', refused: null },
  ] };

  test('it goes on where it was; the list in the middle is read whole', async () => {
    const world = worldOf({ onPress: (one, kind) => one.backup.hear(answer(kind, 'x')) });
    await world.backup.wake(structuredClone(plan), null);
    await world.run();
    assert.deepEqual(world.of('backup-open').map(({ lists, full }) => [lists[0].kind, full]), [['likes', true], ['reposts', false]]);
    assert.equal(world.backup.plan.over, 'ended');
  });

  for (const more of [{ paused: true }, { over: 'ended' }]) {
    test(`not when it was ${Object.keys(more)}`, async () => {
      const world = worldOf();
      await world.backup.wake({ ...structuredClone(plan), ...more }, null);
      await world.run(5);
      assert.deepEqual([world.loaded, world.asked], [[], []]);
    });
  }
});
