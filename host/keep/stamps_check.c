/* Looks at the timestamps that are kept. */
#include "keep/disk.h"
#include "keep/hash.h"
#include "keep/stamps.h"
#include "keep/sums.h"

#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DATE = 18, MANY = 10000, CHUNK = 65536 };

/* "2026-11-22T201500Z" */
static bool is_date(const char *text)
{
    static const char form[] = "0000-00-00T000000Z";

    for (size_t i = 0; i < DATE; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';

        if (form[i] == '0' ? !digit : text[i] != form[i]) {
            return false;
        }
    }
    return true;
}

static bool is_one(const char *name, const char *ending)
{
    return strnlen(name, DATE + 1) > DATE && is_date(name) &&
           strcmp(name + DATE, ending) == 0;
}

bool ck_stamps_owns(const char *name)
{
    static const char folder[] = CK_STAMPS_FOLDER "/";

    if (strncmp(name, folder, sizeof(folder) - 1) != 0) {
        return false;
    }
    name += sizeof(folder) - 1;
    return is_one(name, ".tsr") || is_one(name, ".pem") || is_one(name, "." CK_SUMS_NAME);
}

/* --- one of them ------------------------------------------------------------------- */

static bool read_small(int rootfd, const char *date, const char *ending,
                       struct ck_buf *ret)
{
    char name[CK_STAMP_NAME_SIZE];
    int64_t bytes = 0;

    (void)snprintf(name, sizeof(name), CK_STAMPS_FOLDER "/%.18s.%s", date, ending);
    ck_autoclose int fd = ck_disk_open_file(rootfd, name, &bytes);
    return fd >= 0 && bytes <= CK_STAMP_ANSWER_MAX && ck_read_all(fd, ret, NULL);
}

/* Compares the copy with the beginning of `sums` (-1: none), and counts its lines. */
static bool compare(int copy, int64_t bytes, int sums, int64_t *ret_lines)
{
    static char ours[CHUNK], theirs[CHUNK];
    bool same = sums >= 0;

    *ret_lines = 0;
    for (int64_t at = 0; at < bytes;) {
        ssize_t len = pread(copy, ours, CHUNK, at);

        if (len <= 0) {
            return false;
        }
        for (ssize_t i = 0; i < len; i++) {
            *ret_lines += ours[i] == '\n';
        }
        same = same && pread(sums, theirs, (size_t)len, at) == len &&
               memcmp(ours, theirs, (size_t)len) == 0;
        at += len;
    }
    return same;
}

static void look_at(int rootfd, const char *date, const char *ca_file,
                    struct ck_stamp_news *news)
{
    ck_autobuf struct ck_buf answer = {.max = CK_STAMP_ANSWER_MAX};
    ck_autobuf struct ck_buf chain = {.max = CK_STAMP_ANSWER_MAX};
    char name[CK_STAMP_NAME_SIZE], sha256[CK_SHA256_HEX];
    int64_t bytes = 0, sums_bytes = 0;

    (void)snprintf(name, sizeof(name), CK_STAMPS_FOLDER "/%.18s." CK_SUMS_NAME, date);
    ck_autoclose int copy = ck_disk_open_file(rootfd, name, &bytes);
    ck_autoclose int sums = ck_disk_open_file(rootfd, CK_SUMS_NAME, &sums_bytes);
    news->verdict = CK_STAMP_BAD;
    if (copy >= 0 && ck_hash_fd(copy, 0, bytes, sha256, NULL) &&
        read_small(rootfd, date, "tsr", &answer) &&
        read_small(rootfd, date, "pem", &chain)) {
        news->verdict =
            ck_stamp_check(ck_buf_text(&answer), answer.len, ck_buf_text(&chain),
                           chain.len, ca_file, sha256, &news->stamp);
        news->growing = compare(copy, bytes, sums, &news->lines);
    }
}

/* --- all of them ------------------------------------------------------------------- */

struct dates {
    char (*list)[DATE + 1];
    size_t count;
};

static bool note(void *ctx, const char *name)
{
    struct dates *dates = ctx;

    if (is_one(name, ".tsr")) {
        memcpy(dates->list[dates->count], name, DATE);
        dates->list[dates->count++][DATE] = '\0';
    }
    return dates->count < MANY;
}

static int by_date(const void *a, const void *b)
{
    return strcmp(a, b);
}

bool ck_stamps_check(int rootfd, const char *ca_file, ck_stamps_told *told, void *ctx,
                     struct ck_error *err)
{
    ck_autoclose int dirfd =
        openat(rootfd, CK_STAMPS_FOLDER, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct dates dates = {0};

    if (dirfd < 0) {
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ||
               ck_fail_errno(err, errno, "opening the timestamps");
    }
    dates.list = ck_calloc(MANY, sizeof(*dates.list));
    if (dates.list == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    (void)ck_disk_list(dirfd, note, &dates);
    qsort(dates.list, dates.count, sizeof(*dates.list), by_date);
    for (size_t i = 0; i < dates.count; i++) {
        char name[CK_STAMP_NAME_SIZE];
        struct ck_stamp_news news = {.name = name};

        (void)snprintf(name, sizeof(name), CK_STAMPS_FOLDER "/%s.tsr", dates.list[i]);
        look_at(rootfd, dates.list[i], ca_file, &news);
        told(ctx, &news);
    }
    ck_free(dates.list);
    return true;
}
