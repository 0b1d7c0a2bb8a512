/* Lists that are gone through: what is queued, what is enough, what stays in memory, and
 * what the receipt says. No network. */
#include "backup_place.h"

#include "session/handed.h"
#include "session/inner.h"
#include "session/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static int64_t begin(struct ck_session *session, enum ck_list_kind kind, bool full)
{
    const struct ck_list list = {
        .kind = kind, .handle = (char *)(uintptr_t) "catlady", .mine = true};
    const struct ck_backup_how how = {
        .full = full,
        .stated = -1,
        .user_agent = "UA",
        .cookies = {.chain_token = "secret-token", .ttwid = "secret-id"}};
    int64_t run = 0;

    assert_true(ck_backup_open(session, &list, &how, &run, NULL, NULL));
    return run;
}

static void test_an_answer_becomes_jobs_that_come_after_clicks(void **state)
{
    struct ck_session *session = open_session("chromium");
    int64_t likes = begin(session, CK_LIST_LIKES, false);
    int64_t posts = begin(session, CK_LIST_POSTS, false);
    struct ck_backup_state got;
    struct ck_job_row row;
    bool found = false;

    (void)state;
    got = answer(session, likes, 30, 20, "");
    assert_int_equal(got.all.found, 20);
    assert_int_equal(got.all.fresh, 20);
    assert_int_equal(got.refused, CK_OK);
    assert_int_equal(got.more, 1);
    assert_false(got.enough);
    assert_int_equal(answer(session, likes, 12, 3, "").all.found, 21); /* two repeated */
    assert_int_equal(unfinished(session), 21);
    (void)answer(session, posts, 30, 5, "");
    assert_int_equal(unfinished(session), 21); /* one post in two lists is one job */
    assert_true(
        ck_queue_find(archive_of(session), "7602050882400000030", 0, &found, &row, NULL));
    assert_true(found);
    assert_string_equal(row.page,
                        "https://www.tiktok.com/@catlady/video/7602050882400000030");
    assert_string_equal(row.text, "my cat 30");
    assert_int_equal(row.priority, CK_PRIORITY_BULK);
    assert_true(row.mine);
    assert_false(row.bound);
    ck_job_row_clear(&row);
    ck_session_free(session);
}

/* Of posts whose creators have turned saving off; as the person says, once for all. */
static void test_what_is_kept_privately(void **state)
{
    (void)state;
    for (int consent = 0; consent < 2; consent++) {
        struct ck_session *session = open_session(NULL);
        struct ck_job_row row;
        bool found = false;

        session->options.consent = consent != 0;
        (void)answer(session, begin(session, CK_LIST_LIKES, false), 30 - 9 * consent, 1,
                     "");
        assert_true(
            ck_queue_find(archive_of(session),
                          consent != 0 ? "7602050882400000021" : "7602050882400000030", 0,
                          &found, &row, NULL));
        assert_true(found);
        assert_int_equal(row.consent, consent);
        ck_job_row_clear(&row);
        ck_session_free(session);
    }
}

static void test_a_refused_answer_changes_nothing(void **state)
{
    struct ck_session *session = open_session("chromium");
    int64_t run = begin(session, CK_LIST_LIKES, false);
    struct ck_backup_state got;
    struct ck_error err;

    (void)state;
    assert_true(ck_backup_answer(session, run, "", 0, &got, NULL));
    assert_int_equal(got.refused, CK_ERR_SHELL);
    assert_int_equal(got.all.found, 0);
    assert_false(ck_backup_answer(session, run + 1, "", 0, &got, &err));
    assert_int_equal(err.code, CK_ERR_NOT_FOUND);
    ck_session_free(session);
}

