/* made.h - the posts that an account made, as far as they are known: kept ones, and those
 * its list of posts was found to hold. Part of the archive; errors as there. */
#ifndef CK_KEEP_MADE_H
#define CK_KEEP_MADE_H

#include "keep/archive.h"

/* A post by its second, in Unix seconds. The strings are borrowed. */
typedef bool ck_made_told(void *ctx, int64_t created, const char *post, const char *text);
/* Tells of each post of this account (its name without "@"), the oldest first, a post
 * more than once when it is known with several texts; false ends it. */
CK_NODISCARD bool ck_made_each(struct ck_archive *archive, const char *handle,
                               ck_made_told *told, void *ctx, struct ck_error *err);

/* A post that is kept in `folder`, the same way, with its account; `own`: that is known
 * to be the person's. */
typedef bool ck_made_kept_told(void *ctx, int64_t created, const char *post,
                               const char *text, const char *author, bool own);
CK_NODISCARD bool ck_made_kept(struct ck_archive *archive, const char *folder,
                               ck_made_kept_told *told, void *ctx, struct ck_error *err);
/* The name of the person's account; "": unknown, or there are several. */
CK_NODISCARD bool ck_made_handle(struct ck_archive *archive, char ret[64],
                                 struct ck_error *err);

/* True when these may be two forms of one caption: without white space around them they
 * are the same, or one was cut, or one is not known (""). Pure. */
bool ck_made_agree(const char *one, const char *other);

#endif
