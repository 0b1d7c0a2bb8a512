// What strangers write and what goes wrong around it: whatever words a post, its files and its
// records have, they stay words, nothing sticks out and every button can be pressed; a picture that
// does not come, a permission that goes, a host that dies and a drive that fills up are got over
// while the popup is open.
import assert from 'node:assert/strict';
import { GALLERY, exampleJob, examplePost, otherJob } from './gallery.mjs';
import { addressOf, inBothBrowsers, killHost } from './bed.mjs';
import { assertKept, held, pressSave, sideways, untilShown } from './steps.mjs';
import { killOtherHosts, registerTeller } from './other-host.mjs';
import { setTimeout as turn } from 'node:timers/promises';

const WORDS = {
  markup: '"><img src=x onerror="document.title=1"></script><script>document.title=1</script><b>&lt;$1',
  direction: '\u202e\u2067\u202bmoc.elpmaxe//:sptth\u202d\u2066 عربى',
  long: 'A'.repeat(4000),
  emoji: '👩‍👩‍👧‍👦🧨'.repeat(200),
  marks: `Z${'\u0337\u0352\u0489'.repeat(100)} `.repeat(8),
  lines: `a${'\n'.repeat(1500)}b`,
  nothing: '',
};
/** What no file system has longer. @param {string} word */
const fileOf = (word) => `${word.slice(0, 60)}/${word.replaceAll('/', '_').slice(0, 80)}.mp4`;

/** All of it wherever words of others come to be seen. @param {string} word @param {string} id */
function dressed(word, id) {
  const job = { author: word, text: word, page: `javascript:document.title=1//${word}` };
  const permission = { number: 2, who: word.slice(0, 60).toWellFormed(), scope: ['share'], when: '2026-02-03', note: word.slice(0, 2000),
    proof: { name: word.slice(0, 80), bytes: 9, sha256: '' }, recordedAt: 1770000000, withdrawnAt: null };
  const evidence = Array.from({ length: 3 }, () => ({ text: word, where: word }));
  return {
    post: { ...examplePost, id, cover: null, author: { ...examplePost.author, name: word, nickname: word }, text: word,
      rights: { licence: null, grade: 'words', deed: `javascript:${word}`, evidence,
        may: { keep: 'yes', share: 'no', change: 'no', sell: 'no' }, conditions: [word],
        music: { title: word, author: word, licence: null } } },
    results: { read: { kept: { file: fileOf(word), folder: word.slice(0, 80), keptAt: 1770000000, bytes: 1, present: true, permissions: 1 } },
      permissions: { permissions: [permission, { ...permission, number: 1, withdrawnAt: 1770000001 }] },
      subscribe: { jobs: [otherJob(5, { ...job, state: 'done', file: fileOf(word) })] } },
    events: [otherJob(6, { ...job, state: 'downloading' }),
      otherJob(7, { ...job, state: 'failed', error: { code: `internal${word}`, detail: word } })],
    last: { ...exampleJob, ...job, post: id, job: 900, state: 'failed', error: { code: 'internal', detail: word } },
  };
}

/** Every button that is shown is of a size to be hit, and nothing lies on it.
 * @param {import('./steps.mjs').View} popup @returns {Promise<string[]>} those of which that is not so */
const hidden = (popup) => popup.run(`[...document.querySelectorAll('button, summary, select, input, main a[href]')]
  .filter((one) => one.checkVisibility() && !one.disabled).filter((one) => {
    one.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    const { left, top, width, height } = one.getBoundingClientRect();
    const on = document.elementFromPoint(left + width / 2, top + height / 2);
    return width < 12 || height < 12 || height > 120 || !one.contains(on);
  }).map((one) => one.id || one.className || one.localName)`);

