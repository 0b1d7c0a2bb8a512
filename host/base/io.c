#include "base/io.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool ck_write_all(int fd, const void *bytes, size_t len, struct ck_error *err)
{
    const char *at = bytes;

    while (len > 0) {
        ssize_t n = write(fd, at, len);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return ck_fail_errno(err, errno, "writing");
        }
        at += n;
        len -= (size_t)n;
    }
    return true;
}

bool ck_read_all(int fd, struct ck_buf *ret, struct ck_error *err)
{
    char chunk[16384];

    for (;;) {
        ssize_t n = read(fd, chunk, sizeof(chunk));

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return ck_fail_errno(err, errno, "reading");
        }
        if (n == 0) {
            return true;
        }
        if ((size_t)n > ret->max - ret->len) {
            return ck_fail(err, CK_ERR_TOO_LARGE, "more than %zu bytes", ret->max);
        }
        ck_buf_add(ret, chunk, (size_t)n);
        if (!ck_buf_ok(ret)) {
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
    }
}

bool ck_read_file(const char *path, struct ck_buf *ret, struct ck_error *err)
{
    ck_autoclose int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT) {
        return ck_fail(err, CK_ERR_NOT_FOUND, "no such file");
    }
    if (fd < 0) {
        return ck_fail_errno(err, errno, "opening");
    }
    return ck_read_all(fd, ret, err);
}

/* Opens the folder that holds `path`, so that a rename in it can be made to last. */
static int open_parent(const char *path)
{
    const char *slash = strrchr(path, '/');
    ck_autofree char *parent =
        slash == NULL ? ck_strdup(".") : ck_strndup(path, (size_t)(slash - path) + 1);

    if (parent == NULL) {
        errno = ENOMEM;
        return -1;
    }
    return open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool write_and_sync(int fd, const void *bytes, size_t len, struct ck_error *err)
{
    if (!ck_write_all(fd, bytes, len, err)) {
        return false;
    }
    return fsync(fd) == 0 || ck_fail_errno(err, errno, "fsync");
}

bool ck_replace_file(const char *path, const void *bytes, size_t len, unsigned mode,
                     struct ck_error *err)
{
    ck_autoclose int dir = open_parent(path);
    ck_autobuf struct ck_buf temp = {.max = 4096};
    ck_autoclose int fd = -1;

    if (dir < 0) {
        return ck_fail_errno(err, errno, "opening the folder");
    }
    ck_buf_addf(&temp, "%s.%ld.tmp", path, (long)getpid());
    if (!ck_buf_ok(&temp)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    (void)unlink(temp.data); /* left by a dead process that had our number */
    fd = open(temp.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0) {
        return ck_fail_errno(err, errno, "creating");
    }
    if (!write_and_sync(fd, bytes, len, err)) {
        (void)unlink(temp.data);
        return false;
    }
    if (rename(temp.data, path) != 0) {
        int saved = errno;

        (void)unlink(temp.data);
        return ck_fail_errno(err, saved, "renaming");
    }
    return fsync(dir) == 0 || ck_fail_errno(err, errno, "fsync of the folder");
}

/* A folder whose name is lost in a power cut takes with it all that was made to last in
 * it. Some network filesystems cannot promise that. */
static void sync_parent(const char *path)
{
    ck_autoclose int parent = open_parent(path);

    if (parent >= 0) {
        (void)fsync(parent);
    }
}

bool ck_make_folders(const char *path, unsigned mode, struct ck_error *err)
{
    ck_autofree char *part = ck_strdup(path);
    char *slash = part;

    if (part == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    while (slash != NULL) {
        slash = strchr(slash + 1, '/');
        if (slash != NULL) {
            *slash = '\0';
        }
        if (mkdir(part, mode) == 0) {
            sync_parent(part);
        } else if (errno != EEXIST && errno != EISDIR) {
            return ck_fail_errno(err, errno, "making the folder");
        }
        if (slash != NULL) {
            *slash = '/';
        }
    }
    return true;
}
