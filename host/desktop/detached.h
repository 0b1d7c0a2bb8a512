/* detached.h - the one `clipkeep resume --quiet` of a person that goes on after their
 * browser: a lock in the state folder says that it is there, and which process it is. The
 * kernel lets go of the lock however the process ends. */
#ifndef CK_DESKTOP_DETACHED_H
#define CK_DESKTOP_DETACHED_H

#include "base/error.h"

#include <stdbool.h>

/* Makes this process the one. `ret_first` false: another is it already. It stays so until
 * the process ends. Errors: disk-error, disk-full, no-memory. */
CK_NODISCARD bool ck_detached_begin(bool *ret_first, struct ck_error *err);
/* True while there is one. */
bool ck_detached_runs(void);
/* Asks it to end; what it has not finished stays in the queue. False: there is none. */
bool ck_detached_stop(void);
/* Starts it, in a session of its own, with nothing of ours (starter.h). Errors:
 * internal. */
CK_NODISCARD bool ck_detached_start(struct ck_error *err);

#endif
