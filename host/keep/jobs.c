#include "keep/job_rows.h"

#include <stdio.h>
#include <string.h>

void ck_job_row_clear(struct ck_job_row *row)
{
    ck_free(row->page);
    ck_free(row->kind);
    ck_free(row->author);
    ck_free(row->text);
    ck_free(row->detail);
    ck_free(row->browser);
    *row = (struct ck_job_row){0};
}

void ck_job_rows_free(struct ck_job_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_job_row_clear(&rows[i]);
    }
    ck_free(rows);
}

bool ck_job_read(sqlite3_stmt *stmt, struct ck_job_row *ret, struct ck_error *err)
{
    bool ok = true;
    char state[16], code[40];

    *ret = (struct ck_job_row){
        .number = sqlite3_column_int64(stmt, 0),
        .again = sqlite3_column_int(stmt, 6) != 0,
        .added_at = sqlite3_column_int64(stmt, 10),
        .changed_at = sqlite3_column_int64(stmt, 11),
        .priority = sqlite3_column_int(stmt, 12),
        .paused = sqlite3_column_int(stmt, 13) != 0,
        .due_at = sqlite3_column_int64(stmt, 14),
        .tries = sqlite3_column_int(stmt, 15),
        .bound = sqlite3_column_int(stmt, 17) != 0,
        .mine = sqlite3_column_int(stmt, 18) != 0,
        .consent = sqlite3_column_int(stmt, 19) != 0,
    };
    ck_db_column_into(stmt, 1, ret->post, sizeof(ret->post));
    ret->page = ck_db_column(stmt, 2, &ok);
    ret->kind = ck_db_column(stmt, 3, &ok);
    ret->author = ck_db_column(stmt, 4, &ok);
    ret->text = ck_db_column(stmt, 5, &ok);
    ck_db_column_into(stmt, 7, state, sizeof(state));
    ck_db_column_into(stmt, 8, code, sizeof(code));
    ret->code = ck_code_of_text(code);
    ret->detail = ck_db_column(stmt, 9, &ok);
    ret->browser = ck_db_column(stmt, 16, &ok);
    if (!ok) {
        ck_job_row_clear(ret);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!ck_job_state_of_text(state, &ret->state)) {
        ck_job_row_clear(ret);
        return ck_fail(err, CK_ERR_ARCHIVE_DAMAGED, "a job's state");
    }
    return true;
}

/* What a transaction needs to know of a job before it changes it. */
struct job_head {
    int64_t number;
    enum ck_job_state state;
    char owner[40];
};

static bool read_head(sqlite3_stmt *stmt, struct job_head *ret, struct ck_error *err)
{
    char state[16];

    ret->number = sqlite3_column_int64(stmt, 0);
    ck_db_column_into(stmt, 1, state, sizeof(state));
    ck_db_column_into(stmt, 2, ret->owner, sizeof(ret->owner));
    return ck_job_state_of_text(state, &ret->state) ||
           ck_fail(err, CK_ERR_ARCHIVE_DAMAGED, "a job's state");
}

