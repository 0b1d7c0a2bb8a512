// Addresses of every form, the embed page and oEmbed. curl is the client.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Client, scopeOf, scriptOf } from './client.mjs';
import { Standin } from './control.mjs';

const outside = process.env.CK_WORLD ? false : 'not inside tests/standin/world.sh';
const CRAWLER = ['-A', 'facebookexternalhit/1.1'];
const IPHONE = ['-A', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1'];

/** Follows by hand, up to a post. @returns {Promise<{hops: any[], at: string}>} */
async function follow(url) {
  const client = new Client();
  const hops = [];
  let at = url;
  while (hops.length < 8 && !at.startsWith('https://www.tiktok.com/@')) {
    const { status, headers, body } = await client.get(at, CRAWLER);
    hops.push({ status, body: body.toString() });
    at = new URL(headers.location, at).href;
  }
  return { hops, at };
}

describe('links', { skip: outside }, () => {
  test('every one has an address of its own and a post', async () => {
    const links = await (await Standin.connect()).links();
    assert.ok(links.length > 50);
    assert.equal(
      new Set(links.filter((one) => one.name.startsWith('short-')).map((one) => one.address)).size,
      30,
    );
    assert.ok(links.every((one) => !/[{}]/.test(one.address)));
  });

  const rows = [
    ['short-301', [301]],
    ['short-302', [302]],
    ['short-307', [307]],
    ['short-t', [301]],
    ['short-v', [301]],
    ['short-lite', [301, 302]],
    ['short-two-hops', [302, 301]],
    ['short-to-tiktokv', [301, 301]],
    ['short-five-hops', [301, 301, 301, 301, 301]],
  ];
  for (const [name, statuses] of rows) {
    test(`${name} leads to the post`, async () => {
      const standin = await Standin.connect();
      const { hops, at } = await follow(await standin.link(name));
      assert.deepEqual(
        hops.map((one) => one.status),
        statuses,
      );
      assert.match(
        at,
        new RegExp(`^https://www\\.tiktok\\.com/@\\w*/video/${await standin.id('ok')}`),
      );
      assert.ok(hops[0].body.startsWith('<a href="https://'), 'the body is a bare anchor');
    });
  }

  test('where the others lead', async () => {
    const standin = await Standin.connect();
    const wanted = {
      'short-dead': /^https:\/\/www\.tiktok\.com\/\?_r=1$/,
      'short-dead-bare': /^https:\/\/www\.tiktok\.com\/$/,
      'short-foreign': /^https:\/\/files\.example\.net\//,
      'short-foreign-look': /^https:\/\/tiktok\.com\.example\.net\//,
      'short-foreign-user': /^https:\/\/www\.tiktok\.com@files/,
      'short-http': /^http:\/\/www/,
      'short-private': /^https:\/\/10\.77\.0\.5\//,
      'short-local': /^https:\/\/localhost\//,
      'short-file': /^file:/,
      'short-relative': /^\/@catlady\/video\//,
      'short-empty-user': /tiktok\.com\/@\/video\//,
      'short-to-user': /@catlady\?_r=1$/,
      'short-to-live': /@catlady\/live/,
      'short-to-login': /\/login\?/,
    };
    for (const [name, to] of Object.entries(wanted)) {
      const { headers } = await new Client().get(await standin.link(name));
      assert.match(headers.location, to, name);
    }
    assert.equal(
      (await new Client().get(await standin.link('short-loop'), ['-L', '--max-redirs', '7'])).code,
      47,
    );
    assert.equal((await new Client().get(await standin.link('short-404'))).status, 404);
    assert.equal((await new Client().get(await standin.link('short-403'))).status, 403);
  });

  test('a page instead of a hop, for everybody or for browsers', async () => {
    const standin = await Standin.connect();
    const url = await standin.link('short-page');
    const { status, body } = await new Client().get(url, CRAWLER);
    assert.equal(status, 200);
    assert.match(
      body.toString(),
      new RegExp(
        `og:url" content="https://www.tiktok.com/@catlady/video/${await standin.id('ok')}`,
      ),
    );
    const other = await standin.link('short-page-for-browsers');
    assert.equal((await new Client().get(other, IPHONE)).status, 200);
    assert.equal((await new Client().get(other, CRAWLER)).status, 301);
  });

  test('forms of an address show the post, or its embed', async () => {
    const standin = await Standin.connect();
    const links = (await standin.links()).filter(
      (one) => one.name.startsWith('form-') && !/item-id/.test(one.name),
    );
    assert.ok(links.length > 20);
    for (const { name, address, id } of links) {
      const { status, body } = await new Client().get(address, ['-L']);
      assert.equal(status, 200, name);
      const found = /embed|player/.test(name)
        ? scriptOf(body, '__FRONTITY_CONNECT_STATE__')
        : scopeOf(body).itemInfo.itemStruct.id;
      assert.ok(found.includes(id), name);
    }
    const phone = await new Client().get(await standin.link('form-mobile'), IPHONE);
    assert.match(phone.body.toString(), /reflow\.video\.detail/, 'phones stay at m.');
  });
});

describe('embed and oEmbed', { skip: outside }, () => {
  const state = async (id) => {
    const { body } = await new Client().get(`https://www.tiktok.com/embed/v2/${id}`);
    const { data } = JSON.parse(scriptOf(body, '__FRONTITY_CONNECT_STATE__')).source;
    const key = Object.keys(data).find((one) => one.startsWith('/embed/'));
    return { key, ...data[key] };
  };

  test('a video: its marked copy needs neither cookie nor referer', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('ok');
    const { key, videoData } = await state(id);
    assert.deepEqual(
      [key, videoData.itemInfos.id, videoData.authorInfos.uniqueId],
      [`/embed/v2/${id}`, id, 'catlady'],
    );
    const { status, body } = await new Client().get(videoData.itemInfos.video.urls[0]);
    assert.deepEqual([status, body.length], [200, (await standin.others(id)).embedded.bytes]);
    assert.equal((await state(await standin.id('embed-slash'))).key.endsWith('/'), true);
  });

  test('photos in two layouts', async () => {
    const standin = await Standin.connect();
    const { imagePostInfo } = (await state(await standin.id('embed-photo'))).videoData;
    assert.equal(imagePostInfo.displayImages[2].urlList.length, 2);
    const nested = (await state(await standin.id('embed-photo-nested'))).videoData.imagePostInfo;
    assert.equal((await new Client().get(nested.images[0].displayImage.urlList[0])).status, 200);
  });

  test('errors: gone, unknown, overload', async () => {
    const standin = await Standin.connect();
    const gone = {
      key: `/embed/v2/${await standin.id('gone')}`,
      isError: true,
      errorCode: 10204,
      errorStatus: 400,
    };
    assert.deepEqual(await state(await standin.id('gone')), gone);
    assert.equal((await state('7000000000000000000')).isError, true);
    const busy = await new Client().get(
      `https://www.tiktok.com/embed/v2/${await standin.id('embed-overload')}`,
    );
    assert.deepEqual([busy.status, busy.body.toString()], [503, 'overload-protect triggered']);
  });

  test('embed-only: the page is a shell, the embed is not', async () => {
    const standin = await Standin.connect();
    const id = await standin.id('embed-only');
    const { body } = await new Client().get(`https://www.tiktok.com/@x/video/${id}`);
    assert.match(body.toString(), /LOADABLE_REQUIRED/);
    assert.equal((await state(id)).videoData.itemInfos.id, id);
  });

  test('oEmbed: facts of a canonical address, 400 for all else', async () => {
    const standin = await Standin.connect();
    const ask = (url) =>
      new Client().get(`https://www.tiktok.com/oembed?url=${encodeURIComponent(url)}`);
    const id = await standin.id('ok');
    const { status, body } = await ask(`https://www.tiktok.com/@catlady/video/${id}`);
    const facts = JSON.parse(body);
    assert.deepEqual(
      [status, facts.embed_product_id, facts.author_unique_id, facts.type],
      [200, id, 'catlady', 'video'],
    );
    assert.ok(facts.html.includes(`data-video-id="${id}"`) && facts.title.includes('🐈'));
    for (const url of [
      `https://www.tiktok.com/share/video/${id}`,
      `https://www.tiktok.com/@x/video/${await standin.id('private')}`,
      'https://example.net/',
      '',
    ]) {
      const wrong = await ask(url);
      assert.deepEqual(
        [wrong.status, JSON.parse(wrong.body)],
        [400, { message: 'Something went wrong', code: 400 }],
        url,
      );
    }
    assert.equal(
      (await ask(`https://www.tiktok.com/@x/video/${await standin.id('oembed-empty')}`)).body
        .length,
      0,
    );
    assert.match(
      (await ask(`https://www.tiktok.com/@x/video/${await standin.id('oembed-html')}`)).headers[
        'content-type'
      ],
      /html/,
    );
  });

  test('a profile in an embed', async () => {
    const { body } = await new Client().get('https://www.tiktok.com/embed/@catlady');
    const { data } = JSON.parse(scriptOf(body, '__FRONTITY_CONNECT_STATE__')).source;
    assert.ok(data['/embed/@catlady'].videoList.length > 2);
  });
});
