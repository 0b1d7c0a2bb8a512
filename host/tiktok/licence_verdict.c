/* The rules by which a licence's name in a text is taken away again: denied, asked,
 * imagined, or said of the sound. Where two could be meant, the answer is the one that
 * grants less. */
#include "tiktok/licence_context.h"

#include <string.h>

enum { NEAR = 6, HASHTAG_NEAR = 5, CLOSE = 3, HEADING = 5, AROUND = 16 };

/* "no CC BY", "🚫 CC BY", but not what stands beyond another sign. */
static bool denied_near(const struct ck_spot *at, size_t least)
{
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;

    for (size_t i = first; i-- > ck_tokens_back(first, NEAR, least);) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_NOT_NEAR))) {
            return true;
        }
        if (text->tokens.list[i].kind == CK_TOKEN_SYMBOL) {
            return false;
        }
    }
    return false;
}

/* What is said of the name begins after a colon, unless the name does: "Soon: CC BY". */
static size_t reach_of(const struct ck_spot *at)
{
    return at->lead < at->named->first
               ? at->lead
               : ck_tokens_back(at->named->first, HEADING, at->segment);
}

/* A sign between a word and the name, over which the word is still heard: "not 😅 CC BY".
 * A colon is one only after nothing else: "Not: CC BY", but "don't sell it: CC BY"; an
 * arrow, which is read as a colon, never is. */
static bool is_heard_over(const struct ck_spot *at, size_t i)
{
    const struct ck_said_text *text = at->text;

    if (ck_said_mark(text, i, ":")) {
        return !text->tokens.list[i].styled &&
               ck_said_unknown(text, ck_tokens_back(i, AROUND, at->clause), i) == 0;
    }
    return (text->tokens.list[i].kind == CK_TOKEN_MARK &&
            !ck_said_mark(text, i, ",;([")) ||
           (text->tokens.list[i].kind == CK_TOKEN_SYMBOL && text->says[i] == 0) ||
           ck_said_at(text, i, CK_SAID(CK_SAYS_INNER));
}

/* Whether the last word before the name says one of a set. */
static bool word_before(const struct ck_spot *at, uint64_t set)
{
    size_t i = at->named->first;

    while (i > at->sentence && is_heard_over(at, i - 1)) {
        i--;
    }
    return i > at->sentence && ck_said_at(at->text, i - 1, set);
}

static bool denied_before(const struct ck_spot *at)
{
    const uint64_t denials =
        CK_SAID(CK_SAYS_NOT) | CK_SAID(CK_SAYS_NOT_AFTER) | CK_SAID(CK_SAYS_NOT_THIS);
    size_t first = at->named->first;
    size_t from = at->lead;

    if (at->named->licence.parts == CK_LICENCE_RESERVED && from == first &&
        from > at->segment) {
        return false; /* "the clip is not: all rights reserved" */
    }

    if (at->named->hashtag) {
        from = ck_tokens_back(first, HASHTAG_NEAR, at->clause);
    }
    return ck_said_within(at->text, at->named->end, at->sentence_end,
                          CK_SAID(CK_SAYS_NOT_THIS)) ||
           ck_said_within(at->text, from, first, denials) || word_before(at, denials) ||
           denied_near(at, at->lead == at->segment ? at->clause : at->lead);
}

/* "CC BY değil", "CC BYではありません", "CC BY ist das leider nicht", "CC BY? No." */
static bool denied_after(const struct ck_spot *at)
{
    const uint64_t last_word = CK_SAID(CK_SAYS_NOT);
    const struct ck_said_text *text = at->text;
    size_t last = at->clause_end - 1;

    while (last > at->named->end && ck_said_at(text, last, CK_SAID(CK_SAYS_INNER))) {
        last--;
    }
    if (last >= at->named->end &&
        (ck_said_at(text, last, last_word) ||
         (last == at->past && ck_said_at(text, last, CK_SAID(CK_SAYS_NOT_NEAR))))) {
        return true;
    }
    if (at->past < at->sentence_end && ck_said_at(text, at->past, last_word)) {
        return true;
    }
    return ck_said_within(text, at->named->end, at->clause_end,
                          CK_SAID(CK_SAYS_NOT_AFTER));
}

