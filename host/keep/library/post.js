/* All about one post, in a dialog: it plays, and says whose it is, what may be done with it, and by
 * which hashes it can be proven. */
'use strict';

Clipkeep.post = (() => {
  const { make, away, icon, handle } = Clipkeep.dom;
  const { t, number, date, bytes, clock } = Clipkeep.text;
  const { FLAGS } = Clipkeep.data;
  const SCOPES = { keep: 'mayKeep', share: 'mayShare', change: 'mayChange', sell: 'maySell' };

  let dialog;
  let body;
  let shown = { length: 0, at: () => 0 };
  let at = 0;
  let turn = 0;
  let asked = () => {};
  let shownAccount = () => {};

  const isText = (value) => typeof value === 'string' && value !== '';

  /** A list of names and values; those without a value are left out. */
  function facts(rows) {
    const inner = rows.filter(([, value]) => value).flatMap(([name, value]) => [
      make('dt', { text: name }), make('dd', {}, [typeof value === 'string' ? make('bdi', { text: value }) : value]),
    ]);
    return inner.length > 0 ? make('dl', {}, inner) : null;
  }

  /** Text in which #tags and @names search. */
  function searchable(text) {
    const parts = text.split(/([#@][\p{L}\p{N}\p{M}_.]+)/u);
    return make('p.words', { dir: 'auto' }, parts.map((part, index) => (index % 2 === 0 ? part
      : make('button.link', { type: 'button', text: part, onclick: () => asked(part) }))));
  }

  function section(title, inner) {
    const some = inner.filter(Boolean);
    return some.length > 0 ? make('section', {}, [make('h3', { text: title }), ...some]) : null;
  }

  const licenceText = (licence) =>
    licence ? t('licenceStated', { licence: Clipkeep.text.licenceName(licence) }) : t('licenceNone');

  function permit(one) {
    const scope = one.scope.map((word) => (Object.hasOwn(SCOPES, word) ? t(SCOPES[word]) : '')).filter(Boolean);
    return make('li', {}, [
      make('bdi', { text: t('permission', { who: one.who, when: one.when }) }), `: ${scope.join(', ')}`,
      one.withdrawn > 0 ? make('strong', { text: ` ${t('withdrawn')}` }) : null,
      isText(one.note) ? make('p.soft', { dir: 'auto', text: one.note }) : null,
    ]);
  }

  function rights(post, details) {
    const stated = details.side.rights?.evidence;
    const evidence = Array.isArray(stated) ? stated.filter((one) => isText(one?.text)) : [];
    return section(t('rights'), [
      make('p', { text: licenceText(post.licence) }),
      away(Clipkeep.text.deedAddress(post.licence), t('deed')),
      post.flags & FLAGS.SAVING_OFF ? make('p', { text: t('savingOff') }) : null,
      post.flags & FLAGS.SAVING_ALLOWED ? make('p', { text: t('savingAllowed') }) : null,
      evidence.length > 0 ? make('h4', { text: t('evidence') }) : null,
      ...evidence.map((one) => make('blockquote', { dir: 'auto', text: one.text })),
      details.permits.length > 0 ? make('ul', {}, details.permits.map(permit)) : null,
      make('p.soft', { text: t('musicRights') }),
    ]);
  }

  /** A list that the post is in, and when it came into it. */
  function inList([of, when]) {
    const list = Clipkeep.data.lists.get(of);
    return list ? `${Clipkeep.text.listName(list)}${when > 0 ? ` (${date(when)})` : ''}` : '';
  }

  /** Its counts each time that they were read. */
  function overTime(details) {
    const readings = Array.isArray(details.readings) ? details.readings : [];
    const plots = ['views', 'likes', 'comments', 'shares', 'saves'].map((key, column) =>
      Clipkeep.plot.line(t(key), readings.map((one) => [one[0], one[column + 1]]))).filter(Boolean);
    return plots.length > 0 ? section(t('overTime'), [make('div.plots', {}, plots)]) : null;
  }

  function about(post, details) {
    const { side } = details;
    const counts = [
      ['views', side.view_count], ['likes', side.like_count], ['comments', side.comment_count],
      ['shares', side.repost_count], ['saves', side.save_count],
    ].filter(([, count]) => Number.isFinite(count));
    const [, title, by] = post.sound;
    return [
      facts([
        [t('posted'), date(post.created)], [t('saved'), date(post.kept)],
        [t('duration'), post.seconds > 0 && !post.photo ? clock(post.seconds) : ''], [t('size'), bytes(post.bytes)],
        [t('list'), post.lists.map(inList).filter(Boolean).join(', ')],
        [t('sound'), [title, by].filter(Boolean).join(' · ')], [t('place'), isText(side.place?.name) ? side.place.name : ''],
      ]),
      counts.length > 0 ? make('p.soft', { text: `${t('countsThen')}:` }) : null,
      facts(counts.map(([key, count]) => [t(key), number(count)])),
      overTime(details),
    ];
  }

  /** What is said, to be read and to jump by. */
  function spoken(details, player) {
    const tracks = Clipkeep.captions.tracksOf(details);
    return tracks.length === 0 ? null : section(t('inFull'), tracks.slice(0, 12).map(({ language, cues }, index) =>
      make('details', { open: index === 0 && cues.length < 40 }, [
        make('summary', { text: Clipkeep.player.languageName(language) || t('captions') }),
        make('ul.cues', language ? { lang: language } : {}, cues.slice(0, 2000).map((cue) => make('li', {}, [
          make('button.link', { type: 'button', text: clock(cue.start), onclick: () => jump(player, cue.start) }), ' ',
          make('bdi', { text: cue.text }),
        ]))),
      ])));
  }

  function jump(player, seconds) {
    const media = player.querySelector('video, audio');
    if (media) {
      media.currentTime = seconds;
      Clipkeep.player.play(player);
    }
  }

  function remark(one, replies) {
    const below = replies.get(one.id) ?? [];
    return make('li', {}, [
      make('bdi', { text: `@${one.author ?? ''}` }), ' ', make('span.soft', { text: date(one.timestamp) }),
      one.like_count > 0 ? make('span.soft', { text: ` · ${t('likes')}: ${number(one.like_count)}` }) : null,
      make('p.words', { dir: 'auto', text: one.text ?? '' }),
      below.length > 0 ? make('ul.cues', {}, below.map((reply) => remark(reply, new Map()))) : null,
    ]);
  }

  /** What the person commented, by their own data export. */
  function ownRemarks(own) {
    return own.length === 0 ? null : section(t('ownComments'), [
      make('ul.cues.remarks', {}, own.map(([when, text]) => make('li', {}, [
        make('span.soft', { text: when, dir: 'ltr' }), make('p.words', { dir: 'auto', text }),
      ]))),
    ]);
  }

  /** Comments as they were kept last, replies below what they answer. */
  function remarks(details) {
    const all = details.remarks?.comments ?? [];
    const known = new Set(all.map((one) => one.id));
    const replies = new Map();
    const first = all.filter((one) => !known.has(one.parent));
    for (const one of all.filter(({ parent }) => known.has(parent))) {
      replies.set(one.parent, [...(replies.get(one.parent) ?? []), one]);
    }
    return first.length === 0 ? null : section(t('comments'), [
      make('p.soft', { text: `${t('saved')}: ${date(details.remarks.at)}` }),
      make('ul.cues.remarks', {}, first.map((one) => remark(one, replies))),
    ]);
  }

  function files(details) {
    return section(t('files'), [
      make('p.soft', { text: t('hashHint') }),
      make('ul.files', {}, [...details.files, ...Clipkeep.data.besideOf(details.id)].map(([, name, size, hash]) => make('li', {}, [
        make('a', { href: Clipkeep.text.fileAddress(name) }, [make('bdi', { text: name.split('/').at(-1) })]), ` ${bytes(size)} `,
        hash ? make('code', { text: hash, title: t('hash') }) : null,
      ]))),
    ]);
  }

  function links(post) {
    return make('p.links', {}, [
      away(Clipkeep.text.postAddress(post.author, post.id, post.photo), t('original')),
      away(Clipkeep.text.profileAddress(post.author), t('profile')),
      Clipkeep.data.profiles.some(({ name }) => name === post.author)
        ? make('button.link', { type: 'button', text: t('keptProfile'), onclick: () => shownAccount(post.author) }) : null,
    ]);
  }

  /** What is to be said of a post that is known from a data export alone. */
  function exported(post) {
    return post.flags & FLAGS.EXPORTED ? [
      post.author ? make('p.chip', { text: t('fromExport') }) : null, make('p.soft', { text: t('exportHint') }),
    ] : [];
  }

  function fill(post, details, own) {
    const player = Clipkeep.player.of(details, post);
    Clipkeep.onSwipe(player, ({ beside }) => beside && sideways(beside));
    const name = isText(details.side.channel) ? details.side.channel : '';
    const gone = post.flags & FLAGS.GONE ? make('p.notice.gone', { text: t('gone') }) : null;
    body.replaceChildren(player, make('div.about', {}, [
      make('h2', { id: 'by', tabindex: '-1' }, [
        post.author ? make('button.link', { type: 'button', onclick: () => asked(`@${post.author}`) }, [handle(post.author)]) : t('fromExport'),
        name ? make('bdi.soft', { text: name }) : null,
      ]),
      gone,
      post.flags & FLAGS.MINE ? make('p.chip', { text: t('mine') }) : null,
      ...exported(post),
      post.flags & FLAGS.SOUND ? null : make('p.chip', { text: t('noSound') }),
      searchable(details.text), links(post), ...about(post, details), rights(post, details), spoken(details, player), ownRemarks(own), remarks(details), files(details),
    ].filter(Boolean)));
  }

  async function draw() {
    const place = shown.at(at);
    const post = Clipkeep.data.post(place);
    const mine = turn += 1;
    Clipkeep.player.stop(body);
    body.replaceChildren(make('p.notice', { text: t('loading') }));
    const [details, own] = await Promise.all([Clipkeep.data.open(place).catch(() => null), Clipkeep.data.own(post?.id)]);
    if (mine !== turn || !post) {
      return;
    }
    if (details) {
      fill(post, details, own);
      dialog.dataset.post = post.id;
    } else {
      body.replaceChildren(make('p.notice', { text: t('missing') }));
    }
  }

  function step(by) {
    const next = at + by;
    if (next >= 0 && next < shown.length) {
      at = next;
      draw();
    }
  }

  /** Through the photos; without any, to another post. */
  function sideways(by) {
    const photos = body.querySelector('.photos');
    if (photos?.step) {
      photos.step(by);
    } else {
      step(by);
    }
  }

  function onKey(event) {
    const side = document.documentElement.dir === 'rtl' ? -1 : 1;
    const by = { ArrowLeft: -side, ArrowRight: side }[event.key];
    if (!by || event.target.closest('video, audio, input')) {
      return;
    }
    event.preventDefault();
    if (event.shiftKey) {
      step(by);
    } else {
      sideways(by);
    }
  }

  function closed(end) {
    turn += 1;
    Clipkeep.player.stop(body);
    body.replaceChildren();
    delete dialog.dataset.post;
    end(at);
  }

  /**
   * @param {(words: string) => void} search @param {(index: number) => void} end told when it is closed
   * @param {(account: string) => void} account shows its page
   */
  function begin(search, end, account) {
    shownAccount = (name) => {
      dialog.close();
      account(name);
    };
    asked = (words) => {
      dialog.close();
      search(words);
    };
    body = make('div.body');
    dialog = make('dialog.post', { 'aria-labelledby': 'by', onkeydown: onKey }, [
      make('div.bar', {}, [
        icon('before', t('previous'), () => step(-1)), icon('after', t('next'), () => step(1)),
        icon('close', t('close'), () => dialog.close()),
      ]),
      body,
    ]);
    dialog.addEventListener('close', () => closed(end));
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) {
        dialog.close();
      }
    });
    return dialog;
  }

  /** @param {{length: number, at: (index: number) => number}} places @param {number} index */
  function open(places, index) {
    shown = places;
    at = index;
    if (!dialog.open) {
      dialog.showModal();
    }
    return draw();
  }

  return { begin, open };
})();