static void test_the_next_run_has_enough_at_what_it_knows(void **state)
{
    struct ck_session *session = open_session("chromium");
    int64_t run = begin(session, CK_LIST_LIKES, false);
    struct ck_backup_state got;
    struct ck_run read;
    bool found;

    (void)state;
    (void)answer(session, run, 100, 100, "");
    end(session, run, CK_RUN_COMPLETE);

    run = begin(session, CK_LIST_LIKES, false);
    got = answer(session, run, 107, 36, "");
    assert_int_equal(got.now.fresh, 7);
    assert_false(got.enough); /* 29 known ones */
    got = answer(session, run, 71, 1, "");
    assert_true(got.enough);
    end(session, run, CK_RUN_COMPLETE);
    assert_true(ck_run_read(archive_of(session), run, &found, &read, NULL));
    assert_int_equal(read.ended, CK_RUN_MET_KNOWN);

    run = begin(session, CK_LIST_LIKES, true);
    assert_false(answer(session, run, 107, 107, "").enough); /* a full one goes on */
    run = begin(session, CK_LIST_PLAYLIST, false);
    (void)answer(session, run, 100, 100, "");
    end(session, run, CK_RUN_COMPLETE);
    run = begin(session, CK_LIST_PLAYLIST, false);
    assert_false(answer(session, run, 100, 100, "").enough); /* it is not newest first */
    ck_session_free(session);
}

static void test_pinned_posts_say_nothing_of_what_follows(void **state)
{
    struct ck_session *session = open_session("chromium");
    int64_t run = begin(session, CK_LIST_POSTS, false);

    (void)state;
    (void)answer(session, run, 100, 100, "");
    end(session, run, CK_RUN_COMPLETE);
    run = begin(session, CK_LIST_POSTS, false);
    (void)answer(session, run, 3, 3, ",\"isPinnedItem\":true");
    assert_false(answer(session, run, 100, 29, "").enough);
    assert_true(answer(session, run, 71, 1, "").enough);
    ck_session_free(session);
}

static bool file_has(const struct place *place, const char *name, const char *needle)
{
    char path[200];
    static char bytes[1 << 21];
    size_t len;
    FILE *in;

    (void)snprintf(path, sizeof(path), "%s/.local/state/clipkeep/%s", place->path, name);
    in = fopen(path, "r");
    assert_non_null(in);
    len = fread(bytes, 1, sizeof(bytes), in);
    (void)fclose(in);
    assert_true(len > 1000 && len < sizeof(bytes));
    return memmem(bytes, len, needle, strlen(needle)) != NULL;
}

static void test_private_posts_are_saved_from_what_the_browser_showed(void **state)
{
    struct ck_session *session = open_session("firefox");
    int64_t run = begin(session, CK_LIST_POSTS, false);
    struct ck_job_row row;
    size_t bound = 0;
    size_t with_post = 0;
    bool found = false;

    (void)answer(session, run, 60, 50, ",\"privateItem\":true");
    assert_true(
        ck_queue_find(archive_of(session), "7602050882400000060", 0, &found, &row, NULL));
    assert_true(found && row.bound);
    assert_string_equal(row.browser, "firefox");
    ck_job_row_clear(&row);
    ck_session_take_handed(session);
    for (const struct ck_job *job = session->jobs; job != NULL; job = job->next) {
        bound += job->row.bound;
        with_post += job->have_post;
        assert_string_equal(job->cookies.chain_token, "secret-token");
        assert_string_equal(job->user_agent, "UA");
        assert_int_equal(job->row.priority, CK_PRIORITY_BULK);
    }
    assert_in_range(bound, 1, 49);
    assert_int_equal(with_post, bound);
    assert_non_null(session->handed); /* the others wait for a place */
    assert_int_equal(unfinished(session), 50);
    assert_false(file_has(*state, "archive.sqlite", "secret-"));
    assert_false(file_has(*state, "archive.sqlite", "tiktokcdn"));
    ck_session_free(session);
}

/* They end within a day, and their pages with them. */
static void test_stories_are_saved_from_what_the_browser_showed(void **state)
{
    struct ck_session *session = open_session("firefox");
    int64_t run = begin(session, CK_LIST_STORIES, false);
    struct ck_receipt receipt;

    (void)state;
    assert_int_equal(answer(session, run, 60, 3, "").all.found, 3);
    ck_session_take_handed(session);
    assert_non_null(session->jobs);
    assert_true(session->jobs->have_post);
    assert_string_equal(session->jobs->cookies.chain_token, "secret-token");

    /* A later run has none of them: they ended, and nothing says that they are gone. */
    run = begin(session, CK_LIST_STORIES, false);
    assert_int_equal(answer(session, run, 0, 0, "").all.found, 0);
    end(session, run, CK_RUN_COMPLETE);
    assert_true(ck_run_receipt(archive_of(session), run, &receipt, NULL));
    assert_int_equal(receipt.gone, 0);
    assert_int_equal(receipt.run.ended, CK_RUN_COMPLETE);
    ck_receipt_clear(&receipt);
    ck_session_free(session);
}

