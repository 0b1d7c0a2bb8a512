// The files of a post: what its data asks for, each at a path of its own.
import { Media, runName } from './media.mjs';
import { LADDER } from './posts.mjs';
import { sized } from './samples.mjs';

const VIDEO = 'video/tos/useast8/tos-useast8-ve-0068c003-tx2';
const IMAGES = 'tos-useast8-p-0068-tx2';
const BOX = { h264: 'avc1', h265: 'hvc1', h266: 'vvc1' };

function placeGear(world, post, gear, n) {
  const name = `o${runName(`${post.id} ${gear.gear}`)}`;
  const tail = gear.dash ? `media-video-${BOX[gear.codec]}/` : '';
  const kind = sized(gear.kind ?? gear.codec, gear.width);
  // Another `edition` is another file at the same address.
  const media = new Media(`${post.id} ${gear.gear}${gear.edition ?? ''}`, kind, gear.bytes);
  return world.target(`/${VIDEO}/${name}/${tail}`, {
    post,
    gear,
    media,
    what: 'gear',
    name: gear.gear ?? `gear${n}`,
  });
}

function place(world, post, what, name, kind, path, more = {}) {
  const media = new Media(`${post.id} ${name}`, kind, more.bytes);
  return world.target(path(runName(`${post.id} ${name}`)), { post, media, what, name, ...more });
}

/** Sound by itself, for the gears that have none. */
function placeSounds(world, post) {
  const dash = post.gears.some((gear) => gear.dash);
  return (post.audio ?? (dash ? [{ bitrate: 48000 }] : [])).map((one, n) =>
    place(
      world,
      post,
      'sound',
      n ? `sound${n + 1}` : 'sound',
      one.kind ?? 'aac',
      (own) => `/${VIDEO}/${own}/media-audio-und-mp4a/`,
      { bitrate: one.bitrate },
    ),
  );
}

function placeImage(world, post, what, name, kind = 'jpeg') {
  const shape = what === 'image' ? 'photomode-image.jpeg' : 'tiktokx-origin.image';
  return place(world, post, what, name, kind, (own) => `/${IMAGES}/${own}~tplv-${shape}`);
}

function placePictures(world, post) {
  const kinds = post.imageKinds ?? ['jpeg'];
  return Array.from({ length: post.images ?? 0 }, (_, n) =>
    placeImage(world, post, 'image', `image${n + 1}`, kinds[n % kinds.length]),
  );
}

/** Links of captions carry their end in the path, and ask for no token. */
function placeCaptions(world, post) {
  return (post.captions ?? []).map((caption) =>
    place(
      world,
      post,
      'caption',
      caption.name ?? caption.language,
      caption.format ?? 'webvtt',
      (own) => `/${own.slice(0, 16)}/${world.expiry(post).toString(16)}/${VIDEO}/${own}/`,
      { open: true, caption },
    ),
  );
}

/** @param {import('./world.mjs').World} world @param {any} post */
export function placeFiles(world, post) {
  post.gears = post.images ? [] : (post.gears ?? LADDER);
  post.files = post.gears.map((gear, n) => placeGear(world, post, gear, n));
  post.sounds = placeSounds(world, post);
  const music = post.sound ?? (post.images ? 'mp3' : 'aac');
  post.music = place(
    world,
    post,
    'music',
    'music',
    MUSIC[music] ?? 'mp3',
    (own) => `/obj/music/${own}`,
  );
  post.covers = ['cover', 'originCover', 'dynamicCover'].map((name) =>
    placeImage(world, post, 'cover', name),
  );
  post.pictures = placePictures(world, post);
  post.moving = (post.live ?? []).map((n) =>
    place(world, post, 'live', `live${n}`, 'h264', (own) => `/${VIDEO}/${own}/`, { open: true }),
  );
  post.subtitles = placeCaptions(world, post);
  if (!post.images) post.embedded = placeMarked(world, post, 'embedded', { open: true });
  post.watermarked = post.download === 'present' ? placeMarked(world, post, 'download') : undefined;
}

/** A copy with TikTok's mark: the one for download, and the one of embeds. */
function placeMarked(world, post, name, more = {}) {
  const path = (own) => `/${VIDEO}/${own}/`;
  return place(world, post, 'download', name, 'h264', path, { bytes: 700123, ...more });
}

/** What `sound` in a post's data makes of its music; "none" and "missing" name no file. */
const MUSIC = { mp3: 'mp3', m4a: 'aac', aac: 'aac', empty: 'nothing' };
