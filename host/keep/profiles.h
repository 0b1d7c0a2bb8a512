/* profiles.h - what accounts said of themselves, as dated versions in the save folder:
 * profiles/NAME/DATE TIME.json, with the picture beside it. A version is added when
 * something has changed, numbers too; none is ever replaced. */
#ifndef CK_KEEP_PROFILES_H
#define CK_KEEP_PROFILES_H

#include "keep/archive.h"

#include <jansson.h>

#define CK_PROFILES_FOLDER "profiles"

struct ck_profile_version {
    const char *name;    /* the handle: one path component */
    const json_t *facts; /* an object */
    const void *picture; /* NULL: it could not be had */
    size_t picture_len;
    const char *suffix; /* of the picture: "jpg" */
    int64_t at;         /* Unix seconds */
};

/* Keeps a version in the save folder `rootfd`, whose path is `folder`, unless the newest
 * one says the same; `ret_kept` tells. A picture that has not changed is not kept again:
 * the version names the file that has it. Errors: name-taken, those of ck_stage_open()
 * and of the archive, no-memory. */
CK_NODISCARD bool ck_profile_keep(struct ck_archive *archive, int rootfd,
                                  const char *folder,
                                  const struct ck_profile_version *version,
                                  bool *ret_kept, struct ck_error *err);
/* True for the name, relative to the save folder, of a file of a version. Pure. */
bool ck_profiles_own(const char *name);

#endif
