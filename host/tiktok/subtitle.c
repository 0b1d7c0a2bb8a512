#include "tiktok/subtitle.h"

#include "tiktok/json.h"

#include <inttypes.h>
#include <string.h>
#include <utf8proc.h>

enum { FILE_MAX = 8 * 1024 * 1024 };

/* A line of a file, without its end. */
struct line {
    const char *at;
    size_t len;
};

static bool next_line(const char **at, const char *end, struct line *ret)
{
    const char *from = *at;
    const char *to = from;

    if (from >= end) {
        return false;
    }
    while (to < end && *to != '\n' && *to != '\r') {
        to++;
    }
    *ret = (struct line){from, (size_t)(to - from)};
    *at = to < end ? to + 1 : to;
    if (to + 1 < end && to[0] == '\r' && to[1] == '\n') {
        *at = to + 2;
    }
    return true;
}

static size_t count_digits(const char *at, const char *end)
{
    const char *from = at;

    while (at < end && *at >= '0' && *at <= '9') {
        at++;
    }
    return (size_t)(at - from);
}

static int64_t value_of(const char *at, size_t digits)
{
    int64_t value = 0;

    while (digits-- > 0) {
        value = value * 10 + (*at++ - '0');
    }
    return value;
}

/* Reads "[hours:]minutes:seconds.thousandths", a comma for the point too. */
static bool read_time(const char **at, const char *end, int64_t *ret_ms)
{
    int64_t parts[3] = {0};
    size_t count = 0;
    size_t digits;

    do {
        *at += count > 0 ? 1 : 0;
        digits = count_digits(*at, end);
        if (digits < 1 || digits > 4 || count == 3) {
            return false;
        }
        parts[count++] = value_of(*at, digits);
        *at += digits;
    } while (*at < end && **at == ':');
    if (count < 2 || *at >= end || (**at != '.' && **at != ',')) {
        return false;
    }
    (*at)++;
    if (count_digits(*at, end) != 3 || parts[count - 1] > 59 || parts[count - 2] > 59) {
        return false;
    }
    *ret_ms =
        ((count == 3 ? parts[0] * 3600 : 0) + parts[count - 2] * 60 + parts[count - 1]) *
            1000 +
        value_of(*at, 3);
    *at += 3;
    return true;
}

static void skip_blanks(const char **at, const char *end)
{
    while (*at < end && (**at == ' ' || **at == '\t')) {
        (*at)++;
    }
}

/* "TIME --> TIME", whatever follows. */
static bool read_timing(const struct line *line, int64_t *ret_start, int64_t *ret_end)
{
    const char *at = line->at;
    const char *end = at + line->len;

    skip_blanks(&at, end);
    if (!read_time(&at, end, ret_start)) {
        return false;
    }
    skip_blanks(&at, end);
    if (end - at < 3 || memcmp(at, "-->", 3) != 0) {
        return false;
    }
    at += 3;
    skip_blanks(&at, end);
    return read_time(&at, end, ret_end) && *ret_end >= *ret_start &&
           (at == end || *at == ' ' || *at == '\t');
}

static bool has_arrow(const struct line *line)
{
    return memmem(line->at, line->len, "-->", 3) != NULL;
}

