/* signals.h - the signals by which a person or a browser ends the program, as a
 * descriptor that becomes readable. */
#ifndef CK_FACE_SIGNALS_H
#define CK_FACE_SIGNALS_H

#include "base/error.h"

/* Catches SIGTERM, SIGINT and SIGHUP and ignores SIGPIPE. Returns the descriptor, which
 * stays open until the end, through `ret_fd`. Errors: internal. */
CK_NODISCARD bool ck_signals_catch(int *ret_fd, struct ck_error *err);
/* Has `handler` called for SIGTERM, SIGINT and SIGHUP; SIG_DFL: as if nothing was. */
void ck_signals_heed(void (*handler)(int number));
/* Reads what came: the last signal's number, 0 when none did. */
int ck_signals_take(int fd);
/* Ends the process with `status` after `ms` milliseconds, whatever it is busy with.
 * A signal handler may call it. */
void ck_signals_last_word(int ms, int status);

#endif
