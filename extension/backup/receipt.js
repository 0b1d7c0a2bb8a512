// How each list adds up, in plain words, and what can be tried again.
import { $, copyOf, setText, within } from '../lib/dom.js';
import { counted, errorText, numberText, t } from '../lib/text.js';
import { listName } from '../lib/lists.js';

/** @typedef {import('../lib/protocol.js').Receipt} Receipt */
/** @typedef {{run: number, code: string, consent?: boolean}} Again */

/** What became of the posts, of which there are any. @param {Receipt} receipt */
function sumText({ found, saved, had, gone, failed, waiting, passedOver }) {
  const parts = [
    [saved, t('receipt_saved', numberText(saved))], [had, t('receipt_had', numberText(had))],
    [gone, t('receipt_gone', numberText(gone))], [failed, t('receipt_failed', numberText(failed))],
    [waiting, t('receipt_waiting', numberText(waiting))], [passedOver, t('receipt_passed', numberText(passedOver))],
  ];
  return [t('receipt_found', counted('postCount', found)), ...parts.filter(([count]) => count).map(([, text]) => text)].join(' · ');
}

/** That fewer were shown than there are, or how else the list ended before its end.
 * @param {Receipt} receipt */
function shortText({ ended, stated, missing }) {
  if (ended === 'short' || (ended === 'complete' && missing > 0)) {
    return t('receipt_short', numberText(stated ?? 0), numberText(missing));
  }
  const says = {
    stopped: () => t('receipt_stopped'), captcha: () => t('receipt_captcha'), refused: () => t('receipt_refused'),
  };
  return says[/** @type {'stopped'} */ (ended)]?.() ?? '';
}

/** @param {Receipt} receipt @param {Receipt['reasons'][0]} reason @param {(again: Again) => void} retry */
function reasonRow({ run }, { code, count, gone }, retry) {
  const row = copyOf('reason-row');
  const { sentence } = errorText(code);
  setText(within(row, 'span'), `${numberText(count)} · ${sentence}`);
  const again = within(row, 'button');
  again.hidden = gone;
  again.dataset.again = `${run} ${code}`;
  // What its creator turned saving off for is kept only by the person's own wish, so that it says so.
  const consent = code === 'saving-off';
  const words = consent ? t('savingKeep') : t('retry');
  setText(again, words);
  again.setAttribute('aria-label', `${words}: ${sentence}`);
  again.addEventListener('click', () => retry({ run, code, ...(consent && { consent }) }));
  return row;
}

/** @param {Receipt} receipt @param {(again: Again) => void} retry */
function receiptRow(receipt, retry) {
  const row = copyOf('receipt-row');
  setText(within(row, 'h3'), listName(receipt));
  setText(within(row, '.sum'), sumText(receipt));
  const short = shortText(receipt);
  within(row, '.short').hidden = short === '';
  setText(within(row, '.short'), short);
  within(row, '.reasons').replaceChildren(...receipt.reasons.map((reason) => reasonRow(receipt, reason, retry)));
  return row;
}

/** Draws, and the keyboard stays on the button it was on; once that is gone, on the next of its kind.
 * @param {() => void} draw */
function keepingPlace(draw) {
  const { again } = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset ?? {};
  draw();
  if (again) {
    const all = /** @type {HTMLElement[]} */ ([...$('receipts').querySelectorAll('[data-again]:not([hidden])')]);
    (all.find((one) => one.dataset.again === again) ?? all[0] ?? $('receipt-title')).focus();
  }
}

/** What is drawn now, so that a focused button stays while nothing changes. */
let drawn = '';

/** @param {Receipt[]} receipts @param {(again: Again) => void} retry */
export function drawReceipts(receipts, retry) {
  const now = JSON.stringify(receipts) + document.documentElement.lang;
  if (now !== drawn) {
    drawn = now;
    keepingPlace(() => $('receipts').replaceChildren(...receipts.map((receipt) => receiptRow(receipt, retry))));
  }
}
