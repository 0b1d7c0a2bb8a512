#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "face/receipt_text.h"

#include <string.h>

static void expect(const char *why, const struct ck_receipt *receipt, const char *text)
{
    ck_autobuf struct ck_buf said = {.max = 8192};

    ck_receipt_text(receipt, &said);
    if (strcmp(ck_buf_text(&said), text) != 0) {
        fail_msg("%s:\n%s", why, ck_buf_text(&said));
    }
}

static void test_all_is_well(void **state)
{
    char handle[] = "mina";
    char title[] = "Mina";
    const struct ck_receipt receipt = {
        .run = {.stated = 60, .ended = CK_RUN_COMPLETE},
        .list = {.kind = CK_LIST_POSTS, .handle = handle, .title = title},
        .found = 60,
        .saved = 12,
        .had = 48,
    };

    (void)state;
    expect("well", &receipt,
           "posts of @mina: 60 found\n       12  saved\n       48  kept already\n"
           "        0  gone from TikTok\n        0  could not be saved\n");
}

static void test_reasons_stand_where_they_belong(void **state)
{
    char title[] = "a\x1b[2Jb";
    const struct ck_receipt receipt = {
        .run = {.stated = 12, .ended = CK_RUN_SHORT},
        .list = {.kind = CK_LIST_COLLECTION, .title = title},
        .found = 10,
        .gone = 3,
        .failed = 2,
        .waiting = 4,
        .passed_over = 1,
        .missing = 2,
        .unlisted = 1,
        .reasons = {{CK_ERR_DELETED, 3}, {CK_ERR_RATE, 2}},
        .reason_count = 2,
    };

    (void)state;
    expect("short", &receipt,
           "collection a [2Jb: 10 found\n        0  saved\n        0  kept already\n"
           "        3  gone from TikTok\n            3: This post was deleted.\n"
           "        2  could not be saved\n            2: TikTok asks us to slow down.\n"
           "        4  waiting to be saved\n        1  not chosen\n"
           "  The list came short: TikTok says there are 12, 2 of them were not shown.\n"
           "  1 known from earlier was not in the list this time. That alone does not "
           "mean gone.\n");
}

static void test_each_end_has_its_words(void **state)
{
    const struct {
        enum ck_run_end how;
        const char *word;
    } rows[] = {
        {CK_RUN_MET_KNOWN, "known from earlier"}, {CK_RUN_STOPPED, "Stopped"},
        {CK_RUN_CAPTCHA, "you are a person"},     {CK_RUN_REFUSED, "did not show"},
        {CK_RUN_OPEN, "Not gone through"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct ck_receipt receipt = {.run = {.ended = rows[i].how}};
        ck_autobuf struct ck_buf said = {.max = 8192};

        ck_receipt_text(&receipt, &said);
        assert_non_null(strstr(ck_buf_text(&said), rows[i].word));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_is_well),
        cmocka_unit_test(test_reasons_stand_where_they_belong),
        cmocka_unit_test(test_each_end_has_its_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
