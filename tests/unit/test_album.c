/* A post of many files: its folder has its name when all of it is there, never before. */
#include "keep/adopt.h"

#include "place_files.h"

#include <signal.h>
#include <sys/wait.h>

static struct ck_album *opened(const struct place *place, const char *key)
{
    struct ck_album *album = NULL;
    struct ck_error err = {0};

    if (!ck_album_open(place->fd, key, &album, &err)) {
        fail_msg("%s: %s", ck_code_text(err.code), err.detail);
    }
    return album;
}

static void add(struct ck_album *album, const char *name, const char *content,
                struct ck_staged_file *ret)
{
    struct ck_stage *stage;
    struct ck_error err;

    assert_true(ck_stage_open(ck_album_fd(album), name, -1, &stage, &err));
    assert_true(ck_stage_write(stage, content, strlen(content), &err));
    assert_true(ck_stage_seal(stage, ret, &err));
    assert_true(ck_stage_publish(stage, name, &err));
    ck_stage_free(stage);
}

static void test_files_become_a_folder(void **state)
{
    const struct place *place = *state;
    struct ck_album *album = opened(place, "7");
    struct ck_staged_file file;
    struct ck_error err;
    struct stat st;

    add(album, "01.jpg", "one", &file);
    add(album, "02.jpg", "two", &file);
    add(album, "post.info.json", "{}", &file);
    assert_true(exists(place, ".7.parts/01.jpg"));
    assert_false(exists(place, "trip"));
    assert_true(ck_album_publish(album, "trip", 1770000000, &err));
    assert_false(ck_album_publish(album, "again", 0, &err));
    ck_album_free(album);
    assert_content(place, "trip/01.jpg", "one");
    assert_content(place, "trip/02.jpg", "two");
    assert_content(place, "trip/post.info.json", "{}");
    assert_false(exists(place, ".7.parts"));
    assert_false(exists(place, "again"));
    assert_int_equal(fstatat(place->fd, "trip", &st, 0), 0);
    assert_int_equal(st.st_mtime, 1770000000); /* the post's date */
}

static void test_a_name_is_never_replaced(void **state)
{
    const struct place *place = *state;
    struct ck_album *album = opened(place, "7");
    struct ck_staged_file file;
    struct ck_error err;

    add(album, "01.jpg", "new", &file);
    assert_int_equal(mkdirat(place->fd, "empty", 0700), 0);
    assert_int_equal(mkdirat(place->fd, "full", 0700), 0);
    put(place, "full/01.jpg", "old");
    put(place, "file", "old");
    assert_int_equal(symlinkat("nowhere", place->fd, "link"), 0);
    for (size_t i = 0; i < 4; i++) {
        static const char *const taken[] = {"empty", "full", "file", "link"};

        assert_false(ck_album_publish(album, taken[i], 0, &err));
        assert_int_equal(err.code, CK_ERR_NAME);
    }
    assert_content(place, "full/01.jpg", "old");
    assert_content(place, "file", "old");
    assert_true(ck_album_publish(album, "full (2)", 0, &err)); /* the next try */
    ck_album_free(album);
    assert_content(place, "full (2)/01.jpg", "new");
}

static void test_an_unfinished_one_goes_away(void **state)
{
    const struct place *place = *state;
    struct ck_album *album = opened(place, "7");
    struct ck_staged_file file;
    struct ck_stage *stage;
    struct ck_error err;

    add(album, "01.jpg", "one", &file);
    assert_true(ck_stage_open(ck_album_fd(album), "02", -1, &stage, &err));
    assert_false(ck_album_publish(album, "trip", 0, &err)); /* a part is open in it */
    assert_int_equal(err.code, CK_ERR_INTERNAL);
    ck_stage_abandon(stage);
    ck_album_free(album);
    assert_false(exists(place, ".7.parts"));
    assert_false(exists(place, "trip"));
    ck_album_free(NULL);
    ck_album_abandon(NULL);
}

