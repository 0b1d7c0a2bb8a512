/* library.h - index.html in the save folder: all that is kept, to be browsed by double
 * click, in any browser, without Clipkeep and without a network. The page's own files
 * and its data are in `.library` beside it, each under a name made of its SHA-256, so
 * that none is ever changed: index.html, which names them, is replaced last, in one step,
 * and only if we wrote it. What is not needed any more is removed after that. Works in
 * steps, so that nothing else has to wait. Format: LIBRARY.md. */
#ifndef CK_KEEP_LIBRARY_H
#define CK_KEEP_LIBRARY_H

#include "keep/archive.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CK_LIBRARY_PAGE "index.html"
#define CK_LIBRARY_FOLDER ".library"

struct ck_library;

struct ck_library_report {
    int64_t posts;  /* that the library has, so far */
    int64_t all;    /* that it will have */
    int64_t read;   /* posts that were read anew for it */
    int64_t chunks; /* parts of the data so far */
    int64_t fresh;  /* of those, that had to be written */
    bool changed;   /* index.html is another one than before (at the end) */
};

/* Starts to build the library of the save folder `rootfd`, whose absolute path is
 * `folder`; all three are borrowed until the end. Errors: library-foreign (index.html is
 * not ours), library-busy (another process builds it), name-taken, folder-read-only,
 * disk-full, disk-error, those of the archive, no-memory. */
CK_NODISCARD bool ck_library_open(struct ck_archive *archive, int rootfd,
                                  const char *folder, struct ck_library **ret,
                                  struct ck_error *err);
/* Looks at one part of the data, or reads about `posts` posts of a part that changed.
 * `ret_more` false: the library is whole. After an error, or a death, the old one stays
 * whole; begin again. Errors: as above. */
CK_NODISCARD bool ck_library_step(struct ck_library *library, size_t posts,
                                  bool *ret_more, struct ck_error *err);
const struct ck_library_report *ck_library_so_far(const struct ck_library *library);
/* Ends it at any time. NULL is allowed. */
void ck_library_free(struct ck_library *library);

/* True when the save folder `rootfd` has a library of ours. */
bool ck_library_present(int rootfd);

#endif
