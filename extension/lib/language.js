// Which language Clipkeep speaks: the browser's own, or one that the person chose. The browser
// cannot be told to use another, so the chosen one's texts are read from the same files that it
// reads. Without a choice nothing is loaded and nothing changes.
import { speak, spoken } from './text.js';
import { api } from './browser.js';

/** The folders of `_locales`. */
export const LANGUAGES = Object.freeze(['ar', 'de', 'en', 'es', 'fr', 'id', 'ja', 'pt_BR', 'tr', 'vi']);

/** Where a page keeps the chosen language's texts, so that the next one has them for its first
 * paint without waiting. Only a copy: which language it is, `storage.local` says. */
const READY = 'texts';

/** @returns {Promise<string>} one of LANGUAGES; '': as the browser */
export async function languageChosen() {
  const { language } = /** @type {{language: string}} */ (await api.storage.local.get('language'));
  return LANGUAGES.includes(language) ? language : '';
}

/** Every open page, the menus and the notifications follow. @param {string} language '': as the browser */
export async function chooseLanguage(language) {
  await api.storage.local.set({ language });
}

/** A language by its own name: "português (Brasil)". @param {string} language */
export function nameOf(language) {
  const tag = language.replace('_', '-');
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}

/** The texts of a messages.json by their keys, with $1 to $9 where values go.
 * @param {Record<string, {message: string, placeholders?: Record<string, {content: string}>}>} messages
 * @returns {Record<string, string>} */
export function textsOf(messages) {
  const texts = Object.entries(messages).map(([key, { message, placeholders = {} }]) => [
    key,
    message.replace(/\$(\w+)\$/g, (whole, name) => placeholders[name.toLowerCase()]?.content ?? whole),
  ]);
  return Object.fromEntries(texts);
}

/** @param {string} language @returns {Promise<Record<string, string>>} */
async function load(language) {
  const file = await fetch(api.runtime.getURL(`_locales/${language}/messages.json`));
  return textsOf(await file.json());
}

/** The pages' own store; the background of Chromium has none, and a private window may refuse it. */
function store() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

const version = () => api.runtime.getManifest().version;

/** Speaks at once what was spoken last; an update may have other words. */
function speakReady() {
  try {
    const ready = JSON.parse(store()?.getItem(READY) ?? 'null');
    if (ready?.version === version()) {
      speak(ready.language, ready.texts);
    }
  } catch {
    // Whatever lies there is no copy of ours: it is made anew.
  }
}

/** @param {string} language @param {Record<string, string>} texts */
function keepReady(language, texts) {
  try {
    if (language) {
      store()?.setItem(READY, JSON.stringify({ language, texts, version: version() }));
    } else {
      store()?.removeItem(READY);
    }
  } catch {
    // No room, or not here: the next page waits for its texts.
  }
}

/** Speaks what is chosen now. Of changes that overtake one another the last one holds.
 * @returns {Promise<boolean>} whether that is another than was spoken */
export async function speakChosen() {
  const language = await languageChosen();
  if (language === spoken()) {
    return false;
  }
  const texts = language ? await load(language) : {};
  if (language !== (await languageChosen())) {
    return false; // chosen anew meanwhile, and spoken by that
  }
  speak(language, texts);
  keepReady(language, texts);
  return true;
}

/** @param {() => void} onChoice what is done whenever another language has been chosen */
export function whenChosen(onChoice) {
  api.storage.onChanged.addListener((changes, area) => {
    if (area === 'local' && changes.language) {
      onChoice();
    }
  });
}

/** Speaks the chosen language: as far as it is at hand, at once; and from then on what is chosen.
 * @param {() => void} onChange draws anew what is on the page
 * @returns {Promise<void>} when the language of now is spoken */
export function followLanguage(onChange) {
  const follow = async () => {
    if (await speakChosen().catch(() => false)) {
      onChange();
    }
  };
  speakReady();
  whenChosen(follow);
  return follow();
}
