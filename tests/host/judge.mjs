// Is what a person got what had to come of it? Gives every reason why not, in words.
import { SUFFIXES, sourcesOf, suffixOf } from './kept.mjs';

/** What no kept file may tell: signed links, cookies, who saved or shared it. */
const SECRETS = /https:[^"]*\?|tk=|expire|signature|tt_chain_token|ttwid|sec_user_id|u_code|sharer/i;
const CODECS = { h264: 'h264', hevc: 'h265' };
const SUFFIX = { jpeg: 'jpg' };
const SOURCES = { ASR: 'automatic', MT: 'translated', LC: 'creator' };
const LANGUAGES = { 'eng-US': 'en', 'spa-ES': 'es', 'cmn-Hans-CN': 'zh-Hans', 'ara-SA': 'ar', 'vie-VN': 'vi' };

class Complaints extends Array {
  /** @param {any} got @param {any} want @param {string} what */
  same(got, want, what) {
    const [a, b] = [got, want].map((one) => JSON.stringify(one));
    if (a !== b) this.push(`${what}: ${a} instead of ${b}`);
  }

  hold(fine, what) {
    if (!fine) this.push(what);
  }
}

/** Every file is what its name says, and the sidecar's list of files is true. */
function judgeFiles(bad, kept) {
  for (const { name } of kept.strays) bad.push(`a stray file: ${name}`);
  for (const { name, kind } of kept.files) {
    bad.hold(SUFFIXES[suffixOf(name)]?.includes(kind), `${name} holds ${kind || 'something else'}`);
    bad.hold(Buffer.byteLength(name) <= 255, `the name is too long: ${name}`);
    bad.hold(!/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(name), `odd signs in the name ${JSON.stringify(name)}`);
  }
  const told = (kept.sidecar?.clipkeep?.files ?? []).map((one) => [one.name, one.bytes, one.sha256]);
  const there = kept.files.filter(({ name }) => !name.endsWith('.info.json'))
    .map((one) => [one.name, one.bytes, one.sha256]);
  bad.same(told.map(String).sort(), there.map(String).sort(), 'files of the sidecar');
}

function judgeSidecar(bad, kept, post) {
  const { sidecar } = kept;
  if (!sidecar) {
    bad.push('no sidecar');
    return;
  }
  bad.same(sidecar.id, post.id, 'id of the sidecar');
  // The person's own words may be anything, and are also in the names of the files.
  const { description } = sidecar;
  const facts = JSON.stringify(sidecar, (key, value) => (['description', 'title', 'name'].includes(key) ? '' : value));
  bad.hold(!SECRETS.test(facts), `the sidecar tells ${SECRETS.exec(facts)?.[0]}`);
  const text = post.text.replace(/\p{Surrogate}|\0/gu, '\ufffd').slice(0, 3000);
  bad.hold(description.includes(text), `the caption is told as ${JSON.stringify(description.slice(0, 80))}`);
}

/** @param {Complaints} bad @param {import('./kept.mjs').Kept} kept */
function judgeProbe(bad, { sidecar, probe }, want) {
  bad.same([sidecar.width, sidecar.height], [probe.width, probe.height], 'size in the sidecar');
  bad.same(sidecar.vcodec, CODECS[probe.vcodec], 'vcodec in the sidecar');
  bad.same((sidecar.acodec ?? 'none').replace('none', ''), probe.acodec, 'acodec in the sidecar');
  bad.hold(Math.abs(sidecar.duration - probe.duration) < 1, `plays ${probe.duration} s, sidecar says ${sidecar.duration}`);
  bad.hold(Boolean(probe.acodec) === want.sound, probe.acodec ? 'there is a sound' : 'there is no sound');
  bad.same(probe.tracks, want.sound ? 2 : 1, 'tracks');
}

function judgeVideo(bad, kept, want) {
  const { video, probe, sidecar } = kept;
  if (!video || !sidecar) {
    bad.hold(video, 'no video');
    return;
  }
  judgeProbe(bad, kept, want);
  if (want.width) bad.same([probe.width, probe.height], [want.width, want.height], `the picture is of ${want.gear}`);
  if (!want.joined) {
    bad.same(video.sha256, want.sha256, `the bytes are those of ${want.gear}`);
    bad.hold(!sourcesOf(kept), 'said to be derived');
    return;
  }
  const sources = sourcesOf(kept)?.map((one) => one.sha256);
  bad.same(sources, [want.sha256, want.soundSha256], `joined of ${want.gear} and its sound`);
}

const labelOf = ({ source = 'ASR', language }) => `${SOURCES[source]}.${LANGUAGES[language]}`;

function judgeCaptions(bad, kept, want, others) {
  const wanted = others.captions.filter(({ language }) => want.captions.includes(language));
  bad.same(kept.captions.map((one) => one.label).sort(), wanted.map(labelOf).sort(), 'captions');
  for (const { label, text, file } of kept.captions) {
    const source = wanted.find((one) => labelOf(one) === label);
    bad.hold(/\n00:00:00\.800 --> 00:00:01\.500/.test(text) && text.includes('ümlauts 🐈'), `words of ${label}`);
    if (source?.kind === 'webvtt') bad.same(file.sha256, source.sha256, `bytes of ${label}`);
  }
}

function judgePhotos(bad, kept, want, others) {
  const numbered = others.images.map((one, n) => ({ ...one, n: n + 1 })).filter(({ n }) => !want.missing?.includes(n));
  const name = ({ kind, n }) => `${String(n).padStart(2, '0')}.${SUFFIX[kind] ?? kind}`;
  bad.same(kept.pictures.map((one) => [one.name, one.sha256]), numbered.map((one) => [name(one), one.sha256]), 'pictures');
  const film = (one) => `${one.name.replace('live', '').padStart(2, '0')}.mp4`;
  bad.same(kept.films.map((one) => [one.name, one.sha256]), want.films.map((one) => [film(one), one.sha256]), 'films');
  bad.same(kept.sound && suffixOf(kept.sound.name), want.music ?? undefined, 'sound');
  if (want.music) bad.same(kept.sound?.sha256, others.music.sha256, 'bytes of the sound');
}

/** No copy with TikTok's mark on it, whatever its name. */
function judgeMark(bad, kept, others) {
  const marked = [others.download, others.embedded].filter(Boolean).map((one) => one.sha256);
  for (const { name, sha256 } of kept.files) bad.hold(!marked.includes(sha256), `${name} has TikTok's mark`);
}

function judgeKept(bad, result, kept, post, want, others) {
  bad.same([result.state, result.post], ['done', post.id], 'what the program says');
  judgeFiles(bad, kept);
  judgeSidecar(bad, kept, post);
  if (!want.marked) judgeMark(bad, kept, others);
  if (want.kept === 'photos') judgePhotos(bad, kept, want, others);
  else judgeVideo(bad, kept, want);
  if (want.kept !== 'photos') judgeCaptions(bad, kept, want, others);
  const covers = others.covers.map((one) => one.sha256);
  if (kept.cover) bad.hold(covers.includes(kept.cover.sha256), 'the cover is another picture');
  for (const note of want.notes ?? []) {
    bad.hold(kept.sidecar?.clipkeep?.notes?.includes(note), `the person is not told: ${note}`);
  }
}

/** @param {any} result @param {string | string[]} code "any" is any */
function judgeError(bad, result, code) {
  const codes = [code].flat();
  const got = result.error?.code;
  bad.same(result.state, 'failed', 'what the program says');
  bad.hold(codes.includes('any') ? got : codes.includes(got), `${got} instead of ${codes.join(' or ')}`);
  bad.hold(result.error?.sentence && result.error?.step, 'no sentence, or no next step');
}

/**
 * @param {any} result of `clipkeep save --json`
 * @param {import('./kept.mjs').Kept | undefined} kept
 * @param {any} post as `standin.posts()` lists it
 * @param {any} want `standin.expected(post)`
 * @param {any} others `standin.others(id)`
 * @returns {string[]} what is wrong
 */
export function judge(result, kept, post, want, others) {
  const bad = new Complaints();
  if (!result) bad.push('no answer');
  else if (want.kept && (kept || !want.code)) {
    if (kept) judgeKept(bad, result, kept, post, want, others);
    else bad.push(`nothing kept: ${result.error?.code} (${result.error?.detail ?? ''})`);
  } else {
    if (want.stopped) bad.same(result.state, 'cancelled', 'what the program says');
    else judgeError(bad, result, want.code);
    bad.hold(!kept, `something is left: ${kept?.files.map((one) => one.name)}`);
  }
  return [...bad];
}
