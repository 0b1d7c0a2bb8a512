/* starter.h - starts clipkeep-desktop, and Clipkeep itself, on behalf of the host, which
 * may not: the sandbox (confine.h) would hold for dialogs and file managers too. The
 * starter is a small process forked before the sandbox closes. It can be asked for
 * nothing but what is named here. */
#ifndef CK_DESKTOP_STARTER_H
#define CK_DESKTOP_STARTER_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

/* RESUME and MOVE are `clipkeep resume --quiet` and `clipkeep folder --quiet --move`,
 * which are not waited for, DOCTOR is `clipkeep doctor --json`; these take no path.
 * IMPORT_LOOK and the two that take in are `clipkeep import` (face/IMPORT.md). */
enum ck_start {
    CK_START_CHOOSE_FOLDER,
    CK_START_SHOW,
    CK_START_RESUME,
    CK_START_MOVE,
    CK_START_DOCTOR,
    CK_START_CHOOSE_FILE,
    CK_START_CHOOSE_EXPORT,
    CK_START_CHOOSE_EXPORT_FOLDER,
    CK_START_IMPORT_LOOK,
    CK_START_IMPORT,
    CK_START_IMPORT_PRIVATELY,
};

/* A program that was started, in a session and process group of its own. */
struct ck_started {
    pid_t pid;
    int done; /* readable once it has ended */
};

/* Forks the starter; it ends with this process, or at ck_starter_end(). Without it, each
 * start forks one for itself. Call it while there is one thread. Errors: internal. */
CK_NODISCARD bool ck_starter_begin(struct ck_error *err);
void ck_starter_end(void);

/* Runs clipkeep-desktop for the absolute `path`, or Clipkeep itself ("/" where it takes
 * none). `lists`: what the two that take in are to take, names of lists with commas
 * between; NULL for the others. Its output goes to `out` (-1: nowhere); with it, its
 * errors go to our stderr, but not of what goes on after us: RESUME, MOVE and the two
 * that take in. False with errno set. */
CK_NODISCARD bool ck_starter_start(enum ck_start what, const char *path,
                                   const char *lists, int out, struct ck_started *ret);
/* Waits up to `ms` milliseconds (-1: for ever) for its end, then makes it end, with all
 * of its group. Gives its exit code, -1 when it had none. */
int ck_started_end(struct ck_started *started, int ms);

#endif
