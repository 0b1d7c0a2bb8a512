// Walls in front of a page, pages that are spoilt, and what phones get. curl is the client.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';

import { Client, scopeOf, scriptOf } from './client.mjs';
import { Standin } from './control.mjs';

const outside = process.env.CK_WORLD ? false : 'not inside tests/standin/world.sh';
const IPHONE = ['-A', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1'];
const CHROME = ['-A', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36'];

async function visitor(name, kind = 'video') {
  const standin = await Standin.connect();
  const id = await standin.id(name);
  const client = new Client();
  const url = `https://www.tiktok.com/@x/${kind}/${id}`;
  return { standin, id, client, url, get: (args = CHROME) => client.get(url, args) };
}

/** A solver that is not the product's: finds the elements as a browser would. */
function question(page) {
  const parts = {};
  for (const [tag] of page.toString().matchAll(/<\w+[^>]*>/g)) {
    const one = (name) =>
      new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i')
        .exec(tag)
        ?.slice(1)
        .find((v) => v !== undefined);
    if (['wci', 'cs', 'rci', 'rs'].includes(one('id'))) parts[one('id')] = one('class');
  }
  return parts;
}
function solve({ cs, wci, rci, rs }, bend = (text) => text) {
  const text = Buffer.from(cs, 'base64').toString();
  const { v } = JSON.parse(text);
  const seed = Buffer.from(v.a, 'base64');
  let number = 0;
  const digest = (n) => createHash('sha256').update(seed).update(String(n)).digest('base64');
  while (digest(number) !== v.c) number += 1;
  const d = Buffer.from(String(number)).toString('base64');
  const value = Buffer.from(bend(`${text.slice(0, -1)},"d":"${d}"}`)).toString('base64');
  return `${wci}=${value}${rci ? `; ${rci}=${rs}` : ''}`;
}
const answered = (cookie) => [...CHROME, '-H', `Cookie: ${cookie}`];
const last = async (standin) => (await standin.log({ kind: 'page' })).at(-1).challenge;

describe('challenge', { skip: outside }, () => {
  test('the page has the size, words and parts of the real one, and sets no cookie', async () => {
    const { get } = await visitor('challenge-once');
    const { status, headers, body } = await get();
    const { wci, cs, rci, rs } = question(body);
    assert.deepEqual([status, wci, rci], [200, '_wafchallengeid', 'waforiginalreid']);
    assert.ok(body.length >= 1400 && body.length < 1500, `${body.length} bytes`);
    assert.match(body.toString(), /Please wait\.\.\..*/);
    assert.match(body.toString(), /id="slardar-config"[^]*SlardarWAF[^]*waf-aiso/);
    assert.ok(rs.length > 8 && !cs.endsWith('=') && headers['set-cookie'] === undefined);
    assert.deepEqual(Object.keys(JSON.parse(Buffer.from(cs, 'base64').toString())), ['v', 's']);
  });

  const ways = [
    'once',
    'one-cookie',
    'empty-second',
    'renamed',
    'reversed',
    'scattered',
    'swapped',
    'far',
    'first',
  ];
  for (const name of ways) {
    test(`${name}: the right answer brings the page`, async () => {
      const { id, get } = await visitor(`challenge-${name}`);
      const { body } = await get(answered(solve(question((await get()).body))));
      assert.equal(scopeOf(body).itemInfo.itemStruct.id, id);
      assert.equal(scopeOf((await get()).body).itemInfo.itemStruct.id, id, 'known from now on');
    });
  }

  test('twice, forever, and what comes then', async () => {
    const rows = [
      ['twice', 2, /UNIVERSAL_DATA/, 200],
      ['forever', 3, /Please wait/, 200],
      ['then-403', 1, /Access Denied/, 403],
      ['then-shell', 1, /LOADABLE_REQUIRED/, 200],
      ['then-captcha', 1, /captcha-verify/, 200],
    ];
    for (const [name, answers, text, status] of rows) {
      const { get } = await visitor(`challenge-${name}`);
      let page = await get();
      for (let n = 0; n < answers; n += 1) page = await get(answered(solve(question(page.body))));
      assert.match(page.body.toString(), text, name);
      assert.equal(page.status, status, name);
    }
  });

  const wrongs = {
    signature: (text) => text.replace(/"s":"./, '"s":"*'),
    text: (text) => JSON.stringify(JSON.parse(text), null, 1),
    'text ': (text) => {
      const { v, s, d } = JSON.parse(text);
      return JSON.stringify({ d, v, s });
    },
    'text  ': (text) => text.replace(/"d":"[^"]*"/, '"d":"MA=="'),
  };
  for (const [why, bend] of Object.entries(wrongs)) {
    test(`a wrong answer is refused: ${bend}`, async () => {
      const { standin, get } = await visitor('challenge-once');
      const { body } = await get(answered(solve(question((await get()).body), bend)));
      assert.match(body.toString(), /Please wait/);
      assert.equal(await last(standin), `refused: ${why.trim()}`);
    });
  }

  test('an answer counts once, for its address and user agent, and not when it is old', async () => {
    const { standin, url, get } = await visitor('challenge-once');
    const cookie = solve(question((await get()).body));
    await new Client().get(url, ['-A', 'another', '-H', `Cookie: ${cookie}`]);
    assert.equal(await last(standin), 'refused: user agent');
    await new Client().get(url.replace('@x', '@y'), answered(cookie));
    assert.equal(await last(standin), 'refused: address');
    await new Client().get(url, answered(cookie.replace(/;.*/, '')));
    assert.equal(await last(standin), 'refused: second cookie');
    await new Client().get(url, answered(cookie.replace(/=*;/, (end) => (end === ';' ? '=;' : ';'))));
    assert.equal(await last(standin), 'refused: not padded base64');
    assert.ok(scopeOf((await new Client().get(url, answered(cookie))).body));
    await new Client().get(url, answered(cookie));
    assert.equal(await last(standin), 'refused: used');
    const old = await visitor('challenge-old');
    await old.get(answered(solve(question((await old.get()).body))));
    assert.equal(await last(standin), 'refused: old');
  });

  test('unsolvable and broken ones', async () => {
    const broken = question((await (await visitor('challenge-broken')).get()).body);
    assert.throws(() => JSON.parse(Buffer.from(broken.cs, 'base64').toString()));
    const hard = await visitor('challenge-unsolvable');
    assert.match((await hard.get()).body.toString(), /Please wait/);
  });
});

describe('walls', { skip: outside }, () => {
  test('a shell of 44 KB until the start page was seen', async () => {
    const { client, get } = await visitor('shell-cold');
    const { body, headers } = await get();
    assert.ok(body.length > 40000 && body.length < 48000, `${body.length} bytes`);
    assert.equal(headers['set-cookie'], undefined);
    await client.get('https://www.tiktok.com/', CHROME);
    assert.ok(scopeOf((await get()).body).itemInfo.itemStruct);
  });

  test('by user agent, by the way of asking, by puzzle', async () => {
    const rows = [
      ['maintenance-140', ['-A', 'Chrome/145.0'], /Under Maintenance/],
      ['maintenance-140', CHROME, /video-detail/],
      ['maintenance-desktop', CHROME, /Under Maintenance/],
      ['maintenance-desktop', IPHONE, /reflow\.video\.detail/],
      ['shell-fetch', [...CHROME, '-H', 'Sec-Fetch-Mode: cors'], /LOADABLE_REQUIRED/],
      ['shell-fetch', CHROME, /video-detail/],
      ['captcha-whirl', CHROME, /Rotate the shapes/],
      ['captcha-shapes', CHROME, /shapes with the same size/],
      ['no-service-inside', CHROME, /hk\/notfound/],
      ['phone-captcha', IPHONE, /captcha-verify/],
    ];
    for (const [name, args, text] of rows) {
      const { status, body } = await (await visitor(name)).get(args);
      assert.equal(status, 200);
      assert.match(body.toString(), text, `${name} ${args}`);
    }
    const away = await (
      await visitor('no-service')
    ).get([...CHROME, '-L', '-w', '%{url_effective}']);
    assert.equal(away.status, 404);
  });

  test('spoilt pages', async () => {
    const cut = (await (await visitor('cut-page')).get()).body.toString();
    assert.ok(!cut.includes('</html>') && cut.length > 50000);
    for (const name of ['cut-json', 'html-for-json', 'cut-page']) {
      await assert.rejects(async () => scopeOf((await (await visitor(name)).get()).body), name);
    }
    const { body } = await (await visitor('bad-utf8')).get();
    assert.ok(body.includes(Buffer.from('"desc":"\xff\xfe\xc0\xaf', 'latin1')));
    const once = await visitor('cut-page-once');
    await assert.rejects(async () => scopeOf((await once.get()).body));
    assert.ok(scopeOf((await once.get()).body));
  });

  test('pages by Brotli, deflate, or of unknown length', async () => {
    for (const [name, header, value] of [
      ['page-br', 'content-encoding', 'br'],
      ['page-deflate', 'content-encoding', 'deflate'],
      ['page-chunked', 'transfer-encoding', 'chunked'],
    ]) {
      const { headers, body } = await (await visitor(name)).get([...CHROME, '--http1.1']);
      assert.equal(headers[header], value, name);
      assert.ok(scopeOf(body).itemInfo.itemStruct, name);
    }
  });

  test('API answers that are none', async () => {
    const rows = {
      'api-empty': /^$/,
      'api-cut': /^\{"itemInfo[^}]*$/,
      'api-html': /captcha/,
      'api-verify': /10000/,
    };
    for (const [name, text] of Object.entries(rows)) {
      const { client, id } = await visitor(name);
      const { status, body } = await client.get(
        `https://www.tiktok.com/api/item/detail/?itemId=${id}`,
      );
      assert.equal(status, 200);
      assert.match(body.toString(), text, name);
    }
  });
});

describe('phones', { skip: outside }, () => {
  const scopes = (body) =>
    JSON.parse(scriptOf(body, '__UNIVERSAL_DATA_FOR_REHYDRATION__')).__DEFAULT_SCOPE__;

  test('the reflow page has less of the item, and its links work', async () => {
    const { id, client, get } = await visitor('ok');
    const { itemInfo, statusMessage } = scopes((await get(IPHONE)).body)[
      'webapp.reflow.video.detail'
    ];
    const { video, statsV2, author } = itemInfo.itemStruct;
    assert.deepEqual([itemInfo.itemStruct.id, statusMessage], [id, '']);
    assert.deepEqual(
      [video.bitrateInfo, statsV2, author.downloadSetting],
      [undefined, undefined, undefined],
    );
    assert.equal((await client.media(video.playAddr)).status, 200);
  });

  test('2026: the item is in api-data', async () => {
    const { id, get } = await visitor('phone-api-data');
    const { body } = await get(IPHONE);
    const { videoDetail } = JSON.parse(scriptOf(body, 'api-data'));
    assert.equal(videoDetail.itemInfo.itemStruct.id, id);
    assert.equal(scopes(body)['webapp.reflow.video.detail'], undefined);
  });

  test('without data, and with a reason', async () => {
    const { get } = await visitor('phone-no-data');
    assert.ok(!Object.keys(scopes((await get(IPHONE)).body)).some((name) => /detail/.test(name)));
    const gone = scopes((await (await visitor('phone-gone')).get(IPHONE)).body)[
      'webapp.reflow.video.detail'
    ];
    assert.deepEqual(gone, { statusCode: 10204, statusMessage: "item doesn't exist" });
  });
});

describe('statuses and gates', { skip: outside }, () => {
  test('each status says its number and words, with HTTP 200', async () => {
    const standin = await Standin.connect();
    const rows = (await standin.posts()).filter((post) => post.name.startsWith('status-'));
    assert.ok(rows.length > 20);
    for (const {
      name,
      id,
      behaviours: [{ code, message, data }],
    } of rows) {
      const { status, body } = await new Client().get(`https://www.tiktok.com/@x/video/${id}`);
      const scope = scopeOf(body);
      assert.deepEqual([status, scope.statusCode, scope.statusMsg], [200, code, message], name);
      assert.equal(Boolean(scope.itemInfo?.itemStruct), Boolean(data), name);
    }
  });

  test('gates', async () => {
    const standin = await Standin.connect();
    const item = async (name) => new Client().item(await standin.id(name));
    const classified = await item('gate-classified');
    assert.deepEqual([classified.isContentClassified, classified.video], [true, undefined]);
    assert.deepEqual(
      [(await item('gate-masked')).maskType, (await item('gate-photosensitive')).maskType],
      [3, 4],
    );
    const hollow = await item('gate-hollow');
    assert.deepEqual([hollow.createTime, hollow.stats], ['0', {}]);
  });
});
