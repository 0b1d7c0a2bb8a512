/* Which lists are the same one, and what is learned of them. */
#include "keep/lists.h"
#include "queue_place.h"

static int64_t open_list(struct ck_archive *archive, const struct ck_list *like)
{
    struct ck_error err = {0};
    int64_t number = 0;

    check(ck_list_open(archive, like, &number, &err), &err);
    return number;
}

static void test_a_list_is_one_by_owner_or_handle(void **state)
{
    struct ck_archive *archive = open_archive(*state);
    struct ck_list like = {.kind = CK_LIST_LIKES, .handle = TEXT("cat")};
    struct ck_error err = {0};
    struct ck_list got;
    bool found = false;
    int64_t first = open_list(archive, &like);

    like.owner = TEXT("70");
    like.mine = true;
    assert_int_equal(open_list(archive, &like), first); /* its owner is known now */
    like.mine = false;
    like.handle = TEXT("cat.new");
    assert_int_equal(open_list(archive, &like), first); /* the same under a new name */
    like.owner = TEXT("71");
    assert_int_not_equal(open_list(archive, &like), first); /* somebody took the name */
    like.owner = TEXT("70");
    like.kind = CK_LIST_COLLECTION;
    like.key = TEXT("5");
    assert_int_not_equal(open_list(archive, &like), first);
    check(ck_list_read(archive, first, &found, &got, &err), &err);
    assert_true(found && got.mine);
    assert_string_equal(got.owner, "70");
    assert_string_equal(got.handle, "cat.new");
    ck_list_clear(&got);
    ck_archive_close(archive);
}

/* A browser knows a tag by its name alone; its page tells its id too. */
static void test_a_tag_is_one_by_its_name(void **state)
{
    struct ck_archive *archive = open_archive(*state);
    const struct ck_list by_name = {.kind = CK_LIST_TAG, .key = TEXT("cats")};
    const struct ck_list both = {
        .kind = CK_LIST_TAG, .key = TEXT("cats"), .owner = TEXT("1234567")};
    const struct ck_list old = {.kind = CK_LIST_TAG, .key = TEXT("7654321")};
    const struct ck_list named = {
        .kind = CK_LIST_TAG, .key = TEXT("dogs"), .owner = TEXT("7654321")};
    struct ck_error err = {0};
    struct ck_list got;
    bool found = false;
    int64_t first = open_list(archive, &by_name), by_id = open_list(archive, &old);

    assert_int_equal(open_list(archive, &both), first);
    assert_int_equal(open_list(archive, &by_name), first);
    check(ck_list_read(archive, first, &found, &got, &err), &err);
    assert_string_equal(got.owner, "1234567"); /* joined */
    ck_list_clear(&got);
    assert_int_equal(open_list(archive, &named), by_id); /* from before it had a name */
    check(ck_list_read(archive, by_id, &found, &got, &err), &err);
    assert_string_equal(got.key, "dogs");
    ck_list_clear(&got);
    assert_true(by_id != first);
    ck_archive_close(archive);
}

int main(void)
{
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        PLACED(test_a_list_is_one_by_owner_or_handle),
        PLACED(test_a_tag_is_one_by_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
