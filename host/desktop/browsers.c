#include "desktop/browsers.h"

#include "base/mem.h"
#include "desktop/settings_file.h"
#include "desktop/table.h"

#include <string.h>

static const char origin_start[] = "chrome-extension://";

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Ours, or let in by the person with `register --extension-id`. */
static bool id_allowed(enum ck_browser_family family, const char *id)
{
    json_auto_t *table = NULL;
    json_auto_t *extra = NULL;
    const json_t *known;
    size_t i;

    if (!ck_extension_id_valid(family, id) || !ck_table_load(&table, NULL)) {
        return false;
    }
    if (ck_extension_id_ours(table, family, id)) {
        return true;
    }
    extra = ck_settings_extensions();
    json_array_foreach(extra, i, known)
    {
        if (strcmp(json_string_value(known), id) == 0) {
            return true;
        }
    }
    return false;
}

/* `clipkeep chrome-extension://ID/`, on Windows with --parent-window=NUMBER after it. */
static enum ck_caller chromium_caller(int argc, char *const *argv)
{
    const char *text = argv[1] + strlen(origin_start);
    size_t len = strcspn(text, "/");
    ck_autofree char *id = ck_strndup(text, len);

    for (int i = 2; i < argc; i++) {
        if (!starts_with(argv[i], "--parent-window=")) {
            return CK_CALLER_STRANGER;
        }
    }
    if (id == NULL || strcmp(text + len, "/") != 0) {
        return CK_CALLER_STRANGER;
    }
    return id_allowed(CK_FAMILY_CHROMIUM, id) ? CK_CALLER_BROWSER : CK_CALLER_STRANGER;
}

/* Firefox names the manifest it used: an absolute path that ends in .json. No command of
 * ours starts with a slash. */
static bool looks_like_firefox(int argc, char *const *argv)
{
    size_t len = strlen(argv[1]);

    return argc == 3 && argv[1][0] == '/' && len > 5 &&
           strcmp(argv[1] + len - 5, ".json") == 0;
}

static enum ck_caller firefox_caller(char *const *argv)
{
    const char *file = strrchr(argv[1], '/') + 1;
    size_t name_len = strlen(ck_host_name);

    if (strncmp(file, ck_host_name, name_len) != 0 ||
        strcmp(file + name_len, ".json") != 0) {
        return CK_CALLER_STRANGER;
    }
    return id_allowed(CK_FAMILY_FIREFOX, argv[2]) ? CK_CALLER_BROWSER
                                                  : CK_CALLER_STRANGER;
}

enum ck_caller ck_browser_caller(int argc, char *const *argv, enum ck_browser_family *ret)
{
    if (argc < 2) {
        return CK_CALLER_PERSON;
    }
    if (starts_with(argv[1], origin_start)) {
        *ret = CK_FAMILY_CHROMIUM;
        return chromium_caller(argc, argv);
    }
    if (looks_like_firefox(argc, argv)) {
        *ret = CK_FAMILY_FIREFOX;
        return firefox_caller(argv);
    }
    return strstr(argv[1], "-extension://") != NULL ? CK_CALLER_STRANGER
                                                    : CK_CALLER_PERSON;
}
