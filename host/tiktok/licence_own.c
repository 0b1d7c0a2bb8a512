/* The rules by which a name is stated of the post. A name in a sentence about something
 * else is never told, whatever the verb: so nothing needs to be known of verbs. */
#include "tiktok/licence_context.h"

#include <string.h>

enum { AFTER_MAX = 1, BEFORE_MAX = 4, WITH_IT_MAX = 1, HEADING_MAX = 2, REACH = 4 };

/* "this short video", "videoku ini", "my first lesson": a work with what makes it this
 * one or mine. */
static bool names_the_post(const struct ck_said_text *text, size_t first, size_t end)
{
    const uint64_t work = CK_SAID(CK_SAYS_WORK);
    const uint64_t mine = CK_SAID(CK_SAYS_THIS) | CK_SAID(CK_SAYS_ME);

    for (size_t i = first; i < end; i++) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_ORG)) &&
            !ck_said_within(text, first, i, CK_SAID(CK_SAYS_ME))) {
            return false; /* "the museum put the photos online under …" */
        }
        if (ck_said_at(text, i, work) &&
            (ck_said_within(text, ck_tokens_back(i, REACH, first), i, mine) ||
             ck_said_within(text, i + 1, ck_tokens_ahead(i + 1, REACH, end), mine))) {
            return true;
        }
    }
    return false;
}

/* "BMKG rilis …": a sentence that begins with an institution's letters. */
static bool begins_with_initials(const struct ck_said_text *text, size_t first,
                                 size_t end)
{
    const struct ck_token *token = &text->tokens.list[first];
    enum { SHORTEST = 3, LONGEST = 6 };

    if (end - first < 2 || token->len < SHORTEST || token->len > LONGEST ||
        text->says[first] != 0 || token->kind != CK_TOKEN_WORD || token->marked) {
        return false;
    }
    for (size_t i = token->from; i < token->till; i++) {
        if (text->tokens.text[i] < 'A' || text->tokens.text[i] > 'Z') {
            return false;
        }
    }
    return !ck_said_capital(text, first + 1);
}

/* "the CC BY photos", "a CC0 game", "CC-BY-Fotos": the name only describes something. */
static bool describes(const struct ck_spot *at)
{
    const uint64_t things = CK_SAID(CK_SAYS_THING) | CK_SAID(CK_SAYS_PART) |
                            CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_MUSIC);
    const struct ck_token *list = at->text->tokens.list;
    bool joined = ck_said_mark(at->text, at->past, "-") && !list[at->past].spaced &&
                  !list[at->past + 1].spaced;
    size_t i = at->past + joined;

    return i < at->segment_end && ck_said_at(at->text, i, things);
}

/* "my cat is": the name is said of what goes before, whatever it is. */
static bool is_said_of(const struct ck_said_text *text, size_t lead, size_t first)
{
    for (size_t i = first; i-- > lead && ck_said_unknown(text, i, first) == 0;) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_IS))) {
            return true;
        }
    }
    return false;
}

/* "BMKG rilis data": a part that somebody has to do with; "Data of my run" is a heading.
 */
static bool of_part(const struct ck_said_text *text, size_t lead, size_t first)
{
    for (size_t i = lead; i < first; i++) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_PART))) {
            return ck_said_unknown(text, lead, i) > 0;
        }
    }
    return false;
}

/* Whether these words can be a heading: nobody else is in them, nobody does or wants
 * anything. */
static bool is_description(const struct ck_said_text *text, size_t first, size_t end)
{
    const uint64_t foreign = CK_SAID(CK_SAYS_ORG) | CK_SAID(CK_SAYS_THEY) |
                             CK_SAID(CK_SAYS_YOU) | CK_SAID(CK_SAYS_GOAL) |
                             CK_SAID(CK_SAYS_SAID) | CK_SAID(CK_SAYS_SEEK);
    const uint64_t filling = CK_SAID(CK_SAYS_OF) | CK_SAID(CK_SAYS_PLAIN);

    for (size_t i = first; i < end; i++) {
        if (ck_said_at(text, i, foreign) && !ck_said_at(text, i, filling)) {
            return false;
        }
    }
    return true;
}

/* How many words after the name may say anything of it. An address is no word of the
 * sentence, and how to credit is part of the grant. */
static size_t unknown_after(const struct ck_spot *at)
{
    const struct ck_token *list = at->text->tokens.list;
    bool apart = list[at->named->first].kind == CK_TOKEN_ADDRESS ||
                 (list[at->past].styled && ck_said_mark(at->text, at->past, "-")) ||
                 ck_said_at(at->text, at->past, CK_SAID(CK_SAYS_GRANT));

    return apart ? 0 : ck_said_unknown(at->text, at->past, at->segment_end);
}

