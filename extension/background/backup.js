// Backs lists up from the person's own tab: one after the other is shown there and scrolled at a human
// pace, and what TikTok answers to its own page goes to the host, which alone reads it. Whatever is in
// the way — a hidden tab, a wait, a captcha — makes it pause; nothing is pushed. Reference: peers.md §7.
import { Answers } from './backup-answers.js';
import { faultOf } from '../lib/protocol.js';
import { asTold, further } from './backup-lists.js';

/** @typedef {import('./backup-lists.js').List} List */
/** `state`: "open" is one that was begun; found open when the browser starts, it is begun anew.
 * `ended`: what came of it. @typedef {List & {state: 'todo' | 'open' | 'ended', run: number | null,
 *   known: number, found: number, new: number, had: number, ended: string, refused: string | null}} Task */
/** Which posts of the lists the person wants: made since (Unix seconds), of one kind.
 * @typedef {{since?: number, only?: string}} Wanted */
/** What is kept over a restart: which lists, and how far. @typedef {{full: boolean, mine: boolean,
 *   wanted?: Wanted, inPrivate: boolean, paused: boolean, over: '' | 'ended' | 'stopped', lists: Task[]}} Plan */
/** @typedef {'running' | 'paused' | 'hidden' | 'away' | 'waiting' | 'captcha' | 'trouble' | 'ended' | 'stopped'} Phase */
/** What views are shown. @typedef {{phase: Phase, code: string | null, wait: number, at: number, plan: Plan}} Shown */
/** @typedef {{now: () => number, sleep: (ms: number) => Promise<void>, random: () => number}} Clock */

const LEAST_PAUSE_MS = 800;
const MOST_PAUSE_MS = 2500;
const LOOK_MS = 1000;
/** Rounds without an answer, until the page is loaded anew; and when the last answer said that there
 * is no more, until that is believed. */
const MOST_QUIET = 12;
const QUIET_AT_END = 2;
const MOST_LOADS = 3;
/** Rounds in which no collection was shown that was not known, until there are no more. */
const QUIET_COLLECTIONS = 3;
/** How often in a row the host may go away. */
const MOST_FALLS = 3;

/** Thrown in the loop when the person stops it. */
class Stopped extends Error {}

/** @type {Clock} */
const CLOCK = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((end) => { setTimeout(end, ms); }),
  random: () => Math.random(),
};

/** @param {List} list @returns {Task} */
const taskOf = (list) => ({
  ...list, state: 'todo', run: null, known: 0, found: 0, new: 0, had: 0, ended: '', refused: null,
});

/** Addresses are compared as people read them. @param {string} path */
function plain(path) {
  try {
    return decodeURIComponent(path).toLowerCase().replace(/\/$/, '');
  } catch {
    return path.toLowerCase();
  }
}

/** Whether a page is that of the list. A profile stays the page of its stories when they are opened.
 * @param {Task} task @param {string} path */
const isAt = (task, path) =>
  plain(path) === plain(task.path) ||
  (task.kind === 'stories' && plain(path).startsWith(`${plain(task.path)}/`));

