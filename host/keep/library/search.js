/* Which posts fit: words, filters and order. Pure but for the parts it is given. */
'use strict';

Clipkeep.search = (() => {
  const { FLAGS } = Clipkeep.data;

  /** Without case, accents and width, so that what looks alike is found. @param {string} text */
  const fold = (text) => text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase();

  /** The words asked for, each to be found. @param {string} asked */
  const termsOf = (asked) => fold(asked).split(/\s+/).filter(Boolean).slice(0, 16);

  /** Makes what a part's posts are searched in; once. */
  function prepare(part) {
    const from = part.columns;
    part.hay ??= from.text.map((text, row) => {
      const [, title = '', by = ''] = from.sounds[from.sound[row]].split('\t');
      return fold(`@${from.authors[from.author[row]]}\n${text}\n${title} ${by}`);
    });
    if (Array.isArray(part.words) && !part.deep) {
      part.deep = part.words.map(fold);
    }
  }

  /** @param {any} filters as the page has them @returns {(part: any, row: number) => boolean} */
  function fits(filters) {
    const {
      creator = '', kind = '', licence = '', from = 0, to = Infinity, flags = 0,
    } = filters;
    const tests = [];
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
      tests.push(({ columns }, row) => columns.created[row] >= from && columns.created[row] < to);
    }
    if (flags) {
      tests.push(({ columns }, row) => (columns.flags[row] & flags) === flags);
    }
    return (part, row) => tests.every((one) => one(part, row));
  }

  /** @param {any} part @param {number} row @param {string[]} terms */
  const says = (part, row, terms) =>
    terms.every((term) => part.hay[row].includes(term) || (part.deep?.[row].includes(term) ?? false));

  /** The places of a part's posts that fit, the newest first. */
  function placesIn(part, terms, test) {
    const places = [];
    if (terms.length > 0) {
      prepare(part);
    }
    for (let row = part.count - 1; row >= 0; row -= 1) {
      if (test(part, row) && says(part, row, terms)) {
        places.push(part.first + part.count - 1 - row);
      }
    }
    return places;
  }

  const KEYS = {
    newest: (columns, row) => -columns.created[row],
    oldest: (columns, row) => columns.created[row],
    likes: (columns, row) => -columns.likes[row],
    views: (columns, row) => -columns.views[row],
  };

  /** @param {number[]} places in the order they were saved */
  function inOrder(places, order, data) {
    const keyOf = KEYS[order];
    if (!keyOf) {
      return places;
    }
    const keys = new Map();
    for (const place of places) {
      const part = data.partOf(place);
      keys.set(place, keyOf(part.columns, data.rowOf(part, place)));
    }
    return places.slice().sort((a, b) => keys.get(a) - keys.get(b) || a - b);
  }

  /** All that fits, of the parts that are loaded. @param {any} data @param {any} asked */
  function run(data, { words = '', order = 'saved', ...filters }) {
    const terms = termsOf(words);
    const test = fits(filters);
    const places = [];
    for (const part of data.parts) {
      if (part.columns) {
        for (const place of placesIn(part, terms, test)) {
          places.push(place);
        }
      }
    }
    return inOrder(places, order, data);
  }

  return { FLAGS, fold, termsOf, prepare, fits, run };
})();
