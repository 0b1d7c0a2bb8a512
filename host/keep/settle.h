/* settle.h - a save folder that was renamed, or brought to another place, and is chosen
 * again there: its posts are recorded where they are now. */
#ifndef CK_KEEP_SETTLE_H
#define CK_KEEP_SETTLE_H

#include "keep/archive.h"

/* Posts that are recorded in folders that are not there any more, and whose main file
 * lies under the same name and with the same size in the save folder `rootfd`, are
 * recorded in `folder`, its absolute path, from now on. `ret_posts` counts them. Looks at
 * no file's content. Errors: those of the archive, no-memory. */
CK_NODISCARD bool ck_settle(struct ck_archive *archive, int rootfd, const char *folder,
                            int64_t *ret_posts, struct ck_error *err);
/* Whether the folder looks like one of ours (it has a journal) of which the archive knows
 * nothing: ck_rescan_open() is for it. Errors: those of the archive. */
CK_NODISCARD bool ck_settle_unknown(struct ck_archive *archive, int rootfd,
                                    const char *folder, bool *ret, struct ck_error *err);

#endif
