// Makes data exports as TikTok makes them, in every layout (what they look like: tests/standin/README.md).
//   node tests/standin/exports.mjs FOLDER          one of each, and what is in them in counts.json
//   node tests/standin/exports.mjs FILE BYTES      one JSON of about that size, for measuring
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { zip } from './zip.mjs';

export const LAYOUTS = /** @type {const} */ (['A', 'B', 'C']);
/** @typedef {'A'|'B'|'C'} Layout */
/** @typedef {Record<string, any>} Row */
/** @typedef {Record<string, Row[]>} Lists entries by Clipkeep's names of the lists */

const START = Date.UTC(2026, 4, 1);
/** @param {number} n */
const date = (n) => new Date(START - n * 3671000).toISOString().slice(0, 19).replace('T', ' ');
/** @param {number} n */
const id = (n) => String(7600000000000000000n + BigInt(n) * 1000003n);
/** @param {number} n */
const video = (n) => `https://www.tiktokv.com/share/video/${id(n)}/`;
/** @param {number} n */
const direct = (n) => `https://video-sg.tiktokv.us/storage/v1/tos-alisg-pv-0037/${'o'.repeat(20)}${n}?a=1233&x-expires=1`;
/** @param {number} n */
const picture = (n) => `https://p16-sign-sg.tiktokcdn.com/tos-alisg-i-photomode-sg/${n}~tplv-noop.jpeg?x-expires=1`;
/** @param {number} count @param {(n: number) => Row} make */
const rows = (count, make) => Array.from({ length: count }, (_, n) => make(n));

/** An own post; each fifth is one of pictures. @param {number} n */
const post = (n) => ({
  Date: date(n), Link: n % 5 === 4 ? [1, 2, 3].map((k) => picture(n * 10 + k)).join('\n') : direct(n),
  Likes: String(n * 7), WhoCanView: n % 3 ? 'Public' : 'Only me', AllowComments: 'Yes', AllowStitches: 'No',
  AllowDuets: 'No', AllowStickers: 'Yes', AllowSharingToStory: 'Yes', ContentDisclosure: 'N/A',
  AIGeneratedContent: 'No', Sound: 'original sound', Location: 'N/A', Title: `Day ${n} 🐈 "quoted" \\ done`,
  AddYoursText: 'N/A',
});

/**
 * An account. Each list has another length, so that no two are mistaken for each other.
 * @param {number} [scale] makes them all longer
 * @returns {Lists}
 */
export function account(scale = 1) {
  return {
    posts: rows(11 * scale, post),
    'deleted-posts': rows(2 * scale, (n) => ({ ...post(n), DateDeleted: date(n) })),
    likes: rows(23 * scale, (n) => ({ Date: date(n), Link: video(n) })),
    favourites: rows(17 * scale, (n) => ({ Date: date(n), Link: video(n + 5) })),
    'favourite-collections': rows(3 * scale, (n) => ({ Date: date(n), FavoriteCollection: `kitchen ${n}` })),
    'favourite-sounds': rows(4 * scale, (n) => ({ Date: date(n), Link: `https://www.tiktok.com/music/x-${id(n)}` })),
    'favourite-effects': rows(1 * scale, (n) => ({ Date: date(n), EffectLink: `https://www.tiktok.com/sticker/x-${n}` })),
    'favourite-hashtags': rows(5 * scale, (n) => ({ Date: date(n), Link: `https://www.tiktok.com/tag/t${n}` })),
    comments: rows(13 * scale, (n) => ({ Date: date(n), Comment: n % 4 ? `nice ${n}` : 'two\nlines: really', Photo: 'N/A' })),
    reposts: rows(6 * scale, (n) => ({ Date: date(n), Link: video(n + 9) })),
    shares: rows(7 * scale, (n) => ({ Date: date(n), SharedContent: 'video', Link: video(n), Method: 'copy' })),
    'watch-history': rows(41 * scale, (n) => ({ Date: date(n), Link: video(n + 30) })),
    searches: rows(8 * scale, (n) => ({ Date: date(n), SearchTerm: `cats ${n}` })),
    followers: rows(9 * scale, (n) => ({ Date: date(n), UserName: `fan${n}` })),
    following: rows(10 * scale, (n) => ({ Date: date(n), UserName: `star${n}` })),
    'used-hashtags': rows(12 * scale, (n) => ({ HashtagName: `t${n}`, HashtagLink: `https://www.tiktok.com/tag/t${n}` })),
    lives: rows(2 * scale, (n) => ({ LiveStartTime: date(n), RoomTitle: 'hello' })),
    'lives-watched': rows(3 * scale, (n) => ({ WatchTime: date(n), Link: `https://www.tiktok.com/live/${n}` })),
    profile: [{ userName: 'catlady', bioDescription: 'cats', likesReceived: '4711', profileVideo: 'None' }],
  };
}