/* Who writes the version means the licence; "CC BY on memes" is talk. */
static bool is_exact(const struct ck_named *named)
{
    return named->licence.version[0] != '\0' && named->licence.parts != CK_LICENCE_ZERO;
}

/* "Rain clips CC0 🌧️": a heading of a few words that ends with the name, and in
 * which nothing is said: "today I learned that there is CC0" is none. */
static bool ends_heading(const struct ck_spot *at, size_t lead)
{
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;

    for (size_t i = lead; i < first && !is_exact(at->named); i++) {
        if (text->says[i] != 0 && !ck_said_at(text, i, CK_SAID(CK_SAYS_OF))) {
            return false;
        }
    }
    return text->says[first - 1] == 0 &&
           ck_said_unknown(text, lead, first) <= HEADING_MAX &&
           !ck_said_within(text, lead, first, CK_SAID(CK_SAYS_IS)) &&
           at->past >= at->segment_end && !ck_said_mark(text, at->past, ",");
}

/* "Sunset over Lisbon CC BY 4.0": a description, and the name beside it. */
static bool stands_beside(const struct ck_spot *at, size_t lead)
{
    const uint64_t works = CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_LICENCE) |
                           CK_SAID(CK_SAYS_GIVE) | CK_SAID(CK_SAYS_ALL_MINE) |
                           CK_SAID(CK_SAYS_OWN);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    size_t before = ck_said_unknown(text, lead, first);
    size_t after = unknown_after(at);

    if (!is_description(text, lead, first) || of_part(text, lead, first) ||
        describes(at) || begins_with_initials(text, lead, first) || before > BEFORE_MAX ||
        (after > 0 && before > 0)) {
        return false;
    }
    if (is_said_of(text, lead, first)) {
        return ck_said_within(text, lead, first, CK_SAID(CK_SAYS_WORK));
    }
    if (ck_said_within(text, lead, first, works) ||
        ck_said_at(text, at->named->end, CK_SAID(CK_SAYS_UNDER))) {
        return true;
    }
    if (lead > 0 && ck_said_at(text, lead - 1, CK_SAID(CK_SAYS_BUT))) {
        return false;
    }
    return (before == 0 && after == 0) || at->named->grade == CK_GRADE_CERTAIN ||
           ends_heading(at, lead);
}

static bool is_joined(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *token = &text->tokens.list[i];

    return !token->spaced &&
           (token->kind == CK_TOKEN_WORD || token->kind == CK_TOKEN_LETTER ||
            ck_said_mark(text, i, "_"));
}

/* A tag in which a name stands says nothing else: "#CCBY", "#licence_CCBY", but not
 * "#CCBYとは". */
static bool is_tag_of_more(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    const struct ck_token *list = text->tokens.list;
    size_t first = at->named->first;
    size_t end = at->named->end;

    while (first > 0 && is_joined(text, first) && !ck_said_mark(text, first - 1, "#")) {
        first--;
    }
    if (first == 0 || list[first].spaced || !ck_said_mark(text, first - 1, "#")) {
        return false;
    }
    while (is_joined(text, end)) {
        end++;
    }
    for (size_t i = first; i < end; i++) {
        if (i == at->named->first) {
            i = at->named->end;
        }
        if (i < end && !ck_said_mark(text, i, "_") &&
            (list[i].says & CK_SAID(CK_SAYS_LICENCE)) == 0) {
            return true;
        }
    }
    return false;
}

/* "CC BY is the licence of this map" */
static bool is_licence_of_this(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;

    for (size_t i = at->named->end; i < at->segment_end; i++) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_LICENCE)) &&
            ck_said_within(text, i + 1, ck_tokens_ahead(i + 1, REACH, at->segment_end),
                           CK_SAID(CK_SAYS_THIS))) {
            return true;
        }
    }
    return false;
}

/* "This video …", "I release … under", "… is the licence of this map": the sentence is
 * about the post, so that not even a lesson takes the name away. */
static bool is_stated(const struct ck_spot *at)
{
    const uint64_t own = CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_ALL_MINE);
    const uint64_t given = CK_SAID(CK_SAYS_GIVE) | CK_SAID(CK_SAYS_PERMIT);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    size_t end = at->named->end;
    size_t from = ck_said_unknown(text, at->lead, first) > 0 ? at->lead : at->segment;
    bool gives = ck_said_within(text, at->segment, first, given) ||
                 ck_said_within(text, end, at->segment_end, CK_SAID(CK_SAYS_GIVE));

    return ck_said_within(text, at->segment, first, own) ||
           ck_said_within(text, end, at->segment_end, own) || is_licence_of_this(at) ||
           names_the_post(text, from, first) ||
           (gives && !ck_said_within(text, at->segment, first, CK_SAID(CK_SAYS_ORG)));
}

/* "mes dessins sont sous …": many things of mine, of which nothing but the licence is
 * said. One thing may be a thesis. */
