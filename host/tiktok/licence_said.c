/* The part of licence_context.h that reads a text: what each token says. */
#include "tiktok/licence_context.h"

#include <string.h>

/* Quotation marks further apart than this are not a pair. */
enum { QUOTE_MAX = 120 };

/* A quotation mark; an apostrophe is one at the edge of a word. */
static bool is_quote(const struct ck_said_text *text, size_t i, bool closes)
{
    const struct ck_token *list = text->tokens.list;

    if (ck_said_mark(text, i, "'")) {
        bool left = i == 0 || list[i].spaced || list[i - 1].kind == CK_TOKEN_BREAK;
        bool right = list[i + 1].spaced || list[i + 1].kind == CK_TOKEN_END ||
                     list[i + 1].kind == CK_TOKEN_BREAK ||
                     list[i + 1].kind == CK_TOKEN_MARK;

        return closes ? right && !left : left && !right;
    }
    return ck_said_mark(text, i, "\"");
}

static void mark_quotes(struct ck_said_text *text)
{
    size_t opened = text->tokens.count;

    for (size_t i = 0; i < text->tokens.count; i++) {
        if (!is_quote(text, i, opened < i)) {
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

/* "#duet", "stitch with @ana" */
static bool is_duet(const struct ck_said_text *text, size_t i, size_t end)
{
    return (text->tokens.list[i].says & CK_SAID(CK_SAYS_DUET)) != 0 &&
           (ck_said_tag(text, i) || ck_said_mark(text, end, "@") ||
            ck_said_mark(text, end + 1, "@"));
}

/* "The music is not mine": of the works spoken of before, the last one is the sound. */
static bool follows_music(const struct ck_said_text *text, size_t i)
{
    const uint64_t works = CK_SAID(CK_SAYS_WORK) | CK_SAID(CK_SAYS_THING);

    while (i-- > 0 && !ck_said_stop(text, i) && !ck_said_at(text, i, works)) {
        if (ck_said_at(text, i, CK_SAID(CK_SAYS_MUSIC))) {
            return true;
        }
    }
    return false;
}

/* "not a repost", "you may repost this": what the reader does is not what was done. */
static bool is_denied(const struct ck_said_text *text, size_t i)
{
    enum { NEAR = 3 };
    const uint64_t denials =
        CK_SAID(CK_SAYS_NOT) | CK_SAID(CK_SAYS_NOT_NEAR) | CK_SAID(CK_SAYS_HARMLESS);
    const uint64_t passed = CK_SAID(CK_SAYS_PLAIN) | CK_SAID(CK_SAYS_INNER);
    const uint64_t bids =
        CK_SAID(CK_SAYS_PERMIT) | CK_SAID(CK_SAYS_GRANT) | CK_SAID(CK_SAYS_GIVE);

    if (ck_said_within(text, ck_tokens_back(i, NEAR, 0), i, bids)) {
        return true;
    }
    while (i > 0 && ck_said_at(text, i - 1, passed)) {
        i--;
    }
    return i > 0 && ck_said_at(text, i - 1, denials);
}

/* "the original of 2011" is an older one of the same author. */
static bool is_of_year(const struct ck_said_text *text, size_t i, size_t end)
{
    enum { NEAR = 3 };

    for (size_t k = ck_tokens_back(i, NEAR, 0); k < end + 2; k++) {
        if (ck_said_year(text, k)) {
            return true;
        }
    }
    return false;
}

/* "Repost = report": what would happen to one. */
static bool is_threat(const struct ck_said_text *text, size_t end)
{
    return ck_token_is(&text->tokens, end, "=") ||
           (text->tokens.list[end].says & CK_SAID(CK_SAYS_IS)) != 0;
}

/* Whether the phrase at `i` says that the post is somebody else's. */
static bool is_not_mine(const struct ck_said_text *text, size_t i, size_t end)
{
    return !is_threat(text, end) &&
           (text->tokens.list[i].says & CK_SAID(CK_SAYS_NOT_MINE)) != 0 &&
           !follows_music(text, i) && !is_denied(text, i) && !is_of_year(text, i, end);
}

/* A tag says what a post is filed under, and nothing of a licence. */
static void note_says(struct ck_said_text *text)
{
    for (size_t i = 0; i < text->tokens.count;) {
        size_t end = i + ck_says_span(&text->tokens, i);
        uint64_t says = text->tokens.list[i].says;

        text->says[i] = ck_said_tag(text, i) ? 0 : says;
        text->not_mine |= is_duet(text, i, end) || is_not_mine(text, i, end);
        for (i++; i < end; i++) {
            text->says[i] = CK_SAID(CK_SAYS_INNER);
        }
    }
}

/* "our museum" is no museum in the news. */
static void note_own_places(struct ck_said_text *text)
{
    const uint64_t org = CK_SAID(CK_SAYS_ORG);
    const uint64_t me = CK_SAID(CK_SAYS_ME);

    for (size_t i = 0; i < text->tokens.count; i++) {
        size_t next = i + ck_says_span(&text->tokens, i);

        if (ck_said_at(text, i, org) &&
            (ck_said_at(text, next, me) || (i > 0 && ck_said_at(text, i - 1, me)))) {
            text->says[i] = (text->says[i] & ~org) | me;
        }
    }
}

/* "@ana (that's me)": the thought after the handle says nothing but who it is. */
static bool is_me_after(const struct ck_said_text *text, size_t i)
{
    const uint64_t filling = CK_SAID(CK_SAYS_IT) | CK_SAID(CK_SAYS_IS) |
                             CK_SAID(CK_SAYS_PLAIN) | CK_SAID(CK_SAYS_ME) |
                             CK_SAID(CK_SAYS_THIS) | CK_SAID(CK_SAYS_INNER);
    bool me = false;

    if (!ck_said_mark(text, i, "(,-")) {
        return false;
    }
    for (i++; ck_said_at(text, i, filling) || ck_said_mark(text, i, "'"); i++) {
        me = ck_said_at(text, i, CK_SAID(CK_SAYS_ME)) ||
             (me && ck_said_at(text, i, CK_SAID(CK_SAYS_INNER)));
    }
    return me && (text->tokens.list[i].kind == CK_TOKEN_END || ck_said_breaks(text, i));
}

/* A part of a longer name is another name: "Ana Lima" of "Ana Lima Costa". */
static bool is_whole_name(const struct ck_said_text *text, size_t first, size_t end)
{
    bool longer = (first > 0 && text->says[first - 1] == 0 &&
                   ck_said_capital(text, first - 1) && !ck_said_stop(text, first - 1)) ||
                  (text->says[end] == 0 && ck_said_capital(text, end));

    return !longer && (end > first + 1 || text->says[first] == 0);
}

/* Who posts says "me" with their name. */
static void note_poster(struct ck_said_text *text, const struct ck_poster *poster)
{
    for (size_t i = 0; i < text->tokens.count;) {
        size_t span = ck_poster_named(poster, &text->tokens, i);
        size_t handle = ck_handle_span(&text->tokens, i);

        if (span > 0 && handle == 0 && !is_whole_name(text, i, i + span)) {
            span = 0;
        } else if (span == 0 && handle > 0 && is_me_after(text, i + handle)) {
            span = handle;
        }
        if (span > 0) {
            text->says[i] = CK_SAID(CK_SAYS_ME);
        }
        for (size_t k = 1; k < span; k++) {
            text->says[i + k] = CK_SAID(CK_SAYS_INNER);
        }
        i += span > 0 ? span : 1;
    }
}

void ck_said_name(struct ck_said_text *text, const struct ck_named *named)
{
    if (named->grade <= CK_GRADE_WORDS) {
        return; /* "feel free to use" is no name, and speaks for one */
    }
    for (size_t i = named->first; i < named->end; i++) {
        text->says[i] = CK_SAID(CK_SAYS_NAME);
    }
}

/* "Which licence likes to show its name?": a riddle, not "What licence?" */
static bool asks_about_licences(const struct ck_said_text *text)
{
    const uint64_t subject = CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_COMMONS);
    enum { WORDS = 3 };

    for (size_t i = 0; i < text->tokens.count;) {
        size_t end = ck_sentence_end(text, i);

        if (ck_said_mark(text, end, "?") && ck_said_within(text, i, end, subject) &&
            ck_said_unknown(text, i, end) >= WORDS) {
            return true;
        }
        i = end + 1;
    }
    return false;
}

/* "Creative Commons licences explained": what is named then is an example. */
static void note_lecture(struct ck_said_text *text)
{
    const uint64_t subject = CK_SAID(CK_SAYS_LICENCE) | CK_SAID(CK_SAYS_COMMONS);
    uint64_t said = 0;

    text->lecture = asks_about_licences(text);
    for (size_t i = 0; i < text->tokens.count; i++) {
        said = ck_said_breaks(text, i) ? 0 : said | text->says[i];
        text->lecture |= (said & CK_SAID(CK_SAYS_LESSON)) != 0 && (said & subject) != 0;
    }
}

bool ck_said_read(const char *text, const struct ck_poster *poster,
                  struct ck_said_text *ret)
{
    struct ck_said_text said = {0};
    size_t room;

    if (!ck_tokens_read(text, &said.tokens)) {
        return false;
    }
    room = said.tokens.count + CK_TOKENS_SPARE;
    said.says = ck_calloc(room, sizeof(*said.says));
    said.quoted = ck_calloc(room, sizeof(*said.quoted));
    if (said.says == NULL || said.quoted == NULL) {
        ck_said_clear(&said);
        return false;
    }
    ck_says_fill(&said.tokens);
    note_says(&said);
    note_poster(&said, poster);
    note_own_places(&said);
    mark_quotes(&said);
    note_lecture(&said);
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
