/* sweep.h - removes what dead runs left of posts that nobody saved again. */
#ifndef CK_KEEP_SWEEP_H
#define CK_KEEP_SWEEP_H

#include "keep/archive.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CK_SWEEP_AGE_S = 86400 };

/* True for a name that only we give: ".ID.part" or ".ID.WORD.part" for a file,
 * ".ID.parts" for a folder; ID 8 to 23 digits, WORD letters, digits, "-", "_" and up to
 * 40 bytes. Pure. */
bool ck_sweep_file_name(const char *name);
bool ck_sweep_folder_name(const char *name);

/* Removes the part `name` from `dirfd` when it is a plain file of such a name and no
 * living process has it locked. False: it is still there, or was not. */
bool ck_sweep_part(int dirfd, const char *name);

/* Removes such files and folders from the save folder `rootfd`, and from the folders in
 * it as deep as posts lie, with their `.sources` (no other hidden ones, no links), when
 * they were last written more than CK_SWEEP_AGE_S before `now` (Unix seconds), no living
 * process has them locked, and `archive` (may be NULL) has no record by which somebody
 * may go on with them (begun.h). Never anything else: no link, no file with a second
 * name, and of a hidden folder only the files that an album has. Where files cannot be
 * locked nothing is removed. `ret_removed` (may be NULL) counts names removed. Errors:
 * disk-error (listing). */
CK_NODISCARD bool ck_sweep_all(struct ck_archive *archive, int rootfd, int64_t now,
                               size_t *ret_removed, struct ck_error *err);

#endif