/* "That's CC BY, this isn't.": what ends the sentence says nothing else. "The video is
 * CC BY, the song isn't" does not deny it of the video. */
static bool is_denied_of_this(const struct ck_spot *at)
{
    const uint64_t this =
        CK_SAID(CK_SAYS_THIS) | CK_SAID(CK_SAYS_IT) | CK_SAID(CK_SAYS_ALL_MINE);
    const uint64_t others = CK_SAID(CK_SAYS_MUSIC) | CK_SAID(CK_SAYS_PART);
    const uint64_t denials =
        CK_SAID(CK_SAYS_NOT) | CK_SAID(CK_SAYS_NOT_AFTER) | CK_SAID(CK_SAYS_NOT_NEAR);
    const struct ck_said_text *text = at->text;
    size_t first = at->clause_end + 1;
    size_t end = at->sentence_end;

    return first < end && ck_said_unknown(text, first, end) == 0 && end - first <= NEAR &&
           ck_said_within(text, first, end, this) &&
           !ck_said_within(text, first, end, others) &&
           ck_said_within(text, first, end, denials);
}

/* "CC BY until June. Not any more.": the next sentence only takes it back. */
static bool is_taken_back(const struct ck_spot *at)
{
    enum { WORDS_MAX = 1, LONGEST = 8 };
    const struct ck_said_text *text = at->text;
    size_t first = at->sentence_end + 1;
    size_t end;

    if (first >= text->tokens.count) {
        return false;
    }
    end = ck_sentence_end(text, first);
    return end - first <= LONGEST && ck_said_unknown(text, first, end) <= WORDS_MAX &&
           ck_said_within(text, first, end, CK_SAID(CK_SAYS_NOW)) &&
           ck_said_within(text, first, end, CK_SAID(CK_SAYS_NOT)) &&
           !ck_said_within(text, first, end, CK_SAID(CK_SAYS_NAME));
}

/* "It's CC BY so don't sell it, ok?": a nod is asked for, and much was said before. */
static bool asks_for_a_nod(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t last = at->sentence_end;

    while (last > at->past && (ck_said_mark(text, last - 1, "!?") ||
                               ck_said_at(text, last - 1, CK_SAID(CK_SAYS_INNER)))) {
        last--;
    }
    return last > at->past + CLOSE && ck_said_at(text, last - 1, CK_SAID(CK_SAYS_AGREED));
}

static bool ends_with_question(const struct ck_spot *at)
{
    enum { WORDS_MAX = 4 };
    const struct ck_said_text *text = at->text;
    size_t end = at->sentence_end;

    return (ck_said_mark(text, end, "?") ||
            (ck_said_mark(text, end, "!") && ck_said_mark(text, end + 1, "?"))) &&
           !asks_for_a_nod(at) &&
           (at->segment_end == end ||
            ck_said_unknown(text, at->segment_end, end) <= WORDS_MAX);
}

/* "Is it …", "can I …"; but "the licence is the usual one" asks nothing. */
static bool asks_before(const struct ck_spot *at, size_t first)
{
    const uint64_t subject = CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_WORK);
    const struct ck_said_text *text = at->text;

    for (size_t i = first; i < at->named->first; i++) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_ASK)) &&
            !(i > 0 && ck_said_at(text, i - 1, subject))) {
            return true;
        }
    }
    return false;
}

static bool asked(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    const uint64_t after = CK_SAID(CK_SAYS_ASK_AFTER) | CK_SAID(CK_SAYS_ASK);

    return ends_with_question(at) ||
           asks_before(at, at->lead == at->segment ? at->clause : at->lead) ||
           ck_said_within(text, at->named->end, at->clause_end, after);
}

