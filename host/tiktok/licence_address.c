/* Web addresses in a text: each is made one token, so that nothing within counts as a
 * word, and those of Creative Commons' own licences are read. */
#include "tiktok/licence_name.h"

#include <string.h>

/* Countries (and a few others) for which licences were adapted until version 3.0. */
static const char ports[] = " ar at au be bg br ca ch cl cn co cr cz de dk ec ee eg es "
                            "fi fr ge gr gt hk hr hu ie "
                            "igo il in it jp kr lu mk mt mx my nl no nz pe ph pl pr pt "
                            "ro rs scotland se sg si th "
                            "tw ug uk us ve vn za ";

bool ck_licence_port_known(const char *port, size_t len)
{
    char wanted[12] = " ";

    if (len < 2 || len > 8 || memchr(port, ' ', len) != NULL) {
        return false;
    }
    memcpy(wanted + 1, port, len);
    wanted[len + 1] = ' ';
    return strstr(ports, wanted) != NULL;
}

bool ck_licence_version_known(const char *version)
{
    static const char known[] = " 1.0 2.0 2.1 2.5 3.0 4.0 ";

    return strlen(version) == 3 && strstr(known, version) != NULL;
}

static bool is_tight(const struct ck_tokens *tokens, size_t i)
{
    const struct ck_token *token = &tokens->list[i];

    return !token->spaced &&
           (token->kind == CK_TOKEN_WORD || token->kind == CK_TOKEN_MARK ||
            (token->kind == CK_TOKEN_SYMBOL && *ck_token_at(tokens, i) > ' '));
}

/* The token after the last one of the run without blanks that token `i` is in. */
static size_t run_end(const struct ck_tokens *tokens, size_t i)
{
    size_t end = i + 1;

    while (is_tight(tokens, end)) {
        end++;
    }
    return end;
}

static bool is_letters(const struct ck_tokens *tokens, size_t i)
{
    const char *at = ck_token_at(tokens, i);

    for (size_t k = 0; k < tokens->list[i].len; k++) {
        if (at[k] >= '0' && at[k] <= '9') {
            return false;
        }
    }
    return tokens->list[i].kind == CK_TOKEN_WORD && tokens->list[i].len >= 2;
}

/* "name.tld/" or the name of Creative Commons' own site, of at most so many parts. */
static bool is_host(const struct ck_tokens *tokens, size_t i, size_t end)
{
    enum { PARTS_MAX = 12 };
    bool own = false;
    size_t dots = 0;

    for (int part = 0; part < PARTS_MAX && tokens->list[i].kind == CK_TOKEN_WORD;
         part++) {
        bool dot = ck_token_is_mark(tokens, i + 1, '.');

        own |= ck_token_is(tokens, i, "creativecommons");
        if (i + 2 >= end || (!dot && !ck_token_is_mark(tokens, i + 1, '-'))) {
            break;
        }
        dots += dot;
        i += 2;
    }
    return dots > 0 && is_letters(tokens, i) &&
           (own || (i + 1 < end && ck_token_is_mark(tokens, i + 1, '/')));
}

/* A web address begins here: with its scheme, or with a host's name. */
static bool begins(const struct ck_tokens *tokens, size_t i, size_t end)
{
    if (tokens->list[i].kind != CK_TOKEN_WORD) {
        return false;
    }
    if (i + 3 < end && ck_token_is_mark(tokens, i + 1, ':') &&
        ck_token_is_mark(tokens, i + 2, '/') && ck_token_is_mark(tokens, i + 3, '/')) {
        return true;
    }
    return is_host(tokens, i, end);
}

/* Marks that end a sentence rather than an address. */
static size_t trimmed(const struct ck_tokens *tokens, size_t first, size_t end)
{
    while (end > first + 1 && tokens->list[end - 1].kind == CK_TOKEN_MARK &&
           strchr(".,;:!?)\"']", *ck_token_at(tokens, end - 1)) != NULL) {
        end--;
    }
    return end;
}

static struct ck_token joined(const struct ck_tokens *tokens, size_t first, size_t end)
{
    struct ck_token ret = tokens->list[first];
    const struct ck_token *last = &tokens->list[end - 1];

    for (size_t i = first; i < end; i++) {
        ret.styled |= tokens->list[i].styled;
        ret.marked |= tokens->list[i].marked;
    }
    ret.kind = CK_TOKEN_ADDRESS;
    ret.len = last->at + last->len - ret.at;
    ret.till = last->till;
    return ret;
}

/* Whether what stands before makes this a part of something else: "me@host", "my-host".
 */
static bool is_part(const struct ck_tokens *tokens, size_t i, size_t run)
{
    return i > run && tokens->list[i - 1].kind == CK_TOKEN_MARK &&
           strchr("@-._/", *ck_token_at(tokens, i - 1)) != NULL;
}

