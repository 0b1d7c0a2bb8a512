#include "tiktok/licence_name.h"

#include "tiktok/licence_words.h"

#include <string.h>

/* How far the reading of a name has come. */
struct reading {
    const struct ck_tokens *tokens;
    size_t at; /* the next token */
    struct ck_licence licence;
    bool exact; /* so far as SPDX writes it */
    bool tight; /* no blank between "cc" and what follows */
};

static const struct ck_token *token_at(const struct reading *reading, size_t i)
{
    return &reading->tokens->list[i];
}

/* A word that is written plainly: no accents, nothing unseen within. */
static bool is_plain(const struct reading *reading, size_t i)
{
    return token_at(reading, i)->kind == CK_TOKEN_WORD && !token_at(reading, i)->marked;
}

/* Takes one part of a licence off the front of a word: "bysa" gives BY, then SA. */
static unsigned part_of(const char *at, size_t len, size_t *ret_len)
{
    static const struct {
        const char *code;
        unsigned part;
    } rows[] = {
        {"by", CK_LICENCE_BY},    {"nc", CK_LICENCE_NC},     {"nd", CK_LICENCE_ND},
        {"sa", CK_LICENCE_SA},    {"zero", CK_LICENCE_ZERO}, {"0", CK_LICENCE_ZERO},
        {"pdm", CK_LICENCE_MARK},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        *ret_len = strlen(rows[i].code);
        if (len >= *ret_len && memcmp(at, rows[i].code, *ret_len) == 0) {
            return rows[i].part;
        }
    }
    return 0;
}

/* "40" at the end of a hashtag, where a dot cannot stand. */
static bool read_glued_version(const char *at, size_t len, struct ck_licence *licence)
{
    char version[4] = "";

    if (len != 2) {
        return false;
    }
    version[0] = at[0];
    version[1] = '.';
    version[2] = at[1];
    if (!ck_licence_version_known(version)) {
        return false;
    }
    memcpy(licence->version, version, sizeof(version));
    return true;
}

static bool is_digit(const struct reading *reading, size_t i)
{
    return is_plain(reading, i) && token_at(reading, i)->len == 1 &&
           *ck_token_at(reading->tokens, i) >= '0' &&
           *ck_token_at(reading->tokens, i) <= '9';
}

static bool is_tight_mark(const struct reading *reading, size_t i, const char *marks)
{
    return token_at(reading, i)->kind == CK_TOKEN_MARK && !token_at(reading, i)->spaced &&
           strchr(marks, *ck_token_at(reading->tokens, i)) != NULL;
}

/* Takes all parts off the front of a word; what is left is at `*at`. */
static void take_parts(const char **at, size_t *len, struct ck_licence *licence)
{
    size_t step;
    unsigned part = part_of(*at, *len, &step);

    while (part != 0 && (licence->parts & part) == 0) {
        licence->parts |= part;
        *at += step;
        *len -= step;
        part = part_of(*at, *len, &step);
    }
}

/* Reads the word `i` but for its first bytes, if it is nothing but parts and perhaps a
 * version: "by", "ncsa", "bysa40", "by4" followed by ".0". */
static bool read_word(struct reading *reading, size_t i, size_t past)
{
    struct ck_licence read = reading->licence;
    const char *at = ck_token_at(reading->tokens, i) + past;
    size_t len = token_at(reading, i)->len - past;
    size_t end = i + 1;

    if (!is_plain(reading, i)) {
        return false;
    }
    take_parts(&at, &len, &read);
    if (len == 1 && is_tight_mark(reading, i + 1, ".") && is_digit(reading, i + 2)) {
        char digits[2] = {*at, *ck_token_at(reading->tokens, i + 2)};

        end = read_glued_version(digits, 2, &read) ? i + 3 : end;
        len = end > i + 1 ? 0 : 1;
    }
    if (read.parts == reading->licence.parts ||
        (len > 0 && !read_glued_version(at, len, &read))) {
        return false;
    }
    reading->licence = read;
    reading->at = end;
    return true;
}

/* Past what may stand between two parts: blanks and one mark. */
static size_t past_joint(const struct reading *reading)
{
    size_t i = reading->at;
    const struct ck_token *token = token_at(reading, i);

    if ((token->kind == CK_TOKEN_MARK &&
         strchr("-_/.", *ck_token_at(reading->tokens, i)) != NULL) ||
        (token->kind == CK_TOKEN_SYMBOL && ck_token_is(reading->tokens, i, "+"))) {
        return i + 1;
    }
    return i;
}

