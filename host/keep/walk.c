#include "keep/walk.h"

#include "base/buf.h"
#include "keep/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 800 };

struct ck_walk {
    DIR *levels[CK_DISK_DEPTH];
    size_t starts[CK_DISK_DEPTH]; /* where the names of a level begin in `path` */
    int depth;                    /* levels that are open */
    struct ck_buf path;
};

/* Opens a folder as the next level. False: it cannot be read, or is too deep. */
static bool enter(struct ck_walk *walk, int dirfd, const char *name)
{
    DIR *dir;
    int fd;

    if (walk->depth == CK_DISK_DEPTH) {
        return false;
    }
    fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (dir == NULL) {
        ck_close_pointer(&fd);
        return false;
    }
    walk->levels[walk->depth] = dir;
    walk->starts[walk->depth] = walk->path.len;
    walk->depth++;
    return true;
}

static void leave(struct ck_walk *walk)
{
    walk->depth--;
    (void)closedir(walk->levels[walk->depth]);
}

bool ck_walk_open(int rootfd, struct ck_walk **ret, struct ck_error *err)
{
    struct ck_walk *walk = ck_alloc(sizeof(*walk));

    *ret = NULL;
    if (walk == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    walk->path.max = PATH_BYTES;
    if (!enter(walk, rootfd, ".")) {
        (void)ck_fail_errno(err, errno, "listing the save folder");
        ck_walk_free(walk);
        return false;
    }
    *ret = walk;
    return true;
}

/* Sets the path to a name of the level that is open. False: it is too long. */
static bool set_name(struct ck_walk *walk, const char *name)
{
    walk->path.len = walk->starts[walk->depth - 1];
    ck_buf_adds(&walk->path, name);
    if (ck_buf_ok(&walk->path)) {
        return true;
    }
    walk->path.failed = false;
    return false;
}

/* Looks at one name; true: it is a file. */
static bool look(struct ck_walk *walk, const char *name, struct ck_walk_file *ret)
{
    int dirfd_here = dirfd(walk->levels[walk->depth - 1]);
    struct stat st;

    if (name[0] == '.' || !set_name(walk, name) ||
        fstatat(dirfd_here, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return false;
    }
    if (S_ISDIR(st.st_mode)) {
        ck_buf_addc(&walk->path, '/');
        if (ck_buf_ok(&walk->path)) {
            (void)enter(walk, dirfd_here, name);
        }
        walk->path.failed = false;
        return false;
    }
    *ret = (struct ck_walk_file){.name = ck_buf_text(&walk->path),
                                 .last = ck_buf_text(&walk->path) +
                                         walk->starts[walk->depth - 1],
                                 .dirfd = dirfd_here,
                                 .bytes = st.st_size};
    return S_ISREG(st.st_mode);
}

bool ck_walk_next(struct ck_walk *walk, struct ck_walk_file *ret)
{
    while (walk->depth > 0) {
        const struct dirent *entry = readdir(walk->levels[walk->depth - 1]);

        if (entry == NULL) {
            leave(walk);
        } else if (look(walk, entry->d_name, ret)) {
            return true;
        }
    }
    return false;
}

void ck_walk_free(struct ck_walk *walk)
{
    if (walk == NULL) {
        return;
    }
    while (walk->depth > 0) {
        leave(walk);
    }
    ck_buf_free(&walk->path);
    ck_free(walk);
}
