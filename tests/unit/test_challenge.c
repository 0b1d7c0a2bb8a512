#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/page.h"

#include <string.h>

/* Seed 00…0f, the number 73: made by hand, checked with sha256sum. */
#define QUESTION                                                                         \
    "eyJ2Ijp7ImEiOiJBQUVDQXdRRkJnY0lDUW9MREEwT0R3PT0iLCJiIjoxNzg4MDAwMDAwLCJjIjoiVWR0"   \
    "V1NROXc5eEZOOWpnVjdPcC9Fd0lkczEvRDFncnk0aTN5OU1EeGRpUT0ifSwicyI6InN0YW5kLWluIn0"
#define ANSWER                                                                           \
    "eyJ2Ijp7ImEiOiJBQUVDQXdRRkJnY0lDUW9MREEwT0R3PT0iLCJiIjoxNzg4MDAwMDAwLCJjIjoiVWR0"   \
    "V1NROXc5eEZOOWpnVjdPcC9Fd0lkczEvRDFncnk0aTN5OU1EeGRpUT0ifSwicyI6InN0YW5kLWluIiwi"   \
    "ZCI6Ik56TT0ifQ=="

static void read_page(const char *bytes, struct ck_page *ret)
{
    struct ck_error err = {0};

    if (!ck_page_read(bytes, strlen(bytes), ret, &err)) {
        fail_msg("%s: %s", bytes, err.detail);
    }
    assert_int_equal(ret->kind, CK_PAGE_CHALLENGE);
}

static void test_the_answer_is_the_one_tiktok_expects(void **state)
{
    const struct {
        const char *why, *bytes, *cookie, *second, *second_value;
    } rows[] = {
        {"as it comes",
         "<body>Please wait... <p id=\"wci\" class=\"_name\"></p><p id=\"cs\" "
         "class=\"" QUESTION
         "\"></p><p id=\"rci\" class=\"other\"></p><p id=\"rs\" class=\"a%3D|b==\"></p>",
         "_name", "other", "a%3D|b=="},
        {"other elements, attributes turned around",
         "<x><div class='" QUESTION "' hidden id=cs></div><b CLASS=second ID=rci></b>"
         "<i class=value id=rs></i><span class=renamed.cookie-1 id='wci'></span>",
         "renamed.cookie-1", "second", "value"},
        {"no second cookie", "<p id=wci class=c></p><p id=cs class=" QUESTION "></p>",
         "c", "", ""},
        {"second cookie without a value",
         "<p id=wci class=c></p><p id=cs class=" QUESTION
         "></p><p id=rci class=d></p><p id=rs class=\"\"></p>",
         "c", "", ""},
        {"second cookie that would break the header",
         "<p id=wci class=c></p><p id=cs class=" QUESTION
         "></p><p id=rci class=d></p><p id=rs class=\"a; sessionid=1\"></p>",
         "c", "", ""},
        {"padded", "<p id=wci class=c></p><p id=cs class=\"" QUESTION "=\"></p>", "c", "",
         ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_page page;
        struct ck_answer answer;
        struct ck_error err = {0};

        read_page(rows[i].bytes, &page);
        assert_non_null(page.challenge.question);
        if (!ck_challenge_solve(&page.challenge, 74, &answer, &err)) {
            fail_msg("%s: %s", rows[i].why, err.detail);
        }
        assert_string_equal(answer.value, ANSWER);
        assert_string_equal(answer.cookie, rows[i].cookie);
        assert_string_equal(answer.second_cookie, rows[i].second);
        assert_string_equal(answer.second_value, rows[i].second_value);
        ck_answer_clear(&answer);
        ck_page_clear(&page);
    }
}

/* What is asked in another way is still a challenge, but never answered: no name or value
 * out of a page may reach a header unchecked. */
static void test_pages_that_ask_otherwise(void **state)
{
    const char *const rows[] = {
        "<body>Please wait...",
        "<p id=cs class=" QUESTION "></p>",
        "<p id=cs class=" QUESTION "></p><p id=wci class=\"\"></p>",
        "<p id=cs class=" QUESTION "></p><p id=wci class=\"a b\"></p>",
        "<p id=cs class=" QUESTION "></p><p id=wci class=\"a=b\"></p>",
        "<p id=cs class=" QUESTION "></p><p id=wci class=\"a\r\nX: y\"></p>",
        "<p id=cs class=\"a;b\"></p><p id=wci class=c></p>",
        "<p id=cs></p><p id=wci class=c></p>",
        "<p id=cs class=" QUESTION "></p><p id=wci class="
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa></p>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_page page;

        read_page(rows[i], &page);
        if (page.challenge.question != NULL) {
            fail_msg("%s", rows[i]);
        }
        assert_int_equal(ck_page_refusal(&page), CK_ERR_CHALLENGE);
        ck_page_clear(&page);
    }
}

/* {"v":{"a":"AA==","b":1,"c":"<32 zero bytes>"},"s":"x"}: no number fits. */
#define HOPELESS                                                                         \
    "eyJ2Ijp7ImEiOiJBQT09IiwiYiI6MSwiYyI6IkFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"   \
    "QUFBQUFBQUFBQUE9In0sInMiOiJ4In0"

static void test_questions_without_an_answer(void **state)
{
    const struct {
        const char *why, *question;
    } rows[] = {
        {"one number short", QUESTION},
        {"no number fits", HOPELESS},
        {"an empty object", "e30"},
        {"a list", "W10"},
        {"an answer is there already", "eyJ2Ijp7ImEiOiJBQT09IiwiYyI6IiJ9LCJkIjoiIn0"},
        {"no seed", "eyJ2Ijp7ImEiOiIiLCJjIjoiQUFBPSJ9fQ"},
        {"a digest of 2 bytes", "eyJ2Ijp7ImEiOiJBQT09IiwiYyI6IkFBQT0ifX0"},
        {"v is no object", "eyJ2IjoxfQ"},
        {"no base64", "%%%%"},
        {"base64 of another alphabet", "eyJ2Ijp7-_"},
        {"base64 with one letter over", "e30ee"},
        {"padding in the middle", "e3=0"},
        {"no JSON", "AAAA"},
        {"nothing", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char question[400];
        char none[] = "";
        struct ck_challenge challenge = {
            .cookie = "c", .question = question, .second_value = none};
        struct ck_answer answer;
        struct ck_error err = {0};

        (void)snprintf(question, sizeof(question), "%s", rows[i].question);
        if (ck_challenge_solve(&challenge, 73, &answer, &err) ||
            err.code != CK_ERR_CHALLENGE) {
            fail_msg("%s: %s", rows[i].why, ck_code_text(err.code));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_answer_is_the_one_tiktok_expects),
        cmocka_unit_test(test_pages_that_ask_otherwise),
        cmocka_unit_test(test_questions_without_an_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
