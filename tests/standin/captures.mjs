// Serves captured pages byte for byte, and a playable file of the declared size at every
// media address in them. The pages are named by CK_STANDIN_CAPTURES and stay where they are.
import { readFileSync } from 'node:fs';

import { captureFiles } from './hosts.mjs';
import { Media } from './media.mjs';

const SCRIPT =
  /<script[^>]*\bid="(?:__UNIVERSAL_DATA_FOR_REHYDRATION__|SIGI_STATE|__NEXT_DATA__|api-data)"[^>]*>(.*?)<\/script>/gs;
const CODECS = { h264: 'h264', bytevc1: 'h265', bytevc2: 'h266' };

/** @returns {any} the first object in `value`, searched to the bottom, that `test` likes */
function find(value, test) {
  if (!value || typeof value !== 'object') return undefined;
  if (test(value)) return value;
  for (const member of Object.values(value)) {
    const found = find(member, test);
    if (found) return found;
  }
  return undefined;
}

function itemIn(html) {
  for (const [, text] of html.matchAll(SCRIPT)) {
    const item = find(
      JSON.parse(text),
      (one) => typeof one.id === 'string' && one.video && one.author,
    );
    if (item) return item;
  }
  return undefined;
}

function gearOf(entry) {
  const address = entry.PlayAddr;
  const codec = CODECS[/_(h264|bytevc\d)_/.exec(address.UrlKey ?? '')?.[1] ?? 'h264'];
  const dash =
    entry.Format === 'dash' || address.UrlList.some((url) => url.includes('/media-video-hvc1/'));
  return {
    gear: entry.GearName,
    codec,
    width: address.Width,
    height: address.Height,
    dash,
    bytes: Number(address.DataSize),
    kind: `${codec === 'h264' ? 'h264' : 'h265'}${dash ? '-silent' : ''}`,
  };
}

function placeCapture(world, post, entry, seconds) {
  const gear = gearOf(entry);
  const media = new Media(
    `capture ${post.id} ${gear.gear} ${gear.codec} ${gear.bytes}`,
    gear.kind,
    gear.bytes,
    seconds,
  );
  const urls = entry.PlayAddr.UrlList.map((text) => new URL(text));
  const fileId = urls.map((url) => url.searchParams.get('file_id')).find(Boolean);
  const file = { path: urls[0].pathname, post, gear, media, fileId };
  for (const url of urls) {
    if (!url.searchParams.has('file_id')) {
      world.targets.set(url.pathname, { post, gear, media, capture: true });
    }
  }
  post.files.push(file);
}

/** Addresses outside of bitrateInfo: most repeat one of it. */
function placeRest(world, post, video) {
  const rest = [
    [video.playAddr, Number(video.size)],
    [video.downloadAddr, 0],
  ];
  for (const [text, bytes] of rest) {
    const path = text ? new URL(text).pathname : '';
    if (!path || world.targets.has(path)) continue;
    const media = new Media(`capture ${path}`, 'h264', bytes || 0, Number(video.duration) || 0);
    world.targets.set(path, { post, gear: { gear: 'rest' }, media, capture: true });
  }
}

function placeMusic(world, post, item) {
  if (!item.music?.playUrl) return;
  const url = new URL(item.music.playUrl);
  const kind = url.search.includes('audio_mpeg') ? 'mp3' : 'aac';
  world.targets.set(url.pathname, {
    post,
    media: new Media(`capture ${url.pathname}`, kind),
    capture: true,
  });
}

/** @param {import('./world.mjs').World} world */
export function addCaptures(world) {
  for (const path of captureFiles()) {
    const body = readFileSync(path);
    const item = itemIn(body.toString('utf8'));
    if (!item) throw new Error(`${path}: no post in this page`);
    const post = world.add({
      id: item.id,
      name: path.replace(/.*\//, ''),
      author: item.author.uniqueId ?? item.author,
      text: item.desc,
      created: Number(item.createTime),
      page: body,
      captured: item,
      files: [],
      covers: [],
      pictures: [],
      sounds: [],
      subtitles: [],
      moving: [],
    });
    for (const entry of item.video.bitrateInfo ?? []) placeCapture(world, post, entry, Number(item.video.duration) || 0);
    placeRest(world, post, item.video);
    placeMusic(world, post, item);
  }
}
