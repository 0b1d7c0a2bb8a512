/* licence_text.h - a text cut into folded tokens, each of which knows where it stood.
 * Private to licence*.c. Pure: no I/O. */
#ifndef CK_TIKTOK_LICENCE_TEXT_H
#define CK_TIKTOK_LICENCE_TEXT_H

#include "base/buf.h"
#include "base/mem.h"

#include <stdint.h>

enum ck_token_kind {
    CK_TOKEN_END,    /* after the last one, of no length */
    CK_TOKEN_WORD,   /* letters and digits, folded: case, width and accents are gone */
    CK_TOKEN_LETTER, /* one letter of a script without spaces: kana, Han */
    CK_TOKEN_MARK,   /* one punctuation mark */
    CK_TOKEN_SYMBOL, /* an emoji or other sign */
    CK_TOKEN_BREAK,  /* the end of a line */
    CK_TOKEN_ADDRESS /* a whole web address */
};

struct ck_token {
    uint32_t at, len;    /* in the folded text */
    uint32_t from, till; /* bytes of the text as it was */
    uint8_t kind;
    uint8_t span;  /* licence_words.h fills these two */
    uint64_t says; /* a set of CK_SAID() */
    bool spaced;   /* a blank stands before it */
    bool styled;   /* drawn with other signs than plain or full-width letters */
    bool marked;   /* accents were taken away, or something unseen stood within */
};

struct ck_tokens {
    const char *text; /* as it was, borrowed */
    struct ck_buf folded;
    struct ck_token *list; /* and at least CK_TOKENS_SPARE more that are CK_TOKEN_END */
    size_t count;          /* without it */
    bool reversed;         /* has signs that turn the direction of letters */
};

/* At most so much is read of a text; the rest is as if it were not there. */
enum { CK_TOKENS_BYTES = 16384, CK_TOKENS_MAX = 8192, CK_TOKENS_SPARE = 8 };

/* Cuts up `text`, valid UTF-8 or not. False: out of memory. */
CK_NODISCARD bool ck_tokens_read(const char *text, struct ck_tokens *ret);
void ck_tokens_clear(struct ck_tokens *tokens);

/* Whether token `i` is exactly this folded text. */
bool ck_token_is(const struct ck_tokens *tokens, size_t i, const char *text);
/* Whether token `i` is the mark `c`. */
bool ck_token_is_mark(const struct ck_tokens *tokens, size_t i, char c);
/* The folded text of token `i`: not terminated, `len` bytes. */
const char *ck_token_at(const struct ck_tokens *tokens, size_t i);

/* Joins the tokens of web addresses into one each (licence_address.c). */
void ck_tokens_join_addresses(struct ck_tokens *tokens);

#endif
