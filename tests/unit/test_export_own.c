/* Own posts of a data export: when their direct links end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/export_own.h"

#include <string.h>

#define VIDEO "https://video-sg.tiktokv.us/storage/v1/tos-x/abc?a=1233&"
#define PICTURE "https://p16-sign-sg.tiktokcdn.com/tos-x/1~tplv-noop.jpeg?"

static void test_when_links_end(void **state)
{
    static const struct {
        struct ck_export_field field;
        size_t count;
        int64_t ends;
        const char *why;
    } rows[] = {
        {{"Link", VIDEO "x-tos-expires=1770035696&x-tos-signature=s"},
         1,
         1770035696,
         "a video"},
        {{"VideoLink", VIDEO "x-expires=1770035696"}, 1, 1770035696, "an old one"},
        {{"Link", PICTURE "x-expires=30\r\n" PICTURE "x-expires=20\n" PICTURE "y=1\n"},
         3,
         20,
         "pictures: the first to end counts"},
        {{"Link", VIDEO "mime_type=video_mp4"}, 1, 0, "no end is said"},
        {{"Link", VIDEO "not-x-expires=9"}, 1, 0, "another name"},
        {{"Link", "https://a.tiktokcdn.com/x-expires=9"}, 1, 0, "not in the query"},
        {{"Link", VIDEO "x-expires="}, 1, 0, "no value"},
        {{"Link", VIDEO "x-expires=99999999999999999999"}, 1, 0, "too large"},
        {{"Link", VIDEO "x-expires=-5"}, 1, 0, "no number"},
        {{"Link", "https://www.tiktokv.com/share/video/7602050882429897470/"},
         0,
         0,
         "a post's page is no file"},
        {{"Link", "http://video-sg.tiktokv.us/a?x-expires=9"}, 0, 0, "not secret"},
        {{"Link", "N/A"}, 0, 0, "nothing"},
        {{"CoverImage", PICTURE "x-expires=9"}, 0, 0, "the cover is not the post"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_export_row row = {CK_EXPORT_POSTS, &rows[i].field, 1};
        struct ck_export_links links;

        ck_export_links_read(&row, &links);
        if (links.count != rows[i].count || links.ends != rows[i].ends) {
            fail_msg("%s: %zu, %lld", rows[i].why, links.count, (long long)links.ends);
        }
    }
}

static void test_how_many_have_ended(void **state)
{
    static const struct ck_export_field links[] = {
        {"Link", VIDEO "x-tos-expires=1001"},
        {"Link", VIDEO "x-tos-expires=2000"},
        {"Link", VIDEO "x-tos-expires=1000"},
        {"Link", PICTURE "x-expires=3000\n" PICTURE "x-expires=999"},
        {"Link", VIDEO "a=b"},
        {"Link", "N/A"},
    };
    struct ck_export_own own = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        struct ck_export_row row = {CK_EXPORT_POSTS, &links[i], 1};

        ck_export_own_add(&own, &row, 1000);
        row.list = CK_EXPORT_STORIES; /* own posts, too */
        ck_export_own_add(&own, &row, 1000);
        row.list = CK_EXPORT_DELETED;
        ck_export_own_add(&own, &row, 1000);
    }
    assert_int_equal(own.posts, 12);
    assert_int_equal(own.live, 4);
    assert_int_equal(own.ended, 4);
    assert_int_equal(own.undated, 2);
    assert_int_equal(own.without, 2);
    assert_int_equal(own.photos, 2);
    assert_int_equal(own.next, 1001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_when_links_end),
        cmocka_unit_test(test_how_many_have_ended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
