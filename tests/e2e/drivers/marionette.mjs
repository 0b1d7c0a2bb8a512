// Firefox's own remote control: JSON arrays over TCP, each with its length in front.
import { connect } from 'node:net';

export class Marionette {
  #next = 1;
  /** @type {Map<number, {resolve: (value: any) => void, reject: (why: Error) => void}>} */
  #waiting = new Map();
  #bytes = Buffer.alloc(0);

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (why) => this.#end(why));
    socket.on('close', () => this.#end(new Error('Firefox closed the connection')));
  }

  /** @param {number} port @returns {Promise<Marionette>} */
  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Marionette(socket)));
      socket.once('error', reject);
    });
  }

  /** @param {Buffer} chunk */
  #take(chunk) {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    for (;;) {
      const colon = this.#bytes.indexOf(':');
      if (colon < 0) return;
      const start = colon + 1;
      const end = start + Number(this.#bytes.toString('latin1', 0, colon));
      if (this.#bytes.length < end) return;
      const message = JSON.parse(this.#bytes.toString('utf8', start, end));
      this.#bytes = this.#bytes.subarray(end);
      if (Array.isArray(message)) this.#answer(message);
    }
  }

  /** @param {any[]} message */
  #answer([, id, error, result]) {
    const asked = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) asked?.reject(new Error(`Firefox: ${error.error}: ${error.message}`));
    else asked?.resolve(result?.value !== undefined ? result.value : result);
  }

  /** @param {Error} why */
  #end(why) {
    for (const { reject } of this.#waiting.values()) reject(why);
    this.#waiting.clear();
  }

  /** @param {string} name @param {object} [params] @returns {Promise<any>} */
  send(name, params = {}) {
    const id = this.#next++;
    const text = JSON.stringify([0, id, name, params]);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  }

  close() {
    this.socket.destroy();
  }
}
