/* Settings: kept, defaulted, set aside when damaged. */
#include "base/mem.h"
#include "desktop/places.h"
#include "desktop/settings.h"
#include "desktop/settings_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char home[64];

static void path_of(const char *name, char *ret, size_t size)
{
    (void)snprintf(ret, size, "%s/.config/clipkeep/%s", home, name);
}

static int make_home(void **state)
{
    char path[128];

    (void)state;
    (void)snprintf(home, sizeof(home), "/tmp/ck-settings-XXXXXX");
    assert_non_null(mkdtemp(home));
    assert_int_equal(setenv("HOME", home, 1), 0);
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)snprintf(path, sizeof(path), "%s/.config", home);
    return mkdir(path, 0700);
}

static void write_settings(const char *text)
{
    char path[128];
    FILE *file;

    path_of("", path, sizeof(path));
    (void)mkdir(path, 0700);
    path_of("settings.json", path, sizeof(path));
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void test_first_start_has_defaults(void **state)
{
    struct ck_settings settings;
    struct ck_error err;
    char want[128];

    (void)state;
    assert_true(ck_settings_load(&settings, &err));
    (void)snprintf(want, sizeof(want), "%s/Videos/TikTok", home);
    assert_string_equal(settings.folder, want);
    assert_false(settings.folder_chosen);
    assert_true(settings.cover);
    assert_int_equal(settings.parallel, 3);
    assert_int_equal(settings.speed_limit, 0);
    assert_string_equal(settings.quality, "best");
    assert_string_equal(settings.captions, "all");
    assert_false(settings.watermark);
    assert_false(settings.sources);
    assert_null(settings.user_agent);
    assert_string_equal(ck_settings_folder_name(&settings), "TikTok");
    ck_settings_clear(&settings);
}

static void test_saved_settings_come_back(void **state)
{
    struct ck_settings settings = {
        .folder = ck_strdup("/media/disk/Mein \"Ordner\" 猫"),
        .folder_chosen = true,
        .cover = false,
        .parallel = 8,
        .speed_limit = 250000,
        .quality = "sound-only",
        .captions = "spoken",
        .saving_off = "skip",
        .watermark = true,
        .sources = true,
        .user_agent = ck_strdup("Mozilla/5.0 (X11) \"odd\""),
    };
    struct ck_error err;
    struct stat st;
    char path[128];

    (void)state;
    write_settings("{\"future\": {\"key\": 1}}");
    assert_true(ck_settings_save(&settings, &err));
    ck_settings_clear(&settings);
    assert_true(ck_settings_load(&settings, &err));
    assert_string_equal(settings.folder, "/media/disk/Mein \"Ordner\" 猫");
    assert_string_equal(ck_settings_folder_name(&settings), "Mein \"Ordner\" 猫");
    assert_true(settings.folder_chosen);
    assert_false(settings.cover);
    assert_int_equal(settings.parallel, 8);
    assert_int_equal(settings.speed_limit, 250000);
    assert_string_equal(settings.quality, "sound-only");
    assert_string_equal(settings.captions, "spoken");
    assert_string_equal(settings.saving_off, "skip");
    assert_true(settings.watermark);
    assert_true(settings.sources);
    assert_string_equal(settings.user_agent, "Mozilla/5.0 (X11) \"odd\"");
    ck_settings_clear(&settings);
    path_of("settings.json", path, sizeof(path));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    json_auto_t *object = json_load_file(path, 0, NULL);
    assert_non_null(json_object_get(object, "future")); /* a newer Clipkeep's key stays */
}

static void test_damaged_settings_are_set_aside(void **state)
{
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"{\"folder\": \"/x\"", "cut off"},
        {"", "empty file"},
        {"[]", "no object"},
        {"{\"folder\": \"relative/x\"}", "a folder that is not absolute"},
        {"{\"folder\": 7}", "a folder that is no text"},
        {"{\"parallel\": 0}", "too few at once"},
        {"{\"parallel\": 9}", "too many at once"},
        {"{\"speed_limit\": -1}", "slower than nothing"},
        {"{\"speed_limit\": 2e9}", "a speed that is no whole number"},
        {"{\"speed_limit\": 1000000001}", "too fast"},
        {"{\"parallel\": \"3\"}", "a number as text"},
        {"{\"cover\": 1}", "no boolean"},
        {"{\"watermark\": \"yes\"}", "no boolean either"},
        {"{\"quality\": 1}", "a quality that is no text"},
        {"{\"quality\": \"\"}", "no word"},
        {"{\"quality\": \"sixteen-letters-\"}", "a word that is too long"},
        {"{\"captions\": \"a b\"}", "two words"},
        {"{\"userAgent\": \"a\\nb\"}", "a User-Agent of two lines"},
        {"{\"userAgent\": \"\"}", "an empty User-Agent"},
        {"{\"userAgent\": \"猫\"}", "a User-Agent that is no ASCII"},
        {"{\"folder\": \"/a\", \"folder\": \"/b\"}", "the same key twice"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_settings settings;
        struct ck_error err;
        bool damaged = false;
        char path[128];

        print_message("%s\n", rows[i].why);
        write_settings(rows[i].text);
        assert_true(ck_settings_peek(&settings, &damaged, &err));
        assert_true(damaged);
        ck_settings_clear(&settings);
        path_of("settings.json", path, sizeof(path));
        assert_int_equal(access(path, F_OK), 0); /* looking changes nothing */
        assert_true(ck_settings_load(&settings, &err));
        assert_false(settings.folder_chosen);
        assert_int_equal(settings.parallel, 3);
        ck_settings_clear(&settings);
        assert_int_not_equal(access(path, F_OK), 0);
        path_of("settings.json.damaged", path, sizeof(path));
        assert_int_equal(unlink(path), 0);
    }
}

