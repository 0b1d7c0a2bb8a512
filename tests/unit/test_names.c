/* The pattern by which posts are named: what a person reads, what is refused and where.
 */
#include "keep/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "7602050882429897470"

static const struct ck_name_facts usual = {
    .author = "catlady",
    .text = "my cat opens doors #cat",
    .id = ID,
    .created = 1770000000, /* 2026-02-02 */
    .nickname = "Cat Lady \U0001F431",
    .kind = "video",
    .music = "original sound - catlady",
};

static void assert_path(const char *names, const struct ck_name_facts *facts,
                        const char *want)
{
    char folder[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1];
    char got[CK_NAMES_PATH_SIZE + CK_NAME_MAX + 2];
    struct ck_error err;

    if (!ck_names_post(names, facts, folder, stem, &err)) {
        fail_msg("%s: %s", names, err.detail);
    }
    (void)snprintf(got, sizeof(got), "%s%s%s", folder, folder[0] != '\0' ? "/" : "",
                   stem);
    if (strcmp(got, want) != 0) {
        fail_msg("%s: got \"%s\", want \"%s\"", names, got, want);
    }
}

static void test_patterns(void **state)
{
    static const char *const rows[][2] = {
        {CK_NAMES_USUAL, "catlady/2026-02-02 my cat opens doors [" ID "]"},
        {"{date} {author} {title} [{id}]",
         "2026-02-02 catlady my cat opens doors [" ID "]"},
        {"{year}/{month}/{day} {title} [{id}]", "2026/02/02 my cat opens doors [" ID "]"},
        {"{id}", ID},
        {"{title}", "my cat opens doors [" ID "]"},
        {"{kind}/{nickname}/{author}/{id}", "video/Cat Lady \U0001F431/catlady/" ID},
        {"{music}/{title}", "original sound - catlady/my cat opens doors [" ID "]"},
        {"Cats \U0001F431/{id}", "Cats \U0001F431/" ID},
        {"{id}/{title}", ID "/my cat opens doors [" ID "]"}, /* the name itself has it */
        {"a\\b:{author}/{id}?", "a-b-catlady/" ID},
        {"con/{id}", "_con/" ID},
        {"sha256sums/{id}", "_sha256sums/" ID},
        {".hidden/{id}", "hidden/" ID},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_path(rows[i][0], &usual, rows[i][1]);
    }
}

static void test_fields_that_are_empty_or_odd(void **state)
{
    struct ck_name_facts none = {.id = ID};
    struct ck_name_facts hostile = {.author = "../../etc",
                                    .text = "a/../b\\c\n#x",
                                    .id = ID,
                                    .nickname = "..",
                                    .music = "/nobody/.secret"};

    (void)state;
    assert_path(CK_NAMES_USUAL, &none, "unknown/[" ID "]");
    assert_path("{year}/{music}/{nickname}/{date} - {title} {id}", &none,
                "unknown/unknown/unknown/" ID);
    assert_path("{author}/{nickname}/{music}/{title} [{id}]", &hostile,
                "etc/unknown/nobody-.secret/a-..-b-c [" ID "]");
}

/* What can be shortened is; the id never. */
static void test_long_names(void **state)
{
    static const char *const patterns[] = {
        "{title} {nickname} {author} {music} [{id}]",
        "{id} {title}{title}{title}{title}{title}{title}",
        "{date} {year} {month} {day} {kind} {author} {nickname} {title} {music}",
        "{title}/{nickname}/{music}/{title}",
    };
    char text[2000] = "";
    struct ck_name_facts facts = {.id = ID, .created = 1770000000, .kind = "photo"};
    char folder[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1];

    (void)state;
    for (size_t i = 0; i < 100; i++) {
        (void)strcat(text, "\U0001F468\u200D\U0001F469 ");
    }
    facts.author = facts.nickname = facts.text = facts.music = text;
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        assert_true(ck_names_post(patterns[i], &facts, folder, stem, NULL));
        assert_true(strlen(stem) <= CK_NAME_STEM_MAX);
        assert_non_null(strstr(stem, ID));
        assert_true(strlen(stem) > 60); /* and not by throwing all away */
        assert_true(strlen(folder) <= 302);
    }
}

