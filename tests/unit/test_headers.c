/* What a request says of itself, and which cookies are taken from answers. */
#include "fetch/headers.h"
#include "fetch/response.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static void test_cookie_values(void **state)
{
    static const struct {
        const char *value;
        bool valid;
        const char *why;
    } rows[] = {
        {"h+zwEp8FblpQ+2BbpcniFg==", true, "a real token's form"},
        {"1%7C0aNasX_yY%7C1747999312%7Ce59f", true, "a real ttwid's form"},
        {"", false, "nothing"},
        {"a b", false, "a space"},
        {"a;b", false, "a second cookie"},
        {"a,b", false, "a comma"},
        {"\"a\"", false, "quotes"},
        {"a\\b", false, "a backslash"},
        {"a\r\nX: y", false, "a header of its own"},
        {"a\x7f", false, "a control character"},
        {"caf\xc3\xa9", false, "not ASCII"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (ck_cookie_valid(rows[i].value) != rows[i].valid) {
            fail_msg("%s", rows[i].why);
        }
    }
}

static void test_cookies_go_only_where_they_belong(void **state)
{
    static const struct {
        enum ck_host_class class;
        const char *url, *line, *why;
    } rows[] = {
        {CK_HOST_SITE, "https://www.tiktok.com/", "tt_chain_token=T==; ttwid=1%7CW",
         "the site gets both"},
        {CK_HOST_MEDIA, "https://v.tiktokcdn.com/x?a=1&tk=tt_chain_token",
         "tt_chain_token=T==", "a link that asks for the token"},
        {CK_HOST_MEDIA, "https://v.tiktokcdn.com/x?tk=tt_chain_token&l=1#tk=0",
         "tt_chain_token=T==", "asked for first"},
        {CK_HOST_MEDIA, "https://v.tiktokcdn.com/x?a=1", "", "not asked for"},
        {CK_HOST_MEDIA, "https://v.tiktokcdn.com/x?tk=0", "", "asked for nothing"},
        {CK_HOST_MEDIA, "https://v.tiktokcdn.com/x?tk=tt_chain_token2", "", "another"},
        {CK_HOST_MEDIA, "https://v.tiktokcdn.com/x?xtk=tt_chain_token", "", "another"},
        {CK_HOST_MEDIA, "https://v.tiktokcdn.com/tk=tt_chain_token", "", "no query"},
        {CK_HOST_MEDIA, "https://v.tiktokcdn.com/#?tk=tt_chain_token", "", "a fragment"},
        {CK_HOST_MEDIA, "https://v.tiktokcdn.com/?a#&tk=tt_chain_token", "",
         "a fragment after the query"},
        {CK_HOST_REFUSED, "https://evil.com/?tk=tt_chain_token", "", "a stranger"},
    };
    const struct ck_cookies cookies = {"T==", "1%7CW"};
    char line[CK_COOKIE_LINE_MAX];

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        ck_headers_cookie(&cookies, NULL, rows[i].class, rows[i].url, line);
        if (strcmp(line, rows[i].line) != 0) {
            fail_msg("%s: %s", rows[i].why, line);
        }
    }
}

static void test_bad_or_missing_cookies_are_not_sent(void **state)
{
    const char *url = "https://www.tiktok.com/";
    char line[CK_COOKIE_LINE_MAX];
    struct ck_cookies full = {{0}, {0}};

    (void)state;
    ck_headers_cookie(&(struct ck_cookies){"", "w"}, NULL, CK_HOST_SITE, url, line);
    assert_string_equal(line, "ttwid=w");
    ck_headers_cookie(&(struct ck_cookies){"t\r\nX: y", "w"}, NULL, CK_HOST_SITE, url,
                      line);
    assert_string_equal(line, "ttwid=w");
    ck_headers_cookie(&(struct ck_cookies){"t", "w;sid_tt=1"}, NULL, CK_HOST_SITE, url,
                      line);
    assert_string_equal(line, "tt_chain_token=t");
    memset(full.chain_token, 't', sizeof(full.chain_token) - 1);
    memset(full.ttwid, 'w', sizeof(full.ttwid) - 1);
    ck_headers_cookie(&full, NULL, CK_HOST_SITE, url, line);
    assert_int_equal(strlen(line), 15 + 127 + 2 + 6 + 511); /* the longest fit */
}

