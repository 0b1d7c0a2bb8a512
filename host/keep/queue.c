#include "keep/queue.h"

#include "keep/job_rows.h"

#include <stdio.h>
#include <string.h>

/* Nothing is put off for longer than a day: what seems to be was put off before somebody
 * set the clock back, and is due. */
#define LONGEST_WAIT_S "86400"

static bool add_all(struct ck_archive *archive, const struct ck_job_row *rows,
                    size_t count, size_t *ret_added, struct ck_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!ck_job_insert(archive, &rows[i], "", err)) {
            return false;
        }
        *ret_added += sqlite3_changes(archive->db) > 0 ? 1 : 0;
    }
    return true;
}

bool ck_queue_add(struct ck_archive *archive, const struct ck_job_row *rows, size_t count,
                  size_t *ret_added, struct ck_error *err)
{
    size_t added = 0;
    bool ok = ck_db_begin(archive->db, err) &&
              ck_db_end(archive->db, add_all(archive, rows, count, &added, err), err);

    if (ret_added != NULL) {
        *ret_added = ok ? added : 0;
    }
    return ok;
}

/* The owners that unfinished jobs have, one after the other: each look-up is one step in
 * the index, however long the queue is. */
static bool next_owner(struct ck_archive *archive, bool first, char owner[40],
                       bool *ret_found, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       first ? "SELECT owner FROM jobs WHERE " CK_JOB_UNFINISHED
                               " AND owner >= ?1 ORDER BY owner LIMIT 1"
                             : "SELECT owner FROM jobs WHERE " CK_JOB_UNFINISHED
                               " AND owner > ?1 ORDER BY owner LIMIT 1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, owner);
    if (!ck_db_step(stmt, ret_found, err)) {
        return false;
    }
    if (*ret_found) {
        ck_db_column_into(stmt, 0, owner, 40);
    }
    return true;
}

/* Told of each owner that has unfinished jobs and does not live, "" being nobody. */
typedef bool of_owner(struct ck_archive *archive, const char *owner, void *ctx,
                      struct ck_error *err);

/* Ours is not; but we have no name before we take up work. */
static bool is_free(const struct ck_archive *archive, const char *owner)
{
    return owner[0] == '\0' ||
           (strcmp(owner, archive->owner) != 0 && ck_owner_dead(archive, owner));
}

static bool each_dead_owner(struct ck_archive *archive, of_owner *told, void *ctx,
                            struct ck_error *err)
{
    char owner[40] = "";
    bool found = false;

    for (bool first = true; first || found; first = false) {
        if (!next_owner(archive, first, owner, &found, err)) {
            return false;
        }
        if (found && is_free(archive, owner) && !told(archive, owner, ctx, err)) {
            return false;
        }
    }
    return true;
}

/* The first in order of the jobs that could be claimed. */
struct candidate {
    const char *browser;
    int64_t number, priority; /* 0: none yet */
};

/* Runs one statement that changes jobs of a dead process. */
static bool settle(struct ck_archive *archive, const char *sql, const char *owner,
                   struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db, sql, &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, owner);
    ck_db_int(stmt, 2, ck_db_now());
    return ck_db_step(stmt, NULL, err);
}

/* What a process was asked to cancel before it died is cancelled; what only its browser
 * can go on with waits for that. */
static bool settle_dead(struct ck_archive *archive, const char *owner,
                        struct ck_error *err)
{
    return owner[0] == '\0' ||
           (settle(archive,
                   "UPDATE jobs SET state = 'cancelled', paused = 0, changed_at = ?2,"
                   " started_at = 0 WHERE " CK_JOB_UNFINISHED
                   " AND owner = ?1 AND paused = 1 AND code = 'cancelled'",
                   owner, err) &&
            settle(archive,
                   "UPDATE jobs SET state = 'queued', owner = '', changed_at = ?2,"
                   " tries = tries + (started_at > 0), started_at = 0"
                   " WHERE " CK_JOB_UNFINISHED " AND owner = ?1 AND bound = 1",
                   owner, err));
}

