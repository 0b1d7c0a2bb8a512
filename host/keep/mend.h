/* mend.h - makes SHA256SUMS true again after files were moved: the lines of names that
 * are no more go, the lines of new names are added. */
#ifndef CK_KEEP_MEND_H
#define CK_KEEP_MEND_H

#include "keep/archive.h"

/* Adds what is missing to the SHA256SUMS of the save folder `rootfd`, whose absolute path
 * is `folder`, and takes out the lines whose file is not there, whose name the archive
 * does not know, and whose bytes it knows under another name or in another folder. So a
 * file that is lost keeps its line, and so does whatever is not ours. Without such lines
 * nothing is written. May be broken off at any point, and done again. `ret_dropped` (may
 * be NULL) counts. Errors: as ck_record_fill_sums() and ck_lines_filter(). */
CK_NODISCARD bool ck_mend_sums(struct ck_archive *archive, int rootfd, const char *folder,
                               int64_t *ret_dropped, struct ck_error *err);
/* The same, but a folder that can only be read is left as it is. */
CK_NODISCARD bool ck_mend_sums_here(struct ck_archive *archive, int rootfd,
                                    const char *folder, struct ck_error *err);

#endif
