#include "tiktok/licence_words.h"

#include <string.h>

/* One row for each phrase, short names as the table has them. */
static const struct {
    enum ck_says says;
    const char *phrase;
} rows[] = {
#define COMMONS CK_SAYS_COMMONS
#define BY CK_SAYS_BY
#define NC CK_SAYS_NC
#define ND CK_SAYS_ND
#define SA CK_SAYS_SA
#define ZERO CK_SAYS_ZERO
#define MARK CK_SAYS_MARK
#define DOMAIN CK_SAYS_DOMAIN
#define RESERVED CK_SAYS_RESERVED
#define PERMIT CK_SAYS_PERMIT
#define HARMLESS CK_SAYS_HARMLESS
#define NOT CK_SAYS_NOT
#define NOT_NEAR CK_SAYS_NOT_NEAR
#define NOT_AFTER CK_SAYS_NOT_AFTER
#define ASK CK_SAYS_ASK
#define ASK_AFTER CK_SAYS_ASK_AFTER
#define IF CK_SAYS_IF
#define IF_AFTER CK_SAYS_IF_AFTER
#define IF_BOTH CK_SAYS_IF_BOTH
#define ABOUT CK_SAYS_ABOUT
#define BUT CK_SAYS_BUT
#define MUSIC CK_SAYS_MUSIC
#define THING CK_SAYS_THING
#define PART CK_SAYS_PART
#define OWN CK_SAYS_OWN
#define ALL_MINE CK_SAYS_ALL_MINE
#define FROM CK_SAYS_FROM
#define ME CK_SAYS_ME
#define SAID CK_SAYS_SAID
#define LESSON CK_SAYS_LESSON
#define AND CK_SAYS_AND
#define SEEK CK_SAYS_SEEK
#define SEEK_AFTER CK_SAYS_SEEK_AFTER
#define NOT_MINE CK_SAYS_NOT_MINE
#define LICENCE CK_SAYS_LICENCE
#define UNDER CK_SAYS_UNDER
#define CAPTIONS CK_SAYS_CAPTIONS
#include "tiktok/licence_names.inc"

#include "tiktok/licence_around.inc"
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const char *ck_says_row(size_t row)
{
    return row < ROWS ? rows[row].phrase : NULL;
}

static const char *past_blanks(const char *at)
{
    while (*at == ' ') {
        at++;
    }
    return at;
}

static bool has_letters(const struct ck_token *token)
{
    return token->kind == CK_TOKEN_WORD || token->kind == CK_TOKEN_LETTER ||
           token->kind == CK_TOKEN_SYMBOL;
}

/* Whether a mark may stand within a phrase: "share-alike", "don't". */
static bool is_joint(const struct ck_tokens *tokens, size_t i)
{
    return tokens->list[i].kind == CK_TOKEN_MARK &&
           strchr("-'_", *ck_token_at(tokens, i)) != NULL &&
           has_letters(&tokens->list[i + 1]);
}

/* What is left of the phrase after the letters of token `i`, NULL when they differ. */
static const char *past_token(const struct ck_tokens *tokens, size_t i,
                              const char *phrase)
{
    const char *at = ck_token_at(tokens, i);

    for (size_t k = 0; k < tokens->list[i].len; k++) {
        phrase = past_blanks(phrase);
        if (*phrase != at[k]) {
            return NULL;
        }
        phrase++;
    }
    return past_blanks(phrase);
}

/* How many tokens the phrase takes from token `i` on, 0 when it does not stand there. */
static size_t match(const struct ck_tokens *tokens, size_t first, const char *phrase)
{
    size_t i = first;

    while (has_letters(&tokens->list[i])) {
        phrase = past_token(tokens, i++, phrase);
        if (phrase == NULL) {
            return 0;
        }
        if (*phrase == '\0') {
            return i - first;
        }
        i += is_joint(tokens, i);
    }
    return 0;
}

/* The rows sorted by their first byte: those of byte `b` are order[first[b]] and on. */
struct shelf {
    uint16_t first[257], order[ROWS];
};

static void fill_shelf(struct shelf *shelf)
{
    uint16_t next[256];

    memset(shelf->first, 0, sizeof(shelf->first));
    for (size_t row = 0; row < ROWS; row++) {
        shelf->first[(unsigned char)rows[row].phrase[0] + 1]++;
    }
    for (size_t byte = 1; byte <= 256; byte++) {
        shelf->first[byte] = (uint16_t)(shelf->first[byte] + shelf->first[byte - 1]);
    }
    memcpy(next, shelf->first, sizeof(next));
    for (size_t row = 0; row < ROWS; row++) {
        shelf->order[next[(unsigned char)rows[row].phrase[0]]++] = (uint16_t)row;
    }
}

static void fill_token(const struct shelf *shelf, const struct ck_tokens *tokens,
                       size_t i, struct ck_token *token)
{
    size_t byte = (unsigned char)*ck_token_at(tokens, i);

    for (size_t k = shelf->first[byte]; k < shelf->first[byte + 1]; k++) {
        size_t row = shelf->order[k];
        size_t count = match(tokens, i, rows[row].phrase);

        if (count > token->span) {
            token->span = (uint8_t)count;
            token->says = (uint8_t)rows[row].says;
        }
    }
}

void ck_says_fill(struct ck_tokens *tokens)
{
    struct shelf shelf;

    fill_shelf(&shelf);
    for (size_t i = 0; i < tokens->count; i++) {
        if (has_letters(&tokens->list[i])) {
            fill_token(&shelf, tokens, i, &tokens->list[i]);
        }
    }
}

enum ck_says ck_says_at(const struct ck_tokens *tokens, size_t i, size_t *ret_count)
{
    const struct ck_token *token = &tokens->list[i];

    *ret_count = token->span > 0 ? token->span : 1;
    return (enum ck_says)token->says;
}
