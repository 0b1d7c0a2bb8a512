#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/links.h"

#include "base/buf.h"

#include <string.h>

/* What was told, one word each: the id, "@NAME", "short", "other" or "?LINE". */
static bool note(void *ctx, const struct ck_link *link)
{
    struct ck_buf *said = ctx;

    ck_buf_adds(said, said->len > 0 ? " " : "");
    if (!link->known) {
        ck_buf_addf(said, "?%zu", link->line);
    } else if (link->other) {
        ck_buf_adds(said, "other");
    } else if (link->address.kind == CK_ADDRESS_POST) {
        ck_buf_adds(said, link->address.id);
    } else if (link->address.kind == CK_ADDRESS_USER) {
        ck_buf_addf(said, "@%s", link->address.user);
    } else {
        ck_buf_adds(said, link->address.kind == CK_ADDRESS_SHORT ? "short" : "list");
    }
    return true;
}

#define A "7602050882429897470"
#define B "7602050882429897471"

static void test_links_are_found_wherever_they_stand(void **state)
{
    const struct {
        const char *why, *text, *said;
    } rows[] = {
        {"nothing", "", ""},
        {"one a line",
         "https://www.tiktok.com/@a/video/" A "\r\n\r\n"
         "www.tiktok.com/@a/photo/" B "?_r=1\n",
         A " " B},
        {"remarks", "# tiktok.com/@a\n; x\n  # y", ""},
        {"yt-dlp's archive", "tiktok " A "\nyoutube dQw4w9WgXcQ\ntiktok " B "\n",
         A " other " B},
        {"an archive line that names no post", "tiktok 12", "?1"},
        {"an account, a short link, a collection",
         "@mina\nhttps://vm.tiktok.com/ZMabcdefgh/\n"
         "https://www.tiktok.com/@a/collection/x-7223156686599572226",
         "@mina short list"},
        {"in a sentence",
         "look (https://www.tiktok.com/@a/video/" A "), and <https://www."
         "tiktok.com/@a/video/" B ">.",
         A " " B},
        {"a row of a table",
         "2026-01-01,\"https://www.tiktokv.com/share/video/" A "/\",x", A},
        {"other sites", "https://example.org/x https://www.tiktok.com.evil.example/@a",
         "other"},
        {"no link", "hello\n\xff\xfe\nhttps://www.tiktok.com/@a/video/" A, "?1 ?2 " A},
        {"byte order mark", "\xef\xbb\xbf@mina", "@mina"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_autobuf struct ck_buf said = {.max = 1024};

        assert_true(ck_links_read(rows[i].text, strlen(rows[i].text), note, &said));
        if (strcmp(ck_buf_text(&said), rows[i].said) != 0) {
            fail_msg("%s: \"%s\"", rows[i].why, ck_buf_text(&said));
        }
    }
}

static void test_bytes_that_are_no_text_do_no_harm(void **state)
{
    ck_autobuf struct ck_buf said = {.max = 1024};
    char bytes[5000];

    (void)state;
    memset(bytes, 'a', sizeof(bytes));
    bytes[100] = '\0';
    assert_true(ck_links_read(bytes, sizeof(bytes), note, &said));
    assert_string_equal(ck_buf_text(&said), "?1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_links_are_found_wherever_they_stand),
        cmocka_unit_test(test_bytes_that_are_no_text_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
