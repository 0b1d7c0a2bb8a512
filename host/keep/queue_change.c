/* What the person does with the queue, but for cancelling. */
#include "keep/job_rows.h"
#include "keep/list_rows.h"
#include "keep/queue.h"

/* Runs one statement whose ?1 is a number, ?2 now and ?3 a flag, if it has them, in a
 * transaction of its own, and counts. */
static bool change(struct ck_archive *archive, const char *sql, int64_t number, bool flag,
                   size_t *ret_count, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db, sql, &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    ck_db_int(stmt, 2, ck_db_now());
    ck_db_int(stmt, 3, flag ? 1 : 0);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    if (ret_count != NULL) {
        *ret_count = (size_t)sqlite3_changes64(archive->db);
    }
    return true;
}

/* One that is to be cancelled is paused, and stays so. */
bool ck_queue_pause(struct ck_archive *archive, int64_t number, bool paused,
                    size_t *ret_count, struct ck_error *err)
{
    return change(archive,
                  "UPDATE jobs SET paused = ?3, changed_at = ?2"
                  " WHERE " CK_JOB_UNFINISHED
                  " AND paused <> ?3 AND code <> 'cancelled' AND ?1 IN (0, number)",
                  number, paused, ret_count, err);
}

/* A failed job as a new one (?2 now, ?3 whether with consent), unless its post has a
 * newer one. */
#define RETRY                                                                            \
    "INSERT INTO jobs (post, page, kind, author, text, again, state, code, detail,"      \
    " added_at, changed_at, owner, priority, browser, mine, consent)"                    \
    " SELECT post, page, kind, author, text, again, 'queued', 'ok', '', ?2, ?2, '',"     \
    " priority, browser, mine, max(consent, ?3) FROM jobs AS old"                        \
    " WHERE state = 'failed' AND NOT EXISTS (SELECT 1 FROM jobs AS newer"                \
    " WHERE newer.post = old.post AND newer.number > old.number)"

bool ck_queue_retry(struct ck_archive *archive, int64_t number, bool consent,
                    size_t *ret_count, struct ck_error *err)
{
    return change(archive, RETRY " AND ?1 IN (0, number) ORDER BY number", number,
                  consent, ret_count, err);
}

bool ck_queue_retry_run(struct ck_archive *archive, int64_t run, enum ck_code code,
                        bool consent, size_t *ret_count, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       RETRY " AND (?4 = 'ok' OR code = ?4) AND EXISTS (SELECT 1"
                             " FROM run_posts WHERE run = ?1 AND post = old.post)"
                             " ORDER BY number",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, run);
    ck_db_int(stmt, 2, ck_db_now());
    ck_db_int(stmt, 3, consent ? 1 : 0);
    ck_db_text(stmt, 4, ck_code_text(code));
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    *ret_count = (size_t)sqlite3_changes64(archive->db);
    return true;
}

bool ck_queue_say(struct ck_archive *archive, int64_t number, bool mine, bool consent,
                  struct ck_error *err)
{
    return (!mine || change(archive,
                            "UPDATE jobs SET mine = 1, changed_at = ?2"
                            " WHERE number = ?1 AND " CK_JOB_UNFINISHED,
                            number, false, NULL, err)) &&
           (!consent || change(archive,
                               "UPDATE jobs SET consent = 1, changed_at = ?2"
                               " WHERE number = ?1 AND " CK_JOB_UNFINISHED,
                               number, false, NULL, err));
}

static bool forget_ended(struct ck_archive *archive, size_t *ret_count,
                         struct ck_error *err)
{
    /* Attempts go with their jobs. Numbers are never given again: sqlite_sequence knows
     * the last one. */
    return ck_runs_note_ended(archive, err) &&
           change(archive,
                  "DELETE FROM jobs WHERE state IN ('done', 'failed', 'cancelled')", 0,
                  false, ret_count, err);
}

bool ck_queue_forget_ended(struct ck_archive *archive, size_t *ret_count,
                           struct ck_error *err)
{
    return ck_db_run(archive->db, "PRAGMA secure_delete = ON", err) &&
           ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, forget_ended(archive, ret_count, err), err);
}
