/* Looking at the queue, and its settings. */
#include "base/buf.h"
#include "keep/job_rows.h"
#include "keep/queue.h"

#include <stdio.h>
#include <string.h>

bool ck_queue_counts(struct ck_archive *archive, int64_t ret[CK_JOB_STATES],
                     struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    memset(ret, 0, CK_JOB_STATES * sizeof(ret[0]));
    if (!ck_db_prepare(archive->db, "SELECT state, count(*) FROM jobs GROUP BY state",
                       &stmt, err)) {
        return false;
    }
    while (ck_db_step(stmt, &row, err)) {
        enum ck_job_state state;
        char text[16];

        if (!row) {
            return true;
        }
        ck_db_column_into(stmt, 0, text, sizeof(text));
        if (!ck_job_state_of_text(text, &state)) {
            return ck_fail(err, CK_ERR_ARCHIVE_DAMAGED, "a job's state");
        }
        ret[state] = sqlite3_column_int64(stmt, 1);
    }
    return false;
}

bool ck_queue_count_failed(struct ck_archive *archive, enum ck_code code, int64_t *ret,
                           struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    if (!ck_db_prepare(archive->db,
                       "SELECT count(*) FROM jobs WHERE state = 'failed' AND code = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, ck_code_text(code));
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    *ret = sqlite3_column_int64(stmt, 0);
    return true;
}

/* The words between WHERE and ORDER BY. */
static void write_filter(const struct ck_queue_filter *filter, struct ck_buf *sql)
{
    const char *comma = "";

    ck_buf_adds(sql, " WHERE number < ?1");
    if (filter->states != 0) {
        ck_buf_adds(sql, " AND state IN (");
        for (unsigned i = 0; i < CK_JOB_STATES; i++) {
            if ((filter->states >> i & 1U) != 0) {
                ck_buf_addf(sql, "%s'%s'", comma,
                            ck_job_state_text((enum ck_job_state)i));
                comma = ", ";
            }
        }
        ck_buf_adds(sql, ")");
    }
    if (filter->latest) {
        ck_buf_adds(sql, " AND NOT EXISTS (SELECT 1 FROM jobs AS newer WHERE"
                         " newer.post = jobs.post AND newer.number > jobs.number)");
    }
}

static bool read_rows(sqlite3_stmt *stmt, struct ck_job_row **rows, size_t *count,
                      struct ck_error *err)
{
    bool row = true;

    while (ck_db_step(stmt, &row, err)) {
        struct ck_job_row *more;

        if (!row) {
            return true;
        }
        more = ck_realloc(*rows, (*count + 1) * sizeof(**rows));
        if (more == NULL) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
        *rows = more;
        if (!ck_job_read(stmt, &more[*count], err)) {
            return false;
        }
        *count += 1;
    }
    return false;
}

bool ck_queue_list(struct ck_archive *archive, const struct ck_queue_filter *filter,
                   size_t limit, struct ck_job_row **ret, size_t *ret_count,
                   struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    ck_autobuf struct ck_buf sql = {.max = 2048};
    struct ck_job_row *rows = NULL;
    size_t count = 0;

    *ret = NULL;
    *ret_count = 0;
    ck_buf_adds(&sql, "SELECT " CK_JOB_COLUMNS " FROM jobs");
    write_filter(filter, &sql);
    ck_buf_adds(&sql, " ORDER BY number DESC LIMIT ?2");
    if (!ck_buf_ok(&sql)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_db_prepare(archive->db, sql.data, &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, filter->before > 0 ? filter->before : INT64_MAX);
    ck_db_int(stmt, 2, limit < INT64_MAX ? (int64_t)limit : INT64_MAX);
    if (!read_rows(stmt, &rows, &count, err)) {
        ck_job_rows_free(rows, count);
        return false;
    }
    *ret = rows;
    *ret_count = count;
    return true;
}

bool ck_queue_find(struct ck_archive *archive, const char *post, int64_t number,
                   bool *ret_found, struct ck_job_row *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    *ret = (struct ck_job_row){0};
    if (!ck_db_prepare(archive->db,
                       post != NULL ? "SELECT " CK_JOB_COLUMNS
                                      " FROM jobs WHERE post = ?2 AND " CK_JOB_UNFINISHED
                                    : "SELECT " CK_JOB_COLUMNS
                                      " FROM jobs WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    if (post != NULL) {
        ck_db_text(stmt, 2, post);
    }
    return ck_db_step(stmt, ret_found, err) &&
           (!*ret_found || ck_job_read(stmt, ret, err));
}

bool ck_archive_jobs(struct ck_archive *archive, size_t limit, struct ck_job_row **ret,
                     size_t *ret_count, struct ck_error *err)
{
    const struct ck_queue_filter all = {0};

    return ck_queue_list(archive, &all, limit, ret, ret_count, err);
}

bool ck_queue_attempts(struct ck_archive *archive, int64_t number, struct ck_job_try *ret,
                       size_t max, size_t *ret_count, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = true;

    *ret_count = 0;
    if (!ck_db_prepare(archive->db,
                       "SELECT started_at, ended_at, code, detail FROM attempts"
                       " WHERE job = ?1 ORDER BY number DESC LIMIT ?2",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    ck_db_int(stmt, 2, (int64_t)max);
    while (ck_db_step(stmt, &row, err)) {
        struct ck_job_try *one = &ret[*ret_count];
        char code[40];

        if (!row) {
            return true;
        }
        one->started_at = sqlite3_column_int64(stmt, 0);
        one->ended_at = sqlite3_column_int64(stmt, 1);
        ck_db_column_into(stmt, 2, code, sizeof(code));
        one->code = ck_code_of_text(code);
        ck_db_column_into(stmt, 3, one->detail, sizeof(one->detail));
        *ret_count += 1;
    }
    return false;
}

bool ck_archive_setting(struct ck_archive *archive, const char *name, char **ret,
                        struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false, ok = true;

    *ret = NULL;
    if (!ck_db_prepare(archive->db, "SELECT value FROM settings WHERE name = ?1", &stmt,
                       err)) {
        return false;
    }
    ck_db_text(stmt, 1, name);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    if (row) {
        *ret = ck_db_column(stmt, 0, &ok);
    }
    return ok || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_archive_set(struct ck_archive *archive, const char *name, const char *value,
                    struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db, "REPLACE INTO settings (name, value) VALUES (?1, ?2)",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, name);
    ck_db_text(stmt, 2, value);
    return ck_db_step(stmt, NULL, err);
}
