/* The rules by which a name is somebody else's word, or said of something else than the
 * post. What could be meant so is taken to be. */
#include "tiktok/licence_context.h"

#include <string.h>
#include <strings.h>

enum { NEAR = 6, CLOSE = 3, WORDS_MAX = 2 };

/* "@ana" who is not the author. */
static bool is_stranger(const struct ck_said_text *text, size_t i)
{
    const char *author = text->author;
    const struct ck_token *name = &text->tokens.list[i + 1];

    if (!ck_said_mark(text, i, "@") || name->spaced) {
        return false;
    }
    return *author == '\0' ||
           strncasecmp(ck_token_at(&text->tokens, i + 1), author, name->len) != 0;
}

/* Where the thought begins that leads to the name. */
static size_t lead_of(const struct ck_spot *at)
{
    size_t lead = at->named->first;

    while (lead > at->clause && at->text->tokens.list[lead - 1].kind != CK_TOKEN_SYMBOL &&
           !ck_said_mark(at->text, lead - 1, ":")) {
        lead--;
    }
    return lead;
}

/* How many words say nothing that is known here; three letters of a script without spaces
 * count as one. */
static size_t unknown_words(const struct ck_said_text *text, size_t first, size_t end)
{
    enum { LETTERS_PER_WORD = 3 };
    size_t letters = 0;

    for (size_t i = first; i < end; i++) {
        uint8_t kind = text->tokens.list[i].kind;

        if (text->says[i] == CK_SAYS_NOTHING) {
            letters += kind == CK_TOKEN_LETTER ? 1
                       : kind == CK_TOKEN_WORD ? LETTERS_PER_WORD
                                               : 0;
        }
    }
    return letters / LETTERS_PER_WORD;
}

/* "The museum puts its scans under CC BY", "a set of CC BY photos": a sentence about
 * something, that it is this post nothing says. A name that is only put beside a
 * description is a statement; one that a sentence leads to is what the sentence says. */
static bool is_of_other(const struct ck_spot *at)
{
    const uint64_t own = CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_ALL_MINE);
    const uint64_t leads = CK_SAID(CK_SAYS_UNDER) | CK_SAID(CK_SAYS_LICENCE);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    size_t next = ck_past_name(at);
    size_t lead = lead_of(at);
    size_t before = unknown_words(text, lead, first);
    size_t after = unknown_words(text, next, ck_tokens_ahead(next, NEAR, at->clause_end));

    if (at->named->hashtag || text->tokens.list[first].kind == CK_TOKEN_ADDRESS ||
        ck_said_within(text, lead, first, own)) {
        return false;
    }
    if (before > 0 && next < at->clause_end &&
        (text->says[next] == CK_SAYS_THING || text->says[next] == CK_SAYS_PART)) {
        return true;
    }
    return !ck_said_within(text, lead, first, CK_SAID(CK_SAYS_ME)) &&
           ((before > WORDS_MAX && ck_said_within(text, lead, first, leads)) ||
            (before > 0 && after > 0 && before + after > WORDS_MAX));
}

/* "The book is CC BY": a work that is shown, not the post. */
static bool is_of_part(const struct ck_spot *at)
{
    const uint64_t speaks = CK_SAID(CK_SAYS_UNDER) | CK_SAID(CK_SAYS_LICENCE);
    const struct ck_said_text *text = at->text;

    for (size_t i = at->named->first; i-- > at->sentence && !at->named->hashtag;) {
        size_t end = ck_tokens_ahead(i + 1, CLOSE - 1, at->named->first);

        if (ck_said_return(text, i)) {
            return false;
        }
        if (text->says[i] == CK_SAYS_PART &&
            (ck_said_within(text, i + 1, end, speaks) || ck_said_credit(text, i))) {
            return true;
        }
    }
    return false;
}

