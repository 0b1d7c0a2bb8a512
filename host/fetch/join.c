#include "fetch/join.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* More than one line of clipkeep-join. */
#define SAID_MAX 400

/* Copies above those that the program is to find, so that placing one does not overwrite
 * another. */
enum { FILES = 4, FIRST_COPY = CK_JOIN_OUT_FD + 1 };

/* Which of our descriptors becomes which of the program's; -1: /dev/null does. */
struct gift {
    int fd, as;
};

static int set_files(const struct gift gifts[FILES], posix_spawn_file_actions_t *actions)
{
    int why = 0;

    for (int fd = STDIN_FILENO; why == 0 && fd <= STDOUT_FILENO; fd++) {
        why = posix_spawn_file_actions_addopen(actions, fd, "/dev/null", O_RDWR, 0);
    }
    for (int i = 0; why == 0 && i < FILES; i++) {
        why = gifts[i].fd < 0
                  ? posix_spawn_file_actions_addopen(actions, gifts[i].as, "/dev/null",
                                                     O_RDONLY, 0)
                  : posix_spawn_file_actions_adddup2(actions, gifts[i].fd, gifts[i].as);
    }
#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 34)
    /* Whoever started us may have left descriptors open. Elsewhere the program closes
     * them itself. */
    if (why == 0) {
        why = posix_spawn_file_actions_addclosefrom_np(actions, FIRST_COPY);
    }
#endif
#endif
    return why;
}

/* Our own ignored and blocked signals must not reach the program. */
static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;
    int why = posix_spawnattr_setflags(attributes,
                                       POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    if (why == 0) {
        why = posix_spawnattr_setsigmask(attributes, &none);
    }
    return why != 0 ? why : posix_spawnattr_setsigdefault(attributes, &all);
}

/* Zero, or why the program does not run. */
static int spawn(const char *program, const struct gift gifts[FILES], pid_t *ret)
{
    char name[] = "clipkeep-join";
    char *const argv[] = {name, NULL};
    char *const environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int why = posix_spawn_file_actions_init(&actions);

    if (why != 0) {
        return why;
    }
    why = posix_spawnattr_init(&attributes);
    if (why == 0) {
        why = set_files(gifts, &actions);
        if (why == 0) {
            why = set_signals(&attributes);
        }
        if (why == 0) {
            why = posix_spawn(ret, program, &actions, &attributes, argv, environment);
        }
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return why;
}

/* Gives the program copies of the descriptors. */
static bool spawn_with(const char *program, const struct gift gifts[FILES], pid_t *ret,
                       struct ck_error *err)
{
    struct gift copies[FILES];
    int made = 0;
    int why = 0;

    for (; why == 0 && made < FILES; made += why == 0) {
        copies[made] = gifts[made];
        if (gifts[made].fd >= 0) {
            copies[made].fd = fcntl(gifts[made].fd, F_DUPFD_CLOEXEC, FIRST_COPY);
            why = copies[made].fd < 0 ? errno : 0;
        }
    }
    if (why != 0) {
        (void)ck_fail_errno(err, why, "handing over files to be joined");
    } else {
        why = spawn(program, copies, ret);
        if (why != 0) {
            (void)ck_fail(err, why == ENOMEM ? CK_ERR_NOMEM : CK_ERR_JOIN_MISSING,
                          "clipkeep-join: %s", strerror(why));
        }
    }
    while (made > 0) {
        ck_close_pointer(&copies[--made].fd);
    }
    return why == 0;
}

bool ck_join_start(int picture_fd, int sound_fd, int out_fd, const char *program,
                   struct ck_join *ret, struct ck_error *err)
{
    struct gift gifts[FILES] = {
        {.as = STDERR_FILENO},
        {picture_fd, CK_JOIN_PICTURE_FD},
        {sound_fd, CK_JOIN_SOUND_FD},
        {out_fd, CK_JOIN_OUT_FD},
    };
    pid_t pid = 0;
    int ends[2];
    bool ok;

    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        return ck_fail_errno(err, errno, "making a pipe");
    }
    gifts[0].fd = ends[1];
    ok = spawn_with(program, gifts, &pid, err);
    (void)close(ends[1]);
    if (!ok) {
        (void)close(ends[0]);
        return false;
    }
    *ret = (struct ck_join){.pid = pid, .fd = ends[0], .said = {.max = SAID_MAX}};
    return true;
}

/* True at the end of what the program says, which is its own end. */
static bool read_on(struct ck_join *join)
{
    char chunk[256];

    for (;;) {
        ssize_t n = read(join->fd, chunk, sizeof(chunk));

        if (n > 0) {
            ck_buf_add(&join->said, chunk, (size_t)n);
        } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
            return true;
        } else if (errno == EAGAIN) {
            return false;
        }
    }
}

/* Ends the program if need be and forgets it; gives its exit code, or -1. */
static int reap(struct ck_join *join)
{
    int status = 0;
    pid_t got;

    /* One that has ended keeps its exit code. One that only closed its voice ends now. */
    (void)kill(join->pid, SIGKILL);
    do {
        got = waitpid(join->pid, &status, 0);
    } while (got < 0 && errno == EINTR);
    (void)close(join->fd);
    ck_buf_free(&join->said);
    *join = (struct ck_join){0};
    return got > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What it said, as one line of plain text: it has read strangers' files. */
static void plain_text(const struct ck_buf *said, char *ret, size_t size)
{
    size_t len = 0;

    if (ck_buf_ok(said)) {
        for (; len + 1 < size && len < said->len; len++) {
            if (said->data[len] < ' ' || said->data[len] > '~') {
                break;
            }
            ret[len] = said->data[len];
        }
    }
    ret[len] = '\0';
}

static enum ck_code code_of_exit(int code)
{
    switch (code) {
    case CK_JOIN_DONE:
        return CK_OK;
    case CK_JOIN_NO_SANDBOX:
        return CK_ERR_JOIN_MISSING;
    case CK_JOIN_OUTPUT:
        return CK_ERR_DISK;
    case CK_JOIN_NO_ROOM:
        return CK_ERR_DISK_FULL;
    default:
        /* Also 127: a library is missing. It is there, all the same. */
        return code == 127 ? CK_ERR_JOIN_MISSING : CK_ERR_JOIN_FAILED;
    }
}

bool ck_join_finish(struct ck_join *join, bool *ret_done, struct ck_error *err)
{
    char why[160];
    enum ck_code code;

    *ret_done = read_on(join);
    if (!*ret_done) {
        return true;
    }
    plain_text(&join->said, why, sizeof(why));
    code = code_of_exit(reap(join));
    return code == CK_OK || ck_fail(err, code, "clipkeep-join: %s", why);
}

void ck_join_kill(struct ck_join *join)
{
    if (join->pid > 0) {
        (void)reap(join);
    }
}
