// The folder dialog of the desktop (zenity), used with keys as a person would.
import { xdotool } from './drivers/desk.mjs';

const TITLE = 'Clipkeep: choose the folder';

/** Waits for the dialog and brings it to the front. */
export async function waitDialog() {
  const { stdout } = await xdotool('search', '--sync', '--onlyvisible', '--name', TITLE);
  const [window] = stdout.trim().split('\n');
  await xdotool('windowactivate', '--sync', window);
}

/** Types a folder's path and accepts it. @param {string} folder in ASCII */
export async function chooseFolder(folder) {
  await waitDialog();
  await xdotool('key', 'ctrl+l');
  await xdotool('type', '--delay', '15', folder);
  // Delete takes away the part that the dialog has completed by itself.
  await xdotool('key', 'Delete', 'Return');
}

export async function cancelDialog() {
  await waitDialog();
  await xdotool('key', 'Escape');
}
