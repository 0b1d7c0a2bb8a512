/* Messages of the browser that are odd, bad or hostile; the agreed ones are in
 * test_protocol.c. */
#include "face/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum ck_code read_text(const char *text, size_t len, struct ck_message *message)
{
    struct ck_error err = {0};

    return ck_message_read(text, len, message, &err) ? CK_OK : err.code;
}

#define POST "\"address\":\"https://www.tiktok.com/@a/video/7602050882429897470\""

static void test_odd_messages(void **state)
{
    static const struct {
        const char *text;
        enum ck_code code;
        const char *why;
    } rows[] = {
        {"", CK_ERR_FRAME, "nothing"},
        {"x", CK_ERR_FRAME, "no JSON"},
        {"[1]", CK_ERR_FRAME, "an array"},
        {"\"hello\"", CK_ERR_FRAME, "a string"},
        {"{\"id\":1,\"verb\":\"list\",\"limit\":5} x", CK_ERR_FRAME,
         "more after the end"},
        {"{\"id\":1,\"id\":2,\"verb\":\"subscribe\"}", CK_ERR_FRAME, "a key twice"},
        {"{\"id\":1,\"verb\":\"\\u0000list\"}", CK_ERR_FRAME, "NUL in a string"},
        {"{\"id\":1,\"verb\":\"\xff\"}", CK_ERR_FRAME, "not UTF-8"},
        {"{\"id\":1.0,\"verb\":\"subscribe\"}", CK_ERR_MESSAGE, "id is no integer"},
        {"{\"id\":-1,\"verb\":\"subscribe\"}", CK_ERR_MESSAGE, "id is negative"},
        {"{\"id\":9007199254740991,\"verb\":\"subscribe\"}", CK_OK, "the largest id"},
        {"{\"id\":9007199254740992,\"verb\":\"subscribe\"}", CK_ERR_MESSAGE,
         "id over it"},
        {"{\"id\":1,\"verb\":5}", CK_ERR_MESSAGE, "verb is no string"},
        {"{\"id\":1,\"verb\":\"list\",\"limit\":0}", CK_ERR_MESSAGE, "limit 0"},
        {"{\"id\":1,\"verb\":\"list\",\"limit\":101}", CK_ERR_MESSAGE, "limit 101"},
        {"{\"id\":1,\"verb\":\"list\",\"limit\":\"5\"}", CK_ERR_MESSAGE, "limit as text"},
        {"{\"id\":1,\"verb\":\"subscribe\",\"new\":[1]}", CK_OK, "an unknown key"},
        {"{\"id\":1,\"verb\":\"save\"," POST ",\"again\":1}", CK_ERR_MESSAGE,
         "again is no boolean"},
        {"{\"id\":1,\"verb\":\"save\"," POST ",\"item\":{}}", CK_ERR_MESSAGE,
         "the item is not text"},
        {"{\"id\":1,\"verb\":\"save\"," POST ",\"userAgent\":\"a\\r\\nCookie: b\"}",
         CK_ERR_MESSAGE, "a header in the User-Agent"},
        {"{\"id\":1,\"verb\":\"save\"," POST ",\"cookies\":{\"ttwid\":\"a\\r\\nb: c\"}}",
         CK_ERR_MESSAGE, "a header in a cookie"},
        {"{\"id\":1,\"verb\":\"save\"," POST ",\"cookies\":{\"ttwid\":\"a; b=c\"}}",
         CK_ERR_MESSAGE, "two cookies in one"},
        {"{\"id\":1,\"verb\":\"save\"," POST ",\"cookies\":{\"ttwid\":5}}",
         CK_ERR_MESSAGE, "a cookie that is no text"},
        {"{\"id\":1,\"verb\":\"save\"," POST
         ",\"cookies\":{\"ttwid\":\"a\",\"sessionid\":\"s\"}}",
         CK_ERR_COOKIE, "a sign-in cookie beside a fine one"},
        {"{\"id\":1,\"verb\":\"save\"," POST ",\"cookies\":[]}", CK_ERR_MESSAGE,
         "cookies as an array"},
        {"{\"id\":1,\"verb\":\"save\",\"address\":\"\"}", CK_ERR_MESSAGE, "no address"},
        {"{\"id\":1,\"verb\":\"settings\",\"set\":{\"cover\":0}}", CK_ERR_MESSAGE,
         "cover as a number"},
        {"{\"id\":1,\"verb\":\"settings\",\"set\":{\"parallel\":0}}", CK_ERR_MESSAGE,
         "no download at all"},
        {"{\"id\":1,\"verb\":\"settings\",\"set\":{\"speedLimit\":\"1\"}}",
         CK_ERR_MESSAGE, "a speed as text"},
        {"{\"id\":1,\"verb\":\"settings\",\"set\":[]}", CK_ERR_MESSAGE,
         "settings as an array"},
        {"{\"id\":1,\"verb\":\"settings\",\"set\":{\"quality\":7}}", CK_ERR_MESSAGE,
         "quality as a number"},
        {"{\"id\":1,\"verb\":\"pause\"}", CK_ERR_MESSAGE, "neither a job nor all"},
        {"{\"id\":1,\"verb\":\"retry\",\"all\":false}", CK_ERR_MESSAGE, "not all"},
        {"{\"id\":1,\"verb\":\"resume\",\"job\":0}", CK_ERR_MESSAGE, "job 0"},
        {"{\"id\":1,\"verb\":\"hello\",\"protocol\":[2,1],\"version\":\"1\","
         "\"browser\":\"firefox\"}",
         CK_ERR_MESSAGE, "least over most"},
        {"{\"id\":1,\"verb\":\"hello\",\"protocol\":[1,1],\"version\":\"1\","
         "\"browser\":\"lynx\"}",
         CK_ERR_MESSAGE, "an unknown browser"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_message message;
        enum ck_code code = read_text(rows[i].text, strlen(rows[i].text), &message);

        if (code != rows[i].code) {
            fail_msg("%s: %s", rows[i].why, ck_code_text(code));
        }
        ck_message_clear(&message);
    }
}

static void test_nesting_is_bounded(void **state)
{
    char text[400];
    struct ck_message message;
    int len;

    (void)state;
    len = snprintf(
        text, sizeof(text), "{\"id\":1,\"verb\":\"subscribe\",\"x\":%.*s%.*s}", 63,
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 63,
        "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
    assert_int_equal(read_text(text, (size_t)len, &message), CK_OK);
    ck_message_clear(&message);
    len = snprintf(
        text, sizeof(text), "{\"id\":1,\"verb\":\"subscribe\",\"x\":%.*s%.*s}", 64,
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 64,
        "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
    assert_int_equal(read_text(text, (size_t)len, &message), CK_ERR_FRAME);
    ck_message_clear(&message);
    /* Brackets in a string nest nothing. */
    len = snprintf(text, sizeof(text),
                   "{\"id\":1,\"verb\":\"subscribe\",\"x\":\"\\\"%.*s\"}", 66,
                   "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");
    assert_int_equal(read_text(text, (size_t)len, &message), CK_OK);
    ck_message_clear(&message);
}

static void test_what_is_said_of_a_post(void **state)
{
    static const struct {
        const char *text;
        bool mine, consent;
    } rows[] = {
        {"{\"id\":1,\"verb\":\"read\",\"address\":\"a\",\"mine\":true}", true, false},
        {"{\"id\":1,\"verb\":\"save\",\"address\":\"a\",\"mine\":false}", false, false},
        {"{\"id\":1,\"verb\":\"save\",\"address\":\"a\",\"consent\":true}", false, true},
        {"{\"id\":1,\"verb\":\"retry\",\"job\":7,\"consent\":true}", false, true},
        {"{\"id\":1,\"verb\":\"retry\",\"all\":true}", false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_message message;

        assert_int_equal(read_text(rows[i].text, strlen(rows[i].text), &message), CK_OK);
        assert_int_equal(message.mine, rows[i].mine);
        assert_int_equal(message.consent, rows[i].consent);
        ck_message_clear(&message);
    }
}

static void test_settings_are_changed_as_chosen(void **state)
{
    static const char text[] =
        "{\"id\":1,\"verb\":\"settings\",\"set\":{\"quality\":\"small\","
        "\"captions\":\"spoken\",\"savingOff\":\"keep\",\"watermark\":true,"
        "\"speedLimit\":0}}";
    struct ck_settings settings = {
        .cover = true, .parallel = 3, .sources = true, .speed_limit = 5};
    struct ck_message message;

    (void)state;
    assert_int_equal(read_text(text, strlen(text), &message), CK_OK);
    assert_true(message.set);
    ck_choice_apply(&message.choice, &settings);
    assert_string_equal(settings.quality, "small");
    assert_string_equal(settings.captions, "spoken");
    assert_string_equal(settings.saving_off, "keep");
    assert_true(settings.watermark);
    assert_int_equal(settings.speed_limit, 0);
    assert_true(settings.cover); /* what was not named stays */
    assert_true(settings.sources);
    assert_int_equal(settings.parallel, 3);
    ck_message_clear(&message);
}

static void test_limits_of_a_command_line(void **state)
{
    static const struct {
        const char *text;
        int64_t speed; /* -1: not one */
    } rows[] = {
        {"0", 0},
        {"65536", 65536},
        {"500k", 500000},
        {"2M", 2000000},
        {"1000M", 1000000000},
        {"1001M", -1},
        {"99999999999999999999", -1},
        {"", -1},
        {"k", -1},
        {"-1", -1},
        {"2MB", -1},
        {"1.5M", -1},
        {" 5", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_choice choice = {0};
        struct ck_settings settings = {.speed_limit = 7};
        bool ok = ck_choice_speed(rows[i].text, &choice);

        if (ok != (rows[i].speed >= 0)) {
            fail_msg("%s", rows[i].text);
        }
        ck_choice_apply(&choice, &settings);
        assert_true(!ok || settings.speed_limit == rows[i].speed);
    }
    assert_true(ck_choice_parallel("8", &(struct ck_choice){0}));
    assert_false(ck_choice_parallel("9", &(struct ck_choice){0}));
    assert_false(ck_choice_parallel("3x", &(struct ck_choice){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_odd_messages),
        cmocka_unit_test(test_nesting_is_bounded),
        cmocka_unit_test(test_what_is_said_of_a_post),
        cmocka_unit_test(test_settings_are_changed_as_chosen),
        cmocka_unit_test(test_limits_of_a_command_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
