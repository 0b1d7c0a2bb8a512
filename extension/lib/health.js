// The doctor's light: is anything in the way of saving? Pure.

/** @typedef {{light: 'good' | 'care' | 'bad' | 'unknown', key?: string, code?: string}} Health */

/** @param {Partial<import('../background/state.js').Shared>} shared @returns {Health} */
export function healthOf({ settings = null, held = null, fault = null }) {
  if (fault) {
    return { light: 'bad', code: fault.code };
  }
  if (settings?.folderError) {
    return { light: 'bad', code: settings.folderError };
  }
  if (held) {
    return { light: 'care', code: held };
  }
  return settings ? { light: 'good', key: 'health_good' } : { light: 'unknown', key: 'health_unknown' };
}
