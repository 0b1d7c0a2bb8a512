#include "tiktok/licence_parts.h"

#include "tiktok/licence_name.h"
#include "tiktok/licence_words.h"

#include <string.h>

static const struct ck_token *token_at(const struct ck_parts *parts, size_t i)
{
    return &parts->tokens->list[i];
}

bool ck_parts_plain(const struct ck_parts *parts, size_t i)
{
    return token_at(parts, i)->kind == CK_TOKEN_WORD && !token_at(parts, i)->marked;
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

static bool is_digit(const struct ck_parts *parts, size_t i)
{
    return ck_parts_plain(parts, i) && token_at(parts, i)->len == 1 &&
           *ck_token_at(parts->tokens, i) >= '0' && *ck_token_at(parts->tokens, i) <= '9';
}

static bool is_tight_mark(const struct ck_parts *parts, size_t i, const char *marks)
{
    return token_at(parts, i)->kind == CK_TOKEN_MARK && !token_at(parts, i)->spaced &&
           strchr(marks, *ck_token_at(parts->tokens, i)) != NULL;
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

bool ck_parts_word(struct ck_parts *parts, size_t i, size_t past)
{
    enum { CODE = 2 }; /* of "cc"; beyond it stood a word that may have accents */
    struct ck_licence read = parts->licence;
    const char *at = ck_token_at(parts->tokens, i) + past;
    size_t len = token_at(parts, i)->len - past;
    size_t end = i + 1;

    if (token_at(parts, i)->kind != CK_TOKEN_WORD ||
        (token_at(parts, i)->marked && past <= CODE)) {
        return false;
    }
    take_parts(&at, &len, &read);
    if (len == 1 && is_tight_mark(parts, i + 1, ".") && is_digit(parts, i + 2)) {
        char digits[2] = {*at, *ck_token_at(parts->tokens, i + 2)};

        end = read_glued_version(digits, 2, &read) ? i + 3 : end;
        len = end > i + 1 ? 0 : 1;
    }
    if (read.parts == parts->licence.parts ||
        (len > 0 && !read_glued_version(at, len, &read))) {
        return false;
    }
    parts->licence = read;
    parts->at = end;
    return true;
}

/* "(CC) BY" */
static bool is_bracketed_code(const struct ck_parts *parts, size_t i)
{
    return i > 1 && parts->licence.parts == 0 &&
           ck_token_is_mark(parts->tokens, i, ')') &&
           ck_token_is(parts->tokens, i - 1, "cc") &&
           ck_token_is_mark(parts->tokens, i - 2, '(');
}

/* Past what may stand between two parts: blanks and one mark. */
static size_t past_joint(const struct ck_parts *parts)
{
    size_t i = parts->at;
    const struct ck_token *token = token_at(parts, i);

    if ((token->kind == CK_TOKEN_MARK &&
         strchr("-_/.", *ck_token_at(parts->tokens, i)) != NULL) ||
        is_bracketed_code(parts, i) ||
        (token->kind == CK_TOKEN_SYMBOL && ck_token_is(parts->tokens, i, "+")) ||
        (ck_token_is(parts->tokens, i, "|") && !token->spaced &&
         !token_at(parts, i + 1)->spaced)) {
        return i + 1;
    }
    return i;
}

bool ck_parts_short(struct ck_parts *parts)
{
    size_t i = past_joint(parts);
    bool hyphen = i > parts->at && ck_token_is_mark(parts->tokens, i - 1, '-') &&
                  !token_at(parts, i - 1)->spaced && !token_at(parts, i)->spaced;

    bool tight = i > parts->at && !token_at(parts, i)->spaced;

    if (!ck_parts_word(parts, i, 0)) {
        return false;
    }
    parts->tight |= tight;
    parts->exact &= hyphen && token_at(parts, i)->len == 2;
    return true;
}

static unsigned part_said(uint64_t says)
{
    static const struct {
        enum ck_says says;
        unsigned part;
    } rows[] = {
        {CK_SAYS_BY, CK_LICENCE_BY},     {CK_SAYS_NC, CK_LICENCE_NC},
        {CK_SAYS_ND, CK_LICENCE_ND},     {CK_SAYS_SA, CK_LICENCE_SA},
        {CK_SAYS_ZERO, CK_LICENCE_ZERO},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if ((says & CK_SAID(rows[i].says)) != 0) {
            return rows[i].part;
        }
    }
    return 0;
}

bool ck_parts_long(struct ck_parts *parts)
{
    size_t i = past_joint(parts);
    unsigned part = part_said(token_at(parts, i)->says);

    if (part == 0 || (parts->licence.parts & part) != 0) {
        return false;
    }
    parts->licence.parts |= part;
    parts->exact = false;
    parts->tight = true;
    parts->at = i + ck_says_span(parts->tokens, i);
    return true;
}

/* Past "v", "version", "ver.", also with a comma before it. */
static size_t past_version_word(const struct ck_parts *parts, size_t i)
{
    static const char *const words[] = {"v",      "version", "ver",  "versi",
                                        "versao", "surum",   "phien"};
    size_t word = i + is_tight_mark(parts, i, ",");

    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++) {
        if (ck_token_is(parts->tokens, word, words[k])) {
            return word + 1 + is_tight_mark(parts, word + 1, ".") +
                   ck_token_is(parts->tokens, word + 1, "ban");
        }
    }
    return i;
}

/* "4.0": two digits and a dot without blanks, and not the beginning of something longer.
 */
static bool version_at(const struct ck_parts *parts, size_t i, char ret[4])
{
    const struct ck_token *first = token_at(parts, i);
    const char *at = ck_token_at(parts->tokens, i);
    bool v = ck_parts_plain(parts, i) && first->len == 2 && *at == 'v';

    if ((!v && !is_digit(parts, i)) || !is_tight_mark(parts, i + 1, ".,_") ||
        !is_digit(parts, i + 2) || token_at(parts, i + 2)->spaced) {
        return false;
    }
    if (is_tight_mark(parts, i + 3, ".,_") && is_digit(parts, i + 4) &&
        !token_at(parts, i + 4)->spaced) {
        return false;
    }
    ret[0] = at[v];
    ret[1] = '.';
    ret[2] = *ck_token_at(parts->tokens, i + 2);
    ret[3] = '\0';
    return true;
}

/* "DE" behind a blank, in capitals, or the country's name in its own language. */
static const char *country_at(const struct ck_parts *parts, size_t i, size_t *ret_count)
{
    static const struct {
        const char *name, *more, *port;
    } rows[] = {
        {"deutschland", "", "de"}, {"germany", "", "de"},   {"osterreich", "", "at"},
        {"austria", "", "at"},     {"schweiz", "", "ch"},   {"espana", "", "es"},
        {"spain", "", "es"},       {"france", "", "fr"},    {"brasil", "", "br"},
        {"brazil", "", "br"},      {"portugal", "", "pt"},  {"mexico", "", "mx"},
        {"argentina", "", "ar"},   {"chile", "", "cl"},     {"colombia", "", "co"},
        {"vietnam", "", "vn"},     {"japan", "", "jp"},     {"日", "本", "jp"},
        {"italia", "", "it"},      {"australia", "", "au"}, {"unported", "", ""},
    };
    const char *at = parts->tokens->text + token_at(parts, i)->from;

    *ret_count = 1;
    for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
        if (ck_token_is(parts->tokens, i, rows[k].name) &&
            (rows[k].more[0] == '\0' ||
             ck_token_is(parts->tokens, i + 1, rows[k].more))) {
            *ret_count = rows[k].more[0] == '\0' ? 1 : 2;
            return rows[k].port;
        }
    }
    if (token_at(parts, i)->len == 2 && ck_parts_plain(parts, i) && at[0] >= 'A' &&
        at[0] <= 'Z' && at[1] >= 'A' && at[1] <= 'Z' &&
        ck_licence_port_known(ck_token_at(parts->tokens, i), 2)) {
        return ck_token_at(parts->tokens, i);
    }
    return NULL;
}

