/* What the library tells of accounts, of what only a data export knows, and of a post's
 * counts over time. */
#include "base/io.h"
#include "keep/disk.h"
#include "keep/library_own.h"
#include "keep/record.h"
#include "keep/runs.h"
#include "library_place.h"

#include <sys/stat.h>

struct saying {
    int dirfd;
    const char *text;
    bool found;
};

static bool says_one(void *ctx, const char *name)
{
    struct saying *saying = ctx;
    ck_autobuf struct ck_buf text = {.max = 1 << 20};
    ck_autoclose int fd = openat(saying->dirfd, name, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0 && ck_read_all(fd, &text, NULL));
    saying->found = saying->found || strstr(ck_buf_text(&text), saying->text) != NULL;
    return true;
}

/* One of the library's files has this text. */
static bool says(const struct place *place, const char *text)
{
    ck_autoclose int fd = openat(place->fd, ".library", O_RDONLY | O_DIRECTORY);
    struct saying saying = {.dirfd = fd, .text = text};

    assert_true(fd >= 0 && ck_disk_list(fd, says_one, &saying));
    return saying.found;
}

static void test_accounts(void **state)
{
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);

    assert_int_equal(mkdirat(place->fd, "profiles", 0755), 0);
    assert_int_equal(mkdirat(place->fd, "profiles/ana", 0755), 0);
    assert_int_equal(mkdirat(place->fd, "profiles/nobody", 0755), 0);
    put(place, "profiles/ana/2026-11-22 184512.json",
        "{\"at\":7,\"facts\":{\"nickname\":\"A\",\"followerCount\":5,\"x\":1},"
        "\"picture\":{\"file\":\"../x.jpg\"}}");
    put(place, "profiles/ana/2026-11-21 184512.json",
        "{\"at\":6,\"facts\":{\"nickname\":\"<\"},\"picture\":{\"file\":\"a.jpg\"}}");
    put(place, "profiles/ana/2026-11-23 184512.json", "[]");
    put(place, "profiles/nobody/notes.json", "{\"at\":1}");
    keep(archive, place, "70001", "one");
    (void)build(archive, place);
    assert_true(says(place, "[{\"at\":6,\"facts\":{\"nickname\":\"\\\\u003c\"},"
                            "\"picture\":\"profiles/ana/a.jpg\"},"
                            "{\"at\":7,\"facts\":{\"nickname\":\"A\","
                            "\"followerCount\":5},\"picture\":\"\"}]"));
    assert_true(says(place, "\"profiles\":[{\"name\":\"ana\",\"nickname\":\"A\","
                            "\"picture\":\"\",\"followers\":5,\"versions\":2,"));
    assert_false(says(place, "nobody"));
    assert_false(build(archive, place).changed);
    ck_archive_close(archive);
}

static void test_own_comments(void **state)
{
    static const char csv[] = "\"date\",\"comment\",\"post\",\"address\"\r\n"
                              "\"d1\",\"a \"\"b\"\", <c>\nd\",\"70001\",\"https://x\"\r\n"
                              "\"d2\",\"of no post\",\"\",\"\"\r\n"
                              "\"d3\",\"'=1\",\"70001\",\"\"\r\n"
                              "d4,'tis,70002\nd5,cut off,\"700";
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    json_t *all = json_object();
    char *text;

    assert_true(ck_library_own_read(csv, strlen(csv), all));
    assert_true(ck_library_own_read(csv, strlen(csv), all)); /* the same once more */
    text = json_dumps(all, JSON_COMPACT);
    assert_string_equal(text,
                        "{\"70001\":[[\"d1\",\"a \\\"b\\\", <c>\\nd\"],[\"d3\",\"=1\"]],"
                        "\"70002\":[[\"d4\",\"'tis\"]],\"700\":[[\"d5\",\"cut off\"]]}");
    free(text);
    json_decref(all);
    assert_int_equal(mkdirat(place->fd, "Data export", 0755), 0);
    put(place, "Data export/2026-11-22 comments.csv", csv);
    put(place, "Data export/2026-11-22 followers.csv", "a,b,79999\n");
    keep(archive, place, "70001", "one");
    (void)build(archive, place);
    assert_true(says(place, "Clipkeep.take('own', 0, '{\"70001\":[[\"d1\""));
    assert_false(says(place, "79999"));
    ck_archive_close(archive);
}

