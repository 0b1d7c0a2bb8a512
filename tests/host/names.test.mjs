// Posts named by a pattern, whatever its depth: saved, listed, verified and found again.
// Run inside tests/standin/world.sh.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';

import { Standin } from '../standin/control.mjs';
import { leftovers, pathsIn } from './kept.mjs';
import { folderOf, newHome, run, runJson } from './runs.mjs';

const standin = await Standin.connect();
const posts = await standin.posts();
const addressOf = ({ author, id, kind }) => `https://www.tiktok.com/@${author}/${kind === 'photo' ? 'photo' : 'video'}/${id}`;
const [joined, photos] = ['gear-dash', 'photo-9'].map((name) => posts.find((one) => one.name === name));

const PATTERNS = [
  ['{title}', ''],
  ['{kind}/{year}/{month}/{author} {title}', '(video|photo)/2026/\\d\\d/'],
];

for (const [names, where] of PATTERNS) {
  test(`named by ${names}`, async () => {
    const home = newHome();
    const folder = folderOf(home);
    mkdirSync(join(home, '.config/clipkeep'), { recursive: true });
    writeFileSync(join(home, '.config/clipkeep/settings.json'), JSON.stringify({ names, sources: true }));
    const { status, stderr } = await run(home, ['save', addressOf(joined), addressOf(photos)]);
    assert.equal(status, 0, stderr);
    const paths = pathsIn(folder).map((path) => relative(folder, path));
    for (const [{ id }, kind] of [[joined, 'video'], [photos, 'photo']]) {
      const mine = paths.filter((path) => path.includes(id));
      assert.ok(mine.length > 3, `${id} is kept`);
      for (const path of mine) {
        const inside = kind === 'photo' ? `[^/]*${id}]/` : '(.sources/)?';
        assert.match(path, new RegExp(`^${where}${inside}[^/]+$`));
      }
    }
    assert.ok(paths.some((path) => path.includes('.sources/')), 'what the video was joined of is there');
    assert.deepEqual(leftovers(folder).filter((one) => !one.includes('.sources')), []);
    execFileSync('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], { cwd: folder });

    const verified = await runJson(home, ['verify', '--json']);
    assert.equal(verified.status, 0, JSON.stringify(verified.answer));
    assert.deepEqual(verified.answer.findings, []);
    for (const list of [[], ['journal.jsonl']]) { // from the journal, and from the sidecars alone
      list.forEach((name) => rmSync(join(folder, name)));
      rmSync(join(home, '.local/state/clipkeep/archive.sqlite'));
      assert.equal((await run(home, ['rescan'])).status, 0);
      const { answer } = await runJson(home, ['list', '--json']);
      assert.deepEqual(answer.posts.map((one) => one.post).sort(), [joined.id, photos.id].sort());
      assert.equal((await runJson(home, ['verify', '--json'])).status, 0);
    }
    const again = await run(home, ['save', addressOf(joined)]);
    assert.match(again.stdout + again.stderr, /already kept/);
  });
}
