/* What a sidecar says of the rights, and the same read again later. */
#include "session/sidecar.h"
#include "session/sidecar_rights.h"

#include "expect_json.h"

#include <string.h>

static json_t *make(const struct ck_post *post)
{
    const struct ck_sidecar facts = {.post = post, .page = "https://x/", .seen = "host"};

    return ck_sidecar_make(&facts);
}

static char licensed[] = "my cat CC BY-SA 4.0 #cat\nmusic: CC BY 3.0 by Ana";
static char reserved[] = "my cat, all rights reserved";
static char bio[] = "All my videos are CC BY-SA. Hi!";

static void test_the_rights_are_in_it(void **state)
{
    struct ck_post post = {.id = "7602050882429897470", .text = licensed};
    json_t *made;

    (void)state;
    post.author.bio = bio;
    made = make(&post);
    assert_string_equal(json_string_value(json_object_get(made, "license")),
                        "CC-BY-SA-4.0");
    expect(json_object_get(json_object_get(made, "clipkeep"), "rights"),
           "{\"licence\":\"CC-BY-SA-4.0\",\"grade\":\"strong\",\"edition\":2,"
           "\"deed\":\"https://creativecommons.org/licenses/by-sa/4.0/\","
           "\"music\":\"CC-BY-3.0\",\"evidence\":["
           "{\"text\":\"my cat CC BY-SA 4.0 #cat\",\"where\":\"caption\"},"
           "{\"text\":\"All my videos are CC BY-SA.\",\"where\":\"bio\"}]}");
    assert_false(ck_sidecar_rights_old(made));
    json_decref(made);
}

/* No licence: players show it as what it is. */
static void test_reserved_rights_are_in_it(void **state)
{
    struct ck_post post = {.id = "7602050882429897470", .text = reserved};
    json_t *made = make(&post);

    (void)state;
    assert_string_equal(json_string_value(json_object_get(made, "license")),
                        "All rights reserved");
    expect(json_object_get(json_object_get(made, "clipkeep"), "rights"),
           "{\"licence\":null,\"grade\":\"reserved\",\"edition\":2,"
           "\"evidence\":[{\"text\":\"my cat, all rights "
           "reserved\",\"where\":\"caption\"}]}");
    json_decref(made);
}

/* What was kept earlier gets the same answer as if it were kept now. */
static void test_a_kept_sidecar_is_read_again(void **state)
{
    struct ck_post post = {.id = "7602050882429897470", .text = licensed};
    struct ck_rights rights;
    struct ck_error err;
    json_t *made;
    json_t *expected;

    (void)state;
    post.author.bio = bio;
    made = make(&post);
    expected = json_deep_copy(made);
    assert_true(ck_sidecar_reread(made, &rights, &err));
    json_object_del(made, "license");
    assert_true(ck_sidecar_set_rights(made, &rights));
    assert_true(json_equal(made, expected));
    ck_rights_clear(&rights);

    json_object_del(json_object_get(made, "clipkeep"), "rights"); /* the bio is lost */
    assert_true(ck_sidecar_rights_old(made));
    assert_true(ck_sidecar_reread(made, &rights, &err));
    assert_int_equal(rights.grade, CK_GRADE_STRONG);
    assert_int_equal(rights.evidence_count, 1);
    ck_rights_clear(&rights);
    json_decref(made);
    json_decref(expected);
}

static void test_odd_sidecars_are_read_again(void **state)
{
    static const struct {
        const char *text, *why;
        enum ck_grade grade;
    } rows[] = {
        {"{}", "nothing", CK_GRADE_NONE},
        {"{\"description\":7,\"tags\":{},\"clipkeep\":[],\"title\":null}", "types",
         CK_GRADE_NONE},
        {"{\"tags\":[\"ccby\",1,null]}", "a tag", CK_GRADE_STRONG},
        {"{\"description\":\"not #ccby\",\"tags\":[\"ccby\"]}", "a tag that is denied",
         CK_GRADE_NONE},
        {"{\"description\":\"CC BY 4.0 is what this is not\",\"title\":\"CC BY 4.0...\"}",
         "a title cut short", CK_GRADE_NONE},
        {"{\"description\":\"CC BY "
         "4.0\",\"clipkeep\":{\"duet_of\":\"7602050882429897111\"}}",
         "half of it is another's", CK_GRADE_WEAK},
        {"{\"clipkeep\":{\"rights\":{\"evidence\":[1,{\"where\":\"moon\"},{\"where\":"
         "\"sticker\",\"text\":\"CC0\"}]}}}",
         "a sticker seen earlier", CK_GRADE_STRONG},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        json_t *sidecar = json_loads(rows[i].text, 0, NULL);
        struct ck_rights rights;
        struct ck_error err;

        assert_non_null(sidecar);
        assert_true(ck_sidecar_rights_old(sidecar));
        assert_true(ck_sidecar_reread(sidecar, &rights, &err));
        if (rights.grade != rows[i].grade) {
            fail_msg("%s: %s", rows[i].why, ck_grade_text(rights.grade));
        }
        ck_rights_clear(&rights);
        json_decref(sidecar);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_rights_are_in_it),
        cmocka_unit_test(test_reserved_rights_are_in_it),
        cmocka_unit_test(test_a_kept_sidecar_is_read_again),
        cmocka_unit_test(test_odd_sidecars_are_read_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
