/* manifest.h - one host manifest: its text, and what a browser would think of it.
 * Format: native-messaging.md §2.1; what each family refuses: §1.6. */
#ifndef CK_DESKTOP_MANIFEST_H
#define CK_DESKTOP_MANIFEST_H

#include "base/error.h"
#include "desktop/browsers.h"

#include <jansson.h>
#include <stdbool.h>

/* The manifest for `family` that leads to `program` and lets in our ids and those of
 * `extensions` (array of strings, NULL: none) that belong to the family. Keys sorted, a
 * newline at the end, the same bytes every time; free with ck_free().
 * Errors: usage (the path is not absolute or not UTF-8), no-memory. */
CK_NODISCARD bool ck_manifest_text(const json_t *table, enum ck_browser_family family,
                                   const char *program, const json_t *extensions,
                                   char **ret, struct ck_error *err);

/* The program that the manifest at `path` leads to, free with ck_free(); NULL when it
 * cannot be read, or for no memory. */
char *ck_manifest_program(const char *path);

/* Are both paths the same file? False when either is missing. */
bool ck_same_file(const char *a, const char *b);

enum ck_manifest_fault {
    CK_MANIFEST_GOOD,
    CK_MANIFEST_MISSING,
    CK_MANIFEST_UNREADABLE,
    CK_MANIFEST_NOT_JSON,
    CK_MANIFEST_NAME,        /* not our host's name */
    CK_MANIFEST_FORM,        /* description or type is missing or wrong, path relative */
    CK_MANIFEST_KEY,         /* a key that Firefox does not know */
    CK_MANIFEST_ID_BAD,      /* a malformed id, for which the whole file is refused */
    CK_MANIFEST_ID_MISSING,  /* our extension is not let in */
    CK_MANIFEST_NO_PROGRAM,  /* leads to no file */
    CK_MANIFEST_NOT_PROGRAM, /* leads to a file that cannot be run */
    CK_MANIFEST_FOREIGN,     /* leads to another program than `self` */
};

/* What is the first thing wrong with the manifest at `path`? `ret_program` gets the path
 * it leads to (free with ck_free()), NULL when it says none. */
enum ck_manifest_fault ck_manifest_judge(const json_t *table,
                                         enum ck_browser_family family, const char *path,
                                         const char *self, char **ret_program);

#endif
