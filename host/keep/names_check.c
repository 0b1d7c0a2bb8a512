#include "keep/names_parts.h"

#include <string.h>
#include <utf8proc.h>

const char *ck_names_fault_text(enum ck_names_fault fault)
{
    static const char *const texts[CK_NAMES_FAULTS] = {
        [CK_NAMES_FINE] = "fine",   [CK_NAMES_EMPTY] = "empty",
        [CK_NAMES_BRACE] = "brace", [CK_NAMES_CHARACTER] = "character",
        [CK_NAMES_FIELD] = "field", [CK_NAMES_LONG] = "long",
        [CK_NAMES_DEEP] = "deep",
    };

    return (unsigned)fault < CK_NAMES_FAULTS ? texts[fault] : "";
}

const char *ck_names_in_force(const char *names)
{
    return names[0] != '\0' ? names : CK_NAMES_USUAL;
}

/* Bytes of the character at `text`, not empty; 0: it is none that may be in a pattern. */
static size_t character(const char *text)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);

    return len > 0 && utf8proc_category(c) != UTF8PROC_CATEGORY_CC ? (size_t)len : 0;
}

/* Fills `ret` for what begins at `text`, `len` bytes; returns false. All before it is
 * fine. */
static bool fault(const char *names, enum ck_names_fault why, const char *text,
                  size_t len, struct ck_names_where *ret)
{
    size_t kept = 0;

    *ret = (struct ck_names_where){.fault = why, .at = 1};
    for (const char *at = names; at < text; at += character(at)) {
        ret->at++;
    }
    for (size_t n; kept < len && (n = character(text + kept)) > 0; kept += n) {
        if (kept + n >= sizeof(ret->part)) {
            break;
        }
        memcpy(ret->part + kept, text + kept, n);
    }
    return false;
}

static bool check_characters(const char *names, struct ck_names_where *ret)
{
    size_t n;

    for (const char *at = names; *at != '\0'; at += n) {
        n = character(at);
        if (n == 0) {
            return fault(names, CK_NAMES_CHARACTER, at, 0, ret);
        }
    }
    return strlen(names) <= CK_NAMES_MAX || fault(names, CK_NAMES_LONG, names, 0, ret);
}

static bool check_tokens(const char *names, struct ck_names_where *ret)
{
    struct ck_names_token token;
    const char *at = names;

    while (ck_names_next(&at, &token)) {
        if (token.field == CK_FIELD_BRACE || token.field == CK_FIELD_UNKNOWN) {
            return fault(names,
                         token.field == CK_FIELD_BRACE ? CK_NAMES_BRACE : CK_NAMES_FIELD,
                         token.text, token.len, ret);
        }
    }
    return true;
}

/* A folder of fields alone may come out empty for one post or another; without any field
 * it would for all. */
static bool is_empty(const char *piece, size_t len)
{
    char text[CK_NAMES_MAX + 1] = "", name[CK_NAME_MAX + 1];

    memcpy(text, piece, len);
    ck_name_clean(text, CK_NAME_MAX, name);
    return name[0] == '\0';
}

static bool check_pieces(const char *names, struct ck_names_where *ret)
{
    /* As long as it can come out where nothing more can be shortened. */
    static const struct ck_name_facts longest = {
        .id = "00000000000000000000000000", .created = 1, .kind = "video"};
    char name[CK_NAME_MAX + 1];
    const char *piece = names;

    for (int folders = 0;; folders++) {
        size_t len = strcspn(piece, "/");

        if (is_empty(piece, len)) {
            return fault(names, CK_NAMES_EMPTY, piece, len, ret);
        }
        if (piece[len] == '\0') {
            return ck_names_piece(piece, &longest, 0, true, CK_NAME_STEM_MAX - 1, name) ||
                   fault(names, CK_NAMES_LONG, piece, len, ret);
        }
        if (folders == CK_NAMES_FOLDERS) {
            return fault(names, CK_NAMES_DEEP, piece, len, ret);
        }
        piece += len + 1;
    }
}

bool ck_names_check(const char *names, struct ck_names_where *ret)
{
    struct ck_names_where where = {.fault = CK_NAMES_FINE};

    ret = ret != NULL ? ret : &where;
    *ret = (struct ck_names_where){.fault = CK_NAMES_FINE};
    return check_characters(names, ret) && check_tokens(names, ret) &&
           check_pieces(names, ret);
}

bool ck_names_valid(const char *names, struct ck_error *err)
{
    static const char *const words[CK_NAMES_FAULTS] = {
        [CK_NAMES_EMPTY] = "nothing that could be a name stands between two slashes",
        [CK_NAMES_CHARACTER] = "this character cannot be in a name",
        [CK_NAMES_BRACE] = "this brace has no partner",
        [CK_NAMES_FIELD] = "there is no such field",
        [CK_NAMES_LONG] = "this is too long",
        [CK_NAMES_DEEP] = "at most 3 folders may be in one another",
    };
    struct ck_names_where where;

    if (ck_names_check(names, &where)) {
        return true;
    }
    return ck_fail(err, CK_ERR_NAMES, "character %zu: %s%s%s", where.at,
                   words[where.fault], where.part[0] != '\0' ? ": " : "", where.part);
}
