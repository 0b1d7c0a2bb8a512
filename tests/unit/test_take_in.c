/* A part that another program has written: its bytes count as if we had written them. */
#include "keep/stage.h"

#include "place_files.h"

#include <sys/wait.h>

/* What a program that joins picture and sound does with the descriptor it inherits. */
static void write_in_a_child(const struct ck_stage *stage, const char *first,
                             const char *second)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        bool ok = write(ck_stage_fd(stage), first, strlen(first)) >= 0 &&
                  pwrite(ck_stage_fd(stage), second, strlen(second), 0) >= 0;

        _exit(ok ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void test_bytes_of_another_program_are_taken_in(void **state)
{
    const struct place *place = *state;
    struct ck_stage *stage;
    struct ck_staged_file file;
    struct ck_error err;

    assert_true(ck_stage_open(place->fd, "7", 100, &stage, &err));
    write_in_a_child(stage, "hxxlo", "hell");
    assert_true(ck_stage_take_in(stage, &err));
    assert_int_equal(ck_stage_bytes(stage), 5);
    assert_true(ck_stage_seal(stage, &file, &err));
    assert_int_equal(file.bytes, 5);
    assert_string_equal(file.sha256, HELLO_SHA256);
    assert_false(ck_stage_take_in(stage, &err)); /* sealed is sealed */
    assert_true(ck_stage_publish(stage, "a", &err));
    ck_stage_free(stage);
    assert_content(place, "a", "hello");
}

static void test_taking_in_counts_nothing_twice(void **state)
{
    const struct place *place = *state;
    struct ck_stage *stage;
    struct ck_staged_file file;
    struct ck_error err;

    assert_true(ck_stage_open(place->fd, "7", -1, &stage, &err));
    write_in_a_child(stage, "hel", "hel");
    assert_true(ck_stage_take_in(stage, &err));
    assert_false(ck_stage_take_in(stage, &err)); /* they are ours by now */
    assert_int_equal(err.code, CK_ERR_INTERNAL);
    assert_true(ck_stage_write(stage, "lo", 2, &err)); /* goes on behind them */
    assert_true(ck_stage_seal(stage, &file, &err));
    assert_string_equal(file.sha256, HELLO_SHA256);
    ck_stage_free(stage);

    assert_true(ck_stage_open(place->fd, "7", -1, &stage, &err));
    write_in_a_child(stage, "hello", "");
    assert_false(ck_stage_seal(stage, &file, &err)); /* never taken in: nothing to seal */
    assert_int_equal(err.code, CK_ERR_DISK);
    ck_stage_free(stage);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_bytes_of_another_program_are_taken_in),
        PLACED(test_taking_in_counts_nothing_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
