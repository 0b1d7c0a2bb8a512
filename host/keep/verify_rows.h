/* verify_rows.h - what a verification asks of the archive, for this room only. */
#ifndef CK_KEEP_VERIFY_ROWS_H
#define CK_KEEP_VERIFY_ROWS_H

#include "keep/db.h"
#include "keep/verify.h"

/* A kept file as the archive has it; free with ck_verify_row_clear(). */
struct ck_verify_row {
    int64_t post, place; /* its key */
    char id[24];
    char *name;
    int64_t bytes;
    char sha256[65];
    enum ck_verify_finding finding;
};

/* A run: files of `folder` whose round is smaller are still to be looked at. A number,
 * not a time: clocks jump. */
struct ck_verify_run {
    const char *folder;
    int64_t round;
};

void ck_verify_row_clear(struct ck_verify_row *row);
/* The round that is to be gone on with, or a new one, which is noted. */
CK_NODISCARD bool ck_verify_begin(struct ck_archive *archive, const char *folder,
                                  int64_t *ret_round, struct ck_error *err);
/* The run is over: the next one looks at all files again. */
CK_NODISCARD bool ck_verify_end(struct ck_archive *archive,
                                const struct ck_verify_run *run, struct ck_error *err);
/* How many files and bytes the folder has, and what the run has found of them so far. */
CK_NODISCARD bool ck_verify_totals(struct ck_archive *archive,
                                   const struct ck_verify_run *run,
                                   struct ck_verify_progress *ret, struct ck_error *err);
/* Files the run has not looked at yet, or has found to be so. */
enum ck_verify_which { CK_ROWS_LEFT, CK_ROWS_DAMAGED, CK_ROWS_MISSING };
/* The next files behind the key of `after`, at most `max`. */
CK_NODISCARD bool ck_verify_read(struct ck_archive *archive,
                                 const struct ck_verify_run *run,
                                 enum ck_verify_which which,
                                 const struct ck_verify_row *after,
                                 struct ck_verify_row *ret, size_t max, size_t *ret_count,
                                 struct ck_error *err);
/* Notes good, damaged and missing ones, in one transaction. */
CK_NODISCARD bool ck_verify_note(struct ck_archive *archive,
                                 const struct ck_verify_run *run,
                                 const struct ck_verify_row *rows, size_t count,
                                 struct ck_error *err);
/* Says whether a file of this name is kept. */
CK_NODISCARD bool ck_verify_knows(struct ck_archive *archive, const char *folder,
                                  const char *name, bool *ret, struct ck_error *err);
/* A missing file of these bytes; `ret->name` is NULL without one. With `sha256` NULL any
 * will do. */
CK_NODISCARD bool ck_verify_lost(struct ck_archive *archive, const char *folder,
                                 int64_t bytes, const char *sha256,
                                 struct ck_verify_row *ret, struct ck_error *err);
/* The file is at `name` now. */
CK_NODISCARD bool ck_verify_moved(struct ck_archive *archive,
                                  const struct ck_verify_row *row, const char *name,
                                  struct ck_error *err);

#endif
