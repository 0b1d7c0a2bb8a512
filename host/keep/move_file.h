/* move_file.h - one file on its way from one save folder into another, for move.c only.
 */
#ifndef CK_KEEP_MOVE_FILE_H
#define CK_KEEP_MOVE_FILE_H

#include "keep/move.h"

#include <sys/stat.h>

struct ck_carrier {
    int from_fd, to_fd;
    const char *id; /* of the post */
    /* Told of bytes that were copied; false: no more are wanted. */
    bool (*goes_on)(void *ctx, int64_t bytes);
    void *ctx;
};

enum ck_carry {
    CK_CARRY_NOTHING, /* it is in neither folder */
    CK_CARRY_DUE,
    CK_CARRY_THERE, /* in the new folder before we came, the same bytes */
    CK_CARRY_MOVED,
    CK_CARRY_COPIED,
};

struct ck_carried {
    const struct ck_kept_file *file; /* borrowed */
    size_t place;
    enum ck_carry how;
    struct stat source; /* st_nlink 0: it is not in the old folder */
};

/* Looks where the file is; nothing is changed. Says why it cannot be moved. */
enum ck_stayed ck_carry_look(const struct ck_carrier *carrier,
                             struct ck_carried *carried);
/* Brings one that is due into the new folder, where it then lasts. `ret_stayed`: it could
 * not be brought for this reason, which is no error. Errors: cancelled, disk-full,
 * folder-read-only, disk-error, no-memory. */
CK_NODISCARD bool ck_carry(const struct ck_carrier *carrier, struct ck_carried *carried,
                           enum ck_stayed *ret_stayed, struct ck_error *err);
/* Puts it back, as far as that can be done. */
void ck_carry_undo(const struct ck_carrier *carrier, struct ck_carried *carried);
/* Removes the old file of one that is in the new folder, if it is as it was kept; makes
 * that last. Errors: disk-error. */
CK_NODISCARD bool ck_carry_finish(const struct ck_carrier *carrier,
                                  struct ck_carried *carried, struct ck_error *err);
/* Removes the folders it was in, where they are empty. */
void ck_carry_leave(const struct ck_carrier *carrier, const struct ck_carried *carried);

#endif
