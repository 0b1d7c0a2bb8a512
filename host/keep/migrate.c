#include "keep/migrate.h"

#include "base/buf.h"
#include "embed/ck_schema_sql.h"
#include "embed/ck_to_2_sql.h"
#include "embed/ck_to_3_sql.h"
#include "embed/ck_to_4_sql.h"
#include "embed/ck_to_5_sql.h"
#include "embed/ck_to_6_sql.h"
#include "embed/ck_to_7_sql.h"
#include "keep/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { SCHEMA_VERSION = 7, APPLICATION_ID = 0x434B4550 /* "CKEP" */ };

/* steps[n] leads from version n to n + 1. */
static const unsigned char *const steps[SCHEMA_VERSION] = {
    NULL, ck_to_2_sql, ck_to_3_sql, ck_to_4_sql, ck_to_5_sql, ck_to_6_sql, ck_to_7_sql};

/* Says in `ret` which version the tables have, 0 for an empty database; refuses what is
 * not ours or newer than we. */
static bool read_version(sqlite3 *db, int64_t *ret, struct ck_error *err)
{
    int64_t application = 0, version = 0, tables = 0;

    if (!ck_db_number(db, "PRAGMA user_version", &version, err) ||
        !ck_db_number(db, "PRAGMA application_id", &application, err) ||
        !ck_db_number(db, "SELECT count(*) FROM sqlite_schema", &tables, err)) {
        return false;
    }
    *ret = version;
    if (application == 0 && version == 0 && tables == 0) {
        return true;
    }
    if (application != APPLICATION_ID) {
        return ck_fail(err, CK_ERR_ARCHIVE, "it belongs to another program");
    }
    if (version > SCHEMA_VERSION) {
        return ck_fail(err, CK_ERR_ARCHIVE_NEWER, "version %lld, known is %d",
                       (long long)version, SCHEMA_VERSION);
    }
    return version > 0 || ck_fail(err, CK_ERR_ARCHIVE_DAMAGED, "version 0");
}

/* Makes an empty private file for SQLite to fill. */
static bool make_empty(const char *path, struct ck_error *err)
{
    int fd;

    (void)unlink(path); /* left by a dead process that had our number */
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return ck_fail_errno(err, errno, "making a copy of the archive");
    }
    (void)close(fd);
    return true;
}

/* SQLite promises no more than that the copy was written. */
static bool sync_file(const char *path, struct ck_error *err)
{
    ck_autoclose int fd = open(path, O_RDONLY | O_CLOEXEC);

    return (fd >= 0 && fsync(fd) == 0) ||
           ck_fail_errno(err, errno, "syncing a copy of the archive");
}

static bool vacuum_into(const char *path, const char *to, struct ck_error *err)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE |
                SQLITE_OPEN_NOMUTEX;
    bool ok = sqlite3_open_v2(path, &db, flags, NULL) == SQLITE_OK;

    if (ok) {
        (void)sqlite3_busy_timeout(db, 5000);
        ok = ck_db_prepare(db, "VACUUM INTO ?1", &stmt, err);
    } else {
        (void)ck_fail(err, CK_ERR_ARCHIVE, "opening it for a copy");
    }
    if (ok) {
        ck_db_text(stmt, 1, to);
        ok = ck_db_step(stmt, NULL, err);
    }
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
    return ok;
}

/* A copy by a connection of its own: ours has the lock by which no other process writes
 * or migrates meanwhile, and those who only read may. */
static bool make_copy(const char *path, struct ck_error *err)
{
    ck_autobuf struct ck_buf temp = {.max = 8192};
    ck_autobuf struct ck_buf copy = {.max = 8192};

    ck_buf_addf(&copy, "%s.before-%d", path, SCHEMA_VERSION);
    ck_buf_addf(&temp, "%s.before-%d.%ld.tmp", path, SCHEMA_VERSION, (long)getpid());
    if (!ck_buf_ok(&copy) || !ck_buf_ok(&temp)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (!make_empty(temp.data, err)) {
        return false;
    }
    if (vacuum_into(path, temp.data, err) && sync_file(temp.data, err)) {
        if (rename(temp.data, copy.data) == 0) {
            return true;
        }
        (void)ck_fail_errno(err, errno, "naming a copy of the archive");
    }
    (void)unlink(temp.data);
    return false;
}

static bool take_steps(sqlite3 *db, int64_t version, struct ck_error *err)
{
    char sql[48];

    for (; version < SCHEMA_VERSION; version++) {
        if (!ck_db_run(db, (const char *)steps[version], err)) {
            return false;
        }
    }
    (void)snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", SCHEMA_VERSION);
    return ck_db_run(db, sql, err);
}

/* Within the transaction that is open: another process may have been quicker. */
static bool change(sqlite3 *db, const char *path, struct ck_error *err)
{
    int64_t version = 0;

    if (!read_version(db, &version, err)) {
        return false;
    }
    if (version == 0) {
        return ck_db_run(db, (const char *)ck_schema_sql, err);
    }
    return version == SCHEMA_VERSION ||
           (make_copy(path, err) && take_steps(db, version, err));
}

bool ck_migrate(sqlite3 *db, const char *path, struct ck_error *err)
{
    int64_t version = 0;

    /* One transaction: another process may make the tables between two questions. */
    if (!ck_db_run(db, "BEGIN", err) ||
        !ck_db_end(db, read_version(db, &version, err), err)) {
        return false;
    }
    return version == SCHEMA_VERSION ||
           (ck_db_begin(db, err) && ck_db_end(db, change(db, path, err), err));
}
