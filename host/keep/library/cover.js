/* Covers of the grid, drawn once at the size in which they are shown. A browser keeps each picture that
 * it has shown at its full size for a long time, which comes to hundreds of megabytes after some rows; of
 * these only what is seen stays. One is drawn after the other, so that scrolling never waits. */
'use strict';

Clipkeep.cover = (() => {
  const SHARPEST = 2; // dots of the screen for one of the page
  const SLOW_MS = 4000; // no cover waits longer for the one before it
  /** @type {{canvas: HTMLCanvasElement, source: string}[]} */
  const waiting = [];
  let busy = false;

  /** What of a picture fills the canvas: its middle. Pure. */
  function crop(width, height, wide, high) {
    const scale = Math.max(wide / width, high / height);
    const [w, h] = [wide / scale, high / scale];
    return [(width - w) / 2, (height - h) / 2, w, h];
  }

  /** Where there is no picture, the first one of the video has to do. @param {string} name */
  const isVideo = (name) => /\.(mp4|webm)$/.test(name);

  function filmed(source) {
    return new Promise((resolve, reject) => {
      const video = Clipkeep.dom.make('video', { preload: 'auto' });
      video.muted = true;
      video.onloadeddata = () => resolve(video);
      video.onerror = reject;
      setTimeout(reject, SLOW_MS);
      video.src = source;
    });
  }

  function loaded(source) {
    return new Promise((resolve, reject) => {
      const image = Clipkeep.dom.make('img');
      image.onload = () => resolve(image);
      image.onerror = reject;
      image.src = source;
    });
  }

  async function draw({ canvas, source }) {
    const image = await (isVideo(source) ? filmed(source) : loaded(source));
    if (canvas.isConnected) {
      const size = { resizeWidth: canvas.width, resizeHeight: canvas.height, resizeQuality: 'medium' };
      const part = crop(image.naturalWidth ?? image.videoWidth, image.naturalHeight ?? image.videoHeight, canvas.width, canvas.height);
      const small = await globalThis.createImageBitmap(image, ...part.map(Math.floor), /** @type {any} */ (size));
      canvas.getContext('bitmaprenderer').transferFromImageBitmap(small);
      canvas.dataset.drawn = '';
    }
    image.removeAttribute('src');
    image.load?.(); // a video goes on loading without
  }

  async function drawAll() {
    busy = true;
    while (waiting.length > 0) {
      const next = waiting.shift();
      if (next.canvas.isConnected) {
        await draw(next).catch(() => next.canvas.remove()); // without a picture the words are enough
      }
    }
    busy = false;
  }

  /** @param {string} source @param {number} width @param {number} height in px of the page */
  function of(source, width, height) {
    const sharp = Math.min(globalThis.devicePixelRatio || 1, SHARPEST);
    const canvas = Clipkeep.dom.make('canvas', { width: Math.max(1, Math.round(width * sharp)), height: Math.max(1, Math.round(height * sharp)) });
    waiting.push({ canvas, source });
    if (!busy) {
      busy = true;
      setTimeout(drawAll);
    }
    return canvas;
  }

  return { crop, isVideo, of };
})();
