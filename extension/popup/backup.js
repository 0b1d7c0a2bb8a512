// The popup and backups: the button on a page that shows lists, which leads to the page where they are
// backed up, and the line on every page about one that is under way or due.
import { $, setText } from '../lib/dom.js';
import { api } from '../lib/browser.js';
import { ask } from '../lib/background.js';
import { showBacking } from './backing.js';
import { t } from '../lib/text.js';

/** Shows the button where there is something to back up, and none is under way.
 * @param {number} tab @param {boolean} offers whether its lists are looked for */
async function offerBackup(tab, offers) {
  const button = $('backup');
  const { lists, mine } = offers ? await ask('backupLook', { tab }) : { lists: [], mine: false };
  button.hidden = lists.length === 0;
  setText(button, mine ? t('backupMine') : t('backupThis'));
  button.onclick = async () => {
    await api.tabs.create({ url: api.runtime.getURL(`backup/backup.html?tab=${tab}`) });
    window.close();
  };
}

/** Without an answer there is nothing to show.
 * @param {number} tab @param {boolean} offers whether it may show lists */
export async function drawBackup(tab, offers) {
  const underWay = await showBacking().catch(() => false);
  await offerBackup(tab, offers && !underWay).catch(() => ($('backup').hidden = true));
}
