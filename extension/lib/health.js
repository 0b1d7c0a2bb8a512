// Is anything in the way of saving? For the light of the popup and the list of the options.
import { isolated, t } from './text.js';

/** `code`: of an error, whose sentence says what it is; else `key` of a text.
 * @typedef {{light: 'good' | 'care' | 'bad' | 'unknown', key?: string, code?: string}} Health */
/** @typedef {Partial<import('../background/state.js').Shared>} Shared */

/** @param {Shared} shared @returns {Health} the worst of all */
export function healthOf(shared) {
  const checks = checksOf(shared);
  const worst =
    checks.find(({ light }) => light === 'bad') ?? checks.find(({ light }) => light === 'care');
  if (worst) {
    return worst;
  }
  return shared.settings ? { light: 'good', key: 'health_good' } : { light: 'unknown', key: 'health_unknown' };
}

/** What was looked at, one by one. What cannot be known without the program is left out.
 * @param {Shared} shared @returns {Health[]} */
export function checksOf({ settings = null, held = null, fault = null }) {
  if (fault) {
    return [{ light: 'bad', code: fault.code }];
  }
  if (!settings) {
    return [];
  }
  return [
    { light: 'good', key: 'health_program' },
    settings.folderError
      ? { light: 'bad', code: settings.folderError }
      : { light: 'good', key: 'health_folder' },
    held ? { light: 'care', code: held } : { light: 'good', key: 'health_queue' },
  ];
}

/** One thing that the program's own doctor has looked at (PROTOCOL.md, `doctor`).
 * @typedef {{check: string, subject: string, state: string, text: string, trouble?: string | null,
 *   about?: string[], fix: string | null, remedy?: string | null}} Check */

const LIGHTS = Object.freeze({ ok: 'good', warning: 'care', failed: 'bad' });

/** @param {Check} check @returns {Health['light']} */
export const lightOf = ({ state }) => LIGHTS[/** @type {'ok'} */ (state)] ?? 'unknown';

/** The keys of what is said of a check, when it is well and when it is not. One that is not here has
 * only the program's own words, which are English. */
const CHECKS = Object.freeze({
  program: ['check_program', 'check_program_not'],
  helper: ['check_helper', 'check_helper_not'],
  join: ['check_join', 'check_join_not'],
  libraries: ['check_libraries', 'check_libraries_not'],
  sandbox: ['check_sandbox', 'check_sandbox_not'],
  settings: ['check_settings', 'check_settings_not'],
  folder: ['check_folder', 'check_folder_not'],
  space: ['check_space', 'check_space_not'],
  state: ['check_state', 'check_state_not'],
  archive: ['check_archive', 'check_archive_not'],
  manifest: ['check_manifest', 'check_manifest_not'],
  hello: ['check_hello', 'check_hello_not'],
  browsers: ['check_browsers', 'check_browsers_not'],
  home: ['check_home', 'check_home_not'],
  snap: ['check_package', 'check_package_not'],
  flatpak: ['check_package', 'check_package_not'],
});

/** The key of what is said of a check, '' where there is none. @param {Check} check */
export function checkKey(check) {
  const keys = Object.hasOwn(CHECKS, check.check) ? CHECKS[/** @type {'home'} */ (check.check)] : ['', ''];
  return lightOf(check) === 'unknown' ? '' : keys[lightOf(check) === 'good' ? 0 : 1];
}

/** A text in parts: words, and the commands that stand in it between backticks. The full stop after a
 * command at the end is left out, which would stand behind its button.
 * @param {string} text @returns {{text: string, command: boolean}[]} */
export const partsOf = (text) =>
  text.replace(/`[.。]$/, '`').split('`').map((part, at) => ({ text: part, command: at % 2 === 1 })).filter((part) => part.text);

/** The text for a word of the program's (`doctor_words.inc`), '' where there is none.
 * @param {'trouble' | 'remedy'} kind @param {string | null | undefined} word @param {string[]} values */
const ownText = (kind, word, values) => (word ? t(`${kind}_${word.replaceAll('-', '_')}`, ...values) : '');

/** What is not well, more closely: in the person's language, or as the program says it.
 * @param {Check} check @returns {{text: string, english: boolean}} */
export function troubleOf({ trouble, about = [], text }) {
  const own = ownText('trouble', trouble, about.map(isolated));
  return { text: own || text, english: !own };
}

/** How it is mended, as troubleOf(); commands stand between backticks.
 * @param {Check} check @returns {{text: string, english: boolean}} */
export function remedyOf({ remedy, fix }) {
  const commands = partsOf(fix ?? '').filter(({ command }) => command).map(({ text }) => `\`${text}\``);
  const own = ownText('remedy', remedy, commands);
  return { text: own || (fix ?? ''), english: !own };
}

/** What a person can give to those who help: which versions, which browser, what was looked at.
 * Folders are not named: the one where posts are saved is left out, and homes are "~".
 * @param {{versions: string, browser: string, folder: string, checks: Check[]}} facts */
export function reportOf({ versions, browser, folder, checks }) {
  const lines = checks.map(({ check, subject, state, text }) =>
    `${state.padEnd(7)} ${check} (${subject}): ${withoutFolders(text, folder)}`);
  return [versions, browser, '', ...lines, ''].join('\n');
}

/** @param {string} text @param {string} folder the name of the save folder */
function withoutFolders(text, folder) {
  const plain = text.replace(/\/(?:home|Users)\/[^/\s]+/g, '~');
  const at = folder ? plain.lastIndexOf(`/${folder}`) : -1;
  return at < 0 ? plain : `${plain.slice(0, plain.search(/[~/]/))}~/…${plain.slice(at + 1 + folder.length)}`;
}
