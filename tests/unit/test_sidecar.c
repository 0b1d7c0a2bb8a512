/* The sidecar: yt-dlp's names, our block, and nothing that must not be in it. */
#include "session/sidecar.h"

#include "base/mem.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char nickname[] = "Cat Lady";
static char track[] = "original sound";
static char artist[] = "cat band";
static char cat[] = "cat";
static char *tags[] = {cat};
static char signed_url[] =
    "https://v16-webapp-prime.us.tiktok.com/a/?expire=1&signature=s";
static char *urls[] = {signed_url};

static char place[] = "Berlin";
static struct ck_mention mention = {.id = "7", .name = "someone"};

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
        .hash = "0123",
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
        .music = {.title = track,
                  .author = artist,
                  .url = signed_url,
                  .duration = 21,
                  .original = true},
        .counts = {.likes = 1,
                   .comments = 2,
                   .shares = 3,
                   .plays = 4,
                   .saves = 5,
                   .reposts = 6},
        .place = {.name = place},
        .permissions = {.download = 0,
                        .duet = 3,
                        .stitch = -1,
                        .comment = -1,
                        .share_enabled = -1,
                        .duet_enabled = -1},
        .labels = {.ai = 1, .made_by_ai = true},
        .mentions = &mention,
        .mention_count = 1,
        .duet_of = "7602050882429897111",
        .dated = true,
        .cover_url = signed_url,
        .tags = tags,
        .tag_count = 1,
        .saving = CK_SAVING_ALLOWED,
    };
}

static const struct ck_sidecar_file files[] = {
    {.role = "video",
     .name = "2026-02-02 my cat [7602050882429897470].mp4",
     .bytes = 1647231,
     .sha256 = "aa",
     .host = "v16.example"},
    {.role = "cover",
     .name = "2026-02-02 my cat [7602050882429897470].jpg",
     .bytes = 11287,
     .sha256 = "bb",
     .host = "p16.example"},
};
static const struct ck_mp4 measured = {
    .video = true,
    .sound = true,
    .video_track = {.codec = "avc1", .width = 576, .height = 1024},
    .sound_track = {.codec = "mp4a"},
    .duration_s = 20.5,
};

static struct ck_sidecar facts_of(const struct ck_post *post,
                                  const struct ck_stream *stream)
{
    return (struct ck_sidecar){
        .post = post,
        .stream = stream,
        .mp4 = &measured,
        .page = "https://www.tiktok.com/@catlady/video/7602050882429897470",
        .seen = "page",
        .kept_at = 1770000000,
        .files = files,
        .file_count = 2,
    };
}

static json_t *make(const struct ck_post *post)
{
    const struct ck_stream stream = a_stream();
    const struct ck_sidecar facts = facts_of(post, &stream);

    return ck_sidecar_make(&facts);
}

static void expect(const json_t *made, const char *text)
{
    json_error_t where;
    json_t *expected = json_loads(text, 0, &where);

    assert_non_null(expected);
    if (!json_equal(made, expected)) {
        fail_msg("%s", json_dumps(made, JSON_INDENT(1)));
    }
    json_decref(expected);
}

static void test_it_is_what_the_format_says(void **state)
{
    static char text[] = "my cat #cat";
    const struct ck_post post = a_post(text);
    json_t *made = make(&post);
    json_t *block = json_incref(json_object_get(made, "clipkeep"));

    (void)state;
    assert_int_equal(json_object_del(made, "clipkeep"), 0);
    assert_int_equal(json_object_del(block, "version"), 0);
    expect(
        made,
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
        "\"artist\":\"cat band\",\"tags\":[\"cat\"],\"_type\":\"video\","
        "\"location\":\"Berlin\"}");
    expect(
        block,
        "{\"format\":1,\"kind\":\"video\",\"seen\":{\"how\":\"page\",\"at\":1770000000,"
        "\"address\":\"https://www.tiktok.com/@catlady/video/7602050882429897470\"},"
        "\"files\":[{\"role\":\"video\",\"bytes\":1647231,\"sha256\":\"aa\","
        "\"name\":\"2026-02-02 my cat [7602050882429897470].mp4\","
        "\"host\":\"v16.example\"},{\"role\":\"cover\",\"bytes\":11287,"
        "\"sha256\":\"bb\",\"name\":\"2026-02-02 my cat [7602050882429897470].jpg\","
        "\"host\":\"p16.example\"}],\"notes\":[],"
        "\"stream\":{\"codec\":\"h264\",\"quality\":\"normal_720_0\",\"width\":576,"
        "\"height\":1024,\"bitrate\":627500,\"bytes\":1647231,\"watermark\":false,"
        "\"file_hash\":\"0123\"},\"measured\":{\"duration\":20.5,\"width\":576,"
        "\"height\":1024,\"video_codec\":\"h264\",\"sound_codec\":\"aac\"},"
        "\"saving\":\"allowed\",\"author\":{\"id\":\"42\",\"sec_uid\":\"MS4w\"},"
        "\"music\":{\"title\":\"original sound\",\"author\":\"cat band\","
        "\"duration\":21,\"original\":true},\"place\":{\"name\":\"Berlin\"},"
        "\"permissions\":{\"download\":0,\"duet\":3,\"stitch_enabled\":false},"
        "\"labels\":{\"ai\":1,\"made_by_ai\":true,\"ad\":false,\"ad_allowed\":false,"
        "\"shop\":false},\"mentions\":[{\"id\":\"7\",\"name\":\"someone\"}],"
        "\"reposts\":6,\"duet_of\":\"7602050882429897111\",\"time_from\":\"post\","
        "\"rights\":{\"licence\":null,\"grade\":\"none\",\"evidence\":[],\"edition\":1}"
        "}");
    json_decref(block);
    json_decref(made);
}

