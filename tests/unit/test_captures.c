/* Reads the real captures that lie beside the project, when they are there, and compares
 * what the host says of each with what an independent reader found (expected.json). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/io.h"
#include "tiktok/describe.h"

#include "schema.h"

#include <string.h>
#include <sys/stat.h>

#define CAPTURES CK_TEST_SOURCE "/../shared/captures/"

static void read_capture(const char *file, struct ck_buf *ret)
{
    char path[512];
    struct ck_error err;

    ck_buf_init(ret, 8 * 1024 * 1024);
    (void)snprintf(path, sizeof(path), CAPTURES "%s", file);
    if (!ck_read_file(path, ret, &err)) {
        fail_msg("%s: %s %s", file, ck_code_text(err.code), err.detail);
    }
}

static void check_schema(json_t *said)
{
    json_t *schema = json_load_file(CK_TEST_SOURCE "/host/face/inspect.schema.json",
                                    JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(schema);
    schema_check(schema, schema, said, "page");
    json_decref(schema);
}

/* The number at `key`, -1 for null or nothing. */
static json_int_t number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_integer(value) ? json_integer_value(value) : -1;
}

static const char *text(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));

    return value != NULL ? value : "";
}

static void check_streams(const json_t *post, const json_t *item)
{
    const json_t *formats = json_object_get(item, "formats");
    const json_t *streams = json_object_get(post, "streams");
    bool single = json_is_true(json_object_get(item, "hasPlayAddr")) ||
                  number(item, "videoUrls") > 0;
    json_t *format;
    size_t i;

    if (json_array_size(formats) == 0 && number(item, "photoImages") == 0 && single) {
        assert_int_equal(json_array_size(streams), 1);
        assert_int_equal(number(json_array_get(streams, 0), "width"),
                         number(item, "width"));
        assert_int_equal(number(json_array_get(streams, 0), "height"),
                         number(item, "height"));
        return;
    }
    assert_int_equal(json_array_size(streams), json_array_size(formats));
    json_array_foreach(formats, i, format)
    {
        const json_t *stream = json_array_get(streams, i);

        assert_memory_equal(text(stream, "codec"), text(format, "codec"), 4);
        assert_int_equal(number(stream, "bytes"), number(format, "size"));
        assert_int_equal(number(stream, "width"), number(format, "width"));
        assert_int_equal(number(stream, "height"), number(format, "height"));
        assert_int_equal(number(stream, "bitrate"), number(format, "bitrate"));
        assert_int_equal(number(stream, "mirrors"), number(format, "urls"));
    }
}

static void check_post(const json_t *post, const json_t *item)
{
    const json_t *author = json_object_get(post, "author");
    const char *start = text(item, "desc");

    assert_string_equal(text(post, "id"), text(item, "id"));
    assert_string_equal(text(author, "name"), text(item, "author"));
    assert_memory_equal(text(post, "text"), start, strlen(start));
    assert_int_equal(number(post, "created"), number(item, "createTime"));
    assert_int_equal(number(post, "duration"), number(item, "duration"));
    assert_int_equal(number(post, "images"), number(item, "photoImages"));
    assert_int_equal(json_is_true(json_object_get(post, "sound")),
                     json_is_true(json_object_get(item, "musicUrl")));
    if (json_object_get(item, "subtitles") != NULL) {
        assert_int_equal(json_array_size(json_object_get(post, "captions")),
                         number(item, "subtitles"));
    }
    check_streams(post, item);
}

/* The status that one of the page's blocks states is the status of the page. */
static void check_status(const json_t *said, json_t *stated)
{
    const char *block;
    json_t *pair;

    json_object_foreach(stated, block, pair)
    {
        assert_int_equal(number(json_object_get(said, "status"), "code"),
                         json_integer_value(json_array_get(pair, 0)));
    }
}

/* Every fact that the independent reader found about an account or in an oEmbed answer is
 * said under the same name; a long text of theirs is cut. */
static void check_facts(const json_t *said, json_t *expected)
{
    const char *key;
    json_t *fact;

    json_object_foreach(expected, key, fact)
    {
        if (strcmp(key, "title") == 0) {
            assert_memory_equal(text(said, key), json_string_value(fact),
                                json_string_length(fact));
        } else if (!json_equal(json_object_get(said, key), fact)) {
            fail_msg("%s differs", key);
        }
    }
}

static void check_page(const json_t *said, const json_t *expected)
{
    const json_t *challenge = json_object_get(said, "challenge");

    check_status(said, json_object_get(expected, "status"));
    check_facts(json_object_get(said, "profile"), json_object_get(expected, "user"));
    check_facts(json_object_get(said, "oembed"), json_object_get(expected, "oembed"));
    assert_int_equal(json_is_object(json_object_get(said, "profile")),
                     json_is_object(json_object_get(expected, "user")));
    assert_int_equal(json_is_object(json_object_get(said, "oembed")),
                     json_is_object(json_object_get(expected, "oembed")));
    if (json_is_true(json_object_get(expected, "isChallenge"))) {
        assert_string_equal(text(said, "page"), "challenge");
        assert_string_equal(text(challenge, "cookie"), text(expected, "wciName"));
        assert_string_equal(text(challenge, "value"), text(expected, "cookieBase64"));
    } else {
        assert_true(json_is_null(challenge));
    }
}

static void check_capture(const char *file, const json_t *expected)
{
    const json_t *items = json_object_get(expected, "items");
    struct ck_buf bytes;
    struct ck_page page;
    struct ck_error err;
    const json_t *posts;
    json_t *said;
    json_t *item;
    size_t i;

    read_capture(file, &bytes);
    if (!ck_page_read(bytes.data, bytes.len, &page, &err)) {
        fail_msg("%s: %s %s", file, ck_code_text(err.code), err.detail);
    }
    said = ck_describe_page(&page);
    check_schema(said);
    posts = json_object_get(said, "posts");
    print_message("  %s: %s, %zu of %zu posts\n", file, text(said, "page"),
                  json_array_size(posts), json_array_size(items));
    check_page(said, expected);
    assert_int_equal(json_array_size(posts), json_array_size(items));
    json_array_foreach(items, i, item)
    {
        check_post(json_array_get(posts, i), item);
    }
    ck_page_clear(&page);
    ck_buf_free(&bytes);
    json_decref(said);
}

static void test_captures_read_as_expected(void **state)
{
    struct ck_buf bytes;
    struct stat st;
    json_t *list;
    json_t *entry;
    size_t i;
    size_t count = 0;

    (void)state;
    if (stat(CAPTURES "expected.json", &st) != 0) {
        print_message("  skipped: no captures at ../shared/captures\n");
        skip();
    }
    read_capture("expected.json", &bytes);
    list = json_loadb(bytes.data, bytes.len, 0, NULL);
    json_array_foreach(list, i, entry)
    {
        const char *file = text(entry, "file");

        if (strncmp(file, "exports/", 8) != 0) { /* those are no pages */
            check_capture(file, json_object_get(entry, "expected"));
            count++;
        }
    }
    assert_true(count > 0);
    json_decref(list);
    ck_buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_captures_read_as_expected)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
