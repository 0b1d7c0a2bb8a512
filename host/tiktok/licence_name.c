#include "tiktok/licence_name.h"

#include "tiktok/licence_parts.h"
#include "tiktok/licence_words.h"

#include <string.h>

/* Which parts there are licences of. */
static bool is_licence(unsigned parts)
{
    const unsigned both = CK_LICENCE_ND | CK_LICENCE_SA;
    const unsigned tools = CK_LICENCE_ZERO | CK_LICENCE_MARK;

    if ((parts & tools) != 0) {
        return parts == CK_LICENCE_ZERO || parts == CK_LICENCE_MARK;
    }
    return (parts & CK_LICENCE_BY) != 0 && (parts & both) != both;
}

static bool styled_within(const struct ck_parts *reading, size_t first)
{
    for (size_t i = first; i < reading->at; i++) {
        if (reading->tokens->list[i].styled) {
            return true;
        }
    }
    return false;
}

/* What has been read, as an answer. */
static struct ck_named named(const struct ck_parts *reading, size_t first)
{
    struct ck_named ret = {.first = first, .end = reading->at};
    struct ck_licence licence = reading->licence;
    bool tool = (licence.parts & (CK_LICENCE_ZERO | CK_LICENCE_MARK)) != 0;
    bool contrary =
        tool && licence.version[0] != '\0' && strcmp(licence.version, "1.0") != 0;

    if (!is_licence(licence.parts) || contrary) {
        ret.grade = CK_GRADE_WEAK;
        return ret;
    }
    ret.grade =
        reading->exact && licence.version[0] != '\0' && !styled_within(reading, first)
            ? CK_GRADE_CERTAIN
            : CK_GRADE_STRONG;
    if (tool) {
        memcpy(licence.version, "1.0", 4);
    }
    ret.licence = licence;
    return ret;
}

/* How many bytes stand before the "cc" of a word: in tags, words are glued together:
 * "licenciaccby", "creativecommonsby". */
static size_t before_code(const char *at, size_t len)
{
    static const char *const words[] = {
        "license", "licence", "licencia", "licenca", "lizenz",
        "lisensi", "lisans",  "giayphep", "under",   "creativecommons"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t own = strlen(words[i]);

        if (len >= own + 2 && memcmp(at, words[i], own) == 0) {
            return own;
        }
    }
    return 0;
}

/* How many bytes of a word stand before what the code says: past "cc", and what is glued
 * before it; 0 when it has none. Of "creativecommonsby" the words do for the "cc". */
static size_t past_code(const char *at, size_t len)
{
    size_t past = before_code(at, len);

    if (len >= past + 2 && memcmp(at + past, "cc", 2) == 0) {
        return past + 2;
    }
    return past > 0 && at[past - 1] == 's' && at[0] == 'c' ? past : 0;
}

/* Reads all parts after the "cc" of the first token; false when none is named. */
static bool read_code(struct ck_parts *reading, bool *dotted)
{
    while (reading->licence.version[0] == '\0' &&
           (ck_parts_short(reading) || ck_parts_long(reading))) {
    }
    *dotted = ck_parts_version(reading);
    return reading->licence.parts != 0 || *dotted;
}

/* From the first "cc": "CC BY-SA 4.0", "ccbysa", "cc-0", "CC0-1.0". */
static struct ck_named named_by_code(const struct ck_tokens *tokens, size_t first)
{
    const struct ck_token *token = &tokens->list[first];
    size_t past = past_code(ck_token_at(tokens, first), token->len);
    bool glued = token->len > past;
    bool dotted = false;
    struct ck_parts reading = {.tokens = tokens, .at = first + 1, .tight = false};
    struct ck_named ret = {.first = first, .end = first};

    if (past == 0 || token->kind != CK_TOKEN_WORD || (past == 2 && token->marked) ||
        (glued && !ck_parts_word(&reading, first, past))) {
        return ret;
    }
    reading.exact = past == 2 && (!glued || reading.licence.parts == CK_LICENCE_ZERO);
    reading.tight = glued;
    if (!read_code(&reading, &dotted)) {
        return ret;
    }
    ret = named(&reading, first);
    ret.doubtful = !reading.tight && !dotted &&
                   (reading.licence.parts == CK_LICENCE_BY ||
                    reading.licence.parts == CK_LICENCE_ZERO);
    return ret;
}

/* Past "licence", a colon, a bracket between "Creative Commons" and its parts. */
static size_t past_filling(const struct ck_tokens *tokens, size_t i)
{
    for (int most = 0; most < 3; most++) {
        bool licence = (tokens->list[i].says & CK_SAID(CK_SAYS_LICENCE)) != 0;
        bool mark = tokens->list[i].kind == CK_TOKEN_MARK &&
                    strchr(":-([\"", *ck_token_at(tokens, i)) != NULL;

        if (!mark && !licence) {
            break;
        }
        i += licence ? ck_says_span(tokens, i) : 1;
    }
    return i;
}

