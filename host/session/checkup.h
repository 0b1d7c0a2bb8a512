/* checkup.h - looks after what is kept already: reads it all again, and makes a lost or
 * damaged record of it anew. In steps, for a program that does nothing else meanwhile.
 * Nothing in the save folder is changed by either. */
#ifndef CK_SESSION_CHECKUP_H
#define CK_SESSION_CHECKUP_H

#include "keep/journal.h"
#include "keep/rescan.h"
#include "keep/sums_check.h"
#include "keep/verify.h"
#include "session/session.h"

struct ck_checkup;

/* A file that was looked at. All borrowed until the callback returns. */
struct ck_checkup_news {
    const struct ck_verify_news *file;
    const char *page; /* of its post, "" for a foreign file */
    bool replaced;    /* its post was saved once more since: this file is not needed */
};
typedef void ck_checkup_told(void *ctx, const struct ck_checkup_news *news);

/* Starts to verify the save folder, or goes on where the last run ended; the process has
 * the lowest priority from then on. `session` and `ctx` are borrowed until the end. One
 * run at a time. Errors: folder-missing, those of ck_verify_open() and ck_sums_check().
 */
CK_NODISCARD bool ck_checkup_open(struct ck_session *session, ck_checkup_told *told,
                                  void *ctx, struct ck_checkup **ret,
                                  struct ck_error *err);
/* A fraction of a second's work. `ret_more` false: all is done. Errors: as
 * ck_verify_step(). */
CK_NODISCARD bool ck_checkup_step(struct ck_checkup *checkup, bool *ret_more,
                                  struct ck_error *err);
const struct ck_verify_progress *ck_checkup_so_far(const struct ck_checkup *checkup);
/* What the folder says of itself. */
struct ck_checkup_lists {
    struct ck_journal_report journal;
    struct ck_sums_report sums; /* before the run: at its end lines of moved files go */
};
/* Checks the chain of the folder's journal; SHA256SUMS was looked at when the run began.
 * Errors: as ck_journal_check(). */
CK_NODISCARD bool ck_checkup_lists(const struct ck_checkup *checkup,
                                   struct ck_checkup_lists *ret, struct ck_error *err);
/* Ends it at any time; the next run goes on from there. NULL is allowed. */
void ck_checkup_free(struct ck_checkup *checkup);

/* Starts to enter what the save folder tells of into the archive. A damaged archive is
 * set aside first; `ret_aside` gets its new name, "" when it was sound or there was none.
 * `session` is borrowed until the end. Errors: folder-missing, busy (another Clipkeep
 * works with the damaged one), those of the archive and of ck_rescan_open(). */
CK_NODISCARD bool ck_rebuild_open(struct ck_session *session, char ret_aside[64],
                                  struct ck_checkup **ret, struct ck_error *err);
/* A fraction of a second's work. `ret_more` false: all is done. Errors: as
 * ck_rescan_step(). */
CK_NODISCARD bool ck_rebuild_step(struct ck_checkup *checkup, bool *ret_more,
                                  struct ck_error *err);
/* Where the save folder is one of ours that the archive knows nothing of (brought from
 * another computer, or a copy), enters all that it tells of. `ret_entered` counts the
 * posts. Errors: as the two above. */
CK_NODISCARD bool ck_session_recognise(struct ck_session *session, int64_t *ret_entered,
                                       struct ck_error *err);
const struct ck_rescan_report *ck_rebuild_so_far(const struct ck_checkup *checkup);

/* True when there is an archive and it is damaged; it is read as a whole. */
bool ck_checkup_archive_damaged(void);

#endif
