#include "tiktok/licence_text.h"

#include <string.h>
#include <utf8proc.h>

enum { FOLDED_MAX = 4 * CK_TOKENS_BYTES, PARTS_MAX = 32 };

/* Signs that Unicode does not fold to what people mean by them. */
static const struct {
    utf8proc_int32_t from;
    const char *to;
} signs[] = {
    {0x00ab, "\""},   {0x00b7, "|"},    {0x00bb, "\""},   {0x0111, "d"},
    {0x0131, "i"},    {0x0153, "oe"},   {0x060c, ","},    {0x061b, ";"},
    {0x061f, "?"},    {0x066b, "."},    {0x066c, ","},    {0x06d4, ". "},
    {0x2010, "-"},    {0x2011, "-"},    {0x2012, "-"},    {0x2013, "-"},
    {0x2014, "-"},    {0x2015, "-"},    {0x2018, "'"},    {0x2019, "'"},
    {0x201c, "\""},   {0x201d, "\""},   {0x201e, "\""},   {0x2022, "|"},
    {0x2027, "|"},    {0x2028, "\n"},   {0x2029, "\n"},   {0x2190, ":"},
    {0x2192, ":"},    {0x21e8, ":"},    {0x2212, "-"},    {0x2219, "|"},
    {0x22c5, "|"},    {0x229c, "nd_"},  {0x27a1, ":"},    {0x2b07, ":"},
    {0x2935, ":"},    {0x3001, ","},    {0x3002, ". "},   {0x300c, "\""},
    {0x300d, "\""},   {0x300e, "\""},   {0x300f, "\""},   {0x30fb, "-"},
    {0xff65, "-"},    {0x1f10d, "0"},   {0x1f10e, "sa_"}, {0x1f10f, "nc_"},
    {0x1f16d, "cc_"}, {0x1f16f, "by_"}, {0x1f447, ":"},   {0x1f449, ":"},
};

static const char *sign_of(utf8proc_int32_t c)
{
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (signs[i].from == c) {
            return signs[i].to;
        }
    }
    return NULL;
}

/* Scripts written without spaces, of which each letter is a token. */
static bool is_dense(utf8proc_int32_t c)
{
    return (c >= 0x3041 && c <= 0x30ff) || (c >= 0x31f0 && c <= 0x31ff) ||
           (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) || c == 0x3005;
}

static bool is_full_width(utf8proc_int32_t c)
{
    return (c >= 0xff01 && c <= 0xff5e) || c == 0x3000;
}

static bool is_turning(utf8proc_int32_t c)
{
    return c == 0x202d || c == 0x202e || (c >= 0x2066 && c <= 0x2068);
}

static enum ck_token_kind kind_of(utf8proc_int32_t c)
{
    /* The first letter of the category: letters, accents and numbers make words. */
    char group = utf8proc_category_string(c)[0];

    if (strchr("LMN", group) != NULL) {
        return is_dense(c) ? CK_TOKEN_LETTER : CK_TOKEN_WORD;
    }
    return group == 'P' ? CK_TOKEN_MARK : CK_TOKEN_SYMBOL;
}

/* What is seen of a letter only as an accent, or not at all. */
static bool is_unseen(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME ||
           category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CN ||
           c == 0x0640;
}

/* Where the cutting stands. */
struct cutter {
    struct ck_tokens *tokens;
    uint32_t from, till; /* of the letter at hand, in the text as it was */
    size_t room;         /* for tokens */
    bool spaced, styled;
    bool may_grow; /* the last token is a word that goes on */
};

static struct ck_token *last_of(struct cutter *cutter)
{
    struct ck_tokens *tokens = cutter->tokens;

    return tokens->count > 0 ? &tokens->list[tokens->count - 1] : NULL;
}

static bool is_full(const struct cutter *cutter)
{
    return cutter->tokens->folded.len + 8 > FOLDED_MAX ||
           cutter->tokens->count >= cutter->room;
}

static void add_blank(struct cutter *cutter)
{
    if (!is_full(cutter)) {
        ck_buf_addc(&cutter->tokens->folded, ' ');
    }
    cutter->spaced = true;
    cutter->may_grow = false;
}

static void add_part(struct cutter *cutter, utf8proc_int32_t c)
{
    struct ck_tokens *tokens = cutter->tokens;
    enum ck_token_kind kind = c == '\n' ? CK_TOKEN_BREAK : kind_of(c);
    struct ck_token *token = last_of(cutter);
    unsigned char bytes[4];
    utf8proc_ssize_t len = utf8proc_encode_char(c, bytes);

    if (is_full(cutter)) {
        return;
    }
    if (kind != CK_TOKEN_WORD || !cutter->may_grow || token == NULL) {
        token = &tokens->list[tokens->count++];
        *token = (struct ck_token){.at = (uint32_t)tokens->folded.len,
                                   .from = cutter->from,
                                   .kind = (uint8_t)kind,
                                   .spaced = cutter->spaced};
    }
    ck_buf_add(&tokens->folded, bytes, (size_t)len);
    token->len += (uint32_t)len;
    token->till = cutter->till;
    token->styled |= cutter->styled;
    cutter->spaced = false;
    cutter->may_grow = kind == CK_TOKEN_WORD;
}

