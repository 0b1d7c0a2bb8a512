#include "keep/gather.h"

#include "base/io.h"
#include "keep/disk.h"
#include "keep/takeout_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/fs.h>
#include <sys/ioctl.h>
#endif

enum { CHUNK = 1024 * 1024, PATH_BYTES = 4096 };

/* A folder that is being listed. */
struct level {
    struct ck_gather *gather;
    const struct stat *avoid;
    int fd, depth;
    size_t *names; /* looked at in all */
    char *path;    /* of the folder, with a slash behind unless it is "" */
    size_t len;
    bool failed; /* no memory */
};

static bool add(struct level *level, const char *name, const struct stat *st)
{
    struct ck_gather *gather = level->gather;
    size_t len = strlen(name);
    char *copy;

    if ((gather->count & (gather->count + 1)) == 0) { /* one less than a power of two */
        struct ck_gathered *files =
            ck_realloc(gather->files, (2 * gather->count + 2) * sizeof(*gather->files));

        if (files == NULL) {
            return false;
        }
        gather->files = files;
    }
    copy = ck_alloc(level->len + len + 1);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, level->path, level->len);
    memcpy(copy + level->len, name, len + 1);
    gather->files[gather->count++] = (struct ck_gathered){copy, st->st_size};
    return true;
}

static bool entry(void *ctx, const char *name);

/* One that cannot be opened is passed over. */
static bool enter(struct level *above, const char *name, const struct stat *st)
{
    struct level level = *above;
    size_t len = strlen(name);
    bool more = true;

    if (st->st_ino == above->avoid->st_ino && st->st_dev == above->avoid->st_dev) {
        return true;
    }
    if (above->depth == CK_GATHER_DEPTH || above->len + len + 2 > PATH_BYTES) {
        above->gather->cut = true;
        return true;
    }
    level.fd = openat(above->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (level.fd < 0) {
        return true;
    }
    level.depth++;
    memcpy(level.path + level.len, name, len);
    level.len += len;
    level.path[level.len++] = '/';
    (void)ck_disk_list(level.fd, entry, &level);
    (void)close(level.fd);
    above->failed = level.failed;
    more = !level.failed && *level.names < CK_GATHER_MAX;
    return more;
}

static bool entry(void *ctx, const char *name)
{
    struct level *level = ctx;
    struct stat st;

    if (++*level->names >= CK_GATHER_MAX) {
        level->gather->cut = true;
        return false;
    }
    if (name[0] == '.' || fstatat(level->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return true;
    }
    if (S_ISDIR(st.st_mode)) {
        return enter(level, name, &st);
    }
    level->failed = S_ISREG(st.st_mode) && !add(level, name, &st);
    return !level->failed;
}

static int compare(const void *one, const void *other)
{
    return strcmp(((const struct ck_gathered *)one)->name,
                  ((const struct ck_gathered *)other)->name);
}

static bool list_all(struct ck_gather *gather, int avoid_fd, struct ck_error *err)
{
    char path[PATH_BYTES] = "";
    struct stat avoid = {0};
    size_t names = 0;
    struct level level = {.gather = gather,
                          .avoid = &avoid,
                          .fd = gather->rootfd,
                          .names = &names,
                          .path = path};

    (void)fstat(avoid_fd, &avoid);
    if (!ck_disk_list(gather->rootfd, entry, &level) && errno != 0) {
        return ck_fail(err, CK_ERR_SOURCE, "listing it");
    }
    if (gather->count > 0) {
        qsort(gather->files, gather->count, sizeof(*gather->files), compare);
    }
    return !level.failed || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_gather_open(const char *path, int avoid_fd, struct ck_gather *ret,
                    struct ck_error *err)
{
    *ret = (struct ck_gather){
        .rootfd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
    };
    if (ret->rootfd < 0) {
        (void)ck_fail_errno(err, errno, "opening it");
        if (err != NULL) {
            err->code = CK_ERR_SOURCE;
        }
        return false;
    }
    if (ck_tree_inside(ret->rootfd, avoid_fd)) {
        return ck_fail(err, CK_ERR_SOURCE, "it is inside the save folder");
    }
    return list_all(ret, avoid_fd, err);
}

const struct ck_gathered *ck_gather_find(const struct ck_gather *gather, const char *name)
{
    struct ck_gathered key = {.name = name};

    return gather->count > 0 ? bsearch(&key, gather->files, gather->count,
                                       sizeof(*gather->files), compare)
                             : NULL;
}

int ck_gather_file(const struct ck_gather *gather, const char *name)
{
    ck_autofree char *path = ck_strdup(name);
    int at = dup(gather->rootfd);
    char *part = path, *slash;

    while (at >= 0 && part != NULL && (slash = strchr(part, '/')) != NULL) {
        int next;

        *slash = '\0';
        next = openat(at, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        (void)close(at);
        at = next;
        part = slash + 1;
    }
    if (at >= 0) {
        /* O_NONBLOCK: a pipe in its place must not hold us up. */
        int fd = part != NULL
                     ? openat(at, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                     : -1;
        struct stat st;

        (void)close(at);
        at = fd;
        if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
            (void)close(fd);
            errno = EINVAL;
            at = -1;
        }
    }
    return at;
}

bool ck_gather_read(const struct ck_gather *gather, const char *name, struct ck_buf *ret)
{
    ck_autoclose int fd = ck_gather_file(gather, name);

    return fd >= 0 && ck_read_all(fd, ret, NULL);
}

static bool copy(int fd, struct ck_stage *stage, bool (*goes_on)(void *ctx), void *ctx,
                 struct ck_error *err)
{
    ck_autofree char *chunk = ck_alloc(CHUNK);
    ssize_t n = 1;

    if (chunk == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    for (int64_t at = 0; n != 0; at += n > 0 ? n : 0) {
        n = pread(fd, chunk, CHUNK, at);
        if (n < 0 && errno != EINTR) {
            return ck_fail(err, CK_ERR_SOURCE, "a file cannot be read");
        }
        if (n > 0 && !ck_stage_write(stage, chunk, (size_t)n, err)) {
            return false;
        }
        if (!goes_on(ctx)) {
            return ck_fail(err, CK_ERR_CANCELLED, NULL);
        }
    }
    return true;
}

bool ck_gather_stage(int fd, struct ck_stage *stage, bool (*goes_on)(void *ctx),
                     void *ctx, struct ck_error *err)
{
#ifdef FICLONE
    if (ioctl(ck_stage_fd(stage), FICLONE, fd) == 0) {
        return ck_stage_take_in(stage, err);
    }
#endif
    return copy(fd, stage, goes_on, ctx, err);
}

void ck_gather_free(struct ck_gather *gather)
{
    for (size_t i = 0; i < gather->count; i++) {
        ck_free((char *)(uintptr_t)gather->files[i].name);
    }
    ck_free(gather->files);
    if (gather->files != NULL || gather->rootfd > 0) {
        ck_close_pointer(&gather->rootfd);
    }
    *gather = (struct ck_gather){.rootfd = -1};
}
