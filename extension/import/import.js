// The page of TikTok's data export: how to get it, what is in it, and taking it in. The export is chosen in
// a window of the computer's own and read by the program; this page is told names and numbers only.
import { $, copyOf, setBar, setText, within } from '../lib/dom.js';
import { ask, follow } from '../lib/background.js';
import {
  choicesOf, endText, estimateOf, fetchedText, leftOf, ownText, percentOf, phaseText, takenTexts, titleOf,
} from './words.js';
import { errorText, isolated, localize, numberText, t } from '../lib/text.js';
import { faultOf } from '../lib/protocol.js';
import { followLanguage } from '../lib/language.js';

/** @typedef {import('../lib/protocol.js').Import} Import */
/** @typedef {import('./words.js').Chosen} Chosen */

const LOOK_AGAIN_MS = 2000;

/** The export that was chosen, and what is in it. @type {Chosen | null} */
let chosen = null;
/** How far it is. @type {Import | null} */
let now = null;
/** A question to the program is on its way: a dialog is open, or it reads. */
let asking = false;

const under = () => now !== null && ['reading', 'fetching'].includes(now.state);
const ended = () => now !== null && ['done', 'stopped', 'failed', 'lost'].includes(now.state);

/** @param {string} text @param {boolean} [bad] */
function say(text, bad = false) {
  setText($('status'), text);
  $('status').classList.toggle('bad', bad);
}

/** A dialog that was closed is no fault. @param {string} code */
function faultText(code) {
  const own = { cancelled: '', 'dialog-missing': t('importNoDialog') };
  return own[/** @type {'cancelled'} */ (code)] ?? Object.values(errorText(code)).join(' ');
}

/** Does something; what goes wrong is said. @param {() => Promise<any>} action */
async function act(action) {
  say('');
  asking = true;
  draw();
  try {
    await action();
  } catch (error) {
    const { code } = faultOf(error);
    say(faultText(code), true);
  }
  asking = false;
  draw();
}

const boxes = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('#lists input')]);
const wanted = () => choicesOf(chosen?.found.lists ?? []).filter((_, place) => boxes()[place]?.checked);

/** @param {ReturnType<typeof choicesOf>[0]} choice @param {number} place */
function listRow({ name, count, words, wanted: checked }, place) {
  const row = copyOf('list-row');
  const box = /** @type {HTMLInputElement} */ (within(row, 'input'));
  Object.assign(box, { id: `list-${place}`, value: name, checked, disabled: count === 0 });
  box.setAttribute('aria-describedby', `words-${place}`);
  within(row, 'label').setAttribute('for', box.id);
  setText(within(row, 'label'), titleOf(name));
  setText(within(row, '.count'), numberText(count));
  within(row, '.words').id = `words-${place}`;
  setText(within(row, '.words'), words);
  return row;
}

function drawEstimate() {
  const choices = wanted();
  const { text, fits } = estimateOf(choices, chosen ?? { each: null, free: null });
  setText($('estimate'), text);
  $('estimate').classList.toggle('bad', !fits);
  /** @type {HTMLButtonElement} */ ($('start')).disabled = choices.length === 0;
}

/** @param {string} text */
function lineOf(text) {
  const line = document.createElement('li');
  setText(line, text);
  return line;
}

/** Where something could not be read, in the host's own words. @param {'wrong' | 'problems'} id
 * @param {{where: string, what: string}[]} problems */
function drawProblems(id, problems) {
  $(id).hidden = problems.length === 0;
  within($(id), 'ul').replaceChildren(...problems.map(({ where, what }) => lineOf(`${where}: ${what}`)));
}

/** Anew for another export, or another language. */
function drawFound() {
  if (!chosen) {
    return;
  }
  const { name, found } = chosen;
  setText($('found-title'), t('importFound', isolated(name)));
  $('lists').replaceChildren(...choicesOf(found.lists).map(listRow));
  setText($('own'), ownText(found.own));
  $('left').replaceChildren(...leftOf(found).map(lineOf));
  drawProblems('wrong', found.problems);
  drawEstimate();
}

/** What was read out last: that something else goes on is news, a higher number is not. */
let news = '';

function drawRun() {
  $('run').hidden = !under();
  if (!now || !under()) {
    return;
  }
  const text = phaseText(now);
  setText($('phase'), text);
  setBar(/** @type {HTMLProgressElement} */ ($('bar')), percentOf(now));
  if (news !== now.state) {
    news = now.state;
    setText($('said'), text);
  }
}

/** @param {import('./words.js').Taken} taken */
function takenRow(taken) {
  const row = copyOf('taken-row');
  const { sum, table } = takenTexts(taken);
  setText(within(row, 'h3'), titleOf(taken.name));
  setText(within(row, '.sum'), sum);
  setText(within(row, '.table'), table);
  within(row, '.table').hidden = table === '';
  return row;
}

function drawEnd() {
  $('receipt').hidden = !ended();
  if (!now || !ended()) {
    return;
  }
  const { lists = [], fetched = null, problems = [] } = now.result ?? {};
  setText($('over'), endText(now));
  $('over').classList.toggle('bad', now.state !== 'done');
  $('taken').replaceChildren(...lists.map(takenRow));
  setText($('fetched'), fetchedText(fetched));
  drawProblems('problems', problems);
}

function draw() {
  document.body.dataset.state = now?.state ?? 'none';
  for (const id of ['choose-file', 'choose-folder']) {
    /** @type {HTMLButtonElement} */ ($(id)).disabled = asking;
  }
  $('choose').hidden = under();
  $('choose-file').classList.toggle('main', !chosen); // then another one is
  $('found').hidden = !chosen || under();
  drawRun();
  drawEnd();
}

/** @param {Import} told */
function take(told) {
  const ran = under();
  // A program that was started anew knows nothing of how it ended.
  now = ran && told.state === 'none' ? { ...told, state: 'lost' } : told;
  if (ran && ended()) {
    chosen = null; // to take in more of it, it is chosen anew
    draw();
    $('receipt-title').focus();
  }
  draw();
}

/** @param {string} what file or folder */
const choose = (what) => act(async () => {
  say(t('importWindow'));
  chosen = await ask('importChoose', { what });
  now = under() ? now : null;
  say('');
  drawFound();
  draw();
  $('found-title').focus();
});

const begin = () => act(async () => {
  await ask('importStart', { lists: wanted().map(({ name }) => name) });
  take(await ask('importing'));
  $('run-title').focus();
});

/** Another Clipkeep tells us nothing by itself, nor does a host that is gone: the next one knows. */
async function watch() {
  if (under()) {
    await ask('importing').then(take, () => {});
  }
  setTimeout(watch, LOOK_AGAIN_MS);
}

async function start() {
  const language = followLanguage(() => {
    localize(document);
    drawFound();
    draw();
  });
  localize(document);
  $('choose-file').addEventListener('click', () => choose('file'));
  $('choose-folder').addEventListener('click', () => choose('folder'));
  $('form').addEventListener('change', drawEstimate);
  $('form').addEventListener('submit', (event) => {
    event.preventDefault();
    begin();
  });
  $('stop').addEventListener('click', () => act(() => ask('importStop')));
  $('show').addEventListener('click', () => act(() => ask('show')));
  await language;
  follow(({ import: told }) => told && take(told));
  await act(async () => take(await ask('importing')));
  watch();
}

start();
