/* Licences themselves, and the rights of whole posts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tiktok/licence.h"
#include "tiktok/licence_context.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

static void test_names_deeds_and_what_one_may(void **state)
{
    static const struct {
        const char *id, *deed;
        enum ck_answer_to share, change, sell;
    } rows[] = {
        {"CC-BY-4.0", "licenses/by/4.0/", CK_MAY_IF, CK_MAY_IF, CK_MAY_IF},
        {"CC-BY-SA-3.0-DE", "licenses/by-sa/3.0/de/", CK_MAY_IF, CK_MAY_IF, CK_MAY_IF},
        {"CC-BY-NC-4.0", "licenses/by-nc/4.0/", CK_MAY_IF, CK_MAY_IF, CK_MAY_NOT},
        {"CC-BY-ND-2.5", "licenses/by-nd/2.5/", CK_MAY_IF, CK_MAY_NOT, CK_MAY_IF},
        {"CC-BY-NC-SA-2.0", "licenses/by-nc-sa/2.0/", CK_MAY_IF, CK_MAY_IF, CK_MAY_NOT},
        {"CC-BY-NC-ND-1.0", "licenses/by-nd-nc/1.0/", CK_MAY_IF, CK_MAY_NOT, CK_MAY_NOT},
        {"CC-BY-NC-ND", "share-your-work/cclicenses/", CK_MAY_IF, CK_MAY_NOT, CK_MAY_NOT},
        {"CC0-1.0", "publicdomain/zero/1.0/", CK_MAY, CK_MAY, CK_MAY},
        {"CC-PDM-1.0", "publicdomain/mark/1.0/", CK_MAY, CK_MAY, CK_MAY},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ck_licence licence;
        struct ck_licence_meaning may;
        char id[CK_LICENCE_ID_SIZE];
        char deed[96];

        assert_true(ck_licence_of_id(rows[i].id, &licence));
        ck_licence_id(&licence, id);
        assert_string_equal(id, rows[i].id);
        ck_licence_deed(&licence, deed);
        assert_int_equal(rows[i].deed[0] == '\0', deed[0] == '\0');
        assert_true(deed[0] == '\0' ||
                    strncmp(deed, "https://creativecommons.org/", 28) == 0);
        assert_string_equal(deed[0] != '\0' ? deed + 28 : "", rows[i].deed);
        may = ck_licence_means(&licence);
        assert_int_equal(may.keep, CK_MAY);
        assert_int_equal(may.share, rows[i].share);
        assert_int_equal(may.change, rows[i].change);
        assert_int_equal(may.sell, rows[i].sell);
    }
}

/* The law leaves to keep it for oneself. */
static void test_no_licence_permits_nothing(void **state)
{
    static const struct ck_licence none = {0};
    struct ck_licence_meaning may = ck_licence_means(&none);

    (void)state;
    assert_int_equal(may.keep, CK_MAY);
    assert_int_equal(may.share, CK_MAY_NOT);
    assert_int_equal(may.change, CK_MAY_NOT);
    assert_int_equal(may.sell, CK_MAY_NOT);
}

static void test_what_is_no_name_of_a_licence(void **state)
{
    static const char *const ids[] = {"",
                                      "CC-BY-4",
                                      "CC-BY-4.0-",
                                      "CC-BY-SB",
                                      "cc-by-4.0",
                                      "CC-BY-4.0-D",
                                      "CC-BY-4.0-ABCDEFGHIJ",
                                      "MIT",
                                      "LicenseRef-all-rights-reserved",
                                      "CC-BY-4.0/../x"};
    struct ck_licence licence;

    (void)state;
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        assert_false(ck_licence_of_id(ids[i], &licence));
    }
}

/* A phrase that is not folded would never be found. */
static void test_every_phrase_is_found_as_it_stands(void **state)
{
    const struct ck_poster nobody = {0};
    char phrase[96];

    (void)state;
    assert_true(ck_says_all_fit());
    for (size_t n = 0; ck_says_phrase(n, phrase); n++) {
        struct ck_said_text text;

        assert_true(ck_said_read(phrase, &nobody, &text));
        if (text.says[0] == 0 || text.tokens.list[0].span != text.tokens.count) {
            fail_msg("not found: %s", phrase);
        }
        ck_said_clear(&text);
    }
}

static char ccby[] = "ccby", fyp[] = "fyp", sticker[] = "LICENSE: CC BY-SA 4.0";
static char *tags[] = {fyp, ccby};
static char *stickers[] = {sticker};

/* What is told of a post of @ana_films; all other texts are empty. */
static void told(struct ck_post *post, const char *text, const char *id,
                 enum ck_grade grade, const char *why)
{
    char copy[600];
    char got[CK_LICENCE_ID_SIZE];
    struct ck_rights rights;
    struct ck_error err;

    (void)snprintf(copy, sizeof(copy), "%s", text);
    (void)snprintf(post->author.name, sizeof(post->author.name), "ana_films");
    post->text = copy;
    assert_true(ck_rights_of_post(post, &rights, &err));
    ck_licence_id(&rights.licence, got);
    if (strcmp(got, id) != 0 || rights.grade != grade) {
        fail_msg("%s: %s %s", why, got, ck_grade_text(rights.grade));
    }
    ck_rights_clear(&rights);
}

