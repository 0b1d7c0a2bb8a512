/* The rules by which a name is said of a part: a work that a post shows, but is not. */
#include "tiktok/licence_context.h"

#include <string.h>

enum { CLOSE = 3 };

/* "I drew the old map anew. The map's licence: …": what was made is spoken of again. */
static bool is_made_before(const struct ck_spot *at, size_t part)
{
    const uint64_t mine =
        CK_SAID(CK_SAYS_ME) | CK_SAID(CK_SAYS_MADE) | CK_SAID(CK_SAYS_OWN);
    const struct ck_tokens *tokens = &at->text->tokens;
    const struct ck_token *list = tokens->list;

    for (size_t i = 0; i < at->sentence; i++) {
        if (list[i].len == list[part].len &&
            memcmp(ck_token_at(tokens, i), ck_token_at(tokens, part), list[i].len) == 0) {
            return ck_said_within(at->text, 0, at->sentence, mine);
        }
    }
    return false;
}

/* "The font used in the video is CC BY": the part heads the clause and the licence is
 * said of it, however far; unless the author made it. */
static bool is_head_part(const struct ck_spot *at, size_t i)
{
    const uint64_t speaks =
        CK_SAID(CK_SAYS_UNDER) | CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_IS);
    const uint64_t mine = CK_SAID(CK_SAYS_MADE) | CK_SAID(CK_SAYS_GIVE);
    const uint64_t filling = CK_SAID(CK_SAYS_PLAIN) | CK_SAID(CK_SAYS_THIS);
    enum { WORDS_MAX = 3 };
    const struct ck_said_text *text = at->text;
    size_t next = i + ck_says_span(&text->tokens, i); /* "templat videonya" */
    size_t head = at->segment;

    while (head < i && ck_said_at(text, head, filling)) {
        head++;
    }
    return head == i && !is_made_before(at, i) &&
           (ck_said_at(text, next, CK_SAID(CK_SAYS_OWN)) ||
            ck_said_within(text, i + 1, at->named->first, speaks)) &&
           !ck_said_within(text, i + 1, at->named->first, mine) &&
           ck_said_unknown(text, i + 1, at->named->first) <= WORDS_MAX;
}

/* "The book is CC BY": a work that is shown, not the post. */
static bool is_of_part(const struct ck_spot *at)
{
    const uint64_t speaks =
        CK_SAID(CK_SAYS_UNDER) | CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_IS);
    const struct ck_said_text *text = at->text;

    for (size_t i = at->named->first; i-- > at->sentence && !at->named->hashtag;) {
        size_t end = ck_tokens_ahead(i + 1, CLOSE - 1, at->named->first);

        if (ck_said_return(text, i)) {
            return false;
        }
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_PART)) && !ck_said_beside_work(text, i) &&
            ((i >= at->stretch && ck_said_within(text, i + 1, end, speaks)) ||
             is_head_part(at, i) || ck_said_credit(text, i))) {
            return true;
        }
    }
    return false;
}

/* "a filter (CC0)": what stands in brackets is said of the word before them. */
static bool is_of_bracketed(const struct ck_spot *at)
{
    const uint64_t foreign = CK_SAID(CK_SAYS_PART) | CK_SAID(CK_SAYS_SEEK) |
                             CK_SAID(CK_SAYS_ORG) | CK_SAID(CK_SAYS_THEY);
    const uint64_t works = CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_OWN);
    const struct ck_said_text *text = at->text;
    size_t before = at->clause;

    if (before == at->sentence || !ck_said_mark(text, before - 1, "([")) {
        return false;
    }
    while (before > at->sentence && !ck_said_mark(text, before - 1, ",;") &&
           !ck_said_wall(text, before - 1)) {
        before--;
    }
    for (size_t i = at->clause; i-- > before && !ck_said_at(text, i, foreign);) {
        if (ck_said_at(text, i, works)) {
            return false; /* "our book as a video (CC BY)" */
        }
    }
    return ck_said_within(text, before, at->clause, foreign);
}

bool ck_said_of_part(const struct ck_spot *at)
{
    return is_of_part(at) || is_of_bracketed(at);
}
