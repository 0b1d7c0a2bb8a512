/* edition.h - the files of a post that is about to be kept, and what they are to be
 * called. Used inside session/ only. */
#ifndef CK_SESSION_EDITION_H
#define CK_SESSION_EDITION_H

#include "session/inner.h"

enum ck_shelf {
    CK_SHELF_AUTHOR,  /* the folder that the pattern of names says: mostly the author's */
    CK_SHELF_ALBUM,   /* the folder of a photo post */
    CK_SHELF_SOURCES, /* CK_SOURCES in the author's folder */
};

struct ck_copy {
    const struct ck_part *part; /* NULL: the sidecar */
    struct ck_stage *stage;
    struct ck_staged_file file;
    const char *role;
    enum ck_shelf shelf;
    char tail[64];              /* after the stem; in an album the whole name */
    char name[CK_NAME_MAX + 1]; /* in its folder */
};

struct ck_edition {
    struct ck_job *job;
    char stem[CK_NAME_MAX + 1];
    struct ck_copy *copies; /* the main one first */
    size_t count;
};

/* Lists what the job has. Errors: no-memory. On failure `ret` needs no clean-up. */
CK_NODISCARD bool ck_edition_make(struct ck_job *job, struct ck_edition *ret,
                                  struct ck_error *err);
/* Names everything after `stem`. False: a name would be too long. */
CK_NODISCARD bool ck_edition_name(struct ck_edition *edition, const char *stem);
/* Takes a copy out that could not be published. */
void ck_edition_drop(struct ck_edition *edition, size_t index);
/* The name of a copy relative to the save folder: "AUTHOR/STEM.mp4". NULL: no memory.
 * Free with ck_free(). */
char *ck_edition_path(const struct ck_edition *edition, const struct ck_copy *copy);
/* What was kept, once all is published; `ret` is empty before, and to be cleared in any
 * case. Errors: no-memory. */
CK_NODISCARD bool ck_edition_kept(const struct ck_edition *edition,
                                  const struct ck_staged_file *sidecar,
                                  struct ck_kept *ret, struct ck_error *err);
void ck_edition_clear(struct ck_edition *edition);

#endif
