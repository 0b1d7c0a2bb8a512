/* Verifying: each file is told for what it is, and nothing in the folder is changed. */
#include "archive_place.h"
#include "base/buf.h"
#include "keep/mend.h"
#include "keep/record.h"
#include "keep/sums.h"
#include "keep/sums_check.h"
#include "keep/verify.h"
#include "place_files.h"

#define OTHER_SHA256 "0000000000000000000000000000000000000000000000000000000000000001"
#define TEXT(text) ((char *)(uintptr_t)(text))

static void check(bool ok, const struct ck_error *err)
{
    if (!ok) {
        fail_msg("%s: %s", ck_code_text(err->code), err->detail);
    }
}

static void keep(struct ck_archive *archive, const struct place *place, const char *id,
                 const char *name)
{
    struct ck_kept_file file = {
        .role = TEXT("video"), .name = TEXT(name), .bytes = 5, .sha256 = HELLO_SHA256};
    struct ck_kept kept = {.seen = TEXT("host"),
                           .folder = TEXT(place->path),
                           .files = &file,
                           .file_count = 1};
    struct ck_error err = {0};

    put(place, name, "hello");
    (void)snprintf(kept.id, sizeof(kept.id), "%s", id);
    check(ck_record_keep(archive, place->fd, &kept, 0, &err), &err);
}

/* "good 7 a.mp4 (was b.mp4)\n" */
static void write_down(void *ctx, const struct ck_verify_news *news)
{
    ck_buf_addf(ctx, "%s %s %s", ck_verify_finding_text(news->finding), news->post,
                news->name);
    if (news->moved != NULL) {
        ck_buf_addf(ctx, " (was %s)", news->moved);
    }
    ck_buf_addc(ctx, '\n');
}

static struct ck_verify *begin(struct ck_archive *archive, const struct place *place,
                               struct ck_buf *told)
{
    struct ck_verify *verify;
    struct ck_error err = {0};

    check(
        ck_verify_open(archive, place->fd, place->path, write_down, told, &verify, &err),
        &err);
    return verify;
}

static bool step(struct ck_verify *verify)
{
    struct ck_error err = {0};
    bool more = false;

    check(ck_verify_step(verify, 1, &more, &err), &err);
    return more;
}

static struct ck_verify_progress run(struct ck_archive *archive,
                                     const struct place *place, const char *want)
{
    ck_autobuf struct ck_buf told = {.max = 8192};
    struct ck_verify *verify = begin(archive, place, &told);
    struct ck_verify_progress progress;

    while (step(verify)) {
    }
    progress = *ck_verify_so_far(verify);
    ck_verify_free(verify);
    assert_string_equal(ck_buf_text(&told), want);
    return progress;
}

static struct ck_archive *open_state(const struct place *place)
{
    char path[128];

    (void)snprintf(path, sizeof(path), "%s/.state", place->path);
    return open_at(path);
}

static void test_what_is_found(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_state(place);
    struct ck_verify_progress progress;

    keep(archive, place, "1", "good.mp4");
    keep(archive, place, "2", "changed.mp4");
    keep(archive, place, "3", "longer.mp4");
    keep(archive, place, "4", "gone.mp4");
    keep(archive, place, "5", "folder.mp4");
    put(place, "changed.mp4", "hallo");
    put(place, "longer.mp4", "hello!");
    assert_int_equal(unlinkat(place->fd, "gone.mp4", 0), 0);
    assert_int_equal(unlinkat(place->fd, "folder.mp4", 0), 0);
    assert_int_equal(mkdirat(place->fd, "folder.mp4", 0700), 0);
    put(place, "mine.txt", "a note");
    progress = run(archive, place,
                   "good 1 good.mp4\ndamaged 2 changed.mp4\ndamaged 3 longer.mp4\n"
                   "foreign  mine.txt\nmissing 4 gone.mp4\nmissing 5 folder.mp4\n");
    assert_int_equal(progress.files, 5);
    assert_int_equal(progress.files_done, 5);
    assert_int_equal(progress.bytes_done, 25);
    assert_int_equal(progress.found[CK_FOUND_MISSING], 2);
    assert_content(place, "changed.mp4", "hallo"); /* nothing was touched */
    put(place, "gone.mp4", "hello");
    put(place, "changed.mp4", "hello");
    (void)run(archive, place, /* a new run sees it all anew */
              "good 1 good.mp4\ngood 2 changed.mp4\ndamaged 3 longer.mp4\n"
              "good 4 gone.mp4\nforeign  mine.txt\nmissing 5 folder.mp4\n");
    ck_archive_close(archive);
}

