// The page of backups: what there is to choose, how far it is, and how it adds up. It keeps nothing of
// its own: the background knows how far it is, the host what became of each post.
import { $, copyOf, setText, within } from '../lib/dom.js';
import { ask, follow } from '../lib/background.js';
import { drawAhead, wantedNow } from './ahead.js';
import { counted, errorText, isolated, localize, numberText, t } from '../lib/text.js';
import { listName, phaseText } from '../lib/lists.js';
import { drawReceipts } from './receipt.js';
import { faultOf } from '../lib/protocol.js';
import { followLanguage } from '../lib/language.js';

/** @typedef {import('../background/backup.js').Shown} Shown */
/** @typedef {import('../background/backup-lists.js').List} List */
/** @typedef {import('../lib/protocol.js').Receipt} Receipt */

const ASK_AGAIN_MS = 3000;
const LOOK_AGAIN_MS = 1000;

const { searchParams } = new URL(location.href);
const tab = Number(searchParams.get('tab')) || -1;
/** The tab was opened for us, and shows its lists a while later. */
const MOST_LOOKS = searchParams.has('loading') ? 20 : 1;
/** What the tab shows. @type {{lists: List[], mine: boolean, handle: string} | null} */
let look = null;
/** True when both are known. */
let asked = false;
/** @type {Shown | null} */
let shown = null;
/** A backup was under way while this page was open. */
let ran = false;
/** By run. @type {Map<number, Receipt>} */
const receipts = new Map();

/** @param {string} text @param {boolean} [bad] */
function say(text, bad = false) {
  setText($('status'), text);
  $('status').classList.toggle('bad', bad);
}

/** Does something; what goes wrong is said. @param {() => Promise<any>} action */
async function act(action) {
  say('');
  try {
    await action();
  } catch (error) {
    say(Object.values(errorText(faultOf(error).code)).join(' '), true);
  }
  draw();
}

const chosen = () => {
  const boxes = [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('#lists input'))];
  return (look?.lists ?? []).filter((_, n) => boxes[n]?.checked);
};

const isFull = () => /** @type {HTMLInputElement} */ ($('how-full')).checked;

async function drawEstimate() {
  const lists = chosen();
  /** @type {HTMLButtonElement} */ ($('start')).disabled = lists.length === 0;
  const ahead = await drawAhead(lists, { full: isFull(), mine: look?.mine === true });
  lists.forEach((list, place) => {
    const { known = 0 } = ahead.lists[place] ?? {};
    const row = $('lists').children[look?.lists.indexOf(list) ?? -1];
    if (row && list.stated < 0 && known > 0) {
      setText(within(row, '.count'), t('list_last', numberText(known)));
    }
  });
}

/** @param {List} list @param {number} place */
function listRow(list, place) {
  const row = copyOf('list-row');
  const box = within(row, 'input');
  box.id = `list-${place}`;
  within(row, 'label').setAttribute('for', box.id);
  setText(within(row, 'bdi'), listName(list));
  setText(within(row, '.count'), list.stated >= 0 ? numberText(list.stated) : '');
  if (list.kind === 'stories' && !look?.mine) {
    const words = within(row, '.words');
    words.hidden = false;
    words.id = `words-${place}`;
    box.setAttribute('aria-describedby', words.id);
    setText(words, t('list_stories_seen'));
  }
  return row;
}

function drawChoice() {
  const busy = Boolean(shown && !shown.plan.over);
  const back = $('choose').hidden && !busy;
  $('choose').hidden = busy || !look || look.lists.length === 0;
  if (!look || busy) {
    return;
  }
  const title = look.mine ? t('backupMine') : t('backupThis');
  setText($('choose-title'), look.handle ? `${title} · ${isolated(`@${look.handle}`)}` : title);
  if ($('lists').childElementCount !== look.lists.length) {
    $('lists').replaceChildren(...look.lists.map(listRow));
    drawEstimate();
  } else if (back) {
    drawEstimate(); // more is kept by now
  }
}

/** @param {import('../background/backup.js').Task} task */
function stateText({ state, refused, known }) {
  if (state === 'todo') {
    return t('list_state_todo');
  }
  if (refused) {
    return errorText(refused).sentence;
  }
  return state === 'ended' ? t('list_state_ended') : t('list_state_open', numberText(known));
}

/** @param {import('../background/backup.js').Task} task @param {number} place */
function progressRow(task, place) {
  const row = copyOf('progress-row');
  setText(within(row, 'strong'), listName(task));
  const found = t('list_found', numberText(task.found), numberText(task.new), numberText(task.had));
  setText(within(row, '.count'), task.state === 'todo' ? '' : found);
  setText(within(row, '.state'), stateText(task));
  if (place === shown?.at) {
    row.setAttribute('aria-current', 'step');
  }
  return row;
}

