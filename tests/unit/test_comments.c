#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tiktok/comments.h"

#include <string.h>

#define CID "7602050882429897470"
#define COMMENT(rest) "{\"cid\":\"" CID "\"" rest "}"
#define OTHER "{\"cid\":\"7602050882429897471\"}"

static void read_comments(const char *why, const char *bytes, struct ck_comments *ret)
{
    struct ck_error err = {0};

    if (!ck_comments_read(bytes, strlen(bytes), ret, &err)) {
        fail_msg("%s: %s", why, ck_code_text(err.code));
    }
}

static void test_an_answer_is_what_it_says(void **state)
{
    const struct {
        const char *why, *bytes;
        size_t count;
        int more;
        int64_t cursor, total;
        enum ck_code refused;
    } rows[] = {
        {"a page",
         "{\"comments\":[" COMMENT("") "," OTHER "],\"cursor\":20,\"has_more\":1,"
                                       "\"total\":61,\"status_code\":0}",
         2, 1, 20, 61, CK_OK},
        {"the last page", "{\"comments\":[" OTHER "],\"cursor\":\"25\",\"has_more\":0}",
         1, 0, 25, -1, CK_OK},
        {"no comments yet", "{\"comments\":null,\"has_more\":0,\"total\":0}", 0, 0, -1, 0,
         CK_OK},
        {"none, said briefly", "{\"comments\":[],\"total\":0}", 0, -1, -1, 0, CK_OK},
        {"each once, and only comments",
         "{\"comments\":[" OTHER "," OTHER ",{},null,{\"cid\":\"x\"}],\"has_more\":0}", 1,
         0, -1, -1, CK_OK},
        {"comments without an end", "{\"comments\":[" OTHER "]}", 1, -1, -1, -1, CK_OK},
        {"no bytes", "", 0, -1, -1, -1, CK_ERR_SHELL},
        {"more, but none", "{\"has_more\":1,\"cursor\":0}", 0, 1, 0, -1, CK_ERR_SHELL},
        {"captcha", "{\"statusCode\":10000,\"type\":\"verify\"}", 0, -1, -1, -1,
         CK_ERR_CAPTCHA},
        {"cut short", "{\"comments\":[" OTHER, 0, -1, -1, -1, CK_ERR_PAGE},
        {"a page of HTML", "<html><title>Security Check</title>", 0, -1, -1, -1,
         CK_ERR_CAPTCHA},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_comments comments;

        read_comments(rows[i].why, rows[i].bytes, &comments);
        if (comments.count != rows[i].count || comments.more != rows[i].more ||
            comments.cursor != rows[i].cursor || comments.total != rows[i].total ||
            comments.refused != rows[i].refused) {
            fail_msg("%s: %zu comments, more %d, cursor %lld, total %lld, %s",
                     rows[i].why, comments.count, comments.more,
                     (long long)comments.cursor, (long long)comments.total,
                     ck_code_text(comments.refused));
        }
        ck_comments_clear(&comments);
    }
}

static void test_what_a_comment_says(void **state)
{
    struct ck_comments comments;
    json_t *said;
    char *text;

    (void)state;
    read_comments(
        "whole",
        "{\"comments\":[" COMMENT(
            ",\"text\":\"<b>\\u0000 \\ud83d caf\xc3\xa9\",\"create_time\":1769990460,"
            "\"digg_count\":\"7\",\"reply_id\":\"7602050882429897000\","
            "\"reply_comment_total\":2,\"comment_language\":\"en\",\"author_pin\":true,"
            "\"image_list\":[{}],\"user\":{\"uid\":\"69\",\"unique_id\":\"mina\","
            "\"nickname\":\"Mina\"}") "," OTHER "]}",
        &comments);
    said = ck_comment_json(&comments.items[0]);
    text = json_dumps(said, JSON_COMPACT);
    assert_string_equal(
        text,
        "{\"id\":\"" CID "\",\"parent\":\"7602050882429897000\",\"text\":\"<b>"
        "\xef\xbf\xbd \xef\xbf\xbd caf\xc3\xa9\",\"timestamp\":1769990460,"
        "\"like_count\":7,\"reply_count\":2,\"author\":\"mina\",\"author_id\":\"69\","
        "\"author_name\":\"Mina\",\"language\":\"en\",\"is_pinned\":true,"
        "\"has_picture\":true}");
    ck_free(text);
    json_decref(said);
    said = ck_comment_json(&comments.items[1]);
    text = json_dumps(said, JSON_COMPACT);
    assert_string_equal(
        text, "{\"id\":\"7602050882429897471\",\"parent\":\"root\",\"text\":\"\","
              "\"timestamp\":1769990400,\"like_count\":null,\"reply_count\":null,"
              "\"author\":\"\",\"author_id\":\"\",\"author_name\":\"\",\"language\":\"\","
              "\"is_pinned\":false,\"has_picture\":false}");
    ck_free(text);
    json_decref(said);
    ck_comments_clear(&comments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_answer_is_what_it_says),
        cmocka_unit_test(test_what_a_comment_says),
    };

    ck_mem_for_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
