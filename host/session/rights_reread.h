/* rights_reread.h - sidecars that were kept earlier are read again, once, when the rules
 * that read licences are newer than those they were read by. */
#ifndef CK_SESSION_RIGHTS_REREAD_H
#define CK_SESSION_RIGHTS_REREAD_H

#include "keep/reread.h"

/* Reads the next up to `max` of `folder`, which `rootfd` has open, and records what they
 * say. `ret_more` false: no more are to be read. A run that dies is followed by one that
 * goes on there. Errors: those of the archive, no-memory. */
CK_NODISCARD bool ck_rights_reread(struct ck_archive *archive, int rootfd,
                                   const char *folder, struct ck_reread_mark *mark,
                                   size_t max, bool *ret_more, struct ck_error *err);

#endif
