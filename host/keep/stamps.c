#include "keep/stamps.h"

#include "base/mem.h"
#include "keep/disk.h"
#include "keep/sums.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 65536 };
enum { COPY, CHAIN, ANSWER, FILES }; /* the answer last: with it all is there */

struct ck_stamping {
    int rootfd, dirfd;
    bool kept;
    int64_t lines;
    struct ck_staged_file copy;
    struct ck_stage *stages[FILES];
};

/* --- the list that is to be stamped ------------------------------------------------ */

/* Counts the bytes up to the last newline: a line that is being added is not in it. */
static bool whole_lines(int fd, int64_t bytes, int64_t *ret, struct ck_error *err)
{
    char tail[CK_SUMS_LINE_MAX];
    int64_t from = bytes > (int64_t)sizeof(tail) ? bytes - (int64_t)sizeof(tail) : 0;
    ssize_t len = pread(fd, tail, (size_t)(bytes - from), from);
    const char *newline = len > 0 ? memrchr(tail, '\n', (size_t)len) : NULL;

    if (len < 0) {
        return ck_fail_errno(err, errno, "reading " CK_SUMS_NAME);
    }
    *ret = newline != NULL ? from + (newline - tail) + 1 : 0;
    return *ret > 0 || ck_fail(err, CK_ERR_TIMESTAMP, "nothing is kept here yet");
}

static bool copy_lines(struct ck_stamping *stamping, int fd, int64_t bytes,
                       struct ck_error *err)
{
    char chunk[CHUNK];
    bool ok = true;

    for (int64_t at = 0; ok && at < bytes;) {
        int64_t left = bytes - at;
        ssize_t len = pread(fd, chunk, left < CHUNK ? (size_t)left : CHUNK, at);

        if (len <= 0) {
            return ck_fail_errno(err, len < 0 ? errno : EIO, "reading " CK_SUMS_NAME);
        }
        for (ssize_t i = 0; i < len; i++) {
            stamping->lines += chunk[i] == '\n';
        }
        ok = ck_stage_write(stamping->stages[COPY], chunk, (size_t)len, err);
        at += len;
    }
    return ok && ck_stage_seal(stamping->stages[COPY], &stamping->copy, err);
}

static bool begin(struct ck_stamping *stamping, struct ck_error *err)
{
    int64_t bytes = 0;
    ck_autoclose int fd = ck_disk_open_file(stamping->rootfd, CK_SUMS_NAME, &bytes);

    if (fd < 0) {
        return ck_fail(err, CK_ERR_TIMESTAMP, "nothing is kept here yet");
    }
    if (!whole_lines(fd, bytes, &bytes, err)) {
        return false;
    }
    if (mkdirat(stamping->rootfd, CK_STAMPS_FOLDER, 0777) != 0 && errno != EEXIST) {
        return ck_fail_errno(err, errno, "making the folder for timestamps");
    }
    stamping->dirfd = openat(stamping->rootfd, CK_STAMPS_FOLDER,
                             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (stamping->dirfd < 0) {
        return ck_fail_errno(err, errno, "opening the folder for timestamps");
    }
    return ck_stage_open(stamping->dirfd, "copy", bytes, &stamping->stages[COPY], err) &&
           copy_lines(stamping, fd, bytes, err);
}

bool ck_stamping_begin(int rootfd, struct ck_stamping **ret, struct ck_error *err)
{
    struct ck_stamping *stamping = ck_alloc(sizeof(*stamping));

    *ret = NULL;
    if (stamping == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *stamping = (struct ck_stamping){.rootfd = rootfd, .dirfd = -1};
    if (!begin(stamping, err)) {
        ck_stamping_free(stamping);
        return false;
    }
    *ret = stamping;
    return true;
}

const char *ck_stamping_hash(const struct ck_stamping *stamping)
{
    return stamping->copy.sha256;
}

int64_t ck_stamping_lines(const struct ck_stamping *stamping)
{
    return stamping->lines;
}

/* --- keeping ----------------------------------------------------------------------- */

static bool stage(struct ck_stamping *stamping, int which, const char *key,
                  const void *bytes, size_t len, struct ck_error *err)
{
    struct ck_stage **at = &stamping->stages[which];
    struct ck_staged_file staged;

    return ck_stage_open(stamping->dirfd, key, (int64_t)len, at, err) &&
           ck_stage_write(*at, bytes, len, err) && ck_stage_seal(*at, &staged, err);
}

static bool publish(struct ck_stamping *stamping, const char *date, struct ck_error *err)
{
    static const char *const endings[] = {"SHA256SUMS", "pem", "tsr"};
    char name[CK_STAMP_NAME_SIZE];

    for (int i = 0; i < FILES; i++) {
        (void)snprintf(name, sizeof(name), "%s.%s", date, endings[i]);
        if (!ck_stage_name(stamping->stages[i], name, err)) {
            return false;
        }
    }
    return ck_stage_settle(stamping->stages, FILES, err);
}

bool ck_stamping_keep(struct ck_stamping *stamping, const void *answer, size_t len,
                      const struct ck_buf *chain, int64_t at,
                      char ret_name[CK_STAMP_NAME_SIZE], struct ck_error *err)
{
    const time_t when = (time_t)at;
    char date[24];
    struct tm tm;

    if (gmtime_r(&when, &tm) == NULL ||
        strftime(date, sizeof(date), "%Y-%m-%dT%H%M%SZ", &tm) != 18) {
        return ck_fail(err, CK_ERR_TIMESTAMP, "its time is absurd");
    }
    if (!stage(stamping, CHAIN, "chain", ck_buf_text(chain), chain->len, err) ||
        !stage(stamping, ANSWER, "answer", answer, len, err) ||
        !publish(stamping, date, err)) {
        return false;
    }
    stamping->kept = true;
    (void)snprintf(ret_name, CK_STAMP_NAME_SIZE, CK_STAMPS_FOLDER "/%s.tsr", date);
    return true;
}

void ck_stamping_free(struct ck_stamping *stamping)
{
    if (stamping == NULL) {
        return;
    }
    for (int i = 0; i < FILES; i++) {
        ck_stage_free(stamping->stages[i]);
    }
    if (!stamping->kept && stamping->dirfd >= 0) {
        (void)unlinkat(stamping->rootfd, CK_STAMPS_FOLDER, AT_REMOVEDIR); /* if empty */
    }
    ck_close_pointer(&stamping->dirfd);
    ck_free(stamping);
}
