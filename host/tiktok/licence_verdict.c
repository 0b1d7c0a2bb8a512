/* The rules by which a name in a text is the post's own licence or not. Each answers one
 * question; where two could be meant, the answer is the one that grants less. */
#include "tiktok/licence_context.h"

#include <string.h>
#include <strings.h>

enum { NEAR = 6, HASHTAG_NEAR = 5, CLOSE = 3 };

static size_t back(size_t from, size_t steps, size_t least)
{
    return from - least > steps ? from - steps : least;
}

static size_t ahead(size_t from, size_t steps, size_t most)
{
    return most - from > steps ? from + steps : most;
}

/* The first token after the name that is neither the word "licence" nor a sign. */
static size_t past_name(const struct ck_spot *at)
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

static bool denied_before(const struct ck_spot *at)
{
    const uint64_t denials = CK_SAID(CK_SAYS_NOT) | CK_SAID(CK_SAYS_NOT_AFTER);
    size_t first = at->named->first;
    size_t clause = at->clause;

    if (at->named->hashtag) {
        clause = back(first, HASHTAG_NEAR, clause);
    }
    /* "It is not, I repeat: not, CC BY" */
    if (clause > at->sentence && clause == first) {
        size_t last = clause - 1;

        while (last > at->sentence && at->text->says[last - 1] == CK_SAYS_INNER) {
            last--;
        }
        clause = last > at->sentence ? last - 1 : clause;
    }
    return ck_said_within(at->text, clause, first, denials) ||
           ck_said_within(at->text, back(first, NEAR, clause), first,
                          CK_SAID(CK_SAYS_NOT_NEAR));
}

/* "CC BY değil", "CC BYではありません", "CC BY ist das leider nicht", "CC BY? No." */
static bool denied_after(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t last = at->clause_end - 1;

    while (last > at->named->end && text->says[last] == CK_SAYS_INNER) {
        last--;
    }
    if (last >= at->named->end &&
        (text->says[last] == CK_SAYS_NOT ||
         (text->says[last] == CK_SAYS_NOT_NEAR && last == past_name(at)))) {
        return true;
    }
    return ck_said_within(text, at->named->end, at->clause_end,
                          CK_SAID(CK_SAYS_NOT_AFTER));
}

static bool asked(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t i = past_name(at);

    if (ck_said_mark(text, at->sentence_end, "?") ||
        (ck_said_mark(text, at->sentence_end, "!") &&
         ck_said_mark(text, at->sentence_end + 1, "?"))) {
        return true;
    }
    if (i < at->clause_end && i + 1 == at->clause_end && /* Turkish */
        (ck_token_is(&text->tokens, i, "mi") || ck_token_is(&text->tokens, i, "mu"))) {
        return true;
    }
    return ck_said_within(text, at->clause, at->named->first, CK_SAID(CK_SAYS_ASK)) ||
           ck_said_within(text, at->named->end, at->clause_end,
                          CK_SAID(CK_SAYS_ASK_AFTER) | CK_SAID(CK_SAYS_ASK));
}

static bool imagined(const struct ck_spot *at)
{
    return ck_said_within(at->text, at->clause, at->named->first,
                          CK_SAID(CK_SAYS_IF) | CK_SAID(CK_SAYS_IF_BOTH)) ||
           ck_said_within(at->text, at->named->end, at->clause_end,
                          CK_SAID(CK_SAYS_IF_AFTER) | CK_SAID(CK_SAYS_IF_BOTH));
}

/* A thought that begins with the post itself ends the talk of anything else. */
static bool is_return(const struct ck_said_text *text, size_t i)
{
    bool own = text->says[i] == CK_SAYS_OWN || text->says[i] == CK_SAYS_ALL_MINE;

    return own && (i == 0 || ck_said_stop(text, i - 1) || ck_said_turn(text, i - 1));
}

/* A credit goes on over the following lines: "Music: Ana", "photo by Ana". */
static bool is_credit(const struct ck_said_text *text, size_t i)
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

static bool is_music(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;

    for (size_t i = first; i-- > 0;) {
        bool music = text->says[i] == CK_SAYS_MUSIC;

        if (is_return(text, i)) {
            return false;
        }
        if (music && (i >= at->sentence || is_credit(text, i))) {
            return true;
        }
    }
    return ck_said_within(text, at->named->end,
                          ahead(past_name(at), CLOSE - 1, at->clause_end),
                          CK_SAID(CK_SAYS_MUSIC));
}

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

/* "The museum puts its scans under CC BY", "a set of CC BY photos": a sentence about
 * something, that it is this post nothing says. A name that is only put beside a
 * description is a statement; one that a sentence leads to is what the sentence says. */