static bool is_said_of_mine(const struct ck_spot *at)
{
    static const char *const words[] = {"are",  "sind", "son",  "estan",
                                        "sont", "sao",  "estao"};
    const uint64_t leads = CK_SAID(CK_SAYS_UNDER) | CK_SAID(CK_SAYS_LICENCE);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;
    size_t i = at->lead;

    if (!ck_said_at(text, i, CK_SAID(CK_SAYS_ME)) || text->says[i + 1] != 0 ||
        !ck_said_within(text, i, first, leads) ||
        ck_said_unknown(text, i, first) > WITH_IT_MAX + 1) {
        return false;
    }
    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
        if (ck_token_is(&text->tokens, i + 2, words[k])) {
            return unknown_after(at) == 0;
        }
    }
    return false;
}

/* "It's CC BY" */
static bool is_said_of_it(const struct ck_spot *at)
{
    return ck_said_within(at->text, at->lead, at->named->first, CK_SAID(CK_SAYS_IT)) &&
           ck_said_unknown(at->text, at->lead, at->named->first) <= WITH_IT_MAX;
}

/* "CC BY is …"; but in German a sentence ends with "veröffentlicht". */
static bool is_said_about(const struct ck_spot *at)
{
    return ck_said_at(at->text, at->past, CK_SAID(CK_SAYS_IS)) &&
           !ck_said_at(at->text, at->past, CK_SAID(CK_SAYS_UNDER));
}

/* "I was sued because of CC BY": who states it adds the version, or says more. */
static bool is_reason(const struct ck_spot *at)
{
    size_t first = at->named->first;

    return first > at->sentence && at->named->licence.version[0] == '\0' &&
           ck_said_at(at->text, first - 1, CK_SAID(CK_SAYS_BUT));
}

/* The name, and hardly a word after it. */
static bool stands_alone(const struct ck_spot *at)
{
    bool exact = at->named->licence.version[0] != '\0';
    bool address = at->text->tokens.list[at->named->first].kind == CK_TOKEN_ADDRESS;

    return !is_reason(at) && unknown_after(at) <= (exact ? AFTER_MAX : 0) &&
           (address || !is_said_about(at)) && !describes(at);
}

/* "My thesis is out, CC BY": the thought before is of a part, and of no post. */
static bool is_of_part_before(const struct ck_spot *at)
{
    const uint64_t posts = CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_OWN) |
                           CK_SAID(CK_SAYS_ALL_MINE) | CK_SAID(CK_SAYS_MADE);
    const uint64_t came_out = CK_SAID(CK_SAYS_PUBLISH) | CK_SAID(CK_SAYS_GOAL);
    const struct ck_said_text *text = at->text;
    size_t from = at->sentence;

    if (from == at->named->first && from > 1 &&
        text->tokens.list[from - 1].kind == CK_TOKEN_MARK) {
        from = ck_sentence_first(text, from - 1); /* "… is out. CC BY" */
    }
    return ck_said_within(text, from, at->segment, CK_SAID(CK_SAYS_PART)) &&
           ck_said_within(text, from, at->segment, came_out) &&
           !ck_said_within(text, from, at->named->first, posts);
}

/* "The recipe of Ana (CC BY) worked": in brackets after a thing, and the sentence goes
 * on. */
static bool is_aside(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    const struct ck_token *list = text->tokens.list;
    size_t first = at->named->first;
    size_t next = at->named->end + 1;

    return first > at->sentence + 1 && ck_said_mark(text, first - 1, "([") &&
           list[first - 2].kind != CK_TOKEN_SYMBOL &&
           ck_said_mark(text, next - 1, ")]") && next < at->sentence_end &&
           (list[next].kind == CK_TOKEN_WORD || list[next].kind == CK_TOKEN_LETTER) &&
           ck_said_unknown(text, at->sentence, first) > 0;
}

bool ck_said_own(const struct ck_spot *at)
{
    const uint64_t foreign = CK_SAID(CK_SAYS_ORG) | CK_SAID(CK_SAYS_PART);
    const struct ck_said_text *text = at->text;
    size_t first = at->named->first;

    if (is_tag_of_more(at)) {
        return false;
    }
    if (is_stated(at)) {
        return true;
    }
    if (text->lecture || at->named->hashtag) {
        return !text->lecture;
    }
    if (is_said_of_mine(at)) {
        return true;
    }
    if (is_said_of_it(at)) {
        return !ck_said_within(text, at->sentence, first, foreign) && !describes(at);
    }
    if (is_of_part_before(at) || is_aside(at)) {
        return false;
    }
    if (ck_said_unknown(text, at->lead, first) == 0 &&
        !ck_said_within(text, at->lead, first, foreign)) {
        return stands_alone(at);
    }
    return stands_beside(at, at->lead);
}
