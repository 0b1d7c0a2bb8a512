/* lister.h - going through one of TikTok's lists from its first post to its last
 * (tiktok.md §6): which answer to ask for next, after which pause, and when to stop.
 * TikTok repeats pages until the device id changes, leaves gaps, answers with nothing,
 * and says that there is more where there is not and the other way round. Pure: no I/O;
 * whoever has the network sends the request and hands in what came of it. */
#ifndef CK_TIKTOK_LISTER_H
#define CK_TIKTOK_LISTER_H

#include "tiktok/listing.h"
#include "tiktok/seen.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ck_lister_list {
    CK_LISTER_POSTS, /* of an account; the key is its secUid, as for the next two */
    CK_LISTER_LIKES,
    CK_LISTER_REPOSTS,
    CK_LISTER_COLLECTION, /* the key is its id, as for the following */
    CK_LISTER_PLAYLIST,
    CK_LISTER_TAG,
    CK_LISTER_SOUND,
};

enum ck_lister_end {
    CK_LISTER_GOING,
    CK_LISTER_COMPLETE, /* as far as anybody can tell */
    CK_LISTER_SHORT,    /* fewer than TikTok says there are */
    CK_LISTER_REFUSED,  /* `code` says why */
};

struct ck_lister_wish {
    enum ck_lister_list list;
    const char *key;  /* borrowed until ck_lister_begin() returns */
    int64_t now_ms;   /* since 1970 */
    int64_t since_ms; /* when the account was made: nothing is older; 0 unknown */
    int64_t stated;   /* how many posts TikTok says there are, -1 unknown */
    uint64_t seed;    /* of the pauses and the device id */
};

struct ck_lister {
    enum ck_lister_list list;
    char key[96];
    int64_t cursor; /* of the next request: milliseconds, or an offset */
    int64_t floor_ms, stated;
    uint64_t random, device;
    struct ck_seen seen;
    size_t found;      /* posts so far, each once */
    size_t requests;   /* answered so far */
    unsigned refusals; /* in a row */
    unsigned repeats;  /* of one page, in a row */
    unsigned barren;   /* answers without a new post, in a row */
    unsigned pause_ms;
    enum ck_lister_end end;
    enum ck_code code; /* of CK_LISTER_REFUSED */
};

enum { CK_LISTER_URL_SIZE = 1024 };

/* Begins a list; free with ck_lister_clear(). Errors: page-unreadable (a key that cannot
 * be one). */
CK_NODISCARD bool ck_lister_begin(const struct ck_lister_wish *wish,
                                  struct ck_lister *ret, struct ck_error *err);
/* The next address to ask for, and how many milliseconds to wait before. False: it has
 * ended, see `end`. */
bool ck_lister_next(const struct ck_lister *lister, char ret_url[CK_LISTER_URL_SIZE],
                    unsigned *ret_pause_ms);
/* Takes in an answer, a refusal among them. `ret_fresh` has room for listing->count
 * members, or is NULL: which of the posts are met for the first time. Errors: no-memory.
 */
CK_NODISCARD bool ck_lister_take(struct ck_lister *lister,
                                 const struct ck_listing *listing, bool *ret_fresh,
                                 struct ck_error *err);
/* The request brought no answer that could be read, for this reason. */
void ck_lister_failed(struct ck_lister *lister, enum ck_code code);
void ck_lister_clear(struct ck_lister *lister);

#endif