/* "If I reach 10k, it's CC BY"; but not "If you use it: CC BY", where nothing more is
 * said of the name. */
static bool is_conditional(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    bool bare = at->lead == first || ck_said_unknown(text, at->lead, first) == 0;

    for (size_t i = at->sentence; i < first; i++) {
        bool goal = ck_said_within(text, i, first, CK_SAID(CK_SAYS_GOAL));
        bool friendly = bare && !goal && at->segment > i &&
                        ck_said_within(text, i + 1, ck_tokens_ahead(i + 1, CLOSE, first),
                                       CK_SAID(CK_SAYS_YOU));

        if (ck_said_at(text, i, CK_SAID(CK_SAYS_IF)) &&
            !ck_said_at(text, i, CK_SAID(CK_SAYS_GRANT)) && /* "sí" is "yes" */
            !ck_said_mark(text, i + 1, ":,") && !friendly) {
            return true;
        }
    }
    return false;
}

/* "CC BY if we get there", but "CC BY as long as you name me" is how it is meant. */
static bool is_bound_to(const struct ck_spot *at, bool goal)
{
    const struct ck_said_text *text = at->text;

    for (size_t i = at->named->end; i < at->clause_end; i++) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_IF)) &&
            (goal ||
             !ck_said_within(text, i + 1, ck_tokens_ahead(i + 1, CLOSE, at->clause_end),
                             CK_SAID(CK_SAYS_YOU)))) {
            return true;
        }
    }
    return false;
}

/* "CC BY until 2024": a year and its word, both close to the name. */
static bool is_until(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t first = ck_tokens_back(at->named->first, HEADING, at->segment);
    size_t end = ck_tokens_ahead(at->named->end, HEADING, at->segment_end);

    for (size_t i = first; i < end; i++) {
        bool after = i >= at->named->end;

        if (ck_said_year(text, i) && (i < at->named->first || after) &&
            ck_said_within(text, after ? at->named->end : first,
                           after ? end : at->named->first, CK_SAID(CK_SAYS_WHEN))) {
            return true;
        }
    }
    return false;
}

/* "50k likes and it's CC BY": so many of what is hoped for, in the same breath. */
static bool is_for_a_count(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    bool count = false;
    bool goal = false;

    for (size_t i = at->segment; i < at->named->first; i++) {
        bool figure = ck_said_digit(text, i);

        count |= figure;
        goal |= !figure && ck_said_at(text, i, CK_SAID(CK_SAYS_GOAL));
    }
    return count && goal;
}

/* "Next month, everything is CC BY": a thought of nothing else that begins the sentence.
 */
static bool is_put_off(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t end = at->sentence;

    while (end < at->named->first && !ck_said_turn(text, end) &&
           !ck_said_mark(text, end, ":")) {
        end++;
    }
    return end < at->named->first && ck_said_unknown(text, at->sentence, end) == 0 &&
           ck_said_within(text, at->sentence, end, CK_SAID(CK_SAYS_MAYBE)) &&
           !ck_said_within(text, end, at->named->first, CK_SAID(CK_SAYS_NOW));
}

/* "If I reach 10k, it's CC BY", "someday CC BY", "it was CC BY". */
static bool imagined(const struct ck_spot *at)
{
    const uint64_t maybe = CK_SAID(CK_SAYS_MAYBE);
    const uint64_t after = CK_SAID(CK_SAYS_MAYBE_AFTER);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    bool goal =
        ck_said_within(text, at->sentence, at->sentence_end, CK_SAID(CK_SAYS_GOAL));
    uint64_t when = CK_SAID(CK_SAYS_WHEN);

    return is_conditional(at) || is_until(at) || is_for_a_count(at) || is_put_off(at) ||
           (goal && ck_said_within(text, at->sentence, at->sentence_end, when)) ||
           ck_said_within(text, reach_of(at), first, maybe) || word_before(at, maybe) ||
           ck_said_within(text, ck_tokens_back(first, CLOSE, at->segment), first,
                          CK_SAID(CK_SAYS_WAS)) ||
           ck_said_within(text, at->past,
                          ck_tokens_ahead(at->past, CLOSE, at->segment_end), maybe) ||
           ck_said_within(text, at->named->end, at->segment_end, after) ||
           is_bound_to(at, goal);
}

