/* export_read.h - reads a text as a file of a data export, in pieces of any length, and
 * says in one line what was found. */
#ifndef CK_TESTS_EXPORT_READ_H
#define CK_TESTS_EXPORT_READ_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "tiktok/export.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Reads one file, `step` bytes at a time. */
static inline struct ck_export *read_in(const char *name, const char *text, size_t step,
                                        ck_export_told *told, void *ctx)
{
    struct ck_export *export = NULL;
    struct ck_error err;
    size_t len = strlen(text);
    bool more;

    assert_true(ck_export_create(told, ctx, &export, &err));
    more = ck_export_begin(export, name);
    if (more) {
        for (size_t at = 0; more && at < len; at += step) {
            more = ck_export_feed(export, text + at, step < len - at ? step : len - at);
        }
        ck_export_end(export);
    }
    assert_true(ck_export_ok(export, &err));
    return export;
}

static inline void add_notes(struct ck_buf *text, char sign,
                             const struct ck_export_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++) {
        ck_buf_addf(text, "%c%s%s%s;", sign, notes->of[i].where,
                    notes->of[i].what != NULL ? ": " : "",
                    notes->of[i].what != NULL ? notes->of[i].what : "");
    }
}

/* Everything that was found, as one text: "likes=2@path;" a list, "?" not understood, "-"
 * left alone, "!" a problem. */
static inline const char *all_of(const struct ck_export *export, struct ck_buf *ret)
{
    size_t count;
    const struct ck_export_found *found = ck_export_found(export, &count);

    ck_buf_clear(ret);
    for (size_t i = 0; i < count; i++) {
        ck_buf_addf(ret, "%s=%" PRId64 "@%s;", ck_export_list_text(found[i].list),
                    found[i].count, found[i].path);
    }
    add_notes(ret, '?', ck_export_unknown(export));
    add_notes(ret, '-', ck_export_skipped(export));
    add_notes(ret, '!', ck_export_problems(export));
    return ck_buf_text(ret);
}

struct row {
    const char *name, *text, *all, *why;
};

static inline void check_rows(const struct row *rows, size_t count)
{
    static const size_t steps[] = {1, 7, 100000};
    ck_autobuf struct ck_buf all = {.max = 1 << 20};

    for (size_t i = 0; i < count; i++) {
        for (size_t s = 0; s < sizeof(steps) / sizeof(steps[0]); s++) {
            struct ck_export *export =
                read_in(rows[i].name, rows[i].text, steps[s], NULL, NULL);

            if (strcmp(all_of(export, &all), rows[i].all) != 0) {
                fail_msg("%s, %zu at a time:\n%s\nis not\n%s", rows[i].why, steps[s],
                         ck_buf_text(&all), rows[i].all);
            }
            ck_export_free(export);
        }
    }
}
#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

#endif
