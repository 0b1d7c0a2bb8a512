#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/subtitle.h"

#include <string.h>

static void test_what_becomes_webvtt(void **state)
{
    const struct {
        const char *why, *bytes, *expected;
    } rows[] = {
        {"WebVTT stays as it is, odd parts and all",
         "WEBVTT - made by a machine\r\n\r\nNOTE x\r\n\r\n1\r\n00:01.000 --> 00:02.500 "
         "align:start\r\n<v Ann>hi & bye\r\n",
         "WEBVTT - made by a machine\r\n\r\nNOTE x\r\n\r\n1\r\n00:01.000 --> 00:02.500 "
         "align:start\r\n<v Ann>hi & bye\r\n"},
        {"WebVTT without a word", "WEBVTT", "WEBVTT"},
        {"byte order mark", "\xef\xbb\xbfWEBVTT\n", "WEBVTT\n"},
        {"SubRip",
         "1\n00:00:01,000 --> 00:00:02,500\nhi\nthere\n\n2\n00:00:03,000 --> "
         "01:00:04,000\n<i>bye</i>\n",
         "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nhi\nthere\n\n00:00:03.000 --> "
         "01:00:04.000\n<i>bye</i>\n"},
        {"SubRip with the ends of lines of old computers",
         "1\r\n00:00:01,000 --> 00:00:02,500\r\nhi\r\n\r\n",
         "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nhi\n"},
        {"SubRip without blank lines",
         "00:00:01,000 --> 00:00:02,000\nhi\n00:00:03,000 --> 00:00:04,000\nbye",
         "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nhi\n\n00:00:03.000 --> "
         "00:00:04.000\nbye\n"},
        {"what creators write",
         "{\"utterances\":[{\"start_time\":0,\"end_time\":1500,\"text\":\"a <b> & c\"},"
         "{\"start_time\":3661001,\"end_time\":3662000,\"text\":\"\\n\\nx\\r\\n\\n\\ny\"}"
         "]}",
         "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\na &lt;b&gt; &amp; c\n\n01:01:01.001 "
         "--> 01:01:02.000\nx\ny\n"},
        {"cues without time or words are left out",
         "{\"utterances\":[{\"text\":\"a\"},{\"start_time\":5,\"end_time\":1,\"text\":"
         "\"b\"}"
         ",{\"start_time\":1,\"end_time\":2,\"text\":\"\\n\"},7,"
         "{\"start_time\":1,\"end_time\":99999999999999999,\"text\":\"c\"},"
         "{\"start_time\":\"1\",\"end_time\":2.0,\"text\":\"d\"}]}",
         "WEBVTT\n\n00:00:00.001 --> 00:00:00.002\nd\n"},
        {"nobody says a word", "{\"utterances\":[]}", "WEBVTT\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_autobuf struct ck_buf got = {.max = 4096};
        struct ck_error err = {0};

        if (!ck_subtitle_convert(rows[i].bytes, strlen(rows[i].bytes), &got, &err) ||
            strcmp(ck_buf_text(&got), rows[i].expected) != 0) {
            fail_msg("%s: %s\n%s", rows[i].why, err.detail, ck_buf_text(&got));
        }
    }
}

static void test_what_is_no_caption(void **state)
{
    const struct {
        const char *why, *bytes;
    } rows[] = {
        {"nothing", ""},
        {"a page", "<!DOCTYPE html><title>Security Check</title><!-- x -->"},
        {"words", "hello"},
        {"another JSON", "{\"statusCode\":0}"},
        {"JSON cut off", "{\"utterances\":[{\"start_time\":0"},
        {"utterances of another type", "{\"utterances\":{}}"},
        {"WEBVTTX", "WEBVTTX\n"},
        {"no UTF-8", "WEBVTT\n\n\xff"},
        {"WebVTT with a broken time", "WEBVTT\n\n00:01.000 --> soon\nhi\n"},
        {"time without thousandths", "WEBVTT\n\n00:01 --> 00:02\nhi\n"},
        {"61 minutes", "WEBVTT\n\n00:61:00.000 --> 00:62:00.000\nhi\n"},
        {"61 seconds", "WEBVTT\n\n00:61.000 --> 00:62.000\nhi\n"},
        {"backwards", "WEBVTT\n\n00:02.000 --> 00:01.000\nhi\n"},
        {"four parts", "WEBVTT\n\n1:00:00:02.000 --> 1:00:00:03.000\nhi\n"},
        {"SubRip with a broken time", "1\n00:00:01,000 -> 00:00:02,000\nhi --> ho\n"},
        {"SubRip cut within its time", "1\n00:00:01,000 --> 00:00"},
        {"no digits", "1\n::,000 --> 00:00:02,000\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_autobuf struct ck_buf got = {.max = 4096};
        struct ck_error err = {0};

        if (ck_subtitle_convert(rows[i].bytes, strlen(rows[i].bytes), &got, &err) ||
            err.code != CK_ERR_NOT_MEDIA) {
            fail_msg("%s: %s\n%s", rows[i].why, ck_code_text(err.code),
                     ck_buf_text(&got));
        }
    }
}

static void test_limits(void **state)
{
    static char large[8 * 1024 * 1024 + 1];
    ck_autobuf struct ck_buf small = {.max = 8};
    struct ck_error err = {0};

    (void)state;
    assert_false(ck_subtitle_convert(large, sizeof(large), &small, &err));
    assert_int_equal(err.code, CK_ERR_TOO_LARGE);
    assert_false(ck_subtitle_convert("WEBVTT\n\n\n", 9, &small, &err));
    assert_int_equal(err.code, CK_ERR_NOMEM);
}

static void test_languages(void **state)
{
    const struct {
        const char *from, *to;
    } rows[] = {
        {"eng-US", "en"},
        {"spa-ES", "es"},
        {"cmn-Hans-CN", "zh-Hans"},
        {"cmn-Hant-TW", "zh-Hant"},
        {"por-BR", "pt"},
        {"fil-PH", "fil"},
        {"vie-VN", "vi"},
        {"en", "en"},
        {"EN_us", "en"},
        {"zul-ZA", "zu"},
        {"afr", "af"},
        {"", "und"},
        {"x", "und"},
        {"english", "und"},
        {"../../a", "und"},
        {"en/../x", "und"},
        {"en-../x", "en"},
        {"en-a/bc", "en"},
    };
    char got[24];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_subtitle_language(rows[i].from, got);
        if (strcmp(got, rows[i].to) != 0) {
            fail_msg("%s: %s", rows[i].from, got);
        }
    }
}

static void test_labels_tell_captions_apart(void **state)
{
    struct ck_caption captions[] = {
        {.language = "eng-US", .source = "automatic"},
        {.language = "eng-US", .source = "creator"},
        {.language = "eng-GB", .source = "automatic"},
        {.language = "cmn-Hant-TW", .source = "translated"},
        {.language = "", .source = ""},
        {.language = "??", .source = ""},
    };
    const char *const labels[] = {"automatic.en",       "creator.en", "automatic.en-2",
                                  "translated.zh-Hant", "und",        "und-2"};
    const struct ck_post post = {.captions = captions, .caption_count = 6};
    char got[CK_LABEL_SIZE];

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        ck_subtitle_label(&post, i, got);
        assert_string_equal(got, labels[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_becomes_webvtt),
        cmocka_unit_test(test_what_is_no_caption),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_labels_tell_captions_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
