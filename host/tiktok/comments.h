/* comments.h - one answer of TikTok's lists of comments and of replies (tiktok.md §6).
 * Pure: no I/O. Every byte is hostile; all text is valid UTF-8 without NUL. */
#ifndef CK_TIKTOK_COMMENTS_H
#define CK_TIKTOK_COMMENTS_H

#include "base/error.h"
#include "tiktok/address.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Comments come 20 to 50 at a time. */
enum { CK_COMMENTS_MAX = 1000 };

struct ck_comment {
    char id[CK_ID_SIZE];
    char parent[CK_ID_SIZE]; /* the comment that it replies to; "" none */
    char *text;              /* "" when it is only a picture; cut at 16 KiB */
    char language[16];       /* "" unknown */
    int64_t created;         /* Unix seconds; from the id when not stated, -1 unknown */
    int64_t likes, replies;  /* -1 unknown */
    bool pinned;             /* by the post's author */
    bool picture;            /* there are pictures in it */
    char author_id[CK_ID_SIZE];
    char author[CK_USER_SIZE]; /* the handle, checked by ck_user_valid(), or "" */
    char *nickname;
};

struct ck_comments {
    struct ck_comment *items; /* in TikTok's order, each once */
    size_t count;
    size_t odd;           /* entries that name no comment */
    int more;             /* 1: it says there is more, 0: not, -1: neither */
    int64_t cursor;       /* of the next request, -1 not stated */
    int64_t total;        /* of all comments, replies too, -1 not stated */
    enum ck_code refused; /* CK_OK, or why this is no list; as ck_listing_read() */
};

/* Reads `len` bytes of one answer, of comments or of replies. Free with
 * ck_comments_clear(). Errors: no-memory; `ret` then needs no clean-up. */
CK_NODISCARD bool ck_comments_read(const char *bytes, size_t len, struct ck_comments *ret,
                                   struct ck_error *err);
/* Moves the comment out of its place, to `ret`. */
void ck_comment_take(struct ck_comment *from, struct ck_comment *ret);
void ck_comment_clear(struct ck_comment *comment);
/* Frees what it owns; a zeroed one is fine. */
void ck_comments_clear(struct ck_comments *comments);

/* The comment by yt-dlp's names: id, parent ("root" for none), text, timestamp,
 * like_count, author, author_id, …. A new reference, NULL when out of memory. */
json_t *ck_comment_json(const struct ck_comment *comment);

#endif
