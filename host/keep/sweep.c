#include "keep/sweep.h"

#include "keep/album.h"
#include "keep/begun.h"
#include "keep/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct sweep {
    struct ck_archive *archive; /* NULL: nothing is recorded */
    int dirfd;
    int64_t now;
    int depth; /* of that folder below the save folder */
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

/* Opens what is nobody's and was last written before `before`; -1 for all else. The lock
 * is had when this returns. */
static int open_dead(int dirfd, const char *name, bool folder, int64_t before)
{
    int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    int fd = openat(dirfd, name, folder ? flags | O_DIRECTORY : flags);
    struct stat st;

    if (fd < 0) {
        return -1;
    }
    if (fstat(fd, &st) == 0 && st.st_mtime < before &&
        (folder ? S_ISDIR(st.st_mode) : S_ISREG(st.st_mode) && st.st_nlink == 1) &&
        ck_disk_lock_surely(fd) && ck_disk_is_at(dirfd, name, fd)) {
        return fd;
    }
    (void)close(fd);
    return -1;
}

bool ck_sweep_part(int dirfd, const char *name)
{
    ck_autoclose int fd =
        ck_sweep_file_name(name) ? open_dead(dirfd, name, false, INT64_MAX) : -1;

    return fd >= 0 && unlinkat(dirfd, name, 0) == 0;
}

/* Somebody may go on with the file ".ID.WORD.part"; also when that cannot be told. */
static bool is_recorded(const struct sweep *sweep, const char *name)
{
    const char *rest = after_id(name);
    char post[24] = "", word[41] = "";
    size_t len = strlen(rest) - strlen(".part");
    struct ck_begun begun;
    bool found = false;

    memcpy(post, name + 1, (size_t)(rest - name) - 1);
    if (len > 0) {
        memcpy(word, rest + 1, len - 1);
    }
    return sweep->archive != NULL &&
           (!ck_begun_find(sweep->archive, post, word, &found, &begun, NULL) || found);
}

static bool sweep_one(void *ctx, const char *name)
{
    struct sweep *sweep = ctx;
    bool folder = ck_sweep_folder_name(name), gone;
    ck_autoclose int fd = -1;

    if (folder || ck_sweep_file_name(name)) {
        fd = open_dead(sweep->dirfd, name, folder, sweep->now - CK_SWEEP_AGE_S);
    }
    if (fd >= 0 && (folder || !is_recorded(sweep, name))) {
        gone = folder ? ck_album_remove(sweep->dirfd, name, fd)
                      : unlinkat(sweep->dirfd, name, 0) == 0;
        sweep->removed += gone ? 1 : 0;
    }
    return true;
}

static void sweep_below(struct sweep *sweep);

static bool enter(void *ctx, const char *name)
{
    struct sweep *at = ctx;
    struct sweep below = {.archive = at->archive, .now = at->now, .depth = at->depth + 1};
    ck_autoclose int fd = -1;

    if (name[0] != '.' || strcmp(name, ".sources") == 0) {
        fd = openat(at->dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }
    if (fd >= 0) {
        below.dirfd = fd;
        sweep_below(&below);
        at->removed += below.removed;
    }
    return true;
}

/* One folder that cannot be read keeps none of the others. */
static void sweep_below(struct sweep *sweep)
{
    (void)ck_disk_list(sweep->dirfd, sweep_one, sweep);
    if (sweep->depth + 1 < CK_DISK_DEPTH) {
        (void)ck_disk_list_folders(sweep->dirfd, enter, sweep);
    }
}

bool ck_sweep_all(struct ck_archive *archive, int rootfd, int64_t now,
                  size_t *ret_removed, struct ck_error *err)
{
    struct sweep all = {.archive = archive, .dirfd = rootfd, .now = now};
    bool ok;

    (void)ck_disk_list(rootfd, sweep_one, &all);
    ok = ck_disk_list_folders(rootfd, enter, &all) ||
         ck_fail_errno(err, errno, "listing the save folder");
    if (ret_removed != NULL) {
        *ret_removed = all.removed;
    }
    return ok;
}
