/* Reads the journal again, and tells whether its chain holds. */
#include "keep/journal.h"

#include "keep/hash.h"
#include "keep/lines.h"

#include <jansson.h>
#include <string.h>

struct check {
    char hash[65]; /* of the line before */
    bool changed;  /* the line before is none of ours, should it be the last */
    struct ck_journal_report *report;
};

/* The event of a line; false: it is none of ours. `ret_at` 0: unknown. */
static bool event_of(const struct ck_line *line, char ret_prev[65], int64_t *ret_at)
{
    json_error_t error;
    json_auto_t *event = json_loadb(line->text, line->len, 0, &error);
    const char *prev = json_string_value(json_object_get(event, "prev"));

    if (prev == NULL || strlen(prev) != 64) {
        return false;
    }
    memcpy(ret_prev, prev, 65);
    *ret_at = json_integer_value(json_object_get(event, "at"));
    return true;
}

/* A power cut leaves the beginning of a line, or a line without its newline. */
static bool is_changed(const struct ck_line *line, bool event)
{
    if (line->whole || event) {
        return !ck_journal_sealed(line->text, line->len);
    }
    /* Something else where the newline was? */
    return line->len > 0 && ck_journal_sealed(line->text, line->len - 1);
}

static void note_broken(struct ck_journal_report *report, int64_t at)
{
    report->broken++;
    if (report->first_broken == 0) {
        report->first_broken = report->lines;
        report->broken_at = at;
    }
}

static bool check_line(struct check *check, const struct ck_line *line)
{
    struct ck_journal_report *report = check->report;
    char prev[65];
    int64_t at = 0;
    bool event = event_of(line, prev, &at);

    report->lines++;
    report->torn += event ? 0 : 1;
    report->first_at = report->first_at > 0 ? report->first_at : at;
    report->last_at = at > 0 ? at : report->last_at;
    check->changed = is_changed(line, event);
    if (event && strcmp(prev, check->hash) != 0) {
        note_broken(report, at);
        check->changed = false; /* it is counted */
    }
    return ck_hash_bytes(line->text, line->len, check->hash);
}

bool ck_journal_check(int rootfd, struct ck_journal_report *ret, struct ck_error *err)
{
    struct check check = {.hash = CK_JOURNAL_FIRST_PREV, .report = ret};
    struct ck_line_reader reader;
    struct ck_line line;
    bool found = true, ok;

    *ret = (struct ck_journal_report){0};
    ok = ck_line_reader_begin(rootfd, CK_JOURNAL_NAME, CK_JOURNAL_LINE_MAX, &reader, err);
    while (ok && found) {
        ok = ck_line_reader_next(&reader, &found, &line, err);
        if (ok && found && !check_line(&check, &line)) {
            ok = ck_fail(err, CK_ERR_NOMEM, "SHA-256");
        }
    }
    ck_line_reader_end(&reader);
    if (ok && check.changed) {
        note_broken(ret, ret->last_at);
    }
    return ok;
}
