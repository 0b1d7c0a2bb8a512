/* What belongs to no post moves with the posts: profiles, data exports. */
#include "keep/loose.h"
#include "move_scene.h"

static void test_what_belongs_to_no_post_moves_too(void **state)
{
    static const char name[] = "profiles/mina/2026-11-22 183000.json";
    const struct ck_kept_file file = {
        .role = TEXT("profile"), .name = TEXT(name), .bytes = 5, .sha256 = HELLO_SHA256};
    struct scene scene = begin(*state);
    struct ck_move_progress progress;
    struct ck_loose loose;
    struct ck_error err = {0};

    keep(&scene, ID);
    assert_int_equal(mkdirat(scene.from_fd, "profiles", 0700), 0);
    assert_int_equal(mkdirat(scene.from_fd, "profiles/mina", 0700), 0);
    put(scene.place, "old/profiles/mina/2026-11-22 183000.json", "hello");
    assert_true(ck_record_added(scene.archive, scene.from_fd, scene.from, "", &file, 1));
    scene.stops_after = 1; /* called off before the file, and then gone on with */
    assert_int_equal(run(&scene, &progress), CK_ERR_CANCELLED);
    assert_true(has(&scene, "old", name));
    scene.stops_after = -1;
    assert_int_equal(run(&scene, &progress), CK_OK);
    assert_false(has(&scene, "old", "profiles"));
    assert_false(has(&scene, "old", CK_SUMS_NAME));
    assert_content(scene.place, "new/profiles/mina/2026-11-22 183000.json", "hello");
    assert_whole(&scene, ID, true);
    check(ck_loose_read(scene.from_fd, &loose, &err), &err);
    assert_int_equal(json_object_size(loose.here), 0); /* nobody misses it there */
    ck_loose_clear(&loose);
    check(ck_loose_read(scene.to_fd, &loose, &err), &err);
    assert_int_equal(json_object_size(loose.here), 1);
    ck_loose_clear(&loose);
    end(&scene);
}

/* Where another file has its name it stays, whole, and that is said; the posts move. */
static void test_a_name_that_is_taken_there(void **state)
{
    const struct ck_kept_file file = {.role = TEXT("table"),
                                      .name = TEXT("Data export/2026-11-22 likes.csv"),
                                      .bytes = 5,
                                      .sha256 = HELLO_SHA256};
    struct scene scene = begin(*state);
    struct ck_move_progress progress;
    struct ck_elsewhere *list;
    struct ck_error err = {0};
    size_t count;

    keep(&scene, ID);
    assert_int_equal(mkdirat(scene.from_fd, "Data export", 0700), 0);
    assert_int_equal(mkdirat(scene.to_fd, "Data export", 0700), 0);
    put(scene.place, "old/Data export/2026-11-22 likes.csv", "hello");
    put(scene.place, "new/Data export/2026-11-22 likes.csv", "mine!");
    assert_true(ck_record_added(scene.archive, scene.from_fd, scene.from, "", &file, 1));
    assert_int_equal(run(&scene, &progress), CK_OK);
    assert_string_equal(ck_buf_text(&scene.told),
                        "taken Data export/2026-11-22 likes.csv\n");
    assert_content(scene.place, "old/Data export/2026-11-22 likes.csv", "hello");
    assert_content(scene.place, "new/Data export/2026-11-22 likes.csv", "mine!");
    assert_content(scene.place, "old/" CK_SUMS_NAME,
                   HELLO_SHA256 "  Data export/2026-11-22 likes.csv\n");
    assert_whole(&scene, ID, true);
    /* Once it has another name, the next move takes it. */
    check(ck_move_elsewhere(scene.archive, scene.to, &list, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].folder, scene.from);
    assert_int_equal(list[0].posts, 0);
    ck_elsewhere_free(list, count);
    assert_int_equal(unlinkat(scene.to_fd, "Data export/2026-11-22 likes.csv", 0), 0);
    assert_int_equal(run(&scene, &progress), CK_OK);
    assert_content(scene.place, "new/Data export/2026-11-22 likes.csv", "hello");
    check(ck_move_elsewhere(scene.archive, scene.to, &list, &count, &err), &err);
    assert_int_equal(count, 0);
    end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACED(test_what_belongs_to_no_post_moves_too),
        PLACED(test_a_name_that_is_taken_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
