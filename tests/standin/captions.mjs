// Captions of a post, as the two lists of its item tell of them.
const HOSTS = ['v16-webapp.tiktok.com', 'v19-webapp.tiktok.com'];
const NUMBERS = {
  'eng-US': '2',
  'spa-ES': '8',
  'cmn-Hans-CN': '1',
  'ara-SA': '23',
  'vie-VN': '10',
};

function addresses(file) {
  const query = new URLSearchParams({
    a: '1988',
    mime_type: 'video_mp4',
    ply_type: '2',
    btag: 'e00048000',
  });
  const third = new URLSearchParams({
    aid: '1988',
    format: file.media.kind,
    language: file.caption.language,
    path: file.path,
  });
  return [
    ...HOSTS.map((host) => `https://${host}${file.path}?${query}`),
    `https://vas-alisg16.tiktokv.com/tiktok/v1/subtitle/url?${third}`,
  ];
}

/** @param {any} post @returns {object} members of its `video` */
export function captionFields(world, post) {
  if (!post.subtitles.length) return {};
  const expire = world.expiry(post);
  const subtitleInfos = post.subtitles.map((file) => ({
    LanguageID: NUMBERS[file.caption.language] ?? '99',
    LanguageCodeName: file.caption.language,
    Url: addresses(file)[0],
    UrlExpire: expire,
    Format: file.caption.format ?? 'webvtt',
    Version: file.caption.source === 'MT' ? '4' : '1:whisper_lid',
    Source: file.caption.source ?? 'ASR',
    Size: file.media.bytes,
  }));
  const captionInfos = post.subtitles.map((file, n) => ({
    language: file.caption.language,
    languageID: subtitleInfos[n].LanguageID,
    url: addresses(file)[0],
    urlList: addresses(file),
    expire: String(expire),
    captionFormat: subtitleInfos[n].Format,
    isAutoGen: subtitleInfos[n].Source !== 'LC',
    isOriginalCaption: subtitleInfos[n].Source !== 'MT',
    subID: String(-1770006646 - n),
    translationType: '0',
  }));
  return {
    subtitleInfos,
    claInfo: {
      hasOriginalAudio: true,
      enableAutoCaption: true,
      originalLanguageInfo: { language: 'en', languageCode: 'en-US', languageID: '2' },
      captionInfos,
      captionsType: 0,
    },
  };
}
