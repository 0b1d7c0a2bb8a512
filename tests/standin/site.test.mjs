// The site as a browser sees it: constant address in the feed, in-page navigation with a stale
// script, player wrappers, blob sources. Chromium is driven over its debugging pipe.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Standin } from './control.mjs';

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);
const skip = !process.env.CK_WORLD
  ? 'not inside tests/standin/world.sh'
  : !program && 'no Chromium here';

/** One page of one browser, by the DevTools protocol. */
class Page {
  constructor() {
    const flags = [
      '--headless=new',
      '--no-sandbox',
      '--remote-debugging-pipe',
      '--no-first-run',
      '--window-size=1000,800',
      `--user-data-dir=${mkdtempSync(join(process.env.CK_WORLD, 'chromium-'))}`,
    ];
    this.browser = spawn(program, [...flags, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.waiting = new Map();
    this.count = 0;
    let text = '';
    this.browser.stdio[4].setEncoding('utf8').on('data', (data) => {
      text += data;
      const messages = text.split('\0');
      text = messages.pop();
      for (const message of messages) this.take(JSON.parse(message));
    });
  }

  take({ id, result, error }) {
    const { resolve, reject } = this.waiting.get(id) ?? {};
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  }

  ask(method, params = {}, session = this.session) {
    const id = (this.count += 1);
    this.browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId: session })}\0`);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
  }

  async open() {
    const { targetInfos } = await this.ask('Target.getTargets');
    const { targetId } = targetInfos.find(({ type }) => type === 'page');
    this.session = (await this.ask('Target.attachToTarget', { targetId, flatten: true })).sessionId;
  }

  go(url) {
    return this.ask('Page.navigate', { url });
  }

  async run(expression) {
    const { result, exceptionDetails } = await this.ask('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
    return result.value;
  }

  /** Waits in the page until the expression is true, frame by frame; then gives `value`. */
  until(expression, value = 'undefined') {
    return this.run(`new Promise((resolve, reject) => {
      const end = performance.now() + 8000;
      const look = () => {
        if (${expression}) resolve(${value});
        else if (performance.now() > end) reject(new Error('never: ' + ${JSON.stringify(expression)} + document.body?.innerHTML.slice(0, 900)));
        else requestAnimationFrame(look);
      };
      look();
    })`);
  }

  async key(name) {
    for (const type of ['keyDown', 'keyUp']) {
      await this.ask('Input.dispatchKeyEvent', { type, key: name, code: name });
    }
  }

  close() {
    const gone = new Promise((resolve) => {
      this.browser.once('exit', resolve);
    });
    this.ask('Browser.close', {}, undefined).catch(() => {});
    return gone;
  }
}

const PLAYING =
  '[...document.querySelectorAll("video")].find((video) => !video.paused && video.src.startsWith("blob:"))';
const onScreen = (id) => `${PLAYING}?.closest('[id^=xgwrapper]').id.endsWith('-${id}')`;

describe('site', { skip }, () => {
  /** @type {Page} */
  let page;
  before(async () => {
    page = new Page();
    await page.open();
  });
  after(() => page.close());

  test('the feed keeps its address, plays blobs, and uses its articles again', async () => {
    const standin = await Standin.connect();
    await page.go('https://www.tiktok.com/foryou');
    await page.until(onScreen(await standin.id('ok')));
    for (const name of ['ok2', 'ok3', 'ok4']) {
      await page.key('ArrowDown');
      await page.until(onScreen(await standin.id(name)));
    }
    const seen = await page.run(`({ path: location.pathname, online: navigator.onLine,
      articles: document.querySelectorAll('article').length,
      wrapper: ${PLAYING}.closest('[id^=xgwrapper]').id, index: ${PLAYING}.closest('article').dataset.scrollIndex })`);
    assert.deepEqual(seen, {
      path: '/foryou',
      online: true,
      articles: 3,
      wrapper: `xgwrapper-3-${await standin.id('ok4')}`,
      index: '3',
    });
  });

  test('the start page brings its first items along', async () => {
    const standin = await Standin.connect();
    const two = [await standin.id('ok'), await standin.id('ok2')];
    await page.go('https://www.tiktok.com/');
    await page.until(onScreen(two[0]));
    const ids = '__DEFAULT_SCOPE__["webapp.updated-items"].map((item) => item.id)';
    assert.deepEqual(await page.run(`window.__$UNIVERSAL_DATA$__.${ids}`), two);
    assert.deepEqual(
      await page.run(
        `JSON.parse(document.getElementById('__UNIVERSAL_DATA_FOR_REHYDRATION__').textContent).${ids}`,
      ),
      two,
    );
  });

  test('from a post to the profile to another post: one load, and a script that stays stale', async () => {
    const standin = await Standin.connect();
    const [first, other] = [await standin.id('ok'), await standin.id('ok2')];
    await page.go(`https://www.tiktok.com/@catlady/video/${first}`);
    await page.until(onScreen(first));
    await standin.clear();
    await page.run(`document.querySelector('[data-e2e=browse-username]').click()`);
    await page.until(
      `document.querySelector('[data-e2e=user-post-item] a[href$="/video/${other}"]')`,
    );
    await page.run(
      `document.querySelector('[data-e2e=user-post-item] a[href$="/video/${other}"]').click()`,
    );
    await page.until(onScreen(other));
    assert.equal(await page.run('location.pathname'), `/@catlady/video/${other}`);
    assert.equal(
      await page.run(`JSON.parse(document.getElementById('__UNIVERSAL_DATA_FOR_REHYDRATION__').textContent)
      .__DEFAULT_SCOPE__['webapp.video-detail'].itemInfo.itemStruct.id`),
      first,
    );
    assert.deepEqual((await standin.log({ kind: 'page' })).length, 0);
    await page.run('history.back()');
    await page.until(`document.querySelector('[data-e2e=user-title]')?.textContent === 'catlady'`);
  });

  test('the page lets no foreign script in', async () => {
    await page.run(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.foreign = true' }))`,
    );
    assert.equal(await page.run('window.foreign'), undefined);
  });
});
