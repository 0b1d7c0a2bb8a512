#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/post.h"

#include <string.h>

static char address[] = "https://v16.tiktok.com/";
static char *addresses[] = {address};

#define STREAM(codec_, quality_, width_, height_, bitrate_)                              \
    {                                                                                    \
        .codec = codec_, .quality = quality_, .width = width_, .height = height_,        \
        .bitrate = bitrate_, .bytes = -1, .sound = true, .urls = addresses,              \
        .url_count = 1                                                                   \
    }

static long choose(struct ck_stream *streams, size_t count)
{
    const struct ck_post post = {.streams = streams, .stream_count = count};

    return ck_stream_choose(&post);
}

static void test_largest_picture_wins(void **state)
{
    struct ck_stream ladder[] = {
        STREAM("h264", "normal_540_0", 576, 1024, 900000),
        STREAM("h265", "adapt_lower_720_1", 720, 1280, 500000),
        STREAM("h265", "adapt_540_1", 576, 1024, 400000),
        STREAM("h264", "normal_720_0", 720, 1280, 930000),
    };

    (void)state;
    assert_int_equal(choose(ladder, 4), 3); /* of the two 720 the higher bitrate */
    assert_int_equal(choose(ladder, 3), 1); /* size before bitrate */
    assert_int_equal(choose(ladder, 1), 0);
    assert_int_equal(choose(ladder, 0), -1);
}

static void test_what_is_never_chosen(void **state)
{
    struct ck_stream streams[] = {
        STREAM("h264", "", 576, 1024, 1),  STREAM("h265", "", 1080, 1920, 2),
        STREAM("h266", "", 1080, 1920, 3), STREAM("h264", "", 1080, 1920, 4),
        STREAM("h264", "", 2000, 3000, 5),
    };

    (void)state;
    streams[1].sound = false;
    streams[3].watermark = true;
    streams[4].url_count = 0;
    assert_int_equal(choose(streams, 5), 0);
    assert_int_equal(choose(streams + 1, 4), -1);
}

static void test_a_name_stands_for_a_missing_size(void **state)
{
    struct ck_stream streams[] = {
        STREAM("h264", "normal_540_0", -1, -1, 1711805),
        STREAM("h265", "adapt_lowest_1080_1", -1, -1, 1312594),
        STREAM("h265", "adapt_lower_720_1", 720, 1280, 922617),
        STREAM("", "", -1, -1, 9999999),
    };

    (void)state;
    assert_int_equal(choose(streams, 4), 1);
    streams[1].sound = false;
    assert_int_equal(choose(streams, 4), 2);
    assert_int_equal(choose(streams + 3, 1), 0); /* nothing known, yet the only one */
}

static void test_absurd_sizes_do_not_overflow(void **state)
{
    struct ck_stream streams[] = {
        STREAM("h264", "", INT64_MAX, INT64_MAX, INT64_MAX),
        STREAM("h264", "", 576, 1024, 1),
        STREAM("h264", "999999999999999999999999999999_", -1, -1, 1),
    };

    (void)state;
    assert_int_equal(choose(streams, 3), 1);
}

static void test_expiry(void **state)
{
    const struct {
        const char *why, *url;
        int64_t time;
    } rows[] = {
        {"video", "https://v16.tiktok.com/x/?a=1988&expire=1770163221&l=2", 1770163221},
        {"first word", "https://v16.tiktok.com/x/?expire=1770163221", 1770163221},
        {"image", "https://p16.tiktokcdn.com/x.image?dr=1&x-expires=1770163200&t=1",
         1770163200},
        {"data export", "https://video.tiktokv.us/x?x-tos-expires=1770163200",
         1770163200},
        {"in the path",
         "https://v16m.tiktokcdn-us.com/0123456789abcdef0123456789abcdef/67dd3844/video/",
         0x67dd3844},
        {"no time", "https://v16.tiktok.com/x/?a=1988", 0},
        {"a word that only ends so", "https://v16.tiktok.com/x/?noexpire=1770163221", 0},
        {"no number", "https://v16.tiktok.com/x/?expire=soon", 0},
        {"too long a number", "https://v16.tiktok.com/x/?expire=17701632211770163221", 0},
        {"negative", "https://v16.tiktok.com/x/?expire=-5", 0},
        {"a path of other lengths", "https://v16.tiktok.com/0123/67dd3844/video/", 0},
        {"no path", "https://v16.tiktok.com", 0},
        {"nothing", "", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ck_stream_expiry(rows[i].url) != rows[i].time) {
            fail_msg("%s: %lld", rows[i].why, (long long)ck_stream_expiry(rows[i].url));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_largest_picture_wins),
        cmocka_unit_test(test_what_is_never_chosen),
        cmocka_unit_test(test_a_name_stands_for_a_missing_size),
        cmocka_unit_test(test_absurd_sizes_do_not_overflow),
        cmocka_unit_test(test_expiry),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
