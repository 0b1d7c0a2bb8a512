/* Where things are: XDG folders, user-dirs, helpers. */
#include "base/mem.h"
#include "desktop/places.h"

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

static void make_home(void)
{
    (void)snprintf(home, sizeof(home), "/tmp/ck-places-XXXXXX");
    assert_non_null(mkdtemp(home));
    assert_int_equal(setenv("HOME", home, 1), 0);
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)unsetenv("XDG_STATE_HOME");
}

static void make_folder(const char *name)
{
    char path[256];

    (void)snprintf(path, sizeof(path), "%s/%s", home, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void expect(char *got, const char *below_home)
{
    char want[256];

    (void)snprintf(want, sizeof(want), "%s%s", home, below_home);
    assert_non_null(got);
    assert_string_equal(got, want);
    ck_free(got);
}

static void test_base_folders(void **state)
{
    (void)state;
    make_home();
    expect(ck_place_state(), "/.local/state/clipkeep");
    expect(ck_place_settings(), "/.config/clipkeep/settings.json");
    assert_int_equal(setenv("XDG_CONFIG_HOME", "relative", 1), 0);
    expect(ck_place_settings(), "/.config/clipkeep/settings.json");
    assert_int_equal(setenv("XDG_STATE_HOME", "/elsewhere", 1), 0);
    char *state_folder = ck_place_state();
    assert_string_equal(state_folder, "/elsewhere/clipkeep");
    ck_free(state_folder);
}

static void test_home_that_is_no_path_is_not_used(void **state)
{
    char *got;

    (void)state;
    assert_int_equal(setenv("HOME", "not/absolute", 1), 0);
    got = ck_place_home();
    assert_true(got == NULL || got[0] == '/');
    ck_free(got);
}

static void test_default_folder_without_user_dirs(void **state)
{
    (void)state;
    make_home();
    expect(ck_place_default_folder(), "/Videos/TikTok");
    make_folder("Downloads");
    expect(ck_place_default_folder(), "/Downloads/TikTok");
    make_folder("Videos");
    expect(ck_place_default_folder(), "/Videos/TikTok");
}

static void test_default_folder_from_user_dirs(void **state)
{
    static const struct {
        const char *text, *want, *why;
    } rows[] = {
        {"XDG_VIDEOS_DIR=\"$HOME/Filme\"\n", "/Filme/TikTok", "the translated name"},
        {"# XDG_VIDEOS_DIR=\"$HOME/No\"\nXDG_VIDEOS_DIR=\"$HOME/Filme/\"",
         "/Filme/TikTok", "comment, final slash, no newline at the end"},
        {"XDG_VIDEOS_DIR=\"$HOME/a\\\"b\"\n", "/a\"b/TikTok", "a guarded quote"},
        {"XDG_VIDEOS_DIR=\"$HOME/\"\n", "/Videos/TikTok", "the home itself: none"},
        {"XDG_VIDEOS_DIR=\"$HOME/x", "/Videos/TikTok", "unfinished line"},
        {"XDG_VIDEOS_DIR=\"$HOME/x\\", "/Videos/TikTok", "ends with the guard"},
        {"XDG_VIDEOS_DIR=\"relative\"\n", "/Videos/TikTok", "neither $HOME nor absolute"},
        {"XDG_VIDEOS_DIR=\"$HOMEwork/x\"\n", "/Videos/TikTok", "not $HOME"},
        {"XDG_VIDEOS_DIR=$(touch x)\n", "/Videos/TikTok", "never run as a shell would"},
        {"XDG_VIDEOS_DIR=\"$HOME/Filme\"\nXDG_VIDEOS_DIR=\"$HOME/V\"\n", "/V/TikTok",
         "the last counts"},
        {"XDG_DOWNLOAD_DIR=\"$HOME/Geladen\"\n", "/Geladen/TikTok",
         "Downloads where only that is there"},
        {"", "/Videos/TikTok", "empty"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char path[256];
        FILE *file;

        print_message("%s\n", rows[i].why);
        make_home();
        make_folder(".config");
        make_folder("Geladen");
        (void)snprintf(path, sizeof(path), "%s/.config/user-dirs.dirs", home);
        file = fopen(path, "w");
        assert_non_null(file);
        assert_true(fputs(rows[i].text, file) >= 0);
        assert_int_equal(fclose(file), 0);
        expect(ck_place_default_folder(), rows[i].want);
    }
}

static void test_helpers_lie_beside_the_program(void **state)
{
    char *self = ck_place_self();
    char *helper = ck_place_helper("x");
    char *end;

    (void)state;
    assert_int_equal(access(self, X_OK), 0);
    end = strstr(self, "/tests/");
    assert_non_null(end);
    assert_int_equal(strncmp(self, helper, (size_t)(end - self)), 0);
    assert_string_equal(helper + (end - self), "/libexec/clipkeep/x");
    ck_free(self);
    ck_free(helper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_folders),
        cmocka_unit_test(test_home_that_is_no_path_is_not_used),
        cmocka_unit_test(test_default_folder_without_user_dirs),
        cmocka_unit_test(test_default_folder_from_user_dirs),
        cmocka_unit_test(test_helpers_lie_beside_the_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
