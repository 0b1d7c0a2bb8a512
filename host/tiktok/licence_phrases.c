#include "tiktok/licence_phrases.h"

#include <pthread.h>
#include <string.h>
#include <utf8proc.h>

static const struct {
    uint8_t language, says;
    const char *phrases;
} rows[] = {
/* clang-format off */
#define WORDS(what, phrases) {LANGUAGE, CK_SAYS_##what, phrases},
#define LANGUAGE CK_LANGUAGE_ANY
#include "tiktok/licence_names.inc"
#undef LANGUAGE
#define LANGUAGE CK_LANGUAGE_EN
#include "tiktok/licence_en.inc"
#undef LANGUAGE
#define LANGUAGE CK_LANGUAGE_DE
#include "tiktok/licence_de.inc"
#undef LANGUAGE
#define LANGUAGE CK_LANGUAGE_ES
#include "tiktok/licence_es.inc"
#undef LANGUAGE
#define LANGUAGE CK_LANGUAGE_FR
#include "tiktok/licence_fr.inc"
#undef LANGUAGE
#define LANGUAGE CK_LANGUAGE_PT
#include "tiktok/licence_pt.inc"
#undef LANGUAGE
#define LANGUAGE CK_LANGUAGE_ID
#include "tiktok/licence_id.inc"
#undef LANGUAGE
#define LANGUAGE CK_LANGUAGE_TR
#include "tiktok/licence_tr.inc"
#undef LANGUAGE
#define LANGUAGE CK_LANGUAGE_VI
#include "tiktok/licence_vi.inc"
#undef LANGUAGE
#define LANGUAGE CK_LANGUAGE_JA
#include "tiktok/licence_ja.inc"
#undef LANGUAGE
#define LANGUAGE CK_LANGUAGE_AR
#include "tiktok/licence_ar.inc"
#undef LANGUAGE
#undef WORDS
    /* clang-format on */
};

enum {
    ROWS = sizeof(rows) / sizeof(rows[0]),
    PHRASES_MAX = 32768,
    PHRASE_BYTES = 96,
    SHELVES = 8192,
    FOLDED_BYTES = 98304
};

_Static_assert(PHRASES_MAX - 1 <= UINT16_MAX, "a shelf has room for all");

/* All phrases, those that begin alike on one shelf. Filled once, then only read. */
static struct {
    struct ck_phrase list[PHRASES_MAX];
    uint16_t shelves[SHELVES];
    size_t count;              /* the first one is none */
    char folded[FOLDED_BYTES]; /* of the phrases with accents */
    size_t folded_len;
    bool full; /* and something found no room */
} all;

static size_t shelf_of(const char *key, size_t len)
{
    size_t sum = len;

    for (size_t i = 0; i < len; i++) {
        sum = sum * 31 + (unsigned char)key[i];
    }
    return sum % SHELVES;
}

size_t ck_phrase_key(const char *text, size_t len)
{
    enum { LONGEST = 4 };
    unsigned char first = (unsigned char)*text;
    size_t whole = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : LONGEST;

    return len < whole ? len : whole;
}

/* A Latin letter that is not plain. */
static bool is_accented(utf8proc_int32_t c)
{
    return (c >= 0xc0 && c < 0x250) || (c >= 0x1e00 && c < 0x1f00);
}

utf8proc_int32_t ck_phrase_letter(const char **at, const char *end)
{
    utf8proc_int32_t c = -1;
    utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)*at,
                                             (utf8proc_ssize_t)(end - *at), &c);

    *at += step > 0 ? step : 1;
    return c;
}

/* The plain letter under the accents, as licence_text.c has it. */
static char plain_of(utf8proc_int32_t c)
{
    utf8proc_int32_t parts[8] = {0};
    int bound = 0;

    if (c == 0x0111 || c == 0x0131) {
        return c == 0x0111 ? 'd' : 'i';
    }
    (void)utf8proc_decompose_char(c, parts, 8, UTF8PROC_DECOMPOSE, &bound);
    return (char)parts[0];
}

static void fold(struct ck_phrase *phrase)
{
    const char *end = phrase->text + phrase->len;
    char *to = all.folded + all.folded_len;
    bool accents = false;

    if (phrase->len > FOLDED_BYTES - all.folded_len) {
        all.full = true;
        return;
    }
    for (const char *at = phrase->text; at < end;) {
        utf8proc_int32_t c = ck_phrase_letter(&at, end);

        if (c >= 0x80 && !is_accented(c)) {
            all.folded_len = (size_t)(to - all.folded);
            return; /* another script */
        }
        accents |= c >= 0x80 || (c >= 'A' && c <= 'Z');
        all.folded[all.folded_len] = plain_of(utf8proc_tolower(c));
        all.folded_len++;
    }
    if (!accents) {
        all.folded_len = (size_t)(to - all.folded);
        return;
    }
    phrase->written = phrase->text;
    phrase->written_len = phrase->len;
    phrase->text = to;
    phrase->len = (uint16_t)(all.folded + all.folded_len - to);
}

