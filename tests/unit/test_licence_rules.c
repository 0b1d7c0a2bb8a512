/* Rules that the reading of rights keeps for texts that stand in no table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/licence.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

/* Names of a licence, and sentences that state it. */
static const struct {
    const char *name, *id;
    enum ck_grade grade;
} names[] = {
    {"CC-BY-4.0", "CC-BY-4.0", CK_GRADE_CERTAIN},
    {"CC-BY-NC-SA-3.0", "CC-BY-NC-SA-3.0", CK_GRADE_CERTAIN},
    {"CC0-1.0", "CC0-1.0", CK_GRADE_CERTAIN},
    {"https://creativecommons.org/licenses/by-nd/2.5/", "CC-BY-ND-2.5", CK_GRADE_CERTAIN},
    {"CC BY-SA 4.0", "CC-BY-SA-4.0", CK_GRADE_STRONG},
    {"CC BY-NC-ND", "CC-BY-NC-ND", CK_GRADE_STRONG},
    {"CC-BY", "CC-BY", CK_GRADE_STRONG},
    {"#ccbysa", "CC-BY-SA", CK_GRADE_STRONG},
    {"Creative Commons Attribution 4.0", "CC-BY-4.0", CK_GRADE_STRONG},
    {"Creative Commons Zero", "CC0-1.0", CK_GRADE_STRONG},
};
static const char *const statements[] = {
    "%s",
    "walking the dog at 6am 🐕 %s",
    "Day 41 of learning the cello\nLicense: %s\n#cello #practice",
    "cómo hacer pan de muerto 💀 %s ✨",
    "Bahn frei! Lizenz %s",
    "料理メモ🍳 %s",
    "مطبخ أمي ❤️ %s",
    "annemin mantısı (%s)",
    "phở bò Hà Nội, %s",
};
enum { NAMES = sizeof(names) / sizeof(names[0]) };
enum { STATEMENTS = sizeof(statements) / sizeof(statements[0]) };

/* `name` in place of the "%s" of a frame. */
static void put(const char *frame, const char *name, char ret[400])
{
    const char *gap = strstr(frame, "%s");
    struct ck_buf text = {.max = 399};

    ck_buf_add(&text, frame, (size_t)(gap - frame));
    ck_buf_adds(&text, name);
    ck_buf_adds(&text, gap + 2);
    assert_true(ck_buf_ok(&text));
    memcpy(ret, ck_buf_text(&text), text.len + 1);
    ck_buf_free(&text);
}

/* Reads a caption in which `name` stands in a statement, and checks what is told. */
static void expect(const char *name, size_t statement, const char *id,
                   enum ck_grade grade, const char *why)
{
    char text[400];
    struct ck_rights_text caption = {text, CK_WHERE_CAPTION};
    struct ck_rights rights;
    struct ck_error err;
    char got[CK_LICENCE_ID_SIZE];

    put(statements[statement], name, text);
    assert_true(ck_rights_read(&caption, 1, "", &rights, &err));
    ck_licence_id(&rights.licence, got);
    if (strcmp(got, id) != 0 || rights.grade != grade) {
        fail_msg("%s: got %s %s, wanted %s: %s", why, got, ck_grade_text(rights.grade),
                 id, text);
    }
    ck_rights_clear(&rights);
}

/* The same for all names and statements, the name put into a frame such as "not %s". */
static void expect_none(const char *frame, enum ck_grade grade, const char *why)
{
    char framed[400];

    for (size_t i = 0; i < NAMES * STATEMENTS; i++) {
        put(frame, names[i / STATEMENTS].name, framed);
        expect(framed, i % STATEMENTS, "", grade, why);
    }
}

static void expect_all(const char *frame, const char *why)
{
    char framed[400];

    for (size_t i = 0; i < NAMES * STATEMENTS; i++) {
        size_t n = i / STATEMENTS;

        put(frame, names[n].name, framed);
        expect(framed, i % STATEMENTS, names[n].id, names[n].grade, why);
    }
}

static void test_a_statement_is_read(void **state)
{
    (void)state;
    expect_all("%s", "plain");
    expect_all("%s, enjoy!", "something friendly behind");
    expect_all("Have fun! %s", "another sentence before");
}

static void test_a_denial_removes_it(void **state)
{
    static const char *const frames[] = {
        "not %s",   "NOT %s",        "this isn't %s", "never %s", "nicht %s",
        "kein %s",  "no es %s",      "pas %s",        "não é %s", "bukan %s",
        "tidak %s", "ليس %s",        "không phải %s", "%s değil", "%s ではありません",
        "🚫 %s",     "instead of %s",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
        expect_none(frames[i], CK_GRADE_NONE, "denied");
    }
}

static void test_a_question_or_a_wish_removes_it(void **state)
{
    static const char *const frames[] = {
        "is this %s?",    "%s?",           "¿%s?",           "%s？",
        "هل هذا %s؟",     "if it were %s", "wish it was %s", "wenn das nur %s wäre",
        "ojalá fuera %s", "kalau %s",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
        expect_none(frames[i], CK_GRADE_NONE, "asked or imagined");
    }
}

