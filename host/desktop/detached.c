#include "desktop/detached.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "desktop/places.h"
#include "desktop/starter.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static const struct {
    const char *lock;
    enum ck_start start;
} kinds[] = {
    [CK_DETACHED_RESUME] = {"detached.lock", CK_START_RESUME},
    [CK_DETACHED_MOVE] = {"moving.lock", CK_START_MOVE},
    [CK_DETACHED_IMPORT] = {"import.lock", CK_START_IMPORT},
};

static int open_lock(enum ck_detached what, int flags)
{
    ck_autofree char *state = ck_place_state();
    ck_autobuf struct ck_buf path = {.max = 4096};

    if (state == NULL) {
        errno = ENOENT;
        return -1;
    }
    if ((flags & O_CREAT) != 0 && !ck_make_folders(state, 0700, NULL)) {
        return -1;
    }
    ck_buf_addf(&path, "%s/%s", state, kinds[what].lock);
    if (!ck_buf_ok(&path)) {
        errno = ENOMEM;
        return -1;
    }
    return open(path.data, flags | O_NOFOLLOW | O_CLOEXEC, 0600);
}

bool ck_detached_begin(enum ck_detached what, bool *ret_first, struct ck_error *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open_lock(what, O_RDWR | O_CREAT);

    if (fd < 0) {
        return ck_fail_errno(err, errno, "opening a lock");
    }
    /* Stays open, and so locked, as long as the process lives. */
    *ret_first = fcntl(fd, F_SETLK, &whole) == 0;
    if (!*ret_first) {
        int why = errno;

        (void)close(fd);
        return why == EACCES || why == EAGAIN || ck_fail_errno(err, why, "locking");
    }
    return true;
}

/* The process that has the lock, as the kernel says; 0: nobody. */
static pid_t holder(enum ck_detached what)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    ck_autoclose int fd = open_lock(what, O_RDWR);

    if (fd < 0 || fcntl(fd, F_GETLK, &whole) != 0 || whole.l_type == F_UNLCK) {
        return 0;
    }
    return whole.l_pid > 1 ? whole.l_pid : 0;
}

bool ck_detached_runs(enum ck_detached what)
{
    return holder(what) != 0;
}

bool ck_detached_stop(enum ck_detached what)
{
    pid_t pid = holder(what);

    return pid != 0 && kill(pid, SIGTERM) == 0;
}

bool ck_detached_start(enum ck_detached what, struct ck_error *err)
{
    struct ck_started started;

    if (!ck_starter_start(kinds[what].start, "/", NULL, -1, &started)) {
        return ck_fail(err, CK_ERR_INTERNAL, "starting clipkeep: %s", strerror(errno));
    }
    (void)close(started.done);
    return true;
}