export class Backup {
  /** @param {{ask: (verb: string, fields: object) => Promise<any>, keep: (plan: Plan) => Promise<void>,
   *   onChange: () => void, onCaptcha: () => void, clock?: Clock}} options */
  constructor({ ask, keep, onChange, onCaptcha, clock = CLOCK }) {
    this.ask = ask;
    this.keep = keep;
    this.onChange = onChange;
    this.onCaptcha = onCaptcha;
    this.clock = clock;
    /** @type {Plan | null} */
    this.plan = null;
    /** Set once, right after both were made. @type {import('./backup-tab.js').BackupTab} */
    this.tab = /** @type {any} */ (null);
    this.answers = new Answers({ ask, clock, onHuman: () => this.#askHuman('said') });
    this.going = false;
    /** Ends a moment after the plan is over. */
    this.work = Promise.resolve();
    this.stopping = false;
    /** A captcha that an answer asked for, or that the page shows. @type {'' | 'said' | 'seen'} */
    this.captcha = '';
    /** Why it cannot go on. @type {string | null} a code */
    this.code = null;
    this.falls = 0;
  }

  /** True while the host is needed. */
  get busy() {
    return this.going;
  }

  /** The list that it is at, or that comes next. */
  get task() {
    return this.plan?.lists.find(({ state }) => state !== 'ended') ?? null;
  }

  /** @returns {Phase} */
  get phase() {
    const { plan, tab, task } = this;
    if (plan?.over) {
      return plan.over;
    }
    if (this.code) {
      return 'trouble';
    }
    if (plan?.paused) {
      return 'paused';
    }
    if (this.captcha) {
      return 'captcha';
    }
    if (this.answers.until > this.clock.now()) {
      return 'waiting';
    }
    if (!tab.seen || (task && !isAt(task, tab.seen.path))) {
      return 'away';
    }
    return tab.seen.visible ? 'running' : 'hidden';
  }

  /** @returns {Shown | null} */
  shown() {
    const { plan, code, phase, task } = this;
    const left = Math.max(0, this.answers.until - this.clock.now());
    const wait = 10 * Math.ceil(left / 10000); // not a count-down: it would be read out each second
    return plan && { phase, code, wait, at: task ? plan.lists.indexOf(task) : -1, plan };
  }

  /** @param {{lists: List[], full: boolean, mine: boolean, wanted?: Wanted, inPrivate: boolean}} what */
  async start({ lists, full, mine, wanted = {}, inPrivate }) {
    await this.work;
    this.plan = { full, mine, wanted, inPrivate, paused: false, over: '', lists: lists.map(taskOf) };
    this.answers.waits = 0;
    await this.goOn();
  }

  /** Goes on where it was left, whatever it waits for. */
  async goOn() {
    if (!this.plan || this.plan.over) {
      return;
    }
    const afresh = this.captcha !== '' || this.phase === 'away';
    Object.assign(this, { captcha: '', code: null, falls: 0, stopping: false });
    this.answers.until = 0;
    this.plan.paused = false;
    await this.#changed();
    if (!this.going) {
      this.work = this.#go(); // its end is told by its state
    } else if (afresh) {
      await this.#load();
    } else {
      await this.tab.show();
    }
  }

  async pause() {
    if (this.plan && !this.plan.over) {
      this.plan.paused = true;
      await this.#changed();
    }
  }

  /** What is found so far stays. */
  async stop() {
    this.stopping = true;
    if (this.plan && !this.plan.over && !this.going) {
      await this.#stopped();
    }
  }

  /** After the background, or the browser, was started anew. @param {Plan} plan as it was kept
   * @param {number | null} tab of this browser's life, if there was one */
  async wake(plan, tab) {
    this.plan = plan;
    this.tab.id = tab;
    if (!plan.over && !plan.paused) {
      await this.goOn();
    }
  }

  /** The page hands an answer on. @param {unknown} heard */
  hear(heard) {
    const is = this.answers.hear(heard, this.task);
    if (is && this.captcha === 'said') {
      this.captcha = ''; // the page is answered again; if not, the host says so
    }
  }

  /** The page was seen anew: it may ask for a human, or show collections that were not known. */
  see() {
    const { plan, tab } = this;
    if (!plan || plan.over) {
      return;
    }
    if (tab.seen?.captcha && this.captcha !== 'seen') {
      this.#askHuman('seen');
    } else if (tab.seen?.captcha === false && this.captcha === 'seen') {
      this.captcha = '';
      this.answers.solved();
    }
    plan.lists.push(...further(plan.lists, tab.seen?.linked ?? []).map(taskOf));
    this.onChange();
  }

  /** @param {'said' | 'seen'} how */
  #askHuman(how) {
    if (!this.captcha) {
      this.onCaptcha();
    }
    this.captcha = how;
    this.onChange();
  }

  async #changed() {
    if (this.plan) {
      await this.keep(this.plan);
    }
    this.onChange();
  }

