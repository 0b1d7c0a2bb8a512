#include "desktop/heard.h"

#include "desktop/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

bool ck_heard_start(enum ck_start what, const char *path, const char *lists, size_t max,
                    struct ck_heard *ret)
{
    struct ck_started started = {0};
    int ends[2];
    bool ok;
    int why;

    if (!ck_pipe(ends)) {
        return false;
    }
    ok = fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 &&
         ck_starter_start(what, path, lists, ends[1], &started);
    why = errno;
    (void)close(ends[1]);
    if (!ok) {
        (void)close(ends[0]);
        errno = why;
        return false;
    }
    *ret = (struct ck_heard){.program = started, .fd = ends[0], .text = {.max = max}};
    return true;
}

bool ck_heard_on(struct ck_heard *heard)
{
    char chunk[16384];

    for (;;) {
        ssize_t n = read(heard->fd, chunk, sizeof(chunk));

        if (n > 0) {
            ck_buf_add(&heard->text, chunk, (size_t)n);
        } else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
            return true;
        } else if (errno == EAGAIN) {
            return false;
        }
    }
}

int ck_heard_end(struct ck_heard *heard, int ms)
{
    int code = ck_started_end(&heard->program, ms);

    heard->program.pid = 0;
    (void)close(heard->fd);
    heard->fd = -1;
    return code;
}

void ck_heard_leave(struct ck_heard *heard)
{
    if (heard->program.pid > 0) {
        (void)close(heard->program.done);
        (void)close(heard->fd);
        heard->program.pid = 0;
    }
    ck_heard_clear(heard);
}

void ck_heard_clear(struct ck_heard *heard)
{
    if (heard->program.pid > 0) {
        (void)ck_heard_end(heard, 0); /* the dialog's window too */
    }
    ck_buf_free(&heard->text);
    *heard = (struct ck_heard){0};
}
