// Drives the built program over its pipes as a browser does.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The built program: CK_PROGRAM, or the one of the development build. */
export const program = process.env.CK_PROGRAM ?? join(root, 'build', 'dev', 'bin', 'clipkeep');
export const CHROMIUM = 'chrome-extension://naelbjimdjmkcpfelajbclpboledbdlf/';
export const FIREFOX = ['/home/a/.mozilla/native-messaging-hosts/app.clipkeep.host.json', 'clipkeep@clipkeep.app'];

/** A home folder of its own, removed at the end of the test. */
export function makeHome(t) {
  const home = mkdtempSync(join(tmpdir(), 'ck-host-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** @param {string} home @returns {NodeJS.ProcessEnv} */
export function environment(home) {
  return { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8' };
}

/** @param {object|string} message @returns {Buffer} */
export function frame(message) {
  const body = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

/** One running host. */
export class Host {
  /** @param {{home: string, args?: string[], stdio?: any[], command?: string[]}} options */
  constructor({ home, args = [CHROMIUM], stdio = ['pipe', 'pipe', 'pipe'], command = [program] }) {
    this.child = spawn(command[0], [...command.slice(1), ...args], { env: environment(home), stdio });
    this.messages = [];
    this.waiting = [];
    this.stderr = '';
    this.bytes = Buffer.alloc(0);
    this.child.stdout?.on('data', (chunk) => this.take(chunk));
    this.child.stderr?.on('data', (chunk) => { this.stderr += chunk; });
    this.child.stdin?.on('error', () => {});
    this.exit = new Promise((resolve) => {
      this.child.on('exit', (code, signal) => resolve({ code, signal, at: performance.now() }));
    });
    this.id = 100;
  }

  take(chunk) {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    while (this.bytes.length >= 4 && this.bytes.length >= 4 + this.bytes.readUInt32LE()) {
      const len = this.bytes.readUInt32LE();
      this.messages.push(JSON.parse(this.bytes.subarray(4, 4 + len).toString()));
      this.bytes = this.bytes.subarray(4 + len);
    }
    for (const waiter of [...this.waiting]) this.check(waiter);
  }

  check(waiter) {
    const found = this.messages.find(waiter.test);
    if (found) {
      this.waiting = this.waiting.filter((one) => one !== waiter);
      clearTimeout(waiter.timer);
      waiter.resolve(found);
    }
  }

  /** The first message, past or future, that passes. */
  next(test, ms = 10000) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(
        `no such message; got ${JSON.stringify(this.messages).slice(0, 2000)}; stderr: ${this.stderr}`)), ms);
      const waiter = { test, resolve, timer };
      this.waiting.push(waiter);
      this.check(waiter);
    });
  }

  write(bytes) {
    this.child.stdin.write(bytes);
  }

  /** Sends a request and waits for its answer or error. */
  ask(message, ms) {
    const id = message.id ?? this.id++;
    this.write(frame({ id, ...message }));
    return this.next((one) => one.id === id && (one.event === 'answer' || one.event === 'error'), ms);
  }

  hello() {
    return this.ask({ verb: 'hello', protocol: [1, 1], version: '0.1.0', browser: 'chromium' });
  }

  /** Ends stdin and waits; gives the status and how long it took. */
  async close() {
    const start = performance.now();
    this.child.stdin.end();
    const { code, signal, at } = await this.exit;
    return { code, signal, ms: at - start };
  }
}
