/* licence_parts.h - reads the parts of a licence's name one after the other. Private to
 * licence*.c. */
#ifndef CK_TIKTOK_LICENCE_PARTS_H
#define CK_TIKTOK_LICENCE_PARTS_H

#include "tiktok/licence.h"
#include "tiktok/licence_text.h"

/* How far the reading of a name has come. */
struct ck_parts {
    const struct ck_tokens *tokens;
    size_t at; /* the next token */
    struct ck_licence licence;
    bool exact; /* so far as SPDX writes it */
    bool tight; /* no blank between "cc" and what follows */
};

/* Each reads on when the next thing is what it looks for; else nothing changes and it is
 * false. A short part: "-BY", " nc", "bysa40". */
bool ck_parts_short(struct ck_parts *parts);
/* A long one: "Attribution", "非営利". */
bool ck_parts_long(struct ck_parts *parts);
/* The version directly behind the parts, and a country behind it: "4.0", "-3.0-DE". One
 * that there is no licence of is passed over. */
bool ck_parts_version(struct ck_parts *parts);
/* Reads the word `i` but for its first bytes, if it is nothing but parts and perhaps a
 * version: "by", "ncsa", "bysa40", "by4" followed by ".0". */
bool ck_parts_word(struct ck_parts *parts, size_t i, size_t past);

/* A word that is written plainly: no accents, nothing unseen within. */
bool ck_parts_plain(const struct ck_parts *parts, size_t i);

#endif
