/* The rules by which somebody else is credited with what a name is said of. */
#include "tiktok/licence_context.h"

enum { CLOSE = 3, AROUND = 16 };

/* "@ana" who is not the author. */
bool ck_said_stranger(const struct ck_said_text *text, size_t i)
{
    return ck_handle_span(&text->tokens, i) > 0 &&
           !ck_said_at(text, i, CK_SAID(CK_SAYS_ME));
}

/* A title between quotation marks, of which somebody is named: "Dawn" by Ana. */
static bool is_titled(const struct ck_said_text *text, size_t i)
{
    size_t next = i + 1;

    return ck_said_mark(text, i, "\"") && i > 0 && text->quoted[i - 1] &&
           ((ck_said_at(text, next, CK_SAID(CK_SAYS_FROM)) &&
             !ck_said_at(text, next + 1, CK_SAID(CK_SAYS_ME))) ||
            ck_token_is(&text->tokens, next, "de") ||
            ck_token_is(&text->tokens, next, "di"));
}

/* "by Ana": somebody with a name, who is not the author. */
static bool is_credit_to_name(const struct ck_said_text *text, size_t i)
{
    size_t next = i + 1;

    if (!ck_said_at(text, i, CK_SAID(CK_SAYS_FROM)) ||
        ck_token_is(&text->tokens, i, "©")) {
        return false;
    }
    while (ck_said_at(text, next, CK_SAID(CK_SAYS_INNER)) ||
           ck_said_mark(text, next, ":")) {
        next++;
    }
    return ck_said_capital(text, next) && !ck_said_at(text, next, CK_SAID(CK_SAYS_ME)) &&
           (text->says[next] == 0 || ck_said_at(text, next, CK_SAID(CK_SAYS_ORG)));
}

/* "Credits:", "Source:": nothing but that stands before the colon. */
static bool begins_credits(const struct ck_said_text *text, size_t colon)
{
    size_t i = colon;

    while (i > 0 && ck_said_at(text, i - 1, CK_SAID(CK_SAYS_INNER))) {
        i--;
    }
    return i > 0 && ck_said_at(text, i - 1, CK_SAID(CK_SAYS_FROM)) &&
           (i == 1 || ck_said_breaks(text, i - 2));
}

/* "The shots at the end: Aerial Oslo, CC BY": things, and a name. */
static bool names_whose(const struct ck_spot *at, size_t colon)
{
    const uint64_t mine =
        CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_ME) | CK_SAID(CK_SAYS_ALL_MINE);
    const struct ck_said_text *text = at->text;

    return ck_said_within(text, at->sentence, colon, CK_SAID(CK_SAYS_THING)) &&
           ck_said_unknown(text, at->sentence, colon) > 0 &&
           ck_said_capital(text, colon) && at->segment > colon &&
           !ck_said_within(text, at->sentence, colon, mine);
}

/* "Icons in the corner: Studio Ana, CC BY": what is listed after a colon. */
static bool is_in_credits(const struct ck_spot *at)
{
    const uint64_t listed = CK_SAID(CK_SAYS_PART) | CK_SAID(CK_SAYS_SEEK) |
                            CK_SAID(CK_SAYS_MUSIC) | CK_SAID(CK_SAYS_SITE);
    const uint64_t own = CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_ME);
    const struct ck_said_text *text = at->text;
    size_t colon = at->named->first;

    while (colon > at->sentence && !ck_said_mark(text, colon - 1, ":")) {
        colon--;
    }
    return colon > at->sentence &&
           (ck_said_within(text, at->sentence, colon, listed) ||
            begins_credits(text, colon - 1) || names_whose(at, colon)) &&
           ck_said_unknown(text, colon, at->named->first) > 0 &&
           !ck_said_within(text, colon, at->named->first, own);
}

/* "(Trio Ana, CC BY)": whose it is, and how. */
static bool is_bracketed_name(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    size_t open = at->named->first;

    while (open > at->sentence && !ck_said_mark(text, open, "([")) {
        open--;
    }
    return ck_said_mark(text, open, "([") && open + 2 < at->named->first &&
           ck_said_mark(text, at->named->first - 1, ",;/") && text->says[open + 1] == 0 &&
           ck_said_capital(text, open + 1);
}

