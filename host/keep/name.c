#include "keep/name.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <utf8proc.h>

enum {
    /* Of an outside text only the beginning is looked at: many times what fits. */
    INPUT_MAX = 1024,
    /* Decomposing makes of n bytes at most 1.5 n characters, and composing again at most
     * 3 n bytes; the same memory serves both. */
    POINTS_MAX = INPUT_MAX * 3 / 2 + 8,
    WORDS_COLUMNS = 60,
    WORDS_MAX = 80, /* bytes */
    ID_MAX = 26,    /* so that date, words and id together keep CK_NAME_STEM_MAX */
    FOLDER_MAX = 100,
    /* Honest writing stacks three or four marks on a letter. */
    MARKS_MAX = 8,
};

union text {
    utf8proc_int32_t points[POINTS_MAX + 1];
    char bytes[(POINTS_MAX + 1) * sizeof(utf8proc_int32_t)];
};

static bool is_mark(utf8proc_int32_t c)
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

/* Collects allowed characters, one space at most between them. */
struct filter {
    utf8proc_uint8_t bytes[INPUT_MAX + 4];
    utf8proc_ssize_t len;
    utf8proc_int32_t last; /* 0 at the start */
    int marks;             /* since the last character that is none */
};

static void filter_add(struct filter *filter, utf8proc_int32_t c)
{
    bool marks = is_mark(c) || is_joiner(c);

    if (marks &&
        (filter->last == 0 || filter->last == ' ' || filter->marks >= MARKS_MAX)) {
        return; /* nothing to stand on, or a tower of them */
    }
    if (c == ' ' && (filter->last == 0 || filter->last == ' ')) {
        return;
    }
    filter->marks = marks ? filter->marks + 1 : 0;
    filter->last = c;
    filter->len += utf8proc_encode_char(c, filter->bytes + filter->len);
}

/* Fills `ret` with what is allowed of the beginning of `text`, in NFC. */
static void normalise(const char *text, union text *ret)
{
    struct filter filter = {.len = 0};
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    size_t left = strlen(text);
    utf8proc_ssize_t count;

    while (left > 0 && filter.len < INPUT_MAX - 4) {
        utf8proc_int32_t c = -1;
        utf8proc_ssize_t n =
            utf8proc_iterate(at, (utf8proc_ssize_t)(left < 4 ? left : 4), &c);

        if (n <= 0) { /* a lone byte */
            n = 1;
        } else if (replaced(c) != c || !is_dropped(c)) {
            filter_add(&filter, replaced(c));
        }
        at += n;
        left -= (size_t)n;
    }
    count = utf8proc_decompose(filter.bytes, filter.len, ret->points, POINTS_MAX,
                               UTF8PROC_DECOMPOSE | UTF8PROC_STABLE);
    if (count < 0 || count > POINTS_MAX) {
        count = 0;
    }
    count = utf8proc_reencode(ret->points, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
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

static bool is_edge(char c)
{
    return c == ' ' || c == '.';
}

static size_t trimmed_len(const char *text, size_t len)
{
    while (len > 0 && is_edge(text[len - 1])) {
        len--;
    }
    return len;
}

/* How much of `text` fits into `max` bytes and `columns` without cutting a grapheme.
 * Where it must be cut, a border of words in the second half is taken instead if there is
 * one and `words` is set. */
static size_t fitting_len(const char *text, size_t max, int columns, bool words)
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

/* Windows reserves these in every folder, whatever follows the first dot. */
static bool is_device(const char *name)
{
    static const char *const devices[] = {"CON",    "PRN",     "AUX",   "NUL",
                                          "CONIN$", "CONOUT$", "CLOCK$"};
    size_t len = trimmed_len(name, strcspn(name, "."));

    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
        if (len == strlen(devices[i]) && strncasecmp(name, devices[i], len) == 0) {
            return true;
        }
    }
    if (strncasecmp(name, "COM", 3) != 0 && strncasecmp(name, "LPT", 3) != 0) {
        return false;
    }
    /* A digit, or one of the three superscripts that Latin-1 has. */
    return (len == 4 && name[3] >= '0' && name[3] <= '9') ||
           (len == 5 &&
            (strncmp(name + 3, "\u00B9", 2) == 0 || strncmp(name + 3, "\u00B2", 2) == 0 ||
             strncmp(name + 3, "\u00B3", 2) == 0));
}

/* Copies `text`, normalised already, into `ret` as a name of at most `max` bytes. */
static void finish(const char *text, size_t max, char ret[CK_NAME_MAX + 1])
{
    size_t len, lead = 0;

    max = max < CK_NAME_MAX ? max : CK_NAME_MAX;
    /* A leading "-" would read as an option on a command line. */
    while (is_edge(*text) || *text == '-') {
        text++;
    }
    if (is_device(text) && max > 0) {
        ret[lead++] = '_';
    }
    len = trimmed_len(text, fitting_len(text, max - lead, 4 * CK_NAME_MAX, false));
    memcpy(ret + lead, text, len);
    ret[len > 0 ? lead + len : 0] = '\0';
}

void ck_name_clean(const char *text, size_t max, char ret[CK_NAME_MAX + 1])
{
    union text clean;

    normalise(text, &clean);
    finish(clean.bytes, max, ret);
}

/* Whether letters or digits of any script are among the `len` bytes. */
static bool has_word(const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)text + at, -1, &c);
        utf8proc_category_t category = utf8proc_category(c);

        if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) {
            return true;
        }
        at += n > 0 ? (size_t)n : 1;
    }
    return false;
}