static void test_of_the_music_it_says_nothing_of_the_post(void **state)
{
    static const char *const frames[] = {
        "music: %s",         "Music by Ana, %s", "the song is %s", "Musik: Max (%s)",
        "música de Ana, %s", "🎵 Ana – Song, %s", "音楽：%s",       "الموسيقى %s",
        "müzik: %s",         "nhạc: %s",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
        expect_none(frames[i], CK_GRADE_NONE, "music");
    }
}

/* What others say is at most weak, and never names a licence. */
static void test_quoting_somebody_lowers_it(void **state)
{
    static const char *const frames[] = {"@ben: \"%s\"", "Ben said \"%s\"",
                                         "Ben sagt „%s“", "según Ben %s",
                                         "@ben さんが「%s」と言ってた"};

    (void)state;
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
        expect_none(frames[i], CK_GRADE_WEAK, "quoted");
    }
}

/* Whose photo is shown, its licence may be. */
static void test_a_credit_above_takes_it_away(void **state)
{
    static const char *const frames[] = {
        "Bees!\nPhoto: Ana Lima via Wikimedia\nLicence: %s",
        "New vlog from Porto\nPhotos of the bridge by Ana Lima\nLicence: %s",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
        char text[400];

        put(frames[i], "CC BY 4.0", text);
        expect(text, 0, "", CK_GRADE_WEAK, "somebody else's photo");
    }
}

static void test_the_number_is_the_one_that_is_written(void **state)
{
    static const char *const versions[] = {"1.0", "2.0", "2.5", "3.0", "4.0"};

    (void)state;
    for (size_t v = 0; v < 5; v++) {
        for (size_t s = 0; s < STATEMENTS; s++) {
            char name[80];
            char id[40];

            (void)snprintf(id, sizeof(id), "CC-BY-SA-%s", versions[v]);
            expect(id, s, id, CK_GRADE_CERTAIN, "exact");
            (void)snprintf(name, sizeof(name), "CC BY-SA %s", versions[v]);
            expect(name, s, id, CK_GRADE_STRONG, "named");
            (void)snprintf(name, sizeof(name), "creativecommons.org/licenses/by-sa/%s",
                           versions[v]);
            expect(name, s, id, CK_GRADE_CERTAIN, "address");
            (void)snprintf(name, sizeof(name), "CC BY-SA licensed, take %s", versions[v]);
            expect(name, s, "CC-BY-SA", CK_GRADE_STRONG, "words between");
            (void)snprintf(name, sizeof(name), "CC BY-SA, qwxz %s", versions[v]);
            expect(name, s, "CC-BY-SA", CK_GRADE_STRONG, "an unknown word between");
        }
    }
    for (size_t s = 0; s < STATEMENTS; s++) {
        expect("CC BY-SA 4.1", s, "CC-BY-SA", CK_GRADE_STRONG, "no such version");
        expect("CC BY-SA 4.0.1", s, "CC-BY-SA", CK_GRADE_STRONG, "no version at all");
        expect("CC BY-SA 40", s, "CC-BY-SA", CK_GRADE_STRONG, "a number");
    }
}

/* Full-width letters and any mixture of case. */
static void dress(const char *name, unsigned seed, char ret[300])
{
    size_t out = 0;

    for (; *name != '\0'; name++, seed = seed * 1103515245 + 12345) {
        char c = *name;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        c = (char)(letter && (seed >> 16 & 1) != 0 ? c ^ 0x20 : c);
        if (c > ' ' && (seed >> 17 & 1) != 0) {
            unsigned wide = 0xff00U + (unsigned char)c - 0x20;

            ret[out++] = (char)(0xe0 | wide >> 12);
            ret[out++] = (char)(0x80 | (wide >> 6 & 0x3f));
            ret[out++] = (char)(0x80 | (wide & 0x3f));
        } else {
            ret[out++] = c;
        }
    }
    ret[out] = '\0';
}

static void test_case_and_width_change_nothing(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 40; seed++) {
        for (size_t n = 0; n < NAMES; n++) {
            char dressed[300];

            dress(names[n].name, seed * 2654435761U, dressed);
            expect(dressed, (seed + n) % STATEMENTS, names[n].id, names[n].grade,
                   "case and width");
        }
    }
}

/* A letter that only looks alike is another letter. */
static void test_letters_that_look_alike_are_no_licence(void **state)
{
    static const char *const alike[] = {
        "СC BY 4.0",

        "ССBY",
        "https://creativecommоns.org/licenses/by/4.0/",
        "https://creativecommons.org.example.net/licenses/by/4.0/",
        "https://creativecommons.org:x@example.net/licenses/by/4.0/",
        "https://example.net/?to=https://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons\u200b.org/licenses/by/4.0/",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
        for (size_t s = 0; s < STATEMENTS; s++) {
            expect(alike[i], s, "", CK_GRADE_NONE, "looks alike");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_statement_is_read),
        cmocka_unit_test(test_a_denial_removes_it),
        cmocka_unit_test(test_a_question_or_a_wish_removes_it),
        cmocka_unit_test(test_of_the_music_it_says_nothing_of_the_post),
        cmocka_unit_test(test_quoting_somebody_lowers_it),
        cmocka_unit_test(test_a_credit_above_takes_it_away),
        cmocka_unit_test(test_the_number_is_the_one_that_is_written),
        cmocka_unit_test(test_case_and_width_change_nothing),
        cmocka_unit_test(test_letters_that_look_alike_are_no_licence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
