/* io.h - the few ways in which we read and write whole descriptors and files. */
#ifndef CK_BASE_IO_H
#define CK_BASE_IO_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Writes all `len` bytes to a blocking descriptor, going on after short writes and EINTR.
 * Errors: disk-full, disk-error (with errno). */
CK_NODISCARD bool ck_write_all(int fd, const void *bytes, size_t len,
                               struct ck_error *err);

/* Reads `fd` to its end into `ret`. Errors: too-large (over ret->max), disk-error,
 * no-memory. */
CK_NODISCARD bool ck_read_all(int fd, struct ck_buf *ret, struct ck_error *err);

/* Reads the file `path` whole; ENOENT gives not-found. Other errors as ck_read_all(). */
CK_NODISCARD bool ck_read_file(const char *path, struct ck_buf *ret,
                               struct ck_error *err);

/* Replaces the file `path` by `len` bytes with permissions `mode` so that a reader, or a
 * power cut, finds either the old or the new content: temporary file, fsync, rename,
 * fsync folder. For our own state only, never for what the person keeps. Errors:
 * disk-full, disk-error, folder-missing, folder-read-only. */
CK_NODISCARD bool ck_replace_file(const char *path, const void *bytes, size_t len,
                                  unsigned mode, struct ck_error *err);

/* Makes the folder `path` and what is missing above it, new ones with permissions `mode`,
 * and makes them last.
 * Errors: folder-missing, folder-read-only, disk-full, disk-error. */
CK_NODISCARD bool ck_make_folders(const char *path, unsigned mode, struct ck_error *err);

#endif