  async #go() {
    this.going = true;
    try {
      await this.tab.begin();
      for (let { task } = this; task; { task } = this) {
        await this.#tried(task);
      }
      await this.#over('ended');
    } catch (error) {
      if (error instanceof Stopped) {
        await this.#stopped();
      } else {
        this.code = faultOf(error).code;
      }
    } finally {
      this.going = false;
      this.onChange();
    }
  }

  /** A host that went away is asked again, a few times. @param {Task} task */
  async #tried(task) {
    try {
      await this.#back(task);
      this.falls = 0;
    } catch (error) {
      this.falls += 1;
      if (error instanceof Stopped || faultOf(error).code !== 'host-lost' || this.falls > MOST_FALLS) {
        throw error;
      }
      await this.clock.sleep(LOOK_MS);
    }
  }

  /** One list, from its beginning to its end. @param {Task} task */
  async #back(task) {
    await this.#open(task);
    let [loads, quiet, answered] = [1, 0, false];
    for (;;) {
      await this.#allowed();
      const count = await this.answers.handOver(task, () => this.phase === 'running');
      const { more, lost } = this.answers;
      quiet = count > 0 ? 0 : quiet + 1;
      answered ||= count > 0;
      const silent = quiet >= (more === 'no' ? QUIET_AT_END : MOST_QUIET);
      if (count > 0) {
        await this.#changed();
      }
      if (more === 'final' || (silent && (more === 'no' || loads >= MOST_LOADS))) {
        break;
      }
      if (silent || (lost && loads < MOST_LOADS)) {
        [loads, quiet] = [loads + 1, 0];
        await this.#load();
      } else {
        this.#turn(task, quiet);
      }
      await this.clock.sleep(this.#pause());
    }
    if (task.kind === 'favourites' && !task.refused) {
      await this.#showCollections();
    }
    await this.#end(task, task.refused || !this.#whole(task, answered) ? 'refused' : 'complete');
  }

  /** A page that never asked for the list has not shown it. Most lists lie about their end, and how many
   * there are is known; of stories it is not. @param {Task} task @param {boolean} answered */
  #whole(task, answered) {
    return answered && (task.kind !== 'stories' || this.answers.more !== 'yes');
  }

  /** Named collections are behind a tab of their own among the favourites: it is pressed, and scrolled
   * as long as it shows more of them, for see() to find. */
  async #showCollections() {
    this.tab.pressed = false;
    for (let quiet = 0, before = -1; quiet < QUIET_COLLECTIONS; quiet += 1) {
      await this.#allowed();
      if (this.tab.pressed) {
        this.tab.scroll(false);
      } else {
        this.tab.press('collections');
      }
      await this.clock.sleep(this.#pause());
      const now = this.plan?.lists.length ?? 0;
      quiet = now === before ? quiet : 0;
      before = now;
    }
  }

  /** A person's pause between two turns of the wheel. */
  #pause() {
    return LEAST_PAUSE_MS + this.clock.random() * (MOST_PAUSE_MS - LEAST_PAUSE_MS);
  }

  /** @param {Task} task @param {number} quiet rounds without an answer */
  #turn(task, quiet) {
    if (task.press && !this.tab.pressed) {
      this.tab.press(task.press);
    } else if (task.kind === 'stories') {
      this.tab.next();
    } else {
      this.tab.scroll(quiet % 4 === 3);
    }
  }

  /** One that was begun before is read whole: what was found then is known now.
   * @param {Task} task */
  async #open(task) {
    const full = Boolean(this.plan?.full || task.state === 'open');
    const { lists } = await this.ask('backup-open', {
      lists: [asTold(task)], full, mine: Boolean(this.plan?.mine),
    });
    const [{ run, known = 0 }] = lists;
    Object.assign(task, { state: 'open', run, known, found: 0, new: 0, had: 0, refused: null });
    await this.#load();
  }

  /** Shows the page of the list from its beginning. */
  async #load() {
    this.answers.restart();
    if (this.task) {
      await this.tab.load(this.task.path, this.plan?.inPrivate);
    }
    await this.#changed();
  }

  /** Waits while something is in the way. */
  async #allowed() {
    for (let before = ''; ; await this.clock.sleep(LOOK_MS)) {
      if (this.stopping) {
        throw new Stopped();
      }
      const { phase } = this;
      if (phase !== (before || 'running') || phase === 'waiting') {
        this.onChange();
      }
      if (phase === 'running') {
        return;
      }
      before = phase;
    }
  }

  /** @param {Task} task @param {string} how */
  async #end(task, how) {
    await this.ask('backup-end', { run: task.run, ended: how });
    Object.assign(task, { state: 'ended', ended: how });
    await this.#changed();
  }

  async #stopped() {
    const { task } = this;
    if (task?.state === 'open') {
      // Without a host it stays open there, and the next run of this list closes it.
      await this.#end(task, this.captcha ? 'captcha' : 'stopped').catch(() => {});
    }
    await this.#over('stopped');
  }

  /** @param {'ended' | 'stopped'} how */
  async #over(how) {
    if (this.plan) {
      this.plan.over = how;
    }
    await this.tab.end();
    await this.#changed();
  }
}
