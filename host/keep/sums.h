/* sums.h - SHA256SUMS in the save folder, so that `sha256sum -c SHA256SUMS` checks what
 * is kept on any computer, without Clipkeep. A line is true when it is
 * written: the file has its final name by then. Lines are added; only those of files that
 * were moved are taken out again (mend.h). Format: GNU coreutils, "cksum
 * output modes"; escapes as sha256sum 9.1 makes them. */
#ifndef CK_KEEP_SUMS_H
#define CK_KEEP_SUMS_H

#include "base/buf.h"
#include "keep/archive.h"
#include "keep/stage.h"

#include <stdbool.h>
#include <stddef.h>

#define CK_SUMS_NAME "SHA256SUMS"

enum { CK_SUMS_LINE_MAX = 4096 };

/* Appends one line with its newline: hash, two spaces, name; a name with a newline, a
 * carriage return or a backslash is escaped. Pure. */
void ck_sums_encode(struct ck_buf *buf, const char *sha256, const char *name);
/* Reads one line without its newline, as sha256sum writes it for text or binary. The name
 * is appended to the empty buffer `ret_name`. False: not such a line. Pure. */
CK_NODISCARD bool ck_sums_decode(const char *line, size_t len, char ret_sha256[65],
                                 struct ck_buf *ret_name);
/* True when `tail`, an end of the file without newline, is the beginning of a line: what
 * a power cut leaves of one. Pure. */
bool ck_sums_begun(const char *tail, size_t len);

/* Adds the lines of these files, whose names are relative to the save folder `rootfd`, in
 * one write, and makes them last. One that is among the last lines already is not added
 * again. `made` (may be NULL) is called with `ctx` before the first line of a file that
 * was not there, while no other process can add one. Errors: what `made` says, name-taken
 * (something else than a plain file is called SHA256SUMS), disk-full, folder-missing,
 * folder-read-only, disk-error, no-memory. */
typedef bool ck_sums_made(void *ctx, struct ck_error *err);
CK_NODISCARD bool ck_sums_add(int rootfd, const struct ck_kept_file *files, size_t count,
                              ck_sums_made *made, void *ctx, struct ck_error *err);

#endif
