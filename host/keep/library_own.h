/* library_own.h - the person's own comments, from the tables that their data exports came
 * to (table.h), for the library, for this room only. */
#ifndef CK_KEEP_LIBRARY_OWN_H
#define CK_KEEP_LIBRARY_OWN_H

#include "base/error.h"

#include <jansson.h>
#include <stddef.h>

/* Adds the comments of one table, "date,comment,post,…" (RFC 4180), to `ret`, an object:
 * {POST: [[DATE, COMMENT], …]}, each once. Rows without a post are passed by. Pure.
 * False: no memory. */
CK_NODISCARD bool ck_library_own_read(const char *csv, size_t len, json_t *ret);
/* All of the save folder `rootfd`; an empty object without any. What cannot be read is
 * left out. NULL: no memory. Free with json_decref(). */
json_t *ck_library_own(int rootfd);

#endif
