/* library_exported.h - own posts that only a data export knows (exported_posts.h), for
 * the library, for this room only. */
#ifndef CK_KEEP_LIBRARY_EXPORTED_H
#define CK_KEEP_LIBRARY_EXPORTED_H

#include "keep/archive.h"

#include <jansson.h>

/* Where a library is made; all borrowed. */
struct ck_library_place {
    struct ck_archive *archive;
    int rootfd, dirfd; /* the save folder and the library's own */
    const char *folder;
};

/* Adds to the manifest, which has its "lists", one part of these posts, with the key -1,
 * and their list where it has none yet; "beside": {POST: [[ROLE, NAME, BYTES, SHA-256],
 * …]} says which files of them are kept posts'. Without any it adds nothing. `ret_count`:
 * how many posts the part has. Errors: as ck_library_chunk_step(). */
CK_NODISCARD bool ck_library_exported(const struct ck_library_place *place,
                                      json_t *manifest, json_int_t *ret_count,
                                      struct ck_error *err);

#endif
