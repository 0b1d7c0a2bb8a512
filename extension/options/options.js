// The options page: the host's settings, shown and changed at once.
import { api } from '../lib/browser.js';
import { ask, follow } from '../lib/background.js';
import { errorText, localize, t } from '../lib/text.js';
import { faultOf } from '../lib/protocol.js';

/** @typedef {{settings: import('../lib/protocol.js').Settings | null, hostVersion: string}} Shared */

/** @template {HTMLElement} [T=HTMLElement] @param {string} id @returns {T} */
const $ = (id) => /** @type {any} */ (document.getElementById(id));
const cover = /** @type {HTMLInputElement} */ ($('cover'));
const parallel = /** @type {HTMLSelectElement} */ ($('parallel'));
const choose = /** @type {HTMLButtonElement} */ ($('choose'));
const open = /** @type {HTMLButtonElement} */ ($('open'));

/** @param {string} code */
const sentences = (code) => Object.values(errorText(code)).join('\n');

/** @param {Shared} shared */
function draw({ settings, hostVersion }) {
  const { version } = api.runtime.getManifest();
  $('host').textContent = hostVersion
    ? t('versions', version, hostVersion)
    : t('versionsAlone', version);
  for (const control of [cover, parallel, choose, open]) {
    control.disabled = !settings;
  }
  if (!settings) {
    return;
  }
  $('folder').textContent = settings.folder;
  $('folder-state').hidden = !settings.folderError;
  $('folder-state').textContent = settings.folderError ? sentences(settings.folderError) : '';
  cover.checked = settings.cover;
  parallel.value = String(settings.parallel);
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
    say(code === 'cancelled' ? t('say_unchanged') : sentences(code));
    $('trouble').classList.toggle('bad', code !== 'cancelled');
    $('retry').hidden = !code.startsWith('host-');
  }
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
  draw({ settings: null, hostVersion: '' });
  choose.addEventListener('click', chooseFolder);
  open.addEventListener('click', () => act('show', {}));
  $('retry').addEventListener('click', () => act('hello', {}));
  cover.addEventListener('change', () =>
    act('change', { set: { cover: cover.checked } }, 'say_changed'),
  );
  parallel.addEventListener('change', () =>
    act('change', { set: { parallel: Number(parallel.value) } }, 'say_changed'),
  );
  follow((message) => {
    if (message.shared) {
      draw(message.shared);
    }
  });
  act('hello', {});
}

start();
