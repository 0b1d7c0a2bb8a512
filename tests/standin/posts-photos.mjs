// Photo posts: pictures by their bytes, mirrors, sound. And posts whose item is oddly written.
const PHOTOS = { kept: 'photos' };
const NO_SOUND = { kept: 'photos', music: null };
const SOUND_LOST = { kept: 'photos', music: null, notes: ['sound-missing'] };
const VIDEO = { kept: 'video' };
export const KINDS = ['jpeg', 'webp', 'heic', 'avif', 'png'];
const of = (what, params) => ({ of: what, ...params });

// prettier-ignore
export const PHOTO_POSTS = [
  { name: 'photo-9', text: 'nine pictures', images: 9, expect: PHOTOS },
  { name: 'photo-one', text: 'one picture', images: 1, expect: PHOTOS },
  { name: 'photo-35', text: 'as many as there can be', images: 35, expect: PHOTOS },
  { name: 'photo-kinds', text: 'bytes and names disagree', images: 9, imageKinds: KINDS, expect: PHOTOS },
  { name: 'photo-kinds-lie', text: 'and the server says jpeg to all', images: 5, imageKinds: KINDS,
    behaviours: [{ name: 'typed', type: 'image/jpeg', of: 'image' }], expect: PHOTOS },
  { name: 'photo-mirror', text: 'first mirror is dead', images: 9,
    behaviours: [of('image', { name: 'media-status', status: 404, mirrors: [0] })], expect: PHOTOS },
  { name: 'photo-hole', text: 'one picture is gone', images: 4,
    behaviours: [of('image', { name: 'media-status', status: 404, files: ['image3'] })],
    expect: { kept: 'photos', missing: [3], notes: ['pictures-missing'] } },
  { name: 'photo-html', text: 'a page instead of pictures', images: 2,
    behaviours: [of('image', { name: 'html' })], expect: { code: 'not-media' } },
  { name: 'photo-cut', text: 'a picture stops early, once', images: 2,
    behaviours: [of('image', { name: 'truncated', after: 2000, times: 1 })], expect: PHOTOS },
  { name: 'photo-m4a', text: 'sound is m4a', images: 2, sound: 'm4a', expect: PHOTOS },
  { name: 'photo-mp3', text: 'sound is mp3', images: 2, sound: 'mp3', expect: PHOTOS },
  { name: 'photo-no-sound', text: 'sound has no address', images: 2, sound: 'none', expect: NO_SOUND },
  { name: 'photo-sound-missing', text: 'no word of an address', images: 2, sound: 'missing', expect: NO_SOUND },
  { name: 'photo-sound-empty', text: 'sound of 0 bytes', images: 2, sound: 'empty', expect: SOUND_LOST },
  { name: 'photo-sound-404', text: 'sound is gone', images: 2,
    behaviours: [of('music', { name: 'media-status', status: 404 })], expect: SOUND_LOST },
  { name: 'photo-sound-html', text: 'a page instead of sound', images: 2,
    behaviours: [of('music', { name: 'html' })], expect: SOUND_LOST },
  { name: 'photo-no-music', text: 'no music at all', images: 2,
    behaviours: [{ name: 'drop', paths: ['music'] }], expect: NO_SOUND },
  { name: 'photo-trimmed', text: 'the part that is heard', images: 2, trimmed: true, expect: PHOTOS },
  { name: 'photo-live', text: 'live photos', images: 4, live: [2, 4], expect: PHOTOS },
  { name: 'photo-no-detail', text: 'nothing at /photo/ but the canonical address', images: 3,
    behaviours: [{ name: 'no-detail', path: '/photo/' }], expect: PHOTOS },
  { name: 'photo-phone-only', text: 'only phones are told', images: 3,
    behaviours: [{ name: 'no-detail' }], expect: PHOTOS },
  { name: 'photo-api-data', text: 'the phone page of 2026', images: 7, phone: 'api-data',
    behaviours: [{ name: 'no-detail' }], expect: PHOTOS },
  { name: 'photo-no-cover', text: 'pictures alone', images: 2,
    behaviours: [{ name: 'drop', paths: ['imagePost.cover', 'imagePost.shareCover'] }], expect: PHOTOS },
];

const nowhere = (...paths) => [{ name: 'drop', paths }];
const nulls = (...paths) => [{ name: 'null', paths }];

