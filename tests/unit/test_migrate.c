/* An older archive is brought to our version, after a copy, whole or not at all. */
#include "archive_place.h"
#include "base/io.h"
#include "keep/lists.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#define SHA256 "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static sqlite3 *open_db(const struct place *place, const char *name)
{
    char path[128];
    sqlite3 *db = NULL;

    (void)snprintf(path, sizeof(path), "%s/%s", place->path, name);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void run_sql(const struct place *place, const char *sql)
{
    sqlite3 *db = open_db(place, "archive.sqlite");

    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s", sqlite3_errmsg(db));
    }
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* The tables of an older version. */
static void make_tables(const struct place *place, int version)
{
    ck_autobuf struct ck_buf sql = {.max = 65536};
    char path[128];

    (void)snprintf(path, sizeof(path), CK_TEST_DATA "/archive/schema_%d.sql", version);
    assert_true(ck_read_file(path, &sql, NULL));
    run_sql(place, sql.data);
}

/* An archive as the first version left it. */
static void make_first(const struct place *place)
{
    make_tables(place, 1);
    run_sql(place, "INSERT INTO posts VALUES (1, '7', 'video', 'catlady', 'my cat',"
                   " 'https://www.tiktok.com/@catlady/video/7', 1770000000, 1780000000,"
                   " 'page', '/home/a/Videos/TikTok');"
                   "INSERT INTO files VALUES (1, 0, 'video', 'catlady/a.mp4', 5,"
                   " '" SHA256 "');"
                   "INSERT INTO jobs (number, post, page, kind, author, text, again,"
                   " state, code, detail, added_at, changed_at, owner) VALUES"
                   " (41, '8', 'p', 'video', 'a', 't', 0, 'downloading', 'ok', '', 5, 6,"
                   " '0123456789abcdef0123456789abcdef')");
}

/* All that the database says of its tables, in one text. */
static void describe(const struct place *place, struct ck_buf *ret)
{
    static const char sql[] =
        "SELECT m.type || ' ' || m.name || ' ' || coalesce(x.name, '') || ' ' ||"
        " coalesce(x.type, '') || ' ' || coalesce(x.[notnull], '') || ' ' ||"
        " coalesce(x.dflt_value, '') || ' ' || coalesce(x.pk, '') || ' ' ||"
        " coalesce(x.hidden, '') || ' ' || coalesce(i.[unique], '') || ' ' ||"
        " coalesce(i.partial, '') FROM sqlite_schema m"
        " LEFT JOIN pragma_table_xinfo(m.name) x"
        " LEFT JOIN pragma_index_list(m.tbl_name) i ON i.name = m.name"
        " ORDER BY 1";
    sqlite3 *db = open_db(place, "archive.sqlite");
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        ck_buf_addf(ret, "%s\n", sqlite3_column_text(stmt, 0));
    }
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_true(ck_buf_ok(ret));
}

