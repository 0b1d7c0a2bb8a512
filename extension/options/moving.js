// What is kept in another folder: moved into the save folder, or left where it is.
import { bytesText, counted, errorText, isolated, t } from '../lib/text.js';
import { $ } from '../lib/dom.js';
import { ask } from '../lib/background.js';
import { faultOf } from '../lib/protocol.js';

/** @typedef {{folder: string | null, posts: number, bytes: number, running: boolean,
 *   error: string | null}} Elsewhere */

const LOOK_MS = 1000;
/** A move that was asked for is waited for so long before it is believed that it is over. */
const BEGINS_MS = 5000;

/** @type {(text: string) => void} */
let say = () => {};
/** Posts at the start of the move that is under way, 0: none is. */
let total = 0;
let begun = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {Elsewhere} there */
function words({ folder, posts, bytes, running }) {
  const [count, size] = [counted('postCount', posts), bytesText(bytes)];
  return running ? t('movingWords', count, size) : t('elsewhereWords', count, size, isolated(folder ?? ''));
}

/** @param {Elsewhere} there */
function draw(there) {
  const { posts, running, error } = there;
  const bar = /** @type {HTMLProgressElement} */ ($('moving-bar'));
  $('elsewhere').hidden = posts === 0 && !running;
  $('elsewhere-words').textContent = words(there);
  $('elsewhere-fault').hidden = !error;
  $('elsewhere-fault').textContent = error ? Object.values(errorText(error)).join('\n') : '';
  $('move').hidden = running;
  $('leave').hidden = running;
  $('stop-move').hidden = !running;
  bar.hidden = !running;
  bar.max = Math.max(total, 1);
  bar.value = Math.max(total - posts, 0);
}

/** What is there, as long as a move that was asked for may not have begun yet: under way.
 * @param {Elsewhere} there @returns {Elsewhere} */
function settled(there) {
  const begins = begun > 0 && there.posts > 0 && !there.error && Date.now() - begun < BEGINS_MS;
  return { ...there, running: there.running || (begins && there.posts === total) };
}

/** @param {Elsewhere} there */
function take(there) {
  const now = settled(there);
  total = now.running ? Math.max(total, now.posts) : total;
  draw(now);
  if (now.running) {
    timer = setTimeout(lookForPosts, LOOK_MS);
  } else if (total > 0) {
    say(t(now.posts === 0 ? 'say_moved' : 'say_moveEnded'));
    total = 0;
    begun = 0;
  }
}

/** Looks what is kept elsewhere; again and again while it is being moved. */
export async function lookForPosts() {
  clearTimeout(timer);
  try {
    take(await ask('moving'));
  } catch {
    // A host that cannot say it: the page tells elsewhere what is wrong with it.
    $('elsewhere').hidden = true;
  }
}

/** @param {'start' | 'stop' | 'leave'} what */
async function act(what) {
  say('');
  try {
    const there = what === 'start' ? await ask('moving') : null;
    await ask('move', { what });
    begun = what === 'start' ? Date.now() : 0;
    total = there?.posts ?? total;
    say(what === 'leave' ? t('say_left') : '');
  } catch (error) {
    say(Object.values(errorText(faultOf(error).code)).join('\n'));
  }
  await lookForPosts();
}

/** @param {(text: string) => void} tell says what came of something */
export function startMoving(tell) {
  say = tell;
  $('move').addEventListener('click', () => act('start'));
  $('leave').addEventListener('click', () => act('leave'));
  $('stop-move').addEventListener('click', () => act('stop'));
}
