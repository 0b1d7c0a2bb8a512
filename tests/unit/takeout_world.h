/* takeout_world.h - a save folder with two posts, and a place to hand them out to. */
#ifndef CK_TESTS_TAKEOUT_WORLD_H
#define CK_TESTS_TAKEOUT_WORLD_H

#include "keep/takeout.h"
#include "rescan_place.h"
#include "takeout_sample.h"

struct world {
    struct place *save, out;
    struct ck_archive *archive;
    int64_t stop_after; /* posts, -1: never */
    int left_out;
};

static inline void keep_post(const struct world *world, const char *id, const char *name)
{
    struct ck_kept_file file;
    struct ck_kept kept = sample(&file);
    struct ck_error err = {0};

    (void)snprintf(kept.id, sizeof(kept.id), "%s", id);
    file.name = TEXT(name);
    kept.folder = TEXT(world->save->path);
    put(world->save, name, "hello");
    check(ck_record_keep(world->archive, world->save->fd, &kept, 0, &err), &err);
}

static inline int begin(void **state)
{
    struct world *world = calloc(1, sizeof(*world));

    if (world == NULL || place_make((void **)&world->save) != 0) {
        return -1;
    }
    (void)snprintf(world->out.path, sizeof(world->out.path), "/tmp/ck-test-XXXXXX");
    if (mkdtemp(world->out.path) == NULL) {
        return -1;
    }
    world->out.fd = open(world->out.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    world->archive = open_archive(world->save);
    world->stop_after = -1;
    assert_int_equal(mkdirat(world->save->fd, "catlady", 0700), 0);
    keep_post(world, "1", "catlady/a 100%.mp4");
    keep_post(world, "2", "catlady/b.mp4");
    *state = world;
    return 0;
}

static inline int finish(void **state)
{
    struct world *world = *state;
    void *save = world->save;

    ck_archive_close(world->archive);
    (void)close(world->out.fd);
    (void)nftw(world->out.path, place_remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    free(world);
    return place_remove(&save);
}

static inline bool goes_on(void *ctx, const struct ck_takeout_report *so_far)
{
    const struct world *world = ctx;

    return world->stop_after < 0 || so_far->files < world->stop_after;
}

static inline void left_out(void *ctx, const struct ck_kept *kept, const char *name,
                            enum ck_put why)
{
    struct world *world = ctx;

    (void)kept;
    (void)name;
    assert_true(why == CK_PUT_MISSING || why == CK_PUT_CHANGED);
    world->left_out++;
}

static inline bool take(struct world *world, enum ck_takeout_form form, const char *name,
                        bool link, struct ck_takeout_report *ret, struct ck_error *err)
{
    char target[100];
    const struct ck_takeout_task task = {.archive = world->archive,
                                         .rootfd = world->save->fd,
                                         .folder = world->save->path,
                                         .form = form,
                                         .target = target,
                                         .link = link,
                                         .now = 1780000000,
                                         .goes_on = goes_on,
                                         .left_out = left_out,
                                         .ctx = world};

    (void)snprintf(target, sizeof(target), "%s/%s",
                   name[0] == '.' ? world->save->path : world->out.path, name);
    return ck_takeout(&task, ret, err);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, finish)

#endif
