// The few things that our pages do with their documents. Text goes in as text, never as markup.

/** @template {HTMLElement} [T=HTMLElement] @param {string} id @returns {T} */
export const $ = (id) => /** @type {any} */ (document.getElementById(id));

/** Sets text only where it changed, so that a screen reader says it once and nothing is laid out
 * anew. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A copy of what a template holds. @param {string} id @returns {HTMLElement} */
export function copyOf(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {any} */ (template.content.firstElementChild?.cloneNode(true));
}

/** @template {HTMLElement} [T=HTMLElement] @param {Element} parent @param {string} selector @returns {T} */
export const within = (parent, selector) => /** @type {any} */ (parent.querySelector(selector));

/** Names a control that shows only a drawing. @param {Element} element @param {string} name */
export function nameIt(element, name) {
  if (element.getAttribute('aria-label') !== name) {
    element.setAttribute('aria-label', name);
    element.setAttribute('title', name);
  }
}

/** How far a bar is; null: that is not known. @param {HTMLProgressElement} bar
 * @param {number | null} percent */
export function setBar(bar, percent) {
  if (percent === null) {
    bar.removeAttribute('value');
  } else if (bar.value !== percent || !bar.hasAttribute('value')) {
    bar.value = percent;
  }
}

const USABLE = 'button:not(:disabled), a[href], summary, input, select, textarea';

/** @param {Element | null | undefined} place @returns {HTMLElement | undefined} */
const usableIn = (place) =>
  /** @type {HTMLElement[]} */ ([...(place?.querySelectorAll(USABLE) ?? [])]).find((one) => one.checkVisibility());

/** Draws, and the keyboard stays where the person was: when what it is on goes away, the nearest that
 * can be used takes it. @param {() => void} draw */
export function keepingFocus(draw) {
  const focused = document.activeElement;
  if (!focused || focused === document.body || !focused.checkVisibility()) {
    draw();
    return;
  }
  const line = focused.closest('li');
  const near = [
    focused.parentElement, line?.nextElementSibling, line?.previousElementSibling,
    line?.closest('section'), document.querySelector('main'),
  ];
  draw();
  if (!focused.checkVisibility()) {
    near.map(usableIn).find(Boolean)?.focus();
  }
}
