// What posts offer to play: gears, mirrors, sounds, captions, and how their bytes travel.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';

import { Client } from './client.mjs';
import { Standin } from './control.mjs';
import { boxes } from './samples.mjs';

const outside = process.env.CK_WORLD ? false : 'not inside tests/standin/world.sh';
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A post as a new client sees it. */
async function look(name) {
  const standin = await Standin.connect();
  const client = new Client();
  const id = await standin.id(name);
  const item = await client.item(id);
  return { standin, client, id, item, video: item.video, gears: item.video.bitrateInfo ?? [] };
}
const named = (gears, part) => gears.find((one) => one.GearName.includes(part));

/** @returns {string[]} the tracks of an MP4: vide, soun */
function tracks(bytes) {
  const moov = boxes(bytes).find((box) => box.type === 'moov');
  return boxes(bytes, moov.start + 8, moov.end)
    .filter((box) => box.type === 'trak')
    .map((box) => /hdlr[^]{8}(vide|soun)/.exec(bytes.toString('latin1', box.start, box.end))?.[1]);
}

describe('gears', { skip: outside }, () => {
  test('a silent one has its sound apart, and both are real', async () => {
    for (const [name, path, codec] of [
      ['gear-dash', '/media-video-hvc1/', 'hvc1'],
      ['gear-dash-avc', '/media-video-avc1/', 'avc1'],
    ]) {
      const { client, gears, video } = await look(name);
      const gear = gears.find((one) => one.Format === 'dash');
      assert.ok(gear.PlayAddr.UrlList[0].includes(path), name);
      const picture = await client.media(gear.PlayAddr.UrlList[0]);
      assert.deepEqual(tracks(picture.body), ['vide'], name);
      assert.ok(picture.body.includes(codec));
      const [info] = video.bitrateAudioInfo;
      assert.match(info.UrlList.MainUrl, /\/media-audio-und-mp4a\//);
      for (const url of [info.UrlList.MainUrl, info.UrlList.BackupUrl]) {
        const sound = await client.media(url);
        assert.deepEqual([tracks(sound.body), sound.body.length], [['soun'], info.AudioDataSize]);
      }
      assert.deepEqual(tracks((await client.media(video.playAddr)).body), ['vide', 'soun']);
    }
  });

  test('how a silent one names its sound', async () => {
    const extra = async (name) => {
      const { gears, video } = await look(name);
      const wanted = JSON.parse(named(gears, '1080').VideoExtra).audio_file_id;
      return { wanted, infos: video.bitrateAudioInfo };
    };
    const two = await extra('gear-dash-two');
    assert.deepEqual(
      [two.wanted, two.infos.map((one) => one.Bitrate)],
      [two.infos[0].FileId, [48000, 96000]],
    );
    const hash = await extra('gear-dash-hash');
    assert.equal(hash.wanted, hash.infos[0].FileHash);
    const wrong = await extra('gear-dash-misnamed');
    assert.ok(
      wrong.wanted &&
        wrong.infos.every((one) => ![one.FileId, one.FileHash].includes(wrong.wanted)),
    );
    assert.equal((await extra('gear-dash-unnamed')).wanted, '');
    assert.equal((await look('gear-dash-no-audio')).video.bitrateAudioInfo, undefined);
  });

  test('those that are gone or refuse, one by one', async () => {
    const rows = [
      ['gear-404', 'h265_hvc1', 404, 200],
      ['gear-dash-404', 'h265_hvc1', 404, 200],
      ['gear-all-404', 'h265_hvc1', 404, 404],
    ];
    for (const [name, type, status, other] of rows) {
      const { client, gears } = await look(name);
      for (const gear of gears) {
        const answer = await client.media(gear.PlayAddr.UrlList[0]);
        assert.equal(
          answer.status,
          gear.CodecType === type ? status : other,
          `${name} ${gear.GearName}`,
        );
      }
    }
    for (const [name, main, backup] of [
      ['gear-audio-404', 404, 404],
      ['gear-audio-mirror', 403, 200],
    ]) {
      const { client, video } = await look(name);
      const { MainUrl, BackupUrl } = video.bitrateAudioInfo[0].UrlList;
      assert.deepEqual(
        [(await client.media(MainUrl)).status, (await client.media(BackupUrl)).status],
        [main, backup],
        name,
      );
    }
  });

  test('labels: none, missing, wrong', async () => {
    assert.ok((await look('gear-no-format')).gears.every((one) => !('Format' in one)));
    assert.deepEqual((await look('gear-none')).video.bitrateInfo, []);
    const missing = await look('gear-missing');
    assert.deepEqual(
      [missing.video.bitrateInfo, missing.video.PlayAddrStruct],
      [undefined, undefined],
    );
    assert.equal((await missing.client.media(missing.video.playAddr)).status, 200);
    const vvc = named((await look('gear-bytevc2')).gears, '1080');
    assert.deepEqual(
      [vvc.CodecType, /bytevc2_1080p/.test(vvc.PlayAddr.UrlKey)],
      ['h266_vvc1', true],
    );
    const liar = await look('gear-label-lies');
    assert.ok(
      liar.gears[0].CodecType === 'h264' &&
        (await liar.client.media(liar.video.playAddr)).body.includes('hvc1'),
    );
    const mp4 = await look('gear-lies-mp4');
    const silent = named(mp4.gears, 'liar');
    assert.equal(silent.Format, 'mp4');
    assert.deepEqual(tracks((await mp4.client.media(silent.PlayAddr.UrlList[0])).body), ['vide']);
  });

  test('only silent ones; sound removed', async () => {
    for (const name of ['gear-silent-only', 'sound-removed']) {
      const { client, video } = await look(name);
      assert.deepEqual(tracks((await client.media(video.playAddr)).body), ['vide'], name);
      assert.equal(video.bitrateAudioInfo, undefined);
    }
    assert.equal((await look('sound-removed')).item.music.playUrl, '');
  });

  test('the marked copy: there, dead, empty, missing', async () => {
    const present = await look('download-present');
    const { download } = await present.standin.others(present.id);
    const { body } = await present.client.media(present.video.downloadAddr);
    assert.deepEqual([sha256(body), body.length], [download.sha256, 700123]);
    assert.match(present.video.downloadAddr, /watermark=1/);
    const dead = await look('download-dead');
    assert.equal((await dead.client.media(dead.video.downloadAddr)).status, 404);
    assert.equal((await look('ok')).video.downloadAddr, '');
    assert.equal((await look('download-missing')).video.downloadAddr, undefined);
  });
});

describe('mirrors', { skip: outside }, () => {
  const rows = [
    ['ok', [200, 200, 200]],
    ['mirror-one', [200]],
    ['mirror-404', [404, 200, 200]],
    ['mirror-unreachable', [0, 200, 200]],
    ['mirror-play-302', [403, 403, 200]],
    ['mirror-play-403', [200, 200, 403]],
    ['mirror-play-204', [403, 403, 204]],
    ['mirror-all-403', [403, 403, 403]],
  ];
  for (const [name, wanted] of rows) {
    test(name, async () => {
      const { client, video } = await look(name);
      const found = [];
      for (const url of video.PlayAddrStruct.UrlList) {
        found.push((await client.media(url, ['-L'])).status);
      }
      assert.deepEqual(found, wanted);
    });
  }

  test('a first mirror that never answers', async () => {
    const { client, video } = await look('mirror-silent');
    const { code } = await client.media(video.PlayAddrStruct.UrlList[0], ['-m', '1']);
    assert.equal(code, 28);
    assert.equal((await client.media(video.PlayAddrStruct.UrlList[1])).status, 200);
  });

  test('aweme/v1/play as a page', async () => {
    const { client, video } = await look('mirror-play-html');
    const { status, headers } = await client.media(video.PlayAddrStruct.UrlList[2], ['-L']);
    assert.deepEqual([status, headers['content-type']], [200, 'text/html']);
  });
});

describe('transfers', { skip: outside }, () => {
  const get = async (name, args) => {
    const { standin, id } = await look(name);
    await standin.set(id, {}); // nothing was asked for yet
    const { client, video } = await look(name);
    return {
      first: await client.media(video.playAddr, args),
      again: () => client.media(video.playAddr, args),
    };
  };

  test('what is no video says all sorts of things', async () => {
    for (const [name, type] of [
      ['html-octets', 'application/octet-stream'],
      ['html-mp4', 'video/mp4'],
      ['json-media', 'application/json'],
    ]) {
      const { first } = await get(name);
      assert.deepEqual(
        [first.status, first.headers['content-type'], first.body.includes('ftyp')],
        [200, type, false],
      );
    }
    assert.ok((await get('typed-octets')).first.body.includes('ftyp'));
    assert.equal((await get('typed-html')).first.headers['content-type'], 'text/html');
  });

  test('a stall sends no more and does not end; the second time it goes on', async () => {
    const { first, again } = await get('stall-once', ['-m', '2']);
    assert.deepEqual([first.code, first.body.length], [28, 100000]);
    assert.equal((await again()).body.length, 1647231);
  });

  test('so many times, then no more', async () => {
    for (const [name, status] of [
      ['media-500-once', 500],
      ['too-many', 429],
    ]) {
      const { first, again } = await get(name);
      assert.deepEqual([first.status, (await again()).status], [status, 200], name);
    }
    const cut = await get('truncated-once');
    assert.deepEqual([cut.first.body.length, (await cut.again()).body.length], [100000, 1647231]);
  });

  test('another part than the one asked for, and another file', async () => {
    const wrong = await get('reset-wrong-range', ['-r', '100000-']);
    const second = await wrong.again();
    assert.match(second.headers['content-range'], /^bytes 95904-/);
    const { client, video } = await look('reset-new-etag');
    const { headers } = await client.media(video.playAddr, ['-m', '9']);
    const part = await client.media(video.playAddr, [
      '-r',
      '9-',
      '-H',
      `If-Range: ${headers.etag}`,
    ]);
    assert.deepEqual([part.status, part.body.length], [200, 1647231]);
  });
});

describe('captions', { skip: outside }, () => {
  test('each language in its form, without a token; both lists agree', async () => {
    const { standin, id, video } = await look('captions-mixed');
    const { captions } = await standin.others(id);
    const signs = {
      webvtt: /^WEBVTT\n\n00:00:00\.000 --> /,
      srt: /^1\r\n00:00:00,000 --> /,
      creator_caption: /^\{"utterances":\[\{"start_time":0/,
    };
    assert.deepEqual(
      video.subtitleInfos.map((one) => one.Source),
      ['LC', 'MT', 'MT', 'ASR'],
    );
    for (const [n, info] of video.subtitleInfos.entries()) {
      const cla = video.claInfo.captionInfos[n];
      assert.equal(cla.captionFormat, info.Format);
      for (const url of cla.urlList) {
        const { status, body } = await new Client().get(url);
        assert.deepEqual(
          [status, sha256(body), body.length],
          [200, captions[n].sha256, info.Size],
          url,
        );
        assert.match(body.toString(), signs[info.Format]);
      }
    }
  });

  test('dead mirrors, and lists that are missing', async () => {
    for (const [name, wanted] of [
      ['captions-mirror', [403, 403, 200]],
      ['captions-dead', [404, 404, 404]],
    ]) {
      const { video } = await look(name);
      const found = [];
      for (const url of video.claInfo.captionInfos[0].urlList) {
        found.push((await new Client().get(url)).status);
      }
      assert.deepEqual(found, wanted, name);
    }
    assert.equal((await look('captions-no-mirrors')).video.claInfo, undefined);
    assert.equal((await look('captions-other-list')).video.subtitleInfos, undefined);
  });
});
