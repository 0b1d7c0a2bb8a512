#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page_samples.h"
#include "samples.h"

#include <string.h>

static void test_forged_scripts_are_not_read(void **state)
{
    const char *const rows[] = {
        "<!-- " DETAIL("\"itemInfo\":{\"itemStruct\":" ITEM "}") " -->",
        "<title>" DETAIL("\"itemInfo\":{\"itemStruct\":" ITEM "}") "</title>",
        "<textarea>" DETAIL("\"itemInfo\":{\"itemStruct\":" ITEM "}") "</textarea>",
        "<script>x = '<script id=\"api-data\">{\"videoDetail\":{\"itemInfo\":{"
        "\"itemStruct\":" ITEM "}}}'</script>",
        "<div id='api-data'>{\"videoDetail\":{\"itemInfo\":{\"itemStruct\":" ITEM
        "}}}</div>",
        "<script data-id='api-data'>{\"videoDetail\":{\"itemInfo\":{\"itemStruct\":" ITEM
        "}}}</script>",
        "<meta content='<script id=api-data>{\"videoDetail\":{\"itemInfo\":{"
        "\"itemStruct\":" ITEM "}}}</script>'>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_page page;

        read_page(rows[i], rows[i], strlen(rows[i]), &page);
        if (page.post_count != 0) {
            fail_msg("read: %s", rows[i]);
        }
        ck_page_clear(&page);
    }
}

