#include "keep/lines.h"

#include "keep/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool open_file(int dirfd, const char *name, struct ck_lines *lines,
                      struct ck_error *err)
{
    const int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

    lines->fd = openat(dirfd, name, flags);
    if (lines->fd < 0 && errno == ENOENT) {
        lines->fd = openat(dirfd, name, flags | O_CREAT | O_EXCL, 0666);
        lines->made = lines->fd >= 0;
        if (lines->fd < 0 && errno == EEXIST) { /* another process was quicker */
            lines->fd = openat(dirfd, name, flags);
        }
    }
    if (lines->fd >= 0) {
        return true;
    }
    return errno == ELOOP || errno == EISDIR
               ? ck_fail(err, CK_ERR_NAME, "%s is not a plain file", name)
               : ck_fail_errno(err, errno, "opening a list");
}

bool ck_lines_open(int dirfd, const char *name, struct ck_lines *ret,
                   struct ck_error *err)
{
    struct ck_lines lines = {.fd = -1};
    struct stat st;

    *ret = lines;
    if (!open_file(dirfd, name, &lines, err)) {
        return false;
    }
    if (!ck_disk_lock_wait(lines.fd)) {
        (void)ck_fail(err, CK_ERR_DISK, "another program holds %s", name);
    } else if (fstat(lines.fd, &st) != 0) {
        (void)ck_fail_errno(err, errno, "looking at a list");
    } else if (!S_ISREG(st.st_mode)) {
        (void)ck_fail(err, CK_ERR_NAME, "%s is not a plain file", name);
    } else if (lines.made && !ck_disk_sync_folder(dirfd)) {
        (void)ck_fail_errno(err, errno, "fsync of the folder");
    } else {
        lines.size = st.st_size;
        *ret = lines;
        return true;
    }
    ck_lines_close(&lines);
    return false;
}

bool ck_lines_tail(const struct ck_lines *lines, size_t max, struct ck_buf *ret,
                   struct ck_error *err)
{
    char chunk[16384];
    int64_t at = lines->size > (int64_t)max ? lines->size - (int64_t)max : 0;

    while (at < lines->size) {
        size_t left = (size_t)(lines->size - at);
        ssize_t n =
            pread(lines->fd, chunk, left < sizeof(chunk) ? left : sizeof(chunk), at);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return n == 0 ? ck_fail(err, CK_ERR_DISK, "a list shrank while it was read")
                          : ck_fail_errno(err, errno, "reading a list");
        }
        ck_buf_add(ret, chunk, (size_t)n);
        at += n;
    }
    return ck_buf_ok(ret) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

bool ck_lines_cut(struct ck_lines *lines, int64_t bytes, struct ck_error *err)
{
    if (ftruncate(lines->fd, lines->size - bytes) != 0) {
        return ck_fail_errno(err, errno, "ending a list");
    }
    lines->size -= bytes;
    return true;
}

bool ck_lines_add(struct ck_lines *lines, const void *bytes, size_t len,
                  struct ck_error *err)
{
    ssize_t n;

    do {
        n = write(lines->fd, bytes, len);
    } while (n < 0 && errno == EINTR);
    if (n == (ssize_t)len && fsync(lines->fd) == 0) {
        lines->size += n;
        return true;
    }
    /* A short write is a full drive, which the next write would have said. */
    (void)ck_fail_errno(err, n >= 0 && n < (ssize_t)len ? ENOSPC : errno,
                        "adding to a list");
    if (n > 0) {
        (void)!ftruncate(lines->fd, lines->size);
    }
    return false;
}

void ck_lines_close(struct ck_lines *lines)
{
    ck_close_pointer(&lines->fd);
    lines->fd = -1;
}

struct reading {
    struct ck_buf line; /* up to `max` bytes of the line that is being read */
    size_t max;
    bool cut; /* it is longer than that */
    ck_lines_line *told;
    void *ctx;
};

static bool tell(struct reading *reading, bool whole)
{
    bool going = reading->told(reading->ctx, ck_buf_text(&reading->line),
                               reading->line.len, whole && !reading->cut);

    ck_buf_clear(&reading->line);
    reading->cut = false;
    return going;
}

static void keep_some(struct reading *reading, const char *bytes, size_t len)
{
    size_t room = reading->max - reading->line.len;

    reading->cut = reading->cut || len > room;
    ck_buf_add(&reading->line, bytes, len < room ? len : room);
}

/* False: no memory, or the reader has seen enough. */
static bool take(struct reading *reading, const char *bytes, size_t len)
{
    const char *end = bytes + len, *newline;

    while ((newline = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL) {
        keep_some(reading, bytes, (size_t)(newline - bytes));
        if (!ck_buf_ok(&reading->line) || !tell(reading, true)) {
            return false;
        }
        bytes = newline + 1;
    }
    keep_some(reading, bytes, (size_t)(end - bytes));
    return ck_buf_ok(&reading->line);
}

static bool read_lines(int fd, struct reading *reading, struct ck_error *err)
{
    char chunk[32768];
    ssize_t n;

    while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return ck_fail_errno(err, errno, "reading a list");
        }
        if (!take(reading, chunk, (size_t)n)) {
            return ck_buf_ok(&reading->line) ? false : ck_fail(err, CK_ERR_NOMEM, NULL);
        }
    }
    return (reading->line.len == 0 && !reading->cut) || tell(reading, false);
}

bool ck_lines_each(int dirfd, const char *name, size_t max, ck_lines_line *line,
                   void *ctx, struct ck_error *err)
{
    struct reading reading = {.line = {.max = max}, .max = max, .told = line, .ctx = ctx};
    int64_t size;
    ck_autoclose int fd = -1;
    bool ok;

    fd = ck_disk_open_file(dirfd, name, &size);
    if (fd < 0) {
        return errno == ENOENT || ck_fail_errno(err, errno, "opening a list");
    }
    ok = read_lines(fd, &reading, err);
    ck_buf_free(&reading.line);
    return ok;
}
