/* What the answer to a request for the rest of a file is good for. */
#include "fetch/range.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static void test_content_range_is_read_strictly(void **state)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t first, last, total;
    } rows[] = {
        {"bytes 5-9/10", true, 5, 9, 10},
        {"Bytes 0-0/1", true, 0, 0, 1},
        {"bytes 5-9/*", true, 5, 9, -1},
        {"bytes */10", true, -1, -1, 10},
        {"bytes */*", false, 0, 0, 0},
        {"bytes 5-9", false, 0, 0, 0},
        {"bytes 9-5/10", false, 0, 0, 0},
        {"bytes 5-10/10", false, 0, 0, 0},
        {"bytes 5-9/10 ", false, 0, 0, 0},
        {"bytes 5-9/*x", false, 0, 0, 0},
        {"bytes=5-9/10", false, 0, 0, 0},
        {"bytes -5-9/10", false, 0, 0, 0},
        {"bytes 5-/10", false, 0, 0, 0},
        {"items 5-9/10", false, 0, 0, 0},
        {"bytes 5-9/1000000000000000000", false, 0, 0, 0},
        {"bytes 5-9/999999999999999999", true, 5, 9, 999999999999999999},
        {"", false, 0, 0, 0},
        {NULL, false, 0, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct ck_content_range got;

        if (ck_content_range_read(rows[i].text, &got) != rows[i].ok) {
            fail_msg("%s", rows[i].text);
        }
        if (rows[i].ok) {
            assert_int_equal(got.first, rows[i].first);
            assert_int_equal(got.last, rows[i].last);
            assert_int_equal(got.total, rows[i].total);
        }
    }
}

#define EARLY "Mon, 02 Feb 2026 00:00:00 GMT"
#define LATE "Mon, 02 Feb 2026 00:00:01 GMT"

static void test_only_strong_validators_are_used(void **state)
{
    static const struct {
        const char *etag, *modified, *date, *wanted;
    } rows[] = {
        {"\"a\"", NULL, NULL, "\"a\""},
        {"\"\"", NULL, NULL, "\"\""},
        {"\"a\"", EARLY, LATE, "\"a\""},
        {"W/\"a\"", NULL, NULL, ""},
        {"W/\"a\"", EARLY, LATE, EARLY},
        {"a", EARLY, LATE, EARLY},
        {"\"a", NULL, NULL, ""},
        {"\"a\"b\"", NULL, NULL, ""},
        {"\"a b\"", NULL, NULL, ""},
        {"\"\x01\"", NULL, NULL, ""},
        {"", EARLY, LATE, EARLY},
        {NULL, EARLY, EARLY, ""},
        {NULL, LATE, EARLY, ""},
        {NULL, EARLY, NULL, ""},
        {NULL, "yesterday", LATE, ""},
        {NULL, "2026-02-02T00:00:00Z", LATE, ""},
        {NULL, EARLY "\r\nX: y", LATE, ""},
        {NULL, NULL, LATE, ""},
    };
    char longest[200], got[CK_VALIDATOR_MAX];

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        ck_validator_choose(rows[i].etag, rows[i].modified, rows[i].date, got);
        assert_string_equal(got, rows[i].wanted);
        assert_int_equal(ck_validator_usable(got), rows[i].wanted[0] != '\0');
    }
    memset(longest, 'x', sizeof(longest));
    longest[0] = longest[CK_VALIDATOR_MAX - 2] = '"';
    longest[CK_VALIDATOR_MAX - 1] = '\0';
    ck_validator_choose(longest, NULL, NULL, got);
    assert_string_equal(got, longest);
    longest[CK_VALIDATOR_MAX - 2] = 'x';
    longest[CK_VALIDATOR_MAX - 1] = '"';
    longest[CK_VALIDATOR_MAX] = '\0';
    ck_validator_choose(longest, NULL, NULL, got);
    assert_string_equal(got, "");
}

