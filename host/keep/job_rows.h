/* job_rows.h - rows of the table of jobs, for this room only. */
#ifndef CK_KEEP_JOB_ROWS_H
#define CK_KEEP_JOB_ROWS_H

#include "keep/db.h"

#define CK_JOB_COLUMNS                                                                   \
    "number, post, page, kind, author, text, again, state, code, detail, added_at,"      \
    " changed_at, priority, paused, due_at, tries, browser, bound, mine,"                \
    " consent"
#define CK_JOB_UNFINISHED "state NOT IN ('done', 'failed', 'cancelled')"

/* Reads the row of CK_JOB_COLUMNS at which `stmt` stands. On failure `ret` is empty. */
CK_NODISCARD bool ck_job_read(sqlite3_stmt *stmt, struct ck_job_row *ret,
                              struct ck_error *err);

/* Within the transaction that is open: */

/* Makes a job ours and queued. */
CK_NODISCARD bool ck_job_take_over(struct ck_archive *archive, int64_t number,
                                   struct ck_error *err);
/* Adds a queued job; nothing happens when its post has an unfinished one. */
CK_NODISCARD bool ck_job_insert(struct ck_archive *archive, const struct ck_job_row *row,
                                const char *owner, struct ck_error *err);

#endif
