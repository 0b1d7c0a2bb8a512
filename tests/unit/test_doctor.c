/* The doctor: green where all is well, red with the right fix where something is broken.
 * This program registers itself: started as a browser starts a host, it answers like
 * one. */
#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "desktop/browsers.h"
#include "desktop/doctor.h"
#include "desktop/places.h"
#include "fake_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define CHROMIUM_ID "naelbjimdjmkcpfelajbclpboledbdlf"
#define FIREFOX_ID "clipkeep@clipkeep.app"
#define CHROMIUM_FILE ".config/chromium/NativeMessagingHosts/app.clipkeep.host.json"
#define FIREFOX_FILE ".mozilla/native-messaging-hosts/app.clipkeep.host.json"

static char home[64];

static const char *at_home(const char *name)
{
    static char paths[8][300];
    static unsigned next;
    char *path = paths[next++ % 8];

    (void)snprintf(path, sizeof(paths[0]), "%s/%s", home, name);
    return path;
}

static void put_file(const char *name, const char *text, unsigned mode)
{
    struct ck_error err;

    assert_true(ck_replace_file(at_home(name), text, strlen(text), mode, &err));
}

/* A home in which everything is well, registered for both families. */
static int make_home(void **state)
{
    static const char *const names[] = {"chromium", "firefox"};
    const struct ck_register_options options = {.names = names, .count = 2};
    json_auto_t *done = NULL;
    struct ck_error err;

    (void)state;
    (void)snprintf(home, sizeof(home), "/tmp/ck-doctor-XXXXXX");
    assert_non_null(mkdtemp(home));
    assert_int_equal(chmod(home, 0755), 0);
    assert_int_equal(setenv("HOME", home, 1), 0);
    (void)unsetenv("XDG_CONFIG_HOME");
    (void)unsetenv("XDG_STATE_HOME");
    assert_true(ck_make_folders(at_home("Videos/TikTok"), 0755, &err));
    assert_true(ck_make_folders(at_home(".config/clipkeep"), 0755, &err));
    assert_true(ck_make_folders(at_home(".local/state/clipkeep"), 0755, &err));
    assert_true(ck_browsers_register(&options, &done, &err));
    return 0;
}

static json_t *examine(void)
{
    struct ck_error err;
    json_t *report = NULL;

    assert_true(ck_doctor_run(NULL, &report, &err));
    return report;
}

static const json_t *check_of(const json_t *report, const char *check,
                              const char *subject)
{
    const json_t *row;
    size_t i;

    json_array_foreach(json_object_get(report, "checks"), i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "check")), check) == 0 &&
            strcmp(json_string_value(json_object_get(row, "subject")), subject) == 0) {
            return row;
        }
    }
    return NULL;
}

static const char *value_of(const json_t *row, const char *key)
{
    const char *value = json_string_value(json_object_get(row, key));

    return value != NULL ? value : "";
}

static void test_all_is_well(void **state)
{
    json_auto_t *report = examine();
    ck_autofree char *text = json_dumps(report, 0);

    (void)state;
    print_message("%s\n", text);
    assert_true(json_is_true(json_object_get(report, "ok")));
    assert_string_equal(value_of(check_of(report, "hello", "chromium"), "state"), "ok");
    assert_string_equal(value_of(check_of(report, "hello", "firefox"), "state"), "ok");
    assert_null(check_of(report, "manifest", "zen")); /* Firefox's file, looked at once */
    assert_null(strstr(text, home));
    assert_non_null(strstr(text, "~/Videos/TikTok"));
}

/* A manifest of ours in which `from` is put in place of `to`. */
static void edit_manifest(const char *file, const char *from, const char *to)
{
    ck_autobuf struct ck_buf text = {.max = 8192};
    ck_autobuf struct ck_buf edited = {.max = 8192};
    struct ck_error err;
    const char *at;

    assert_true(ck_read_file(at_home(file), &text, &err));
    at = strstr(ck_buf_text(&text), from);
    assert_non_null(at);
    ck_buf_add(&edited, ck_buf_text(&text), (size_t)(at - ck_buf_text(&text)));
    ck_buf_adds(&edited, to);
    ck_buf_adds(&edited, at + strlen(from));
    put_file(file, ck_buf_text(&edited), 0644);
}

static void lead_to(const char *program)
{
    ck_autofree char *self = ck_place_self();

    edit_manifest(CHROMIUM_FILE, self, program);
}

static void no_manifest(void)
{
    assert_int_equal(unlink(at_home(CHROMIUM_FILE)), 0);
    assert_int_equal(unlink(at_home(FIREFOX_FILE)), 0);
    assert_int_equal(mkdir(at_home(".config/chromium/Default"), 0700), 0);
}

static void no_program(void)
{
    lead_to("/no/such/program");
}

static void program_not_executable(void)
{
    lead_to(at_home("program"));
}

static void foreign_program(void)
{
    put_file("program", "#!/bin/sh\ntouch \"$HOME/was-run\"\n", 0755);
    lead_to(at_home("program"));
}

