/* sweep.h - removes what dead runs left of posts that nobody saved again. */
#ifndef CK_KEEP_SWEEP_H
#define CK_KEEP_SWEEP_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CK_SWEEP_AGE_S = 86400 };

/* True for a name that only we give: ".ID.part" or ".ID.WORD.part" for a file,
 * ".ID.parts" for a folder; ID 8 to 23 digits, WORD letters, digits, "-", "_" and up to
 * 40 bytes. Pure. */
bool ck_sweep_file_name(const char *name);
bool ck_sweep_folder_name(const char *name);

/* Removes such files and folders from the folder `dirfd` when they were last written more
 * than CK_SWEEP_AGE_S before `now` (Unix seconds) and no living process has them locked.
 * Never anything else: no link, no file with a second name, and of a hidden folder only
 * the files that an album has. Where files cannot be locked nothing is removed.
 * `ret_removed` (may be NULL) counts names removed. Errors: disk-error (listing). */
CK_NODISCARD bool ck_sweep_folder(int dirfd, int64_t now, size_t *ret_removed,
                                  struct ck_error *err);
/* The same for the save folder `rootfd` and the folders in it, one level down; hidden
 * ones and links are not entered. */
CK_NODISCARD bool ck_sweep_all(int rootfd, int64_t now, size_t *ret_removed,
                               struct ck_error *err);

#endif
