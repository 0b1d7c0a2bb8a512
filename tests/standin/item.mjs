// The item struct of a post, with addresses signed for one token.
import { createHash } from 'node:crypto';

import { behaviourItem, staleLinks } from './behaviours.mjs';
import { captionFields } from './captions.mjs';
import { numberOf } from './world.mjs';

export const HOSTS = ['v16-webapp-prime.us.tiktok.com', 'v19-webapp-prime.us.tiktok.com'];
const LABEL = { h264: 'h264', h265: 'bytevc1', h266: 'bytevc2' };
const TYPES = { h264: 'h264', h265: 'h265_hvc1', h266: 'h266_vvc1' };

const hex = (text) => createHash('md5').update(text).digest('hex');
const shortSide = (gear) => (gear.width <= 576 ? '540p' : `${gear.width}p`);

/** @param {any} base @param {any} over laid over it, object by object */
export function overlay(base, over) {
  if (over === undefined) return base;
  if (over === null || typeof over !== 'object' || Array.isArray(over)) return over;
  const whole = { ...(base && typeof base === 'object' && !Array.isArray(base) ? base : {}) };
  for (const [key, value] of Object.entries(over)) whole[key] = overlay(whole[key], value);
  return whole;
}

function mirrors(world, post, file, token, expire) {
  const id = `v15044gf0000${post.id.slice(-8)}`;
  const last = new URLSearchParams({
    faid: '1988',
    file_id: hex(file.path),
    is_play_url: '1',
    item_id: post.id,
    line: '0',
    ply_type: '2',
    signaturev3: 'dGVzdA',
    tk: 'tt_chain_token',
    video_id: id,
  });
  return [
    ...HOSTS.map((host) => world.mediaUrl(host, file.path, token, expire)),
    `https://www.tiktok.com/aweme/v1/play/?${last}`,
  ];
}

/** How many bits a second the claim amounts to. */
const bitrate = (post, file) => Math.round((file.media.bytes * 8) / Math.max(1, post.duration));

function playAddress(world, post, file, token, expire) {
  const uri = `v15044gf0000${post.id.slice(-8)}`;
  return {
    Uri: uri,
    UrlList: mirrors(world, post, file, token, expire),
    DataSize: file.media.bytes,
    Width: file.gear.width,
    Height: file.gear.height,
    FileHash: hex(`hash ${file.path}`),
    FileCs: 'c:0-13969-28aa',
    UrlKey: `${uri}_${LABEL[file.gear.codec]}_${shortSide(file.gear)}_${bitrate(post, file)}`,
  };
}

function gearEntry(world, post, file, token, expire) {
  const entry = {
    GearName: file.gear.gear,
    Bitrate: bitrate(post, file),
    QualityType: 20,
    BitrateFPS: 30,
    CodecType: file.gear.label ?? TYPES[file.gear.codec],
    Format: file.gear.dash ? 'dash' : 'mp4',
    VideoExtra: '{"PktOffsetMap":"[]","audio_bit_rate":48000}',
    PlayAddr: playAddress(world, post, file, token, expire),
  };
  if (file.gear.format !== undefined) entry.Format = file.gear.format;
  if (entry.Format === null) delete entry.Format;
  if (file.gear.dash && post.sounds.length) {
    entry.VideoExtra = JSON.stringify({ audio_file_id: soundId(post) });
  }
  return entry;
}

/** How the silent gears name their sound: by its id, its hash, or in a way nobody knows. */
function soundId(post) {
  const { path } = post.sounds[0];
  const ways = { id: hex(path), hash: hex(`hash ${path}`), none: '', wrong: hex('nothing') };
  return ways[post.audioMatch ?? 'id'];
}

function audioInfo(world, post, token, expire) {
  return post.sounds.map((file) => {
    const url = (host) =>
      world.mediaUrl(host, file.path, token, expire, { mime_type: 'audio_mp4' });
    return {
      FileId: hex(file.path),
      FileHash: hex(`hash ${file.path}`),
      Bitrate: file.bitrate ?? 48000,
      AudioQuality: 6,
      AudioDataSize: file.media.bytes,
      AudioQualityString: 'adapt_lowest_48',
      UrlList: { MainUrl: url(HOSTS[0]), BackupUrl: url(HOSTS[1]), FallbackUrl: '' },
    };
  });
}

/** The encode with TikTok's mark on it. */
function downloadFields(world, post, token, expire) {
  if (post.download === 'missing') return {};
  const file = post.watermarked;
  const url = (path) => world.mediaUrl(HOSTS[0], path, token, expire, { watermark: '1' });
  if (file) return { downloadAddr: url(file.path) };
  return { downloadAddr: post.download === 'dead' ? url('/video/tos/useast8/nothing-here/') : '' };
}

function coverFields(world, post) {
  const [cover, originCover, dynamicCover] = post.covers.map((file, n) =>
    world.imageUrl(`p1${n ? 9 : 6}-common-sign.tiktokcdn-us.com`, file.path),
  );
  return {
    cover,
    originCover,
    dynamicCover,
    shareCover: ['', cover],
    reflowCover: cover,
    zoomCover: { 240: cover, 480: cover, 720: cover, 960: cover },
  };
}