static bool first_of_owner(struct ck_archive *archive, const char *owner, void *ctx,
                           struct ck_error *err)
{
    struct candidate *best = ctx;
    ck_autostmt sqlite3_stmt *stmt = NULL;
    int64_t number, priority;
    bool row = false;

    if (!settle_dead(archive, owner, err) ||
        !ck_db_prepare(
            archive->db,
            "SELECT number, priority FROM jobs WHERE " CK_JOB_UNFINISHED
            " AND owner = ?1 AND paused = 0"
            " AND (due_at <= ?2 OR due_at > ?2 + " LONGEST_WAIT_S ")"
            " AND (bound = 0 OR browser = ?3) ORDER BY priority, number LIMIT 1",
            &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, owner);
    ck_db_int(stmt, 2, ck_db_now());
    ck_db_text(stmt, 3, best->browser);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    if (!row) {
        return true;
    }
    number = sqlite3_column_int64(stmt, 0);
    priority = sqlite3_column_int64(stmt, 1);
    if (best->number == 0 || priority < best->priority ||
        (priority == best->priority && number < best->number)) {
        best->number = number;
        best->priority = priority;
    }
    return true;
}

static bool claim(struct ck_archive *archive, const char *browser, struct ck_job_row *ret,
                  struct ck_error *err)
{
    struct candidate found = {.browser = browser};
    bool there = false;

    return each_dead_owner(archive, first_of_owner, &found, err) &&
           (found.number == 0 ||
            (ck_job_take_over(archive, found.number, err) &&
             ck_queue_find(archive, NULL, found.number, &there, ret, err)));
}

static bool claim_some(struct ck_archive *archive, const char *browser,
                       struct ck_job_row *ret, size_t max, size_t *ret_count,
                       struct ck_error *err)
{
    for (; *ret_count < max; *ret_count += 1) {
        struct ck_job_row *row = &ret[*ret_count];

        if (!claim(archive, browser, row, err)) {
            return false;
        }
        if (row->number == 0) {
            return true;
        }
    }
    return true;
}

bool ck_queue_claim_some(struct ck_archive *archive, const char *browser,
                         struct ck_job_row *ret, size_t max, size_t *ret_count,
                         struct ck_error *err)
{
    size_t count = 0;

    *ret_count = 0;
    memset(ret, 0, max * sizeof(*ret));
    if (!ck_owner_begin(archive, err) || !ck_db_begin(archive->db, err)) {
        return false;
    }
    if (!ck_db_end(archive->db, claim_some(archive, browser, ret, max, &count, err),
                   err)) {
        for (size_t i = 0; i < max; i++) {
            ck_job_row_clear(&ret[i]);
        }
        return false;
    }
    *ret_count = count;
    return true;
}

bool ck_queue_claim(struct ck_archive *archive, const char *browser, bool *ret_found,
                    struct ck_job_row *ret, struct ck_error *err)
{
    size_t count = 0;
    bool ok = ck_queue_claim_some(archive, browser, ret, 1, &count, err);

    *ret_found = count == 1;
    return ok;
}

bool ck_archive_job_claim(struct ck_archive *archive, bool *ret_found,
                          struct ck_job_row *ret, struct ck_error *err)
{
    return ck_queue_claim(archive, NULL, ret_found, ret, err);
}

bool ck_queue_next_due(struct ck_archive *archive, int64_t *ret, struct ck_error *err)
{
    return ck_db_number(archive->db,
                        "SELECT min(due_at) FROM jobs WHERE " CK_JOB_UNFINISHED
                        " AND owner = '' AND paused = 0"
                        " AND due_at > CAST(strftime('%s', 'now') AS INTEGER)"
                        " AND due_at <= CAST(strftime('%s', 'now') AS INTEGER)"
                        " + " LONGEST_WAIT_S,
                        ret, err);
}

struct cancelling {
    int64_t number; /* 0: all */
    bool others;
    size_t count;
};

/* Runs one statement that changes jobs of an owner (?1), and counts. */
static bool cancel_with(struct ck_archive *archive, const char *sql, const char *owner,
                        struct cancelling *cancelling, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db, sql, &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, owner);
    ck_db_int(stmt, 2, cancelling->number);
    ck_db_int(stmt, 3, ck_db_now());
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    cancelling->count += (size_t)sqlite3_changes64(archive->db);
    return true;
}

