/* rescan.h - makes the archive's records anew from what lies in the save folder: the
 * journal, and the sidecars beside the files (host/session/SIDECAR.md). Everything but
 * the queue and its settings comes back: posts, permissions, lists and what became of
 * what they hold. Both are hostile input: names never lead out of
 * the folder, and sizes are capped. Works in steps, so that nothing else has to wait. */
#ifndef CK_KEEP_RESCAN_H
#define CK_KEEP_RESCAN_H

#include "keep/archive.h"

struct ck_rescan;

struct ck_rescan_report {
    int64_t events;      /* of kept posts in the journal */
    int64_t sidecars;    /* that were read */
    int64_t refused;     /* sidecars that could not be understood or name odd files */
    int64_t entered;     /* records that were missing */
    int64_t files;       /* looked at so far */
    int64_t permissions; /* that were missing, or their withdrawal */
    int64_t runs;        /* of lists, that were missing */
};

/* Starts with the save folder `rootfd`, whose absolute path is `folder`; both are
 * borrowed until the end. Errors: disk-error, no-memory. */
CK_NODISCARD bool ck_rescan_open(struct ck_archive *archive, int rootfd,
                                 const char *folder, struct ck_rescan **ret,
                                 struct ck_error *err);
/* Reads up to `count` events or files and enters what is missing, in one transaction; a
 * record that is there is left as it is, but for what its sidecar says of the rights.
 * `ret_more` false: all is done. After an error, or a death, begin again: nothing is
 * entered twice. Errors: those of the archive, disk-error, no-memory. */
CK_NODISCARD bool ck_rescan_step(struct ck_rescan *rescan, size_t count, bool *ret_more,
                                 struct ck_error *err);
const struct ck_rescan_report *ck_rescan_so_far(const struct ck_rescan *rescan);
/* Ends it at any time. NULL is allowed. */
void ck_rescan_free(struct ck_rescan *rescan);

/* Renames the damaged archive in `state_dir` to archive.sqlite.damaged-N, so that
 * ck_archive_open() makes a new one; nothing is deleted. `ret_name` gets its new name.
 * Errors: busy (another Clipkeep works with it: close the other browsers first),
 * not-found (there is no archive), archive-error. */
CK_NODISCARD bool ck_archive_set_aside(const char *state_dir, char ret_name[64],
                                       struct ck_error *err);

#endif
