/* readers.h - how each kind of data of shape.c's table is read into a page. A reader that
 * finds nothing leaves the page as it is; false means out of memory. Private to this
 * room. */
#ifndef CK_TIKTOK_READERS_H
#define CK_TIKTOK_READERS_H

#include "tiktok/page.h"

typedef bool ck_reader_of(const json_t *value, struct ck_page *page,
                          struct ck_error *err);

/* Posts (readers.c). */
ck_reader_of ck_read_detail; /* itemInfo beside a status */
ck_reader_of ck_read_bare;   /* an item itself */
ck_reader_of ck_read_map;    /* items by their ids */
ck_reader_of ck_read_feed;   /* an array of items */
ck_reader_of ck_read_list;   /* itemList, or an array of items */
ck_reader_of ck_read_video_data;
ck_reader_of ck_read_embeds; /* source.data of an embed */

/* What is no post (about.c). */
ck_reader_of ck_read_canonical;
ck_reader_of ck_read_profile;
ck_reader_of ck_read_users; /* UserModule of 2021 to 2023 */
ck_reader_of ck_read_live;
ck_reader_of ck_read_state;    /* a collection, tag or sound; items are loaded later */
ck_reader_of ck_read_playlist; /* that has its first items with it */
ck_reader_of ck_read_oembed;
ck_reader_of ck_read_refusal; /* {"message":…,"code":400} */

/* The status that `value` states, 0 when none. */
long ck_status_of(const json_t *value);
/* Takes over what TikTok states; a page without data that states something is an error.
 */
CK_NODISCARD bool ck_take_status(const json_t *value, struct ck_page *page,
                                 struct ck_error *err);
/* Takes over a profile, if the value (see ck_profile_read()) is one. */
CK_NODISCARD bool ck_take_profile(const json_t *user_info, struct ck_page *page,
                                  struct ck_error *err);

#endif
