// A document a test looks at: the site's page, the popup or the options page.
// The same words for both browsers; each driver says how to run a script, click and press keys.

/** @param {string} selector @returns {string} an expression for that element */
const element = (selector) => `document.querySelector(${JSON.stringify(selector)})`;

/**
 * An expression whose value is the first true value of `expression`, looked at whenever
 * the document changes; null when the time is over.
 * @param {string} expression
 * @param {number} ms
 */
const firstTrue = (expression, ms) => `new Promise((found) => {
  const look = () => {
    let value;
    try { value = ${expression}; } catch { value = undefined; }
    if (value) end(value);
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const beat = setInterval(look, 200);
  const limit = setTimeout(() => end(null), ${ms});
  function end(value) {
    observer.disconnect(); clearInterval(beat); clearTimeout(limit); found(value);
  }
  look();
})`;

export class View {
  /**
   * The value of an expression in the document; a promise is waited for.
   * @param {string} _expression
   * @param {number} [_ms] how long it may take
   * @returns {Promise<any>}
   */
  run(_expression, _ms) {
    throw new Error('each driver has its own');
  }

  /**
   * Waits for an expression to become true, and gives its value.
   * @param {string} expression
   * @param {{ms?: number, what?: string}} [options]
   */
  async until(expression, { ms = 15000, what = expression } = {}) {
    const value = await this.run(firstTrue(expression, ms), ms + 5000);
    if (value === null || value === undefined) {
      const seen = await this.run(
        '`[${document.body?.dataset.state ?? ""}] ${document.body?.innerText ?? ""}`'
      );
      throw new Error(`not seen in ${ms} ms: ${what}; the page says: ${seen.slice(0, 600)}`);
    }
    return value;
  }

  /** @param {string} selector what a person reads there; '' when there is no such element */
  text(selector) {
    return this.run(`(${element(selector)}?.innerText ?? '').trim()`);
  }

  /** @param {string} selector whether a person could see it */
  shown(selector) {
    return this.run(`!!${element(selector)}?.checkVisibility()`);
  }

  /** The state that the page is in (`body[data-state]`). */
  state() {
    return this.run(`document.body?.dataset.state ?? ''`);
  }

  /**
   * @param {string | string[]} wanted any of these
   * @param {number} [ms]
   * @returns {Promise<string>} the state that came
   */
  waitState(wanted, ms = 15000) {
    const states = JSON.stringify([wanted].flat());
    return this.until(`${states}.find((state) => state === document.body.dataset.state)`, {
      ms,
      what: `state ${states}`,
    });
  }

  /** What has the keyboard's focus, as `tag#id`. */
  focused() {
    return this.run(`(() => {
      const it = document.activeElement;
      return it && it !== document.body ? it.localName + (it.id && '#' + it.id) : '';
    })()`);
  }

  /**
   * Presses Tab until the focus has gone round, and says where it was.
   * @param {number} [limit] the most presses
   * @returns {Promise<string[]>} in the order reached
   */
  async tabRound(limit = 80) {
    /** @type {string[]} */
    const seen = [];
    for (let presses = 0; presses < limit; presses++) {
      await this.press('Tab');
      const where = await this.focused();
      if (where && seen.includes(where)) break;
      if (where) seen.push(where);
    }
    return seen;
  }

  /** @param {string} _selector a real click of the mouse in the middle of it */
  async click(_selector) {
    throw new Error('each driver has its own');
  }

  /** Presses a key for real. @param {string} _keys `Tab`, `Shift+Tab`, `Enter`, `ArrowDown`, `a` … */
  async press(_keys) {
    throw new Error('each driver has its own');
  }

  /** @param {string} text in ASCII */
  async type(text) {
    for (const letter of text) await this.press(letter === ' ' ? 'Space' : letter);
  }

  /** What is wrong with where the keyboard is: nothing has it, or one cannot see what has; '' else. */
  focusFault() {
    return this.run(`(() => {
      const it = document.activeElement;
      if (!it || it === document.body || it === document.documentElement) return 'lost';
      const name = it.localName + (it.id && '#' + it.id);
      const seen = [it, ...(it.labels ?? [])].map((one) => getComputedStyle(one));
      const outlined = seen.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
      if (!outlined) return 'not seen on ' + name;
      const { top, bottom, left, right } = it.getBoundingClientRect();
      const inside = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && it.checkVisibility();
      return inside ? '' : 'out of sight on ' + name;
    })()`);
  }

  /**
   * Goes to a control by Tab (or Shift+Tab), as a person without a mouse. On each stop the focus must
   * be seen; only between the last control and the first the browser's own may have it.
   * @param {string} selector
   * @param {{key?: string, limit?: number}} [options]
   */
  async tabTo(selector, { key = 'Tab', limit = 90 } = {}) {
    const there = `document.activeElement?.matches(${JSON.stringify(selector)})`;
    let lost = 0;
    for (let presses = 0; presses < limit; presses++) {
      if (await this.run(there)) return;
      await this.press(key);
      const [fault, before] = [await this.focusFault(), lost];
      lost = fault === 'lost' ? lost + 1 : 0;
      // Back from the browser's own controls, which a driver's keys do not reach, Firefox draws none.
      if (lost > 1 || (fault && !lost && !before)) throw new Error(`on the way to ${selector} the focus is ${fault}`);
    }
    throw new Error(`${selector} is not reached by ${key}; now on ${await this.focused()}`);
  }

  /** Goes to a control and presses a key on it. @param {string} selector @param {string} [key] */
  async keyOn(selector, key = 'Enter') {
    await this.tabTo(selector);
    await this.press(key);
  }

  /** @param {string} _path where the PNG goes */
  async screenshot(_path) {
    throw new Error('each driver has its own');
  }

  async close() {
    throw new Error('each driver has its own');
  }
}
