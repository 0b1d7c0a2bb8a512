/* Moving posts: all files of one or none, whatever gets in the way. */
#include "move_scene.h"

static void test_all_is_moved(void **state)
{
    struct scene scene = begin(*state);
    struct ck_move_progress progress;
    struct ck_elsewhere *list;
    struct ck_error err = {0};
    size_t count;

    keep(&scene, ID);
    keep(&scene, OTHER_ID);
    check(ck_move_elsewhere(scene.archive, scene.to, &list, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_int_equal(list[0].posts, 2);
    assert_int_equal(list[0].bytes, 20);
    ck_elsewhere_free(list, count);
    assert_int_equal(run(&scene, &progress), CK_OK);
    assert_int_equal(progress.stayed[CK_STAYED_NOT], 2);
    assert_int_equal(progress.bytes_done, 20);
    assert_whole(&scene, ID, true);
    assert_whole(&scene, OTHER_ID, true);
    assert_false(has(&scene, "old", "cat"));
    assert_false(has(&scene, "old", CK_SUMS_NAME));
    assert_content(scene.place, "new/" CK_SUMS_NAME,
                   HELLO_SHA256 "  cat/" ID ".mp4\n" HELLO_SHA256 "  cat/" ID
                                ".vtt\n" HELLO_SHA256 "  cat/" OTHER_ID
                                ".mp4\n" HELLO_SHA256 "  cat/" OTHER_ID ".vtt\n");
    check(ck_move_elsewhere(scene.archive, scene.to, &list, &count, &err), &err);
    assert_int_equal(count, 0);
    end(&scene);
}

static void test_one_file_in_the_way_keeps_all_of_the_post(void **state)
{
    struct scene scene = begin(*state);
    struct ck_move_progress progress;

    keep(&scene, ID);
    keep(&scene, OTHER_ID);
    assert_int_equal(mkdirat(scene.to_fd, "cat", 0700), 0);
    put(scene.place, "new/cat/" ID ".vtt", "mine!");
    put(scene.place, "old/cat/" OTHER_ID ".vtt", "hello, changed");
    assert_int_equal(run(&scene, &progress), CK_OK);
    assert_string_equal(ck_buf_text(&scene.told), "taken cat/" ID ".mp4\n"
                                                  "changed cat/" OTHER_ID ".mp4\n");
    assert_true(has(&scene, "old", "cat/" ID ".mp4"));
    assert_true(has(&scene, "old", "cat/" ID ".vtt"));
    assert_false(has(&scene, "new", "cat/" ID ".mp4"));
    assert_content(scene.place, "new/cat/" ID ".vtt", "mine!");
    assert_whole(&scene, OTHER_ID, false);
    end(&scene);
}

/* As a run leaves it that died after the first rename. */
static void test_half_of_a_post_is_there_already(void **state)
{
    struct scene scene = begin(*state);
    struct ck_move_progress progress;

    keep(&scene, ID);
    assert_int_equal(mkdirat(scene.to_fd, "cat", 0700), 0);
    assert_int_equal(
        renameat(scene.from_fd, "cat/" ID ".mp4", scene.to_fd, "cat/" ID ".mp4"), 0);
    assert_int_equal(run(&scene, &progress), CK_OK);
    assert_whole(&scene, ID, true);
    assert_int_equal(progress.stayed[CK_STAYED_NOT], 1);
    end(&scene);
}

static void test_called_off(void **state)
{
    struct scene scene = begin(*state);
    struct ck_move_progress progress;

    keep(&scene, ID);
    keep(&scene, OTHER_ID);
    scene.stops_after = 1;
    assert_int_equal(run(&scene, &progress), CK_ERR_CANCELLED);
    assert_whole(&scene, ID, true);
    assert_whole(&scene, OTHER_ID, false);
    assert_content(scene.place, "old/" CK_SUMS_NAME,
                   HELLO_SHA256 "  cat/" OTHER_ID ".mp4\n" HELLO_SHA256 "  cat/" OTHER_ID
                                ".vtt\n");
    scene.stops_after = -1;
    assert_int_equal(run(&scene, &progress), CK_OK);
    assert_whole(&scene, OTHER_ID, true);
    end(&scene);
}

/* Two ways to one folder, and the system does not say so: a second mount of it. */
static void test_two_names_of_one_folder(void **state)
{
    struct scene scene = begin(*state);
    struct ck_move_progress progress;

    keep(&scene, ID);
    if (!place_private_mounts() ||
        mount(scene.from, scene.to, NULL, MS_BIND, NULL) != 0) {
        end(&scene);
        skip();
    }
    assert_int_equal(close(scene.to_fd), 0);
    scene.to_fd = open_folder(scene.to);
    assert_int_equal(run(&scene, &progress), CK_OK);
    assert_true(has(&scene, "old", "cat/" ID ".mp4"));
    assert_true(has(&scene, "old", "cat/" ID ".vtt"));
    assert_int_equal(umount2(scene.to, MNT_DETACH), 0);
    end(&scene);
}

/* A second name of the files themselves, on the way to them: the old ones are put back.
 */
static void test_a_linked_folder_on_the_way(void **state)
{
    struct scene scene = begin(*state);
    struct ck_move_progress progress;
    char cat[160];

    keep(&scene, ID);
    (void)snprintf(cat, sizeof(cat), "%s/cat", scene.from);
    assert_int_equal(symlinkat(cat, scene.to_fd, "cat"), 0);
    assert_int_equal(run(&scene, &progress), CK_OK);
    assert_string_equal(ck_buf_text(&scene.told), "taken cat/" ID ".mp4\n");
    assert_true(has(&scene, "old", "cat/" ID ".mp4"));
    end(&scene);
}

/* On another drive, which is too small: nothing is half there, and nothing is gone. */
static void test_the_other_drive_is_full(void **state)
{
    struct scene scene = begin(*state);
    struct ck_move_progress progress;
    struct place there = {0};
    char fill[4096] = "";
    int fd;

    keep(&scene, ID);
    if (!place_private_mounts() || !place_small_drive(scene.to)) {
        end(&scene);
        skip();
    }
    assert_int_equal(close(scene.to_fd), 0);
    scene.to_fd = open_folder(scene.to);
    fd = openat(scene.to_fd, "full", O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    while (write(fd, fill, sizeof(fill)) > 0) {
    }
    assert_int_equal(run(&scene, &progress), CK_ERR_DISK_FULL);
    assert_whole(&scene, ID, false);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(close(fd), 0);
    assert_int_equal(run(&scene, &progress), CK_OK);
    assert_string_equal(ck_buf_text(&scene.told), "");
    assert_whole(&scene, ID, true);
    there.fd = scene.to_fd;
    assert_content(&there, "cat/" ID ".mp4", "hello");
    assert_int_equal(close(scene.to_fd), 0);
    scene.to_fd = open_folder(scene.from);
    assert_int_equal(umount2(scene.to, MNT_DETACH), 0);
    end(&scene);
}

static void test_what_is_left_is_not_asked_about(void **state)
{
    struct scene scene = begin(*state);
    struct ck_elsewhere *list;
    struct ck_error err = {0};
    size_t count;

    keep(&scene, ID);
    for (int left = 1; left >= 0; left--) {
        check(ck_move_leave(scene.archive, scene.from, left != 0, &err), &err);
        check(ck_move_elsewhere(scene.archive, scene.to, &list, &count, &err), &err);
        assert_int_equal(count, 1);
        assert_int_equal(list[0].left, left);
        ck_elsewhere_free(list, count);
    }
    end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACED(test_all_is_moved),
        PLACED(test_one_file_in_the_way_keeps_all_of_the_post),
        PLACED(test_half_of_a_post_is_there_already),
        PLACED(test_called_off),
        PLACED(test_a_linked_folder_on_the_way),
        PLACED(test_what_is_left_is_not_asked_about),
        PLACED(test_two_names_of_one_folder),
        PLACED(test_the_other_drive_is_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
