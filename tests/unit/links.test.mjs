// Addresses of posts in what a person pastes: lib/links.js.
import assert from 'node:assert/strict';
import { MOST_LINKS, linksIn, postOf } from '../../extension/lib/links.js';
import { describe, test } from 'node:test';

const A = 'https://www.tiktok.com/@a/video/7602050882429897470';
const B = 'https://www.tiktok.com/@b.c_d/photo/7602050882429897471';

describe('what is pasted', () => {
  const rows = [
    { why: 'one', text: A, addresses: [A] },
    { why: 'with what the sharer left in it', text: `${A}?is_from_webapp=1&sender_device=pc#x`, addresses: [A] },
    { why: 'several, between words', text: `look: ${A}, and (${B}).\nhttps://vm.tiktok.com/ZMabc/`, addresses: [A, B, 'https://vm.tiktok.com/ZMabc/'] },
    { why: 'the same post twice', text: `${A} ${A}?x=1`, addresses: [A] },
    { why: 'without a scheme, or with the old one', text: 'www.tiktok.com/@a/video/7602050882429897470 http://vt.tiktok.com/ZSx',
      addresses: [A, 'https://vt.tiktok.com/ZSx'] },
    { why: 'elsewhere', text: 'https://example.com/@a/video/7602050882429897470', addresses: [], foreign: 1 },
    { why: 'a name that only looks so', text: 'https://www.tiktok.com.evil.example/@a/video/7602050882429897470 https://nottiktok.com/x', addresses: [], foreign: 2 },
    { why: 'with a password or a port', text: 'https://u:p@www.tiktok.com/@a/video/7602050882429897470 https://www.tiktok.com:444/x', addresses: [], foreign: 2 },
    { why: 'no page of its own', text: 'https://www.tiktok.com/', addresses: [] },
    { why: 'nothing', text: '  hello ', addresses: [] },
  ];
  for (const { why, text, addresses, foreign = 0 } of rows) {
    test(why, () => assert.deepEqual(linksIn(text), { addresses, foreign, tooMany: 0 }));
  }

  test('thousands', () => {
    const text = Array.from({ length: MOST_LINKS + 7 }, (_, n) => `https://vm.tiktok.com/${n}/`).join(' ');
    const { addresses, tooMany } = linksIn(text);
    assert.deepEqual([addresses.length, tooMany], [MOST_LINKS, 7]);
  });

  test('a long text without links takes no time', () => {
    const began = Date.now();
    linksIn('https://'.repeat(50000) + '@a/video/'.repeat(50000));
    assert.ok(Date.now() - began < 1000);
  });
});

test('the post that an address names', () => {
  assert.equal(postOf(A), '7602050882429897470');
  assert.equal(postOf(`${B}?x=1`), '7602050882429897471');
  for (const none of [undefined, '', 'about:blank', 'https://www.tiktok.com/foryou', 'https://www.tiktok.com/@a/live',
    'https://example.com/@a/video/7602050882429897470']) {
    assert.equal(postOf(none), null, String(none));
  }
});
