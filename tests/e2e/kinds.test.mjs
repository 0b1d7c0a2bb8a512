// Posts that are more than one file, and those that there is something to tell of, saved from the
// browser. What lies in the folder is judged as in tests/host/table.test.mjs.
import assert from 'node:assert/strict';
import { keptOf } from '../host/kept.mjs';
import { inBothBrowsers } from './bed.mjs';
import { pressSave, problemsOf, saveByPopup, untilShown } from './steps.mjs';

/** @param {import('./bed.mjs').Bed} bed @param {string} name */
const postOf = async ({ standin }, name) =>
  (await standin.posts()).find((/** @type {any} */ one) => one.name === name);

inBothBrowsers('a photo post is saved with every picture and its sound', async (bed) => {
  const browser = await bed.start();
  for (const [name, label] of [['photo-9', '9 photos'], ['photo-one', '1 photo'], ['photo-live', '4 photos']]) {
    const post = await postOf(bed, name);
    await browser.open(post.address);
    const popup = await browser.pressToolbarButton();
    await untilShown(popup, '#save');
    assert.equal(await popup.text('#length'), label);
    await popup.click('#save');
    await untilShown(popup, '#show');
    assert.deepEqual(await problemsOf(bed, post), []);
    assert.match(await popup.text('#step'), new RegExp(`\\[${post.id}\\]\\W*$`), 'the name of its folder');
    await popup.close();

    // Opened again, it is known.
    const again = await browser.pressToolbarButton();
    await untilShown(again, '#again');
    assert.match(await again.text('#step'), new RegExp(`\\[${post.id}\\]\\W*$`));
    await again.close();
  }
});

inBothBrowsers('picture and sound that come apart are saved as one video', async (bed) => {
  const browser = await bed.start();
  const post = await postOf(bed, 'gear-dash');
  await browser.open(post.address);
  await saveByPopup(browser);
  assert.deepEqual(await problemsOf(bed, post), []);
});

inBothBrowsers('what could not be had is told in the popup, the rest is kept', async (bed) => {
  const browser = await bed.start();
  const post = await postOf(bed, 'photo-hole');
  await browser.open(post.address);
  const popup = await saveByPopup(browser);
  assert.equal(await popup.text('#notes'), 'Some of its photos could not be had.');
  assert.deepEqual(await problemsOf(bed, post), []);
});

inBothBrowsers('a watermark is taken only when it was asked for, and told', async (bed) => {
  const browser = await bed.start();
  const post = await postOf(bed, 'download-better');
  await browser.open(post.address);
  const refused = await pressSave(browser);
  await untilShown(refused, '#retry');
  assert.equal(await keptOf(bed.home.folder, post.id), undefined);
  await refused.close();

  const options = await browser.openOptions();
  await options.until('document.querySelector("#watermark").disabled === false');
  await options.click('#watermark');
  await options.until('/Changed/.test(document.querySelector("#status").innerText)');
  await options.close();
  await browser.openTab(post.address);
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#save, #retry');
  await popup.click((await popup.shown('#save')) ? '#save' : '#retry');
  await untilShown(popup, '#show');
  assert.match(await popup.text('#notes'), /watermark/);
  const { download, embedded } = await bed.standin.others(post.id);
  const kept = await keptOf(bed.home.folder, post.id);
  const marked = [download, embedded].filter(Boolean).map((one) => one.sha256);
  assert.ok(marked.includes(kept?.video?.sha256), 'a copy with the mark');
});

inBothBrowsers('a save that TikTok slows down says so, and goes on by itself', async (bed) => {
  const browser = await bed.start();
  const post = await postOf(bed, 'ok');
  await bed.standin.set(post.id, { behaviours: [{ name: 'too-many', retryAfter: 6, times: 1 }] });
  await browser.open(post.address);
  const popup = await pressSave(browser);
  await popup.waitState('waiting');
  assert.match(await popup.text('#status'), /slow down/);
  assert.match(await popup.text('#figures'), /^Goes on in \d\ssecs?\.$/);
  await untilShown(popup, '#show');
  assert.deepEqual(await problemsOf(bed, post), []);
  await bed.standin.set(post.id, {});
});

inBothBrowsers('the quality chosen in the options is the one that is saved', async (bed) => {
  const browser = await bed.start();
  const options = await browser.openOptions();
  await options.until('document.querySelector("#quality-compatible").disabled === false');
  await options.click('#quality-compatible');
  await options.until('/Changed/.test(document.querySelector("#status").innerText)');
  await options.close();
  const post = await postOf(bed, 'gear-h265-720');
  await browser.open(post.address);
  await saveByPopup(browser);
  const kept = await keptOf(bed.home.folder, post.id);
  assert.equal(kept?.probe?.vcodec, 'h264');
});
