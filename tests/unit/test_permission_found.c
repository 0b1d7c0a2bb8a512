/* What was permitted is found again, moves with its post and stays with it. */
#include "keep/move.h"
#include "permission_place.h"

static void test_it_comes_back_from_the_folder(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false);
    struct ck_error err = {0};
    bool found = false, more = true;

    grant(archive, place, &kept, &proof);
    grant(archive, place, &kept, NULL);
    withdraw(archive, place, 2);
    ck_archive_close(archive);
    assert_int_equal(unlinkat(place->fd, "archive.sqlite", 0), 0);
    archive = open_archive(place);
    assert_int_equal(rescan(archive, place).permissions, 2);
    assert_both(archive);
    check(ck_archive_find(archive, "7", &found, &kept, &err), &err);
    assert_int_equal(kept.file_count, 6); /* so verify and a move know them */
    ck_kept_clear(&kept);
    assert_int_equal(rescan(archive, place).permissions, 0);
    check(ck_record_fill_sums(archive, place->fd, place->path, 99, &more, &err), &err);
    assert_sums(place, 6);
    ck_archive_close(archive);
}

/* A run that died between the files and the archive. */
static void test_what_the_archive_missed(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false);
    struct ck_permission *all;
    size_t count;

    put(place, "catlady/a.permission-1.json",
        "{\"format\":1,\"post\":\"7\",\"who\":\"Ann\",\"scope\":[\"keep\",\"rent\"],"
        "\"when\":\"2026-01-31\",\"note\":\"\",\"recorded\":5,\"mood\":\"new here\"}");
    put(place, "catlady/a.permission-2.withdrawn.json", "{\"withdrawn\":9}");
    grant(archive, place, &kept, NULL); /* takes the next name: nothing is replaced */
    assert_int_equal(rescan(archive, place).permissions, 2);
    count = list(archive, "7", &all);
    assert_int_equal(count, 2);
    assert_string_equal(all[1].who, "Ann");
    assert_string_equal(all[0].who, permit.who);
    assert_int_equal(all[0].withdrawn_at, 9);
    ck_permissions_free(all, count);
    ck_archive_close(archive);
}

static void test_a_withdrawal_that_was_not_recorded(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false);
    struct ck_permission *all;

    grant(archive, place, &kept, NULL);
    put(place, "catlady/a.permission-1.withdrawn.json", "{\"withdrawn\":9}");
    withdraw(archive, place, 1);
    assert_content(place, "catlady/a.permission-1.withdrawn.json", "{\"withdrawn\":9}");
    assert_int_equal(list(archive, "7", &all), 1);
    assert_int_equal(all[0].withdrawn_at, 9);
    ck_permissions_free(all, 1);
    assert_sums(place, 4);
    ck_archive_close(archive);
}

static bool always(void *ctx, const struct ck_move_progress *progress)
{
    (void)ctx;
    (void)progress;
    return true;
}

static void test_it_moves_with_its_post(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false);
    struct place other = {.fd = -1};
    struct ck_move_task task = {
        .archive = archive, .from = place->path, .from_fd = place->fd, .goes_on = always};
    struct ck_error err = {0};
    ck_autofree char *folder = NULL;
    struct ck_move *move;
    bool more = true;

    grant(archive, place, &kept, &proof);
    (void)snprintf(other.path, sizeof(other.path), "%.40s/other", place->path);
    assert_int_equal(mkdir(other.path, 0700), 0);
    other.fd = open(other.path, O_RDONLY | O_DIRECTORY);
    task.to = other.path;
    task.to_fd = other.fd;
    check(ck_move_open(&task, &move, &err), &err);
    while (more) {
        check(ck_move_step(move, &more, &err), &err);
    }
    check(ck_move_end(move, &err), &err);
    ck_move_free(move);
    assert_content(&other, "catlady/a.permission-1.proof.png", "hello");
    assert_false(exists(place, "catlady/a.permission-1.json"));
    assert_sums(&other, 4);
    check(ck_permission_where(archive, "7", 1, &folder, &err), &err);
    assert_string_equal(folder, other.path);
    check(ck_permission_withdraw(archive, other.fd, "7", 1, &err), &err);
    assert_sums(&other, 5);
    assert_int_equal(close(other.fd), 0);
    ck_archive_close(archive);
}

/* The post was kept again under the same name, after its own files had been deleted. */
static void test_it_stays_with_a_post_that_is_kept_again(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept kept = keep(archive, place, false), again;
    struct ck_error err = {0};
    bool found;
    int64_t posts, bytes;

    grant(archive, place, &kept, &proof);
    (void)keep(archive, place, false);
    check(ck_archive_find(archive, "7", &found, &again, &err), &err);
    assert_int_equal(again.file_count, 4);
    assert_string_equal(again.files[2].role, "proof");
    check(ck_archive_count(archive, &posts, &bytes, &err), &err);
    assert_int_equal(posts, 1);
    assert_true(bytes > 15);
    ck_kept_clear(&again);
    ck_archive_close(archive);
}

static void test_hostile_files(void **state)
{
#define BASE                                                                             \
    "\"who\":\"Ann\",\"scope\":[\"keep\"],\"when\":\"2026-01-31\",\"note\":\"\","        \
    "\"recorded\":5"
    static const char *const bad[] = {
        "",
        "[]",
        "{",
        "null",
        "{\"post\":\"7\"}",
        "{\"post\":\"../7\"," BASE "}",
        "{\"post\":\"7\",\"post\":\"7\"," BASE "}",
        "{\"post\":\"9\"," BASE "}", /* not kept here */
        "{\"post\":\"7\"," BASE ",\"proof\":{\"name\":\"../../x\",\"bytes\":1,"
        "\"sha256\":\"" HELLO_SHA256 "\"}}",
        "{\"post\":\"7\"," BASE ",\"proof\":{\"name\":\"a.mp4\",\"bytes\":1,"
        "\"sha256\":\"" HELLO_SHA256 "\"}}",
        "{\"post\":\"7\"," BASE ",\"proof\":{\"name\":\"a.permission-1.proof.x\","
        "\"bytes\":-1,\"sha256\":\"" HELLO_SHA256 "\"}}",
        "{\"post\":\"7\"," BASE ",\"proof\":7}",
    };
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    char name[64];
    int fd;

    (void)keep(archive, place, false);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        (void)snprintf(name, sizeof(name), "catlady/a.permission-%zu.json", i + 1);
        put(place, name, bad[i]);
    }
    fd = openat(place->fd, "catlady/a.permission-90.json", O_WRONLY | O_CREAT, 0600);
    assert_int_equal(ftruncate(fd, 3 * 1024 * 1024), 0);
    assert_int_equal(close(fd), 0);
    assert_int_equal(
        symlinkat("a.permission-1.json", place->fd, "catlady/a.permission-91.json"), 0);
    assert_int_equal(mkfifoat(place->fd, "catlady/a.permission-92.json", 0600), 0);
    assert_int_equal(rescan(archive, place).permissions, 0);
    assert_int_equal(standing(archive, "7"), 0);
    ck_archive_close(archive);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_it_comes_back_from_the_folder),
        PLACED(test_what_the_archive_missed),
        PLACED(test_a_withdrawal_that_was_not_recorded),
        PLACED(test_it_moves_with_its_post),
        PLACED(test_it_stays_with_a_post_that_is_kept_again),
        PLACED(test_hostile_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
