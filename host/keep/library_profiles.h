/* library_profiles.h - what accounts said of themselves, for the library, for this room
 * only: the dated versions of profiles.h. */
#ifndef CK_KEEP_LIBRARY_PROFILES_H
#define CK_KEEP_LIBRARY_PROFILES_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>

/* Appends to `ret`, an array, what the manifest says of each account with versions in the
 * save folder `rootfd`, by name: {"name", "nickname", "picture", "followers", "versions",
 * "file"}. The file, which it puts into the library's folder `dirfd`, has its versions,
 * the oldest first: [{"at", "facts", "picture"}]. What cannot be read is left out.
 * Errors: those of ck_library_put(), no-memory. */
CK_NODISCARD bool ck_library_profiles(int rootfd, int dirfd, json_t *ret,
                                      struct ck_error *err);

#endif