static bool cancel_of_owner(struct ck_archive *archive, const char *owner, void *ctx,
                            struct ck_error *err)
{
    return cancel_with(archive,
                       "UPDATE jobs SET state = 'cancelled', code = 'cancelled',"
                       " paused = 0, changed_at = ?3, started_at = 0"
                       " WHERE " CK_JOB_UNFINISHED
                       " AND owner = ?1 AND ?2 IN (0, number)",
                       owner, ctx, err);
}

/* Asks whoever has them: paused, they do not go on meanwhile. */
static bool ask_others(struct ck_archive *archive, struct cancelling *cancelling,
                       struct ck_error *err)
{
    return cancel_with(archive,
                       "UPDATE jobs SET paused = 1, code = 'cancelled', changed_at = ?3"
                       " WHERE " CK_JOB_UNFINISHED " AND owner NOT IN ('', ?1)"
                       " AND code <> 'cancelled' AND ?2 IN (0, number)",
                       archive->owner, cancelling, err);
}

static bool cancel(struct ck_archive *archive, struct cancelling *cancelling,
                   struct ck_error *err)
{
    return each_dead_owner(archive, cancel_of_owner, cancelling, err) &&
           (!cancelling->others || ask_others(archive, cancelling, err));
}

bool ck_queue_cancel(struct ck_archive *archive, int64_t number, bool others,
                     size_t *ret_count, struct ck_error *err)
{
    struct cancelling cancelling = {.number = number, .others = others};
    bool ok = ck_db_begin(archive->db, err) &&
              ck_db_end(archive->db, cancel(archive, &cancelling, err), err);

    if (ret_count != NULL) {
        *ret_count = ok ? cancelling.count : 0;
    }
    return ok;
}

/* Runs one statement that gives a job of ours (?1, ?3) to nobody at ?2. */
static bool give_back(struct ck_archive *archive, sqlite3_stmt *stmt, int64_t number,
                      struct ck_error *err)
{
    ck_db_int(stmt, 1, number);
    ck_db_int(stmt, 2, ck_db_now());
    ck_db_text(stmt, 3, archive->owner);
    return ck_db_step(stmt, NULL, err) &&
           (sqlite3_changes(archive->db) > 0 ||
            ck_fail(err, CK_ERR_NOT_FOUND, "job %lld is not ours", (long long)number));
}

bool ck_queue_bind(struct ck_archive *archive, int64_t number, const struct ck_error *why,
                   struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "UPDATE jobs SET owner = '', state = 'queued', bound = 1,"
                       " started_at = 0, changed_at = ?2, code = ?4, detail = ?5"
                       " WHERE number = ?1 AND owner = ?3 AND browser <> ''"
                       " AND " CK_JOB_UNFINISHED,
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 4, ck_code_text(why->code));
    ck_db_text(stmt, 5, why->detail);
    return give_back(archive, stmt, number, err);
}

bool ck_queue_release(struct ck_archive *archive, int64_t number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    return ck_db_prepare(archive->db,
                         "UPDATE jobs SET owner = '', state = 'queued', started_at = 0,"
                         " changed_at = ?2 WHERE number = ?1 AND owner = ?3"
                         " AND " CK_JOB_UNFINISHED,
                         &stmt, err) &&
           give_back(archive, stmt, number, err);
}
