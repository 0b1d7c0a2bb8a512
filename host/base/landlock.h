/* landlock.h - Landlock, as much of it as the running kernel has: a process forbids
 * itself what it does not need, for good. Older headers lack parts of it, so the numbers
 * of landlock(7) are here. Where the kernel has none, the version is 0. */
#ifndef CK_BASE_LANDLOCK_H
#define CK_BASE_LANDLOCK_H

#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>

/* Rights to files; what the kernel does not know is left out. */
#define CK_MAY_EXECUTE (UINT64_C(1) << 0)
#define CK_MAY_WRITE_FILE (UINT64_C(1) << 1)
#define CK_MAY_READ_FILE (UINT64_C(1) << 2)
#define CK_MAY_LIST (UINT64_C(1) << 3)
#define CK_MAY_REMOVE ((UINT64_C(1) << 4) | (UINT64_C(1) << 5))
#define CK_MAY_MAKE_FOLDER (UINT64_C(1) << 7)
#define CK_MAY_MAKE_FILE (UINT64_C(1) << 8)
#define CK_MAY_MOVE (UINT64_C(1) << 13) /* from folder to folder */
#define CK_MAY_TRUNCATE (UINT64_C(1) << 14)

#define CK_MAY_READ (CK_MAY_READ_FILE | CK_MAY_LIST)
#define CK_MAY_CHANGE                                                                    \
    (CK_MAY_READ | CK_MAY_WRITE_FILE | CK_MAY_REMOVE | CK_MAY_MAKE_FOLDER |              \
     CK_MAY_MAKE_FILE | CK_MAY_MOVE | CK_MAY_TRUNCATE)

struct ck_landlock {
    int fd;
    uint64_t files; /* the rights that it refuses */
};

/* 0: the kernel has none, or it is switched off. */
int ck_landlock_version(void);
/* Begins rules that refuse every right to files and, with `all`, TCP, abstract sockets
 * and signals to others. False with errno set. Close `fd` when done. */
CK_NODISCARD bool ck_landlock_begin(bool all, struct ck_landlock *ret);
/* Allows `rights` to the file `path`, or to the folder and all in it; false with errno
 * set when it is not there, or cannot be opened. */
CK_NODISCARD bool ck_landlock_allow(const struct ck_landlock *rules, const char *path,
                                    uint64_t rights);
/* Puts the rules in force for this thread and all it starts; PR_SET_NO_NEW_PRIVS must be
 * set. False with errno set. */
CK_NODISCARD bool ck_landlock_enforce(const struct ck_landlock *rules);

#endif
