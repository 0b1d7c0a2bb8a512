#include "desktop/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "desktop/places.h"
#include "embed/ck_browsers_json.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <string.h>

const char ck_host_name[] = "app.clipkeep.host";

bool ck_table_load(json_t **ret, struct ck_error *err)
{
    json_error_t why;
    json_t *table = json_loadb((const char *)ck_browsers_json, ck_browsers_json_len,
                               JSON_REJECT_DUPLICATES, &why);

    if (table == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, "browsers.json: %s", why.text);
    }
    *ret = table;
    return true;
}

const char *ck_family_text(enum ck_browser_family family)
{
    return family == CK_FAMILY_FIREFOX ? "firefox" : "chromium";
}

static bool chromium_id_valid(const char *id)
{
    size_t len = strspn(id, "abcdefghijklmnop");

    return len == 32 && id[len] == '\0';
}

/* An address-like id or a GUID in braces. */
static bool firefox_id_valid(const char *id)
{
    static const char guid[] = "{00000000-0000-0000-0000-000000000000}";
    static const char word[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
    size_t len = strlen(id);

    if (id[0] == '{') {
        for (size_t i = 0; i < len && len == sizeof(guid) - 1; i++) {
            bool fits =
                guid[i] == '0' ? isxdigit((unsigned char)id[i]) != 0 : id[i] == guid[i];
            if (!fits) {
                return false;
            }
        }
        return len == sizeof(guid) - 1;
    }
    len = strspn(id, word);
    if (id[len] != '@' || id[len + 1] == '\0' || len > 80) {
        return false;
    }
    id += len + 1;
    len = strspn(id, word);
    return len <= 80 && id[len] == '\0';
}

bool ck_extension_id_valid(enum ck_browser_family family, const char *id)
{
    return family == CK_FAMILY_FIREFOX ? firefox_id_valid(id) : chromium_id_valid(id);
}

bool ck_extension_id_ours(const json_t *table, enum ck_browser_family family,
                          const char *id)
{
    const json_t *known;
    size_t i;

    json_array_foreach(
        json_object_get(json_object_get(table, "extensions"), ck_family_text(family)), i,
        known)
    {
        if (strcmp(json_string_value(known), id) == 0) {
            return true;
        }
    }
    return false;
}

char *ck_table_path(const char *text, size_t *ret_base_len)
{
    static const char config_word[] = "$XDG_CONFIG_HOME";
    const size_t config_len = sizeof(config_word) - 1;
    bool config = strncmp(text, config_word, config_len) == 0;
    ck_autofree char *base = config ? ck_place_config() : ck_place_home();
    ck_autobuf struct ck_buf path = {.max = PATH_MAX};

    if (base == NULL) {
        return NULL;
    }
    ck_buf_adds(&path, strcmp(base, "/") == 0 ? "" : base);
    if (ret_base_len != NULL) {
        *ret_base_len = path.len;
    }
    ck_buf_adds(&path, text + (config ? config_len : 1));
    return ck_buf_take(&path);
}

/* A browser has been used here when its folder is there and holds more than the folder
 * of host manifests, which installers make. */
static bool folder_is_used(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    bool used = dir != NULL;

    if (dir == NULL) {
        return false;
    }
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        used = strcmp(entry->d_name, "NativeMessagingHosts") != 0 &&
               strcmp(entry->d_name, "native-messaging-hosts") != 0;
        if (used) {
            break;
        }
    }
    (void)closedir(dir);
    return used;
}

static bool browser_present(const json_t *folders)
{
    const json_t *folder;
    size_t i;

    json_array_foreach(folders, i, folder)
    {
        ck_autofree char *path = ck_table_path(json_string_value(folder), NULL);

        if (path != NULL && folder_is_used(path)) {
            return true;
        }
    }
    return false;
}

static bool read_browser(const json_t *row, const json_t *here, struct ck_browser *ret)
{
    const char *family = json_string_value(json_object_get(row, "family"));
    ck_autofree char *folder = ck_table_path(
        json_string_value(json_object_get(here, "manifests")), &ret->base_len);
    ck_autobuf struct ck_buf manifest = {.max = PATH_MAX};

    if (folder == NULL) {
        return false;
    }
    ck_buf_addf(&manifest, "%s/%s.json", folder, ck_host_name);
    ret->manifest = ck_buf_take(&manifest);
    ret->id = json_string_value(json_object_get(row, "id"));
    ret->name = json_string_value(json_object_get(row, "name"));
    ret->family = strcmp(family, ck_family_text(CK_FAMILY_FIREFOX)) == 0
                      ? CK_FAMILY_FIREFOX
                      : CK_FAMILY_CHROMIUM;
    ret->row = row;
    ret->present = browser_present(json_object_get(here, "present"));
    return ret->manifest != NULL;
}

bool ck_table_browsers(const json_t *table, enum ck_system system,
                       struct ck_browser **ret, size_t *ret_count, struct ck_error *err)
{
    const char *key = system == CK_SYSTEM_MACOS ? "macos" : "linux";
    const json_t *rows = json_object_get(table, "browsers");
    struct ck_browser *browsers =
        ck_calloc(json_array_size(rows), sizeof(struct ck_browser));
    ck_autofree char *home = ck_place_home();
    size_t count = 0;
    const json_t *row;
    size_t i;

    if (home == NULL || browsers == NULL) {
        ck_free(browsers);
        return ck_fail(err, home == NULL ? CK_ERR_FOLDER_MISSING : CK_ERR_NOMEM,
                       "no home folder");
    }
    json_array_foreach(rows, i, row)
    {
        const json_t *here = json_object_get(row, key);

        if (here == NULL) {
            continue;
        }
        if (!read_browser(row, here, &browsers[count++])) {
            ck_table_browsers_free(browsers, count);
            return ck_fail(err, CK_ERR_NOMEM, NULL);
        }
    }
    *ret = browsers;
    *ret_count = count;
    return true;
}

void ck_table_browsers_free(struct ck_browser *browsers, size_t count)
{
    for (size_t i = 0; browsers != NULL && i < count; i++) {
        ck_free(browsers[i].manifest);
    }
    ck_free(browsers);
}
