/* Words, numbers, dates and addresses for people. Pure: no page. */
'use strict';

Clipkeep.text = (() => {
  const RIGHT_TO_LEFT = ['ar'];
  const PUBLIC_DOMAIN = new Map([['CC0-1.0', 'zero'], ['CC-PDM-1.0', 'mark']]);
  let language = 'en';
  let locale = 'en';

  /** The language of ours that fits best. @param {readonly string[]} wished */
  function choose(wished) {
    for (const one of wished) {
      const plain = one.replace('_', '-');
      const found = Object.keys(Clipkeep.words).find((name) => name.toLowerCase() === plain.toLowerCase()) ??
        Object.keys(Clipkeep.words).find((name) => name.split('-')[0] === plain.split('-')[0].toLowerCase());
      if (found) {
        language = found;
        locale = plain.split('-')[0] === found.split('-')[0] ? plain : found;
        return language;
      }
    }
    return language;
  }

  /** @param {string} key @param {Record<string, string | number>} [filled] */
  function t(key, filled = {}) {
    const text = Clipkeep.words[language][key] ?? Clipkeep.words.en[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(filled, name) ? String(filled[name]) : whole));
  }

  /** @param {string} key @param {number} count */
  function counted(key, count) {
    const form = new Intl.PluralRules(locale).select(count);
    const known = Clipkeep.words[language][`${key}_${form}`] ? form : 'other';
    return t(`${key}_${known}`, { count: number(count) });
  }

  const number = (value) => new Intl.NumberFormat(locale).format(value);
  const short = (value) => new Intl.NumberFormat(locale, { notation: 'compact' }).format(value);
  const date = (seconds) =>
    seconds > 0 ? new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(seconds * 1000) : '';
  const month = (year, index) =>
    new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.UTC(year, index, 1));

  function bytes(value) {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
    let size = value;
    let unit = 0;
    while (size >= 999.5 && unit < units.length - 1) {
      size /= 1000;
      unit += 1;
    }
    const unitDisplay = unit === 0 ? 'long' : 'short'; // which of few bytes has no plural
    return new Intl.NumberFormat(locale, {
      style: 'unit', unit: units[unit], unitDisplay, maximumFractionDigits: size < 10 && unit > 0 ? 1 : 0,
    }).format(size);
  }

  /** "1:05". @param {number} seconds */
  function clock(seconds) {
    const whole = Math.round(seconds);
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
  }

  /** A file in the save folder as an address, by parts that cannot leave it. @param {string} name */
  function fileAddress(name) {
    const parts = String(name).split('/');
    if (name === '' || parts.some((part) => part === '' || part === '.' || part === '..')) {
      return '';
    }
    return `./${parts.map(encodeURIComponent).join('/')}`;
  }

  /** The post on TikTok; '' when its id or creator could not be one. */
  function postAddress(author, id, photo) {
    return isHandle(author) && /^\d{8,23}$/.test(id)
      ? `https://www.tiktok.com/@${author}/${photo ? 'photo' : 'video'}/${id}` : '';
  }
  const profileAddress = (author) => (isHandle(author) ? `https://www.tiktok.com/@${author}` : '');
  const isHandle = (author) => /^[\w.]{1,64}$/.test(author);

  /** Where a licence of Creative Commons can be read; '' for any other. @param {string} licence an SPDX name */
  function deedAddress(licence) {
    const free = PUBLIC_DOMAIN.get(licence);
    if (free) {
      return `https://creativecommons.org/publicdomain/${free}/1.0/`;
    }
    const found = /^CC-(BY(?:-NC)?(?:-SA|-ND)?)-([1-4]\.\d)(?:-([A-Z]{2,3}))?$/.exec(licence);
    if (!found) {
      return '';
    }
    const [, kind, version, port] = found;
    return `https://creativecommons.org/licenses/${kind.toLowerCase()}/${version}/${port ? `${port.toLowerCase()}/` : ''}`;
  }

  /** What a list is called. @param {{kind: string, handle: string, title: string, mine: boolean}} list */
  function listName({ kind, handle, title, mine }) {
    const key = `list${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    const name = t(key, { name: title });
    return mine || handle === '' ? name : `${name} · @${handle}`;
  }

  /** What an error code means; the sentences are the extension's (library_reasons.cmake). @param {string} code */
  const reason = (code) => Clipkeep.reasons?.[language]?.[code] ?? code;

  /** As people write it. @param {string} licence an SPDX name */
  const licenceName = (licence) => licence.replace(/^CC-/, 'CC ').replace(/-(\d)/, ' $1');

  return {
    RIGHT_TO_LEFT, choose, t, counted, number, short, date, month, bytes, clock,
    fileAddress, postAddress, profileAddress, deedAddress, licenceName, listName, reason,
    get language() { return language; },
  };
})();
