// Runs inside Firefox's own window code (Marionette's chrome context), not in Node.
// firefox.mjs evaluates this file once; it leaves the object `clipkeepDriver`.
/* global Services, ChromeUtils, Cc, Ci, BrowsingContext, WebExtensionPolicy,
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
  const KEYS = {
    Tab: '\uE004', Enter: '\uE007', Space: ' ', Escape: '\uE00C', Backspace: '\uE003',
    ArrowLeft: '\uE012', ArrowUp: '\uE013', ArrowRight: '\uE014', ArrowDown: '\uE015',
  };
  /** A key with what is held with it, as Marionette wants it. `Alt+Shift+J` */
  const keyOf = (keys) => {
    const held = keys.split('+');
    const key = held.pop();
    const data = keyData.getData(KEYS[key] ?? key);
    for (const one of held) data[{ Shift: 'shiftKey', Alt: 'altKey', Control: 'ctrlKey' }[one]] = true;
    return data;
  };
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

    async waitTab(address, ms = 15000) {
      const found = await later(
        () => {
          for (const tab of top().gBrowser.tabs) {
            if (tab.linkedBrowser.currentURI.spec.split(/[?#]/)[0] === address) return tab;
          }
          return null;
        },
        ms,
        `tab ${address}`
      );
      return ready(found.linkedBrowser, (now) => now.startsWith(address));
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
      for (const open of popups(window, popupPage)) await this.closePopup(open.browsingContext.id);
      const [x, y] = await this.pin(id);
      await event.synthesizeMouseAtPoint(x, y, { type: 'mousemove' }, window);
      await event.synthesizeMouseAtPoint(x, y, {}, window);
      return this.waitPopup(popupPage);
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

    async press(contextId, keys) {
      const eventData = keyOf(keys);
      await actor(contextId).dispatchEvent('synthesizeKeyDown', { eventData });
      await actor(contextId).dispatchEvent('synthesizeKeyUp', { eventData });
    },

    /** The popup that the browser has opened by itself. */
    async waitPopup(page) {
      const popup = await later(() => popups(top(), page)[0], 15000, 'popup');
      return ready(popup, (now) => now.includes(page));
    },

    /** Our entry of the menu that a right click opens; without a selector, on the toolbar button. */
    async chooseFromMenu(id, entry, selector) {
      const window = top();
      const menu = window.document.getElementById(selector ? 'contentAreaContextMenu' : 'toolbar-context-menu');
      const [x, y] = selector ? await this.placeOf(selector) : await this.pin(id);
      await event.synthesizeMouseAtPoint(x, y, { type: 'contextmenu', button: 2 }, window);
      await later(() => menu.state === 'open', 10000, 'menu');
      const item = await later(() => menu.querySelector(`[id$="-menuitem-_${entry}"]`), 5000, `entry ${entry}`);
      const gone = later(() => menu.state === 'closed', 10000, 'menu closed');
      menu.activateItem(item);
      await gone;
    },

    /** Puts the button into the toolbar, as a person does who uses it. */
    pin(id) {
      const name = `${widget(id)}-browser-action`;
      const { CustomizableUI } = top();
      return later(() => {
        if (CustomizableUI.getPlacementOfWidget(name)?.area !== 'nav-bar') {
          CustomizableUI.addWidgetToArea(name, 'nav-bar');
        }
        return this.buttonPlace(id);
      }, 10000, 'toolbar button');
    },

    buttonPlace(id) {
      const box = top().document.getElementById(`${widget(id)}-BAP`).getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    },

    /** Where something on the page in front is in the window. */
    async placeOf(selector) {
      const browser = top().gBrowser.selectedBrowser;
      const box = browser.getBoundingClientRect();
      const [x, y] = await this.run(browser.browsingContext.id, `(() => {
        const it = document.querySelector(${JSON.stringify(selector)});
        const [{ x, y, width, height }] = it.getClientRects(); // a link may be broken into lines
        return [x + width / 2, y + height / 2];
      })()`, 5000);
      return [box.x + x, box.y + y];
    },

    clipboard() {
      const data = Cc['@mozilla.org/widget/transferable;1'].createInstance(Ci.nsITransferable);
      data.init(null);
      data.addDataFlavor('text/plain');
      Services.clipboard.getData(data, Services.clipboard.kGlobalClipboard, top().browsingContext.currentWindowContext);
      const found = {};
      data.getTransferData('text/plain', found);
      return found.value.QueryInterface(Ci.nsISupportsString).data;
    },

    /** From now on what Firefox's own notification windows say is remembered. */
    watchNotices() {
      globalThis.clipkeepTold = [];
      Services.ww.registerNotification((window, topic) => {
        if (topic !== 'domwindowopened') return;
        window.addEventListener('load', () => {
          const text = window.document.getElementById('alertTextLabel');
          if (text) globalThis.clipkeepTold.push(text.textContent || text.getAttribute('value'));
        }, { once: true });
      });
    },

    notices: () => globalThis.clipkeepTold,

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

    /** Presses a button of the question that Firefox shows. */
    async answerQuestion(yes) {
      const panel = await later(
        () =>
          top().PopupNotifications.panel.state === 'open' &&
          top().PopupNotifications.panel.firstElementChild,
        10000,
        'question of the browser'
      );
      (yes ? panel.button : panel.secondaryButton).click();
    },

  };
})();
