/* Browsers: who calls, which folders they read, what a manifest says. */
#include "base/mem.h"
#include "desktop/browsers.h"
#include "desktop/manifest.h"
#include "desktop/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define CHROMIUM_ID "naelbjimdjmkcpfelajbclpboledbdlf"
#define FIREFOX_ID "clipkeep@clipkeep.app"
#define OTHER_ID "abcdefghijklmnopabcdefghijklmnop"

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

static void test_caller(void **state)
{
    static const struct {
        const char *argv[5];
        enum ck_caller want;
        const char *why;
    } rows[] = {
        {{"clipkeep"}, CK_CALLER_PERSON, "by hand"},
        {{"clipkeep", "save", "https://www.tiktok.com/"}, CK_CALLER_PERSON, "a command"},
        {{"clipkeep", "inspect",
          "/x/"
          "app.clipkeep.host.json"},
         CK_CALLER_PERSON,
         "a command with a file"},
        {{"clipkeep", "chrome-extension://" CHROMIUM_ID "/"},
         CK_CALLER_BROWSER,
         "Chromium"},
        {{"clipkeep", "chrome-extension://" CHROMIUM_ID "/", "--parent-window=0"},
         CK_CALLER_BROWSER,
         "Chromium on Windows"},
        {{"clipkeep", "chrome-extension://" CHROMIUM_ID "/", "save"},
         CK_CALLER_STRANGER,
         "a further word"},
        {{"clipkeep", "chrome-extension://" CHROMIUM_ID},
         CK_CALLER_STRANGER,
         "no final slash"},
        {{"clipkeep", "chrome-extension://" CHROMIUM_ID "/x"},
         CK_CALLER_STRANGER,
         "more after the slash"},
        {{"clipkeep", "chrome-extension://" OTHER_ID "/"},
         CK_CALLER_STRANGER,
         "another extension"},
        {{"clipkeep", "chrome-extension://"}, CK_CALLER_STRANGER, "no id"},
        {{"clipkeep", "moz-extension://" CHROMIUM_ID "/"},
         CK_CALLER_STRANGER,
         "a scheme no browser uses here"},
        {{"clipkeep", "/home/a/.mozilla/native-messaging-hosts/app.clipkeep.host.json",
          FIREFOX_ID},
         CK_CALLER_BROWSER,
         "Firefox"},
        {{"clipkeep", "/app.clipkeep.host.json", "other@example.org"},
         CK_CALLER_STRANGER,
         "another add-on"},
        {{"clipkeep", "/app.clipkeep.host.json", "chrome-extension://" CHROMIUM_ID "/"},
         CK_CALLER_STRANGER,
         "a mixed call"},
        {{"clipkeep", "/x/other.host.json", FIREFOX_ID},
         CK_CALLER_STRANGER,
         "another host's manifest"},
        {{"clipkeep", "/x/evil-app.clipkeep.host.json", FIREFOX_ID},
         CK_CALLER_STRANGER,
         "a name that only ends like ours"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *argv[6] = {0};
        enum ck_browser_family family;
        int argc = 0;

        while (rows[i].argv[argc] != NULL) {
            argv[argc] = ck_strdup(rows[i].argv[argc]);
            argc++;
        }
        print_message("%s\n", rows[i].why);
        assert_int_equal(ck_browser_caller(argc, argv, &family), rows[i].want);
        if (rows[i].want == CK_CALLER_BROWSER) {
            assert_int_equal(family,
                             argv[1][0] == '/' ? CK_FAMILY_FIREFOX : CK_FAMILY_CHROMIUM);
        }
        for (int j = 0; j < argc; j++) {
            ck_free(argv[j]);
        }
    }
}

/* Written by hand from the vendors' documents and what was traced; not from the table. */
static const char *const linux_folders[][2] = {
    {"chrome", ".config/google-chrome/NativeMessagingHosts"},
    {"chrome-beta", ".config/google-chrome-beta/NativeMessagingHosts"},
    {"chrome-dev", ".config/google-chrome-unstable/NativeMessagingHosts"},
    {"chrome-canary", ".config/google-chrome-canary/NativeMessagingHosts"},
    {"chrome-for-testing", ".config/google-chrome-for-testing/NativeMessagingHosts"},
    {"chromium", ".config/chromium/NativeMessagingHosts"},
    {"brave", ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts"},
    {"brave-beta", ".config/BraveSoftware/Brave-Browser-Beta/NativeMessagingHosts"},
    {"brave-nightly", ".config/BraveSoftware/Brave-Browser-Nightly/NativeMessagingHosts"},
    {"edge", ".config/microsoft-edge/NativeMessagingHosts"},
    {"edge-beta", ".config/microsoft-edge-beta/NativeMessagingHosts"},
    {"edge-dev", ".config/microsoft-edge-dev/NativeMessagingHosts"},
    {"vivaldi", ".config/vivaldi/NativeMessagingHosts"},
    {"vivaldi-snapshot", ".config/vivaldi-snapshot/NativeMessagingHosts"},
    {"opera", ".config/google-chrome/NativeMessagingHosts"},
    {"yandex", ".config/yandex-browser/NativeMessagingHosts"},
    {"iridium", ".config/iridium/NativeMessagingHosts"},
    {"slimjet", ".config/slimjet/NativeMessagingHosts"},
    {"thorium", ".config/thorium/NativeMessagingHosts"},
    {"helium", ".config/net.imput.helium/NativeMessagingHosts"},
    {"comet", ".config/comet/NativeMessagingHosts"},
    {"firefox", ".mozilla/native-messaging-hosts"},
    {"librewolf", ".librewolf/native-messaging-hosts"},
    {"waterfox", ".waterfox/native-messaging-hosts"},
    {"floorp", ".floorp/native-messaging-hosts"},
    {"zen", ".mozilla/native-messaging-hosts"},
};

#define SUPPORT "Library/Application Support/"
static const char *const macos_folders[][2] = {
    {"chrome", SUPPORT "Google/Chrome/NativeMessagingHosts"},
    {"chrome-beta", SUPPORT "Google/Chrome Beta/NativeMessagingHosts"},
    {"chrome-dev", SUPPORT "Google/Chrome Dev/NativeMessagingHosts"},
    {"chrome-canary", SUPPORT "Google/Chrome Canary/NativeMessagingHosts"},
    {"chrome-for-testing", SUPPORT "Google/ChromeForTesting/NativeMessagingHosts"},
    {"chromium", SUPPORT "Chromium/NativeMessagingHosts"},
    {"brave", SUPPORT "BraveSoftware/Brave-Browser/NativeMessagingHosts"},
    {"edge", SUPPORT "Microsoft Edge/NativeMessagingHosts"},
    {"edge-beta", SUPPORT "Microsoft Edge Beta/NativeMessagingHosts"},
    {"edge-dev", SUPPORT "Microsoft Edge Dev/NativeMessagingHosts"},
    {"edge-canary", SUPPORT "Microsoft Edge Canary/NativeMessagingHosts"},
    {"vivaldi", SUPPORT "Vivaldi/NativeMessagingHosts"},
    {"opera", SUPPORT "Google/Chrome/NativeMessagingHosts"},
    {"arc", SUPPORT "Arc/User Data/NativeMessagingHosts"},
    {"yandex", SUPPORT "Yandex/YandexBrowser/NativeMessagingHosts"},
    {"iridium", SUPPORT "Iridium/NativeMessagingHosts"},
    {"slimjet", SUPPORT "Slimjet/NativeMessagingHosts"},
    {"helium", SUPPORT "net.imput.helium/NativeMessagingHosts"},
    {"firefox", SUPPORT "Mozilla/NativeMessagingHosts"},
    {"librewolf", SUPPORT "librewolf/NativeMessagingHosts"},
    {"zen", SUPPORT "Zen/NativeMessagingHosts"},
};

static void check_table(enum ck_system system, const char *const (*rows)[2], size_t count)
{
    json_auto_t *table = NULL;
    struct ck_browser *browsers = NULL;
    struct ck_error err;
    size_t got = 0;

    assert_true(ck_table_load(&table, &err));
    assert_true(ck_table_browsers(table, system, &browsers, &got, &err));
    assert_int_equal(got, count);
    for (size_t i = 0; i < count; i++) {
        char want[300];

        (void)snprintf(want, sizeof(want), "%s/%s/app.clipkeep.host.json", home,
                       rows[i][1]);
        assert_string_equal(browsers[i].id, rows[i][0]);
        assert_string_equal(browsers[i].manifest, want);
    }
    ck_table_browsers_free(browsers, got);
}

static void test_table_has_the_folders_of_both_systems(void **state)
{
    (void)state;
    check_table(CK_SYSTEM_LINUX, linux_folders,
                sizeof(linux_folders) / sizeof(linux_folders[0]));
    check_table(CK_SYSTEM_MACOS, macos_folders,
                sizeof(macos_folders) / sizeof(macos_folders[0]));
}

static void test_manifests_byte_for_byte(void **state)
{
    static const struct {
        enum ck_browser_family family;
        const char *want;
    } rows[] = {
        {CK_FAMILY_CHROMIUM,
         "{\n  \"allowed_origins\": [\n    \"chrome-extension://" CHROMIUM_ID
         "/\",\n    \"chrome-extension://" OTHER_ID "/\"\n  ],\n"
         "  \"description\": \"Clipkeep keeps TikToks on this computer\",\n"
         "  \"name\": \"app.clipkeep.host\",\n  \"path\": \"/opt/a b'\\\"/clipkeep\",\n"
         "  \"type\": \"stdio\"\n}\n"},
        {CK_FAMILY_FIREFOX,
         "{\n  \"allowed_extensions\": [\n    \"" FIREFOX_ID "\"\n  ],\n"
         "  \"description\": \"Clipkeep keeps TikToks on this computer\",\n"
         "  \"name\": \"app.clipkeep.host\",\n  \"path\": \"/opt/a b'\\\"/clipkeep\",\n"
         "  \"type\": \"stdio\"\n}\n"},
    };
    json_auto_t *table = NULL;
    json_auto_t *extra = json_pack("[s]", OTHER_ID);
    struct ck_error err;

    (void)state;
    assert_true(ck_table_load(&table, &err));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *text = NULL;

        assert_true(ck_manifest_text(table, rows[i].family, "/opt/a b'\"/clipkeep", extra,
                                     &text, &err));
        assert_string_equal(text, rows[i].want);
        ck_free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_caller, make_home),
        cmocka_unit_test_setup(test_table_has_the_folders_of_both_systems, make_home),
        cmocka_unit_test_setup(test_manifests_byte_for_byte, make_home),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
