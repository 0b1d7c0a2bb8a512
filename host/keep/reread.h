/* reread.h - kept posts whose rights were read by older rules, with their sidecars, a few
 * at a time. The sidecar itself is never changed: what newer rules read of it is in the
 * archive alone, and can be read from it again at any time. */
#ifndef CK_KEEP_REREAD_H
#define CK_KEEP_REREAD_H

#include "keep/archive.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CK_REREAD_MAX = 128 };

/* How far a pass has come; zeroed: it begins. */
struct ck_reread_mark {
    int edition;
    int64_t number;
};

struct ck_reread {
    int64_t number;
    json_t *sidecar;              /* NULL: it is gone, damaged or another post's */
    struct ck_kept_rights rights; /* as the sidecar says, to be brought up to date */
};

/* The next up to `max` (at most CK_REREAD_MAX) posts behind `mark` that are kept in
 * `folder`, which `rootfd` has open, and whose rights are of an edition below `edition`;
 * none: the pass is over. Those without a sidecar stay as they are, and are found again
 * by the next pass. Errors: those of the archive. */
CK_NODISCARD bool ck_reread_next(struct ck_archive *archive, int rootfd,
                                 const char *folder, int edition,
                                 struct ck_reread_mark *mark, size_t max,
                                 struct ck_reread *ret, size_t *ret_count,
                                 struct ck_error *err);
/* Records the rights of those that have a sidecar, in one transaction. A reading newer
 * than that stays. Errors: those of the archive. */
CK_NODISCARD bool ck_reread_record(struct ck_archive *archive,
                                   const struct ck_reread *list, size_t count,
                                   struct ck_error *err);
void ck_reread_clear(struct ck_reread *list, size_t count);

#endif
