/* What dead runs left is swept away, and nothing that could be anybody's. */
#include "keep/sweep.h"

#include "keep/album.h"

#include "place_files.h"

#define NOW 1790000000
#define OLD (NOW - CK_SWEEP_AGE_S - 1)

static void set_age(const struct place *place, const char *name, int64_t mtime)
{
    const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = mtime}};

    assert_int_equal(utimensat(place->fd, name, times, AT_SYMLINK_NOFOLLOW), 0);
}

static void put_old(const struct place *place, const char *name)
{
    put(place, name, "x");
    set_age(place, name, OLD);
}

static size_t sweep(const struct place *place)
{
    struct ck_error err = {0};
    size_t removed = 99;

    if (!ck_sweep_all(NULL, place->fd, NOW, &removed, &err)) {
        fail_msg("%s: %s", ck_code_text(err.code), err.detail);
    }
    return removed;
}

static void test_old_parts_go(void **state)
{
    const struct place *place = *state;

    assert_int_equal(mkdirat(place->fd, "catlady", 0700), 0);
    assert_int_equal(mkdirat(place->fd, "catlady/.7602050882429897470.parts", 0700), 0);
    put(place, "catlady/.7602050882429897470.parts/01.jpg", "x");
    put(place, "catlady/.7602050882429897470.parts/.02.part", "x");
    set_age(place, "catlady/.7602050882429897470.parts", OLD);
    put_old(place, "catlady/.7602050882429897470.part");
    put_old(place, "catlady/.7602050882429897470.cover.part");
    put_old(place, ".7602050882429897470.part");
    assert_int_equal(mkdirat(place->fd, "catlady/.sources", 0700), 0);
    put_old(place, "catlady/.sources/.7602050882429897470.track.part");
    put_old(place, "catlady/cat [7602050882429897470].mp4");
    assert_int_equal(sweep(place), 5);
    assert_false(exists(place, "catlady/.sources/.7602050882429897470.track.part"));
    assert_false(exists(place, "catlady/.7602050882429897470.parts"));
    assert_false(exists(place, "catlady/.7602050882429897470.part"));
    assert_false(exists(place, "catlady/.7602050882429897470.cover.part"));
    assert_false(exists(place, ".7602050882429897470.part"));
    assert_true(exists(place, "catlady/cat [7602050882429897470].mp4"));
    assert_int_equal(sweep(place), 0);
}

static void test_young_ones_stay(void **state)
{
    const struct place *place = *state;

    put(place, ".7602050882429897470.part", "x");
    set_age(place, ".7602050882429897470.part", NOW - CK_SWEEP_AGE_S);
    put(place, ".7602050882429897471.part", "x");
    set_age(place, ".7602050882429897471.part", NOW + 100000); /* a clock that jumped */
    assert_int_equal(sweep(place), 0);
    assert_true(exists(place, ".7602050882429897470.part"));
    assert_true(exists(place, ".7602050882429897471.part"));
}

static void test_what_is_being_written_stays(void **state)
{
    const struct place *place = *state;
    struct ck_stage *stage;
    struct ck_album *album;
    struct ck_error err;

    assert_true(ck_stage_open(place->fd, "7602050882429897470", -1, &stage, &err));
    assert_true(ck_album_open(place->fd, "7602050882429897470", &album, &err));
    set_age(place, ".7602050882429897470.part", OLD);
    set_age(place, ".7602050882429897470.parts", OLD);
    assert_int_equal(sweep(place), 0);
    assert_true(exists(place, ".7602050882429897470.part"));
    assert_true(exists(place, ".7602050882429897470.parts"));
    ck_stage_abandon(stage);
    ck_album_abandon(album);
    assert_int_equal(sweep(place), 2);
}

static void test_only_what_we_made(void **state)
{
    const struct place *place = *state;

    assert_int_equal(mkdirat(place->fd, ".7602050882429897470.part", 0700), 0);
    set_age(place, ".7602050882429897470.part", OLD);
    put_old(place, ".7602050882429897470.parts");
    put_old(place, "precious");
    assert_int_equal(symlinkat("precious", place->fd, ".7602050882429897471.part"), 0);
    set_age(place, ".7602050882429897471.part", OLD);
    assert_int_equal(
        linkat(place->fd, "precious", place->fd, ".7602050882429897472.part", 0), 0);
    assert_int_equal(mkdirat(place->fd, ".7602050882429897473.parts", 0700), 0);
    put_old(place, ".7602050882429897473.parts/letter.txt");
    set_age(place, ".7602050882429897473.parts", OLD);
    assert_int_equal(sweep(place), 0);
    assert_true(exists(place, "precious"));
    assert_true(exists(place, ".7602050882429897470.part"));
    assert_true(exists(place, ".7602050882429897470.parts"));
    assert_true(exists(place, ".7602050882429897471.part"));
    assert_true(exists(place, ".7602050882429897472.part"));
    assert_true(exists(place, ".7602050882429897473.parts/letter.txt"));
}

static void test_other_folders_are_not_entered(void **state)
{
    const struct place *place = *state;

    assert_int_equal(mkdirat(place->fd, ".hidden", 0700), 0);
    put_old(place, ".hidden/.7602050882429897470.part");
    assert_int_equal(mkdirat(place->fd, "a", 0700), 0);
    assert_int_equal(mkdirat(place->fd, "a/b", 0700), 0);
    assert_int_equal(mkdirat(place->fd, "a/b/c", 0700), 0);
    assert_int_equal(mkdirat(place->fd, "a/b/c/.sources", 0700), 0);
    assert_int_equal(mkdirat(place->fd, "a/b/c/d", 0700), 0);
    assert_int_equal(mkdirat(place->fd, "a/b/c/d/e", 0700), 0);
    put_old(place, "a/b/c/.sources/.7602050882429897470.part");
    put_old(place, "a/b/c/.7602050882429897470.part");
    put_old(place, "a/b/c/d/e/.7602050882429897470.part");
    assert_int_equal(mkdirat(place->fd, "elsewhere", 0700), 0);
    assert_int_equal(symlinkat("../.hidden", place->fd, "elsewhere/link"), 0);
    assert_int_equal(sweep(place), 2); /* as deep as a pattern of names goes */
    assert_true(exists(place, ".hidden/.7602050882429897470.part"));
    assert_true(exists(place, "a/b/c/d/e/.7602050882429897470.part"));
}

static void test_names(void **state)
{
    static const struct {
        const char *name;
        bool file, folder;
    } rows[] = {
        {".7602050882429897470.part", true, false},
        {".7602050882429897470.cover.part", true, false},
        {".7602050882429897470.pt-BR.part", true, false},
        {".7602050882429897470.parts", false, true},
        {"7602050882429897470.part", false, false},
        {".7602050882429897470", false, false},
        {".7602050882429897470.part.bak", false, false},
        {".7602050882429897470..part", false, false},
        {".7602050882429897470.a.b.part", false, false},
        {".7602050882429897470.a b.part", false, false},
        {".7602050882429897470x.part", false, false},
        {".1234567.part", false, false},
        {".123456789012345678901234.part", false, false},
        {".video.part", false, false},
        {".part", false, false},
        {".parts", false, false},
        {"", false, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ck_sweep_file_name(rows[i].name) != rows[i].file ||
            ck_sweep_folder_name(rows[i].name) != rows[i].folder) {
            fail_msg("%s", rows[i].name);
        }
    }
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_old_parts_go),
        PLACED(test_young_ones_stay),
        PLACED(test_what_is_being_written_stays),
        PLACED(test_only_what_we_made),
        PLACED(test_other_folders_are_not_entered),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
