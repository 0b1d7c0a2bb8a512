#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "post_samples.h"

#define PLAY "https://v16.tiktok.com/play/"
#define MARK "https://v16.tiktok.com/mark/"
#define BASE "{\"id\":\"" ID "\",\"author\":{\"uniqueId\":\"catlady\"},\"video\":{"

static void test_fallbacks_for_streams(void **state)
{
    const struct {
        const char *why, *text;
        size_t count;
        long chosen;
        const char *url; /* of the last stream */
    } rows[] = {
        {"playAddr when there is no ladder",
         BASE "\"playAddr\":\"" PLAY "\",\"downloadAddr\":\"" MARK "\",\"width\":576}}",
         1, 0, PLAY},
        {"playAddr when the ladder is silent",
         BASE "\"playAddr\":\"" PLAY "\",\"bitrateInfo\":[{\"Format\":\"dash\","
              "\"PlayAddr\":{\"UrlList\":[\"https://v16.tiktok.com/dash/\"]}}]}}",
         2, 1, PLAY},
        {"a path says that it is silent",
         BASE "\"playAddr\":\"https://v16.tiktok.com/x/media-video-avc1/?a\"}}", 1, -1,
         "https://v16.tiktok.com/x/media-video-avc1/?a"},
        {"a format nobody has seen is not trusted",
         BASE "\"bitrateInfo\":[{\"Format\":\"hls\",\"PlayAddr\":{\"UrlList\":[\"" PLAY
              "\"]}}]}}",
         1, -1, PLAY},
        {"the watermarked one comes last and is not chosen",
         BASE "\"playAddr\":\"\",\"downloadAddr\":\"" MARK "\"}}", 1, -1, MARK},
        {"mirrors in PlayAddrStruct",
         BASE "\"PlayAddrStruct\":{\"UrlList\":[\"" PLAY "\"],\"DataSize\":\"7\"}}}", 1,
         0, PLAY},
        {"plain http is no address", BASE "\"playAddr\":\"http://v16.tiktok.com/\"}}", 0,
         -1, NULL},
        {"an address with a blank is no address",
         BASE "\"playAddr\":\"https://v16.tiktok.com/ x\"}}", 0, -1, NULL},
        {"no media at all", BASE "\"duration\":3}}", 0, -1, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_post post;

        read_text(rows[i].text, &post);
        if (post.stream_count != rows[i].count ||
            ck_stream_choose(&post) != rows[i].chosen) {
            fail_msg("%s: %zu streams, chosen %ld", rows[i].why, post.stream_count,
                     ck_stream_choose(&post));
        }
        if (rows[i].url != NULL) {
            assert_string_equal(post.streams[post.stream_count - 1].urls[0], rows[i].url);
        }
        ck_post_clear(&post);
    }
}

static void test_odd_values_are_unknown_not_trusted(void **state)
{
    struct ck_post post;

    (void)state;
    read_text("{\"id\":" ID ",\"createTime\":\"0\",\"desc\":5,\"author\":{\"uniqueId\":"
              "\"../etc\",\"id\":\"x\",\"downloadSetting\":2},\"challenges\":7,"
              "\"music\":[],\"stats\":{\"diggCount\":\"-3\",\"playCount\":1.5e3,"
              "\"shareCount\":99999999999999999999999},\"textExtra\":{\"a\":1},"
              "\"video\":{\"duration\":-1,\"width\":\"576px\",\"playAddr\":\"" PLAY "\","
              "\"subtitleInfos\":\"no\",\"bitrateInfo\":[7,null,[]],\"size\":\"\"}}",
              &post);
    assert_string_equal(post.id, ID);           /* a number, though TikTok sends text */
    assert_int_equal(post.created, 1769990400); /* from the id */
    assert_string_equal(post.text, "");
    assert_string_equal(post.author.name, "");
    assert_string_equal(post.author.id, "");
    assert_int_equal(post.saving, CK_SAVING_UNKNOWN);
    assert_int_equal(post.counts.likes, -1);
    assert_int_equal(post.counts.plays, 1500);
    assert_int_equal(post.counts.shares, -1);
    assert_int_equal(post.duration, -1);
    assert_int_equal(post.stream_count, 1);
    assert_int_equal(post.streams[0].width, -1);
    assert_int_equal(post.streams[0].bytes, -1);
    assert_int_equal(post.tag_count, 0);
    ck_post_clear(&post);
}

static void test_escapes_jansson_refuses(void **state)
{
    const struct {
        const char *why, *text, *expected;
    } rows[] = {
        {"lone high half", "a\\ud83db",
         "a\xef\xbf\xbd"
         "b"},
        {"lone low half", "\\udc08", "\xef\xbf\xbd"},
        {"two high halves", "\\ud83d\\ud83d\\udc08", "\xef\xbf\xbd\xf0\x9f\x90\x88"},
        {"a whole pair stays", "\\uD83D\\uDC08", "\xf0\x9f\x90\x88"},
        {"NUL", "a\\u0000b",
         "a\xef\xbf\xbd"
         "b"},
        {"an escaped backslash is no escape", "\\\\ud83d", "\\ud83d"},
        {"at the end", "\\ud83d", "\xef\xbf\xbd"},
        {"bytes that are no UTF-8", "a\xff\xc3(\xf0\x9f\x90\x88",
         "a\xef\xbf\xbd\xef\xbf\xbd(\xf0\x9f\x90\x88"},
        {"both", "\\ud83d\xff", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"overlong", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"a surrogate as bytes", "\xed\xa0\xbd", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[256];
        struct ck_post post;

        (void)snprintf(text, sizeof(text), BASE "\"id\":\"\"},\"desc\":\"%s\"}",
                       rows[i].text);
        read_text(text, &post);
        if (strcmp(post.text, rows[i].expected) != 0) {
            fail_msg("%s: %s", rows[i].why, post.text);
        }
        ck_post_clear(&post);
    }
}

static void test_long_text_is_cut_between_characters(void **state)
{
    struct ck_buf text;
    struct ck_post post;

    (void)state;
    ck_buf_init(&text, 100000);
    ck_buf_adds(&text, BASE "\"id\":\"\"},\"desc\":\"x");
    for (int i = 0; i < 9000; i++) {
        ck_buf_adds(&text, "\xf0\x9f\x90\x88");
    }
    ck_buf_adds(&text, "\"}");
    read_text(text.data, &post);
    assert_int_equal(strlen(post.text), 16381); /* 1 + 4 * 4095 */
    ck_post_clear(&post);
    ck_buf_free(&text);
}

static void test_refused_items(void **state)
{
    const struct {
        const char *why, *text;
        enum ck_code code;
    } rows[] = {
        {"nothing", "", CK_ERR_ITEM},
        {"no JSON", "not json", CK_ERR_ITEM},
        {"no object", "[]", CK_ERR_ITEM},
        {"no id", "{\"desc\":\"x\"}", CK_ERR_ITEM},
        {"bad id", "{\"id\":\"../../etc\"}", CK_ERR_ITEM},
        {"an id and nothing else", "{\"id\":\"" ID "\"}", CK_ERR_ITEM},
        {"bad UTF-8 outside a text", "{\"id\":\"" ID "\",\"author\":\"a\",\xff}",
         CK_ERR_ITEM},
        {"cut off", "{\"id\":\"" ID "\",\"author\":\"a\"", CK_ERR_ITEM},
        {"something behind it", "{\"id\":\"" ID "\",\"author\":\"a\"}}", CK_ERR_ITEM},
        {"a live room",
         "{\"id\":\"" ID "\",\"author\":{\"uniqueId\":\"a\"},\"liveRoomInfo\":{}}",
         CK_ERR_ITEM},
        {"gated", "{\"id\":\"" ID "\",\"isContentClassified\":true}", CK_ERR_LOGIN},
        {"hidden by a date of 0", "{\"id\":\"" ID "\",\"createTime\":\"0\"}",
         CK_ERR_LOGIN},
        {"hidden by empty numbers", "{\"id\":\"" ID "\",\"stats\":{}}", CK_ERR_LOGIN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_post post;
        struct ck_error err = {0};

        if (ck_post_from_text(rows[i].text, strlen(rows[i].text), &post, &err) ||
            err.code != rows[i].code) {
            fail_msg("%s: %s", rows[i].why, ck_code_text(err.code));
        }
    }
}

static void test_nesting_and_number_of_values_are_limited(void **state)
{
    const struct {
        const char *why, *open, *close;
        int count;
        enum ck_code code;
    } rows[] = {
        {"63 within the object", "[", "]", 63, CK_OK},
        {"64 within the object", "[", "]", 64, CK_ERR_ITEM},
        {"never closed", "[", "", 100000, CK_ERR_ITEM},
        {"objects too", "{\"a\":", "0}", 100000, CK_ERR_ITEM},
        {"brackets in text do not nest", "\"[\",\"", "\"", 0, CK_OK},
        {"values", "0,", "", 300000, CK_ERR_TOO_LARGE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_buf text;
        struct ck_post post = {0};
        struct ck_error err = {0};
        int times = rows[i].count;

        ck_buf_init(&text, 4 * 1024 * 1024);
        ck_buf_adds(&text, "{\"id\":\"" ID "\",\"author\":\"cat\",\"x\":");
        for (int n = 0; n < times; n++) {
            ck_buf_adds(&text, rows[i].open);
        }
        ck_buf_adds(&text, times == 0 ? "\"[[{{\"" : "");
        for (int n = 0; n < times; n++) {
            ck_buf_adds(&text, rows[i].close);
        }
        ck_buf_adds(&text, "}");
        if (ck_post_from_text(text.data, text.len, &post, &err) !=
                (rows[i].code == CK_OK) ||
            err.code != rows[i].code) {
            fail_msg("%s: %s %s", rows[i].why, ck_code_text(err.code), err.detail);
        }
        ck_post_clear(&post);
        ck_buf_free(&text);
    }
}

static void test_cut_at_every_byte(void **state)
{
    struct ck_buf text;

    (void)state;
    sample_read("video-item.json", &text);
    while (text.len > 0 && text.data[text.len - 1] == '\n') {
        text.len--;
    }
    for (size_t len = 0; len < text.len; len++) {
        struct ck_post post;
        struct ck_error err = {0};

        assert_false(ck_post_from_text(text.data, len, &post, &err));
        assert_int_equal(err.code, CK_ERR_ITEM);
    }
    ck_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fallbacks_for_streams),
        cmocka_unit_test(test_odd_values_are_unknown_not_trusted),
        cmocka_unit_test(test_escapes_jansson_refuses),
        cmocka_unit_test(test_long_text_is_cut_between_characters),
        cmocka_unit_test(test_refused_items),
        cmocka_unit_test(test_nesting_and_number_of_values_are_limited),
        cmocka_unit_test(test_cut_at_every_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
