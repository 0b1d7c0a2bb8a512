#include "keep/sums.h"

#include "keep/disk.h"
#include "keep/lines.h"

#include <string.h>
#include <unistd.h>

enum { HASH = 64, TAIL = 65536, BATCH_MAX = 4 * 1024 * 1024 };

static const char hex[] = "0123456789abcdefABCDEF";

static bool needs_escape(const char *name)
{
    return strpbrk(name, "\\\n\r") != NULL;
}

void ck_sums_encode(struct ck_buf *buf, const char *sha256, const char *name)
{
    ck_buf_addf(buf, "%s%s  ", needs_escape(name) ? "\\" : "", sha256);
    if (strcmp(name, "-") == 0) {
        ck_buf_adds(buf, "./"); /* else sha256sum would read its input */
    }
    for (; *name != '\0'; name++) {
        switch (*name) {
        case '\\':
            ck_buf_adds(buf, "\\\\");
            break;
        case '\n':
            ck_buf_adds(buf, "\\n");
            break;
        case '\r':
            ck_buf_adds(buf, "\\r");
            break;
        default:
            ck_buf_addc(buf, *name);
        }
    }
    ck_buf_addc(buf, '\n');
}

/* What stands behind a backslash; NUL for what may not. */
static char meaning_of(char escaped)
{
    switch (escaped) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case '\\':
        return '\\';
    default:
        return '\0';
    }
}

static bool unescape(const char *at, const char *end, struct ck_buf *ret)
{
    for (; at < end; at++) {
        char c = *at;

        if (c == '\\') {
            at++;
            c = '\0';
            if (at < end) {
                c = meaning_of(*at);
            }
        }
        if (c == '\0') {
            return false;
        }
        ck_buf_addc(ret, c);
    }
    return true;
}

/* How many of the first bytes are hexadecimal digits. */
static size_t count_hex(const char *at, const char *end)
{
    size_t count = 0;

    while (at < end && *at != '\0' && strchr(hex, *at) != NULL) {
        at++;
        count++;
    }
    return count;
}

static void copy_hash(const char *from, char ret[65])
{
    for (size_t i = 0; i < HASH; i++) {
        ret[i] = from[i];
        if (from[i] >= 'A' && from[i] <= 'F') {
            ret[i] = "abcdef"[from[i] - 'A'];
        }
    }
    ret[HASH] = '\0';
}

bool ck_sums_decode(const char *line, size_t len, char ret_sha256[65],
                    struct ck_buf *ret_name)
{
    const char *end = line + len;
    bool escaped = len > 0 && line[0] == '\\';
    const char *at = escaped ? line + 1 : line;

    if (memchr(line, '\0', len) != NULL || count_hex(at, end) != HASH ||
        end - at < HASH + 3 || at[HASH] != ' ' ||
        (at[HASH + 1] != ' ' && at[HASH + 1] != '*')) {
        return false;
    }
    copy_hash(at, ret_sha256);
    at += HASH + 2;
    if (!escaped) {
        ck_buf_add(ret_name, at, (size_t)(end - at));
    } else if (!unescape(at, end, ret_name)) {
        return false;
    }
    return ck_buf_ok(ret_name);
}

bool ck_sums_begun(const char *tail, size_t len)
{
    const char *end = tail + len;
    const char *at = len > 0 && tail[0] == '\\' ? tail + 1 : tail;
    size_t digits = count_hex(at, end);

    if (memchr(tail, '\0', len) != NULL) {
        return true; /* some filesystems fill with zeros what they had no time to write */
    }
    at += digits;
    return at == end ? digits <= HASH : digits == HASH && *at == ' ';
}

/* The line without newline at the end of the file: that of a person's editor gets its
 * newline, that of a power cut goes. */
static bool mend_end(struct ck_lines *lines, int rootfd, struct ck_buf *tail,
                     struct ck_buf *added, struct ck_error *err)
{
    const char *newline = memrchr(ck_buf_text(tail), '\n', tail->len);
    const char *last = newline != NULL ? newline + 1 : ck_buf_text(tail);
    size_t len = tail->len - (size_t)(last - ck_buf_text(tail));
    ck_autobuf struct ck_buf name = {.max = CK_SUMS_LINE_MAX};
    ck_autoclose int fd = -1;
    char sha256[65];
    int64_t bytes;

    if (len == 0) {
        return true;
    }
    if (ck_sums_decode(last, len, sha256, &name)) {
        fd = ck_disk_open_file(rootfd, ck_buf_text(&name), &bytes);
    }
    if (fd < 0 && ck_sums_begun(last, len)) {
        tail->len -= len;
        return ck_lines_cut(lines, (int64_t)len, err);
    }
    ck_buf_addc(added, '\n');
    return true;
}

/* A run that died before it recorded the post has added them. */
static bool is_there(const struct ck_buf *tail, const struct ck_buf *line)
{
    const char *at = ck_buf_text(tail), *end = at + tail->len, *found;

    while ((found = memmem(at, (size_t)(end - at), line->data, line->len)) != NULL) {
        if (found == ck_buf_text(tail) || found[-1] == '\n') {
            return true;
        }
        at = found + 1;
    }
    return false;
}

static bool add_lines(struct ck_lines *lines, int rootfd,
                      const struct ck_kept_file *files, size_t count,
                      struct ck_error *err)
{
    ck_autobuf struct ck_buf tail = {.max = TAIL};
    ck_autobuf struct ck_buf added = {.max = BATCH_MAX};
    ck_autobuf struct ck_buf line = {.max = CK_SUMS_LINE_MAX};

    if (!ck_lines_tail(lines, TAIL, &tail, err) ||
        !mend_end(lines, rootfd, &tail, &added, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        ck_buf_clear(&line);
        ck_sums_encode(&line, files[i].sha256, files[i].name);
        if (!ck_buf_ok(&line)) {
            return ck_fail(err, CK_ERR_NOMEM, "a line of " CK_SUMS_NAME);
        }
        if (!is_there(&tail, &line)) {
            ck_buf_add(&added, line.data, line.len);
        }
    }
    if (!ck_buf_ok(&added)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return added.len == 0 || ck_lines_add(lines, added.data, added.len, err);
}

bool ck_sums_add(int rootfd, const struct ck_kept_file *files, size_t count,
                 ck_sums_made *made, void *ctx, struct ck_error *err)
{
    struct ck_lines lines;
    bool ok;

    if (!ck_lines_open(rootfd, CK_SUMS_NAME, &lines, err)) {
        return false;
    }
    ok = (made == NULL || lines.size > 0 || made(ctx, err)) &&
         add_lines(&lines, rootfd, files, count, err);
    ck_lines_close(&lines);
    return ok;
}
