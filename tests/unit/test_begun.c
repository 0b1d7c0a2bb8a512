/* What there is of files that have begun to come: found again while somebody may go on
 * with them, and removed afterwards. */
#include "keep/begun.h"

#include "keep/queue.h"
#include "keep/sweep.h"

#include "archive_place.h"
#include "place_files.h"

#include <time.h>

#define POST "7602050882429897470"
#define PART "catlady/." POST ".v0.part"

static const struct ck_begun sample = {
    .word = "v0",
    .place = "catlady",
    .stream = "picture h264 576x1024",
    .validator = "\"abc\"",
    .total = 20000000,
    .kept = {.bytes = 8388608, .sha256 = HELLO_SHA256},
};

/* The part and its record. */
static void leave(struct ck_archive *archive, const struct place *place)
{
    struct ck_error err;

    (void)mkdirat(place->fd, "catlady", 0700);
    put(place, PART, "x");
    assert_true(ck_begun_note(archive, POST, place->path, &sample, &err));
}

static bool find(struct ck_archive *archive, const char *word)
{
    struct ck_begun begun;
    struct ck_error err;
    bool found = false;

    assert_true(ck_begun_find(archive, POST, word, &found, &begun, &err));
    return found;
}

static void test_a_record_is_found_as_it_was_made(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_begun begun;
    struct ck_error err;
    bool found = false;

    leave(archive, place);
    begun = sample;
    begun.kept.bytes *= 2;
    assert_true(ck_begun_note(archive, POST, place->path, &begun, &err)); /* the newest */
    assert_true(ck_begun_find(archive, POST, "v0", &found, &begun, &err));
    assert_true(found);
    assert_string_equal(begun.word, sample.word);
    assert_string_equal(begun.place, sample.place);
    assert_string_equal(begun.stream, sample.stream);
    assert_string_equal(begun.validator, sample.validator);
    assert_int_equal(begun.total, sample.total);
    assert_int_equal(begun.kept.bytes, 2 * sample.kept.bytes);
    assert_string_equal(begun.kept.sha256, HELLO_SHA256);
    assert_false(find(archive, "v1"));
    ck_archive_close(archive);
}

static void test_forgetting_removes_the_part_too(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_error err;

    leave(archive, place);
    assert_true(ck_begun_forget(archive, "7602050882429897471", &err));
    assert_true(exists(place, PART)); /* of another post */
    assert_true(ck_begun_forget(archive, POST, &err));
    assert_false(exists(place, PART));
    assert_false(exists(place, "catlady")); /* nothing else is in it */
    assert_false(find(archive, "v0"));
    ck_archive_close(archive);
}

static void test_a_folder_that_is_gone_is_forgotten(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_error err;

    assert_true(ck_begun_note(archive, POST, "/nowhere/at/all", &sample, &err));
    assert_true(ck_begun_forget(archive, POST, &err));
    assert_false(find(archive, "v0"));
    ck_archive_close(archive);
}

static void test_a_folder_that_is_left_is_forgotten(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_error err;

    leave(archive, place);
    assert_true(ck_begun_forget_folder(archive, "/elsewhere", &err));
    assert_true(exists(place, PART));
    assert_true(ck_begun_forget_folder(archive, place->path, &err));
    assert_false(exists(place, PART));
    assert_false(find(archive, "v0"));
    ck_archive_close(archive);
}

/* Records that somebody has changed lead nowhere else. */
static void test_odd_records_remove_nothing(void **state)
{
    static const struct {
        const char *word, *place, *file;
    } rows[] = {
        {"v0", "..", "../." POST ".v0.part"},
        {"../x", "catlady", "catlady/x.part"},
        {"v0", "link", "real/." POST ".v0.part"},
    };
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_begun begun = sample;
    struct ck_error err;

    assert_int_equal(mkdirat(place->fd, "real", 0700), 0);
    assert_int_equal(mkdirat(place->fd, "catlady", 0700), 0);
    assert_int_equal(symlinkat("real", place->fd, "link"), 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        put(place, rows[i].file, "x");
        (void)snprintf(begun.word, sizeof(begun.word), "%s", rows[i].word);
        (void)snprintf(begun.place, sizeof(begun.place), "%s", rows[i].place);
        assert_true(ck_begun_note(archive, POST, place->path, &begun, &err));
        assert_true(ck_begun_forget(archive, POST, &err));
        assert_true(exists(place, rows[i].file));
        assert_int_equal(unlinkat(place->fd, rows[i].file, 0), 0);
    }
    ck_archive_close(archive);
}

/* Sweeps as a start does, `later` seconds from now. */
static void sweep(struct ck_archive *archive, const struct place *place, int64_t later)
{
    int64_t now = (int64_t)time(NULL) + later;
    struct ck_error err;

    assert_true(ck_begun_forget_over(archive, now - CK_SWEEP_AGE_S, &err));
    assert_true(ck_sweep_all(archive, place->fd, now, NULL, &err));
}

static void test_what_is_unfinished_is_not_swept(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    int64_t job = add_job(archive, POST);
    struct ck_error err;

    leave(archive, place);
    put(place, "catlady/." POST ".v1.part", "x"); /* not recorded */
    assert_true(ck_queue_pause(archive, job, true, NULL, &err));
    sweep(archive, place, INT64_C(365) * 86400);
    assert_true(exists(place, PART));
    assert_true(find(archive, "v0"));
    assert_false(exists(place, "catlady/." POST ".v1.part"));
    step_job(archive, job, CK_JOB_CANCELLED);
    sweep(archive, place, 0);
    assert_false(exists(place, PART));
    assert_false(find(archive, "v0"));
    ck_archive_close(archive);
}

static void test_what_failed_may_be_tried_again_for_a_day(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    int64_t job = add_job(archive, POST);

    leave(archive, place);
    step_job(archive, job, CK_JOB_FAILED);
    sweep(archive, place, CK_SWEEP_AGE_S - 60);
    assert_true(exists(place, PART));
    sweep(archive, place, CK_SWEEP_AGE_S + 60);
    assert_false(exists(place, PART));
    assert_false(find(archive, "v0"));
    ck_archive_close(archive);
}

static void test_what_is_being_written_stays(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_stage *stage;
    struct ck_error err;
    int dir;

    leave(archive, place);
    dir = openat(place->fd, "catlady", O_RDONLY | O_DIRECTORY);
    assert_true(ck_stage_open(dir, POST ".v0", -1, &stage, &err));
    sweep(archive, place, INT64_C(2) * CK_SWEEP_AGE_S); /* without a job */
    assert_true(exists(place, PART));
    ck_stage_free(stage);
    (void)close(dir);
    ck_archive_close(archive);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_a_record_is_found_as_it_was_made),
        PLACED(test_forgetting_removes_the_part_too),
        PLACED(test_a_folder_that_is_gone_is_forgotten),
        PLACED(test_a_folder_that_is_left_is_forgotten),
        PLACED(test_odd_records_remove_nothing),
        PLACED(test_what_is_unfinished_is_not_swept),
        PLACED(test_what_failed_may_be_tried_again_for_a_day),
        PLACED(test_what_is_being_written_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
