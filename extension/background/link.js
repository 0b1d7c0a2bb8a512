// The link to the host: connected when something is asked, followed from then on, made anew when it
// breaks in the middle of work.
import { api, family } from '../lib/browser.js';
import { HostPort } from './port.js';
import { faultOf } from '../lib/protocol.js';

/** @typedef {import('../lib/protocol.js').Job} Job */
/** @typedef {import('../lib/protocol.js').HostFault} HostFault */

const MOST_RECONNECTS = 3;
/** Counting is cheap, but not needed more often. */
const COUNT_MS = 300;

export class Link {
  /** @param {{state: import('./state.js').State, views: import('./views.js').Views,
   *   onJob: (before: Job | undefined, job: Job) => void, onChange: () => void}} options */
  constructor({ state, views, onJob, onChange }) {
    this.state = state;
    this.views = views;
    this.onJob = onJob;
    this.onChange = onChange;
    this.reconnects = 0;
    /** A host whose sandbox does not know the new save folder ends after it has said so. */
    this.mayEnd = false;
    /** A data export is taken in: what it leads to is saved by the same host. */
    this.importing = false;
    /** @type {Promise<void> | null} the connection, with all that the host knows; made once */
    this.linked = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.countTimer = undefined;
    this.host = new HostPort({
      runtime: api.runtime,
      browser: family(),
      onEvent: (message) => this.#receive(message),
      onClosed: (fault) => this.#closed(fault),
    });
  }

  /** Asks the host, connected and followed. @param {string} verb @param {object} [fields] */
  async ask(verb, fields) {
    await this.connect();
    return this.host.ask(verb, fields);
  }

  /** Connects, and follows what the host does. */
  connect() {
    if (this.linked) {
      return this.linked;
    }
    const link = this.#join();
    this.linked = link;
    link.catch(() => {
      this.linked = this.linked === link ? null : this.linked;
    });
    return link;
  }

  /** @param {Job} job */
  takeJob(job) {
    const before = this.state.takeJob(job);
    if (job.state === 'done') {
      this.reconnects = 0;
    }
    this.views.tell({ jobs: [job] });
    this.onJob(before, job);
    if (before?.state !== job.state) {
      this.#countSoon();
    }
  }

  /** @param {import('../lib/protocol.js').Settings} settings */
  takeSettings(settings) {
    this.state.settings = settings;
    this.share();
  }

  /** Tells every view what all of them show, and keeps it for the next first paint. */
  share() {
    const shared = this.state.public();
    this.views.tell({ shared });
    api.storage.session.set({ shared }).catch(() => {});
  }

  /** The host has forgotten what ended: so do we, and every view. */
  forgetEnded() {
    this.state.forgetEnded();
    this.views.tell({ jobs: [...this.state.jobs.values()], all: true });
    this.#countSoon();
    this.onChange();
  }

  async #join() {
    this.state.hostVersion = (await this.host.hello()).version;
    const { jobs, settings, queue } = await this.host.ask('subscribe');
    this.state.takeAll(jobs);
    this.state.fault = null;
    this.state.held = queue?.held ?? null;
    // What a host before has left goes on, and a popup that is open sees it go on.
    this.views.tell({ jobs: [...this.state.jobs.values()], all: true });
    this.takeSettings(settings);
    this.#countSoon();
    this.onChange();
  }

  /** @param {import('../lib/protocol.js').HostMessage} message */
  #receive(message) {
    if (message.job) {
      this.takeJob(message.job);
    } else if (message.settings) {
      this.takeSettings(message.settings);
    } else if (message.backup) {
      this.views.tell({ receipts: message.backup.receipts });
    } else if (message.import) {
      this.importing = ['reading', 'fetching'].includes(message.import.state);
      this.views.tell({ import: message.import });
    } else if (message.queue && message.queue.held !== this.state.held) {
      this.state.held = message.queue.held;
      this.share();
    }
    this.onChange();
  }

  /** @param {import('../lib/protocol.js').Fault} fault */
  #closed(fault) {
    const wasBusy = this.state.running.length > 0;
    this.linked = null;
    this.importing = false;
    this.state.jobs.clear();
    this.onChange();
    // A host that died in the middle of its work left it on disk; the next one takes it up.
    const again = this.mayEnd || (wasBusy && this.reconnects < MOST_RECONNECTS);
    if (again && fault.code === 'host-lost') {
      this.reconnects += this.mayEnd ? 0 : 1;
      this.mayEnd = false;
      this.connect().catch((error) => this.#lose(faultOf(error)));
    } else if (fault.code !== 'host-closed') {
      this.#lose(faultOf(fault));
    }
  }

  /** @param {HostFault} fault */
  #lose(fault) {
    this.state.fault = fault;
    this.views.tell({ lost: fault });
    this.share();
  }

  #countSoon() {
    this.countTimer ??= setTimeout(() => {
      this.countTimer = undefined;
      this.#count();
    }, COUNT_MS);
  }

  async #count() {
    if (!this.host.connected) {
      return;
    }
    // A host that cannot count is no trouble: there is just no total to show.
    const counts = await this.host.ask('counts').catch(() => null);
    this.state.takeCounts(counts);
    this.share();
    this.onChange();
  }
}
