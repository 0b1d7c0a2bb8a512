/* exported_posts.h - the person's own posts that a data export names without an id
 * (exported.h), as they can be told from the save folder alone: from the files, from the
 * tables `posts` and `stories`, which say what belongs together and its caption, and from
 * the journal, which has the hashes. For this room only. */
#ifndef CK_KEEP_EXPORTED_POSTS_H
#define CK_KEEP_EXPORTED_POSTS_H

#include "keep/archive.h"

struct ck_exported_post {
    struct ck_kept kept; /* `id` is "export-" and 16 digits of its first file's name,
                            `seen` "export", `page` ""; a hash may be "": not in the
                            journal */
    char post[24];    /* the kept post that it is by its second and caption; "": none */
    const char *list; /* "posts" or "stories" */
    bool several;     /* more than one would fit: then none */
};
struct ck_exported_posts {
    struct ck_exported_post *of; /* the oldest first */
    size_t count;
};

/* Reads those whose files lie in `folder`, the absolute path of the save folder `rootfd`.
 * Errors: those of the archive, disk-error, no-memory. Free in any case. */
CK_NODISCARD bool ck_exported_posts_read(struct ck_archive *archive, int rootfd,
                                         const char *folder,
                                         struct ck_exported_posts *ret,
                                         struct ck_error *err);
void ck_exported_posts_free(struct ck_exported_posts *posts);

#endif
