#include "tiktok/licence_phrases.h"

#include <string.h>
#include <utf8proc.h>

/* What is gathered while the phrases at one token are tried: of the longest ones, all
 * that they say in the language that is the most likely. */
struct search {
    const struct ck_tokens *tokens;
    size_t scores[CK_LANGUAGE_COUNT]; /* how much of the text is in a language */
    size_t
        found[CK_LANGUAGE_COUNT]; /* at a token, the longest phrase of each, in bytes */
    bool telling;                 /* the scores are being made */
    bool active[CK_LANGUAGE_COUNT];
    uint64_t says;
    size_t span; /* in tokens */
    uint8_t language;
};

static void take(struct search *search, const struct ck_phrase *phrase, size_t span)
{
    size_t score = search->scores[phrase->language];
    size_t best = search->scores[search->language];
    bool other = score != best && phrase->language != CK_LANGUAGE_ANY &&
                 search->language != CK_LANGUAGE_ANY;
    bool likelier = score > best;

    if (span > search->span || (span == search->span && other && likelier)) {
        search->says = 0;
        search->language = phrase->language;
    } else if (span < search->span || other) {
        return;
    }
    search->says |= CK_SAID(phrase->says);
    search->language =
        phrase->language != CK_LANGUAGE_ANY ? phrase->language : search->language;
    search->span = span;
}

/* What takes a licence away does so in any language, if the word is no likely accident.
 */
static bool is_heard(const struct search *search, const struct ck_phrase *phrase)
{
    const uint64_t always = CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_NOT) |
                            CK_SAID(CK_SAYS_NOT_AFTER) | CK_SAID(CK_SAYS_IF) |
                            CK_SAID(CK_SAYS_MUSIC) | CK_SAID(CK_SAYS_SAID);
    enum { SHORTEST = 3 };

    return search->telling || search->active[phrase->language] ||
           (phrase->len >= SHORTEST && (CK_SAID(phrase->says) & always) != 0);
}

static void try_all(struct search *search, size_t i, size_t skip, size_t key)
{
    const char *at = ck_token_at(search->tokens, i) + skip;
    const struct ck_phrase *phrase = ck_phrases_of(at, key);

    for (; phrase != NULL; phrase = ck_phrase_next(phrase)) {
        size_t span = is_heard(search, phrase)
                          ? ck_phrase_match(search->tokens, i, skip, phrase)
                          : 0;

        if (span > 0 && search->telling) {
            size_t *found = &search->found[phrase->language];

            *found = phrase->len > *found ? phrase->len : *found;
        } else if (span > 0 && span >= search->span) {
            take(search, phrase, span);
        }
    }
}

/* All phrases that may begin with token `i`, of which `skip` bytes are passed over. */
static void try_phrases(struct search *search, size_t i, size_t skip)
{
    const char *at = ck_token_at(search->tokens, i) + skip;
    size_t most = ck_phrase_key(at, search->tokens->list[i].len - skip);
    size_t least = (unsigned char)*at >= 0xe0 ? most : 1;

    for (size_t key = least; key <= most; key++) {
        try_all(search, i, skip, key);
    }
}

/* What Arabic writes in front of a word, without a blank. */
static void try_arabic(struct search *search, size_t i)
{
    static const char *const particles[] = {"ال",  "و",   "ف",  "ب",   "ل",   "ك",
                                            "وال", "بال", "لل", "فال", "كال", "وب"};
    enum { LETTERS_LEFT = 6 }; /* bytes: three letters */
    const struct ck_token *token = &search->tokens->list[i];
    const char *at = ck_token_at(search->tokens, i);

    for (size_t k = 0; k < sizeof(particles) / sizeof(particles[0]); k++) {
        size_t len = strlen(particles[k]);

        if (token->len >= len + LETTERS_LEFT && memcmp(at, particles[k], len) == 0) {
            try_phrases(search, i, len);
        }
    }
}

