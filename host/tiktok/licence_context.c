#include "tiktok/licence_context.h"

#include <string.h>
#include <utf8proc.h>

bool ck_said_mark(const struct ck_said_text *text, size_t i, const char *marks)
{
    return text->tokens.list[i].kind == CK_TOKEN_MARK &&
           strchr(marks, *ck_token_at(&text->tokens, i)) != NULL;
}

bool ck_said_at(const struct ck_said_text *text, size_t i, uint64_t set)
{
    return (text->says[i] & set) != 0;
}

bool ck_said_tag(const struct ck_said_text *text, size_t i)
{
    return i > 0 && ck_token_is_mark(&text->tokens, i - 1, '#') &&
           !text->tokens.list[i].spaced;
}

bool ck_said_within(const struct ck_said_text *text, size_t first, size_t end,
                    uint64_t set)
{
    for (size_t i = first; i < end; i++) {
        if (ck_said_at(text, i, set)) {
            return true;
        }
    }
    return false;
}

size_t ck_said_unknown(const struct ck_said_text *text, size_t first, size_t end)
{
    enum { LETTERS_PER_WORD = 3 };
    size_t letters = 0;

    for (size_t i = first; i < end; i++) {
        uint8_t kind = text->tokens.list[i].kind;

        if (text->says[i] == 0 && !ck_said_digit(text, i)) {
            letters += kind == CK_TOKEN_LETTER ? 1
                       : kind == CK_TOKEN_WORD ? LETTERS_PER_WORD
                                               : 0;
        }
    }
    return letters / LETTERS_PER_WORD;
}

bool ck_said_capital(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *token = &text->tokens.list[i];
    utf8proc_int32_t c = -1;

    (void)utf8proc_iterate((const utf8proc_uint8_t *)text->tokens.text + token->from,
                           (utf8proc_ssize_t)(token->till - token->from), &c);
    return c >= 0 && token->kind == CK_TOKEN_WORD &&
           utf8proc_category(c) == UTF8PROC_CATEGORY_LU;
}

bool ck_said_digit(const struct ck_said_text *text, size_t i)
{
    char c = *ck_token_at(&text->tokens, i);

    return c >= '0' && c <= '9';
}

/* "May schools show it: yes, the film is …": the answer begins anew. */
static bool begins_answer(const struct ck_said_text *text, size_t i)
{
    return ck_said_mark(text, i, ":") &&
           (ck_said_at(text, i + 1, CK_SAID(CK_SAYS_GRANT)) ||
            ck_said_at(text, i + 2, CK_SAID(CK_SAYS_GRANT)));
}

bool ck_said_year(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *token = &text->tokens.list[i];

    return token->kind == CK_TOKEN_WORD && token->len == 4 && ck_said_digit(text, i) &&
           strspn(ck_token_at(&text->tokens, i), "0123456789") >= 4;
}

