/* The keys, and what fingers do: a dialog that "?" opens. */
'use strict';

Clipkeep.help = (() => {
  const { make, icon } = Clipkeep.dom;
  const { t } = Clipkeep.text;

  const KEYS = () => [
    [['/'], t('search')], [['↑', '↓', '←', '→'], t('keyMove')], [['Enter'], t('keyOpen')],
    [['←', '→'], t('keySides')], [['Shift', '← →'], t('keyShift')], [['↑', '↓', 'J', 'K'], t('keyFeed')],
    [['Space'], t('keyPlay')], [['Esc'], t('close')], [['?'], t('keyHelp')],
  ];

  /** A dialog that shows them; its `show()` opens it. */
  function begin() {
    const dialog = make('dialog.help', { 'aria-labelledby': 'keys' }, [
      make('div.bar', {}, [make('h2', { id: 'keys', text: t('keys') }), icon('close', t('close'), () => dialog.close())]),
      make('dl', {}, KEYS().flatMap(([keys, what]) => [
        make('dt', { dir: 'ltr' }, keys.map((key) => make('kbd', { text: key }))), make('dd', { text: what }),
      ])),
      make('p.soft', { text: t('touchHint') }),
    ]);
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) {
        dialog.close();
      }
    });
    return dialog;
  }

  return { begin };
})();
