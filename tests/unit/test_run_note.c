/* Lists and what became of them outlive the archive: the journal has them. */
#include "base/buf.h"
#include "keep/journal.h"
#include "keep/record.h"
#include "keep/rescan.h"
#include "keep/run_note.h"
#include "keep/runs.h"
#include "place_files.h"
#include "queue_place.h"

static int64_t open_list(struct ck_archive *archive, const struct ck_list *like)
{
    struct ck_error err = {0};
    int64_t number = 0;

    check(ck_list_open(archive, like, &number, &err), &err);
    return number;
}

static int64_t begin(struct ck_archive *archive, const struct ck_list *list,
                     enum ck_run_source source, int64_t stated)
{
    const struct ck_run like = {.list = open_list(archive, list),
                                .source = source,
                                .full = stated > 4,
                                .stated = stated};
    struct ck_error err = {0};
    int64_t run = 0;

    check(ck_run_begin(archive, &like, &run, &err), &err);
    return run;
}

static void end(struct ck_archive *archive, int64_t run, enum ck_run_end ended)
{
    struct ck_error err = {0};

    check(ck_run_end(archive, run, ended, -1, &err), &err);
}

static void find(struct ck_archive *archive, int64_t run, int64_t at,
                 const struct ck_found *like)
{
    struct ck_job_row row = row_of(like->post, CK_PRIORITY_BULK);
    struct ck_found found = *like;
    struct ck_error err = {0};

    found.job = &row;
    check(ck_run_found(archive, run, at, &found, 1, &err), &err);
}

/* The next job in the queue comes to its end, as a session sees to it. */
static void work(struct ck_archive *archive, const struct place *place, enum ck_code code)
{
    struct ck_kept_file file = {
        .role = TEXT("video"), .bytes = 5, .sha256 = HELLO_SHA256};
    struct ck_kept kept = {.kind = TEXT("video"),
                           .seen = TEXT("host"),
                           .folder = TEXT(place->path),
                           .files = &file,
                           .file_count = 1};
    struct ck_error err = {0};
    char name[40];

    int64_t number = 0;

    (void)snprintf(kept.id, sizeof(kept.id), "%s", claim(archive, NULL, &number));
    assert_true(number > 0);
    if (code != CK_OK) {
        end_job(archive, number, CK_JOB_FAILED, code);
        check(ck_journal_failed(place->fd, kept.id, "page", code, &err), &err);
        return;
    }
    (void)snprintf(name, sizeof(name), "%s.mp4", kept.id);
    file.name = name;
    put(place, name, "hello");
    check(ck_record_keep(archive, place->fd, &kept, number, &err), &err);
}

static void note(struct ck_archive *archive, const struct place *place)
{
    struct ck_error err = {0};
    bool more = true;

    while (more) {
        check(ck_runs_note(archive, place->fd, &more, &err), &err);
    }
}

static off_t journal_size(const struct place *place)
{
    struct stat st;

    return fstatat(place->fd, CK_JOURNAL_NAME, &st, 0) == 0 ? st.st_size : 0;
}

/* --- all that is known, as one text ----------------------------------------------- */

static bool tell_post(void *ctx, const struct ck_list_post *post)
{
    ck_buf_addf(ctx, "  %s @%s '%s' %s %lld %lld\n", post->post, post->author, post->text,
                post->kind, (long long)post->created, (long long)post->added_at);
    return true;
}

static bool tell_fate(void *ctx, const struct ck_list_post *post, enum ck_fate fate,
                      enum ck_code code)
{
    ck_buf_addf(ctx, "  %s %d %s\n", post->post, (int)fate, ck_code_text(code));
    return true;
}

