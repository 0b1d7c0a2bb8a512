#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"

#include "lister_site.h"

static void test_lists_are_gone_through_to_their_end(void **state)
{
    const int64_t no = -1;
    const struct {
        const char *why;
        enum ck_lister_list list;
        struct site site;
        int64_t stated, since;
        enum ck_lister_end end;
        enum ck_code code;
        size_t found;
        int answers; /* at most */
    } rows[] = {
        {"plain",
         CK_LISTER_POSTS,
         {.posts = 40, .every = DAY / 4, .more = -1},
         40,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         40,
         3},
        {"nobody says how many",
         CK_LISTER_POSTS,
         {.posts = 40, .every = DAY / 4, .more = -1},
         no,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         40,
         9},
        {"an account of nothing",
         CK_LISTER_POSTS,
         {.posts = 0, .more = 0},
         0,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         0,
         1},
        {"a gap of two months",
         CK_LISTER_POSTS,
         {.posts = 40, .every = DAY / 4, .gap = 60 * DAY, .more = 1},
         40,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         40,
         25},
        {"a gap, and it says that it ends there",
         CK_LISTER_POSTS,
         {.posts = 40, .every = DAY / 4, .gap = 20 * DAY, .more = -1},
         40,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         40,
         9},
        {"one post a month",
         CK_LISTER_POSTS,
         {.posts = 12, .every = 30 * DAY, .more = 1},
         12,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         12,
         80},
        {"more for ever",
         CK_LISTER_POSTS,
         {.posts = 20, .every = DAY, .more = 1},
         no,
         INT64_C(1000) * (NOW - 90 * DAY),
         CK_LISTER_COMPLETE,
         CK_OK,
         20,
         20},
        {"never more",
         CK_LISTER_POSTS,
         {.posts = 60, .every = DAY / 4, .more = 0},
         60,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         60,
         5},
        {"an end in the middle that is none",
         CK_LISTER_POSTS,
         {.posts = 100, .every = DAY / 4, .more = 2},
         100,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         100,
         8},
        {"its tail is missing",
         CK_LISTER_POSTS,
         {.posts = 50, .every = DAY / 4, .lost = 10, .more = -1},
         50,
         0,
         CK_LISTER_SHORT,
         CK_OK,
         40,
         9},
        {"every third answer is empty",
         CK_LISTER_POSTS,
         {.posts = 90, .every = DAY / 4, .empty_every = 3, .more = -1},
         90,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         90,
         10},
        {"one page until the device changes",
         CK_LISTER_POSTS,
         {.posts = 40, .every = DAY / 4, .stuck = true, .stuck_devices = 3, .more = 1},
         40,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         40,
         12},
        {"one page for ever",
         CK_LISTER_POSTS,
         {.posts = 40, .every = DAY / 4, .stuck = true, .stuck_devices = -1, .more = 1},
         40,
         0,
         CK_LISTER_SHORT,
         CK_OK,
         15,
         12},
        {"one page for ever, nobody says how many",
         CK_LISTER_POSTS,
         {.posts = 40, .every = DAY / 4, .stuck = true, .stuck_devices = -1, .more = 1},
         no,
         0,
         CK_LISTER_SHORT,
         CK_OK,
         15,
         12},
        {"the oldest is pinned, and someone is live",
         CK_LISTER_POSTS,
         {.posts = 60, .every = DAY / 4, .pinned = true, .live = true, .more = -1},
         60,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         60,
         6},
        {"nothing but empty answers",
         CK_LISTER_POSTS,
         {.posts = 60, .every = DAY, .empty_every = 1},
         60,
         0,
         CK_LISTER_REFUSED,
         CK_ERR_SHELL,
         0,
         6},
        {"a captcha in the middle",
         CK_LISTER_POSTS,
         {.posts = 60,
          .every = DAY / 4,
          .refuse_from = 3,
          .more = 1,
          .refusal = "{\"statusCode\":10000}"},
         60,
         0,
         CK_LISTER_REFUSED,
         CK_ERR_CAPTCHA,
         30,
         3},
        {"a private account",
         CK_LISTER_POSTS,
         {.refuse_from = 1, .refusal = "{\"statusCode\":10222,\"hasMore\":false}"},
         60,
         0,
         CK_LISTER_REFUSED,
         CK_ERR_PRIVATE,
         0,
         1},
        {"answers cut short",
         CK_LISTER_POSTS,
         {.refuse_from = 1, .refusal = "{\"itemList\":[{\"id\":"},
         60,
         0,
         CK_LISTER_REFUSED,
         CK_ERR_PAGE,
         0,
         6},
        {"a collection",
         CK_LISTER_COLLECTION,
         {.posts = 70, .every = DAY, .more = -1},
         70,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         70,
         3},
        {"a collection that says more for ever",
         CK_LISTER_COLLECTION,
         {.posts = 70, .every = DAY, .more = 1},
         no,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         70,
         5},
        {"a collection that ends too early",
         CK_LISTER_COLLECTION,
         {.posts = 70, .every = DAY, .more = 0},
         70,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         70,
         3},
        {"a collection whose tail is missing",
         CK_LISTER_COLLECTION,
         {.posts = 70, .every = DAY, .lost = 5, .more = -1},
         70,
         0,
         CK_LISTER_SHORT,
         CK_OK,
         65,
         5},
        {"a collection with odd offsets",
         CK_LISTER_COLLECTION,
         {.posts = 70, .every = DAY, .odd_cursor = true, .more = -1},
         70,
         0,
         CK_LISTER_COMPLETE,
         CK_OK,
         70,
         4},
        {"a playlist that does not answer",
         CK_LISTER_PLAYLIST,
         {.posts = 70, .every = DAY, .empty_every = 1},
         no,
         0,
         CK_LISTER_REFUSED,
         CK_ERR_SHELL,
         0,
         2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct ck_lister_wish wish = {.list = rows[i].list,
                                            .key = "MS4wLjABAAAA-7_x",
                                            .now_ms = INT64_C(1000) * NOW,
                                            .since_ms = rows[i].since,
                                            .stated = rows[i].stated,
                                            .seed = i};
        struct visit visit = {.site = &rows[i].site};
        struct ck_lister lister;

        assert_true(ck_lister_begin(&wish, &lister, NULL));
        go_through(&lister, &visit);
        if (lister.end != rows[i].end || lister.code != rows[i].code ||
            lister.found != rows[i].found || visit.answers > rows[i].answers) {
            fail_msg("%s: end %d %s, found %zu of %zu, %d answers", rows[i].why,
                     lister.end, ck_code_text(lister.code), lister.found, rows[i].found,
                     visit.answers);
        }
        ck_lister_clear(&lister);
    }
}

static void test_what_is_asked(void **state)
{
    const struct ck_lister_wish wish = {.list = CK_LISTER_COLLECTION,
                                        .key = "7111111111111111111",
                                        .stated = -1,
                                        .seed = 7};
    struct ck_lister lister;
    char url[CK_LISTER_URL_SIZE];
    unsigned pause_ms;

    (void)state;
    assert_true(ck_lister_begin(&wish, &lister, NULL));
    assert_true(ck_lister_next(&lister, url, &pause_ms));
    assert_int_equal(pause_ms, 0);
    assert_ptr_equal(strstr(url, "https://www.tiktok.com/api/collection/item_list/?aid="),
                     url);
    assert_non_null(strstr(url, "&collectionId=7111111111111111111&sourceType=113&"));
    assert_int_equal(param(url, "&cursor="), 0);
    assert_true(param(url, "&device_id=") >= INT64_C(7250000000000000000));
    assert_true(param(url, "&device_id=") < INT64_C(7325099899999994578));
    ck_lister_clear(&lister);
}

static void test_a_key_is_never_more_than_a_key(void **state)
{
    const char *const keys[] = {"", "a&b=c", "a b", "../x", "\xc3\xa9"};

    (void)state;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const struct ck_lister_wish wish = {.key = keys[i]};
        struct ck_lister lister;
        struct ck_error err;

        assert_false(ck_lister_begin(&wish, &lister, &err));
        assert_int_equal(err.code, CK_ERR_PAGE);
    }
}

