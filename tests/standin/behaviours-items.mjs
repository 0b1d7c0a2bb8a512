// What may be odd in the item itself (tests of how it is read).

/** @param {any} root @param {string} path with dots; "*" is every member */
function each(root, path, act) {
  const [key, ...rest] = path.split('.');
  if (root === null || typeof root !== 'object') return;
  for (const name of key === '*' ? Object.keys(root) : [key]) {
    if (rest.length) each(root[name], rest.join('.'), act);
    else if (name in root) act(root, name);
  }
}

/** Numbers that TikTok writes now as text, now as number. */
const NUMBERS = [
  'createTime',
  'video.size',
  'video.PlayAddrStruct.DataSize',
  'video.bitrateInfo.*.PlayAddr.DataSize',
  'video.bitrateAudioInfo.*.AudioDataSize',
  'video.subtitleInfos.*.LanguageID',
  'video.subtitleInfos.*.Size',
  'video.subtitleInfos.*.UrlExpire',
  'stats.*',
  'aigcLabelType',
];

/** The form of SIGI_STATE: the author is a handle, its facts lie beside it. */
function flatAuthor(item) {
  const { author } = item;
  Object.assign(item, {
    author: author.uniqueId,
    nickname: author.nickname,
    authorId: author.id,
    authorSecId: author.secUid,
    avatarThumb: author.avatarThumb,
    authorStats: { followerCount: 5100 },
  });
}

/** @type {Record<string, import('./behaviours.mjs').Behaviour>} */
export const ITEMS = {
  drop: {
    item: ({ paths }, item) => {
      for (const path of paths) {
        each(item, path, (from, key) => {
          delete from[key];
        });
      }
    },
  },
  null: {
    item: ({ paths }, item) => {
      for (const path of paths) {
        each(item, path, (from, key) => {
          from[key] = null;
        });
      }
    },
  },
  numbers: {
    item: ({ as = 'text' }, item) => {
      const turn = as === 'text' ? String : Number;
      for (const path of NUMBERS) {
        each(item, path, (from, key) => {
          from[key] = turn(from[key]);
        });
      }
    },
  },
  'flat-author': { item: (p, item) => flatAuthor(item) },
  // Gates: there is an item, but not for everybody.
  classified: {
    item: (p, item) => {
      item.isContentClassified = true;
      delete item.video;
    },
  },
  masked: {
    item: ({ type = 3 }, item) => {
      item.maskType = type;
      item.warnInfo = [{ text: 'Some people may find this video disturbing' }];
    },
  },
  // A login wall in disguise.
  hollow: {
    item: (p, item) => {
      Object.assign(item, { createTime: '0', stats: {}, statsV2: {} });
      delete item.video;
    },
  },
  // TikTok took the sound away: nobody can hear it, and that is no fault of the file.
  'sound-removed': {
    item: (p, item) => {
      item.music.playUrl = '';
      Object.assign(item.video, { volumeInfo: { Loudness: 0, Peak: 0 } });
      for (const entry of item.video.bitrateInfo) {
        entry.VideoExtra = '{"PktOffsetMap":"[]","audio_bit_rate":0}';
      }
    },
  },
};
