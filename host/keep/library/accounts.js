/* What accounts said of themselves: the versions of their profiles that were kept, and their counts over time. */
'use strict';

Clipkeep.accounts = (() => {
  const { make, away, drawing, PATHS } = Clipkeep.dom;
  const { t, number, date } = Clipkeep.text;
  const COUNTS = [['followers', 'followerCount'], ['following', 'followingCount'], ['likes', 'heartCount'], ['results', 'videoCount']];

  let box;
  let turn = 0;
  let ask = () => {};

  const isText = (value) => typeof value === 'string' && value !== '';

  function picture(name) {
    const source = Clipkeep.text.fileAddress(name);
    return source ? make('img.face', { src: source, alt: '', loading: 'lazy', decoding: 'async', onerror: (event) => event.target.remove() })
      : make('span.face');
  }

  const handle = (name) => make('bdi.by', { text: `@${name}` });

  function entry(account) {
    return make('li', {}, [make('button.account', { type: 'button', onclick: () => open(account.name) }, [
      picture(account.picture),
      make('span', {}, [
        handle(account.name), make('bdi', { text: account.nickname }),
        account.followers >= 0 ? make('span.soft', { text: `${t('followers')}: ${number(account.followers)}` }) : null,
      ]),
    ])]);
  }

  function list() {
    turn += 1;
    box.replaceChildren(
      make('p.soft', { text: t('accountsHint') }),
      make('ul.accounts', { 'aria-label': t('accounts') }, Clipkeep.data.profiles.map(entry))
    );
  }

  /** Versions in which the words or the picture are others than before; pure. The oldest first. */
  function changes(versions) {
    const said = ({ facts, picture: file }) => JSON.stringify([facts.nickname, facts.signature, facts.bioLink, facts.verified, file]);
    return versions.filter((one, at) => at === 0 || said(one) !== said(versions[at - 1]));
  }

  function version({ at, facts, picture: file }) {
    return make('li.version', {}, [
      picture(file),
      make('div', {}, [
        make('p.soft', { text: date(at) }),
        isText(facts.nickname) ? make('p.by', { dir: 'auto', text: facts.nickname }) : null,
        isText(facts.signature) ? make('p.words', { dir: 'auto', text: facts.signature }) : null,
        isText(facts.bioLink) ? make('p.soft', { dir: 'ltr', text: facts.bioLink }) : null,
      ]),
    ]);
  }

  function fill(account, versions) {
    const plots = COUNTS.map(([key, fact]) =>
      Clipkeep.plot.line(t(key), versions.map(({ at, facts }) => [at, facts[fact]]))).filter(Boolean);
    const newest = versions.at(-1);
    const counts = COUNTS.filter(([, fact]) => newest?.facts[fact] >= 0);
    box.replaceChildren(
      make('p', {}, [make('button.back', { type: 'button', onclick: () => back(account.name) }, [drawing(PATHS.before), t('accounts')])]),
      make('h2', { tabindex: '-1' }, [handle(account.name)]),
      make('p.links', {}, [
        make('button.link', { type: 'button', text: t('allPosts'), onclick: () => ask(`@${account.name}`) }),
        away(Clipkeep.text.profileAddress(account.name), t('profile')),
      ].filter(Boolean)),
      make('dl.total', {}, counts.map(([key, fact]) =>
        make('div', {}, [make('dt', { text: t(key) }), make('dd', { text: number(newest.facts[fact]) })]))),
      ...(plots.length > 0 ? [make('h3', { text: t('overTime') }), make('div.plots', {}, plots)] : []),
      make('h3', { text: t('versions') }),
      make('ul.versions', {}, changes(versions).reverse().map(version))
    );
  }

  /** The page of one account. @param {string} name */
  async function open(name) {
    const account = Clipkeep.data.profiles.find((one) => one.name === name);
    const mine = turn += 1;
    const versions = await Clipkeep.data.openFile(account.file).catch(() => null);
    if (mine !== turn) {
      return;
    }
    if (versions) {
      fill(account, versions);
      box.querySelector('h2').focus();
    } else {
      box.replaceChildren(make('p.notice', { text: t('missing') }));
    }
  }

  function back(name) {
    list();
    const at = Clipkeep.data.profiles.findIndex((one) => one.name === name);
    box.querySelectorAll('.account')[at]?.focus();
  }

  /** @param {(words: string) => void} search */
  function begin(search) {
    ask = search;
    box = make('div.figures');
    return box;
  }

  return { begin, list, open, changes };
})();
