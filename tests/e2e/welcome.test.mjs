// The first steps after the install, and that they do not come again.
import assert from 'node:assert/strict';
import { addressOf, inBothBrowsers } from './bed.mjs';
import { saveByPopup } from './steps.mjs';

inBothBrowsers('after the install four sentences and the folder are shown, by keyboard to the end', async (bed) => {
  const browser = await bed.start({ firstRun: true });
  const page = await browser.waitWelcome();
  await page.until('document.querySelector("#folder").innerText === "TikTok"', { what: 'the folder' });
  assert.equal(await page.run('document.querySelectorAll("ol li").length'), 4);
  assert.match(await page.text('ol'), /Save video.*ask.*licence.*unknown sites/s);
  while ((await page.focused()) !== 'button#done') await page.press('Tab');
  await page.press('Enter').catch(() => {}); // the page is gone with it
  await browser.openTab(await addressOf(bed.standin, 'ok'));
  await saveByPopup(browser);

  // From the options they can be seen again.
  const options = await browser.openOptions();
  await options.until('document.querySelector("#keys").innerText.includes("Save the post")', { what: 'shortcuts' });
  await options.click('#welcome-again');
  const again = await browser.waitWelcome();
  await again.until('document.querySelector("#folder").innerText === "TikTok"');
});

inBothBrowsers('without the program the first page says what to do', async (bed) => {
  bed.home.clipkeep('unregister', bed.name);
  const browser = await bed.start({ firstRun: true });
  const page = await browser.waitWelcome();
  await page.until('document.querySelector("#status").innerText.includes("install.sh")', { what: 'what to do' });
  assert.equal(await page.shown('#retry'), true);
  bed.home.clipkeep('register', bed.name);
  await page.click('#retry');
  await page.until('document.querySelector("#folder").innerText === "TikTok"');
});
