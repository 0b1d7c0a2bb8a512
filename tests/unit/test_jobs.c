/* Jobs: none is lost, none is done twice, whoever dies. */
#include "archive_place.h"

#include <signal.h>
#include <sys/wait.h>

static void test_a_jobs_life(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_job_row row = {.page = (char *)(uintptr_t) "page",
                             .kind = (char *)(uintptr_t) "video",
                             .author = (char *)(uintptr_t) "catlady",
                             .text = (char *)(uintptr_t) "words",
                             .detail = (char *)(uintptr_t) "status 503",
                             .post = "7",
                             .again = true};
    struct ck_job_row *rows;
    struct ck_error err;
    size_t count;

    assert_true(ck_archive_job_add(archive, &row, &row.number, &err));
    assert_true(row.number > 0);
    row.state = CK_JOB_CHECKING;
    assert_false(ck_archive_job_update(archive, &row, &err)); /* nothing to check yet */
    assert_int_equal(err.code, CK_ERR_INTERNAL);
    row.state = CK_JOB_FAILED;
    row.code = CK_ERR_SERVER;
    assert_true(ck_archive_job_update(archive, &row, &err));
    row.state = CK_JOB_QUEUED;
    assert_false(ck_archive_job_update(archive, &row, &err)); /* ended is ended */
    assert_true(add_job(archive, "7") > row.number); /* trying again: a new one */
    assert_true(ck_archive_jobs(archive, 10, &rows, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].state, CK_JOB_QUEUED); /* newest first */
    assert_int_equal(rows[1].state, CK_JOB_FAILED);
    assert_int_equal(rows[1].code, CK_ERR_SERVER);
    assert_int_equal(rows[1].number, row.number);
    assert_true(rows[1].again);
    assert_string_equal(rows[1].post, "7");
    assert_string_equal(rows[1].page, "page");
    assert_string_equal(rows[1].kind, "video");
    assert_string_equal(rows[1].author, "catlady");
    assert_string_equal(rows[1].text, "words");
    assert_string_equal(rows[1].detail, "status 503");
    assert_true(rows[1].changed_at >= rows[1].added_at && rows[1].added_at > 0);
    ck_job_rows_free(rows, count);
    ck_archive_close(archive);
}

static void test_a_post_has_one_unfinished_job(void **state)
{
    const struct place *place = *state;
    struct ck_archive *ours = open_archive(place), *theirs = open_archive(place);
    struct ck_job_row row = {.post = "7"}, claimed;
    struct ck_error err;
    int64_t job = add_job(ours, "7"), number = 0;
    bool found = true;

    assert_int_equal(add_job(ours, "7"), job);
    assert_false(ck_archive_job_add(theirs, &row, &number, &err));
    assert_int_equal(err.code, CK_ERR_ELSEWHERE);
    row.number = job;
    row.state = CK_JOB_CANCELLED;
    assert_false(ck_archive_job_update(theirs, &row, &err)); /* nor do they change it */
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
    assert_true(ck_archive_job_claim(theirs, &found, &claimed, &err));
    assert_false(found); /* nor claim it */
    ck_archive_close(ours);
    row = (struct ck_job_row){.post = "7"};
    assert_true(
        ck_archive_job_add(theirs, &row, &number, &err)); /* until we have ended */
    assert_int_equal(number, job);
    step_job(theirs, job, CK_JOB_READING);
    ck_archive_close(theirs);
}

/* Starts a process that has `jobs` downloads and then waits to be killed. */
static pid_t start_worker(const struct place *place, int jobs)
{
    int ready[2];
    pid_t child;
    char byte;

    assert_int_equal(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        struct ck_archive *archive = NULL;
        bool ok = ck_archive_open(place->path, &archive, NULL);

        for (int i = 0; i < jobs && ok; i++) {
            struct ck_job_row row = {.state = CK_JOB_DOWNLOADING};

            (void)snprintf(row.post, sizeof(row.post), "%d", i);
            ok = ck_archive_job_add(archive, &row, &row.number, NULL) &&
                 ck_archive_job_update(archive, &row, NULL);
        }
        ok = write(ready[1], ok ? "y" : "n", 1) == 1;
        (void)pause();
        _exit(ok ? 0 : 1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    (void)close(ready[0]);
    (void)close(ready[1]);
    return child;
}

static void kill_worker(pid_t child)
{
    int status;

    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void test_jobs_of_the_dead_are_claimed(void **state)
{
    const struct place *place = *state;
    pid_t child = start_worker(place, 2);
    struct ck_archive *archive = open_archive(place);
    struct ck_job_row row;
    struct ck_error err;
    bool found = true;

    assert_true(ck_archive_job_claim(archive, &found, &row, &err));
    assert_false(found); /* it lives */
    kill_worker(child);
    for (int i = 0; i < 2; i++) {
        char post[2] = {(char)('0' + i), '\0'};

        assert_true(ck_archive_job_claim(archive, &found, &row, &err));
        assert_true(found);
        assert_string_equal(row.post, post); /* oldest first */
        assert_int_equal(row.state, CK_JOB_QUEUED);
        ck_job_row_clear(&row);
    }
    assert_true(ck_archive_job_claim(archive, &found, &row, &err));
    assert_false(found);
    ck_archive_close(archive);
}

/* Claims until nothing is left and returns how many. */
static int claim_all(const struct place *place)
{
    struct ck_archive *archive = NULL;
    struct ck_job_row row;
    bool found = ck_archive_open(place->path, &archive, NULL);
    int count = 0;

    while (found) {
        if (!ck_archive_job_claim(archive, &found, &row, NULL)) {
            return 100;
        }
        count += found ? 1 : 0;
        row.state = CK_JOB_FAILED;
        if (found && !ck_archive_job_update(archive, &row, NULL)) {
            return 101;
        }
        ck_job_row_clear(&row);
    }
    ck_archive_close(archive);
    return count;
}

static void test_two_processes_never_claim_the_same(void **state)
{
    const struct place *place = *state;
    pid_t children[3];
    int status, total = 0;

    kill_worker(start_worker(place, 12));
    for (int i = 0; i < 3; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            _exit(claim_all(place));
        }
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status));
        total += WEXITSTATUS(status);
    }
    assert_int_equal(total, 12);
}

static void test_many_processes_open_a_new_archive(void **state)
{
    const struct place *place = *state;
    pid_t children[6];
    int status;

    for (int i = 0; i < 6; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct ck_archive *archive = NULL;
            struct ck_job_row row = {.number = 0};
            bool ok = ck_archive_open(place->path, &archive, NULL);

            (void)snprintf(row.post, sizeof(row.post), "%d", i);
            ok = ok && ck_archive_job_add(archive, &row, &row.number, NULL);
            ck_archive_close(archive);
            _exit(ok ? 0 : 1);
        }
    }
    for (int i = 0; i < 6; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_int_equal(claim_all(place), 6);
}

static void test_no_dead_owners_files_pile_up(void **state)
{
    const struct place *place = *state;
    char path[128];

    for (int i = 0; i < 3; i++) {
        kill_worker(start_worker(place, i == 0 ? 1 : 0));
    }
    assert_int_equal(claim_all(place), 1);
    (void)snprintf(path, sizeof(path), "%s/owners", place->path);
    assert_int_equal(rmdir(path), 0); /* works only when it is empty */
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_a_jobs_life),
        PLACED(test_a_post_has_one_unfinished_job),
        PLACED(test_jobs_of_the_dead_are_claimed),
        PLACED(test_two_processes_never_claim_the_same),
        PLACED(test_many_processes_open_a_new_archive),
        PLACED(test_no_dead_owners_files_pile_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
