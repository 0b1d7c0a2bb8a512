/* The rules by which a name is somebody else's word, or said of something else than the
 * post. What could be meant so is taken to be. */
#include "tiktok/licence_context.h"

#include <string.h>

enum { CLOSE = 3 };

/* Where the talk of the post begins that leads to the name; where the segment begins when
 * there is none. */
static size_t own_of(const struct ck_spot *at)
{
    const uint64_t own = CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_ALL_MINE);

    for (size_t i = at->named->first; i-- > at->segment;) {
        if (ck_said_at(at->text, i, own)) {
            return i;
        }
    }
    return at->segment;
}

bool ck_said_of_own(const struct ck_spot *at)
{
    const uint64_t own = CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_ALL_MINE);

    return ck_said_within(at->text, at->clause, at->named->first, own);
}

/* "Written, filmed and cut by me" */
static bool is_done_by_me(const struct ck_said_text *text, size_t i)
{
    enum { NEAR = 7 };
    size_t end = ck_tokens_ahead(i, NEAR, text->tokens.count);

    for (i++; i < end; i++) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_ME)) &&
            ck_said_at(text, i, CK_SAID(CK_SAYS_HARMLESS))) {
            return true;
        }
    }
    return false;
}

/* "Ana said …"; but "use it, quoting me" tells the reader what to do. */
static bool is_quoting(const struct ck_said_text *text, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_SAID)) && !is_done_by_me(text, i) &&
            !ck_said_within(text, ck_tokens_back(i, CLOSE, first), i,
                            CK_SAID(CK_SAYS_PERMIT) | CK_SAID(CK_SAYS_GRANT))) {
            return true;
        }
    }
    return false;
}

/* "Ana said …", "@ana: …", "her videos". After "but" somebody else speaks. */
static bool is_said_by_others(const struct ck_spot *at)
{
    const uint64_t own = CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_ALL_MINE);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    size_t tail = ck_tokens_ahead(at->clause_end, CLOSE + 1, at->sentence_end);
    size_t from = first;

    for (size_t i = at->clause_end; i < tail; i++) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_PERMIT))) {
            tail = i; /* "you may use it, quoting Ana" tells the reader what to do */
        }
    }
    while (from > at->sentence && !ck_said_at(text, from - 1, CK_SAID(CK_SAYS_BUT))) {
        from--;
    }
    if (is_quoting(text, from, tail) ||
        (!ck_said_within(text, at->sentence, first, own) &&
         ck_said_within(text, at->segment, at->segment_end, CK_SAID(CK_SAYS_THEY)))) {
        return true;
    }
    for (size_t i = at->sentence; i + 2 < first; i++) {
        if (ck_said_stranger(text, i) &&
            ck_said_mark(text, i + ck_handle_span(&text->tokens, i), ":")) {
            return true;
        }
    }
    return false;
}

/* Whether there is nothing but the name between the marks: a name in quotes, no speech.
 */
static bool is_all_that_is_quoted(const struct ck_spot *at, size_t open)
{
    const unsigned parts = at->named->licence.parts;
    size_t close = at->named->end;

    while (close < at->sentence_end && close < at->named->end + CLOSE &&
           !ck_said_mark(at->text, close, "\"'")) {
        close++;
    }
    return parts != 0 && parts != CK_LICENCE_RESERVED && open + 1 == at->named->first &&
           ck_said_mark(at->text, close, "\"'");
}

/* Whether something else stands in quotes of its own: "CC BY" and "RTFM" are words. */
static bool is_quoted_in_list(const struct ck_spot *at, size_t open)
{
    const struct ck_said_text *text = at->text;

    for (size_t i = at->sentence; i < at->sentence_end; i++) {
        bool within = i + 1 >= open && i <= at->named->end + 1;

        if (!within && text->quoted[i] && ck_said_mark(text, i, "\"")) {
            return true;
        }
    }
    return false;
}

/* Between quotation marks that neither "licence" nor the post goes before. */
static bool is_quoted(const struct ck_spot *at)
{
    const uint64_t own = CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_ALL_MINE);
    const struct ck_said_text *text = at->text;
    size_t open = at->named->first;

    while (open > 0 && text->quoted[open - 1]) {
        open--;
    }
    return text->quoted[at->named->first] && open != at->named->first &&
           (!is_all_that_is_quoted(at, open) || is_quoted_in_list(at, open)) &&
           !ck_said_within(text, ck_tokens_back(open, CLOSE, 0), open,
                           CK_SAID(CK_SAYS_LICENCE)) &&
           !ck_said_within(text, at->sentence, open, own);
}

