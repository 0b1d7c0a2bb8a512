/* Names of what is kept: what a person reads, and what every filesystem takes. */
#include "keep/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include <cmocka.h>

#define FAMILY                                                                           \
    "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466" /* 25 bytes             \
                                                                  */
#define CREATED 1770000000                                       /* 2026-02-02 */
#define ID "7602050882429897470"

static void test_words_a_person_would_read_out(void **state)
{
    static const struct {
        const char *text, *words, *why;
    } rows[] = {
        {"my cat opens doors", "my cat opens doors ", "plain"},
        {"my cat opens doors #cat #fyp @bob", "my cat opens doors ",
         "tags at the end go"},
        {"my cat #cat \U0001F602 #fyp", "my cat \U0001F602 ", "emoji between tags stay"},
        {"I love #cats so much", "I love cats so much ", "a tag inside is a word"},
        {"#duet with @bob, finally", "duet with @bob, finally ", "and at the start"},
        {"#cat #fyp#funny", "cat fyp funny ", "nothing but tags: they are the words"},
        {"\U0001F602 #fyp", "\U0001F602 fyp ", "an emoji alone is not yet a name"},
        {"we are #1", "we are #1 ", "a number is no tag"},
        {"press #\uFE0F\u20E3 now", "press #\uFE0F\u20E3 now ", "nor is the key's emoji"},
        {"# nothing # at # all #", "nothing at all ", "signs alone"},
        {"two\nlines\r\n\tand\u00A0\u3000spaces  ", "two lines and spaces ", "one line"},
        {"", "", "no caption"},
        {"...", "", "nothing but dots"},
        {"- why? because: 12:30 / \"noon\" | <b>*", "why because- 12-30 - 'noon' - b ",
         "signs that Windows forbids"},
        {"one two three four five six seven eight nine ten eleven twelve thirteen",
         "one two three four five six seven eight nine ten eleven ",
         "60 columns, on a word"},
        {"a donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamten",
         "a donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauu ",
         "no border in the second half"},
        {"first, second, third, fourth, fifth, sixth, seventh, eight, nine, ten",
         "first, second, third, fourth, fifth, sixth, seventh, eight ",
         "no comma at a cut"},
        {"\u732B\u304C\u30C9\u30A2\u3092\u958B\u3051\u308B\u732B\u304C\u30C9\u30A2\u3092"
         "\u958B\u3051\u308B\u732B\u304C\u30C9\u30A2\u3092\u958B\u3051\u308B\u732B\u304C",
         "\u732B\u304C\u30C9\u30A2\u3092\u958B\u3051\u308B\u732B\u304C\u30C9\u30A2\u3092"
         "\u958B\u3051\u308B\u732B\u304C\u30C9\u30A2\u3092\u958B\u3051\u308B\u732B\u304C"
         " ",
         "26 wide characters, 78 bytes"},
        {"rtl \u202Egpj.exe\u202C \u2066x\u2069", "rtl gpj.exe x ", "bidi controls"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_name_facts facts = {
            .author = "catlady", .text = rows[i].text, .id = ID, .created = CREATED};
        char folder[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1], want[512];

        assert_true(ck_names_post(CK_NAMES_USUAL, &facts, folder, stem, NULL));
        (void)snprintf(want, sizeof(want), "2026-02-02 %s[" ID "]", rows[i].words);
        if (strcmp(stem, want) != 0) {
            fail_msg("%s: got \"%s\", want \"%s\"", rows[i].why, stem, want);
        }
        assert_string_equal(folder, "catlady");
    }
}

static void test_date_and_author_when_odd(void **state)
{
    static const struct {
        const char *author, *text;
        int64_t created;
        const char *folder, *stem, *why;
    } rows[] = {
        {"", "hi", CREATED, "unknown", "2026-02-02 hi [7]", "no author"},
        {"../..", "hi", CREATED, "unknown", "2026-02-02 hi [7]", "an author of dots"},
        {"../../etc", "hi", CREATED, "etc", "2026-02-02 hi [7]", "a path"},
        {"con", "hi", CREATED, "_con", "2026-02-02 hi [7]", "a device"},
        {"Index.HTML", "hi", CREATED, "_Index.HTML", "2026-02-02 hi [7]", "our own file"},
        {"sha256sums", "hi", CREATED, "_sha256sums", "2026-02-02 hi [7]", "our own file"},
        {"a", "hi", 0, "a", "hi [7]", "date unknown"},
        {"a", "hi", -1, "a", "hi [7]", "date before 1970"},
        {"a", "hi", INT64_MAX, "a", "hi [7]", "date past all calendars"},
        {"a", "hi", 253402300799, "a", "9999-12-31 hi [7]", "the last date"},
        {"a", "con.x", 0, "a", "_con.x [7]", "a device where no date is before it"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_name_facts facts = {.author = rows[i].author,
                                      .text = rows[i].text,
                                      .id = "7",
                                      .created = rows[i].created};
        char folder[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1];

        assert_true(ck_names_post(CK_NAMES_USUAL, &facts, folder, stem, NULL));
        if (strcmp(folder, rows[i].folder) != 0 || strcmp(stem, rows[i].stem) != 0) {
            fail_msg("%s: got \"%s/%s\"", rows[i].why, folder, stem);
        }
    }
}

static void test_clean_component(void **state)
{
    static const struct {
        const char *text;
        size_t max;
        const char *name, *why;
    } rows[] = {
        {"plain.name", 255, "plain.name", "nothing to do"},
        {"", 255, "", "empty"},
        {" .. ", 255, "", "dots and spaces"},
        {"../../etc/passwd", 255, "etc-passwd", "no way up"},
        {"-rf", 255, "rf", "no option"},
        {".hidden", 255, "hidden", "not hidden"},
        {"trailing...", 255, "trailing", "Windows drops trailing dots"},
        {"trailing . . ", 255, "trailing", "and spaces"},
        {"CON", 255, "_CON", "device"},
        {"con.txt", 255, "_con.txt", "device with a suffix"},
        {"Nul .tar.gz", 255, "_Nul .tar.gz", "device with a space"},
        {"COM1", 255, "_COM1", "device with a number"},
        {"com0", 255, "_com0", "and with 0"},
        {"COM\u00B9", 255, "_COM\u00B9", "superscript number"},
        {"LPT\u00B3.x", 255, "_LPT\u00B3.x", "superscript number and suffix"},
        {"CONIN$", 255, "_CONIN$", "console"},
        {"COM10", 255, "COM10", "no device"},
        {"AUX rest", 4, "_AUX", "a cut makes a device"},
        {"console", 255, "console", "no device"},
        {"COM\u2074", 255, "COM\u2074", "no device: not in Latin-1"},
        {"a<b>c:d\"e/f\\g|h?i*j", 255, "a b c-d'e-f-g-h i j", "forbidden signs"},
        {"a\x01\x1b[31m\x7f\xc2\x9b b", 255, "a[31m b", "control characters"},
        {"a\u200Bb\u2060c\uFEFFd\u00ADe", 255, "abcde", "invisible characters"},
        {"\u202Ea\u200Fb\u061C", 255, "ab", "bidi controls"},
        {"a\uFFFEb\uFDD0c\U0001FFFFd", 255, "abcd", "no characters"},
        {"a\xff\xfe\xc3(b\xe2\x82", 255, "a(b", "lone bytes"},
        {"\xc0\xaf\xed\xa0\x80x", 255, "x", "overlong slash, surrogate"},
        {"e\u0301", 255, "\u00E9", "composed"},
        {"\u200D\uFE0F\u0301", 255, "", "nothing visible"},
        {"\u3164\u2800", 255, "", "letters that look like nothing"},
        {FAMILY, 255, FAMILY, "a family stays together"},
        {FAMILY FAMILY, 49, FAMILY, "and is not cut"},
        {FAMILY, 24, "", "rather nothing than half a family"},
        {"\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7", 12, "\U0001F1E9\U0001F1EA",
         "flags are pairs"},
        {"n\u0303\u0304o", 3, "", "a letter with its marks, 4 bytes"},
        {"ab .cd", 4, "ab", "no edge dots after the cut"},
        {"\u037Ea", 255, ";a", "what NFC makes of it"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char name[CK_NAME_MAX + 1];

        ck_name_clean(rows[i].text, rows[i].max, name);
        if (strcmp(name, rows[i].name) != 0) {
            fail_msg("%s: \"%s\" gave \"%s\", want \"%s\"", rows[i].why, rows[i].text,
                     name, rows[i].name);
        }
    }
}

/* What must hold whatever goes in. */
static void assert_safe(const char *name, size_t max, const char *why)
{
    size_t len = strlen(name);
    utf8proc_int32_t c;

    if (len > max) {
        fail_msg("%s: %zu bytes", why, len);
    }
    assert_null(strpbrk(name, "/\\:*?\"<>|\n"));
    assert_true(len == 0 || (name[len - 1] != '.' && name[len - 1] != ' '));
    assert_true(name[0] != '.' && name[0] != ' ' && name[0] != '-');
    for (size_t at = 0; at < len;) {
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)name + at, -1, &c);

        assert_true(n > 0);
        assert_true(c >= 0x20 && c != 0x7F);
        at += (size_t)n;
    }
}

static void repeat(char *to, size_t room, const char *what, size_t times)
{
    size_t len = strlen(what);

    for (size_t i = 0; i < times && (i + 1) * len < room; i++) {
        memcpy(to + i * len, what, len + 1);
    }
}

static void test_endless_captions(void **state)
{
    static const struct {
        const char *what;
        size_t times;
        const char *why;
    } rows[] = {
        {"\U0001F602", 4000, "4000 emoji"},
        {FAMILY, 1000, "1000 families"},
        {"a\u0301", 1, "one mark"},
        {"\u0301", 9000, "marks alone"},
        {"Z\u0351\u0346\u034A\u0342\u0357\u0360\u0311\u0307\u0308\u0301\u0302\u0303", 500,
         "towers of marks"},
        {"\u0390", 3000, "letters that decompose into three"},
        {"\uFDFA", 3000, "a ligature"},
        {"\U0001D160", 3000, "music that only decomposes"},
        {"\u1100\u1161\u11A8", 3000, "Korean in parts"},
        {"#tag ", 3000, "tags without end"},
        {"\U0001F602 ", 3000, "emoji apart"},
        {"\xf0\x9f", 9000, "halves of characters"},
        {"\u200D", 9000, "joiners"},
        {" ", 9000, "spaces"},
        {"x", 36000, "one long word"},
        {"[\u202E", 3000, "brackets"},
    };
    char *text = test_malloc(40000);

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char folder[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1];
        struct ck_name_facts facts = {
            .author = text, .text = text, .id = ID, .created = CREATED};

        text[0] = '\0';
        repeat(text, 40000, rows[i].what, rows[i].times);
        assert_true(ck_names_post(CK_NAMES_USUAL, &facts, folder, stem, NULL));
        assert_safe(folder, 100, rows[i].why);
        assert_safe(stem, CK_NAME_STEM_MAX, rows[i].why);
        assert_non_null(strstr(stem, "[" ID "]"));
        assert_true(strlen(folder) > 0);
        for (size_t max = 0; max < 60; max++) {
            ck_name_clean(text, max, folder);
            assert_safe(folder, max, rows[i].why);
        }
    }
    test_free(text);
}

