/* log.h - what the host tells the person who looks for a fault: lines on stderr and, once
 * it is opened, in the log file. Never a secret: callers log hosts, ids, sizes and codes,
 * not the query of an address, not a cookie, not a message's content. */
#ifndef CK_BASE_LOG_H
#define CK_BASE_LOG_H

#include "base/error.h"

#include <stdbool.h>

enum { CK_LOG_MAX = 1024 * 1024 };

/* Also append to the file `path` (made with mode 0600). Once it has 1 MiB it becomes
 * `path`.1, in place of an older one, and a new one is begun; other processes that append
 * to it follow. `quiet` stops the copy on stderr. Errors: as open(2), for which the host
 * goes on without a file. */
CK_NODISCARD bool ck_log_open(const char *path, bool quiet, struct ck_error *err);
/* One line with time and process number; control characters are replaced. */
void ck_log(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Empties the log file `path`, which processes may be appending to, and removes the older
 * one. Errors: as open(2); none without a log. */
CK_NODISCARD bool ck_log_erase(const char *path, struct ck_error *err);
/* How many bytes of `address` may be logged: those before its query, for "%.*s". */
int ck_log_address_len(const char *address);

#endif
