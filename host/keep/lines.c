#include "keep/lines.h"

#include "keep/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 32768 };

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

/* One attempt; `ret_again`: the file that was waited for was replaced meanwhile. */
static bool open_once(int dirfd, const char *name, struct ck_lines *ret, bool *ret_again,
                      struct ck_error *err)
{
    struct ck_lines lines = {.fd = -1};
    struct stat st;

    *ret = lines;
    *ret_again = false;
    if (!open_file(dirfd, name, &lines, err)) {
        return false;
    }
    if (!ck_disk_lock_wait(lines.fd)) {
        (void)ck_fail(err, CK_ERR_DISK, "another program holds %s", name);
    } else if (!ck_disk_is_at(dirfd, name, lines.fd)) {
        *ret_again = true;
        (void)ck_fail(err, CK_ERR_DISK, "%s was replaced meanwhile", name);
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

bool ck_lines_open(int dirfd, const char *name, struct ck_lines *ret,
                   struct ck_error *err)
{
    bool again = true;

    for (int attempt = 0; attempt < 8 && again; attempt++) {
        if (open_once(dirfd, name, ret, &again, err)) {
            return true;
        }
    }
    return false;
}

bool ck_lines_tail(const struct ck_lines *lines, size_t max, struct ck_buf *ret,
                   struct ck_error *err)
{
    char chunk[CHUNK];
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

bool ck_line_reader_begin(int dirfd, const char *name, size_t max,
                          struct ck_line_reader *ret, struct ck_error *err)
{
    int64_t size;

    *ret = (struct ck_line_reader){.max = max, .buf = {.max = max + CHUNK + CHUNK}};
    ret->fd = ck_disk_open_file(dirfd, name, &size);
    ret->ended = ret->fd < 0;
    return ret->fd >= 0 || errno == ENOENT || ck_fail_errno(err, errno, "opening a list");
}

/* Reads some more bytes behind those that are there. */
static bool read_more(struct ck_line_reader *reader, struct ck_error *err)
{
    char chunk[CHUNK];
    ssize_t n;

    ck_buf_consume(&reader->buf, reader->at);
    reader->at = 0;
    do {
        n = read(reader->fd, chunk, sizeof(chunk));
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return ck_fail_errno(err, errno, "reading a list");
    }
    reader->ended = n == 0;
    ck_buf_add(&reader->buf, chunk, (size_t)n);
    return ck_buf_ok(&reader->buf) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* A line among the bytes that are there; false: more are needed. */
static bool find_line(struct ck_line_reader *reader, struct ck_line *ret)
{
    const char *text = ck_buf_text(&reader->buf) + reader->at;
    size_t left = reader->buf.len - reader->at;
    const char *newline = left > 0 ? memchr(text, '\n', left) : NULL;
    size_t len = newline != NULL ? (size_t)(newline - text) : left;

    if (newline == NULL && len <= reader->max && !(reader->ended && len > 0)) {
        return false;
    }
    *ret = (struct ck_line){text, len, newline != NULL && len <= reader->max};
    if (len > reader->max) {
        ret->len = reader->max;
    }
    reader->at += newline != NULL ? len + 1 : len;
    return true;
}

bool ck_line_reader_next(struct ck_line_reader *reader, bool *ret_found,
                         struct ck_line *ret, struct ck_error *err)
{
    for (;;) {
        if (find_line(reader, ret)) {
            bool rest = reader->skipping; /* of a line whose beginning was shown */

            reader->skipping = reader->buf.data[reader->at - 1] != '\n';
            if (!rest) {
                *ret_found = true;
                return true;
            }
        } else if (reader->ended) {
            *ret_found = false;
            return true;
        } else if (!read_more(reader, err)) {
            return false;
        }
    }
}

void ck_line_reader_end(struct ck_line_reader *reader)
{
    ck_close_pointer(&reader->fd);
    reader->fd = -1;
    ck_buf_free(&reader->buf);
}