static void test_an_answer_goes_to_the_site_alone(void **state)
{
    const char *url = "https://v.tiktokcdn.com/?tk=tt_chain_token";
    const char *answer = "_wafchallengeid=eyJ2==; waforiginalreid=abc";
    const struct ck_cookies cookies = {"T==", ""};
    const struct ck_cookies none = {"", ""};
    char line[CK_COOKIE_LINE_MAX];

    (void)state;
    ck_headers_cookie(&cookies, answer, CK_HOST_SITE, "https://www.tiktok.com/", line);
    assert_string_equal(line, "tt_chain_token=T==; _wafchallengeid=eyJ2==; "
                              "waforiginalreid=abc");
    ck_headers_cookie(&none, answer, CK_HOST_SITE, "https://www.tiktok.com/", line);
    assert_string_equal(line, answer);
    ck_headers_cookie(&cookies, answer, CK_HOST_MEDIA, url, line);
    assert_string_equal(line, "tt_chain_token=T==");
    assert_false(ck_answer_valid("a=b\r\nX: y"));
    assert_false(ck_answer_valid(""));
}

static void test_cookies_are_taken_from_answers(void **state)
{
    struct ck_cookies cookies = {{0}, {0}};
    char line[CK_COOKIE_LINE_MAX];

    (void)state;
    ck_cookies_take(&cookies, "tt_chain_token=a+b/c==; Domain=.tiktok.com; HttpOnly");
    ck_cookies_take(&cookies, "ttwid=1%7Cx%7C2; Path=/; Secure");
    assert_string_equal(cookies.chain_token, "a+b/c==");
    assert_string_equal(cookies.ttwid, "1%7Cx%7C2");
    ck_cookies_take(&cookies, "tt_chain_token=; Max-Age=0");
    ck_cookies_take(&cookies, "tt_chain_token_2=x");
    ck_cookies_take(&cookies, "xttwid=x");
    ck_cookies_take(&cookies, "sessionid=x");
    ck_cookies_take(&cookies, "ttwid=\"x\"");
    ck_cookies_take(&cookies, "");
    (void)snprintf(line, sizeof(line), "ttwid=%0600d", 1);
    ck_cookies_take(&cookies, line);
    (void)snprintf(line, sizeof(line), "tt_chain_token=%0128d", 1);
    ck_cookies_take(&cookies, line);
    assert_string_equal(cookies.chain_token, "a+b/c==");
    assert_string_equal(cookies.ttwid, "1%7Cx%7C2");
}

static void test_referer_is_shortened_for_other_hosts(void **state)
{
    const char *page = "https://www.tiktok.com/@a/video/1?x=y#z";
    char referer[CK_URL_MAX];

    (void)state;
    ck_headers_referer(page, "www.tiktok.com", "www.tiktok.com", referer);
    assert_string_equal(referer, "https://www.tiktok.com/@a/video/1?x=y");
    ck_headers_referer(page, "www.tiktok.com", "v16m.tiktokcdn.com", referer);
    assert_string_equal(referer, "https://www.tiktok.com/");
}

static bool has(const struct curl_slist *list, const char *line)
{
    for (; list != NULL; list = list->next) {
        if (strcmp(list->data, line) == 0) {
            return true;
        }
    }
    return false;
}

static bool mentions(const struct curl_slist *list, const char *text)
{
    for (; list != NULL; list = list->next) {
        if (strstr(list->data, text) != NULL) {
            return true;
        }
    }
    return false;
}

#define CHROME(v, system)                                                                \
    "Mozilla/5.0 (" system ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" v ".0.0.0"
#define LINUX "X11; Linux x86_64"

