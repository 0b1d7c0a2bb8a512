/* Moving posts: all files of one or none, whatever gets in the way. */
#include "archive_place.h"
#include "keep/move.h"
#include "keep/record.h"
#include "keep/sums.h"
#include "place_files.h"

#define TEXT(text) ((char *)(uintptr_t)(text))
#define ID "7602050882429897470"
#define OTHER_ID "7602050882429897471"

static void check(bool ok, const struct ck_error *err)
{
    if (!ok) {
        fail_msg("%s: %s", ck_code_text(err->code), err->detail);
    }
}

/* The two save folders, "old" and "new", of a place. */
struct scene {
    const struct place *place;
    struct ck_archive *archive;
    char from[128], to[128];
    int from_fd, to_fd;
    int stops_after; /* so many questions whether to go on, -1: never */
    struct ck_buf told;
};

static bool goes_on(void *ctx, const struct ck_move_progress *progress)
{
    struct scene *scene = ctx;

    assert_true(progress->posts_done <= progress->posts);
    return scene->stops_after < 0 || scene->stops_after-- > 0;
}

static void stayed(void *ctx, const struct ck_kept *kept, enum ck_stayed why)
{
    struct scene *scene = ctx;

    ck_buf_addf(&scene->told, "%s %s\n", ck_stayed_text(why), kept->files[0].name);
}

static int open_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(fd >= 0);
    return fd;
}

static struct scene begin(const struct place *place)
{
    struct scene scene = {.place = place, .stops_after = -1, .told = {.max = 8192}};
    char state[128];

    (void)snprintf(state, sizeof(state), "%s/.state", place->path);
    (void)snprintf(scene.from, sizeof(scene.from), "%s/old", place->path);
    (void)snprintf(scene.to, sizeof(scene.to), "%s/new", place->path);
    assert_int_equal(mkdirat(place->fd, "old", 0700), 0);
    assert_int_equal(mkdirat(place->fd, "new", 0700), 0);
    scene.archive = open_at(state);
    scene.from_fd = open_folder(scene.from);
    scene.to_fd = open_folder(scene.to);
    return scene;
}

static void end(struct scene *scene)
{
    ck_archive_close(scene->archive);
    ck_buf_free(&scene->told);
    assert_int_equal(close(scene->from_fd), 0);
    assert_int_equal(close(scene->to_fd), 0);
}

/* Keeps "cat/ID.mp4" and "cat/ID.vtt" in the old folder. */
static void keep(struct scene *scene, const char *id)
{
    char main_name[64], other_name[64], path[128];
    struct ck_kept_file files[2] = {
        {.role = TEXT("video"), .name = main_name, .bytes = 5, .sha256 = HELLO_SHA256},
        {.role = TEXT("captions"),
         .name = other_name,
         .bytes = 5,
         .sha256 = HELLO_SHA256}};
    struct ck_kept kept = {.kind = TEXT("video"),
                           .seen = TEXT("host"),
                           .folder = scene->from,
                           .files = files,
                           .file_count = 2};
    struct ck_error err = {0};

    (void)snprintf(kept.id, sizeof(kept.id), "%s", id);
    (void)snprintf(main_name, sizeof(main_name), "cat/%s.mp4", id);
    (void)snprintf(other_name, sizeof(other_name), "cat/%s.vtt", id);
    (void)mkdirat(scene->from_fd, "cat", 0700);
    (void)snprintf(path, sizeof(path), "old/%s", main_name);
    put(scene->place, path, "hello");
    (void)snprintf(path, sizeof(path), "old/%s", other_name);
    put(scene->place, path, "hello");
    check(ck_record_keep(scene->archive, scene->from_fd, &kept, 0, &err), &err);
}

/* Moves until the end or an error, which is returned. */
static enum ck_code run(struct scene *scene, struct ck_move_progress *ret)
{
    const struct ck_move_task task = {.archive = scene->archive,
                                      .from = scene->from,
                                      .to = scene->to,
                                      .from_fd = scene->from_fd,
                                      .to_fd = scene->to_fd,
                                      .goes_on = goes_on,
                                      .stayed = stayed,
                                      .ctx = scene};
    struct ck_error err = {0}, end_err = {0};
    struct ck_move *move = NULL;
    bool more = true, ok = true;

    check(ck_move_open(&task, &move, &err), &err);
    while (ok && more) {
        ok = ck_move_step(move, &more, &err);
    }
    *ret = *ck_move_so_far(move);
    check(ck_move_end(move, &end_err), &end_err);
    ck_move_free(move);
    return ok ? CK_OK : err.code;
}

/* By the folder that is open: another drive may be mounted over its name. */
static bool has(const struct scene *scene, const char *folder, const char *name)
{
    int fd = strcmp(folder, "new") == 0 ? scene->to_fd : scene->from_fd;

    return faccessat(fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void assert_whole(const struct scene *scene, const char *id, bool moved)
{
    static const char *const suffixes[] = {"mp4", "vtt"};
    struct ck_kept kept;
    struct ck_error err = {0};
    bool found = false;
    char name[64];

    for (int i = 0; i < 2; i++) {
        (void)snprintf(name, sizeof(name), "cat/%s.%s", id, suffixes[i]);
        assert_int_equal(has(scene, "new", name), moved);
        assert_int_equal(has(scene, "old", name), !moved);
    }
    check(ck_archive_find(scene->archive, id, &found, &kept, &err), &err);
    assert_true(found);
    assert_string_equal(kept.folder, moved ? scene->to : scene->from);
    ck_kept_clear(&kept);
}

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
#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
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
