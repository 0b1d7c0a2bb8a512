// What the page knows: items from the universal-data script and from the lists.

/** @type {Map<string, any>} */
export const items = new Map();

const script = document.getElementById('__UNIVERSAL_DATA_FOR_REHYDRATION__');
export const scopes = JSON.parse(script?.textContent ?? '{}').__DEFAULT_SCOPE__ ?? {};
window.__$UNIVERSAL_DATA$__ = { __DEFAULT_SCOPE__: scopes };

export const firstDetail = scopes['webapp.video-detail'];
export const firstItems = [...(scopes['webapp.updated-items'] ?? [])];
export const firstUser = scopes['webapp.user-detail']?.userInfo;

/** @param {any} list an answer @returns {any[]} its items, now known */
export function learn(list) {
  for (const item of list.itemList ?? []) items.set(item.id, item);
  return list.itemList ?? [];
}

/** @param {string} address @returns {Promise<any>} */
export function askByXhr(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', address);
    request.onload = () => resolve(JSON.parse(request.responseText));
    request.onerror = () => reject(new Error(`cannot load ${address}`));
    request.send();
  });
}

/** @param {string} address @returns {Promise<any>} */
export async function askByFetch(address) {
  return (await fetch(address)).json();
}

/** @param {string} id @returns {Promise<any>} undefined when there is no such post */
export async function itemById(id) {
  const struct = firstDetail?.itemInfo?.itemStruct;
  if (struct?.id === id) items.set(id, struct);
  if (!items.has(id)) {
    const answer = await askByXhr(`/api/item/detail/?aid=1988&itemId=${id}`);
    if (answer.itemInfo?.itemStruct) items.set(id, answer.itemInfo.itemStruct);
  }
  return items.get(id);
}

/** @param {any} item @returns {string} */
export function pathOf(item) {
  return `/@${item.author.uniqueId}/${item.imagePost ? 'photo' : 'video'}/${item.id}`;
}
