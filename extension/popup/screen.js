// What the popup shows for what is known. Pure, so that every state has a test.
import { ended } from '../lib/protocol.js';

/** @typedef {import('../lib/protocol.js').Job} Job */
/** @typedef {import('../lib/protocol.js').Post} Post */
/** @typedef {import('../lib/protocol.js').Kept} Kept */
/** @typedef {import('../lib/protocol.js').HostFault} HostFault */
/** What the popup knows.
 * @typedef {{where: string | null, post: Post | null, kept: Kept | null, job: Job | null,
 *   fault: HostFault | null, held?: string | null, asks?: {again: boolean} | null}} Known
 * `asks`: the person is asked whether to keep a post whose creator turned saving off */
/** What it shows: a state, the buttons that can be seen, the key of the status text with its values
 * (`code` instead for an error), and the words of what there is to know of a kept post.
 * @typedef {{state: string, buttons: string[], say?: string, values?: string[], code?: string,
 *   detail?: string, notes?: string[]}} Screen */

/** Codes that tell that the host itself is not there or does not fit. */
const TROUBLE = new Set([
  'host-missing', 'host-broken', 'host-silent', 'host-lost', 'host-too-old', 'extension-too-old',
]);

/** Without a post: why, and what can be done. @type {Record<string, Screen>} */
const PLACES = {
  elsewhere: { state: 'elsewhere', buttons: [], say: 'notTikTok' },
  none: { state: 'none', buttons: [], say: 'noPost' },
  reload: { state: 'reload', buttons: ['reload'], say: 'reloadFirst' },
  permission: { state: 'permission', buttons: ['allow'], say: 'needPermission' },
};

/** @param {string} code @param {string} detail @returns {Screen} */
function failure(code, detail) {
  if (code === 'saving-off') {
    return { state: 'off', buttons: ['consent'], code };
  }
  return {
    state: TROUBLE.has(code) ? 'trouble' : 'failed',
    buttons: ['retry'],
    code,
    detail: detail ? `${code}: ${detail}` : code,
  };
}

/** @param {Job} job @param {string | null} held what all jobs wait for @returns {Screen} */
function running(job, held) {
  if (job.paused) {
    return { state: 'paused', buttons: ['resume', 'cancel'], say: 'paused' };
  }
  if (job.browser) {
    const say = job.browser === 'firefox' ? 'boundFirefox' : 'boundChromium';
    return { state: 'bound', buttons: ['save', 'cancel'], say };
  }
  if (job.state === 'queued' && job.error) {
    // Only people who may see the post are shown it: it waits to be handed over anew.
    return { state: 'held', buttons: ['save', 'cancel'], code: job.error.code };
  }
  if (held && job.state === 'queued') {
    return { state: 'held', buttons: ['pause', 'cancel'], code: held };
  }
  if (job.waits) {
    return { state: 'waiting', buttons: ['pause', 'cancel'], code: job.waits.code };
  }
  if (job.joining) {
    return { state: 'joining', buttons: ['pause', 'cancel'], say: 'joining' };
  }
  const say = { queued: 'queued', reading: 'reading', checking: 'checking' }[
    /** @type {'queued'} */ (job.state)
  ];
  return { state: job.state, buttons: ['pause', 'cancel'], say: say ?? 'downloading' };
}

/** @param {Job} job @returns {Screen} */
function finished(job) {
  const [state, say] = job.already ? ['kept', 'alreadyKept'] : ['done', 'done'];
  const values = [nameOf(job.file, job.kind)];
  return { state, buttons: ['show', 'again'], say, values, notes: job.notes };
}

/** "AUTHOR/NAME.mp4" as "NAME.mp4"; of a photo post, "AUTHOR/NAME/01.jpg" as "NAME".
 * @param {string | null} file @param {string} kind */
const nameOf = (file, kind) => file?.split('/').at(kind === 'photo' ? -2 : -1) ?? '';

/** @param {Known} known @returns {Screen} */
export function screenOf(known) {
  const { where, post, kept, job, fault } = known;
  if (fault) {
    return failure(fault.code, fault.detail);
  }
  if (where && where !== 'post') {
    return PLACES[where] ?? PLACES.none;
  }
  if (known.asks) {
    return { state: 'asking', buttons: [] };
  }
  if (job && !ended(job)) {
    return running(job, known.held ?? null);
  }
  if (job?.state === 'done' && (!kept || kept.present)) {
    return finished(job);
  }
  if (job?.state === 'failed') {
    return failure(job.error?.code ?? 'internal', job.error?.detail ?? '');
  }
  if (!post) {
    return { state: 'looking', buttons: [], say: 'looking' };
  }
  if (kept?.present) {
    const values = [nameOf(kept.file, post.kind)];
    return { state: 'kept', buttons: ['show', 'again'], say: 'alreadyKept', values };
  }
  const say = job?.state === 'cancelled' ? 'cancelled' : kept ? 'keptButGone' : undefined;
  return { state: 'ready', buttons: ['save'], say };
}

/** Whether the person is asked before a post is saved: its creator turned saving off, and what to do
 * then was not said once for all.
 * @param {Pick<Known, 'post'>} known @param {{savingOff?: string} | null} [settings] */
export const mustAsk = ({ post }, settings = null) =>
  post?.saving === 'off' && !post.mine && (settings?.savingOff ?? 'ask') === 'ask';

/** How far a job is: 0 to 100, or null while that is not known. @param {Job | null} job */
export function percentOf(job) {
  return job?.total && !job.joining ? Math.min(100, (100 * (job.bytes ?? 0)) / job.total) : null;
}
