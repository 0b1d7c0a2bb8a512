/* Lists that are gone through again and again add up, whatever became of their posts. */
#include "base/buf.h"
#include "keep/runs.h"
#include "queue_place.h"

#define SHA256 "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static int64_t open_list(struct ck_archive *archive, const struct ck_list *like)
{
    struct ck_error err = {0};
    int64_t number = 0;

    check(ck_list_open(archive, like, &number, &err), &err);
    return number;
}

static int64_t likes_of(struct ck_archive *archive, const char *handle)
{
    const struct ck_list like = {.kind = CK_LIST_LIKES, .handle = TEXT(handle)};

    return open_list(archive, &like);
}

static int64_t begin(struct ck_archive *archive, int64_t list, enum ck_run_source source,
                     int64_t stated)
{
    const struct ck_run like = {.list = list, .source = source, .stated = stated};
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

static struct ck_found find_with(struct ck_archive *archive, int64_t run, int64_t at,
                                 const char *post, const struct ck_found *like)
{
    struct ck_job_row row = row_of(post, CK_PRIORITY_BULK);
    struct ck_found found = like != NULL ? *like : (struct ck_found){0};
    struct ck_error err = {0};

    found.post = post;
    found.job = &row;
    check(ck_run_found(archive, run, at, &found, 1, &err), &err);
    found.job = NULL;
    return found;
}

static struct ck_found find(struct ck_archive *archive, int64_t run, int64_t at,
                            const char *post)
{
    return find_with(archive, run, at, post, NULL);
}

static void keep(struct ck_archive *archive, const char *post, int64_t job)
{
    struct ck_kept_file file = {.role = TEXT("video"), .bytes = 5, .sha256 = SHA256};
    struct ck_kept kept = {.kind = TEXT("video"),
                           .seen = TEXT("page"),
                           .folder = TEXT("/home/a/Videos/TikTok"),
                           .files = &file,
                           .file_count = 1};
    struct ck_error err = {0};
    char name[40];

    (void)snprintf(kept.id, sizeof(kept.id), "%s", post);
    (void)snprintf(name, sizeof(name), "a/%s.mp4", post);
    file.name = name;
    check(ck_archive_keep(archive, &kept, job, &err), &err);
}

/* Works on the next job: it is kept or, with a code, fails. */
static void work(struct ck_archive *archive, enum ck_code code)
{
    int64_t number = 0;
    const char *post = claim(archive, NULL, &number);
    char id[24];

    assert_true(number > 0);
    (void)snprintf(id, sizeof(id), "%s", post);
    if (code != CK_OK) {
        end_job(archive, number, CK_JOB_FAILED, code);
        return;
    }
    step_job(archive, number, CK_JOB_READING);
    step_job(archive, number, CK_JOB_DOWNLOADING);
    step_job(archive, number, CK_JOB_CHECKING);
    keep(archive, id, number);
}

static void assert_receipt(struct ck_archive *archive, int64_t run, const int64_t want[7])
{
    struct ck_receipt receipt;
    struct ck_error err = {0};

    check(ck_run_receipt(archive, run, &receipt, &err), &err);
    assert_int_equal(receipt.found, want[0]);
    assert_int_equal(receipt.saved, want[1]);
    assert_int_equal(receipt.had, want[2]);
    assert_int_equal(receipt.gone, want[3]);
    assert_int_equal(receipt.failed, want[4]);
    assert_int_equal(receipt.waiting, want[5]);
    assert_int_equal(receipt.passed_over, want[6]);
    assert_int_equal(receipt.found, receipt.saved + receipt.had + receipt.gone +
                                        receipt.failed + receipt.waiting +
                                        receipt.passed_over);
    ck_receipt_clear(&receipt);
}

static void test_an_own_list_without_a_name_is_that_of_the_one_account(void **state)
{
    struct ck_archive *archive = open_archive(*state);
    struct ck_list nameless = {.kind = CK_LIST_LIKES, .mine = true};
    struct ck_list own = {.kind = CK_LIST_LIKES, .handle = TEXT("cat"), .mine = true};
    struct ck_list others = {.kind = CK_LIST_LIKES, .handle = TEXT("dog")};
    int64_t first = open_list(archive, &nameless);

    assert_int_not_equal(open_list(archive, &others), first);
    assert_int_equal(open_list(archive, &own), first); /* the tab says whose it is */
    assert_int_equal(open_list(archive, &nameless), first);
    own.handle = TEXT("cat.two");
    assert_int_not_equal(open_list(archive, &own), first); /* a second account */
    assert_int_not_equal(open_list(archive, &nameless), first);
    ck_archive_close(archive);
}

static void test_each_post_counts_once(void **state)
{
    struct ck_archive *archive = open_archive(*state);
    const struct ck_found unwanted = {.passed_over = true};
    int64_t run = begin(archive, likes_of(archive, "cat"), CK_SOURCE_TAB, 9);
    struct ck_receipt receipt;
    struct ck_error err = {0};

    keep(archive, "1", 0);
    assert_true(find(archive, run, 0, "1").kept);
    assert_true(find(archive, run, 1, "2").queued);
    assert_false(find_with(archive, run, 2, "3", &unwanted).queued);
    (void)find(archive, run, 3, "4");
    (void)find(archive, run, 4, "5");
    (void)find(archive, run, 5, "6");
    (void)find(archive, run, 6, "7");
    assert_true(find(archive, run, 7, "2").repeated);
    assert_receipt(archive, run, (int64_t[]){7, 0, 1, 0, 0, 5, 1});
    work(archive, CK_OK);
    work(archive, CK_ERR_DELETED);
    work(archive, CK_ERR_SAVING_OFF);
    work(archive, CK_ERR_SAVING_OFF);
    assert_receipt(archive, run, (int64_t[]){7, 1, 1, 1, 2, 1, 1});
    keep(archive, "3", 0); /* wanted after all */
    end(archive, run, CK_RUN_COMPLETE);
    check(ck_run_receipt(archive, run, &receipt, &err), &err);
    assert_int_equal(receipt.saved, 2);
    assert_int_equal(receipt.run.ended, CK_RUN_SHORT);
    assert_int_equal(receipt.missing, 2);
    assert_int_equal(receipt.reason_count, 2);
    assert_int_equal(receipt.reasons[0].code, CK_ERR_SAVING_OFF);
    assert_int_equal(receipt.reasons[0].count, 2);
    ck_receipt_clear(&receipt);
    ck_archive_close(archive);
}

static void test_the_reason_outlives_the_job(void **state)
{
    struct ck_archive *archive = open_archive(*state);
    int64_t list = likes_of(archive, "cat");
    int64_t run = begin(archive, list, CK_SOURCE_TAB, -1), later;
    struct ck_error err = {0};
    size_t count = 0;

    (void)find(archive, run, 0, "1");
    (void)find(archive, run, 1, "2");
    (void)find(archive, run, 2, "3");
    work(archive, CK_ERR_REMOVED);
    work(archive, CK_ERR_TRUNCATED);
    work(archive, CK_OK);
    check(ck_queue_forget_ended(archive, &count, &err), &err);
    assert_int_equal(count, 3);
    assert_receipt(archive, run, (int64_t[]){3, 1, 0, 1, 1, 0, 0});
    later = begin(archive, list, CK_SOURCE_TAB, -1);
    assert_false(find(archive, later, 0, "1").queued); /* it is still gone */
    assert_true(find(archive, later, 1, "2").queued);
    check(ck_queue_forget_ended(archive, &count, &err), &err);
    assert_receipt(archive, later, (int64_t[]){2, 0, 0, 1, 0, 1, 0});
    assert_receipt(archive, run, (int64_t[]){3, 1, 0, 1, 0, 1, 0});
    ck_archive_close(archive);
}

static void test_what_is_gone_is_asked_for_again_only_when_wanted(void **state)
{
    struct ck_archive *archive = open_archive(*state);
    int64_t list = likes_of(archive, "cat");
    int64_t run = begin(archive, list, CK_SOURCE_TAB, -1);
    const struct ck_found again = {.again = true};
    struct ck_found found;

    (void)find(archive, run, 0, "1");
    work(archive, CK_ERR_DELETED);
    found = find(archive, begin(archive, list, CK_SOURCE_TAB, -1), 0, "1");
    assert_true(found.gone && !found.queued);
    found = find_with(archive, begin(archive, list, CK_SOURCE_TAB, -1), 0, "1", &again);
    assert_true(found.gone && found.queued);
    ck_archive_close(archive);
}

static void test_what_failed_for_one_reason_is_tried_again(void **state)
{
    struct ck_archive *archive = open_archive(*state);
    int64_t run = begin(archive, likes_of(archive, "cat"), CK_SOURCE_TAB, -1);
    struct ck_error err = {0};
    size_t count = 0;

    (void)find(archive, begin(archive, likes_of(archive, "dog"), CK_SOURCE_TAB, -1), 0,
               "9");
    work(archive, CK_ERR_SAVING_OFF); /* of another list */
    (void)find(archive, run, 0, "1");
    (void)find(archive, run, 1, "2");
    work(archive, CK_ERR_SAVING_OFF);
    work(archive, CK_ERR_TRUNCATED);
    check(ck_queue_retry_run(archive, run, CK_ERR_SAVING_OFF, true, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_receipt(archive, run, (int64_t[]){2, 0, 0, 0, 1, 1, 0});
    check(ck_queue_retry_run(archive, run, CK_OK, false, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_string_equal(claim(archive, NULL, NULL), "1");
    ck_archive_close(archive);
}

/* Whether post "1", found by an earlier run that ended so, counts as known. */
static bool known_after(struct ck_archive *archive, const char *handle,
                        enum ck_run_source source, enum ck_run_end ended, int64_t stated)
{
    int64_t list = likes_of(archive, handle);
    int64_t run = begin(archive, list, source, stated);

    (void)find(archive, run, 0, "1");
    end(archive, run, ended);
    return find(archive, begin(archive, list, CK_SOURCE_TAB, -1), 0, "1").known;
}

static void test_known_is_only_what_has_no_gap_behind_it(void **state)
{
    struct ck_archive *archive = open_archive(*state);
    int64_t list, first, broken;

    assert_true(known_after(archive, "a", CK_SOURCE_TAB, CK_RUN_COMPLETE, 1));
    assert_false(known_after(archive, "b", CK_SOURCE_TAB, CK_RUN_COMPLETE, 100));
    assert_false(known_after(archive, "c", CK_SOURCE_TAB, CK_RUN_STOPPED, 1));
    assert_false(known_after(archive, "d", CK_SOURCE_SITE, CK_RUN_CAPTCHA, 1));
    assert_false(known_after(archive, "e", CK_SOURCE_EXPORT, CK_RUN_COMPLETE, 1));

    list = likes_of(archive, "f");
    first = begin(archive, list, CK_SOURCE_TAB, -1);
    (void)find(archive, first, 0, "1");
    end(archive, first, CK_RUN_COMPLETE);
    broken = begin(archive, list, CK_SOURCE_TAB, -1); /* two are new, it saw one */
    (void)find(archive, broken, 0, "3");
    end(archive, broken, CK_RUN_STOPPED);
    broken = begin(archive, list, CK_SOURCE_TAB, -1);
    assert_false(find(archive, broken, 0, "3").known);
    assert_false(find(archive, broken, 1, "2").known);
    assert_true(find(archive, broken, 2, "1").known);
    ck_archive_close(archive);
}

static bool note_post(void *ctx, const struct ck_list_post *post)
{
    ck_buf_adds(ctx, post->post);
    return true;
}

static bool note_fate(void *ctx, const struct ck_list_post *post, enum ck_fate fate,
                      enum ck_code code)
{
    ck_buf_addf(ctx, "%s %s %d %s;", post->post, post->author, (int)fate,
                ck_code_text(code));
    return true;
}

static void test_new_posts_come_first_and_facts_stay(void **state)
{
    struct ck_archive *archive = open_archive(*state);
    const struct ck_found fact = {.author = "cat", .text = "t", .added_at = 5};
    int64_t list = likes_of(archive, "cat");
    int64_t run = begin(archive, list, CK_SOURCE_EXPORT, -1);
    ck_autobuf struct ck_buf order = {.max = 100}, told = {.max = 100};
    struct ck_receipt receipt;
    struct ck_error err = {0};

    (void)find_with(archive, run, 0, "2", &fact);
    (void)find(archive, run, 1, "1");
    run = begin(archive, list, CK_SOURCE_TAB, -1);
    (void)find(archive, run, 0, "4");
    (void)find(archive, run, 1, "3");
    run = begin(archive, list, CK_SOURCE_TAB, -1);
    (void)find(archive, run, 0, "5");
    (void)find(archive, run, 1, "2"); /* without its facts */
    end(archive, run, CK_RUN_COMPLETE);
    check(ck_list_each(archive, list, note_post, &order, &err), &err);
    assert_string_equal(ck_buf_text(&order), "52431");
    work(archive, CK_ERR_DELETED);
    check(ck_run_each(archive, run, CK_FATE_GONE, 9, note_fate, &told, &err), &err);
    assert_string_equal(ck_buf_text(&told), "2 cat 2 post-deleted;");
    check(ck_run_receipt(archive, run, &receipt, &err), &err);
    assert_int_equal(receipt.unlisted,
                     3); /* 4, 3 and 1: nobody says that they are gone */
    ck_receipt_clear(&receipt);
    ck_archive_close(archive);
}

static void test_a_run_ends_once_and_the_newest_is_told(void **state)
{
    struct ck_archive *archive = open_archive(*state);
    int64_t list = likes_of(archive, "cat");
    int64_t run = begin(archive, list, CK_SOURCE_TAB, 0);
    struct ck_error err = {0};
    struct ck_found none = {.post = "1"};
    struct ck_run *runs = NULL;
    size_t count = 0;

    (void)begin(archive, likes_of(archive, "dog"), CK_SOURCE_TAB, -1);
    run = begin(archive, list, CK_SOURCE_TAB, 0);
    end(archive, run, CK_RUN_CAPTCHA);
    end(archive, run, CK_RUN_COMPLETE);
    check(ck_runs_newest(archive, &runs, &count, &err), &err);
    assert_int_equal(count, 2);
    assert_int_equal(runs[0].number, run);
    assert_int_equal(runs[0].ended, CK_RUN_CAPTCHA);
    assert_true(runs[0].ended_at > 0);
    ck_free(runs);
    assert_false(ck_run_found(archive, run + 1, 0, &none, 1, &err));
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
    ck_archive_close(archive);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_an_own_list_without_a_name_is_that_of_the_one_account),
        PLACED(test_each_post_counts_once),
        PLACED(test_the_reason_outlives_the_job),
        PLACED(test_what_is_gone_is_asked_for_again_only_when_wanted),
        PLACED(test_what_failed_for_one_reason_is_tried_again),
        PLACED(test_known_is_only_what_has_no_gap_behind_it),
        PLACED(test_new_posts_come_first_and_facts_stay),
        PLACED(test_a_run_ends_once_and_the_newest_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
