// Opens the popup without watching it, as it is in a person's browser, where no new page waits for a
// debugger; after a while it tells something of itself and is closed.
import { setTimeout as turn } from 'node:timers/promises';

/** From then on this Chromium's new pages are not watched, nor seen by its other ways.
 * @param {any} browser @param {string} expression @param {number} ms */
async function inChromium({ browser, current, popupPage }, expression, ms) {
  const connection = (await browser.target().createCDPSession()).connection();
  await connection.send('Target.setAutoAttach', { autoAttach: false, waitForDebuggerOnStart: false, flatten: true });
  const find = async (/** @type {string[]} */ types, /** @type {(url: string) => boolean} */ fits) => {
    const filter = [...types.map((type) => ({ type })), { exclude: true }];
    return (await connection.send('Target.getTargets', { filter })).targetInfos
      .find((/** @type {{url: string}} */ one) => fits(one.url));
  };
  const tab = await find(['tab'], (url) => url === current.page.url());
  const [{ id }] = (await browser.extensions()).values();
  await connection.send('Extensions.triggerAction', { id, targetId: tab.targetId });
  await turn(ms);
  const popup = await find(['page', 'other'], (url) => url.endsWith(popupPage));
  const session = await connection.createSession(popup);
  const { result } = await session.send('Runtime.evaluate', { expression, returnByValue: true });
  await connection.send('Target.closeTarget', { targetId: popup.targetId });
  await turn(ms / 4);
  return result.value;
}

/** @param {any} browser @param {string} expression @param {number} ms */
async function inFirefox(browser, expression, ms) {
  const popup = await browser.pressToolbarButton();
  await turn(ms);
  const value = await popup.run(expression);
  await popup.close();
  return value;
}

/** @param {any} browser @param {string} expression @param {number} ms @returns {Promise<any>} */
export const glance = (browser, expression, ms) =>
  browser.name === 'chromium' ? inChromium(browser, expression, ms) : inFirefox(browser, expression, ms);
