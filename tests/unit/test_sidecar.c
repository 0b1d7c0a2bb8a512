/* The sidecar: yt-dlp's names and our block. */
#include "expect_json.h"
#include "sidecar_samples.h"

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
        "\"rights\":{\"licence\":null,\"grade\":\"none\",\"evidence\":[],\"edition\":2}"
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
    facts.mine = true;
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
    assert_true(json_is_true(json_object_get(block, "mine")));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_is_what_the_format_says),
        cmocka_unit_test(test_a_joined_file_says_what_it_was_made_of),
        cmocka_unit_test(test_photos_captions_and_no_video),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
