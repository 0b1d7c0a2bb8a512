/* talk.h - going through the comments of one post and their replies (tiktok.md §6): which
 * answer to ask for next, after which pause, and when to stop. Pure: no I/O; used like
 * lister.h. */
#ifndef CK_TIKTOK_TALK_H
#define CK_TIKTOK_TALK_H

#include "tiktok/comments.h"
#include "tiktok/seen.h"

struct ck_talk {
    char post[CK_ID_SIZE];
    size_t limit; /* of comments and replies together */
    uint64_t random;
    struct ck_comment *items; /* each once; a reply after what it replies to */
    size_t count;
    struct ck_seen seen;
    int64_t total;     /* that TikTok says there are, -1 not stated */
    bool replying;     /* the comments are there, their replies are asked for */
    size_t of, tops;   /* the comment whose replies are asked for; so many are comments */
    int64_t cursor;    /* of the next request */
    unsigned refusals; /* in a row */
    unsigned pause_ms;
    bool ended;
    bool whole;        /* once ended: all that TikTok shows was seen */
    enum ck_code code; /* once ended: why it was refused, CK_OK: it was not */
};

enum { CK_TALK_URL_SIZE = 256 };

/* Begins with the comments of a post; `seed` is of the pauses. Free with ck_talk_clear().
 */
void ck_talk_begin(struct ck_talk *talk, const char *post, size_t limit, uint64_t seed);
/* The next address to ask for, and how many milliseconds to wait before. False: it has
 * ended. */
bool ck_talk_next(const struct ck_talk *talk, char ret_url[CK_TALK_URL_SIZE],
                  unsigned *ret_pause_ms);
/* Takes in an answer, and the comments out of it. Errors: no-memory. */
CK_NODISCARD bool ck_talk_take(struct ck_talk *talk, struct ck_comments *answer,
                               struct ck_error *err);
/* The request brought no answer, for this reason. */
void ck_talk_failed(struct ck_talk *talk, enum ck_code code);
void ck_talk_clear(struct ck_talk *talk);

/* What was found: {"post","total","complete","comments"}. A new reference, NULL when out
 * of memory. */
json_t *ck_talk_json(const struct ck_talk *talk);

#endif
