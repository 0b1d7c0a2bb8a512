/* name.h - names for what is kept, safe on every filesystem. Pure: no I/O.
 * Rules: download-engine.md §4 "Names"; borders of graphemes by utf8proc. */
#ifndef CK_KEEP_NAME_H
#define CK_KEEP_NAME_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CK_NAME_MAX = 255, /* bytes in one path component */
    /* Bytes of a stem at most: with " (99)" and ".info.json" it still fits the 143 bytes
     * that eCryptfs allows. Parts are named by a key, never by the stem. */
    CK_NAME_STEM_MAX = 120,
};

struct ck_name_facts {
    const char *author; /* handle; "" gives "unknown" */
    const char *text;   /* caption */
    const char *id;     /* always in the name, never cut */
    int64_t created;    /* Unix seconds, shown as a date in UTC */
};

/* "AUTHOR" and "DATE first words [ID]" (no suffix, at most CK_NAME_STEM_MAX bytes). The
 * words are those a person would read out: hashtags and mentions at the end are left out
 * when anything else remains, "#" goes, and about 60 columns are enough. No date when
 * `created` is not after 1970 or past the year 9999. Always succeeds: whatever the
 * caption holds, something safe remains. */
void ck_name_post(const struct ck_name_facts *facts, char ret_folder[CK_NAME_MAX + 1],
                  char ret_stem[CK_NAME_MAX + 1]);

/* Makes one path component out of any bytes: valid UTF-8 in NFC, no control, bidi or
 * separator characters, no Windows device name, no edge dots or spaces, at most `max`
 * bytes (and CK_NAME_MAX) cut on a grapheme border; "" when nothing visible remains. */
void ck_name_clean(const char *text, size_t max, char ret[CK_NAME_MAX + 1]);

#endif
