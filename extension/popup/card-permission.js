// Writes down what a creator allowed, in the card of a post's rights, and lists what was written down.
import { $, copyOf, nameIt, setText, within } from '../lib/dom.js';
import { SCOPES, dayOf, faultsOf, secondsOf, standingOf } from './permission.js';
import { dateText, errorText, isolated, shortened, t } from '../lib/text.js';
import { ask } from '../lib/background.js';
import { faultOf } from '../lib/protocol.js';

/** @typedef {import('../lib/protocol.js').Permission} Permission */
/** @typedef {import('../lib/protocol.js').Post} Post */

const FIELDS = ['who', 'when', 'scope', 'note'];

/** Whose card this is. @type {Post | null} */
let post = null;
/** @type {(permissions: Permission[]) => void} tells the card, which shows what is permitted */
let tell = () => {};
/** True while the host is at it: a second press does nothing. */
let busy = false;

/** @param {string} id @returns {HTMLInputElement} */
const input = (id) => $(id);
/** @param {string} scope */
const scopeBox = (scope) => input(`scope-${scope}`);

const written = () => ({
  who: input('who').value.trim(),
  when: input('when').value,
  scope: SCOPES.filter((scope) => scopeBox(scope).checked),
  note: input('note').value.trim(),
});

/** @param {Record<string, string>} faults by field, the keys of what to say beside it */
function showFaults(faults) {
  for (const field of FIELDS) {
    setText($(`${field}Fault`), faults[field] ? t(faults[field]) : '');
    $(field).setAttribute('aria-invalid', String(field in faults));
  }
  const first = FIELDS.find((field) => field in faults);
  if (first) {
    (first === 'scope' ? scopeBox(SCOPES[0]) : $(first)).focus();
  }
}

/** @param {boolean} open */
function showForm(open) {
  $('permitForm').hidden = !open;
  $('permit').setAttribute('aria-expanded', String(open));
}

/** @param {Partial<import('./permission.js').Permit>} [permit] */
function fillForm({ who, when = dayOf(new Date()), scope = [], note = '' } = {}) {
  input('who').value = who ?? (post?.author.nickname || post?.author.name || '');
  input('when').value = when;
  input('when').max = dayOf(new Date());
  SCOPES.forEach((one) => (scopeBox(one).checked = scope.includes(one)));
  input('note').value = note;
  showFaults({});
}

/** Does something with what is written down; what goes wrong is said once.
 * @param {string} what @param {object} fields @param {string} done what is said then */
async function change(what, fields, done) {
  if (busy) {
    return;
  }
  busy = true;
  const of = post?.id;
  setText($('rightsSaid'), '');
  try {
    const { permissions } = await ask(what, { post: of, ...fields });
    if (of === post?.id) {
      showForm(false);
      drawRows(permissions);
      setText($('rightsSaid'), done);
      $('permit').focus();
    }
  } catch (error) {
    const { sentence, step } = errorText(faultOf(error).code);
    setText($('rightsSaid'), `${sentence} ${step}`);
  }
  busy = false;
}

/** @param {SubmitEvent} event */
function record(event) {
  event.preventDefault();
  const permit = written();
  const faults = faultsOf(permit);
  showFaults(faults);
  if (Object.keys(faults).length === 0) {
    const proof = event.submitter?.id === 'recordProof';
    change('permit', { ...permit, proof }, t('permitDone'));
  }
}

/** Closes the form, and not the popup with it. @param {KeyboardEvent} event */
function escape(event) {
  if (event.key === 'Escape' && !event.isComposing) {
    event.preventDefault();
    showForm(false);
    $('permit').focus();
  }
}

/** "Share it, sell it". @param {string[]} scope */
const scopeText = (scope) =>
  SCOPES.filter((one) => scope.includes(one)).map((one) => t(`do_${one}`)).join(' · ');

/** @param {Permission} permission */
function makeRow({ number, who, when, scope, note, proof, withdrawnAt }) {
  const row = copyOf('permissionRow');
  const name = shortened(who, 100);
  setText(within(row, '.by'), t('permissionBy', isolated(name), dateText(secondsOf(when))));
  setText(within(row, '.scope'), scopeText(scope));
  setText(within(row, '.note'), shortened(note, 300));
  setText(within(row, '.proof'), proof ? t('permissionProof', isolated(proof.name)) : '');
  setText(within(row, '.ended'), withdrawnAt ? t('permissionEnded', dateText(withdrawnAt)) : '');
  row.classList.toggle('over', withdrawnAt !== null);
  const button = within(row, 'button');
  button.hidden = withdrawnAt !== null;
  button.id = `withdraw-${number}`;
  setText(button, t('withdraw'));
  nameIt(button, t('withdrawIt', isolated(name)));
  button.addEventListener('click', () => change('withdraw', { number }, t('withdrawDone')));
  return row;
}

/** @param {Permission[]} permissions newest first; those that stand are shown before the others */
function drawRows(permissions) {
  const standing = standingOf(permissions);
  const ended = permissions.filter((one) => !standing.includes(one));
  $('permissionRows').replaceChildren(...[...standing, ...ended].map(makeRow));
  tell(permissions);
}

/** The form is there for a post that is kept; of another is said what to do.
 * @param {Post | null} of @param {boolean} kept */
export function drawPermissions(of, kept) {
  if (of?.id !== post?.id) {
    showForm(false);
    setText($('rightsSaid'), '');
    $('permissionRows').replaceChildren();
  }
  post = of;
  $('permissions').hidden = !post || Boolean(post.mine);
  $('saveFirst').hidden = kept;
  $('permit').hidden = !kept;
}

/** What was written down before, as the card is opened; and what was filled in, but not recorded,
 * since the window for the proof closed the popup. */
export async function loadPermissions() {
  const of = post?.id;
  const { permissions, draft } = await ask('permissions', { post: of });
  if (of !== post?.id) {
    return;
  }
  drawRows(permissions);
  if (draft && $('permitForm').hidden) {
    fillForm(draft);
    showForm(true);
  }
}

/** @param {(permissions: Permission[]) => void} onChange */
export function startPermissions(onChange) {
  tell = onChange;
  $('permit').addEventListener('click', () => {
    const open = $('permitForm').hidden;
    if (open) {
      fillForm();
    }
    showForm(open);
    (open ? $('who') : $('permit')).focus();
  });
  $('permitForm').addEventListener('submit', record);
  $('permitForm').addEventListener('keydown', escape);
}
