/* Own posts that only a data export knows, told from the save folder alone. */
#include "keep/exported_posts.h"
#include "keep/record.h"
#include "library_place.h"

#include <sys/stat.h>

#define A "2026-01-05 203107 aaaaaaaaaaaaaaaa"
#define B1 "2026-01-05 203107 bbbbbbbbbbbbbbb1"
#define B2 "2026-01-05 203107 bbbbbbbbbbbbbbb2"
#define C "2026-01-06 000000 cccccccccccccccc"
#define D "2026-01-07 000000 dddddddddddddddd"
#define E1 "2026-01-08 000000 eeeeeeeeeeeeeee1"
#define E2 "2026-01-08 000000 eeeeeeeeeeeeeee2"
#define IN(name) "Data export/" name

enum { A_TIME = 1767645067, D_TIME = 1767744000 };

static const char table[] =
    "\"date\",\"caption\",\"post\",\"files\",\"account\"\r\n"
    "\"2026-01-05 20:31:07\",\"'=my \"\"cat\"\"\",\"\",\"" A "\"\r\n"
    "\"2026-01-05 20:31:07\",\"trip\",\"\",\"" B2 ", " B1 "\",\"ben\"\r\n"
    "\"2026-01-07 00:00:00\",\"my dog\",\"\",\"" D "\",\"\xff<odd>\"\r\n"
    "\"2026-01-09 00:00:00\",\"its link had ended\",\"\",\"2026-01-09 000000 "
    "ffffffffffffffff\"\r\n"
    "\"2026-01-10 00:00:00\",\"known by id\",\"7000000000000000009\",\"\",\"ben\"\r\n"
    "\"odd\",\"row\",\"\",\"a, , b\"\r\n";

static void fill(const struct place *place, struct ck_archive *archive)
{
    struct ck_kept_file file = {
        .role = TEXT("own"), .name = TEXT(IN(A ".mp4")), .sha256 = HELLO_SHA256};

    assert_int_equal(mkdirat(place->fd, "Data export", 0755), 0);
    put(place, IN("2026-01-20 posts.csv"), table);
    put(place, IN("2026-01-21 posts.csv"), table); /* another export, the same posts */
    put(place, IN("2026-01-20 posts of mine.csv.txt"), "no table of ours");
    put(place, IN("2026-01-20 stories.csv"), "date,caption,post,files\nd,,," C "\n");
    put(place, IN(A ".mp4"), "hello");
    put(place, IN(B1 ".jpg"), "1");
    put(place, IN(B2 ".jpg"), "22");
    put(place, IN(C ".mp4"), "no table has it");
    put(place, IN(D ".mp4"), "dog");
    put(place, IN(E1 ".jpg"), "no table");
    put(place, IN(E2 ".jpg"), "has these");
    file.bytes = 5;
    assert_true(ck_record_added(archive, place->fd, place->path, "", &file, 1));
}

static void keep_at(struct ck_archive *archive, const struct place *place, const char *id,
                    int64_t created, const char *text, bool mine)
{
    struct ck_kept_file file = {
        .role = TEXT("video"), .name = TEXT(id), .bytes = 5, .sha256 = HELLO_SHA256};
    struct ck_kept kept = {.kind = TEXT("video"),
                           .author = TEXT(mine ? "ana" : "ben"),
                           .text = TEXT(text),
                           .seen = TEXT("host"),
                           .folder = TEXT(place->path),
                           .created = created,
                           .kept_at = 1780000000,
                           .rights.mine = mine,
                           .files = &file,
                           .file_count = 1};
    struct ck_error err = {0};

    (void)snprintf(kept.id, sizeof(kept.id), "%s", id);
    check(ck_archive_keep(archive, &kept, 0, &err), &err);
}

static void read_posts(struct ck_archive *archive, const struct place *place,
                       struct ck_exported_posts *ret)
{
    struct ck_error err = {0};

    check(ck_exported_posts_read(archive, place->fd, place->path, ret, &err), &err);
}