static void test_what_a_dead_run_left(void **state)
{
    const struct place *place = *state;
    struct ck_album *album = opened(place, "7");
    struct ck_staged_file file;
    struct ck_error err;

    add(album, "01.jpg", "old", &file);
    add(album, "09.jpg", "of an older edition", &file);
    put(place, ".7.parts/.sound.part", "half");
    ck_album_abandon(album);
    assert_true(exists(place, ".7.parts/09.jpg"));
    album = opened(place, "7");
    assert_false(exists(place, ".7.parts/09.jpg"));
    add(album, "01.jpg", "new", &file);
    assert_true(ck_album_publish(album, "trip", 0, &err));
    ck_album_free(album);
    assert_content(place, "trip/01.jpg", "new");
    assert_false(exists(place, "trip/.sound.part"));
}

static void test_what_is_not_ours_stays(void **state)
{
    static const char *const kept[] = {"notes.txt", "01.jpg.bak", "Holiday.jpg", "1.jpg",
                                       "info.json"};
    const struct place *place = *state;
    struct ck_album *album;
    struct ck_error err;
    char path[64];

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        assert_int_equal(mkdirat(place->fd, ".7.parts", 0700), 0);
        (void)snprintf(path, sizeof(path), ".7.parts/%s", kept[i]);
        put(place, path, "mine");
        assert_false(ck_album_open(place->fd, "7", &album, &err));
        assert_int_equal(err.code, CK_ERR_NAME);
        assert_content(place, path, "mine");
        assert_int_equal(unlinkat(place->fd, path, 0), 0);
        assert_int_equal(unlinkat(place->fd, ".7.parts", AT_REMOVEDIR), 0);
    }
    put(place, ".7.parts", "a file");
    assert_false(ck_album_open(place->fd, "7", &album, &err));
    assert_int_equal(err.code, CK_ERR_NAME);
    assert_content(place, ".7.parts", "a file");
    put(place, "01.jpg", "mine");
    assert_int_equal(unlinkat(place->fd, ".7.parts", 0), 0);
    assert_int_equal(symlinkat(".", place->fd, ".7.parts"), 0); /* never followed */
    ck_album_free(opened(place, "7"));
    assert_content(place, "01.jpg", "mine");
    assert_false(exists(place, ".7.parts"));
}

