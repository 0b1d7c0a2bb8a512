/* loose.h - files of ours in the save folder that belong to no post: versions of
 * profiles, tables and own posts of data exports, lists, the library. */
#ifndef CK_KEEP_LOOSE_H
#define CK_KEEP_LOOSE_H

#include "keep/verify.h"

#include <jansson.h>

/* True for the name, relative to the save folder, of a file of ours that is no part of a
 * post. Pure. */
bool ck_loose_own(const char *name);

/* Those that the journal knows: versions, tables, own posts. */
struct ck_loose {
    json_t *here; /* by the name relative to the save folder: {"role", "bytes", "sha256",
                     "at"}, `at` being when it came (Unix seconds) */
    json_t *gone; /* the names of those that were moved into another save folder */
};
/* Errors: disk-error, no-memory. Clear it in any case. */
CK_NODISCARD bool ck_loose_read(int rootfd, struct ck_loose *ret, struct ck_error *err);
void ck_loose_clear(struct ck_loose *loose);
/* One that is to be here; it is borrowed. False, with its error, ends the telling. */
typedef bool ck_loose_told(void *ctx, const struct ck_kept_file *file,
                           struct ck_error *err);
CK_NODISCARD bool ck_loose_each(const struct ck_loose *loose, ck_loose_told *told,
                                void *ctx, struct ck_error *err);
/* Reads them once more, and tells of each whether it is good, damaged or missing.
 * Errors: disk-error, no-memory. */
CK_NODISCARD bool ck_loose_check(int rootfd, ck_verify_told *told, void *ctx,
                                 struct ck_error *err);
/* Whether the journal tells that a file of this name was kept with these bytes, be it
 * there or not. Errors: disk-error, no-memory. */
CK_NODISCARD bool ck_loose_knows(int rootfd, const char *name, const char *sha256,
                                 bool *ret, struct ck_error *err);

#endif
