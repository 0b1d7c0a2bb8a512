#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/describe.h"

#include "samples.h"
#include "schema.h"

#include <string.h>

static json_t *describe(const char *bytes, size_t len)
{
    struct ck_page page;
    struct ck_error err = {0};
    json_t *ret;

    if (!ck_page_read(bytes, len, &page, &err)) {
        fail_msg("%s %s", ck_code_text(err.code), err.detail);
    }
    ret = ck_describe_page(&page);
    assert_non_null(ret);
    ck_page_clear(&page);
    return ret;
}

static json_t *describe_sample(const char *name)
{
    struct ck_buf text;
    json_t *ret;

    sample_read(name, &text);
    ret = describe(text.data, text.len);
    ck_buf_free(&text);
    return ret;
}

static void check_against_schema(json_t *said)
{
    json_t *schema = json_load_file(CK_TEST_SOURCE "/host/face/inspect.schema.json",
                                    JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(schema);
    schema_check(schema, schema, said, "page");
    json_decref(schema);
}

static void test_video_as_people_read_it(void **state)
{
    json_t *said = describe_sample("video-item.json");
    json_t *expected = json_load_file(CK_TEST_DATA "/tiktok/video-inspect.json", 0, NULL);

    (void)state;
    assert_non_null(expected);
    check_against_schema(said);
    check_against_schema(expected);
    if (!json_equal(said, expected)) {
        fail_msg("%s", json_dumps(said, JSON_INDENT(1)));
    }
    json_decref(said);
    json_decref(expected);
}

static void test_photo_as_people_read_it(void **state)
{
    json_t *said = describe_sample("photo-item.json");
    const json_t *post = json_array_get(json_object_get(said, "posts"), 0);

    (void)state;
    check_against_schema(said);
    assert_string_equal(json_string_value(json_object_get(said, "page")), "photo");
    assert_int_equal(json_integer_value(json_object_get(post, "images")), 3);
    assert_true(json_is_true(json_object_get(post, "sound"))); /* the trimmed one */
    assert_true(json_is_null(json_object_get(post, "chosen")));
    assert_int_equal(json_array_size(json_object_get(post, "streams")), 0);
    json_decref(said);
}

static void test_unknown_is_null(void **state)
{
    const char *item = "{\"id\":\"7602050882429897470\",\"author\":{},\"video\":"
                       "{\"playAddr\":\"https://v16.tiktok.com/\"}}";
    json_t *said = describe(item, strlen(item));
    const json_t *post = json_array_get(json_object_get(said, "posts"), 0);
    const json_t *stream = json_array_get(json_object_get(post, "streams"), 0);

    (void)state;
    check_against_schema(said);
    assert_true(json_is_null(json_object_get(post, "duration")));
    assert_true(json_is_null(json_object_get(stream, "codec")));
    assert_true(json_is_null(json_object_get(stream, "width")));
    assert_true(json_is_null(json_object_get(stream, "bytes")));
    json_decref(said);
}

static void test_pages_without_posts(void **state)
{
    const char *const pages[] = {
        "",
        "{}",
        "<html>",
        "<p id=wci class=a><p id=cs class=b>",
        "{\"itemInfo\":null,\"statusCode\":10204,\"statusMsg\":\"status_deleted\"}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        json_t *said = describe(pages[i], strlen(pages[i]));

        check_against_schema(said);
        assert_int_equal(json_array_size(json_object_get(said, "posts")), 0);
        json_decref(said);
    }
}

/* Whoever reads a report that was passed on must not be able to fetch with it. */
static void test_no_address_is_ever_in_it(void **state)
{
    const char *const samples[] = {"video-item.json", "photo-item.json"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        json_t *said = describe_sample(samples[i]);
        char *text = json_dumps(said, 0);

        assert_null(strstr(text, "http"));
        assert_null(strstr(text, "signature"));
        free(text);
        json_decref(said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_video_as_people_read_it),
        cmocka_unit_test(test_photo_as_people_read_it),
        cmocka_unit_test(test_unknown_is_null),
        cmocka_unit_test(test_pages_without_posts),
        cmocka_unit_test(test_no_address_is_ever_in_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