static void test_a_joined_file_says_what_it_was_made_of(void **state)
{
    static const struct ck_sidecar_file sources[] = {
        {.role = "picture", .bytes = 10, .sha256 = "cc", .host = "v16.example"},
        {.role = "track", .bytes = 5, .sha256 = "dd", .host = "v19.example"},
    };
    static char text[] = "x";
    const struct ck_audio audio = {.bitrate = 64000, .bytes = 5, .hash = "45"};
    const struct ck_stream stream = a_stream();
    const struct ck_post post = a_post(text);
    struct ck_sidecar facts = facts_of(&post, &stream);
    json_t *made;
    json_t *block;

    (void)state;
    facts.audio = &audio;
    facts.sources = sources;
    facts.source_count = 2;
    ck_note_add(&facts.notes, CK_NOTE_SMALLER);
    made = ck_sidecar_make(&facts);
    block = json_object_get(made, "clipkeep");
    expect(
        json_object_get(json_array_get(json_object_get(block, "files"), 0),
                        "derived_from"),
        "[{\"role\":\"picture\",\"bytes\":10,\"sha256\":\"cc\",\"host\":\"v16.example\"},"
        "{\"role\":\"track\",\"bytes\":5,\"sha256\":\"dd\",\"host\":\"v19.example\"}]");
    expect(json_object_get(block, "sound"),
           "{\"bitrate\":64000,\"bytes\":5,\"file_hash\":\"45\"}");
    expect(json_object_get(block, "notes"), "[\"smaller\"]");
    json_decref(made);
}

static void test_photos_captions_and_no_video(void **state)
{
    static const struct ck_sidecar_file album[] = {
        {.role = "image", .name = "01.webp", .bytes = 3, .sha256 = "aa", .index = 0},
        {.role = "captions", .name = "x.vtt", .bytes = 3, .sha256 = "bb", .index = 0},
    };
    static char text[] = "trip";
    struct ck_caption caption = {
        .language = "eng-US", .source = "automatic", .format = "webvtt"};
    struct ck_image image = {.width = 1, .height = 1};
    struct ck_post post = a_post(text);
    struct ck_sidecar facts = facts_of(&post, NULL);
    json_t *made;

    (void)state;
    post.kind = CK_POST_PHOTO;
    post.images = &image;
    post.image_count = 1;
    post.captions = &caption;
    post.caption_count = 1;
    facts.mp4 = NULL;
    facts.files = album;
    made = ck_sidecar_make(&facts);
    assert_string_equal(json_string_value(json_object_get(made, "ext")), "webp");
    assert_null(json_object_get(made, "vcodec"));
    expect(json_object_get(json_object_get(made, "clipkeep"), "files"),
           "[{\"role\":\"image\",\"name\":\"01.webp\",\"bytes\":3,\"sha256\":\"aa\","
           "\"number\":1},{\"role\":\"captions\",\"name\":\"x.vtt\",\"bytes\":3,"
           "\"sha256\":\"bb\",\"language\":\"en\",\"source\":\"automatic\","
           "\"original_format\":\"webvtt\"}]");
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
        cmocka_unit_test(test_it_is_what_the_format_says),
        cmocka_unit_test(test_a_joined_file_says_what_it_was_made_of),
        cmocka_unit_test(test_photos_captions_and_no_video),
        cmocka_unit_test(test_no_signed_address_is_in_it),
        cmocka_unit_test(test_what_is_unknown_is_left_out),
        cmocka_unit_test(test_a_long_caption_is_cut_between_characters),
        cmocka_unit_test(test_without_memory_it_is_whole_or_nothing),
    };

    ck_mem_for_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
