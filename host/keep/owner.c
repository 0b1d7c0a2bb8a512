/* Which processes live: each that works on jobs holds a lock on a file of its own, and
 * the kernel lets go of it however the process ends. Numbers of processes would be used
 * again, and clocks may jump. */
#include "keep/db.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_LEN = 32 };

static bool is_owner_name(const char *name)
{
    return strlen(name) == NAME_LEN && strspn(name, "0123456789abcdef") == NAME_LEN;
}

/* A file that can be locked belongs to nobody. It is removed while we have the lock, so
 * that no new owner can have taken it. */
bool ck_owner_dead(const struct ck_archive *archive, const char *owner)
{
    ck_autoclose int fd = -1;

    if (!is_owner_name(owner)) {
        return true;
    }
    fd = openat(archive->owners, owner, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return false;
    }
    (void)unlinkat(archive->owners, owner, 0);
    return true;
}

/* Removes the files of the dead. True when there were some. */
static bool remove_dead(const struct ck_archive *archive)
{
    int fd = openat(archive->owners, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    bool some = false;

    if (dir == NULL) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return false;
    }
    while ((entry = readdir(dir)) != NULL) {
        if (is_owner_name(entry->d_name) && ck_owner_dead(archive, entry->d_name)) {
            some = true;
        }
    }
    (void)closedir(dir);
    return some;
}

bool ck_archive_ended_badly(const struct ck_archive *archive)
{
    return remove_dead(archive);
}

static bool make_name(char ret[NAME_LEN + 1])
{
    unsigned char random[NAME_LEN / 2];

    /* Asks for no memory, unlike libcrypto's, which crashes without. */
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(random); i++) {
        (void)snprintf(ret + 2 * i, 3, "%02x", random[i]);
    }
    return true;
}

bool ck_owner_begin(struct ck_archive *archive, struct ck_error *err)
{
    struct stat st;

    if (archive->lock >= 0) {
        return true;
    }
    (void)remove_dead(archive);
    /* Until it is locked, another process may take our new file for a dead one's. */
    for (int attempt = 0; attempt < 8; attempt++) {
        int fd;

        if (!make_name(archive->owner)) {
            return ck_fail(err, CK_ERR_INTERNAL, "no random numbers");
        }
        fd = openat(archive->owners, archive->owner,
                    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0) {
            (void)ck_fail_errno(err, errno, "making an owner's file");
            return ck_db_fail_state(err);
        }
        if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 && st.st_nlink > 0) {
            archive->lock = fd;
            return true;
        }
        (void)unlinkat(archive->owners, archive->owner, 0);
        (void)close(fd);
    }
    return ck_fail(err, CK_ERR_ARCHIVE, "the state folder's drive cannot lock files");
}

void ck_owner_end(struct ck_archive *archive)
{
    if (archive->lock >= 0) {
        (void)unlinkat(archive->owners, archive->owner, 0);
        (void)close(archive->lock);
        archive->lock = -1;
    }
}
