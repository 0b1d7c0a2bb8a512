/* library_chunk.h - a part of the library's data, for this room only: the posts whose
 * numbers in the archive are in one range. Which posts these are never changes, so that a
 * new post makes one part new, and not all of them. */
#ifndef CK_KEEP_LIBRARY_CHUNK_H
#define CK_KEEP_LIBRARY_CHUNK_H

#include "keep/archive.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { CK_LIBRARY_CHUNK = 512, CK_LIBRARY_DETAILS = 128 };

struct ck_library_chunk;

/* The first part that has posts of `folder`, from the one of this key on; -1: none. */
CK_NODISCARD bool ck_library_chunk_next(struct ck_archive *archive, const char *folder,
                                        int64_t from, int64_t *ret_key,
                                        struct ck_error *err);
/* How many posts it has, and a hash of all that the archive knows of them. */
CK_NODISCARD bool ck_library_chunk_sign(struct ck_archive *archive, const char *folder,
                                        int64_t key, int64_t *ret_count, char ret[65],
                                        struct ck_error *err);
/* Starts to make its files in the library's folder `dirfd`, from posts in `rootfd`; all
 * are borrowed until the end. NULL: no memory. */
struct ck_library_chunk *ck_library_chunk_open(struct ck_archive *archive, int rootfd,
                                               int dirfd, const char *folder,
                                               int64_t key);
/* Reads up to `posts` posts. `ret_entry` gets what the manifest says of it once all are
 * read and its files are there: {"key", "count", "index", "words", "details"}; NULL until
 * then. Errors: disk-full, disk-error, those of the archive, no-memory. */
CK_NODISCARD bool ck_library_chunk_step(struct ck_library_chunk *chunk, size_t *posts,
                                        json_t **ret_entry, struct ck_error *err);
/* Adds a post that the archive does not have, to a part of such posts alone: it is in
 * this list, since it was posted. Errors: as above. */
CK_NODISCARD bool ck_library_chunk_add(struct ck_library_chunk *chunk,
                                       const struct ck_kept *kept, int64_t list,
                                       struct ck_error *err);
/* All were added: as the end of ck_library_chunk_step(). */
CK_NODISCARD bool ck_library_chunk_end(struct ck_library_chunk *chunk, json_t **ret_entry,
                                       struct ck_error *err);
/* NULL is allowed. */
void ck_library_chunk_free(struct ck_library_chunk *chunk);

#endif
