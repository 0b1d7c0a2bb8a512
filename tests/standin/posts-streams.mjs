// Posts by what they offer to play: gears, mirrors, sound, transfers, captions.
// prettier-ignore
export const GEARS = {
  h264_540: { gear: 'normal_540_0', codec: 'h264', width: 576, height: 1024, bytes: 627834, kind: 'h264' },
  h264_720: { gear: 'normal_720_0', codec: 'h264', width: 720, height: 1280, bytes: 1647231, kind: 'h264' },
  h265_540: { gear: 'adapt_540_1', codec: 'h265', width: 576, height: 1024, bytes: 402114, kind: 'h265' },
  h265_720: { gear: 'adapt_lower_720_1', codec: 'h265', width: 720, height: 1280, bytes: 702114, kind: 'h265' },
  h265_1080: { gear: 'adapt_lower_1080_1', codec: 'h265', width: 1080, height: 1920, bytes: 1374500, kind: 'h265' },
  dash_1080: { gear: 'adapt_lowest_1080_1', codec: 'h265', width: 1080, height: 1920, bytes: 1774500,
    kind: 'h265-silent', dash: true },
  dash_avc: { gear: 'lowest_1080_0', codec: 'h264', width: 1080, height: 1920, bytes: 900500,
    kind: 'h264-silent', dash: true },
  h266_1080: { gear: 'adapt_lowest_1080_2', codec: 'h266', width: 1080, height: 1920, bytes: 500500, kind: 'h265' },
};
const gears = (...names) => names.map((name) => (typeof name === 'string' ? GEARS[name] : name));
const VIDEO = { kept: 'video' };
const code = (name) => ({ code: name });
/** What is kept, and from which gear: `joined` when its sound had to come from elsewhere. */
const from = (gear, joined = false) => ({ kept: 'video', gear: GEARS[gear].gear, joined });
const JOINED = from('dash_1080', true);
const off = (files, status = 404) => ({ name: 'media-status', status, files });

