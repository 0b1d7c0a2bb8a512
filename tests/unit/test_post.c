#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/post.h"

#include "samples.h"

#include <string.h>

#define ID "7602050882429897470"

static void read_sample(const char *name, struct ck_post *ret)
{
    struct ck_buf text;
    struct ck_error err = {0};

    sample_read(name, &text);
    if (!ck_post_from_text(text.data, text.len, ret, &err)) {
        fail_msg("%s: %s", name, err.detail);
    }
    ck_buf_free(&text);
}

static void read_text(const char *text, struct ck_post *ret)
{
    struct ck_error err = {0};

    if (!ck_post_from_text(text, strlen(text), ret, &err)) {
        fail_msg("%s: %s %s", text, ck_code_text(err.code), err.detail);
    }
}

static void test_video_is_read_whole(void **state)
{
    struct ck_post post;

    (void)state;
    read_sample("video-item.json", &post);
    assert_string_equal(post.id, ID);
    assert_int_equal(post.kind, CK_POST_VIDEO);
    assert_string_equal(post.author.name, "catlady");
    assert_string_equal(post.author.id, "6890000000000000001");
    assert_string_equal(post.author.nickname, "Cat Lady \xf0\x9f\x90\xbe");
    assert_non_null(strstr(post.text, "#cat\nwatch to the end </script> @someone"));
    assert_int_equal(post.created, 1769990400);
    assert_int_equal(post.duration, 21);
    assert_int_equal(post.saving, CK_SAVING_OFF);
    assert_false(post.gated);
    assert_int_equal(post.counts.likes, 1203); /* statsV2 is exact */
    assert_int_equal(post.counts.shares, 3);   /* only stats has it */
    assert_int_equal(post.counts.saves, 40);   /* a string */
    assert_int_equal(post.tag_count, 2);
    assert_string_equal(post.tags[0], "cat");
    assert_string_equal(post.tags[1], "doors");
    assert_string_equal(post.music.title, "original sound - catlady");
    assert_non_null(strstr(post.music.url, "/meow/"));
    assert_non_null(strstr(post.cover_url, "/cat~origin"));
    ck_post_clear(&post);
}

static void test_streams_are_told_apart(void **state)
{
    const struct {
        const char *why, *codec;
        int64_t width, bitrate, bytes;
        bool sound;
        size_t urls;
    } rows[] = {
        {"numbers as numbers", "h264", 576, 627834, 1647231, true, 3},
        {"numbers as text, no Format", "h265", 720, 702114, 1842000, true, 2},
        {"dash has no sound", "h265", 1080, 676000, 1774500, false, 1},
        {"bytevc2 is H.266 whatever the label", "h266", 1080, 500000, 1300000, true, 1},
    };
    struct ck_post post;

    (void)state;
    read_sample("video-item.json", &post);
    assert_int_equal(post.stream_count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct ck_stream *stream = &post.streams[i];

        if (strcmp(stream->codec, rows[i].codec) != 0 || stream->width != rows[i].width ||
            stream->bitrate != rows[i].bitrate || stream->bytes != rows[i].bytes ||
            stream->sound != rows[i].sound || stream->url_count != rows[i].urls ||
            stream->watermark) {
            fail_msg("%s", rows[i].why);
        }
    }
    assert_non_null(strstr(post.streams[0].urls[0], "//v16-"));
    assert_non_null(strstr(post.streams[0].urls[2], "/aweme/v1/play/"));
    assert_string_equal(post.streams[0].hash, "11112222333344445555666677778888");
    ck_post_clear(&post);
}

/* The sound that a silent stream lacks, and how the stream names it. */
static void test_sound_tracks(void **state)
{
    struct ck_post post;

    (void)state;
    read_sample("video-item.json", &post);
    assert_int_equal(post.audio_count, 2); /* one without an address is none */
    assert_string_equal(post.audios[1].id, "af01");
    assert_string_equal(post.audios[1].hash, "bbbbccccddddeeeeffff000011112222");
    assert_int_equal(post.audios[1].bitrate, 64567);
    assert_int_equal(post.audios[1].bytes, 169000);
    assert_int_equal(post.audios[1].url_count, 2);
    assert_string_equal(post.streams[0].audio_id, "");
    assert_string_equal(post.streams[2].audio_id, "af01");
    ck_post_clear(&post);
}

static void test_doubtful_mirrors_come_last(void **state)
{
    struct ck_post post;

    (void)state;
    read_text("{\"id\":\"" ID "\",\"author\":\"a\",\"video\":{\"bitrateInfo\":[{"
              "\"VideoExtra\":\"{audio_file_id\",\"PlayAddr\":{\"UrlList\":["
              "\"https://www.tiktok.com/aweme/v1/play/?a\",\"https://v1.tiktok.com/1\","
              "\"https://www.tiktok.com/aweme/v1/play/?b\",\"https://v2.tiktok.com/2\"]"
              "}}]}}",
              &post);
    assert_int_equal(post.streams[0].url_count, 4);
    assert_int_equal(post.streams[0].sure_count, 2);
    assert_string_equal(post.streams[0].urls[0], "https://v1.tiktok.com/1");
    assert_string_equal(post.streams[0].urls[1], "https://v2.tiktok.com/2");
    assert_string_equal(post.streams[0].urls[2],
                        "https://www.tiktok.com/aweme/v1/play/?a");
    assert_string_equal(post.streams[0].urls[3],
                        "https://www.tiktok.com/aweme/v1/play/?b");
    ck_post_clear(&post);
}

