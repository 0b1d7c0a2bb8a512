// What the popup shows and does while and after a post is saved.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { addressOf, eventually, inBothBrowsers } from './bed.mjs';
import { assertKept, held, pressSave, saveByPopup, untilShown } from './steps.mjs';

inBothBrowsers('a download can be cancelled, and nothing of it is left', async (bed) => {
  const browser = await bed.start();
  const id = await bed.standin.id('ok');
  await bed.standin.hold(id, 65536);
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await pressSave(browser);
  await bed.standin.waitFor(held(id));
  await untilShown(popup, '#cancel');
  await popup.click('#cancel');
  await untilShown(popup, '#save, #retry, #again');
  await eventually(() => bed.home.leftovers().length === 0, 'no half-done file');
  assert.deepEqual(bed.home.videos(), []);

  // The same post can be saved afterwards.
  await bed.standin.release(id);
  await popup.click((await popup.shown('#save')) ? '#save' : '#retry');
  await untilShown(popup, '#show');
  await assertKept(bed, id);
});

inBothBrowsers('the popup closed and opened again shows the same download', async (bed) => {
  const browser = await bed.start();
  const id = await bed.standin.id('ok');
  await bed.standin.hold(id, 262144);
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await pressSave(browser);
  await bed.standin.waitFor(held(id));
  await untilShown(popup, '#cancel');
  await popup.until('Number(document.querySelector("#bar")?.value) > 0', { what: 'progress' });
  const before = [await popup.state(), await popup.text('#title'), await popup.text('#author')];
  await popup.close();
  assert.equal(bed.home.hosts().length > 0, true, 'the download goes on without the popup');

  const again = await browser.pressToolbarButton();
  await untilShown(again, '#cancel');
  await again.until('Number(document.querySelector("#bar")?.value) > 0', { what: 'progress' });
  assert.deepEqual([await again.state(), await again.text('#title'), await again.text('#author')], before);
  assert.equal((await bed.standin.log(held(id))).length, 1, 'it was not started twice');
  await bed.standin.release(id);
  await untilShown(again, '#show');
  await assertKept(bed, id);

  // And once more when it is done.
  await again.close();
  const last = await browser.pressToolbarButton();
  await untilShown(last, '#show');
});

inBothBrowsers('the toolbar button shows how far a download is', async (bed) => {
  const browser = await bed.start();
  const id = await bed.standin.id('ok');
  await bed.standin.hold(id, 524288);
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await pressSave(browser);
  await bed.standin.waitFor(held(id));
  await popup.until('Number(document.querySelector("#bar")?.value) > 0', { what: 'progress' });
  await popup.close();
  assert.match(await browser.badge(), /^\d{1,2}%?$/);
  await bed.standin.release(id);
  const done = await browser.pressToolbarButton();
  await untilShown(done, '#show');
  await eventually(async () => !/\d/.test(await browser.badge()), 'the number goes', 5000);
});

inBothBrowsers('a kept post is known at once, and can be saved again', async (bed) => {
  const browser = await bed.start();
  const id = await bed.standin.id('ok');
  await browser.open(await addressOf(bed.standin, 'ok'));
  await (await saveByPopup(browser)).close();
  const file = await assertKept(bed, id);
  await browser.openTab(await addressOf(bed.standin, 'ok'));
  await bed.standin.clear();

  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#again');
  await untilShown(popup, '#show');
  assert.equal(await popup.shown('#save'), false);
  await popup.click('#again');
  await bed.standin.waitFor((entry) => entry.kind === 'media' && entry.post === id && !entry.player);
  await eventually(() => bed.home.videos().length === 2, 'a second copy', 30000);
  assert.ok(bed.home.videos().includes(file), 'the first copy was not replaced');

  // A file that a person has removed is no longer "kept".
  await popup.close();
  for (const one of bed.home.videos()) rmSync(one);
  const after = await browser.pressToolbarButton();
  await untilShown(after, '#save, #again');
  assert.equal(await after.shown('#show'), false);
});

inBothBrowsers('what is pressed in the first picture is done', async (bed) => {
  const browser = await bed.start();
  const id = await bed.standin.id('ok');
  await browser.open(await addressOf(bed.standin, 'ok'));
  const first = await browser.pressToolbarButton();
  await untilShown(first, '#save');
  await first.run('new Promise((end) => setTimeout(end, 400))'); // it is remembered once it is still
  await first.close();
  const popup = await browser.pressToolbarButton();
  await popup.until(`document.querySelector('#save').checkVisibility() && (document.querySelector('#save').click(), true)`);
  await untilShown(popup, '#show');
  await assertKept(bed, id);
});

const BAD = [
  { post: 'media-403', why: 'the server refuses' },
  { post: 'html', why: 'a page comes instead of the video' },
  { post: 'short', why: 'the video is cut' },
  { post: 'silent', why: 'the sound is missing' },
  { post: 'bad-certificate', why: 'somebody else answers' },
];
inBothBrowsers('what goes wrong is told in a sentence, and nothing of it is kept', async (bed) => {
  const browser = await bed.start();
  for (const { post, why } of BAD) {
    await browser.open(await addressOf(bed.standin, post));
    const popup = await pressSave(browser);
    await untilShown(popup, '#retry', 60000);
    const said = await popup.text('#status');
    assert.match(said, /^[A-Z].+[.!]/s, `${why}: a sentence`);
    assert.doesNotMatch(said, /undefined|error_|\bnull\b|[a-z]+-[a-z]+-[a-z]+$/, why);
    assert.deepEqual(bed.home.videos(), [], why);
    assert.deepEqual(bed.home.leftovers(), [], why);
    assert.ok(bed.home.hosts().length > 0, `${why}: the host keeps running`);
  }
});

inBothBrowsers('a page without a post says so', async (bed) => {
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'gone'));
  const popup = await browser.pressToolbarButton();
  await popup.until('/\\w{3}.*[.!]/s.test(document.querySelector("#status")?.innerText)', {
    what: 'a sentence',
  });
  assert.equal(await popup.shown('#save'), false);
});

inBothBrowsers('every control of the popup is reached by the keyboard', async (bed) => {
  const browser = await bed.start();
  const id = await bed.standin.id('ok');
  // A group of radio buttons is one stop; the arrow keys go on inside it.
  const controls = `[...document.querySelectorAll('button, a[href], input, select, summary, textarea')]
    .filter((one) => one.checkVisibility() && !one.disabled && (one.type !== 'radio' || one.checked))
    .map((one) => one.localName + (one.id && '#' + one.id))`;
  /** @param {import('./steps.mjs').View} view */
  const assertReached = async (view) => {
    await view.until('document.querySelector("#folder:not(:disabled), #choose:not(:disabled)")', { what: 'settings' });
    const wanted = await view.run(controls);
    assert.ok(wanted.length > 0, 'there are controls');
    assert.deepEqual((await view.tabRound()).sort(), wanted.sort());
  };
  await bed.standin.hold(id, 65536);
  await browser.open(await addressOf(bed.standin, 'ok'));
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#save');
  await assertReached(popup);

  // Save by the keyboard alone.
  while ((await popup.focused()) !== 'button#save') await popup.press('Tab');
  await popup.press('Enter');
  await untilShown(popup, '#cancel');
  await assertReached(popup);
  await bed.standin.release(id);
  await untilShown(popup, '#show');
  await assertReached(popup);
  await popup.close();

  const options = await browser.openOptions();
  await options.until('document.querySelector("#folder")?.innerText.trim()', { what: 'folder' });
  await assertReached(options);
});
