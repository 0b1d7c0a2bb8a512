/* spawn.h - starts a program of its own: no shell, every word an argument, nothing
 * inherited that was not named here. */
#ifndef CK_DESKTOP_SPAWN_H
#define CK_DESKTOP_SPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct ck_spawn {
    const char *const *argv; /* ends with NULL; argv[0] without a slash is looked up */
    const char *cwd;         /* NULL: ours */
    int in, out, err;        /* -1: /dev/null */
    int sentinel;            /* becomes descriptor 3; -1: none */
    bool session;            /* a session and process group of its own */
};

/* Starts it with the usual signal dispositions. False with errno set when the program
 * cannot be run. */
bool ck_spawn(const struct ck_spawn *what, pid_t *ret);

/* Waits until a child of ours ends, but not longer than `ms`; then it is killed. True: it
 * ended by itself, and `ret_status` (may be NULL) is as waitpid() tells it. */
bool ck_spawn_end(pid_t pid, int64_t ms, int *ret_status);

/* The program a shell would run for `name`, from PATH; free with ck_free(). NULL when
 * there is none, or for no memory. */
char *ck_find_program(const char *name);

/* A pipe whose ends no program inherits. False with errno set. */
bool ck_pipe(int ret[2]);

#endif
