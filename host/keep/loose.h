/* loose.h - files of ours in the save folder that belong to no post: versions of
 * profiles, lists, the library. */
#ifndef CK_KEEP_LOOSE_H
#define CK_KEEP_LOOSE_H

#include "keep/verify.h"

/* True for the name, relative to the save folder, of a file of ours that is no part of a
 * post. Pure. */
bool ck_loose_own(const char *name);
/* Writes files that have come into the save folder `rootfd`, whose path is `folder`, into
 * its SHA256SUMS and its journal. They are there already: what a list cannot take is
 * logged. */
void ck_loose_added(struct ck_archive *archive, int rootfd, const char *folder,
                    const struct ck_kept_file *files, size_t count);
/* Reads those that the journal knows (profiles) once more, and tells of each whether it
 * is good, damaged or missing. Errors: disk-error, no-memory. */
CK_NODISCARD bool ck_loose_check(int rootfd, ck_verify_told *told, void *ctx,
                                 struct ck_error *err);

#endif
