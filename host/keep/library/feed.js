/* The feed: one post fills the view; keys, wheel and a finger go on to the next. */
'use strict';

Clipkeep.feed = (() => {
  const { make, icon, handle } = Clipkeep.dom;
  const { t } = Clipkeep.text;
  const PAUSE_MS = 350; // between two steps of a wheel

  let box;
  let stage;
  let shown = { length: 0, at: () => 0 };
  let at = 0;
  let stepped = 0;
  let about = () => {};
  let turn = 0; // counts what was asked for: only the last is shown

  function caption(post) {
    return make('div.caption', {}, [
      make('button.plain', { type: 'button', onclick: () => about(at) }, [handle(post.author) ?? t('fromExport')]),
      make('p', {}, [make('bdi', { text: post.text })]),
    ]);
  }

  async function draw() {
    const place = shown.length > 0 ? shown.at(at) : -1;
    const post = place >= 0 ? Clipkeep.data.post(place) : null;
    const mine = turn += 1;
    Clipkeep.player.stop(stage);
    stage.replaceChildren(make('p.notice', { text: t(shown.length > 0 ? 'loading' : 'nothing') }));
    if (!post) {
      return;
    }
    const details = await Clipkeep.data.open(place).catch(() => null);
    if (mine !== turn) {
      return;
    }
    const player = details ? Clipkeep.player.of(details, post) : make('p.notice', { text: t('missing') });
    stage.replaceChildren(player, caption(post));
    Clipkeep.player.play(stage);
  }

  function step(by) {
    const next = Math.min(Math.max(at + by, 0), shown.length - 1);
    if (next !== at && performance.now() - stepped > PAUSE_MS) {
      stepped = performance.now();
      at = next;
      draw();
    }
  }

  function onKey(event) {
    const side = document.documentElement.dir === 'rtl' ? -1 : 1;
    const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -1, PageDown: 1, k: -1, j: 1 };
    const photos = { ArrowLeft: -side, ArrowRight: side };
    if (event.target.closest('video, audio') && event.key.startsWith('Arrow')) {
      return; // its own controls
    }
    if (steps[event.key]) {
      event.preventDefault();
      step(steps[event.key]);
    } else if (photos[event.key]) {
      stage.querySelector('.photos')?.step?.(photos[event.key]);
    } else if (event.key === ' ' && !event.target.closest('button, video, audio')) {
      event.preventDefault();
      Clipkeep.player.toggle(stage);
    }
  }

  function onSwipe({ on, beside }) {
    if (on) {
      step(on);
    } else {
      stage.querySelector('.photos')?.step?.(beside);
    }
  }

  /** @param {(index: number) => void} open shows all about the post */
  function begin(open) {
    about = open;
    stage = make('div.stage');
    box = make('section.feed', { tabindex: '0', 'aria-label': t('feed'), onkeydown: onKey }, [
      stage,
      make('div.steps', {}, [icon('up', t('previous'), () => step(-1)), icon('down', t('next'), () => step(1))]),
    ]);
    box.addEventListener('wheel', (event) => step(Math.sign(event.deltaY)), { passive: true });
    Clipkeep.onSwipe(stage, onSwipe);
    return box;
  }

  /** @param {{length: number, at: (index: number) => number}} places */
  function show(places, from = 0) {
    shown = places;
    at = Math.min(from, Math.max(0, places.length - 1));
    return draw();
  }

  function hide() {
    turn += 1;
    Clipkeep.player.stop(stage);
    stage.replaceChildren();
  }

  return { begin, show, hide, get at() { return at; } };
})();
