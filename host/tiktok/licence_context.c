#include "tiktok/licence_context.h"

#include <string.h>
#include <utf8proc.h>

/* Quotation marks further apart than this are not a pair. */
enum { QUOTE_MAX = 120 };

bool ck_said_mark(const struct ck_said_text *text, size_t i, const char *marks)
{
    return text->tokens.list[i].kind == CK_TOKEN_MARK &&
           strchr(marks, *ck_token_at(&text->tokens, i)) != NULL;
}

bool ck_said_at(const struct ck_said_text *text, size_t i, uint64_t set)
{
    return (text->says[i] & set) != 0;
}

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

static bool is_hashtag(const struct ck_said_text *text, size_t i)
{
    return i > 0 && ck_token_is_mark(&text->tokens, i - 1, '#') &&
           !text->tokens.list[i].spaced;
}

/* "#duet", "stitch with @ana" */
static bool is_duet(const struct ck_said_text *text, size_t i, size_t end)
{
    return (text->tokens.list[i].says & CK_SAID(CK_SAYS_DUET)) != 0 &&
           (is_hashtag(text, i) || ck_said_mark(text, end, "@") ||
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

/* A tag says what a post is filed under, and nothing of a licence. */
static void note_says(struct ck_said_text *text)
{
    for (size_t i = 0; i < text->tokens.count;) {
        size_t end = i + ck_says_span(&text->tokens, i);
        uint64_t says = text->tokens.list[i].says;

        text->says[i] = is_hashtag(text, i) ? 0 : says;
        text->not_mine |=
            is_duet(text, i, end) ||
            ((says & CK_SAID(CK_SAYS_NOT_MINE)) != 0 && !follows_music(text, i));
        for (i++; i < end; i++) {
            text->says[i] = CK_SAID(CK_SAYS_INNER);
        }
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

        if (text->says[i] == 0) {
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

static bool is_digit(const struct ck_said_text *text, size_t i)
{
    char c = *ck_token_at(&text->tokens, i);

    return c >= '0' && c <= '9';
}

/* The last token of a sentence: the end of a line, or a mark that no letter follows. */
bool ck_said_stop(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *next = &text->tokens.list[i + 1];

    if (text->tokens.list[i].kind == CK_TOKEN_BREAK || ck_said_mark(text, i, "!?")) {
        return true;
    }
    if (i > 0 && next->spaced && text->tokens.list[i - 1].len == 1 &&
        text->tokens.list[i - 1].kind == CK_TOKEN_WORD && !is_digit(text, i - 1)) {
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

/* Between two thoughts of a sentence. */
bool ck_said_turn(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *list = text->tokens.list;

    if (i > 0 && ck_said_mark(text, i, ",") && !list[i + 1].spaced &&
        is_digit(text, i - 1) && is_digit(text, i + 1)) {
        return false; /* "12,000" */
    }
    return ck_said_mark(text, i, ",;()[]") || ck_said_at(text, i, CK_SAID(CK_SAYS_BUT)) ||
           (ck_said_mark(text, i, "-/") && list[i].spaced &&
            (list[i + 1].spaced || ck_said_mark(text, i + 1, "/"))) ||
           (i > 0 && ck_said_mark(text, i, "/") && ck_said_mark(text, i - 1, "/"));
}

/* What sets two things apart within a clause: an emoji, "|", a hashtag. */
static bool is_wall(const struct ck_said_text *text, size_t i)
{
    const struct ck_token *token = &text->tokens.list[i];

    return (token->kind == CK_TOKEN_SYMBOL &&
            !ck_said_at(text, i, CK_SAID(CK_SAYS_NOT_NEAR)) &&
            strchr("=+&~^`$<>", *ck_token_at(&text->tokens, i)) == NULL) ||
           ck_said_mark(text, i, "#") || is_hashtag(text, i);
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
    size_t first = named->first - is_hashtag(text, named->first);
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
    while (at.stretch > at.sentence && !is_wall(text, at.stretch - 1)) {
        at.stretch--;
    }
    while (at.segment > at.clause && !is_wall(text, at.segment - 1)) {
        at.segment--;
    }
    while (at.segment_end < at.clause_end && !is_wall(text, at.segment_end)) {
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
           (!ck_said_capital(text, i + 2) ||
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

    bool begins = i == 0 || ck_said_stop(text, i - 1) || ck_said_turn(text, i - 1) ||
                  is_wall(text, i - 1);

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
           !ck_said_at(text, next + 1, CK_SAID(CK_SAYS_ME)) && !is_digit(text, next + 1);
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
        bool ends = ck_said_stop(text, i) || ck_said_turn(text, i) || is_wall(text, i);

        said = ends ? 0 : said | text->says[i];
        text->lecture |= (said & CK_SAID(CK_SAYS_LESSON)) != 0 && (said & subject) != 0;
    }
}

bool ck_said_read(const char *text, const char *author, struct ck_said_text *ret)
{
    struct ck_said_text said = {.author = author != NULL ? author : ""};
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
