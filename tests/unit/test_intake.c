/* A data export on its way into the archive: dates, posts, tables, and what it says of
 * itself. */
#include "place.h"

#include "base/buf.h"
#include "keep/queue.h"
#include "keep/runs.h"
#include "keep/table.h"
#include "session/intake.h"
#include "tiktok/export_row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static int set_up(void **state)
{
    if (place_make(state) != 0) {
        return -1;
    }
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)unsetenv("XDG_STATE_HOME");
    return setenv("HOME", ((struct place *)*state)->path, 1);
}

static void test_dates(void **state)
{
    static const struct {
        const char *text;
        int64_t date;
    } rows[] = {
        {"1970-01-01 00:00:00", 0},
        {"2026-02-02 12:34:56", 1770035696},
        {"2024-02-29 23:59:59 UTC", 1709251199},
        {"2000-03-01 00:00:00 +0000 UTC", 951868800},
        {"N/A", 0},
        {"", 0},
        {"2026-02-02", 0},
        {"2026-13-02 12:34:56", 0},
        {"2026-04-40 12:34:56", 0},
        {"2026-02-02 12:34:56 CET", 0},
        {"99999-02-02 12:34:56", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ck_export_date(rows[i].text) != rows[i].date) {
            fail_msg("%s is %lld", rows[i].text, (long long)ck_export_date(rows[i].text));
        }
    }
}

