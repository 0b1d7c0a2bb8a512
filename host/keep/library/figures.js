/* Statistics of what is shown: counted from the index, drawn as plain bars that are tables too. */
'use strict';

Clipkeep.figures = (() => {
  const { make } = Clipkeep.dom;
  const { t, number, bytes } = Clipkeep.text;
  const MOST = 15;

  /** Pure. @param {any} data @param {{length: number, at: (index: number) => number}} places */
  function count(data, places) {
    const sums = { posts: 0, photos: 0, bytes: 0, gone: 0, licensed: 0, months: new Map(), creators: new Map(), sounds: new Map() };
    const more = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
    for (let index = 0; index < places.length; index += 1) {
      const place = places.at(index);
      const part = data.partOf(place);
      const from = part.columns;
      if (!from) {
        continue;
      }
      const row = data.rowOf(part, place);
      sums.posts += 1;
      sums.photos += from.kind[row];
      sums.bytes += from.bytes[row];
      sums.gone += from.flags[row] & data.FLAGS.GONE ? 1 : 0;
      sums.licensed += from.licences[from.licence[row]] === '' ? 0 : 1;
      more(sums.creators, from.authors[from.author[row]]);
      more(sums.sounds, from.sounds[from.sound[row]]);
      if (from.created[row] > 0) {
        more(sums.months, new Date(from.created[row] * 1000).toISOString().slice(0, 7));
      }
    }
    sums.sounds.delete('');
    sums.creators.delete(''); // of no known account
    return sums;
  }

  /** The months from the first to the last, also those without a post; pure. @param {Map<string, number>} months */
  function everyMonth(months) {
    const known = [...months.keys()].sort();
    const all = [];
    if (known.length === 0) {
      return all;
    }
    let [year, index] = known[0].split('-').map(Number);
    for (let left = 1200; left > 0; left -= 1) {
      const key = `${String(year).padStart(4, '0')}-${String(index).padStart(2, '0')}`;
      all.push([Clipkeep.text.month(year, index - 1), months.get(key) ?? 0]);
      if (key === known.at(-1)) {
        break;
      }
      index = index === 12 ? 1 : index + 1;
      year += index === 1 ? 1 : 0;
    }
    return all;
  }

  const highest = (map) => [...map].sort((a, b) => b[1] - a[1]).slice(0, MOST);

  /** A table whose second column is drawn as bars. */
  function bars(title, head, rows, pressed) {
    const most = Math.max(1, ...rows.map(([, value]) => value));
    return rows.length === 0 ? null : make('section', {}, [
      make('h2', { text: title }),
      make('table.bars', {}, [
        make('thead.said', {}, [make('tr', {}, [make('th', { scope: 'col', text: head }), make('th', { scope: 'col', text: t('count') })])]),
        make('tbody', {}, rows.map(([name, value, key]) => {
          const bar = make('span.bar');
          bar.style.inlineSize = `${(value / most) * 100}%`;
          return make('tr', {}, [
            make('th', { scope: 'row' }, [pressed
              ? make('button.link', { type: 'button', onclick: () => pressed(key) }, [make('bdi', { text: name })]) : make('bdi', { text: name })]),
            make('td', {}, [bar, make('span.value', { text: number(value) })]),
          ]);
        })),
      ]),
    ]);
  }

  const COUNTS = ['found', 'saved', 'had', 'gone', 'failed', 'waiting', 'passedOver', 'missing'];
  const nameOf = (list) => Clipkeep.text.listName(Clipkeep.data.lists.get(list) ?? { kind: 'links', handle: '', title: '', mine: true });

  /** Why posts are gone or failed, of all lists together. */
  function reasons(all) {
    const sums = new Map();
    for (const { code, count: posts } of all.flatMap((one) => one.reasons ?? [])) {
      sums.set(code, (sums.get(code) ?? 0) + posts);
    }
    return sums.size === 0 ? null : make('div', {}, [
      make('h3', { text: t('runReasons') }),
      make('ul.reasons', {}, highest(sums).map(([code, posts]) =>
        make('li', {}, [make('strong', { text: number(posts) }), ' ', make('span', { text: Clipkeep.text.reason(code) })]))),
    ]);
  }

  /** How each list added up when it was gone through last. */
  function receipts() {
    const { receipts: all } = Clipkeep.data;
    return all.length === 0 ? null : make('section', {}, [
      make('h2', { text: t('receipt') }),
      make('p.soft', { text: t('receiptHint') }),
      make('div.wide', { tabindex: '0', role: 'region', 'aria-label': t('receipt') }, [make('table.receipt', {}, [
        make('thead', {}, [make('tr', {}, [
          make('th', { scope: 'col', text: t('list') }), ...COUNTS.map((key) => make('th', { scope: 'col', text: t(`run_${key}`) })),
        ])]),
        make('tbody', {}, all.map((one) => make('tr', {}, [
          make('th', { scope: 'row' }, [make('bdi', { text: nameOf(one.list) }), make('span.soft', { text: ` ${Clipkeep.text.date(one.at)}` })]),
          ...COUNTS.map((key) => make('td', { text: number(one[key]) })),
        ]))),
      ])]),
      reasons(all),
    ]);
  }

  /** What could not be kept because it was gone, as it was last known. */
  function lost() {
    const { lost: all } = Clipkeep.data;
    return all.length === 0 ? null : make('section', {}, [
      make('h2', { text: t('lost') }),
      make('p.soft', { text: t('lostHint') }),
      make('ul.lost', {}, all.map((one) => make('li', {}, [
        make('bdi', { text: one.author ? `@${one.author}` : one.id }), ` ${Clipkeep.text.date(one.created)} `, make('bdi', { text: one.text }),
        make('span.soft', { text: ` ${nameOf(one.list)}` }),
      ]))),
    ]);
  }

  const soundName = (key) => key.split('\t').slice(1).filter(Boolean).join(' · ') || key.split('\t')[0];

  /** @param {any} places @param {(words: string) => void} search */
  function of(places, search) {
    const sums = count(Clipkeep.data, places);
    const rows = [
      [t('results'), number(sums.posts)], [t('videos'), number(sums.posts - sums.photos)], [t('photos'), number(sums.photos)],
      [t('creators'), number(sums.creators.size)], [t('bytes'), bytes(sums.bytes)], [t('gone'), number(sums.gone)],
      [t('withLicence'), number(sums.licensed)],
    ];
    return make('div.figures', {}, [
      make('dl.total', {}, rows.flatMap(([name, value]) => [make('div', {}, [make('dt', { text: name }), make('dd', { text: value })])])),
      Clipkeep.plot.columns(t('byMonth'), t('month'), everyMonth(sums.months)),
      bars(t('byCreator'), t('creator'), highest(sums.creators).map(([name, value]) => [`@${name}`, value, `@${name}`]), search),
      bars(t('bySound'), t('sound'), highest(sums.sounds).map(([key, value]) => [soundName(key), value, key.split('\t')[1]]), search),
      receipts(), lost(),
    ]);
  }

  return { count, everyMonth, of };
})();
