#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/plan.h"

#include <string.h>

static char address[] = "https://v16.tiktok.com/";
static char *addresses[] = {address};

#define STREAM(codec_, width_, bytes_, bitrate_, sound_, mark_, audio_)                  \
    {                                                                                    \
        .codec = codec_, .width = width_, .height = (width_)*16 / 9, .bytes = bytes_,    \
        .bitrate = bitrate_, .sound = sound_, .watermark = mark_, .audio_id = audio_,    \
        .urls = addresses, .url_count = 1                                                \
    }

enum { HIGH, LOW }; /* the two sound tracks */

static const struct ck_audio tracks[] = {
    [HIGH] = {.id = "high", .hash = "aa", .bitrate = 128000, .bytes = 300},
    [LOW] = {.id = "low", .hash = "bb", .bitrate = 64000, .bytes = 100},
};

/* h264 576, h265 720 with more bytes, h265 1080 silent, h266 1080, and the marked one. */
static const struct ck_stream typical[] = {
    STREAM("h264", 576, 1600, 800, true, false, ""),
    STREAM("h265", 720, 1800, 900, true, false, ""),
    STREAM("h265", 1080, 1700, 850, false, false, "low"),
    STREAM("h266", 1080, 900, 450, true, false, ""),
    STREAM("", -1, -1, -1, true, true, ""),
};
static const struct ck_stream silent[] = {
    STREAM("h265", 1080, 1700, 850, false, false, "aa"),
    STREAM("h265", 720, 900, 450, false, false, ""),
    STREAM("", -1, -1, -1, true, true, ""),
};
static const struct ck_stream marked[] = {
    STREAM("h264", 576, 1000, 500, true, true, ""),
    STREAM("h266", 1080, 900, 450, true, false, ""),
};
static const struct ck_stream twins[] = {
    STREAM("h265", 1080, 1700, 9000, false, false, ""),
    STREAM("h265", 1080, 1500, 10, true, false, ""),
    STREAM("h264", 576, 1600, 800, true, false, ""),
    STREAM("h264", 720, 1900, 950, true, false, ""),
};
static const struct ck_stream unnamed[] = {
    STREAM("h265", 1080, 1000, 500, true, false, ""),
    STREAM("", 576, 2000, 1000, true, false, ""),
};
static const struct ck_stream unsized[] = {
    STREAM("h264", 720, -1, 800000, true, false, ""),
    STREAM("h264", 576, -1, 400000, true, false, ""),
    STREAM("h264", 1080, -1, -1, true, false, ""),
};

#define LADDER(name) name, sizeof(name) / sizeof((name)[0])

