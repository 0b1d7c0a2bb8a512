// The options page with a host that knows all it asks for, and with everything open that can be.
import { SETTINGS } from './other-host.mjs';

/** @typedef {import('./steps.mjs').View} View */

export const CHECKS = [
  { check: 'program', subject: 'clipkeep', state: 'ok', text: 'clipkeep 0.1.0 in ~/.local/bin/clipkeep.', fix: null },
  { check: 'folder', subject: 'save folder', state: 'failed', text: 'Clipkeep may not write to ~/Secret/TikTok.',
    trouble: 'not-writable', about: ['~/Secret/TikTok'],
    fix: 'Allow it with `chmod u+rwx x`, or choose another folder: `clipkeep folder y`.', remedy: 'allow-or-other' },
  { check: 'manifest', subject: 'firefox', state: 'warning', text: 'There is no ~/a.json.',
    trouble: 'gone', about: ['~/a.json'], fix: 'Register the host: `clipkeep register firefox`.', remedy: 'register' },
  // As a program of tomorrow, or one of yesterday, has them.
  { check: 'sandbox', subject: 'Landlock', state: 'warning', text: 'The sandbox is of sand.', trouble: 'sand', about: [], fix: 'Add `water`.', remedy: null },
  { check: 'tomorrow', subject: 'x', state: 'ok', text: 'Something of tomorrow.', fix: null },
];

const settings = { ...SETTINGS, savingOff: 'ask', names: '{author}/{date} {title} [{id}]' };
const NAME = '2026-02-02 My cat opens doors [7602050882429897470]';

/** @type {Record<string, object>} */
const ANSWERS = {
  hello: { settings }, subscribe: { settings },
  names: { video: `catlady/${NAME}.mp4`, photos: `catlady/${NAME}/01.jpg`, fault: null },
  doctor: { ok: false, checks: CHECKS },
  'history-delete': { count: 12 },
  'import-choose': { name: 'TikTok_Data_1764000000.zip', free: 79e9, each: 7.2e6, found: {
    lists: Object.entries({ posts: 212, likes: 1804, favourites: 96, reposts: 31, comments: 640, followers: 388, following: 251,
      'watch-history': 48210 }).map(([name, count]) => ({ name, count, path: name })),
    own: { live: 209, ended: 0, undated: 0, without: 3, photos: 12, next: 1796000000 },
    skipped: [{ where: 'Direct Message', what: 'direct messages are never read' }], unknown: ['Your Activity > Something New'], problems: [],
  } },
  importing: { state: 'none', name: null, entries: 0, of: 0, files: 0, filesOf: 0, bytes: 0, waits: 0, error: null, result: null },
  moving: { folder: 'Old ones', posts: 3, bytes: 5e6, running: false, error: null },
};

/** What such a host answers, for registerTeller(). @param {Record<string, object>} [more] what else, by verb */
export function forOptions(more = {}) {
  const both = Object.keys(more).map((verb) => [verb, { ...ANSWERS[verb], ...more[verb] }]);
  return { ...ANSWERS, ...Object.fromEntries(both) };
}

/** Chooses in the options, as a person does. @param {View} options @param {string} language '': as the browser */
export const chooseLanguage = (options, language) => options.run(`void Object.assign(document.querySelector("#language"),
  { value: ${JSON.stringify(language)} }).dispatchEvent(new Event("change"))`);

/** Gives a file to the page, as choosing it does. @param {View} options @param {string} text */
export const giveFile = (options, text) => options.run(`(() => {
  const files = new DataTransfer();
  files.items.add(new File([${JSON.stringify(text)}], "x.json"));
  const picker = document.querySelector("#import");
  picker.files = files.files;
  picker.dispatchEvent(new Event("change"));
})()`);

/** Opens what is closed at first: a pattern of one's own, a question, a file's changes, the doctor's lines.
 * @param {View} options */
export async function openEverything(options) {
  await options.click('label[for="names-own"]');
  await options.click('#delete-history');
  const odd = { quality: 'small', captions: 'loud', folder: '/etc', cover: false, parallel: 8 };
  await giveFile(options, JSON.stringify({ clipkeepSettings: 1, settings: odd }));
  await options.until('document.querySelectorAll("#import-changes li").length === 3', { what: 'what a file would change' });
  await options.click('#check-again');
  await options.until(`document.querySelectorAll("#checks li").length === ${CHECKS.length}`, { what: 'the lines of the doctor' });
}
