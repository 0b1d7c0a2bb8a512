/* Plays a post: a video with its captions, or photos with their sound. */
'use strict';

Clipkeep.player = (() => {
  const { make, icon } = Clipkeep.dom;
  const { t, fileAddress } = Clipkeep.text;

  const filesOf = (details, role) => details.files.filter(([one]) => one === role).map(([, name]) => name);

  function unplayable(name) {
    return make('p.notice', {}, [t('unplayable'), ' ', make('a', { href: fileAddress(name), text: t('openFile') })]);
  }

  /** Captions as the browser shows them: what was spoken, until another is chosen. */
  function addTracks(element, details) {
    for (const [index, { language, cues }] of Clipkeep.captions.tracksOf(details).entries()) {
      const track = element.addTextTrack('captions', languageName(language) || t('captions'), language);
      for (const { start, end, text } of cues) {
        track.addCue(new VTTCue(start, end, Clipkeep.captions.escape(text)));
      }
      track.mode = index === 0 ? 'showing' : 'disabled';
    }
  }

  function languageName(language) {
    try {
      return language ? new Intl.DisplayNames([Clipkeep.text.language], { type: 'language' }).of(language) : '';
    } catch {
      return language; // one that is no language
    }
  }

  function video(details, post) {
    const [name] = filesOf(details, 'video');
    const poster = Clipkeep.cover.isVideo(post.cover) ? '' : fileAddress(post.cover);
    const element = make('video', {
      src: fileAddress(name ?? ''), controls: true, playsinline: true, loop: true, preload: 'metadata',
      ...(poster ? { poster } : {}), 'aria-label': post.text || t('video'),
    });
    element.addEventListener('error', () => element.replaceWith(unplayable(name ?? '')));
    addTracks(element, details);
    return element;
  }

  /** Sound alone, as some posts were kept. */
  function sound(name) {
    const element = make('audio', { src: fileAddress(name), controls: true, loop: true, preload: 'metadata', 'aria-label': t('sound') });
    element.addEventListener('error', () => element.replaceWith(unplayable(name)));
    return element;
  }

  function photos(names) {
    let at = 0;
    const image = make('img', { decoding: 'async', draggable: 'false' });
    const said = make('p.count', { role: 'status' });
    const step = (by) => {
      at = (at + by + names.length) % names.length;
      image.src = fileAddress(names[at]);
      image.alt = t('photoOf', { number: at + 1, count: names.length });
      said.textContent = names.length > 1 ? image.alt : '';
    };
    const box = make('div.photos', {}, [image]);
    if (names.length > 1) {
      box.append(
        icon('before', t('previousPhoto'), () => step(-1)), icon('after', t('nextPhoto'), () => step(1)), said
      );
    }
    step(0);
    box.step = names.length > 1 ? step : null;
    return box;
  }

  /** @param {any} details @param {any} post */
  function of(details, post) {
    const images = filesOf(details, 'image');
    const sounds = filesOf(details, 'sound');
    const films = filesOf(details, 'video');
    const box = make('div.player', {}, [
      films.length > 0 ? video(details, post) : null,
      films.length === 0 && images.length > 0 ? photos(images) : null,
      films.length === 0 && sounds.length > 0 ? sound(sounds[0]) : null,
    ]);
    return box;
  }

  /** Plays, if the browser lets it; or stops all in a box. */
  const play = (box) => box.querySelector('video, audio')?.play().catch(() => {});
  function toggle(box) {
    const media = box.querySelector('video, audio');
    if (media?.paused) {
      play(box);
    } else {
      media?.pause();
    }
  }
  function stop(box) {
    for (const media of box.querySelectorAll('video, audio')) {
      media.pause();
      media.removeAttribute('src');
      media.load();
    }
  }

  return { of, play, toggle, stop, languageName };
})();
