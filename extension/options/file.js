// Settings into a file and out of one. What a file would change is shown before anything changes.
import { $, setText } from '../lib/dom.js';
import { Fault } from '../lib/protocol.js';
import { MOST_BYTES, changesOf, fileOf, readFile } from '../lib/settings-file.js';
import { chooseLanguage, languageChosen } from '../lib/language.js';
import { chooseNotify, notifyWhen } from '../lib/notify.js';
import { chooseRemind, remindWhen } from '../lib/remind.js';
import { isolated, t } from '../lib/text.js';
import { settingName, settingValue } from './controls.js';
import { ask } from '../lib/background.js';
import { presetOf } from './names.js';

/** @typedef {import('../lib/settings-file.js').Values} Values */
/** @typedef {import('../lib/protocol.js').Settings} Settings */

const FILE = 'clipkeep-settings.json';
const MOST_NAMED = 10;
const MOST_LETTERS = 40;

const picker = /** @type {HTMLInputElement} */ ($('import'));
/** @type {Settings | null} */
let settings = null;
/** What the file that is shown would change. @type {Values} */
let offered = {};

/** @param {Settings | null} now */
export function drawFile(now) {
  settings = now;
  /** @type {HTMLButtonElement} */ ($('export')).disabled = !now;
  picker.disabled = !now;
}

/** All that a file may have, as it is now. @returns {Promise<Values>} */
async function valuesNow() {
  const [notify, remind, language] = await Promise.all([notifyWhen(), remindWhen(), languageChosen()]);
  return { ...settings, notify, remind, language };
}

/** Hands a file over as a download, for which a page needs no permission. @param {string} text */
function download(text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = FILE;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** Names out of a stranger's file, as far as they can be shown. @param {string[]} names */
function named(names) {
  const plain = names.slice(0, MOST_NAMED).map((name) => isolated(name.replace(/[\p{C}\p{Z}]+/gu, ' ').slice(0, MOST_LETTERS)));
  return plain.join(', ') + (names.length > MOST_NAMED ? ' …' : '');
}

/** @param {string} name @param {unknown} value */
const words = (name, value) => settingValue(name, name === 'names' ? presetOf(String(value)) : value);

/** @param {string} id @param {string} text */
function showLine(id, text) {
  $(id).hidden = !text;
  setText($(id), text);
}

/** @param {Values} now @param {{unknown: string[], wrong: string[]}} left */
function preview(now, { unknown, wrong }) {
  const lines = Object.entries(offered).map(([name, value]) => {
    const line = document.createElement('li');
    setText(line, t('fileChange', settingName(name), words(name, value), words(name, now[name])));
    return line;
  });
  setText($('import-title'), lines.length > 0 ? t('filePreview') : t('fileSame'));
  $('import-changes').replaceChildren(...lines);
  showLine('import-unknown', unknown.length > 0 ? t('fileUnknown', named(unknown)) : '');
  showLine('import-wrong', wrong.length > 0 ? t('fileWrong', wrong.map(settingName).join(', ')) : '');
  $('import-use').hidden = lines.length === 0;
  $('import-preview').hidden = false;
  $('import-preview').focus();
}

/** A pattern that the program cannot use is not offered. @param {import('../lib/settings-file.js').Read} file */
async function checked(file) {
  const { names, ...values } = file.values;
  const { fault } = names === undefined ? { fault: null } : await ask('names', { names });
  return fault ? { ...file, values, wrong: ['names', ...file.wrong] } : file;
}

async function look() {
  const [file] = picker.files ?? [];
  if (!file) {
    return;
  }
  if (file.size > MOST_BYTES) {
    throw new Fault('settings-file-large');
  }
  const read = await checked(readFile(await file.text()));
  const now = await valuesNow();
  offered = changesOf(read.values, now);
  preview(now, read);
}

function close() {
  $('import-preview').hidden = true;
  picker.value = '';
  picker.focus();
}

/** The browser asks for its permission only right after the click, so that goes first; the language
 * last, for all is said in it.
 * @param {(shared: any) => void} draw @returns {Promise<boolean>} whether all of it holds now */
async function use(draw) {
  const { notify, remind, language, ...program } = offered;
  const told = notify === undefined ? notify : await chooseNotify(/** @type {any} */ (notify));
  if (Object.keys(program).length > 0) {
    draw(await ask('change', { set: program }));
  }
  if (remind !== undefined) {
    await chooseRemind(/** @type {any} */ (remind));
    /** @type {HTMLSelectElement} */ ($('remind')).value = String(remind);
  }
  if (language !== undefined) {
    await chooseLanguage(String(language));
  }
  /** @type {HTMLSelectElement} */ ($('notify')).value = await notifyWhen();
  return told === notify;
}

/** @param {(text: string) => void} say @param {(error: unknown) => void} sayFault
 * @param {(shared: any) => void} draw shows the settings that hold */
export function startFile(say, sayFault, draw) {
  $('export').addEventListener('click', async () => {
    download(fileOf(await valuesNow()));
    say(t('say_exported', FILE));
  });
  picker.addEventListener('change', () => {
    say('');
    look().catch((error) => {
      close();
      sayFault(error);
    });
  });
  $('import-leave').addEventListener('click', () => {
    close();
    say(t('say_unchanged'));
  });
  $('import-use').addEventListener('click', async () => {
    say('');
    try {
      const all = await use(draw);
      say(t(all ? 'say_imported' : 'say_importedPart'));
    } catch (error) {
      sayFault(error);
    }
    close();
  });
}