/* 500 bytes of 1000 are there. */
static void test_the_decision_table(void **state)
{
    static const struct {
        const char *why;
        const char *validator;
        int64_t total;
        struct ck_piece_answer answer;
        enum ck_piece_verdict verdict;
    } rows[] = {
        {"the rest",
         "\"a\"",
         1000,
         {206, 500, 500, "bytes 500-999/1000", "\"a\"", NULL, false, false},
         CK_PIECE_GOES_ON},
        {"the rest, its version not named",
         "\"a\"",
         1000,
         {206, 500, 500, "bytes 500-999/1000", NULL, NULL, false, false},
         CK_PIECE_GOES_ON},
        {"the rest, its total not named",
         "\"a\"",
         1000,
         {206, 500, 500, "bytes 500-999/*", "\"a\"", NULL, false, false},
         CK_PIECE_GOES_ON},
        {"the rest, our total not known",
         "\"a\"",
         -1,
         {206, 500, 500, "bytes 500-999/1000", "\"a\"", NULL, false, false},
         CK_PIECE_GOES_ON},
        {"the rest in chunks",
         "\"a\"",
         1000,
         {206, 500, -1, "bytes 500-999/1000", "\"a\"", NULL, false, false},
         CK_PIECE_GOES_ON},
        {"a piece of the rest",
         "\"a\"",
         1000,
         {206, 500, 100, "bytes 500-599/1000", "\"a\"", NULL, false, false},
         CK_PIECE_GOES_ON},
        {"the rest, by date",
         EARLY,
         1000,
         {206, 500, 500, "bytes 500-999/1000", "\"a\"", EARLY, false, false},
         CK_PIECE_GOES_ON},
        {"another date",
         EARLY,
         1000,
         {206, 500, 500, "bytes 500-999/1000", NULL, LATE, false, false},
         CK_PIECE_USELESS},
        {"another version",
         "\"a\"",
         1000,
         {206, 500, 500, "bytes 500-999/1000", "\"b\"", NULL, false, false},
         CK_PIECE_USELESS},
        {"the same version, weakly",
         "\"a\"",
         1000,
         {206, 500, 500, "bytes 500-999/1000", "W/\"a\"", NULL, false, false},
         CK_PIECE_USELESS},
        {"another total",
         "\"a\"",
         1000,
         {206, 500, 501, "bytes 500-1000/1001", "\"a\"", NULL, false, false},
         CK_PIECE_USELESS},
        {"beyond our end, its total not named",
         "\"a\"",
         1000,
         {206, 500, 1000, "bytes 500-1499/*", "\"a\"", NULL, false, false},
         CK_PIECE_USELESS},
        {"wrong start",
         "\"a\"",
         1000,
         {206, 500, 500, "bytes 0-499/1000", "\"a\"", NULL, false, false},
         CK_PIECE_USELESS},
        {"a byte further",
         "\"a\"",
         1000,
         {206, 500, 499, "bytes 501-999/1000", "\"a\"", NULL, false, false},
         CK_PIECE_USELESS},
        {"no word of the place",
         "\"a\"",
         1000,
         {206, 500, 500, NULL, "\"a\"", NULL, false, false},
         CK_PIECE_USELESS},
        {"several parts",
         "\"a\"",
         1000,
         {206, 500, 700, "", "\"a\"", NULL, false, false},
         CK_PIECE_USELESS},
        {"longer than it says",
         "\"a\"",
         1000,
         {206, 500, 600, "bytes 500-999/1000", "\"a\"", NULL, false, false},
         CK_PIECE_USELESS},
        {"encoded",
         "\"a\"",
         1000,
         {206, 500, -1, "bytes 500-999/1000", "\"a\"", NULL, true, false},
         CK_PIECE_USELESS},
        {"all of it",
         "\"a\"",
         1000,
         {200, 500, 1000, NULL, "\"a\"", NULL, false, false},
         CK_PIECE_BEGINS},
        {"another file of just our length",
         "\"a\"",
         1000,
         {200, 500, 500, NULL, "\"b\"", NULL, false, false},
         CK_PIECE_BEGINS},
        {"all of it, as asked",
         "",
         1000,
         {200, 0, 1000, NULL, NULL, NULL, false, false},
         CK_PIECE_BEGINS},
        {"a page with 200",
         "\"a\"",
         1000,
         {200, 500, 3000, NULL, NULL, NULL, false, true},
         CK_PIECE_REFUSED},
        {"a part nobody asked for",
         "",
         1000,
         {206, 0, 500, "bytes 500-999/1000", NULL, NULL, false, false},
         CK_PIECE_REFUSED},
        {"nothing beyond",
         "\"a\"",
         500,
         {416, 500, 0, "bytes */500", NULL, NULL, false, false},
         CK_PIECE_WHOLE},
        {"nothing beyond, of another version",
         "\"a\"",
         500,
         {416, 500, 0, "bytes */500", "\"b\"", NULL, false, false},
         CK_PIECE_USELESS},
        {"nothing beyond, but our total is another",
         "\"a\"",
         1000,
         {416, 500, 0, "bytes */500", NULL, NULL, false, false},
         CK_PIECE_USELESS},
        {"nothing beyond, our total not known",
         "\"a\"",
         -1,
         {416, 500, 0, "bytes */500", NULL, NULL, false, false},
         CK_PIECE_USELESS},
        {"nothing beyond, of a shorter file",
         "\"a\"",
         500,
         {416, 500, 0, "bytes */400", NULL, NULL, false, false},
         CK_PIECE_USELESS},
        {"416 without a word",
         "\"a\"",
         500,
         {416, 500, 0, NULL, NULL, NULL, false, false},
         CK_PIECE_USELESS},
        {"416 to no range",
         "",
         500,
         {416, 0, 0, "bytes */500", NULL, NULL, false, false},
         CK_PIECE_REFUSED},
        {"refused",
         "\"a\"",
         1000,
         {403, 500, 100, NULL, NULL, NULL, false, true},
         CK_PIECE_REFUSED},
        {"gone",
         "\"a\"",
         1000,
         {404, 500, 100, NULL, NULL, NULL, false, true},
         CK_PIECE_REFUSED},
        {"says nothing",
         "\"a\"",
         1000,
         {204, 500, 0, NULL, NULL, NULL, false, false},
         CK_PIECE_REFUSED},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct ck_piece piece = {.have = 500, .total = rows[i].total};
        enum ck_piece_verdict verdict;

        (void)snprintf(piece.validator, sizeof(piece.validator), "%s", rows[i].validator);
        verdict = ck_piece_judge(&piece, &rows[i].answer);
        if (verdict != rows[i].verdict) {
            fail_msg("%s: %d", rows[i].why, verdict);
        }
    }
}

