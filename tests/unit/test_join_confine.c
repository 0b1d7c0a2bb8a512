/* The sandbox of clipkeep-join, put up in a process of ours that then tries to get out.
 */
#include "fetch/join.h"
#include "fetch/join_confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

#ifdef CK_TEST_SANITIZED
#define MUCH_MEMORY 0 /* a sanitizer takes more than any limit at its start */
#else
#define MUCH_MEMORY ENOMEM
#endif

static char page[16384] __attribute__((aligned(4096)));

static long try_open(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static long try_create(void)
{
    return open("/tmp/ck-escaped", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static long try_stat(void)
{
    struct stat st;

    return stat("/etc/passwd", &st);
}

static long try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static long try_unix_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long try_exec(void)
{
    char *const words[] = {NULL};

    return syscall(SYS_execve, "/bin/true", words, words);
}

static long try_fork(void)
{
    return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static long try_kill(void)
{
    return kill(getppid(), 0);
}

static long try_read_other(void)
{
    return pread(STDIN_FILENO, page, 1, 0);
}

static long try_read_plain(void)
{
    return read(CK_JOIN_PICTURE_FD, page, 1);
}

static long try_write_input(void)
{
    return pwrite(CK_JOIN_PICTURE_FD, page, 1, 0);
}

static long try_truncate(void)
{
    return ftruncate(CK_JOIN_OUT_FD, 0);
}

static long try_code(void)
{
    return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static long try_map_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                   MAP_FAILED
               ? -1
               : 0;
}

static long try_privileges(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
}

static long try_ptrace(void)
{
    return syscall(SYS_ptrace, 0, 0, 0, 0);
}

static long try_io_uring(void)
{
    return syscall(425, 8, page);
}

static long try_read_input(void)
{
    return pread(CK_JOIN_SOUND_FD, page, 1, 0);
}

static long try_write_output(void)
{
    return pwrite(CK_JOIN_OUT_FD, "x", 1, 0);
}

static long try_write_much(void)
{
    return pwrite(CK_JOIN_OUT_FD, "x", 1, INT64_C(1) << 30);
}

static long try_say(void)
{
    return write(STDERR_FILENO, "", 0);
}

static long try_memory(void)
{
    char *block =
        mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return block == MAP_FAILED ? -1 : munmap(block, 1 << 20);
}

static long try_much_memory(void)
{
    return mmap(NULL, (size_t)1 << 32, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                   MAP_FAILED
               ? -1
               : 0;
}

/* What the call gives in a confined child: 0, or its errno. */
static int outcome(long (*call)(void))
{
    int status = 0;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        int files[3] = {memfd_create("picture", 0), memfd_create("sound", 0),
                        memfd_create("out", 0)};

        for (int i = 0; i < 3; i++) {
            files[i] = fcntl(files[i], F_DUPFD, 10); /* out of the way of the others */
        }
        for (int i = 0; i < 3; i++) {
            (void)dup2(files[i], CK_JOIN_PICTURE_FD + i);
        }
        if (!ck_join_confine(1000)) {
            _exit(250);
        }
        /* Not _exit(), before which a sanitizer wants what is forbidden. */
        (void)syscall(SYS_exit_group, call() < 0 ? errno : 0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_nothing_gets_out(void **state)
{
    static const struct {
        long (*call)(void);
        int want;
        const char *why;
    } rows[] = {
        {try_open, EPERM, "opening a file"},
        {try_create, EPERM, "making a file"},
        {try_stat, EPERM, "looking at a file"},
        {try_socket, EPERM, "the network"},
        {try_unix_socket, EPERM, "programs on this computer"},
        {try_exec, EPERM, "starting a program"},
        {try_fork, EPERM, "starting a process"},
        {try_kill, EPERM, "signals"},
        {try_read_other, EPERM, "reading a descriptor that is not ours"},
        {try_read_plain, EPERM, "moving an offset that others share"},
        {try_write_input, EPERM, "changing the input"},
        {try_truncate, EPERM, "truncating"},
        {try_code, EPERM, "making memory executable"},
        {try_map_code, EPERM, "new executable memory"},
        {try_privileges, EPERM, "more privileges"},
        {try_ptrace, EPERM, "tracing"},
        {try_io_uring, EPERM, "the other way to all calls"},
        {try_write_much, EFBIG, "filling the disk"},
        {try_much_memory, MUCH_MEMORY, "filling the memory"},
        {try_read_input, 0, "allowed: reading the input"},
        {try_write_output, 0, "allowed: writing the output"},
        {try_say, 0, "allowed: saying what is wrong"},
        {try_memory, 0, "allowed: memory"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        int got = outcome(rows[i].call);

        if (got != rows[i].want) {
            fail_msg("%s: %d", rows[i].why, got);
        }
    }
    assert_int_not_equal(access("/tmp/ck-escaped", F_OK), 0);
}

/* A pipe whose writing end was left open by mistake: its reader sees the end while the
 * confined process still lives. */
static void test_other_descriptors_are_closed(void **state)
{
    int ends[2];
    char byte;
    pid_t pid;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int low = dup2(ends[1], CK_JOIN_OUT_FD);

        (void)fcntl(low, F_DUPFD, 100);
        (void)close(ends[0]);
        if (ends[1] != low) {
            (void)close(ends[1]);
        }
        /* Only the copies above the last of ours are to be closed. */
        (void)dup2(STDIN_FILENO, CK_JOIN_OUT_FD);
        if (!ck_join_confine(1000)) {
            _exit(250);
        }
        for (;;) {
        }
    }
    (void)close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 0);
    assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    (void)close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_gets_out),
        cmocka_unit_test(test_other_descriptors_are_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
