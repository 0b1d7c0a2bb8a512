/* embed.h - posts in the layout of embeds (tiktok.md §6.2), which was also that of share
 * pages in 2020: `videoData` with itemInfos, authorInfos, musicInfos. Private to this
 * room. */
#ifndef CK_TIKTOK_EMBED_H
#define CK_TIKTOK_EMBED_H

#include "tiktok/post.h"

/* Reads a `videoData` object. Its video always has TikTok's watermark. Errors: as
 * ck_post_from_item(). On failure `ret` needs no clean-up. */
CK_NODISCARD bool ck_post_from_embed(const json_t *video_data, struct ck_post *ret,
                                     struct ck_error *err);

#endif