static bool read_short(struct reading *reading)
{
    size_t i = past_joint(reading);
    bool hyphen = i > reading->at && ck_token_is_mark(reading->tokens, i - 1, '-') &&
                  !token_at(reading, i - 1)->spaced && !token_at(reading, i)->spaced;

    bool tight = i > reading->at && !token_at(reading, i)->spaced;

    if (!read_word(reading, i, 0)) {
        return false;
    }
    reading->tight |= tight;
    reading->exact &= hyphen && token_at(reading, i)->len == 2;
    return true;
}

static unsigned part_said(enum ck_says says)
{
    static const unsigned parts[CK_SAYS_COUNT] = {
        [CK_SAYS_BY] = CK_LICENCE_BY,     [CK_SAYS_NC] = CK_LICENCE_NC,
        [CK_SAYS_ND] = CK_LICENCE_ND,     [CK_SAYS_SA] = CK_LICENCE_SA,
        [CK_SAYS_ZERO] = CK_LICENCE_ZERO,
    };

    return parts[says];
}

static bool read_long(struct reading *reading)
{
    size_t i = past_joint(reading);
    size_t count;
    unsigned part = part_said(ck_says_at(reading->tokens, i, &count));

    if (part == 0 || (reading->licence.parts & part) != 0) {
        return false;
    }
    reading->licence.parts |= part;
    reading->exact = false;
    reading->tight = true;
    reading->at = i + count;
    return true;
}

/* Past "v", "version", "ver." */
static size_t past_version_word(const struct reading *reading, size_t i)
{
    static const char *const words[] = {"v",     "version", "ver",
                                        "versi", "versao",  "surum"};

    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
        if (ck_token_is(reading->tokens, i, words[k])) {
            return i + 1 + is_tight_mark(reading, i + 1, ".");
        }
    }
    return i;
}

/* "4.0": two digits and a dot without blanks, and not the beginning of something longer.
 */
static bool version_at(const struct reading *reading, size_t i, char ret[4])
{
    const struct ck_token *first = token_at(reading, i);
    const char *at = ck_token_at(reading->tokens, i);
    bool v = is_plain(reading, i) && first->len == 2 && *at == 'v';

    if ((!v && !is_digit(reading, i)) || !is_tight_mark(reading, i + 1, ".,_") ||
        !is_digit(reading, i + 2) || token_at(reading, i + 2)->spaced) {
        return false;
    }
    if (is_tight_mark(reading, i + 3, ".,_") && is_digit(reading, i + 4) &&
        !token_at(reading, i + 4)->spaced) {
        return false;
    }
    ret[0] = at[v];
    ret[1] = '.';
    ret[2] = *ck_token_at(reading->tokens, i + 2);
    ret[3] = '\0';
    return true;
}

static void read_port(struct reading *reading)
{
    const struct ck_token *port = token_at(reading, reading->at + 1);
    const char *at = ck_token_at(reading->tokens, reading->at + 1);

    if (is_tight_mark(reading, reading->at, "-") && !port->spaced && !port->marked &&
        strcmp(reading->licence.version, "4.0") != 0 &&
        ck_licence_port_known(at, port->len)) {
        memcpy(reading->licence.port, at, port->len);
        reading->at += 2;
    }
}

/* The version directly behind the parts. */
static bool read_version(struct reading *reading)
{
    size_t joint = past_joint(reading);
    size_t i = past_version_word(reading, joint);
    char version[4];

    if (reading->licence.version[0] != '\0' || !version_at(reading, i, version)) {
        return false;
    }
    reading->exact &= joint == reading->at + 1 && i == joint &&
                      is_tight_mark(reading, reading->at, "-") &&
                      is_tight_mark(reading, i + 1, ".") && is_digit(reading, i);
    reading->at = i + 3;
    if (ck_licence_version_known(version)) {
        memcpy(reading->licence.version, version, sizeof(version));
        read_port(reading);
    }
    return true;
}

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

static bool styled_within(const struct reading *reading, size_t first)
{
    for (size_t i = first; i < reading->at; i++) {
        if (token_at(reading, i)->styled) {
            return true;
        }
    }
    return false;
}

/* What has been read, as an answer. */
static struct ck_named named(const struct reading *reading, size_t first)
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

