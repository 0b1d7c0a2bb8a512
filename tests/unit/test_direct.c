/* Direct links of a data export, on their way to the process that fetches them, and what
 * their files are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keep/exported.h"
#include "session/direct.h"

#include <string.h>

#define VIDEO "https://video-sg.tiktokv.us/storage/v1/tos-x/"

static void write_row(struct ck_buf *buf, const char *links, int64_t created)
{
    const struct ck_export_field field = {"Link", links};
    const struct ck_export_row row = {CK_EXPORT_POSTS, &field, 1};

    assert_true(ck_direct_write(buf, &row, created, 1000));
}

static void test_links_go_over(void **state)
{
    struct ck_buf buf = {.max = 4096};
    struct ck_direct_link *links;
    size_t count;

    (void)state;
    write_row(&buf, VIDEO "never", 11);
    write_row(&buf, VIDEO "late?x-tos-expires=3000", 12);
    write_row(&buf, VIDEO "ended?x-tos-expires=999", 13);
    write_row(&buf, VIDEO "soon?x-tos-expires=2000\n" VIDEO "sooner?x-expires=1001", 14);
    assert_true(ck_direct_read(buf.data, buf.len, &links, &count, NULL));
    assert_int_equal(count, 4);
    assert_string_equal(links[0].url, VIDEO "sooner?x-expires=1001");
    assert_int_equal(links[0].created, 14);
    assert_string_equal(links[1].url, VIDEO "soon?x-tos-expires=2000");
    assert_int_equal(links[2].ends, 3000);
    assert_string_equal(links[3].url, VIDEO "never");
    ck_direct_links_free(links, count);
    ck_buf_free(&buf);
}

static void test_lines_that_are_none(void **state)
{
    static const char text[] = "\n1\n1 2\nx 2 https://a\n1 x https://a\n1 0 https://a\n"
                               "5 6 https://good\n7 8 https://cut";
    struct ck_direct_link *links;
    size_t count;

    (void)state;
    assert_true(ck_direct_read(text, sizeof(text) - 1, &links, &count, NULL));
    assert_int_equal(count, 1);
    assert_string_equal(links[0].url, "https://good");
    ck_direct_links_free(links, count);
    assert_true(ck_direct_read("", 0, &links, &count, NULL));
    assert_int_equal(count, 0);
    ck_direct_links_free(links, count);
}

static void test_names(void **state)
{
    char one[CK_EXPORTED_STEM], other[CK_EXPORTED_STEM];

    (void)state;
    assert_true(ck_exported_stem(1767645067, VIDEO "a?x-tos-expires=1", one));
    assert_int_equal(strncmp(one, "2026-01-05 203107 ", 18), 0);
    assert_int_equal(strlen(one), CK_EXPORTED_STEM - 1);
    assert_true(ck_exported_stem(1767645067, VIDEO "a?x-tos-expires=2", other));
    assert_string_equal(one, other); /* another export, the same file */
    assert_true(ck_exported_stem(1767645067, VIDEO "b?x-tos-expires=1", other));
    assert_string_not_equal(one, other);
    assert_false(ck_exported_stem(-1, VIDEO, one));
}

static void test_what_is_ours(void **state)
{
    static const struct {
        const char *name;
        bool own;
    } rows[] = {
        {"Data export/2026-01-05 203107 0123456789abcdef.mp4", true},
        {"Data export/2026-01-05 203107 0123456789abcdef.", false},
        {"Data export/2026-01-05 203107 0123456789abcdef", false},
        {"Data export/2026-01-05 203107 0123456789abcdeg.mp4", false},
        {"Data export/2026-01-05 203107 0123456789abcdef.mp4.bak", false},
        {"Data export/2026-01-05 203107 0123456789abcdef.d/x", false},
        {"Data export/my own.mp4", false},
        {"2026-01-05 203107 0123456789abcdef.mp4", false},
        {"", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ck_exported_own(rows[i].name) != rows[i].own) {
            fail_msg("%s", rows[i].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_links_go_over),
        cmocka_unit_test(test_lines_that_are_none),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_what_is_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
