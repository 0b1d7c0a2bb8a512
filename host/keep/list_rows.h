/* list_rows.h - rows of what is in lists, for this room only. */
#ifndef CK_KEEP_LIST_ROWS_H
#define CK_KEEP_LIST_ROWS_H

#include "keep/db.h"
#include "keep/runs.h"

#include <jansson.h>

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

/* A post that a run has found, as it is entered. */
struct ck_run_entry {
    int64_t run, list;
    int64_t place; /* in the list: the smallest is the first */
    bool was_kept, passed_over;
    bool noted;       /* the journal has it: it was read from there */
    const char *code; /* why it could not be kept, "" */
    struct ck_list_post post;
};
/* The statements by which many are entered, prepared once; run_found.c. */
struct ck_run_entering {
    sqlite3_stmt *in_run, *in_list;
};
CK_NODISCARD bool ck_run_entering_begin(sqlite3 *db, struct ck_run_entering *ret,
                                        struct ck_error *err);
/* Enters it in its run and its list; what is known of it already is brought up to date.
 * Within the transaction that is open. */
CK_NODISCARD bool ck_run_enter(const struct ck_run_entering *entering,
                               const struct ck_run_entry *entry, struct ck_error *err);
void ck_run_entering_end(struct ck_run_entering *entering);

/* ck_list_open() within the transaction that is open. */
CK_NODISCARD bool ck_list_enter(sqlite3 *db, const struct ck_list *like, int64_t *ret,
                                struct ck_error *err);

/* What an event of the journal says of runs is entered again; run_back.c. Any other event
 * is passed over. Hostile input. `ret_entered` counts runs that were missing. Within the
 * transaction that is open. */
CK_NODISCARD bool ck_run_back(struct ck_archive *archive, const json_t *event,
                              int64_t *ret_entered, struct ck_error *err);
/* The same for a post that could not be kept, once all runs are there. */
CK_NODISCARD bool ck_run_back_failed(struct ck_archive *archive, const json_t *event,
                                     struct ck_error *err);

/* Within the transaction that is open: keeps why posts could not be kept beside the runs
 * that found them, since the jobs that ended are about to be forgotten. */
CK_NODISCARD bool ck_runs_note_ended(struct ck_archive *archive, struct ck_error *err);

#endif
