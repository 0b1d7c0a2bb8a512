/* lines.h - text files in the save folder to which lines are only ever added, by several
 * processes: SHA256SUMS and journal.jsonl. For this room only. */
#ifndef CK_KEEP_LINES_H
#define CK_KEEP_LINES_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ck_lines {
    int fd;       /* locked for as long as it is open, -1 before */
    int64_t size; /* bytes in it */
    bool made;    /* by this opening */
};

/* Opens `name` in `dirfd` for adding lines, and makes it where missing; waits up to five
 * seconds for another process that adds lines. Close it soon with ck_lines_close().
 * Errors: name-taken (something else than a plain file has that name), disk-full,
 * folder-missing, folder-read-only, disk-error (also: locked for long). */
CK_NODISCARD bool ck_lines_open(int dirfd, const char *name, struct ck_lines *ret,
                                struct ck_error *err);
/* Reads the last `max` bytes at most into the empty buffer `ret`. Errors: disk-error,
 * no-memory. */
CK_NODISCARD bool ck_lines_tail(const struct ck_lines *lines, size_t max,
                                struct ck_buf *ret, struct ck_error *err);
/* Takes the last `bytes` away: an unfinished line of ours. Errors: disk-error. */
CK_NODISCARD bool ck_lines_cut(struct ck_lines *lines, int64_t bytes,
                               struct ck_error *err);
/* Adds the bytes in one write and makes them last. When that fails, what was written of
 * them is taken away again, as far as the drive lets us. Errors: disk-full, disk-error.
 */
CK_NODISCARD bool ck_lines_add(struct ck_lines *lines, const void *bytes, size_t len,
                               struct ck_error *err);
void ck_lines_close(struct ck_lines *lines);

/* Told of each line without its newline; `whole` is false for a last one that has none,
 * and for a line over the limit, of which `len` bytes are shown. False ends the reading.
 */
typedef bool ck_lines_line(void *ctx, const char *line, size_t len, bool whole);
/* Reads a file of lines of at most `max` bytes from its beginning; without the file there
 * are no lines. False: disk-error, no-memory, or `line` ended it (`err` is left alone).
 */
CK_NODISCARD bool ck_lines_each(int dirfd, const char *name, size_t max,
                                ck_lines_line *line, void *ctx, struct ck_error *err);

#endif