/* Any bytes at all, from a fixed seed so that a failure comes again. */
static void test_random_bytes(void **state)
{
    static const char *const pieces[] = {
        "CON",    ".",      " ",      "#",      "@a", "\u200D", "\u0301", "\U0001F468",
        "\u202E", "\xf0",   "\x80",   "/",      "-",  "a",      "\uFE0F", "\U0001F1E9",
        "\u0915", "\u094D", "\u1100", "\u1161", ":",  "7",      "\n",     "\u212A",
    };
    unsigned seed = 7;

    (void)state;
    for (int round = 0; round < 4000; round++) {
        char text[400] = "", name[CK_NAME_MAX + 1], again[CK_NAME_MAX + 1],
             folder[CK_NAMES_PATH_SIZE];
        struct ck_name_facts facts = {.author = text, .text = text, .id = ID};
        size_t len = 0;

        for (int i = 0; i < 40; i++) {
            seed = seed * 1103515245U + 12345U;
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s",
                                    pieces[(seed >> 16) % 24]);
        }
        ck_name_clean(text, 40, name);
        assert_safe(name, 40, text);
        ck_name_clean(name, 40, again);
        assert_string_equal(name, again); /* a clean name is left alone */
        assert_true(ck_names_post(CK_NAMES_USUAL, &facts, folder, name, NULL));
        assert_safe(name, CK_NAME_STEM_MAX, text);
        assert_non_null(strstr(name, "[" ID "]"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_a_person_would_read_out),
        cmocka_unit_test(test_date_and_author_when_odd),
        cmocka_unit_test(test_clean_component),
        cmocka_unit_test(test_endless_captions),
        cmocka_unit_test(test_random_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
