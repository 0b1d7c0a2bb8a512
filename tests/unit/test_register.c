/* Registering: what is written, what is left alone, what is removed. */
#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "desktop/browsers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define FIREFOX_ID "clipkeep@clipkeep.app"

static char home[64];

static int make_home(void **state)
{
    (void)state;
    (void)snprintf(home, sizeof(home), "/tmp/ck-browsers-XXXXXX");
    assert_non_null(mkdtemp(home));
    assert_int_equal(setenv("HOME", home, 1), 0);
    (void)unsetenv("XDG_CONFIG_HOME");
    return 0;
}

static const char *at_home(const char *name)
{
    static char paths[8][300];
    static unsigned next;
    char *path = paths[next++ % 8];

    (void)snprintf(path, sizeof(paths[0]), "%s/%s", home, name);
    return path;
}

static void make_folder(const char *name)
{
    struct ck_error err;

    assert_true(ck_make_folders(at_home(name), 0700, &err));
}

static void put_file(const char *name, const char *text, unsigned mode)
{
    struct ck_error err;

    assert_true(ck_replace_file(at_home(name), text, strlen(text), mode, &err));
}

static const char *action_of(const json_t *done, const char *browser)
{
    const json_t *row;
    size_t i;

    json_array_foreach(json_object_get(done, "browsers"), i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "browser")), browser) == 0) {
            return json_string_value(json_object_get(row, "action"));
        }
    }
    return "not listed";
}

static void test_writes_only_where_a_browser_is(void **state)
{
    struct ck_register_options options = {.program = "/bin/true"};
    json_auto_t *done = NULL;
    json_auto_t *again = NULL;
    struct ck_error err;
    struct stat st;

    (void)state;
    make_folder(".config/chromium/Default");
    make_folder(".config/mozilla");
    assert_true(ck_browsers_register(&options, &done, &err));
    assert_string_equal(action_of(done, "chromium"), "written");
    assert_string_equal(action_of(done, "firefox"), "written");
    assert_string_equal(action_of(done, "chrome"), "absent");
    assert_int_equal(
        stat(at_home(".config/chromium/NativeMessagingHosts/app.clipkeep.host.json"),
             &st),
        0);
    assert_int_equal(st.st_mode & 0777, 0644);
    /* Firefox's new profile folder decides that it is here; the old one is where
     * manifests go. */
    assert_int_equal(
        access(at_home(".mozilla/native-messaging-hosts/app.clipkeep.host.json"), R_OK),
        0);
    assert_int_not_equal(access(at_home(".config/google-chrome"), F_OK), 0);
    assert_true(ck_browsers_register(&options, &again, &err));
    assert_string_equal(action_of(again, "chromium"), "unchanged");
    /* Zen reads Firefox's folder but is not here. */
    assert_string_equal(action_of(again, "zen"), "absent");
}

static void test_named_browser_need_not_be_there(void **state)
{
    const char *names[] = {"opera", "chrome"};
    struct ck_register_options options = {
        .names = names, .count = 2, .program = "/bin/true"};
    json_auto_t *done = NULL;
    json_auto_t *present = NULL;
    json_auto_t *removed = NULL;
    struct ck_error err;

    (void)state;
    assert_true(ck_browsers_register(&options, &done, &err));
    assert_int_equal(json_array_size(json_object_get(done, "browsers")), 2);
    assert_string_equal(action_of(done, "opera"), "written"); /* one file for both */
    assert_string_equal(action_of(done, "chrome"), "written");
    /* What we made does not make a browser present. */
    options.count = 0;
    assert_true(ck_browsers_register(&options, &present, &err));
    assert_string_equal(action_of(present, "chrome"), "absent");
    options.remove = true;
    assert_true(ck_browsers_register(&options, &removed, &err));
    assert_string_equal(action_of(removed, "chrome"), "removed");
    assert_int_not_equal(access(at_home(".config/google-chrome"), F_OK), 0);
}

