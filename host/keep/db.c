#include "keep/db.h"

#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

void ck_stmt_pointer(sqlite3_stmt **stmt)
{
    (void)sqlite3_finalize(*stmt);
}

int ck_db_wait(void *began_ms, int count)
{
    enum { MOST_MS = 5000, SHORTEST_NS = 500000, SPREAD_NS = 2000000 };
    int64_t *began = began_ms;
    int64_t now_ms = ck_clock_ms();
    struct timespec pause = {
        .tv_nsec = SHORTEST_NS + (long)(ck_clock_chance() * SPREAD_NS),
    };

    *began = count == 0 ? now_ms : *began;
    if (now_ms - *began >= MOST_MS) {
        return 0;
    }
    (void)nanosleep(&pause, NULL);
    return 1;
}

static enum ck_code code_of(int result, int os_errno)
{
    switch (result & 0xFF) {
    case SQLITE_FULL:
        return CK_ERR_DISK_FULL;
    case SQLITE_NOMEM:
        return CK_ERR_NOMEM;
    case SQLITE_IOERR:
        if (result == SQLITE_IOERR_NOMEM) {
            return CK_ERR_NOMEM;
        }
        return os_errno == ENOSPC || os_errno == EDQUOT || os_errno == EFBIG
                   ? CK_ERR_DISK_FULL
                   : CK_ERR_DISK;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return CK_ERR_ARCHIVE_DAMAGED;
    default:
        return CK_ERR_ARCHIVE;
    }
}

static const char *words_of(int result)
{
    switch (result & 0xFF) {
    case SQLITE_BUSY:
        return "another program has locked the archive: ";
    case SQLITE_READONLY:
        return "the archive may not be written: ";
    default:
        return "";
    }
}

bool ck_db_fail(sqlite3 *db, struct ck_error *err, const char *doing)
{
    int result = sqlite3_extended_errcode(db);
    int os_errno = sqlite3_system_errno(db);

    (void)ck_fail(err, code_of(result, os_errno), "%s%s: %s (%d)", words_of(result),
                  doing, sqlite3_errmsg(db), result);
    if (err != NULL && (result & 0xFF) == SQLITE_IOERR) {
        err->os_errno = os_errno;
    }
    return false;
}

bool ck_db_fail_state(struct ck_error *err)
{
    if (err != NULL &&
        (err->code == CK_ERR_FOLDER_MISSING || err->code == CK_ERR_FOLDER_READONLY)) {
        err->code = CK_ERR_ARCHIVE;
    }
    return false;
}

bool ck_db_run(sqlite3 *db, const char *sql, struct ck_error *err)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           ck_db_fail(db, err, "running");
}

bool ck_db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret, struct ck_error *err)
{
    return sqlite3_prepare_v2(db, sql, -1, ret, NULL) == SQLITE_OK ||
           ck_db_fail(db, err, "preparing");
}

void ck_db_text(sqlite3_stmt *stmt, int number, const char *text)
{
    (void)sqlite3_bind_text(stmt, number, text != NULL ? text : "", -1, SQLITE_STATIC);
}

void ck_db_int(sqlite3_stmt *stmt, int number, int64_t value)
{
    (void)sqlite3_bind_int64(stmt, number, value);
}

bool ck_db_step(sqlite3_stmt *stmt, bool *ret_row, struct ck_error *err)
{
    int result = sqlite3_step(stmt);

    if (ret_row != NULL) {
        *ret_row = result == SQLITE_ROW;
    }
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           ck_db_fail(sqlite3_db_handle(stmt), err, "stepping");
}

bool ck_db_number(sqlite3 *db, const char *sql, int64_t *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    bool row = false;

    if (!ck_db_prepare(db, sql, &stmt, err) || !ck_db_step(stmt, &row, err)) {
        return false;
    }
    *ret = row ? sqlite3_column_int64(stmt, 0) : 0;
    return true;
}

char *ck_db_column(sqlite3_stmt *stmt, int number, bool *ok)
{
    const unsigned char *text = sqlite3_column_text(stmt, number);
    char *copy = ck_strdup(text != NULL ? (const char *)text : "");

    *ok = *ok && copy != NULL;
    return copy;
}

void ck_db_column_into(sqlite3_stmt *stmt, int number, char *ret, size_t size)
{
    const unsigned char *text = sqlite3_column_text(stmt, number);

    (void)snprintf(ret, size, "%s", text != NULL ? (const char *)text : "");
}

bool ck_db_begin(sqlite3 *db, struct ck_error *err)
{
    return ck_db_run(db, "BEGIN IMMEDIATE", err);
}

bool ck_db_end(sqlite3 *db, bool ok, struct ck_error *err)
{
    if (ok && ck_db_run(db, "COMMIT", err)) {
        return true;
    }
    /* After some errors SQLite has rolled back itself. */
    if (sqlite3_get_autocommit(db) == 0) {
        (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return false;
}

int64_t ck_db_now(void)
{
    return (int64_t)time(NULL);
}