static void tell_run(struct ck_archive *archive, int64_t number, struct ck_buf *ret)
{
    struct ck_receipt receipt;
    struct ck_error err = {0};

    check(ck_run_receipt(archive, number, &receipt, &err), &err);
    ck_buf_addf(ret, "run %lld of %s: %s %lld-%lld %d stated %lld %s: %lld %lld\n",
                (long long)number, receipt.list.title,
                ck_run_source_text(receipt.run.source), (long long)receipt.run.started_at,
                (long long)receipt.run.ended_at, receipt.run.full,
                (long long)receipt.run.stated, ck_run_end_text(receipt.run.ended),
                (long long)receipt.missing, (long long)receipt.unlisted);
    for (int fate = CK_FATE_SAVED; fate <= CK_FATE_PASSED_OVER; fate++) {
        check(
            ck_run_each(archive, number, (enum ck_fate)fate, 1000, tell_fate, ret, &err),
            &err);
    }
    ck_receipt_clear(&receipt);
}

static void tell_all(struct ck_archive *archive, int64_t runs, struct ck_buf *ret)
{
    struct ck_error err = {0};
    struct ck_list *lists;
    size_t count;

    check(ck_lists_all(archive, &lists, &count, &err), &err);
    for (size_t i = 0; i < count; i++) {
        ck_buf_addf(ret, "%s '%s' @%s '%s' '%s' %d '%s' %lld\n",
                    ck_list_kind_text(lists[i].kind), lists[i].owner, lists[i].handle,
                    lists[i].key, lists[i].title, lists[i].mine, lists[i].came_from,
                    (long long)lists[i].posts);
        check(ck_list_each(archive, lists[i].number, tell_post, ret, &err), &err);
    }
    ck_lists_free(lists, count);
    for (int64_t number = 1; number <= runs; number++) {
        tell_run(archive, number, ret);
    }
    assert_true(ck_buf_ok(ret));
}

/* The archive is gone, and made anew from the folder. */
static struct ck_archive *lose(struct ck_archive *archive, const struct place *place,
                               int64_t *ret_runs)
{
    struct ck_rescan *rescan;
    struct ck_error err = {0};
    bool more = true;

    ck_archive_close(archive);
    assert_int_equal(unlinkat(place->fd, "archive.sqlite", 0), 0);
    archive = open_archive(place);
    check(ck_rescan_open(archive, place->fd, place->path, &rescan, &err), &err);
    while (more) {
        check(ck_rescan_step(rescan, 3, &more, &err), &err);
    }
    *ret_runs = ck_rescan_so_far(rescan)->runs;
    ck_rescan_free(rescan);
    return archive;
}

static const struct ck_list likes = {.kind = CK_LIST_LIKES,
                                     .handle = TEXT("cat"),
                                     .title = TEXT("Likes \"of\" cat"),
                                     .mine = true,
                                     .came_from = TEXT("https://www.tiktok.com/@cat")};
static const struct ck_list named = {.kind = CK_LIST_COLLECTION,
                                     .owner = TEXT("70"),
                                     .key = TEXT("5"),
                                     .title = TEXT("Tea")};

/* Two lists, three runs, and every fate. Returns how many runs there are. */
static int64_t fill(struct ck_archive *archive, const struct place *place)
{
    int64_t run = begin(archive, &likes, CK_SOURCE_TAB, 9), second;

    find(archive, run, 0,
         &(struct ck_found){.post = "11",
                            .author = "dog",
                            .text = "a\n\"b\" \xE2\x98\x95",
                            .kind = "video",
                            .created = 1770000000,
                            .added_at = 1780000000});
    find(archive, run, 1, &(struct ck_found){.post = "12", .text = "gone"});
    find(archive, run, 2, &(struct ck_found){.post = "13", .kind = "photo"});
    work(archive, place, CK_OK);
    note(archive, place); /* in the midst of it */
    work(archive, place, CK_ERR_DELETED);
    work(archive, place, CK_ERR_SERVER);
    find(archive, run, 3, &(struct ck_found){.post = "14", .passed_over = true});
    find(archive, run, 4, &(struct ck_found){.post = "15"});
    end(archive, run, CK_RUN_COMPLETE);

    second = begin(archive, &named, CK_SOURCE_SITE, 2);
    find(archive, second, 0, &(struct ck_found){.post = "11", .author = "dog"});
    find(archive, second, 1, &(struct ck_found){.post = "12"});
    end(archive, second, CK_RUN_MET_KNOWN);

    run = begin(archive, &likes, CK_SOURCE_EXPORT, -1);
    find(archive, run, 0,
         &(struct ck_found){.post = "14", .text = "now named", .added_at = 1780000005});
    find(archive, run, 1, &(struct ck_found){.post = "11", .author = "dog.new"});
    return run;
}

