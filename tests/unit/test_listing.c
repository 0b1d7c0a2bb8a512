#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/io.h"
#include "base/mem.h"
#include "tiktok/listing.h"

#include "page_samples.h"

#include <string.h>
#include <sys/stat.h>

#define BARE "{\"id\":\"7602050882429897471\"}"
#define LIVE "{\"id\":\"7602050882429897472\",\"liveRoomInfo\":{\"status\":2}}"
#define GATED                                                                            \
    "{\"id\":\"7602050882429897473\",\"desc\":\"for adults\",\"author\":{\"uniqueId\":"  \
    "\"mina\"},\"isContentClassified\":true}"
#define LIST(items, rest) "{\"itemList\":[" items "]," rest "}"
#define CAPTURE                                                                          \
    CK_TEST_SOURCE "/../shared/captures/json/2025-03-post-item-list-with-photos.json"

static void read_listing(const char *why, const char *bytes, size_t len,
                         struct ck_listing *ret)
{
    struct ck_error err = {0};

    if (!ck_listing_read(bytes, len, ret, &err)) {
        fail_msg("%s: %s %s", why, ck_code_text(err.code), err.detail);
    }
}

/* --- what it says ----------------------------------------------------------------- */

static void test_an_answer_is_what_it_says(void **state)
{
    const struct {
        const char *why, *bytes;
        size_t count;
        int more;
        const char *cursor;
    } rows[] = {
        {"posts of an account",
         LIST(ITEM "," PHOTO, "\"hasMore\":true,\"cursor\":\"1769990400000\"") "\n", 2, 1,
         "1769990400000"},
        {"creator's list", LIST(ITEM, "\"hasMorePrevious\":false"), 1, 0, ""},
        {"comments' way of saying it", LIST(ITEM, "\"has_more\":1,\"cursor\":20"), 1, 1,
         "20"},
        {"has_more 0", LIST(ITEM, "\"has_more\":0"), 1, 0, ""},
        {"stories", LIST(ITEM, "\"HasMoreAfter\":true,\"MaxCursor\":5"), 1, 1, "5"},
        {"stories that say how many there are", LIST(ITEM, "\"TotalCount\":1"), 1, -1,
         ""},
        {"no story any more", LIST("", "\"HasMoreAfter\":false,\"statusCode\":0"), 0, 0,
         ""},
        {"one account's stories of several",
         "{\"batchStoryItemLists\":[" LIST(ITEM,
                                           "\"HasMoreAfter\":false") "],"
                                                                     "\"statusCode\":0}",
         1, 0, ""},
        {"neither", LIST(ITEM, "\"statusCode\":0"), 1, -1, ""},
        {"an odd cursor is none", LIST(ITEM, "\"cursor\":\"12&x=1\",\"maxCursor\":-4"), 1,
         -1, ""},
        {"a null says nothing", LIST(ITEM, "\"hasMore\":null,\"has_more\":true"), 1, 1,
         ""},
        {"a word says nothing", LIST(ITEM, "\"hasMore\":\"yes\""), 1, -1, ""},
        {"search",
         "{\"data\":[{\"type\":1,\"item\":" ITEM "},{\"type\":4}],\"cursor\":12}", 1, -1,
         "12"},
        {"feed", "{\"data\":{\"item_list\":[{\"itemStruct\":" ITEM "}]}}", 1, -1, ""},
        {"the items alone", "[" ITEM "," PHOTO "]", 2, -1, ""},
        {"a friendly word", LIST(ITEM, "\"status_code\":0,\"status_msg\":\"success\""), 1,
         -1, ""},
        {"items outweigh a status", LIST(ITEM, "\"statusCode\":10204"), 1, -1, ""},
        {"nothing, and it ends", LIST("", "\"hasMore\":false,\"statusCode\":0"), 0, 0,
         ""},
        {"a gap, and it goes on", LIST("", "\"hasMorePrevious\":true"), 0, 1, ""},
        {"an end without a list", "{\"hasMore\":false,\"cursor\":\"0\"}", 0, 0, "0"},
        {"null for a list", "{\"itemList\":null,\"hasMore\":false}", 0, 0, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_listing listing;

        read_listing(rows[i].why, rows[i].bytes, strlen(rows[i].bytes), &listing);
        if (listing.refused != CK_OK || listing.count != rows[i].count ||
            listing.more != rows[i].more || strcmp(listing.cursor, rows[i].cursor) != 0) {
            fail_msg("%s: %s, %zu posts, more %d, cursor '%s'", rows[i].why,
                     ck_code_text(listing.refused), listing.count, listing.more,
                     listing.cursor);
        }
        ck_listing_clear(&listing);
    }
}

static void test_what_is_no_list_says_why(void **state)
{
    const struct {
        const char *why, *bytes;
        enum ck_code refused;
    } rows[] = {
        {"no bytes", "", CK_ERR_SHELL},
        {"blanks", " \r\n\t", CK_ERR_SHELL},
        {"an empty object", "{}", CK_ERR_SHELL},
        {"more, but no list", "{\"hasMore\":true,\"statusCode\":0}", CK_ERR_SHELL},
        {"a list that is none", "{\"itemList\":\"x\",\"hasMore\":true}", CK_ERR_SHELL},
        {"captcha", "{\"statusCode\":10000,\"statusMsg\":\"\"}", CK_ERR_CAPTCHA},
        {"captcha by type", "{\"type\":\"verify\",\"data\":{}}", CK_ERR_CAPTCHA},
        {"private", "{\"statusCode\":10222,\"hasMore\":false}", CK_ERR_PRIVATE},
        {"login", "{\"status_code\":10229,\"itemList\":[]}", CK_ERR_LOGIN},
        {"gone", "{\"statusCode\":\"10221\"}", CK_ERR_ACCOUNT},
        {"cut short", "{\"itemList\":[" ITEM, CK_ERR_PAGE},
        {"no JSON", "rate limited", CK_ERR_PAGE},
        {"captcha page",
         "<html><title>Security Check</title><div id=captcha-verify-container></div>",
         CK_ERR_CAPTCHA},
        {"waiting page", "<html><body>Please wait...<p id=cs class=x></p>",
         CK_ERR_CHALLENGE},
        {"sign-in page", "<html><title>Log in | TikTok</title>", CK_ERR_LOGIN},
        {"a page that is no wall", DETAIL("\"itemInfo\":{\"itemStruct\":" ITEM "}"),
         CK_ERR_PAGE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_listing listing;

        read_listing(rows[i].why, rows[i].bytes, strlen(rows[i].bytes), &listing);
        if (listing.refused != rows[i].refused || listing.count != 0) {
            fail_msg("%s: %s", rows[i].why, ck_code_text(listing.refused));
        }
        ck_listing_clear(&listing);
    }
}

/* --- its entries ------------------------------------------------------------------ */

static void test_every_post_counts_once(void **state)
{
    static const char bytes[] =
        LIST(ITEM "," LIVE "," BARE ",{\"id\":\"x\"},null,7," ITEM "," GATED ",{}",
             "\"hasMore\":false");
    struct ck_listing listing;

    (void)state;
    read_listing("mixed", bytes, strlen(bytes), &listing);
    assert_int_equal(listing.count, 3);
    assert_int_equal(listing.live, 1);
    assert_int_equal(listing.repeated, 1);
    assert_int_equal(listing.odd, 4);
    assert_int_equal(listing.items[0].lacks, CK_OK);
    assert_string_equal(listing.items[1].post.id, "7602050882429897471");
    assert_int_equal(listing.items[1].lacks, CK_ERR_ITEM);
    assert_int_equal(listing.items[1].post.created, 1769990400); /* as its id says */
    assert_int_equal(listing.items[2].lacks, CK_ERR_LOGIN);
    assert_string_equal(listing.items[2].post.author.name, "mina");
    assert_string_equal(listing.items[2].post.text, "for adults");
    ck_listing_clear(&listing);
}

static void test_an_item_is_handed_on_as_it_came(void **state)
{
    static const char bytes[] = LIST(
        "{\"id\":\"" ID "\",\"desc\":\"\\ud83d caf\xc3\xa9 \\u003C/script>\",\"nobody\":"
        "{\"knows\":[1.5,null]},\"isPinnedItem\":true,\"author\":{\"uniqueId\":\"a\"},"
        "\"video\":{\"playAddr\":\"https://v16.tiktok.com/p/\"}}",
        "\"hasMore\":false");
    struct ck_listing listing;
    struct ck_post post;

    (void)state;
    read_listing("raw", bytes, strlen(bytes), &listing);
    assert_int_equal(listing.count, 1);
    assert_true(listing.items[0].pinned);
    assert_int_equal(listing.items[0].json_len, strlen(listing.items[0].json));
    assert_non_null(strstr(listing.items[0].json, "\"nobody\":{\"knows\":[1.5,null]}"));
    assert_true(
        ck_post_from_text(listing.items[0].json, listing.items[0].json_len, &post, NULL));
    assert_string_equal(post.text, "\xef\xbf\xbd caf\xc3\xa9 </script>");
    assert_string_equal(listing.items[0].post.text, post.text);
    ck_post_clear(&post);
    ck_listing_clear(&listing);
}

static void test_a_list_of_thousands_is_refused(void **state)
{
    struct ck_buf bytes;
    struct ck_listing listing;

    (void)state;
    ck_buf_init(&bytes, 1024 * 1024);
    ck_buf_adds(&bytes, "{\"hasMore\":false,\"itemList\":[{}");
    for (int i = 0; i < CK_LISTING_MAX; i++) {
        ck_buf_addf(&bytes, ",{\"id\":\"76020508824298%05d\"}", i);
    }
    ck_buf_adds(&bytes, "]}");
    read_listing("thousands", bytes.data, bytes.len, &listing);
    assert_int_equal(listing.refused, CK_ERR_TOO_LARGE);
    assert_int_equal(listing.count, 0);
    ck_listing_clear(&listing);
    ck_buf_free(&bytes);
}

static void test_a_captured_list_is_read_whole(void **state)
{
    struct ck_buf bytes;
    struct ck_listing listing;
    struct stat st;
    struct ck_error err = {0};
    size_t photos = 0;

    (void)state;
    if (stat(CAPTURE, &st) != 0) {
        print_message("  skipped: no captures at ../shared/captures\n");
        skip();
    }
    ck_buf_init(&bytes, 4 * 1024 * 1024);
    assert_true(ck_read_file(CAPTURE, &bytes, &err));
    read_listing("capture", bytes.data, bytes.len, &listing);
    assert_int_equal(listing.count, 8);
    for (size_t i = 0; i < listing.count; i++) {
        assert_int_equal(listing.items[i].lacks, CK_OK);
        photos += listing.items[i].post.kind == CK_POST_PHOTO ? 1 : 0;
    }
    assert_int_equal(photos, 3);
    assert_true(listing.items[6].pinned && !listing.items[5].pinned);
    ck_listing_clear(&listing);
    ck_buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_answer_is_what_it_says),
        cmocka_unit_test(test_what_is_no_list_says_why),
        cmocka_unit_test(test_every_post_counts_once),
        cmocka_unit_test(test_an_item_is_handed_on_as_it_came),
        cmocka_unit_test(test_a_list_of_thousands_is_refused),
        cmocka_unit_test(test_a_captured_list_is_read_whole),
    };

    ck_mem_for_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
