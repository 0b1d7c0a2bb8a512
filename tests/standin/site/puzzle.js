// What the site shows when it wants to see a person. Here a button is enough.
import { make } from './draw.js';

/** @param {() => void} solved what was asked for and refused, asked for again */
export function showPuzzle(solved) {
  if (document.querySelector('.captcha-verify-container')) return;
  const done = make('button', { type: 'button', id: 'puzzle-done' }, 'I am a person');
  const puzzle = make('div', { class: 'captcha-verify-container', role: 'dialog' },
    make('p', {}, 'Verify to continue:'), make('p', {}, 'Drag the slider to fit the puzzle'), done);
  done.addEventListener('click', () => {
    puzzle.remove();
    solved();
  });
  document.body.append(puzzle);
}