static void test_every_list_and_receipt_comes_back(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    ck_autobuf struct ck_buf before = {.max = 65536};
    ck_autobuf struct ck_buf after = {.max = 65536};
    int64_t runs = fill(archive, place), entered = 0, first;

    note(archive, place);
    tell_all(archive, runs, &before);
    assert_non_null(strstr(before.data, "14 @ 'now named'  0 1780000005"));
    archive = lose(archive, place, &entered);
    assert_int_equal(entered, runs);
    tell_all(archive, runs, &after);
    assert_string_equal(after.data, before.data);

    /* It goes on: an open run ends, and a new one has a new number. */
    end(archive, runs, CK_RUN_STOPPED);
    note(archive, place);
    first = begin(archive, &likes, CK_SOURCE_TAB, -1);
    assert_true(first > runs);
    archive = lose(archive, place, &entered);
    ck_buf_clear(&before);
    tell_all(archive, runs, &before);
    assert_non_null(strstr(before.data, " stopped: "));
    ck_archive_close(archive);
}

static void test_it_is_written_once(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    ck_autobuf struct ck_buf before = {.max = 65536};
    ck_autobuf struct ck_buf after = {.max = 65536};
    struct ck_journal_report report;
    struct ck_error err = {0};
    int64_t runs = fill(archive, place), entered;
    off_t size, grown;

    note(archive, place);
    size = journal_size(place);
    note(archive, place);
    assert_int_equal(journal_size(place), size);
    tell_all(archive, runs, &before);

    /* Another folder needs all of it; twice is as good as once. */
    check(ck_runs_note_anew(archive, &err), &err);
    note(archive, place);
    grown = journal_size(place) - size;
    assert_true(grown > 1000 && grown < size);
    archive = lose(archive, place, &entered);
    assert_int_equal(entered, runs);
    tell_all(archive, runs, &after);
    assert_string_equal(after.data, before.data);
    check(ck_journal_check(place->fd, &report, &err), &err);
    assert_int_equal(report.broken, 0);
    ck_archive_close(archive);
}

/* A second look at what is known costs a few bytes for each post. */
static void test_a_long_list_is_cheap(void **state)
{
    enum { POSTS = 5000, TEXT = 120 };
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_found *found = test_calloc(POSTS, sizeof(*found));
    char(*ids)[20] = test_calloc(POSTS, sizeof(*ids));
    struct ck_error err = {0};
    int64_t entered, number;
    struct ck_list list;
    bool there;
    off_t size[2];
    char text[TEXT + 1];

    memset(text, 'x', TEXT);
    text[TEXT] = '\0';
    for (int i = 0; i < POSTS; i++) {
        (void)snprintf(ids[i], sizeof(ids[i]), "76020508824%08d", i);
        found[i] = (struct ck_found){.post = ids[i], .author = "catlady", .text = text};
    }
    for (int i = 0; i < 2; i++) {
        off_t before = journal_size(place);

        number = begin(archive, &likes, CK_SOURCE_TAB, POSTS);
        check(ck_run_found(archive, number, 0, found, POSTS, &err), &err);
        end(archive, number, CK_RUN_COMPLETE);
        note(archive, place);
        size[i] = journal_size(place) - before;
    }
    assert_true(size[0] < POSTS * 320);
    assert_true(size[1] < POSTS * 110);
    test_free(found);
    test_free(ids);
    archive = lose(archive, place, &entered);
    assert_int_equal(entered, 2);
    check(ck_list_read(archive, 1, &there, &list, &err), &err);
    assert_int_equal(list.posts, POSTS);
    ck_list_clear(&list);
    ck_archive_close(archive);
}

