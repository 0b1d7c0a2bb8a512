/* How long hosts that refuse are left alone, with a clock and dice of the test's own. */
#include "fetch/pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

enum { NONE = -1 };

struct row {
    const char *why;
    struct {
        int64_t sent, now; /* seconds */
        long status;
        int64_t retry_after;
        double chance;
    } answers[12];
    int64_t open_ms; /* after the last one */
    unsigned refusals;
};

/* clang-format off */
static const struct row rows[] = {
    {"fine", {{1, 2, 200, NONE, 0.5}}, 0, 0},
    {"a redirect is fine", {{1, 2, 302, NONE, 0.5}}, 0, 0},
    {"refused for other reasons", {{1, 2, 403, NONE, 0.5}, {2, 3, 404, 5, 0.5}}, 0, 0},
    {"429: 20 s", {{1, 2, 429, NONE, 0.5}}, 22000, 1},
    {"a fifth less", {{1, 2, 429, NONE, 0.0}}, 18000, 1},
    {"a fifth more", {{1, 2, 429, NONE, 1.0}}, 26000, 1},
    {"503: 2 s", {{1, 2, 503, NONE, 0.5}}, 4000, 1},
    {"also 500, 599, 408, 425",
     {{1, 2, 500, NONE, 0.5}, {5, 6, 599, NONE, 0.5}, {11, 12, 408, NONE, 0.5},
      {21, 22, 425, NONE, 0.5}}, 22000 + 16000, 4},
    {"each time doubled",
     {{1, 2, 429, NONE, 0.5}, {23, 24, 429, NONE, 0.5}, {70, 71, 429, NONE, 0.5}},
     71000 + 80000, 3},
    {"never above ten minutes",
     {{1, 2, 429, NONE, 1}, {30, 31, 429, NONE, 1}, {100, 101, 429, NONE, 1},
      {300, 301, 429, NONE, 1}, {900, 901, 429, NONE, 1}, {2000, 2001, 429, NONE, 1},
      {3000, 3001, 429, NONE, 1}}, 3001000 + 600000, 7},
    {"a burst of answers counts once",
     {{1, 4, 429, NONE, 0.5}, {2, 5, 429, NONE, 0.5}, {4, 6, 429, NONE, 0.5}}, 24000, 1},
    {"one of a burst names a later time",
     {{1, 4, 429, NONE, 0.5}, {2, 5, 429, 60, 0}}, 65000, 1},
    {"one of a burst names an earlier time",
     {{1, 4, 429, NONE, 0.5}, {2, 5, 429, 3, 0}}, 24000, 1},
    {"the time they say", {{1, 2, 429, 7, 0}}, 9000, 1},
    {"chance only adds to it", {{1, 2, 429, 10, 1}}, 14000, 1},
    {"at least a second", {{1, 2, 429, 0, 0}}, 3000, 1},
    {"at most ten minutes", {{1, 2, 503, 900, 1}}, 602000, 1},
    {"the time they say is not doubled",
     {{1, 2, 429, 3, 0}, {6, 7, 429, 3, 0}}, 10000, 2},
    {"success forgets all",
     {{1, 2, 429, NONE, 0.5}, {23, 24, 200, NONE, 0.5}}, 0, 0},
    {"and the doubling begins anew",
     {{1, 2, 429, NONE, 0.5}, {23, 24, 206, NONE, 0.5}, {24, 25, 429, NONE, 0.5}}, 45000, 1},
    {"success of a request from before proves nothing",
     {{1, 3, 429, NONE, 0.5}, {2, 4, 200, NONE, 0.5}}, 23000, 1},
    {"403 is no success",
     {{1, 2, 429, NONE, 0.5}, {23, 24, 403, NONE, 0.5}, {24, 25, 429, NONE, 0.5}}, 65000, 2},
    {"another reason begins anew",
     {{1, 2, 429, NONE, 0.5}, {23, 24, 503, NONE, 0.5}}, 26000, 1},
};
/* clang-format on */

static void test_families_are_closed_for_as_long_as_they_ask(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct ck_pace pace = {0};

        for (size_t n = 0; rows[i].answers[n].status != 0; n++) {
            const struct ck_pace_answer answer = {
                .status = rows[i].answers[n].status,
                .retry_after_s = rows[i].answers[n].retry_after,
                .sent_ms = rows[i].answers[n].sent * 1000,
                .now_ms = rows[i].answers[n].now * 1000,
                .chance = rows[i].answers[n].chance,
            };

            ck_pace_note(&pace, &answer);
        }
        if (pace.open_ms != rows[i].open_ms || pace.refusals != rows[i].refusals) {
            fail_msg("%s: open at %lld after %u refusals", rows[i].why,
                     (long long)pace.open_ms, pace.refusals);
        }
    }
}

static void test_the_reason_is_kept(void **state)
{
    struct ck_pace pace = {0};

    (void)state;
    ck_pace_note(&pace, &(struct ck_pace_answer){429, NONE, 1, 2, 0.5});
    assert_int_equal(pace.why, CK_ERR_RATE);
    ck_pace_note(&pace, &(struct ck_pace_answer){502, NONE, 3, 4, 0.5});
    assert_int_equal(pace.why, CK_ERR_SERVER);
}

/* How often a transfer asks again, and for how long, when it is always refused. */
static void test_patience_ends(void **state)
{
    static const struct {
        const char *why;
        long status;
        int64_t retry_after;
        unsigned tries;
        int64_t waited_ms;
    } cases[] = {
        {"429 without a time", 429, NONE, 3, 140000},
        {"5xx without a time", 500, NONE, 3, 14000},
        {"a second each", 429, 1, 3, 3000},
        {"a minute each", 429, 60, 3, 180000},
        {"two minutes each", 429, 120, 1, 120000},
        {"an hour", 429, 600, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(cases); i++) {
        struct ck_pace pace = {0};
        struct ck_patience patience = {0};
        int64_t now_ms = 1000;

        for (int n = 0; n < 10; n++) {
            const struct ck_pace_answer answer = {
                cases[i].status,
                cases[i].retry_after,
                now_ms,
                now_ms + 5,
                cases[i].retry_after == NONE ? 0.5 : 0,
            };

            ck_pace_note(&pace, &answer);
            if (!ck_patience_lasts(&patience, &pace, now_ms + 5)) {
                break;
            }
            now_ms = pace.open_ms;
        }
        if (patience.tries != cases[i].tries ||
            patience.waited_ms != cases[i].waited_ms) {
            fail_msg("%s: %u times, %lld ms", cases[i].why, patience.tries,
                     (long long)patience.waited_ms);
        }
    }
}

static void test_delays_double_up_to_a_limit(void **state)
{
    static const struct {
        unsigned step;
        double chance;
        int64_t ms;
    } cases[] = {
        {0, 0.5, 500},  {0, 0, 400},    {0, 1, 600},     {1, 0.5, 1000},
        {3, 0.5, 4000}, {4, 0.5, 5000}, {60, 0.5, 5000}, {4000000000U, 0, 4000},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(cases); i++) {
        assert_int_equal(ck_pace_delay(500, cases[i].step, 5000, cases[i].chance),
                         cases[i].ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_families_are_closed_for_as_long_as_they_ask),
        cmocka_unit_test(test_the_reason_is_kept),
        cmocka_unit_test(test_patience_ends),
        cmocka_unit_test(test_delays_double_up_to_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