// prettier-ignore
const ZOO = [
  { name: 'gear-h265-720', text: 'H.265 with sound is the best', gears: gears('h264_540', 'h265_720'),
    expect: from('h265_720') },
  { name: 'gear-dash', text: 'the best is silent, its sound is apart',
    gears: gears('h264_540', 'dash_1080'), expect: JOINED },
  { name: 'gear-dash-avc', text: 'a silent H.264', gears: gears('h264_540', 'dash_avc'),
    expect: from('dash_avc', true) },
  { name: 'gear-dash-hash', text: 'sound named by its hash', gears: gears('h264_540', 'dash_1080'),
    audioMatch: 'hash', audio: [{ bitrate: 48000 }, { bitrate: 96000 }], expect: JOINED },
  { name: 'gear-dash-two', text: 'two sounds, the lesser one is named',
    gears: gears('h264_540', 'dash_1080'), audio: [{ bitrate: 48000 }, { bitrate: 96000 }], expect: JOINED },
  { name: 'gear-dash-unnamed', text: 'two sounds, none is named', gears: gears('h264_540', 'dash_1080'),
    audioMatch: 'none', audio: [{ bitrate: 48000 }, { bitrate: 96000 }], expect: JOINED },
  { name: 'gear-dash-misnamed', text: 'a sound is named that is not there',
    gears: gears('h264_540', 'dash_1080'), audioMatch: 'wrong', expect: JOINED },
  { name: 'gear-dash-no-audio', text: 'silent, and no sound anywhere', audio: [],
    gears: gears('h264_540', 'dash_1080'), expect: from('h264_540') },
  { name: 'gear-dash-404', text: 'the silent one is gone', gears: gears('h264_540', 'dash_1080'),
    behaviours: [off(['adapt_lowest_1080_1'])], expect: from('h264_540') },
  { name: 'gear-audio-404', text: 'its sound is gone', gears: gears('h264_540', 'dash_1080'),
    behaviours: [off(['sound'])], expect: from('h264_540') },
  { name: 'gear-audio-mirror', text: 'the sound is at its second mirror',
    gears: gears('h264_540', 'dash_1080'),
    behaviours: [{ ...off(['sound'], 403), mirrors: [0] }], expect: JOINED },
  { name: 'gear-audio-html', text: 'a page instead of the sound', gears: gears('h264_540', 'dash_1080'),
    behaviours: [{ name: 'html', files: ['sound'] }], expect: from('h264_540') },
  { name: 'gear-bytevc2', text: 'H.266, which nothing plays', gears: gears('h264_540', 'h266_1080'),
    expect: from('h264_540') },
  { name: 'gear-bytevc2-only', text: 'H.266 alone', gears: gears('h266_1080'),
    item: { video: { playAddr: '', PlayAddrStruct: null } }, expect: code('no-stream') },
  { name: 'gear-404', text: 'the best is gone', gears: gears('h264_540', 'h265_720'),
    behaviours: [off(['adapt_lower_720_1'])], expect: from('h264_540') },
  { name: 'gear-all-404', text: 'all are gone', gears: gears('h264_540', 'h265_720'),
    behaviours: [off(undefined)], expect: code(['http-status', 'media-refused']) },
  { name: 'gear-no-format', text: 'no Format, with sound',
    gears: gears({ ...GEARS.h264_540, format: null }, { ...GEARS.h265_720, format: null }),
    expect: from('h265_720') },
  { name: 'gear-no-format-silent', text: 'no Format, silent all the same',
    gears: gears('h264_540', { ...GEARS.dash_1080, format: null }), expect: JOINED },
  { name: 'gear-lies-mp4', text: 'says mp4, is silent', gears: gears('h264_540',
    { ...GEARS.dash_1080, gear: 'liar_1080', dash: false, format: 'mp4' }), expect: from('h264_540') },
  { name: 'gear-label-lies', text: 'says h264, is H.265',
    gears: gears({ ...GEARS.h264_540, kind: 'h265' }), expect: VIDEO },
  { name: 'gear-none', text: 'bitrateInfo is empty', gears: gears('h264_540'),
    item: { video: { bitrateInfo: [] } }, expect: from('h264_540') },
  { name: 'gear-missing', text: 'no bitrateInfo', gears: gears('h264_540'),
    behaviours: [{ name: 'drop', paths: ['video.bitrateInfo', 'video.PlayAddrStruct'] }],
    expect: from('h264_540') },
  { name: 'gear-moov-last', text: 'its index comes last',
    gears: gears({ ...GEARS.h264_540, kind: 'moov-last' }), expect: VIDEO },
  { name: 'gear-fragments', text: 'in fragments',
    gears: gears({ ...GEARS.h264_540, kind: 'fragments' }), expect: VIDEO },
  { name: 'gear-silent-only', text: 'only silent ones, no sound anywhere', audio: [],
    gears: gears('dash_1080'), expect: { code: ['no-stream', 'media-no-sound'] } },
  { name: 'gear-silent-only-audio', text: 'only silent ones, and a sound',
    gears: gears('dash_1080'), expect: JOINED },
  { name: 'sound-removed', text: 'TikTok took the sound away',
    gears: gears({ ...GEARS.h264_540, kind: 'h264-silent' }),
    behaviours: ['sound-removed'], expect: { kept: 'silent' } },
  { name: 'download-present', text: 'a marked copy beside the clean one', gears: gears('h264_540'),
    download: 'present', expect: from('h264_540') },
  { name: 'download-dead', text: 'a marked copy that is not there', gears: gears('h264_540'),
    download: 'dead', expect: from('h264_540') },
  { name: 'download-missing', text: 'no word of a marked copy', gears: gears('h264_540'),
    download: 'missing', expect: from('h264_540') },
  { name: 'download-only', text: 'the marked copy alone', gears: gears('h264_540'), download: 'present',
    item: { video: { playAddr: '', PlayAddrStruct: null, bitrateInfo: [] } },
    expect: { kept: 'video', marked: true, notes: ['watermark'] } },
  { name: 'download-better', text: 'only the marked copy is served', gears: gears('h264_540'),
    download: 'present', behaviours: [{ name: 'media-403', of: 'gear' }], expect: code('media-refused') },
];

const play = (params) => ({ mirrors: [2], ...params });
const DEAD = [0, 1];

// prettier-ignore
const MIRRORS = [
  { name: 'mirror-one', text: 'one mirror', behaviours: ['mirrors'], expect: VIDEO },
  { name: 'mirror-one-403', text: 'one mirror, which refuses', behaviours: ['mirrors', 'media-403'],
    expect: code('media-refused') },
  { name: 'mirror-404', text: 'first mirror has it no more',
    behaviours: [{ ...off(undefined), mirrors: [0] }], expect: VIDEO },
  { name: 'mirror-silent', text: 'first mirror never answers',
    behaviours: [{ name: 'host', host: 'v16-silent.tiktok.com', mirrors: [0] }], expect: VIDEO },
  { name: 'mirror-unreachable', text: 'first mirror is down',
    behaviours: [{ name: 'host', host: 'v16-unreachable.tiktok.com', mirrors: [0] }], expect: VIDEO },
  { name: 'mirror-play-302', text: 'only aweme/v1/play leads there',
    behaviours: [{ name: 'media-403', mirrors: DEAD }], expect: { kept: 'video', gear: 'normal_720_0' } },
  { name: 'mirror-play-403', text: 'aweme/v1/play refuses, the others do not',
    behaviours: [play({ name: 'media-403' })], expect: VIDEO },
  { name: 'mirror-play-html', text: 'aweme/v1/play answers with a page, the others refuse',
    behaviours: [{ name: 'media-403', mirrors: DEAD }, play({ name: 'html' })],
    expect: { code: ['media-refused', 'not-media'] } },
  { name: 'mirror-play-204', text: 'aweme/v1/play says nothing, the others refuse',
    behaviours: [{ name: 'media-403', mirrors: DEAD }, play({ name: 'media-status', status: 204 })],
    expect: { code: ['media-refused', 'not-media'] } },
  { name: 'mirror-all-403', text: 'all refuse', behaviours: ['media-403'], expect: code('media-refused') },
];