static void test_what_is_there(void **state)
{
    static const struct {
        const char *id, *kind, *text, *first;
        size_t files;
    } rows[] = {
        {"export-aaaaaaaaaaaaaaaa", "video", "=my \"cat\"", IN(A ".mp4"), 1},
        {"export-bbbbbbbbbbbbbbb2", "photo", "trip", IN(B2 ".jpg"), 2},
        {"export-cccccccccccccccc", "video", "", IN(C ".mp4"), 1},
        {"export-dddddddddddddddd", "video", "my dog", IN(D ".mp4"), 1},
        {"export-eeeeeeeeeeeeeee1", "photo", "", IN(E1 ".jpg"), 2},
    };
    const struct place *place = *state;
    struct ck_archive *archive = open_archive(place);
    struct ck_exported_posts posts;

    read_posts(archive, place, &posts);
    assert_int_equal(posts.count, 0);
    fill(place, archive);
    read_posts(archive, place, &posts);
    assert_int_equal(posts.count, sizeof(rows) / sizeof(rows[0]));
    for (size_t i = 0; i < posts.count; i++) {
        const struct ck_kept *kept = &posts.of[i].kept;

        assert_string_equal(kept->id, rows[i].id);
        assert_string_equal(kept->kind, rows[i].kind);
        assert_string_equal(kept->text, rows[i].text);
        assert_string_equal(kept->files[0].name, rows[i].first);
        assert_int_equal(kept->file_count, rows[i].files);
        assert_string_equal(kept->files[0].sha256, i == 0 ? HELLO_SHA256 : "");
        assert_string_equal(kept->author, i == 1 ? "ben" : "");
        assert_string_equal(posts.of[i].list, i == 2 ? "stories" : "posts");
        assert_string_equal(posts.of[i].post, "");
    }
    assert_int_equal(posts.of[0].kept.created, A_TIME);
    assert_int_equal(posts.of[3].kept.created, D_TIME);
    assert_true(posts.of[0].kept.kept_at > 0);
    ck_exported_posts_free(&posts);
    ck_archive_close(archive);
}

/* The posts that are kept by their ids, and which of them `D` is. */
static void test_which_kept_post_it_is(void **state)
{
    static const struct {
        const char *text, *other; /* captions; NULL: not kept */
        bool mine;
        int64_t later;
        const char *post, *why;
    } rows[] = {
        {"my dog ", NULL, true, 0, "70001", "second and caption"},
        {"my dog", NULL, true, 1, "", "a second later"},
        {"my cat", NULL, true, 0, "", "another caption"},
        {"", NULL, true, 0, "70001", "the person's, without a caption"},
        {"", NULL, false, 0, "", "somebody's, without a caption"},
        {"my dog", NULL, false, 0, "70001", "an account that is not known"},
        {"my dog", "my dog", true, 0, "", "two fit"},
        {"my dog", "my cat", true, 0, "70001", "the caption decides"},
    };
    const struct place *place = *state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_archive *archive = open_archive(place);
        struct ck_exported_posts posts;

        if (i == 0) {
            fill(place, archive);
        }
        keep_at(archive, place, "70001", D_TIME + rows[i].later, rows[i].text,
                rows[i].mine);
        if (rows[i].other != NULL) {
            keep_at(archive, place, "70002", D_TIME, rows[i].other, true);
        }
        keep_at(archive, place, "70009", A_TIME, "", false); /* the account of `B` */
        read_posts(archive, place, &posts);
        assert_string_equal(posts.of[0].post, "");
        assert_string_equal(posts.of[1].post, "70009");
        if (posts.count != 5 || strcmp(posts.of[3].post, rows[i].post) != 0) {
            fail_msg("%s: %s", rows[i].why, posts.of[3].post);
        }
        assert_string_equal(posts.of[3].kept.author, rows[i].mine ? "ana" : "");
        ck_exported_posts_free(&posts);
        ck_archive_close(archive);
        assert_int_equal(unlinkat(place->fd, "archive.sqlite", 0), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_there, place_make, place_remove),
        cmocka_unit_test_setup_teardown(test_which_kept_post_it_is, place_make,
                                        place_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