/** @param {import('./steps.mjs').View} popup @param {string} what */
async function assertHarmless(popup, what) {
  for (const dir of ['rtl', 'ltr']) {
    await popup.run(`document.documentElement.dir = '${dir}'`);
    assert.equal(await sideways(popup), '', `${what}, ${dir}: nothing sticks out`);
    assert.deepEqual(await hidden(popup), [], `${what}, ${dir}: every button can be pressed`);
  }
  assert.deepEqual(await popup.run(`[document.title, document.querySelectorAll(
    'main :is(script, iframe, b, svg[onload], img:not(#cover, #mark)), a[href^="javascript"]').length]`), ['Clipkeep', 0], what);
}

/** Which of the places do not hold the word as it is. @param {import('./steps.mjs').View} popup @param {string} word */
const changed = (popup, word) => popup.run(`(() => {
  const word = ${JSON.stringify(word)};
  const places = { '#author': '@' + word, '#title': word, '#rows .who': '@' + word, '#rows .text': word,
    '#recentRows .text': word };
  const held = ['#evidence p', '#music', '#permissionRows .by', '#permissionRows .note', '#permissionRows .proof'];
  const textOf = (place) => document.querySelector(place).textContent;
  // Inside a sentence what turns the writing round is left out.
  const plain = (text) => text.replaceAll(/[\\u202a-\\u202e\\u2066-\\u2069]/g, '');
  return [...Object.keys(places).filter((place) => textOf(place) !== places[place]),
    ...held.filter((place) => !plain(textOf(place)).includes(plain(word.slice(0, 40))))];
})()`);

inBothBrowsers('words of others stay words, nothing sticks out, every button can be pressed', async (bed) => {
  const id = await bed.standin.id('ok');
  registerTeller(bed, examplePost);
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));
  for (const [what, word] of Object.entries(WORDS)) {
    const { post, results, events, last } = dressed(word, id);
    const tell = registerTeller(bed, post, results);
    killOtherHosts(bed);
    await turn(300); // the browser notices
    const popup = await browser.pressToolbarButton();
    await popup.until(`document.querySelector('#title').textContent === ${JSON.stringify(word || '(no words)')}`, { what });
    await popup.waitState('kept');
    events.forEach(tell);
    // What the host before told is shown until this one has.
    const recent = word ? `?.textContent === ${JSON.stringify(word)}` : '';
    await popup.until(`document.querySelectorAll("#rows li").length === 2 && document.querySelector("#recentRows .text")${recent}`);
    assert.ok(await popup.run('document.querySelector("#again").getBoundingClientRect().bottom') < 480, `${what}: the buttons are in view`);
    await popup.click('#chip');
    await popup.until('document.querySelectorAll("#permissionRows li").length === 2');
    assert.ok(await popup.run('document.querySelector("#rights").scrollHeight') < 2000, `${what}: the card has an end`);
    if (word) assert.deepEqual(await changed(popup, word), [], what);
    await assertHarmless(popup, what);
    await popup.click('#permit');
    await popup.click('#record');
    await assertHarmless(popup, `${what}, with the form open`);
    await popup.click('#permit');
    await popup.click('#chip');
    tell(last);
    await popup.waitState('failed');
    await popup.click('#detailsTitle');
    await assertHarmless(popup, `${what}, failed`);
    assert.ok(await popup.run('document.querySelector("#retry").getBoundingClientRect().bottom') < 560, `${what}: Retry is in view`);
    await popup.close();
  }
});

