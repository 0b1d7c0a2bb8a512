// The mixture: always the same, of all kinds, and such that what is expected can be had.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Client, scopeOf } from './client.mjs';
import { Standin } from './control.mjs';
import { mixed } from './mixed.mjs';
import { defaultPosts } from './posts.mjs';

const outside = process.env.CK_WORLD ? false : 'not inside tests/standin/world.sh';

test('a hundred posts, always the same, none of them among the others', () => {
  const posts = mixed(100);
  assert.deepEqual(posts, mixed(100));
  assert.deepEqual(posts.slice(0, 7), mixed(7), 'more of them change none');
  const ids = new Set([...posts, ...defaultPosts()].map((post) => post.id));
  assert.equal(ids.size, 100 + defaultPosts().length);
});

test('all kinds are there, and what must come of each is said', () => {
  const posts = mixed(100);
  const count = (wanted) => posts.filter(({ expect }) => wanted(expect)).length;
  assert.ok(count((one) => one.kept === 'video' && one.joined) >= 15);
  assert.ok(count((one) => one.kept === 'video' && !one.joined) >= 30);
  assert.ok(count((one) => one.kept === 'photos') >= 15);
  assert.ok(count((one) => one.kept === 'silent') >= 3);
  assert.ok(count((one) => one.code) >= 8);
  assert.equal(
    count((one) => Boolean(one.kept) === Boolean(one.code)),
    0,
  );
  const used = new Set(posts.flatMap((post) => post.behaviours.map((one) => one.name ?? one)));
  for (const name of [
    'challenge',
    'shell',
    'expired',
    'mirror-403',
    'host',
    'reset',
    'truncated',
    'too-many',
    'numbers',
    'flat-author',
  ]) {
    assert.ok(used.has(name), name);
  }
});

describe('the mixture in a world', { skip: outside }, () => {
  test('the gear that must be kept is offered, with its sound or beside it', async () => {
    const standin = await Standin.connect();
    for (const { name, id, expect } of await standin.mixed(100)) {
      if (!['video', 'silent'].includes(expect.kept)) continue;
      const file = (await standin.media(id)).find((one) => one.gear === expect.gear);
      const { sounds } = await standin.others(id);
      assert.deepEqual([file.width, file.height], [expect.width, expect.height], name);
      assert.equal(file.sound, expect.kept === 'video' && !expect.joined, name);
      assert.equal(!expect.joined || sounds.length > 0, true, name);
    }
  });

  test('the posts are served', async () => {
    const standin = await Standin.connect();
    const posts = await standin.mixed(20);
    const walls = ['challenge', 'shell', 'cut-page'];
    for (const { name, address, text, expect, behaviours } of posts) {
      if (!expect.kept || behaviours.some((one) => walls.includes(one.name))) continue;
      const { itemInfo } = scopeOf((await new Client().get(address)).body);
      assert.equal(itemInfo.itemStruct.desc, text, name);
      assert.equal(itemInfo.itemStruct.imagePost?.images.length, expect.images, name);
    }
  });
});