/* Something unseen belongs to the word before it. */
static void drop(struct cutter *cutter)
{
    struct ck_token *token = last_of(cutter);

    if (cutter->may_grow && token != NULL) {
        token->marked = true;
        token->till = cutter->till;
    }
}

static void add_folded(struct cutter *cutter, utf8proc_int32_t c)
{
    utf8proc_int32_t parts[PARTS_MAX];
    int bound = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        c, parts, PARTS_MAX,
        (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD),
        &bound);

    cutter->styled = c >= 0x80 && !is_full_width(c);
    for (utf8proc_ssize_t i = 0; i < count && count <= PARTS_MAX; i++) {
        if (is_unseen(parts[i])) {
            drop(cutter);
        } else if (utf8proc_category(parts[i]) == UTF8PROC_CATEGORY_ZS) {
            add_blank(cutter);
        } else if (parts[i] == 0x0649) { /* two ways to write the last letter of a word */
            add_part(cutter, 0x064a);
        } else {
            add_part(cutter, parts[i]);
        }
    }
}

static void add_sign(struct cutter *cutter, const char *text)
{
    cutter->styled = true;
    for (; *text != '\0'; text++) {
        if (*text == ' ') {
            add_blank(cutter);
        } else {
            add_part(cutter, *text);
        }
    }
}

static void add_letter(struct cutter *cutter, utf8proc_int32_t c)
{
    const char *sign = sign_of(c);

    cutter->tokens->reversed |= is_turning(c);
    if (sign != NULL) {
        add_sign(cutter, sign);
    } else if ((c >= 0x0660 && c <= 0x0669) || (c >= 0x06f0 && c <= 0x06f9)) {
        add_part(cutter, '0' + (c & 0xf));
    } else if (c == '\n' || c == '\r' || c == 0x0b || c == 0x0c || c == 0x85) {
        add_part(cutter, '\n');
    } else if (c < ' ' || c == 0x7f) {
        add_blank(cutter);
    } else if (is_dense(c)) {
        cutter->styled = false;
        add_part(cutter, c);
    } else {
        add_folded(cutter, c);
    }
}

static void cut(const char *text, size_t room, struct ck_tokens *tokens)
{
    struct cutter cutter = {.tokens = tokens, .room = room};
    size_t len = strnlen(text, CK_TOKENS_BYTES);

    for (size_t at = 0; at < len;) {
        utf8proc_int32_t c = -1;
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text + at,
                                                 (utf8proc_ssize_t)(len - at), &c);

        cutter.from = (uint32_t)at;
        cutter.till = (uint32_t)at + (step > 0 ? (uint32_t)step : 1);
        at = cutter.till;
        if (step > 0 && c >= 0) {
            add_letter(&cutter, c);
        } else {
            add_blank(&cutter);
        }
    }
    tokens->list[tokens->count] = (struct ck_token){.at = (uint32_t)tokens->folded.len,
                                                    .from = (uint32_t)len,
                                                    .till = (uint32_t)len,
                                                    .kind = CK_TOKEN_END,
                                                    .spaced = true};
}

bool ck_tokens_read(const char *text, struct ck_tokens *ret)
{
    struct ck_tokens tokens = {.text = text, .folded = {.max = FOLDED_MAX}};
    size_t room = strnlen(text, CK_TOKENS_BYTES) * 4;

    room = room < CK_TOKENS_MAX ? room : CK_TOKENS_MAX;
    tokens.list = ck_calloc(room + CK_TOKENS_SPARE, sizeof(*tokens.list));
    if (tokens.list == NULL) {
        return false;
    }
    cut(text, room, &tokens);
    if (!ck_buf_ok(&tokens.folded)) {
        ck_tokens_clear(&tokens);
        return false;
    }
    ck_tokens_join_addresses(&tokens);
    *ret = tokens;
    return true;
}

void ck_tokens_clear(struct ck_tokens *tokens)
{
    ck_free(tokens->list);
    ck_buf_free(&tokens->folded);
    *tokens = (struct ck_tokens){0};
}

const char *ck_token_at(const struct ck_tokens *tokens, size_t i)
{
    return ck_buf_text(&tokens->folded) + tokens->list[i].at;
}

bool ck_token_is(const struct ck_tokens *tokens, size_t i, const char *text)
{
    size_t len = strlen(text);

    return tokens->list[i].len == len && memcmp(ck_token_at(tokens, i), text, len) == 0;
}

bool ck_token_is_mark(const struct ck_tokens *tokens, size_t i, char c)
{
    return tokens->list[i].kind == CK_TOKEN_MARK && tokens->list[i].len == 1 &&
           *ck_token_at(tokens, i) == c;
}