static bool is_of_other(const struct ck_spot *at)
{
    enum { LETTERS_PER_WORD = 3, LETTERS_MAX = 2 * LETTERS_PER_WORD };
    const uint64_t own =
        CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_ALL_MINE) | CK_SAID(CK_SAYS_ME);
    const uint64_t leads = CK_SAID(CK_SAYS_UNDER) | CK_SAID(CK_SAYS_LICENCE);
    const struct ck_said_text *text = at->text;
    const struct ck_token *list = text->tokens.list;
    size_t lead = at->named->first;
    size_t next = past_name(at);
    size_t letters = 0;

    while (lead > at->clause && list[lead - 1].kind != CK_TOKEN_SYMBOL &&
           !ck_said_mark(text, lead - 1, ":")) {
        lead--;
        if (text->says[lead] == CK_SAYS_NOTHING) {
            letters += list[lead].kind == CK_TOKEN_LETTER ? 1
                       : list[lead].kind == CK_TOKEN_WORD ? LETTERS_PER_WORD
                                                          : 0;
        }
    }
    if (at->named->hashtag || list[at->named->first].kind == CK_TOKEN_ADDRESS ||
        ck_said_within(text, lead, at->named->first, own)) {
        return false;
    }
    if (text->says[next] == CK_SAYS_THING || text->says[next] == CK_SAYS_PART) {
        return letters > 0;
    }
    return letters > LETTERS_MAX && ck_said_within(text, lead, at->named->first, leads);
}

/* "The book is CC BY": a work that is shown, not the post. */
static bool is_of_part(const struct ck_spot *at)
{
    const uint64_t speaks = CK_SAID(CK_SAYS_UNDER) | CK_SAID(CK_SAYS_LICENCE);
    const struct ck_said_text *text = at->text;

    for (size_t i = at->named->first; i-- > at->sentence && !at->named->hashtag;) {
        size_t end = ahead(i + 1, CLOSE - 1, at->named->first);

        if (is_return(text, i)) {
            return false;
        }
        if (text->says[i] == CK_SAYS_PART &&
            (ck_said_within(text, i + 1, end, speaks) || is_credit(text, i))) {
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
        bool thing = text->says[i] == CK_SAYS_THING && is_credit(text, i);

        if (is_return(text, i)) {
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
    size_t i = past_name(at);

    if (i >= at->sentence_end) {
        return false;
    }
    if (text->says[i] == CK_SAYS_THING && is_credit(text, i)) {
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
           !ck_said_within(text, back(open, CLOSE, 0), open, CK_SAID(CK_SAYS_LICENCE));
}

static bool is_lesson(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;

    return ck_said_within(text, at->clause, at->clause_end, CK_SAID(CK_SAYS_LESSON)) ||
           ck_said_within(text, back(first, CLOSE, at->clause), first,
                          CK_SAID(CK_SAYS_ABOUT)) ||
           ck_said_within(text, at->named->end,
                          ahead(at->named->end, CLOSE - 1, at->clause_end),
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
           ck_said_within(text, end, ahead(end, CLOSE, at->clause_end),
                          CK_SAID(CK_SAYS_SEEK)) ||
           ck_said_within(text, end, at->clause_end, CK_SAID(CK_SAYS_SEEK_AFTER));
}

/* "cc by" is captions by somebody, unless something speaks for the licence: the thought
 * ends with it, or speaks of a licence or of the post. */
static bool is_captions(const struct ck_spot *at)
{
    const uint64_t licence = CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_OWN) |
                             CK_SAID(CK_SAYS_ALL_MINE) | CK_SAID(CK_SAYS_COMMONS);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    size_t end = at->named->end;
    const struct ck_token *next = &text->tokens.list[end];

    if (!at->named->doubtful) {
        return false;
    }
    if (ck_said_within(text, at->sentence, at->sentence_end, CK_SAID(CK_SAYS_CAPTIONS))) {
        return true;
    }
    if (ck_said_within(text, at->sentence, first, licence) ||
        ck_said_within(text, end, ahead(end, CLOSE, at->clause_end),
                       licence | CK_SAID(CK_SAYS_THING) | CK_SAID(CK_SAYS_MUSIC)) ||
        (first > at->sentence && text->says[first - 1] == CK_SAYS_UNDER)) {
        return false;
    }
    return end < at->sentence_end && next->kind != CK_TOKEN_SYMBOL &&
           (next->kind != CK_TOKEN_LETTER || next->spaced) &&
           !ck_said_mark(text, end, ",;.)(]#\"-");
}

enum ck_verdict ck_said_verdict(const struct ck_said_text *text,
                                const struct ck_named *named)
{
    const struct ck_spot at = ck_spot_of(text, named);

    if (asked(&at)) {
        return CK_VERDICT_NOTHING;
    }
    if (is_captions(&at)) {
        return CK_VERDICT_CAPTIONS;
    }
    if (denied_before(&at) || denied_after(&at)) {
        return CK_VERDICT_DENIED;
    }
    if (imagined(&at)) {
        return CK_VERDICT_NOTHING;
    }
    if (is_music(&at)) {
        return CK_VERDICT_MUSIC;
    }
    if (text->not_mine || text->tokens.reversed || is_quoted(&at) || is_lesson(&at) ||
        is_listed(&at) || is_sought(&at)) {
        return CK_VERDICT_UNSURE;
    }
    if (named->licence.parts !=
            CK_LICENCE_RESERVED && /* "by Studio Nord" is who has them */
        (is_of_other(&at) || is_of_part(&at) || credited_before(&at) ||
         credited_after(&at))) {
        return CK_VERDICT_UNSURE;
    }
    return CK_VERDICT_OWN;
}
