/* exported.h - files of the person's own posts that a data export knows by a direct link
 * only (tiktok.md §8): they have no post that they could stand with, so they lie beside
 * the tables of the export, called by the second of the post and by what the link leads
 * to. */
#ifndef CK_KEEP_EXPORTED_H
#define CK_KEEP_EXPORTED_H

#include "keep/archive.h"
#include "keep/stage.h"

/* "2026-01-05 203107 0123456789abcdef" with its NUL. */
enum { CK_EXPORTED_STEM = 35 };

/* What the file of this link is called without its suffix: the same for every export, for
 * only the end of a link, behind the question mark, is made anew. `created`: Unix
 * seconds. False: beyond our calendar, or no memory. */
CK_NODISCARD bool ck_exported_stem(int64_t created, const char *url,
                                   char ret[CK_EXPORTED_STEM]);
/* Opens their folder in the save folder. Errors: as ck_folder_enter(). */
CK_NODISCARD bool ck_exported_open(int rootfd, int *ret_fd, struct ck_error *err);
/* Gives the sealed `stage`, which is in their folder, its name and writes it into
 * SHA256SUMS and the journal of the save folder `rootfd`, whose path is `folder`. What
 * the lists cannot take is logged. Errors: as ck_stage_publish(). */
CK_NODISCARD bool ck_exported_keep(struct ck_archive *archive, int rootfd,
                                   const char *folder, struct ck_stage *stage,
                                   const struct ck_staged_file *file, const char *name,
                                   struct ck_error *err);
/* True for the name, relative to the save folder, of such a file. Pure. */
bool ck_exported_own(const char *name);

#endif