static void test_files_of_other_versions_are_read(void **state)
{
    struct ck_settings settings;
    struct ck_error err;

    (void)state;
    write_settings("{\"cover\": false, \"parallel\": 2}"); /* an older Clipkeep's */
    assert_true(ck_settings_load(&settings, &err));
    assert_false(settings.cover);
    assert_int_equal(settings.parallel, 2);
    assert_string_equal(settings.quality, "best");
    assert_string_equal(settings.captions, "all");
    assert_string_equal(settings.saving_off, "ask");
    ck_settings_clear(&settings);
    write_settings("{\"quality\": \"four-k\"}"); /* a newer one's */
    assert_true(ck_settings_load(&settings, &err));
    assert_string_equal(settings.quality, "four-k");
    assert_true(ck_settings_save(&settings, &err));
    ck_settings_clear(&settings);
    assert_true(ck_settings_load(&settings, &err));
    assert_string_equal(settings.quality, "four-k");
    ck_settings_clear(&settings);
}

static void test_what_could_not_be_read_again_is_not_written(void **state)
{
    struct ck_settings settings;
    struct ck_error err;
    char line[302] = "";
    char path[128];

    (void)state;
    memset(line, 'a', sizeof(line) - 1);
    assert_true(ck_settings_load(&settings, &err));
    settings.user_agent = line;
    assert_false(ck_settings_save(&settings, &err));
    assert_int_equal(err.code, CK_ERR_USAGE);
    path_of("settings.json", path, sizeof(path));
    assert_int_not_equal(access(path, F_OK), 0);
    line[300] = '\0';
    assert_true(ck_settings_save(&settings, &err));
    settings.user_agent = NULL;
    ck_settings_clear(&settings);
}

static void test_a_copy_shares_nothing(void **state)
{
    struct ck_settings settings;
    struct ck_settings copy;
    struct ck_error err;

    (void)state;
    write_settings("{\"userAgent\": \"Mozilla/5.0\", \"captions\": \"none\"}");
    assert_true(ck_settings_load(&settings, &err));
    assert_true(ck_settings_copy(&settings, &copy, &err));
    ck_settings_clear(&settings);
    assert_string_equal(copy.user_agent, "Mozilla/5.0");
    assert_string_equal(copy.captions, "none");
    assert_string_equal(ck_settings_folder_name(&copy), "TikTok");
    ck_settings_clear(&copy);
}

static void test_unwritable_place_is_told_as_a_disk_error(void **state)
{
    struct ck_settings settings;
    struct ck_error err;
    char path[128];
    FILE *file;

    (void)state;
    path_of("", path, sizeof(path));
    path[strlen(path) - 1] = '\0';
    file = fopen(path, "w"); /* a file where the folder should be */
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_true(ck_settings_load(&settings, &err));
    assert_false(ck_settings_save(&settings, &err));
    assert_int_equal(err.code, CK_ERR_DISK);
    ck_settings_clear(&settings);
}

static void test_extensions_let_in_by_the_person(void **state)
{
    struct ck_error err;
    json_t *ids;

    (void)state;
    assert_true(ck_settings_allow("a@b.c", true, &err));
    assert_true(ck_settings_allow("a@b.c", true, &err));
    assert_true(ck_settings_allow("d@e.f", true, &err));
    ids = ck_settings_extensions();
    assert_int_equal(json_array_size(ids), 2);
    json_decref(ids);
    assert_true(ck_settings_allow("a@b.c", false, &err));
    ids = ck_settings_extensions();
    assert_int_equal(json_array_size(ids), 1);
    assert_string_equal(json_string_value(json_array_get(ids, 0)), "d@e.f");
    json_decref(ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_first_start_has_defaults, make_home),
        cmocka_unit_test_setup(test_saved_settings_come_back, make_home),
        cmocka_unit_test_setup(test_damaged_settings_are_set_aside, make_home),
        cmocka_unit_test_setup(test_files_of_other_versions_are_read, make_home),
        cmocka_unit_test_setup(test_what_could_not_be_read_again_is_not_written,
                               make_home),
        cmocka_unit_test_setup(test_a_copy_shares_nothing, make_home),
        cmocka_unit_test_setup(test_unwritable_place_is_told_as_a_disk_error, make_home),
        cmocka_unit_test_setup(test_extensions_let_in_by_the_person, make_home),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
