/* profile.h - an account as its page describes it (tiktok.md §2.3). Pure: no I/O. Unknown
 * numbers are -1, missing texts "". */
#ifndef CK_TIKTOK_PROFILE_H
#define CK_TIKTOK_PROFILE_H

#include "base/mem.h"
#include "tiktok/address.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct ck_profile {
    char id[CK_ID_SIZE];
    char name[CK_USER_SIZE]; /* the handle, checked by ck_user_valid() */
    char sec_uid[96];
    char language[16], region[16];
    char *nickname, *bio;
    char *link;       /* what the account links to, as written */
    char *avatar_url; /* the largest picture, NULL when there is none; a signed address */
    int64_t created;  /* Unix seconds */
    bool verified, private_account;
    /* Exact where the page has exact numbers (statsV2). */
    int64_t followers, following, friends, likes /* received */, liked, videos;
};

/* Reads a `userInfo` object: `user` beside `stats` and `statsV2`, or all in one as embeds
 * have it. NULL when it names no handle; `*ret_no_memory` then tells whether memory ran
 * out. The caller frees with ck_profile_free(). */
struct ck_profile *ck_profile_read(const json_t *user_info, bool *ret_no_memory);
/* NULL is allowed. */
void ck_profile_free(struct ck_profile *profile);

#endif