/* From the first "cc": "CC BY-SA 4.0", "ccbysa", "cc-0", "CC0-1.0". */
static struct ck_named named_by_code(const struct ck_tokens *tokens, size_t first)
{
    const struct ck_token *token = &tokens->list[first];
    const char *at = ck_token_at(tokens, first);
    struct reading reading = {
        .tokens = tokens, .at = first + 1, .exact = true, .tight = false};
    struct ck_named ret = {.first = first, .end = first};
    bool glued = token->len > 2;
    bool dotted;

    if (!is_plain(&reading, first) || token->len < 2 || memcmp(at, "cc", 2) != 0 ||
        (glued && !read_word(&reading, first, 2))) {
        return ret;
    }
    reading.exact = !glued || reading.licence.parts == CK_LICENCE_ZERO;
    reading.tight = glued;
    while (reading.licence.version[0] == '\0' &&
           (read_short(&reading) || read_long(&reading))) {
    }
    dotted = read_version(&reading);
    if (reading.licence.parts == 0 && !dotted) {
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
        size_t count;
        enum ck_says says = ck_says_at(tokens, i, &count);
        bool mark = tokens->list[i].kind == CK_TOKEN_MARK &&
                    strchr(":-([\"", *ck_token_at(tokens, i)) != NULL;

        if (!mark && says != CK_SAYS_LICENCE) {
            break;
        }
        i += count;
    }
    return i;
}

/* "Creative Commons Attribution-ShareAlike 4.0", "Creative Commons BY". */
static struct ck_named named_in_full(const struct ck_tokens *tokens, size_t first,
                                     size_t count)
{
    struct reading reading = {
        .tokens = tokens, .at = past_filling(tokens, first + count), .tight = true};
    struct ck_named ret = {.first = first, .end = first + count, .grade = CK_GRADE_WEAK};

    while (reading.licence.version[0] == '\0' &&
           (read_long(&reading) || read_short(&reading))) {
    }
    if (reading.licence.parts == 0) {
        return ret;
    }
    (void)read_version(&reading);
    return named(&reading, first);
}

/* "Attribution-ShareAlike 4.0 International" without the words "Creative Commons". */
static struct ck_named named_by_parts(const struct ck_tokens *tokens, size_t first)
{
    struct reading reading = {.tokens = tokens, .at = first, .tight = true};
    struct ck_named ret = {.first = first, .end = first};

    while (read_long(&reading)) {
    }
    if (reading.licence.parts == CK_LICENCE_BY || !read_version(&reading)) {
        return ret;
    }
    return named(&reading, first);
}

static struct ck_named named_by_phrase(const struct ck_tokens *tokens, size_t first)
{
    static const struct {
        enum ck_grade grade;
        struct ck_licence licence;
    } meanings[CK_SAYS_COUNT] = {
        [CK_SAYS_MARK] = {CK_GRADE_STRONG, {CK_LICENCE_MARK, "1.0", ""}},
        [CK_SAYS_RESERVED] = {CK_GRADE_STRONG, {CK_LICENCE_RESERVED, "", ""}},
        [CK_SAYS_DOMAIN] = {CK_GRADE_WEAK, {0}},
        [CK_SAYS_PERMIT] = {CK_GRADE_WORDS, {0}},
    };
    size_t count;
    enum ck_says says = ck_says_at(tokens, first, &count);
    struct ck_named ret = {.first = first, .end = first, .grade = meanings[says].grade};

    if (says == CK_SAYS_COMMONS) {
        return named_in_full(tokens, first, count);
    }
    if (says == CK_SAYS_BY) {
        return named_by_parts(tokens, first);
    }
    ret.licence = meanings[says].licence;
    ret.end = ret.grade != CK_GRADE_NONE ? first + count : first;
    return ret;
}

/* "CC licence", "licensed under CC": of Creative Commons, but not which. */
static struct ck_named named_by_initials(const struct ck_tokens *tokens, size_t first)
{
    struct ck_named ret = {.first = first, .end = first};
    size_t next = first + 1 + ck_token_is_mark(tokens, first + 1, '-');
    size_t count = 1;
    bool before = false;

    if (!ck_token_is(tokens, first, "cc") || tokens->list[first].marked) {
        return ret;
    }
    for (size_t back = 1; back <= 3 && back <= first; back++) {
        before |= ck_says_at(tokens, first - back, &count) == CK_SAYS_LICENCE;
    }
    if (ck_says_at(tokens, next, &count) == CK_SAYS_LICENCE ||
        (before && !ck_token_is_mark(tokens, first + 1, ':'))) {
        ret.end = first + 1;
        ret.grade = CK_GRADE_WEAK;
    }
    return ret;
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
                  !tokens->list[first].spaced;
    return ret;
}
