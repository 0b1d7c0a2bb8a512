// The embed page and oEmbed: what is known of a post without cookies.
import { behaviourStatus } from './behaviours.mjs';
import { HOSTS, itemOf } from './item.mjs';
import { scriptJson } from './pages.mjs';
import { addressOf } from './posts.mjs';

const json = (value, status = 200) => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** The marked copy, for which no cookie is asked. */
function markedUrl(world, post) {
  const file = post.embedded;
  return world.mediaUrl(HOSTS[0], file.path, '', world.expiry(post), { tk: '0', watermark: '1' });
}

const LAYOUTS = {
  displayImages: (images) => ({ displayImages: images }),
  images: (images) => ({ images: images.map((displayImage) => ({ displayImage })) }),
};

function videoData(world, post, item) {
  const images = (item.imagePost?.images ?? []).map((one) => ({
    height: one.imageHeight,
    width: one.imageWidth,
    urlList: one.imageURL.urlList,
  }));
  const photos = LAYOUTS[post.embed?.layout ?? 'displayImages'](images);
  return {
    itemInfos: {
      id: post.id,
      text: item.desc,
      createTime: String(item.createTime),
      playCount: 45000,
      diggCount: 1200,
      commentCount: 15,
      shareCount: 3,
      covers: [item.video?.cover ?? ''],
      video: {
        urls: images.length ? [] : [markedUrl(world, post)],
        videoMeta: { width: 576, height: 1024, ratio: 14, duration: post.duration },
      },
      isAd: false,
      isECVideo: 0,
    },
    authorInfos: {
      uniqueId: post.author,
      nickName: item.author?.nickname ?? post.author,
      verified: false,
      covers: [],
      secUid: item.author?.secUid,
    },
    musicInfos: {
      musicName: item.music?.title ?? '',
      authorName: item.music?.authorName ?? '',
      playUrl: [item.music?.playUrl].filter(Boolean),
    },
    ...(images.length ? { imagePostInfo: photos } : {}),
    authorStats: { followerCount: 5100 },
  };
}

/** @returns {object} what the page's state says of the post */
function stateOf(world, ctx, post) {
  const status = post ? behaviourStatus(post, ctx) : { statusCode: 10204 };
  if (status && !status.data) {
    return { isError: true, errorCode: status.statusCode, errorStatus: 400 };
  }
  return { videoData: videoData(world, post, itemOf(world, post, '')) };
}

/** /embed/v2/ID. `embed` in a post: error "overload", key with a "slash", layout of photos. */
export function embedPage(world, ctx, id) {
  const post = world.post(id);
  if (post?.embed?.error === 'overload') {
    return {
      status: 503,
      headers: { 'content-type': 'text/plain' },
      body: 'overload-protect triggered',
      post: id,
    };
  }
  const key = `/embed/v2/${id}${post?.embed?.slash ? '/' : ''}`;
  const state = { source: { data: { '/tag/other': {}, [key]: stateOf(world, ctx, post) } } };
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    post: id,
    body: `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>stand-in</title></head>
<body><div id="root"></div>
<script id="__FRONTITY_CONNECT_STATE__" type="application/json">${scriptJson(state)}</script>
</body></html>
`,
  };
}

const wrong = () => json({ message: 'Something went wrong', code: 400 }, 400);

/** /oembed?url=… of canonical addresses only; `oembed` in a post: "html", "empty". */
export function oembed(world, ctx) {
  const asked = ctx.url.searchParams.get('url') ?? '';
  const id = /^https:\/\/www\.tiktok\.com\/@[^/]*\/(?:video|photo)\/(\d{15,20})/.exec(asked)?.[1];
  const post = world.post(id);
  if (!post || behaviourStatus(post, ctx)) return { ...wrong(), post: id };
  if (post.oembed === 'html') {
    return { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Oops', post: id };
  }
  if (post.oembed === 'empty') return { status: 200, headers: {}, body: '', post: id };
  const item = itemOf(world, post, '');
  const home = `https://www.tiktok.com/@${post.author}`;
  return {
    ...json({
      version: '1.0',
      type: post.images ? 'photo' : 'video',
      title: item.desc,
      author_url: home,
      author_name: item.author?.nickname ?? post.author,
      width: '100%',
      height: '100%',
      html: `<blockquote class="tiktok-embed" cite="${addressOf(post)}" data-video-id="${id}" data-embed-from="oembed"> <section> <a target="_blank" href="${home}?refer=embed">@${post.author}</a> </section> </blockquote>`,
      thumbnail_width: 576,
      thumbnail_height: 1024,
      thumbnail_url: item.video?.cover,
      provider_url: 'https://www.tiktok.com',
      provider_name: 'TikTok',
      author_unique_id: post.author,
      embed_product_id: id,
      embed_type: post.images ? 'photo' : 'video',
    }),
    post: id,
  };
}

/** @returns {object} of /embed/@NAME */
export function embedProfile(world, ctx, name) {
  const posts = world.accounts.has(name)
    ? world.account(name).shown('posts', false)
    : [...world.posts.values()].filter((post) => post.author === name && post.feed);
  const userInfo = { uniqueId: name, nickname: name, followerCount: 5100, heartCount: 90000 };
  const found = posts.length
    ? { userInfo, videoList: posts.slice(0, 10).map((post) => ({ id: post.id, desc: post.text })) }
    : { isError: true, errorCode: 10221, errorStatus: 400 };
  const state = { source: { data: { [`/embed/@${name}`]: found } } };
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html><body><script id="__FRONTITY_CONNECT_STATE__" type="application/json">${scriptJson(state)}</script></body></html>\n`,
  };
}