/* "#ff0": three or six hexadecimal figures, and among them one that is no letter. */
static bool is_colour_code(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *token = &text->tokens.list[i];
    const char *word = ck_token_at(&text->tokens, i);

    return ck_said_tag(text, i) && (token->len == 3 || token->len == 6) &&
           strspn(word, "0123456789abcdef") >= token->len &&
           strcspn(word, "0123456789") < token->len;
}

/* "#cc0" is a colour where colours are spoken of. */
static bool is_colour(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;

    if (at->named->licence.parts != CK_LICENCE_ZERO) {
        return false;
    }
    for (size_t i = at->sentence; i < at->sentence_end; i++) {
        if (!ck_said_at(text, i, CK_SAID(CK_SAYS_NAME)) && is_colour_code(text, i)) {
            return true;
        }
    }
    return ck_said_within(text, at->sentence, at->sentence_end, CK_SAID(CK_SAYS_CODE));
}

/* "cc by" is captions by somebody, unless something speaks for the licence: the thought
 * ends with it, or speaks of a licence or of the post. */
static bool is_captions(const struct ck_spot *at)
{
    const uint64_t licence = CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_OWN) |
                             CK_SAID(CK_SAYS_ALL_MINE) | CK_SAID(CK_SAYS_COMMONS);
    const uint64_t things = CK_SAID(CK_SAYS_THING) | CK_SAID(CK_SAYS_MUSIC);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    size_t end = at->named->end;
    const struct ck_token *next = &text->tokens.list[end];

    if (is_colour(at)) {
        return true;
    }
    if (!at->named->doubtful) {
        return false;
    }
    if (ck_said_within(text, at->sentence, at->sentence_end, CK_SAID(CK_SAYS_CAPTIONS))) {
        return true;
    }
    if (ck_said_within(text, at->sentence, first, licence) ||
        ck_said_within(text, end, ck_tokens_ahead(end, CLOSE, at->clause_end),
                       licence | things | CK_SAID(CK_SAYS_IT)) ||
        (first > at->sentence && ck_said_at(text, first - 1, CK_SAID(CK_SAYS_UNDER))) ||
        ck_said_at(text, end, CK_SAID(CK_SAYS_UNDER) | CK_SAID(CK_SAYS_GRANT))) {
        return false;
    }
    return end < at->sentence_end && next->kind != CK_TOKEN_SYMBOL &&
           (next->kind != CK_TOKEN_LETTER || (next->spaced && text->says[end] == 0)) &&
           !ck_said_mark(text, end, ",;.)(]#\"-/");
}

enum ck_verdict ck_said_verdict(const struct ck_said_text *text,
                                const struct ck_named *named)
{
    const struct ck_spot at = ck_spot_of(text, named);
    bool licence =
        named->licence.parts != 0 && named->licence.parts != CK_LICENCE_RESERVED;

    if (asked(&at)) {
        return CK_VERDICT_NOTHING;
    }
    if (is_captions(&at)) {
        return CK_VERDICT_CAPTIONS;
    }
    if (denied_before(&at) || denied_after(&at) || is_taken_back(&at) ||
        is_denied_of_this(&at)) {
        return CK_VERDICT_DENIED;
    }
    if (imagined(&at) || ck_said_among_others(&at)) {
        return CK_VERDICT_NOTHING;
    }
    if (ck_said_of_music(&at)) {
        return CK_VERDICT_MUSIC;
    }
    if (ck_said_of_others(&at) || (licence && !ck_said_own(&at))) {
        return CK_VERDICT_UNSURE;
    }
    return CK_VERDICT_OWN;
}
