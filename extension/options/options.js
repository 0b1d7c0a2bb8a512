// The options page: the host's settings, shown and changed at once.
import { api } from '../lib/browser.js';
import { ask, follow } from '../lib/background.js';
import { lookForPosts, startMoving } from './moving.js';
import { drawNames, startNames } from './names.js';
import { drawChecks, startAround } from './around.js';
import { errorText, localize, t } from '../lib/text.js';
import { faultOf } from '../lib/protocol.js';

/** @typedef {{settings: import('../lib/protocol.js').Settings | null, hostVersion: string}} Shared */

/** @template {HTMLElement} [T=HTMLElement] @param {string} id @returns {T} */
const $ = (id) => /** @type {any} */ (document.getElementById(id));
/** The settings that are on or off. */
const SWITCHES = /** @type {const} */ (['cover', 'watermark', 'sources', 'keepGoing']);
/** The settings that are one of several words. */
const CHOICES = /** @type {const} */ (['quality', 'captions']);
const parallel = /** @type {HTMLSelectElement} */ ($('parallel'));
const speedLimit = /** @type {HTMLSelectElement} */ ($('speedLimit'));
const choose = /** @type {HTMLButtonElement} */ ($('choose'));
const open = /** @type {HTMLButtonElement} */ ($('open'));
/** What the page shows. @type {Shared} */
let shown = { settings: null, hostVersion: '' };

/** @param {string} id @returns {HTMLInputElement} */
const box = (id) => /** @type {any} */ ($(id));
/** @param {string} name @returns {HTMLInputElement[]} */
const buttonsOf = (name) => /** @type {any} */ ([...document.getElementsByName(name)]);

/** @param {string} code */
const sentences = (code) => Object.values(errorText(code)).join('\n');

/** One that the settings file names and the page does not offer is shown all the same.
 * @param {number} speed */
function drawSpeed(speed) {
  const values = [...speedLimit.options].map((one) => one.value);
  if (!values.includes(String(speed))) {
    const option = document.createElement('option');
    option.value = String(speed);
    option.textContent = `${Math.ceil(speed / 1000)} kB`;
    speedLimit.add(option);
  }
  speedLimit.value = String(speed);
}

/** @param {Shared} shared */
function draw(shared) {
  shown = shared;
  drawChecks(shared);
  const { settings, hostVersion } = shared;
  const { version } = api.runtime.getManifest();
  $('host').textContent = hostVersion
    ? t('versions', version, hostVersion)
    : t('versionsAlone', version);
  const inputs = [...SWITCHES.map(box), ...CHOICES.flatMap(buttonsOf)];
  for (const control of [...inputs, parallel, speedLimit, choose, open]) {
    control.disabled = !settings;
  }
  drawNames(settings);
  if (!settings) {
    return;
  }
  if ($('folder').textContent !== settings.folder) {
    $('folder').textContent = settings.folder;
    lookForPosts();
  }
  $('folder-state').hidden = !settings.folderError;
  $('folder-state').textContent = settings.folderError ? sentences(settings.folderError) : '';
  parallel.value = String(settings.parallel);
  drawSpeed(settings.speedLimit ?? 0);
  for (const id of SWITCHES) {
    box(id).checked = settings[id];
  }
  for (const name of CHOICES) {
    buttonsOf(name).forEach((button) => (button.checked = button.value === settings[name]));
  }
}

/** @param {string} text */
function say(text) {
  $('status').textContent = text;
}

/** Does something with the host and tells how it went.
 * @param {string} what @param {object} fields @param {string} [done] key of the text for success */
async function act(what, fields, done) {
  const wasRetry = document.activeElement === $('retry');
  try {
    const shared = await ask(what, fields);
    if (shared?.settings) {
      draw(shared);
    }
    say(done ? t(done) : '');
    $('trouble').classList.remove('bad');
    $('retry').hidden = true;
    if (wasRetry) {
      choose.focus();
    }
  } catch (error) {
    const { code } = faultOf(error);
    draw(shown); // what was not changed is not shown as if it were
    say(code === 'cancelled' ? t('say_unchanged') : sentences(code));
    $('trouble').classList.toggle('bad', code !== 'cancelled');
    $('retry').hidden = !code.startsWith('host-');
  }
}

/** Changes settings at once. The words of the change before go first, so that each is read aloud.
 * @param {object} set */
function change(set) {
  say('');
  return act('change', { set }, 'say_changed');
}

async function chooseFolder() {
  choose.disabled = true;
  say(t('say_dialogOpen'));
  await act('choose', {}, 'say_folderChosen');
  choose.disabled = false;
  choose.focus();
}

function start() {
  localize(document);
  draw(shown);
  choose.addEventListener('click', chooseFolder);
  open.addEventListener('click', () => act('show', {}));
  $('retry').addEventListener('click', () => act('hello', {}));
  for (const id of SWITCHES) {
    box(id).addEventListener('change', () => change({ [id]: box(id).checked }));
  }
  for (const button of CHOICES.flatMap(buttonsOf)) {
    button.addEventListener('change', () => change({ [button.name]: button.value }));
  }
  startNames(change);
  startMoving(say);
  parallel.addEventListener('change', () => change({ parallel: Number(parallel.value) }));
  speedLimit.addEventListener('change', () => change({ speedLimit: Number(speedLimit.value) }));
  follow((message) => {
    if (message.shared) {
      draw(message.shared);
    }
  });
  startAround(say);
  act('hello', {});
}

start();
