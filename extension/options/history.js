// Deleting the history: asked once, in its place.
import { $ } from '../lib/dom.js';
import { ask } from '../lib/background.js';
import { counted } from '../lib/text.js';

/** @param {boolean} asking */
function show(asking) {
  $('history-question').hidden = !asking;
  $('delete-history').hidden = asking;
  $(asking ? 'keep-history' : 'delete-history').focus();
}

/** @param {(text: string) => void} say @param {(error: unknown) => void} sayFault */
export function startHistory(say, sayFault) {
  $('delete-history').addEventListener('click', () => show(true));
  $('keep-history').addEventListener('click', () => show(false));
  $('history-question').addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') {
      show(false);
    }
  });
  $('history-yes').addEventListener('click', async () => {
    say('');
    try {
      const { count } = await ask('forget');
      say(counted('historyGone', count));
    } catch (error) {
      sayFault(error);
    }
    show(false);
  });
}
