/* settings_file.h - settings.json as JSON, for the files of this room that own a key of
 * it. */
#ifndef CK_DESKTOP_SETTINGS_FILE_H
#define CK_DESKTOP_SETTINGS_FILE_H

#include "base/error.h"
#include "desktop/settings.h"

#include <jansson.h>
#include <stdbool.h>

/* Reads the settings without changing the disk. A damaged file sets `ret_damaged` and
 * gives the defaults. Errors as ck_settings_load(). */
CK_NODISCARD bool ck_settings_peek(struct ck_settings *ret, bool *ret_damaged,
                                   struct ck_error *err);

/* Ids of extensions that the person let in besides our own (`register --extension-id`):
 * a new array of strings, empty when there are none or they cannot be read. NULL: no
 * memory. */
json_t *ck_settings_extensions(void);
/* Lets `id` in, or forbids it again. Errors as ck_settings_save(). */
CK_NODISCARD bool ck_settings_allow(const char *id, bool allow, struct ck_error *err);

/* settings_values.c: settings as keys of the object. */

/* Everything as at the first start, but for the folder, which is NULL. */
struct ck_settings ck_settings_defaults(void);
/* True when each key of ours is absent or of the form we would have written. */
bool ck_settings_fine(const json_t *object);
/* Takes over the keys of a fine object; those that are absent change nothing.
 * Errors: no-memory. */
CK_NODISCARD bool ck_settings_take(const json_t *object, struct ck_settings *settings,
                                   struct ck_error *err);
/* Sets all keys of ours. Errors: usage, as ck_settings_save(); no-memory. */
CK_NODISCARD bool ck_settings_put(const struct ck_settings *settings, json_t *object,
                                  struct ck_error *err);

#endif
