/* loose.h - files of ours in the save folder that belong to no post: versions of
 * profiles, lists, the library. */
#ifndef CK_KEEP_LOOSE_H
#define CK_KEEP_LOOSE_H

#include "keep/verify.h"

/* True for the name, relative to the save folder, of a file of ours that is no part of a
 * post. Pure. */
bool ck_loose_own(const char *name);
/* Reads those that the journal knows (profiles) once more, and tells of each whether it
 * is good, damaged or missing. Errors: disk-error, no-memory. */
CK_NODISCARD bool ck_loose_check(int rootfd, ck_verify_told *told, void *ctx,
                                 struct ck_error *err);
/* Whether the journal tells that a file of this name was kept with these bytes, be it
 * there or not. Errors: disk-error, no-memory. */
CK_NODISCARD bool ck_loose_knows(int rootfd, const char *name, const char *sha256,
                                 bool *ret, struct ck_error *err);

#endif
