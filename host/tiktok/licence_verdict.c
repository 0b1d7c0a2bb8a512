/* The rules by which a name in a text is the post's own licence or not. Each answers one
 * question; where two could be meant, the answer is the one that grants less. */
#include "tiktok/licence_context.h"

#include <string.h>
#include <strings.h>

enum { NEAR = 6, HASHTAG_NEAR = 5, CLOSE = 3 };

/* "no CC BY", "🚫 CC BY", but not what stands beyond another sign. */
static bool denied_near(const struct ck_spot *at, size_t least)
{
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;

    for (size_t i = first; i-- > ck_tokens_back(first, NEAR, least);) {
        if (text->says[i] == CK_SAYS_NOT_NEAR) {
            return true;
        }
        if (text->tokens.list[i].kind == CK_TOKEN_SYMBOL) {
            return false;
        }
    }
    return false;
}

static bool denied_before(const struct ck_spot *at)
{
    const uint64_t denials = CK_SAID(CK_SAYS_NOT) | CK_SAID(CK_SAYS_NOT_AFTER);
    size_t first = at->named->first;
    size_t clause = at->clause;

    if (at->named->hashtag) {
        clause = ck_tokens_back(first, HASHTAG_NEAR, clause);
    }
    /* "It is not, I repeat: not, CC BY" */
    if (clause > at->sentence && clause == first) {
        size_t last = clause - 1;

        while (last > at->sentence && at->text->says[last - 1] == CK_SAYS_INNER) {
            last--;
        }
        clause = last > at->sentence ? last - 1 : clause;
    }
    return ck_said_within(at->text, clause, first, denials) || denied_near(at, clause);
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
         (text->says[last] == CK_SAYS_NOT_NEAR && last == ck_past_name(at)))) {
        return true;
    }
    return ck_said_within(text, at->named->end, at->clause_end,
                          CK_SAID(CK_SAYS_NOT_AFTER));
}

static bool asked(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t i = ck_past_name(at);

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

static bool is_music(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;

    for (size_t i = first; i-- > 0;) {
        bool music = text->says[i] == CK_SAYS_MUSIC;

        if (ck_said_return(text, i)) {
            return false;
        }
        if (music && (i >= at->sentence || ck_said_credit(text, i))) {
            return true;
        }
    }
    return ck_said_within(text, at->named->end,
                          ck_tokens_ahead(ck_past_name(at), CLOSE - 1, at->clause_end),
                          CK_SAID(CK_SAYS_MUSIC));
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
        ck_said_within(text, end, ck_tokens_ahead(end, CLOSE, at->clause_end),
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
    return ck_said_of_others(&at) ? CK_VERDICT_UNSURE : CK_VERDICT_OWN;
}