/* The last token of a sentence: the end of a line, or a mark that no letter follows. */
bool ck_said_stop(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *next = &text->tokens.list[i + 1];

    if (text->tokens.list[i].kind == CK_TOKEN_BREAK || ck_said_mark(text, i, "!?") ||
        begins_answer(text, i)) {
        return true;
    }
    if (i > 0 && next->spaced && text->tokens.list[i - 1].len == 1 &&
        text->tokens.list[i - 1].kind == CK_TOKEN_WORD && !ck_said_digit(text, i - 1)) {
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

/* "was CC BY, is now …", "CC BY before, now …": what was is over. */
static bool ends_what_was(const struct ck_said_text *text, size_t i)
{
    const uint64_t over =
        CK_SAID(CK_SAYS_WAS) | CK_SAID(CK_SAYS_MAYBE) | CK_SAID(CK_SAYS_NOT);
    enum { NEAR = 24 };
    size_t first = i;

    if (!ck_said_at(text, i, CK_SAID(CK_SAYS_NOW))) {
        return false;
    }
    while (first > ck_tokens_back(i, NEAR, 0) && !ck_said_stop(text, first - 1)) {
        first--;
    }
    return ck_said_within(text, first, i, CK_SAID(CK_SAYS_NAME)) &&
           ck_said_within(text, first, i, over);
}

/* Between two thoughts of a sentence. */
bool ck_said_turn(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *list = text->tokens.list;

    if (i > 0 && ck_said_mark(text, i, ",") && !list[i + 1].spaced &&
        ck_said_digit(text, i - 1) && ck_said_digit(text, i + 1)) {
        return false; /* "12,000" */
    }
    if (ck_said_mark(text, i, ",") && ck_token_is(&text->tokens, i + 1, "dass")) {
        return false; /* "I don't think, that …" is one thought in German */
    }
    return ck_said_mark(text, i, ",;()[]") || ck_said_at(text, i, CK_SAID(CK_SAYS_BUT)) ||
           ends_what_was(text, i) ||
           (ck_said_mark(text, i, "-/") && list[i].spaced &&
            (list[i + 1].spaced || ck_said_mark(text, i + 1, "/"))) ||
           (i > 0 && ck_said_mark(text, i, "/") && ck_said_mark(text, i - 1, "/"));
}

/* What sets two things apart within a clause: an emoji, "|", a hashtag. */
bool ck_said_wall(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *token = &text->tokens.list[i];

    return (token->kind == CK_TOKEN_SYMBOL &&
            !ck_said_at(text, i, CK_SAID(CK_SAYS_NOT_NEAR)) &&
            strchr("=+&~^`$<>", *ck_token_at(&text->tokens, i)) == NULL) ||
           ck_said_mark(text, i, "#") || ck_said_tag(text, i);
}

bool ck_said_breaks(const struct ck_said_text *text, size_t i)
{
    return ck_said_stop(text, i) || ck_said_turn(text, i) || ck_said_wall(text, i);
}

/* Past the word "licence", signs and brackets that belong to the name. */
static size_t past_name(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    const uint64_t belongs =
        CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_INNER) | CK_SAID(CK_SAYS_NAME);
    size_t i = at->named->end;

    while (i < at->sentence_end &&
           (ck_said_at(text, i, belongs) ||
            ck_token_is(&text->tokens, i, "international") ||
            ck_token_is(&text->tokens, i, "igo") || ck_said_mark(text, i, ")]\"") ||
            (text->tokens.list[i].kind == CK_TOKEN_SYMBOL && text->says[i] == 0))) {
        i++;
    }
    return i;
}

struct ck_spot ck_spot_of(const struct ck_said_text *text, const struct ck_named *named)
{
    size_t first = named->first - ck_said_tag(text, named->first);
    struct ck_spot at = {text,       named,      0, first, first, first,
                         named->end, named->end, 0, 0,     0};

    at.sentence = ck_sentence_first(text, named->first);
    at.sentence_end = ck_sentence_end(text, named->end);
    while (at.clause > at.sentence && !ck_said_turn(text, at.clause - 1)) {
        at.clause--;
    }
    while (at.clause_end < at.sentence_end && !ck_said_turn(text, at.clause_end)) {
        at.clause_end++;
    }
    while (at.stretch > at.sentence && !ck_said_wall(text, at.stretch - 1)) {
        at.stretch--;
    }
    while (at.segment > at.clause && !ck_said_wall(text, at.segment - 1)) {
        at.segment--;
    }
    while (at.segment_end < at.clause_end && !ck_said_wall(text, at.segment_end)) {
        at.segment_end++;
    }
    for (at.lead = first;
         at.lead > at.segment && !ck_said_mark(text, at.lead - 1, ":");) {
        at.lead--;
    }
    at.past = past_name(&at);
    return at;
}

size_t ck_tokens_back(size_t from, size_t steps, size_t least)
{
    return from - least > steps ? from - steps : least;
}

size_t ck_tokens_ahead(size_t from, size_t steps, size_t most)
{
    return most > from && most - from > steps ? from + steps : most;
}

/* "Video: we", "Clip: CC0", but not "Foto: Ana" */
static bool is_label(const struct ck_said_text *text, size_t i)
{
    return ck_said_mark(text, i + 1, ":") &&
           ((!ck_said_capital(text, i + 2) && !ck_said_mark(text, i + 2, "@")) ||
            ck_said_at(text, i + 2, CK_SAID(CK_SAYS_ME)) ||
            ck_token_is(&text->tokens, i + 2, "cc"));
}

/* "You may use the video": of the post, whatever was spoken of before. */
static bool permits_work(const struct ck_said_text *text, size_t i)
{
    enum { NEAR = 4 };
    size_t end = ck_tokens_ahead(i, NEAR, text->tokens.count);

    return ck_said_at(text, i, CK_SAID(CK_SAYS_PERMIT)) &&
           ck_said_within(text, i, end, CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_OWN)) &&
           !ck_said_within(text, i, end, CK_SAID(CK_SAYS_MUSIC));
}

