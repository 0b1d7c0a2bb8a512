// What must come of saving a post: said in its data as far as it is special, completed here.

/**
 * What a person must get who saves a post by its address, with no cookies, policy "best" and no
 * watermark wanted. With both `kept` and `code` either will do.
 * @typedef {object} Expect
 * @property {'video'|'silent'|'photos'} [kept]
 * @property {string} [gear] of which the picture is; else the best one
 * @property {boolean} [joined] with a sound that was apart
 * @property {boolean} [sound] whether what is kept can be heard
 * @property {boolean} [marked] the copy with TikTok's mark, because there is no other
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [images]
 * @property {number[]} [missing] pictures that cannot be had, from 1
 * @property {'mp3'|'m4a'|null} [music] kept with the pictures
 * @property {string[]} [captions] languages
 * @property {string[]} [notes] what the person is told of a post that was kept all the same
 * @property {boolean} [stopped] it goes on and on until the person cancels; then nothing is left
 * @property {string | string[]} [code] of the error, when nothing is kept: this or one of these
 */

const area = (file) => file.width * file.height;

/** The best that can be had: the largest picture; of equals the one with its own sound. */
function best(files, others) {
  return files
    .filter((file) => file.codec !== 'h266' && (!file.dash || others.sounds.length > 0))
    .sort((a, b) => area(b) - area(a) || Number(a.dash) - Number(b.dash) || b.bytes - a.bytes)[0];
}

function completeVideo(expect, files, others) {
  const named = expect.gear && files.find(({ gear }) => gear === expect.gear);
  const file = expect.marked ? others.download : named ?? best(files, others);
  const joined = expect.joined ?? Boolean(file?.dash);
  const { gear, width, height, codec, sha256 } = file ?? {};
  return {
    captions: others.captions.map(({ language }) => language),
    ...expect,
    ...{ gear, width, height, codec, sha256, joined },
    sound: expect.kept === 'video',
    ...(joined ? { soundSha256: others.sound?.sha256 } : {}),
  };
}

function completePhotos(expect, others) {
  const pictures = others.images.filter((one, n) => !(expect.missing ?? []).includes(n + 1));
  const music = { mp3: 'mp3', aac: 'm4a' }[others.music.kind] ?? null;
  return { music, ...expect, pictures, films: others.live };
}

/**
 * @param {Expect} expect of a post
 * @param {any[]} files `standin.media(id)`
 * @param {any} others `standin.others(id)`
 * @returns {any} the same with all that follows from the post's files: for a video also `codec`
 *   and `sha256` of the picture and `soundSha256` of the sound to be joined; for photos
 *   `pictures` and `films`
 */
export function complete(expect, files, others) {
  if (!expect.kept) return expect;
  return expect.kept === 'photos'
    ? completePhotos(expect, others)
    : completeVideo(expect, files, others);
}
