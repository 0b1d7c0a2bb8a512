#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tiktok/talk.h"

#include <stdlib.h>
#include <string.h>

#define POST "7602050882429897470"

/* A post with comments, of which each third has four replies. */
struct site {
    int comments;
    bool always_more;
    int empty_every;  /* each so manieth answer has no bytes */
    int captcha_from; /* from this answer on */
    bool no_bytes;
};

static int64_t param(const char *url, const char *key)
{
    const char *at = strstr(url, key);

    assert_non_null(at);
    return strtoll(at + strlen(key), NULL, 10);
}

static void add_comment(struct ck_buf *buf, int number, int reply)
{
    ck_buf_addf(buf,
                "%s{\"cid\":\"76020508824298%05d\",\"reply_id\":\"0\",\"text\":\"%d\","
                "\"reply_comment_total\":%d}",
                buf->data[buf->len - 1] == '[' ? "" : ",", number * 10 + reply, number,
                reply == 0 && number % 3 == 0 ? 4 : 0);
}

static void answer(const struct site *site, const char *url, struct ck_buf *ret)
{
    bool replies = strstr(url, "/reply/") != NULL;
    int from = (int)param(url, "&cursor=");
    int all = replies ? 4 : site->comments;

    ck_buf_adds(ret, "{\"comments\":[");
    for (int i = from; i < all && i < from + (replies ? 3 : 20); i++) {
        if (replies) {
            add_comment(ret, (int)(param(url, "comment_id=") % 100000 / 10), i + 1);
        } else {
            add_comment(ret, i, 0);
        }
    }
    ck_buf_addf(ret, "],\"has_more\":%d,\"cursor\":%d,\"total\":%d}",
                site->always_more || from + (replies ? 3 : 20) < all,
                from + (replies ? 3 : 20),
                site->comments + 4 * ((site->comments + 2) / 3));
}

/* Returns how many answers it took. */
static int go_through(struct ck_talk *talk, const struct site *site)
{
    char url[CK_TALK_URL_SIZE];
    unsigned pause_ms;
    int answers = 0;

    while (ck_talk_next(talk, url, &pause_ms)) {
        ck_autobuf struct ck_buf text = {.max = 1024 * 1024};
        struct ck_comments comments;

        assert_true(++answers < 500);
        assert_true(answers == 1 || pause_ms >= 800);
        if (site->captcha_from > 0 && answers >= site->captcha_from) {
            ck_buf_adds(&text, "{\"statusCode\":10000}");
        } else if (!site->no_bytes &&
                   (site->empty_every == 0 || answers % site->empty_every != 0)) {
            answer(site, url, &text);
        }
        assert_true(ck_comments_read(ck_buf_text(&text), text.len, &comments, NULL));
        assert_true(ck_talk_take(talk, &comments, NULL));
        ck_comments_clear(&comments);
    }
    return answers;
}

static void test_comments_are_gone_through_with_their_replies(void **state)
{
    const struct {
        const char *why;
        struct site site;
        size_t limit, count;
        bool whole;
        enum ck_code code;
        int answers; /* at most */
    } rows[] = {
        {"all", {.comments = 25}, 1000, 25 + 9 * 4, true, CK_OK, 2 + 9 * 2},
        {"none", {.comments = 0}, 1000, 0, true, CK_OK, 1},
        {"so many, no more", {.comments = 25}, 10, 10, false, CK_OK, 1},
        {"more for ever",
         {.comments = 21, .always_more = true},
         1000,
         21 + 7 * 4,
         true,
         CK_OK,
         3 + 7 * 3},
        {"each third answer is empty",
         {.comments = 25, .empty_every = 3},
         1000,
         25 + 9 * 4,
         true,
         CK_OK,
         40},
        {"a captcha",
         {.comments = 25, .captcha_from = 2},
         1000,
         20,
         false,
         CK_ERR_CAPTCHA,
         2},
        {"nothing but no bytes", {.no_bytes = true}, 1000, 0, false, CK_ERR_SHELL, 4},
        {"none wanted", {.comments = 25}, 0, 0, false, CK_OK, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_talk talk;
        int answers;

        ck_talk_begin(&talk, POST, rows[i].limit, i);
        answers = go_through(&talk, &rows[i].site);
        if (talk.count != rows[i].count || talk.whole != rows[i].whole ||
            talk.code != rows[i].code || answers > rows[i].answers) {
            fail_msg("%s: %zu comments, whole %d, %s, %d answers", rows[i].why,
                     talk.count, talk.whole, ck_code_text(talk.code), answers);
        }
        ck_talk_clear(&talk);
    }
}

static void test_a_reply_names_what_it_replies_to(void **state)
{
    const struct site site = {.comments = 1};
    struct ck_talk talk;
    json_auto_t *said = NULL;

    (void)state;
    ck_talk_begin(&talk, POST, 100, 1);
    (void)go_through(&talk, &site);
    assert_int_equal(talk.count, 5);
    assert_string_equal(talk.items[0].parent, "");
    assert_string_equal(talk.items[4].parent, talk.items[0].id);
    said = ck_talk_json(&talk);
    assert_int_equal(json_array_size(json_object_get(said, "comments")), 5);
    assert_true(json_is_true(json_object_get(said, "complete")));
    assert_int_equal(json_integer_value(json_object_get(said, "total")), 5);
    ck_talk_clear(&talk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comments_are_gone_through_with_their_replies),
        cmocka_unit_test(test_a_reply_names_what_it_replies_to),
    };

    ck_mem_for_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