function videoFields(world, post, token, expire) {
  const main = post.files.find((file) => !file.gear.dash) ?? post.files[0];
  const play = playAddress(world, post, main, token, expire);
  return {
    id: post.id,
    height: main.gear.height,
    width: main.gear.width,
    duration: post.duration,
    ratio: shortSide(main.gear),
    ...coverFields(world, post),
    playAddr: play.UrlList[0],
    ...downloadFields(world, post, token, expire),
    bitrate: bitrate(post, main),
    encodedType: 'normal',
    format: 'mp4',
    videoQuality: 'normal',
    encodeUserTag: '',
    codecType: main.gear.codec,
    definition: shortSide(main.gear),
    size: String(main.media.bytes),
    VQScore: '63.38',
    videoID: play.Uri,
    volumeInfo: { Loudness: -14.2, Peak: 0.89 },
    PlayAddrStruct: { ...play, DataSize: String(play.DataSize) },
    bitrateInfo: post.files.map((file) => gearEntry(world, post, file, token, expire)),
    ...(post.sounds.length ? { bitrateAudioInfo: audioInfo(world, post, token, expire) } : {}),
    ...captionFields(world, post),
  };
}

const PICTURES = ['p16-sign-va.tiktokcdn.com', 'p19-sign-va.tiktokcdn.com'];

function photoFields(world, post) {
  const image = (file) => ({
    imageURL: { urlList: PICTURES.map((host) => world.imageUrl(host, file.path)) },
    imageWidth: 1080,
    imageHeight: 1350,
  });
  const images = post.pictures.map((file, n) => {
    const moving = post.moving.find(({ name }) => name === `live${n + 1}`);
    return moving ? { ...image(file), video: movingPicture(world, moving) } : image(file);
  });
  return {
    imagePost: {
      title: '',
      cover: image(post.covers[0]),
      shareCover: image(post.covers[0]),
      images,
    },
    video: {
      id: post.id,
      duration: 0,
      width: 0,
      height: 0,
      ratio: '',
      ...coverFields(world, post),
      // The part of the song that is heard with the pictures, where there is one.
      playAddr: post.trimmed ? musicUrl(world, post) : '',
      bitrateInfo: [],
      format: '',
      codecType: '',
    },
  };
}

/** A live photo has a short video beside its picture. */
function movingPicture(world, file) {
  const urls = HOSTS.map((host) =>
    world.mediaUrl(host, file.path, '', world.expiry(file.post), { tk: '0' }),
  );
  return { playAddr: urls[0], PlayAddrStruct: { UrlList: urls }, duration: 2, width: 576, height: 1024 };
}

export function authorOf(world, name) {
  const avatar = (size) =>
    world.imageUrl(
      'p16-pu-sign-useast8.tiktokcdn-us.com',
      `/avatar/${name}~tplv-tiktokx-cropcenter:${size}.jpeg`,
    );
  return {
    id: numberOf(name),
    uniqueId: name,
    nickname: `${name[0].toUpperCase()}${name.slice(1)} 🐾`,
    avatarThumb: avatar('100:100'),
    avatarMedium: avatar('720:720'),
    avatarLarger: avatar('1080:1080'),
    signature: `${name} at the stand-in`,
    verified: false,
    secUid: `MS4wLjABAAAA${createHash('sha512').update(name).digest('base64url').slice(0, 64)}`,
    secret: false,
    ftc: false,
    relation: 0,
    openFavorite: false,
    commentSetting: 0,
    duetSetting: 0,
    stitchSetting: 0,
    downloadSetting: 0,
    privateAccount: false,
  };
}

function counts() {
  const stats = {
    diggCount: 1200,
    shareCount: 3,
    commentCount: 15,
    playCount: 45000,
    collectCount: '40',
  };
  const exact = Object.fromEntries(
    Object.entries(stats).map(([key, value]) => [key, String(value)]),
  );
  return { stats, statsV2: { ...exact, repostCount: '0' } };
}

function musicUrl(world, post) {
  const url = new URL(
    world.mediaUrl('v16-ies-music.tiktokcdn-us.com', post.music.path, '', world.expiry(post)),
  );
  url.searchParams.set('mime_type', post.music.media.kind === 'aac' ? 'audio_mp4' : 'audio_mpeg');
  url.searchParams.set('tk', '0');
  return url.href;
}

function musicFields(world, post) {
  const music = {
    id: numberOf(`music ${post.id}`),
    title: `original sound - ${post.author}`,
    playUrl: post.sound === 'none' ? '' : musicUrl(world, post),
    authorName: post.author,
    original: true,
    duration: post.duration,
    album: '',
  };
  if (post.sound === 'missing') delete music.playUrl;
  return music;
}

/**
 * @param {import('./world.mjs').World} world
 * @param {any} post
 * @param {string} token
 * @param {{list?: boolean}} [how] lists write times as numbers, pages as text
 */
export function itemOf(world, post, token, how = {}) {
  if (post.captured) return post.captured;
  const expire = world.expiry(post, staleLinks(post));
  const tags = [...post.text.matchAll(/#(\w+)/g)].map(([, title]) => ({
    id: numberOf(title),
    title,
    desc: '',
  }));
  const shape = post.images
    ? photoFields(world, post)
    : { video: videoFields(world, post, token, expire) };
  const item = {
    id: post.id,
    desc: post.text,
    createTime: how.list ? post.created : String(post.created),
    scheduleTime: 0,
    ...shape,
    author: authorOf(world, post.author),
    music: musicFields(world, post),
    challenges: tags,
    ...counts(),
    textExtra: [],
    contents: [{ desc: post.text, textExtra: [] }],
    originalItem: false,
    officalItem: false,
    secret: false,
    forFriend: false,
    privateItem: false,
    digged: false,
    collected: false,
    itemCommentStatus: 0,
    isAd: false,
    textLanguage: 'en',
    locationCreated: 'US',
    diversificationId: 10000,
    AIGCDescription: '',
    duetInfo: { duetFromId: '0' },
  };
  post.state.issued += 1;
  return overlay(behaviourItem(post, item), post.item);
}

/** @returns {any} the file that an aweme/v1/play address names */
export function fileById(post, fileId) {
  return post.files.find((file) => file.fileId === fileId || hex(file.path) === fileId);
}
