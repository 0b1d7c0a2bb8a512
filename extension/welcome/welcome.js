// The first steps: what to know, where to save. Shown once after the install, and again only when
// it is asked for in the options.
import { $, setText } from '../lib/dom.js';
import { chooseNotify, notifyWhen } from '../lib/notify.js';
import { errorText, localize, t } from '../lib/text.js';
import { api } from '../lib/browser.js';
import { ask } from '../lib/background.js';
import { faultOf } from '../lib/protocol.js';
import { followLanguage } from '../lib/language.js';

const choose = /** @type {HTMLButtonElement} */ ($('choose'));

/** @param {() => Promise<{settings: import('../lib/protocol.js').Settings | null}>} asks
 * @param {string} [done] what is said when it went well */
async function act(asks, done = '') {
  try {
    const { settings } = await asks();
    setText($('folder'), settings?.folder ?? '');
    setText($('status'), done);
    choose.disabled = !settings;
    $('retry').hidden = true;
  } catch (error) {
    const { code } = faultOf(error);
    const { sentence, step } = errorText(code);
    setText($('status'), code === 'cancelled' ? t('say_unchanged') : `${sentence}\n${step}`);
    $('retry').hidden = !code.startsWith('host-');
  }
}

async function chooseFolder() {
  choose.disabled = true;
  setText($('status'), t('say_dialogOpen'));
  await act(() => ask('choose'), t('say_folderChosen'));
  choose.disabled = false;
  choose.focus();
}

async function finish() {
  const tab = await api.tabs.getCurrent();
  await api.tabs.remove(tab?.id ?? -1);
}

async function start() {
  followLanguage(() => localize(document));
  localize(document);
  const notify = /** @type {HTMLInputElement} */ ($('notify'));
  choose.addEventListener('click', chooseFolder);
  $('retry').addEventListener('click', () => act(() => ask('hello')));
  $('done').addEventListener('click', finish);
  notify.addEventListener('change', async () => {
    notify.checked = (await chooseNotify(notify.checked ? 'end' : 'never')) !== 'never';
  });
  act(() => ask('hello'));
  notify.checked = (await notifyWhen()) !== 'never';
}

start();
