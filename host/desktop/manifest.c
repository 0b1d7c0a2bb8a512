#include "desktop/manifest.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "desktop/table.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST_LIMIT ((size_t)256 * 1024)

static const char origin_start[] = "chrome-extension://";

static const char *list_key(enum ck_browser_family family)
{
    return family == CK_FAMILY_FIREFOX ? "allowed_extensions" : "allowed_origins";
}

/* How an id stands in the list: Chromium wants an origin, with its final slash. */
static json_t *list_entry(enum ck_browser_family family, const char *id)
{
    return family == CK_FAMILY_FIREFOX ? json_string(id)
                                       : json_sprintf("%s%s/", origin_start, id);
}

static json_t *allowed_list(const json_t *table, enum ck_browser_family family,
                            const json_t *extensions)
{
    const json_t *ours =
        json_object_get(json_object_get(table, "extensions"), ck_family_text(family));
    json_t *list = json_array();
    const json_t *id;
    size_t i;

    json_array_foreach(ours, i, id)
    {
        (void)json_array_append_new(list, list_entry(family, json_string_value(id)));
    }
    json_array_foreach(extensions, i, id)
    {
        const char *text = json_string_value(id);

        if (text != NULL && ck_extension_id_valid(family, text) &&
            !ck_extension_id_ours(table, family, text)) {
            (void)json_array_append_new(list, list_entry(family, text));
        }
    }
    return list;
}

bool ck_manifest_text(const json_t *table, enum ck_browser_family family,
                      const char *program, const json_t *extensions, char **ret,
                      struct ck_error *err)
{
    json_t *path = json_string(program);
    json_auto_t *manifest = NULL;
    ck_autofree char *text = NULL;
    ck_autobuf struct ck_buf line = {.max = MANIFEST_LIMIT};

    if (path == NULL || program[0] != '/') {
        json_decref(path);
        return ck_fail(err, CK_ERR_USAGE, "the program's path is not usable");
    }
    manifest = json_pack("{s:O, s:s, s:o, s:s, s:o}", "description",
                         json_object_get(table, "description"), "name", ck_host_name,
                         "path", path, "type", "stdio", list_key(family),
                         allowed_list(table, family, extensions));
    text = json_dumps(manifest, JSON_INDENT(2) | JSON_SORT_KEYS);
    if (text == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_buf_addf(&line, "%s\n", text);
    *ret = ck_buf_take(&line);
    return *ret != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

static json_t *read_manifest(const char *path, struct ck_error *err)
{
    ck_autobuf struct ck_buf text = {.max = MANIFEST_LIMIT};

    if (!ck_read_file(path, &text, err)) {
        return NULL;
    }
    return json_loadb(ck_buf_text(&text), text.len, 0, NULL);
}

char *ck_manifest_program(const char *path)
{
    json_auto_t *manifest = read_manifest(path, NULL);

    return ck_strdup(json_string_value(json_object_get(manifest, "path")));
}

bool ck_same_file(const char *a, const char *b)
{
    struct stat one;
    struct stat two;

    return stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_dev == two.st_dev &&
           one.st_ino == two.st_ino;
}

static bool text_is(const json_t *object, const char *key, const char *text)
{
    const char *value = json_string_value(json_object_get(object, key));

    return value != NULL && strcmp(value, text) == 0;
}

static bool origin_valid(const char *origin)
{
    const size_t start_len = sizeof(origin_start) - 1;
    ck_autofree char *id = NULL;
    size_t len = strlen(origin);

    if (strncmp(origin, origin_start, start_len) != 0 || origin[len - 1] != '/') {
        return false;
    }
    id = ck_strndup(origin + start_len, len - start_len - 1);
    return id != NULL && ck_extension_id_valid(CK_FAMILY_CHROMIUM, id);
}

static enum ck_manifest_fault judge_ids(const json_t *table,
                                        enum ck_browser_family family, const json_t *list)
{
    const json_t *ours =
        json_object_get(json_object_get(table, "extensions"), ck_family_text(family));
    const json_t *entry;
    const json_t *id;
    size_t i;
    size_t j;

    json_array_foreach(list, i, entry)
    {
        const char *text = json_string_value(entry);

        if (text == NULL ||
            (family == CK_FAMILY_FIREFOX ? !ck_extension_id_valid(family, text)
                                         : !origin_valid(text))) {
            return CK_MANIFEST_ID_BAD;
        }
    }
    json_array_foreach(ours, i, id)
    {
        json_auto_t *wanted = list_entry(family, json_string_value(id));
        bool found = false;

        json_array_foreach(list, j, entry)
        {
            found = found || json_equal(entry, wanted) == 1;
        }
        if (!found) {
            return CK_MANIFEST_ID_MISSING;
        }
    }
    return CK_MANIFEST_GOOD;
}

static bool has_unknown_key(json_t *manifest)
{
    static const char *const known[] = {"allowed_extensions", "description", "name",
                                        "path", "type"};
    const size_t count = sizeof(known) / sizeof(known[0]);
    const char *key;
    json_t *value;

    json_object_foreach(manifest, key, value)
    {
        size_t i = 0;

        while (i < count && strcmp(known[i], key) != 0) {
            i++;
        }
        if (i == count) {
            return true;
        }
    }
    return false;
}

static enum ck_manifest_fault judge_program(const char *program, const char *self)
{
    struct stat st;

    if (stat(program, &st) != 0) {
        return CK_MANIFEST_NO_PROGRAM;
    }
    if (!S_ISREG(st.st_mode) || access(program, X_OK) != 0) {
        return CK_MANIFEST_NOT_PROGRAM;
    }
    return ck_same_file(program, self) ? CK_MANIFEST_GOOD : CK_MANIFEST_FOREIGN;
}

enum ck_manifest_fault ck_manifest_judge(const json_t *table,
                                         enum ck_browser_family family, const char *path,
                                         const char *self, char **ret_program)
{
    struct ck_error err = {.code = CK_OK};
    json_auto_t *manifest = read_manifest(path, &err);
    const json_t *description = json_object_get(manifest, "description");
    const char *program = json_string_value(json_object_get(manifest, "path"));
    enum ck_manifest_fault fault;

    *ret_program = ck_strdup(program);
    if (err.code == CK_ERR_NOT_FOUND || err.code == CK_ERR_FOLDER_MISSING) {
        return CK_MANIFEST_MISSING;
    }
    if (err.code != CK_OK) {
        return CK_MANIFEST_UNREADABLE;
    }
    if (!json_is_object(manifest)) {
        return CK_MANIFEST_NOT_JSON;
    }
    if (!text_is(manifest, "name", ck_host_name)) {
        return CK_MANIFEST_NAME;
    }
    if (json_string_length(description) == 0 || !text_is(manifest, "type", "stdio") ||
        program == NULL || program[0] != '/') {
        return CK_MANIFEST_FORM;
    }
    if (family == CK_FAMILY_FIREFOX && has_unknown_key(manifest)) {
        return CK_MANIFEST_KEY;
    }
    fault = judge_ids(table, family, json_object_get(manifest, list_key(family)));
    return fault != CK_MANIFEST_GOOD ? fault : judge_program(program, self);
}