static void test_old_records_and_jobs_are_there(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive;
    struct ck_job_row row;
    struct ck_kept kept;
    struct ck_error err;
    struct stat st;
    bool found = false;

    make_first(place);
    archive = open_archive(place);
    assert_true(ck_archive_find(archive, "7", &found, &kept, &err));
    assert_true(found);
    assert_string_equal(kept.text, "my cat");
    assert_string_equal(kept.files[0].name, "catlady/a.mp4");
    ck_kept_clear(&kept);
    assert_true(ck_archive_job_claim(archive, &found, &row, &err));
    assert_true(found);
    assert_int_equal(row.number, 41);
    ck_job_row_clear(&row);
    ck_archive_close(archive);
    assert_int_equal(fstatat(place->fd, "archive.sqlite.before-7", &st, 0), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void assert_copy(const struct place *place)
{
    sqlite3_stmt *stmt = NULL;
    sqlite3 *db;

    db = open_db(place, "archive.sqlite.before-7");
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT user_version, text FROM posts,"
                                        " pragma_user_version",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(stmt, 0), 1);
    assert_string_equal((const char *)sqlite3_column_text(stmt, 1), "my cat");
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void test_the_copy_is_the_old_archive(void **state)
{
    const struct place *place = *state;

    make_first(place);
    ck_archive_close(open_archive(place));
    assert_copy(place);
}

static void test_all_ways_lead_to_the_same_tables(void **state)
{
    const struct place *place = *state;
    ck_autobuf struct ck_buf made = {.max = 65536};

    ck_archive_close(open_archive(place));
    describe(place, &made);
    assert_true(made.len > 1000);
    for (int version = 1; version <= 6; version++) {
        ck_autobuf struct ck_buf grown = {.max = 65536};

        assert_int_equal(unlinkat(place->fd, "archive.sqlite", 0), 0);
        make_tables(place, version);
        ck_archive_close(open_archive(place));
        describe(place, &grown);
        assert_string_equal(grown.data, made.data);
    }
}

/* A post that was taken over says so, whichever came of a folder's list later. */
static void test_posts_of_a_folder_say_so(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive;
    struct ck_error err;

    make_tables(place, 5);
    run_sql(place,
            "INSERT INTO posts (number, id, kind, author, text, page, created, kept_at,"
            " seen, folder) VALUES (1, '7', 'video', 'a', '', '', 0, 105, 'host', '/f'),"
            " (2, '8', 'video', 'a', '', '', 0, 90, 'page', '/f');"
            "INSERT INTO files (post, place, role, name, bytes, sha256) VALUES"
            " (1, 0, 'video', 'a/7.mp4', 5, '" SHA256 "'),"
            " (2, 0, 'video', 'a/8.mp4', 5, '" SHA256 "');"
            "INSERT INTO lists VALUES (1, 'folder', '', '', 'old', 'old', 0, '');"
            "INSERT INTO list_posts VALUES (1, '7', 0, 0, 1, 1, '', '', 0, ''),"
            " (1, '8', 0, 1, 1, 1, '', '', 0, '');"
            "INSERT INTO runs VALUES (1, 1, 'folder', 100, 110, 1, -1, 'complete');"
            "INSERT INTO run_posts VALUES (1, '7', 0, 1, ''), (1, '8', 1, 1, '')");
    archive = open_archive(place);
    for (int i = 0; i < 2; i++) {
        struct ck_kept kept;
        bool found = false;

        assert_true(ck_archive_find(archive, i == 0 ? "7" : "8", &found, &kept, &err));
        assert_string_equal(kept.seen, i == 0 ? "folder" : "page");
        ck_kept_clear(&kept);
    }
    ck_archive_close(archive);
}

/* What hangs on a list is not lost while its table is changed. */
static void test_lists_may_be_of_stories(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive;
    struct ck_list *lists = NULL;
    size_t count = 0;
    const struct ck_list stories = {.kind = CK_LIST_STORIES,
                                    .handle = (char *)(uintptr_t) "catlady"};
    int64_t number = 0;

    make_tables(place, 6);
    run_sql(place,
            "INSERT INTO lists VALUES (1, 'likes', '', 'me', '', '', 1, '');"
            "INSERT INTO list_posts VALUES (1, '7', 0, 0, 1, 1, '', '', 0, '', 0)");
    archive = open_archive(place);
    assert_true(ck_list_open(archive, &stories, &number, NULL));
    assert_true(ck_lists_all(archive, &lists, &count, NULL));
    assert_int_equal(count, 2);
    assert_int_equal(lists[0].kind, CK_LIST_LIKES);
    assert_int_equal(lists[0].posts, 1);
    assert_int_equal(lists[1].kind, CK_LIST_STORIES);
    ck_lists_free(lists, count);
    ck_archive_close(archive);
}

static void test_a_step_that_fails_changes_nothing(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive;
    struct ck_error err;

    make_first(place);
    run_sql(place, "CREATE TABLE settings (a)"); /* in the way of a late statement */
    assert_false(ck_archive_open(place->path, &archive, &err));
    run_sql(place, "DROP TABLE settings");
    archive = open_archive(place); /* from the first version again */
    ck_archive_close(archive);
}

static void test_two_at_once(void **state)
{
    const struct place *place = *state;
    pid_t children[4];
    int status;

    make_first(place);
    for (size_t i = 0; i < 4; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct ck_archive *archive = NULL;

            _exit(ck_archive_open(place->path, &archive, NULL) ? 0 : 1);
        }
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_copy(place); /* not of what the first of them had made of it */
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_old_records_and_jobs_are_there),
        PLACED(test_the_copy_is_the_old_archive),
        PLACED(test_all_ways_lead_to_the_same_tables),
        PLACED(test_posts_of_a_folder_say_so),
        PLACED(test_lists_may_be_of_stories),
        PLACED(test_a_step_that_fails_changes_nothing),
        PLACED(test_two_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
