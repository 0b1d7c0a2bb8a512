// What the stand-in's log must show of a client, whatever came of its saves.

const GIVEN = ['tt_chain_token', 'ttwid'];
const FILES = ['media', 'cover', 'music', 'caption'];
const PAUSE_MS = 1000;
const SLACK_MS = 60; // the log counts from when a request arrived
const MEANWHILE_MS = 100; // requests that were under way when the answer came

/** @typedef {import('../standin/control.mjs').Entry & Record<string, any>} Entry */

const at = ({ host, path }) => `${host}${path.slice(0, 40)}`;
const byPost = (log) => {
  const posts = new Map();
  for (const entry of log) if (entry.post) posts.set(entry.post, [...(posts.get(entry.post) ?? []), entry]);
  return posts;
};
const pairs = (list) => list.slice(1).map((next, n) => [list[n], next]);
const isPage = ({ kind }) => kind === 'page';
const answers = ({ cookieNames }) => cookieNames.some((name) => !GIVEN.includes(name));

/** @returns {string[]} cookies that nobody gave, or that are none of the receiver's business */
function cookies(log, asked) {
  const known = new Set([...GIVEN, ...asked]);
  return log.filter(({ kind, cookieNames = [] }) =>
    cookieNames.some((name) => !(FILES.includes(kind) ? GIVEN : [...known]).includes(name)))
    .map((entry) => `${at(entry)}: ${entry.cookieNames}`);
}

const referer = (log) => log
  .filter(({ kind, referer: from }) => FILES.includes(kind) && !/^https:\/\/www\.tiktok\.com\//.test(from ?? ''))
  .map((entry) => `${at(entry)}: "${entry.referer}"`);

/** After a captcha a person is asked for, and nothing else is asked of TikTok for that post. */
const captcha = (log) => [...byPost(log).values()].flatMap((entries) => {
  const first = entries.findIndex(({ wall }) => wall === 'captcha');
  return first < 0 ? [] : entries.slice(first + 1).map((entry) => `${at(entry)} after a captcha`);
});

/** Refused, it waits before it asks again; only the answer to a challenge is sent at once. */
const pauses = (log) => [...byPost(log).values()].flatMap((entries) => pairs(entries.filter(isPage))
  .filter(([one, next]) => (one.wall || one.challenge || one.status >= 400) && !answers(next)
    && next.at - one.at < PAUSE_MS - SLACK_MS)
  .map(([one, next]) => `${at(next)} ${next.at - one.at} ms after ${one.wall ?? one.challenge ?? one.status}`));

const family = ({ kind }) => (FILES.includes(kind) ? 'files' : 'pages');

/** Told to slow down, it asks none of these hosts before the wait is over. */
const backOff = (log, waits) => [...byPost(log)].flatMap(([post, entries]) => entries
  .filter(({ status }) => status === 429 || status >= 500)
  .flatMap((refusal) => entries
    .filter((next) => next.n > refusal.n && family(next) === family(refusal))
    .map((next) => ({ next, after: next.at - refusal.answered }))
    .filter(({ after }) => after > MEANWHILE_MS && after < (waits.get(post) ?? PAUSE_MS) - SLACK_MS)
    .map(({ next, after }) => `${at(next)} ${after} ms after ${refusal.status}`)));

/** One fresh page for new links, and no more. */
const pagesOf = (log, plain) => [...byPost(log)].filter(([post]) => plain.includes(post))
  .map(([post, entries]) => [post, entries.filter(isPage).length]).filter(([, count]) => count > 2)
  .map(([post, count]) => `${count} pages for ${post}`);
/** A transfer that broke off goes on where it ended, unless it has to begin anew. */
const resumed = (log, stalled) => [...byPost(log)].filter(([post, entries]) => stalled.includes(post)
  && !entries.some(({ range }) => /^bytes=[1-9]/.test(range ?? ''))).map(([, entries]) => at(entries[0]));
const foreign = (log) => log.filter(({ kind }) => ['foreign', 'plain'].includes(kind)).map(at);
const chain = (log) => log.filter(({ refused }) => refused && !['expired'].includes(refused))
  .map((entry) => `${at(entry)}: ${entry.refused}`);
const http2 = (log) => log.filter(({ kind, http }) => kind === 'page' && http !== '2.0').map((entry) => `${at(entry)}: ${entry.http}`);

/**
 * @param {Entry[]} log
 * @param {{names: string[], waits: Map<string, number>, broken?: string[], plain?: string[]}} told cookies of
 *   challenges; ms of Retry-After by post; posts whose transfers break off; posts whose pages are in order
 * @returns {{topic: number, rule: string, count: string, broken: string[]}[]}
 */
export function wireRules(log, { names, waits, broken = [], plain = [] }) {
  const some = (test) => log.filter(test).length;
  const files = some(({ kind }) => FILES.includes(kind));
  return [
    { topic: 1, rule: 'every file was asked for with the token and Referer it was issued for', count: `${files} files`, broken: chain(log) },
    { topic: 1, rule: 'no cookies but tt_chain_token and ttwid, and the answers to challenges', count: `${log.length} requests`, broken: cookies(log, names) },
    { topic: 1, rule: 'a Referer with each file', count: `${files} files`, broken: referer(log) },
    { topic: 2, rule: 'a pause before another way is tried', count: `${some((one) => one.wall || one.challenge)} walls`, broken: pauses(log) },
    { topic: 3, rule: 'nothing more after a captcha', count: `${some(({ wall }) => wall === 'captcha')} captchas`, broken: captcha(log) },
    { topic: 7, rule: 'after 429 and 5xx the whole family of hosts is left alone', count: `${some(({ status }) => status === 429 || status >= 500)} refusals`, broken: backOff(log, waits) },
    { topic: 7, rule: 'what broke off goes on where it ended', count: `${broken.filter((id) => byPost(log).has(id)).length} posts`, broken: resumed(log, broken) },
    { topic: 7, rule: 'one fresh page for new links, and no more', count: `${plain.filter((id) => byPost(log).has(id)).length} posts`, broken: pagesOf(log, plain) },
    { topic: 7, rule: 'pages are asked for by HTTP/2', count: `${some(isPage)} pages`, broken: http2(log) },
    { topic: 8, rule: 'nobody else is asked, and nothing without TLS', count: `${log.length} requests`, broken: foreign(log) },
  ];
}
