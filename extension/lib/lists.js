// What lists are called, and what is said of a backup: by its page, and by the bar in TikTok's page.
import { errorText, isolated, language, numberText, t, waitText } from './text.js';

/** @typedef {import('../background/backup.js').Shown} Shown */

/** What a list is called. @param {{kind: string, handle: string, title: string}} list */
export function listName({ kind, title }) {
  const names = {
    posts: () => t('list_posts'), likes: () => t('list_likes'), favourites: () => t('list_favourites'),
    reposts: () => t('list_reposts'), stories: () => t('list_stories'), collection: () => t('list_collection', isolated(title)),
    playlist: () => t('list_playlist', isolated(title)), tag: () => t('list_tag', isolated(title)),
    sound: () => t('list_sound', isolated(title)),
  };
  return names[/** @type {'posts'} */ (kind)]?.() ?? title;
}

/** What goes on, in a sentence. @param {Shown} shown */
export function phaseText({ phase, code, wait, at, plan }) {
  const now = plan.lists[at];
  const found = plan.lists.reduce((sum, list) => sum + list.found, 0);
  const says = {
    running: () => t('backup_running', now ? listName(now) : '', numberText(found)),
    paused: () => t('backup_paused'),
    hidden: () => t('backup_hidden'),
    away: () => t('backup_away'),
    waiting: () => t('backup_waiting', waitText(wait)),
    captcha: () => t('backup_captcha'),
    trouble: () => errorText(code ?? '').sentence,
    ended: () => t('backup_ended'),
    stopped: () => t('backup_stopped'),
  };
  return says[phase]();
}

/** @param {Shown} shown */
export function barOf(shown) {
  const stops = { what: 'stop', name: t('backup_stop') };
  const goes = { what: 'goOn', name: t('backup_go_on') };
  const pauses = { what: 'pause', name: t('backup_pause') };
  const waits = shown.phase === 'running' || shown.phase === 'hidden' || shown.phase === 'waiting';
  return {
    name: t('backup_bar'), text: phaseText(shown), asks: !waits, buttons: [waits ? pauses : goes, stops], ...language(),
  };
}
