/* walk.h - one file after the other in the save folder, for this room only. Hidden names
 * and links are passed over; so are folders that cannot be read, and names too deep or
 * too long for us to have made them. */
#ifndef CK_KEEP_WALK_H
#define CK_KEEP_WALK_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct ck_walk;

struct ck_walk_file {
    const char *name; /* relative to the save folder; borrowed until the next step */
    const char *last; /* its last component, within `name` */
    int dirfd;        /* the folder it lies in; borrowed likewise */
    int64_t bytes;
};

/* `rootfd` stays owned by the caller. Errors: disk-error, no-memory. */
CK_NODISCARD bool ck_walk_open(int rootfd, struct ck_walk **ret, struct ck_error *err);
/* The next regular file; false: there is none. */
bool ck_walk_next(struct ck_walk *walk, struct ck_walk_file *ret);
/* NULL is allowed. */
void ck_walk_free(struct ck_walk *walk);

#endif
