/* Which lists should be gone through once more. */
#include "archive_place.h"
#include "base/buf.h"
#include "keep/due.h"
#include "keep/runs.h"

#include <time.h>

enum { HOUR = 3600, DAY = 24 * HOUR, WEEK = 7 * DAY };

static void check(bool ok, const struct ck_error *err)
{
    if (!ok) {
        fail_msg("%s: %s", ck_code_text(err->code), err->detail);
    }
}

static void test_when_a_list_is_due(void **state)
{
    static const struct {
        const char *why;
        int64_t last, every_s, now;
        bool due;
    } rows[] = {
        {"never", 0, WEEK, 1000000000, true},
        {"just now", 1000000000, WEEK, 1000000000, false},
        {"a second too early", 1000000000, WEEK, 1000000000 + WEEK - 1, false},
        {"on time", 1000000000, WEEK, 1000000000 + WEEK, true},
        {"long ago", 1000000000, WEEK, 1000000000 + 20 * WEEK, true},
        {"a clock a little behind", 1000000000 + HOUR, WEEK, 1000000000, false},
        {"a clock that was years ahead", 1000000000 + 500 * WEEK, WEEK, 1000000000, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ck_due(rows[i].last, rows[i].every_s, rows[i].now) != rows[i].due) {
            fail_msg("%s", rows[i].why);
        }
    }
}

static void go_through_a(struct ck_archive *archive, enum ck_list_kind kind,
                         const char *handle, enum ck_run_source source,
                         enum ck_run_end how)
{
    const struct ck_list list = {.kind = kind, .handle = (char *)(uintptr_t)handle};
    struct ck_run like = {.source = source, .stated = -1};
    struct ck_error err = {0};
    int64_t run;

    check(ck_list_open(archive, &list, &like.list, &err) &&
              ck_run_begin(archive, &like, &run, &err) &&
              (how == CK_RUN_OPEN || ck_run_end(archive, run, how, -1, &err)),
          &err);
}

static void go_through(struct ck_archive *archive, const char *handle,
                       enum ck_run_source source, enum ck_run_end how)
{
    go_through_a(archive, CK_LIST_POSTS, handle, source, how);
}

/* "a b", by their handles. */
static void assert_due(struct ck_archive *archive, enum ck_due_which which, int64_t after,
                       const char *want)
{
    ck_autobuf struct ck_buf got = {.max = 1024};
    struct ck_due_list *lists;
    struct ck_error err = {0};
    size_t count;

    check(ck_due_lists(archive, which, WEEK, (int64_t)time(NULL) + after, &lists, &count,
                       &err),
          &err);
    for (size_t i = 0; i < count; i++) {
        ck_buf_addf(&got, "%s%s", i > 0 ? " " : "", lists[i].list.handle);
    }
    ck_due_free(lists, count);
    assert_string_equal(ck_buf_text(&got), want);
}

static void test_which_lists_are_due(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);

    assert_due(archive, CK_DUE_PUBLIC, WEEK, "");
    go_through(archive, "site", CK_SOURCE_SITE, CK_RUN_COMPLETE);
    go_through(archive, "tab", CK_SOURCE_TAB, CK_RUN_MET_KNOWN);
    go_through(archive, "captcha", CK_SOURCE_SITE, CK_RUN_CAPTCHA);
    go_through(archive, "stopped", CK_SOURCE_TAB, CK_RUN_STOPPED);
    go_through(archive, "open", CK_SOURCE_TAB, CK_RUN_OPEN);
    go_through(archive, "links", CK_SOURCE_LINKS, CK_RUN_COMPLETE);
    go_through_a(archive, CK_LIST_STORIES, "ended", CK_SOURCE_TAB, CK_RUN_COMPLETE);
    assert_due(archive, CK_DUE_BACKED_UP, 0, "");
    assert_due(archive, CK_DUE_BACKED_UP, WEEK, "site tab");
    assert_due(archive, CK_DUE_PUBLIC, 0, "captcha");
    assert_due(archive, CK_DUE_PUBLIC, WEEK, "captcha site");
    /* A later run that broke off does not take away that there was a whole one. */
    go_through(archive, "site", CK_SOURCE_SITE, CK_RUN_STOPPED);
    assert_due(archive, CK_DUE_BACKED_UP, WEEK, "site tab");
    assert_due(archive, CK_DUE_BACKED_UP, 0, "");
    ck_archive_close(archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_when_a_list_is_due),
        cmocka_unit_test_setup_teardown(test_which_lists_are_due, place_make,
                                        place_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
