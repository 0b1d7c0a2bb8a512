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