static void test_what_each_policy_takes(void **state)
{
    const struct {
        const char *why;
        const struct ck_stream *streams;
        size_t count, tracks;
        enum ck_policy policy;
        bool may_join, watermark;
        bool found;
        struct ck_plan plan;
    } rows[] = {
        {"the largest picture is silent, its own sound is joined",
         LADDER(typical),
         2,
         CK_POLICY_BEST,
         true,
         false,
         true,
         {2, LOW, true, false}},
        {"nothing joins, so the largest with sound",
         LADDER(typical),
         2,
         CK_POLICY_BEST,
         false,
         false,
         true,
         {1, -1, false, false}},
        {"no sound track to join",
         LADDER(typical),
         0,
         CK_POLICY_BEST,
         true,
         false,
         true,
         {1, -1, false, false}},
        {"H.264 even when smaller",
         LADDER(typical),
         2,
         CK_POLICY_COMPATIBLE,
         true,
         false,
         true,
         {0, -1, false, false}},
        {"the largest H.264",
         LADDER(twins),
         2,
         CK_POLICY_COMPATIBLE,
         true,
         false,
         true,
         {3, -1, false, false}},
        {"a codec without a name before H.265",
         LADDER(unnamed),
         0,
         CK_POLICY_COMPATIBLE,
         true,
         false,
         true,
         {1, -1, false, false}},
        {"no H.264, so what there is",
         LADDER(silent),
         2,
         CK_POLICY_COMPATIBLE,
         true,
         false,
         true,
         {0, HIGH, true, false}},
        {"fewest bytes",
         LADDER(typical),
         2,
         CK_POLICY_SMALL,
         true,
         false,
         true,
         {0, -1, false, false}},
        {"fewest bytes, the sound's counted",
         LADDER(twins),
         2,
         CK_POLICY_SMALL,
         true,
         false,
         true,
         {1, -1, false, false}},
        {"bytes guessed from bitrate and time; none known is last",
         LADDER(unsized),
         0,
         CK_POLICY_SMALL,
         true,
         false,
         true,
         {1, -1, false, false}},
        {"of equal pictures the one that needs no joining",
         LADDER(twins),
         2,
         CK_POLICY_BEST,
         true,
         false,
         true,
         {1, -1, false, false}},
        {"sound by hash",
         LADDER(silent),
         2,
         CK_POLICY_BEST,
         true,
         false,
         true,
         {0, HIGH, true, false}},
        {"all silent and nothing joins",
         LADDER(silent),
         2,
         CK_POLICY_BEST,
         false,
         false,
         false,
         {0, 0, false, false}},
        {"all silent and nothing joins, but a watermark is fine",
         LADDER(silent),
         2,
         CK_POLICY_BEST,
         false,
         true,
         true,
         {2, -1, false, false}},
        {"joining comes before a watermark",
         LADDER(silent),
         2,
         CK_POLICY_SMALL,
         true,
         true,
         true,
         {1, HIGH, true, false}},
        {"watermark not wanted",
         LADDER(marked),
         2,
         CK_POLICY_BEST,
         true,
         false,
         false,
         {0, 0, false, false}},
        {"watermark or nothing",
         LADDER(marked),
         2,
         CK_POLICY_BEST,
         true,
         true,
         true,
         {0, -1, false, false}},
        {"the sound's own track, the best of them",
         LADDER(typical),
         2,
         CK_POLICY_SOUND_ONLY,
         false,
         false,
         true,
         {-1, HIGH, false, false}},
        {"sound out of the smallest stream",
         LADDER(typical),
         0,
         CK_POLICY_SOUND_ONLY,
         true,
         false,
         true,
         {0, -1, false, true}},
        {"no sound anywhere",
         LADDER(silent),
         0,
         CK_POLICY_SOUND_ONLY,
         true,
         false,
         false,
         {0, 0, false, false}},
        {"nothing at all",
         NULL,
         0,
         0,
         CK_POLICY_BEST,
         true,
         true,
         false,
         {0, 0, false, false}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_stream streams[8];
        struct ck_audio audios[2];
        const struct ck_plan_limits limits = {.policy = rows[i].policy,
                                              .may_join = rows[i].may_join,
                                              .watermark = rows[i].watermark};
        const struct ck_post post = {.streams = streams,
                                     .stream_count = rows[i].count,
                                     .audios = audios,
                                     .audio_count = rows[i].tracks,
                                     .duration = 10};
        struct ck_plan plan = {0};
        bool found;

        if (rows[i].count > 0) {
            memcpy(streams, rows[i].streams, rows[i].count * sizeof(*streams));
        }
        memcpy(audios, tracks, sizeof(audios));
        found = ck_plan_choose(&post, &limits, &plan);
        if (found != rows[i].found || plan.stream != rows[i].plan.stream ||
            plan.audio != rows[i].plan.audio || plan.joined != rows[i].plan.joined ||
            plan.sound != rows[i].plan.sound) {
            fail_msg("%s: %d %ld %ld %d %d", rows[i].why, found, plan.stream, plan.audio,
                     plan.joined, plan.sound);
        }
    }
}

static void test_photo_posts_have_no_plan(void **state)
{
    struct ck_stream stream = typical[0];
    const struct ck_post post = {
        .kind = CK_POST_PHOTO, .streams = &stream, .stream_count = 1};
    const struct ck_plan_limits limits = {
        .policy = CK_POLICY_BEST, .may_join = true, .watermark = true};
    struct ck_plan plan;

    (void)state;
    assert_false(ck_plan_choose(&post, &limits, &plan));
}

static void test_what_has_failed_is_passed_over(void **state)
{
    struct ck_stream streams[] = {typical[0], typical[1], typical[2]};
    bool skip[] = {false, true, true};
    const struct ck_post post = {.streams = streams, .stream_count = 3};
    struct ck_plan_limits limits = {.policy = CK_POLICY_BEST, .skip = skip};
    struct ck_plan plan;

    (void)state;
    assert_true(ck_plan_choose(&post, &limits, &plan));
    assert_int_equal(plan.stream, 0);
    skip[0] = true;
    assert_false(ck_plan_choose(&post, &limits, &plan));
}

static void test_a_failed_sound_is_not_joined(void **state)
{
    struct ck_stream dash = typical[0];
    char *urls[] = {dash.urls[0]};
    struct ck_audio audio = {.urls = urls, .url_count = 1, .bytes = 1};
    const struct ck_post post = {
        .streams = &dash, .stream_count = 1, .audios = &audio, .audio_count = 1};
    struct ck_plan_limits limits = {.policy = CK_POLICY_BEST, .may_join = true};
    struct ck_plan plan;

    (void)state;
    dash.sound = false;
    assert_true(ck_plan_choose(&post, &limits, &plan));
    assert_true(plan.joined);
    limits.no_audio = true;
    assert_false(ck_plan_choose(&post, &limits, &plan));
    limits.policy = CK_POLICY_SOUND_ONLY;
    assert_false(ck_plan_choose(&post, &limits, &plan));
}

static void test_policies_have_names(void **state)
{
    const enum ck_policy all[] = {CK_POLICY_BEST, CK_POLICY_COMPATIBLE, CK_POLICY_SMALL,
                                  CK_POLICY_SOUND_ONLY};
    enum ck_policy policy;

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        assert_true(ck_policy_of_text(ck_policy_text(all[i]), &policy));
        assert_int_equal(policy, all[i]);
    }
    assert_false(ck_policy_of_text("largest", &policy));
    assert_false(ck_policy_of_text("", &policy));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_each_policy_takes),
        cmocka_unit_test(test_photo_posts_have_no_plan),
        cmocka_unit_test(test_what_has_failed_is_passed_over),
        cmocka_unit_test(test_a_failed_sound_is_not_joined),
        cmocka_unit_test(test_policies_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
