// The library's page, without a browser: what it finds, reads and writes as addresses.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const room = fileURLToPath(new URL('../../host/keep/library/', import.meta.url));
const context = vm.createContext({ Intl, URL });
for (const name of ['words', 'words/en', 'text', 'data', 'search', 'captions', 'cover', 'dom', 'plot', 'accounts', 'swipe']) {
  vm.runInContext(readFileSync(`${room}${name}.js`, 'utf8'), context, { filename: name });
}
const { text, data, search, captions, cover, plot, accounts, onSwipe } = /** @type {any} */ (context).Clipkeep;
/** Values from another realm, to be compared. @param {unknown} value */
const plain = (value) => JSON.parse(JSON.stringify(value));

/** A part of the index. @param {number} key @param {any[]} rows */
function part(key, rows) {
  const column = (/** @type {string} */ name, /** @type {any} */ other) => rows.map((row) => row[name] ?? other);
  const columns = {
    id: rows.map((_, n) => `${key}${n}`), kind: column('kind', 0), author: rows.map((_, n) => n), authors: column('author', 'ana'),
    created: column('created', 0), kept: column('kept', 0), text: column('text', ''), cover: column('cover', ''), views: column('views', -1),
    likes: column('likes', -1), flags: column('flags', 0), images: column('images', 0), seconds: column('seconds', -1),
    licence: rows.map((_, n) => n), licences: column('licence', ''), bytes: column('bytes', 0), sound: rows.map((_, n) => n), sounds: column('sound', ''), lists: column('lists', []),
  };
  return { key, count: rows.length, index: '', words: rows.map(({ words = '' }) => words), details: [], columns };
}

test('posts have places, the one kept last first', () => {
  data.begin({ parts: [part(0, [{ text: 'a' }, { text: 'b' }]), part(4, [{ text: 'c' }]), part(9, [{ text: 'd' }, { text: 'e' }])] });
  assert.equal(data.total, 5);
  assert.deepEqual(plain([0, 1, 2, 3, 4].map((place) => data.post(place).text)), ['e', 'd', 'c', 'b', 'a']);
});

const FOUND = [
  ['cat', [0, 1]], ['CAT', [0, 1]], ['cafe', [2]], ['Ｃａｆé', [2]], ['#tea', [2]], ['@ana', [2]], ['cat red', [1]], ['whisper', [3]],
  ['song', [1]], ['ねこ', [4]], ['nothing at all', []], ['  ', [0, 1, 2, 3, 4]], ['.*', []],
];
test('words are found in text, tags, creators, sounds and captions, however they are written', () => {
  data.begin({ parts: [part(0, [
    { text: 'ねこ' , author: 'x' }, { text: 'b', author: 'x', words: 'a long text\nwhisper' }, { text: 'Café #tea', author: 'ana' },
    { text: 'red cat', author: 'x', sound: '1\tSong\tBand' }, { text: 'a cat', author: 'x' },
  ])] });
  for (const [words, places] of FOUND) {
    assert.deepEqual(plain(search.run(data, { words })), places, String(words));
  }
});

const { SOUND, GONE } = data.FLAGS;
const FITTING = [
  [{ creator: 'ben' }, [0]], [{ kind: 'photo' }, [1]], [{ kind: 'video' }, [0, 2]], [{ licence: 'none' }, [1, 2]], [{ licence: 'any' }, [0]],
  [{ licence: 'CC-BY-4.0' }, [0]], [{ from: 150 }, [0, 1]], [{ to: 200 }, [2]], [{ from: 100, to: 201 }, [1, 2]], [{ flags: SOUND }, [0, 1]],
  [{ flags: SOUND | GONE }, [1]], [{ order: 'oldest' }, [2, 1, 0]], [{ order: 'newest' }, [0, 1, 2]], [{ order: 'likes' }, [2, 0, 1]],
  [{ kind: 'video', words: 'hello' }, [2]], [{ list: 7 }, [0, 2]], [{ list: 8 }, [0]], [{ list: 9 }, []], [{ list: 7, order: 'added' }, [2, 0]],
  [{ list: 7, dates: 'added', from: 60 }, [2]], [{ dates: 'added', from: 40, to: 60 }, [0]], [{ dates: 'saved', from: 5 }, [1]],
];
test('filters and order', () => {
  data.begin({ parts: [part(0, [
    { created: 100, likes: 9, text: 'hello', lists: [7, 90] }, { created: 200, kept: 6, kind: 1, flags: SOUND | GONE, likes: 1 },
    { created: 300, author: 'ben', licence: 'CC-BY-4.0', flags: SOUND, likes: 5, lists: [8, 0, 7, 50] },
  ])] });
  for (const [asked, places] of FITTING) {
    assert.deepEqual(plain(search.run(data, asked)), places, JSON.stringify(asked));
  }
});

