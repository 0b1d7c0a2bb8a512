// What is said of a data export: what its lists are called, what becomes of them, and how it ended. Pure.
import { bytesText, counted, dateText, errorText, isolated, numberText, t, waitText } from '../lib/text.js';
import { GUESSED_BYTES } from '../backup/estimate.js';

/** @typedef {import('../lib/protocol.js').Import} Import */
/** @typedef {{name: string, path: string, count: number}} Found one list, as IMPORT.md has it */
/** @typedef {{name: string, found: {lists: Found[], own: Record<string, number>, unknown: string[],
 *   skipped: {where: string, what: string}[], problems: {where: string, what: string}[]},
 *   free: number | null, each: number | null}} Chosen what `import-choose` answers */
/** @typedef {{name: string, entries: number, unnamed: number, joined: number, table: string | null}} Taken */

/** What can be taken in, in the order it is shown; what is watched is taken only if it is asked for. */
const KINDS = Object.freeze({
  posts: { title: () => t('importPosts'), becomes: () => t('importOwnWords'), saves: true },
  likes: { title: () => t('list_likes'), becomes: () => t('importSaves'), saves: true },
  favourites: { title: () => t('list_favourites'), becomes: () => t('importSaves'), saves: true },
  reposts: { title: () => t('list_reposts'), becomes: () => t('importSaves'), saves: true },
  comments: { title: () => t('importComments'), becomes: () => t('importTable'), saves: false },
  followers: { title: () => t('importFollowers'), becomes: () => t('importTable'), saves: false },
  following: { title: () => t('importFollowing'), becomes: () => t('importTable'), saves: false },
  'watch-history': { title: () => t('importWatched'), becomes: () => t('importSaves'), saves: true, apart: true },
});

/** @typedef {keyof typeof KINDS} Kind */

/** What a list is called. @param {string} name */
export const titleOf = (name) => KINDS[/** @type {Kind} */ (name)]?.title() ?? name;

/** The lists that can be taken in, each once: an export may have one in two places.
 * @param {Found[]} lists @returns {{name: string, count: number, words: string, saves: boolean, wanted: boolean}[]} */
export function choicesOf(lists) {
  return Object.entries(KINDS).flatMap(([name, { becomes, saves, ...more }]) => {
    const parts = lists.filter((list) => list.name === name);
    const count = parts.reduce((sum, list) => sum + list.count, 0);
    const wanted = !('apart' in more) && count > 0;
    return parts.length > 0 ? [{ name, count, words: becomes(), saves, wanted }] : [];
  });
}

/** What is said of the links to the person's own posts. @param {Record<string, number>} own */
export function ownText({ live = 0, undated = 0, ended = 0, next = 0 }) {
  return [
    ...(live + undated > 0 ? [t('importLive', numberText(live + undated))] : []),
    ...(live > 0 && next > 0 ? [t('importEnds', dateText(next))] : []),
    ...(ended > 0 ? [t('importEnded', numberText(ended))] : []),
  ].join(' ');
}

/** What the chosen lists come to. @param {{count: number, saves: boolean}[]} choices
 * @param {{each: number | null, free: number | null}} known @returns {{text: string, fits: boolean}} */
export function estimateOf(choices, { each, free }) {
  const posts = choices.filter(({ saves }) => saves).reduce((sum, { count }) => sum + count, 0);
  const bytes = posts * (each ?? GUESSED_BYTES);
  const fits = free === null || bytes <= free;
  const size = each === null ? t('backupSizeGuess', bytesText(bytes), bytesText(GUESSED_BYTES)) : t('backupSize', bytesText(bytes));
  const space = fits ? t('backupFree', bytesText(free ?? 0)) : t('backupTooLarge', bytesText(bytes), bytesText(free ?? 0));
  if (choices.length === 0) {
    return { text: t('backupNothing'), fits: true };
  }
  const texts = posts > 0 ? [t('importAtMost', counted('postCount', posts)), size, ...(free === null ? [] : [space])] : [];
  return { text: texts.join(' '), fits };
}

/** What was left alone or not understood, by the names that the export has for it. @param {Chosen['found']} found */
export const leftOf = ({ skipped, unknown }) => [...skipped.map(({ where }) => where), ...unknown];

/** How far it is, in a sentence. @param {Import} now */
export function phaseText({ state, name, entries, of, files, filesOf, bytes, waits }) {
  if (name === null) {
    return t('importElsewhere');
  }
  if (state === 'fetching') {
    const fetching = t('importFetching', numberText(files), numberText(filesOf), bytesText(bytes));
    return waits > 0 ? `${fetching} ${t('importWaits', waitText(waits))}` : fetching;
  }
  return of > 0 ? t('importReading', numberText(entries), numberText(of)) : t('importLooking');
}

/** Percent, null unknown. @param {Import} now */
export function percentOf({ state, entries, of, files, filesOf }) {
  const [done, all] = state === 'fetching' ? [files, filesOf] : [entries, of];
  return all > 0 ? Math.min(100, Math.floor((100 * done) / all)) : null;
}

/** How it ended. @param {Import} now */
export function endText({ state, error }) {
  const ends = {
    done: () => t('importDone'),
    stopped: () => t('importStopped'),
    lost: () => t('importLost'),
    failed: () => Object.values(errorText(error?.code ?? 'internal')).join(' '),
  };
  return ends[/** @type {'done'} */ (state)]?.() ?? '';
}

/** What became of a list, in two lines. @param {Taken} taken */
export function takenTexts({ name, entries, unnamed, joined, table }) {
  const sum = [
    t('importEntries', numberText(entries)),
    ...(joined > 0 ? [t('importJoined', numberText(joined))] : []),
    ...(unnamed > 0 && name !== 'posts' ? [t('importUnnamed', numberText(unnamed))] : []),
  ];
  return { sum: sum.join(' · '), table: table ? t('importKeptAs', isolated(table)) : '' };
}

/** What became of the files of the person's own posts; '' when there was none to fetch.
 * @param {null | {saved: number, had: number, ended: number, failed: number, left: number, bytes: number,
 *   code: string | null}} fetched */
export function fetchedText(fetched) {
  if (!fetched) {
    return '';
  }
  const { saved, had, ended, failed, left, bytes, code } = fetched;
  const parts = [
    t('importFiles', numberText(saved), bytesText(bytes)),
    ...(had > 0 ? [t('receipt_had', numberText(had))] : []),
    ...(ended > 0 ? [t('importFilesEnded', numberText(ended))] : []),
    ...(failed > 0 ? [t('receipt_failed', numberText(failed))] : []),
    ...(left > 0 ? [t('importFilesLeft', numberText(left))] : []),
  ];
  const why = code ? ` ${errorText(code).sentence}` : '';
  return `${parts.join(' · ')}${left > 0 ? `. ${t('importAgain')}` : ''}${why}`;
}
