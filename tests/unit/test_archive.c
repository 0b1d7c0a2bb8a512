/* The archive: what is kept is found again, and what is not ours is left alone. */
#include "archive_place.h"

#include <sqlite3.h>

#define SHA256 "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static void run_sql(const struct place *place, const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;

    (void)snprintf(path, sizeof(path), "%s/archive.sqlite", place->path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* A record of `id` whose main file is `name`; borrows `files`. */
static struct ck_kept record(const char *id, struct ck_kept_file files[2])
{
    struct ck_kept kept = {
        .kind = (char *)(uintptr_t) "video",
        .author = (char *)(uintptr_t) "catlady",
        .text = (char *)(uintptr_t) "my cat \U0001F431 opens 'doors'",
        .page = (char *)(uintptr_t) "https://www.tiktok.com/@catlady/video/7",
        .created = 1770000000,
        .kept_at = 1780000000,
        .seen = (char *)(uintptr_t) "page",
        .folder = (char *)(uintptr_t) "/home/a/Videos/TikTok",
        .files = files,
        .file_count = 2,
    };

    (void)snprintf(kept.id, sizeof(kept.id), "%s", id);
    files[0] = (struct ck_kept_file){.role = (char *)(uintptr_t) "video",
                                     .name = (char *)(uintptr_t) "catlady/a.mp4",
                                     .bytes = 5,
                                     .sha256 = SHA256};
    files[1] = (struct ck_kept_file){.role = (char *)(uintptr_t) "sidecar",
                                     .name = (char *)(uintptr_t) "catlady/a.info.json",
                                     .bytes = 70,
                                     .sha256 = SHA256};
    return kept;
}

static void test_a_kept_post_is_found_by_the_next_process(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept_file files[2];
    struct ck_kept kept = record("7", files), got;
    struct ck_error err;
    bool found = true;
    int64_t posts, bytes;

    assert_true(ck_archive_find(archive, "7", &found, &got, &err));
    assert_false(found);
    assert_null(got.files);
    assert_true(ck_archive_keep(archive, &kept, 0, &err));
    ck_archive_close(archive);
    archive = open_archive(place);
    assert_true(ck_archive_find(archive, "7", &found, &got, &err));
    assert_true(found);
    assert_string_equal(got.id, "7");
    assert_string_equal(got.kind, "video");
    assert_string_equal(got.author, "catlady");
    assert_string_equal(got.text, "my cat \U0001F431 opens 'doors'");
    assert_string_equal(got.page, "https://www.tiktok.com/@catlady/video/7");
    assert_string_equal(got.seen, "page");
    assert_string_equal(got.folder, "/home/a/Videos/TikTok");
    assert_int_equal(got.created, 1770000000);
    assert_int_equal(got.kept_at, 1780000000);
    assert_int_equal(got.file_count, 2);
    assert_string_equal(got.files[0].name, "catlady/a.mp4");
    assert_string_equal(got.files[0].sha256, SHA256);
    assert_string_equal(got.files[1].role, "sidecar");
    assert_int_equal(got.files[1].bytes, 70);
    ck_kept_clear(&got);
    assert_true(ck_archive_count(archive, &posts, &bytes, &err));
    assert_int_equal(posts, 1);
    assert_int_equal(bytes, 75);
    ck_archive_close(archive);
}

static void test_kept_again_counts_once(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept_file files[2];
    struct ck_kept kept = record("7", files), other = kept, got, *all;
    struct ck_error err;
    bool found = false;
    int64_t posts, bytes;
    size_t count;

    assert_true(ck_archive_keep(archive, &kept, 0, &err));
    (void)snprintf(other.id, sizeof(other.id), "8");
    assert_true(ck_archive_keep(archive, &other, 0, &err));
    assert_true(ck_archive_keep(archive, &kept, 0, &err)); /* the same file: one record */
    files[0].name = (char *)(uintptr_t) "catlady/a (2).mp4";
    files[0].bytes = 6;
    assert_true(ck_archive_keep(archive, &kept, 0, &err)); /* a copy: the newest counts */
    assert_true(ck_archive_find(archive, "7", &found, &got, &err));
    assert_string_equal(got.files[0].name, "catlady/a (2).mp4");
    ck_kept_clear(&got);
    assert_true(ck_archive_recent(archive, 10, &all, &count, &err));
    assert_int_equal(count, 2);
    assert_string_equal(all[0].id, "7");
    assert_string_equal(all[1].id, "8");
    ck_kept_free_all(all, count);
    assert_true(ck_archive_recent(archive, 1, &all, &count, &err));
    assert_int_equal(count, 1);
    ck_kept_free_all(all, count);
    assert_true(ck_archive_count(archive, &posts, &bytes, &err));
    assert_int_equal(posts, 2);
    assert_int_equal(bytes, 76 + 75);
    kept.file_count = 0;
    assert_false(ck_archive_keep(archive, &kept, 0, &err));
    assert_int_equal(err.code, CK_ERR_INTERNAL);
    ck_archive_close(archive);
}

static void test_keeping_ends_the_job_or_nothing_happens(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept_file files[2];
    struct ck_kept kept = record("7", files), got;
    struct ck_job_row *rows;
    struct ck_error err;
    bool found = true;
    size_t count;
    int64_t job = add_job(archive, "7");

    step_job(archive, job, CK_JOB_DOWNLOADING);
    assert_false(ck_archive_keep(archive, &kept, job, &err)); /* not checked yet */
    assert_int_equal(err.code, CK_ERR_INTERNAL);
    assert_false(ck_archive_keep(archive, &kept, job + 1, &err));
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
    assert_true(ck_archive_find(archive, "7", &found, &got, &err));
    assert_false(found); /* a failed one leaves no record */
    step_job(archive, job, CK_JOB_CHECKING);
    assert_true(ck_archive_keep(archive, &kept, job, &err));
    assert_true(ck_archive_jobs(archive, 10, &rows, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].state, CK_JOB_DONE);
    ck_job_rows_free(rows, count);
    ck_archive_close(archive);
}

static void test_archives_that_are_refused(void **state)
{
    static const struct {
        const char *sql;
        enum ck_code code;
        const char *detail, *why;
    } rows[] = {
        {"PRAGMA user_version = 8", CK_ERR_ARCHIVE_NEWER, "version 8",
         "from a newer Clipkeep"},
        {"PRAGMA user_version = 0", CK_ERR_ARCHIVE_DAMAGED, "version 0", "half made"},
        {"PRAGMA application_id = 1", CK_ERR_ARCHIVE, "another program", "not ours"},
        {"PRAGMA application_id = 0", CK_ERR_ARCHIVE, "another program", "not ours"},
    };
    const struct place *place = *state;
    struct ck_archive *archive;
    struct ck_error err;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        (void)unlinkat(place->fd, "archive.sqlite", 0);
        ck_archive_close(open_archive(place));
        run_sql(place, rows[i].sql);
        assert_false(ck_archive_open(place->path, &archive, &err));
        if (err.code != rows[i].code || strstr(err.detail, rows[i].detail) == NULL) {
            fail_msg("%s: %s, %s", rows[i].why, ck_code_text(err.code), err.detail);
        }
        assert_null(archive);
    }
}