static void test_each_post_is_new_once(void **state)
{
    static const char bytes[] = "[{\"id\":\"7602050882429897470\",\"createTime\":1},"
                                "{\"id\":\"7602050882429897471\"}]";
    const struct ck_lister_wish wish = {.key = "x", .now_ms = INT64_C(1000) * NOW};
    struct ck_lister lister;
    struct ck_listing listing;
    bool fresh[2];

    (void)state;
    assert_true(ck_lister_begin(&wish, &lister, NULL));
    assert_true(ck_listing_read(bytes, strlen(bytes), &listing, NULL));
    assert_true(ck_lister_take(&lister, &listing, fresh, NULL));
    assert_true(fresh[0] && fresh[1]);
    assert_true(ck_lister_take(&lister, &listing, fresh, NULL));
    assert_false(fresh[0] || fresh[1]);
    ck_listing_clear(&listing);
    ck_lister_clear(&lister);
}

static void test_thousands_of_ids_are_told_apart(void **state)
{
    struct ck_seen seen = {0};

    (void)state;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 5000; i++) {
            char id[CK_ID_SIZE];
            bool fresh;

            (void)snprintf(id, sizeof(id), "760205088242%07d", i);
            assert_true(ck_seen_add(&seen, id, &fresh));
            assert_int_equal(fresh, round == 0);
        }
    }
    assert_int_equal(seen.count, 5000);
    ck_seen_clear(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists_are_gone_through_to_their_end),
        cmocka_unit_test(test_what_is_asked),
        cmocka_unit_test(test_a_key_is_never_more_than_a_key),
        cmocka_unit_test(test_each_post_is_new_once),
        cmocka_unit_test(test_thousands_of_ids_are_told_apart),
    };

    ck_mem_for_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
