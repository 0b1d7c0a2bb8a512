// What a job tells beside its numbers is shown in words, whatever the real host says of it when.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { addressOf, inBothBrowsers, root } from './bed.mjs';
import { registerTeller } from './other-host.mjs';
import { untilShown } from './steps.mjs';

const { from_host: examples } = JSON.parse(readFileSync(`${root}/host/face/examples.json`, 'utf8'));
const examplePost = examples[2].result.post;
const exampleJob = examples[3].result.job;

inBothBrowsers('a photo post, waiting, joining and notes are shown in words', async (bed) => {
  const id = await bed.standin.id('photo-9');
  const post = { ...examplePost, id, kind: 'photo', images: 9, text: 'trip', cover: null };
  const tell = registerTeller(bed, post);
  const job = { ...exampleJob, post: id, kind: 'photo', images: 9 };
  const browser = await bed.start();
  await browser.open(await addressOf(bed.standin, 'photo-9'));
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#save');
  assert.equal(await popup.text('#length'), '9 photos');

  tell({ ...job, waits: { code: 'rate-limited', seconds: 90 } });
  await popup.waitState('waiting');
  assert.equal(await popup.text('#status'), 'TikTok asks us to slow down.');
  assert.match(await popup.text('#figures'), /^Goes on in (2\smin|90\ssec)s?\.$/);
  await popup.until('/^Goes on in 8\\d\\ssecs?\\.$/.test(document.querySelector("#figures").innerText)', {
    what: 'the time goes on',
  });
  assert.equal(await popup.shown('#cancel'), true);

  tell({ ...job, state: 'checking', joining: true });
  await popup.waitState('joining');
  assert.equal(await popup.text('#status'), 'Joining picture and sound…');
  assert.equal(await popup.text('#figures'), '');

  tell({ ...job, state: 'done', file: `mina/trip [${id}]/01.jpg`,
    notes: ['pictures-missing', 'from-tomorrow', 'sound-missing'] });
  await untilShown(popup, '#show');
  assert.equal((await popup.text('#sentence')), 'Saved.');
  assert.ok((await popup.text('#step')).includes(`trip [${id}]`));
  assert.doesNotMatch(await popup.text('#status'), /01\.jpg|tomorrow|undefined/);
  assert.deepEqual(await popup.run('[...document.querySelectorAll("#notes li")].map((one) => one.innerText)'),
    ['Some of its photos could not be had.', 'Its sound could not be had.']);
});
