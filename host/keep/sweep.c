#include "keep/sweep.h"

#include "keep/album.h"
#include "keep/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct sweep {
    int dirfd;
    int64_t now;
    size_t removed;
};

/* Steps over ".ID"; NULL when `name` does not begin so. */
static const char *after_id(const char *name)
{
    size_t digits = name[0] == '.' ? strspn(name + 1, "0123456789") : 0;

    return digits >= 8 && digits <= 23 ? name + 1 + digits : NULL;
}

bool ck_sweep_file_name(const char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    const char *rest = after_id(name);
    size_t word;

    if (rest == NULL || strcmp(rest, ".part") == 0) {
        return rest != NULL;
    }
    word = rest[0] == '.' ? strspn(rest + 1, letters) : 0;
    return word >= 1 && word <= 40 && strcmp(rest + 1 + word, ".part") == 0;
}

bool ck_sweep_folder_name(const char *name)
{
    const char *rest = after_id(name);

    return rest != NULL && strcmp(rest, ".parts") == 0;
}

/* Opens what is old and nobody's; -1 for all else. The lock is had when this returns. */
static int open_dead(const struct sweep *sweep, const char *name, bool folder)
{
    int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    int fd = openat(sweep->dirfd, name, folder ? flags | O_DIRECTORY : flags);
    struct stat st;

    if (fd < 0) {
        return -1;
    }
    if (fstat(fd, &st) == 0 && st.st_mtime < sweep->now - CK_SWEEP_AGE_S &&
        (folder ? S_ISDIR(st.st_mode) : S_ISREG(st.st_mode) && st.st_nlink == 1) &&
        ck_disk_lock_surely(fd) && ck_disk_is_at(sweep->dirfd, name, fd)) {
        return fd;
    }
    (void)close(fd);
    return -1;
}

static bool sweep_one(void *ctx, const char *name)
{
    struct sweep *sweep = ctx;
    bool folder = ck_sweep_folder_name(name), gone;
    ck_autoclose int fd = -1;

    if (folder || ck_sweep_file_name(name)) {
        fd = open_dead(sweep, name, folder);
    }
    if (fd >= 0) {
        gone = folder ? ck_album_remove(sweep->dirfd, name, fd)
                      : unlinkat(sweep->dirfd, name, 0) == 0;
        sweep->removed += gone ? 1 : 0;
    }
    return true;
}

bool ck_sweep_folder(int dirfd, int64_t now, size_t *ret_removed, struct ck_error *err)
{
    struct sweep sweep = {.dirfd = dirfd, .now = now};
    bool ok = ck_disk_list(dirfd, sweep_one, &sweep) ||
              ck_fail_errno(err, errno, "listing a folder");

    if (ret_removed != NULL) {
        *ret_removed = sweep.removed;
    }
    return ok;
}

/* One folder that cannot be read keeps none of the others. */
static void sweep_at(struct sweep *sweep, int fd)
{
    size_t removed = 0;

    if (fd >= 0 && ck_sweep_folder(fd, sweep->now, &removed, NULL)) {
        sweep->removed += removed;
    }
}

static bool enter(void *ctx, const char *name)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    struct sweep *all = ctx;
    ck_autoclose int fd = -1;
    ck_autoclose int sources = -1;

    if (name[0] != '.') {
        fd = openat(all->dirfd, name, flags);
        sweep_at(all, fd);
        sources = fd >= 0 ? openat(fd, ".sources", flags) : -1;
        sweep_at(all, sources);
    }
    return true;
}

bool ck_sweep_all(int rootfd, int64_t now, size_t *ret_removed, struct ck_error *err)
{
    struct sweep all = {.dirfd = rootfd, .now = now};
    bool ok = ck_sweep_folder(rootfd, now, &all.removed, err) &&
              (ck_disk_list(rootfd, enter, &all) ||
               ck_fail_errno(err, errno, "listing the save folder"));

    if (ret_removed != NULL) {
        *ret_removed = all.removed;
    }
    return ok;
}