static void folder_is_a_file(void)
{
    assert_int_equal(rmdir(at_home("Videos/TikTok")), 0);
    put_file("Videos/TikTok", "", 0600);
}

static void state_is_a_file(void)
{
    assert_int_equal(rmdir(at_home(".local/state/clipkeep")), 0);
    put_file(".local/state/clipkeep", "", 0600);
}

static void firefox_left_out(void)
{
    assert_int_equal(unlink(at_home(FIREFOX_FILE)), 0); /* one wait is enough */
}

static void chromium_left_out(void)
{
    assert_int_equal(unlink(at_home(CHROMIUM_FILE)), 0);
}

/* In `file` of the home, `to` takes the place of `from` (NULL: of everything); then
 * `breaks` (NULL: nothing more) is called. */
static const struct {
    const char *file, *from, *to;
    void (*breaks)(void);
    const char *check, *subject, *fix, *why;
} breakages[] = {
    {NULL, NULL, NULL, no_manifest, "manifest", "chromium", "register chromium`",
     "manifest missing"},
    {CHROMIUM_FILE, "\"type\"", "type", NULL, "manifest", "chromium",
     "register chromium`", "not JSON"},
    {CHROMIUM_FILE, "app.clipkeep.host", "app.clipkeep-host", NULL, "manifest",
     "chromium", "register chromium`", "another host's name"},
    {CHROMIUM_FILE, "\"description\"", "\"Description\"", NULL, "manifest", "chromium",
     "register chromium`", "no description"},
    {NULL, NULL, NULL, no_program, "manifest", "chromium", "register chromium`",
     "program missing"},
    {"program", NULL, "#!/bin/sh\n", program_not_executable, "manifest", "chromium",
     "`chmod +x ~/program`", "program without the right to run"},
    {NULL, NULL, NULL, foreign_program, "manifest", "chromium",
     "register --force chromium`", "another program"},
    {CHROMIUM_FILE, CHROMIUM_ID, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL, "manifest",
     "chromium", "register chromium`", "our id is not let in"},
    {CHROMIUM_FILE, CHROMIUM_ID "/", CHROMIUM_ID, NULL, "manifest", "chromium",
     "register chromium`", "origin without its final slash"},
    {CHROMIUM_FILE, CHROMIUM_ID, "*", NULL, "manifest", "chromium", "register chromium`",
     "wildcard"},
    {FIREFOX_FILE, "\"type\"", "\"allowed_origins\": [], \"type\"", NULL, "manifest",
     "firefox", "register firefox`", "key unknown to Firefox"},
    {FIREFOX_FILE, FIREFOX_ID, "other@example.org", NULL, "manifest", "firefox",
     "register firefox`", "add-on not let in"},
    {FIREFOX_FILE, FIREFOX_ID, FIREFOX_ID "\", \"not an id", NULL, "manifest", "firefox",
     "register firefox`", "a malformed id"},
    {".config/clipkeep/settings.json", NULL, "{\"folder\": \"/media/none/My \\\"$x\"}",
     NULL, "folder", "save folder",
     "`mkdir -p \"/media/none/My \\\"\\$x\"`, or choose another folder: `",
     "save folder missing"},
    {NULL, NULL, NULL, folder_is_a_file, "folder", "save folder", "folder ~/TikTok`",
     "a file in its place"},
    {".config/clipkeep/settings.json", NULL, "{\"folder\":", NULL, "settings", "file",
     "folder ~/Videos/TikTok`", "settings damaged"},
    {".local/state/clipkeep/archive.sqlite", NULL, "this is no database at all", NULL,
     "archive", "record of saved posts", "rescan`", "record damaged"},
    {NULL, NULL, NULL, state_is_a_file, "state", "state folder",
     "`mv ~/.local/state/clipkeep ", "a file in the state folder's place"},
    {"behave", NULL, "exit", NULL, "hello", "chromium",
     "chrome-extension://" CHROMIUM_ID "/ </dev/null`", "host ends at once"},
    {"behave", NULL, "exit", NULL, "hello", "firefox",
     "~/.mozilla/native-messaging-hosts/app.clipkeep.host.json " FIREFOX_ID
     " </dev/null`",
     "host ends at once, in Firefox"},
    {"behave", NULL, "error", NULL, "hello", "chromium", "</dev/null`",
     "host answers with an error"},
    {"behave", NULL, "garble", NULL, "hello", "chromium", "`manifests/install.sh`",
     "host prints text"},
    {"behave", NULL, "old", NULL, "hello", "chromium", "`manifests/install.sh`",
     "host of another version"},
    {"behave", NULL, "silent", firefox_left_out, "hello", "chromium", "</dev/null`",
     "host does not answer"},
    {"behave", NULL, "stay", chromium_left_out, "hello", "firefox",
     "`manifests/install.sh`", "host does not end"},
};

