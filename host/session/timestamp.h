/* timestamp.h - an outside timestamp of what is kept: SHA256SUMS is made complete, its
 * hash, and nothing else, goes to an authority, and what that answers is kept in the
 * save folder (host/keep/TIMESTAMP.md). Only ever when a person asks for it. */
#ifndef CK_SESSION_TIMESTAMP_H
#define CK_SESSION_TIMESTAMP_H

#include "keep/stamps.h"
#include "session/session.h"

struct ck_timestamp {
    struct ck_stamp stamp;
    const char *authority;         /* that was asked: a name for people */
    char name[CK_STAMP_NAME_SIZE]; /* of the answer, relative to the save folder */
    int64_t lines;                 /* of SHA256SUMS that it vouches for */
};

/* Waits for the answer, as long as a transfer may take. On failure the save folder is as
 * before. Errors: timestamp-failed (with what went wrong), those of the save folder, of
 * ck_mend_sums_here() and of ck_stamping_keep(), no-memory. */
CK_NODISCARD bool ck_timestamp_get(struct ck_session *session, struct ck_timestamp *ret,
                                   struct ck_error *err);
/* Looks at those that are kept; see ck_stamps_check(). */
CK_NODISCARD bool ck_timestamp_check(struct ck_session *session, ck_stamps_told *told,
                                     void *ctx, struct ck_error *err);

#endif
