// What lies in the save folder of one post, by its bytes and not by what anybody says of it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * @typedef {object} File
 * @property {string} path
 * @property {string} name
 * @property {number} bytes
 * @property {string} sha256
 * @property {string} kind of its first bytes: mp4, jpeg, png, webp, heic, avif, mp3, vtt, json, ''
 */
/**
 * @typedef {object} Kept
 * @property {File} [video]
 * @property {any} [probe] of the video
 * @property {File[]} pictures in the order of their names
 * @property {File[]} films of live photos
 * @property {File} [sound] of a photo post
 * @property {{label: string, file: File, text: string}[]} captions
 * @property {File} [cover]
 * @property {any} [sidecar]
 * @property {File[]} files all of them
 * @property {File[]} strays that have no business there
 */

const BRANDS = { heic: 'heic', heix: 'heic', mif1: 'heic', msf1: 'heic', avif: 'avif', avis: 'avif' };

/** @param {Buffer} bytes @returns {string} */
export function kindOf(bytes) {
  const latin = bytes.subarray(0, 16).toString('latin1');
  if (latin.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (latin.startsWith('\x89PNG')) return 'png';
  if (/^RIFF....WEBP/s.test(latin)) return 'webp';
  if (latin.slice(4, 8) === 'ftyp') return BRANDS[latin.slice(8, 12)] ?? 'mp4';
  if (latin.startsWith('ID3') || (bytes[0] === 0xff && (bytes[1] & 0xe0) === 0xe0)) return 'mp3';
  if (/^(\xef\xbb\xbf)?WEBVTT/.test(latin)) return 'vtt';
  return latin.startsWith('{') ? 'json' : '';
}

/** The kinds that a file of this suffix may be. */
export const SUFFIXES = {
  mp4: ['mp4'], m4a: ['mp4'], mp3: ['mp3'], jpg: ['jpeg'], png: ['png'], webp: ['webp'], heic: ['heic'],
  avif: ['avif'], vtt: ['vtt'], json: ['json'],
};
export const suffixOf = (name) => /\.([a-z0-9]+)$/.exec(name)?.[1] ?? '';

/** @param {string} path @returns {File} */
function fileAt(path) {
  const bytes = readFileSync(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, name: basename(path), bytes: bytes.length, sha256, kind: kindOf(bytes) };
}

/** What Clipkeep lists in the save folder. */
export const LISTS = ['SHA256SUMS', 'journal.jsonl'];
/** True for what belongs to the library, which a host beside a browser makes anew whenever it likes. */
export const isLibrary = (path) => /(^|\/)(\.library(\/|$)|index\.html$|\.clipkeep-library\.part$)/.test(path);

/** @returns {string[]} paths of all files below a folder, hidden ones too, but for the lists of them */
export function pathsIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !LISTS.includes(one.name))
    .map((one) => join(one.parentPath ?? one.path, one.name)).filter((path) => !isLibrary(path)).sort();
}

/** @returns {string[]} what no finished run may leave in the save folder: parts and empty folders */
export function leftovers(folder) {
  if (!existsSync(folder)) return [];
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).map((one) => ({
    path: join(one.parentPath ?? one.path, one.name),
    empty: one.isDirectory() && readdirSync(join(one.parentPath ?? one.path, one.name)).length === 0,
  }));
  return all.filter(({ path }) => !isLibrary(path)).filter(({ path, empty }) => empty || basename(path).startsWith('.') || path.endsWith('.part'))
    .map(({ path, empty }) => `${empty ? 'an empty folder' : 'a part'}: ${relative(folder, path)}`);
}

/** @param {string} path @returns {Promise<any>} width, height, vcodec, acodec ('' = none) and duration by ffprobe */
export async function probe(path) {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', path]);
  const { streams, format } = JSON.parse(stdout);
  const of = (type) => streams.filter((one) => one.codec_type === type);
  const [picture, sound] = [of('video')[0], of('audio')[0]];
  return {
    width: picture?.width ?? 0,
    height: picture?.height ?? 0,
    vcodec: picture?.codec_name ?? '',
    acodec: sound?.codec_name ?? '',
    tracks: streams.length,
    duration: Number(format.duration),
  };
}

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** A photo post has a folder of its own, whose files have short names. */
function sortPhotos(kept, files) {
  for (const file of files) {
    const [, number, suffix] = /^(\d\d+)\.([a-z0-9]+)$/.exec(file.name) ?? [];
    if (number && suffix === 'mp4') kept.films.push(file);
    else if (number) kept.pictures.push(file);
    else if (/^sound\.(m4a|mp3)$/.test(file.name)) kept.sound = file;
    else if (file.name === 'post.info.json') kept.sidecar = json(file.path);
    else kept.strays.push(file);
  }
}

async function sortVideo(kept, files) {
  for (const file of files) {
    const tail = file.name.slice(file.name.lastIndexOf(']') + 1).replace(/^ \(\d+\)/, '');
    const label = /^\.(.+)\.vtt$/.exec(tail)?.[1];
    if (tail === '.mp4') kept.video = file;
    else if (tail === '.info.json') kept.sidecar = json(file.path);
    else if (label) kept.captions.push({ label, file, text: readFileSync(file.path, 'utf8') });
    else if (/^\.(jpg|webp|heic|avif|png)$/.test(tail)) kept.cover = file;
    else kept.strays.push(file);
  }
  if (kept.video) kept.probe = await probe(kept.video.path);
}

/**
 * @param {string} folder the save folder
 * @param {string} id of a post
 * @returns {Promise<Kept | undefined>} undefined when nothing of it is there
 */
export async function keptOf(folder, id) {
  const paths = pathsIn(folder).filter((path) => relative(folder, path).includes(id));
  if (!paths.length) return undefined;
  const files = paths.map(fileAt);
  const kept = { pictures: [], films: [], captions: [], strays: [], files };
  if (basename(dirname(paths[0])).endsWith(`[${id}]`)) sortPhotos(kept, files);
  else await sortVideo(kept, files);
  return kept;
}

/** @param {Kept} kept @returns {any[] | undefined} what the video was joined of, as the sidecar tells */
export const sourcesOf = ({ sidecar }) => sidecar?.clipkeep?.files.find(({ role }) => role === 'video')?.derived_from;

const list = (words) => words.filter(Boolean).join(', ');

/** @param {Kept} kept @returns {string} what a person would say of it */
export function wordsFor(kept) {
  const { video, probe: seen, pictures, films, sound, captions } = kept;
  const picture = seen && `${seen.vcodec} ${seen.width}x${seen.height} ${video.bytes} B, ${seen.acodec || 'no sound'}`;
  const kinds = [...new Set(pictures.map((one) => one.kind))].join('/');
  return list([
    picture && `${picture}${sourcesOf(kept) ? ' (joined)' : ''}`,
    pictures.length && `${pictures.length} pictures (${kinds}), ${sound ? suffixOf(sound.name) : 'no sound'}`,
    films.length && `${films.length} films`,
    captions.length && `captions ${captions.map((one) => one.label).join(' ')}`,
    kept.sidecar?.clipkeep?.notes?.length && `notes ${kept.sidecar.clipkeep.notes.join(' ')}`,
  ]);
}
