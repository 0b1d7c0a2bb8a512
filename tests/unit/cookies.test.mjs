// background/cookies.js: which cookies are handed over, and from which store.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserStub } from './stubs.mjs';

const tabs = [{ id: 1, incognito: false }, { id: 2, incognito: true }];
const { api, asked } = browserStub({ tabs });
/** @type {any} */ (globalThis).chrome = api;
const { anonymousCookies } = await import('../../extension/background/cookies.js');

const rows = [
  { why: 'an ordinary tab', tab: tabs[0], store: '0' },
  { why: 'a private window has a store of its own', tab: tabs[1], store: '1' },
  { why: 'a container of Firefox', tab: { id: 1, cookieStoreId: 'firefox-container-2' }, store: 'firefox-container-2' },
  { why: 'a tab that no store knows: never the ordinary cookies', tab: { id: 3, incognito: true }, store: null },
];
for (const { why, tab, store } of rows) {
  test(why, async () => {
    asked.length = 0;
    const cookies = await anonymousCookies(/** @type {any} */ (tab));
    assert.deepEqual(
      cookies,
      store === null ? {} : { tt_chain_token: `tt_chain_token of ${store}`, ttwid: `ttwid of ${store}` },
    );
    // Nothing else is even read.
    const names = store === null ? [] : ['tt_chain_token', 'ttwid'];
    assert.deepEqual(asked.map(({ name }) => name), names);
  });
}
