/* licence_phrases.h - the tables of phrases, and whether one stands at a place of a text.
 * Private to licence*.c. */
#ifndef CK_TIKTOK_LICENCE_PHRASES_H
#define CK_TIKTOK_LICENCE_PHRASES_H

#include "tiktok/licence_words.h"

#include <utf8proc.h>

enum ck_language {
    CK_LANGUAGE_ANY,
    CK_LANGUAGE_EN,
    CK_LANGUAGE_DE,
    CK_LANGUAGE_ES,
    CK_LANGUAGE_FR,
    CK_LANGUAGE_PT,
    CK_LANGUAGE_ID,
    CK_LANGUAGE_TR,
    CK_LANGUAGE_VI,
    CK_LANGUAGE_LATIN_END, /* those below have letters of their own */
    CK_LANGUAGE_JA = CK_LANGUAGE_LATIN_END,
    CK_LANGUAGE_AR,
    CK_LANGUAGE_COUNT
};

struct ck_phrase {
    const char *text;    /* folded */
    const char *written; /* with accents or capitals, NULL when it has none */
    uint16_t len, written_len;
    uint16_t next; /* on the same shelf, 0: none */
    uint8_t language, says;
    bool open; /* "licen*" */
};

/* To be called before the others; makes the shelves, once. */
void ck_phrases_prepare(void);
/* How many of these bytes can be the key of a phrase: four, or one letter of a script of
 * which each letter is a token. */
size_t ck_phrase_key(const char *text, size_t len);
/* The first phrase whose first word begins with this key and is no longer, unless the key
 * is as long as one can be; and the one after it; NULL when there is none. Others may be
 * among them. */
const struct ck_phrase *ck_phrases_of(const char *key, size_t len);
const struct ck_phrase *ck_phrase_next(const struct ck_phrase *phrase);
/* How many tokens the phrase takes from token `first` on, of which `skip` bytes are
 * passed over; 0 when it does not stand there. */
size_t ck_phrase_match(const struct ck_tokens *tokens, size_t first, size_t skip,
                       const struct ck_phrase *phrase);
/* The letter at `*at`, which moves past it. */
utf8proc_int32_t ck_phrase_letter(const char **at, const char *end);
/* Whether the token can be part of a phrase; whether a mark may stand within one. */
bool ck_phrase_letters(const struct ck_token *token);
bool ck_phrase_joint(const struct ck_tokens *tokens, size_t i);

#endif
