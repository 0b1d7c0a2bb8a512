// The background: owns the port to the host, serves the popup and the options page. It may be
// stopped at any time when nothing runs; an open port keeps it alive while something does.
import { anonymousCookies } from './cookies.js';
import { api, family, fromOurPage } from '../lib/browser.js';
import { badgeOf } from './badge.js';
import { Fault, faultOf, wish } from '../lib/protocol.js';
import { HostPort } from './port.js';
import { lookAt } from './look.js';
import { State } from './state.js';

/** @typedef {import('./look.js').Look} Look */

const IDLE_MS = 20000;
const MOST_RECONNECTS = 3;

const state = new State();
/** @type {Set<chrome.runtime.Port>} */
const views = new Set();
/** What the popup was last shown of a tab, so that Save saves just that. @type {Map<number, Look>} */
const looks = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let idleTimer;
let reconnects = 0;
/** A host whose sandbox does not know the new save folder ends after it has said so. */
let mayEnd = false;

/** @type {Promise<void> | null} the connection, with all that the host knows; made once */
let linked = null;

const host = new HostPort({
  runtime: api.runtime,
  browser: family(),
  onEvent: (message) => {
    if (message.job) {
      takeJob(message.job);
    } else if (message.settings) {
      takeSettings(message.settings);
    } else if (message.queue) {
      takeQueue(message.queue);
    }
    restWhenIdle();
  },
  onClosed: (fault) => {
    const wasBusy = state.running.length > 0;
    linked = null;
    state.jobs.clear();
    showBadge();
    // A host that died in the middle of its work left it on disk; the next one takes it up.
    const again = mayEnd || (wasBusy && reconnects < MOST_RECONNECTS);
    if (again && fault.code === 'host-lost') {
      reconnects += mayEnd ? 0 : 1;
      mayEnd = false;
      connect().catch((error) => tell({ lost: faultOf(error) }));
    } else if (fault.code !== 'host-closed') {
      tell({ lost: faultOf(fault) });
    }
  },
});

/** @param {object} message */
function tell(message) {
  views.forEach((view) => view.postMessage(message));
}

/** @param {import('../lib/protocol.js').Job} job */
function takeJob(job) {
  state.takeJob(job);
  if (job.state === 'done') {
    reconnects = 0;
  }
  tell({ job, running: runningPosts() });
  showBadge();
}

/** The posts that are being saved. */
const runningPosts = () => state.running.map((job) => job.post);

/** @param {import('../lib/protocol.js').Settings} settings */
function takeSettings(settings) {
  state.takeSettings(settings);
  tell({ shared: state.public() });
  api.storage.session.set({ shared: state.public() }).catch(() => {});
}

/** @param {import('../lib/protocol.js').Queue} queue */
function takeQueue(queue) {
  const news = queue.held !== state.queue.held;
  state.queue = queue;
  if (news) {
    tell({ queue });
  }
}

function showBadge() {
  const { text, color } = badgeOf([...state.jobs.values()], state.unseen);
  api.action.setBadgeText({ text });
  api.action.setBadgeBackgroundColor({ color });
}

/** Lets the host go when nobody looks and nothing runs. */
function restWhenIdle() {
  clearTimeout(idleTimer);
  if (host.connected && views.size === 0 && state.running.length === 0) {
    idleTimer = setTimeout(() => host.close(), IDLE_MS);
  }
}

/** Connects, and follows what the host does. */
function connect() {
  if (linked) {
    return linked;
  }
  const link = join();
  linked = link;
  link.catch(() => {
    linked = linked === link ? null : linked;
  });
  return link;
}

async function join() {
  state.hostVersion = (await host.hello()).version;
  const { jobs, settings, queue } = await host.ask('subscribe');
  state.takeAll(jobs);
  takeSettings(settings);
  takeQueue(queue ?? { held: null });
  // What a host before has left goes on, and a popup that is open sees it go on.
  state.running.forEach(takeJob);
  showBadge();
  restWhenIdle();
}

/** Asks the host, connected and followed. @param {string} verb @param {object} [fields] */
async function ask(verb, fields) {
  await connect();
  return host.ask(verb, fields);
}

/** @param {chrome.tabs.Tab} tab @param {{address: string, item: string | null}} found */
async function wishOf(tab, found) {
  return wish(found, await anonymousCookies(tab), navigator.userAgent);
}

/** The post as the popup may show it. Chromium shows one popup for ordinary and private windows, and
 * would leave the picture and its address in the ordinary windows' cache on the disk.
 * @param {chrome.tabs.Tab} tab @param {import('../lib/protocol.js').Post} post */
const shown = (tab, post) =>
  tab.incognito && family() === 'chromium' ? { ...post, cover: null } : post;

/** @type {Record<string, (message: any) => Promise<any>>} */
const actions = {
  async hello() {
    await connect();
    return state.public();
  },
  async look({ tab: tabId }) {
    const tab = await api.tabs.get(tabId);
    const look = await lookAt(tab);
    looks.set(tabId, look);
    if (look.where !== 'post') {
      return { where: look.where };
    }
    const { post, kept, job } = await ask('read', await wishOf(tab, look.found));
    return { where: look.where, post: shown(tab, post), kept, job: job ?? state.jobOf(post.id) };
  },
  async save({ tab: tabId, again }) {
    const tab = await api.tabs.get(tabId);
    const look = looks.get(tabId) ?? (await lookAt(tab));
    if (look.where !== 'post') {
      throw new Fault('not-found', look.where);
    }
    const { job } = await ask('save', { ...(await wishOf(tab, look.found)), again });
    reconnects = 0;
    takeJob(job);
    return { job };
  },
  async cancel({ job }) {
    return ask('cancel', { job });
  },
  async pause({ job }) {
    return ask('pause', { job });
  },
  async resume({ job }) {
    return ask('resume', { job });
  },
  async detached() {
    return ask('detached');
  },
  async stop() {
    return ask('detached-stop');
  },
  async show({ job, post }) {
    return ask('show-in-folder', { ...(job && { job }), ...(post && { post }) });
  },
  async choose() {
    takeSettings((await ask('choose-folder')).settings);
    mayEnd = true;
    return state.public();
  },
  async change({ set }) {
    takeSettings((await ask('settings', { set })).settings);
    return state.public();
  },
  async names({ names }) {
    return ask('names', { names });
  },
  async seen({ job }) {
    state.unseen.delete(job);
    showBadge();
    return {};
  },
};

api.runtime.onMessage.addListener((message, sender, reply) => {
  if (!fromOurPage(sender) || !Object.hasOwn(actions, message?.do)) {
    return false;
  }
  actions[message.do](message).then(
    (result) => reply({ result }),
    (error) => reply({ error: faultOf(error) }),
  );
  return true;
});

api.runtime.onConnect.addListener((port) => {
  if (!fromOurPage(port.sender)) {
    port.disconnect();
    return;
  }
  views.add(port);
  clearTimeout(idleTimer);
  port.postMessage({ running: runningPosts() });
  if (state.queue.held) {
    port.postMessage({ queue: state.queue });
  }
  // A view that comes back after the background was stopped asks nothing, and still follows.
  connect().catch(() => {});
  port.onDisconnect.addListener(() => {
    views.delete(port);
    if (views.size === 0) {
      looks.clear();
    }
    restWhenIdle();
  });
});

// What a browser that ended left unfinished goes on when it starts.
api.runtime.onStartup.addListener(() => {
  connect().catch(() => {});
});
