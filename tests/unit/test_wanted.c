/* Which posts of a list are wanted: what is passed over, found once it is wanted, and
 * told beforehand. No network. */
#include "backup_place.h"

#include "session/inner.h"

#include <unistd.h>

static void test_what_is_wanted(void **state)
{
    static const struct {
        struct ck_wanted wanted;
        const char *kind;
        int64_t created;
        bool takes;
    } rows[] = {
        {{0}, "video", 1, true},
        {{.since = 100}, "video", 100, true},
        {{.since = 100}, "video", 99, false},
        {{.since = 100}, "video", 0, true}, /* not known when */
        {{.no_photos = true}, "video", 1, true},
        {{.no_photos = true}, "photo", 1, false},
        {{.no_photos = true}, "", 1, true}, /* not known what */
        {{.no_videos = true}, NULL, 1, true},
        {{.no_videos = true}, "video", 1, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(ck_wanted_takes(&rows[i].wanted, rows[i].kind, rows[i].created),
                         rows[i].takes);
    }
}

static int64_t begin_since(struct ck_session *session, int64_t since)
{
    const struct ck_list list = {.kind = CK_LIST_LIKES,
                                 .handle = (char *)(uintptr_t) "catlady"};
    const struct ck_backup_how how = {.stated = -1, .wanted = {.since = since}};
    int64_t run = 0;

    assert_true(ck_backup_open(session, &list, &how, &run, NULL, NULL));
    return run;
}

static void assert_ahead(struct ck_session *session, int64_t since, int64_t known,
                         int64_t left)
{
    const struct ck_list list = {.kind = CK_LIST_LIKES,
                                 .handle = (char *)(uintptr_t) "catlady"};
    const struct ck_wanted wanted = {.since = since};
    struct ck_prospect got;

    assert_true(ck_wanted_prospect(archive_of(session), &list, &wanted, &got, NULL));
    assert_int_equal(got.known, known);
    assert_int_equal(got.left, left);
}

/* The posts of make_answer() were made at 1770000000. */
static void test_what_was_passed_over_is_found_when_it_is_wanted(void **state)
{
    struct ck_session *session = open_session(NULL);
    struct ck_receipt receipt = {0};
    int64_t run;

    (void)state;
    assert_ahead(session, 0, 0, 0);
    assert_int_equal(unfinished(session), 0);
    run = begin_since(session, 1770000001);
    (void)answer(session, run, 100, 60, "");
    end(session, run, CK_RUN_COMPLETE);
    assert_int_equal(unfinished(session), 0);
    assert_true(ck_run_receipt(archive_of(session), run, &receipt, NULL));
    assert_int_equal(receipt.found, 60);
    assert_int_equal(receipt.passed_over, 60);
    ck_receipt_clear(&receipt);
    assert_ahead(session, 1770000001, 60, 0);
    assert_ahead(session, 0, 60, 60);

    run = begin_since(session, 1770000001); /* the same wish: it knows them all */
    assert_true(answer(session, run, 100, 30, "").enough);
    end(session, run, CK_RUN_COMPLETE);
    run = begin_since(session, 0); /* now they are wanted, wherever they are */
    assert_false(answer(session, run, 100, 60, "").enough);
    end(session, run, CK_RUN_COMPLETE);
    assert_int_equal(unfinished(session), 60);
    run = begin_since(session, 0);
    assert_true(answer(session, run, 100, 30, "").enough);
    ck_session_free(session);
}

static void test_room_is_known_before_there_is_a_folder(void **state)
{
    struct ck_session *session = open_session(NULL);

    (void)state;
    assert_int_not_equal(access(ck_session_settings(session)->folder, F_OK), 0);
    assert_true(ck_session_space(session) > 0);
    ck_session_free(session);
}

int main(void)
{
#define CK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, place_remove)
    const struct CMUnitTest tests[] = {
        CK_TEST(test_what_is_wanted),
        CK_TEST(test_what_was_passed_over_is_found_when_it_is_wanted),
        CK_TEST(test_room_is_known_before_there_is_a_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