/* A title between quotation marks, of which somebody is named: "Dawn" by Ana. */
static bool is_titled(const struct ck_said_text *text, size_t i)
{
    size_t next = i + 1;

    return ck_said_mark(text, i, "\"") && i > 0 && text->quoted[i - 1] &&
           ((text->says[next] == CK_SAYS_FROM && text->says[next + 1] != CK_SAYS_ME) ||
            ck_token_is(&text->tokens, next, "de") ||
            ck_token_is(&text->tokens, next, "di"));
}

/* "Photo by Ana", "via @ana", anybody else's name before the licence's. */
static bool credited_before(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;

    for (size_t i = at->named->first; i-- > 0;) {
        bool thing = text->says[i] == CK_SAYS_THING && ck_said_credit(text, i);

        if (ck_said_return(text, i)) {
            return false;
        }
        if (thing && i + 2 < at->named->first) {
            return true;
        }
        if (is_titled(text, i)) {
            return true;
        }
        if (i >= at->sentence && is_stranger(text, i)) {
            return true;
        }
    }
    return false;
}

/* "CC BY 4.0 by Ana", "CC BY 4.0 @ana". */
static bool credited_after(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t i = ck_past_name(at);

    if (i >= at->sentence_end) {
        return false;
    }
    if (text->says[i] == CK_SAYS_THING && ck_said_credit(text, i)) {
        return true;
    }
    if (text->says[i] == CK_SAYS_FROM) {
        const struct ck_token *next = &text->tokens.list[i + 1];

        return text->says[i + 1] != CK_SAYS_ME && next->kind != CK_TOKEN_END &&
               (!ck_said_mark(text, i + 1, "@") || is_stranger(text, i + 1));
    }
    return is_stranger(text, i);
}

/* "Ana said …", "@ana: …", or between quotation marks that no "licence" goes before. */
static bool is_quoted(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    size_t open = first;

    if (ck_said_within(text, at->sentence, at->sentence_end, CK_SAID(CK_SAYS_SAID))) {
        return true;
    }
    for (size_t i = at->sentence; i + 2 < first; i++) {
        if (is_stranger(text, i) && ck_said_mark(text, i + 2, ":")) {
            return true;
        }
    }
    while (open > 0 && text->quoted[open - 1]) {
        open--;
    }
    return text->quoted[first] && open != first &&
           !ck_said_within(text, ck_tokens_back(open, CLOSE, 0), open,
                           CK_SAID(CK_SAYS_LICENCE));
}

static bool is_lesson(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;

    return ck_said_within(text, at->clause, at->clause_end, CK_SAID(CK_SAYS_LESSON)) ||
           ck_said_within(text, ck_tokens_back(first, CLOSE, at->clause), first,
                          CK_SAID(CK_SAYS_ABOUT)) ||
           ck_said_within(text, at->named->end,
                          ck_tokens_ahead(at->named->end, CLOSE - 1, at->clause_end),
                          CK_SAID(CK_SAYS_ABOUT));
}

/* "Copyright, fair use, CC BY and you": one of several things that are listed. */
static bool is_listed(const struct ck_spot *at)
{
    return at->clause == at->named->first && at->clause > at->sentence &&
           ck_said_mark(at->text, at->clause - 1, ",") &&
           at->text->says[at->named->end] == CK_SAYS_AND;
}

static bool is_sought(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t end = at->named->end;

    return ck_said_within(text, at->clause, at->named->first, CK_SAID(CK_SAYS_SEEK)) ||
           ck_said_within(text, end, ck_tokens_ahead(end, CLOSE, at->clause_end),
                          CK_SAID(CK_SAYS_SEEK)) ||
           ck_said_within(text, end, at->clause_end, CK_SAID(CK_SAYS_SEEK_AFTER));
}

bool ck_said_of_others(const struct ck_spot *at)
{
    const unsigned parts = at->named->licence.parts;

    if (at->text->not_mine || at->text->tokens.reversed || is_quoted(at) ||
        is_lesson(at) || is_listed(at) || is_sought(at)) {
        return true;
    }
    /* "All rights reserved by Studio Nord" only says who has them. */
    return parts != 0 && parts != CK_LICENCE_RESERVED &&
           (is_of_other(at) || is_of_part(at) || credited_before(at) ||
            credited_after(at));
}
