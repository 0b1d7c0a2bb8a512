/* takeout.h - hands out what is kept in the save folder in forms that other programs
 * read: a BagIt bag (RFC 8493), a folder for Jellyfin and Kodi, a table. Described in
 * host/face/EXPORT.md. In the save folder nothing is changed; nothing is ever replaced;
 * a target that could not be finished is taken away again. */
#ifndef CK_KEEP_TAKEOUT_H
#define CK_KEEP_TAKEOUT_H

#include "keep/takeout_tree.h"

enum ck_takeout_form {
    CK_TAKEOUT_BAG,
    CK_TAKEOUT_NFO,      /* videos with all their files, and NAME.nfo beside each */
    CK_TAKEOUT_NFO_HERE, /* NAME.nfo beside the videos in the save folder itself */
    CK_TAKEOUT_CSV,
    CK_TAKEOUT_JSONL,
    CK_TAKEOUT_FORMS,
};

struct ck_takeout_report {
    int64_t posts, posts_done; /* records of posts in the folder */
    int64_t written;           /* rows, videos with their NFO, or records in the bag */
    int64_t passed;            /* records that have no place in this form */
    int64_t had;               /* NFO_HERE: there was one already */
    int64_t files, bytes;      /* of the payload */
    int64_t put[CK_PUTS];      /* files */
};

/* All borrowed. */
struct ck_takeout_task {
    struct ck_archive *archive;
    int rootfd;         /* the save folder */
    const char *folder; /* its absolute path */
    enum ck_takeout_form form;
    const char *target; /* the folder or file to be made, outside the save folder; NULL
                           for NFO_HERE */
    bool link;
    int64_t now; /* Unix seconds */
    /* Asked after each post and each megabyte; false ends it. May be NULL. */
    bool (*goes_on)(void *ctx, const struct ck_takeout_report *so_far);
    /* A file is missing or changed, and is left out. May be NULL. */
    void (*left_out)(void *ctx, const struct ck_kept *kept, const char *name,
                     enum ck_put why);
    void *ctx;
};

/* Does it all. After an error nothing of the target is there. Errors: target-taken,
 * target-bad, cancelled, disk-full, disk-error, no-memory, those of the archive. */
CK_NODISCARD bool ck_takeout(const struct ck_takeout_task *task,
                             struct ck_takeout_report *ret, struct ck_error *err);

#endif
