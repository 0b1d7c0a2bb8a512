/* The save folder: nothing outside it is touched, nothing in it is overwritten. */
#include "keep/folder.h"

#include "keep/name.h"
#include "place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void put(int dirfd, const char *name)
{
    int fd = openat(dirfd, name, O_WRONLY | O_CREAT, 0644);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, "hello", 5), 5);
    assert_int_equal(close(fd), 0);
}

static void path_in(const struct place *place, const char *name, char ret[256])
{
    (void)snprintf(ret, 256, "%s/%s", place->path, name);
}

static void test_a_missing_folder_is_made_only_when_asked(void **state)
{
    const struct place *place = *state;
    char path[256];
    struct ck_error err;
    int fd = -1;

    path_in(place, "Videos/TikTok", path);
    assert_false(ck_folder_open(path, false, &fd, &err));
    assert_int_equal(err.code, CK_ERR_FOLDER_MISSING);
    assert_int_equal(fd, -1);
    assert_true(ck_folder_open(path, true, &fd, &err));
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(close(fd), 0);
    assert_true(ck_folder_open(path, true, &fd, &err));
    assert_int_equal(close(fd), 0);
    put(place->fd, "file");
    path_in(place, "file", path);
    assert_false(ck_folder_open(path, true, &fd, &err));
    assert_int_equal(err.code, CK_ERR_FOLDER_MISSING);
}

static void test_a_read_only_folder_is_told(void **state)
{
    const struct place *place = *state;
    char path[256];
    struct ck_error err;
    int fd = -1;

    if (!place_private_mounts() || !place_read_only(place->path)) {
        skip();
    }
    assert_false(ck_folder_open(place->path, false, &fd, &err));
    assert_int_equal(err.code, CK_ERR_FOLDER_READONLY);
    path_in(place, "TikTok", path);
    assert_false(ck_folder_open(path, true, &fd, &err));
    assert_int_equal(err.code, CK_ERR_FOLDER_READONLY);
    assert_int_equal(umount2(place->path, MNT_DETACH), 0);
}

static void test_authors_folders(void **state)
{
    static const char *const bad[] = {"", ".", "..", "a/b", "/"};
    const struct place *place = *state;
    struct ck_error err;
    int fd = -1;

    assert_true(ck_folder_enter(place->fd, "catlady", &fd, &err));
    put(fd, "a.mp4");
    assert_int_equal(close(fd), 0);
    assert_true(ck_folder_enter(place->fd, "catlady", &fd, &err));
    assert_int_equal(close(fd), 0);
    assert_int_equal(symlinkat("/tmp", place->fd, "link"), 0);
    assert_false(ck_folder_enter(place->fd, "link", &fd, &err)); /* not followed */
    assert_int_equal(err.code, CK_ERR_NAME);
    assert_int_equal(fd, -1);
    put(place->fd, "file");
    assert_false(ck_folder_enter(place->fd, "file", &fd, &err));
    assert_int_equal(err.code, CK_ERR_NAME);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(ck_folder_enter(place->fd, bad[i], &fd, &err));
        assert_int_equal(err.code, CK_ERR_INTERNAL);
    }
}

static void test_a_free_stem(void **state)
{
    static const char *const suffixes[] = {".mp4", ".info.json", ".jpg"};
    static const struct {
        const char *there, *stem, *want, *why;
    } rows[] = {
        {NULL, "cat [7]", "cat [7]", "an empty folder"},
        {"cat [7].mp4", "dog [8]", "dog [8]", "another name"},
        {NULL, "cat [7]", "cat [7] (2)", "the video is there already"},
        {"cat [7] (2).jpg", "cat [7]", "cat [7] (3)", "any file of the set counts"},
        {"CAT [9].MP4", "cat [9]", "cat [9] (2)", "a stick tells no case apart"},
        {"STRASSE [1].jpg", "stra\u00DFe [1]", "stra\u00DFe [1] (2)",
         "full case folding"},
        {"cafe\u0301 [2].jpg", "caf\u00E9 [2]", "caf\u00E9 [2] (2)", "decomposed there"},
        {"cow [3] (2).mp4", "cow [3]", "cow [3]", "a later number leaves the first free"},
        {"cow [3].mp4", "cow [3]", "cow [3] (3)", "and is skipped"},
        {"pig [4] (x).mp4", "pig [4]", "pig [4]", "no number"},
        {"pig [4].mp4.txt", "pig [4]", "pig [4]", "no suffix of the set"},
        {"\xff\xfe.mp4", "hen [5]", "hen [5]", "a name that is no text"},
    };
    const struct place *place = *state;
    char stem[CK_NAME_MAX + 1];
    struct ck_error err;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].there != NULL) {
            put(place->fd, rows[i].there);
        }
        assert_true(
            ck_folder_free_stem(place->fd, rows[i].stem, suffixes, 3, stem, &err));
        if (strcmp(stem, rows[i].want) != 0) {
            fail_msg("%s: got \"%s\"", rows[i].why, stem);
        }
    }
}

static void test_a_free_name_for_a_folder(void **state)
{
    static const char *const none[] = {""};
    const struct place *place = *state;
    char stem[CK_NAME_MAX + 1];
    struct ck_error err;

    assert_true(ck_folder_free_stem(place->fd, "trip [7]", none, 1, stem, &err));
    assert_string_equal(stem, "trip [7]");
    assert_int_equal(mkdirat(place->fd, "Trip [7]", 0700), 0);
    put(place->fd, "trip [7] (2).mp4"); /* another name */
    assert_true(ck_folder_free_stem(place->fd, "trip [7]", none, 1, stem, &err));
    assert_string_equal(stem, "trip [7] (2)");
}

