/* What a program that runs beside the host says is read without waiting, and believed
 * only if it is an answer. */
#include "desktop/doctor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What a doctor that runs beside the host says; NULL: it is not understood. */
static json_t *hear(const char *text)
{
    struct ck_heard doctor = {.text = {.max = 1024}};
    struct ck_error err = {0};
    json_t *found = NULL;
    bool done = false;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    (void)close(ends[1]);
    doctor.fd = ends[0];
    if (!ck_doctor_hear(&doctor, &done, &found, &err)) {
        assert_int_equal(err.code, CK_ERR_DOCTOR);
        assert_null(found);
    }
    assert_true(done);
    (void)close(ends[0]);
    return found;
}

static void test_only_an_answer_is_believed(void **state)
{
    json_t *found = hear("{\"ok\":false,\"checks\":[]}");

    (void)state;
    assert_non_null(found);
    json_decref(found);
    assert_null(hear(""));
    assert_null(hear("{\"ok\":true,\"checks\":["));
    assert_null(hear("{\"ok\":1,\"checks\":[]}"));
    assert_null(hear("{\"ok\":true,\"checks\":{}}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_an_answer_is_believed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
