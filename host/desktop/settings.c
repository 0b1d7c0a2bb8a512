#include "desktop/settings.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "desktop/places.h"
#include "desktop/settings_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define SETTINGS_LIMIT ((size_t)64 * 1024)

enum file_state { FILE_READ, FILE_ABSENT, FILE_DAMAGED };

/* The settings file as a JSON object, an empty one when there is none or it is damaged.
 */
static bool read_object(enum file_state *ret_state, json_t **ret, struct ck_error *err)
{
    ck_autofree char *path = ck_place_settings();
    ck_autobuf struct ck_buf text = {.max = SETTINGS_LIMIT};
    struct ck_error why = {.code = CK_OK};
    json_t *object = NULL;

    if (path == NULL) {
        return ck_fail(err, CK_ERR_FOLDER_MISSING, "no home folder");
    }
    *ret_state = FILE_DAMAGED;
    if (ck_read_file(path, &text, &why)) {
        object = json_loadb(ck_buf_text(&text), text.len, JSON_REJECT_DUPLICATES, NULL);
    } else if (why.code == CK_ERR_NOMEM) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    } else if (why.code == CK_ERR_NOT_FOUND || why.code == CK_ERR_FOLDER_MISSING) {
        *ret_state = FILE_ABSENT;
    } else if (why.code != CK_ERR_TOO_LARGE) {
        return ck_fail(err, CK_ERR_DISK, "settings: %s", why.detail);
    }
    if (json_is_object(object)) {
        *ret_state = FILE_READ;
    } else {
        json_decref(object);
        object = json_object();
    }
    *ret = object;
    return object != NULL || ck_fail(err, CK_ERR_NOMEM, NULL);
}

/* Renames a damaged file, so that the person can look into it and it is not lost when
 * the next settings are written. */
static void set_aside(void)
{
    ck_autofree char *path = ck_place_settings();
    ck_autobuf struct ck_buf aside = {.max = 2 * SETTINGS_LIMIT};

    if (path != NULL) {
        ck_buf_addf(&aside, "%s.damaged", path);
        (void)rename(path, ck_buf_text(&aside));
    }
}

/* What is there, to be changed and written; a damaged file is set aside first. */
static bool read_to_change(json_t **ret, struct ck_error *err)
{
    enum file_state state = FILE_ABSENT;

    if (!read_object(&state, ret, err)) {
        return false;
    }
    if (state == FILE_DAMAGED) {
        set_aside();
    }
    return true;
}