/** What was read out last: that something else goes on is news, a higher number is not. */
let news = '';

/** @param {Shown} now */
function sayPhase(now) {
  const what = `${now.phase} ${now.at}`;
  if (what !== news) {
    news = what;
    setText($('said'), phaseText(now));
  }
}

function drawRun() {
  $('run').hidden = !shown || Boolean(shown.plan.over);
  if (!shown || shown.plan.over) {
    return;
  }
  const { phase, plan } = shown;
  const goes = ['running', 'hidden', 'waiting'].includes(phase);
  setText($('phase'), phaseText(shown));
  sayPhase(shown);
  $('phase').toggleAttribute('data-asks', !goes);
  $('progress').replaceChildren(...plan.lists.map(progressRow));
  $('pause').hidden = !goes;
  $('go-on').hidden = goes;
}

const runs = () => (shown?.plan.lists ?? []).flatMap(({ run }) => (run === null ? [] : [run]));

function drawEnd() {
  const now = shown ? runs().map((run) => receipts.get(run)) : [...receipts.values()];
  const known = now.filter((one) => one !== undefined);
  $('receipt').hidden = known.length === 0;
  setText($('over'), !shown ? '' : shown.plan.over ? phaseText(shown) : t('receiptSoFar'));
  drawReceipts(known, (what) => act(async () => {
    const { count } = await ask('backupRetry', what);
    say(t('receipt_again', counted('postCount', count)));
  }));
}

/** Somebody who waited for the end sees first how it adds up, and below that how to begin again. */
function putInOrder() {
  const busy = Boolean(shown && !shown.plan.over);
  ran ||= busy;
  if (ran && !busy && $('receipt').nextElementSibling !== $('choose')) {
    $('receipt').after($('choose'));
  }
}

function draw() {
  document.body.dataset.phase = shown?.phase ?? 'none';
  putInOrder();
  drawChoice();
  drawRun();
  drawEnd();
  if (asked && !look?.lists.length && !shown) {
    say(t('backupNone'));
  }
}

/** How the runs add up; asked for again as long as that changes. */
async function addUp() {
  if (runs().length > 0 || !shown) {
    const told = await ask('backupReceipts', { runs: runs() }).catch(() => ({ receipts: [] }));
    told.receipts.forEach((/** @type {Receipt} */ one) => receipts.set(one.run, one));
    draw();
  }
  setTimeout(addUp, ASK_AGAIN_MS);
}

/** @param {{backup?: Shown, receipts?: Receipt[]}} told */
function onNews(told) {
  shown = told.backup ?? shown;
  (told.receipts ?? []).forEach((one) => receipts.set(one.run, one));
  draw();
}

/** The keyboard stays in the row of buttons when the one it was on goes away. */
function keepFocus() {
  if (document.activeElement === document.body || !document.activeElement?.checkVisibility()) {
    (['pause', 'go-on'].map($).find((one) => one.checkVisibility()) ?? $('receipt-title')).focus();
  }
}

/** Looks until the tab shows more than the one list that every profile has. */
async function lookAtTab() {
  for (let looks = 1; tab >= 0; looks += 1) {
    look = await ask('backupLook', { tab });
    if (looks >= MOST_LOOKS || (look?.lists ?? []).filter(({ kind }) => kind !== 'stories').length > 1) {
      return;
    }
    draw();
    await new Promise((end) => { setTimeout(end, LOOK_AGAIN_MS); });
  }
}

/** @param {string} id @param {string} what */
const onPress = (id, what) =>
  $(id).addEventListener('click', () => act(async () => {
    const now = await ask(what);
    shown = now?.plan ? now : shown;
  }).then(keepFocus));

async function start() {
  const language = followLanguage(() => {
    localize(document);
    $('lists').replaceChildren();
    draw();
  });
  localize(document);
  $('form').addEventListener('submit', (event) => {
    event.preventDefault();
    act(async () => {
      const how = { full: isFull(), mine: look?.mine === true, wanted: wantedNow() };
      shown = await ask('backupStart', { tab, lists: chosen(), ...how });
    }).then(keepFocus);
  });
  $('form').addEventListener('change', drawEstimate);
  onPress('pause', 'backupPause');
  onPress('go-on', 'backupGoOn');
  onPress('stop', 'backupStop');
  onPress('show', 'backupShow');
  await language;
  follow(onNews);
  await act(async () => {
    shown = await ask('backupState');
    await lookAtTab();
    asked = true;
  });
  await addUp();
}

start();