static void add_time(int64_t ms, struct ck_buf *ret)
{
    ck_buf_addf(ret, "%02" PRId64 ":%02" PRId64 ":%02" PRId64 ".%03" PRId64, ms / 3600000,
                ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
}

static void add_timing(int64_t start, int64_t end, struct ck_buf *ret)
{
    ck_buf_addc(ret, '\n');
    add_time(start, ret);
    ck_buf_adds(ret, " --> ");
    add_time(end, ret);
    ck_buf_addc(ret, '\n');
}

/* WebVTT must say so first, and every arrow in it must belong to a timing. */
static bool check_webvtt(const char *bytes, const char *end)
{
    const char *at = bytes;
    struct line line;
    bool first = true;

    while (next_line(&at, end, &line)) {
        int64_t unused[2];

        if (first && line.len > 6 && line.at[6] != ' ' && line.at[6] != '\t') {
            return false;
        }
        if (!first && has_arrow(&line) && !read_timing(&line, &unused[0], &unused[1])) {
            return false;
        }
        first = false;
    }
    return true;
}

/* A cue's words up to the blank line after them, or up to the next timing. */
static void add_words(const char **at, const char *end, struct ck_buf *ret)
{
    const char *next = *at;
    struct line line;

    while (next_line(&next, end, &line) && !has_arrow(&line)) {
        *at = next;
        if (line.len == 0) {
            return;
        }
        ck_buf_add(ret, line.at, line.len);
        ck_buf_addc(ret, '\n');
    }
}

/* A cue's number stands before its timing and is not needed; an arrow anywhere else is a
 * broken timing. */
static bool convert_subrip(const char *bytes, const char *end, struct ck_buf *ret)
{
    const char *at = bytes;
    struct line line;

    ck_buf_adds(ret, "WEBVTT\n");
    while (next_line(&at, end, &line)) {
        int64_t from;
        int64_t to;

        if (read_timing(&line, &from, &to)) {
            add_timing(from, to, ret);
            add_words(&at, end, ret);
        } else if (line.len != count_digits(line.at, line.at + line.len)) {
            return false;
        }
    }
    return true;
}

/* Words become text that no player takes for markup, without the empty lines that would
 * end the cue. */
static void add_escaped(const char *text, struct ck_buf *ret)
{
    char last = '\n';

    for (; *text != '\0'; text++) {
        char c = *text;

        if (c == '\r') {
            c = '\n';
        }
        if (c == '&') {
            ck_buf_adds(ret, "&amp;");
        } else if (c == '<') {
            ck_buf_adds(ret, "&lt;");
        } else if (c == '>') {
            ck_buf_adds(ret, "&gt;");
        } else if (c != '\n' || last != '\n') {
            ck_buf_addc(ret, c);
        }
        last = c;
    }
    if (last != '\n') {
        ck_buf_addc(ret, '\n');
    }
}

static bool convert_json(const json_t *said, struct ck_buf *ret)
{
    const int64_t limit = (int64_t)100 * 3600 * 1000;
    const json_t *utterances = json_object_get(said, "utterances");
    json_t *entry;
    size_t i;

    if (!json_is_array(utterances)) {
        return false;
    }
    ck_buf_adds(ret, "WEBVTT\n");
    json_array_foreach(utterances, i, entry)
    {
        int64_t from = ck_json_int(entry, "start_time");
        int64_t to = ck_json_int(entry, "end_time");
        const char *text = ck_json_text(entry, "text");

        if (from >= 0 && to >= from && to < limit &&
            text[strspn(text, "\r\n \t")] != '\0') {
            add_timing(from, to, ret);
            add_escaped(text, ret);
        }
    }
    return true;
}

static bool is_utf8(const char *bytes, const char *end)
{
    while (bytes < end) {
        utf8proc_int32_t letter;
        utf8proc_ssize_t step =
            utf8proc_iterate((const utf8proc_uint8_t *)bytes, end - bytes, &letter);

        if (step <= 0 || letter == 0) {
            return false;
        }
        bytes += step;
    }
    return true;
}

static bool convert_text(const char *bytes, const char *end, struct ck_buf *ret)
{
    if (!is_utf8(bytes, end)) {
        return false;
    }
    if (end - bytes >= 6 && memcmp(bytes, "WEBVTT", 6) == 0) {
        ck_buf_add(ret, bytes, (size_t)(end - bytes));
        return check_webvtt(bytes, end);
    }
    /* An empty file, or a page in place of one, is no SubRip. */
    return memmem(bytes, (size_t)(end - bytes), "-->", 3) != NULL &&
           convert_subrip(bytes, end, ret);
}

bool ck_subtitle_convert(const char *bytes, size_t len, struct ck_buf *ret,
                         struct ck_error *err)
{
    const char *end = bytes + len;
    bool known;

    if (len > FILE_MAX) {
        return ck_fail(err, CK_ERR_TOO_LARGE, "a caption of %zu bytes", len);
    }
    if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
    }
    if (bytes < end && *bytes == '{') {
        json_auto_t *said = NULL;

        if (!ck_json_load(bytes, (size_t)(end - bytes), CK_ERR_NOT_MEDIA, &said, err)) {
            return false;
        }
        known = convert_json(said, ret);
    } else {
        known = convert_text(bytes, end, ret);
    }
    if (!known) {
        return ck_fail(err, CK_ERR_NOT_MEDIA, "no caption of a kind we know");
    }
    return ck_buf_ok(ret) || ck_fail(err, CK_ERR_NOMEM, NULL);
}
