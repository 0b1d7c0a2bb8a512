// Makes a save folder of many posts, as Clipkeep would have kept them, for tests and measurements of
// the library: sidecars tell of all, and `clipkeep rescan` makes the record from them. Videos, pictures
// and covers are a few real files under many names.
import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const media = fileURLToPath(new URL('../data/media/', import.meta.url));
const WORDS = 'cat door morning soup garden river dance tiny secret recipe train window yellow learn sister market'.split(' ');
const OTHERS = ['猫がドアを開ける', 'قطتي تفتح الباب', 'çok güzel bir gün', 'mèo của tôi', 'mañana', '🐈 ‍🚪'];
const LICENCES = ['', '', '', '', 'CC-BY-4.0', 'CC-BY-SA-4.0'];

/** What would break out of a page that trusted it. */
export const HOSTILE = `</script><img src=x onerror="globalThis.broken=1"><!-- ' \\ \` \${1} \u2028\u2029 ]]> &lt;b&gt; "quoted"`;

/** Always the same for the same number. @param {number} seed */
function chance(seed) {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** @param {Buffer} bytes */
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');

const VTT = (/** @type {string} */ said) => `WEBVTT\n\n1\n00:00:00.100 --> 00:00:00.600 line:0\n<b>${said}</b>\n\n00:00:00.600 --> 00:00:01.900\nand &amp; goes on\n`;

/** What post number `n` says of itself. @param {number} n */
export function postOf(n) {
  const any = chance(n);
  const words = Array.from({ length: 4 + any(12) }, () => WORDS[any(WORDS.length)]).join(' ');
  const photo = n % 9 === 4;
  return {
    id: String(7000000000000000000n + BigInt(n) * 791900017n), author: `creator${any(300)}`, photo,
    text: n === 3 ? HOSTILE : `${words} ${n % 5 === 0 ? OTHERS[any(OTHERS.length)] : ''} #${WORDS[any(WORDS.length)]} number${n}`,
    created: 1577836800 + any(200000000), kept: 1780000000 + n * 60, licence: LICENCES[any(LICENCES.length)],
    likes: any(1000000), views: any(9000000), sound: any(500), said: `spoken words ${WORDS[any(WORDS.length)]} whisper${n}`,
  };
}

/** Files by role: [role, ending, source, more]. @param {ReturnType<typeof postOf>} post @param {number} n */
function partsOf(post, n) {
  if (post.photo) {
    return [['image', '01.jpg', 'picture.jpg', { number: 1 }], ['image', '02.jpg', 'picture.jpg', { number: 2 }], ['sound', 'sound.m4a', 'sound.m4a', {}]];
  }
  const captions = n % 3 === 0 ? [['captions', '.en.vtt', null, { language: 'en', source: 'automatic' }]] : [];
  return [['video', '.mp4', 'tiny.mp4', {}], ['cover', '.jpg', 'cover.jpg', {}], ...captions];
}

/** @param {ReturnType<typeof postOf>} post @param {any[]} files */
function sidecar(post, files) {
  return {
    id: post.id, description: post.text, uploader: post.author, channel: `Name of ${post.author}`,
    timestamp: post.created, duration: post.photo ? undefined : 2, webpage_url: `https://www.tiktok.com/@${post.author}/video/${post.id}`,
    view_count: post.views, like_count: post.likes, comment_count: 3, acodec: 'aac',
    clipkeep: {
      format: 1, kind: post.photo ? 'photo' : 'video', seen: { how: 'host', at: post.kept }, files, notes: [],
      saving: post.likes % 2 ? 'allowed' : 'off', music: { id: `m${post.sound}`, title: `Song ${post.sound}`, author: 'Band' },
      rights: { licence: post.licence || null, grade: post.licence ? 'certain' : 'none', edition: 99,
        evidence: post.licence ? [{ text: `this is ${post.licence}`, where: 'caption' }] : [] },
    },
  };
}

/** Writes posts `from` up to `to` into the save folder. @param {string} folder @param {number} to @param {number} [from] */
export function makePosts(folder, to, from = 0) {
  const sources = new Map();
  const source = (/** @type {string} */ name) => {
    if (!sources.has(name)) {
      const bytes = readFileSync(join(media, name === 'cover.jpg' ? 'picture.jpg' : name));
      sources.set(name, { bytes, hash: hash(bytes) });
    }
    return sources.get(name);
  };
  mkdirSync(join(folder, '.sources'), { recursive: true });
  for (let n = from; n < to; n += 1) {
    const post = postOf(n);
    const place = post.photo ? `${post.author}/post [${post.id}]` : post.author;
    mkdirSync(join(folder, place), { recursive: true });
    const files = partsOf(post, n).map(([role, ending, from_, more]) => {
      const name = post.photo ? String(ending) : `post [${post.id}]${ending}`;
      const { bytes, hash: sha256 } = from_ === null
        ? { bytes: Buffer.from(VTT(post.said)), hash: hash(Buffer.from(VTT(post.said))) } : source(String(from_));
      put(folder, join(folder, place, name), bytes, from_ && String(from_));
      return { role, name, bytes: bytes.length, sha256, .../** @type {object} */ (more) };
    });
    if (n % 7 === 6 && !post.photo) {
      files.push(addRemarks(folder, place, post));
    }
    const own = post.photo ? 'post.info.json' : `post [${post.id}].info.json`;
    writeFileSync(join(folder, place, own), JSON.stringify(sidecar(post, files)));
  }
}

/** An account whose words and counts have changed twice, and once its counts alone. @param {string} folder @param {string} name */
export function makeProfile(folder, name) {
  const place = join(folder, 'profiles', name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, '2026-11-01 120000.jpg'), readFileSync(join(media, 'picture.jpg')));
  const picture = { file: '2026-11-01 120000.jpg', bytes: 1, sha256: '' };
  for (const [day, nickname, followerCount] of /** @type {[number, string, number][]} */ ([[1, 'First name', 1000], [8, HOSTILE, 1500], [9, HOSTILE, 1400], [20, 'Third name', 90210]])) {
    const facts = { uniqueId: name, nickname, signature: `bio of day ${day}\n${HOSTILE}`.slice(0, day === 9 ? 200 : 199), bioLink: 'https://example.org/me',
      verified: true, followerCount, followingCount: 12, heartCount: followerCount * 30, videoCount: 30 + day };
    const at = Date.UTC(2026, 10, day, 12) / 1000;
    writeFileSync(join(place, `2026-11-${String(day).padStart(2, '0')} 120000.json`), JSON.stringify({ at, facts: day === 9 ? { ...facts, signature: `bio of day 8\n${HOSTILE}`.slice(0, 199) } : facts, picture }));
  }
}

