// How posts are named: a choice of patterns, or one of the person's own, with what it makes of a post.
import { numberText, t } from '../lib/text.js';
import { $ } from '../lib/dom.js';
import { ask } from '../lib/background.js';
import { changeText } from './controls.js';

/** @typedef {{why: string, at: number, part: string}} PatternFault */
/** @typedef {{video: string | null, photos: string | null, fault: PatternFault | null}} Example */

/** The patterns that can be chosen by a word. */
const PRESETS = {
  usual: '{author}/{date} {title} [{id}]',
  flat: '{author} {date} {title} [{id}]',
  month: '{year}/{month}/{author} {date} {title} [{id}]',
  creatorYear: '{author}/{year}/{date} {title} [{id}]',
};
/** The host is asked at most four times a second. */
const PAUSE_MS = 250;

/** @type {() => HTMLInputElement[]} */
const radios = () => /** @type {any} */ ([...document.getElementsByName('names')]);
/** @type {() => NodeListOf<HTMLButtonElement>} */
const fields = () => document.querySelectorAll('#fields button');

let inForce = '';
/** The person is writing a pattern that does not hold yet. */
let writing = false;
let asked = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @returns {HTMLInputElement} */
const pattern = () => $('pattern');

/** @param {PatternFault} fault */
function faultText({ why, at, part }) {
  const place = numberText(at);
  switch (why) {
    case 'empty':
      return t('patternEmpty', place);
    case 'character':
      return t('patternCharacter', place);
    case 'brace':
      return t('patternBrace', place, part);
    case 'field':
      return t('patternField', place, part);
    case 'deep':
      return t('patternDeep', place);
    default:
      return t('patternLong');
  }
}

/** @param {Example} example */
function showExample({ video, photos, fault }) {
  $('example').hidden = Boolean(fault);
  $('example-video').textContent = video ?? '';
  $('example-photos').textContent = photos ?? '';
  $('pattern-fault').hidden = !fault;
  $('pattern-fault').textContent = fault ? faultText(fault) : '';
  pattern().setAttribute('aria-invalid', String(Boolean(fault)));
  offer(!fault);
}

/** Whether the pattern that is written may be used. The keyboard does not get lost with the button.
 * @param {boolean} fine */
function offer(fine) {
  const button = /** @type {HTMLButtonElement} */ ($('use-pattern'));
  const off = !fine || pattern().value === inForce;
  if (off && document.activeElement === button) {
    pattern().focus();
  }
  button.disabled = off;
}

/** Asks the host what a pattern makes of a post; only the last answer counts. @param {string} names */
async function preview(names) {
  asked += 1;
  const number = asked;
  try {
    const example = await ask('names', { names });
    if (number === asked) {
      showExample(example);
    }
  } catch {
    // Without the host there is nothing to show; the page says so elsewhere.
  }
}

/** @param {string} names */
function previewSoon(names) {
  clearTimeout(timer);
  timer = setTimeout(() => preview(names), PAUSE_MS);
}

function write() {
  writing = true;
  offer(false);
  previewSoon(pattern().value);
}

/** Puts a field where the caret is. @param {string} field */
function insert(field) {
  const input = pattern();
  const [from, to] = [input.selectionStart ?? input.value.length, input.selectionEnd ?? input.value.length];
  input.setRangeText(`{${field}}`, from, to, 'end');
  input.focus();
  write();
}

/** The word by which a pattern can be chosen, or the pattern itself. @param {string} names */
export const presetOf = (names) => Object.entries(PRESETS).find(([, one]) => one === names)?.[0] ?? names;

/** What is said when a pattern is in force from now on. @param {string} names */
export const namesText = (names) => changeText('names', presetOf(names));

/** Shows the choice that holds, or the pattern that is being written. */
function drawChoice() {
  const preset = presetOf(inForce);
  const own = writing || preset === inForce;
  const chosen = own ? 'own' : preset;
  radios().forEach((radio) => (radio.checked = radio.value === chosen));
  $('own-pattern').hidden = !own;
}

/** @param {import('../lib/protocol.js').Settings | null} settings */
export function drawNames(settings) {
  const controls = [...radios(), pattern(), ...fields()];
  controls.forEach((control) => (control.disabled = !settings?.names));
  if (!settings?.names) {
    return;
  }
  if (settings.names !== inForce) {
    inForce = settings.names;
    writing = false;
    pattern().value = inForce;
    preview(inForce);
  }
  drawChoice();
}

/** @param {(names: string) => void} change puts a pattern in force */
export function startNames(change) {
  for (const radio of radios()) {
    radio.addEventListener('change', () => {
      writing = radio.value === 'own';
      drawChoice();
      if (writing) {
        pattern().value = inForce;
        pattern().focus();
        offer(false);
      } else {
        change(PRESETS[/** @type {keyof PRESETS} */ (radio.value)]);
      }
    });
  }
  pattern().addEventListener('input', write);
  fields().forEach((button) => button.addEventListener('click', () => insert(button.value)));
  $('own-pattern').addEventListener('submit', (event) => {
    event.preventDefault();
    change(pattern().value);
  });
}
