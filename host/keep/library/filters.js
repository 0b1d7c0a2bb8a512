/* The filters: what they offer, and what they ask for. */
'use strict';

Clipkeep.filters = (() => {
  const { make } = Clipkeep.dom;
  const { t } = Clipkeep.text;
  const { FLAGS } = Clipkeep.data;
  const CHECKS = [
    ['GONE', 'onlyGone'], ['SOUND', 'onlySound'], ['CAPTIONS', 'onlyCaptions'], ['MINE', 'onlyMine'], ['PERMITTED', 'onlyPermitted'],
  ];
  let form;
  let creators;
  let licences;

  const field = (label, input) => make('label', {}, [make('span', { text: label }), input]);
  const select = (name, options) =>
    make('select', { name }, options.map(([value, text]) => make('option', { value, text })));
  /** The first second of a day, where the person is; 0 for none. */
  const dayStart = (text, days = 0) => {
    const found = /^(\d{4,6})-(\d\d)-(\d\d)$/.exec(text);
    return found ? new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3]) + days).getTime() / 1000 : 0;
  };

  /** What is asked for. */
  function read() {
    const given = new FormData(form);
    const text = (name) => String(given.get(name) ?? '');
    const flags = CHECKS.reduce((sum, [flag]) => sum | (given.has(flag) ? FLAGS[flag] : 0), 0);
    return {
      creator: text('creator').trim().replace(/^@/, ''), kind: text('kind'), licence: text('licence'), flags,
      list: Number(text('list')), dates: text('dates') || 'posted', from: dayStart(text('from')), to: dayStart(text('to'), 1) || Infinity,
    };
  }

  /** How many are set. */
  function count() {
    const { list, creator, kind, licence, flags, from, to } = read();
    return [list, creator, kind, licence, from, to < Infinity].filter(Boolean).length + CHECKS.filter(([flag]) => flags & FLAGS[flag]).length;
  }

  /** Offers the creators and licences of all posts, the most kept first. @param {any} sums of figures.count() */
  function offer(sums, stated) {
    const MOST = 2000;
    creators.replaceChildren(...[...sums.creators].sort((a, b) => b[1] - a[1]).slice(0, MOST).map(([name]) => make('option', { value: name })));
    const chosen = licences.value;
    licences.replaceChildren(...[
      ['', t('anyLicence')], ['any', t('statedLicence')], ['none', t('noLicence')],
      ...[...stated].sort().map((licence) => [licence, Clipkeep.text.licenceName(licence)]),
    ].map(([value, text]) => make('option', { value, text })));
    licences.value = chosen;
  }

  /** @param {() => void} changed */
  function begin(changed) {
    creators = make('datalist', { id: 'creators' });
    licences = select('licence', [['', t('anyLicence')]]);
    const lists = [...Clipkeep.data.lists].map(([number, list]) => [String(number), Clipkeep.text.listName(list)]);
    form = make('form.filters', { id: 'filters', onsubmit: (event) => event.preventDefault(), oninput: changed }, [
      lists.length > 0 && field(t('list'), select('list', [['', t('anyList')], ...lists])),
      field(t('creator'), make('input', { name: 'creator', list: 'creators', placeholder: t('anyCreator'), autocomplete: 'off', dir: 'auto' })),
      creators,
      field(t('kind'), select('kind', [['', t('anyKind')], ['video', t('video')], ['photo', t('photo')]])),
      field(t('licence'), licences),
      field(t('dates'), select('dates', [['posted', t('posted')], ['saved', t('saved')], ...(lists.length > 0 ? [['added', t('added')]] : [])])),
      field(t('from'), make('input', { name: 'from', type: 'date' })),
      field(t('to'), make('input', { name: 'to', type: 'date' })),
      make('fieldset', {}, [
        make('legend.said', { text: t('filters') }),
        ...CHECKS.map(([name, key]) => make('label.check', {}, [make('input', { type: 'checkbox', name }), make('span', { text: t(key) })])),
      ]),
      make('button', { type: 'button', text: t('clear'), onclick: () => { form.reset(); changed(); } }),
    ]);
    return form;
  }

  return { begin, read, count, offer };
})();
