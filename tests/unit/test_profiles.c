#include "keep/profiles.h"

#include "keep/loose.h"
#include "keep/sums_check.h"
#include "place_files.h"
#include "rescan_place.h"

#include <dirent.h>

enum { DAY = 86400, FIRST = 1795372200 }; /* 2026-11-22 18:30:00 UTC */

/* Keeps a version `days` later; true when it was one. */
static bool keep(struct ck_archive *archive, const struct place *place, int days,
                 int followers, const char *picture)
{
    json_auto_t *facts =
        json_pack("{s:s, s:i}", "uniqueId", "mina", "followerCount", followers);
    const struct ck_profile_version version = {.name = "mina",
                                               .facts = facts,
                                               .picture = picture,
                                               .picture_len =
                                                   picture != NULL ? strlen(picture) : 0,
                                               .suffix = "jpg",
                                               .at = FIRST + (int64_t)days * DAY};
    struct ck_error err = {0};
    bool kept = false;

    check(ck_profile_keep(archive, place->fd, place->path, &version, &kept, &err), &err);
    return kept;
}

static int count_files(const struct place *place)
{
    int fd = openat(place->fd, "profiles/mina", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fdopendir(fd);
    int count = 0;

    assert_non_null(dir);
    for (const struct dirent *at = readdir(dir); at != NULL; at = readdir(dir)) {
        count += at->d_name[0] != '.' ? 1 : 0;
    }
    (void)closedir(dir);
    return count;
}

static void test_only_what_has_changed_is_another_version(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);

    assert_true(keep(archive, place, 0, 5, "first"));
    assert_int_equal(count_files(place), 2);
    assert_false(keep(archive, place, 1, 5, "first"));
    assert_int_equal(count_files(place), 2);
    assert_true(keep(archive, place, 2, 6, "first")); /* the picture has not changed */
    assert_int_equal(count_files(place), 3);
    assert_false(keep(archive, place, 3, 6, NULL)); /* it could not be had */
    assert_true(keep(archive, place, 4, 6, "second"));
    assert_int_equal(count_files(place), 5);
    assert_content(place, "profiles/mina/2026-11-22 183000.jpg", "first");
    assert_content(place, "profiles/mina/2026-11-26 183000.jpg", "second");
    assert_sums(place, 5);
    ck_archive_close(archive);
}

static void count_finding(void *ctx, const struct ck_verify_news *news)
{
    int *found = ctx;

    found[news->finding]++;
}

static void assert_found(const struct place *place, int good, int damaged, int missing)
{
    int found[CK_FINDINGS] = {0};
    struct ck_error err = {0};

    check(ck_loose_check(place->fd, count_finding, found, &err), &err);
    assert_int_equal(found[CK_FOUND_GOOD], good);
    assert_int_equal(found[CK_FOUND_DAMAGED], damaged);
    assert_int_equal(found[CK_FOUND_MISSING], missing);
}

static void test_the_journal_knows_them(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);

    assert_found(place, 0, 0, 0);
    assert_true(keep(archive, place, 0, 5, "first"));
    assert_true(keep(archive, place, 1, 6, "first"));
    assert_found(place, 3, 0, 0);
    put(place, "profiles/mina/2026-11-22 183000.jpg", "fIrst");
    assert_int_equal(unlinkat(place->fd, "profiles/mina/2026-11-22 183000.json", 0), 0);
    assert_found(place, 1, 1, 1);
    ck_archive_close(archive);
}

/* What is missing is told by its name: the list of checksums is as it was written. */
static void test_a_missing_one_is_no_wrong_line(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_sums_report report;
    struct ck_error err = {0};
    int fd;

    assert_true(keep(archive, place, 0, 5, "first"));
    assert_int_equal(unlinkat(place->fd, "profiles/mina/2026-11-22 183000.jpg", 0), 0);
    check(ck_sums_check(archive, place->fd, place->path, false, &report, &err), &err);
    assert_int_equal(report.wrong, 0);
    fd = openat(place->fd, "SHA256SUMS", O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_true(dprintf(fd, "%064d  profiles/mina/2026-11-23 183000.jpg\n", 7) > 64);
    (void)close(fd);
    check(ck_sums_check(archive, place->fd, place->path, false, &report, &err), &err);
    assert_int_equal(report.wrong, 1);
    assert_int_equal(report.first_wrong, report.lines);
    ck_archive_close(archive);
}

static void test_nothing_is_replaced(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);

    assert_true(keep(archive, place, 0, 5, "first"));
    put(place, "profiles/mina/2026-11-22 183000.json", "mine now");
    {
        json_auto_t *facts = json_object();
        const struct ck_profile_version version = {
            .name = "mina", .facts = facts, .at = FIRST};
        struct ck_error err = {0};
        bool kept = true;

        assert_false(
            ck_profile_keep(archive, place->fd, place->path, &version, &kept, &err));
        assert_int_equal(err.code, CK_ERR_NAME);
        assert_false(kept);
    }
    assert_content(place, "profiles/mina/2026-11-22 183000.json", "mine now");
    ck_archive_close(archive);
}

static void test_a_handle_is_never_a_path(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    const char *const names[] = {"..", "a/b", "", "."};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        json_auto_t *facts = json_object();
        const struct ck_profile_version version = {.name = names[i], .facts = facts};
        struct ck_error err = {0};
        bool kept = false;

        assert_false(
            ck_profile_keep(archive, place->fd, place->path, &version, &kept, &err));
    }
    ck_archive_close(archive);
}

static void test_which_files_are_versions(void **state)
{
    (void)state;
    assert_true(ck_profiles_own("profiles/mina/2026-11-22 183000.json"));
    assert_true(ck_profiles_own("profiles/mina/2026-11-22 183000.jpg"));
    assert_false(ck_profiles_own("profiles/mina/my cat.jpg"));
    assert_false(ck_profiles_own("profiles/2026-11-22 183000.json"));
    assert_false(ck_profiles_own("mina/2026-11-22 183000.json"));
    assert_false(ck_profiles_own("profiles/mina/2026-11-22"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_only_what_has_changed_is_another_version,
                                        place_make, place_remove),
        cmocka_unit_test_setup_teardown(test_the_journal_knows_them, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(test_a_missing_one_is_no_wrong_line, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(test_nothing_is_replaced, place_make,
                                        place_remove),
        cmocka_unit_test_setup_teardown(test_a_handle_is_never_a_path, place_make,
                                        place_remove),
        cmocka_unit_test(test_which_files_are_versions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
