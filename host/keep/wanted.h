/* wanted.h - which posts of a list the person wants, and what that comes to before
 * anything is fetched. Parts of the archive; errors as there. */
#ifndef CK_KEEP_WANTED_H
#define CK_KEEP_WANTED_H

#include "keep/lists.h"

/* All zero: everything is wanted. */
struct ck_wanted {
    int64_t since; /* made then or later, Unix seconds; 0: whenever */
    bool no_videos, no_photos;
};
/* Whether a post is wanted. Of one whose time (0) or kind ("" or NULL) is not known, that
 * is no reason to leave it out. Pure. */
bool ck_wanted_takes(const struct ck_wanted *wanted, const char *kind, int64_t created);

/* What is known of a list before it is gone through. */
struct ck_prospect {
    int64_t known; /* posts, from earlier runs; 0 also when there is no such list */
    int64_t left;  /* of those: wanted, and neither kept nor gone */
};
/* Looks at the list that ck_list_open() would open; nothing is made. */
CK_NODISCARD bool ck_wanted_prospect(struct ck_archive *archive,
                                     const struct ck_list *like,
                                     const struct ck_wanted *wanted,
                                     struct ck_prospect *ret, struct ck_error *err);
/* True when an earlier run passed over posts of the list that are wanted now: the list
 * must be gone through to where they are. What a run to its end has not found since is
 * not looked for any more. */
CK_NODISCARD bool ck_wanted_anew(struct ck_archive *archive, int64_t list,
                                 const struct ck_wanted *wanted, bool *ret,
                                 struct ck_error *err);

#endif