static void test_what_may_do_better_in_a_moment(void **state)
{
    static const struct {
        enum ck_code code;
        bool at_first, later;
    } rows[] = {
        {CK_ERR_NET, true, true},         {CK_ERR_TIMEOUT, true, true},
        {CK_ERR_DNS, false, true},        {CK_ERR_TLS, false, false},
        {CK_ERR_URL, false, false},       {CK_ERR_NOMEM, false, false},
        {CK_ERR_TOO_LARGE, false, false}, {CK_ERR_NOT_MEDIA, false, false},
        {CK_ERR_HTTP, false, false},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        assert_int_equal(ck_failure_passes(rows[i].code, false), rows[i].at_first);
        assert_int_equal(ck_failure_passes(rows[i].code, true), rows[i].later);
    }
}

enum { KIB = 1024, MIB = 1024 * 1024 };

static void test_endurance_ends(void **state)
{
    static const struct {
        const char *why;
        int64_t have[12]; /* where it broke off, -1: the end */
        int tries;
        int64_t last_delay_ms;
    } rows[] = {
        {"nothing comes", {0, 0, 0, 0, 0, 0, 0, -1}, 5, 8000},
        {"nothing more comes", {MIB, MIB, MIB, MIB, MIB, MIB, MIB, MIB, -1}, 5, 8000},
        {"a little each time",
         {100 * KIB, 200 * KIB, 300 * KIB, 400 * KIB, 500 * KIB, 600 * KIB, -1},
         6,
         500},
        {"next to nothing each time",
         {KIB, 2 * KIB, 3 * KIB, 4 * KIB, 5 * KIB, 6 * KIB, -1},
         5,
         8000},
        {"a good deal each time",
         {MIB, 2 * MIB, 3 * MIB, 4 * MIB, 5 * MIB, 6 * MIB, 7 * MIB, 8 * MIB, 9 * MIB,
          10 * MIB, 11 * MIB, -1},
         11,
         500},
        {"from the start each time, as far each time",
         {2 * MIB, 2 * MIB, 2 * MIB, 2 * MIB, 2 * MIB, 2 * MIB, 2 * MIB, -1},
         5,
         8000},
        {"begun again, then further",
         {2 * MIB, 0, 0, 0, 3 * MIB, 0, 4 * MIB, -1},
         7,
         500},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct ck_endurance endurance = {0};
        int64_t delay_ms = -1;
        int tries = 0;

        for (size_t n = 0; n < 12 && rows[i].have[n] >= 0; n++) {
            if (!ck_endurance_lasts(&endurance, rows[i].have[n], false, 0.5, &delay_ms)) {
                break;
            }
            tries++;
        }
        if (tries != rows[i].tries || delay_ms != rows[i].last_delay_ms) {
            fail_msg("%s: %d tries, %lld ms", rows[i].why, tries, (long long)delay_ms);
        }
    }
}

static void test_stalls_end_earlier(void **state)
{
    struct ck_endurance endurance = {0};
    int64_t delay_ms;

    (void)state;
    assert_true(ck_endurance_lasts(&endurance, 0, true, 0.5, &delay_ms));
    assert_false(ck_endurance_lasts(&endurance, KIB, true, 0.5, &delay_ms));
    assert_true(ck_endurance_lasts(&endurance, KIB, false, 0.5, &delay_ms));
    /* After more came, what was before does not count. */
    assert_true(ck_endurance_lasts(&endurance, MIB, true, 0.5, &delay_ms));
    assert_int_equal(delay_ms, 500);
    assert_false(ck_endurance_lasts(&endurance, MIB, true, 0.5, &delay_ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_content_range_is_read_strictly),
        cmocka_unit_test(test_only_strong_validators_are_used),
        cmocka_unit_test(test_the_decision_table),
        cmocka_unit_test(test_what_may_do_better_in_a_moment),
        cmocka_unit_test(test_endurance_ends),
        cmocka_unit_test(test_stalls_end_earlier),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
