// The options page: every setting, shown and changed at once, and what there is to know about the
// program, the data and the rules. What came of a change is told in one place, which names it.
import { $, setText } from '../lib/dom.js';
import { ask, follow } from '../lib/background.js';
import { changeText, drawControls, startControls, writeLists } from './controls.js';
import { drawFile, startFile } from './file.js';
import { drawHealth, startDoctor } from './doctor.js';
import { drawNames, namesText, startNames } from './names.js';
import { errorText, localize, t } from '../lib/text.js';
import { lookForPosts, startMoving } from './moving.js';
import { drawAround, startAround } from './around.js';
import { faultOf } from '../lib/protocol.js';
import { followLanguage } from '../lib/language.js';
import { startHistory } from './history.js';

/** @typedef {import('../background/state.js').Shared} Shared */

const choose = /** @type {HTMLButtonElement} */ ($('choose'));
const open = /** @type {HTMLButtonElement} */ ($('open'));
/** What the page shows. @type {Partial<Shared>} */
let shown = {};

/** @param {string} code */
const sentences = (code) => Object.values(errorText(code)).join('\n');

/** @param {Partial<Shared>} shared */
function draw(shared) {
  shown = shared;
  const settings = shared.settings ?? null;
  drawHealth(shared);
  drawControls(settings);
  drawNames(settings);
  drawFile(settings);
  /** @type {HTMLButtonElement} */ ($('delete-history')).disabled = !settings;
  choose.disabled = !settings;
  open.disabled = !settings;
  if (!settings) {
    return;
  }
  if ($('folder').textContent !== settings.folder) {
    setText($('folder'), settings.folder);
    lookForPosts();
  }
  $('folder-state').hidden = !settings.folderError;
  setText($('folder-state'), settings.folderError ? sentences(settings.folderError) : '');
}

/** What came of something, for eyes and ears. @param {string} text @param {boolean} [bad] */
function say(text, bad = false) {
  setText($('status'), text);
  $('trouble').classList.toggle('bad', bad);
}

/** @param {unknown} error */
function sayFault(error) {
  const { code } = faultOf(error);
  say(code === 'cancelled' ? t('say_unchanged') : sentences(code), code !== 'cancelled');
  $('retry').hidden = !code.startsWith('host-');
}

/** Does something with the host and tells how it went.
 * @param {string} what @param {object} fields @param {() => string} [done] what is said of success
 * @returns {Promise<boolean>} whether it went well */
async function act(what, fields, done = () => '') {
  const wasRetry = document.activeElement === $('retry');
  try {
    const shared = await ask(what, fields);
    if (shared?.settings) {
      draw(shared);
    }
    say(done());
    $('retry').hidden = true;
    if (wasRetry) {
      choose.focus();
    }
    return true;
  } catch (error) {
    draw(shown); // what was not changed is not shown as if it were
    sayFault(error);
    return false;
  }
}

/** Changes a setting at once. The words of the change before go first, so that each is read aloud.
 * @param {string} name @param {any} value */
function change(name, value) {
  say('');
  const words = () => (name === 'names' ? namesText(value) : changeText(name, value));
  return act('change', { set: { [name]: value } }, words);
}

async function chooseFolder() {
  choose.disabled = true;
  say(t('say_dialogOpen'));
  await act('choose', {}, () => t('say_folderChosen'));
  choose.disabled = false;
  choose.focus();
}

/** Everything in the words of now. */
function write() {
  localize(document);
  writeLists();
  draw(shown);
  drawAround();
  if (shown.settings) {
    lookForPosts();
  }
}

function start() {
  followLanguage(write);
  write();
  choose.addEventListener('click', chooseFolder);
  open.addEventListener('click', () => act('show', {}));
  $('retry').addEventListener('click', () => act('hello', {}));
  startControls(change);
  startNames((names) => change('names', names));
  startMoving(say);
  startAround(say);
  startHistory(say, sayFault);
  startFile(say, sayFault, draw);
  startDoctor(say, sayFault);
  follow((message) => {
    if (message.shared) {
      draw({ ...shown, ...message.shared });
    }
  });
  act('hello', {});
}

start();
