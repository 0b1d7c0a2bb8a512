/* item.h - the parts of an item that post.c puts together. Each reads what it finds and
 * leaves the rest as unknown; false means out of memory. Private to this room. */
#ifndef CK_TIKTOK_ITEM_H
#define CK_TIKTOK_ITEM_H

#include "tiktok/post.h"

/* Longest texts we keep, in bytes. A caption has at most 4000 characters. */
enum { CK_TEXT_MAX = 16384, CK_LABEL_MAX = 1024 };

/* The whole item, whether or not anything can be saved from it. Errors: item-bad (no id),
 * no-memory; `ret` then needs no clean-up. */
CK_NODISCARD bool ck_item_read(const json_t *item, struct ck_post *ret,
                               struct ck_error *err);
/* Whether what was read of it is a post to be shown. Errors: as ck_post_from_item(). */
CK_NODISCARD bool ck_item_check(const json_t *item, const struct ck_post *post,
                                struct ck_error *err);

/* video.bitrateInfo; where nothing in it can be saved with sound, also playAddr; where
 * that is missing too, downloadAddr as a stream with watermark (tiktok.md §3.4). */
CK_NODISCARD bool ck_item_streams(const json_t *item, struct ck_post *post);
/* video.bitrateAudioInfo */
CK_NODISCARD bool ck_item_audios(const json_t *item, struct ck_post *post);
/* imagePost.images */
CK_NODISCARD bool ck_item_images(const json_t *item, struct ck_post *post);
/* video.subtitleInfos and video.claInfo.captionInfos */
CK_NODISCARD bool ck_item_captions(const json_t *item, struct ck_post *post);
/* author, an object or a bare handle */
CK_NODISCARD bool ck_item_author(const json_t *item, struct ck_post *post);
CK_NODISCARD bool ck_item_music(const json_t *item, struct ck_post *post);
/* textExtra and challenges */
CK_NODISCARD bool ck_item_tags(const json_t *item, struct ck_post *post);
/* stickersOnItem */
CK_NODISCARD bool ck_item_stickers(const json_t *item, struct ck_post *post);
/* Mentions, place, labels, settings, and what the post belongs to. */
CK_NODISCARD bool ck_item_facts(const json_t *item, struct ck_post *post);
void ck_item_counts(const json_t *item, struct ck_post *post);

#endif
