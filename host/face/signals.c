#include "face/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static int write_end = -1;
static volatile sig_atomic_t last_status = 0;

static void note(int number)
{
    int saved = errno;
    unsigned char byte = (unsigned char)number;

    (void)!write(write_end, &byte, 1);
    errno = saved;
}

static void end_now(int number)
{
    (void)number;
    _exit((int)last_status);
}

void ck_signals_heed(void (*handler)(int number))
{
    static const int caught[] = {SIGTERM, SIGINT, SIGHUP};
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof(caught) / sizeof(caught[0]); i++) {
        (void)sigaction(caught[i], &action, NULL);
    }
}

bool ck_signals_catch(int *ret_fd, struct ck_error *err)
{
    int fds[2];

    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0) {
        return ck_fail(err, CK_ERR_INTERNAL, "pipe: %s", strerror(errno));
    }
    write_end = fds[1];
    ck_signals_heed(note);
    (void)signal(SIGPIPE, SIG_IGN);
    *ret_fd = fds[0];
    return true;
}

int ck_signals_take(int fd)
{
    unsigned char byte = 0;
    unsigned char last = 0;

    while (read(fd, &byte, 1) == 1) {
        last = byte;
    }
    return last;
}

void ck_signals_last_word(int ms, int status)
{
    const struct itimerval timer = {
        .it_value = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000L}};

    last_status = status;
    (void)signal(SIGALRM, end_now);
    (void)setitimer(ITIMER_REAL, &timer, NULL);
}
