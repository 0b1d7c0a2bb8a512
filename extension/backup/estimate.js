// What a backup comes to before anything is fetched, from what TikTok states and what the program knows of
// the lists. Pure. All of it is an estimate: TikTok counts posts that it does not show, and a post in two
// lists is counted twice here and fetched once.

/** @typedef {import('../background/backup-lists.js').List} List */
/** What the program says (`backup-ahead`): bytes free, bytes of a post, and of each list how many posts
 * are known, and how many of those are wanted and not there yet.
 * @typedef {{free: number | null, each: number | null, lists: {known: number, left: number}[]}} Ahead */
/** `posts` are in the lists, `left` of them are to be downloaded: `most` is true where that is a limit,
 * for what TikTok has not listed yet cannot be told apart. `silent`: lists of which nobody says how long
 * they are. `guessed`: nothing is kept that the size could be judged by.
 * @typedef {{posts: number, left: number, most: boolean, silent: number, bytes: number, guessed: boolean,
 *   seconds: number, free: number | null, fits: boolean}} Estimate */

/** Of one page of a list, some thirty posts, and a person's pause before the next. */
const PAGE_POSTS = 30;
const PAGE_S = 2;
/** Of a post, where nothing is kept to judge by. */
export const GUESSED_BYTES = 10e6;

/** @param {List[]} lists those that are chosen @param {Ahead} ahead of the same lists, in the same order
 * @param {{full: boolean, filtered: boolean}} how @returns {Estimate} */
export function estimateOf(lists, ahead, { full, filtered }) {
  const sums = { posts: 0, left: 0, most: false, silent: 0, pages: 0 };
  lists.forEach(({ stated }, place) => {
    const { known, left } = ahead.lists[place] ?? { known: 0, left: 0 };
    const unseen = Math.max(0, stated - known);
    sums.posts += Math.max(stated, known);
    sums.left += left + unseen;
    sums.most ||= filtered && unseen > 0;
    sums.silent += stated < 0 ? 1 : 0;
    sums.pages += Math.ceil((full || known === 0 ? Math.max(stated, known) : unseen + PAGE_POSTS) / PAGE_POSTS);
  });
  const { pages, ...counts } = sums;
  const bytes = counts.left * (ahead.each ?? GUESSED_BYTES);
  return {
    ...counts, bytes, guessed: ahead.each === null, seconds: pages * PAGE_S,
    free: ahead.free, fits: ahead.free === null || bytes <= ahead.free,
  };
}
