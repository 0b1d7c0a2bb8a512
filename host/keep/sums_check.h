/* sums_check.h - compares SHA256SUMS itself with what the archive knows: the list is
 * read by people and by sha256sum, so that a wrong line is as bad as a wrong file. */
#ifndef CK_KEEP_SUMS_CHECK_H
#define CK_KEEP_SUMS_CHECK_H

#include "keep/archive.h"

struct ck_sums_report {
    int64_t lines;
    int64_t wrong;       /* no line, or not what Clipkeep wrote of that file, or of a file
                            that is not there and that it does not know (the journal
                            counts, too) */
    int64_t first_wrong; /* number of that line, from 1; 0: none */
};

/* Checks the SHA256SUMS of the save folder `rootfd`, whose absolute path is `folder`; a
 * missing one has no lines. Comments ("# …") and lines of files that are not Clipkeep's
 * pass; so does the last line when a power cut has left it unfinished. `moved`: files may
 * have been found at other places since it was written, whose old lines pass then.
 * Changes nothing. Errors: disk-error, those of the archive, no-memory. */
CK_NODISCARD bool ck_sums_check(struct ck_archive *archive, int rootfd,
                                const char *folder, bool moved,
                                struct ck_sums_report *ret, struct ck_error *err);

#endif
