/* move_scene.h - posts in one save folder that are to move into another. */
#ifndef CK_TESTS_MOVE_SCENE_H
#define CK_TESTS_MOVE_SCENE_H

#include "archive_place.h"
#include "keep/move.h"
#include "keep/record.h"
#include "keep/sums.h"
#include "place_files.h"

#define TEXT(text) ((char *)(uintptr_t)(text))
#define ID "7602050882429897470"
#define OTHER_ID "7602050882429897471"

static inline void check(bool ok, const struct ck_error *err)
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

static inline bool goes_on(void *ctx, const struct ck_move_progress *progress)
{
    struct scene *scene = ctx;

    assert_true(progress->posts_done <= progress->posts);
    return scene->stops_after < 0 || scene->stops_after-- > 0;
}

static inline void stayed(void *ctx, const struct ck_kept *kept, enum ck_stayed why)
{
    struct scene *scene = ctx;

    ck_buf_addf(&scene->told, "%s %s\n", ck_stayed_text(why), kept->files[0].name);
}

static inline int open_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(fd >= 0);
    return fd;
}

static inline struct scene begin(const struct place *place)
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

static inline void end(struct scene *scene)
{
    ck_archive_close(scene->archive);
    ck_buf_free(&scene->told);
    assert_int_equal(close(scene->from_fd), 0);
    assert_int_equal(close(scene->to_fd), 0);
}

/* Keeps "cat/ID.mp4" and "cat/ID.vtt" in the old folder. */
static inline void keep(struct scene *scene, const char *id)
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
static inline enum ck_code run(struct scene *scene, struct ck_move_progress *ret)
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
static inline bool has(const struct scene *scene, const char *folder, const char *name)
{
    int fd = strcmp(folder, "new") == 0 ? scene->to_fd : scene->from_fd;

    return faccessat(fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static inline void assert_whole(const struct scene *scene, const char *id, bool moved)
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

#define PLACED(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)

#endif
