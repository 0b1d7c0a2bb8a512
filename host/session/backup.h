/* backup.h - lists are gone through, and what is in them is kept: whoever lists (a
 * browser's tab, we ourselves, a data export), found posts come in here, are written down
 * and queued, and add up in the end. */
#ifndef CK_SESSION_BACKUP_H
#define CK_SESSION_BACKUP_H

#include "keep/runs.h"
#include "keep/wanted.h"
#include "session/session.h"
#include "tiktok/listing.h"

/* How a list is gone through. All pointers are borrowed until the call returns. */
struct ck_backup_how {
    enum ck_run_source source;
    bool full;               /* to its end, whatever is known already */
    int64_t stated;          /* how many there are by what TikTok says, -1 unknown */
    struct ck_wanted wanted; /* what else is in the list is passed over */
    const char *user_agent;  /* a tab's, NULL: none */
    struct ck_cookies cookies;
};

/* One found post. All borrowed. */
struct ck_backup_item {
    const char *id;     /* valid by ck_id_valid() */
    const char *author; /* its handle, "" or NULL: not known */
    const char *text, *kind;
    int64_t created, added_at; /* Unix seconds, 0 unknown */
    bool pinned;               /* out of order: it says nothing of what follows */
    bool passed_over;          /* the person does not want it */
    bool hidden;               /* strangers are not shown it */
    /* The item as TikTok wrote it, NULL: not there. That of a hidden post or a story is
     * handed on in memory, as that of a clicked post. */
    const char *item;
    size_t item_len;
};

/* What was found, each post once. */
struct ck_backup_sums {
    int64_t found;
    int64_t fresh; /* of those, not known from an earlier run */
    int64_t had;   /* of those, kept already */
};

/* How far a run is. */
struct ck_backup_state {
    struct ck_backup_sums all; /* since the run began */
    struct ck_backup_sums now; /* by this call */
    bool enough;          /* what follows is known, and the run is not to be a full one */
    enum ck_code refused; /* of ck_backup_answer(): why it was no list, CK_OK: it was */
    int more;             /* the same: as in struct ck_listing */
};

/* Begins a run of the list, which is made if need be; `ret_known` (may be NULL) says how
 * many posts are known to be in it. Errors: those of the archive. */
CK_NODISCARD bool ck_backup_open(struct ck_session *session, const struct ck_list *list,
                                 const struct ck_backup_how *how, int64_t *ret_run,
                                 int64_t *ret_known, struct ck_error *err);
/* Takes what the run has found next, in the list's order: writes it down and queues what
 * is neither kept nor gone, as a bulk. One post in many lists is fetched once. Also a run
 * that another process began. Errors: not-found, those of the archive, no-memory. */
CK_NODISCARD bool ck_backup_found(struct ck_session *session, int64_t run,
                                  const struct ck_backup_item *items, size_t count,
                                  struct ck_backup_state *ret, struct ck_error *err);
/* The same for a listing, or for the bytes of one answer of a list, which may be refused.
 */
CK_NODISCARD bool ck_backup_listing(struct ck_session *session, int64_t run,
                                    const struct ck_listing *listing,
                                    struct ck_backup_state *ret, struct ck_error *err);
CK_NODISCARD bool ck_backup_answer(struct ck_session *session, int64_t run,
                                   const char *bytes, size_t len,
                                   struct ck_backup_state *ret, struct ck_error *err);
/* Ends the run; one that was complete although it had found enough ends as that. `stated`
 * as in ck_run_end(). The queue goes on. Errors: those of the archive. */
CK_NODISCARD bool ck_backup_end(struct ck_session *session, int64_t run,
                                enum ck_run_end ended, int64_t stated,
                                struct ck_error *err);

/* What the browser gives for private posts, and what is wanted, is this from now on; a
 * `how` without User-Agent, cookies and wishes changes nothing. Errors: as
 * ck_backup_found(). */
CK_NODISCARD bool ck_backup_dress(struct ck_session *session, int64_t run,
                                  const struct ck_backup_how *how, struct ck_error *err);
/* Queues anew what could not be kept in a run, for this reason (CK_OK: whatever), as
 * ck_session_retry() does. Errors: those of the archive. */
CK_NODISCARD bool ck_backup_retry(struct ck_session *session, int64_t run,
                                  enum ck_code code, bool consent, size_t *ret_count,
                                  struct ck_error *err);

/* The runs that this process has begun or gone on with, the newest first: at most `max`.
 * Returns how many. */
size_t ck_backup_runs(const struct ck_session *session, int64_t *ret, size_t max);
/* Lets go of a run that has ended. */
void ck_backup_forget(struct ck_session *session, int64_t run);

#endif
