#include "keep/journal.h"

#include "keep/hash.h"
#include "keep/lines.h"

#include <string.h>
#include <time.h>

/* Finds the last line in `tail`, the end of the file; `ret_whole` says that it has its
 * newline. False: it begins before the tail. */
static bool last_line(const struct ck_buf *tail, bool from_start, const char **ret,
                      size_t *ret_len, bool *ret_whole)
{
    const char *text = ck_buf_text(tail), *newline;
    size_t len = tail->len;

    *ret_whole = len > 0 && text[len - 1] == '\n';
    len -= *ret_whole ? 1 : 0;
    newline = memrchr(text, '\n', len);
    *ret = newline != NULL ? newline + 1 : text;
    *ret_len = len - (size_t)(*ret - text);
    return newline != NULL || from_start;
}

/* What the next line has to begin with. A last line longer than any of ours is not
 * followed: the check then says that the chain is broken, and the journal goes on. */
static bool next_prev(const struct ck_lines *lines, char ret[65], bool *ret_newline,
                      struct ck_error *err)
{
    static const size_t looks[] = {16384, CK_JOURNAL_LINE_MAX + 2};
    const char *last;
    size_t len;
    bool whole = true, found = false;

    memcpy(ret, CK_JOURNAL_FIRST_PREV, sizeof(CK_JOURNAL_FIRST_PREV));
    *ret_newline = false;
    for (size_t i = 0; i < 2 && !found && lines->size > 0; i++) {
        ck_autobuf struct ck_buf tail = {.max = looks[i]};

        if (!ck_lines_tail(lines, looks[i], &tail, err)) {
            return false;
        }
        found = last_line(&tail, lines->size <= (int64_t)looks[i], &last, &len, &whole);
        *ret_newline = !whole;
        if (found && !ck_hash_bytes(last, len, ret)) {
            return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
        }
    }
    return true;
}

/* Writes event number `at` behind `prev`. */
typedef bool write_event(struct ck_buf *buf, const char *prev, const void *events,
                         size_t at);

/* Appends all events to `text`, each with the hash of the one before. */
static bool write_events(struct ck_buf *text, char prev[65], write_event *write,
                         const void *events, size_t count, struct ck_error *err)
{
    for (size_t i = 0; i < count; i++) {
        ck_autobuf struct ck_buf line = {.max = CK_JOURNAL_LINE_MAX};

        if (!write(&line, prev, events, i)) {
            return ck_fail(err, CK_ERR_INTERNAL, "an event for the journal");
        }
        if (!ck_hash_bytes(ck_buf_text(&line), line.len, prev)) {
            return ck_fail(err, CK_ERR_NOMEM, "SHA-256");
        }
        ck_buf_add(text, line.data, line.len);
        ck_buf_addc(text, '\n');
    }
    return ck_buf_ok(text) || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static bool add_events(int rootfd, write_event *write, const void *events, size_t count,
                       struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = (count + 1) * CK_JOURNAL_LINE_MAX};
    struct ck_lines lines;
    char prev[65];
    bool newline = false, ok;

    if (!ck_lines_open(rootfd, CK_JOURNAL_NAME, &lines, err)) {
        return false;
    }
    ok = next_prev(&lines, prev, &newline, err);
    if (ok && newline) {
        ck_buf_addc(&text, '\n'); /* the last one was cut short: it stays as it is */
    }
    ok = ok && write_events(&text, prev, write, events, count, err) &&
         ck_lines_add(&lines, text.data, text.len, err);
    ck_lines_close(&lines);
    return ok;
}

static bool write_kept(struct ck_buf *buf, const char *prev, const void *events,
                       size_t at)
{
    const struct ck_kept *const *kept = events;

    return ck_journal_encode_kept(buf, prev, (int64_t)time(NULL), kept[at]);
}

bool ck_journal_kept(int rootfd, const struct ck_kept *const *kept, size_t count,
                     struct ck_error *err)
{
    return add_events(rootfd, write_kept, kept, count, err);
}

static bool write_moved(struct ck_buf *buf, const char *prev, const void *events,
                        size_t at)
{
    const struct ck_kept *const *kept = events;

    return ck_journal_encode_moved(buf, prev, (int64_t)time(NULL), kept[at]);
}

bool ck_journal_moved(int rootfd, const struct ck_kept *kept, struct ck_error *err)
{
    return add_events(rootfd, write_moved, &kept, 1, err);
}

static bool write_made(struct ck_buf *buf, const char *prev, const void *events,
                       size_t at)
{
    json_t *const *made = events;

    return ck_journal_encode(buf, prev, made[at]);
}

bool ck_journal_add(int rootfd, json_t *const *events, size_t count, struct ck_error *err)
{
    return add_events(rootfd, write_made, events, count, err);
}

struct failed {
    const char *post, *page;
    enum ck_code code;
};

static bool write_failed(struct ck_buf *buf, const char *prev, const void *events,
                         size_t at)
{
    const struct failed *failed = (const struct failed *)events + at;

    return ck_journal_encode_failed(buf, prev, (int64_t)time(NULL), failed->post,
                                    failed->page, failed->code);
}

bool ck_journal_failed(int rootfd, const char *post, const char *page, enum ck_code code,
                       struct ck_error *err)
{
    const struct failed failed = {post, page, code};

    return add_events(rootfd, write_failed, &failed, 1, err);
}

struct added {
    enum ck_files_event event;
    const char *post;
    const struct ck_kept *kept;
};

static bool write_files(struct ck_buf *buf, const char *prev, const void *events,
                        size_t at)
{
    const struct added *one = (const struct added *)events + at;

    return ck_journal_encode_files(buf, prev, (int64_t)time(NULL), one->event, one->post,
                                   one->kept);
}

bool ck_journal_files(int rootfd, enum ck_files_event event, const char *post,
                      const struct ck_kept *kept, struct ck_error *err)
{
    const struct added one = {event, post, kept};

    return add_events(rootfd, write_files, &one, 1, err);
}
