/* place.h - a folder for one test, and drives that are full or read-only. */
#ifndef CK_TESTS_PLACE_H
#define CK_TESTS_PLACE_H

#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    char path[64];
    int fd;
};

static inline int place_remove_one(const char *path, const struct stat *st, int type,
                                   struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* For cmocka_unit_test_setup_teardown(). */
static inline int place_make(void **state)
{
    struct place *place = calloc(1, sizeof(*place));

    if (place == NULL) {
        return -1;
    }
    (void)snprintf(place->path, sizeof(place->path), "/tmp/ck-test-XXXXXX");
    if (mkdtemp(place->path) == NULL) {
        free(place);
        return -1;
    }
    place->fd = open(place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *state = place;
    return 0;
}

static inline int place_remove(void **state)
{
    struct place *place = *state;

    (void)close(place->fd);
    (void)nftw(place->path, place_remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    free(place);
    return 0;
}

/* Mounts of this process that nobody else sees. False where the system does not allow
 * it. */
static inline bool place_private_mounts(void)
{
    if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) {
        printf("SKIPPED: this system allows no private mounts\n");
        return false;
    }
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        printf("SKIPPED: this system allows no private mounts\n");
        return false;
    }
    return true;
}

/* A drive of so many bytes at `path`: "64k". */
static inline bool place_drive(const char *path, const char *size)
{
    char options[32];

    (void)snprintf(options, sizeof(options), "size=%s", size);
    return mount("small", path, "tmpfs", 0, options) == 0;
}

static inline bool place_small_drive(const char *path)
{
    return place_drive(path, "64k");
}

static inline bool place_read_only(const char *path)
{
    return mount(path, path, NULL, MS_BIND, NULL) == 0 &&
           mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) == 0;
}

#endif
