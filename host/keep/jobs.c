#include "keep/db.h"

#include <stdio.h>
#include <string.h>

#define JOB_COLUMNS                                                                      \
    "number, post, page, kind, author, text, again, state, code, detail, added_at,"      \
    " changed_at"
#define UNFINISHED "state NOT IN ('done', 'failed', 'cancelled')"

void ck_job_row_clear(struct ck_job_row *row)
{
    ck_free(row->page);
    ck_free(row->kind);
    ck_free(row->author);
    ck_free(row->text);
    ck_free(row->detail);
    *row = (struct ck_job_row){0};
}

void ck_job_rows_free(struct ck_job_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_job_row_clear(&rows[i]);
    }
    ck_free(rows);
}

/* Reads the row at which `stmt` stands. On failure `ret` is empty. */
static bool read_job(sqlite3_stmt *stmt, struct ck_job_row *ret, struct ck_error *err)
{
    bool ok = true;
    char state[16], code[40];

    *ret = (struct ck_job_row){
        .number = sqlite3_column_int64(stmt, 0),
        .again = sqlite3_column_int(stmt, 6) != 0,
        .added_at = sqlite3_column_int64(stmt, 10),
        .changed_at = sqlite3_column_int64(stmt, 11),
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

bool ck_job_done(struct ck_archive *archive, int64_t number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!check_step(archive, number, CK_JOB_DONE, err) ||
        !ck_db_prepare(archive->db,
                       "UPDATE jobs SET state = 'done', code = 'ok', detail = '',"
                       " changed_at = ?2 WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    ck_db_int(stmt, 2, ck_db_now());
    return ck_db_step(stmt, NULL, err);
}

static bool update(struct ck_archive *archive, const struct ck_job_row *row,
                   struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!check_step(archive, row->number, row->state, err) ||
        !ck_db_prepare(archive->db,
                       "UPDATE jobs SET state = ?2, code = ?3, detail = ?4, kind = ?5,"
                       " author = ?6, text = ?7, changed_at = ?8 WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, row->number);
    ck_db_text(stmt, 2, ck_job_state_text(row->state));
    ck_db_text(stmt, 3, ck_code_text(row->code));
    ck_db_text(stmt, 4, row->detail);
    ck_db_text(stmt, 5, row->kind);
    ck_db_text(stmt, 6, row->author);
    ck_db_text(stmt, 7, row->text);
    ck_db_int(stmt, 8, ck_db_now());
    return ck_db_step(stmt, NULL, err);
}

bool ck_archive_job_update(struct ck_archive *archive, const struct ck_job_row *row,
                           struct ck_error *err)
{
    return ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, update(archive, row, err), err);
}

/* Makes a job ours and queued. */
static bool take_over(struct ck_archive *archive, int64_t number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "UPDATE jobs SET owner = ?2, state = 'queued', changed_at = ?3"
                       " WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    ck_db_text(stmt, 2, archive->owner);
    ck_db_int(stmt, 3, ck_db_now());
    return ck_db_step(stmt, NULL, err);
}

static bool insert(struct ck_archive *archive, const struct ck_job_row *row,
                   int64_t *ret_number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;

    if (!ck_db_prepare(archive->db,
                       "INSERT INTO jobs (post, page, kind, author, text, again, state,"
                       " code, detail, added_at, changed_at, owner) VALUES"
                       " (?1, ?2, ?3, ?4, ?5, ?6, 'queued', 'ok', '', ?7, ?7, ?8)",
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
    ck_db_text(stmt, 8, archive->owner);
    if (!ck_db_step(stmt, NULL, err)) {
        return false;
    }
    *ret_number = sqlite3_last_insert_rowid(archive->db);
    return true;
}

static bool add(struct ck_archive *archive, const struct ck_job_row *row,
                int64_t *ret_number, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    struct job_head head = {0};
    bool found = false;

    if (!ck_db_prepare(archive->db,
                       "SELECT number, state, owner FROM jobs WHERE post = ?1"
                       " AND " UNFINISHED,
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, row->post);
    if (!ck_db_step(stmt, &found, err) || (found && !read_head(stmt, &head, err))) {
        return false;
    }
    if (!found) {
        return insert(archive, row, ret_number, err);
    }
    *ret_number = head.number;
    if (strcmp(head.owner, archive->owner) == 0) {
        return true;
    }
    if (!ck_owner_dead(archive, head.owner)) {
        return ck_fail(err, CK_ERR_ELSEWHERE, "job %lld", (long long)head.number);
    }
    return take_over(archive, head.number, err);
}

bool ck_archive_job_add(struct ck_archive *archive, const struct ck_job_row *row,
                        int64_t *ret_number, struct ck_error *err)
{
    *ret_number = 0;
    return ck_owner_begin(archive, err) && ck_db_begin(archive->db, err) &&
           ck_db_end(archive->db, add(archive, row, ret_number, err), err);
}

static bool read_number(struct ck_archive *archive, int64_t number,
                        struct ck_job_row *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    if (!ck_db_prepare(archive->db, "SELECT " JOB_COLUMNS " FROM jobs WHERE number = ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, number);
    if (!ck_db_step(stmt, &row, err)) {
        return false;
    }
    return row ? read_job(stmt, ret, err) : ck_fail(err, CK_ERR_NOT_FOUND, NULL);
}

/* The oldest unfinished job of a dead process, 0: none. */
static bool find_orphan(struct ck_archive *archive, int64_t *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    struct job_head head = {0};
    char living[40] = "";
    bool row = true;

    *ret = 0;
    if (!ck_db_prepare(archive->db,
                       "SELECT number, state, owner FROM jobs WHERE " UNFINISHED
                       " AND owner <> ?1 ORDER BY number",
                       &stmt, err)) {
        return false;
    }
    ck_db_text(stmt, 1, archive->owner);
    while (row) {
        if (!ck_db_step(stmt, &row, err) || (row && !read_head(stmt, &head, err))) {
            return false;
        }
        if (!row || strcmp(head.owner, living) == 0) {
            continue; /* asked already */
        }
        if (ck_owner_dead(archive, head.owner)) {
            *ret = head.number;
            return true;
        }
        (void)snprintf(living, sizeof(living), "%s", head.owner);
    }
    return true;
}

static bool claim(struct ck_archive *archive, struct ck_job_row *ret,
                  struct ck_error *err)
{
    int64_t number = 0;

    return find_orphan(archive, &number, err) &&
           (number == 0 ||
            (take_over(archive, number, err) && read_number(archive, number, ret, err)));
}

bool ck_archive_job_claim(struct ck_archive *archive, bool *ret_found,
                          struct ck_job_row *ret, struct ck_error *err)
{
    *ret = (struct ck_job_row){0};
    *ret_found = false;
    if (!ck_owner_begin(archive, err) || !ck_db_begin(archive->db, err)) {
        return false;
    }
    if (!ck_db_end(archive->db, claim(archive, ret, err), err)) {
        ck_job_row_clear(ret);
        return false;
    }
    *ret_found = ret->number != 0;
    return true;
}

bool ck_archive_jobs(struct ck_archive *archive, size_t limit, struct ck_job_row **ret,
                     size_t *ret_count, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    struct ck_job_row *rows = NULL, *more;
    size_t count = 0;
    bool row = true;

    *ret = NULL;
    *ret_count = 0;
    if (!ck_db_prepare(archive->db,
                       "SELECT " JOB_COLUMNS " FROM jobs ORDER BY number DESC LIMIT ?1",
                       &stmt, err)) {
        return false;
    }
    ck_db_int(stmt, 1, limit < INT64_MAX ? (int64_t)limit : INT64_MAX);
    while (ck_db_step(stmt, &row, err)) {
        if (!row) {
            *ret = rows;
            *ret_count = count;
            return true;
        }
        more = ck_realloc(rows, (count + 1) * sizeof(*rows));
        if (more == NULL) {
            (void)ck_fail(err, CK_ERR_NOMEM, NULL);
            break;
        }
        rows = more;
        if (!read_job(stmt, &rows[count], err)) {
            break;
        }
        count++;
    }
    ck_job_rows_free(rows, count);
    return false;
}