/** @param {Lists} lists @returns {Record<string, number>} */
export const counts = (lists) => Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length]));

/** What somebody wrote to somebody else: must never appear in anything Clipkeep says. */
export const SECRET = 'meet me at the old mill';
const messages = { 'Chat History with millie:': [{ Date: date(1), From: 'catlady', Content: SECRET }] };

/** Where each list stands: section, subsection, its own name. @param {Layout} layout */
function places(layout) {
  const [activity, loved, people, own, live] = {
    A: ['Activity', 'Activity', 'Activity', 'Video', 'Tiktok Live'],
    B: ['Your Activity', 'Your Activity', 'Your Activity', 'Post', 'Tiktok Live'],
    C: ['Your Activity', 'Likes and Favorites', 'Profile And Settings', 'Post', 'TikTok Live'],
  }[layout];
  const old = layout === 'A';
  return {
    posts: [own, old ? 'Videos' : 'Posts', 'VideoList'],
    'deleted-posts': [own, old ? 'RecentlyDeletedPosts' : 'Recently Deleted Posts', 'PostList'],
    likes: [loved, 'Like List', 'ItemFavoriteList'],
    favourites: [loved, 'Favorite Videos', 'FavoriteVideoList'],
    'favourite-collections': [loved, 'Favorite Collection', 'FavoriteCollectionList'],
    'favourite-sounds': [loved, 'Favorite Sounds', 'FavoriteSoundList'],
    'favourite-effects': [loved, 'Favorite Effects', 'FavoriteEffectsList'],
    'favourite-hashtags': [loved, 'Favorite Hashtags', 'FavoriteHashtagList'],
    comments: ['Comment', 'Comments', 'CommentsList'],
    reposts: [activity, 'Reposts', 'RepostList'],
    shares: [activity, 'Share History', 'ShareHistoryList'],
    'watch-history': [activity, old ? 'Video Browsing History' : 'Watch History', 'VideoList'],
    searches: [activity, old ? 'Search History' : 'Searches', 'SearchList'],
    followers: [people, old ? 'Follower List' : 'Follower', 'FansList'],
    following: [people, old ? 'Following List' : 'Following', 'Following'],
    'used-hashtags': [activity, 'Hashtag', 'HashtagList'],
    lives: [live, 'Go Live History', 'GoLiveList'],
    'lives-watched': [live, 'Watch Live History', 'WatchLiveMap'],
    profile: layout === 'C' ? ['Profile And Settings', 'Profile Info', 'ProfileMap']
      : ['Profile', old ? 'Profile Information' : 'Profile Info', 'ProfileMap'],
  };
}

/** What a list's JSON is: most are arrays, of which some layouts spell the names small. @param {string} name @param {Row[]} list */
function shape(name, list) {
  if (name === 'profile') return list[0] ?? {};
  if (name === 'lives-watched') return Object.fromEntries(list.map((row, n) => [id(n), { ...row, Comments: [], Questions: null }]));
  if (list.length === 0) return null;
  if (name !== 'likes' && name !== 'comments') return list;
  return list.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key.toLowerCase(), value])));
}

/**
 * The JSON of an export. Lists that are not given are not in it, as when a person asked for some only.
 * @param {Lists} lists @param {Layout} layout @returns {Record<string, any>}
 */
export function asJson(lists, layout) {
  /** @type {Record<string, any>} */
  const json = {};
  for (const [name, [section, part, own]] of Object.entries(places(layout))) {
    if (!lists[name]) continue;
    const alone = ['posts', 'reposts', 'searches'].includes(name);
    json[section] ??= {};
    json[section][part] = { ...(alone ? {} : { App: 1 }), [own]: shape(name, lists[name]) };
  }
  json[layout === 'A' ? 'Direct Messages' : 'Direct Message'] =
    { [layout === 'A' ? 'Chat History' : 'Direct Messages']: { ChatHistory: messages } };
  return json;
}