static void test_refusals(void **state)
{
    static const struct {
        const char *names;
        enum ck_names_fault fault;
        size_t at;
        const char *part;
    } rows[] = {
        {"", CK_NAMES_EMPTY, 1, ""},
        {"/{id}", CK_NAMES_EMPTY, 1, ""},
        {"{author}/", CK_NAMES_EMPTY, 10, ""},
        {"{author}//{id}", CK_NAMES_EMPTY, 10, ""},
        {"../{id}", CK_NAMES_EMPTY, 1, ".."},
        {"{author}/../{id}", CK_NAMES_EMPTY, 10, ".."},
        {"{author}/ . /{id}", CK_NAMES_EMPTY, 10, " . "},
        {"\u00E9\u00E9/? ?/{id}", CK_NAMES_EMPTY, 4, "? ?"},
        {"a\nb", CK_NAMES_CHARACTER, 2, ""},
        {"a\x7f", CK_NAMES_CHARACTER, 2, ""},
        {"\xc3(", CK_NAMES_CHARACTER, 1, ""},
        {"\xed\xa0\x80", CK_NAMES_CHARACTER, 1, ""},
        {"{author", CK_NAMES_BRACE, 1, "{author"},
        {"{author/{id}", CK_NAMES_BRACE, 1, "{author"},
        {"{{id}}", CK_NAMES_BRACE, 1, "{"},
        {"a}{id}", CK_NAMES_BRACE, 2, "}"},
        {"{id} {}", CK_NAMES_FIELD, 6, "{}"},
        {"{Author}/{id}", CK_NAMES_FIELD, 1, "{Author}"},
        {"\U0001F431 {path}", CK_NAMES_FIELD, 3, "{path}"},
        {"a/b/c/d/{id}", CK_NAMES_DEEP, 7, "d"},
    };
    struct ck_names_where where;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_false(ck_names_check(rows[i].names, &where));
        if (where.fault != rows[i].fault || where.at != rows[i].at ||
            strcmp(where.part, rows[i].part) != 0) {
            fail_msg("\"%s\": %s at %zu \"%s\"", rows[i].names,
                     ck_names_fault_text(where.fault), where.at, where.part);
        }
    }
    assert_true(ck_names_check(CK_NAMES_USUAL, &where));
    assert_int_equal(where.fault, CK_NAMES_FINE);
}

static void test_patterns_that_are_too_long(void **state)
{
    char names[CK_NAMES_MAX + 2];
    struct ck_names_where where;

    (void)state;
    memset(names, 'a', sizeof(names) - 1);
    names[CK_NAMES_MAX + 1] = '\0';
    assert_false(ck_names_check(names, &where));
    assert_int_equal(where.fault, CK_NAMES_LONG);
    names[100] = '\0'; /* fits, but no id behind it */
    assert_false(ck_names_check(names, &where));
    assert_int_equal(where.fault, CK_NAMES_LONG);
    names[80] = '\0';
    assert_true(ck_names_check(names, &where));
    assert_false(ck_names_check("{date}{date}{date}{date}{date}{date}{date}{date}{date}"
                                "{date}{id}",
                                &where)); /* what cannot be shortened */
}

static void test_an_error_says_where(void **state)
{
    char folder[CK_NAMES_PATH_SIZE], stem[CK_NAME_MAX + 1];
    struct ck_error err;

    (void)state;
    assert_false(ck_names_post("{author}/{nmae}", &usual, folder, stem, &err));
    assert_int_equal(err.code, CK_ERR_NAMES);
    assert_string_equal(err.detail, "character 10: there is no such field: {nmae}");
    assert_string_equal(ck_names_in_force(""), CK_NAMES_USUAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_fields_that_are_empty_or_odd),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_patterns_that_are_too_long),
        cmocka_unit_test(test_an_error_says_where),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
