/* The sidecar: yt-dlp's names, our block, and nothing that must not be in it. */
#include "session/sidecar.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char word_video[] = "video";
static char word_cover[] = "cover";
static char word_page[] = "page";
static char address[] = "https://www.tiktok.com/@catlady/video/7602050882429897470";
static char video_name[] = "catlady/2026-02-02 my cat [7602050882429897470].mp4";
static char cover_name[] = "catlady/2026-02-02 my cat [7602050882429897470].jpg";
static char nickname[] = "Cat Lady";
static char track[] = "original sound";
static char artist[] = "cat band";
static char cat[] = "cat";
static char *tags[] = {cat};
static char signed_url[] =
    "https://v16-webapp-prime.us.tiktok.com/a/?expire=1&signature=s";
static char *urls[] = {signed_url};

static struct ck_stream a_stream(void)
{
    return (struct ck_stream){
        .codec = "h264",
        .quality = "normal_720_0",
        .width = 576,
        .height = 1024,
        .bitrate = 627500,
        .bytes = 1647231,
        .sound = true,
        .urls = urls,
        .url_count = 1,
    };
}

static struct ck_post a_post(char *text)
{
    return (struct ck_post){
        .id = "7602050882429897470",
        .author = {.id = "42",
                   .name = "catlady",
                   .nickname = nickname,
                   .sec_uid = "MS4w"},
        .text = text,
        .created = 1769990400,
        .duration = 21,
        .music = {.title = track, .author = artist, .url = signed_url},
        .counts = {.likes = 1, .comments = 2, .shares = 3, .plays = 4, .saves = 5},
        .cover_url = signed_url,
        .tags = tags,
        .tag_count = 1,
        .saving = CK_SAVING_ALLOWED,
    };
}

static json_t *make(const struct ck_post *post)
{
    struct ck_kept_file files[] = {{word_video, video_name, 1647231, "aa"},
                                   {word_cover, cover_name, 11287, "bb"}};
    const struct ck_kept kept = {.id = "7602050882429897470",
                                 .page = address,
                                 .kept_at = 1770000000,
                                 .seen = word_page,
                                 .files = files,
                                 .file_count = 2};
    const struct ck_stream stream = a_stream();
    const struct ck_sidecar facts = {post, &stream, &kept};

    return ck_sidecar_make(&facts);
}

static void test_it_is_what_the_format_says(void **state)
{
    static char text[] = "my cat #cat";
    const struct ck_post post = a_post(text);
    json_t *made = make(&post);
    json_error_t where;
    json_t *expected = json_loads(
        "{\"id\":\"7602050882429897470\",\"title\":\"my cat #cat\","
        "\"description\":\"my cat #cat\",\"uploader\":\"catlady\",\"uploader_id\":\"42\","
        "\"channel\":\"Cat Lady\",\"channel_id\":\"MS4w\","
        "\"uploader_url\":\"https://www.tiktok.com/@catlady\",\"timestamp\":1769990400,"
        "\"upload_date\":\"20260202\",\"duration\":21,"
        "\"webpage_url\":\"https://www.tiktok.com/@catlady/video/7602050882429897470\","
        "\"original_url\":\"https://www.tiktok.com/@catlady/video/7602050882429897470\","
        "\"extractor\":\"TikTok\",\"extractor_key\":\"TikTok\",\"ext\":\"mp4\","
        "\"vcodec\":\"h264\",\"acodec\":\"aac\",\"format_id\":\"normal_720_0\","
        "\"width\":576,\"height\":1024,\"tbr\":627.5,\"filesize\":1647231,"
        "\"view_count\":4,\"like_count\":1,\"comment_count\":2,\"repost_count\":3,"
        "\"save_count\":5,\"track\":\"original sound\",\"artists\":[\"cat band\"],"
        "\"artist\":\"cat band\",\"tags\":[\"cat\"],\"_type\":\"video\"}",
        0, &where);
    json_t *block;

    (void)state;
    assert_non_null(expected);
    block = json_incref(json_object_get(made, "clipkeep"));
    assert_int_equal(json_object_del(made, "clipkeep"), 0);
    if (!json_equal(made, expected)) {
        fail_msg("%s", json_dumps(made, JSON_INDENT(1)));
    }
    json_decref(expected);
    json_object_del(block, "version");
    expected = json_loads(
        "{\"format\":1,\"seen\":{\"how\":\"page\",\"at\":1770000000},\"files\":["
        "{\"role\":\"video\",\"name\":\"2026-02-02 my cat [7602050882429897470].mp4\","
        "\"bytes\":1647231,\"sha256\":\"aa\"},"
        "{\"role\":\"cover\",\"name\":\"2026-02-02 my cat [7602050882429897470].jpg\","
        "\"bytes\":11287,\"sha256\":\"bb\"}],"
        "\"stream\":{\"codec\":\"h264\",\"quality\":\"normal_720_0\",\"width\":576,"
        "\"height\":1024,\"bitrate\":627500},\"saving\":\"allowed\","
        "\"author\":{\"id\":\"42\",\"sec_uid\":\"MS4w\"}}",
        0, &where);
    assert_non_null(expected);
    if (!json_equal(block, expected)) {
        fail_msg("%s", json_dumps(block, JSON_INDENT(1)));
    }
    json_decref(expected);
    json_decref(block);
    json_decref(made);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_what_the_format_says),
        cmocka_unit_test(test_no_signed_address_is_in_it),
        cmocka_unit_test(test_what_is_unknown_is_left_out),
        cmocka_unit_test(test_a_long_caption_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
