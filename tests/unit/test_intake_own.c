/* Own posts of a data export, which do not say which post they are: they are joined to
 * posts that are known by the second and the caption, and never wrongly. */
#include "place_files.h"

#include "keep/runs.h"
#include "session/backup.h"
#include "session/intake.h"
#include "session/joined.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define TEXT(text) ((char *)(uintptr_t)(text))
#define LONG                                                                             \
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901" \
    "23456789012345678901234567890123456789"

static int set_up(void **state)
{
    if (place_make(state) != 0) {
        return -1;
    }
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)unsetenv("XDG_STATE_HOME");
    return setenv("HOME", ((struct place *)*state)->path, 1);
}

static void test_which_post_it_is(void **state)
{
    static char cat[] = "my cat", dog[] = " my dog\n", none[] = "", cut[] = LONG;
    struct ck_known of[] = {
        {100, "7000000000000000001", cat},  {200, "7000000000000000002", cat},
        {200, "7000000000000000003", dog},  {300, "7000000000000000004", none},
        {400, "7000000000000000005", cut},  {500, "7000000000000000006", cat},
        {500, "7000000000000000006", none}, {600, "7000000000000000007", cat},
        {600, "7000000000000000008", cat},
    };
    const struct ck_known_posts posts = {of, sizeof(of) / sizeof(of[0])};
    static const struct {
        int64_t created;
        const char *text, *end, *why;
    } rows[] = {
        {100, "my cat", "1", "second and caption"},
        {100, "", "1", "the export has no caption"},
        {100, "my cat and dog", NULL, "another caption"},
        {100, "my", NULL, "a short beginning is another caption"},
        {101, "my cat", NULL, "a second later"},
        {99, "my cat", NULL, "a second earlier"},
        {200, "my dog", "3", "the caption decides"},
        {200, "", NULL, "two of one second"},
        {300, "my cat", "4", "the list knew no caption"},
        {400, LONG " and more", "5", "one was cut"},
        {500, "my cat", "6", "one post, known twice"},
        {600, "my cat", NULL, "two that are the same"},
        {700, "my cat", NULL, "behind the last"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *id = ck_known_find(&posts, rows[i].created, rows[i].text);

        if ((id == NULL) != (rows[i].end == NULL) ||
            (id != NULL && strcmp(id + 18, rows[i].end) != 0)) {
            fail_msg("%s: %s", rows[i].why, id != NULL ? id : "none");
        }
    }
    assert_null(ck_known_find(&(struct ck_known_posts){0}, 100, ""));
}

/* The site's list of the account's posts was gone through. */
static void list_posts(struct ck_session *session, const char *handle)
{
    static const struct ck_backup_item items[] = {
        {.id = "7602050882429897473", .text = "my cat", .created = 1770035696},
        {.id = "7602050882429897474", .text = "my dog", .created = 1770035697},
    };
    struct ck_list list = {.kind = CK_LIST_POSTS};
    const struct ck_backup_how how = {.source = CK_SOURCE_SITE, .stated = -1};
    struct ck_backup_state state;
    char name[CK_USER_SIZE];
    int64_t run;

    (void)snprintf(name, sizeof(name), "%s", handle);
    list.handle = name;
    assert_true(ck_backup_open(session, &list, &how, &run, NULL, NULL));
    assert_true(ck_backup_found(session, run, items, 2, &state, NULL));
    assert_true(ck_backup_end(session, run, CK_RUN_COMPLETE, -1, NULL));
}

static size_t lines_in(FILE *file)
{
    size_t lines = 0;

    rewind(file);
    for (int c = getc(file); c != EOF; c = getc(file)) {
        lines += c == '\n';
    }
    return lines;
}

static struct ck_intake *take_in(struct ck_session *session, const struct place *place,
                                 enum ck_export_list list, int links_fd)
{
    static const struct {
        struct ck_export_field fields[3];
    } rows[] = {
        {{{"Date", "2026-02-02 12:34:56"}, {"Link", "https://v/a"}, {"Title", "my cat"}}},
        {{{"Date", "2026-02-02 12:34:57"}, {"Link", "https://v/b"}, {"Title", "N/A"}}},
        {{{"Date", "2026-02-02 12:34:58"}, {"Link", "https://v/c"}, {"Title", "my cat"}}},
    };
    const struct ck_intake_options options = {.lists = 1U << list,
                                              .handle = "catlady",
                                              .came_from = "sample.json",
                                              .root_fd = place->fd,
                                              .folder = place->path,
                                              .links_fd = links_fd};
    struct ck_intake *intake = NULL;

    assert_true(ck_intake_create(session, &options, &intake, NULL));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct ck_export_row row = {list, rows[i].fields, 3};

        ck_intake_told(intake, &row);
    }
    assert_true(ck_intake_end(intake, true, NULL));
    return intake;
}

