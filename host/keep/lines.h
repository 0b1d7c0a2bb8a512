/* lines.h - text files in the save folder to which lines are added, by several
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

/* Says whether a line is to stay. False: it cannot be said. */
struct ck_line;
typedef bool ck_lines_stays(void *ctx, const struct ck_line *line, bool *ret,
                            struct ck_error *err);
/* Writes `name` in `dirfd` anew without the lines that are not to stay: beside it, made
 * to last, and then in its place, so that it is whole at any time; all others stay byte
 * for byte. Where none would be left the file goes. One with a line longer than `max`
 * bytes is left as it is. `ret_dropped` (may be NULL) counts; without any nothing is
 * written. Errors: as ck_lines_open(), ck_line_reader_next(), disk-full, those of
 * `stays`. */
CK_NODISCARD bool ck_lines_filter(int dirfd, const char *name, size_t max,
                                  ck_lines_stays *stays, void *ctx, int64_t *ret_dropped,
                                  struct ck_error *err);

/* Reads a file of lines from its beginning. */
struct ck_line_reader {
    int fd;
    struct ck_buf buf;
    size_t at;  /* of the next line in `buf` */
    size_t max; /* bytes of a line */
    bool ended; /* nothing more to read from the file */
    bool skipping;
};

struct ck_line {
    const char *text; /* without its newline; borrowed until the next step */
    size_t len;
    bool whole; /* false: the last one, which has no newline, or the first `max` bytes of
                   one that is longer */
};

/* Without the file there are no lines. Errors: disk-error. End it with
 * ck_line_reader_end(). */
CK_NODISCARD bool ck_line_reader_begin(int dirfd, const char *name, size_t max,
                                       struct ck_line_reader *ret, struct ck_error *err);
/* The next line; `ret_found` false: there is none. Errors: disk-error, no-memory. */
CK_NODISCARD bool ck_line_reader_next(struct ck_line_reader *reader, bool *ret_found,
                                      struct ck_line *ret, struct ck_error *err);
void ck_line_reader_end(struct ck_line_reader *reader);

#endif
