/* The sidecar holds nothing that must not be in it, and nothing made up or half. */
#include "base/mem.h"

#include "sidecar_samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_no_signed_address_is_in_it(void **state)
{
    static char text[] = "x";
    const struct ck_post post = a_post(text);
    json_t *made = make(&post);
    char *dump = json_dumps(made, 0);

    (void)state;
    assert_null(strstr(dump, "signature"));
    assert_null(strstr(dump, "expire"));
    assert_null(strstr(dump, "webapp-prime"));
    free(dump);
    json_decref(made);
}

static void test_what_is_unknown_is_left_out(void **state)
{
    const struct ck_post post = {
        .id = "7602050882429897470",
        .created = -1,
        .duration = -1,
        .counts = {-1, -1, -1, -1, -1, -1},
    };
    static const char *const absent[] = {"uploader",  "uploader_url", "timestamp",
                                         "duration",  "view_count",   "like_count",
                                         "thumbnail", "track",        "upload_date"};
    json_t *made = make(&post);

    (void)state;
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
        assert_null(json_object_get(made, absent[i]));
    }
    assert_string_equal(json_string_value(json_object_get(made, "title")),
                        "TikTok video #7602050882429897470");
    assert_string_equal(json_string_value(json_object_get(made, "description")), "");
    json_decref(made);
}

static void test_a_long_caption_is_cut_between_characters(void **state)
{
    char text[400] = "";
    struct ck_post post;
    json_t *made;
    const char *title;

    (void)state;
    for (int i = 0; i < 40; i++) {
        memcpy(text + i * 4, "\xf0\x9f\x90\x88", 5);
    }
    post = a_post(text);
    made = make(&post);
    title = json_string_value(json_object_get(made, "title"));
    assert_non_null(title);
    assert_true(strlen(title) <= 72);
    assert_string_equal(title + strlen(title) - 7, "\xf0\x9f\x90\x88...");
    assert_string_equal(json_string_value(json_object_get(made, "description")), text);
    json_decref(made);
}

static long left;

static bool refuse_one(void)
{
    return --left == 0;
}

static void test_without_memory_it_is_whole_or_nothing(void **state)
{
    static char text[] = "my cat #cat";
    const struct ck_post post = a_post(text);
    json_t *whole = make(&post);
    long refused = 0;

    (void)state;
    for (bool more = true; more; refused++) {
        json_t *made;

        left = refused + 1;
        ck_mem_set_refusal(refuse_one);
        made = make(&post);
        ck_mem_set_refusal(NULL);
        more = left <= 0;
        if (made != NULL && !json_equal(made, whole)) {
            fail_msg("it lacks something when request %ld is refused", refused + 1);
        }
        assert_true(more || made != NULL);
        json_decref(made);
    }
    assert_true(refused > 50);
    json_decref(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_signed_address_is_in_it),
        cmocka_unit_test(test_what_is_unknown_is_left_out),
        cmocka_unit_test(test_a_long_caption_is_cut_between_characters),
        cmocka_unit_test(test_without_memory_it_is_whole_or_nothing),
    };

    ck_mem_for_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
