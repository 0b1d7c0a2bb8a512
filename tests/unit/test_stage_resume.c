/* Going on with a part: only what was made to last, and only if it is still the same. */
#include "stage_place.h"

/* A part of which "hello" was made to last before its process died. */
static struct ck_staged_file leave_part(const struct place *place, const char *more)
{
    struct ck_staged_file kept;
    struct ck_stage *stage;
    struct ck_error err;

    assert_true(ck_stage_open(place->fd, "7", -1, &stage, &err));
    assert_true(ck_stage_write(stage, "hello", 5, &err));
    assert_true(ck_stage_sync(stage, &kept, &err));
    assert_int_equal(kept.bytes, 5);
    assert_string_equal(kept.sha256, HELLO_SHA256);
    assert_true(ck_stage_write(stage, more, strlen(more), &err)); /* not trusted */
    ck_stage_abandon(stage);
    return kept;
}

/* Takes the part up, reading two bytes at a time; gives how many of them count. */
static int64_t take_up(const struct place *place, const struct ck_staged_file *kept,
                       struct ck_stage **ret)
{
    bool done = false;
    struct ck_error err;
    int turns = 0;

    assert_true(ck_stage_reopen(place->fd, "7", 20, kept, ret, &err));
    while (!done && turns++ < 10) {
        assert_true(ck_stage_recall(*ret, 2, &done, &err));
    }
    assert_true(done);
    return ck_stage_bytes(*ret);
}

static void finish(const struct place *place, struct ck_stage *stage, const char *rest,
                   const char *want)
{
    struct ck_staged_file file;
    struct ck_error err;

    assert_true(ck_stage_write(stage, rest, strlen(rest), &err));
    assert_true(ck_stage_seal(stage, &file, &err));
    assert_int_equal(file.bytes, (int)strlen(want));
    assert_true(ck_stage_publish(stage, "a", &err));
    assert_true(ck_staged_same(place->fd, "a", &file)); /* the hash is of all of it */
    ck_stage_free(stage);
    assert_content(place, "a", want);
}

static void test_a_part_is_gone_on_with(void **state)
{
    const struct place *place = *state;
    struct ck_staged_file kept = leave_part(place, " and what was not synced");
    struct ck_stage *stage;

    assert_int_equal(take_up(place, &kept, &stage), 5);
    finish(place, stage, " world", "hello world");
}

static void test_a_part_left_for_later_holds_no_room(void **state)
{
    const struct place *place = *state;
    struct ck_staged_file kept;
    struct ck_stage *stage;
    struct ck_error err;
    struct stat st;

    assert_true(ck_stage_open(place->fd, "7", 10000000, &stage, &err));
    assert_true(ck_stage_write(stage, "hello", 5, &err));
    assert_true(ck_stage_sync(stage, &kept, &err));
    assert_int_equal(fstatat(place->fd, ".7.part", &st, 0), 0);
    if (st.st_blocks * 512 < 10000000) {
        ck_stage_free(stage);
        skip(); /* nothing can be reserved here */
    }
    ck_stage_abandon(stage);
    assert_int_equal(fstatat(place->fd, ".7.part", &st, 0), 0);
    assert_true(st.st_blocks * 512 < 1000000);
}

static void test_what_is_kept_counts_only_once_it_was_read(void **state)
{
    const struct place *place = *state;
    struct ck_staged_file kept = leave_part(place, ""), file;
    struct ck_stage *stage;
    struct ck_error err;
    bool done = true;

    assert_true(ck_stage_reopen(place->fd, "7", -1, &kept, &stage, &err));
    assert_true(ck_stage_recall(stage, 2, &done, &err));
    assert_false(done);
    assert_false(ck_stage_write(stage, "x", 1, &err));
    assert_false(ck_stage_sync(stage, &file, &err));
    assert_false(ck_stage_seal(stage, &file, &err));
    ck_stage_abandon(stage); /* it can be tried again */
    assert_int_equal(take_up(place, &kept, &stage), 5);
    finish(place, stage, "", "hello");
}

static void test_other_bytes_are_not_gone_on_with(void **state)
{
    const struct place *place = *state;
    static const char *const contents[] = {"jello", "jello and more", "hel", "", NULL};

    for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
        struct ck_staged_file kept = leave_part(place, "");
        struct ck_stage *stage;

        if (contents[i] != NULL) {
            put(place, ".7.part", contents[i]);
        } else {
            assert_int_equal(unlinkat(place->fd, ".7.part", 0), 0);
        }
        assert_int_equal(take_up(place, &kept, &stage), 0);
        finish(place, stage, "anew", "anew");
        assert_int_equal(unlinkat(place->fd, "a", 0), 0);
    }
}

static void test_a_link_is_not_gone_on_with(void **state)
{
    const struct place *place = *state;
    struct ck_staged_file kept = leave_part(place, "");
    struct ck_stage *stage;

    assert_int_equal(renameat(place->fd, ".7.part", place->fd, "precious"), 0);
    assert_int_equal(symlinkat("precious", place->fd, ".7.part"), 0);
    assert_int_equal(take_up(place, &kept, &stage), 0);
    ck_stage_free(stage);
    assert_int_equal(linkat(place->fd, "precious", place->fd, ".7.part", 0), 0);
    assert_int_equal(take_up(place, &kept, &stage), 0);
    finish(place, stage, "anew", "anew");
    assert_content(place, "precious", "hello");
}

static void test_a_whole_part_lasts(void **state)
{
    const struct place *place = *state;
    struct ck_staged_file file, kept;
    struct ck_stage *stage = staged(place, "7", "hello", &file);
    struct ck_error err;

    assert_true(ck_stage_sync(stage, &kept, &err)); /* sealed already */
    assert_string_equal(kept.sha256, HELLO_SHA256);
    ck_stage_abandon(stage);
    assert_int_equal(take_up(place, &kept, &stage), 5);
    finish(place, stage, "", "hello");
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_a_part_is_gone_on_with),
        PLACED(test_a_part_left_for_later_holds_no_room),
        PLACED(test_what_is_kept_counts_only_once_it_was_read),
        PLACED(test_other_bytes_are_not_gone_on_with),
        PLACED(test_a_link_is_not_gone_on_with),
        PLACED(test_a_whole_part_lasts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
