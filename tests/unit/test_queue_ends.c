/* What becomes of a job: given back, cancelled, tried again, and what each attempt came
 * to stays known, whoever runs. */
#include "queue_place.h"

static void test_a_job_given_back(void **state)
{
    const struct place *place = *state;
    struct ck_archive *ours = open_archive(place), *theirs = open_archive(place);
    int64_t number = add_job(ours, "1");
    struct ck_error err;

    assert_string_equal(claim(theirs, NULL, NULL), "");
    assert_false(ck_queue_release(theirs, number, &err));
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
    step_job(ours, number, CK_JOB_DOWNLOADING);
    check(ck_queue_release(ours, number, &err), &err);
    assert_string_equal(claim(theirs, NULL, NULL), "1");
    ck_archive_close(ours);
    ck_archive_close(theirs);
}

static void test_cancelling(void **state)
{
    const struct place *place = *state;
    struct ck_archive *ours = open_archive(place);
    const struct ck_job_row rows[] = {row_of("1", 10), row_of("2", 10), row_of("3", 10)};
    int64_t counts[CK_JOB_STATES];
    struct ck_error err;
    size_t count = 99;

    assert_int_equal(enqueue(ours, rows, 3), 3);
    check(ck_queue_cancel(ours, 2, true, &count, &err), &err);
    assert_int_equal(count, 1);
    check(ck_queue_pause(ours, 3, true, NULL, &err), &err);
    check(ck_queue_cancel(ours, 0, true, &count, &err), &err);
    assert_int_equal(count, 2); /* the paused one too */
    check(ck_queue_counts(ours, counts, &err), &err);
    assert_int_equal(counts[CK_JOB_CANCELLED], 3);
    assert_int_equal(counts[CK_JOB_QUEUED], 0);
    ck_archive_close(ours);
}

static enum ck_job_state state_of(struct ck_archive *archive, int64_t number,
                                  bool *ret_asked)
{
    enum ck_job_state state;
    struct ck_job_row row;
    struct ck_error err;
    bool found = false;

    check(ck_queue_find(archive, NULL, number, &found, &row, &err), &err);
    assert_true(found);
    *ret_asked = row.code == CK_ERR_CANCELLED;
    state = row.state;
    ck_job_row_clear(&row);
    return state;
}

/* Whoever works on it stops it himself; should he die first, nobody goes on with it. */
static void test_cancelling_what_another_has(void **state)
{
    const struct place *place = *state;
    struct ck_archive *ours = open_archive(place), *theirs = open_archive(place);
    int64_t first = add_job(theirs, "1"), second = add_job(theirs, "2");
    struct ck_error err;
    size_t count = 99;
    bool asked = false;

    step_job(theirs, first, CK_JOB_READING);
    check(ck_queue_cancel(ours, 0, false, &count, &err), &err);
    assert_int_equal(count, 0);
    check(ck_queue_cancel(ours, 0, true, &count, &err), &err);
    assert_int_equal(count, 2);
    check(ck_queue_cancel(ours, first, true, &count, &err), &err);
    assert_int_equal(count, 0);                  /* was asked for already */
    step_job(theirs, first, CK_JOB_DOWNLOADING); /* before he looks */
    assert_int_equal(state_of(ours, first, &asked), CK_JOB_DOWNLOADING);
    assert_true(asked);
    check(ck_queue_pause(ours, 0, false, &count, &err), &err);
    assert_int_equal(count, 0);
    end_job(theirs, first, CK_JOB_CANCELLED, CK_OK);
    ck_archive_close(theirs);
    assert_string_equal(claim(ours, NULL, NULL), "");
    assert_int_equal(state_of(ours, second, &asked), CK_JOB_CANCELLED);
    ck_archive_close(ours);
}

