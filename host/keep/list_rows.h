/* list_rows.h - rows of what is in lists, for this room only. */
#ifndef CK_KEEP_LIST_ROWS_H
#define CK_KEEP_LIST_ROWS_H

#include "keep/db.h"
#include "keep/runs.h"

/* Columns of `list_posts`, the first ones of a question. */
#define CK_LIST_POST_COLUMNS "post, author, text, kind, created, added_at"
/* Reads them from the row at which `stmt` stands; borrowed until its next step. Text that
 * no memory was left for is "". */
void ck_list_post_of_row(sqlite3_stmt *stmt, struct ck_list_post *ret);

/* Expressions about a post's id `post`: whether it is kept and not missing, and why it
 * could not be kept the last time ("": it was not tried to its end, or it is kept). */
#define CK_POST_IS_KEPT(post)                                                            \
    "EXISTS (SELECT 1 FROM posts AS kept WHERE kept.id = " post                          \
    " AND kept.newest = 1 AND NOT EXISTS (SELECT 1 FROM files"                           \
    " WHERE files.post = kept.number AND place = 0 AND found = 'missing'))"
#define CK_POST_LAST_CODE(post_id)                                                       \
    "coalesce((SELECT iif(state = 'failed', code, '') FROM jobs"                         \
    " WHERE jobs.post = " post_id " ORDER BY number DESC LIMIT 1),"                      \
    " (SELECT code FROM run_posts AS coded WHERE coded.post = " post_id                  \
    " AND code <> '' ORDER BY run DESC LIMIT 1), '')"

/* Within the transaction that is open: keeps why posts could not be kept beside the runs
 * that found them, since the jobs that ended are about to be forgotten. */
CK_NODISCARD bool ck_runs_note_ended(struct ck_archive *archive, struct ck_error *err);

#endif
