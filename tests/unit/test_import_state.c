/* What is passed on of a `clipkeep import`: checked, cut, and never a path. */
#include "face/import_state.h"

#include "base/buf.h"
#include "base/json.h"
#include "face/command.h"
#include "face/encode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int64_t number(const json_t *state, const char *key)
{
    return json_integer_value(json_object_get(state, key));
}

static void test_progress_is_taken_line_by_line(void **state)
{
    static const char lines[] =
        "{\"progress\":{\"stage\":\"reading\",\"entries\":800,\"of\":12000}}\n"
        "{\"progress\":{\"stage\":\"fetching\",\"files\":3,\"of\":40,\"bytes\":31,"
        "\"waits\":5}}\n"
        "{\"progress\":{\"stage\":\"fetching\",\"files\":4";
    json_t *told = ck_import_state("reading", "a.zip");
    size_t taken = ck_import_state_hear(told, lines);

    (void)state;
    assert_string_equal(lines + taken,
                        "{\"progress\":{\"stage\":\"fetching\",\"files\":4");
    assert_string_equal(ck_json_word(told, "state"), "fetching");
    assert_int_equal(number(told, "entries"), 800);
    assert_int_equal(number(told, "of"), 12000);
    assert_int_equal(number(told, "files"), 3);
    assert_int_equal(number(told, "filesOf"), 40);
    assert_int_equal(number(told, "bytes"), 31);
    assert_int_equal(number(told, "waits"), 5);
    json_decref(told);
}

static void test_odd_progress_changes_nothing(void **state)
{
    static const char *const rows[] = {
        "{\"progress\":{\"stage\":\"reading\",\"entries\":-1,\"of\":\"9\"}}\n",
        "{\"progress\":{\"stage\":\"dancing\",\"entries\":5}}\n",
        "{\"progress\":[1]}\n",
        "{\"progress\":}\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_t *told = ck_import_state("reading", NULL);
        json_t *before = json_deep_copy(told);

        assert_int_equal(ck_import_state_hear(told, rows[i]), strlen(rows[i]));
        if (!json_equal(told, before)) {
            fail_msg("%s", rows[i]);
        }
        json_decref(before);
        json_decref(told);
    }
}

static void test_the_last_word_says_how_it_ended(void **state)
{
    static const struct {
        const char *said, *word, *code;
    } rows[] = {
        {"{\n\"lists\":[],\"problems\":[],\"fetched\":null,\"receipts\":[]}", "done",
         NULL},
        {"{\"error\":{\"code\":\"disk-full\",\"detail\":\"/home/me/a\"}}", "failed",
         "disk-full"},
        {"{\"error\":{}}", "failed", "internal"},
        {"", "stopped", NULL},
        {"{\"lists\":[", "stopped", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_t *told = ck_import_state("reading", "a.zip");
        const json_t *error;

        ck_import_state_end(told, rows[i].said, strlen(rows[i].said));
        error = json_object_get(told, "error");
        assert_string_equal(ck_json_word(told, "state"), rows[i].word);
        assert_string_equal(ck_json_word(error, "code"),
                            rows[i].code != NULL ? rows[i].code : "");
        assert_string_equal(ck_json_word(error, "detail"), ""); /* it may hold a path */
        json_decref(told);
    }
}

static void test_found_fits_into_a_frame(void **state)
{
    ck_autobuf struct ck_buf said = {.max = 32 * 1024 * 1024};
    ck_autobuf struct ck_buf told = {.max = 32 * 1024 * 1024};
    struct ck_error err = {0};
    json_t *found;

    (void)state;
    ck_buf_adds(&said, "{\"layout\":\"C\",\"lists\":[],\"unknown\":[");
    for (int i = 0; i < 200; i++) {
        ck_buf_adds(&said, i > 0 ? ",\"" : "\"");
        for (int k = 0; k < 16 * 1024; k++) {
            ck_buf_addc(&said, 'x');
        }
        ck_buf_addc(&said, '"');
    }
    ck_buf_adds(&said, "],\"problems\":[]}");
    found = ck_import_found(ck_buf_text(&said), said.len, CK_EXIT_OK, &err);
    assert_non_null(found);
    assert_true(ck_json_add(&told, found, JSON_COMPACT));
    assert_true(told.len < 64 * 1024);
    json_decref(found);
}

static void test_what_is_no_export_gets_its_code(void **state)
{
    static const char wrong[] = "{\"layout\":\"unknown\",\"lists\":[],\"problems\":[{"
                                "\"where\":\"a\",\"what\":\"it "
                                "ends in the middle\"}]}";
    static const struct {
        const char *said;
        int status;
        enum ck_code code;
        const char *detail;
    } rows[] = {
        {wrong, CK_EXIT_NOTHING, CK_ERR_EXPORT_NOTHING, ""},
        {wrong, CK_EXIT_UNREADABLE, CK_ERR_EXPORT_UNREADABLE, "it ends in the middle"},
        {"{\"error\":{\"code\":\"disk-error\",\"detail\":\"/home/me/a\"}}",
         CK_EXIT_UNREADABLE, CK_ERR_EXPORT_UNREADABLE, ""},
        {"", -1, CK_ERR_EXPORT_UNREADABLE, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_error err = {0};

        assert_null(
            ck_import_found(rows[i].said, strlen(rows[i].said), rows[i].status, &err));
        assert_int_equal(err.code, rows[i].code);
        assert_string_equal(err.detail, rows[i].detail);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_progress_is_taken_line_by_line),
        cmocka_unit_test(test_odd_progress_changes_nothing),
        cmocka_unit_test(test_the_last_word_says_how_it_ended),
        cmocka_unit_test(test_found_fits_into_a_frame),
        cmocka_unit_test(test_what_is_no_export_gets_its_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
