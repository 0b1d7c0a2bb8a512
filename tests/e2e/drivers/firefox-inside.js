// Runs inside Firefox's own window code (Marionette's chrome context), not in Node.
// firefox.mjs evaluates this file once; it leaves the object `clipkeepDriver`.
/* global Services, ChromeUtils, BrowsingContext, WebExtensionPolicy,
   OpenBrowserWindow, FileReader, OffscreenCanvas */
(() => {
  const top = () => Services.wm.getMostRecentWindow('navigator:browser');
  const system = () => Services.scriptSecurityManager.getSystemPrincipal();
  const { setTimeout } = ChromeUtils.importESModule('resource://gre/modules/Timer.sys.mjs');
  const { keyData } = ChromeUtils.importESModule(
    'chrome://remote/content/shared/webdriver/KeyData.sys.mjs'
  );
  const { event } = ChromeUtils.importESModule(
    'chrome://remote/content/shared/webdriver/Event.sys.mjs'
  );
  const { ExtensionPermissions } = ChromeUtils.importESModule(
    'resource://gre/modules/ExtensionPermissions.sys.mjs'
  );
  const KEYS = { ArrowDown: '\uE015', Tab: '\uE004', Enter: '\uE007', Space: ' ', Escape: '\uE00C' };
  const CAPABILITIES = { toJSON: () => ({ 'moz:webdriverClick': true }) };

  const later = (look, ms, what) =>
    new Promise((resolve, reject) => {
      const end = Date.now() + ms;
      const step = () => {
        let value;
        try {
          value = look();
        } catch {
          value = undefined;
        }
        if (value) resolve(value);
        else if (Date.now() > end) reject(new Error(`not seen in ${ms} ms: ${what}`));
        else setTimeout(step, 20);
      };
      step();
    });

  const widget = (id) => id.toLowerCase().replace(/[^a-z0-9_-]/g, '_');
  const actor = (contextId) =>
    BrowsingContext.get(contextId).currentWindowGlobal.getActor('MarionetteCommands');
  const ready = (browser, wanted) =>
    later(
      () => {
        const global = browser.browsingContext?.currentWindowGlobal;
        return (
          global &&
          !global.isInitialDocument &&
          wanted(browser.currentURI.spec) &&
          !browser.webProgress?.isLoadingDocument &&
          browser.browsingContext.id
        );
      },
      20000,
      `page loaded, now ${browser.currentURI?.spec}`
    );
  const popups = (window, page) =>
    [...window.document.querySelectorAll('browser.webextension-popup-browser')].filter(
      (browser) =>
        browser.currentURI?.spec.includes(page) && browser.getBoundingClientRect().height > 0
    );
  const tabOf = (contextId) => {
    for (const window of Services.wm.getEnumerator('navigator:browser')) {
      for (const tab of window.gBrowser.tabs) {
        if (tab.linkedBrowser.browsingContext?.id === contextId) return { window, tab };
      }
    }
    return null;
  };

  globalThis.clipkeepDriver = {
    /** Waits until Firefox has set up its first window: what is opened before may be replaced by the
     * tab that it starts with. */
    async started() {
      const { SessionStore } = ChromeUtils.importESModule(
        'resource:///modules/sessionstore/SessionStore.sys.mjs'
      );
      await SessionStore.promiseAllWindowsRestored;
      await later(() => top().gBrowserInit.delayedStartupFinished, 20000, 'window');
      await later(() => !top().gBrowser.selectedBrowser.webProgress.isLoadingDocument, 20000, 'first tab');
    },

    /** Loads an address in the tab in front; gives its browsing context's number. */
    async open(url) {
      const browser = top().gBrowser.selectedBrowser;
      const before = browser.browsingContext.currentWindowGlobal;
      const wasInitial = before?.isInitialDocument;
      browser.fixupAndLoadURIString(url, { triggeringPrincipal: system() });
      await later(
        () => {
          const now = browser.browsingContext.currentWindowGlobal;
          // The first document of a tab may hand its window on to the next.
          return now !== before || (wasInitial && !now.isInitialDocument);
        },
        20000,
        `navigation to ${url}`
      );
      return ready(browser, (now) => url === 'about:blank' || now !== 'about:blank');
    },

    async openTab(url) {
      const { gBrowser } = top();
      gBrowser.selectedTab = gBrowser.addTrustedTab('about:blank');
      return this.open(url);
    },

    async openPrivate(url) {
      const window = OpenBrowserWindow({ private: true });
      await later(
        () => window.gBrowserInit?.delayedStartupFinished && top() === window,
        20000,
        'private window'
      );
      return this.open(url);
    },

    async closePrivate() {
      const window = top();
      window.close();
      await later(() => window.closed && top() !== window, 10000, 'private window closed');
    },

    async waitTab(start, ms = 15000) {
      const found = await later(
        () => {
          for (const tab of top().gBrowser.tabs) {
            if (tab.linkedBrowser.currentURI.spec.startsWith(start)) return tab;
          }
          return null;
        },
        ms,
        `tab ${start}`
      );
      return ready(found.linkedBrowser, (now) => now.startsWith(start));
    },

    allowPrivate(id) {
      const permissions = ['internal:privateBrowsingAllowed'];
      return ExtensionPermissions.add(id, { permissions, origins: [] });
    },

    closeTab(contextId) {
      const { window, tab } = tabOf(contextId);
      window.gBrowser.removeTab(tab);
    },

    baseUrl(id) {
      return `moz-extension://${WebExtensionPolicy.getByID(id).mozExtensionHostname}/`;
    },

    /** A real click on the toolbar button; gives the popup's browsing context's number. */
    async pressToolbarButton(id, popupPage) {
      const window = top();
      const name = `${widget(id)}-browser-action`;
      for (const open of popups(window, popupPage)) await this.closePopup(open.browsingContext.id);
      if (window.CustomizableUI.getPlacementOfWidget(name)?.area !== 'nav-bar') {
        window.CustomizableUI.addWidgetToArea(name, 'nav-bar');
      }
      const button = await later(
        () => window.document.getElementById(`${widget(id)}-BAP`),
        10000,
        'toolbar button'
      );
      const box = button.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await event.synthesizeMouseAtPoint(x, y, { type: 'mousemove' }, window);
      await event.synthesizeMouseAtPoint(x, y, {}, window);
      const popup = await later(
        () => popups(window, popupPage)[0],
        15000,
        'popup'
      );
      return ready(popup, (now) => now.includes(popupPage));
    },

    async closePopup(contextId) {
      const browser = BrowsingContext.get(contextId)?.embedderElement;
      browser?.closest('panel')?.hidePopup();
      await later(() => !BrowsingContext.get(contextId)?.currentWindowGlobal, 10000, 'closed');
    },

    run(contextId, expression, ms) {
      return actor(contextId).executeScript(`return (${expression});`, [], { timeout: ms });
    },

    async click(contextId, selector) {
      const options = { timeout: 0 };
      const found = await actor(contextId).findElement('css selector', selector, options);
      await actor(contextId).clickElement(found, CAPABILITIES);
    },

    async press(contextId, key) {
      const eventData = keyData.getData(KEYS[key]);
      await actor(contextId).dispatchEvent('synthesizeKeyDown', { eventData });
      await actor(contextId).dispatchEvent('synthesizeKeyUp', { eventData });
    },

    /** The document as a PNG, base64. */
    async picture(contextId, scale) {
      const context = BrowsingContext.get(contextId);
      const bitmap = await context.currentWindowGlobal.drawSnapshot(null, scale, 'white');
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      canvas.getContext('2d').drawImage(bitmap, 0, 0);
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      return new Promise((end) => {
        const reader = new FileReader();
        reader.onload = () => end(reader.result.split(',')[1]);
        reader.readAsDataURL(blob);
      });
    },

    badge(id) {
      const button = top().document.getElementById(`${widget(id)}-BAP`);
      return button?.getAttribute('badge') ?? '';
    },

    async background(id, expression) {
      const { extension } = WebExtensionPolicy.getByID(id);
      await extension.wakeupBackground?.();
      const view = await later(
        () => [...extension.views].find((one) => one.viewType === 'background'),
        10000,
        'background page'
      );
      return this.run(view.xulBrowser.browsingContext.id, expression, 10000);
    },

    async reloadExtension(id) {
      const { AddonManager } = ChromeUtils.importESModule(
        'resource://gre/modules/AddonManager.sys.mjs'
      );
      const button = () => top().document.getElementById(`${widget(id)}-BAP`);
      const before = button();
      // Firefox keeps the old instance's popup view under the new button otherwise.
      top().document.getElementById(`PanelUI-webext-${widget(id)}-BAV`)?.remove();
      await (await AddonManager.getAddonByID(id)).reload();
      await later(() => before === null || button() !== before, 10000, 'extension again');
    },

    /** Takes the site permission away, as a person can in the add-on's page. */
    async revoke(id, origins) {
      const { extension } = WebExtensionPolicy.getByID(id);
      await ExtensionPermissions.remove(id, { permissions: [], origins }, extension);
    },

    /** Presses the first button of the question that Firefox shows. */
    async answerQuestion() {
      const panel = await later(
        () =>
          top().PopupNotifications.panel.state === 'open' &&
          top().PopupNotifications.panel.firstElementChild,
        10000,
        'question of the browser'
      );
      panel.button.click();
    },

  };
})();
