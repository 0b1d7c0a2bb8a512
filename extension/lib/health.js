// Is anything in the way of saving? For the light of the popup and the list of the options. Pure.

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
