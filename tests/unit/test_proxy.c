/* Which proxy leads to a host. */
#include "fetch/proxy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static void test_proxy_exceptions(void **state)
{
    static const struct {
        const char *list, *host;
        bool has;
        const char *why;
    } rows[] = {
        {"*", "www.tiktok.com", true, "all"},
        {"tiktok.com", "tiktok.com", true, "the name"},
        {"tiktok.com", "www.tiktok.com", true, "below the name"},
        {".tiktok.com", "www.tiktok.com", true, "a leading dot"},
        {".tiktok.com", "tiktok.com", true, "a leading dot covers the name too"},
        {"tiktok.com.", "www.tiktok.com", true, "a trailing dot"},
        {"a.example, ,TikTok.com", "www.tiktok.com", true, "a list, case"},
        {"a.example tiktok.com", "www.tiktok.com", true, "parted by blanks"},
        {"", "www.tiktok.com", false, "empty"},
        {", ,", "www.tiktok.com", false, "empty parts"},
        {".", "www.tiktok.com", false, "a dot"},
        {"tok.com", "www.tiktok.com", false, "no label border"},
        {"www.tiktok.com", "tiktok.com", false, "above the name"},
        {"*,x", "www.tiktok.com", false, "a star stands alone"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (ck_proxy_list_has(rows[i].list, rows[i].host) != rows[i].has) {
            fail_msg("\"%s\" and %s: %s", rows[i].list, rows[i].host, rows[i].why);
        }
    }
}

static void test_proxy_comes_from_the_environment(void **state)
{
    static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy",
                                        "ALL_PROXY",   "no_proxy",    "NO_PROXY",
                                        "http_proxy"};
    const char *host = "www.tiktok.com";

    (void)state;
    for (size_t i = 0; i < ROWS(names); i++) {
        (void)unsetenv(names[i]);
    }
    assert_string_equal(ck_proxy_for(host), "");
    (void)setenv("http_proxy", "http://plain:1", 1);
    assert_string_equal(ck_proxy_for(host), "");
    (void)setenv("ALL_PROXY", "http://all:1", 1);
    assert_string_equal(ck_proxy_for(host), "http://all:1");
    (void)setenv("HTTPS_PROXY", "http://upper:1", 1);
    (void)setenv("https_proxy", "", 1);
    assert_string_equal(ck_proxy_for(host), "http://upper:1");
    (void)setenv("https_proxy", "http://lower:1", 1);
    assert_string_equal(ck_proxy_for(host), "http://lower:1");
    (void)setenv("NO_PROXY", "tiktok.com", 1);
    assert_string_equal(ck_proxy_for(host), "");
    assert_string_equal(ck_proxy_for("v16m.tiktokcdn.com"), "http://lower:1");
    (void)setenv("no_proxy", "example.com", 1);
    assert_string_equal(ck_proxy_for(host), "http://lower:1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proxy_exceptions),
        cmocka_unit_test(test_proxy_comes_from_the_environment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
