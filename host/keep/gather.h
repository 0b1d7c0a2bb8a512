/* gather.h - the plain files in a folder that another program has filled, and reading
 * them. The folder is hostile: no link is followed, nothing is changed, and there is an
 * end to what is looked at. */
#ifndef CK_KEEP_GATHER_H
#define CK_KEEP_GATHER_H

#include "base/buf.h"
#include "base/error.h"
#include "keep/stage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The deepest folder, and the most names, that are looked at. */
enum { CK_GATHER_DEPTH = 12, CK_GATHER_MAX = 2000000 };

struct ck_gathered {
    const char *name; /* relative to the folder, with slashes */
    int64_t bytes;
};

/* Zeroed is empty. */
struct ck_gather {
    int rootfd;
    struct ck_gathered *files; /* sorted by name (strcmp) */
    size_t count;
    bool cut; /* there is more than is looked at */
};

/* Lists the folder `path`, but for hidden names and the folder `avoid_fd`, which it may
 * hold but not be in. Errors: source-unreadable, no-memory. End it with ck_gather_free(),
 * also after an error. */
CK_NODISCARD bool ck_gather_open(const char *path, int avoid_fd, struct ck_gather *ret,
                                 struct ck_error *err);
/* The file of this very name; NULL without one. */
const struct ck_gathered *ck_gather_find(const struct ck_gather *gather,
                                         const char *name);
/* Opens a plain file below the folder for reading; no link is followed, hidden names are
 * fine. -1 with errno when it is not there or something else. Close it. */
int ck_gather_file(const struct ck_gather *gather, const char *name);
/* Reads one whole into the empty buffer `ret`. False: it cannot be read or is larger than
 * the buffer may be. */
bool ck_gather_read(const struct ck_gather *gather, const char *name, struct ck_buf *ret);
/* Brings the bytes of an open file into an empty stage: shared where the drive can share
 * them until one of the two is changed, else copied. `goes_on` is asked after each
 * megabyte. Errors: cancelled, source-unreadable, those of ck_stage_write(). */
CK_NODISCARD bool ck_gather_stage(int fd, struct ck_stage *stage,
                                  bool (*goes_on)(void *ctx), void *ctx,
                                  struct ck_error *err);
void ck_gather_free(struct ck_gather *gather);

#endif