static void test_private_posts_that_a_restart_left_are_looked_for(void **state)
{
    struct ck_session *session = open_session("firefox");
    int64_t run = begin(session, CK_LIST_POSTS, false);

    (void)state;
    (void)answer(session, run, 100, 90, "");
    (void)answer(session, run, 10, 10, ",\"privateItem\":true");
    end(session, run, CK_RUN_COMPLETE);
    ck_session_free(session); /* what waited in memory is gone */
    session = open_session("firefox");
    run = begin(session, CK_LIST_POSTS, false);
    assert_false(answer(session, run, 100, 90, "").enough);
    assert_null(session->handed);
    (void)answer(session, run, 10, 10, ",\"privateItem\":true");
    assert_non_null(session->handed);
    ck_session_free(session);
}

static void test_another_process_goes_on_with_a_run(void **state)
{
    struct ck_session *session = open_session("chromium");
    int64_t run = begin(session, CK_LIST_LIKES, false);

    (void)state;
    (void)answer(session, run, 100, 30, "");
    ck_session_free(session);
    session = open_session("chromium");
    assert_int_equal(answer(session, run, 80, 30, "").all.found, 50);
    end(session, run, CK_RUN_COMPLETE);
    ck_session_free(session);
}

/* What RECEIPT.md promises. */
static void test_the_receipt_as_json(void **state)
{
    struct ck_session *session = open_session("chromium");
    int64_t run = begin(session, CK_LIST_LIKES, true);
    struct ck_job_row row = {0};
    json_t *receipts = NULL, *posts = NULL, *sums;
    const char *kind, *code, *author;
    int found, waiting, failed, gone, count, is_gone, mine, full;

    (void)state;
    (void)answer(session, run, 10, 10, "");
    assert_true(ck_archive_job_claim(archive_of(session), &(bool){false}, &row, NULL));
    row.state = CK_JOB_FAILED;
    row.code = CK_ERR_DELETED;
    assert_true(ck_archive_job_update(archive_of(session), &row, NULL));
    ck_job_row_clear(&row);
    assert_true(ck_receipts_json(archive_of(session), 0, &receipts, NULL));
    sums = json_array_get(receipts, 0);
    assert_int_equal(
        json_unpack(sums,
                    "{s:s, s:b, s:b, s:n, s:n, s:i, s:i, s:i, s:i, s:[{s:s, s:i, s:b}]}",
                    "kind", &kind, "mine", &mine, "full", &full, "stated", "endedAt",
                    "found", &found, "waiting", &waiting, "failed", &failed, "gone",
                    &gone, "reasons", "code", &code, "count", &count, "gone", &is_gone),
        0);
    assert_string_equal(kind, "likes");
    assert_true(mine && full && is_gone);
    assert_int_equal(found, 10);
    assert_int_equal(waiting, 9);
    assert_int_equal(failed, 0);
    assert_int_equal(gone, 1);
    assert_int_equal(count, 1);
    assert_string_equal(code, "post-deleted");
    assert_true(ck_receipt_posts_json(archive_of(session), run, 3, &posts, NULL));
    assert_int_equal(json_array_size(posts), 4); /* the one that is gone, and three */
    assert_int_equal(json_unpack(json_array_get(posts, 0), "{s:s, s:s}", "author",
                                 &author, "code", &code),
                     0);
    assert_string_equal(author, "catlady");
    assert_string_equal(code, "post-deleted");
    json_decref(receipts);
    json_decref(posts);
    ck_session_free(session);
}

int main(void)
{
#define CK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, place_remove)
    const struct CMUnitTest tests[] = {
        CK_TEST(test_an_answer_becomes_jobs_that_come_after_clicks),
        CK_TEST(test_what_is_kept_privately),
        CK_TEST(test_a_refused_answer_changes_nothing),
        CK_TEST(test_the_next_run_has_enough_at_what_it_knows),
        CK_TEST(test_pinned_posts_say_nothing_of_what_follows),
        CK_TEST(test_private_posts_are_saved_from_what_the_browser_showed),
        CK_TEST(test_stories_are_saved_from_what_the_browser_showed),
        CK_TEST(test_private_posts_that_a_restart_left_are_looked_for),
        CK_TEST(test_another_process_goes_on_with_a_run),
        CK_TEST(test_the_receipt_as_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
