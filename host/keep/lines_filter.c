/* Lists that are written anew without some of their lines. */
#include "base/io.h"
#include "keep/disk.h"
#include "keep/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLUSH = 256 * 1024, NAME_MAX_BYTES = 64 };

struct filter {
    int dirfd;
    const char *name;
    size_t max;
    ck_lines_stays *stays;
    void *ctx;
    int out;            /* -1: only counting */
    struct ck_buf text; /* not written yet */
    int64_t kept, dropped;
    bool odd; /* a line that is too long to be read whole */
};

static bool flush(struct filter *filter, size_t least, struct ck_error *err)
{
    if (!ck_buf_ok(&filter->text)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (filter->out < 0 || filter->text.len < least || filter->text.len == 0) {
        return true;
    }
    if (!ck_write_all(filter->out, filter->text.data, filter->text.len, err)) {
        return false;
    }
    ck_buf_clear(&filter->text);
    return true;
}

static bool take_line(struct filter *filter, const struct ck_line *line,
                      struct ck_error *err)
{
    bool stays = true;

    if (!line->whole && line->len >= filter->max) {
        filter->odd = true;
        return true;
    }
    if (!filter->stays(filter->ctx, line, &stays, err)) {
        return false;
    }
    filter->kept += stays ? 1 : 0;
    filter->dropped += stays ? 0 : 1;
    if (stays && filter->out >= 0) {
        ck_buf_add(&filter->text, line->text, line->len);
        ck_buf_add(&filter->text, "\n", line->whole ? 1 : 0);
    }
    return flush(filter, FLUSH, err);
}

/* Goes through all lines once. */
static bool pass(struct filter *filter, struct ck_error *err)
{
    struct ck_line_reader reader;
    struct ck_line line;
    bool found = true;
    bool ok;

    filter->kept = filter->dropped = 0;
    ok = ck_line_reader_begin(filter->dirfd, filter->name, filter->max, &reader, err);
    while (ok && found && !filter->odd) {
        ok = ck_line_reader_next(&reader, &found, &line, err) &&
             (!found || take_line(filter, &line, err));
    }
    ck_line_reader_end(&reader);
    return ok && flush(filter, 0, err);
}

/* Makes the new file under a name of its own, with the rights of the old one. */
static bool write_beside(struct filter *filter, const char *beside, mode_t mode,
                         struct ck_error *err)
{
    bool ok;

    (void)unlinkat(filter->dirfd, beside, 0); /* what a dead run left */
    filter->out = openat(filter->dirfd, beside,
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (filter->out < 0) {
        return ck_fail_errno(err, errno, "writing a list anew");
    }
    ok = pass(filter, err) &&
         ((fchmod(filter->out, mode & 0777) == 0 && fsync(filter->out) == 0) ||
          ck_fail_errno(err, errno, "writing a list anew"));
    ck_close_pointer(&filter->out);
    filter->out = -1;
    return ok;
}

/* The list is locked by the caller. */
static bool replace(struct filter *filter, mode_t mode, struct ck_error *err)
{
    char beside[NAME_MAX_BYTES + 8];
    bool ok;

    (void)snprintf(beside, sizeof(beside), ".%.*s.part", NAME_MAX_BYTES, filter->name);
    if (filter->kept == 0) {
        ok = unlinkat(filter->dirfd, filter->name, 0) == 0 ||
             ck_fail_errno(err, errno, "removing an empty list");
    } else {
        ok = write_beside(filter, beside, mode, err) &&
             (renameat(filter->dirfd, beside, filter->dirfd, filter->name) == 0 ||
              ck_fail_errno(err, errno, "replacing a list"));
    }
    if (!ok) {
        (void)unlinkat(filter->dirfd, beside, 0);
        return false;
    }
    return ck_disk_sync_folder(filter->dirfd) ||
           ck_fail_errno(err, errno, "fsync of the folder");
}

bool ck_lines_filter(int dirfd, const char *name, size_t max, ck_lines_stays *stays,
                     void *ctx, int64_t *ret_dropped, struct ck_error *err)
{
    struct filter filter = {dirfd, name, max,  stays, ctx, -1, {.max = FLUSH + max + 2},
                            0,     0,    false};
    struct ck_lines lines = {.fd = -1};
    struct stat st;
    bool ok = true;

    if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        ok = ck_lines_open(dirfd, name, &lines, err) && pass(&filter, err) &&
             (filter.odd || filter.dropped == 0 || replace(&filter, st.st_mode, err));
        ck_lines_close(&lines);
    }
    ck_buf_free(&filter.text);
    if (ret_dropped != NULL) {
        *ret_dropped = ok && !filter.odd ? filter.dropped : 0;
    }
    return ok;
}
