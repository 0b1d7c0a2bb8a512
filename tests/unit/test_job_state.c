/* Job states: their names in the database and the protocol, and which steps are legal. */
#include "keep/archive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const names[] = {"queued", "reading", "downloading", "checking",
                                    "done",   "failed",  "cancelled"};

static void test_names_go_both_ways(void **state)
{
    enum ck_job_state found = CK_JOB_QUEUED;

    (void)state;
    for (unsigned i = 0; i < 7; i++) {
        assert_string_equal(ck_job_state_text((enum ck_job_state)i), names[i]);
        assert_true(ck_job_state_of_text(names[i], &found));
        assert_int_equal(found, i);
    }
    assert_false(ck_job_state_of_text("", &found));
    assert_false(ck_job_state_of_text("DONE", &found));
}

static void test_legal_steps(void **state)
{
    /* Row: from, column: to; "x" is legal. The order is that of `names`. */
    static const char *const legal[] = {
        "xxx.xxx", /* queued: a handed-over item needs no reading */
        "xxx.xxx", /* reading: may turn out to be kept already */
        "xxxx.xx", /* downloading: never done without a check */
        "xxxxxxx", /* checking: bad media may be fetched again */
        ".......", /* done */
        ".......", /* failed: trying again is a new job */
        ".......", /* cancelled */
    };

    (void)state;
    for (unsigned from = 0; from < 7; from++) {
        for (unsigned to = 0; to < 7; to++) {
            if (ck_job_step_legal((enum ck_job_state)from, (enum ck_job_state)to) !=
                (legal[from][to] == 'x')) {
                fail_msg("from %s to %s", names[from], names[to]);
            }
        }
        assert_int_equal(ck_job_state_ended((enum ck_job_state)from), from >= 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_go_both_ways),
        cmocka_unit_test(test_legal_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
