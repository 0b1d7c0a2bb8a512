// The part of the rights card where a permission is written down, and those that were.
import { $, copyOf, nameIt, setText, within } from '../lib/dom.js';
import { DOINGS, faultsIn, permissionText, today } from './permission.js';
import { dateText, errorText, isolated, t } from '../lib/text.js';
import { ask } from '../lib/background.js';
import { faultOf } from '../lib/protocol.js';

/** @typedef {import('./permission.js').Permission} Permission */
/** @typedef {import('./permission.js').Draft} Draft */
/** The post of the card. @typedef {{id: string, creator: string, kept: boolean}} Subject */

const FIELDS = ['who', 'when', 'scope'];

/** @type {Subject} */
let subject = { id: '', creator: '', kept: false };
/** @type {(permissions: Permission[]) => void} */
let onChange = () => {};

/** @param {string} name @returns {HTMLInputElement} */
const field = (name) => $(`permit-${name}`);
const boxes = () => DOINGS.map((doing) => field(doing));

/** @param {string} text */
const say = (text) => setText($('rightsSaid'), text);

/** @returns {Draft} */
const draft = () => ({
  who: field('who').value.trim(),
  when: field('when').value,
  scope: boxes().filter(({ checked }) => checked).map(({ value }) => value),
  note: field('note').value.trim(),
  proof: field('proof').checked,
});

/** @param {Partial<Draft>} values */
function fill({ who = subject.creator, when = today(), scope = ['keep'], note = '', proof = false }) {
  [field('who').value, field('when').value, field('note').value] = [who, when, note];
  field('when').max = today();
  boxes().forEach((box) => (box.checked = scope.includes(box.value)));
  field('proof').checked = proof;
}

/** Says beside each field what is wrong with it. @param {Record<string, string>} faults keys */
function showFaults(faults) {
  for (const name of FIELDS) {
    setText($(`permit-${name}-fault`), faults[name] ? t(faults[name]) : '');
    field(name).setAttribute('aria-invalid', String(name in faults));
  }
  const first = FIELDS.find((name) => name in faults);
  if (first) {
    (first === 'scope' ? boxes()[0] : field(first)).focus();
  }
}

/** @param {boolean} open */
function showForm(open) {
  $('permit').hidden = !open;
  $('permitOpen').hidden = open || !subject.kept;
}

/** @param {Permission} permission */
function rowOf(permission) {
  const { number, note, proof, withdrawnAt } = permission;
  const row = copyOf('permitRow');
  setText(within(row, '.permitted'), permissionText(permission));
  setText(within(row, '.note'), note);
  setText(within(row, '.proof'), proof ? t('permit_proofIs', isolated(proof.name)) : '');
  setText(within(row, '.withdrawn'), withdrawnAt ? t('permit_withdrawn', dateText(withdrawnAt)) : '');
  row.classList.toggle('over', withdrawnAt !== null);
  const withdraw = within(row, '.withdraw');
  const sure = within(row, '.sure');
  const showSure = (/** @type {boolean} */ shown) => {
    [sure.hidden, withdraw.hidden] = [!shown, shown];
    (shown ? within(sure, '.yes') : withdraw).focus();
  };
  nameIt(withdraw, `${t('permit_withdraw')}: ${permissionText(permission)}`);
  withdraw.hidden = withdrawnAt !== null;
  withdraw.addEventListener('click', () => showSure(true));
  within(sure, '.no').addEventListener('click', () => showSure(false));
  within(sure, '.yes').addEventListener('click', () => takeBack(number));
  return row;
}

/** @param {Permission[]} permissions */
function take(permissions) {
  $('permits').replaceChildren(...permissions.map(rowOf));
  onChange(permissions);
}

/** Does something with the permissions of the post; one that is not on screen any more is left.
 * @param {string} what @param {object} [fields] @returns {Promise<Draft | null | undefined>} what the
 *   form held when it was last sent in vain; undefined: it went wrong, and that was said */
async function withHost(what, fields = {}) {
  const { id } = subject;
  try {
    const { permissions, draft: left } = await ask(what, { post: id, ...fields });
    if (id === subject.id) {
      take(permissions);
    }
    return left ?? null;
  } catch (error) {
    const { code } = faultOf(error);
    const { sentence, step } = errorText(code);
    say(code === 'cancelled' ? t('permit_noProof') : `${sentence} ${step}`);
    return undefined;
  }
}

/** @param {Event} event */
async function record(event) {
  event.preventDefault();
  const values = draft();
  const faults = faultsIn(values);
  showFaults(faults);
  if (Object.keys(faults).length > 0) {
    return;
  }
  say(values.proof ? t('permit_choose') : '');
  if ((await withHost('permit', values)) !== undefined) {
    showForm(false);
    say(t('permit_said'));
    $('permitOpen').focus();
  }
}

/** @param {number} number */
async function takeBack(number) {
  if ((await withHost('withdraw', { number })) !== undefined) {
    say(t('permit_withdrawSaid'));
    $('permitOpen').focus();
  }
}

/** What was written down of a post, when its card is opened. */
export async function lookForPermissions() {
  if (!subject.kept) {
    return;
  }
  const left = await withHost('permissions');
  // The browser closes the popup when the host's dialog opens: what could not be recorded is here.
  if (left && $('permit').hidden) {
    fill(left);
    showForm(true);
    say(t('permit_noProof'));
  }
}

/** @param {Subject} now */
export function drawPermission(now) {
  if (now.id !== subject.id) {
    showForm(false);
    $('permits').replaceChildren();
  }
  const wasKept = subject.kept && now.id === subject.id;
  subject = now;
  $('permitFirst').hidden = now.kept;
  $('permitOpen').hidden = !now.kept || !$('permit').hidden;
  if (now.kept && !wasKept && !$('rights').hidden) {
    lookForPermissions();
  }
}

/** @param {(permissions: Permission[]) => void} changed is told of all that were written down */
export function startPermission(changed) {
  onChange = changed;
  $('permitOpen').addEventListener('click', () => {
    fill({});
    showFaults({});
    showForm(true);
    field('who').focus();
  });
  $('permitClose').addEventListener('click', () => {
    showForm(false);
    $('permitOpen').focus();
  });
  $('permit').addEventListener('submit', record);
}
