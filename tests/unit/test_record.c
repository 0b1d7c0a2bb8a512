/* The last step of a save: written down everywhere, and found quickly among many. */
#include "archive_place.h"
#include "keep/db.h"
#include "keep/journal.h"
#include "keep/permission.h"
#include "keep/queue.h"
#include "keep/record.h"
#include "keep/reread.h"
#include "keep/sums.h"
#include "place_files.h"

#define TEXT(text) ((char *)(uintptr_t)(text))

/* A kept post of one file, which lies in the folder. */
static struct ck_kept kept_post(const struct place *place, const char *id,
                                struct ck_kept_file *file)
{
    struct ck_kept kept = {.kind = TEXT("video"),
                           .author = TEXT("catlady"),
                           .page = TEXT("https://www.tiktok.com/@catlady/video/7"),
                           .seen = TEXT("page"),
                           .folder = TEXT(place->path),
                           .files = file,
                           .file_count = 1};
    static char name[32];

    (void)snprintf(name, sizeof(name), "%s.mp4", id);
    (void)snprintf(kept.id, sizeof(kept.id), "%s", id);
    *file = (struct ck_kept_file){
        .role = TEXT("video"), .name = name, .bytes = 5, .sha256 = HELLO_SHA256};
    put(place, name, "hello");
    return kept;
}

static void check(bool ok, const struct ck_error *err)
{
    if (!ok) {
        fail_msg("%s: %s", ck_code_text(err->code), err->detail);
    }
}

static void keep(struct ck_archive *archive, const struct place *place, const char *id)
{
    struct ck_kept_file file;
    struct ck_kept kept = kept_post(place, id, &file);
    struct ck_error err = {0};

    check(ck_record_keep(archive, place->fd, &kept, 0, &err), &err);
}

/* As an earlier Clipkeep did, which wrote no sums. */
static void keep_earlier(struct ck_archive *archive, const struct place *place,
                         const char *id)
{
    struct ck_kept_file file;
    struct ck_kept kept = kept_post(place, id, &file);
    struct ck_error err = {0};

    check(ck_archive_keep(archive, &kept, 0, &err), &err);
}

static int sums_lines(const struct place *place)
{
    char got[8192] = "";
    int fd = openat(place->fd, CK_SUMS_NAME, O_RDONLY), lines = 0;

    if (fd >= 0) {
        assert_true(read(fd, got, sizeof(got) - 1) >= 0);
        (void)close(fd);
    }
    for (const char *at = got; *at != '\0'; at++) {
        lines += *at == '\n' ? 1 : 0;
    }
    return lines;
}

static void fill_sums(struct ck_archive *archive, const struct place *place)
{
    struct ck_error err = {0};
    bool more = true;

    for (int i = 0; i < 100 && more; i++) {
        check(ck_record_fill_sums(archive, place->fd, place->path, 3, &more, &err), &err);
    }
    assert_false(more);
}

static void test_a_kept_post_is_written_down_everywhere(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_journal_report report;
    struct ck_error err;
    int64_t posts, bytes;

    keep(archive, place, "1");
    keep(archive, place, "2");
    assert_int_equal(sums_lines(place), 2);
    check(ck_journal_check(place->fd, &report, &err), &err);
    assert_int_equal(report.lines, 2);
    check(ck_archive_count(archive, &posts, &bytes, &err), &err);
    assert_int_equal(posts, 2);
    assert_int_equal(bytes, 10);
    ck_archive_close(archive);
}

static void test_nothing_is_recorded_that_could_not_be_written_down(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept_file file;
    struct ck_kept kept = kept_post(place, "1", &file), got;
    struct ck_error err;
    bool found = true;

    assert_int_equal(mkdirat(place->fd, CK_JOURNAL_NAME, 0700), 0);
    assert_false(ck_record_keep(archive, place->fd, &kept, 0, &err));
    check(ck_archive_find(archive, "1", &found, &got, &err), &err);
    assert_false(found);
    ck_archive_close(archive);
}

