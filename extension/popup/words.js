// What the popup says of a job, in words and numbers.
import { bytesText, errorText, isolated, numberText, percentText, t, waitText } from '../lib/text.js';
import { percentOf } from './screen.js';

/** @typedef {import('../lib/protocol.js').Job} Job */

/** Percent, size, speed and time left, as far as they are known. @param {Job} job */
export function figuresOf(job) {
  const percent = percentOf(job);
  return [
    percent === null ? '' : percentText(percent / 100),
    job.total
      ? t('bytesOf', bytesText(job.bytes ?? 0), bytesText(job.total))
      : bytesText(job.bytes ?? 0),
    job.speed ? t('perSecond', bytesText(job.speed)) : '',
    job.left ? t('timeLeft', waitText(job.left)) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The numbers of a job, which change too often to be read aloud.
 * @param {Job} job @param {number} toldAt when it was told of, in ms: what it waits for gets shorter */
export function numbersOf(job, toldAt) {
  if (job.waits) {
    const left = Math.max(0, job.waits.seconds - Math.floor((Date.now() - toldAt) / 1000));
    return t('goesOn', waitText(left));
  }
  return job.state === 'downloading' && !job.joining ? figuresOf(job) : '';
}

/** What happened, and what comes next. @param {import('./screen.js').Screen} screen */
export function statusOf({ state, code, say, values = [] }) {
  if (code) {
    // What a job waits for is over by itself: there is no next step.
    return state === 'waiting' ? { ...errorText(code), step: '' } : errorText(code);
  }
  const [sentence, step = ''] = say ? t(`say_${say}`, ...values.map(isolated)).split('\n') : [''];
  return { sentence, step };
}

/** A line of the list. @param {import('./queue.js').Row} row */
export function rowText({ job, state, code, figures }) {
  if (code) {
    return errorText(code).sentence;
  }
  return figures ? figuresOf(job) : t(state);
}

/** What came of saving several at once. @param {import('../background/many.js').Outcome} outcome
 * @param {{foreign?: number, tooMany?: number}} [left] what was not even tried */
export function outcomeText({ queued, already, refused }, { foreign = 0, tooMany = 0 } = {}) {
  const lines = [
    queued > 0 ? t('outcome_queued', numberText(queued)) : '',
    already > 0 ? t('outcome_already', numberText(already)) : '',
    ...Object.entries(refused).map(([code, count]) =>
      t('outcome_refused', numberText(count), errorText(code).sentence)),
    foreign > 0 ? t('outcome_foreign', numberText(foreign)) : '',
    tooMany > 0 ? t('outcome_tooMany', numberText(tooMany)) : '',
  ].filter(Boolean);
  return lines.join('\n') || t('outcome_none');
}
