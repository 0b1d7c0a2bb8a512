/* What is kept: parts of the index, each loaded as a script of its own (a page from a folder may
 * load those, and nothing else). Posts have places: 0 is the one that was kept last. */
'use strict';

Clipkeep.data = (() => {
  /** As in host/keep/library_post.h. */
  const FLAGS = { SOUND: 1, MINE: 2, GONE: 4, PERMITTED: 8, CAPTIONS: 16, SAVING_OFF: 32, SAVING_ALLOWED: 64, EXPORTED: 128 };
  const DETAILS = 128; // posts in a file of details
  const NAME = /^[a-z]-[0-9a-f]{20}\.js$/;
  const KEPT_DETAILS = 6;
  /** The page lets in only scripts that bear it. */
  const nonce = globalThis.document?.currentScript?.nonce ?? '';

  /** @type {any[]} the newest first: {key, count, index, words, details, columns, first} */
  let parts = [];
  let total = 0;
  /** @type {Map<number, {kind: string, handle: string, title: string, mine: boolean}>} */
  let lists = new Map();
  /** @type {Map<number, number>} lists of tags by their ids, and those by their names that are shown for them */
  let same = new Map();
  /** How the newest run of each list added up, and what is gone and was never kept. */
  let receipts = [];
  let lost = [];
  /** Accounts whose profile was kept: {name, nickname, picture, followers, versions, file}. */
  let profiles = [];
  /** Files of a data export that are the same post as a kept one, by its id. */
  let beside = {};
  /** The file of the person's own comments, '' none; and what it says, once it is asked for. */
  let ownFile = '';
  let ownComments = null;
  const waiting = new WeakMap(); // scripts on their way, and who waits for what they say
  const details = new Map(); // files that were read last

  const policy = globalThis.trustedTypes?.createPolicy('clipkeep', {
    createScriptURL: (url) => {
      if (!NAME.test(url)) {
        throw new TypeError('not a file of the library');
      }
      return `.library/${url}`;
    },
  });
  const address = (name) => policy?.createScriptURL(name) ?? (NAME.test(name) ? `.library/${name}` : '');

  const inOneList = (one) => ({ ...one, list: same.get(one.list) ?? one.list });

  /** The lists of a post, [LIST, WHEN, …], with those of one tag as one. @param {number[]} flat */
  function joined(flat) {
    const when = new Map();
    for (const [list, added] of pairs(flat)) {
      const of = same.get(list) ?? list;
      when.set(of, Math.max(when.get(of) ?? 0, added));
    }
    return [...when].flat();
  }

  /** Begins with the manifest. @param {any} manifest */
  function begin(manifest) {
    ({ receipts = [], lost = [], profiles = [], beside = {}, own: ownFile = '' } = manifest);
    const all = manifest.lists ?? [];
    same = new Map(all.filter((list) => list.same).map((list) => [list.number, list.same]));
    lists = new Map(all.filter((list) => !list.same).map((list) => [list.number, list]));
    receipts = receipts.map(inOneList);
    lost = lost.map(inOneList);
    parts = manifest.parts.slice().sort((a, b) => b.key - a.key);
    total = 0;
    for (const part of parts) {
      part.first = total;
      total += part.count;
    }
  }

  /** Loads one file of data, which hands over its value by Clipkeep.take(). @param {string} name */
  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      const end = (settle) => (value) => {
        script.remove();
        settle(value);
      };
      waiting.set(script, end(resolve));
      script.nonce = nonce;
      script.async = true;
      script.onerror = end(() => reject(new Error(name)));
      script.onload = end(() => reject(new Error(name))); // it had nothing to say
      script.src = address(name);
      document.head.append(script);
    });
  }

  /** What the script that runs now says. @param {string} json */
  function take(json) {
    waiting.get(document.currentScript)?.(JSON.parse(json));
  }

  async function loadPart(part) {
    if (!part.columns) {
      part.columns = await load(part.index);
      part.columns.lists = part.columns.lists.map(joined);
    }
    return part;
  }

  /** Loads all of the index, the newest part first; tells after each. @param {(part: any) => void} told */
  async function loadAll(told) {
    const AT_ONCE = 6;
    if (parts.length > 0) {
      told(await loadPart(parts[0]));
    }
    for (let at = 1; at < parts.length; at += AT_ONCE) {
      const some = await Promise.all(parts.slice(at, at + AT_ONCE).map(loadPart));
      some.forEach(told);
    }
  }

  /** Has a part's further words, for search.prepare(), which takes them away. */
  async function loadWords(part) {
    if (typeof part.words === 'string') {
      part.words = await load(part.words);
    }
  }

  /** The part that has a place. @param {number} place */
  function partOf(place) {
    let low = 0;
    let high = parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (parts[middle].first <= place) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return parts[low];
  }

  /** Where a place is in the columns of its part, which begin with the oldest. */
  const rowOf = (part, place) => part.count - 1 - (place - part.first);

  /** [LIST, WHEN IT CAME INTO IT], … */
  const pairs = (flat) => flat.flatMap((list, at) => (at % 2 === 0 ? [[list, flat[at + 1]]] : []));

  /** One post for the grid; null: its part is not loaded yet. @param {number} place */
  function post(place) {
    const part = partOf(place);
    const from = part.columns;
    if (!from) {
      return null;
    }
    const row = rowOf(part, place);
    return {
      place, id: from.id[row], photo: from.kind[row] === 1, author: from.authors[from.author[row]],
      created: from.created[row], kept: from.kept[row], text: from.text[row], cover: from.cover[row],
      views: from.views[row], likes: from.likes[row], flags: from.flags[row], images: from.images[row],
      seconds: from.seconds[row], licence: from.licences[from.licence[row]], bytes: from.bytes[row],
      sound: from.sounds[from.sound[row]].split('\t'), lists: pairs(from.lists[row]),
    };
  }

  /** All that is known of one post. @param {number} place */
  async function open(place) {
    const part = partOf(place);
    const row = rowOf(part, place);
    const at = Math.floor(row / DETAILS);
    const name = part.details[at];
    if (!details.has(name)) {
      details.set(name, load(name));
      if (details.size > KEPT_DETAILS) {
        details.delete(details.keys().next().value);
      }
    }
    try {
      return (await details.get(name))[row - at * DETAILS];
    } catch (error) {
      details.delete(name);
      throw error;
    }
  }

  /** What the person commented on a post: [DATE, COMMENT], … @param {string} id */
  async function own(id) {
    ownComments ??= ownFile ? load(ownFile).catch(() => ({})) : {};
    return (await ownComments)[id] ?? [];
  }

  /** Files of a data export that are this post, as its own: [ROLE, NAME, BYTES, HASH], … @param {string} id */
  const besideOf = (id) => (Object.hasOwn(beside, id) ? beside[id] : []);

  return {
    FLAGS, begin, take, loadAll, loadWords, partOf, rowOf, post, open, own, besideOf, openFile: load,
    get parts() { return parts; },
    get total() { return total; },
    get lists() { return lists; },
    get receipts() { return receipts; },
    get lost() { return lost; },
    get profiles() { return profiles; },
  };
})();

Clipkeep.take = (kind, key, json) => {
  if (kind === 'manifest') {
    Clipkeep.start(JSON.parse(json));
  } else {
    Clipkeep.data.take(json);
  }
};