/** Own posts as a data export leaves them: a video, two pictures, the file of a post that is kept by its id, and a comment.
 * The name of that file. @param {string} folder @param {ReturnType<typeof postOf>} known */
export function makeExported(folder, known) {
  const place = join(folder, 'Data export');
  const stemOf = (/** @type {number} */ at, /** @type {string} */ digit) =>
    `${new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '')} ${digit.repeat(16)}`;
  const rows = /** @type {[number, string, string[]][]} */ ([
    [1767645067, 'my own video \u{1f408} #mine', ['a']], [1767731467, '=my own trip, "quoted" <b>', ['c', 'b']], [known.created, known.text, ['d']]]);
  const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`;
  mkdirSync(place);
  writeFileSync(join(place, '2026-11-22 posts.csv'), ['date,caption,post,files,account', ...rows.map(([at, text, digits]) =>
    `d,${quoted(text)},,${quoted(digits.map((digit) => stemOf(at, digit)).join(', '))},${digits.includes('d') ? known.author : ''}`)].join('\r\n'));
  writeFileSync(join(place, '2026-11-22 comments.csv'), `date,comment,post\r\nd,mine,${known.id}\r\n`);
  for (const [at, , digits] of rows) {
    for (const digit of digits) {
      const [source, ending] = digits.length > 1 ? ['picture.jpg', '.jpg'] : ['h264-aac.mp4', '.mp4'];
      writeFileSync(join(place, `${stemOf(at, digit)}${ending}`), readFileSync(join(media, source)));
    }
  }
  return `Data export/${stemOf(known.created, 'd')}.mp4`;
}

/** Comments, one of them an answer. @param {string} folder @param {string} place @param {ReturnType<typeof postOf>} post */
function addRemarks(folder, place, post) {
  const name = `post [${post.id}].comments 2026-11-22 183000.json`;
  const comment = (/** @type {object} */ more) => ({ id: '1', parent: 'root', timestamp: 1780000000, like_count: 3, author: 'ben', ...more });
  const bytes = Buffer.from(JSON.stringify({ total: 2, complete: true, at: 1790000000, comments: [
    comment({ text: `remarkable ${post.said.replace('whisper', 'remark')} <b>` }), comment({ id: '2', parent: '1', author: 'ana', text: 'thank you' })] }));
  writeFileSync(join(folder, place, name), bytes);
  return { role: 'comments', name, bytes: bytes.length, sha256: hash(bytes) };
}

/** A name of its own for the same bytes. @param {string} folder @param {string} path @param {Buffer} bytes @param {unknown} shared */
function put(folder, path, bytes, shared) {
  if (!shared) {
    writeFileSync(path, bytes);
    return;
  }
  const number = Math.floor(counted++ / 20000); // a file has so many names at most
  const original = join(folder, '.sources', `${number}-${shared}`);
  try {
    linkSync(original, path);
  } catch {
    writeFileSync(original, bytes);
    linkSync(original, path);
  }
}
let counted = 0;
