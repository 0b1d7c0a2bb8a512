#include "keep/name.h"

#include "keep/name_text.h"

#include <string.h>
#include <strings.h>

enum { WORDS_COLUMNS = 60 };

/* Windows reserves these in every folder, whatever follows the first dot. */
static bool is_device(const char *name)
{
    static const char *const devices[] = {"CON",    "PRN",     "AUX",   "NUL",
                                          "CONIN$", "CONOUT$", "CLOCK$"};
    size_t len = ck_text_trim(name, strcspn(name, "."));

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
    const int any_columns = 4 * CK_NAME_MAX;
    size_t len;

    max = max < CK_NAME_MAX ? max : CK_NAME_MAX;
    text = ck_text_past_lead(text);
    len = ck_text_trim(text, ck_text_fit(text, max, any_columns, false));
    memcpy(ret, text, len);
    ret[len] = '\0';
    if (is_device(ret)) { /* asked of what is left: a cut can make one */
        len = ck_text_trim(text, ck_text_fit(text, max - 1, any_columns, false));
        ret[0] = '_';
        memcpy(ret + 1, text, len);
        ret[len + 1] = '\0';
    }
}

bool ck_name_whole(const char *text, size_t max, char ret[CK_NAME_MAX + 1])
{
    union ck_text clean;
    const char *start;
    size_t len;

    ck_text_normalise(text, &clean);
    finish(clean.bytes, max, ret);
    start = ck_text_past_lead(clean.bytes);
    len = ck_text_trim(start, strlen(start));
    /* Behind what was put before a device's name. */
    return strlen(ret) == len + (is_device(start) ? 1 : 0);
}

void ck_name_clean(const char *text, size_t max, char ret[CK_NAME_MAX + 1])
{
    (void)ck_name_whole(text, max, ret);
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
    char kept[sizeof(((union ck_text *)NULL)->bytes) + 1];
    size_t end = strlen(text), kept_at = sizeof(kept) - 1;

    kept[kept_at] = '\0';
    while (end > 0) {
        size_t start = end;

        while (start > 0 && text[start - 1] != ' ') {
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
        end = start > 0 ? start - 1 : 0;
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
    return next <= 0 || !ck_char_is_mark(next);
}

/* "I love #cats" reads as "I love cats", "#a#b" as "a b". */
static void drop_hashes(char *text)
{
    char *to = text;

    for (const char *from = text; *from != '\0'; from++) {
        bool space = *from == ' ' || is_hash(from);

        if (!space) {
            *to++ = *from;
        } else if (to > text && to[-1] != ' ') {
            *to++ = ' ';
        }
    }
    *to = '\0';
}

void ck_name_words(const char *caption, size_t max, char ret[CK_NAME_WORDS_MAX + 1])
{
    union ck_text text;
    const char *words;
    size_t len;

    max = max < CK_NAME_WORDS_MAX ? max : CK_NAME_WORDS_MAX;
    ck_text_normalise(caption, &text);
    drop_last_tags(text.bytes);
    drop_hashes(text.bytes);
    words = ck_text_past_lead(text.bytes);
    len = ck_text_fit(words, max, WORDS_COLUMNS, true);
    while (len > 0 &&
           (ck_char_is_edge(words[len - 1]) ||
            (words[len] != '\0' && strchr(",;-&([", words[len - 1]) != NULL))) {
        len--;
    }
    memcpy(ret, words, len);
    ret[len] = '\0';
}
