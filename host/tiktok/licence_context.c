#include "tiktok/licence_context.h"

#include <string.h>

/* Quotation marks further apart than this are not a pair. */
enum { QUOTE_MAX = 120 };

bool ck_said_mark(const struct ck_said_text *text, size_t i, const char *marks)
{
    return text->tokens.list[i].kind == CK_TOKEN_MARK &&
           strchr(marks, *ck_token_at(&text->tokens, i)) != NULL;
}

static void mark_quotes(struct ck_said_text *text)
{
    size_t opened = text->tokens.count;

    for (size_t i = 0; i < text->tokens.count; i++) {
        if (!ck_said_mark(text, i, "\"")) {
            continue;
        }
        if (opened < i && i - opened <= QUOTE_MAX) {
            memset(text->quoted + opened, true, i - opened);
            opened = text->tokens.count;
        } else {
            opened = i;
        }
    }
}

bool ck_said_read(const char *text, const char *author, struct ck_said_text *ret)
{
    struct ck_said_text said = {.author = author != NULL ? author : ""};
    size_t count;

    if (!ck_tokens_read(text, &said.tokens)) {
        return false;
    }
    said.says = ck_calloc(said.tokens.count + CK_TOKENS_SPARE, sizeof(*said.says));
    said.quoted = ck_calloc(said.tokens.count + CK_TOKENS_SPARE, sizeof(*said.quoted));
    if (said.says == NULL || said.quoted == NULL) {
        ck_said_clear(&said);
        return false;
    }
    ck_says_fill(&said.tokens);
    for (size_t i = 0; i < said.tokens.count; i += count) {
        said.says[i] = (uint8_t)ck_says_at(&said.tokens, i, &count);
        memset(said.says + i + 1, CK_SAYS_INNER, count - 1);
        said.not_mine |= said.says[i] == CK_SAYS_NOT_MINE;
    }
    mark_quotes(&said);
    *ret = said;
    return true;
}

void ck_said_clear(struct ck_said_text *text)
{
    ck_tokens_clear(&text->tokens);
    ck_free(text->says);
    ck_free(text->quoted);
    *text = (struct ck_said_text){0};
}

bool ck_said_within(const struct ck_said_text *text, size_t first, size_t end,
                    uint64_t set)
{
    for (size_t i = first; i < end; i++) {
        if ((set >> text->says[i] & 1) != 0) {
            return true;
        }
    }
    return false;
}

static bool is_digit(const struct ck_said_text *text, size_t i)
{
    char c = *ck_token_at(&text->tokens, i);

    return c >= '0' && c <= '9';
}

/* The last token of a sentence: the end of a line, or a mark that no letter follows. */
bool ck_said_stop(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *next = &text->tokens.list[i + 1];

    if (text->tokens.list[i].kind == CK_TOKEN_BREAK || ck_said_mark(text, i, "!?")) {
        return true;
    }
    if (i > 0 && next->spaced && text->tokens.list[i - 1].len == 1 &&
        text->tokens.list[i - 1].kind == CK_TOKEN_WORD && !is_digit(text, i - 1)) {
        return false; /* "K. MacLeod" */
    }
    return ck_said_mark(text, i, ".") &&
           (next->spaced || next->kind == CK_TOKEN_END || next->kind == CK_TOKEN_BREAK);
}

size_t ck_sentence_first(const struct ck_said_text *text, size_t first)
{
    while (first > 0 && !ck_said_stop(text, first - 1)) {
        first--;
    }
    return first;
}

size_t ck_sentence_end(const struct ck_said_text *text, size_t end)
{
    while (end < text->tokens.count && !ck_said_stop(text, end)) {
        end++;
    }
    return end;
}

/* Between two thoughts of a sentence. */
bool ck_said_turn(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *list = text->tokens.list;

    return ck_said_mark(text, i, ",;()[]") || text->says[i] == CK_SAYS_BUT ||
           (ck_said_mark(text, i, "-") && list[i].spaced && list[i + 1].spaced);
}

struct ck_spot ck_spot_of(const struct ck_said_text *text, const struct ck_named *named)
{
    struct ck_spot at = {text, named, 0, named->first, named->end, 0};

    at.sentence = ck_sentence_first(text, named->first);
    at.sentence_end = ck_sentence_end(text, named->end);
    while (at.clause > at.sentence && !ck_said_turn(text, at.clause - 1)) {
        at.clause--;
    }
    while (at.clause_end < at.sentence_end && !ck_said_turn(text, at.clause_end)) {
        at.clause_end++;
    }
    return at;
}

size_t ck_tokens_back(size_t from, size_t steps, size_t least)
{
    return from - least > steps ? from - steps : least;
}

size_t ck_tokens_ahead(size_t from, size_t steps, size_t most)
{
    return most - from > steps ? from + steps : most;
}

size_t ck_past_name(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t i = at->named->end;

    while (i < at->sentence_end &&
           (text->says[i] == CK_SAYS_LICENCE || text->says[i] == CK_SAYS_INNER ||
            ck_token_is(&text->tokens, i, "international") ||
            ck_token_is(&text->tokens, i, "igo") || ck_said_mark(text, i, ")]\"") ||
            (text->tokens.list[i].kind == CK_TOKEN_SYMBOL &&
             text->says[i] == CK_SAYS_NOTHING))) {
        i++;
    }
    return i;
}

bool ck_said_return(const struct ck_said_text *text, size_t i)
{
    bool own = text->says[i] == CK_SAYS_OWN || text->says[i] == CK_SAYS_ALL_MINE;

    return own && (i == 0 || ck_said_stop(text, i - 1) || ck_said_turn(text, i - 1));
}

bool ck_said_credit(const struct ck_said_text *text, size_t i)
{
    size_t next = i + 1;

    while (text->says[next] == CK_SAYS_INNER || ck_said_mark(text, next, ")]")) {
        next++;
    }
    if (ck_said_mark(text, next, ":-\"")) {
        return true;
    }
    return text->says[next] == CK_SAYS_FROM && text->says[next + 1] != CK_SAYS_ME;
}
