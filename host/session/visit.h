/* visit.h - a list of TikTok that we go through ourselves, as far as strangers may see
 * it: its page is asked for as a post's is (reader.h), then one answer after the other
 * (tiktok/lister.h), no faster than a person scrolls. What is found goes to backup.h. The
 * first captcha stops it. */
#ifndef CK_SESSION_VISIT_H
#define CK_SESSION_VISIT_H

#include "session/backup.h"
#include "tiktok/address.h"
#include "tiktok/profile.h"

struct ck_visit;

/* Where a visit is. Strings are borrowed until the next turn. */
struct ck_visit_view {
    const char *title; /* of the list, or the handle; "" not known yet */
    int64_t run;       /* 0: the list was not begun */
    int64_t stated;    /* how many posts TikTok says there are, -1 unknown */
    struct ck_backup_state state;
    int64_t waits_s; /* it goes on in so many seconds, because … */
    enum ck_code waits;
    bool ended;
    enum ck_run_end how; /* once ended */
    struct ck_error err; /* why it ended before its end; code CK_OK: it did not */
    const struct ck_profile *profile; /* of an account; NULL: not read yet, or none */
};

/* True for the pages that ck_visit_start() takes. */
bool ck_visit_can(const struct ck_address *address);
/* Begins with the list at this address: an account's posts, a collection, playlist, tag
 * or sound. It advances in ck_session_turn(), and ck_session_busy() while it has not
 * ended. `full`: to its end, whatever is known. It is the caller's; free it before the
 * session. Errors: address-not-post (no list), url-refused, no-memory. */
CK_NODISCARD bool ck_visit_start(struct ck_session *session,
                                 const struct ck_address *address, bool full,
                                 struct ck_visit **ret, struct ck_error *err);
void ck_visit_look(const struct ck_visit *visit, struct ck_visit_view *ret);
/* Ends it: the person wants no more. What was found stays queued. */
void ck_visit_stop(struct ck_visit *visit);
/* Stops it if it has not ended. NULL is allowed. */
void ck_visit_free(struct ck_visit *visit);

/* For session.c: all visits of a session. */
void ck_visits_advance(struct ck_session *session);
bool ck_visits_busy(const struct ck_session *session);

#endif
