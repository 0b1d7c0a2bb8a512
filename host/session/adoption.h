/* adoption.h - takes posts that another program has downloaded into the archive, without
 * downloading them again. Its folder is only read; what is taken is copied, or shares its
 * bytes where the drive can do that without one copy changing the other. */
#ifndef CK_SESSION_ADOPTION_H
#define CK_SESSION_ADOPTION_H

#include "session/session.h"

/* found = adopted + had + failed, unless it was stopped. */
struct ck_adoption_report {
    int64_t found;   /* posts that the folder tells of */
    int64_t adopted; /* taken in; in a dry run those that would be */
    int64_t had;     /* kept already */
    int64_t failed;  /* each is told of */
    int64_t bytes;   /* of their files, without the sidecars */
    int64_t strange; /* files of no post */
    bool cut;        /* the folder is deeper or larger than is looked at */
    bool stopped;
};

/* All borrowed. */
struct ck_adoption {
    const char *folder; /* of the other program */
    bool dry;           /* say what would be done */
    /* Asked after each post and each megabyte; false ends it. */
    bool (*goes_on)(void *ctx, const struct ck_adoption_report *so_far);
    /* A post could not be taken in: not-found (its media are not there), not-media,
     * media-truncated, source-unreadable, name-taken, … `name`: of one of its files. */
    void (*failed)(void *ctx, const char *post, const char *name,
                   const struct ck_error *why);
    void *ctx;
};

/* Takes in what is in the folder. After an error or a stop what was taken in stays, and
 * the next run goes on. Errors: source-unreadable, folder-missing, folder-read-only,
 * disk-full, disk-error, no-memory, those of the archive. */
CK_NODISCARD bool ck_session_adopt(struct ck_session *session,
                                   const struct ck_adoption *task,
                                   struct ck_adoption_report *ret, struct ck_error *err);

#endif
