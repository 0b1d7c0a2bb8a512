// The extension's half of host/face/PROTOCOL.md: what it may send, and what it believes.

/** @typedef {{code: string, detail: string}} HostFault */
/** @typedef {{folder: string, folderChosen: boolean, folderOk: boolean, folderError: string | null,
 *   cover: boolean, parallel: number, speedLimit?: number, quality: string, captions: string, savingOff?: string,
 *   watermark: boolean, sources: boolean, keepGoing: boolean, names?: string}} Settings */
/** @typedef {{job: number, post: string, kind: string, author: string, text: string, page: string,
 *   state: string, bytes: number | null, total: number | null, speed: number | null,
 *   left: number | null, already: boolean, file: string | null, folder: string,
 *   error: HostFault | null, changedAt: number, images: number, notes: string[], paused: boolean,
 *   joining: boolean, browser?: string | null,
 *   waits: {code: string, seconds: number} | null,
 *   rights: {licence: string | null, grade: string} | null}} Job */
/** What all jobs wait for, or null. @typedef {{held: string | null}} Queue */
/** How much is kept, and how many jobs wait, run and have failed.
 * @typedef {{posts: number, bytes: number, waiting: number, running: number, failed: number}} Counts */
/** @typedef {{id: string, kind: string, author: {name: string, nickname: string}, text: string,
 *   created: number | null, duration: number | null, images: number, sound: boolean,
 *   captions: number, cover: string | null, bytes: number | null, width: number | null,
 *   height: number | null, saving: string, mine?: boolean, rights: Rights}} Post */
/** What a post's own words say about what may be done with it.
 * @typedef {{licence: string | null, grade: string, evidence: {text: string, where: string}[],
 *   deed: string | null, may: {keep: string, share: string, change: string, sell: string},
 *   conditions: string[], music: {title: string, author: string, licence: string | null} | null}} Rights */
/** @typedef {{file: string, folder: string, keptAt: number, bytes: number | null,
 *   present: boolean, permissions?: number}} Kept */
/** What the creator of a kept post allowed, as the person wrote it down.
 * @typedef {{number: number, who: string, scope: string[], when: string, note: string,
 *   proof: {name: string} | null, recordedAt: number, withdrawnAt: number | null}} Permission */
/** @typedef {{id: number | null, event: string, result?: any, error?: HostFault, job?: Job,
 *   settings?: Settings, queue?: Queue, backup?: {receipts: Receipt[]}, import?: Import}} HostMessage */
/** How far a data export is taken in; `result` as host/face/IMPORT.md has it.
 * @typedef {{state: string, name: string | null, entries: number, of: number, files: number, filesOf: number,
 *   bytes: number, waits: number, error: HostFault | null, result: any}} Import */
/** How a run of a list adds up (host/session/RECEIPT.md).
 * @typedef {{run: number, kind: string, handle: string, title: string, ended: string, endedAt: number | null,
 *   stated: number | null, found: number, saved: number, had: number, gone: number, failed: number,
 *   waiting: number, passedOver: number, missing: number,
 *   reasons: {code: string, count: number, gone: boolean}[]}} Receipt */

export const HOST_NAME = 'app.clipkeep.host';
/** The least and the most protocol version this extension speaks. */
export const PROTOCOL = Object.freeze([1, 1]);

/** Where the body of each event is. @type {Record<string, string>} */
const PARTS = { answer: 'result', error: 'error', job: 'job', settings: 'settings', queue: 'queue', backup: 'backup', import: 'import' };
const ENDED = new Set(['done', 'failed', 'cancelled']);

/** A failure with a stable code: the host's, or one of ours (`host-missing`, …). */
export class Fault extends Error {
  /** @param {string} code @param {string} [detail] */
  constructor(code, detail = '') {
    super(`${code}${detail && `: ${detail}`}`);
    this.code = code;
    this.detail = detail;
  }
}

/** Any failure as something a view can be sent. @param {unknown} error @returns {HostFault} */
export function faultOf(error) {
  return error instanceof Fault
    ? { code: error.code, detail: error.detail }
    : { code: 'internal', detail: String(error) };
}

/** A request as it goes to the host.
 * @param {number} id @param {string} verb @param {object} [fields] */
export function request(id, verb, fields = {}) {
  return { id, verb, ...fields };
}

/** @param {string} version @param {string} browser */
export function helloFields(version, browser) {
  return { protocol: [...PROTOCOL], version, browser };
}

/** What was found on a page, as the host's wish. Only what PROTOCOL.md names goes out.
 * @param {{address: string, item: string | null, mine?: boolean}} found
 * @param {Record<string, string>} cookies @param {string} userAgent */
export function wish(found, cookies, userAgent) {
  return {
    address: found.address,
    ...(found.item === null ? {} : { item: found.item }),
    ...(found.mine === true ? { mine: true } : {}),
    userAgent,
    cookies,
  };
}

/** A host's message, or null when it is not one. @param {any} message @returns {HostMessage | null} */
export function readMessage(message) {
  if (typeof message !== 'object' || message === null || !Object.hasOwn(PARTS, message.event)) {
    return null;
  }
  if (message.id !== null && !Number.isSafeInteger(message.id)) {
    return null;
  }
  const part = PARTS[message.event];
  return typeof message[part] === 'object' && message[part] !== null ? message : null;
}

/** True for a job that is over. @param {Job} job */
export const ended = (job) => ENDED.has(job.state);

/** The host's counts, or null where a host knows of none. @param {any} said @returns {Counts | null} */
export function readCounts(said) {
  const names = ['posts', 'bytes', 'queued', 'reading', 'downloading', 'checking', 'failed'];
  if (!names.every((name) => Number.isSafeInteger(said?.[name]))) {
    return null;
  }
  const { posts, bytes, queued, reading, downloading, checking, failed } = said;
  return { posts, bytes, waiting: queued, running: reading + downloading + checking, failed };
}

/** The host tells of fifty jobs by itself; where that many are known, its counts know of more. Below
 * that they are only older than what was told since. */
const MANY = 40;

/** How many jobs are not over. @param {number} known @param {Counts | null} counts */
export const unfinishedOf = (known, counts) =>
  known < MANY || !counts ? known : Math.max(known, counts.waiting + counts.running);