static void test_facts_for_the_sidecar(void **state)
{
    struct ck_post post;

    (void)state;
    read_sample("video-item.json", &post);
    assert_int_equal(post.mention_count, 1);
    assert_string_equal(post.mentions[0].id, "6890000000000000077");
    assert_string_equal(post.mentions[0].name, "someone");
    assert_string_equal(post.place.name, "Cat Caf\xc3\xa9");
    assert_string_equal(post.place.city, "Springfield");
    assert_string_equal(post.place.region, "US");
    assert_string_equal(post.language, "en");
    assert_string_equal(post.playlist_id, "7408132691326929672");
    assert_string_equal(post.duet_of, "7602050882429890000");
    assert_int_equal(post.labels.ai, 2);
    assert_true(post.labels.made_by_ai);
    assert_string_equal(post.labels.ai_text, "made with a machine");
    assert_true(post.labels.ad);
    assert_true(post.labels.shop);
    assert_false(post.labels.ad_allowed);
    assert_int_equal(post.permissions.duet, 3);
    assert_int_equal(post.permissions.comment, 1);
    assert_int_equal(post.permissions.stitch, -1);
    assert_int_equal(post.permissions.share_enabled, 1);
    assert_int_equal(post.permissions.duet_enabled, 0);
    assert_int_equal(post.permissions.stitch_enabled, -1);
    ck_post_clear(&post);
}

static void test_odd_facts_are_unknown(void **state)
{
    struct ck_post post;

    (void)state;
    read_text("{\"id\":\"" ID "\",\"author\":\"a\",\"video\":{\"bitrateAudioInfo\":{}},"
              "\"poi\":[],\"locationCreated\":\"a b\",\"playlistId\":\"../x\","
              "\"duetInfo\":{\"duetFromId\":\"0\"},\"isAd\":\"yes\",\"IsAigc\":false,"
              "\"textExtra\":[{\"hashtagName\":\"cat\"},{\"userUniqueId\":\"../b\"},"
              "{\"userId\":\"5\"},{\"userId\":\"5\"}],\"shareEnabled\":1}",
              &post);
    assert_int_equal(post.audio_count, 0);
    assert_string_equal(post.place.name, "");
    assert_string_equal(post.place.region, "");
    assert_string_equal(post.playlist_id, "");
    assert_string_equal(post.duet_of, "");
    assert_false(post.labels.ad);
    assert_false(post.labels.made_by_ai);
    assert_int_equal(post.labels.ai, -1);
    assert_int_equal(post.mention_count, 1);
    assert_string_equal(post.mentions[0].id, "5");
    assert_int_equal(post.permissions.share_enabled, -1);
    ck_post_clear(&post);
}

static void test_captions_are_joined(void **state)
{
    struct ck_post post;

    (void)state;
    read_sample("video-item.json", &post);
    assert_int_equal(post.caption_count, 3);
    assert_string_equal(post.captions[0].language, "eng-US");
    assert_string_equal(post.captions[0].source, "automatic");
    assert_string_equal(post.captions[0].format, "webvtt");
    assert_int_equal(post.captions[0].url_count, 2); /* with the mirror of claInfo */
    assert_string_equal(post.captions[1].source, "translated");
    assert_string_equal(post.captions[2].language, "deu-DE"); /* only claInfo has it */
    assert_string_equal(post.captions[2].source, "creator");
    assert_string_equal(post.captions[2].format, "srt");
    ck_post_clear(&post);
}

static void test_photo_post(void **state)
{
    struct ck_post post;

    (void)state;
    read_sample("photo-item.json", &post);
    assert_int_equal(post.kind, CK_POST_PHOTO);
    assert_int_equal(post.created, 1788000000); /* a number here */
    assert_int_equal(post.image_count, 3);
    assert_int_equal(post.images[0].url_count, 2);
    assert_int_equal(post.images[1].url_count, 0); /* not https, yet not forgotten */
    assert_int_equal(post.images[1].height, 2148);
    assert_int_equal(post.stream_count, 0); /* its playAddr is a sound */
    assert_null(post.music.url);
    assert_string_equal(post.music.title, "Song");
    assert_non_null(strstr(post.cover_url, "/trip-cover.jpeg"));
    assert_int_equal(post.saving, CK_SAVING_ALLOWED);
    ck_post_clear(&post);
}

static void test_author_may_be_a_bare_handle(void **state)
{
    struct ck_post post;

    (void)state;
    read_text("{\"id\":\"" ID "\",\"author\":\"catlady\",\"nickname\":\"Cat\","
              "\"authorId\":\"42\",\"authorSecId\":\"MS4w\",\"downloadSetting\":0}",
              &post);
    assert_string_equal(post.author.name, "catlady");
    assert_string_equal(post.author.nickname, "Cat");
    assert_string_equal(post.author.id, "42"); /* old accounts have short numbers */
    assert_int_equal(post.saving, CK_SAVING_ALLOWED);
    ck_post_clear(&post);
}

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
        cmocka_unit_test(test_video_is_read_whole),
        cmocka_unit_test(test_streams_are_told_apart),
        cmocka_unit_test(test_sound_tracks),
        cmocka_unit_test(test_doubtful_mirrors_come_last),
        cmocka_unit_test(test_facts_for_the_sidecar),
        cmocka_unit_test(test_odd_facts_are_unknown),
        cmocka_unit_test(test_captions_are_joined),
        cmocka_unit_test(test_photo_post),
        cmocka_unit_test(test_author_may_be_a_bare_handle),
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