static void test_what_an_entry_says(void **state)
{
    static const struct {
        struct ck_export_field fields[4];
        const char *id, *user, *text;
        const char *why;
    } rows[] = {
        {{{"date", "2026-02-02 12:34:56"},
          {"link", "https://www.tiktokv.com/share/video/7602050882429897470/"}},
         "7602050882429897470",
         "",
         "",
         "a like of today"},
        {{{"VideoLink", "https://www.tiktok.com/@catlady/video/7602050882429897470"}},
         "7602050882429897470",
         "catlady",
         "",
         "an old one"},
        {{{"Comment", "so nice"},
          {"url", "N/A"},
          {"original post link",
           "https://www.tiktokv.com/share/video/7602050882429897470/"}},
         "7602050882429897470",
         "",
         "so nice",
         "a comment that says where"},
        {{{"Link", "https://video-sg.tiktokv.us/storage/v1/tos-x/abc?a=1233"},
          {"Title", "my day"}},
         "",
         "",
         "my day",
         "an own post names no post"},
        {{{"Link", "https://evil.example/video/7602050882429897470"}},
         "",
         "",
         "",
         "an address elsewhere"},
        {{{"Link", "https://www.tiktok.com/music/x-7602050882429897470"}},
         "",
         "",
         "",
         "a sound is no post"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_export_row row = {.fields = rows[i].fields};
        struct ck_export_entry_facts facts;

        while (row.count < 4 && rows[i].fields[row.count].name != NULL) {
            row.count++;
        }
        ck_export_row_read(&row, &facts);
        if (strcmp(facts.id, rows[i].id) != 0 || strcmp(facts.user, rows[i].user) != 0 ||
            strcmp(facts.text, rows[i].text) != 0) {
            fail_msg("%s: \"%s\" \"%s\" \"%s\"", rows[i].why, facts.id, facts.user,
                     facts.text);
        }
    }
}

#define LINK(n) "\"https://www.tiktokv.com/share/video/760205088242989747" #n "/\""

static const char sample[] =
    "{\"Profile\":{\"Profile Info\":{\"ProfileMap\":{\"userName\":\"catlady\"}}},"
    "\"Likes and Favorites\":{\"Like List\":{\"ItemFavoriteList\":["
    "{\"date\":\"2026-02-02 12:34:56\",\"link\":" LINK(
        3) "},"
           "{\"date\":\"2026-02-01 12:34:56\",\"link\":" LINK(
               2) "},"
                  "{\"date\":\"2026-02-01 12:34:56\",\"link\":" LINK(
                      2) "},"
                         "{\"date\":\"2026-01-31 00:00:00\",\"link\":\"N/A\"}]},"
                         "\"Favorite Videos\":{\"FavoriteVideoList\":["
                         "{\"Date\":\"2026-02-03 00:00:00\",\"Link\":" LINK(
                             3) "}]}},"
                                "\"Comment\":{\"Comments\":{\"CommentsList\":["
                                "{\"date\":\"2026-02-02 12:34:56 "
                                "UTC\",\"comment\":\"=SUM(A1)\","
                                "\"original post link\":" LINK(
                                    5) "},"
                                       "{\"date\":\"2026-02-01 12:34:56 "
                                       "UTC\",\"comment\":\"so \\\"nice\\\"\"}]}},"
                                       "\"Your Activity\":{\"Watch "
                                       "History\":{\"VideoList\":[{\"Date\":"
                                       "\"2026-02-02 12:34:56\",\"Link\":" LINK(
                                           7) "}]},\"Follower\":{\"FansList\":["
                                              "{\"Date\":\"2026-02-02 "
                                              "12:34:56\",\"UserName\":\"fan\"}]}}}";

static struct ck_intake *take_in(struct ck_session *session, const struct place *place,
                                 unsigned lists)
{
    const struct ck_intake_options options = {.lists = lists,
                                              .handle = "catlady",
                                              .came_from = "sample.json",
                                              .root_fd = place->fd,
                                              .folder = place->path,
                                              .links_fd = -1};
    struct ck_intake *intake = NULL;
    struct ck_export *export = NULL;
    struct ck_error err = {0};

    assert_true(ck_intake_create(session, &options, &intake, NULL));
    assert_true(ck_export_create(ck_intake_told, intake, &export, NULL));
    assert_true(ck_export_begin(export, "user_data_tiktok.json"));
    assert_true(ck_export_feed(export, sample, strlen(sample)));
    ck_export_end(export);
    assert_int_equal(ck_export_problems(export)->count, 0);
    if (!ck_intake_end(intake, true, &err)) {
        fail_msg("%s %s", ck_code_text(err.code), err.detail);
    }
    ck_export_free(export);
    return intake;
}

static struct ck_session *open_session(void)
{
    const struct ck_session_options options = {0};
    struct ck_session *session = NULL;

    assert_true(ck_session_create(&options, &session, NULL));
    return session;
}

static int64_t queued(struct ck_session *session)
{
    int64_t counts[CK_JOB_STATES];
    struct ck_archive *archive = NULL;

    assert_true(ck_session_archive(session, &archive, NULL));
    assert_true(ck_queue_counts(archive, counts, NULL));
    return counts[CK_JOB_QUEUED];
}

static struct ck_receipt receipt_of(struct ck_session *session, int64_t run)
{
    struct ck_archive *archive = NULL;
    struct ck_receipt receipt;

    assert_true(ck_session_archive(session, &archive, NULL));
    assert_true(ck_run_receipt(archive, run, &receipt, NULL));
    return receipt;
}

static bool note_date(void *ctx, const struct ck_list_post *post)
{
    ck_buf_addf(ctx, "%s %lld\n", post->post, (long long)post->added_at);
    return true;
}

static void test_lists_come_in_with_their_dates(void **state)
{
    struct ck_session *session = open_session();
    struct ck_intake *intake =
        take_in(session, *state, 1U << CK_EXPORT_LIKES | 1U << CK_EXPORT_FAVOURITES);
    const struct ck_intake_list *likes = ck_intake_list(intake, CK_EXPORT_LIKES);
    ck_autobuf struct ck_buf dates = {.max = 1000};
    struct ck_receipt receipt = receipt_of(session, likes->run);
    struct ck_archive *archive = NULL;

    assert_int_equal(likes->entries, 4);
    assert_int_equal(likes->unnamed, 1);
    assert_int_equal(receipt.found, 2);
    assert_int_equal(receipt.waiting, 2);
    assert_true(receipt.list.mine);
    assert_string_equal(receipt.list.handle, "catlady");
    assert_string_equal(receipt.list.came_from, "sample.json");
    assert_true(ck_session_archive(session, &archive, NULL));
    assert_true(ck_list_each(archive, receipt.list.number, note_date, &dates, NULL));
    assert_string_equal(ck_buf_text(&dates), "7602050882429897473 1770035696\n"
                                             "7602050882429897472 1769949296\n");
    assert_int_equal(queued(session), 2); /* the favourite is one of the likes */
    ck_receipt_clear(&receipt);
    ck_intake_free(intake);
    ck_session_free(session);
}

static void test_what_was_not_chosen_stays_out(void **state)
{
    struct ck_session *session = open_session();
    struct ck_intake *intake = take_in(session, *state, 1U << CK_EXPORT_FOLLOWERS);
    struct stat st;

    assert_int_equal(queued(session), 0);
    assert_int_equal(ck_intake_list(intake, CK_EXPORT_LIKES)->run, 0);
    assert_int_equal(fstatat(((struct place *)*state)->fd,
                             ck_intake_list(intake, CK_EXPORT_FOLLOWERS)->table, &st, 0),
                     0);
    ck_intake_free(intake);
    ck_session_free(session);
}

static const char *read_table(const struct place *place, const char *name)
{
    static char text[1000];
    char path[300];
    size_t len;
    FILE *in;

    (void)snprintf(path, sizeof(path), "%s/%s", place->path, name);
    in = fopen(path, "r");
    assert_non_null(in);
    len = fread(text, 1, sizeof(text) - 1, in);
    text[len] = '\0';
    (void)fclose(in);
    return text;
}

static void test_comments_are_joined_to_posts_and_kept_as_a_table(void **state)
{
    struct ck_session *session = open_session();
    struct ck_intake *intake = take_in(session, *state, 1U << CK_EXPORT_COMMENTS);
    const struct ck_intake_list *comments = ck_intake_list(intake, CK_EXPORT_COMMENTS);
    struct ck_receipt receipt = receipt_of(session, comments->run);
    char first[128];

    assert_int_equal(receipt.found, 1);
    assert_int_equal(receipt.passed_over, 1); /* the post itself is not fetched */
    assert_int_equal(queued(session), 0);
    assert_string_equal(
        read_table(*state, comments->table),
        "\"date\",\"comment\",\"post\",\"address\"\r\n"
        "\"2026-02-02 12:34:56 UTC\",\"'=SUM(A1)\",\"7602050882429897475\","
        "\"https://www.tiktok.com/@/video/7602050882429897475\"\r\n"
        "\"2026-02-01 12:34:56 UTC\",\"so \"\"nice\"\"\",\"\",\"\"\r\n");
    (void)snprintf(first, sizeof(first), "%s", comments->table);
    assert_non_null(strstr(read_table(*state, "SHA256SUMS"), first));
    ck_receipt_clear(&receipt);
    ck_intake_free(intake);
    intake = take_in(session, *state, 1U << CK_EXPORT_COMMENTS); /* the same again */
    assert_string_equal(ck_intake_list(intake, CK_EXPORT_COMMENTS)->table, first);
    ck_intake_free(intake);
    ck_session_free(session);
}

static void test_names_of_tables(void **state)
{
    (void)state;
    assert_true(ck_tables_own("Data export/2026-11-22 followers.csv"));
    assert_true(ck_tables_own("Data export/2026-11-22 comments (2).csv"));
    assert_false(ck_tables_own("Data export/2026-11-22 followers.exe"));
    assert_false(ck_tables_own("Data export/followers.csv"));
    assert_false(ck_tables_own("Data export/2026-11-22 a/b.csv"));
    assert_false(ck_tables_own("2026-11-22 followers.csv"));
    assert_false(ck_tables_own("Data export/2026"));
    assert_false(ck_tables_own(""));
}

static void test_a_table_is_never_replaced(void **state)
{
    struct ck_session *session = open_session();
    struct ck_intake *intake = take_in(session, *state, 1U << CK_EXPORT_FOLLOWERS);
    char first[128], path[300];
    FILE *out;

    (void)snprintf(first, sizeof(first), "%s",
                   ck_intake_list(intake, CK_EXPORT_FOLLOWERS)->table);
    ck_intake_free(intake);
    (void)snprintf(path, sizeof(path), "%s/%s", ((struct place *)*state)->path, first);
    out = fopen(path, "a");
    assert_non_null(out);
    assert_true(fputs("mine", out) >= 0 && fclose(out) == 0);
    intake = take_in(session, *state, 1U << CK_EXPORT_FOLLOWERS);
    assert_string_not_equal(ck_intake_list(intake, CK_EXPORT_FOLLOWERS)->table, first);
    assert_non_null(strstr(read_table(*state, first), "mine"));
    ck_intake_free(intake);
    ck_session_free(session);
}

int main(void)
{
#define CK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, place_remove)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_what_an_entry_says),
        CK_TEST(test_lists_come_in_with_their_dates),
        CK_TEST(test_what_was_not_chosen_stays_out),
        CK_TEST(test_comments_are_joined_to_posts_and_kept_as_a_table),
        cmocka_unit_test(test_names_of_tables),
        CK_TEST(test_a_table_is_never_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
