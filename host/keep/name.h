/* name.h - single names that are safe on every filesystem (names.h makes whole paths of
 * them). Pure: no I/O. Rules: download-engine.md §4 "Names"; borders of graphemes by
 * utf8proc. */
#ifndef CK_KEEP_NAME_H
#define CK_KEEP_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum {
    CK_NAME_MAX = 255, /* bytes in one path component */
    /* Bytes of a stem at most: with " (99)" and ".info.json" it still fits the 143 bytes
     * that eCryptfs allows. Parts are named by a key, never by the stem. */
    CK_NAME_STEM_MAX = 120,
};

/* Makes one path component out of any bytes: valid UTF-8 in NFC, no control, bidi or
 * separator characters, no Windows device name, no edge dots or spaces, at most `max`
 * bytes (and CK_NAME_MAX) cut on a grapheme border; "" when nothing visible remains. */
void ck_name_clean(const char *text, size_t max, char ret[CK_NAME_MAX + 1]);

/* The same, and says whether all of it is there: nothing was cut off. Looks at the first
 * kilobyte of `text`. */
bool ck_name_whole(const char *text, size_t max, char ret[CK_NAME_MAX + 1]);

enum { CK_NAME_WORDS_MAX = 80 }; /* bytes */
/* The words of a caption that a person would read out: hashtags and mentions at the end
 * are left out when anything else remains, "#" goes, and about 60 columns are enough. At
 * most `max` bytes, and CK_NAME_WORDS_MAX. */
void ck_name_words(const char *caption, size_t max, char ret[CK_NAME_WORDS_MAX + 1]);

#endif