/* The country in words, of a version that has some. */
static void read_country(struct ck_parts *parts)
{
    size_t count;
    const char *port = country_at(parts, parts->at, &count);

    if (port != NULL && parts->licence.version[0] != '\0' &&
        strcmp(parts->licence.version, "4.0") != 0) {
        memcpy(parts->licence.port, port, port[0] != '\0' ? 2 : 0);
        parts->at += count;
        parts->exact = false;
    }
}

static void read_port(struct ck_parts *parts)
{
    const struct ck_token *port = token_at(parts, parts->at + 1);
    const char *at = ck_token_at(parts->tokens, parts->at + 1);

    if (is_tight_mark(parts, parts->at, "-") && !port->spaced && !port->marked &&
        strcmp(parts->licence.version, "4.0") != 0 &&
        ck_licence_port_known(at, port->len)) {
        memcpy(parts->licence.port, at, port->len);
        parts->at += 2;
    } else {
        read_country(parts);
    }
}

bool ck_parts_version(struct ck_parts *parts)
{
    size_t joint = past_joint(parts);
    size_t i = past_version_word(parts, joint);
    char version[4];

    if (parts->licence.version[0] != '\0' || !version_at(parts, i, version)) {
        return false;
    }
    parts->exact &= joint == parts->at + 1 && i == joint &&
                    is_tight_mark(parts, parts->at, "-") &&
                    is_tight_mark(parts, i + 1, ".") && is_digit(parts, i);
    parts->at = i + 3;
    if (ck_licence_version_known(version)) {
        memcpy(parts->licence.version, version, sizeof(version));
        read_port(parts);
    }
    return true;
}
