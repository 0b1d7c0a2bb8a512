/* Breaks publishing on purpose, to show that the sweeps would see it. By CK_BROKEN:
 *   sync       files are not synced before they get their names
 *   late       files get their names first and are synced then
 *   overwrite  a name that is taken is replaced
 * Linked with --wrap=fsync and --wrap=renameat2. */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_renameat2(int from_fd, const char *from, int to_fd, const char *to,
                     unsigned flags);
int __wrap_renameat2(int from_fd, const char *from, int to_fd, const char *to,
                     unsigned flags);

enum { LATE = 64 };
static int late[LATE]; /* descriptors of files to be synced when they have their names */
static atomic_int late_count;

static bool broken(const char *how)
{
    const char *set = getenv("CK_BROKEN");

    return set != NULL && strcmp(set, how) == 0;
}

int __wrap_fsync(int fd)
{
    struct stat st;
    bool file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);

    if (file && broken("sync")) {
        return 0;
    }
    if (file && broken("late") && late_count < LATE) {
        late[atomic_fetch_add(&late_count, 1)] = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        return 0;
    }
    return __real_fsync(fd);
}

int __wrap_renameat2(int from_fd, const char *from, int to_fd, const char *to,
                     unsigned flags)
{
    int result = broken("overwrite") ? renameat(from_fd, from, to_fd, to)
                                     : __real_renameat2(from_fd, from, to_fd, to, flags);

    for (int count = atomic_exchange(&late_count, 0); count > 0; count--) {
        (void)__real_fsync(late[count - 1]);
        (void)close(late[count - 1]);
    }
    return result;
}
