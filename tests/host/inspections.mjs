// Rows of the behaviour table that nothing is saved in: pages and answers as they were served,
// and what `clipkeep inspect --json` understands of them.
import { Client } from '../standin/client.mjs';
import { newHome, runJson } from './runs.mjs';

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const SITE = 'https://www.tiktok.com';
const PLACES = {
  page: ({ id }) => `${SITE}/@x/video/${id}`,
  phone: ({ id }) => `${SITE}/@x/video/${id}`,
  api: ({ id }) => `${SITE}/api/item/detail/?itemId=${id}`,
  embed: ({ id }) => `${SITE}/embed/v2/${id}`,
  oembed: ({ address }) => `${SITE}/oembed?url=${encodeURIComponent(address)}`,
};
const UNREADABLE = { exit: 4, code: 'page-unreadable' };
const none = (page, meaning = 'ok') => ({ exit: 3, page, meaning, posts: 0 });
const VIDEO = { exit: 0, page: 'video', meaning: 'ok', posts: 1, kind: 'video' };
const photos = (images) => ({ exit: 0, page: 'photo', meaning: 'ok', posts: 1, kind: 'photo', images });

// prettier-ignore
const ROWS = [
  [2, 'page', 'challenge-once', { ...none('challenge'), solved: true }],
  [2, 'page', 'challenge-scattered', { ...none('challenge'), solved: true }],
  [2, 'page', 'challenge-broken', { ...none('challenge'), solved: false }],
  [2, 'page', 'challenge-unsolvable', { ...none('challenge'), solved: false }],
  [3, 'page', 'shell', none('shell')],
  [3, 'page', 'empty-page', none('shell')],
  [3, 'page', 'captcha', none('captcha')],
  [3, 'page', 'captcha-whirl', none('captcha')],
  [3, 'page', 'captcha-shapes', none('captcha')],
  [3, 'page', 'maintenance', none('error', 'server-busy')],
  [3, 'page', 'no-service-inside', none('error', 'post-region')],
  [3, 'page', 'cut-page', UNREADABLE],
  [3, 'page', 'cut-json', UNREADABLE],
  [3, 'page', 'html-for-json', UNREADABLE],
  [3, 'page', 'bad-utf8', VIDEO],
  [3, 'api', 'ok', VIDEO],
  [3, 'api', 'photo', photos(3)],
  [3, 'api', 'api-empty', none('shell')],
  [3, 'api', 'api-cut', UNREADABLE],
  [3, 'api', 'api-html', none('captcha')],
  [3, 'api', 'api-verify', none('captcha')],
  [6, 'page', 'status-10222-data', { ...VIDEO, meaning: 'post-private' }],
  [6, 'page', 'gate-classified', none('login', 'login-needed')],
  [6, 'page', 'gate-hollow', none('login', 'login-needed')],
  [6, 'page', 'status-10000', none('captcha', 'wall-captcha')],
  [6, 'page', 'status-deleted', none('error', 'post-deleted')],
  [6, 'page', 'status-unknown', none('error', 'post-unavailable')],
  [9, 'phone', 'phone-reflow', VIDEO],
  [9, 'phone', 'phone-api-data', VIDEO],
  [9, 'phone', 'photo-api-data', photos(7)],
  [9, 'phone', 'phone-no-data', none('shell')],
  [13, 'embed', 'ok', { ...VIDEO, watermark: [true] }],
  [13, 'embed', 'embed-slash', { ...VIDEO, watermark: [true] }],
  [13, 'embed', 'embed-photo', photos(3)],
  [13, 'embed', 'embed-photo-nested', photos(3)],
  [13, 'embed', 'gone', none('error', 'post-unavailable')],
  [13, 'embed', 'embed-overload', UNREADABLE],
  [13, 'oembed', 'ok', { ...none('oembed'), about: 'catlady' }],
  [13, 'oembed', 'photo', { ...none('oembed'), about: 'mina' }],
  [13, 'oembed', 'gone', none('error', 'post-unavailable')],
  [13, 'oembed', 'oembed-html', none('other')],
  [13, 'oembed', 'oembed-empty', none('shell')],
];

/** A challenge is solved when its answer is the question's own text and one more member, "d". */
const solvedBy = (challenge) => Boolean(challenge
  && /^\{.+,"d":"[A-Za-z0-9+/]+=*"\}$/.test(Buffer.from(challenge.value, 'base64').toString()));

function summary({ status, answer }) {
  const post = answer?.posts?.[0];
  return {
    exit: status,
    code: answer?.error?.code,
    page: answer?.page,
    meaning: answer?.status?.meaning,
    posts: answer?.posts?.length,
    kind: post?.kind,
    images: post?.images,
    watermark: post?.streams?.map((one) => one.watermark),
    solved: solvedBy(answer?.challenge),
    about: answer?.oembed?.author_unique_id,
  };
}

const words = ({ page, meaning, posts, kind, code, exit }) =>
  [code ?? `a ${page} page`, meaning !== 'ok' && meaning, posts && `${posts} ${kind}`, `exit ${exit}`].filter(Boolean).join(', ');

/** @param {import('../standin/control.mjs').Standin} standin @returns {Promise<any[]>} rows as table.test.mjs has them */
export async function inspections(standin) {
  const posts = await standin.posts();
  const home = newHome();
  const rows = [];
  for (const [topic, place, name, want] of ROWS) {
    const url = PLACES[place](posts.find((one) => one.name === name));
    const { body } = await new Client().get(url, place === 'phone' ? ['-A', PHONE] : []);
    const got = summary(await runJson(home, ['inspect', '--json', '-'], { input: body }));
    const wrong = Object.keys(want).filter((key) => JSON.stringify(got[key]) !== JSON.stringify(want[key]));
    const problems = wrong.map((key) => `${key}: ${JSON.stringify(got[key])} instead of ${JSON.stringify(want[key])}`);
    rows.push({ topic, name: `inspect ${place} ${name}`, served: `${body.length} bytes`, got: words(got), problems });
  }
  return rows;
}
