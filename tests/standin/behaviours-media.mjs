// What may go wrong with the files of a post. By default this concerns the streams; `of` names
// other files: gear, sound, download, music, cover, image, live, caption.
import { captchaPage } from './pages.mjs';

/** An answer that is not the file. */
function instead(plan, code, type, body = '') {
  plan.status = code;
  plan.body = Buffer.from(body);
  plan.headers = { 'content-type': type };
}

/** Every media address of the item, changed by `change`. */
function eachUrl(item, change) {
  const video = item.video ?? {};
  for (const key of ['playAddr', 'downloadAddr']) {
    if (video[key]) video[key] = change(video[key], 0);
  }
  const lists = [video.PlayAddrStruct, ...(video.bitrateInfo ?? []).map((entry) => entry.PlayAddr)];
  for (const list of lists) if (list) list.UrlList = list.UrlList.map(change);
}

const shortLength = (media) => Math.floor(media.head.length * 0.6);

function claimSizes(item, post, sizeOf) {
  item.video.bitrateInfo.forEach((entry, n) => {
    entry.PlayAddr.DataSize = sizeOf(post.files[n]);
  });
  item.video.bitrateAudioInfo?.forEach((entry, n) => {
    entry.AudioDataSize = sizeOf(post.sounds[n]);
  });
  const main =
    item.video.bitrateInfo.find((entry) => entry.Format !== 'dash') ?? item.video.bitrateInfo[0];
  item.video.size = String(main.PlayAddr.DataSize);
  item.video.PlayAddrStruct.DataSize = item.video.size;
}

/** @type {Record<string, import('./behaviours.mjs').Behaviour>} */
export const MEDIA = {
  // Links of the first `issues` answers are over already; once refused, a fresh page helps.
  expired: {},
  'mirror-403': {
    media: (p, plan) => instead(plan, 403, 'text/html', 'Access Denied'),
    mirrors: [0],
  },
  'media-403': { media: (p, plan) => instead(plan, 403, 'text/html', 'Access Denied') },
  'media-status': {
    media: ({ status: code, retryAfter }, plan) => {
      instead(plan, code, 'text/plain');
      if (retryAfter !== undefined) plan.headers['retry-after'] = String(retryAfter);
    },
  },
  'too-many': {
    media: ({ retryAfter = 1 }, plan) => {
      instead(plan, 429, 'text/plain');
      plan.headers['retry-after'] = String(retryAfter);
    },
  },
  html: { media: ({ type = 'text/html' }, plan) => instead(plan, 200, type, captchaPage()) },
  'json-media': {
    media: (p, plan) => instead(plan, 200, 'application/json', '{"code":-1,"message":"refused"}'),
  },
  empty: { media: (p, plan) => instead(plan, 200, plan.headers['content-type'] ?? 'video/mp4') },
  // What ends early does so after so many bytes; a shorter answer is not touched, nor counted.
  truncated: {
    after: 100000,
    media: ({ after }, plan) => {
      plan.cutAfter = after;
    },
  },
  reset: {
    after: 100000,
    media: ({ after }, plan) => {
      plan.cutAfter = after;
      plan.reset = true;
    },
  },
  // Sends no more, and does not hang up either; only the end of the file breaks this, with Range.
  stall: {
    after: 100000,
    media: ({ after }, plan) => {
      plan.stallAfter = after;
    },
  },
  // The file ends in the middle of its samples; the headers agree with that.
  short: {
    media: (p, plan, { media }) => {
      plan.body = media.read(0, shortLength(media));
    },
    item: ({ honest = true }, item, post) => {
      if (honest) claimSizes(item, post, (file) => shortLength(file.media));
    },
  },
  'wrong-size': {
    item: ({ by = 1000 }, item, post) => claimSizes(item, post, (file) => file.media.bytes + by),
  },
  drip: {
    media: ({ bytesPerSecond = 100000 }, plan) => {
      plan.bytesPerSecond = bytesPerSecond;
    },
  },
  redirect: {
    media: ({ to }, plan) => {
      instead(plan, 302, 'text/plain');
      plan.headers.location = to;
    },
  },
  'no-range': {
    media: (p, plan, { media }) => {
      if (plan.status === 206 || plan.status === 416) {
        Object.assign(plan, {
          status: 200,
          start: 0,
          end: media.bytes,
          headers: { 'content-type': 'video/mp4' },
        });
      }
    },
  },
  // No part is ever there, as when the file has become shorter.
  'range-416': {
    media: (p, plan, { media }) => {
      if (plan.status !== 206 || plan.start === 0) return;
      instead(plan, 416, 'text/plain');
      plan.headers['content-range'] = `bytes */${media.bytes}`;
    },
  },
  // A part is asked for, another one is sent, and its header says so.
  'wrong-range': {
    media: ({ by = 4096 }, plan, { media }) => {
      if (plan.status !== 206 || plan.start < by) return;
      plan.start -= by;
      plan.headers['content-range'] = `bytes ${plan.start}-${plan.end - 1}/${media.bytes}`;
    },
  },
  // Each answer has another ETag, so that no part fits to what is there.
  'new-etag': {
    media: (p, plan, { media, range }) => {
      plan.headers.etag = `"${Math.random().toString(36).slice(2)}"`;
      if (range?.condition) {
        Object.assign(plan, { status: 200, start: 0, end: media.bytes });
        delete plan.headers['content-range'];
      }
    },
  },
  // The file is right, its Content-Type is not.
  typed: {
    media: ({ type = 'application/octet-stream' }, plan) => {
      plan.headers['content-type'] = type;
    },
  },
  // All mirrors lead to another host of hosts.mjs, or only those named.
  host: {
    item: ({ host, mirrors }, item) =>
      eachUrl(item, (url, mirror) => {
        const moved = new URL(url);
        if (!mirrors || mirrors.includes(mirror)) moved.host = host;
        return moved.href;
      }),
  },
  // So many mirrors are named.
  mirrors: {
    item: ({ count = 1 }, item) => {
      const lists = [
        item.video.PlayAddrStruct,
        ...item.video.bitrateInfo.map((one) => one.PlayAddr),
      ];
      for (const list of lists) list.UrlList = list.UrlList.slice(0, count);
    },
  },
};
