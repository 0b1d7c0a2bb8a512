/* Reads and describes pages while memory runs out, once at every allocation of ours: the
 * answer must be "no memory" or the whole page, never another error, a part of it, a leak
 * or a crash. The linker puts the functions here in place of malloc() and its sisters.
 * jansson's parser, which does not survive this (an assertion of its own fails), always
 * has memory; the building of what is said about a page has not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/describe.h"
#include "tiktok/lister.h"
#include "tiktok/subtitle.h"
#include "tiktok/talk.h"

#include "samples.h"

#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

/* Allocations until one fails, 0: none does. */
static size_t left;
static bool failed;
static bool for_good; /* and all after it */

static bool may_have(void)
{
    if (left == 0) {
        return !(failed && for_good);
    }
    left--;
    failed = failed || left == 0;
    return left > 0;
}

void *__wrap_malloc(size_t size)
{
    return may_have() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return may_have() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *block, size_t size)
{
    return may_have() ? __real_realloc(block, size) : NULL;
}

static void *malloc_for_jansson(size_t size)
{
    return __real_malloc(size);
}

/* Does something with a text; false with an error. */
typedef bool try_text(const char *bytes, size_t len, struct ck_error *err);

static bool try_page(const char *bytes, size_t len, struct ck_error *err)
{
    struct ck_page page;
    json_t *said;

    if (!ck_page_read(bytes, len, &page, err)) {
        return false;
    }
    if (page.challenge.question == NULL) { /* solving one parses JSON */
        json_set_alloc_funcs(__wrap_malloc, free);
    }
    said = ck_describe_page(&page);
    json_set_alloc_funcs(malloc_for_jansson, free);
    ck_page_clear(&page);
    if (said == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    json_decref(said);
    return true;
}

static bool try_item(const char *bytes, size_t len, struct ck_error *err)
{
    struct ck_post post;

    if (!ck_post_from_text(bytes, len, &post, err)) {
        return false;
    }
    ck_post_clear(&post);
    return true;
}

static bool try_subtitle(const char *bytes, size_t len, struct ck_error *err)
{
    ck_autobuf struct ck_buf got = {.max = 65536};

    return ck_subtitle_convert(bytes, len, &got, err);
}

/* Read and taken in, as the next page of a list. */
static bool try_list(const char *bytes, size_t len, struct ck_error *err)
{
    const struct ck_lister_wish wish = {.key = "x", .stated = -1};
    struct ck_listing listing;
    struct ck_lister lister;
    bool done;

    if (!ck_listing_read(bytes, len, &listing, err)) {
        return false;
    }
    done = ck_lister_begin(&wish, &lister, err) &&
           ck_lister_take(&lister, &listing, NULL, err);
    ck_lister_clear(&lister);
    ck_listing_clear(&listing);
    return done;
}

static bool try_comments(const char *bytes, size_t len, struct ck_error *err)
{
    struct ck_comments comments;
    struct ck_talk talk;
    bool done;

    if (!ck_comments_read(bytes, len, &comments, err)) {
        return false;
    }
    ck_talk_begin(&talk, "7602050882429897470", 100, 1);
    done = ck_talk_take(&talk, &comments, err);
    ck_talk_clear(&talk);
    ck_comments_clear(&comments);
    return done;
}

/* Every allocation fails once, alone and with all after it. */
static void starve(const char *why, try_text *try, const char *bytes, size_t len)
{
    struct ck_error err = {0};
    size_t count = 0;

    for (int good = 0; good < 2; good++) {
        for_good = good == 1;
        do {
            bool done;

            left = ++count;
            failed = false;
            err = (struct ck_error){0};
            done = try(bytes, len, &err);
            left = 0;
            if (failed && !done && err.code != CK_ERR_NOMEM) {
                fail_msg("%s, allocation %zu: %s %s", why, count, ck_code_text(err.code),
                         err.detail);
            }
            if (failed && done && for_good) {
                fail_msg("%s, allocation %zu was not missed", why, count);
            }
            if (!failed && !done) {
                fail_msg("%s: %s %s", why, ck_code_text(err.code), err.detail);
            }
        } while (failed);
        assert_true(count > 1);
        count = 0;
    }
}

static void starve_text(const char *why, try_text *try, const char *text)
{
    starve(why, try, text, strlen(text));
}

static void test_samples(void **state)
{
    const char *const names[] = {"video-item.json", "photo-item.json"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct ck_buf item;
        struct ck_buf text;
        struct ck_buf page;

        sample_read(names[i], &item);
        sample_state(item.data, &text);
        sample_page(text.data, &page);
        starve(names[i], try_item, item.data, item.len);
        starve(names[i], try_page, page.data, page.len);
        ck_buf_free(&item);
        ck_buf_free(&text);
        ck_buf_free(&page);
    }
}

#define QUESTION                                                                         \
    "eyJ2Ijp7ImEiOiJBQUVDQXdRRkJnY0lDUW9MREEwT0R3PT0iLCJiIjoxNzg4MDAwMDAwLCJjIjoiVWR0"   \
    "V1NROXc5eEZOOWpnVjdPcC9Fd0lkczEvRDFncnk0aTN5OU1EeGRpUT0ifSwicyI6InN0YW5kLWluIn0"

static void test_other_pages(void **state)
{
    const struct {
        const char *why, *bytes;
    } rows[] = {
        {"challenge",
         "<p id=wci class=c></p><p id=cs class=" QUESTION "></p><p id=rci class=d></p>"
         "<p id=rs class=v></p>"},
        {"embed",
         "{\"source\":{\"data\":{\"/embed/v2/1\":{\"videoData\":{\"itemInfos\":{\"id\":"
         "\"7602050882429897470\",\"video\":{\"urls\":[\"https://v16.tiktokcdn.com/\"]}},"
         "\"authorInfos\":{\"uniqueId\":\"a\"},\"challengeInfoList\":[{\"challengeName\":"
         "\"cat\"}],\"imagePostInfo\":{\"displayImages\":[{\"urlList\":["
         "\"https://p16.tiktokcdn.com/\"]}]}}}}}}"},
        {"account", "{\"userInfo\":{\"user\":{\"uniqueId\":\"a\",\"avatarThumb\":"
                    "\"https://p16.tiktokcdn.com/"
                    "\"}},\"statusCode\":10222,\"statusMsg\":\"secret\"}"},
        {"account of 2022",
         "<script id=SIGI_STATE>{\"UserModule\":{\"users\":{\"a\":{\"uniqueId\":\"a\"}},"
         "\"stats\":{\"a\":{}}}}</script>"},
        {"oEmbed", "{\"provider_name\":\"TikTok\",\"html\":\"x\",\"title\":\"t\"}"},
        {"refusal", "{\"code\":400,\"message\":\"no\"}"},
        {"bad text",
         "{\"itemList\":[],\"a\":\"\\ud83d\xff\",\"b\":99999999999999999999}"},
        {"canonical",
         "<script id=__UNIVERSAL_DATA_FOR_REHYDRATION__>{\"__DEFAULT_SCOPE__\":{"
         "\"seo.abtest\":{\"canonical\":\"https://www.tiktok.com/@a\"}}}</script>"},
        {"list of many posts", "[{\"id\":\"7602050882429897470\",\"author\":\"a\"},"
                               "{\"id\":\"7602050882429897471\",\"author\":\"b\"},"
                               "{\"id\":\"7602050882429897472\",\"author\":\"c\"}]"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        starve_text(rows[i].why, try_page, rows[i].bytes);
    }
}

static void test_subtitles(void **state)
{
    (void)state;
    starve_text("creator's caption", try_subtitle,
                "{\"utterances\":[{\"start_time\":0,\"end_time\":1,\"text\":\"a\"}]}");
}

static void test_lists(void **state)
{
    (void)state;
    starve_text("list", try_list,
                "{\"itemList\":[{\"id\":\"7602050882429897470\",\"author\":\"a\"},"
                "{\"id\":\"7602050882429897471\"},{\"id\":\"7602050882429897470\"}],"
                "\"hasMore\":true}");
    starve_text("a wall in place of a list", try_list,
                "<html><title>Security Check</title><p id=captcha-verify-container>");
    starve_text("comments", try_comments,
                "{\"comments\":[{\"cid\":\"7602050882429897470\",\"text\":\"a\"},"
                "{\"cid\":\"7602050882429897471\",\"user\":{\"nickname\":\"b\"}}],"
                "\"has_more\":0}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_other_pages),
        cmocka_unit_test(test_subtitles),
        cmocka_unit_test(test_lists),
    };

    json_set_alloc_funcs(malloc_for_jansson, free);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
