/* move.h - moves kept posts from one save folder into another, first what belongs to
 * no post (loose.h), then one post after the other.
 *
 * A file is renamed or, on another drive, copied, made to last and compared with the hash
 * that was recorded; only then the old one goes. Nothing is ever replaced, and only files
 * that the archive or the journal has are touched. Of a post either all files are on
 * their way or none: where one cannot be moved, those before it are put back. A run that
 * dies anywhere is followed by one that finds what is there already and goes on, so that
 * no file is lost and none is there twice. */
#ifndef CK_KEEP_MOVE_H
#define CK_KEEP_MOVE_H

#include "keep/archive.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Posts that are kept elsewhere than in the save folder. */
struct ck_elsewhere {
    char *folder; /* absolute path */
    int64_t posts, bytes;
    bool left; /* the person wants them to stay there */
};
/* The folders other than `folder` that posts are recorded in, the newest first, and then
 * those in which a move has left files of no post; free with ck_elsewhere_free(). Errors:
 * those of the archive. */
CK_NODISCARD bool ck_move_elsewhere(struct ck_archive *archive, const char *folder,
                                    struct ck_elsewhere **ret, size_t *ret_count,
                                    struct ck_error *err);
void ck_elsewhere_free(struct ck_elsewhere *list, size_t count);
/* Notes that what is kept in `folder` is to stay there, or no longer. */
CK_NODISCARD bool ck_move_leave(struct ck_archive *archive, const char *folder, bool left,
                                struct ck_error *err);

/* Notes that files of no post, which are to move, are in `folder`, or no longer. */
CK_NODISCARD bool ck_move_note_loose(struct ck_archive *archive, const char *folder,
                                     bool some, struct ck_error *err);

/* Why a post stays where it is. */
enum ck_stayed {
    CK_STAYED_NOT,
    CK_STAYED_TAKEN,   /* another file has the name of one of its files there */
    CK_STAYED_CHANGED, /* a file is not as it was kept */
    CK_STAYED_MISSING, /* its main file is not there */
    CK_STAYED_BUSY,    /* it is being saved there right now */
    CK_STAYS,
};
/* "taken", "changed", …: for `folder --json`. */
const char *ck_stayed_text(enum ck_stayed stayed);

struct ck_move_progress {
    int64_t posts, posts_done; /* those that stay are done too */
    int64_t bytes, bytes_done;
    int64_t stayed[CK_STAYS]; /* [CK_STAYED_NOT]: moved */
};

/* All borrowed until the end. */
struct ck_move_task {
    struct ck_archive *archive;
    const char *from, *to; /* absolute paths of the two folders */
    int from_fd, to_fd;
    /* Asked after each post and each megabyte; false: the move ends there. */
    bool (*goes_on)(void *ctx, const struct ck_move_progress *progress);
    /* A post stays, or a file of none (whose id is "" then). NULL: nobody wants to know.
     */
    void (*stayed)(void *ctx, const struct ck_kept *kept, enum ck_stayed why);
    void *ctx;
};

struct ck_move;
/* Errors: those of the archive, disk-error, no-memory. */
CK_NODISCARD bool ck_move_open(const struct ck_move_task *task, struct ck_move **ret,
                               struct ck_error *err);
/* Moves the next post. `ret_more` false: all is done. After an error the post is where it
 * was, or the next run finds it. Errors: cancelled, disk-full, folder-read-only,
 * disk-error, those of ck_record_keep(). */
CK_NODISCARD bool ck_move_step(struct ck_move *move, bool *ret_more,
                               struct ck_error *err);
const struct ck_move_progress *ck_move_so_far(const struct ck_move *move);
/* Makes the SHA256SUMS of both folders true (mend.h), also after an error. Errors: as
 * ck_mend_sums(). */
CK_NODISCARD bool ck_move_end(struct ck_move *move, struct ck_error *err);
/* NULL is allowed. */
void ck_move_free(struct ck_move *move);

#endif
