/* Comments beside a kept post, as versions. */
#include "keep/remarks.h"
#include "permission_place.h"

enum { FIRST = 1795372200 }; /* 2026-11-22 18:30:00 UTC */

/* Keeps comments an hour after the first; true when they were a version. */
static bool keep_remarks(struct ck_archive *archive, const struct place *place,
                         const char *post, int hours, const char *text)
{
    json_auto_t *comments = json_pack("{s:s, s:i, s:b, s:[{s:s}]}", "post", post, "total",
                                      1, "complete", 1, "comments", "text", text);
    struct ck_kept kept = {0};
    struct ck_error err = {0};
    bool found = false, fresh = false;

    check(ck_archive_find(archive, post, &found, &kept, &err), &err);
    assert_true(found);
    check(ck_remarks_keep(archive, place->fd, &kept, comments, FIRST + 3600 * hours,
                          &fresh, &err),
          &err);
    ck_kept_clear(&kept);
    return fresh;
}

static void test_only_what_has_changed_is_another_version(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept;
    struct ck_error err = {0};
    bool found;

    (void)keep(archive, place, false);
    assert_true(keep_remarks(archive, place, "7", 0, "nice"));
    assert_false(keep_remarks(archive, place, "7", 1, "nice"));
    assert_true(keep_remarks(archive, place, "7", 2, "very nice"));
    assert_false(keep_remarks(archive, place, "7", 3, "very nice"));
    assert_true(keep_remarks(archive, place, "7", 4, "nice")); /* as it was at first */
    assert_true(exists(place, "catlady/a.comments 2026-11-22 183000.json"));
    assert_true(exists(place, "catlady/a.comments 2026-11-22 203000.json"));
    check(ck_archive_find(archive, "7", &found, &kept, &err), &err);
    assert_int_equal(kept.file_count, 5); /* so verify and a move know them */
    ck_kept_clear(&kept);
    assert_sums(place, 5);
    ck_archive_close(archive);
}

static void test_they_come_back_from_the_folder(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept;
    struct ck_error err = {0};
    bool found;

    (void)keep(archive, place, false);
    assert_true(keep_remarks(archive, place, "7", 0, "nice"));
    put(place, "catlady/b.comments 2026-11-22 183000.json", "{\"post\":\"99\"}");
    put(place, "catlady/c.comments 2026-11-22 183000.json", "no JSON");
    ck_archive_close(archive);
    assert_int_equal(unlinkat(place->fd, "archive.sqlite", 0), 0);
    archive = open_archive(place);
    (void)rescan(archive, place);
    check(ck_archive_find(archive, "7", &found, &kept, &err), &err);
    assert_int_equal(kept.file_count, 3);
    assert_string_equal(kept.files[2].role, "comments");
    ck_kept_clear(&kept);
    assert_false(keep_remarks(archive, place, "7", 1, "nice"));
    ck_archive_close(archive);
}

/* The journal knows them: what was taken away is missed by a new record too. */
static void test_those_that_were_taken_away_are_known(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept;
    struct ck_error err = {0};
    bool found;

    (void)keep(archive, place, false);
    assert_true(keep_remarks(archive, place, "7", 0, "nice"));
    ck_archive_close(archive);
    assert_int_equal(unlinkat(place->fd, "catlady/a.comments 2026-11-22 183000.json", 0),
                     0);
    assert_int_equal(unlinkat(place->fd, "archive.sqlite", 0), 0);
    archive = open_archive(place);
    (void)rescan(archive, place);
    check(ck_archive_find(archive, "7", &found, &kept, &err), &err);
    assert_int_equal(kept.file_count, 3);
    assert_string_equal(kept.files[2].role, "comments");
    assert_int_equal(strlen(kept.files[2].sha256), 64);
    ck_kept_clear(&kept);
    ck_archive_close(archive);
}

static void test_those_of_a_photo_post_lie_in_its_folder(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);

    (void)keep(archive, place, true);
    assert_true(keep_remarks(archive, place, "8", 0, "nice"));
    assert_true(exists(place, "catlady/trip/comments 2026-11-22 183000.json"));
    ck_archive_close(archive);
}

static void test_nothing_is_replaced(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false);
    json_auto_t *comments = json_object();
    struct ck_error err = {0};
    bool fresh = true;

    put(place, "catlady/a.comments 2026-11-22 183000.json", "mine");
    assert_false(
        ck_remarks_keep(archive, place->fd, &kept, comments, FIRST, &fresh, &err));
    assert_int_equal(err.code, CK_ERR_NAME);
    assert_false(fresh);
    assert_content(place, "catlady/a.comments 2026-11-22 183000.json", "mine");
    ck_archive_close(archive);
}

static void test_which_files_are_comments(void **state)
{
    (void)state;
    assert_true(ck_remarks_own("catlady/a [7].comments 2026-11-22 183000.json"));
    assert_true(ck_remarks_own("a/b/comments 2026-11-22 183000.json"));
    assert_false(ck_remarks_own("catlady/my comments 2026-11-22 183000.json"));
    assert_false(ck_remarks_own("catlady/a.comments 2026-11-22.json"));
    assert_false(ck_remarks_own("comments 2026-11-22 183000.json"));
    assert_true(ck_remarks_own("a/comments of me.comments 2026-11-22 183000.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_only_what_has_changed_is_another_version,
                                        place_make, place_remove),
        cmocka_unit_test_setup_teardown(test_they_come_back_from_the_folder, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(test_those_that_were_taken_away_are_known,
                                        place_make, place_remove),
        cmocka_unit_test_setup_teardown(test_those_of_a_photo_post_lie_in_its_folder,
                                        place_make, place_remove),
        cmocka_unit_test_setup_teardown(test_nothing_is_replaced, place_make,
                                        place_remove),
        cmocka_unit_test(test_which_files_are_comments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