const FILES = /** @type {Record<string, string>} */ ({
  posts: 'Post/Posts', 'deleted-posts': 'Post/Recently Deleted Posts', likes: 'Likes and Favorites/Like List',
  favourites: 'Likes and Favorites/Favorite Videos', 'favourite-collections': 'Likes and Favorites/Favorite Collections',
  'favourite-sounds': 'Likes and Favorites/Favorite Sounds', 'favourite-effects': 'Likes and Favorites/Favorite Effects',
  'favourite-hashtags': 'Likes and Favorites/Favorite HashTags', comments: 'Comment/Comments', reposts: 'Your Activity/Reposts',
  shares: 'Your Activity/Share History', 'watch-history': 'Your Activity/Watch History', searches: 'Your Activity/Searches',
  followers: 'Profile And Settings/Follower', following: 'Profile And Settings/Following', 'used-hashtags': 'Your Activity/Hashtag',
  lives: 'TikTok Live/Go Live History', 'lives-watched': 'TikTok Live/Watch Live History', profile: 'Profile And Settings/Profile Info',
});

/** "WhoCanView" is "Who can view" in texts. @param {string} key */
const label = (key) => key.replace(/(?<=[a-z])[A-Z]/g, (c) => ` ${c.toLowerCase()}`).replace(/^./, (c) => c.toUpperCase());

/**
 * The texts of an export, by their paths.
 * @param {Lists} lists @param {string} [newline] @returns {Record<string, string>}
 */
export function asTexts(lists, newline = '\n') {
  const block = (/** @type {Row} */ row) => Object.entries(row)
    .map(([key, value]) => `${label(key)}: ${value}${key === 'Date' ? ' UTC' : ''}\n`).join('');
  const text = (/** @type {Row[]} */ list) => (list.length ? list.map(block).join('\n') : 'You have no data in this section');
  return Object.fromEntries([
    ...Object.entries(lists).map(([name, list]) => [`TikTok/${FILES[name]}.txt`, text(list).replaceAll('\n', newline)]),
    ['TikTok/Direct Message/Direct Messages.txt', `Chat History with millie:\nDate: x\n${SECRET}\n`],
  ]);
}

/** @param {Record<string, string>} texts */
export const zipOf = (texts) => zip(Object.entries(texts).map(([name, bytes]) => ({ name, bytes })));

/** Writes a JSON of about so many bytes without ever holding it; returns its counts. @param {string} file @param {number} bytes */
export function writeLarge(file, bytes) {
  const fd = openSync(file, 'w');
  const made = { likes: 0, 'watch-history': 0 };
  let written = writeSync(fd, '{"Your Activity":{"Watch History":{"VideoList":[');
  for (const name of /** @type {const} */ (['watch-history', 'likes'])) {
    const end = name === 'likes' ? bytes : bytes / 2;
    while (written < end) {
      const part = rows(1000, (n) => ({ Date: date(made[name] + n), Link: video(made[name] + n) }));
      written += writeSync(fd, (made[name] ? ',' : '') + JSON.stringify(part, null, 1).slice(1, -1));
      made[name] += part.length;
    }
    if (name === 'watch-history') written += writeSync(fd, ']}},"Likes and Favorites":{"Like List":{"ItemFavoriteList":[');
  }
  writeSync(fd, ']}}}');
  closeSync(fd);
  return made;
}

/** Every form of one account, by the name of its file or folder. @param {Lists} lists @returns {Record<string, string|Buffer|Record<string, string>>} */
export function everyForm(lists) {
  const json = (/** @type {Layout} */ layout) => JSON.stringify(asJson(lists, layout), null, 2);
  return {
    ...Object.fromEntries(LAYOUTS.map((layout) => [`${layout}.json`, json(layout)])),
    'TikTok_Data_1.zip': zipOf({ 'user_data_tiktok.json': json('C') }),
    'old.zip': zipOf({ '/user_data.json': json('A') }),
    'nested.zip': zipOf({ 'a/b/TikTok_Data_2/user data (1).JSON': json('B'), '__MACOSX/._x.json': '\0', 'a/b/': '' }),
    'texts.zip': zipOf(asTexts(lists)),
    'windows.zip': zipOf(Object.fromEntries(Object.entries(asTexts(lists, '\r\n')).map(([name, text]) => [name.replaceAll('/', '\\'), `\ufeff${text}`]))),
    texts: asTexts(lists),
    'no-ending': json('B'),
  };
}

/** @param {string} folder @param {ReturnType<typeof everyForm>} forms */
export function writeForms(folder, forms) {
  for (const [name, form] of Object.entries(forms)) {
    const files = typeof form === 'string' || Buffer.isBuffer(form) ? { '': form } : form;
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), bytes);
    }
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , target, bytes] = argv;
  if (bytes) {
    stdout.write(`${JSON.stringify(writeLarge(target, Number(bytes)))}\n`);
  } else {
    writeForms(target, everyForm(account()));
    writeFileSync(join(target, 'counts.json'), JSON.stringify(counts(account()), null, 2));
  }
}