bool ck_said_return(const struct ck_said_text *text, size_t i)
{
    const uint64_t own = CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_ALL_MINE);

    bool begins = i == 0 || ck_said_breaks(text, i - 1);

    return begins && (ck_said_at(text, i, own) || permits_work(text, i) ||
                      (ck_said_at(text, i, CK_SAID(CK_SAYS_WORK)) &&
                       !ck_said_at(text, i, CK_SAID(CK_SAYS_MUSIC)) &&
                       (is_label(text, i) ||
                        (i > 0 && ck_said_at(text, i - 1, CK_SAID(CK_SAYS_BUT))))));
}

bool ck_said_credit(const struct ck_said_text *text, size_t i)
{
    size_t next = i + 1;

    while (ck_said_at(text, next, CK_SAID(CK_SAYS_INNER)) ||
           ck_said_mark(text, next, ")]")) {
        next++;
    }
    if (ck_said_mark(text, next, ":-\"")) {
        return !ck_said_at(text, next + 1, CK_SAID(CK_SAYS_ME));
    }
    return ck_said_at(text, next, CK_SAID(CK_SAYS_FROM)) &&
           !ck_said_at(text, next + 1, CK_SAID(CK_SAYS_ME)) &&
           !ck_said_digit(text, next + 1);
}

/* Of what is seen; a sound is a thing too, but not beside another one. */
static bool has_work(const struct ck_said_text *text, size_t first, size_t end)
{
    const uint64_t works =
        CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_THING) | CK_SAID(CK_SAYS_OWN);
    const uint64_t sound = CK_SAID(CK_SAYS_THING) | CK_SAID(CK_SAYS_MUSIC);

    for (size_t i = first; i < end; i++) {
        if (ck_said_at(text, i, works) && (text->says[i] & sound) != sound) {
            return true;
        }
    }
    return false;
}

/* "映像も音も", too */
bool ck_said_beside_work(const struct ck_said_text *text, size_t i)
{
    enum { NEAR = 3 };
    const uint64_t and = CK_SAID(CK_SAYS_AND);
    size_t from = ck_tokens_back(i, NEAR, 0);
    size_t end = ck_tokens_ahead(i + 1, NEAR + 1, text->tokens.count);

    /* "The song is CC BY and the video is mine": the name parts them. */
    for (size_t k = i + 1; k < end && !ck_said_at(text, k, CK_SAID(CK_SAYS_NAME)); k++) {
        if (ck_said_at(text, k, and) && has_work(text, k, end)) {
            return true;
        }
    }
    return has_work(text, from, i) &&
           (ck_said_within(text, from, i, and) ||
            (i > 0 && ck_token_is(&text->tokens, i - 1, "も")));
}
