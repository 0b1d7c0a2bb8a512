// The dialogs of the desktop (zenity) for folders and files, used with keys as a person would.
import { xdotool } from './drivers/desk.mjs';

const FOLDER = 'Clipkeep: choose the folder';
const FILE = 'Clipkeep: choose the file';
const UNPACKED = 'Clipkeep: choose the folder of';

/** Waits for the dialog and brings it to the front. @param {string} [title] */
export async function waitDialog(title = FOLDER) {
  const { stdout } = await xdotool('search', '--sync', '--onlyvisible', '--name', title);
  const [window] = stdout.trim().split('\n');
  await xdotool('windowactivate', '--sync', window);
}

/** Types a path and accepts it. @param {string} path in ASCII @param {string} title */
async function choose(path, title) {
  await waitDialog(title);
  await xdotool('key', 'ctrl+l');
  await xdotool('type', '--delay', '15', path);
  // Delete takes away the part that the dialog has completed by itself.
  await xdotool('key', 'Delete', 'Return');
}

/** @param {string} folder in ASCII */
export const chooseFolder = (folder) => choose(folder, FOLDER);

/** The same of a file: a proof, a data export. @param {string} file in ASCII */
export const chooseFile = (file) => choose(file, FILE);

export async function cancelDialog(title = FOLDER) {
  await waitDialog(title);
  await xdotool('key', 'Escape');
}

export const cancelFile = () => cancelDialog(FILE);

/** TikTok's data export as a folder. @param {string} folder in ASCII */
export const chooseUnpacked = (folder) => choose(folder, UNPACKED);
