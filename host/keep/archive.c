#include "keep/archive.h"

#include "base/io.h"
#include "keep/db.h"
#include "keep/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char file_name[] = "archive.sqlite";

/* SQLite refuses symbolic links anywhere in a path, while a home folder may well be
 * behind one: so the real path. */
static bool real_path(const char *state_dir, char ret[PATH_MAX], struct ck_error *err)
{
    size_t len;

    if (realpath(state_dir, ret) == NULL) {
        return ck_fail_errno(err, errno, "finding the state folder");
    }
    len = strlen(ret);
    if (len + sizeof(file_name) + 1 > PATH_MAX) {
        return ck_fail(err, CK_ERR_ARCHIVE, "the state folder's path is too long");
    }
    (void)snprintf(ret + len, PATH_MAX - len, "/%s", file_name);
    return true;
}

/* Makes the file before SQLite does, for its permissions. One that exists is not opened:
 * closing it would let go of the locks that another connection of this process has. */
static bool make_file(int dir, struct ck_error *err)
{
    ck_autoclose int file = openat(
        dir, file_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    struct stat st;

    if (file < 0 && errno != EEXIST) {
        return ck_fail_errno(err, errno, "making the archive");
    }
    if (fstatat(dir, file_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode)) {
        return ck_fail(err, CK_ERR_ARCHIVE, "the archive is not a plain file");
    }
    if ((st.st_mode & 0077) != 0 && fchmodat(dir, file_name, 0600, 0) != 0) {
        return ck_fail_errno(err, errno, "closing the archive to others");
    }
    return true;
}

/* Makes what is missing in the state folder and opens the owners' folder in it. */
static bool prepare_folder(const char *state_dir, int *ret_owners, struct ck_error *err)
{
    ck_autoclose int dir = open(state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (dir < 0 && errno == ENOENT) {
        if (!ck_make_folders(state_dir, 0700, err)) {
            return false;
        }
        dir = open(state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (dir < 0) {
        return ck_fail_errno(err, errno, "opening the state folder");
    }
    if (mkdirat(dir, "owners", 0700) != 0 && errno != EEXIST) {
        return ck_fail_errno(err, errno, "making the owners' folder");
    }
    *ret_owners = openat(dir, "owners", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*ret_owners < 0) {
        return ck_fail_errno(err, errno, "opening the owners' folder");
    }
    return make_file(dir, err);
}

static bool connect_to(const char *path, struct ck_archive *archive, struct ck_error *err)
{
    int result = sqlite3_open_v2(path, &archive->db,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW |
                                     SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX,
                                 NULL);

    if (archive->db == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (result != SQLITE_OK) {
        return ck_db_fail(archive->db, err, "opening");
    }
    (void)sqlite3_busy_handler(archive->db, ck_db_wait, &archive->busy_ms);
    (void)sqlite3_db_config(archive->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    /* The rollback journal: write-ahead logging has a bug that damages a database which
     * several processes share, in the versions people have. */
    return ck_db_run(archive->db,
                     "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;"
                     "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                     "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY",
                     err);
}

bool ck_archive_open(const char *state_dir, struct ck_archive **ret, struct ck_error *err)
{
    struct ck_archive *archive = ck_alloc(sizeof(*archive));
    char path[PATH_MAX];

    *ret = NULL;
    if (archive == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    archive->owners = archive->lock = -1;
    if (!prepare_folder(state_dir, &archive->owners, err) ||
        !real_path(state_dir, path, err) || !connect_to(path, archive, err) ||
        !ck_migrate(archive->db, path, err)) {
        ck_archive_close(archive);
        return ck_db_fail_state(err);
    }
    *ret = archive;
    return true;
}

void ck_archive_close(struct ck_archive *archive)
{
    if (archive == NULL) {
        return;
    }
    (void)sqlite3_close(archive->db);
    ck_owner_end(archive);
    if (archive->owners >= 0) {
        (void)close(archive->owners);
    }
    ck_free(archive);
}

static bool quick_check(sqlite3 *db, bool *ret, struct ck_error *err)
{
    ck_autostmt sqlite3_stmt *stmt = NULL;
    unsigned long misses = ck_mem_misses();
    char said[8];

    if (!ck_db_prepare(db, "PRAGMA quick_check(1)", &stmt, err) ||
        !ck_db_step(stmt, NULL, err)) {
        return false;
    }
    ck_db_column_into(stmt, 0, said, sizeof(said));
    *ret = strcmp(said, "ok") == 0;
    /* A page for which there is no memory counts as one that cannot be read. */
    return *ret || ck_mem_misses() == misses || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_archive_check(struct ck_archive *archive, bool *ret_sound, struct ck_error *err)
{
    struct ck_error why = {0};
    bool ok = quick_check(archive->db, ret_sound, &why);

    if (!ok && why.code == CK_ERR_ARCHIVE_DAMAGED) {
        *ret_sound = false;
        return true;
    }
    if (!ok && err != NULL) {
        *err = why;
    }
    return ok;
}
