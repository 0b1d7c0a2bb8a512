/* settings.h - what the person chose, in one small JSON file, replaced atomically. */
#ifndef CK_DESKTOP_SETTINGS_H
#define CK_DESKTOP_SETTINGS_H

#include "base/error.h"

#include <stdbool.h>

struct ck_settings {
    char *folder;       /* absolute save folder; never NULL after a load */
    bool folder_chosen; /* false: `folder` is the default */
    bool cover;         /* also keep the cover picture (default true) */
    int parallel;       /* downloads at once, 1…6 (default 3) */
};

/* Reads the settings; a missing file gives the defaults, a damaged one is set aside as
 * settings.json.damaged and gives the defaults. Errors: no-memory, disk-error,
 * folder-missing (no home folder). */
CK_NODISCARD bool ck_settings_load(struct ck_settings *ret, struct ck_error *err);
/* Writes them; keys of a newer Clipkeep stay. Errors: disk-full, disk-error, no-memory,
 * folder-missing (no home folder), usage (the folder's name is not UTF-8). */
CK_NODISCARD bool ck_settings_save(const struct ck_settings *settings,
                                   struct ck_error *err);
void ck_settings_clear(struct ck_settings *settings);
/* The last component of the save folder, as shown to the extension; borrowed. */
const char *ck_settings_folder_name(const struct ck_settings *settings);

#endif
