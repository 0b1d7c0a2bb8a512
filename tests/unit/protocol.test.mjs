// lib/protocol.js against host/face/examples.json, which the host's tests run as well.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Fault, ended, faultOf, helloFields, readMessage, request, wish } from '../../extension/lib/protocol.js';

const examples = JSON.parse(
  readFileSync(new URL('../../host/face/examples.json', import.meta.url), 'utf8'),
);

/** What our writer makes of the facts in an example. @param {any} example */
function written(example) {
  const { id, verb, ...fields } = example;
  if (verb === 'hello') {
    return request(id, verb, helloFields(fields.version, fields.browser));
  }
  if (fields.address) {
    const { again, consent, item = null, ...given } = fields;
    const made = wish({ address: given.address, item, mine: given.mine }, given.cookies, given.userAgent);
    return request(id, verb, { ...made, again, consent });
  }
  return request(id, verb, fields);
}

/** As it goes over the port, where a key without a value is no key. @param {any} message */
const sent = (message) => JSON.parse(JSON.stringify(message));

describe('to the host', () => {
  for (const example of examples.to_host) {
    test(`${example.id}: ${example.verb} is written as agreed`, () => {
      assert.deepEqual(sent(written(example)), example);
    });
  }

  test('a wish holds what was agreed and nothing else that the page gave', () => {
    const found = { id: '7', observer: true, item: null, address: 'https://www.tiktok.com/@a/video/7', path: '/etc' };
    assert.deepEqual(Object.keys(wish(found, {}, 'UA')).sort(), ['address', 'cookies', 'userAgent']);
  });

  test('that a post is one\'s own is a fact, never a name', () => {
    const found = { item: null, address: 'https://www.tiktok.com/@a/video/7', mine: /** @type {any} */ ('a') };
    assert.ok(!('mine' in wish(found, {}, 'UA')));
    assert.equal(wish({ ...found, mine: true }, {}, 'UA').mine, true);
  });
});

describe('from the host', () => {
  for (const [number, example] of examples.from_host.entries()) {
    test(`${number}: ${example.event} is believed`, () => {
      assert.deepEqual(readMessage(structuredClone(example)), example);
    });
  }

  test('a key that is not known yet does no harm', () => {
    const message = { id: 1, event: 'answer', result: {}, tomorrow: 1 };
    assert.equal(readMessage(message), message);
  });
});

test('which states are the end of a job', () => {
  const states = ['queued', 'reading', 'downloading', 'checking', 'done', 'failed', 'cancelled'];
  const over = states.filter((state) => ended(/** @type {any} */ ({ state })));
  assert.deepEqual(over, ['done', 'failed', 'cancelled']);
});

test('a failure of ours keeps its code, any other is internal', () => {
  assert.deepEqual(faultOf(new Fault('host-lost', 'x')), { code: 'host-lost', detail: 'x' });
  assert.deepEqual(faultOf(new TypeError('y')), { code: 'internal', detail: 'TypeError: y' });
});
