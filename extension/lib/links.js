// Addresses of posts in what a person pastes, and in tabs. Which of them are posts the host decides;
// here is only sorted out what cannot be one.
const LINK = /https?:\/\/[^\s<>"'`{}|\\^]+|(?:www\.|vm\.|vt\.|m\.)?tiktok\.com\/[^\s<>"'`{}|\\^]+/gi;
const TRAILING = /[.,;:!?)\]}»”’]+$/;
const POST = /^\/@[^/]*\/(?:video|photo)\/(\d{15,20})\/?$/;
/** More at once are not taken: whoever wants that has a file for the host's own import. */
export const MOST_LINKS = 500;

/** @param {string} text @returns {URL | null} on TikTok, by https */
function onTikTok(text) {
  try {
    const url = new URL(/^https?:/i.test(text) ? text.replace(/^http:/i, 'https:') : `https://${text}`);
    return /^(?:[a-z0-9-]+\.)*tiktok\.com$/.test(url.hostname) && !url.port && !url.username
      ? url
      : null;
  } catch {
    return null;
  }
}

/** The id of the post that an address names, or null. @param {string | undefined} address */
export function postOf(address) {
  const url = onTikTok(address ?? '');
  return url ? (POST.exec(url.pathname)?.[1] ?? null) : null;
}

/** Each address on TikTok in a text once, in order; how many links lead elsewhere, and how many
 * were too many. @param {string} text */
export function linksIn(text) {
  const found = [...text.matchAll(LINK)].map(([link]) => link.replace(TRAILING, ''));
  const urls = found.map(onTikTok);
  /** @type {Map<string, string>} */
  const once = new Map();
  for (const url of urls) {
    if (url && url.pathname.length > 1) {
      const address = `https://${url.hostname}${url.pathname}`;
      once.set(postOf(address) ?? address, address);
    }
  }
  const addresses = [...once.values()];
  return {
    addresses: addresses.slice(0, MOST_LINKS),
    foreign: urls.filter((url) => !url).length,
    tooMany: Math.max(0, addresses.length - MOST_LINKS),
  };
}