static void find(struct search *search, size_t i)
{
    unsigned char first = (unsigned char)*ck_token_at(search->tokens, i);

    search->says = 0;
    search->span = 0;
    search->language = CK_LANGUAGE_ANY;
    if (ck_phrase_letters(&search->tokens->list[i])) {
        try_phrases(search, i, 0);
    }
    if (search->span == 0 && first >= 0xd8 && first <= 0xdb) {
        try_arabic(search, i);
    }
}

/* Letters that few languages have count for as much as a long word. */
static void score_letters(struct search *search)
{
    static const struct {
        utf8proc_int32_t first, last;
        uint8_t language;
    } rows[] = {
        {0x1ea0, 0x1ef9, CK_LANGUAGE_VI}, {0x01a0, 0x01b0, CK_LANGUAGE_VI},
        {0x0102, 0x0111, CK_LANGUAGE_VI}, {0x011e, 0x011f, CK_LANGUAGE_TR},
        {0x0130, 0x0131, CK_LANGUAGE_TR}, {0x015e, 0x015f, CK_LANGUAGE_TR},
        {0x00df, 0x00df, CK_LANGUAGE_DE}, {0x00e4, 0x00e4, CK_LANGUAGE_DE},
        {0x00e3, 0x00e3, CK_LANGUAGE_PT}, {0x00f5, 0x00f5, CK_LANGUAGE_PT},
        {0x00f1, 0x00f1, CK_LANGUAGE_ES}, {0x00a1, 0x00a1, CK_LANGUAGE_ES},
        {0x00bf, 0x00bf, CK_LANGUAGE_ES}, {0x0153, 0x0153, CK_LANGUAGE_FR},
        {0x00e8, 0x00e8, CK_LANGUAGE_FR}, {0x00ea, 0x00ea, CK_LANGUAGE_FR},
    };
    enum { WEIGHT = 6 };
    const char *at = search->tokens->text;
    const char *end = at + strnlen(at, CK_TOKENS_BYTES);

    while (at < end) {
        utf8proc_int32_t c = ck_phrase_letter(&at, end);

        for (size_t i = 0; c >= 0x80 && i < sizeof(rows) / sizeof(rows[0]); i++) {
            if (c >= rows[i].first && c <= rows[i].last) {
                search->scores[rows[i].language] += WEIGHT;
            }
        }
    }
}

/* Which languages the text is in: the letters of all phrases of each are counted. */
static void tell_languages(struct search *search)
{
    enum { SHORT = 2 }; /* two letters are words in many */
    size_t most = 0;

    score_letters(search);
    for (size_t i = 0; i < search->tokens->count; i++) {
        memset(search->found, 0, sizeof(search->found));
        find(search, i);
        for (size_t k = CK_LANGUAGE_EN; k < CK_LANGUAGE_LATIN_END; k++) {
            search->scores[k] += search->found[k] > SHORT ? search->found[k] : 0;
        }
    }
    for (size_t k = CK_LANGUAGE_EN; k < CK_LANGUAGE_LATIN_END; k++) {
        most = search->scores[k] > most ? search->scores[k] : most;
    }
    for (size_t k = 0; k < CK_LANGUAGE_COUNT; k++) {
        search->active[k] = search->scores[k] * 2 >= most || k == CK_LANGUAGE_ANY ||
                            k == CK_LANGUAGE_EN || k >= CK_LANGUAGE_LATIN_END;
    }
    search->telling = false;
}

void ck_says_fill(struct ck_tokens *tokens)
{
    struct search search = {.tokens = tokens, .telling = true};

    ck_phrases_prepare();
    tell_languages(&search);
    for (size_t i = 0; i < tokens->count; i++) {
        find(&search, i);
        tokens->list[i].span = (uint8_t)(search.span < 255 ? search.span : 255);
        tokens->list[i].says = search.says;
    }
}

size_t ck_says_span(const struct ck_tokens *tokens, size_t i)
{
    return tokens->list[i].span > 0 ? tokens->list[i].span : 1;
}
