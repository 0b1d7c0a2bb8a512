#include "desktop/spawn.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __APPLE__
extern char **environ;
#endif

bool ck_spawn_end(pid_t pid, int64_t ms, int *ret_status)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    int64_t until = ck_clock_ms() + ms;
    pid_t got;

    while ((got = waitpid(pid, ret_status, WNOHANG)) == 0 && ck_clock_ms() < until) {
        (void)nanosleep(&pause, NULL);
    }
    if (got == 0) {
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, NULL, 0);
    }
    return got == pid;
}

char *ck_find_program(const char *name)
{
    const char *at = getenv("PATH");

    while (at != NULL && *at != '\0') {
        size_t len = strcspn(at, ":");
        ck_autobuf struct ck_buf path = {.max = PATH_MAX};

        ck_buf_add(&path, at, len);
        ck_buf_addf(&path, "/%s", name);
        if (ck_buf_ok(&path) && access(ck_buf_text(&path), X_OK) == 0) {
            return ck_buf_take(&path);
        }
        at += len + (at[len] == ':' ? 1 : 0);
    }
    return NULL;
}

bool ck_pipe(int ret[2])
{
    if (pipe(ret) != 0) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        (void)fcntl(ret[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

static int give(posix_spawn_file_actions_t *actions, int fd, int as, int flags)
{
    if (fd >= 0) {
        return posix_spawn_file_actions_adddup2(actions, fd, as);
    }
    return posix_spawn_file_actions_addopen(actions, as, "/dev/null", flags, 0);
}

/* Descriptor 3 comes last: until then it may be the source of another. */
static int set_files(const struct ck_spawn *what, posix_spawn_file_actions_t *actions)
{
    int why = give(actions, what->in, STDIN_FILENO, O_RDONLY);

    if (why == 0) {
        why = give(actions, what->out, STDOUT_FILENO, O_WRONLY);
    }
    if (why == 0) {
        why = give(actions, what->err, STDERR_FILENO, O_WRONLY);
    }
    if (why == 0 && what->sentinel >= 0) {
        why = posix_spawn_file_actions_adddup2(actions, what->sentinel, 3);
    }
#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 34)
    /* Whoever started us may have left descriptors open. */
    if (why == 0) {
        why = posix_spawn_file_actions_addclosefrom_np(actions,
                                                       what->sentinel >= 0 ? 4 : 3);
    }
#endif
#endif
    if (why == 0 && what->cwd != NULL) {
        why = posix_spawn_file_actions_addchdir_np(actions, what->cwd);
    }
    return why;
}

/* Our own ignored and blocked signals must not reach the program. */
static int set_attributes(const struct ck_spawn *what, posix_spawnattr_t *attributes)
{
    int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    sigset_t none;
    sigset_t plain;
    int why;

    (void)sigemptyset(&none);
    (void)sigemptyset(&plain);
    (void)sigaddset(&plain, SIGPIPE);
    (void)sigaddset(&plain, SIGHUP);
    (void)sigaddset(&plain, SIGINT);
    (void)sigaddset(&plain, SIGTERM);
    (void)sigaddset(&plain, SIGQUIT);
    (void)sigaddset(&plain, SIGCHLD);
#ifdef __APPLE__
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    if (what->session) {
        flags |= POSIX_SPAWN_SETSID;
    }
    why = posix_spawnattr_setflags(attributes, (short)flags);
    if (why == 0) {
        why = posix_spawnattr_setsigmask(attributes, &none);
    }
    if (why == 0) {
        why = posix_spawnattr_setsigdefault(attributes, &plain);
    }
    return why;
}

bool ck_spawn(const struct ck_spawn *what, pid_t *ret)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int why = posix_spawn_file_actions_init(&actions);

    if (why != 0) {
        errno = why;
        return false;
    }
    why = posix_spawnattr_init(&attributes);
    if (why == 0) {
        why = set_files(what, &actions);
        if (why == 0) {
            why = set_attributes(what, &attributes);
        }
        if (why == 0) {
            /* posix_spawn() takes the words as not const but leaves them alone. */
            why = posix_spawnp(ret, what->argv[0], &actions, &attributes,
                               (char *const *)(uintptr_t)what->argv, environ);
        }
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    errno = why;
    return why == 0;
}