/* In the news: somebody, and what they do with works of theirs. */
static bool is_news(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;

    return !ck_said_of_own(at) &&
           ck_said_within(text, at->sentence, at->sentence_end,
                          CK_SAID(CK_SAYS_PUBLISH)) &&
           ck_said_within(text, at->sentence, at->sentence_end, CK_SAID(CK_SAYS_ORG));
}

/* "Learn Javanese, part 2: CC BY": a lesson about something else, and then the name. */
static bool is_lesson_of_its_own(const struct ck_spot *at)
{
    const uint64_t subject = CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_COMMONS);
    enum { WORDS = 2 };

    return at->lead == at->named->first &&
           ck_said_unknown(at->text, at->segment, at->lead) >= WORDS &&
           !ck_said_within(at->text, at->segment, at->lead, subject);
}

static bool is_lesson(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    size_t end = at->named->end;
    size_t from = is_lesson_of_its_own(at) ? at->lead : own_of(at);

    return ck_said_within(text, from, ck_said_of_own(at) ? first : at->segment_end,
                          CK_SAID(CK_SAYS_LESSON)) ||
           ck_said_within(text, ck_tokens_back(first, CLOSE, at->segment), first,
                          CK_SAID(CK_SAYS_ABOUT)) ||
           ck_said_within(text, end, ck_tokens_ahead(end, CLOSE - 1, at->clause_end),
                          CK_SAID(CK_SAYS_ABOUT));
}

/* "only CC BY or own work": of what may be taken. */
static bool is_choice(const struct ck_spot *at)
{
    static const char *const words[] = {"or",  "oder", "o",    "u",  "ou", "atau",
                                        "hay", "hoac", "veya", "ya", "か", "او"};
    const uint64_t works = CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_WORK) |
                           CK_SAID(CK_SAYS_ME) | CK_SAID(CK_SAYS_MADE);
    const struct ck_said_text *text = at->text;
    size_t end = at->named->end;

    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
        if (ck_token_is(&text->tokens, end, words[k])) {
            return ck_said_within(
                text, end + 1, ck_tokens_ahead(end + 1, CLOSE, at->sentence_end), works);
        }
    }
    return false;
}

/* "CC BY = name me": what it means, unless it is told in the first person. */
static bool is_defined(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    const size_t end = at->named->end;

    return text->tokens.list[end].kind == CK_TOKEN_SYMBOL &&
           *ck_token_at(&text->tokens, end) == '=' && !ck_said_of_own(at) &&
           !ck_said_within(text, end, at->segment_end, CK_SAID(CK_SAYS_ME));
}

/* "Copyright, fair use, CC BY and you": one of several things that are listed. */
static bool is_listed(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    const uint64_t subject = CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_COMMONS);
    size_t end = at->named->end;
    bool and = ck_said_at(text, end, CK_SAID(CK_SAYS_AND));

    size_t last = at->named->first;

    while (last > 0 && ck_said_at(text, last - 1, CK_SAID(CK_SAYS_AND))) {
        last--;
    }
    if (last > 0 && last < at->named->first &&
        ck_said_at(text, last - 1, CK_SAID(CK_SAYS_NAME))) {
        return true; /* "CC BY and CC0" */
    }
    return (and&&at->clause == at->named->first && at->clause > at->sentence &&
            ck_said_mark(text, at->clause - 1, ",")) ||
           (and&&ck_said_at(text, end + 1, subject)) ||
           (ck_said_at(text, end, subject) &&
            strncmp(ck_token_at(&text->tokens, end), "و", 2) == 0);
}

/* "The photo is CC BY, the rest is mine": what is told apart from the rest. A new
 * sentence must say whose the rest is: "the rest is on my page". */
static bool is_told_apart(const struct ck_spot *at)
{
    const uint64_t mine = CK_SAID(CK_SAYS_ME) | CK_SAID(CK_SAYS_MADE);
    const struct ck_said_text *text = at->text;

    for (size_t i = at->named->end; i < text->tokens.count && !ck_said_of_own(at); i++) {
        size_t next = i + ck_says_span(&text->tokens, i);

        if (ck_said_at(text, i, CK_SAID(CK_SAYS_REST)) &&
            (i < at->sentence_end ||
             ck_said_within(text, next, ck_tokens_ahead(next, CLOSE, text->tokens.count),
                            mine))) {
            return true;
        }
    }
    return false;
}

