/* The thread beside the loop: in order, told when it is done, ended with nothing left. */
#include "base/worker.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { MANY = 1000 };

struct note {
    struct ck_task task;
    char *list; /* where it writes its letter */
    size_t *len;
    useconds_t slow;
    char letter;
};

static void write_letter(struct ck_task *task)
{
    struct note *note = (struct note *)task;

    (void)usleep(note->slow);
    note->list[(*note->len)++] = note->letter;
}

static bool is_readable(const struct ck_worker *worker, int timeout_ms)
{
    struct pollfd poll_fd = {.fd = ck_worker_fd(worker), .events = POLLIN};

    return poll(&poll_fd, 1, timeout_ms) == 1;
}

static void test_tasks_are_done_in_order(void **state)
{
    struct ck_worker *worker = ck_worker_create();
    static struct note notes[MANY];
    char list[MANY + 1] = "";
    size_t len = 0;

    (void)state;
    assert_non_null(worker);
    for (size_t i = 0; i < MANY; i++) {
        notes[i] = (struct note){.task.run = write_letter,
                                 .list = list,
                                 .len = &len,
                                 .slow = i == 0 ? 20000 : 0,
                                 .letter = (char)('a' + i % 26)};
        ck_worker_put(worker, &notes[i].task);
    }
    ck_worker_wait(worker, &notes[MANY - 1].task);
    assert_int_equal(len, MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_false(ck_task_pending(&notes[i].task));
        assert_int_equal(list[i], 'a' + i % 26);
    }
    ck_worker_free(worker);
}

static void test_the_end_is_told(void **state)
{
    struct ck_worker *worker = ck_worker_create();
    char list[8] = "";
    size_t len = 0;
    struct note quiet = {
        .task.run = write_letter, .list = list, .len = &len, .letter = 'q'};
    struct note loud = {
        .task = {.run = write_letter, .tells = true}, .list = list, .len = &len};

    (void)state;
    ck_worker_put(worker, &quiet.task);
    ck_worker_wait(worker, &quiet.task);
    assert_false(is_readable(worker, 0));
    loud.letter = 'l';
    ck_worker_put(worker, &loud.task);
    assert_true(is_readable(worker, 10000));
    assert_false(ck_task_pending(&loud.task));
    ck_worker_heard(worker);
    assert_false(is_readable(worker, 0));
    assert_string_equal(list, "ql");
    ck_worker_free(worker);
}

static void test_nothing_is_left_undone(void **state)
{
    struct ck_worker *worker = ck_worker_create();
    struct note notes[3];
    char list[4] = "";
    size_t len = 0;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        notes[i] = (struct note){.task.run = write_letter,
                                 .list = list,
                                 .len = &len,
                                 .slow = 5000,
                                 .letter = 'x'};
        ck_worker_put(worker, &notes[i].task);
    }
    ck_worker_free(worker);
    assert_string_equal(list, "xxx");
    ck_worker_free(ck_worker_create()); /* one that never had anything to do */
    ck_worker_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tasks_are_done_in_order),
        cmocka_unit_test(test_the_end_is_told),
        cmocka_unit_test(test_nothing_is_left_undone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
