// The popup's button on a page that shows lists: leads to the page where they are backed up.
import { $, setText } from '../lib/dom.js';
import { api } from '../lib/browser.js';
import { ask } from '../lib/background.js';
import { t } from '../lib/text.js';

/** Shows the button where there is something to back up. @param {number} tab */
export async function offerBackup(tab) {
  const button = $('backup');
  const { lists, mine } = await ask('backupLook', { tab });
  button.hidden = lists.length === 0;
  setText(button, mine ? t('backupMine') : t('backupThis'));
  button.onclick = async () => {
    await api.tabs.create({ url: api.runtime.getURL(`backup/backup.html?tab=${tab}`) });
    window.close();
  };
}