static void test_ninety_nine_names_are_enough(void **state)
{
    static const char *const suffixes[] = {".mp4"};
    const struct place *place = *state;
    char stem[CK_NAME_MAX + 1], name[CK_NAME_MAX + 8];
    struct ck_error err;

    for (int i = 1; i <= 99; i++) {
        assert_true(ck_folder_free_stem(place->fd, "a", suffixes, 1, stem, &err));
        (void)snprintf(name, sizeof(name), "%s.mp4", stem);
        put(place->fd, name);
    }
    assert_string_equal(stem, "a (99)");
    assert_false(ck_folder_free_stem(place->fd, "a", suffixes, 1, stem, &err));
    assert_int_equal(err.code, CK_ERR_NAME);
}

static void test_whether_a_file_is_there(void **state)
{
    static const struct {
        const char *name;
        int64_t bytes;
        bool want;
        const char *why;
    } rows[] = {
        {"catlady/a.mp4", 5, true, "the file"},
        {"catlady/a.mp4", -1, true, "any size"},
        {"catlady/a.mp4", 6, false, "another size"},
        {"top", 5, true, "in the save folder itself"},
        {"catlady", -1, false, "a folder"},
        {"catlady/", -1, false, "no name"},
        {"/catlady/a.mp4", -1, false, "from the root"},
        {"catlady/trip/01.jpg", 5, true, "of a photo post"},
        {"catlady/trip/deep/01.jpg", -1, true, "as deep as a pattern of names goes"},
        {"catlady/trip/deep/er/still/01.jpg", -1, false, "deeper than we ever put one"},
        {"catlady/link2/01.jpg", -1, false, "a linked photo post"},
        {"catlady/../top", -1, false, "upwards and down again"},
        {"../top", -1, false, "upwards"},
        {"catlady/..", -1, false, "upwards"},
        {"link/a.mp4", -1, false, "a linked folder"},
        {"catlady/link", -1, false, "a linked file"},
        {"missing/a.mp4", -1, false, "not there"},
        {"", -1, false, "no name at all"},
    };
    const struct place *place = *state;
    struct ck_error err;
    int fd = -1;

    assert_true(ck_folder_enter(place->fd, "catlady", &fd, &err));
    put(fd, "a.mp4");
    assert_int_equal(symlinkat("a.mp4", fd, "link"), 0);
    assert_int_equal(mkdirat(fd, "trip", 0700), 0);
    assert_int_equal(mkdirat(fd, "trip/deep", 0700), 0);
    assert_int_equal(symlinkat("trip", fd, "link2"), 0);
    put(fd, "trip/01.jpg");
    put(fd, "trip/deep/01.jpg");
    assert_int_equal(mkdirat(fd, "trip/deep/er", 0700), 0);
    assert_int_equal(mkdirat(fd, "trip/deep/er/still", 0700), 0);
    put(fd, "trip/deep/er/still/01.jpg");
    assert_int_equal(close(fd), 0);
    assert_int_equal(symlinkat("catlady", place->fd, "link"), 0);
    put(place->fd, "top");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (ck_folder_has(place->fd, rows[i].name, rows[i].bytes) != rows[i].want) {
            fail_msg("%s: \"%s\"", rows[i].why, rows[i].name);
        }
    }
}

static void test_folders_in_one_another(void **state)
{
    static const char *const bad[] = {"a//b", "/a", "a/../b", "link/b", "file/b"};
    const struct place *place = *state;
    struct ck_error err;
    struct stat st;
    int fd = -1;

    assert_true(ck_folder_enter_all(place->fd, "2026/02/cats", &fd, &err));
    put(fd, "a.mp4");
    assert_int_equal(close(fd), 0);
    assert_true(ck_folder_has(place->fd, "2026/02/cats/a.mp4", -1));
    ck_folder_leave_all(place->fd, "2026/02/cats"); /* not empty */
    assert_true(ck_folder_has(place->fd, "2026/02/cats/a.mp4", -1));
    assert_true(ck_folder_enter_all(place->fd, "2026/03", &fd, &err));
    assert_int_equal(close(fd), 0);
    ck_folder_leave_all(place->fd, "2026/03"); /* and of what is empty nothing else */
    assert_int_not_equal(fstatat(place->fd, "2026/03", &st, 0), 0);
    assert_int_equal(fstatat(place->fd, "2026", &st, 0), 0);
    assert_true(ck_folder_enter_all(place->fd, "", &fd, &err));
    put(fd, "file");
    assert_int_equal(close(fd), 0);
    assert_true(ck_folder_has(place->fd, "file", -1));
    assert_int_equal(symlinkat("2026", place->fd, "link"), 0);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(ck_folder_enter_all(place->fd, bad[i], &fd, &err));
        assert_int_equal(fd, -1);
    }
}

static void test_space(void **state)
{
    const struct place *place = *state;
    int fd;

    assert_int_equal(ck_folder_space(-1), -1);
    assert_true(ck_folder_space(place->fd) > 0);
    if (!place_private_mounts() || !place_small_drive(place->path)) {
        skip();
    }
    fd = open(place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_in_range(ck_folder_space(fd), 1, 65536);
    assert_int_equal(close(fd), 0);
    assert_int_equal(umount2(place->path, MNT_DETACH), 0);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_a_missing_folder_is_made_only_when_asked),
        PLACED(test_a_read_only_folder_is_told),
        PLACED(test_authors_folders),
        PLACED(test_a_free_stem),
        PLACED(test_a_free_name_for_a_folder),
        PLACED(test_ninety_nine_names_are_enough),
        PLACED(test_whether_a_file_is_there),
        PLACED(test_folders_in_one_another),
        PLACED(test_space),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
