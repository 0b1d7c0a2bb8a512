#include "keep/names.h"

#include "keep/names_parts.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { ID_MAX = 26, FIELD_MAX = CK_NAMES_FOLDER_MAX, PIECE_MAX = 1000 };

static const char *const fields[] = {
    [CK_FIELD_AUTHOR] = "author", [CK_FIELD_NICKNAME] = "nickname",
    [CK_FIELD_DATE] = "date",     [CK_FIELD_YEAR] = "year",
    [CK_FIELD_MONTH] = "month",   [CK_FIELD_DAY] = "day",
    [CK_FIELD_TITLE] = "title",   [CK_FIELD_ID] = "id",
    [CK_FIELD_KIND] = "kind",     [CK_FIELD_MUSIC] = "music",
};

/* `text` is what stands between braces. */
static enum ck_names_field field_of(const char *text, size_t len)
{
    for (size_t i = CK_FIELD_AUTHOR; i <= CK_FIELD_MUSIC; i++) {
        if (strlen(fields[i]) == len && memcmp(fields[i], text, len) == 0) {
            return (enum ck_names_field)i;
        }
    }
    return CK_FIELD_UNKNOWN;
}

bool ck_names_next(const char **at, struct ck_names_token *ret)
{
    const char *text = *at;
    size_t len = strcspn(text, "{}/");

    *ret = (struct ck_names_token){text, len, CK_FIELD_NONE};
    if (len == 0 && text[0] == '/') {
        *ret = (struct ck_names_token){text, 1, CK_FIELD_SLASH};
    } else if (len == 0 && text[0] != '\0') {
        len = text[0] == '{' ? strcspn(text + 1, "{}/") : 0;
        *ret = (struct ck_names_token){text, len + 1, CK_FIELD_BRACE};
        if (text[0] == '{' && text[len + 1] == '}') {
            *ret = (struct ck_names_token){text, len + 2, field_of(text + 1, len)};
        }
    }
    *at += ret->len;
    return ret->len > 0;
}

/* `len` bytes of "2026-02-02" from `from` on, "" when the date is not known. */
static void date_part(int64_t created, size_t from, size_t len, char ret[FIELD_MAX + 1])
{
    const int64_t year_10000 = 253402300800;
    time_t seconds = (time_t)created;
    char date[16];
    struct tm tm;

    ret[0] = '\0';
    if (created > 0 && created < year_10000 && gmtime_r(&seconds, &tm) != NULL &&
        strftime(date, sizeof(date), "%Y-%m-%d", &tm) > 0) {
        memcpy(ret, date + from, len);
        ret[len] = '\0';
    }
}

static void clean(const char *text, size_t max, char ret[FIELD_MAX + 1])
{
    char name[CK_NAME_MAX + 1];

    ck_name_clean(text != NULL ? text : "", max < FIELD_MAX ? max : FIELD_MAX, name);
    (void)snprintf(ret, FIELD_MAX + 1, "%.*s", FIELD_MAX, name);
}

static void value_of(enum ck_names_field field, const struct ck_name_facts *facts,
                     size_t cap, char ret[FIELD_MAX + 1])
{
    char words[CK_NAME_WORDS_MAX + 1];

    switch (field) {
    case CK_FIELD_AUTHOR:
        clean(facts->author, cap, ret);
        break;
    case CK_FIELD_NICKNAME:
        clean(facts->nickname, cap, ret);
        break;
    case CK_FIELD_MUSIC:
        clean(facts->music, cap, ret);
        break;
    case CK_FIELD_KIND:
        clean(facts->kind, FIELD_MAX, ret);
        break;
    case CK_FIELD_ID:
        clean(facts->id, ID_MAX, ret);
        break;
    case CK_FIELD_TITLE:
        ck_name_words(facts->text != NULL ? facts->text : "", cap, words);
        (void)snprintf(ret, FIELD_MAX + 1, "%s", words);
        break;
    case CK_FIELD_DATE:
        date_part(facts->created, 0, 10, ret);
        break;
    case CK_FIELD_YEAR:
        date_part(facts->created, 0, 4, ret);
        break;
    case CK_FIELD_MONTH:
        date_part(facts->created, 5, 2, ret);
        break;
    case CK_FIELD_DAY:
        date_part(facts->created, 8, 2, ret);
        break;
    case CK_FIELD_NONE:
    case CK_FIELD_SLASH:
    case CK_FIELD_UNKNOWN:
    case CK_FIELD_BRACE:
        ret[0] = '\0';
        break;
    }
}

/* Adds text; false: there is no room. */
static bool add(char piece[PIECE_MAX + 1], size_t *len, const char *text, size_t count)
{
    if (count > PIECE_MAX - *len) {
        return false;
    }
    memcpy(piece + *len, text, count);
    *len += count;
    piece[*len] = '\0';
    return true;
}

bool ck_names_piece(const char *piece, const struct ck_name_facts *facts, size_t cap,
                    bool last, size_t max, char ret[CK_NAME_MAX + 1])
{
    char raw[PIECE_MAX + 1] = "", value[FIELD_MAX + 1];
    struct ck_names_token token;
    bool has_id = !last, ok = true;
    size_t len = 0;

    while (ck_names_next(&piece, &token) && token.field != CK_FIELD_SLASH) {
        has_id = has_id || token.field == CK_FIELD_ID;
        if (token.field == CK_FIELD_NONE) {
            ok = add(raw, &len, token.text, token.len) && ok;
        } else {
            value_of(token.field, facts, cap, value);
            ok = add(raw, &len, value, strlen(value)) && ok;
        }
    }
    if (!has_id) {
        value_of(CK_FIELD_ID, facts, cap, value);
        ok = add(raw, &len, " [", 2) && add(raw, &len, value, strlen(value)) &&
             add(raw, &len, "]", 1) && ok;
    }
    return ck_name_whole(raw, max, ret) && ok;
}

/* Names that the save folder itself uses, so no folder of posts may have them. */
static bool is_ours(const char *name)
{
    return strcasecmp(name, "index.html") == 0 || strcasecmp(name, "SHA256SUMS") == 0 ||
           strcasecmp(name, "journal.jsonl") == 0;
}

/* Where the piece after the one at `piece` begins, NULL: it is the last. */
static const char *piece_after(const char *piece)
{
    const char *slash = strchr(piece, '/');

    return slash != NULL ? slash + 1 : NULL;
}

bool ck_names_post(const char *names, const struct ck_name_facts *facts,
                   char ret_folder[CK_NAMES_PATH_SIZE], char ret_stem[CK_NAME_MAX + 1],
                   struct ck_error *err)
{
    char name[CK_NAME_MAX + 1];
    const char *piece = names, *next;
    size_t cap = CK_NAME_STEM_MAX, len = 0;

    if (!ck_names_valid(names, err)) {
        return false;
    }
    ret_folder[0] = '\0';
    while ((next = piece_after(piece)) != NULL) {
        (void)ck_names_piece(piece, facts, FIELD_MAX, false, CK_NAMES_FOLDER_MAX, name);
        len += (size_t)snprintf(ret_folder + len, CK_NAMES_PATH_SIZE - len, "%s%s%s",
                                len > 0 ? "/" : "", len == 0 && is_ours(name) ? "_" : "",
                                name[0] == '\0' ? "unknown" : name);
        piece = next;
    }
    while (!ck_names_piece(piece, facts, cap, true, CK_NAME_STEM_MAX, ret_stem) &&
           cap > 0) {
        cap -= 4;
    }
    return true;
}
