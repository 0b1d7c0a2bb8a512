#include "keep/name_text.h"

#include <string.h>

/* Honest writing stacks three or four marks on a letter. */
enum { MARKS_MAX = 8 };

bool ck_char_is_mark(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ME;
}

/* Invisible, but a part of emoji and of several scripts where something stands before. */
static bool is_joiner(utf8proc_int32_t c)
{
    return c == 0x200C || c == 0x200D || (c >= 0xE0020 && c <= 0xE007F);
}

static bool is_space(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return (c >= 0x09 && c <= 0x0D) || c == 0x85 || category == UTF8PROC_CATEGORY_ZS ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
           c == 0x2800 || c == 0x3164 || c == 0xFFA0; /* letters that look like nothing */
}

/* Controls, bidi controls, other characters that nobody can see, and what is no character
 * at all. Not all format characters: emoji and some scripts need theirs. */
static bool is_dropped(utf8proc_int32_t c)
{
    static const struct {
        utf8proc_int32_t first, last;
    } ranges[] = {
        {0x0000, 0x001F}, {0x007F, 0x009F}, {0x00AD, 0x00AD},   {0x034F, 0x034F},
        {0x061C, 0x061C}, {0x180E, 0x180E}, {0x200B, 0x200B},   {0x200E, 0x200F},
        {0x2028, 0x202E}, {0x2060, 0x206F}, {0xD800, 0xDFFF},   {0xFDD0, 0xFDEF},
        {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFC}, {0x1D173, 0x1D17A}, {0xE0000, 0xE001F},
    };

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return true;
        }
    }
    return (c & 0xFFFE) == 0xFFFE;
}

/* Names with these cannot be on Windows' or a stick's filesystems. */
static utf8proc_int32_t replaced(utf8proc_int32_t c)
{
    switch (c) {
    case '/':
    case '\\':
    case '|':
    case ':':
        return '-';
    case '"':
        return '\'';
    case '*':
    case '?':
    case '<':
    case '>':
        return ' ';
    default:
        return is_space(c) ? ' ' : c;
    }
}

/* Copies the allowed characters of the beginning of `text`; returns their bytes. */
static utf8proc_ssize_t copy_allowed(const char *text,
                                     utf8proc_uint8_t ret[CK_TEXT_INPUT_MAX])
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    size_t left = strlen(text);
    utf8proc_ssize_t len = 0;

    while (left > 0 && len < CK_TEXT_INPUT_MAX - 4) {
        utf8proc_int32_t c = -1;
        utf8proc_ssize_t n =
            utf8proc_iterate(at, (utf8proc_ssize_t)(left < 4 ? left : 4), &c);

        if (n <= 0) { /* a lone byte */
            n = 1;
        } else if (replaced(c) != c || !is_dropped(c)) {
            len += utf8proc_encode_char(replaced(c), ret + len);
        }
        at += n;
        left -= (size_t)n;
    }
    return len;
}

/* Takes out, from decomposed text, what would stand on nothing, what makes a tower, and
 * all but one of several spaces; returns how many characters remain. */
static utf8proc_ssize_t tidy(utf8proc_int32_t *points, utf8proc_ssize_t count)
{
    utf8proc_int32_t last = ' ';
    utf8proc_ssize_t kept = 0;
    int marks = 0;

    for (utf8proc_ssize_t i = 0; i < count; i++) {
        bool mark = ck_char_is_mark(points[i]) || is_joiner(points[i]);

        if ((mark && (last == ' ' || marks >= MARKS_MAX)) ||
            (points[i] == ' ' && last == ' ')) {
            continue;
        }
        marks = mark ? marks + 1 : 0;
        last = points[i];
        points[kept++] = last;
    }
    return kept;
}

void ck_text_normalise(const char *text, union ck_text *ret)
{
    utf8proc_uint8_t allowed[CK_TEXT_INPUT_MAX];
    utf8proc_ssize_t count = utf8proc_decompose(
        allowed, copy_allowed(text, allowed), ret->points, CK_TEXT_POINTS_MAX,
        (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_STABLE));

    count = count < 0 || count > CK_TEXT_POINTS_MAX ? 0 : tidy(ret->points, count);
    count = utf8proc_reencode(ret->points, count,
                              (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
    ret->bytes[count > 0 ? count : 0] = '\0';
}

/* Length of the first grapheme of `text`, not empty, valid UTF-8; and its columns. */
static size_t grapheme(const char *text, int *ret_columns)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    utf8proc_int32_t before, c, state = 0;
    size_t len = (size_t)utf8proc_iterate(at, -1, &before);

    *ret_columns = utf8proc_charwidth(before);
    while (text[len] != '\0') {
        size_t n = (size_t)utf8proc_iterate(at + len, -1, &c);
        int columns = utf8proc_charwidth(c);

        if (utf8proc_grapheme_break_stateful(before, c, &state)) {
            break;
        }
        *ret_columns = columns > *ret_columns ? columns : *ret_columns;
        before = c;
        len += n;
    }
    return len;
}

bool ck_char_is_edge(char c)
{
    return c == ' ' || c == '.';
}

size_t ck_text_trim(const char *text, size_t len)
{
    while (len > 0 && ck_char_is_edge(text[len - 1])) {
        len--;
    }
    return len;
}

const char *ck_text_past_lead(const char *text)
{
    for (;;) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);

        if (n <= 0 || c == 0 ||
            !(ck_char_is_edge(*text) || c == '-' || c == ',' || ck_char_is_mark(c) ||
              is_joiner(c))) {
            return text;
        }
        text += n;
    }
}

size_t ck_text_fit(const char *text, size_t max, int columns, bool words)
{
    size_t len = 0, border = 0;
    int used = 0, width;

    while (text[len] != '\0') {
        size_t n = grapheme(text + len, &width);

        if (len + n > max || used + width > columns) {
            border = text[len] == ' ' ? len : border;
            return words && border > len / 2 ? border : len;
        }
        if (text[len] == ' ') {
            border = len;
        }
        used += width;
        len += n;
    }
    return len;
}
