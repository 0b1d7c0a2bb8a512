/* Captions: WebVTT read here, because a page from a folder may not load tracks. Pure. */
'use strict';

Clipkeep.captions = (() => {
  const MOST = 20000;
  const TIME = /^(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})$/;

  function seconds(text) {
    const found = TIME.exec(text);
    return found ? (Number(found[1] ?? 0) * 60 + Number(found[2])) * 60 + Number(found[3]) + Number(found[4].padEnd(3, '0')) / 1000 : NaN;
  }

  /** Words alone: what stands between < and > is how they are drawn. */
  const plain = (text) => text.replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|nbsp|lrm|rlm);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', lrm: '', rlm: '' })[name]);

  /** @param {string} vtt @returns {{start: number, end: number, text: string}[]} */
  function parse(vtt) {
    const cues = [];
    for (const block of vtt.replace(/\r\n?/g, '\n').split(/\n{2,}/)) {
      const lines = block.split('\n');
      const at = lines.findIndex((line) => line.includes('-->'));
      const [from, to] = at < 0 ? [] : lines[at].split('-->').map((text) => seconds(text.trim().split(/\s+/)[0]));
      const text = plain(lines.slice(at + 1).join('\n')).trim();
      if (at >= 0 && from < to && text !== '') {
        cues.push({ start: from, end: to, text });
      }
      if (cues.length >= MOST) {
        break;
      }
    }
    return cues;
  }

  /** The tracks of a post, what was spoken first: {label, language, cues}. @param {any} details */
  function tracksOf(details) {
    const files = Array.isArray(details.side.files) ? details.side.files : [];
    return details.tracks.map(([name, text]) => {
      const last = name.split('/').at(-1);
      const file = files.find((one) => one?.name === last) ?? {};
      const language = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(file.language) ? file.language : '';
      return { language, translated: file.source === 'translated', cues: parse(text) };
    }).filter(({ cues }) => cues.length > 0).sort((a, b) => Number(a.translated) - Number(b.translated));
  }

  /** For VTTCue, which reads markup. */
  const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

  return { parse, tracksOf, escape };
})();
