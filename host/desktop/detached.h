/* detached.h - what a person has running at most once, on after the browser: the
 * `clipkeep resume --quiet` that goes on with the queue, the `clipkeep folder --move`
 * that brings posts into another folder, and `clipkeep import`. A lock in the state
 * folder says that it is there, and which process it is. The kernel lets go of the lock
 * however the process ends. */
#ifndef CK_DESKTOP_DETACHED_H
#define CK_DESKTOP_DETACHED_H

#include "base/error.h"

#include <stdbool.h>

enum ck_detached { CK_DETACHED_RESUME, CK_DETACHED_MOVE, CK_DETACHED_IMPORT };

/* Makes this process the one. `ret_first` false: another is it already. It stays so until
 * the process ends. Errors: disk-error, disk-full, no-memory. */
CK_NODISCARD bool ck_detached_begin(enum ck_detached what, bool *ret_first,
                                    struct ck_error *err);
/* True while there is one, and it is not this process. */
bool ck_detached_runs(enum ck_detached what);
/* Asks it to end; what it has not finished is left as it can be gone on with. False:
 * there is none. */
bool ck_detached_stop(enum ck_detached what);
/* Starts it, in a session of its own, with nothing of ours (starter.h); not an import,
 * which has to be told what. Errors: internal. */
CK_NODISCARD bool ck_detached_start(enum ck_detached what, struct ck_error *err);

#endif
