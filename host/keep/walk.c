#include "keep/walk.h"

#include "base/mem.h"
#include "keep/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 800 };

struct ck_walk {
    DIR *levels[CK_DISK_DEPTH];
    size_t starts[CK_DISK_DEPTH]; /* where the names of a level begin in `path` */
    int depth;                    /* levels that are open */
    char path[PATH_BYTES];        /* of fixed size: memory that runs out hides no file */
};

/* Opens a folder as the next level, whose names begin at `start` of the path. False: it
 * cannot be read, or is too deep. */
static bool enter(struct ck_walk *walk, int dirfd, const char *name, size_t start)
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
    walk->starts[walk->depth] = start;
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
    walk->depth = 0;
    if (!enter(walk, rootfd, ".", 0)) {
        (void)ck_fail_errno(err, errno, "listing the save folder");
        ck_walk_free(walk);
        return false;
    }
    *ret = walk;
    return true;
}

/* Sets the path to a name of the level that is open. Returns where it ends, 0 when it is
 * too long. */
static size_t set_name(struct ck_walk *walk, const char *name)
{
    size_t start = walk->starts[walk->depth - 1];
    size_t len = strlen(name);

    if (len >= PATH_BYTES - start) {
        return 0;
    }
    memcpy(walk->path + start, name, len + 1);
    return start + len;
}

static void enter_named(struct ck_walk *walk, int dirfd, const char *name, size_t end)
{
    if (end + 1 < PATH_BYTES) {
        walk->path[end] = '/';
        (void)enter(walk, dirfd, name, end + 1);
    }
}

/* Looks at one name; true: it is a file. */
static bool look(struct ck_walk *walk, const char *name, struct ck_walk_file *ret)
{
    int dirfd_here = dirfd(walk->levels[walk->depth - 1]);
    size_t end = name[0] == '.' ? 0 : set_name(walk, name);
    struct stat st;

    if (end == 0 || fstatat(dirfd_here, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return false;
    }
    if (S_ISDIR(st.st_mode)) {
        enter_named(walk, dirfd_here, name, end);
        return false;
    }
    *ret = (struct ck_walk_file){.name = walk->path,
                                 .last = walk->path + walk->starts[walk->depth - 1],
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
    ck_free(walk);
}
