/* verify.h - reads every kept file again and compares its hash. Works in small steps at
 * low priority, beside anything else; a run that was broken off is gone on with by the
 * next one. What is found is noted in the archive; of the folder nothing is changed but
 * the lines of moved files in SHA256SUMS (mend.h). */
#ifndef CK_KEEP_VERIFY_H
#define CK_KEEP_VERIFY_H

#include "keep/archive.h"

struct ck_verify;

enum ck_verify_finding {
    CK_FOUND_GOOD,
    CK_FOUND_DAMAGED, /* other bytes than were kept, or unreadable ones */
    CK_FOUND_MISSING,
    CK_FOUND_MOVED,   /* not where it was put, but elsewhere in the folder; the archive
                         knows its new place from then on */
    CK_FOUND_FOREIGN, /* in the folder, but not kept by Clipkeep */
    CK_FINDINGS,
};
/* "good", "damaged", …: for `verify --json`. */
const char *ck_verify_finding_text(enum ck_verify_finding finding);

/* All borrowed until the callback returns. */
struct ck_verify_news {
    enum ck_verify_finding finding;
    const char *post;  /* id, "" for a foreign file */
    const char *name;  /* relative to the save folder; where it is now */
    const char *moved; /* where it was before, NULL: not moved */
    int64_t bytes;
};
/* Told of each file once; of missing ones at the end, when no other place was found. A
 * run that goes on tells again of what it has found damaged before, not of the good. */
typedef void ck_verify_told(void *ctx, const struct ck_verify_news *news);

struct ck_verify_progress {
    int64_t files, files_done; /* kept ones */
    int64_t bytes, bytes_done;
    int64_t found[CK_FINDINGS];
};

/* Starts with the save folder `rootfd`, whose absolute path is `folder` (both borrowed
 * until the end), or goes on where an earlier run of it ended. `told` may be NULL.
 * Errors: those of the archive, no-memory. */
CK_NODISCARD bool ck_verify_open(struct ck_archive *archive, int rootfd,
                                 const char *folder, ck_verify_told *told, void *ctx,
                                 struct ck_verify **ret, struct ck_error *err);
/* Reads about `budget` bytes. `ret_more` false: all is done. Errors: disk-error (the
 * drive is gone), those of the archive, of ck_mend_sums() at the end, no-memory; end the
 * run then. */
CK_NODISCARD bool ck_verify_step(struct ck_verify *verify, int64_t budget, bool *ret_more,
                                 struct ck_error *err);
const struct ck_verify_progress *ck_verify_so_far(const struct ck_verify *verify);
/* Ends it at any time. What was found stays noted. NULL is allowed. */
void ck_verify_free(struct ck_verify *verify);

#endif