test('a plot places its dates and its counts, also where nothing changed', () => {
  assert.deepEqual(plain(plot.placed([[100, 5], [200, 5], [300, 15]])), [[6, 114], [300, 114], [594, 6]]);
  assert.deepEqual(plain(plot.placed([[100, 5], [100, 5]])), [[300, 60], [300, 60]]);
});

test('versions of an account are those in which more than counts changed', () => {
  const version = (/** @type {string} */ nickname, /** @type {number} */ followerCount, picture = 'a') => ({ facts: { nickname, followerCount }, picture });
  const all = [version('A', 1), version('A', 2), version('B', 2), version('B', 2, 'b')];
  assert.deepEqual(plain(accounts.changes(all)), plain([all[0], all[2], all[3]]));
});

test('the lists of one tag, by its name and by its id, are shown as one', async () => {
  const { Clipkeep } = /** @type {any} */ (context);
  const { columns, ...rest } = part(0, [{ lists: [9, 40] }, { lists: [7, 30, 9, 50, 8, 1] }]);
  context.document = { createElement: () => ({ remove() {} }), head: { append(/** @type {any} */ script) {
    /** @type {any} */ (context).document.currentScript = script;
    Clipkeep.take('index', 0, JSON.stringify(columns));
  } } };
  data.begin({ parts: [rest], receipts: [{ list: 9, found: 2 }], lists: [
    { number: 9, kind: 'tag', title: '123', same: 7 }, { number: 7, kind: 'tag', title: 'cats' }, { number: 8, kind: 'likes' }] });
  await data.loadAll(() => {});
  assert.deepEqual(plain([...data.lists.keys()]), [7, 8]);
  assert.deepEqual(plain([0, 1].map((place) => data.post(place).lists)), [[[7, 50], [8, 1]], [[7, 40]]]);
  assert.equal(data.receipts[0].list, 7);
  assert.deepEqual(plain(search.run(data, { list: 7 })), [0, 1]);
});

test('a finger goes to what follows against the way that the page is read', () => {
  const swipe = (/** @type {string} */ dir, /** @type {number} */ x, /** @type {number} */ y, fingers = 1) => {
    const heard = /** @type {Record<string, (event: any) => void>} */ ({});
    /** @type {any[]} */
    const said = [];
    context.document = { documentElement: { dir } };
    onSwipe({ addEventListener: (/** @type {string} */ name, /** @type {(event: any) => void} */ told) => { heard[name] = told; } }, (/** @type {any} */ way) => said.push(plain(way)));
    heard.touchstart({ touches: Array(fingers).fill({ clientX: 200, clientY: 200 }) });
    heard.touchend({ changedTouches: [{ clientX: 200 + x, clientY: 200 + y }] });
    return said;
  };
  assert.deepEqual([swipe('ltr', -90, 10), swipe('ltr', 90, 10)], [[{ beside: 1 }], [{ beside: -1 }]]);
  assert.deepEqual([swipe('rtl', 90, 10), swipe('rtl', -90, 10)], [[{ beside: 1 }], [{ beside: -1 }]]);
  assert.deepEqual(['ltr', 'rtl'].map((dir) => [swipe(dir, 10, -90), swipe(dir, 10, 90)]), Array(2).fill([[{ on: 1 }], [{ on: -1 }]]));
  assert.deepEqual([swipe('ltr', -40, 40), swipe('ltr', -90, 10, 2)], [[], []]);
});

test('a cover fills its tile from its middle', () => {
  assert.deepEqual(plain(cover.crop(360, 640, 150, 200)), [0, 80, 360, 480]);
  assert.deepEqual(plain(cover.crop(800, 200, 150, 200)), [325, 0, 150, 200]);
});