static void test_what_was_done_first_stays_done(void **state)
{
    const struct place *place = *state;
    struct ck_archive *ours = open_archive(place), *theirs = open_archive(place);
    int64_t number = add_job(theirs, "1");
    struct ck_error err;
    size_t count = 0;
    bool asked = true;

    check(ck_queue_cancel(ours, number, true, &count, &err), &err);
    end_job(theirs, number, CK_JOB_DONE, CK_OK);
    assert_int_equal(state_of(ours, number, &asked), CK_JOB_DONE);
    assert_false(asked);
    number = add_job(theirs, "2");
    check(ck_queue_cancel(ours, number, true, &count, &err), &err);
    ck_archive_close(theirs);
    assert_int_equal(add_job(ours, "2"), number); /* asked for anew: it goes on */
    assert_int_equal(state_of(ours, number, &asked), CK_JOB_QUEUED);
    assert_false(asked);
    ck_archive_close(ours);
}

static void test_trying_again(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    const struct ck_queue_filter failed = {.states = 1U << CK_JOB_FAILED, .latest = true};
    int64_t first = add_job(archive, "1"), second = add_job(archive, "2"), number = 0;
    struct ck_job_row *rows;
    struct ck_error err;
    size_t count = 0;

    end_job(archive, first, CK_JOB_FAILED, CK_ERR_PRIVATE);
    end_job(archive, second, CK_JOB_FAILED, CK_ERR_DELETED);
    end_job(archive, add_job(archive, "1"), CK_JOB_DONE, CK_OK); /* worked since */
    check(ck_queue_list(archive, &failed, 10, &rows, &count, &err), &err);
    assert_int_equal(count, 1); /* what could not be kept, and why */
    assert_string_equal(rows[0].post, "2");
    assert_int_equal(rows[0].code, CK_ERR_DELETED);
    ck_job_rows_free(rows, count);
    check(ck_queue_retry(archive, 0, false, &count, &err), &err);
    assert_int_equal(count, 1);
    check(ck_queue_retry(archive, 0, false, &count, &err), &err);
    assert_int_equal(count, 0); /* it is queued already */
    assert_string_equal(claim(archive, NULL, &number), "2");
    end_job(archive, number, CK_JOB_FAILED, CK_ERR_REMOVED);
    check(ck_queue_retry(archive, second, false, &count, &err), &err);
    assert_int_equal(count, 0); /* a newer one says what became of it */
    check(ck_queue_retry(archive, number, false, &count, &err), &err);
    assert_int_equal(count, 1);
    ck_archive_close(archive);
}

/* What was said of the job of a post: "mine", "consent". */
static void expect_said(struct ck_archive *archive, int64_t number, bool mine,
                        bool consent)
{
    struct ck_job_row row;
    struct ck_error err;
    bool found = false;

    check(ck_queue_find(archive, NULL, number, &found, &row, &err), &err);
    assert_true(found);
    assert_int_equal(row.mine, mine);
    assert_int_equal(row.consent, consent);
    ck_job_row_clear(&row);
}

/* What the person said of a post goes with its job, whoever takes it up. */
static void test_what_was_said_stays(void **state)
{
    const struct place *place = *state;
    struct ck_archive *ours = open_archive(place), *theirs;
    struct ck_job_row row = row_of("1", 0);
    struct ck_error err;
    int64_t number = 0;
    size_t count = 0;

    row.mine = true;
    assert_int_equal(enqueue(ours, &row, 1), 1);
    row = row_of("1", 0);
    row.consent = true;
    check(ck_archive_job_add(ours, &row, &number, &err), &err);
    expect_said(ours, number, true, true);
    end_job(ours, number, CK_JOB_FAILED, CK_ERR_DELETED);
    check(ck_queue_retry(ours, number, false, &count, &err), &err);
    ck_archive_close(ours);
    theirs = open_archive(place);
    assert_string_equal(claim(theirs, NULL, &number), "1");
    expect_said(theirs, number, true, true);
    ck_archive_close(theirs);
}

