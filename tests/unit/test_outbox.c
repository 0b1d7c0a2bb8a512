/* What leaves for the browser: in order, never blocking, bounded, progress thinned out.
 */
#include "face/outbox.h"

#include "face/frames.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct ck_outbox outbox;
    int pipe[2];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    *state = f;
    (void)signal(SIGPIPE, SIG_IGN);
    if (f == NULL || pipe2(f->pipe, O_NONBLOCK) != 0) {
        return -1;
    }
    ck_outbox_init(&f->outbox, f->pipe[1]);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    ck_outbox_clear(&f->outbox);
    (void)close(f->pipe[0]);
    (void)close(f->pipe[1]);
    free(f);
    return 0;
}

static void add(struct fixture *f, const char *text, int64_t job)
{
    assert_true(ck_outbox_add(&f->outbox, text, strlen(text), job, NULL));
}

static void progress(struct fixture *f, const char *text, int64_t job)
{
    assert_true(ck_outbox_progress(&f->outbox, text, strlen(text), job, NULL));
}

/* Pumps at `now_ms` and returns what arrived, messages joined by blanks. */
static const char *arrived(struct fixture *f, int64_t now_ms)
{
    static char text[4096];
    char bytes[4096];
    struct ck_frames frames;
    const char *at = bytes;
    size_t used = 0;
    ssize_t n;
    size_t len;

    text[0] = '\0';
    ck_frames_init(&frames);
    assert_true(ck_outbox_pump(&f->outbox, now_ms, NULL));
    n = read(f->pipe[0], bytes, sizeof(bytes));
    len = n > 0 ? (size_t)n : 0;
    while (ck_frames_next(&frames, &at, &len) == CK_FRAME_WHOLE) {
        size_t body;

        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
                                 used > 0 ? " " : "", ck_frames_body(&frames, &body));
    }
    ck_frames_clear(&frames);
    return text;
}

static void test_messages_leave_in_order(void **state)
{
    struct fixture *f = *state;

    add(f, "a", 0);
    add(f, "b", 7);
    add(f, "c", 7);
    assert_string_equal(arrived(f, 0), "a b c");
    assert_false(ck_outbox_wants_write(&f->outbox));
}

static void test_newer_progress_takes_the_place_of_older(void **state)
{
    struct fixture *f = *state;

    progress(f, "7:10%", 7);
    progress(f, "7:20%", 7);
    progress(f, "8:5%", 8);
    progress(f, "7:30%", 7);
    assert_string_equal(arrived(f, 0), "8:5%");
    assert_string_equal(arrived(f, CK_OUTBOX_PROGRESS_MS), "7:30%");
    assert_string_equal(arrived(f, 2 * CK_OUTBOX_PROGRESS_MS), "");
}

static void test_ten_progress_messages_a_second(void **state)
{
    struct fixture *f = *state;
    int count = 0;

    for (int64_t ms = 0; ms < 1000; ms++) {
        progress(f, "p", ms % 50 + 1);
        count += arrived(f, ms)[0] != '\0';
    }
    assert_int_equal(count, 10);
    assert_int_equal(ck_outbox_wait_ms(&f->outbox, 999), 1);
}

static void test_a_change_of_state_is_never_overtaken(void **state)
{
    struct fixture *f = *state;

    progress(f, "7:90%", 7);
    progress(f, "8:10%", 8);
    add(f, "7:done", 7);
    assert_string_equal(arrived(f, 0), "7:done");
    assert_string_equal(arrived(f, 1), "8:10%");
    assert_string_equal(arrived(f, 1000), "");
    assert_int_equal(ck_outbox_wait_ms(&f->outbox, 1000), -1);
}

static void test_a_full_pipe_blocks_nobody(void **state)
{
    struct fixture *f = *state;
    static char large[200000];
    struct ck_error err;
    size_t total = 0;
    char chunk[65536];
    ssize_t n;

    memset(large, 'x', sizeof(large));
    for (int i = 0; i < 3; i++) {
        assert_true(ck_outbox_add(&f->outbox, large, sizeof(large), 0, &err));
    }
    assert_true(ck_outbox_pump(&f->outbox, 0, &err));
    assert_true(ck_outbox_wants_write(&f->outbox));
    while ((n = read(f->pipe[0], chunk, sizeof(chunk))) > 0) {
        total += (size_t)n;
        assert_true(ck_outbox_pump(&f->outbox, 0, &err));
    }
    assert_int_equal(total, 3 * (sizeof(large) + 4));
}

static void test_the_queue_and_each_message_are_bounded(void **state)
{
    struct fixture *f = *state;
    static char large[CK_FRAME_MAX_OUT + 1];
    struct ck_error err;
    int count = 0;

    memset(large, 'x', sizeof(large));
    assert_false(ck_outbox_add(&f->outbox, large, sizeof(large), 0, &err));
    assert_int_equal(err.code, CK_ERR_TOO_LARGE);
    assert_false(ck_outbox_progress(&f->outbox, large, sizeof(large), 1, &err));
    assert_int_equal(err.code, CK_ERR_TOO_LARGE);
    while (ck_outbox_add(&f->outbox, large, CK_FRAME_MAX_OUT, 0, &err)) {
        count++;
    }
    assert_int_equal(err.code, CK_ERR_BUSY);
    assert_int_equal(count, CK_OUTBOX_MAX / CK_FRAME_MAX_OUT - 1);
}

static void test_a_browser_that_is_gone_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct ck_error err;

    (void)close(f->pipe[0]);
    add(f, "a", 0);
    assert_false(ck_outbox_pump(&f->outbox, 0, &err));
    assert_int_equal(err.code, CK_ERR_NET);
}

int main(void)
{
#define CK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CK_TEST(test_messages_leave_in_order),
        CK_TEST(test_newer_progress_takes_the_place_of_older),
        CK_TEST(test_ten_progress_messages_a_second),
        CK_TEST(test_a_change_of_state_is_never_overtaken),
        CK_TEST(test_a_full_pipe_blocks_nobody),
        CK_TEST(test_the_queue_and_each_message_are_bounded),
        CK_TEST(test_a_browser_that_is_gone_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
