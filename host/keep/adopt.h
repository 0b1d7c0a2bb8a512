/* adopt.h - finds what a run that died between publishing and recording has left under a
 * final name, so that it is recorded instead of being made a second time. That run may
 * have had to take a numbered name. What is found is made to last: that run may have died
 * before it had seen to it. */
#ifndef CK_KEEP_ADOPT_H
#define CK_KEEP_ADOPT_H

#include "keep/album.h"
#include "keep/name.h"
#include "keep/stage.h"

/* Looks under `stem` + `suffix`, "stem (2)" + `suffix`, … (the names that
 * ck_folder_free_stem() gives) for a file of exactly these bytes; `ret_stem` is the stem
 * it has. Reads a file only if it has that size. */
bool ck_adopt_file(int dirfd, const char *stem, const char *suffix,
                   const struct ck_staged_file *file, char ret_stem[CK_NAME_MAX + 1]);
/* The same for the folder of a photo post, as ck_album_same() compares it. */
bool ck_adopt_album(int dirfd, const char *stem, const struct ck_album_file *files,
                    size_t count, char ret_name[CK_NAME_MAX + 1]);

/* True when `name` in `dirfd` is a regular file of exactly these bytes. */
bool ck_adopt_same(int dirfd, const char *name, const struct ck_staged_file *file);
/* Size and hash of what has `name` in `dirfd`, for the file whose bytes nobody knows any
 * more: the sidecar. Reads it whole. False: it is no regular file or cannot be read. */
bool ck_adopt_named(int dirfd, const char *name, struct ck_staged_file *ret);

#endif
