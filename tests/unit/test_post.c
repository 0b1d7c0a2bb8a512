#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "post_samples.h"

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
    assert_int_equal(post.images[0].video_url_count, 2); /* a live photo */
    assert_int_equal(post.images[2].video_url_count, 0);
    assert_int_equal(post.stream_count, 0); /* its playAddr is a sound */
    assert_non_null(strstr(post.trimmed_url, "mime_type=audio_mp4"));
    assert_string_equal(post.title, "My trip");
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
