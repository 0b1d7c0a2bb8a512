/* Whose turn it is: a click goes before a bulk, nothing is done twice, and what is
 * paused, not due or left to a browser waits, whoever asks. */
#include "queue_place.h"

#include <sys/wait.h>
#include <time.h>

static void test_clicks_go_first(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    const struct ck_job_row rows[] = {
        row_of("1", CK_PRIORITY_BULK),  row_of("2", CK_PRIORITY_BULK),
        row_of("3", CK_PRIORITY_CLICK), row_of("4", CK_PRIORITY_CLICK),
        row_of("1", CK_PRIORITY_CLICK), /* is in the queue already */
    };
    struct ck_job_row row = row_of("2", CK_PRIORITY_CLICK);
    struct ck_error err;
    int64_t number;

    assert_int_equal(enqueue(archive, rows, 5), 4);
    assert_string_equal(claim(archive, NULL, NULL), "3");
    check(ck_archive_job_add(archive, &row, &number, &err), &err); /* clicked meanwhile */
    assert_int_equal(number, 2);
    assert_string_equal(claim(archive, NULL, NULL), "4");
    assert_string_equal(claim(archive, NULL, NULL), "1");
    assert_string_equal(claim(archive, NULL, NULL), ""); /* 2 is ours since */
    ck_archive_close(archive);
}

static void test_many_processes_share_the_work(void **state)
{
    enum { PROCESSES = 4, JOBS = 60 };
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    int64_t counts[CK_JOB_STATES];
    struct ck_error err;
    pid_t children[PROCESSES];
    int status, sum = 0;

    for (int i = 0; i < JOBS; i++) {
        char post[8];
        struct ck_job_row row;

        (void)snprintf(post, sizeof(post), "%d", i);
        row = row_of(post, CK_PRIORITY_BULK);
        assert_int_equal(enqueue(archive, &row, 1), 1);
    }
    ck_archive_close(archive);
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            int64_t number = 0;
            int done = 0;

            archive = open_archive(place);
            while (claim(archive, NULL, &number)[0] != '\0') {
                end_job(archive, number, CK_JOB_READING, CK_OK);
                end_job(archive, number, CK_JOB_FAILED, CK_ERR_DELETED);
                done++;
            }
            _exit(done);
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        sum += WEXITSTATUS(status);
    }
    assert_int_equal(sum, JOBS); /* each once */
    archive = open_archive(place);
    check(ck_queue_counts(archive, counts, &err), &err);
    assert_int_equal(counts[CK_JOB_FAILED], JOBS);
    assert_int_equal(counts[CK_JOB_QUEUED], 0);
    ck_archive_close(archive);
}

static void test_paused_jobs_wait(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    const struct ck_job_row rows[] = {row_of("1", 10), row_of("2", 10), row_of("3", 10)};
    struct ck_job_row *list;
    struct ck_error err;
    size_t count = 0;

    assert_int_equal(enqueue(archive, rows, 3), 3);
    check(ck_queue_pause(archive, 1, true, &count, &err), &err);
    assert_int_equal(count, 1);
    ck_archive_close(archive); /* it is remembered */
    archive = open_archive(place);
    check(ck_archive_jobs(archive, 10, &list, &count, &err), &err);
    assert_true(list[2].paused);
    assert_false(list[1].paused);
    ck_job_rows_free(list, count);
    assert_string_equal(claim(archive, NULL, NULL), "2");
    check(ck_queue_pause(archive, 0, true, &count, &err), &err);
    assert_int_equal(count, 2); /* of three, one was paused before */
    assert_string_equal(claim(archive, NULL, NULL), "");
    check(ck_queue_pause(archive, 0, false, &count, &err), &err);
    assert_int_equal(count, 3);
    assert_string_equal(claim(archive, NULL, NULL), "1");
    ck_archive_close(archive);
}

static void test_what_is_not_due_waits(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_job_row rows[] = {row_of("1", 0), row_of("2", 10), row_of("3", 10),
                                row_of("4", 20)};
    struct ck_error err;
    int64_t due = 1, later = (int64_t)time(NULL) + 1000;

    rows[0].due_at = later;
    rows[1].due_at = later + 5;
    rows[2].due_at = 5;
    rows[3].due_at = later + 366 * 86400; /* the clock was set back by a year since */
    assert_int_equal(enqueue(archive, rows, 4), 4);
    assert_string_equal(claim(archive, NULL, NULL), "3");
    assert_string_equal(claim(archive, NULL, NULL), "4");
    assert_string_equal(claim(archive, NULL, NULL), "");
    check(ck_queue_next_due(archive, &due, &err), &err);
    assert_int_equal(due, later);
    ck_archive_close(archive);
}

static void test_a_job_bound_to_a_browser(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_job_row row = row_of("1", 0), *list;
    struct ck_error err;
    size_t count;

    row.browser = TEXT("firefox");
    row.bound = true;
    assert_int_equal(enqueue(archive, &row, 1), 1);
    assert_string_equal(claim(archive, NULL, NULL), "");
    assert_string_equal(claim(archive, "chromium", NULL), "");
    assert_string_equal(claim(archive, "firefox", NULL), "1");
    check(ck_archive_jobs(archive, 1, &list, &count, &err), &err);
    assert_string_equal(list[0].browser, "firefox");
    ck_job_rows_free(list, count);
    ck_archive_close(archive);
}

/* What strangers turned out not to be shown waits for its browser, whoever asks for work,
 * until somebody asks for the post. */
static void test_a_job_is_left_to_its_browser(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_error err, why = {.code = CK_ERR_LOGIN};
    struct ck_job_row row = row_of("1", 0), *list;
    int64_t number = 0, again = 0;
    size_t count;

    row.browser = TEXT("firefox");
    check(ck_archive_job_add(archive, &row, &number, &err), &err);
    step_job(archive, number, CK_JOB_READING);
    check(ck_queue_bind(archive, number, &why, &err), &err);
    assert_string_equal(claim(archive, NULL, NULL), "");
    assert_string_equal(claim(archive, "chromium", NULL), "");
    check(ck_archive_jobs(archive, 1, &list, &count, &err), &err);
    assert_true(list[0].bound);
    assert_int_equal(list[0].state, CK_JOB_QUEUED);
    assert_int_equal(list[0].code, CK_ERR_LOGIN);
    ck_job_rows_free(list, count);
    row.browser = TEXT(""); /* in a terminal */
    check(ck_archive_job_add(archive, &row, &again, &err), &err);
    assert_int_equal(again, number);
    check(ck_archive_jobs(archive, 1, &list, &count, &err), &err);
    assert_false(list[0].bound);
    assert_string_equal(list[0].browser, "firefox"); /* to be left to it once more */
    ck_job_rows_free(list, count);
    ck_archive_close(archive);
}

static void test_settings_of_the_queue(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_error err;
    char *value = NULL;

    check(ck_archive_setting(archive, "paused", &value, &err), &err);
    assert_null(value);
    check(ck_archive_set(archive, "paused", "disk-full", &err), &err);
    check(ck_archive_set(archive, "paused", "", &err), &err);
    ck_archive_close(archive);
    archive = open_archive(place);
    check(ck_archive_setting(archive, "paused", &value, &err), &err);
    assert_string_equal(value, "");
    ck_free(value);
    ck_archive_close(archive);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_clicks_go_first),          PLACED(test_many_processes_share_the_work),
        PLACED(test_paused_jobs_wait),         PLACED(test_what_is_not_due_waits),
        PLACED(test_a_job_bound_to_a_browser), PLACED(test_a_job_is_left_to_its_browser),
        PLACED(test_settings_of_the_queue),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
