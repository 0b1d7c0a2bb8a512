/* takeout_parts.h - what the files of a takeout share. */
#ifndef CK_KEEP_TAKEOUT_PARTS_H
#define CK_KEEP_TAKEOUT_PARTS_H

#include "base/buf.h"
#include "keep/exported_posts.h"
#include "keep/stage.h"
#include "keep/takeout.h"

#include <jansson.h>

enum { CK_TAKEOUT_BUFFER = 64 * 1024, CK_TAKEOUT_TEXT_MAX = 16 * 1024 * 1024 };

/* A takeout under way. */
struct ck_taking {
    const struct ck_takeout_task *task;
    struct ck_takeout_report *report;
    struct ck_tree tree;
    struct ck_putting putting;
    struct ck_stage *stage; /* the manifest, or the table */
    struct ck_buf text;     /* what is not yet written to it */
    int parent_fd;          /* of a table */
    char *name;
};

/* What a form does; the newest record of a post has `newest`. */
struct ck_takeout_way {
    bool (*begin)(struct ck_taking *taking, struct ck_error *err);
    bool (*post)(struct ck_taking *taking, const struct ck_kept *kept, bool newest,
                 struct ck_error *err);
    bool (*end)(struct ck_taking *taking, struct ck_error *err);
};
extern const struct ck_takeout_way ck_takeout_bag, ck_takeout_nfo, ck_takeout_nfo_here,
    ck_takeout_csv, ck_takeout_jsonl;

/* Brings one file of a post into the target, counts it and tells when it is left out.
 * Errors: as ck_put_file(). */
CK_NODISCARD bool ck_taking_put(struct ck_taking *taking, const struct ck_kept *kept,
                                const struct ck_kept_file *file, bool newest,
                                enum ck_put *ret, struct ck_error *err);
/* Writes the text to the stage when there is much of it, or `all` of it. Errors:
 * no-memory, those of ck_stage_write(). */
CK_NODISCARD bool ck_taking_flush(struct ck_taking *taking, bool all,
                                  struct ck_error *err);
/* Writes a whole small file. Errors: as ck_stage_publish(). */
CK_NODISCARD bool ck_taking_write(int dirfd, const char *name, const struct ck_buf *text,
                                  struct ck_staged_file *ret, struct ck_error *err);

/* Takes the own posts that only a data export knows, the oldest first. Errors: those of
 * ck_exported_posts_read() and of `take`. */
CK_NODISCARD bool ck_taking_exported(struct ck_taking *taking,
                                     bool (*take)(struct ck_taking *taking,
                                                  const struct ck_exported_post *post,
                                                  struct ck_error *err),
                                     struct ck_error *err);

/* The lists that a post is in: [{"kind","handle","title","added"}]. Errors: those of the
 * archive. */
CK_NODISCARD bool ck_takeout_lists(struct ck_archive *archive, const char *post,
                                   json_t **ret, struct ck_error *err);
/* How many records the folder has. */
CK_NODISCARD bool ck_takeout_count(struct ck_archive *archive, const char *folder,
                                   int64_t *ret, struct ck_error *err);
/* Whether the folder has no newer record of this post. */
CK_NODISCARD bool ck_takeout_newest(struct ck_archive *archive, const char *folder,
                                    const char *post, int64_t number, bool *ret,
                                    struct ck_error *err);

#endif