static void test_unknown_name_does_nothing(void **state)
{
    const char *names[] = {"chromium", "netscape"};
    struct ck_register_options options = {
        .names = names, .count = 2, .program = "/bin/true"};
    json_t *done = NULL;
    struct ck_error err;

    (void)state;
    assert_false(ck_browsers_register(&options, &done, &err));
    assert_int_equal(err.code, CK_ERR_BROWSER);
    assert_null(done);
    assert_int_not_equal(access(at_home(".config"), F_OK), 0);
}

static void test_dry_run_writes_nothing(void **state)
{
    struct ck_register_options options = {.program = "/bin/true", .dry_run = true};
    json_auto_t *done = NULL;
    struct ck_error err;

    (void)state;
    make_folder(".config/chromium");
    assert_true(ck_browsers_register(&options, &done, &err));
    assert_string_equal(action_of(done, "chromium"), "written");
    assert_true(json_is_true(json_object_get(done, "dryRun")));
    assert_int_not_equal(access(at_home(".config/chromium/NativeMessagingHosts"), F_OK),
                         0);
}

#define CHROMIUM_FILE ".config/chromium/NativeMessagingHosts/app.clipkeep.host.json"

static void test_other_living_host_is_left_alone(void **state)
{
    static const struct {
        const char *text;
        bool force;
        const char *want, *why;
    } rows[] = {
        {"{\"path\": \"/bin/sh\"}", false, "refused", "a living program"},
        {"{\"path\": \"/bin/sh\"}", true, "written", "by force"},
        {"{\"path\": \"/no/such/program\"}", false, "written", "a dead one"},
        {"{\"path\": \"/etc/passwd\"}", false, "written", "not a program"},
        {"{\"path\": \"/bin/true\"}", false, "written", "ours, of an older form"},
        {"rubbish", false, "written", "no JSON"},
        {"{\"path\": 7}", false, "written", "no path"},
    };

    (void)state;
    make_folder(".config/chromium/NativeMessagingHosts");
    make_folder(".config/chromium/Default");
    make_folder(".config/vivaldi");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_register_options options = {.program = "/bin/true",
                                              .force = rows[i].force};
        json_auto_t *done = NULL;
        struct ck_error err = {.code = CK_OK};
        bool refused = strcmp(rows[i].want, "refused") == 0;

        print_message("%s\n", rows[i].why);
        put_file(CHROMIUM_FILE, rows[i].text, 0644);
        assert_int_equal(ck_browsers_register(&options, &done, &err), !refused);
        assert_int_equal(err.code, refused ? CK_ERR_MANIFEST : CK_OK);
        assert_string_equal(action_of(done, "chromium"), rows[i].want);
        assert_string_not_equal(action_of(done, "vivaldi"), "refused");
    }
}

static void test_removes_only_its_own(void **state)
{
    struct ck_register_options options = {.program = "/bin/true"};
    json_auto_t *done = NULL;
    json_auto_t *removed = NULL;
    struct ck_error err;

    (void)state;
    make_folder(".config/chromium/Default");
    make_folder(".mozilla/firefox");
    make_folder(".mozilla/native-messaging-hosts");
    put_file(".mozilla/native-messaging-hosts/org.other.json", "{}", 0644);
    make_folder(".librewolf/profile");
    make_folder(".librewolf/native-messaging-hosts");
    put_file(".librewolf/native-messaging-hosts/app.clipkeep.host.json",
             "{\"path\": \"/bin/sh\"}", 0644);
    assert_false(
        ck_browsers_register(&options, &done, &err)); /* LibreWolf's is foreign */
    options.remove = true;
    assert_true(ck_browsers_register(&options, &removed, &err));
    assert_string_equal(action_of(removed, "chromium"), "removed");
    assert_string_equal(action_of(removed, "firefox"), "removed");
    assert_string_equal(action_of(removed, "librewolf"), "skipped");
    assert_int_equal(access(at_home(".config/chromium/Default"), F_OK), 0);
    assert_int_not_equal(access(at_home(".config/chromium/NativeMessagingHosts"), F_OK),
                         0);
    assert_int_equal(
        access(at_home(".mozilla/native-messaging-hosts/org.other.json"), F_OK), 0);
}

