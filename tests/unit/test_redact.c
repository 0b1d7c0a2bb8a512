/* What is taken out of a report, and what is left in it. */
#include "desktop/redact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *text, *want, *why;
} rows[] = {
    {"save 7602050882429897470 item", "save (id) item", "a post's id"},
    {"1780000000 5 bytes of 1647231", "1780000000 5 bytes of 1647231", "other numbers"},
    {"a7602050882429897470b", "a(id)b", "an id within a word"},
    {"[7602050882429897470].mp4", "[(id)].mp4", "an id in a file's name"},
    {"of @cat.lady-9_x, then", "of @(name), then", "a handle"},
    {"by (@catlady)", "by (@(name))", "a handle in brackets"},
    {"clipkeep@clipkeep.app", "clipkeep@clipkeep.app", "an extension's id is none"},
    {"a @ b", "a @ b", "a sign alone"},
    {"at https://www.tiktok.com/@a/video/7602050882429897470?x=1 now", "at (address) now",
     "an address"},
    {"HTTP://v16.tiktokcdn.com/a\"", "(address)\"", "an address in quotes"},
    {"www.tiktok.com/@catlady", "(address)", "an address without its scheme"},
    {"vm.tiktok.com/ZM123/", "(address)", "a short link"},
    {"chrome-extension://naelbj/", "chrome-extension://naelbj/", "our own page"},
    {"in /home/anna/Videos", "in ~/Videos", "the home folder"},
    {"(/home/anna)", "(~)", "the home folder alone"},
    {"/home/annabel/x", "/home/annabel/x", "the home folder of another"},
    {"/run/media/anna/disk", "/run/media/$USER/disk", "the user's name in a path"},
    {"anna's and hanna", "$USER's and hanna", "a whole word only"},
    {"on tower: ok", "on $HOST: ok", "the computer's name"},
    {"towers", "towers", "a longer word"},
    {"a\033[31mb\nc", "a [31mb\nc", "control characters"},
    {"", "", "nothing"},
};

static void test_rows(void **state)
{
    const struct ck_redact_names names = {"/home/anna", "anna", "tower"};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_autobuf struct ck_buf got = {.max = 4096};

        print_message("%s\n", rows[i].why);
        ck_redact(rows[i].text, &names, &got);
        assert_string_equal(ck_buf_text(&got), rows[i].want);
    }
}

/* A name of one or two letters is in too many words; a home "/" in all paths. */
static void test_names_that_say_nothing(void **state)
{
    const struct ck_redact_names odd = {"/", "ok", NULL};
    const struct ck_redact_names none = {NULL, NULL, NULL};
    ck_autobuf struct ck_buf got = {.max = 4096};

    (void)state;
    ck_redact("ok /usr;", &odd, &got);
    ck_redact("ok /usr", &none, &got);
    assert_string_equal(ck_buf_text(&got), "ok /usr;ok /usr");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_names_that_say_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