// prettier-ignore
const TYPES = [
  { name: 'types-text', text: 'numbers as text', behaviours: [{ name: 'numbers', as: 'text' }],
    captions: [{ language: 'eng-US' }], expect: VIDEO },
  { name: 'types-numbers', text: 'text as numbers', behaviours: [{ name: 'numbers', as: 'number' }],
    captions: [{ language: 'eng-US' }], expect: VIDEO },
  { name: 'types-author-text', text: 'author is a handle', behaviours: ['flat-author'], expect: VIDEO },
  { name: 'types-no-author', text: 'no author', behaviours: nowhere('author'), expect: VIDEO },
  { name: 'types-null-author', text: 'author is null', behaviours: nulls('author'), expect: VIDEO },
  { name: 'types-no-music', text: 'no music', behaviours: nowhere('music'), expect: VIDEO },
  { name: 'types-nulls', text: 'null in many places', behaviours: nulls('music', 'stats', 'statsV2',
    'challenges', 'textExtra', 'contents', 'video.cover', 'video.volumeInfo'), expect: VIDEO },
  { name: 'types-video-id', text: 'video.id is empty', item: { video: { id: '' } }, expect: VIDEO },
  { name: 'types-no-stats', text: 'no counts', behaviours: nowhere('stats', 'statsV2'), expect: VIDEO },
  { name: 'types-no-time', text: 'no time', behaviours: nowhere('createTime'), expect: VIDEO },
  { name: 'types-no-cover', text: 'no cover', behaviours: nowhere('video.cover', 'video.originCover',
    'video.dynamicCover', 'video.shareCover', 'video.reflowCover', 'video.zoomCover'), expect: VIDEO },
  { name: 'types-reduced', text: 'the least a list says', behaviours: nowhere('stats', 'statsV2', 'music',
    'challenges', 'textExtra', 'contents', 'secret', 'video.PlayAddrStruct', 'video.ratio'), expect: VIDEO },
  { name: 'types-wrong-id', text: 'another post', item: { id: '7000000000000000000' },
    expect: { code: 'item-mismatch' } },
];

/** Texts as people and machines write them; each is the caption of a post. */
export const TEXTS = {
  'lone-high': 'half a cat \ud83d alone',
  'lone-low': 'the other half \udc31 alone',
  'lone-end': 'ends in a half \ud83d',
  'lone-both': '\udc31\ud83d the wrong way round',
  nul: 'a \u0000 in the middle',
  control: 'bell \u0007, escape \u001b[31m, tab \t, delete \u007f, next line \u0085',
  lines: 'one\ntwo\r\nthree\u2028four\u2029five',
  rtl: 'قطة تفتح الأبواب 🐈 #قطط',
  bidi: 'safe \u202egpj.exe\u202c \u2066inside\u2069 \u200f',
  script: '</script><script>alert(1)</script><!-- ]]> &lt;',
  html: '<b onclick="x">"quotes" & \'more\'</b>',
  path: '../../../../etc/passwd',
  dots: '...',
  reserved: 'NUL.txt',
  spaces: ' \u00a0\u3000 leading and trailing \u200b ',
  long: 'a long caption, word by word. '.repeat(134).slice(0, 4000),
  emoji: '🐈‍⬛'.repeat(1000),
  'emoji-4000': '🐈'.repeat(4000),
  zalgo: `z${'\u0323\u0301\u0335'.repeat(200)}algo`,
  percent: '%00%2e%2e%2f %s%n {id} $HOME `id` $(id)',
  wide: 'ネコがドアを開けます 고양이 猫が扉を開ける',
  url: 'see https://www.tiktok.com/@x/video/1?expire=1&signature=00',
};
// prettier-ignore
const AUTHORS = [
  { name: 'author-dots', text: 'an author of dots', item: { author: { uniqueId: '..' } }, expect: VIDEO },
  { name: 'author-path', text: 'an author with slashes', item: { author: { uniqueId: '../../x' } }, expect: VIDEO },
  { name: 'author-empty', text: 'an author without a name', item: { author: { uniqueId: '', nickname: '' } }, expect: VIDEO },
  { name: 'author-odd', text: 'an odd nickname', expect: VIDEO,
    item: { author: { nickname: '\ud83d\u202e</script>\u0000../' } } },
];

// prettier-ignore
export const EMBEDS = [
  { name: 'embed-only', text: 'only the embed shows it', behaviours: [{ name: 'shell', path: '/video/' }],
    expect: { code: 'wall-shell' } },
  { name: 'embed-overload', text: 'too busy for embeds', embed: { error: 'overload' }, expect: VIDEO },
  { name: 'embed-slash', text: 'its key ends in a slash', embed: { slash: true }, expect: VIDEO },
  { name: 'embed-photo', text: 'photos in an embed', images: 3, expect: PHOTOS },
  { name: 'embed-photo-nested', text: 'the other layout', images: 3, embed: { layout: 'images' }, expect: PHOTOS },
  { name: 'oembed-html', text: 'a page for oEmbed', oembed: 'html', expect: VIDEO },
  { name: 'oembed-empty', text: 'nothing for oEmbed', oembed: 'empty', expect: VIDEO },
];

export const ODD_POSTS = [
  ...TYPES,
  ...Object.entries(TEXTS).map(([name, text]) => ({ name: `text-${name}`, text, expect: VIDEO })),
  ...AUTHORS,
];