const COVERS = {
  'not there': 'https://p16-common-sign.tiktokcdn-us.com/no picture', 'a page': 'https://www.tiktok.com/foryou',
  'of another site': 'https://files.example.net/cover.jpg', 'made of words': 'data:image/svg+xml,<svg onload="document.title=1"/>',
  'no address': 'https://%', 'a script': 'javascript:document.title=1',
};
inBothBrowsers('a picture that does not come keeps its place, is asked for once, and no broken one is seen', async (bed) => {
  const id = await bed.standin.id('ok');
  registerTeller(bed, examplePost);
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));
  const boxes = new Set();
  for (const [what, cover] of [['none', null], ...Object.entries(COVERS)]) {
    const tell = registerTeller(bed, { ...examplePost, id, cover });
    killOtherHosts(bed);
    await turn(300); // the browser notices
    const popup = await browser.pressToolbarButton();
    await popup.waitState('ready');
    for (const percent of [20, 40, 60]) {
      tell({ ...exampleJob, post: id, job: 900, state: 'downloading', total: 100, bytes: percent });
      await popup.until(`document.querySelector('#bar').value === ${percent}`);
    }
    await popup.until('!document.querySelector("#cover").src || document.querySelector("#cover").complete', { what });
    assert.equal(await popup.shown('#cover'), false, what);
    const { width, height } = JSON.parse(await popup.run('JSON.stringify(document.querySelector("#picture").getBoundingClientRect())'));
    boxes.add(`${width} × ${height}`);
    assert.equal(await popup.run('document.title'), 'Clipkeep', what);
    await popup.close();
  }
  assert.equal(boxes.size, 1, `the same place: ${[...boxes]}`);
  const asked = await bed.standin.log();
  // Once by the popup of this post, and once by the next, which shows first what was known last.
  assert.equal(asked.filter(({ path = '' }) => /no(?: |%20)picture/.test(path)).length, 2, 'asked for once');
  assert.ok(!JSON.stringify(asked).includes('files.example.net'), 'no other site is asked');
});

inBothBrowsers('the permission for the site withdrawn while the popup is open: what was seen can be saved, then it is asked for', async (bed) => {
  const browser = await bed.start();
  const id = await bed.standin.id('ok');
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#save');
  await popup.until('!document.querySelector("#cover").hidden', { what: 'the picture' });
  await browser.revokeSite();
  await popup.click('#save');
  await untilShown(popup, '#show');
  await assertKept(bed, id);
  await popup.close();
  const again = await browser.pressToolbarButton();
  await untilShown(again, '#allow');
  assert.equal(await again.shown('#save'), false);
  await again.click('#allow');
  await browser.answerQuestion();
}, { only: ['firefox'] });

inBothBrowsers('a host killed at its work while the popup looks on: it goes on, or one press makes it', async (bed) => {
  const id = await bed.standin.id('ok');
  await bed.standin.hold(id, 262144);
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await pressSave(browser);
  await bed.standin.waitFor(held(id));
  const killed = bed.home.hosts();
  killed.forEach(killHost);
  await bed.home.hostsGone(1000, killed);
  await bed.standin.release(id);
  await untilShown(popup, '#retry, #show');
  if (await popup.shown('#retry')) {
    assert.match(await popup.text('#status'), /^[A-Z].+\./s);
    await popup.click('#retry');
  }
  await untilShown(popup, '#show');
  await assertKept(bed, id);
});

inBothBrowsers('a full drive is told once and what waits for it is kept; with room again it goes on', async (bed) => {
  const id = await bed.standin.id('ok');
  const { results, events = [] } = GALLERY.full;
  const tell = registerTeller(bed, { ...examplePost, id, cover: null }, results);
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await browser.pressToolbarButton();
  await popup.waitState('ready');
  const [ours, ...others] = events.map((/** @type {any} */ job) => ({ ...job, ...(job.post === examplePost.id && { post: id }) }));
  others.forEach(tell);
  await popup.until('document.querySelectorAll("#rows li").length === 2');
  assert.match(await popup.text('#held'), /space|full|room/i);
  tell(ours);
  await popup.waitState('held');
  assert.match(await popup.text('#status'), /space|full|room/i);
  assert.equal(await popup.shown('#held'), false, 'it is told once');
  assert.equal(await popup.shown('#cancel'), true);
  assert.equal(await popup.run('document.querySelector("#doctor").dataset.light'), 'care');
  tell({ queue: { held: null } });
  await popup.waitState('queued');
  assert.equal(await popup.shown('#held'), false);
  tell({ ...ours, state: 'downloading', total: 100, bytes: 50 });
  await popup.waitState('downloading');
  tell({ ...ours, state: 'done', file: `catlady/cat [${id}].mp4` });
  await popup.waitState('done');
});
