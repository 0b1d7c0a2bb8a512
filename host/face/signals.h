/* signals.h - the signals by which a person or a browser ends the program, as a
 * descriptor that becomes readable. */
#ifndef CK_FACE_SIGNALS_H
#define CK_FACE_SIGNALS_H

#include "base/error.h"

/* Catches SIGTERM, SIGINT and SIGHUP and ignores SIGPIPE. Returns the descriptor, which
 * stays open until the end, through `ret_fd`. Errors: internal. */
CK_NODISCARD bool ck_signals_catch(int *ret_fd, struct ck_error *err);
/* Reads what came: the last signal's number, 0 when none did. */
int ck_signals_take(int fd);
/* Ends the process with `status` after `ms` milliseconds, whatever it is busy with. */
void ck_signals_last_word(int ms, int status);

#endif
