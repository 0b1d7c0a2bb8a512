// A home with a display that takes calls, and with a dialog that does what a script says.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { program } from './native.mjs';
import { newHome } from './runs.mjs';

/**
 * @param {import('node:test').TestContext} t
 * @param {(home: string) => string} script what the dialog does: it prints the path that was chosen
 * @returns {{home: string, command: string[], setDialog: (text: string) => void}} `command` starts the host there
 */
export function makeDesktop(t, script) {
  const home = newHome();
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const setDialog = (text) => {
    writeFileSync(join(bin, 'zenity'), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, 'zenity'), 0o755);
  };
  setDialog(script(home));
  const display = createServer().listen(join(home, 'wayland-7'));
  t.after(() => {
    display.close();
    rmSync(home, { recursive: true, force: true });
  });
  const command = ['env', `PATH=${bin}:${process.env.PATH}`, 'WAYLAND_DISPLAY=wayland-7', `XDG_RUNTIME_DIR=${home}`,
    program];
  return { home, command, setDialog };
}
