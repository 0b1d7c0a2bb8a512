/* A damaged archive is set aside, never deleted. */
#include "keep/db.h"
#include "keep/disk.h"
#include "keep/rescan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static const char file_name[] = "archive.sqlite";

static bool stop_at_living(void *ctx, const char *name)
{
    return ck_owner_dead(ctx, name);
}

/* Whoever works with it would go on writing to what we move. */
static bool nobody_lives(int dir, struct ck_error *err)
{
    ck_autoclose int owners =
        openat(dir, "owners", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct ck_archive archive = {.owners = owners, .lock = -1};

    if (owners < 0) {
        return errno == ENOENT || ck_fail(err, CK_ERR_ARCHIVE, "looking for owners");
    }
    return ck_disk_list(owners, stop_at_living, &archive) ||
           ck_fail(err, CK_ERR_BUSY, "another Clipkeep is running");
}

/* Its journal first: left behind, it would be taken for that of the new archive. */
static int move(int dir, const char *to)
{
    static const char journal_name[] = "archive.sqlite-journal";
    char journal[80];
    int failed;

    (void)snprintf(journal, sizeof(journal), "%s-journal", to);
    if (faccessat(dir, to, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        return EEXIST;
    }
    failed = ck_disk_rename(dir, journal_name, journal);
    return failed == 0 || failed == ENOENT ? ck_disk_rename(dir, file_name, to) : failed;
}

bool ck_archive_set_aside(const char *state_dir, char ret_name[64], struct ck_error *err)
{
    ck_autoclose int dir = open(state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = EEXIST;

    if (dir < 0 || faccessat(dir, file_name, F_OK, AT_SYMLINK_NOFOLLOW) != 0) {
        return ck_fail(err, CK_ERR_NOT_FOUND, "no archive");
    }
    if (!nobody_lives(dir, err)) {
        return false;
    }
    for (int i = 1; i < 1000 && failed == EEXIST; i++) {
        (void)snprintf(ret_name, 64, "%s.damaged-%d", file_name, i);
        failed = move(dir, ret_name);
    }
    if (failed != 0 || !ck_disk_sync_folder(dir)) {
        (void)ck_fail_errno(err, failed != 0 ? failed : errno, "setting it aside");
        return ck_db_fail_state(err);
    }
    return true;
}
