/* listing.h - one answer of TikTok's lists: of an account's posts, likes, favourites,
 * reposts, stories, of a collection, playlist, tag or sound (tiktok.md §6). Pure: no I/O.
 * Every byte is hostile; lists repeat posts, leave out what they like and lie about their
 * end, so an answer is only what it says: ck_lister draws the conclusions. */
#ifndef CK_TIKTOK_LISTING_H
#define CK_TIKTOK_LISTING_H

#include "base/error.h"
#include "tiktok/post.h"

#include <stdbool.h>
#include <stddef.h>

/* Lists come 8 to 35 posts at a time. */
enum { CK_LISTING_MAX = 1000 };

struct ck_listing_item {
    struct ck_post post; /* at least its id; `created` is then told by the id */
    /* The item as TikTok wrote it, compact JSON, valid UTF-8, without NUL, as
     * ck_post_from_text() reads it. */
    char *json;
    size_t json_len;
    enum ck_code lacks; /* CK_OK: it comes with media; else why there are none
                           (login-needed, item-bad, no-stream): its page must be asked */
    bool pinned;        /* shown out of order, before the others */
};

struct ck_listing {
    struct ck_listing_item *items; /* in the list's order, each post once */
    size_t count;
    size_t repeated; /* further entries of the same posts */
    size_t live;     /* live rooms, which are no posts */
    size_t odd;      /* entries that name no post */
    int more;        /* 1: it says there is more, 0: that there is not, -1: neither */
    char cursor[24]; /* digits, to be sent with the next request; "" not stated */
    enum ck_code refused; /* CK_OK, or why this is no list. Then count is 0 */
    long status;          /* the status that it states, 0 none */
};

/* Reads `len` bytes of one answer, whichever endpoint it is from. What is no list is told
 * by `ret->refused`: wall-shell (no bytes; neither items nor an end, which is how TikTok
 * refuses), wall-captcha, wall-challenge, login-needed, post-private, …, page-unreadable
 * (cut short, not JSON), too-large (over CK_LISTING_MAX entries or 16 MiB). An answer
 * that has items counts, whatever status it states. Free with ck_listing_clear().
 * Errors: no-memory; `ret` then needs no clean-up. */
CK_NODISCARD bool ck_listing_read(const char *bytes, size_t len, struct ck_listing *ret,
                                  struct ck_error *err);
/* Frees what it owns; a zeroed one is fine. */
void ck_listing_clear(struct ck_listing *listing);

#endif