test('captions are read, and say nothing but words', () => {
  const vtt = 'WEBVTT\r\n\r\n1\r\n00:00:01.500 --> 00:02.000 line:0\r\n<i>a</i> &lt;b&gt;\r\nc\r\n\r\nNOTE x\r\n\r\n00:03.000 --> 00:02.000\r\nbackwards\r\n\r\n1:00:00.000 --> 1:00:01.000\r\nlate';
  assert.deepEqual(plain(captions.parse(vtt)), [{ start: 1.5, end: 2, text: 'a <b>\nc' }, { start: 3600, end: 3601, text: 'late' }]);
  assert.equal(captions.escape('<b>&'), '&lt;b&gt;&amp;');
  const details = { side: { files: [{ name: 'x.de.vtt', language: 'de', source: 'translated' }, { name: 'x.en.vtt', language: '"><b>' }] },
    tracks: [['a/x.de.vtt', '00:01.000 --> 00:02.000\nja'], ['a/x.en.vtt', '00:01.000 --> 00:02.000\nyes'], ['a/x.fr.vtt', '']] };
  assert.deepEqual(plain(captions.tracksOf(details)).map((/** @type {any} */ one) => [one.language, one.translated, one.cues[0].text]), [['', false, 'yes'], ['de', true, 'ja']]);
});

test('addresses are made of checked parts alone', () => {
  assert.equal(text.fileAddress('ana/a cat? 100% #1.mp4'), './ana/a%20cat%3F%20100%25%20%231.mp4');
  for (const name of ['', '/etc/passwd', '../x', 'a/../x', 'a//b', 'a/./b']) assert.equal(text.fileAddress(name), '', name);
  assert.equal(text.fileAddress('javascript:alert(1)'), './javascript%3Aalert(1)');
  assert.equal(text.postAddress('cat.lady_1', '7602050882429897470', false), 'https://www.tiktok.com/@cat.lady_1/video/7602050882429897470');
  for (const [author, id] of [['a/b', '76020508824'], ['ana', '76020508824/x'], ['', '76020508824'], ['ana', 'x']]) assert.equal(text.postAddress(author, id, true), '');
  assert.equal(text.deedAddress('CC-BY-NC-SA-3.0-DE'), 'https://creativecommons.org/licenses/by-nc-sa/3.0/de/');
  assert.equal(text.deedAddress('CC0-1.0'), 'https://creativecommons.org/publicdomain/zero/1.0/');
  for (const licence of ['', 'CC-BY', 'LicenseRef-all-rights-reserved', 'CC-BY-4.0/../x', 'constructor']) assert.equal(text.deedAddress(licence), '');
});

test('the language that fits best, and lengths', () => {
  assert.equal(text.choose(['xx', 'de-DE', 'en-GB']), 'en');
  assert.equal(text.clock(65.4), '1:05');
});

const scripts = readdirSync(room).filter((name) => name.endsWith('.js')).map((name) => readFileSync(`${room}${name}`, 'utf8')).join('\n');
const built = readFileSync(`${room}../CMakeLists.txt`, 'utf8');
/** Made of parts in the scripts. */
const PREFIXES = /^(list[A-Z]|run_|shown_)/;
/** What may be as in English. */
const SHARED = ['#{name}', 'SHA-256', 'Likes', 'Links {name}', 'Creator', 'Reposts', 'Stories', 'Sound', 'Videos', 'Video', 'Feed', 'Playlist “{name}”', 'Folder {name}',
  'Date', 'Filter', 'Filters', 'Licence', 'Photos', 'Dates', 'Posts', '{count} post', '{count} posts'];

test('every word is there in each language, is used, and can be filled', () => {
  const english = plain(/** @type {any} */ (context).Clipkeep.words.en);
  const unused = Object.keys(english).filter((key) => !PREFIXES.test(key) && !scripts.includes(`'${key}'`));
  assert.deepEqual(unused, []);
  const languages = readdirSync(`${room}words`).map((name) => name.slice(0, -3));
  assert.equal(languages.length, 10);
  for (const language of languages) {
    assert.ok(built.includes(`library/words/${language}.js`), `${language} is built in`);
    vm.runInContext(readFileSync(`${room}words/${language}.js`, 'utf8'), context);
    const own = plain(/** @type {any} */ (context).Clipkeep.words[language]);
    assert.deepEqual(Object.keys(own).filter((key) => !/^shown_(two|few|many)$/.test(key)), Object.keys(english), language);
    for (const [key, words] of Object.entries(english)) {
      const places = (/** @type {string} */ one) => (one.match(/\{\w+\}/g) ?? []).sort();
      assert.deepEqual(places(own[key]), places(String(words)), `${language}: ${key}`);
      assert.doesNotMatch(own[key], /[<>]/, key);
      if (language !== 'en') assert.ok(own[key] !== words || SHARED.includes(own[key]), `${language}: ${key} is in English`);
    }
    assert.equal(text.choose([`${language.slice(0, 2)}-XX`]), language);
    assert.doesNotMatch(text.counted('shown', 2) + text.counted('shown', 11), /undefined|\{|shown/);
  }
});