static void test_a_moved_file_is_found_again(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_state(place);
    ck_autobuf struct ck_buf told = {.max = 8192};
    struct ck_verify *verify;
    struct ck_kept kept;
    struct ck_error err = {0};
    bool found;

    keep(archive, place, "1", "a.mp4");
    assert_int_equal(mkdirat(place->fd, "best", 0700), 0);
    assert_int_equal(renameat(place->fd, "a.mp4", place->fd, "best/of.mp4"), 0);
    put(place, "best/same size.txt", "hallo");
    verify = begin(archive, place, &told);
    while (step(verify)) {
    }
    assert_int_equal(ck_verify_so_far(verify)->found[CK_FOUND_MOVED], 1);
    assert_int_equal(ck_verify_so_far(verify)->found[CK_FOUND_MISSING], 0);
    ck_verify_free(verify);
    /* In the order of the folder, which is any. */
    assert_non_null(strstr(ck_buf_text(&told), "moved 1 best/of.mp4 (was a.mp4)\n"));
    assert_non_null(strstr(ck_buf_text(&told), "foreign  best/same size.txt\n"));
    check(ck_archive_find(archive, "1", &found, &kept, &err), &err);
    assert_string_equal(kept.files[0].name, "best/of.mp4");
    ck_kept_clear(&kept);
    (void)run(archive, place, "good 1 best/of.mp4\nforeign  best/same size.txt\n");
    assert_content(place, CK_SUMS_NAME, HELLO_SHA256 "  best/of.mp4\n");
    ck_archive_close(archive);
}

static ino_t inode_of(const struct place *place, const char *name)
{
    struct stat st;

    assert_int_equal(fstatat(place->fd, name, &st, 0), 0);
    return st.st_ino;
}

/* Of SHA256SUMS only what is known to be elsewhere goes, and nothing is written where
 * there is no such line. */
static void test_lines_that_are_true_stay(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_state(place);
    struct ck_error err = {0};
    int64_t dropped = -1;
    ino_t inode;

    keep(archive, place, "1", "a.mp4");
    keep(archive, place, "2", "lost.mp4");
    assert_int_equal(unlinkat(place->fd, "lost.mp4", 0), 0);
    put(place, CK_SUMS_NAME,
        "# mine\n" HELLO_SHA256 "  a.mp4\n" HELLO_SHA256 "  lost.mp4\n" HELLO_SHA256
        " *moved.mp4\n\n" OTHER_SHA256 "  not ours.txt\nno newline");
    put(place, ".SHA256SUMS.part", "of a dead run");
    check(ck_mend_sums(archive, place->fd, place->path, &dropped, &err), &err);
    assert_int_equal(dropped, 1);
    assert_content(place, CK_SUMS_NAME,
                   "# mine\n" HELLO_SHA256 "  a.mp4\n" HELLO_SHA256
                   "  lost.mp4\n\n" OTHER_SHA256 "  not ours.txt\nno newline");
    assert_false(exists(place, ".SHA256SUMS.part"));
    inode = inode_of(place, CK_SUMS_NAME);
    check(ck_mend_sums(archive, place->fd, place->path, &dropped, &err), &err);
    assert_int_equal(dropped, 0);
    assert_int_equal(inode_of(place, CK_SUMS_NAME), inode);
    put(place, CK_SUMS_NAME, HELLO_SHA256 "  moved.mp4\n");
    check(ck_mend_sums(archive, place->fd, place->path, &dropped, &err), &err);
    assert_false(exists(place, CK_SUMS_NAME)); /* sha256sum refuses an empty list */
    ck_archive_close(archive);
}