static void test_where_a_posts_words_stand(void **state)
{
    static char bio[] = "All my videos are CC BY-SA 4.0";
    struct ck_post tagged = {.tags = tags, .tag_count = 2};
    struct ck_post drawn = {.stickers = stickers, .sticker_count = 1};
    struct ck_post told_in_bio = {.author = {.bio = bio}};
    struct ck_post duet = {.duet_of = "7602050882429897111"};
    struct ck_post plain = {0};

    (void)state;
    told(&tagged, "look", "CC-BY", CK_GRADE_STRONG, "a tag that the caption lacks");
    told(&tagged, "not #ccby", "", CK_GRADE_NONE, "a tag that the caption denies");
    told(&tagged, "not #CcBy", "", CK_GRADE_NONE, "the same in another case");
    told(&tagged, "CC BY 3.0", "CC-BY-3.0", CK_GRADE_STRONG, "the tag says less");
    told(&tagged, "CC BY-NC 3.0", "", CK_GRADE_WEAK, "the tag says another");
    told(&drawn, "look", "CC-BY-SA-4.0", CK_GRADE_STRONG, "drawn on the picture");
    told(&drawn, "see creativecommons.org/licenses/by-sa/4.0", "CC-BY-SA-4.0",
         CK_GRADE_CERTAIN, "drawn, and the address");
    told(&told_in_bio, "look", "CC-BY-SA-4.0", CK_GRADE_STRONG, "said of all videos");
    told(&told_in_bio, "CC0", "CC0-1.0", CK_GRADE_STRONG, "the post goes first");
    told(&told_in_bio, "this one is not CC BY-SA", "", CK_GRADE_WEAK, "the post denies");
    told(&duet, "CC BY 4.0", "", CK_GRADE_WEAK, "half of it is another's");
    told(&plain, "CC BY 4.0 by @ana_films", "CC-BY-4.0", CK_GRADE_STRONG,
         "by the author");
    told(&plain, "CC BY 4.0 by @ben", "", CK_GRADE_WEAK, "by another");
    told(&plain, "CC BY-SA 3.0 or CC BY-SA 4.0", "CC-BY-SA", CK_GRADE_STRONG,
         "two versions");
    told(&plain, "", "", CK_GRADE_NONE, "nothing");
}

static void test_a_credit_to_who_posts(void **state)
{
    static char nickname[] = "Ana Lima | Fotografía 📷";
    struct ck_post post = {.author = {.nickname = nickname}};

    (void)state;
    told(&post, "Foto: Ana Lima, CC BY", "CC-BY", CK_GRADE_STRONG, "by name");
    told(&post, "Photo: Ana Lima\nLicence: CC BY 4.0", "CC-BY-4.0", CK_GRADE_STRONG,
         "by name, on the line above");
    told(&post, "Foto: @ana_films, CC BY", "CC-BY", CK_GRADE_STRONG, "by handle");
    told(&post, "Foto: Ana Films, CC BY", "CC-BY", CK_GRADE_STRONG, "the handle's words");
    told(&post, "Photo: @ben (that's me)\nLicence: CC BY", "CC-BY", CK_GRADE_STRONG,
         "by a handle that is said to be theirs");
    told(&post, "Photo: @ben\nLicence: CC BY", "", CK_GRADE_WEAK, "another handle");
    told(&post, "Foto: @ana, CC BY", "", CK_GRADE_WEAK, "a handle that begins alike");
    told(&post, "Foto: Ana Lima Costa, CC BY", "", CK_GRADE_WEAK, "a longer name");
    told(&post, "Foto: Ana, CC BY", "", CK_GRADE_WEAK, "half a name may be anybody's");
}

static void test_the_sentence_is_the_evidence(void **state)
{
    static char text[] = "Hello you! My cat, CC BY 4.0 😻. Bye\nCC BY 4.0";
    struct ck_post post = {.text = text};
    struct ck_rights rights;
    struct ck_error err;

    (void)state;
    assert_true(ck_rights_of_post(&post, &rights, &err));
    assert_int_equal(rights.evidence_count, 2);
    assert_string_equal(rights.evidence[0].text, "My cat, CC BY 4.0 😻.");
    assert_string_equal(rights.evidence[1].text, "CC BY 4.0");
    ck_rights_clear(&rights);
}

/* Of what is longer than anybody writes, the rest is not read; evidence stays short. */
static void test_long_texts(void **state)
{
    enum { SIZE = 1 << 20 };
    static const char *const patterns[] = {"cc by-sa 4.0 ",
                                           "not CC0, ",
                                           "a-a.",
                                           "\"",
                                           "@",
                                           "🎵 ",
                                           "creativecommons.org/",
                                           "表示",
                                           "\xff",
                                           "ﷺ",
                                           "my music CC BY now ",
                                           ":: CC BY ",
                                           "\"CC BY\" and "};
    char *text = ck_alloc(SIZE + 64);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        struct ck_rights_text one = {text, CK_WHERE_CAPTION};
        size_t len = strlen(patterns[i]);
        struct ck_rights rights;
        struct ck_error err;

        for (size_t at = 0; at < SIZE; at += len) {
            memcpy(text + at, patterns[i], len + 1);
        }
        assert_true(ck_rights_read(&one, 1, "", &rights, &err));
        assert_true(rights.evidence_count <= CK_EVIDENCE_MAX);
        for (size_t k = 0; k < rights.evidence_count; k++) {
            assert_true(strlen(rights.evidence[k].text) <= CK_EVIDENCE_BYTES);
        }
        ck_rights_clear(&rights);
    }
    ck_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_deeds_and_what_one_may),
        cmocka_unit_test(test_no_licence_permits_nothing),
        cmocka_unit_test(test_what_is_no_name_of_a_licence),
        cmocka_unit_test(test_every_phrase_is_found_as_it_stands),
        cmocka_unit_test(test_where_a_posts_words_stand),
        cmocka_unit_test(test_a_credit_to_who_posts),
        cmocka_unit_test(test_the_sentence_is_the_evidence),
        cmocka_unit_test(test_long_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