/* "The voice is CC0, the drawings aren't"; a sound that is left out is told apart anyway.
 */
static bool is_told_apart_after(const struct ck_spot *at)
{
    const uint64_t works = CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_THING) |
                           CK_SAID(CK_SAYS_PART) | CK_SAID(CK_SAYS_OWN);
    const uint64_t denials = CK_SAID(CK_SAYS_NOT) | CK_SAID(CK_SAYS_NOT_AFTER);
    const uint64_t tail = CK_SAID(CK_SAYS_INNER) | CK_SAID(CK_SAYS_PLAIN);
    enum { WORDS_MAX = 2 };
    const struct ck_said_text *text = at->text;
    size_t end = at->clause_end + 1;

    while (end < at->sentence_end && !ck_said_turn(text, end)) {
        end++;
    }
    while (end > at->clause_end + 1 && ck_said_at(text, end - 1, tail) &&
           !ck_said_at(text, end - 1, denials)) {
        end--;
    }
    return end <= at->sentence_end && end > at->clause_end + 2 &&
           ck_said_at(text, end - 1, denials) &&
           ck_said_within(text, at->clause_end + 1, end - 1, works) &&
           ck_said_unknown(text, at->clause_end + 1, end - 1) <= WORDS_MAX;
}

/* "Some of my videos are CC BY": which, is not said. But "some of you asked". */
static bool is_of_some(const struct ck_spot *at)
{
    const uint64_t works = CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_OWN) |
                           CK_SAID(CK_SAYS_ALL_MINE) | CK_SAID(CK_SAYS_THING);
    const struct ck_said_text *text = at->text;

    for (size_t i = at->clause; i < at->named->first; i++) {
        size_t end = ck_tokens_ahead(i, CLOSE + 1, at->named->first);

        if (ck_said_at(text, i, CK_SAID(CK_SAYS_SOME)) &&
            ck_said_within(text, i, end, works) &&
            !ck_said_at(text, i + ck_says_span(&text->tokens, i), CK_SAID(CK_SAYS_YOU))) {
            return true;
        }
    }
    return false;
}

/* Whether things of others are wanted there; "I need no rights" wants none. */
static bool seeks_within(const struct ck_said_text *text, size_t first, size_t end)
{
    const uint64_t denials =
        CK_SAID(CK_SAYS_NOT) | CK_SAID(CK_SAYS_NOT_NEAR) | CK_SAID(CK_SAYS_NOT_AFTER);

    for (size_t i = first; i < end; i++) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_SEEK)) &&
            !ck_said_within(text, ck_tokens_back(i, 1, first), i, denials)) {
            return true;
        }
    }
    return false;
}

static bool is_sought(const struct ck_spot *at)
{
    const uint64_t seek = CK_SAID(CK_SAYS_SEEK);
    const struct ck_said_text *text = at->text;
    size_t end = at->named->end;

    if (!ck_said_of_own(at) &&
        ck_said_within(text, at->sentence, at->sentence_end, CK_SAID(CK_SAYS_SITE))) {
        return true;
    }
    return (seeks_within(text, own_of(at), at->named->first) &&
            !(at->lead == at->named->first &&
              ck_said_within(text, at->segment, at->lead, CK_SAID(CK_SAYS_WORK)))) ||
           ck_said_within(text, end, ck_tokens_ahead(end, CLOSE, at->clause_end), seek) ||
           ck_said_within(text, end, at->segment_end, CK_SAID(CK_SAYS_SEEK_AFTER));
}

bool ck_said_of_others(const struct ck_spot *at)
{
    const unsigned parts = at->named->licence.parts;

    if (at->text->not_mine || at->text->tokens.reversed || is_said_by_others(at) ||
        is_quoted(at)) {
        return true;
    }
    /* "All rights reserved by Studio Nord" only says who has them. */
    return parts != 0 && parts != CK_LICENCE_RESERVED &&
           ((!at->named->hashtag && (is_lesson(at) || is_sought(at))) || is_listed(at) ||
            is_defined(at) || is_choice(at) || is_news(at) || is_told_apart(at) ||
            is_of_some(at) || is_told_apart_after(at) || ck_said_of_part(at) ||
            ck_said_credited(at));
}
