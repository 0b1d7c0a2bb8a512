/* names_parts.h - what names.c and names_check.c share. Pure. */
#ifndef CK_KEEP_NAMES_PARTS_H
#define CK_KEEP_NAMES_PARTS_H

#include "keep/names.h"

enum ck_names_field {
    CK_FIELD_NONE, /* literal text */
    CK_FIELD_SLASH,
    CK_FIELD_AUTHOR,
    CK_FIELD_NICKNAME,
    CK_FIELD_DATE,
    CK_FIELD_YEAR,
    CK_FIELD_MONTH,
    CK_FIELD_DAY,
    CK_FIELD_TITLE,
    CK_FIELD_ID,
    CK_FIELD_KIND,
    CK_FIELD_MUSIC,
    CK_FIELD_UNKNOWN,
    CK_FIELD_BRACE, /* one that is not opened or not closed */
};

struct ck_names_token {
    const char *text; /* with its braces; borrowed from the pattern */
    size_t len;
    enum ck_names_field field;
};

/* Steps over the next token at `*at`. False: there is none. */
bool ck_names_next(const char **at, struct ck_names_token *ret);

/* Makes the piece of a pattern that begins at `piece` and ends with a slash or with the
 * pattern, words and names cut to `cap` bytes each; `last`: it names the post. False:
 * not all of it fits into `max` bytes. */
bool ck_names_piece(const char *piece, const struct ck_name_facts *facts, size_t cap,
                    bool last, size_t max, char ret[CK_NAME_MAX + 1]);

#endif
