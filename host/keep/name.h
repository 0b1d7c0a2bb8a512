/* name.h - names for what is kept, safe on every filesystem. Pure: no I/O.
 * Rules: download-engine.md §4 "Names"; borders of graphemes by utf8proc. */
#ifndef CK_KEEP_NAME_H
#define CK_KEEP_NAME_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CK_NAME_MAX = 255 }; /* bytes in one path component */

struct ck_name_facts {
    const char *author; /* handle; "" gives "unknown" */
    const char *text;   /* caption */
    const char *id;     /* always in the name, never cut */
    int64_t created;    /* Unix seconds, shown as a date in UTC */
};

/* "AUTHOR" and "DATE first words [ID]" (no suffix). `ret_stem` leaves `room` bytes of
 * CK_NAME_MAX for " (99)", suffix and staging words. Always succeeds: whatever the
 * caption holds, something safe remains. */
void ck_name_post(const struct ck_name_facts *facts, char ret_folder[CK_NAME_MAX + 1],
                  char ret_stem[CK_NAME_MAX + 1]);

/* Makes one path component out of any bytes: valid UTF-8, no control, bidi or separator
 * characters, no Windows device name, no edge dots or spaces, at most `max` bytes cut on
 * a grapheme border; "" when nothing remains. */
void ck_name_clean(const char *text, size_t max, char ret[CK_NAME_MAX + 1]);

#endif