/* The step of a job of ours to `to`, within the transaction that is open. */
static bool check_step(struct ck_archive *archive, int64_t number, enum ck_job_state to,
                       struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    struct job_head head = {0};
    bool row = false;

    if (!ck_db_prepare(archive->db,
                       "SELECT number, state, owner FROM jobs WHERE number = ?1", &stmt,
                       err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    if (!ck_db_step(stmt, &row, err) || (row && !read_head(stmt, &head, err))) {
        return false;
    }
    if (!row || strcmp(head.owner, archive->owner) != 0) {
        return ck_fail(err, CK_ERR_NOT_FOUND, "job %lld is not ours", (long long)number);
    }
    return ck_job_step_legal(head.state, to) ||
           ck_fail(err, CK_ERR_INTERNAL, "job %lld may not go from %s to %s",
                   (long long)number, ck_job_state_text(head.state),
                   ck_job_state_text(to));
}

/* Records how the attempt that is under way ends. A job that is cancelled before anything
 * was tried has none. */
static bool end_attempt(struct ck_archive *archive, const struct ck_job_row *row,
                        struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "INSERT INTO attempts (job, started_at, ended_at, code, detail)"
                       " SELECT number, iif(started_at > 0, started_at, ?2), ?2, ?3, ?4"
                       " FROM jobs WHERE number = ?1 AND (started_at > 0 OR ?5)",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, row->number);
    ck_db_int(stmt, 2, ck_db_now());
    ck_db_text(stmt, 3, ck_code_text(row->code));
    ck_db_text(stmt, 4, row->detail);
    ck_db_int(stmt, 5, row->state != CK_JOB_CANCELLED ? 1 : 0);
    return ck_db_step(stmt, NULL, err);
}

/* Changes state, code, detail and the times, and the attempt with them. That somebody
 * asked for its end (ck_queue_cancel()) stays until it ends. */
static bool set_state(struct ck_archive *archive, const struct ck_job_row *row,
                      struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool at_rest = row->state == CK_JOB_QUEUED || ck_job_state_ended(row->state);
    bool ends = at_rest && (row->state != CK_JOB_QUEUED || row->code != CK_OK);

    if (!check_step(archive, row->number, row->state, err) ||
        (ends && !end_attempt(archive, row, err)) ||
        !ck_db_prepare(archive->db,
                       "UPDATE jobs SET state = ?2, detail = ?4,"
                       " code = iif(?9 AND code = 'cancelled', code, ?3),"
                       " changed_at = ?5, due_at = ?6, tries = tries + ?7,"
                       " started_at = iif(?8, 0, iif(started_at > 0, started_at, ?5))"
                       " WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, row->number);
    ck_db_text(stmt, 2, ck_job_state_text(row->state));
    ck_db_text(stmt, 3, ck_code_text(row->code));
    ck_db_text(stmt, 4, row->detail);
    ck_db_int(stmt, 5, ck_db_now());
    ck_db_int(stmt, 6, row->due_at);
    ck_db_int(stmt, 7, ends ? 1 : 0);
    ck_db_int(stmt, 8, at_rest ? 1 : 0);
    ck_db_int(stmt, 9, ck_job_state_ended(row->state) ? 0 : 1);
    return ck_db_step(stmt, NULL, err);
}

static bool update(struct ck_archive *archive, const struct ck_job_row *row,
                   struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!set_state(archive, row, err) ||
        !ck_db_prepare(archive->db,
                       "UPDATE jobs SET kind = ?2, author = ?3, text = ?4"
                       " WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, row->number);
    ck_db_text(stmt, 2, row->kind);
    ck_db_text(stmt, 3, row->author);
    ck_db_text(stmt, 4, row->text);
    return ck_db_step(stmt, NULL, err);
}

bool ck_job_done(struct ck_archive *archive, int64_t number, const struct ck_kept *kept,
                 struct ck_error *err)
{
    const struct ck_job_row row = {.number = number,
                                   .state = CK_JOB_DONE,
                                   .kind = kept->kind,
                                   .author = kept->author,
                                   .text = kept->text};

    return update(archive, &row, err);
}

bool ck_archive_job_update(struct ck_archive *archive, const struct ck_job_row *row,
                           struct ck_error *err)
{
    return ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, update(archive, row, err), err);
}

/* Makes a job ours and queued. An attempt that a death has broken off counts. */
bool ck_job_take_over(struct ck_archive *archive, int64_t number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "UPDATE jobs SET owner = ?2, state = 'queued', changed_at = ?3,"
                       " tries = tries + (started_at > 0), started_at = 0"
                       " WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    ck_db_text(stmt, 2, archive->owner);
    ck_db_int(stmt, 3, ck_db_now());
    return ck_db_step(stmt, NULL, err);
}

bool ck_job_insert(struct ck_archive *archive, const struct ck_job_row *row,
                   const char *owner, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "INSERT INTO jobs (post, page, kind, author, text, again, state,"
                       " code, detail, added_at, changed_at, owner, priority, due_at,"
                       " browser, bound, mine, consent) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
                       " 'queued', 'ok', '', ?7, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
                       " ON CONFLICT DO NOTHING",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, row->post);
    ck_db_text(stmt, 2, row->page);
    ck_db_text(stmt, 3, row->kind);
    ck_db_text(stmt, 4, row->author);
    ck_db_text(stmt, 5, row->text);
    ck_db_int(stmt, 6, row->again ? 1 : 0);
    ck_db_int(stmt, 7, ck_db_now());
    ck_db_text(stmt, 8, owner);
    ck_db_int(stmt, 9, row->priority);
    ck_db_int(stmt, 10, row->due_at);
    ck_db_text(stmt, 11, row->browser);
    ck_db_int(stmt, 12, row->bound ? 1 : 0);
    ck_db_int(stmt, 13, row->mine ? 1 : 0);
    ck_db_int(stmt, 14, row->consent ? 1 : 0);
    return ck_db_step(stmt, NULL, err);
}

/* What somebody asks for now waits for nothing that held it before. */
static bool hurry(struct ck_archive *archive, const struct ck_job_row *row,
                  int64_t number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "UPDATE jobs SET priority = min(priority, ?2), paused = 0,"
                       " code = 'ok',"
                       " due_at = ?3, again = max(again, ?4), bound = ?6,"
                       " browser = iif(?5 = '', browser, ?5), mine = max(mine, ?7),"
                       " consent = max(consent, ?8)"
                       " WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    ck_db_int(stmt, 2, row->priority);
    ck_db_int(stmt, 3, row->due_at);
    ck_db_int(stmt, 4, row->again ? 1 : 0);
    ck_db_text(stmt, 5, row->browser);
    ck_db_int(stmt, 6, row->bound ? 1 : 0);
    ck_db_int(stmt, 7, row->mine ? 1 : 0);
    ck_db_int(stmt, 8, row->consent ? 1 : 0);
    return ck_db_step(stmt, NULL, err);
}

static bool add(struct ck_archive *archive, const struct ck_job_row *row,
                int64_t *ret_number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    struct job_head head = {0};
    bool found = false;

    if (!ck_db_prepare(archive->db,
                       "SELECT number, state, owner FROM jobs WHERE post = ?1"
                       " AND " CK_JOB_UNFINISHED,
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, row->post);
    if (!ck_db_step(stmt, &found, err) || (found && !read_head(stmt, &head, err))) {
        return false;
    }
    if (!found) {
        bool ok = ck_job_insert(archive, row, archive->owner, err);

        *ret_number = ok ? sqlite3_last_insert_rowid(archive->db) : 0;
        return ok;
    }
    *ret_number = head.number;
    if (strcmp(head.owner, archive->owner) == 0) {
        return true;
    }
    if (!ck_owner_dead(archive, head.owner)) {
        return ck_fail(err, CK_ERR_ELSEWHERE, "job %lld", (long long)head.number);
    }
    return ck_job_take_over(archive, head.number, err) &&
           hurry(archive, row, head.number, err);
}

bool ck_archive_job_add(struct ck_archive *archive, const struct ck_job_row *row,
                        int64_t *ret_number, struct ck_error *err)
{
    *ret_number = 0;
    return ck_owner_begin(archive, err) && ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, add(archive, row, ret_number, err), err);
}
