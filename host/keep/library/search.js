/* Which posts fit: words, filters and order. Pure but for the parts it is given. */
'use strict';

Clipkeep.search = (() => {
  const { FLAGS } = Clipkeep.data;

  /** Without case, accents and width, so that what looks alike is found. @param {string} text */
  const fold = (text) => text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase();

  /** The words asked for, each to be found. @param {string} asked */
  const termsOf = (asked) => fold(asked).split(/\s+/).filter(Boolean).slice(0, 16);

  /** What a part's posts are searched in: one long text, which is much faster than many, and where each
   * begins. Anew once its captions and long texts are there, which are not kept besides. */
  function prepare(part) {
    const from = part.columns;
    const deep = Array.isArray(part.words);
    if (part.hay !== undefined && !deep) {
      return;
    }
    const texts = from.text.map((text, row) => {
      const [, title = '', by = ''] = from.sounds[from.sound[row]].split('\t');
      return fold(`@${from.authors[from.author[row]]}\n${text}${deep ? part.words[row] : ''}\n${title} ${by}\n`);
    });
    part.starts = new Int32Array(texts.length + 1);
    texts.forEach((text, row) => {
      part.starts[row + 1] = part.starts[row] + text.length;
    });
    part.hay = texts.join('');
    if (deep) {
      part.words = null;
    }
  }

  /** When a post came into a list, 0 unknown; -1: it is not in it. */
  function addedTo(columns, row, list) {
    const all = columns.lists[row];
    for (let at = 0; at < all.length; at += 2) {
      if (all[at] === list) {
        return all[at + 1];
      }
    }
    return -1;
  }

  const DATES = {
    posted: (columns, row) => columns.created[row],
    saved: (columns, row) => columns.kept[row],
    added: (columns, row, list) => (list ? addedTo(columns, row, list) : Math.max(0, ...columns.lists[row].filter((_, at) => at % 2 === 1))),
  };

  /** @param {any} filters as the page has them @returns {(part: any, row: number) => boolean} */
  function fits(filters) {
    const {
      list = 0, creator = '', kind = '', licence = '', dates = 'posted', from = 0, to = Infinity, flags = 0,
    } = filters;
    const tests = [];
    if (list) {
      tests.push(({ columns }, row) => addedTo(columns, row, list) >= 0);
    }
    if (creator) {
      tests.push(({ columns }, row) => columns.authors[columns.author[row]] === creator);
    }
    if (kind) {
      tests.push(({ columns }, row) => columns.kind[row] === (kind === 'photo' ? 1 : 0));
    }
    if (licence) {
      tests.push(({ columns }, row) => {
        const stated = columns.licences[columns.licence[row]];
        return licence === 'none' ? stated === '' : licence === 'any' ? stated !== '' : stated === licence;
      });
    }
    if (from > 0 || to < Infinity) {
      const dateOf = DATES[dates];
      tests.push(({ columns }, row) => {
        const date = dateOf(columns, row, list);
        return date >= from && date < to;
      });
    }
    if (flags) {
      tests.push(({ columns }, row) => (columns.flags[row] & flags) === flags);
    }
    return (part, row) => tests.every((one) => one(part, row));
  }

  /** Told of each row of a part that has all the terms, from the first; the longest is the rarest. */
  function eachRow(part, terms, told) {
    const [first, ...others] = terms;
    const { hay, starts } = part;
    let row = 0;
    for (let at = hay.indexOf(first); at >= 0; at = hay.indexOf(first, starts[row])) {
      while (starts[row + 1] <= at) {
        row += 1;
      }
      const text = others.length > 0 ? hay.slice(starts[row], starts[row + 1]) : '';
      if (others.every((term) => text.includes(term))) {
        told(row);
      }
      row += 1;
      if (row >= part.count) {
        break;
      }
    }
  }

  /** The places of a part's posts that fit, the newest first. */
  function placesIn(part, terms, test) {
    const places = [];
    const take = (row) => {
      if (test(part, row)) {
        places.push(part.first + part.count - 1 - row);
      }
    };
    if (terms.length > 0) {
      prepare(part);
      eachRow(part, terms, take);
      return places.reverse();
    }
    for (let row = part.count - 1; row >= 0; row -= 1) {
      take(row);
    }
    return places;
  }

  const KEYS = {
    newest: (columns, row) => -columns.created[row],
    oldest: (columns, row) => columns.created[row],
    likes: (columns, row) => -columns.likes[row],
    views: (columns, row) => -columns.views[row],
    added: (columns, row, list) => -DATES.added(columns, row, list),
  };
  /** All places in an order, sorted once for as long as no other part comes. */
  const sorted = { order: '', list: 0, data: null, loaded: -1, places: new Int32Array(0) };

  function allInOrder(order, data, list) {
    const loaded = data.parts.filter((part) => part.columns).length;
    if (sorted.order !== order || sorted.list !== list || sorted.loaded !== loaded || sorted.data !== data.parts) {
      const keys = new Float64Array(data.total);
      for (const part of data.parts) {
        for (let row = 0; part.columns && row < part.count; row += 1) {
          keys[part.first + part.count - 1 - row] = KEYS[order](part.columns, row, list);
        }
      }
      const places = Int32Array.from(keys, (_, place) => place).sort((a, b) => keys[a] - keys[b] || a - b);
      Object.assign(sorted, { order, list, loaded, places, data: data.parts });
    }
    return sorted.places;
  }

  /** @param {number[]} places in the order they were saved */
  function inOrder(places, order, data, list) {
    if (!KEYS[order]) {
      return places;
    }
    const wanted = new Uint8Array(data.total);
    for (const place of places) {
      wanted[place] = 1;
    }
    return Array.from(allInOrder(order, data, list).filter((place) => wanted[place] === 1));
  }

  /** All that fits, of the parts that are loaded. @param {any} data @param {any} asked */
  function run(data, { words = '', order = 'saved', ...filters }) {
    const terms = termsOf(words).sort((a, b) => b.length - a.length);
    const test = fits(filters);
    const places = [];
    for (const part of data.parts) {
      if (part.columns) {
        for (const place of placesIn(part, terms, test)) {
          places.push(place);
        }
      }
    }
    return inOrder(places, order, data, filters.list ?? 0);
  }

  return { FLAGS, fold, termsOf, prepare, fits, run };
})();
