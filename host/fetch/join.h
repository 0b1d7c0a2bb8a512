/* join.h - joins a file with the picture and one with the sound into one MP4, without
 * re-encoding. A program of its own does it (clipkeep-join), so that the host links no
 * media library and a flaw in one reaches nothing: see join_confine.c. */
#ifndef CK_FETCH_JOIN_H
#define CK_FETCH_JOIN_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

/* The descriptors clipkeep-join works on: regular files, told apart by number only. Both
 * inputs need reading; the output, which is empty, needs reading and writing. Without
 * that of the picture the sound alone is taken out. */
enum { CK_JOIN_PICTURE_FD = 3, CK_JOIN_SOUND_FD = 4, CK_JOIN_OUT_FD = 5 };

/* What clipkeep-join exits with. On stderr it says why, in one line. */
enum ck_join_exit {
    CK_JOIN_DONE = 0,
    CK_JOIN_UNREADABLE = 1, /* an input is no media we join, or is not whole */
    CK_JOIN_USAGE = 2,      /* words on the command line, descriptors missing or wrong */
    CK_JOIN_NO_SANDBOX = 3, /* could not be confined, so nothing was read */
    CK_JOIN_OUTPUT = 4,     /* the output could not be written */
    CK_JOIN_NO_ROOM = 5,    /* no room left for the output */
};

/* A join under way; zeroed when there is none. Wait for `fd` to become readable, then
 * call ck_join_finish(). */
struct ck_join {
    pid_t pid; /* 0: none */
    int fd;
    struct ck_buf said;
};

/* Starts `program` (the path of clipkeep-join), without environment or arguments. The
 * descriptors stay the caller's and may be closed at once; their offsets are left alone.
 * Picture: the first H.264 or H.265 track of an MP4; with `picture_fd` -1 there is none
 * and the output has the sound alone. Sound: the first AAC or MP3 track of
 * an MP4, or an MP3 file. `out_fd` is an empty file open for reading and writing without
 * O_APPEND; it is whole only after ck_join_finish() succeeded, and is not synced. Errors:
 * join-missing, disk-error, no-memory. */
CK_NODISCARD bool ck_join_start(int picture_fd, int sound_fd, int out_fd,
                                const char *program, struct ck_join *ret,
                                struct ck_error *err);
/* Looks, without waiting. Sets `ret_done`; when done, with or without an error, the
 * program is reaped and `join` is zeroed. Errors: join-failed, join-missing (there, but
 * cannot run on this computer), disk-full, disk-error. */
CK_NODISCARD bool ck_join_finish(struct ck_join *join, bool *ret_done,
                                 struct ck_error *err);
/* Ends it at once; what `out_fd` holds is worthless. A zeroed struct is fine. */
void ck_join_kill(struct ck_join *join);

#endif
