/* remarks.h - the comments of a kept post, as dated versions beside it:
 * "STEM.comments DATE TIME.json". A version is added when the comments have changed; none
 * is ever replaced. They are files of the post: verified and moved with it. */
#ifndef CK_KEEP_REMARKS_H
#define CK_KEEP_REMARKS_H

#include "keep/archive.h"

#include <jansson.h>

/* Keeps `comments` (an object with the members "total", "complete" and "comments") beside
 * the post `kept`, unless its newest version says the same; `ret_kept` tells. `rootfd` is
 * the save folder of the post, `at` in Unix seconds. Errors: not-found (the post has no
 * place), those of ck_stage_open() and of the archive, no-memory. */
CK_NODISCARD bool ck_remarks_keep(struct ck_archive *archive, int rootfd,
                                  const struct ck_kept *kept, const json_t *comments,
                                  int64_t at, bool *ret_kept, struct ck_error *err);
/* Makes comments that the journal tells of files of their post again, if it is kept in
 * `folder`: also those that are not there any more, so that they are missed. `added`: the
 * event. Within the transaction that is open. Errors: as below. */
CK_NODISCARD bool ck_remarks_added(struct ck_archive *archive, const char *folder,
                                   const struct ck_kept *added, struct ck_error *err);
/* Makes comments that lie in `folder` files of their post again, if it is kept there;
 * `name` and `dirfd` as in struct ck_walk_file. Within the transaction that is open.
 * Errors: those of the archive, no-memory. */
CK_NODISCARD bool ck_remarks_found(struct ck_archive *archive, const char *folder,
                                   int dirfd, const char *name, struct ck_error *err);
/* True for the name, relative to the save folder, of such a file. Pure. */
bool ck_remarks_own(const char *name);

#endif