/* "Creative Commons Attribution-ShareAlike 4.0", "Creative Commons BY". */
static struct ck_named named_in_full(const struct ck_tokens *tokens, size_t first,
                                     size_t count)
{
    struct ck_parts reading = {
        .tokens = tokens, .at = past_filling(tokens, first + count), .tight = true};
    struct ck_named ret = {.first = first, .end = first + count, .grade = CK_GRADE_WEAK};

    while (reading.licence.version[0] == '\0' &&
           (ck_parts_long(&reading) || ck_parts_short(&reading))) {
    }
    if (reading.licence.parts == 0) {
        return ret;
    }
    (void)ck_parts_version(&reading);
    return named(&reading, first);
}

/* "4.0 International": no one says this of anything else. */
static bool is_international(const struct ck_tokens *tokens, size_t i)
{
    static const char *const words[] = {"international", "internacional", "internasional",
                                        "uluslararasi",  "دولي",          "国"};

    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
        if (ck_token_is(tokens, i, words[k])) {
            return true;
        }
    }
    return ck_token_is(tokens, i, "quoc") && ck_token_is(tokens, i + 1, "te");
}

/* "Attribution-ShareAlike 4.0 International" without the words "Creative Commons". */
static struct ck_named named_by_parts(const struct ck_tokens *tokens, size_t first)
{
    struct ck_parts reading = {.tokens = tokens, .at = first, .tight = true};
    struct ck_named ret = {.first = first, .end = first};

    while (ck_parts_long(&reading)) {
    }
    if (!ck_parts_version(&reading) || (reading.licence.parts == CK_LICENCE_BY &&
                                        !is_international(tokens, reading.at))) {
        return ret;
    }
    return named(&reading, first);
}

static struct ck_named named_by_phrase(const struct ck_tokens *tokens, size_t first)
{
    static const struct {
        enum ck_says says;
        enum ck_grade grade;
        struct ck_licence licence;
    } meanings[] = {
        {CK_SAYS_MARK, CK_GRADE_STRONG, {CK_LICENCE_MARK, "1.0", ""}},
        {CK_SAYS_RESERVED, CK_GRADE_STRONG, {CK_LICENCE_RESERVED, "", ""}},
        {CK_SAYS_DOMAIN, CK_GRADE_WEAK, {0}},
        {CK_SAYS_PERMIT, CK_GRADE_WORDS, {0}},
    };
    uint64_t says = tokens->list[first].says;
    size_t count = ck_says_span(tokens, first);
    struct ck_named ret = {.first = first, .end = first};

    if ((says & CK_SAID(CK_SAYS_COMMONS)) != 0) {
        return named_in_full(tokens, first, count);
    }
    if ((says & CK_SAID(CK_SAYS_BY)) != 0) {
        return named_by_parts(tokens, first);
    }
    for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
        if ((says & CK_SAID(meanings[i].says)) != 0) {
            ret.grade = meanings[i].grade;
            ret.licence = meanings[i].licence;
            ret.end = first + count;
            break;
        }
    }
    return ret;
}

/* "CC licence", "licensed under CC": of Creative Commons, but not which. */
static struct ck_named named_by_initials(const struct ck_tokens *tokens, size_t first)
{
    struct ck_named ret = {.first = first, .end = first};
    size_t next = first + 1 + ck_token_is_mark(tokens, first + 1, '-');
    bool before = false;

    if (!ck_token_is(tokens, first, "cc") || tokens->list[first].marked) {
        return ret;
    }
    for (size_t back = 1; back <= 3 && back <= first; back++) {
        before |= (tokens->list[first - back].says & CK_SAID(CK_SAYS_LICENCE)) != 0;
    }
    if ((tokens->list[next].says & CK_SAID(CK_SAYS_LICENCE)) != 0 ||
        (before && !ck_token_is_mark(tokens, first + 1, ':'))) {
        ret.end = first + 1;
        ret.grade = CK_GRADE_WEAK;
    }
    return ret;
}

/* "under #ccby": such a tag is a word of the sentence. */
static bool leads(const struct ck_tokens *tokens, size_t i)
{
    const uint64_t words = CK_SAID(CK_SAYS_UNDER) | CK_SAID(CK_SAYS_IS);

    return tokens->list[i].kind == CK_TOKEN_WORD && (tokens->list[i].says & words) != 0;
}

struct ck_named ck_named_at(const struct ck_tokens *tokens, size_t first)
{
    struct ck_named ret = {.first = first, .end = first};

    if (tokens->list[first].kind == CK_TOKEN_ADDRESS) {
        return ck_named_by_address(tokens, first);
    }
    if (first > 0 && ck_token_is_mark(tokens, first - 1, '@')) {
        return ret; /* somebody's name */
    }
    ret = named_by_code(tokens, first);
    if (ret.end == first) {
        ret = named_by_phrase(tokens, first);
    }
    if (ret.end == first) {
        ret = named_by_initials(tokens, first);
    }
    ret.hashtag = first > 0 && ck_token_is_mark(tokens, first - 1, '#') &&
                  !tokens->list[first].spaced && (first < 2 || !leads(tokens, first - 2));
    return ret;
}
