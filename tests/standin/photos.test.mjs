// Photo posts, and items that are written oddly. curl is the client.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';

import { Client, scopeOf, scriptOf } from './client.mjs';
import { Standin } from './control.mjs';

const outside = process.env.CK_WORLD ? false : 'not inside tests/standin/world.sh';
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const IPHONE = ['-A', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1'];

async function look(name) {
  const standin = await Standin.connect();
  const id = await standin.id(name);
  const item = await new Client().item(id);
  return { standin, id, item, images: item.imagePost?.images, others: await standin.others(id) };
}
const get = (url) => new Client().get(url);

describe('photos', { skip: outside }, () => {
  test('nine, one, thirty-five; each has two mirrors of one file', async () => {
    for (const [name, count] of [
      ['photo-9', 9],
      ['photo-one', 1],
      ['photo-35', 35],
    ]) {
      const { images, others } = await look(name);
      assert.equal(images.length, count);
      const [last] = images.slice(-1);
      assert.equal(last.imageURL.urlList.length, 2);
      for (const url of last.imageURL.urlList) {
        assert.equal(sha256((await get(url)).body), others.images.at(-1).sha256);
      }
    }
  });

  test('the bytes are jpeg, webp, heic, avif, png, the name is always jpeg', async () => {
    const signs = [
      /^\xff\xd8\xff/,
      /^RIFF....WEBP/s,
      /^....ftypheic/s,
      /^....ftypavif/s,
      /^\x89PNG/,
    ];
    for (const [name, types] of [
      ['photo-kinds', ['image/jpeg', 'image/webp', 'image/heic', 'image/avif', 'image/png']],
      ['photo-kinds-lie', Array(5).fill('image/jpeg')],
    ]) {
      const { images } = await look(name);
      for (const [n, sign] of signs.entries()) {
        const url = images[n].imageURL.urlList[0];
        const { headers, body } = await get(url);
        assert.match(url, /\.jpeg\?/);
        assert.match(body.toString('latin1'), sign, name);
        assert.equal(headers['content-type'], types[n]);
      }
    }
  });

  test('dead mirrors, a hole, a page, an early end', async () => {
    const states = async (name, n) => {
      const { images } = await look(name);
      const found = [];
      for (const url of images[n].imageURL.urlList) found.push((await get(url)).status);
      return found;
    };
    assert.deepEqual(await states('photo-mirror', 0), [404, 200]);
    assert.deepEqual(await states('photo-hole', 2), [404, 404]);
    assert.deepEqual(await states('photo-hole', 0), [200, 200]);
    const page = await get((await look('photo-html')).images[0].imageURL.urlList[0]);
    assert.match(page.body.toString(), /captcha/);
    const cut = (await look('photo-cut')).images[0].imageURL.urlList;
    assert.equal((await get(cut[0])).body.length, 2000);
    assert.ok((await get(cut[0])).body.length > 2000);
  });

  test('sound: m4a, mp3, none, empty, gone, a page', async () => {
    const rows = [
      ['photo-m4a', 200, /^....ftyp/s],
      ['photo-mp3', 200, /^ID3/],
      ['photo-sound-empty', 200, /^$/],
      ['photo-sound-404', 404, /^$/],
      ['photo-sound-html', 200, /captcha/],
    ];
    for (const [name, status, sign] of rows) {
      const { item } = await look(name);
      assert.match(item.music.playUrl, name === 'photo-m4a' ? /mime_type=audio_mp4/ : /audio_mpeg/);
      const answer = await get(item.music.playUrl);
      assert.equal(answer.status, status);
      assert.match(answer.body.toString('latin1'), sign, name);
    }
    assert.equal((await look('photo-no-sound')).item.music.playUrl, '');
    assert.equal((await look('photo-sound-missing')).item.music.playUrl, undefined);
    assert.equal((await look('photo-no-music')).item.music, undefined);
    const { item } = await look('photo-trimmed');
    assert.match((await get(item.video.playAddr)).body.toString('latin1'), /^ID3/);
  });

  test('live photos move', async () => {
    const { images, others } = await look('photo-live');
    assert.deepEqual(
      images.map((one) => Boolean(one.video)),
      [false, true, false, true],
    );
    const { body } = await get(images[1].video.playAddr);
    assert.equal(sha256(body), others.live[0].sha256);
  });

  test('pages that tell nothing of the post but its canonical address', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('photo-no-detail');
    const page = async (url, args) => (await new Client().get(url, args)).body;
    const photo = await page(`https://www.tiktok.com/@x/photo/${id}`);
    assert.equal(scopeOf(photo), undefined);
    const scopes = JSON.parse(
      scriptOf(photo, '__UNIVERSAL_DATA_FOR_REHYDRATION__'),
    ).__DEFAULT_SCOPE__;
    assert.equal(scopes['seo.abtest'].canonical, `https://www.tiktok.com/@x/photo/${id}`);
    assert.ok(scopeOf(await page(`https://www.tiktok.com/@x/video/${id}`)).itemInfo.itemStruct);
    const phone = `https://www.tiktok.com/@x/video/${await standin.id('photo-api-data')}`;
    assert.equal(scopeOf(await page(phone)), undefined);
    const { videoDetail } = JSON.parse(scriptOf(await page(phone, IPHONE), 'api-data'));
    assert.equal(videoDetail.itemInfo.itemStruct.imagePost.images.length, 7);
  });
});

describe('odd items', { skip: outside }, () => {
  test('numbers as text and text as numbers', async () => {
    for (const [name, type] of [
      ['types-text', 'string'],
      ['types-numbers', 'number'],
    ]) {
      const { item } = await look(name);
      const { video, stats, createTime } = item;
      const all = [
        createTime,
        video.size,
        video.bitrateInfo[0].PlayAddr.DataSize,
        stats.collectCount,
        video.subtitleInfos[0].LanguageID,
      ];
      assert.deepEqual(
        all.map((one) => typeof one),
        Array(5).fill(type),
        name,
      );
    }
  });

  test('what is missing, null or flat', async () => {
    const flat = (await look('types-author-text')).item;
    assert.deepEqual(
      [flat.author, typeof flat.authorId, flat.nickname.length > 3],
      ['someone', 'string', true],
    );
    assert.equal('author' in (await look('types-no-author')).item, false);
    assert.equal((await look('types-null-author')).item.author, null);
    const { item } = await look('types-nulls');
    assert.deepEqual([item.music, item.stats, item.video.cover], [null, null, null]);
    assert.equal((await look('types-reduced')).item.music, undefined);
    assert.equal((await look('types-wrong-id')).item.id, '7000000000000000000');
  });

  test('each text arrives as it was written, inside the script', async () => {
    const standin = await Standin.connect();
    const posts = (await standin.posts()).filter((post) => post.name.startsWith('text-'));
    assert.ok(posts.length > 20);
    for (const { id, name, text } of posts) {
      const { body } = await new Client().get(`https://www.tiktok.com/@x/video/${id}`);
      assert.equal(scopeOf(body).itemInfo.itemStruct.desc, text, name);
    }
    const { body } = await new Client().get(
      `https://www.tiktok.com/@x/video/${await standin.id('text-lone-high')}`,
    );
    assert.ok(body.includes('"half a cat \\ud83d alone"'), 'a lone surrogate is an escape');
    const script = await new Client().get(
      `https://www.tiktok.com/@x/video/${await standin.id('text-script')}`,
    );
    assert.ok(script.body.includes('"\\u003C\\u002Fscript>'));
  });
});
