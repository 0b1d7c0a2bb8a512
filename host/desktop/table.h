/* table.h - manifests/browsers.json, built into the host, and its browsers on this
 * computer. */
#ifndef CK_DESKTOP_TABLE_H
#define CK_DESKTOP_TABLE_H

#include "base/error.h"
#include "desktop/browsers.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum ck_system { CK_SYSTEM_LINUX, CK_SYSTEM_MACOS };
#ifdef __APPLE__
#define CK_SYSTEM_HERE CK_SYSTEM_MACOS
#else
#define CK_SYSTEM_HERE CK_SYSTEM_LINUX
#endif

struct ck_browser {
    const char *id, *name; /* borrowed from the table */
    enum ck_browser_family family;
    const json_t *row; /* the rest of it, borrowed */
    bool present;
    char *manifest;  /* where this browser looks for ours */
    size_t base_len; /* bytes of it that are the home or configuration folder */
};

/* The table; the caller owns the reference. Errors: no-memory, internal. */
CK_NODISCARD bool ck_table_load(json_t **ret, struct ck_error *err);
/* "chromium" or "firefox". */
const char *ck_family_text(enum ck_browser_family family);
/* Is `id` well formed as an extension's id in that family? Firefox refuses a manifest
 * with one malformed id (native-messaging.md §1.6). */
bool ck_extension_id_valid(enum ck_browser_family family, const char *id);
/* Is `id` one of ours in that family? */
bool ck_extension_id_ours(const json_t *table, enum ck_browser_family family,
                          const char *id);

/* All browsers of `system` in the table's order; borrows from `table`. Free with
 * ck_table_browsers_free(). Errors: no-memory, folder-missing (no home folder). */
CK_NODISCARD bool ck_table_browsers(const json_t *table, enum ck_system system,
                                    struct ck_browser **ret, size_t *ret_count,
                                    struct ck_error *err);
void ck_table_browsers_free(struct ck_browser *browsers, size_t count);

/* Turns "~/…" or "$XDG_CONFIG_HOME/…" into an absolute path, free with ck_free(); NULL
 * without a home or memory. `ret_base_len` (NULL is allowed): how much of it stands for
 * the variable. */
char *ck_table_path(const char *text, size_t *ret_base_len);

#endif