/* "Photos of the bridge by Ana", on a line above: `i` is the "by". */
static bool is_thing_by_name(const struct ck_said_text *text, size_t i)
{
    size_t line = i;

    while (line > 0 && text->tokens.list[line - 1].kind != CK_TOKEN_BREAK) {
        line--;
    }
    return is_credit_to_name(text, i) &&
           ck_said_within(text, line, i, CK_SAID(CK_SAYS_THING) | CK_SAID(CK_SAYS_PART));
}

/* "La intro es de Ana": `i` is the "de". Of the post it says where it was made. */
static bool is_said_to_be_of(const struct ck_said_text *text, size_t i)
{
    const uint64_t own =
        CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_THIS) | CK_SAID(CK_SAYS_ALL_MINE);
    const uint64_t who = CK_SAID(CK_SAYS_ORG) | CK_SAID(CK_SAYS_SITE);
    size_t first = i;

    if (i < 2 || !ck_said_at(text, i, CK_SAID(CK_SAYS_OF) | CK_SAID(CK_SAYS_FROM)) ||
        !ck_said_at(text, i - 1, CK_SAID(CK_SAYS_IS)) ||
        (!ck_said_at(text, i + 1, who) &&
         (text->says[i + 1] != 0 || !ck_said_capital(text, i + 1)))) {
        return false;
    }
    while (first > ck_tokens_back(i, AROUND, 0) && !ck_said_breaks(text, first - 1)) {
        first--;
    }
    return !ck_said_within(text, first, i - 1, own);
}

/* "Slidesgo'dan (CC BY)": from somebody, in Turkish. */
static bool is_ablative(const struct ck_said_text *text, size_t i)
{
    static const char *const ends[] = {"dan", "den", "tan", "ten"};

    for (size_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
        if (ck_token_is(&text->tokens, i + 1, ends[k]) &&
            !text->tokens.list[i + 1].spaced) {
            return i > 0 && ck_said_mark(text, i, "'") && ck_said_capital(text, i - 1) &&
                   (ck_said_breaks(text, i + 2) ||
                    ck_said_at(text, i + 2, CK_SAID(CK_SAYS_NAME)));
        }
    }
    return false;
}

/* "Lena Kraft'ın fotoğrafı": of somebody with two names; a place has one. */
static bool is_genitive(const struct ck_said_text *text, size_t i)
{
    static const char *const ends[] = {"in", "un", "nin", "nun"};

    for (size_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
        if (ck_token_is(&text->tokens, i + 1, ends[k]) &&
            !text->tokens.list[i + 1].spaced) {
            return i > 1 && ck_said_mark(text, i, "'") && ck_said_capital(text, i - 1) &&
                   ck_said_capital(text, i - 2);
        }
    }
    return false;
}

/* "foto Lena Kraft (CC BY)", "Lenaさんの写真(CC BY)": `i` is the photo. */
static bool is_thing_of_name(const struct ck_spot *at, size_t i)
{
    const uint64_t things = CK_SAID(CK_SAYS_THING) | CK_SAID(CK_SAYS_MUSIC);
    const struct ck_said_text *text = at->text;
    size_t next = i + ck_says_span(&text->tokens, i);
    size_t before = i;

    if (!ck_said_at(text, i, things) || at->clause == 0 ||
        !ck_said_mark(text, at->clause - 1, "([")) {
        return false;
    }
    while (before > 0 && ck_said_at(text, before - 1, CK_SAID(CK_SAYS_INNER))) {
        before--;
    }
    if (before > 0 && before < i && ck_said_at(text, before - 1, CK_SAID(CK_SAYS_FROM)) &&
        text->tokens.list[before - 1].kind == CK_TOKEN_LETTER) {
        return true;
    }
    while (ck_said_at(text, next, CK_SAID(CK_SAYS_OF))) {
        next++;
    }
    return next < at->clause - 1 && text->says[next] == 0 &&
           ck_said_capital(text, next) && ck_said_capital(text, next + 1) &&
           next + 2 == at->clause - 1;
}

/* "Fog from Lisbon: https://…": what is seen comes from a place, and works from people.
 * `i` is the "from", or the mark before the ending of that meaning. */
