/* begun.h - the record of files that have begun to come: what of them is surely on the
 * drive, and of which version of which file it is, so that a later process can go on with
 * them. Part of the archive; errors as in archive.h. Never a signed address or a cookie.
 * Rules: download-engine.md §3, §4. */
#ifndef CK_KEEP_BEGUN_H
#define CK_KEEP_BEGUN_H

#include "keep/archive.h"
#include "keep/stage.h"

#include <stdbool.h>
#include <stdint.h>

struct ck_begun {
    char word[24];       /* of the part's name, ".POST.WORD.part" */
    char place[320];     /* its folder in the save folder: "AUTHOR", "AUTHOR/.sources" */
    char stream[160];    /* which of the post's files it is, in the caller's words */
    char validator[128]; /* a strong ETag or Last-Modified, never "" */
    int64_t total;       /* bytes of the whole file, -1 unknown */
    struct ck_staged_file kept; /* as ck_stage_sync() gave it */
};

/* Records a part, in place of what is recorded under its word; `folder` is the absolute
 * save folder. One transaction. */
CK_NODISCARD bool ck_begun_note(struct ck_archive *archive, const char *post,
                                const char *folder, const struct ck_begun *begun,
                                struct ck_error *err);
CK_NODISCARD bool ck_begun_find(struct ck_archive *archive, const char *post,
                                const char *word, bool *ret_found, struct ck_begun *ret,
                                struct ck_error *err);
/* The post is kept, or not wanted any more: removes its recorded parts and their records.
 * Without records nothing is written. A part that a living process holds stays. */
CK_NODISCARD bool ck_begun_forget(struct ck_archive *archive, const char *post,
                                  struct ck_error *err);
/* The same for all parts in a save folder that is not used any more. */
CK_NODISCARD bool ck_begun_forget_folder(struct ck_archive *archive, const char *folder,
                                         struct ck_error *err);
/* The same for all posts without an unfinished job; where the last one has failed, parts
 * noted after `since` (Unix seconds) stay, since it may be tried again. */
CK_NODISCARD bool ck_begun_forget_over(struct ck_archive *archive, int64_t since,
                                       struct ck_error *err);

#endif
