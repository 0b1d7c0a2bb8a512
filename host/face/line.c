#include "face/line.h"

#include "base/clock.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PAUSE_MS = 200 };

struct ck_line ck_line_begin(bool quiet)
{
    return (struct ck_line){.wanted = !quiet && isatty(STDERR_FILENO) == 1};
}

size_t ck_line_columns(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20
               ? (size_t)size.ws_col - 1
               : 79;
}

bool ck_line_due(struct ck_line *line)
{
    int64_t ms = ck_clock_ms();

    if (!line->wanted || ms - line->drawn_ms < PAUSE_MS) {
        return false;
    }
    line->drawn_ms = ms;
    return true;
}

void ck_line_draw(struct ck_line *line, const char *text)
{
    (void)fprintf(stderr, "\r%.*s\033[K", (int)ck_line_columns(), text);
    (void)fflush(stderr);
    line->drawn = true;
}

void ck_line_wipe(struct ck_line *line)
{
    if (line->drawn) {
        (void)fputs("\r\033[K", stderr);
        line->drawn = false;
    }
}
