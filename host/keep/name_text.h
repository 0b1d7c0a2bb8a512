/* name_text.h - the characters of a name, for name.c and names.c only. Pure. */
#ifndef CK_KEEP_NAME_TEXT_H
#define CK_KEEP_NAME_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <utf8proc.h>

enum {
    /* Of an outside text only the beginning is looked at: many times what fits. */
    CK_TEXT_INPUT_MAX = 1024,
    /* Decomposing makes of n bytes at most 1.5 n characters, and composing again at most
     * 3 n bytes; the same memory serves both. */
    CK_TEXT_POINTS_MAX = CK_TEXT_INPUT_MAX * 3 / 2 + 8,
};

union ck_text {
    utf8proc_int32_t points[CK_TEXT_POINTS_MAX + 1];
    char bytes[(CK_TEXT_POINTS_MAX + 1) * sizeof(utf8proc_int32_t)];
};

/* Fills `ret->bytes` with what is allowed of the beginning of `text`, any bytes, as valid
 * UTF-8 in NFC: no control, bidi or invisible characters, none that Windows forbids in
 * names, single spaces between words, no towers of marks. */
void ck_text_normalise(const char *text, union ck_text *ret);

/* The others take such text. */

/* Where it starts to be a name: a leading dot would hide it, "-" would read as an option
 * on a command line, and marks need something to stand on. */
const char *ck_text_past_lead(const char *text);
/* How much of it fits into `max` bytes and `columns` without cutting a grapheme. Where it
 * must be cut and `words` is set, a border of words in the second half is preferred. */
size_t ck_text_fit(const char *text, size_t max, int columns, bool words);
/* `len` without the dots and spaces at its end. */
size_t ck_text_trim(const char *text, size_t len);

/* A dot or a space: Windows drops them from the end of a name. */
bool ck_char_is_edge(char c);
/* A character that is drawn onto the one before. */
bool ck_char_is_mark(utf8proc_int32_t c);

#endif
