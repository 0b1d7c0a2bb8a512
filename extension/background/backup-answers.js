// What TikTok answered to its own page, on its way to the host: kept in order, handed over one by one,
// and what the host says of each, turned into whether there is more, a wait, or a human is needed.
import { belongs, fits, readHeard } from './backup-lists.js';

/** @typedef {import('./backup.js').Task} Task */
/** @typedef {import('./backup.js').Clock} Clock */

const FIRST_WAIT_MS = 30000;
const LONGEST_WAIT_MS = 600000;
const MOST_WAITS = 6;
const MOST_HEARD = 100;
const MOST_EMPTY = 20;

/** What asks for a human. */
const CAPTCHAS = Object.freeze(['wall-captcha', 'wall-challenge']);
/** What no waiting changes. */
const FINAL = Object.freeze(['login-needed', 'post-private', 'account-gone', 'too-large']);
/** What in an address says whose list it is. */
const WHOSE = Object.freeze(['secUid', 'challengeID', 'collectionId', 'mixId', 'musicID']);

export class Answers {
  /** @param {{ask: (verb: string, fields: object) => Promise<any>, clock: Clock, onHuman: () => void}} options */
  constructor({ ask, clock, onHuman }) {
    this.ask = ask;
    this.clock = clock;
    this.onHuman = onHuman;
    /** Those that the host has not had yet. @type {NonNullable<ReturnType<typeof readHeard>>[]} */
    this.heard = [];
    /** How many of those came before a captcha was solved. */
    this.stale = 0;
    /** More was heard than could be kept. */
    this.lost = false;
    /** What they say: that there is more, that there is not, or that nothing else will come.
     * @type {'yes' | 'no' | 'final'} */
    this.more = 'yes';
    /** Whose list the page asks for: an answer about somebody else's is not ours. */
    this.whose = '';
    /** How many answers in a row had nothing that was not there before: some lists repeat for ever. */
    this.empty = 0;
    /** Until when TikTok wants to be left alone, and how often it said so in a row. */
    this.until = 0;
    this.waits = 0;
  }

  /** The page is loaded anew: it asks from the beginning of the list. */
  restart() {
    Object.assign(this, { heard: [], stale: 0, lost: false, whose: '', more: 'yes', empty: 0 });
  }

  /** The person has solved a captcha: what was refused before that is no news. */
  solved() {
    this.stale = this.heard.length;
  }

  /** @param {unknown} heard of a page @param {Task | null} task the list that it shall show
   * @returns {boolean} whether it was one of that list */
  hear(heard, task) {
    const answer = readHeard(heard);
    const is = answer !== null && task !== null && belongs(task, answer.address);
    if (is && this.heard.length < MOST_HEARD) {
      this.heard.push(answer);
    } else if (is) {
      this.lost = true;
    }
    return is;
  }

  /** Gives the host what was heard, while it may. @param {Task} task @param {() => boolean} may
   * @returns {Promise<number>} how many answers were the list's own */
  async handOver(task, may) {
    let count = 0;
    while (this.heard.length > 0 && this.more !== 'final' && may()) {
      const [heard] = this.heard;
      if (!this.#isOther(heard.address)) {
        await this.#one(task, heard);
        count += 1;
      }
      this.heard.shift();
      this.stale = Math.max(0, this.stale - 1);
    }
    return count;
  }

  /** The first answer says whose list it is; one of somebody else's comes by when the page goes
   * elsewhere. @param {string} address */
  #isOther(address) {
    const { searchParams } = new URL(address);
    const whose = WHOSE.map((name) => searchParams.get(name) ?? '').join(' ');
    this.whose ||= whose;
    return whose !== this.whose;
  }

  /** @param {Task} task @param {NonNullable<ReturnType<typeof readHeard>>} heard */
  async #one(task, { status, length, text }) {
    if (status === 429) {
      this.#wait(task, 'rate-limited');
      return;
    }
    const whole = length === text.length && fits(text);
    const said = whole
      ? await this.ask('backup-answer', { run: task.run, answer: text })
      : { refused: 'too-large' };
    if (said.refused) {
      this.#refused(task, said.refused);
      return;
    }
    this.waits = 0;
    this.empty = said.found > 0 ? 0 : this.empty + 1;
    const ends = said.more === false || (task.kind === 'stories' && said.more !== true);
    const over = said.enough || this.empty >= MOST_EMPTY || (ends && this.more === 'no');
    this.more = over ? 'final' : ends ? 'no' : 'yes';
    task.refused = null;
    task.found += said.found;
    task.new += said.new;
    task.had += said.had;
  }

  /** @param {Task} task @param {string} code */
  #refused(task, code) {
    if (CAPTCHAS.includes(code)) {
      if (this.stale === 0) {
        this.onHuman();
      }
    } else if (FINAL.includes(code)) {
      task.refused = code;
      this.more = 'final';
    } else {
      this.#wait(task, code);
    }
  }

  /** TikTok wants us to be slower: everything waits, each time twice as long.
   * @param {Task} task @param {string} code */
  #wait(task, code) {
    this.waits += 1;
    task.refused = code;
    if (this.waits > MOST_WAITS) {
      this.more = 'final';
      return;
    }
    const ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.waits - 1));
    this.until = this.clock.now() + ms * (0.9 + 0.2 * this.clock.random());
    this.more = 'yes';
  }
}
