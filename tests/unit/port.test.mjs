// background/port.js: the three ways in which a host can fail to be there, and who gets what answer.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Port, settle, stoppedClock } from './stubs.mjs';
import { HostPort } from '../../extension/background/port.js';

/** @typedef {import('../../extension/lib/protocol.js').Fault} Fault */

/** @type {{lastError: {message: string} | undefined, connectNative: () => any, getManifest: () => any}} */
let runtime;
/** @type {Port[]} */
let ports;
/** @type {any[]} */
let events;
/** @type {string[]} */
let closings;
/** @type {HostPort} */
let host;

beforeEach(() => {
  ports = [];
  events = [];
  closings = [];
  runtime = {
    lastError: undefined,
    getManifest: () => ({ version: '0.1.0' }),
    connectNative: () => {
      ports.push(new Port());
      return ports.at(-1);
    },
  };
  host = new HostPort({
    runtime: /** @type {any} */ (runtime),
    browser: 'chromium',
    onEvent: (message) => events.push(message),
    onClosed: (fault) => closings.push(fault.code),
  });
});

/** The code that a promise fails with. @param {Promise<any>} promise */
const codeOf = (promise) =>
  promise.then((value) => `no failure: ${JSON.stringify(value)}`, (fault) => fault.code);

/** A host that has answered hello. @returns {Promise<Port>} */
async function greeted() {
  const hello = host.hello();
  const port = /** @type {Port} */ (ports.at(-1));
  port.answer('hello', { protocol: 1, version: '0.1.0' });
  await hello;
  return port;
}

describe('a host that is not there', () => {
  const words = [
    { why: 'Chromium: no manifest', chromium: 'Specified native messaging host not found.', code: 'host-missing' },
    { why: 'Chromium: a manifest for others', chromium: 'Access to the specified native messaging host is forbidden.', code: 'host-missing' },
    { why: 'Firefox: no manifest', firefox: 'No such native application app.clipkeep.host', code: 'host-missing' },
    { why: 'Chromium: cannot start', chromium: 'Failed to start native messaging host.', code: 'host-broken' },
    { why: 'Chromium: ended at once', chromium: 'Native host has exited.', code: 'host-broken' },
    { why: 'Chromium: printed rubbish', chromium: 'Error when communicating with the native messaging host.', code: 'host-broken' },
    { why: 'Firefox: cannot start', firefox: 'An unexpected error occurred', code: 'host-broken' },
    { why: 'Firefox: ended without a word', firefox: undefined, code: 'host-broken' },
  ];
  for (const { why, chromium, firefox, code } of words) {
    test(`${why}: ${code}`, async () => {
      const failed = codeOf(host.hello());
      if (chromium) runtime.lastError = { message: chromium };
      ports[0].end(firefox);
      assert.equal(await failed, code);
      assert.equal(host.connected, false);
      assert.deepEqual([...new Set(closings)], [code]);
    });
  }

  test('the browser throws at once: missing, until it does not', async () => {
    const { connectNative } = runtime;
    runtime.connectNative = () => {
      throw new Error('not allowed');
    };
    assert.equal(await codeOf(host.ask('list')), 'host-missing');
    assert.equal(host.connected, false);
    runtime.connectNative = connectNative;
    await greeted();
  });

  for (const code of ['host-too-old', 'extension-too-old']) {
    test(`it says ${code}, and its port is let go`, async () => {
      const failed = codeOf(host.hello());
      ports[0].say({ id: ports[0].asked('hello').id, event: 'error', error: { code, detail: '' } });
      assert.equal(await failed, code);
      assert.equal(ports[0].ended, true);
    });
  }

  test('after hello it is lost, for everyone who waits', async () => {
    const port = await greeted();
    const waiting = [codeOf(host.ask('list')), codeOf(host.ask('subscribe'))];
    await settle();
    runtime.lastError = { message: 'Native host has exited.' };
    port.end();
    assert.deepEqual(await Promise.all(waiting), ['host-lost', 'host-lost']);
    assert.deepEqual(closings, ['host-lost']);
  });

  test('each try connects anew, and one that succeeds is used', async () => {
    const failed = codeOf(host.hello());
    ports[0].end('No such native application app.clipkeep.host');
    await failed;
    await greeted();
    assert.equal(ports.length, 2);
    assert.equal(host.connected, true);
  });
});