/* Stories, too, are known by their second and caption once they were kept. */
static void test_own_posts_become_those_of_the_site(void **state)
{
    static const enum ck_export_list lists[] = {CK_EXPORT_POSTS, CK_EXPORT_POSTS,
                                                CK_EXPORT_STORIES};
    const struct ck_session_options options = {0};
    struct ck_session *session = NULL;
    struct ck_archive *archive = NULL;
    struct ck_receipt receipt;

    assert_true(ck_session_create(&options, &session, NULL));
    list_posts(session, "CatLady");
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        struct ck_intake *intake = take_in(session, *state, lists[i], -1);
        const struct ck_intake_list *list = ck_intake_list(intake, lists[i]);

        assert_int_equal(list->entries, 3);
        assert_int_equal(list->joined, 2);
        assert_int_equal(list->unnamed, 1);
        assert_true(ck_session_archive(session, &archive, NULL));
        assert_true(ck_run_receipt(archive, list->run, &receipt, NULL));
        assert_int_equal(receipt.found, 2);
        assert_int_equal(receipt.waiting, 2); /* the jobs of the site's run */
        ck_receipt_clear(&receipt);
        ck_intake_free(intake);
    }
    ck_session_free(session);
}

static void test_posts_of_another_account_are_not_joined(void **state)
{
    const struct ck_session_options options = {0};
    struct ck_session *session = NULL;
    struct ck_intake *intake;

    assert_true(ck_session_create(&options, &session, NULL));
    list_posts(session, "somebody");
    intake = take_in(session, *state, CK_EXPORT_POSTS, -1);
    assert_int_equal(ck_intake_list(intake, CK_EXPORT_POSTS)->joined, 0);
    assert_int_equal(ck_intake_list(intake, CK_EXPORT_POSTS)->unnamed, 3);
    ck_intake_free(intake);
    ck_session_free(session);
}

/* That a post is known from the site is no promise that it will still be there. */
static void test_links_of_what_is_not_kept_are_handed_on(void **state)
{
    const struct ck_session_options options = {0};
    struct ck_kept_file file = {
        .role = TEXT("video"), .name = TEXT("a.mp4"), .bytes = 5, .sha256 = HELLO_SHA256};
    struct ck_kept kept = {.id = "7602050882429897473",
                           .kind = TEXT("video"),
                           .author = TEXT("catlady"),
                           .text = TEXT("my cat"),
                           .page = TEXT("https://www.tiktok.com/@catlady/video/1"),
                           .created = 1770035696,
                           .seen = TEXT("host"),
                           .folder = TEXT(((struct place *)*state)->path),
                           .kept_at = 1780000000,
                           .files = &file,
                           .file_count = 1};
    struct ck_session *session = NULL;
    struct ck_archive *archive = NULL;

    for (size_t round = 0; round < 2; round++) {
        FILE *links = tmpfile();

        assert_true(ck_session_create(&options, &session, NULL));
        if (round == 0) {
            list_posts(session, "catlady");
        } else {
            assert_true(ck_session_archive(session, &archive, NULL));
            assert_true(ck_archive_keep(archive, &kept, 0, NULL));
        }
        ck_intake_free(take_in(session, *state, CK_EXPORT_POSTS, fileno(links)));
        assert_int_equal(lines_in(links), round == 0 ? 3 : 2);
        (void)fclose(links);
        ck_session_free(session);
    }
}

/* More of them than the 16 MiB that were once taken. */
static void test_all_links_of_a_large_export_are_handed_on(void **state)
{
    enum { LINKS = 4500, LINK_LEN = 3900 };
    const struct place *place = *state;
    const struct ck_session_options options = {0};
    FILE *links = tmpfile();
    const struct ck_intake_options how = {.lists = 1U << CK_EXPORT_POSTS,
                                          .handle = "catlady",
                                          .came_from = "sample.json",
                                          .root_fd = place->fd,
                                          .folder = place->path,
                                          .links_fd = fileno(links)};
    struct ck_session *session = NULL;
    struct ck_intake *intake = NULL;
    char link[LINK_LEN + 1];
    const struct ck_export_field fields[] = {{"Date", "2026-02-02 12:34:56"},
                                             {"Link", link}};
    const struct ck_export_row row = {CK_EXPORT_POSTS, fields, 2};

    memset(link, 'a', LINK_LEN);
    link[LINK_LEN] = '\0';
    memcpy(link, "https://v/", 10);
    assert_true(ck_session_create(&options, &session, NULL));
    assert_true(ck_intake_create(session, &how, &intake, NULL));
    for (size_t i = 0; i < LINKS; i++) {
        ck_intake_told(intake, &row);
    }
    assert_true(ck_intake_end(intake, true, NULL));
    assert_int_equal(lines_in(links), LINKS);
    (void)fclose(links);
    ck_intake_free(intake);
    ck_session_free(session);
}

int main(void)
{
#define CK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, place_remove)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which_post_it_is),
        CK_TEST(test_own_posts_become_those_of_the_site),
        CK_TEST(test_posts_of_another_account_are_not_joined),
        CK_TEST(test_links_of_what_is_not_kept_are_handed_on),
        CK_TEST(test_all_links_of_a_large_export_are_handed_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