/* A post of a data export, until it is kept by its id. */
static void test_own_posts(void **state)
{
#define DOG "Data export/2026-01-07 000000 dddddddddddddddd.mp4"
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_kept_file file = {
        .role = TEXT("own"), .name = TEXT(DOG), .bytes = 5, .sha256 = HELLO_SHA256};
    struct ck_kept kept = {.id = "70001",
                           .kind = TEXT("video"),
                           .author = TEXT("ana"),
                           .text = TEXT("my dog"),
                           .seen = TEXT("host"),
                           .folder = TEXT(place->path),
                           .created = 1767744000,
                           .kept_at = 1780000000,
                           .files = &file,
                           .file_count = 1};
    struct ck_error err = {0};

    assert_int_equal(mkdirat(place->fd, "Data export", 0755), 0);
    put(place, DOG, "hello");
    put(place, "Data export/2026-01-20 posts.csv",
        "date,caption,post,files\nd,my dog,,2026-01-07 000000 dddddddddddddddd\n");
    assert_true(ck_record_added(archive, place->fd, place->path, "", &file, 1));
    assert_int_equal(build(archive, place).posts, 1);
    assert_true(says(place, "\"key\":-1,\"count\":1,"));
    assert_true(says(place, "{\"number\":-1,\"kind\":\"posts\","));
    assert_true(says(place, "\"lists\":[[-1,1767744000]]"));
    assert_true(says(place, "[[\"video\",\"" DOG "\",5,\"" HELLO_SHA256 "\"]]"));
    assert_false(build(archive, place).changed);
    check(ck_archive_keep(archive, &kept, 0, &err), &err);
    assert_int_equal(build(archive, place).posts, 1);
    (void)build(archive, place); /* now the old files are away */
    assert_false(says(place, "\"key\":-1,"));
    assert_true(says(place, "\"beside\":{\"70001\":[[\"video\",\"" DOG "\","));
    ck_archive_close(archive);
#undef DOG
}

/* One that was entered by its id after it was by its name. */
static void test_lists_of_one_tag(void **state)
{
    const struct ck_list lists[] = {
        {.kind = CK_LIST_TAG,
         .key = TEXT("cats"),
         .owner = TEXT("123"),
         .title = TEXT("cats")},
        {.kind = CK_LIST_TAG, .key = TEXT("123"), .title = TEXT("123")},
        {.kind = CK_LIST_TAG, .key = TEXT("456"), .title = TEXT("456")}};
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    int64_t numbers[3] = {0};
    struct ck_error err = {0};

    for (size_t i = 0; i < 3; i++) {
        check(ck_list_open(archive, &lists[i], &numbers[i], &err), &err);
        assert_int_equal(numbers[i], i + 1);
    }
    (void)build(archive, place);
    assert_true(says(place, "\"title\":\"cats\",\"mine\":false}"));
    assert_true(says(place, "\"title\":\"123\",\"mine\":false,\"same\":1},"));
    assert_true(says(place, "\"title\":\"456\",\"mine\":false}"));
    ck_archive_close(archive);
}

static void test_counts_over_time(void **state)
{
    static const char *const sides[] = {"{\"like_count\":3}", "{\"like_count\":9}"};
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);

    for (int i = 0; i < 2; i++) {
        char name[] = "a.json", video[] = "a.mp4";
        struct ck_kept_file files[] = {
            {.role = TEXT("video"), .name = video, .sha256 = HELLO_SHA256},
            {.role = TEXT("sidecar"), .name = name, .sha256 = HELLO_SHA256}};
        struct ck_kept kept = {.id = "70001",
                               .kind = TEXT("video"),
                               .author = TEXT("ana"),
                               .text = TEXT(""),
                               .page = TEXT(""),
                               .seen = TEXT("host"),
                               .folder = TEXT(place->path),
                               .kept_at = 100 + i,
                               .files = files,
                               .file_count = 2};
        struct ck_error err = {0};

        name[0] = video[0] = (char)('a' + i);
        put(place, name, sides[i]);
        check(ck_archive_keep(archive, &kept, 0, &err), &err);
        (void)build(archive, place);
        assert_int_equal(says(place, "\"readings\":"), i);
    }
    assert_true(says(place, "\"readings\":[[100,-1,3,-1,-1,-1],[101,-1,9,-1,-1,-1]]"));
    ck_archive_close(archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_accounts, place_make, place_remove),
        cmocka_unit_test_setup_teardown(test_own_comments, place_make, place_remove),
        cmocka_unit_test_setup_teardown(test_own_posts, place_make, place_remove),
        cmocka_unit_test_setup_teardown(test_lists_of_one_tag, place_make, place_remove),
        cmocka_unit_test_setup_teardown(test_counts_over_time, place_make, place_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
