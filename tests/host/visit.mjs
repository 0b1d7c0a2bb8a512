// Visits a post as a browser does. Inside tests/standin/world.sh.
import { get } from 'node:https';

/** A page as a browser gets it: its item and its cookies. */
export function visit(url, userAgent) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'user-agent': userAgent, accept: 'text/html', 'sec-fetch-mode': 'navigate' }, agent: false }, async (res) => {
      let body = '';
      res.setEncoding('utf8');
      for await (const part of res) body += part;
      const cookies = Object.fromEntries((res.headers['set-cookie'] ?? []).map((one) => one.split(';')[0])
        .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)])
        .filter(([name]) => name === 'tt_chain_token' || name === 'ttwid'));
      const json = body.match(/id="__UNIVERSAL_DATA_FOR_REHYDRATION__"[^>]*>(.*?)<\/script>/s)[1];
      const item = JSON.parse(json).__DEFAULT_SCOPE__['webapp.video-detail'].itemInfo.itemStruct;
      resolve({ item: JSON.stringify(item), cookies });
    }).on('error', reject);
  });
}
