// The entries in the browser's own menus: on links to posts, on a video, on the toolbar button.
import { api } from '../lib/browser.js';
import { t } from '../lib/text.js';

const POST_LINKS = [
  'https://*.tiktok.com/*/video/*',
  'https://*.tiktok.com/*/photo/*',
  'https://*.tiktok.com/t/*',
  'https://vm.tiktok.com/*',
  'https://vt.tiktok.com/*',
];
const PAGES = ['https://www.tiktok.com/*'];

/** @type {Promise<void>} */
let made = Promise.resolve();

/** Makes the entries, one set after the other; the browser keeps them. */
export function makeMenus() {
  made = made.then(make, make);
  return made;
}

async function make() {
  await api.contextMenus.removeAll();
  const entries = /** @type {chrome.contextMenus.CreateProperties[]} */ ([
    { id: 'link', title: t('menuLink'), contexts: ['link'], targetUrlPatterns: POST_LINKS },
    { id: 'page', title: t('menuPage'), contexts: ['page', 'video', 'image'], documentUrlPatterns: PAGES },
    { id: 'tabs', title: t('menuTabs'), contexts: ['action'] },
    { id: 'folder', title: t('openFolder'), contexts: ['action'] },
  ]);
  entries.forEach((entry) => api.contextMenus.create(entry));
}