/* The bytes of its first word by which a phrase is shelved. */
static size_t key_of(const struct ck_phrase *phrase)
{
    bool plain = (unsigned char)phrase->text[0] < 0x80;
    size_t word = 1;

    /* A token ends with a blank, and where another script begins: "bgmなし". */
    while (word < phrase->len && phrase->text[word] != ' ' &&
           ((unsigned char)phrase->text[word] < 0x80) == plain) {
        word++;
    }

    return ck_phrase_key(phrase->text, word);
}

static void put(uint8_t language, uint8_t says, const char *text, size_t len)
{
    struct ck_phrase *phrase = &all.list[all.count];
    uint16_t *shelf;

    if (all.count == PHRASES_MAX || len >= PHRASE_BYTES) {
        all.full = true;
        return;
    }
    phrase->open = text[len - 1] == '*';
    phrase->text = text;
    phrase->len = (uint16_t)(len - phrase->open);
    phrase->language = language;
    phrase->says = says;
    fold(phrase);
    shelf = &all.shelves[shelf_of(phrase->text, key_of(phrase))];
    phrase->next = *shelf;
    *shelf = (uint16_t)all.count++;
}

static void fill_shelves(void)
{
    all.count = 1;
    for (size_t row = 0; row < ROWS; row++) {
        const char *at = rows[row].phrases;

        while (*at != '\0') {
            size_t len = strcspn(at, "|");

            put(rows[row].language, rows[row].says, at, len);
            at += len + (at[len] == '|');
        }
    }
}

void ck_phrases_prepare(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, fill_shelves);
}

const struct ck_phrase *ck_phrases_of(const char *key, size_t len)
{
    size_t n = all.shelves[shelf_of(key, len)];

    return n != 0 ? &all.list[n] : NULL;
}

const struct ck_phrase *ck_phrase_next(const struct ck_phrase *phrase)
{
    return phrase->next != 0 ? &all.list[phrase->next] : NULL;
}

bool ck_says_all_fit(void)
{
    ck_phrases_prepare();
    return !all.full;
}

bool ck_says_phrase(size_t n, char ret[96])
{
    const struct ck_phrase *phrase = &all.list[n + 1];
    bool accents = phrase->written != NULL;

    ck_phrases_prepare();
    if (n + 1 >= all.count) {
        return false;
    }
    memset(ret, 0, PHRASE_BYTES);
    memcpy(ret, accents ? phrase->written : phrase->text,
           accents ? phrase->written_len : phrase->len);
    return true;
}

bool ck_phrase_letters(const struct ck_token *token)
{
    return token->kind == CK_TOKEN_WORD || token->kind == CK_TOKEN_LETTER ||
           token->kind == CK_TOKEN_SYMBOL;
}

/* Whether a mark may stand within a phrase: "share-alike", "don't". */
bool ck_phrase_joint(const struct ck_tokens *tokens, size_t i)
{
    return tokens->list[i].kind == CK_TOKEN_MARK &&
           strchr("-'_", *ck_token_at(tokens, i)) != NULL &&
           ck_phrase_letters(&tokens->list[i + 1]);
}

/* A capital letter in a table is one in a text; a small one may be either. */
static bool is_same(utf8proc_int32_t wanted, utf8proc_int32_t c)
{
    return wanted == c || wanted == utf8proc_tolower(c);
}

/* Whether the tokens are written with the accents and capitals of the phrase. */
static bool is_written(const struct ck_tokens *tokens, size_t first, size_t end,
                       const struct ck_phrase *phrase)
{
    const char *wanted = phrase->written;
    const char *wanted_end = wanted + phrase->written_len;

    for (size_t i = first; i < end; i++) {
        const char *at = tokens->text + tokens->list[i].from;
        const char *till = tokens->text + tokens->list[i].till;

        while (tokens->list[i].kind == CK_TOKEN_WORD && at < till &&
               wanted < wanted_end) {
            utf8proc_int32_t c = ck_phrase_letter(&wanted, wanted_end);

            if (c != ' ' && !is_same(c, ck_phrase_letter(&at, till))) {
                return false;
            }
        }
    }
    return true;
}

/* How many tokens the phrase takes from token `first` on, of which `skip` bytes are
 * passed over; 0 when it does not stand there. */
size_t ck_phrase_match(const struct ck_tokens *tokens, size_t first, size_t skip,
                       const struct ck_phrase *phrase)
{
    const char *at = phrase->text;
    const char *end = at + phrase->len;

    for (size_t i = first; ck_phrase_letters(&tokens->list[i]); skip = 0) {
        const char *token = ck_token_at(tokens, i);

        for (size_t k = skip; k < tokens->list[i].len; k++) {
            at += at < end && *at == ' ';
            if (at == end) {
                return phrase->open ? i + 1 - first : 0;
            }
            if (*at++ != token[k]) {
                return 0;
            }
        }
        i++;
        if (phrase->language == CK_LANGUAGE_EN && tokens->list[i - 1].marked) {
            return 0; /* English has no accents: "tìm" is not "Tim" */
        }
        if (at == end) {
            return phrase->written == NULL || is_written(tokens, first, i, phrase)
                       ? i - first
                       : 0;
        }
        i += ck_phrase_joint(tokens, i);
    }
    return 0;
}
