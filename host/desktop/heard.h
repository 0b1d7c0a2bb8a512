/* heard.h - a program that the starter runs, and what it says, without waiting for it. */
#ifndef CK_DESKTOP_HEARD_H
#define CK_DESKTOP_HEARD_H

#include "base/buf.h"
#include "desktop/starter.h"

#include <stdbool.h>

/* Zeroed when there is none. Wait for `fd` to become readable, then call ck_heard_on().
 */
struct ck_heard {
    struct ck_started program; /* pid 0: none runs */
    int fd;
    struct ck_buf text; /* what it said so far */
};

/* Starts it as ck_starter_start() does; it may say `max` bytes. False with errno set. */
CK_NODISCARD bool ck_heard_start(enum ck_start what, const char *path, const char *lists,
                                 size_t max, struct ck_heard *ret);
/* Reads what is there; true at the end of what it says. */
bool ck_heard_on(struct ck_heard *heard);
/* Gives it `ms` milliseconds to end, then makes it end; its exit code, -1 when it had
 * none. What it said stays until ck_heard_clear(). */
int ck_heard_end(struct ck_heard *heard, int ms);
/* Lets it run on, if it runs, and hears no more of it. A zeroed struct is fine. */
void ck_heard_leave(struct ck_heard *heard);
/* Ends it at once if it runs, and forgets what it said. A zeroed struct is fine. */
void ck_heard_clear(struct ck_heard *heard);

#endif
