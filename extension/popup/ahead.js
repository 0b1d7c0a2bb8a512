// The first thing of the popup that runs, while the browser still fetches the modules: it asks for
// what the first picture shows, so that the answers are there when popup.js is. No module itself,
// because those wait for the whole page.

/** What every view shows; the tabs of this window and the one in front; what was shown of that one
 * last, with all jobs.
 * @typedef {{shared: Promise<Partial<import('../background/state.js').Shared>>,
 *   tabs: Promise<{all: chrome.tabs.Tab[], tab: number}>, known: Promise<any>}} Ahead */
(() => {
  const api = /** @type {typeof chrome} */ (
    /** @type {any} */ (globalThis).browser ?? /** @type {any} */ (globalThis).chrome
  );
  const shared = api.storage.session.get('shared').then((stored) => stored.shared ?? {});
  const tabs = api.tabs.query({ currentWindow: true });
  const tabOf = (/** @type {chrome.tabs.Tab[]} */ all) => all.find((one) => one.active)?.id ?? -1;
  const known = tabs.then((all) => api.runtime.sendMessage({ do: 'known', tab: tabOf(all) }));
  /** @type {Ahead} */
  const ahead = {
    shared: shared.catch(() => ({})),
    tabs: tabs.then((all) => ({ all, tab: tabOf(all) })),
    known: known.then((answer) => answer?.result).catch(() => null),
  };
  Object.assign(globalThis, { ahead });
})();