static void test_two_never_fill_one_folder(void **state)
{
    const struct place *place = *state;
    struct ck_album *album = opened(place, "7"), *other;
    struct ck_staged_file file;
    struct ck_error err;
    int ready[2], status;
    pid_t child;
    char byte;

    add(album, "01.jpg", "one", &file);
    assert_false(ck_album_open(place->fd, "7", &other, &err)); /* one process */
    assert_int_equal(err.code, CK_ERR_ELSEWHERE);
    assert_true(exists(place, ".7.parts/01.jpg")); /* the refused one took nothing */
    ck_album_free(album);

    assert_int_equal(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        bool ok = ck_album_open(place->fd, "7", &album, NULL);

        ok = ok && write(ready[1], "", 1) == 1;
        (void)pause();
        _exit(ok ? 0 : 1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_false(ck_album_open(place->fd, "7", &other, &err)); /* two processes */
    assert_int_equal(err.code, CK_ERR_ELSEWHERE);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    ck_album_free(opened(place, "7")); /* the dead hold none */
    (void)close(ready[0]);
    (void)close(ready[1]);
}

static void test_a_folder_that_was_removed(void **state)
{
    const struct place *place = *state;
    struct ck_album *album = opened(place, "7");
    struct ck_error err;

    assert_int_equal(unlinkat(place->fd, ".7.parts", AT_REMOVEDIR), 0);
    assert_int_equal(mkdirat(place->fd, ".7.parts", 0700), 0);
    put(place, ".7.parts/01.jpg", "of somebody else");
    assert_false(ck_album_publish(album, "trip", 0, &err));
    assert_int_equal(err.code, CK_ERR_DISK);
    ck_album_free(album);
    assert_false(exists(place, "trip"));
    assert_content(place, ".7.parts/01.jpg", "of somebody else");
}

static void test_bad_names_and_keys(void **state)
{
    static const char *const names[] = {"", ".", "..", "a/b", "../a", "/tmp/a"};
    const struct place *place = *state;
    struct ck_album *album = opened(place, "7"), *other;
    struct ck_error err;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_false(ck_album_publish(album, names[i], 0, &err));
        assert_int_equal(err.code, CK_ERR_INTERNAL);
        assert_false(ck_album_open(place->fd, names[i], &other, &err));
        assert_int_equal(err.code, CK_ERR_INTERNAL);
        assert_null(other);
    }
    ck_album_free(album);
}

static void test_the_same_folder_is_known_again(void **state)
{
    const struct place *place = *state;
    struct ck_album *album = opened(place, "7");
    struct ck_album_file files[3] = {{.name = "01.jpg"}, {.name = "02.jpg"}};
    struct ck_error err;

    add(album, "01.jpg", "one", &files[0].file);
    add(album, "02.jpg", "two", &files[1].file);
    assert_true(ck_album_publish(album, "trip", 0, &err));
    ck_album_free(album);
    assert_true(ck_album_same(place->fd, "trip", files, 2));
    assert_false(ck_album_same(place->fd, "trip", files, 1)); /* it has one more */
    files[2] = (struct ck_album_file){.name = "post.info.json"};
    assert_false(ck_album_same(place->fd, "trip", files, 3)); /* it lacks one */
    put(place, "trip/post.info.json", "whatever");
    assert_true(ck_album_same(place->fd, "trip", files, 3)); /* any content will do */
    put(place, "trip/02.jpg", "tvo");
    assert_false(ck_album_same(place->fd, "trip", files, 3));
    assert_false(ck_album_same(place->fd, "missing", files, 3));
    assert_int_equal(symlinkat("trip", place->fd, "link"), 0);
    put(place, "trip/02.jpg", "two");
    assert_true(ck_album_same(place->fd, "trip", files, 3));
    assert_false(ck_album_same(place->fd, "link", files, 3));
}

static void test_what_has_a_numbered_name_is_adopted(void **state)
{
    const struct place *place = *state;
    struct ck_album *album = opened(place, "7");
    struct ck_album_file file = {.name = "01.jpg"};
    struct ck_error err;
    char name[CK_NAME_MAX + 1];

    assert_int_equal(mkdirat(place->fd, "trip", 0700), 0); /* the person's own */
    add(album, "01.jpg", "one", &file.file);
    assert_false(ck_adopt_album(place->fd, "trip", &file, 1, name));
    assert_true(ck_album_publish(album, "trip (2)", 0, &err));
    ck_album_free(album);
    assert_true(ck_adopt_album(place->fd, "trip", &file, 1, name));
    assert_string_equal(name, "trip (2)");
    put(place, "cat.mp4", "two");
    put(place, "cat (3).mp4", "one");
    assert_true(ck_adopt_file(place->fd, "cat", ".mp4", &file.file, name));
    assert_string_equal(name, "cat (3)");
    put(place, "cat (3).mp4", "ons");
    assert_false(ck_adopt_file(place->fd, "cat", ".mp4", &file.file, name));
}

static void test_names_that_are_ours(void **state)
{
    static const struct {
        const char *name;
        bool ours;
    } rows[] = {
        {"01.jpg", true},
        {"0123.webp", true},
        {"sound.m4a", true},
        {"cover.jpg", true},
        {"post.info.json", true},
        {".01.part", true},
        {"captions.en.vtt", true},
        {".sound.m4a.part", true},
        {"captions.pt-BR.vtt", true},
        {"1.jpg", false},
        {"01.jpg~", false},
        {"01", false},
        {"01.", false},
        {"01.JPEG2000", false},
        {"sound", false},
        {"my sound.m4a", false},
        {".part", false},
        {"..part", false},
        {".a b.part", false},
        {"a.part", false},
        {"captions.vtt", false},
        {"12345.jpg", false},
        {"", false},
        {"post.info.json.bak", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ck_album_own_name(rows[i].name) != rows[i].ours) {
            fail_msg("%s", rows[i].name);
        }
    }
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_files_become_a_folder),
        PLACED(test_a_name_is_never_replaced),
        PLACED(test_an_unfinished_one_goes_away),
        PLACED(test_what_a_dead_run_left),
        PLACED(test_what_is_not_ours_stays),
        PLACED(test_two_never_fill_one_folder),
        PLACED(test_a_folder_that_was_removed),
        PLACED(test_bad_names_and_keys),
        PLACED(test_the_same_folder_is_known_again),
        PLACED(test_what_has_a_numbered_name_is_adopted),
        cmocka_unit_test(test_names_that_are_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
