// The proof of work that a client is asked for before it gets a page: the page that asks, and a
// strict look at the answer. A client that was given a token before is not asked, unless `always`.
import { createHash, randomBytes, randomInt } from 'node:crypto';

/**
 * @typedef {object} Wish what a post wants of its challenge
 * @property {number} [rounds] right answers needed; 1e9 = never through
 * @property {'page'|'403'|'shell'|'captcha'} [then] what the last right answer brings
 * @property {string[]} [names] of the two cookies
 * @property {boolean} [second] whether there is a second cookie
 * @property {boolean} [emptySecond] the second one is named, but has no value
 * @property {keyof typeof SHAPES} [shape] how the page writes its elements
 * @property {boolean} [swapped] the question begins with its signature
 * @property {number} [number] the number to be found
 * @property {boolean} [unsolvable] there is no such number
 * @property {boolean} [broken] the question is no JSON
 * @property {number} [age] seconds since the question was made; old ones are refused
 * @property {boolean} [always] also ask those who have a token
 */

const OLDEST = 60;
const now = () => Math.floor(Date.now() / 1000);
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

/** One element of the page: what matters is its id and its class. */
const SHAPES = {
  plain: (parts) => parts.map(([id, value]) => `<p id="${id}" class="${value}"></p>`),
  // Other elements, the class before the id, the last one first.
  reversed: (parts) =>
    parts.map(([id, value]) => `<div hidden class='${value}' id='${id}'></div>`).reverse(),
  // Whatever HTML allows: no quotes, capitals, line ends, attributes that look like the two.
  scattered: (parts) => [
    ...parts
      .slice(1)
      .map(
        ([id, value]) =>
          `<SPAN data-id="cs" data-class="none"\n  ID = "${id}"\n  style="display:none" CLASS = "${value}"></SPAN>`,
      ),
    `<input type=hidden class=${parts[0][1]} id=${parts[0][0]}>`,
  ],
};

function ask(wish, ctx, post, round) {
  const seed = randomBytes(32);
  const number = wish.number ?? randomInt(20, 4000);
  const digest = wish.unsolvable
    ? randomBytes(32)
    : createHash('sha256').update(seed).update(String(number)).digest();
  const v = { a: base64(seed), b: now() - (wish.age ?? 0), c: base64(digest) };
  const s = randomBytes(32).toString('base64');
  const text = JSON.stringify(wish.swapped ? { s, v } : { v, s });
  const second = wish.emptySecond ? '' : randomBytes(18).toString('base64url');
  post.state.questions.set(s, {
    text,
    number,
    v,
    second,
    round,
    ua: ctx.ua,
    path: ctx.url.pathname,
  });
  return { text, second };
}

function askingPage(wish, { text, second }) {
  const [first, other] = wish.names ?? ['_wafchallengeid', 'waforiginalreid'];
  const question = base64(wish.broken ? text.slice(0, -9) : text).replace(/=+$/, '');
  const parts = [
    ['wci', first],
    ['cs', question],
  ];
  if (wish.second ?? true) parts.push(['rci', other], ['rs', second]);
  const settings = {
    slardarClient: 'SlardarWAF',
    bid: 'standin_waf',
    pid: 'pid',
    pluginPathPrefix: '/standin-site/plugins',
  };
  const body = `<!DOCTYPE html> <html lang="en"> <head> <link rel="icon" href="data:;base64,=">
<script id="slardar-config" type="application/json"> ${JSON.stringify(settings)} </script>
</head> <body> Please wait... ${SHAPES[wish.shape ?? 'plain'](parts).join(' ')} <p id="place_hold" class="${'support '.repeat(24)}"></p>
<script type="text/javascript" src="https://sf16-website-login.neutral.ttwstatic.com/obj/tiktok_web_login_static/obj/waf-aiso/000000.js"></script>
</body> </html>
`;
  return body.replace('</body>', `${' '.repeat(Math.max(0, 1440 - body.length))}</body>`);
}

/** @returns {{question?: any, wrong?: string}} the question that was answered, or what is wrong */
function judge(wish, ctx, post) {
  const [first, other] = wish.names ?? ['_wafchallengeid', 'waforiginalreid'];
  const cookie = ctx.cookies.get(first);
  const text = Buffer.from(cookie, 'base64').toString();
  if (base64(text) !== cookie) return { wrong: 'not padded base64' };
  const signature = /"s":\s*"([^"]*)"/.exec(text)?.[1];
  const question = post.state.questions.get(signature);
  if (!question) return { wrong: 'signature' };
  const right = `${question.text.slice(0, -1)},"d":"${base64(String(question.number))}"}`;
  if (text !== right) return { wrong: 'text' };
  if (wish.unsolvable) return { wrong: 'number' };
  if (question.used) return { wrong: 'used' };
  if (now() - question.v.b > OLDEST) return { wrong: 'old' };
  if (question.ua !== ctx.ua) return { wrong: 'user agent' };
  if (question.path !== ctx.url.pathname) return { wrong: 'address' };
  if ((wish.second ?? true) && (ctx.cookies.get(other) ?? '') !== question.second) {
    return { wrong: 'second cookie' };
  }
  question.used = true;
  return { question };
}

/**
 * @param {Wish} wish
 * @param {any} ctx of the request
 * @param {any} post
 * @param {Record<string, () => any>} answers what may come then
 * @returns {any} an answer in place of the page; undefined = let through
 */
export function challenge(wish, ctx, post, answers) {
  if (ctx.known && !wish.always) return undefined;
  post.state.questions ??= new Map();
  const answered = ctx.cookies.has((wish.names ?? ['_wafchallengeid'])[0]);
  const { question, wrong } = answered ? judge(wish, ctx, post) : {};
  const done = question?.round ?? 0;
  if (question && done >= (wish.rounds ?? 1)) {
    const then = answers[wish.then ?? 'page'];
    if (!then) return undefined;
    const answer = then();
    return { ...answer, facts: { ...answer.facts, challenge: 'passed' } };
  }
  const asked = ask(wish, ctx, post, question ? done + 1 : 1);
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: askingPage(wish, asked),
    facts: { challenge: wrong ? `refused: ${wrong}` : question ? 'again' : 'asked' },
  };
}