static bool is_from_place(const struct ck_spot *at, size_t i)
{
    static const char *const words[] = {"from", "aus",  "desde", "depuis", "dari",
                                        "tu",   "から", "من",    "'"};
    const uint64_t works = CK_SAID(CK_SAYS_THING) | CK_SAID(CK_SAYS_PART) |
                           CK_SAID(CK_SAYS_MUSIC) | CK_SAID(CK_SAYS_SEEK) |
                           CK_SAID(CK_SAYS_ORG) | CK_SAID(CK_SAYS_SITE) |
                           CK_SAID(CK_SAYS_THEY);
    const struct ck_said_text *text = at->text;
    bool place = false;

    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
        place |= ck_token_is(&text->tokens, i, words[k]);
    }
    return place && text->tokens.list[at->named->first].kind == CK_TOKEN_ADDRESS &&
           i > at->sentence &&
           !ck_said_within(text, at->sentence, at->named->first, works);
}

/* "Photo by Ana", "via @ana", anybody else's name before the licence's. */
static bool credited_before(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;

    if (ck_said_within(text, at->segment, at->named->first, CK_SAID(CK_SAYS_GIVE))) {
        return false;
    }
    for (size_t i = at->named->first; i-- > 0;) {
        bool thing =
            ck_said_at(text, i, CK_SAID(CK_SAYS_THING)) && ck_said_credit(text, i);

        if (ck_said_return(text, i)) {
            return false;
        }
        if (thing && ck_said_unknown(text, i + 1, at->named->first) > 0) {
            return true;
        }
        if (is_titled(text, i) || is_thing_by_name(text, i)) {
            return true;
        }
        if (i >= at->sentence && (ck_said_stranger(text, i) ||
                                  ((is_credit_to_name(text, i) || is_ablative(text, i)) &&
                                   !is_from_place(at, i)) ||
                                  is_said_to_be_of(text, i) || is_genitive(text, i) ||
                                  is_thing_of_name(at, i))) {
            return true;
        }
    }
    return false;
}

/* "a remix of the CC BY clip by @ana": the name only describes a work of hers. */
static bool describes_work_of(const struct ck_spot *at)
{
    const uint64_t things = CK_SAID(CK_SAYS_THING) | CK_SAID(CK_SAYS_WORK) |
                            CK_SAID(CK_SAYS_MUSIC) | CK_SAID(CK_SAYS_PART);
    const struct ck_said_text *text = at->text;
    size_t i = at->past + ck_said_mark(text, at->past, "-");
    size_t next = i + ck_says_span(&text->tokens, i);

    return i < at->sentence_end && ck_said_at(text, i, things) &&
           (ck_said_stranger(text, next) ||
            (ck_said_at(text, next, CK_SAID(CK_SAYS_FROM) | CK_SAID(CK_SAYS_OF)) &&
             ck_said_stranger(text, next + 1)));
}

/* "CC BY 4.0 by Ana", "CC BY 4.0 @ana". */
static bool credited_after(const struct ck_spot *at)
{
    const struct ck_said_text *text = at->text;
    bool bracketed = ck_said_mark(text, at->past, "([") &&
                     ck_said_at(text, at->past + 1, CK_SAID(CK_SAYS_FROM));
    size_t i = at->past + bracketed;
    size_t next = i + ck_says_span(&text->tokens, i);

    if (i >= at->sentence_end || (i > at->segment_end && ck_said_of_own(at))) {
        return false; /* "all my videos are CC BY | credit @me" */
    }
    if (ck_said_within(text, next, ck_tokens_ahead(next, CLOSE, at->sentence_end),
                       CK_SAID(CK_SAYS_OWN) | CK_SAID(CK_SAYS_THIS))) {
        return false;
    }
    if (ck_said_at(text, i, CK_SAID(CK_SAYS_GRANT))) {
        return false; /* "CC BY, credit @ana": how to name who posts */
    }
    next += ck_said_mark(text, next, ":");
    if (ck_said_at(text, i, CK_SAID(CK_SAYS_THING)) && ck_said_credit(text, i)) {
        return true;
    }
    if (ck_said_at(text, i, CK_SAID(CK_SAYS_FROM))) {
        return !ck_said_at(text, next, CK_SAID(CK_SAYS_ME)) &&
               text->tokens.list[next].kind != CK_TOKEN_END &&
               (!ck_said_mark(text, next, "@") || ck_said_stranger(text, next));
    }
    return ck_said_stranger(text, i);
}

bool ck_said_credited(const struct ck_spot *at)
{
    return is_in_credits(at) || is_bracketed_name(at) || describes_work_of(at) ||
           credited_before(at) || credited_after(at);
}