static void break_it(size_t i)
{
    if (breakages[i].from != NULL) {
        edit_manifest(breakages[i].file, breakages[i].from, breakages[i].to);
    } else if (breakages[i].file != NULL) {
        put_file(breakages[i].file, breakages[i].to, 0600);
    }
    if (breakages[i].breaks != NULL) {
        breakages[i].breaks();
    }
}

static void test_breakages_turn_red_with_their_fix(void **state)
{
    for (size_t i = 0; i < sizeof(breakages) / sizeof(breakages[0]); i++) {
        json_t *report;
        const json_t *row;
        char *text;

        print_message("%s\n", breakages[i].why);
        (void)make_home(state);
        break_it(i);
        report = examine();
        row = check_of(report, breakages[i].check, breakages[i].subject);
        print_message("  %s\n  %s\n", value_of(row, "text"), value_of(row, "fix"));
        assert_false(json_is_true(json_object_get(report, "ok")));
        assert_string_equal(value_of(row, "state"), "failed");
        assert_non_null(strstr(value_of(row, "fix"), breakages[i].fix));
        assert_string_not_equal(value_of(row, "trouble"), "");
        assert_string_not_equal(value_of(row, "remedy"), "");
        text = json_dumps(report, 0);
        assert_null(strstr(text, home));
        assert_int_not_equal(access(at_home("was-run"), F_OK),
                             0); /* strangers never run */
        ck_free(text);
        json_decref(report);
    }
}

static void test_folder_that_may_not_be_written(void **state)
{
    json_t *report;
    const json_t *row;

    (void)state;
    if (geteuid() == 0) {
        /* Permission bits do not bind root: look as somebody else. */
        assert_int_equal(seteuid(65534), 0);
    } else {
        assert_int_equal(chmod(at_home("Videos/TikTok"), 0500), 0);
    }
    report = examine();
    row = check_of(report, "folder", "save folder");
    if (getuid() == 0) {
        assert_int_equal(seteuid(0), 0);
    }
    assert_string_equal(value_of(row, "state"), "failed");
    assert_non_null(strstr(value_of(row, "fix"), "`chmod u+rwx ~/Videos/TikTok`"));
    json_decref(report);
}

static void test_unwanted_browser_is_only_a_warning(void **state)
{
    json_auto_t *report = NULL;
    struct ck_error err;
    const json_t *row;

    (void)state;
    assert_true(ck_make_folders(at_home(".config/vivaldi/Default"), 0700, &err));
    report = examine();
    row = check_of(report, "manifest", "vivaldi");
    assert_string_equal(value_of(row, "state"), "warning");
    assert_non_null(strstr(value_of(row, "fix"), "register vivaldi`"));
    assert_true(json_is_true(json_object_get(report, "ok")));
}

static void test_sandboxed_packages_are_explained(void **state)
{
    json_auto_t *report = NULL;
    struct ck_error err;

    (void)state;
    assert_true(ck_make_folders(at_home("snap/firefox"), 0700, &err));
    assert_true(ck_make_folders(at_home(".var/app/com.brave.Browser"), 0700, &err));
    report = examine();
    assert_non_null(strstr(
        value_of(check_of(report, "snap", "firefox"), "fix"),
        "`flatpak permission-set webextensions app.clipkeep.host snap.firefox yes`"));
    assert_string_equal(value_of(check_of(report, "flatpak", "brave"), "state"),
                        "warning");
    assert_true(json_is_true(json_object_get(report, "ok")));
}

static void test_no_browser_at_all(void **state)
{
    json_auto_t *report = NULL;
    const json_t *row;

    (void)state;
    assert_int_equal(unlink(at_home(CHROMIUM_FILE)), 0);
    assert_int_equal(unlink(at_home(FIREFOX_FILE)), 0);
    report = examine();
    row = check_of(report, "browsers", "any");
    assert_string_equal(value_of(row, "state"), "failed");
    assert_non_null(strstr(value_of(row, "fix"), "register chromium`"));
}

static void test_settings_set_aside_are_told(void **state)
{
    json_auto_t *report = NULL;
    const json_t *row;

    (void)state;
    put_file(".config/clipkeep/settings.json.damaged", "{", 0600);
    report = examine();
    row = check_of(report, "settings", "file");
    assert_string_equal(value_of(row, "state"), "warning");
    assert_non_null(
        strstr(value_of(row, "fix"), "`rm ~/.config/clipkeep/settings.json.damaged`"));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_all_is_well, make_home),
        cmocka_unit_test(test_breakages_turn_red_with_their_fix),
        cmocka_unit_test_setup(test_folder_that_may_not_be_written, make_home),
        cmocka_unit_test_setup(test_unwanted_browser_is_only_a_warning, make_home),
        cmocka_unit_test_setup(test_sandboxed_packages_are_explained, make_home),
        cmocka_unit_test_setup(test_no_browser_at_all, make_home),
        cmocka_unit_test_setup(test_settings_set_aside_are_told, make_home),
    };
    enum ck_browser_family family;

    if (ck_browser_caller(argc, argv, &family) == CK_CALLER_BROWSER) {
        return fake_host(argc);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