// prettier-ignore
export const TRANSFERS = [
  { name: 'html-octets', text: 'a captcha as application/octet-stream',
    behaviours: [{ name: 'html', type: 'application/octet-stream' }], expect: code('not-media') },
  { name: 'html-mp4', text: 'a captcha that says it is a video',
    behaviours: [{ name: 'html', type: 'video/mp4' }], expect: code('not-media') },
  { name: 'json-media', text: 'JSON instead of a video', behaviours: ['json-media'], expect: code('not-media') },
  { name: 'typed-octets', text: 'a video that says nothing of itself', behaviours: ['typed'], expect: VIDEO },
  { name: 'typed-html', text: 'a video that says it is a page',
    behaviours: [{ name: 'typed', type: 'text/html' }], expect: { kept: 'video', code: 'not-media' } },
  { name: 'stall', text: 'stops and does not hang up', behaviours: ['stall'], expect: { stopped: true } },
  { name: 'stall-once', text: 'stops once', behaviours: [{ name: 'stall', times: 1 }], expect: VIDEO },
  { name: 'truncated-once', text: 'ends early, once', behaviours: [{ name: 'truncated', times: 1 }], expect: VIDEO },
  { name: 'reset-thrice', text: 'breaks three times, each time further on',
    behaviours: [{ name: 'reset', times: 3, after: 300000 }], expect: VIDEO },
  { name: 'reset-no-range', text: 'breaks once, and knows no Range',
    behaviours: [{ name: 'reset', times: 1 }, 'no-range'], expect: VIDEO },
  { name: 'reset-416', text: 'breaks once, and has no part then',
    behaviours: [{ name: 'reset', times: 1 }, 'range-416'], expect: VIDEO },
  { name: 'reset-wrong-range', text: 'breaks once, and sends another part',
    behaviours: [{ name: 'reset', times: 1 }, 'wrong-range'], expect: VIDEO },
  { name: 'reset-new-etag', text: 'breaks once, and is another file then',
    behaviours: [{ name: 'reset', times: 1 }, 'new-etag'], expect: VIDEO },
  { name: 'too-many-forever', text: '429 for ever',
    behaviours: [{ name: 'too-many', retryAfter: 1 }], expect: code('rate-limited') },
  { name: 'media-500-once', text: '500 once',
    behaviours: [{ name: 'media-status', status: 500, retryAfter: 1, times: 1 }], expect: VIDEO },
  { name: 'media-503', text: '503', behaviours: [{ name: 'media-status', status: 503, retryAfter: 1 }],
    expect: code('server-busy') },
];

const CAPTIONS_LOST = { kept: 'video', captions: [], notes: ['captions-missing'] };
const EN = { language: 'eng-US', source: 'ASR' };
// prettier-ignore
const CAPTIONS = [
  { name: 'captions', text: 'three languages', expect: VIDEO, captions: [
    EN, { language: 'spa-ES', source: 'MT' }, { language: 'cmn-Hans-CN', source: 'MT' }] },
  { name: 'captions-srt', text: 'SubRip', expect: VIDEO, captions: [{ ...EN, format: 'srt' }] },
  { name: 'captions-creator', text: 'by the creator', expect: VIDEO,
    captions: [{ ...EN, source: 'LC', format: 'creator_caption' }] },
  { name: 'captions-mixed', text: 'all forms', expect: VIDEO, captions: [
    { ...EN, format: 'creator_caption', source: 'LC' }, { language: 'ara-SA', source: 'MT', format: 'srt' },
    { language: 'vie-VN', source: 'MT' }, { ...EN, name: 'eng-US automatic' }] },
  { name: 'captions-mirror', text: 'first mirrors are dead', captions: [EN, { language: 'spa-ES', source: 'MT' }],
    behaviours: [{ name: 'media-status', status: 403, of: 'caption', mirrors: DEAD }], expect: VIDEO },
  { name: 'captions-dead', text: 'all mirrors are dead', captions: [EN],
    behaviours: [{ name: 'media-status', status: 404, of: 'caption' }], expect: CAPTIONS_LOST },
  { name: 'captions-html', text: 'pages instead of captions', captions: [EN],
    behaviours: [{ name: 'html', of: 'caption' }], expect: CAPTIONS_LOST },
  { name: 'captions-no-mirrors', text: 'told in one list only', captions: [EN],
    behaviours: [{ name: 'drop', paths: ['video.claInfo'] }], expect: VIDEO },
  { name: 'captions-other-list', text: 'told in the other list only', captions: [EN],
    behaviours: [{ name: 'drop', paths: ['video.subtitleInfos'] }], expect: VIDEO },
];

export const STREAMS = [...ZOO, ...MIRRORS, ...CAPTIONS];
