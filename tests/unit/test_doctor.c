/* The doctor: green where all is well, red with the right fix where something is broken.
 * This program registers itself: started as a browser starts a host, it answers like
 * one. */
#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/version.h"
#include "desktop/browsers.h"
#include "desktop/doctor.h"
#include "desktop/places.h"
#include "desktop/probe.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
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

    assert_true(ck_doctor_run(&report, &err));
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

static void bad_json(void)
{
    edit_manifest(CHROMIUM_FILE, "\"type\"", "type");
}

static void other_name(void)
{
    edit_manifest(CHROMIUM_FILE, "app.clipkeep.host", "app.clipkeep-host");
}

static void no_description(void)
{
    edit_manifest(CHROMIUM_FILE, "\"description\"", "\"Description\"");
}

static void no_program(void)
{
    lead_to("/no/such/program");
}

static void program_not_executable(void)
{
    put_file("program", "#!/bin/sh\n", 0644);
    lead_to(at_home("program"));
}

static void foreign_program(void)
{
    put_file("program", "#!/bin/sh\ntouch \"$HOME/was-run\"\n", 0755);
    lead_to(at_home("program"));
}

static void id_missing(void)
{
    edit_manifest(CHROMIUM_FILE, CHROMIUM_ID, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
}

static void origin_without_slash(void)
{
    edit_manifest(CHROMIUM_FILE, CHROMIUM_ID "/", CHROMIUM_ID);
}

static void origin_with_star(void)
{
    edit_manifest(CHROMIUM_FILE, CHROMIUM_ID, "*");
}

static void unknown_key(void)
{
    edit_manifest(FIREFOX_FILE, "\"type\"", "\"allowed_origins\": [], \"type\"");
}

static void add_on_missing(void)
{
    edit_manifest(FIREFOX_FILE, FIREFOX_ID, "other@example.org");
}

static void add_on_malformed(void)
{
    edit_manifest(FIREFOX_FILE, FIREFOX_ID, FIREFOX_ID "\", \"not an id");
}

static void folder_missing(void)
{
    put_file(".config/clipkeep/settings.json", "{\"folder\": \"/media/none/My \\\"$x\"}",
             0600);
}

static void folder_is_a_file(void)
{
    assert_int_equal(rmdir(at_home("Videos/TikTok")), 0);
    put_file("Videos/TikTok", "", 0600);
}

static void settings_damaged(void)
{
    put_file(".config/clipkeep/settings.json", "{\"folder\":", 0600);
}

static void archive_damaged(void)
{
    put_file(".local/state/clipkeep/archive.sqlite", "this is no database at all", 0600);
}

static void state_is_a_file(void)
{
    assert_int_equal(rmdir(at_home(".local/state/clipkeep")), 0);
    put_file(".local/state/clipkeep", "", 0600);
}

static void host_exits(void)
{
    put_file("behave", "exit", 0600);
}

static void host_errs(void)
{
    put_file("behave", "error", 0600);
}

static void host_garbles(void)
{
    put_file("behave", "garble", 0600);
}

static void host_is_old(void)
{
    put_file("behave", "old", 0600);
}

static void host_is_silent(void)
{
    put_file("behave", "silent", 0600);
    assert_int_equal(unlink(at_home(FIREFOX_FILE)), 0); /* one wait is enough */
}

static void host_stays(void)
{
    put_file("behave", "stay", 0600);
    assert_int_equal(unlink(at_home(CHROMIUM_FILE)), 0);
}

static const struct {
    void (*breaks)(void);
    const char *check, *subject, *fix, *why;
} breakages[] = {
    {no_manifest, "manifest", "chromium", "register chromium`", "manifest missing"},
    {bad_json, "manifest", "chromium", "register chromium`", "not JSON"},
    {other_name, "manifest", "chromium", "register chromium`", "another host's name"},
    {no_description, "manifest", "chromium", "register chromium`", "no description"},
    {no_program, "manifest", "chromium", "register chromium`", "program missing"},
    {program_not_executable, "manifest", "chromium", "`chmod +x ~/program`",
     "program without the right to run"},
    {foreign_program, "manifest", "chromium", "register --force chromium`",
     "another program"},
    {id_missing, "manifest", "chromium", "register chromium`", "our id is not let in"},
    {origin_without_slash, "manifest", "chromium", "register chromium`",
     "origin without its final slash"},
    {origin_with_star, "manifest", "chromium", "register chromium`", "wildcard"},
    {unknown_key, "manifest", "firefox", "register firefox`", "key unknown to Firefox"},
    {add_on_missing, "manifest", "firefox", "register firefox`", "add-on not let in"},
    {add_on_malformed, "manifest", "firefox", "register firefox`", "a malformed id"},
    {folder_missing, "folder", "save folder",
     "`mkdir -p \"/media/none/My \\\"\\$x\"`, or choose another folder: `",
     "save folder missing"},
    {folder_is_a_file, "folder", "save folder", "folder ~/TikTok`",
     "a file in its place"},
    {settings_damaged, "settings", "file", "folder ~/Videos/TikTok`", "settings damaged"},
    {archive_damaged, "archive", "record of saved posts",
     "`mv ~/.local/state/clipkeep/archive.sqlite ", "record damaged"},
    {state_is_a_file, "state", "state folder", "`mv ~/.local/state/clipkeep ",
     "a file in the state folder's place"},
    {host_exits, "hello", "chromium", "chrome-extension://" CHROMIUM_ID "/ </dev/null`",
     "host ends at once"},
    {host_exits, "hello", "firefox",
     "~/.mozilla/native-messaging-hosts/app.clipkeep.host.json " FIREFOX_ID
     " </dev/null`",
     "host ends at once, in Firefox"},
    {host_errs, "hello", "chromium", "</dev/null`", "host answers with an error"},
    {host_garbles, "hello", "chromium", "`manifests/install.sh`", "host prints text"},
    {host_is_old, "hello", "chromium", "`manifests/install.sh`",
     "host of another version"},
    {host_is_silent, "hello", "chromium", "</dev/null`", "host does not answer"},
    {host_stays, "hello", "firefox", "`manifests/install.sh`", "host does not end"},
};

static void test_breakages_turn_red_with_their_fix(void **state)
{
    for (size_t i = 0; i < sizeof(breakages) / sizeof(breakages[0]); i++) {
        json_t *report;
        const json_t *row;
        char *text;

        print_message("%s\n", breakages[i].why);
        (void)make_home(state);
        breakages[i].breaks();
        report = examine();
        row = check_of(report, breakages[i].check, breakages[i].subject);
        print_message("  %s\n  %s\n", value_of(row, "text"), value_of(row, "fix"));
        assert_false(json_is_true(json_object_get(report, "ok")));
        assert_string_equal(value_of(row, "state"), "failed");
        assert_non_null(strstr(value_of(row, "fix"), breakages[i].fix));
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

/* --- this program as a host --- */

static void say(const char *text)
{
    uint32_t len = (uint32_t)strlen(text);

    if (!ck_write_all(STDOUT_FILENO, &len, sizeof(len), NULL) ||
        !ck_write_all(STDOUT_FILENO, text, len, NULL)) {
        _exit(1);
    }
}

/* What each family gives a host besides its arguments. */
static bool started_as_promised(int argc)
{
    ck_autofree char *self = ck_place_self();
    char *slash = strrchr(self, '/');
    ck_autofree char *cwd = realpath(".", NULL);

    *slash = '\0';
    return (fcntl(3, F_GETFD) >= 0) == (argc == 3) && cwd != NULL &&
           strcmp(cwd, self) == 0 && signal(SIGPIPE, SIG_DFL) == SIG_DFL;
}

static int be_host(int argc)
{
    ck_autobuf struct ck_buf how = {.max = 64};
    const char *behave;
    char request[512];
    ssize_t n;

    (void)snprintf(home, sizeof(home), "%s", getenv("HOME"));
    behave = ck_read_file(at_home("behave"), &how, NULL) ? ck_buf_text(&how) : "";
    if (strcmp(behave, "exit") == 0 || !started_as_promised(argc)) {
        return 1;
    }
    n = read(STDIN_FILENO, request, sizeof(request) - 1);
    request[n > 0 ? n : 0] = '\0';
    if (n < 5 || strstr(request + 4, argc == 3 ? "\"browser\":\"firefox\""
                                               : "\"browser\":\"chromium\"") == NULL) {
        return 1;
    }
    if (strcmp(behave, "error") == 0) {
        say("{\"id\":1,\"event\":\"error\",\"error\":{\"code\":\"internal\"}}");
    } else if (strcmp(behave, "garble") == 0) {
        (void)puts("hello world");
        (void)fflush(stdout);
    } else if (strcmp(behave, "old") == 0) {
        say("{\"id\":1,\"event\":\"answer\",\"result\":{\"version\":\"0.0.1\"}}");
    } else if (strcmp(behave, "silent") != 0) {
        say("{\"id\":1,\"event\":\"answer\",\"result\":{\"version\":\"" CK_VERSION
            "\"}}");
    }
    while (read(STDIN_FILENO, request, sizeof(request)) > 0) {
    }
    if (strcmp(behave, "stay") == 0) {
        (void)pause();
    }
    return 0;
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
        return be_host(argc);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
