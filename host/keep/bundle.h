/* bundle.h - files that somebody handed over together, one after the other: a ZIP, a
 * folder or a single file. Nothing is unpacked to the disk, and of a ZIP nothing is
 * believed: sizes are limited before memory is taken, names are only names, and what is
 * packed in an unusual way is refused. */
#ifndef CK_KEEP_BUNDLE_H
#define CK_KEEP_BUNDLE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CK_BUNDLE_FILES_MAX = 20000,
    CK_BUNDLE_RATIO_MAX = 250, /* above it a large file in a ZIP is meant to do harm */
};
/* Of all files of a ZIP together, unpacked. */
#define CK_BUNDLE_BYTES_MAX (INT64_C(4) << 30)

struct ck_bundle;

struct ck_bundle_file {
    const char *name;  /* within the bundle, "/" between parts; borrowed until the next */
    int64_t bytes;     /* unpacked, as the ZIP says */
    const char *wrong; /* why it cannot be read, in words; NULL: it can */
};

/* Opens `path`. A ZIP is known by its first bytes. Errors: not-found, folder-read-only
 * (it may not be read), disk-error, no-memory. Free with ck_bundle_free(). */
CK_NODISCARD bool ck_bundle_open(const char *path, struct ck_bundle **ret,
                                 struct ck_error *err);
/* Why it cannot be read as a whole, in words; NULL: it can. */
const char *ck_bundle_wrong(const struct ck_bundle *bundle);
/* Its own name, without the folders above it. */
const char *ck_bundle_name(const struct ck_bundle *bundle);
/* The next file; false: there is none. */
bool ck_bundle_next(struct ck_bundle *bundle, struct ck_bundle_file *ret);
/* Reads on in it: up to `size` bytes; 0 at its end. -1: it cannot be read any further,
 * `ret_wrong` says why in words. */
int64_t ck_bundle_read(struct ck_bundle *bundle, void *ret, size_t size,
                       const char **ret_wrong);
/* NULL is allowed. */
void ck_bundle_free(struct ck_bundle *bundle);

#endif