/* "#cat", "@bob"; but not "#1", which says something. */
static bool is_tag(const char *token, size_t len)
{
    return (token[0] == '@' && len > 1) ||
           (token[0] == '#' && strspn(token + 1, "0123456789") < len - 1);
}

/* Takes the tags and mentions at the end out of `text`, in place, unless nothing that can
 * be read would remain. Emoji among them stay. */
static void drop_last_tags(char *text)
{
    char kept[INPUT_MAX * 3 + 2];
    size_t end = strlen(text), start = end, kept_at = sizeof(kept) - 1;

    if (end > INPUT_MAX * 3) {
        return;
    }
    kept[kept_at] = '\0';
    for (; end > 0; end = start > 0 ? start - 1 : 0) {
        for (start = end; start > 0 && text[start - 1] != ' ';) {
            start--;
        }
        if (!is_tag(text + start, end - start)) {
            if (has_word(text + start, end - start)) {
                break;
            }
            kept_at -= end - start;
            memcpy(kept + kept_at, text + start, end - start);
            kept[--kept_at] = ' ';
        }
    }
    if (end > 0) { /* the last word that stays */
        memcpy(text + end, kept + kept_at, sizeof(kept) - kept_at);
    }
}

/* True for a "#" that begins a tag: not that of "#1", nor one that carries a mark (the
 * emoji of a "#" key). */
static bool is_hash(const char *at)
{
    utf8proc_int32_t next = 0;

    if (at[0] != '#' || (at[1] >= '0' && at[1] <= '9')) {
        return false;
    }
    (void)utf8proc_iterate((const utf8proc_uint8_t *)at + 1, -1, &next);
    return next <= 0 || !is_mark(next);
}

/* "I love #cats" reads as "I love cats", "#a#b" as "a b". */
static void drop_hashes(char *text)
{
    char *to = text;

    for (const char *from = text; *from != '\0'; from++) {
        char c = is_hash(from) ? ' ' : *from;

        if (c != ' ' || (to > text && to[-1] != ' ')) {
            *to++ = c;
        }
    }
    *to = '\0';
}

/* The words of a caption that go into a name; `ret` has room for `max` + 1 bytes. */
static void first_words(const char *caption, size_t max, char *ret)
{
    union text text;
    const char *words = text.bytes;
    size_t len;

    normalise(caption, &text);
    drop_last_tags(text.bytes);
    drop_hashes(text.bytes);
    while (is_edge(*words) || *words == '-' || *words == ',') {
        words++;
    }
    len = fitting_len(words, max, WORDS_COLUMNS, true);
    while (len > 0 &&
           (is_edge(words[len - 1]) ||
            (words[len] != '\0' && strchr(",;-&([", words[len - 1]) != NULL))) {
        len--;
    }
    memcpy(ret, words, len);
    ret[len] = '\0';
}

static void date_text(int64_t created, char ret[16])
{
    const int64_t year_10000 = 253402300800;
    time_t seconds = (time_t)created;
    struct tm tm;

    ret[0] = '\0';
    if (created > 0 && created < year_10000 && gmtime_r(&seconds, &tm) != NULL &&
        strftime(ret, 16, "%Y-%m-%d ", &tm) == 0) {
        ret[0] = '\0';
    }
}

/* Names that the save folder itself uses, so no author's folder may have them. */
static bool is_ours(const char *name)
{
    return strcasecmp(name, "index.html") == 0 || strcasecmp(name, "SHA256SUMS") == 0 ||
           strcasecmp(name, "journal.jsonl") == 0;
}

void ck_name_post(const struct ck_name_facts *facts, char ret_folder[CK_NAME_MAX + 1],
                  char ret_stem[CK_NAME_MAX + 1])
{
    char id[CK_NAME_MAX + 1], date[16], words[WORDS_MAX + 1], clean[CK_NAME_MAX + 1];

    ck_name_clean(facts->author, FOLDER_MAX, clean);
    (void)snprintf(ret_folder, CK_NAME_MAX + 1, "%s%.*s", is_ours(clean) ? "_" : "",
                   FOLDER_MAX, clean[0] == '\0' ? "unknown" : clean);
    ck_name_clean(facts->id, ID_MAX, id);
    date_text(facts->created, date);
    first_words(facts->text, WORDS_MAX, words);
    (void)snprintf(clean, sizeof(clean), "%s%s%s[%.*s]", date, words,
                   words[0] == '\0' ? "" : " ", ID_MAX, id);
    /* Without a date the words come first and may be a device's name. */
    ck_name_clean(clean, CK_NAME_STEM_MAX, ret_stem);
}