static void test_removing_one_of_two_that_share_a_file(void **state)
{
    const char *names[] = {"opera"};
    struct ck_register_options options = {.program = "/bin/true"};
    json_auto_t *done = NULL;
    json_auto_t *removed = NULL;
    struct ck_error err;

    (void)state;
    make_folder(".config/opera");
    make_folder(".config/google-chrome/Default");
    assert_true(ck_browsers_register(&options, &done, &err));
    options.remove = true;
    options.names = names;
    options.count = 1;
    assert_true(ck_browsers_register(&options, &removed, &err));
    assert_string_equal(action_of(removed, "opera"), "skipped");
    assert_int_equal(
        access(
            at_home(".config/google-chrome/NativeMessagingHosts/app.clipkeep.host.json"),
            F_OK),
        0);
}

static void test_folder_of_ones_own_and_further_id(void **state)
{
    struct ck_register_options options = {.program = "/bin/true",
                                          .family = CK_FAMILY_FIREFOX,
                                          .extension_id = "clipkeep@nixos"};
    ck_autobuf struct ck_buf text = {.max = 4096};
    json_auto_t *done = NULL;
    json_auto_t *removed = NULL;
    enum ck_browser_family family;
    struct ck_error err;
    char *call[] = {(char[]){"clipkeep"}, (char[]){"/x/app.clipkeep.host.json"},
                    (char[]){"clipkeep@nixos"}, NULL};

    (void)state;
    assert_int_equal(ck_browser_caller(3, call, &family), CK_CALLER_STRANGER);
    make_folder("own");
    options.dir = at_home("own");
    assert_true(ck_browsers_register(&options, &done, &err));
    assert_true(ck_read_file(at_home("own/app.clipkeep.host.json"), &text, &err));
    assert_non_null(strstr(ck_buf_text(&text), "\"clipkeep@nixos\""));
    assert_non_null(strstr(ck_buf_text(&text), "\"" FIREFOX_ID "\""));
    assert_int_equal(ck_browser_caller(3, call, &family), CK_CALLER_BROWSER);
    options.remove = true;
    assert_true(ck_browsers_register(&options, &removed, &err));
    assert_int_equal(ck_browser_caller(3, call, &family), CK_CALLER_STRANGER);
    assert_int_equal(access(at_home("own"), F_OK), 0);
    assert_int_not_equal(access(at_home("own/app.clipkeep.host.json"), F_OK), 0);
}

static void test_bad_wishes_are_refused(void **state)
{
    const char *names[] = {"firefox"};
    const struct {
        struct ck_register_options options;
        const char *why;
    } rows[] = {
        {{.program = "relative"}, "a program without its folder"},
        {{.program = "/a/\xff\xfe", .names = names, .count = 1}, "not UTF-8"},
        {{.program = "/bin/true", .dir = "relative"}, "a folder that is not absolute"},
        {{.program = "/bin/true", .dir = "/tmp", .names = names, .count = 1},
         "a folder and a browser"},
        {{.program = "/bin/true", .extension_id = "*"}, "no id"},
        {{.program = "/bin/true", .extension_id = "{12345678-1234}"}, "a cut GUID"},
        {{.program = "/bin/true", .extension_id = "a@b/../../c"}, "a path in the id"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_auto_t *done = NULL;
        struct ck_error err;

        print_message("%s\n", rows[i].why);
        assert_false(ck_browsers_register(&rows[i].options, &done, &err));
        assert_int_equal(err.code, CK_ERR_USAGE);
        assert_int_not_equal(access(at_home(".mozilla"), F_OK), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_writes_only_where_a_browser_is, make_home),
        cmocka_unit_test_setup(test_named_browser_need_not_be_there, make_home),
        cmocka_unit_test_setup(test_unknown_name_does_nothing, make_home),
        cmocka_unit_test_setup(test_dry_run_writes_nothing, make_home),
        cmocka_unit_test_setup(test_other_living_host_is_left_alone, make_home),
        cmocka_unit_test_setup(test_removes_only_its_own, make_home),
        cmocka_unit_test_setup(test_removing_one_of_two_that_share_a_file, make_home),
        cmocka_unit_test_setup(test_folder_of_ones_own_and_further_id, make_home),
        cmocka_unit_test_setup(test_bad_wishes_are_refused, make_home),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