bool ck_settings_peek(struct ck_settings *ret, bool *ret_damaged, struct ck_error *err)
{
    struct ck_settings settings = ck_settings_defaults();
    json_auto_t *object = NULL;
    enum file_state state = FILE_ABSENT;

    if (!read_object(&state, &object, err)) {
        return false;
    }
    settings.folder = ck_place_default_folder();
    if (settings.folder == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *ret_damaged = state == FILE_DAMAGED || !ck_settings_fine(object);
    if (!*ret_damaged && !ck_settings_take(object, &settings, err)) {
        ck_settings_clear(&settings);
        return false;
    }
    *ret = settings;
    return true;
}

bool ck_settings_load(struct ck_settings *ret, struct ck_error *err)
{
    bool damaged = false;

    if (!ck_settings_peek(ret, &damaged, err)) {
        return false;
    }
    if (damaged) {
        set_aside();
    }
    return true;
}

bool ck_settings_changed(struct ck_settings_stamp *stamp)
{
    ck_autofree char *path = ck_place_settings();
    struct ck_settings_stamp now = {0};
    bool same;
    struct stat st;

    if (path != NULL && stat(path, &st) == 0) {
        now = (struct ck_settings_stamp){(int64_t)st.st_ino, st.st_size,
                                         st.st_mtim.tv_sec, st.st_mtim.tv_nsec};
    }
    same = now.inode == stamp->inode && now.bytes == stamp->bytes &&
           now.seconds == stamp->seconds && now.nanoseconds == stamp->nanoseconds;
    *stamp = now;
    return !same;
}

/* Writes the file; what is wrong with its folder must not be told as if it were the save
 * folder. */
static bool write_object(const json_t *object, struct ck_error *err)
{
    ck_autofree char *path = ck_place_settings();
    ck_autofree char *text = json_dumps(object, JSON_INDENT(2) | JSON_SORT_KEYS);
    ck_autobuf struct ck_buf line = {.max = SETTINGS_LIMIT};
    struct ck_error why = {.code = CK_OK};
    char *slash = path != NULL ? strrchr(path, '/') : NULL;
    bool made = false;

    if (slash == NULL || text == NULL) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    ck_buf_addf(&line, "%s\n", text);
    if (!ck_buf_ok(&line)) {
        return ck_fail(err, CK_ERR_TOO_LARGE, "settings");
    }
    *slash = '\0';
    made = ck_make_folders(path, 0700, &why);
    *slash = '/';
    if (made && ck_replace_file(path, line.data, line.len, 0600, &why)) {
        return true;
    }
    (void)ck_fail(err, why.code == CK_ERR_DISK_FULL ? CK_ERR_DISK_FULL : CK_ERR_DISK,
                  "settings: %s", why.detail);
    if (err != NULL) {
        err->os_errno = why.os_errno;
    }
    return false;
}

bool ck_settings_save(const struct ck_settings *settings, struct ck_error *err)
{
    json_auto_t *object = NULL;

    /* Keys we do not know belong to a newer Clipkeep and stay. */
    return read_to_change(&object, err) && ck_settings_put(settings, object, err) &&
           write_object(object, err);
}

bool ck_settings_copy(const struct ck_settings *settings, struct ck_settings *ret,
                      struct ck_error *err)
{
    struct ck_settings copy = *settings;

    copy.folder = ck_strdup(settings->folder);
    copy.user_agent =
        settings->user_agent != NULL ? ck_strdup(settings->user_agent) : NULL;
    if (copy.folder == NULL ||
        (settings->user_agent != NULL && copy.user_agent == NULL)) {
        ck_settings_clear(&copy);
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    *ret = copy;
    return true;
}

void ck_settings_clear(struct ck_settings *settings)
{
    ck_free(settings->folder);
    ck_free(settings->user_agent);
    *settings = (struct ck_settings){0};
}

const char *ck_settings_folder_name(const struct ck_settings *settings)
{
    const char *slash = settings->folder != NULL ? strrchr(settings->folder, '/') : NULL;

    return slash != NULL && slash[1] != '\0' ? slash + 1 : "/";
}

json_t *ck_settings_extensions(void)
{
    json_auto_t *object = NULL;
    json_t *found = json_array();
    json_t *id;
    enum file_state state = FILE_ABSENT;
    size_t i;

    if (!read_object(&state, &object, NULL)) {
        return found;
    }
    json_array_foreach(json_object_get(object, "extensions"), i, id)
    {
        if (json_is_string(id)) {
            (void)json_array_append(found, id);
        }
    }
    return found;
}

bool ck_settings_allow(const char *id, bool allow, struct ck_error *err)
{
    json_auto_t *object = NULL;
    json_auto_t *ids = NULL;
    size_t i;
    json_t *known;

    if (!read_to_change(&object, err)) {
        return false;
    }
    ids = ck_settings_extensions();
    json_array_foreach(ids, i, known)
    {
        if (strcmp(json_string_value(known), id) == 0) {
            (void)json_array_remove(ids, i);
            break;
        }
    }
    if (ids == NULL || (allow && json_array_append_new(ids, json_string(id)) != 0)) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    if (json_array_size(ids) == 0) {
        (void)json_object_del(object, "extensions");
    } else if (json_object_set(object, "extensions", ids) != 0) {
        return ck_fail(err, CK_ERR_NOMEM, NULL);
    }
    return write_object(object, err);
}
