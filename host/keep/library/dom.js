/* Makes elements: text is only ever text. */
'use strict';

Clipkeep.dom = (() => {
  /**
   * @param {string} name of the element, and its classes: "p.soft"
   * @param {Record<string, any>} [given] attributes; `text`, and on… for what happens to it
   * @param {(Node | string | null | false)[]} [inner]
   */
  function make(name, given = {}, inner = []) {
    const [tag, ...classes] = name.split('.');
    const element = document.createElement(tag);
    element.classList.add(...classes);
    for (const [key, value] of Object.entries(given)) {
      if (key === 'text') {
        element.textContent = value;
      } else if (key.startsWith('on')) {
        element.addEventListener(key.slice(2), value);
      } else if (typeof value === 'boolean') {
        element.toggleAttribute(key, value);
      } else {
        element.setAttribute(key, value);
      }
    }
    element.append(...inner.filter((one) => one !== null && one !== false));
    return element;
  }

  /** A link to one of the few https addresses that are built in text.js; null without one. */
  const away = (address, text) => (address.startsWith('https://')
    ? make('a', { href: address, target: '_blank', rel: 'noopener noreferrer', text }) : null);

  /** Whose a post is; null where that is not known. @param {string} author */
  const handle = (author, name = 'bdi') => (author ? make(name, { text: `@${author}` }) : null);

  /** A drawing. @param {string} path of 24 by 24 */
  function drawing(path) {
    const SVG = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(SVG, 'svg');
    const line = document.createElementNS(SVG, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  }

  const PATHS = {
    close: 'M6 6l12 12M18 6L6 18', before: 'M15 5l-7 7 7 7', after: 'M9 5l7 7-7 7', up: 'M5 15l7-7 7 7',
    down: 'M5 9l7 7 7-7', grid: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z',
    feed: 'M7 3h10v18H7z', figures: 'M5 20v-7M12 20V4M19 20v-11', accounts: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0',
    keys: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M12 16.5v.01', filters: 'M4 6h16M7 12h10M10 18h4',
  };
  /** A button with a drawing, named for those who cannot see it. */
  const icon = (path, label, onclick) =>
    make('button.icon', { type: 'button', 'aria-label': label, title: label, onclick }, [drawing(PATHS[path])]);

  return { make, away, handle, drawing, icon, PATHS };
})();