static void test_sums_are_made_complete(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept_file file;
    struct ck_kept elsewhere = kept_post(place, "99", &file);
    struct ck_error err;

    elsewhere.folder = TEXT("/another/folder");
    check(ck_archive_keep(archive, &elsewhere, 0, &err), &err);
    for (int i = 1; i <= 10; i++) {
        char id[8];

        (void)snprintf(id, sizeof(id), "%d", i);
        keep_earlier(archive, place, id);
    }
    put(place, "3.mp4", "another size");
    assert_int_equal(unlinkat(place->fd, "5.mp4", 0), 0);
    fill_sums(archive, place);
    assert_int_equal(sums_lines(place), 8);
    fill_sums(archive, place);
    keep(archive, place, "11");
    fill_sums(archive, place);
    assert_int_equal(sums_lines(place), 9); /* none twice */
    assert_int_equal(unlinkat(place->fd, CK_SUMS_NAME, 0), 0);
    keep(archive, place, "12");
    fill_sums(archive, place);
    assert_int_equal(sums_lines(place), 10); /* it was taken away: all of it again */
    ck_archive_close(archive);
}

/* Statements that the archive runs, as they are run. */
static struct ck_buf statements = {.max = 65536};

static int note_statement(unsigned type, void *ctx, void *stmt, void *unused)
{
    (void)type;
    (void)ctx;
    (void)unused;
    ck_buf_addf(&statements, "%s", sqlite3_sql(stmt));
    ck_buf_add(&statements, "", 1);
    return 0;
}

static void assert_no_scan(sqlite3 *db, const char *sql)
{
    ck_autobuf struct ck_buf explain = {.max = 8192};
    sqlite3_stmt *stmt = NULL;

    ck_buf_addf(&explain, "EXPLAIN QUERY PLAN %s", sql);
    assert_int_equal(sqlite3_prepare_v2(db, ck_buf_text(&explain), -1, &stmt, NULL),
                     SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(stmt, 3);

        /* That index holds only what is still to do. */
        if ((strncmp(step, "SCAN", 4) == 0 && strcmp(step, "SCAN CONSTANT ROW") != 0 &&
             strcmp(step, "SCAN files USING INDEX files_unsummed") != 0) ||
            strstr(step, "TEMP B-TREE") != NULL) {
            fail_msg("%s: %s", sql, step);
        }
    }
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
}

static void test_no_look_up_reads_a_whole_table(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_job_row row = {.post = "2"}, claimed;
    struct ck_kept got;
    struct ck_error err;
    bool found = false, more = false;
    struct ck_reread_mark mark = {0};
    struct ck_reread list[CK_REREAD_MAX];
    size_t listed = 0;
    int64_t standing = 0;
    int count = 0;

    keep(archive, place,
         "1"); /* SHA256SUMS is made: that once, all files are looked at */
    assert_int_equal(
        sqlite3_trace_v2(archive->db, SQLITE_TRACE_STMT, note_statement, NULL),
        SQLITE_OK);
    check(ck_archive_find(archive, "1", &found, &got, &err), &err);
    ck_kept_clear(&got);
    check(ck_queue_add(archive, &row, 1, NULL, &err), &err);
    check(ck_queue_claim(archive, "firefox", &found, &claimed, &err), &err);
    assert_true(found);
    step_job(archive, claimed.number, CK_JOB_DOWNLOADING);
    ck_job_row_clear(&claimed);
    (void)add_job(archive, "3");
    keep(archive, place, "2");
    check(ck_record_fill_sums(archive, place->fd, place->path, 100, &more, &err), &err);
    check(ck_reread_next(archive, place->fd, place->path, 1, &mark, CK_REREAD_MAX, list,
                         &listed, &err),
          &err);
    check(ck_permission_count(archive, "1", &standing, &err), &err);
    ck_reread_clear(list, listed);
    assert_int_equal(sqlite3_trace_v2(archive->db, 0, NULL, NULL), SQLITE_OK);
    assert_true(ck_buf_ok(&statements));
    for (const char *sql = statements.data; sql < statements.data + statements.len;
         sql += strlen(sql) + 1) {
        if (strncmp(sql, "BEGIN", 5) != 0 && strcmp(sql, "COMMIT") != 0 &&
            strncmp(sql, "--", 2) != 0) {
            assert_no_scan(archive->db, sql);
            count++;
        }
    }
    assert_true(count > 10);
    ck_buf_free(&statements);
    ck_archive_close(archive);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_a_kept_post_is_written_down_everywhere),
        PLACED(test_nothing_is_recorded_that_could_not_be_written_down),
        PLACED(test_sums_are_made_complete),
        PLACED(test_no_look_up_reads_a_whole_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
