// The popup where there is no post to save, or no way to it, for pictures: what it says hangs on the
// browser, the page and the program, so that each is made to be so.
import { Home, addressOf, extension } from './bed.mjs';
import { openOnProfile, pressBackup, signIn } from './lists.mjs';
import { hostThat, registerProgram } from './other-host.mjs';
import { launch } from './drivers/chromium.mjs';
import { untilShown } from './steps.mjs';

const MUTE = hostThat(() => {});

/** @typedef {import('./steps.mjs').View} View */
/** @typedef {{home: Home, name: string, standin: any, browser: any, shoot: Shoot}} Place */
/** @typedef {(popup: View, name: string) => Promise<void>} Shoot */

/** @param {Place} place @param {string} address @param {string} state @param {string} name of the picture */
async function takeAt({ browser, shoot }, address, state, name) {
  await browser.open(address);
  const popup = await browser.pressToolbarButton();
  await popup.waitState(state);
  await shoot(popup, name);
  return popup;
}

/** The tab is older than the extension; then there is no program, and one that says nothing.
 * @param {Place} place @param {string} post its address */
async function takeTroubles(place, post) {
  const popup = await place.browser.pressToolbarButton();
  await untilShown(popup, '#reload');
  await place.shoot(popup, 'reload');
  await takeAt(place, post, 'trouble', 'program-missing');
  place.home.clipkeep('register', place.name);
  registerProgram(place, MUTE);
  const mute = await takeAt(place, post, 'looking', 'looking');
  await mute.waitState('trouble');
  await place.shoot(mute, 'program-silent');
  await mute.close();
}

/** One's own profile, and the backup that was begun there, which waits at a puzzle. @param {Place} place */
async function takeProfile(place) {
  await signIn(/** @type {any} */ (place), { posts: { count: 40 }, likes: { count: 12 } }, { captchaAfter: 1 });
  const { page, popup } = await openOnProfile(place.browser);
  await place.shoot(popup, 'profile');
  const backup = await pressBackup(place.browser, popup);
  await backup.click('#start');
  await backup.until('document.body.dataset.phase === "captcha"', { ms: 30000 });
  await /** @type {any} */ (page).page.bringToFront();
  const during = await place.browser.pressToolbarButton();
  await untilShown(during, '#backing');
  await place.shoot(during, 'puzzle');
  await place.standin.settings({ signedIn: '', sessions: false });
}

/** The person has taken the permission for TikTok's pages away. @param {Place} place @param {string} post */
async function takeForbidden({ browser, shoot }, post) {
  await browser.revokeSite();
  await browser.open(post);
  await browser.pressAndReload();
  const popup = await browser.pressToolbarButton();
  await untilShown(popup, '#allow');
  await shoot(popup, 'site-access');
}

/** @param {Place} place @param {string} post @param {() => Promise<void>} speak */
async function takeFromInstall(place, post, speak) {
  await place.browser.open(post);
  await place.browser.install(extension);
  await speak();
  await takeTroubles(place, post);
  place.home.clipkeep('register', '--force', place.name);
  await takeAt(place, 'about:blank', 'elsewhere', 'elsewhere');
  await takeProfile(place);
}

/** @param {any} standin @param {{dark: boolean, speak: (browser: any) => Promise<View>, shoot: Shoot}} how
 * `speak` opens the options and chooses the language */
export async function takePlaces(standin, { dark, speak, shoot }) {
  const post = await addressOf(standin, 'ok');
  /** @param {string | null} installed @param {(place: Place, speak: () => Promise<void>) => Promise<void>} take */
  const inBrowser = async (installed, take) => {
    const home = new Home();
    const browser = await launch({ home: home.path, extension: installed, headless: false, dark });
    try {
      await take({ home, name: 'chromium', standin, browser, shoot }, async () => (await speak(browser)).close());
      await browser.quit();
    } finally {
      await browser.end();
      await home.remove();
    }
  };
  await inBrowser(null, (place, say) => takeFromInstall(place, post, say));
  await inBrowser(extension, async (place, say) => {
    await say();
    await takeForbidden(place, post);
  });
}