static void test_walls_and_states(void **state)
{
    const struct {
        const char *why, *bytes;
        enum ck_page_kind kind;
        enum ck_code refusal;
    } rows[] = {
        {"challenge",
         "<body>Please wait... <p class=\"_name\" id=wci></p><p class=\"e30\" "
         "id='cs'></p>",
         CK_PAGE_CHALLENGE, CK_ERR_CHALLENGE},
        {"captcha by title", "<title>Security Check</title>", CK_PAGE_CAPTCHA,
         CK_ERR_CAPTCHA},
        {"captcha by its box", "<div class=\"a captcha-verify-container b\"></div>",
         CK_PAGE_CAPTCHA, CK_ERR_CAPTCHA},
        {"captcha by its words", "<p>Drag the slider to fit the puzzle</p>",
         CK_PAGE_CAPTCHA, CK_ERR_CAPTCHA},
        {"captcha's words in a script are no captcha",
         "<script>t={a:'Rotate the shapes'}</script>", CK_PAGE_OTHER, CK_ERR_PAGE},
        {"captcha as an answer", "{\"statusCode\":10000,\"statusMsg\":\"\"}",
         CK_PAGE_CAPTCHA, CK_ERR_CAPTCHA},
        {"captcha as another answer", "{\"type\":\"verify\",\"code\":\"10000\"}",
         CK_PAGE_CAPTCHA, CK_ERR_CAPTCHA},
        {"shell",
         "<div id=app></div><script>window.__LOADABLE_REQUIRED_CHUNKS__=[]</script>",
         CK_PAGE_SHELL, CK_ERR_SHELL},
        {"nothing at all", "", CK_PAGE_SHELL, CK_ERR_SHELL},
        {"nothing but blanks", " \r\n", CK_PAGE_SHELL, CK_ERR_SHELL},
        {"login by title", "<title>Log in | TikTok</title>", CK_PAGE_LOGIN, CK_ERR_LOGIN},
        {"login by address",
         "<link href='https://www.tiktok.com/login?redirect_url=x' rel=canonical>",
         CK_PAGE_LOGIN, CK_ERR_LOGIN},
        {"not served here", "<script>location='/hk/notfound'</script>", CK_PAGE_ERROR,
         CK_ERR_REGION},
        {"maintenance", "<title>Site Under Maintenance</title>", CK_PAGE_ERROR,
         CK_ERR_SERVER},
        {"gated",
         DETAIL("\"itemInfo\":{\"itemStruct\":{\"id\":\"" ID
                "\",\"isContentClassified\":true}},\"statusCode\":0"),
         CK_PAGE_LOGIN, CK_ERR_LOGIN},
        {"item without its parts",
         DETAIL("\"itemInfo\":{\"itemStruct\":{\"id\":\"" ID "\"}},\"statusCode\":0"),
         CK_PAGE_ERROR, CK_ERR_ITEM},
        {"item empty", DETAIL("\"itemInfo\":{\"itemStruct\":{}},\"statusCode\":0"),
         CK_PAGE_OTHER, CK_ERR_PAGE},
        {"item null", DETAIL("\"itemInfo\":null,\"statusCode\":0"), CK_PAGE_OTHER,
         CK_ERR_PAGE},
        {"profile is no post",
         UNIVERSAL(
             "\"webapp.user-detail\":{\"userInfo\":{\"user\":{\"uniqueId\":\"a\"}}}"),
         CK_PAGE_PROFILE, CK_ERR_NOT_POST},
        {"oEmbed holds no media",
         "{\"provider_name\":\"TikTok\",\"html\":\"<blockquote>\"}", CK_PAGE_OEMBED,
         CK_ERR_NO_STREAM},
        {"oEmbed refused", "{\"message\":\"Something went wrong\",\"code\":400}",
         CK_PAGE_ERROR, CK_ERR_UNAVAILABLE},
        {"embed refused",
         "{\"source\":{\"data\":{\"/embed/v2/" ID
         "\":{\"isError\":true,\"errorCode\":10204,\"errorStatus\":400}}}}",
         CK_PAGE_ERROR, CK_ERR_UNAVAILABLE},
        {"embed refused without a number",
         "{\"source\":{\"data\":{\"/embed/v2/" ID "\":{\"isError\":true}}}}",
         CK_PAGE_ERROR, CK_ERR_UNAVAILABLE},
        {"embed that wants a captcha",
         "{\"source\":{\"data\":{\"/embed/v2/" ID
         "\":{\"isError\":true,\"errorCode\":10000}}}}",
         CK_PAGE_CAPTCHA, CK_ERR_CAPTCHA},
        {"user not found",
         UNIVERSAL("\"webapp.user-detail\":{\"userInfo\":null,\"statusCode\":10221,"
                   "\"statusMsg\":\"user banned\"}"),
         CK_PAGE_ERROR, CK_ERR_ACCOUNT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_page page;

        read_page(rows[i].why, rows[i].bytes, strlen(rows[i].bytes), &page);
        if (page.kind != rows[i].kind || ck_page_refusal(&page) != rows[i].refusal) {
            fail_msg("%s: %s, %s", rows[i].why, ck_page_kind_text(page.kind),
                     ck_code_text(ck_page_refusal(&page)));
        }
        ck_page_clear(&page);
    }
}

static void test_status_numbers(void **state)
{
    const struct {
        int status;
        const char *message;
        enum ck_code meaning;
    } rows[] = {
        {10204, "item doesn't exist", CK_ERR_UNAVAILABLE},
        {10204, "", CK_ERR_UNAVAILABLE},
        {10204, "status_deleted", CK_ERR_DELETED},
        {10204, "status_reviewing", CK_ERR_REVIEW},
        {10204, "status_reviewing,status_audit_not_pass", CK_ERR_REMOVED},
        {10204, "status_self_see", CK_ERR_PRIVATE},
        {10204, "status_friend_see,status_self_see", CK_ERR_PRIVATE},
        {10204, "content_classification", CK_ERR_LOGIN},
        {10204, "copyright_geo_filter", CK_ERR_REGION},
        {10204, "person_geo_fencing", CK_ERR_REGION},
        {10216, "item is private", CK_ERR_PRIVATE},
        {10222, "author_secret", CK_ERR_PRIVATE},
        {10221, "", CK_ERR_ACCOUNT},
        {10231, "cross_border_violation", CK_ERR_REGION},
        {10201, "", CK_ERR_UNAVAILABLE},
        {10202, "", CK_ERR_UNAVAILABLE},
        {10203, "", CK_ERR_UNAVAILABLE},
        {10229, "", CK_ERR_LOGIN},
        {0, "item doesn't exist", CK_ERR_UNAVAILABLE},
        {4711, "something new", CK_ERR_UNAVAILABLE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char bytes[512];
        struct ck_page page;

        (void)snprintf(bytes, sizeof(bytes),
                       DETAIL("\"statusCode\":%d,\"statusMsg\":\"%s\""), rows[i].status,
                       rows[i].message);
        read_page(rows[i].message, bytes, strlen(bytes), &page);
        if (page.kind != CK_PAGE_ERROR || page.meaning != rows[i].meaning) {
            fail_msg("%d %s: %s", rows[i].status, rows[i].message,
                     ck_code_text(page.meaning));
        }
        assert_int_equal(page.status_code, rows[i].status);
        assert_string_equal(page.status_message, rows[i].message);
        ck_page_clear(&page);
    }
}

static void test_unreadable_pages(void **state)
{
    const struct {
        const char *why, *bytes;
    } rows[] = {
        {"a film", "\x1c"
                   "ftypmp42"},
        {"words", "overload-protect triggered"},
        {"JSON cut off", "{\"itemList\":["},
        {"JSON with rubbish behind it", ITEM "x"},
        {"state cut off", "<script id=api-data>{\"videoDetail\":{"},
        {"state that is no JSON", SCRIPT("api-data", "oops")},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_page page;
        struct ck_error err = {0};

        if (ck_page_read(rows[i].bytes, strlen(rows[i].bytes), &page, &err) ||
            err.code != CK_ERR_PAGE) {
            fail_msg("%s: %s", rows[i].why, ck_code_text(err.code));
        }
    }
}

/* A page of the size of a real one, cut anywhere: never a post unless its state is whole,
 * never anything but a clear error or a page without a post. */
static void test_cut_pages(void **state)
{
    struct ck_buf item;
    struct ck_buf text;
    struct ck_buf bytes;
    size_t whole;

    (void)state;
    sample_read("video-item.json", &item);
    sample_state(item.data, &text);
    text.len = 0; /* the state again, behind 100 kB of other state */
    ck_buf_adds(&text, "{\"__DEFAULT_SCOPE__\":{\"webapp.a-b\":[");
    for (int i = 0; i < 8000; i++) {
        ck_buf_adds(&text, "\"\\u002Fa-b\\u002F\",");
    }
    ck_buf_addf(&text, "0],\"webapp.video-detail\":{\"itemInfo\":{\"itemStruct\":%s}}}}",
                item.data);
    sample_page(text.data, &bytes);
    whole =
        (size_t)(strstr(bytes.data, "</script >") - bytes.data) + strlen("</script >");
    for (size_t len = 0; len <= bytes.len; len += 997) {
        struct ck_page page;
        struct ck_error err = {0};

        if (!ck_page_read(bytes.data, len, &page, &err)) {
            assert_int_equal(err.code, CK_ERR_PAGE);
            continue;
        }
        assert_int_equal(page.post_count, len >= whole ? 1 : 0);
        ck_page_clear(&page);
    }
    ck_buf_free(&item);
    ck_buf_free(&text);
    ck_buf_free(&bytes);
}

static void test_too_large(void **state)
{
    static char large[64 * 1024 * 1024 + 1];
    struct ck_page page;
    struct ck_error err = {0};

    (void)state;
    assert_false(ck_page_read(large, sizeof(large), &page, &err));
    assert_int_equal(err.code, CK_ERR_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forged_scripts_are_not_read),
        cmocka_unit_test(test_walls_and_states),
        cmocka_unit_test(test_status_numbers),
        cmocka_unit_test(test_unreadable_pages),
        cmocka_unit_test(test_cut_pages),
        cmocka_unit_test(test_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