void ck_tokens_join_addresses(struct ck_tokens *tokens)
{
    size_t kept = 0;
    size_t run = 0;
    size_t end = 0;

    for (size_t i = 0; i < tokens->count;) {
        if (i >= end) {
            run = i;
            end = run_end(tokens, i);
        }
        if (begins(tokens, i, end)) {
            size_t after = trimmed(tokens, i, end);
            struct ck_token address = joined(tokens, i, after);

            address.marked |= is_part(tokens, i, run);
            tokens->list[kept++] = address;
            i = after;
        } else {
            tokens->list[kept++] = tokens->list[i++];
        }
    }
    tokens->list[kept] = tokens->list[tokens->count];
    if (kept < tokens->count) {
        memset(&tokens->list[kept + 1], 0,
               (tokens->count - kept) * sizeof(*tokens->list));
    }
    tokens->count = kept;
}

/* An address as it is read, from left to right. */
struct reader {
    const char *at, *end;
};

static bool skip(struct reader *reader, const char *text)
{
    size_t len = strlen(text);

    if ((size_t)(reader->end - reader->at) < len || memcmp(reader->at, text, len) != 0) {
        return false;
    }
    reader->at += len;
    return true;
}

/* The end of a part of the path: the end of all, or a mark that begins something else. */
static bool part_ends(const struct reader *reader)
{
    return reader->at == reader->end || strchr("/?#", *reader->at) != NULL;
}

/* Like skip(), but the whole part of the path. */
static bool skip_part(struct reader *reader, const char *text)
{
    struct reader tried = *reader;

    if (!skip(&tried, text) || !part_ends(&tried)) {
        return false;
    }
    *reader = tried;
    return true;
}

static unsigned read_code(struct reader *reader)
{
    static const struct {
        const char *code;
        unsigned parts;
    } rows[] = {
        {"/licenses/by", CK_LICENCE_BY},
        {"/licenses/by-sa", CK_LICENCE_BY | CK_LICENCE_SA},
        {"/licenses/by-nd", CK_LICENCE_BY | CK_LICENCE_ND},
        {"/licenses/by-nc", CK_LICENCE_BY | CK_LICENCE_NC},
        {"/licenses/by-nc-sa", CK_LICENCE_BY | CK_LICENCE_NC | CK_LICENCE_SA},
        {"/licenses/by-nc-nd", CK_LICENCE_BY | CK_LICENCE_NC | CK_LICENCE_ND},
        {"/licenses/by-nd-nc", CK_LICENCE_BY | CK_LICENCE_NC | CK_LICENCE_ND},
        {"/publicdomain/zero", CK_LICENCE_ZERO},
        {"/publicdomain/mark", CK_LICENCE_MARK},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (skip_part(reader, rows[i].code)) {
            return rows[i].parts;
        }
    }
    return 0;
}

/* "/4.0", of a tool only "/1.0". */
static void read_version(struct reader *reader, struct ck_licence *licence)
{
    bool tool = (licence->parts & (CK_LICENCE_ZERO | CK_LICENCE_MARK)) != 0;
    char part[5] = "";

    if (reader->end - reader->at < 4) {
        return;
    }
    memcpy(part, reader->at, 4);
    if (ck_licence_version_known(part + 1) && skip_part(reader, part) &&
        (!tool || strcmp(part, "/1.0") == 0)) {
        memcpy(licence->version, part + 1, 4);
    }
}

static void read_port(struct reader *reader, struct ck_licence *licence)
{
    const char *at = reader->at + 1;
    size_t len = 0;

    if (reader->end - reader->at < 3 || *reader->at != '/' ||
        strcmp(licence->version, "4.0") == 0) {
        return;
    }
    while (at + len < reader->end && at[len] >= 'a' && at[len] <= 'z') {
        len++;
    }
    if (ck_licence_port_known(at, len) &&
        (at + len == reader->end || strchr("/?#", at[len]) != NULL)) {
        memcpy(licence->port, at, len);
    }
}

struct ck_named ck_named_by_address(const struct ck_tokens *tokens, size_t i)
{
    const struct ck_token *token = &tokens->list[i];
    struct ck_named ret = {.first = i, .end = i};
    struct reader reader = {ck_token_at(tokens, i), NULL};

    reader.end = reader.at + token->len;
    if (token->marked || token->styled) {
        return ret;
    }
    (void)(skip(&reader, "https://") || skip(&reader, "http://"));
    (void)skip(&reader, "www.");
    if (!skip_part(&reader, "creativecommons.org")) {
        return ret;
    }
    ret.end = i + 1;
    ret.grade = CK_GRADE_WEAK;
    ret.licence.parts = read_code(&reader);
    if (ret.licence.parts != 0) {
        read_version(&reader, &ret.licence);
        ret.grade = ret.licence.version[0] != '\0' ? CK_GRADE_CERTAIN : CK_GRADE_STRONG;
    }
    if (ret.grade == CK_GRADE_CERTAIN) {
        read_port(&reader, &ret.licence);
    } else if ((ret.licence.parts & (CK_LICENCE_ZERO | CK_LICENCE_MARK)) != 0) {
        memcpy(ret.licence.version, "1.0", 4);
    }
    return ret;
}