/* Each row: what SHA256SUMS holds, and which of its lines is the first wrong one. */
static void test_lines_are_compared(void **state)
{
    static const struct {
        const char *why, *text;
        int64_t first_wrong, first_wrong_moved;
    } rows[] = {
        {"as written", HELLO_SHA256 "  a.mp4\n", 0, 0},
        {"no file", "", 0, 0},
        {"a comment", "# mine\n\n" HELLO_SHA256 "  a.mp4\n", 0, 0},
        {"a comment of somebody's tool", "#" HELLO_SHA256 "  a.mp4\n", 1, 1},
        {"another hash", OTHER_SHA256 "  a.mp4\n", 1, 1},
        {"another form", HELLO_SHA256 " *a.mp4\n", 1, 1},
        {"a file of somebody else's", OTHER_SHA256 " *mine.txt\n", 0, 0},
        {"a file that is not there", OTHER_SHA256 "  none.txt\n", 1, 1},
        {"a kept file by another name", HELLO_SHA256 "  b.mp4\n", 1, 0},
        {"no newline", HELLO_SHA256 "  a.mp4", 0, 0},
        {"something else for a newline", HELLO_SHA256 "  a.mp4x", 1, 1},
        {"cut short in its hash", HELLO_SHA256 "  a.mp4\n2cf24d", 0, 0},
        {"another byte there", HELLO_SHA256 "  a.mp4\n2cf24x", 2, 2},
        {"cut short before it was recorded",
         HELLO_SHA256 "  a.mp4\n" HELLO_SHA256 "  new", 0, 0},
        {"the second", HELLO_SHA256 "  a.mp4\n" HELLO_SHA256 "a.mp4\n", 2, 2},
    };
    const struct place *place = *state;
    struct ck_archive *archive = open_state(place);
    struct ck_kept_file file = {.role = TEXT("video"),
                                .name = TEXT("new.mp4"),
                                .bytes = 5,
                                .sha256 = HELLO_SHA256};
    struct ck_kept kept = {.id = "9",
                           .seen = TEXT("host"),
                           .folder = TEXT(place->path),
                           .files = &file,
                           .file_count = 1};
    struct ck_sums_report report;
    struct ck_error err = {0};

    keep(archive, place, "1", "a.mp4");
    check(ck_archive_keep(archive, &kept, 0, &err), &err);
    put(place, "mine.txt", "a note");
    put(place, "new.mp4", "hello");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s\n", rows[i].why);
        put(place, CK_SUMS_NAME, rows[i].text);
        check(ck_sums_check(archive, place->fd, place->path, false, &report, &err), &err);
        assert_int_equal(report.first_wrong, rows[i].first_wrong);
        check(ck_sums_check(archive, place->fd, place->path, true, &report, &err), &err);
        assert_int_equal(report.first_wrong, rows[i].first_wrong_moved);
        assert_content(place, CK_SUMS_NAME, rows[i].text);
    }
    ck_archive_close(archive);
}

static void test_a_run_is_gone_on_with(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_state(place);
    ck_autobuf struct ck_buf told = {.max = 8192};
    struct ck_verify *verify;
    int lines = 0;

    for (int i = 0; i < 100; i++) {
        char id[8], name[16];

        (void)snprintf(id, sizeof(id), "%d", i);
        (void)snprintf(name, sizeof(name), "%d.mp4", i);
        keep(archive, place, id, name);
    }
    put(place, "0.mp4", "hallo");
    verify = begin(archive, place, &told);
    while (ck_verify_so_far(verify)->files_done < 40) {
        assert_true(step(verify));
    }
    ck_verify_free(verify); /* cancelled, or the end of the process */
    ck_archive_close(archive);
    archive = open_state(place);
    verify = begin(archive, place, &told);
    assert_int_equal(ck_verify_so_far(verify)->files, 100);
    assert_int_equal(ck_verify_so_far(verify)->files_done, 40);
    assert_int_equal(ck_verify_so_far(verify)->found[CK_FOUND_GOOD], 39);
    while (step(verify)) {
    }
    assert_int_equal(ck_verify_so_far(verify)->found[CK_FOUND_GOOD], 99);
    assert_int_equal(ck_verify_so_far(verify)->found[CK_FOUND_DAMAGED], 1);
    ck_verify_free(verify);
    for (const char *at = ck_buf_text(&told); *at != '\0'; at++) {
        lines += *at == '\n' ? 1 : 0;
    }
    assert_int_equal(lines, 101); /* each was read once; what is damaged is told again */
    assert_non_null(
        strstr(strstr(ck_buf_text(&told), "damaged 0 0.mp4\n") + 1, "damaged 0 0.mp4\n"));
    ck_archive_close(archive);
}

static void test_other_folders_are_left_alone(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_state(place);
    struct ck_kept_file file = {
        .role = TEXT("video"), .name = TEXT("b.mp4"), .bytes = 5, .sha256 = HELLO_SHA256};
    struct ck_kept kept = {.id = "9",
                           .seen = TEXT("host"),
                           .folder = TEXT("/mnt/not/connected"),
                           .files = &file,
                           .file_count = 1};
    struct ck_error err = {0};

    keep(archive, place, "1", "a.mp4");
    check(ck_archive_keep(archive, &kept, 0, &err), &err);
    assert_int_equal(run(archive, place, "good 1 a.mp4\n").files, 1);
    ck_archive_close(archive);
}

static void test_an_empty_archive(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_state(place);

    assert_int_equal(run(archive, place, "").files, 0);
    ck_archive_close(archive);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_lines_that_are_true_stay),     PLACED(test_what_is_found),
        PLACED(test_a_moved_file_is_found_again),  PLACED(test_a_run_is_gone_on_with),
        PLACED(test_other_folders_are_left_alone), PLACED(test_an_empty_archive),
        PLACED(test_lines_are_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