static void test_a_damaged_archive_is_told(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept got;
    struct ck_error err = {0};
    char rubbish[4096];
    bool found;
    int fd;

    ck_archive_close(archive);
    memset(rubbish, 'x', sizeof(rubbish));
    fd = openat(place->fd, "archive.sqlite", O_WRONLY);
    assert_int_equal(pwrite(fd, rubbish, 4096, 4096), 4096); /* a page of tables */
    assert_int_equal(pwrite(fd, rubbish, 4096, 8192), 4096);
    archive = open_archive(place);
    assert_false(ck_archive_find(archive, "7", &found, &got, &err));
    assert_int_equal(err.code, CK_ERR_ARCHIVE_DAMAGED);
    ck_archive_close(archive);
    assert_int_equal(pwrite(fd, rubbish, 4096, 0), 4096); /* its head */
    assert_int_equal(close(fd), 0);
    assert_false(ck_archive_open(place->path, &archive, &err));
    assert_int_equal(err.code, CK_ERR_ARCHIVE_DAMAGED);
}

static void test_the_archive_is_private(void **state)
{
    const struct place *place = *state;
    char path[128];
    struct ck_archive *archive;
    struct ck_error err;
    struct stat st;

    (void)snprintf(path, sizeof(path), "%s/a/state", place->path);
    ck_archive_close(open_at(path));
    assert_int_equal(fstatat(place->fd, "a/state", &st, 0), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(fstatat(place->fd, "a/state/archive.sqlite", &st, 0), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(fchmodat(place->fd, "a/state/archive.sqlite", 0644, 0), 0);
    ck_archive_close(open_at(path));
    assert_int_equal(fstatat(place->fd, "a/state/archive.sqlite", &st, 0), 0);
    assert_int_equal(st.st_mode & 0777, 0600);

    /* A home behind a link is common; a database behind one is not ours to write. */
    assert_int_equal(symlinkat("a", place->fd, "b"), 0);
    (void)snprintf(path, sizeof(path), "%s/b/state", place->path);
    ck_archive_close(open_at(path));
    assert_int_equal(
        renameat(place->fd, "a/state/archive.sqlite", place->fd, "elsewhere"), 0);
    assert_int_equal(symlinkat("../../elsewhere", place->fd, "a/state/archive.sqlite"),
                     0);
    assert_false(ck_archive_open(path, &archive, &err));
    assert_int_equal(err.code, CK_ERR_ARCHIVE);
}

static void test_a_state_folder_that_cannot_be(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive;
    struct ck_error err;
    char path[128];
    int fd = openat(place->fd, "file", O_WRONLY | O_CREAT, 0600);

    assert_int_equal(close(fd), 0);
    (void)snprintf(path, sizeof(path), "%s/file", place->path);
    assert_false(ck_archive_open(path, &archive, &err));
    assert_int_equal(err.code, CK_ERR_ARCHIVE); /* not the save folder's codes */
    (void)snprintf(path, sizeof(path), "%s/file/state", place->path);
    assert_false(ck_archive_open(path, &archive, &err));
    assert_int_equal(err.code, CK_ERR_ARCHIVE);
}

static void test_full_drive(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive;
    struct ck_error err = {0};
    bool ok = true;

    if (!place_private_mounts() || !place_drive(place->path, "256k")) {
        skip();
    }
    archive = open_archive(place);
    for (int i = 0; i < 4000 && ok; i++) {
        struct ck_job_row row = {.number = 0};

        (void)snprintf(row.post, sizeof(row.post), "%d", i);
        ok = ck_archive_job_add(archive, &row, &row.number, &err);
    }
    assert_false(ok);
    assert_int_equal(err.code, CK_ERR_DISK_FULL);
    ck_archive_close(archive);
    archive = open_archive(place); /* and it is not damaged by that */
    ck_archive_close(archive);
    assert_int_equal(umount2(place->path, MNT_DETACH), 0);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_a_kept_post_is_found_by_the_next_process),
        PLACED(test_kept_again_counts_once),
        PLACED(test_keeping_ends_the_job_or_nothing_happens),
        PLACED(test_archives_that_are_refused),
        PLACED(test_a_damaged_archive_is_told),
        PLACED(test_the_archive_is_private),
        PLACED(test_a_state_folder_that_cannot_be),
        PLACED(test_full_drive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