static void test_client_hints_agree_with_the_browser(void **state)
{
    /* As those browsers send them. */
    static const struct {
        const char *user_agent, *hints, *mobile, *platform;
    } rows[] = {
        {CHROME("124", "Windows NT 10.0; Win64; x64") " Safari/537.36",
         "sec-ch-ua: \"Chromium\";v=\"124\", \"Google Chrome\";v=\"124\", "
         "\"Not-A.Brand\";v=\"99\"",
         "sec-ch-ua-mobile: ?0", "sec-ch-ua-platform: \"Windows\""},
        {CHROME("131", LINUX) " Safari/537.36",
         "sec-ch-ua: \"Google Chrome\";v=\"131\", \"Chromium\";v=\"131\", "
         "\"Not_A Brand\";v=\"24\"",
         "sec-ch-ua-mobile: ?0", "sec-ch-ua-platform: \"Linux\""},
        {CHROME("120", "Linux; Android 10; K") " Mobile Safari/537.36",
         "sec-ch-ua: \"Not_A Brand\";v=\"8\", \"Chromium\";v=\"120\", \"Google "
         "Chrome\";v=\"120\"",
         "sec-ch-ua-mobile: ?1", "sec-ch-ua-platform: \"Android\""},
        {CHROME("131", "Macintosh; Intel Mac OS X 10_15_7") " Safari/537.36 "
                                                            "Edg/131.0.0.0",
         "sec-ch-ua: \"Microsoft Edge\";v=\"131\", \"Chromium\";v=\"131\", "
         "\"Not_A Brand\";v=\"24\"",
         "sec-ch-ua-mobile: ?0", "sec-ch-ua-platform: \"macOS\""},
    };
    struct ck_error err;

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct curl_slist *list;

        assert_true(ck_headers_page(rows[i].user_agent, false, &list, &err));
        assert_true(has(list, rows[i].hints));
        assert_true(has(list, rows[i].mobile));
        assert_true(has(list, rows[i].platform));
        assert_true(has(list, "Sec-Fetch-Site: none"));
        assert_true(has(list, "Sec-Fetch-Mode: navigate"));
        curl_slist_free_all(list);
    }
}

static void test_no_hints_where_the_browser_sends_none(void **state)
{
    static const char *const agents[] = {
        ck_default_user_agent,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        CHROME("131", LINUX) " Safari/537.36 OPR/116.0.0.0",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "HeadlessChrome/131.0.0.0 Safari/537.36",
        CHROME("x", LINUX),
        "curl/8",
    };
    struct ck_error err;

    (void)state;
    for (size_t i = 0; i < ROWS(agents); i++) {
        struct curl_slist *list;

        assert_true(ck_headers_page(agents[i], true, &list, &err));
        if (mentions(list, "sec-ch-ua")) {
            fail_msg("%s", agents[i]);
        }
        assert_true(has(list, "Sec-Fetch-Dest: document"));
        assert_true(has(list, "Sec-Fetch-Site: same-origin"));
        curl_slist_free_all(list);
    }
}

static void test_media_headers_are_those_of_a_player(void **state)
{
    struct curl_slist *list;
    struct ck_error err;

    (void)state;
    assert_true(ck_headers_media(NULL, &list, &err));
    assert_true(has(list, "Accept: */*"));
    assert_true(has(list, "Accept-Encoding: identity"));
    assert_false(mentions(list, "Sec-Fetch"));
    assert_false(mentions(list, "Origin"));
    curl_slist_free_all(list);
}

static void test_user_agent_is_one_line(void **state)
{
    char wide[600];

    (void)state;
    assert_true(ck_user_agent_valid(ck_default_user_agent));
    assert_false(ck_user_agent_valid(""));
    assert_false(ck_user_agent_valid("a\r\nX: y"));
    assert_false(ck_user_agent_valid("a\tb"));
    memset(wide, 'a', sizeof(wide));
    wide[599] = '\0';
    assert_false(ck_user_agent_valid(wide));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cookie_values),
        cmocka_unit_test(test_cookies_go_only_where_they_belong),
        cmocka_unit_test(test_bad_or_missing_cookies_are_not_sent),
        cmocka_unit_test(test_an_answer_goes_to_the_site_alone),
        cmocka_unit_test(test_cookies_are_taken_from_answers),
        cmocka_unit_test(test_referer_is_shortened_for_other_hosts),
        cmocka_unit_test(test_client_hints_agree_with_the_browser),
        cmocka_unit_test(test_no_hints_where_the_browser_sends_none),
        cmocka_unit_test(test_media_headers_are_those_of_a_player),
        cmocka_unit_test(test_user_agent_is_one_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
