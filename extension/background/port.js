// The one connection to the host. Connects when asked something, introduces itself, matches
// answers to requests, and tells the three ways apart in which a host can fail to be there
// (native-messaging.md §1.6). The browsers report those as text only; it is read here and nowhere
// else.
import { Fault, HOST_NAME, helloFields, readMessage, request } from '../lib/protocol.js';

const HELLO_MS = 3000;
const NOT_INSTALLED = /not found|forbidden|No such native application/i;

/** @typedef {import('../lib/protocol.js').HostMessage} HostMessage */
/** @typedef {{runtime: typeof chrome.runtime, browser: string,
 *   onEvent: (message: HostMessage) => void, onClosed: (fault: Fault) => void}} Options */

export class HostPort {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    /** @type {chrome.runtime.Port | null} */
    this.port = null;
    /** @type {Promise<any> | null} the answer to hello, once connecting */
    this.greeting = null;
    this.greeted = false;
    this.lastId = 0;
    /** @type {Map<number, {resolve: (result: any) => void, reject: (fault: Fault) => void}>} */
    this.waiting = new Map();
  }

  get connected() {
    return this.port !== null;
  }

  /** The host's answer to hello; connects if need be. @returns {Promise<any>} */
  hello() {
    if (this.greeting) {
      return this.greeting;
    }
    const greeting = this.#greet();
    this.greeting = this.port && greeting;
    return greeting;
  }

  /** @param {string} verb @param {object} [fields] @returns {Promise<any>} the result */
  async ask(verb, fields = {}) {
    await this.hello();
    return this.#send(verb, fields);
  }

  /** Ends the connection on our side; the host then ends within a second. */
  close() {
    this.#giveUp(this.port, new Fault('host-closed'));
  }

  async #greet() {
    const port = this.#connect();
    const { version } = this.options.runtime.getManifest();
    const timer = setTimeout(() => this.#giveUp(port, new Fault('host-silent')), HELLO_MS);
    try {
      const answer = await this.#send('hello', helloFields(version, this.options.browser));
      this.greeted = true;
      return answer;
    } catch (error) {
      this.#giveUp(port, error instanceof Fault ? error : new Fault('internal', String(error)));
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #connect() {
    const port = this.#open();
    this.port = port;
    port.onMessage.addListener((message) => this.#receive(message));
    port.onDisconnect.addListener(() => {
      const said =
        /** @type {any} */ (port).error?.message ?? this.options.runtime.lastError?.message ?? '';
      this.#closed(port, this.#faultOf(said));
    });
    return port;
  }

  #open() {
    try {
      return this.options.runtime.connectNative(HOST_NAME);
    } catch (error) {
      const fault = new Fault('host-missing', String(error));
      this.#closed(null, fault);
      throw fault;
    }
  }

  /** @param {string} said by the browser */
  #faultOf(said) {
    if (NOT_INSTALLED.test(said)) {
      return new Fault('host-missing', said);
    }
    return new Fault(this.greeted ? 'host-lost' : 'host-broken', said);
  }

  /** @param {string} verb @param {object} fields */
  #send(verb, fields) {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      if (!this.port) {
        reject(new Fault('host-lost'));
        return;
      }
      this.waiting.set(id, { resolve, reject });
      this.port.postMessage(request(id, verb, fields));
    });
  }

  /** @param {unknown} raw */
  #receive(raw) {
    const message = readMessage(raw);
    if (!message) {
      return;
    }
    const asked = message.id === null ? undefined : this.waiting.get(message.id);
    if (message.event !== 'answer' && message.event !== 'error') {
      this.options.onEvent(message);
    } else if (asked) {
      this.waiting.delete(/** @type {number} */ (message.id));
      if (message.event === 'answer') {
        asked.resolve(message.result);
      } else {
        asked.reject(new Fault(String(message.error?.code), String(message.error?.detail ?? '')));
      }
    }
  }

  /** @param {chrome.runtime.Port | null} port @param {Fault} fault */
  #giveUp(port, fault) {
    port?.disconnect();
    this.#closed(port, fault);
  }

  /** @param {chrome.runtime.Port | null} port which ended; one of before tells nothing any more
   * @param {Fault} fault */
  #closed(port, fault) {
    if (port !== this.port) {
      return;
    }
    const waiting = [...this.waiting.values()];
    this.port = null;
    this.greeting = null;
    this.greeted = false;
    this.waiting.clear();
    waiting.forEach(({ reject }) => reject(fault));
    this.options.onClosed(fault);
  }
}
