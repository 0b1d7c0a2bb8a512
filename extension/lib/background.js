// How the popup and the options page talk to the background.
import { api } from './browser.js';
import { Fault } from './protocol.js';

const AGAIN_MS = 200;

/** Asks the background to do something. @param {string} what @param {object} [fields]
 * @returns {Promise<any>} */
export async function ask(what, fields = {}) {
  const answer = await api.runtime.sendMessage({ do: what, ...fields });
  if (answer?.error) {
    throw new Fault(answer.error.code, answer.error.detail);
  }
  return answer?.result;
}

/** Follows what happens: jobs, settings, the host lost. The connection is made anew when the
 * background was stopped meanwhile. @param {(message: any) => void} onMessage */
export function follow(onMessage) {
  const port = api.runtime.connect({ name: 'view' });
  port.onMessage.addListener(onMessage);
  port.onDisconnect.addListener(() => setTimeout(() => follow(onMessage), AGAIN_MS));
}
