// A real page served byte for byte, with files of the declared sizes behind it. The captures are
// not part of the project; without them this is skipped.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { Client } from './client.mjs';

const here = (name) => new URL(name, import.meta.url).pathname;
const file = here('../../../shared/captures/pages/2026-03-desktop-video.html');
const skip = existsSync(file) ? false : 'the captured pages are not here';

test(
  'a captured page and its media',
  { skip: skip || (!process.env.CK_WORLD && 'not inside tests/standin/world.sh') },
  async (t) => {
    // A world that serves the page is started by the first pass of this test, never by the second.
    if (!process.env.CK_CAPTURE_WORLD) {
      const env = {
        ...process.env,
        CK_WORLD: '',
        CK_STANDIN_CAPTURES: file,
        CK_CAPTURE_WORLD: 'yes',
      };
      delete env.NODE_TEST_CONTEXT;
      await promisify(execFile)(here('world.sh'), ['node', '--test', here('capture.test.mjs')], {
        env,
      });
      return;
    }
    const client = new Client();
    const item = await client.item('7600069225889221918');
    await t.test('the page is the file', async () => {
      const { body } = await client.get(`https://www.tiktok.com/@its.caroline.7/video/${item.id}`);
      assert.ok(body.equals(readFileSync(file)));
    });
    await t.test(
      'each mirror gives the declared size to the profile that has the page',
      async () => {
        assert.equal(item.video.bitrateInfo.length, 4);
        for (const { PlayAddr, CodecType } of item.video.bitrateInfo) {
          for (const url of PlayAddr.UrlList) {
            const { status, body } = await client.media(url, ['-L']);
            assert.deepEqual([status, body.length], [200, Number(PlayAddr.DataSize)], url);
            assert.ok(
              body.includes(CodecType === 'h264' ? 'avc1' : 'hvc1') && body.includes('soun'),
            );
          }
        }
      },
    );
    await t.test('nobody else', async () => {
      assert.equal((await new Client().media(item.video.playAddr)).status, 403);
      assert.equal((await client.get(item.video.playAddr)).status, 403);
    });
  },
);