static void test_what_the_journal_says_is_not_believed(void **state)
{
    static const char *const lines[] = {
        "{\"event\":\"run\"}",
        "{\"event\":\"run\",\"run\":\"0123456789abcdef\",\"number\":1}",
        "{\"event\":\"run\",\"run\":\"0123456789abcdef\",\"number\":-1,\"started\":1,"
        "\"source\":\"tab\",\"ended\":\"\",\"list\":{\"kind\":\"likes\"}}",
        "{\"event\":\"run\",\"run\":\"0123456789abcdef\",\"number\":9000000000000000000,"
        "\"source\":\"tab\",\"ended\":\"\",\"list\":{\"kind\":\"likes\"}}",
        "{\"event\":\"run\",\"run\":\"0123456789ABCDEF\",\"number\":1,\"started\":1,"
        "\"source\":\"tab\",\"ended\":\"\",\"list\":{\"kind\":\"likes\"}}",
        "{\"event\":\"run\",\"run\":\"0123456789abcdef\",\"number\":1,\"started\":1,"
        "\"source\":\"tab\",\"ended\":\"never\",\"list\":{\"kind\":\"likes\"}}",
        "{\"event\":\"found\",\"run\":\"0123456789abcdef\",\"posts\":[{\"post\":\"1\"}]}",
        "{\"event\":\"found\",\"run\":\"0123456789abcdee\",\"posts\":7}",
        "{\"event\":\"failed\",\"post\":\"1\",\"code\":\"no-such-code\"}",
        "{\"event\":\"failed\",\"post\":7,\"code\":\"server-error\"}",
        /* This one is right; what it found is odd, but for the last. */
        "{\"event\":\"run\",\"run\":\"0123456789abcdee\",\"number\":3,\"started\":1,"
        "\"source\":\"tab\",\"ended\":\"\",\"list\":{\"kind\":\"likes\"}}",
        "{\"event\":\"found\",\"run\":\"0123456789abcdee\",\"posts\":[7,{},{\"post\":"
        "\"\"},"
        "{\"post\":7},{\"post\":\"5\",\"place\":\"x\",\"text\":[],\"code\":{}}]}",
    };
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    ck_autobuf struct ck_buf text = {.max = 65536};
    struct ck_receipt receipt;
    struct ck_error err = {0};
    int64_t entered;

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        ck_buf_addf(&text, "%s\n", lines[i]);
    }
    put(place, CK_JOURNAL_NAME, ck_buf_text(&text));
    archive = lose(archive, place, &entered);
    assert_int_equal(entered, 1);
    check(ck_run_receipt(archive, 3, &receipt, &err), &err);
    assert_int_equal(receipt.found, 1);
    assert_int_equal(receipt.waiting, 1);
    ck_receipt_clear(&receipt);
    ck_archive_close(archive);
}

/* Names of files may be any bytes. */
static void test_odd_names(void **state)
{
    static const struct ck_list odd = {
        .kind = CK_LIST_FOLDER, .key = TEXT("old \xFF"), .title = TEXT("old \xFF")};
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_error err = {0};
    struct ck_list *lists;
    int64_t entered;
    size_t count;

    end(archive, begin(archive, &odd, CK_SOURCE_FOLDER, -1), CK_RUN_COMPLETE);
    note(archive, place);
    archive = lose(archive, place, &entered);
    assert_int_equal(entered, 1);
    check(ck_lists_all(archive, &lists, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_string_equal(lists[0].title, "old ?");
    ck_lists_free(lists, count);
    ck_archive_close(archive);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_every_list_and_receipt_comes_back),
        PLACED(test_it_is_written_once),
        PLACED(test_a_long_list_is_cheap),
        PLACED(test_what_the_journal_says_is_not_believed),
        PLACED(test_odd_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
