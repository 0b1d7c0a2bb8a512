// A real Chromium, a real Firefox and a terminal of one person save 300 posts at once, most of
// them in two or three of them, each browser with a host that it started itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertKeptOnce, assertToldOnce, smallPosts } from '../host/crowd.mjs';
import { runJson } from '../host/runs.mjs';
import { Standin } from '../standin/control.mjs';
import { Home, browsers, extension } from './bed.mjs';

const BULK_MS = 150000;

/**
 * An expression for a page of the extension: opens a port to the host, has all posts saved, and
 * gives what it was told, a moment after each has ended.
 * @param {string} family
 * @param {{id: string, address: string}[]} posts
 */
const saveAll = (family, posts) => `new Promise((resolve) => {
  const posts = ${JSON.stringify(posts)};
  const told = { answers: {}, ends: {} };
  const ENDS = ['done', 'failed', 'cancelled'];
  const port = (globalThis.browser ?? chrome).runtime.connectNative('app.clipkeep.host');
  const hasEnded = ({ id }) => {
    const { job, state, error } = told.answers[id] ?? {};
    return error || ENDS.includes(state) || told.ends[job];
  };
  port.onDisconnect.addListener(() => resolve(JSON.stringify(told)));
  port.onMessage.addListener(({ id, event, result, error, job }) => {
    if (event === 'job' && ENDS.includes(job.state)) {
      told.ends[job.job] = (told.ends[job.job] ?? 0) + 1;
    } else if (id >= 10) {
      const { job, state } = result?.job ?? {};
      told.answers[posts[id - 10].id] = error ? { error: error.code } : { job, state };
    }
    if (posts.every(hasEnded)) setTimeout(() => resolve(JSON.stringify(told)), 2000);
  });
  port.postMessage({ id: 1, verb: 'hello', protocol: [1, 1], version: '0.1.0', browser: '${family}' });
  port.postMessage({ id: 2, verb: 'subscribe' });
  posts.forEach(({ address }, n) => port.postMessage({ id: 10 + n, verb: 'save', address }));
})`;

const both = ['chromium', 'firefox'].every((name) => browsers.includes(name));
const options = { timeout: BULK_MS + 60000, skip: !both && 'needs both browsers' };

test('two browsers and a terminal save 300 overlapping posts at once', options, async (t) => {
  const home = new Home();
  const standin = await Standin.connect();
  const started = /** @type {any[]} */ ([]);
  t.after(async () => {
    for (const browser of started) await browser.end();
    await home.remove();
  });
  const posts = await smallPosts(standin, 300);
  const parts = { chromium: posts.slice(0, 200), firefox: posts.slice(50, 250) };
  const inTerminal = posts.slice(100, 300);
  const pages = /** @type {Record<string, any>} */ ({});
  for (const name of ['chromium', 'firefox']) {
    const { launch } = await import(`./drivers/${name}.mjs`);
    home.clipkeep('register', name);
    const ca = `${process.env.CK_WORLD}/ca.pem`;
    const browser = await launch({ home: home.path, extension, ca });
    started.push(browser);
    pages[name] = await browser.openOptions();
  }
  const began = Date.now();
  const [chromium, firefox, terminal] = await Promise.all([
    pages.chromium.run(saveAll('chromium', parts.chromium), BULK_MS),
    pages.firefox.run(saveAll('firefox', parts.firefox), BULK_MS),
    runJson(home.path, ['save', '--json', ...inTerminal.map(({ address }) => address)]),
  ]);
  t.diagnostic(`${Date.now() - began} ms`);
  assertToldOnce(JSON.parse(chromium), parts.chromium);
  assertToldOnce(JSON.parse(firefox), parts.firefox);
  assert.ok(terminal.answer?.posts, JSON.stringify(terminal));
  const answers = Object.fromEntries(terminal.answer.posts.map((/** @type {any} */ one) => [
    one.post, { ...one, error: one.error?.code }]));
  assertToldOnce({ answers, ends: {} }, inTerminal);
  await Promise.all(started.map((browser) => browser.quit()));
  await home.hostsGone(5000);
  await assertKeptOnce(home.path, home.folder, posts);
});
