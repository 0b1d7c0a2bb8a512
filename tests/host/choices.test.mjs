// What a person may choose, by what lies in the folder afterwards: for one run on the command line,
// and for good in the settings. Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { keptOf, pathsIn } from './kept.mjs';
import { folderOf, newHome, run } from './runs.mjs';

const standin = await Standin.connect();
const posts = await standin.posts();

/** Saves a post in a new home; tells what was kept of it, and what was printed.
 * @param {string} name @param {{args?: string[], settings?: object}} [choice] */
async function save(name, { args = [], settings } = {}) {
  const home = newHome();
  if (settings) {
    mkdirSync(join(home, '.config/clipkeep'), { recursive: true });
    writeFileSync(join(home, '.config/clipkeep/settings.json'), JSON.stringify(settings));
  }
  const { id, address } = posts.find((one) => one.name === name);
  const { status, stdout, stderr } = await run(home, ['save', ...args, address]);
  return { id, status, stdout, stderr, folder: folderOf(home), kept: await keptOf(folderOf(home), id) };
}

test('each quality gives its own version of a video', async () => {
  const media = await standin.media(posts.find((one) => one.name === 'ok').id);
  const whole = media.filter((one) => one.sound && one.codec !== 'h266');
  const [least] = [...whole].sort((a, b) => a.bytes - b.bytes);
  const [common] = whole.filter((one) => one.codec === 'h264').sort((a, b) => b.width - a.width);
  assert.notEqual(least.sha256, common.sha256);
  const widest = Math.max(...media.map((one) => one.width));
  for (const by of [(quality) => ({ args: ['--quality', quality] }), (quality) => ({ settings: { quality } })]) {
    assert.equal((await save('ok', by('best'))).kept?.probe.width, widest);
    assert.equal((await save('ok', by('compatible'))).kept?.video.sha256, common.sha256);
    assert.equal((await save('ok', by('small'))).kept?.video.sha256, least.sha256);
  }
});

test('what the command line chooses goes before the settings', async () => {
  const { kept } = await save('gear-h265-720', { args: ['--quality', 'best'], settings: { quality: 'compatible' } });
  assert.equal(kept?.probe.vcodec, 'hevc');
});

test('a quality of a newer Clipkeep is saved as the best', async () => {
  const { status, kept } = await save('gear-h265-720', { settings: { quality: 'four-k' } });
  assert.equal(status, 0);
  assert.equal(kept?.probe.vcodec, 'hevc');
});

test('sound only has no picture; a photo post keeps its pictures all the same', async () => {
  const { stdout } = await save('gear-dash', { args: ['--quality', 'sound-only'] });
  assert.match(stdout, /\.m4a\n$/);
  const { kept } = await save('photo-one', { args: ['--quality', 'sound-only'] });
  assert.equal(kept?.pictures.length, 1);
});

test('captions are kept as chosen', async () => {
  const rows = [['all', ['automatic.en', 'translated.es', 'translated.zh-Hans']], ['spoken', ['automatic.en']],
    ['none', []]];
  for (const [captions, labels] of rows) {
    for (const choice of [{ args: ['--captions', captions] }, { settings: { captions } }]) {
      const { kept } = await save('captions', choice);
      assert.deepEqual(kept?.captions.map((one) => one.label).sort(), labels, captions);
    }
  }
});

test('a watermark is taken when it was asked for, and told', async () => {
  const without = await save('download-better');
  assert.deepEqual([without.status, without.kept], [1, undefined]);
  for (const choice of [{ args: ['--watermark'] }, { settings: { watermark: true } }]) {
    const { kept, stderr, id } = await save('download-better', choice);
    const { download, embedded } = await standin.others(id);
    assert.ok([download?.sha256, embedded?.sha256].includes(kept?.video?.sha256));
    assert.match(stderr, /^ {2}It has TikTok's watermark/m);
  }
});

test('the parts of a joined video are kept when that was asked for', async () => {
  const { folder, id } = await save('gear-dash', { settings: { sources: true } });
  const parts = pathsIn(folder).filter((path) => path.includes('/.sources/') && path.includes(id));
  assert.equal(parts.length, 2, String(pathsIn(folder)));
  const without = await save('gear-dash');
  assert.ok(!pathsIn(without.folder).some((path) => path.includes('.sources')));
});

test('it introduces itself as told', async () => {
  const agent = 'Mozilla/5.0 (X11; Linux x86_64) TheirOwn/1.0';
  for (const choice of [{ args: ['--user-agent', agent] }, { settings: { userAgent: agent } }]) {
    await standin.clear();
    const { status, id } = await save('ok2', choice);
    assert.equal(status, 0);
    const asked = await standin.log((entry) => entry.post === id && ['page', 'media'].includes(entry.kind));
    assert.ok(asked.length >= 2);
    for (const entry of asked) assert.equal(entry.ua, agent, entry.kind);
  }
});