static void test_consent_later(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    int64_t first = add_job(archive, "1"), second = add_job(archive, "2"), number = 0;
    struct ck_error err;
    size_t count = 0;

    expect_said(archive, first, false, false);
    check(ck_queue_say(archive, first, true, false, &err), &err);
    expect_said(archive, first, true, false);
    check(ck_queue_say(archive, first, false, true, &err), &err);
    expect_said(archive, first, true, true);
    end_job(archive, second, CK_JOB_FAILED, CK_ERR_DELETED);
    check(ck_queue_retry(archive, second, true, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_string_equal(claim(archive, NULL, &number), "2");
    expect_said(archive, number, false, true);
    expect_said(archive, second, false, false); /* what it failed with stays */
    ck_archive_close(archive);
}

static void test_what_has_ended_is_forgotten(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place), *theirs = open_archive(place);
    int64_t done = add_job(archive, "1"), failed = add_job(archive, "2");
    int64_t queued = add_job(archive, "3"), other = add_job(theirs, "4");
    struct ck_job_try attempts[2];
    struct ck_job_row *rows;
    struct ck_error err;
    size_t count = 0;

    end_job(archive, done, CK_JOB_DONE, CK_OK);
    end_job(archive, failed, CK_JOB_FAILED, CK_ERR_PRIVATE);
    check(ck_queue_attempts(archive, failed, attempts, 2, &count, &err), &err);
    assert_int_equal(count, 1);
    check(ck_queue_forget_ended(archive, &count, &err), &err);
    assert_int_equal(count, 2);
    check(ck_queue_attempts(archive, failed, attempts, 2, &count, &err), &err);
    assert_int_equal(count, 0);
    check(ck_archive_jobs(archive, 10, &rows, &count, &err), &err);
    assert_int_equal(count, 2); /* what has not ended, whoever has it */
    assert_int_equal(rows[0].number, other);
    assert_int_equal(rows[1].number, queued);
    ck_job_rows_free(rows, count);
    end_job(theirs, other, CK_JOB_FAILED, CK_ERR_PRIVATE);
    check(ck_queue_forget_ended(archive, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_true(add_job(archive, "4") > other); /* no number is given twice */
    ck_archive_close(theirs);
    ck_archive_close(archive);
}

static void test_each_attempt_is_remembered(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    int64_t number = add_job(archive, "1");
    struct ck_job_row row = {.number = number, .detail = TEXT("status 503")}, *rows;
    struct ck_job_try attempts[4];
    struct ck_error err;
    size_t count = 0;

    step_job(archive, number, CK_JOB_READING);
    row.state = CK_JOB_QUEUED;
    row.code = CK_ERR_SERVER;
    row.due_at = 5;
    check(ck_archive_job_update(archive, &row, &err), &err); /* to be tried again */
    step_job(archive, number, CK_JOB_READING);
    step_job(archive, number, CK_JOB_QUEUED); /* put back: nothing has failed */
    step_job(archive, number, CK_JOB_DOWNLOADING);
    ck_archive_close(archive); /* its end breaks off the third one */
    archive = open_archive(place);
    assert_string_equal(claim(archive, NULL, &number), "1");
    end_job(archive, number, CK_JOB_FAILED, CK_ERR_DELETED);
    check(ck_queue_attempts(archive, number, attempts, 4, &count, &err), &err);
    assert_int_equal(count, 2);
    assert_int_equal(attempts[0].code, CK_ERR_DELETED); /* newest first */
    assert_int_equal(attempts[1].code, CK_ERR_SERVER);
    assert_string_equal(attempts[1].detail, "status 503");
    assert_true(attempts[1].started_at > 0 &&
                attempts[1].started_at <= attempts[1].ended_at);
    check(ck_archive_jobs(archive, 1, &rows, &count, &err), &err);
    assert_int_equal(rows[0].tries, 3);
    ck_job_rows_free(rows, count);
    number = add_job(archive, "2");
    end_job(archive, number, CK_JOB_CANCELLED, CK_ERR_CANCELLED);
    check(ck_queue_attempts(archive, number, attempts, 4, &count, &err), &err);
    assert_int_equal(count, 0); /* nothing was tried */
    ck_archive_close(archive);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_a_job_given_back),
        PLACED(test_cancelling),
        PLACED(test_cancelling_what_another_has),
        PLACED(test_what_was_done_first_stays_done),
        PLACED(test_trying_again),
        PLACED(test_what_was_said_stays),
        PLACED(test_consent_later),
        PLACED(test_what_has_ended_is_forgotten),
        PLACED(test_each_attempt_is_remembered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