describe('a host that is silent', () => {
  test('is given up after 3 s, not before', async (t) => {
    const clock = stoppedClock(t);
    const failed = codeOf(host.hello());
    clock.tick(2999);
    await settle();
    assert.equal(ports[0].ended, false);
    clock.tick(1);
    assert.equal(await failed, 'host-silent');
    assert.equal(ports[0].ended, true);
    assert.equal(host.connected, false);
  });

  test('only hello has a limit: a dialog may be open for long', async (t) => {
    const clock = stoppedClock(t);
    const port = await greeted();
    const chosen = host.ask('choose-folder');
    await settle();
    clock.tick(3600000);
    port.answer('choose-folder', { settings: {} });
    assert.deepEqual(await chosen, { settings: {} });
  });
});

describe('answers', () => {
  test('hello comes first, once, with the versions', async () => {
    const [first, second] = [host.ask('list', { limit: 1 }), host.ask('subscribe')];
    await settle();
    assert.deepEqual(ports[0].posted, [
      { id: 1, verb: 'hello', protocol: [1, 1], version: '0.1.0', browser: 'chromium' },
    ]);
    ports[0].answer('hello', {});
    await settle();
    assert.deepEqual(ports[0].posted.map(({ verb }) => verb), ['hello', 'list', 'subscribe']);
    assert.equal(ports.length, 1);
    ports[0].answer('subscribe', { jobs: [] });
    ports[0].answer('list', { jobs: [1] });
    assert.deepEqual(await first, { jobs: [1] }, 'matched by id, in whatever order they come');
    assert.deepEqual(await second, { jobs: [] });
    const ids = ports[0].posted.map(({ id }) => id);
    assert.equal(new Set(ids).size, 3, 'no id is used twice');
  });

  test('an error carries its code and detail to the one who asked', async () => {
    const port = await greeted();
    const failed = host.ask('cancel', { job: 7 });
    await settle();
    port.say({ id: port.asked('cancel').id, event: 'error', error: { code: 'not-found', detail: '7' } });
    await assert.rejects(failed, { code: 'not-found', detail: '7' });
    assert.equal(host.connected, true);
  });

  test('what is no message of the protocol is passed over', async () => {
    const port = await greeted();
    const listed = host.ask('list');
    await settle();
    const { id } = port.asked('list');
    const garbage = [null, 7, 'x', [], {}, { id }, { id, event: 'answer' }, { id, event: 'answer', result: null },
      { id, event: 'error' }, { id, event: 'shout', result: {} }, { id: '2', event: 'answer', result: {} },
      { id: 1.5, event: 'answer', result: {} }, { id: id + 1, event: 'answer', result: {} },
      { id: null, event: 'error', error: { code: 'frame-bad', detail: '' } }, { id, event: 'job', job: 3 }];
    garbage.forEach((message) => port.say(message));
    port.say({ id, event: 'answer', result: { jobs: [] } });
    assert.deepEqual(await listed, { jobs: [] });
    assert.deepEqual(events, []);
  });

  test('events go to the listener, and the question stays open', async () => {
    const port = await greeted();
    const subscribed = host.ask('subscribe');
    await settle();
    const { id } = port.asked('subscribe');
    port.say({ id, event: 'job', job: { job: 1 } });
    port.say({ id, event: 'settings', settings: { cover: true } });
    port.say({ id, event: 'queue', queue: { held: 'disk-full' } });
    port.answer('subscribe', { jobs: [] });
    assert.deepEqual(await subscribed, { jobs: [] });
    assert.deepEqual(events.map(({ event }) => event), ['job', 'settings', 'queue']);
  });

  test('closing on our side lets the port go, and the next question connects anew', async () => {
    const port = await greeted();
    host.close();
    assert.equal(port.ended, true);
    assert.deepEqual(closings, ['host-closed']);
    await greeted();
    assert.equal(ports.length, 2);
    // A late word about the old port's end does not end the new one.
    port.onDisconnect.happen(port);
    assert.equal(host.connected, true);
    assert.deepEqual(closings, ['host-closed']);
  });
});
