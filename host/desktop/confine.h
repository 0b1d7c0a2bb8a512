/* confine.h - the host gives up what it does not need, before it speaks with the network:
 * new privileges, core dumps, huge files, and (Landlock, where the kernel has it) every
 * file but the system's own, for reading, and the folders it keeps things in. Rules can
 * only be tightened, so that another save folder needs another process. What must start
 * other programs has starter.h. */
#ifndef CK_DESKTOP_CONFINE_H
#define CK_DESKTOP_CONFINE_H

#include "base/error.h"

#include <stdbool.h>

/* No new privileges, no core dumps, no tracing by others, files of 8 GiB at most, no more
 * than 1024 descriptors. Tighter limits from outside stay. */
void ck_confine_process(void);

/* From now on this thread, and what it starts, can change only the save folder `folder`
 * (NULL: none), the state folder and the settings' folder, and read only these and the
 * system's own files. Each is left out when it is not there now. Open descriptors keep
 * working. `ret_done` false: this kernel has no Landlock. Call ck_confine_process()
 * first. Errors: internal (with what failed), no-memory; nothing is forbidden then. */
CK_NODISCARD bool ck_confine_files(const char *folder, bool *ret_done,
                                   struct ck_error *err);

enum ck_confine_state { CK_CONFINE_WORKS, CK_CONFINE_NOT_HERE, CK_CONFINE_BROKEN };
/* Tries it in a process of its own. */
enum ck_confine_state ck_confine_try(void);

#endif
